//! See [`RULE`].

use super::rule::rule;
use super::{Around, OptionSpec, RepositoryFindings};
use crate::diagnostic::Finding;
use crate::markdown::Document;
use crate::policy::{Kind, Policy};
use crate::repository::{Entry, EntryKind, Surroundings, join, places, split};
use crate::source::Span;

const PATHS: OptionSpec =
    OptionSpec::words("paths", "Files, from the root of the repository, that may be where they are.");

rule! {
    /// A security policy lies where neither the forge nor scanners look.
    ///
    /// ## Why it matters
    ///
    /// The security page of the repository stays empty, and reporters who look there conclude
    /// that nobody wants to hear from them.
    ///
    /// Looked at are the files that git tracks; where its index cannot be read, those in the root
    /// and in the folders directly below it.
    ///
    /// ## Example
    ///
    /// ```markdown,file=policies/SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=.github/SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// It may lead to the longer text:
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Please see our [security policy](policies/vulnerability-disclosure.md) for how to report.
    /// ```
    ///
    /// ```markdown,file=policies/vulnerability-disclosure.md
    /// # Vulnerability disclosure
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Adding a security policy to your repository”
    /// - OpenSSF Scorecard, Security-Policy
    group: Repository,
    fix: None,
    options: [PATHS],
    since: "0.1.0",
    check: Repository(check)
}

/// Folders whose policies are somebody else's, examples, or sources of a website.
const SKIPPED: &[&str] = &[
    "node_modules",
    "vendor",
    "third_party",
    "third-party",
    "external",
    "deps",
    "test",
    "tests",
    "testdata",
    "fixtures",
    "examples",
    "example",
    "samples",
    "templates",
    "template",
    "content",
    "static",
    "public",
    "site",
    "website",
    "web",
    "www",
    "blog",
    "_posts",
    "i18n",
    "locales",
    "translations",
    "target",
    "build",
    "dist",
    "src",
];

/// The most folders, or files with such a name, that are looked into.
const MOST: usize = 200;

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let accepted = around.words(&RULE, &PATHS);
    for path in candidates(around.surroundings) {
        // A package has a policy of its own.
        let folder = split(&path).0;
        let is_package = !folder.is_empty() && around.surroundings.is_package(folder);
        let is_shown = around.surroundings.policies().found.iter().any(|file| file.path == path);
        if !is_package && !is_shown && !accepted.contains(&path) && is_rival(around, &path) {
            let message = "this security policy is where neither the forge nor scanners look for one";
            let help = match around.policy {
                Some((_, shown)) => format!("let {shown} lead here, or move this into it"),
                None => "move it to a SECURITY.md in the root, `.github/` or `docs/`".to_owned(),
            };
            findings.push(&path, Finding::new(Span::at(0), message, help));
        }
    }
}

/// The files that are named like policies, as far as git's index tells, or two levels of folders without one.
fn candidates(surroundings: &Surroundings) -> Vec<String> {
    let is_looked_into = |folder: &str| folder.is_empty() || folder.split('/').all(is_own_folder);
    let is_candidate = |path: &&String| {
        let (folder, name) = split(path);
        is_named_like_policy(name) && is_looked_into(folder)
    };
    if let Some(tracked) = surroundings.tracked() {
        return tracked.iter().filter(is_candidate).take(MOST).cloned().collect();
    }
    let top = surroundings.list("");
    let is_folder = |entry: &&Entry| entry.kind == EntryKind::Folder && is_own_folder(&entry.name);
    let below = top.iter().filter(is_folder).take(MOST).map(|entry| entry.name.as_str());
    let mut paths = Vec::new();
    for folder in std::iter::once("").chain(below) {
        let entries = surroundings.list(folder);
        let files = entries.iter().filter(|entry| entry.kind == EntryKind::File && is_named_like_policy(&entry.name));
        paths.extend(files.map(|entry| join(folder, &entry.name)));
    }
    paths
}

/// Whether a folder of this name holds texts of the project itself.
fn is_own_folder(name: &str) -> bool {
    let is_place = places(None).contains(&name);
    is_place || !name.starts_with('.') && !SKIPPED.iter().any(|skipped| name.eq_ignore_ascii_case(skipped))
}

