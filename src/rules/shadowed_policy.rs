//! See [`RULE`].

use super::rule::rule;
use super::{Around, RepositoryFindings};
use crate::diagnostic::{Finding, Severity};
use crate::markdown::Document;
use crate::policy::{Kind, Policy};
use crate::repository::{Forge, PolicyFile, split};
use crate::source::{Source, Span};

rule! {
    /// There are several policies, and the forge shows only one of them.
    ///
    /// ## Why it matters
    ///
    /// People find the other one by chance, edit it, and nobody reads what they wrote; or they
    /// report to the address in it, which nobody looks after any more.
    ///
    /// ## Example
    ///
    /// ```markdown,file=.github/SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <old-security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// One of them, or one that leads to the other:
    ///
    /// ```markdown,file=.github/SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Please see [our security policy](.github/SECURITY.md) for how to report.
    /// ```
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Creating a default community health file”: `.github`, then the
    ///   root, then `docs`
    group: Repository,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let policies = around.surroundings.policies();
    let Some(effective) = policies.effective() else { return };
    let mut others = policies.found.iter().filter(|file| file.path != effective.path).peekable();
    if others.peek().is_none() {
        return;
    }
    let shown = around.surroundings.source(&effective.path);
    let is_led_to = |path: &str| around.delegate.is_some_and(|(_, delegate)| delegate == path);
    let is_same_file = |other: &PolicyFile| other.link.is_some() || effective.link.as_ref() == Some(&other.path);
    for other in others.filter(|other| !is_same_file(other) && !is_led_to(&other.path)) {
        let text = around.surroundings.source(&other.path);
        if text.as_ref().is_some_and(|text| is_no_rival(text, other, effective)) {
            continue;
        }
        let is_same = matches!((&text, &shown), (Some(text), Some(shown)) if text.text() == shown.text());
        let who = around.surroundings.forge().map_or("the forge", Forge::name);
        let message = if is_same {
            format!("{who} shows {}, so this copy of it is one more to keep up to date", effective.path)
        } else {
            format!("{who} shows {} and not this file, which says something else", effective.path)
        };
        let help = "move what is worth keeping there, and delete this file or let it lead there";
        let finding = Finding::new(Span::at(0), message, help);
        findings.push(&other.path, if is_same { finding.at_most(Severity::Info) } else { finding });
    }
}

/// Whether a text only leads to the policy, or is a page of documentation that happens to bear a policy's name.
fn is_no_rival(text: &Source, file: &PolicyFile, effective: &PolicyFile) -> bool {
    if !file.is_markdown {
        return false;
    }
    let document = Document::parse(text);
    let policy = Policy::read(&document);
    let name = split(&effective.path).1;
    let leads_there = document.links.iter().any(|link| {
        link.target
            .split(['#', '?'])
            .next()
            .is_some_and(|target| target.ends_with(name) || target.ends_with("/security/policy"))
    });
    match policy.kind {
        Kind::Pointer => true,
        Kind::Documentation => split(&file.path).0 == "docs" || leads_there,
        Kind::Policy => leads_there && policy.channels.is_empty(),
        Kind::Template => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires_in};

    const POLICY: &str = "# Security policy\n\nReport vulnerabilities to <security@widget.example>.\n";
    const OTHER: &str = "# Security policy\n\nReport vulnerabilities to <old@widget.example>.\n";

    fn paths(files: &[(&str, &str)]) -> Vec<String> {
        findings_in(&RULE, files, &[]).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn each_policy_that_is_not_shown_is_reported() {
        let files = [
            ("docs/security.md", OTHER),
            ("SECURITY.md", POLICY),
            (".github/SECURITY.md", POLICY),
            ("SECURITY.rst", "x"),
        ];
        assert_eq!(paths(&files), ["SECURITY.md", "SECURITY.rst", "docs/security.md"]);
        assert_eq!(findings_in(&RULE, &files, &[])[0].1.severity, Severity::Info);
        let gitlab = [
            ("SECURITY.md", POLICY),
            ("docs/SECURITY.md", OTHER),
            (".git/config", "[remote \"origin\"]\n url = https://gitlab.com/a/b\n"),
        ];
        assert!(fires_in(&RULE, &gitlab, &[])[0].starts_with("docs/SECURITY.md: GitLab shows SECURITY.md"));
    }

    #[test]
    fn pointers_documentation_and_packages_are_no_rivals() {
        for (path, text) in [
            ("docs/security.md", "# Security\n\nEvery request is signed. Tokens expire after an hour.\n"),
            ("docs/SECURITY.md", "Please see our [security policy](../SECURITY.md) for how to report.\n"),
            ("packages/a/SECURITY.md", OTHER),
            ("vendor/a/SECURITY.md", OTHER),
            ("SECURITY.es.md", OTHER),
        ] {
            assert_eq!(paths(&[("SECURITY.md", POLICY), (path, text)]), Vec::<String>::new(), "{path}");
        }
        let pointer = "Please see our [security policy](docs/SECURITY.md) for how to report.\n";
        assert_eq!(paths(&[("SECURITY.md", pointer), ("docs/SECURITY.md", OTHER)]), Vec::<String>::new());
    }
}