/// `SECURITY.md`, `security-policy.md`, `vulnerability-disclosure.md`; not `SECURITY.es.md`, a translation.
fn is_named_like_policy(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let Some(stem) = lower.strip_suffix(".md").or_else(|| lower.strip_suffix(".markdown")) else { return false };
    let words: Vec<&str> = stem.split(['-', '_', ' ']).collect();
    match words[..] {
        ["security"] => true,
        ["security", ref rest @ ..] => rest.iter().any(|word| matches!(*word, "policy" | "reporting" | "disclosure")),
        _ => {
            (stem.contains("vulnerability") || stem.contains("vuln"))
                && (stem.contains("disclosure") || stem.contains("report"))
        }
    }
}

/// Whether a file says how to report, and the policy does not lead to it.
fn is_rival(around: &Around<'_>, path: &str) -> bool {
    let name = split(path).1;
    let is_linked =
        around.policy.is_some_and(|(policy, _)| policy.document.links.iter().any(|link| link.target.contains(name)));
    let Some(source) = around.surroundings.source(path).filter(|_| !is_linked) else { return false };
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    policy.kind == Kind::Policy && policy.channels.iter().any(|channel| channel.private == Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;
    use crate::repository::index::written;
    use crate::rules::tests::{findings_in, fires_in};

    const POLICY: &str = "# Security policy\n\nReport vulnerabilities to <security@widget.example>.\n";

    fn paths(files: &[(&str, &str)]) -> Vec<String> {
        findings_in(&RULE, files, &[]).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn policies_elsewhere_are_reported() {
        for path in [
            "governance/SECURITY.md",
            "security-policy.md",
            "docs/vulnerability-disclosure-policy.md",
            ".github/SECURITY_POLICY.md",
            "policies/Security.markdown",
        ] {
            assert_eq!(paths(&[(path, POLICY)]), [path]);
            assert_eq!(paths(&[("SECURITY.md", POLICY), (path, POLICY)]), [path]);
        }
    }

    #[test]
    fn linked_ones_and_those_of_others_are_fine() {
        for (path, text) in [
            ("docs/SECURITY.md", POLICY),
            ("SECURITY.es.md", POLICY),
            ("content/security.md", POLICY),
            ("vendor/SECURITY.md", POLICY),
            ("a/b/SECURITY.md", POLICY),
            ("guides/security.md", "# Security\n\nTokens are hashed.\n"),
            ("guides/secure-coding.md", POLICY),
        ] {
            assert_eq!(paths(&[("SECURITY.md", POLICY), (path, text)]), Vec::<String>::new(), "{path}");
        }
        let pointer = "# Security policy\n\nPlease see [how to report](docs/VULN-DISCLOSURE-POLICY.md).\n";
        assert_eq!(
            paths(&[("SECURITY.md", pointer), ("docs/VULN-DISCLOSURE-POLICY.md", POLICY)]),
            Vec::<String>::new()
        );
        let package = [("SECURITY.md", POLICY), ("a/SECURITY.md", POLICY), ("a/Cargo.toml", "")];
        assert_eq!(paths(&package), Vec::<String>::new());
        let files = [("governance/SECURITY.md", POLICY)];
        assert_eq!(fires_in(&RULE, &files, &[("paths", "governance/SECURITY.md")]), Vec::<String>::new());
    }

    #[test]
    fn with_an_index_every_tracked_file_is_looked_at() {
        let paths = ["a/b/security-policy.md", "docs/vendor/SECURITY.md", "governance/SECURITY.md"].map(str::to_owned);
        let tree = paths.iter().fold(Tree::default(), |tree, path| tree.with(path.as_str(), POLICY));
        let tree = tree.with("untracked/SECURITY.md", POLICY).with(".git/index", written(&paths));
        let surroundings = Surroundings::new(Box::new(tree), "");
        assert_eq!(candidates(&surroundings), ["a/b/security-policy.md", "governance/SECURITY.md"]);
    }
}
