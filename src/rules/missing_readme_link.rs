//! See [`RULE`].

use super::readme::reporting_section;
use super::rule::rule;
use super::{Around, OptionSpec, RepositoryFindings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{Document, LinkKind};
use crate::policy::{Policy, url_parts};
use crate::repository::split;
use crate::source::{Source, Span};

const ALSO: OptionSpec =
    OptionSpec::words("also", "Further files, from the root of the repository, that may name the policy in its place.");

rule! {
    /// The way from the README to the security policy is missing.
    ///
    /// ## Why it matters
    ///
    /// Package registries and mirrors show the README alone. A CONTRIBUTING file that names the
    /// policy makes do.
    ///
    /// ## Example
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,fix,file=README.md
    /// # Widget
    ///
    /// A library.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,file=README.md
    /// # Widget
    ///
    /// A library.
    ///
    /// ## Security
    ///
    /// See the [security policy](SECURITY.md).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A section is added at the end of the README, which may not be the best place for it.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Adding a security policy to your repository”
    /// - OpenSSF, “Guide to implementing a coordinated vulnerability disclosure process for open source projects”
    group: Repository,
    fix: Unsafe,
    options: [ALSO],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let Some((_, policy)) = around.policy else { return };
    let readmes = around.surroundings.readmes();
    let Some(first) = readmes.first() else { return };
    let also = around.words(&RULE, &ALSO);
    let contributing = ["CONTRIBUTING.md", ".github/CONTRIBUTING.md", "docs/CONTRIBUTING.md"].map(str::to_owned);
    let mut texts =
        readmes.iter().chain(&contributing).chain(&also).filter_map(|path| around.surroundings.source(path));
    if texts.any(|text| mentions(&text, policy)) {
        return;
    }
    let is_markdown = first.to_ascii_lowercase().ends_with(".md");
    let readme = around.surroundings.source(first).filter(|_| is_markdown);
    let fix = readme.map(|readme| {
        let text = readme.text();
        let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
        let section = format!("{gap}## Security\n\nSee the [security policy]({}{policy}).\n", up(split(first).0));
        Fix::unsafe_("Add a section at the end", vec![Edit::insert(text.len() as u32, section)])
    });
    let message = "this README does not mention the security policy, and registries and mirrors show nothing else";
    findings.push(first, Finding::new(Span::at(0), message, format!("link to {policy}")).maybe_fix(fix));
}

/// The way from a folder to the root.
fn up(folder: &str) -> &str {
    if folder.is_empty() { "" } else { "../" }
}

/// Whether a text links to the policy or says itself how to report. Badges do not count.
fn mentions(text: &Source, policy: &str) -> bool {
    let name = split(policy).1;
    if !text.path().to_ascii_lowercase().ends_with("md") {
        // Other formats are not parsed; the name or the page of the policy can hardly stand there for anything else.
        return text.text().contains(name) || text.text().contains("/security/policy");
    }
    let document = Document::parse(text);
    let leads_there = |target: &str| {
        let path = target.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
        let is_page = || {
            let parts = url_parts(target).map(|(_, path)| path).unwrap_or_default();
            matches!(
                parts[..],
                [_, _, "security"]
                    | [_, _, "security", "policy" | "advisories"]
                    | [_, _, "security", "advisories", "new"]
            )
        };
        split(path).1.eq_ignore_ascii_case(name) || path.ends_with("security/policy") || is_page()
    };
    let mut links = document.links.iter().filter(|link| link.kind != LinkKind::Image);
    links.any(|link| leads_there(&link.target)) || reporting_section(&Policy::read(&document)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::fires_in;

    const POLICY: (&str, &str) = (".github/SECURITY.md", "Report vulnerabilities to <security@widget.example>.\n");

    fn found(readme: (&str, &str)) -> Vec<String> {
        fires_in(&RULE, &[POLICY, readme], &[])
    }

    #[test]
    fn a_readme_without_a_word_of_it_is_reported() {
        for text in [
            "# Widget\n",
            "# Widget\n\n## Security\n\nTokens are hashed.\n",
            "# Widget\n\n[![Scorecard](https://api.scorecard.dev/badge)](https://scorecard.dev/viewer)\n",
        ] {
            assert_eq!(found(("README.md", text)).len(), 1, "{text}");
        }
        assert_eq!(found(("README.rst", "Widget\n======\n")).len(), 1);
    }

    #[test]
    fn any_mention_is_fine() {
        for text in [
            "See [security](.github/SECURITY.md).\n",
            "See [security](https://github.com/acme/widget/security/policy).\n",
            "See [security](https://github.com/acme/widget/security).\n",
            "See [security](../../security/policy).\n",
            "# Widget\n\n## Reporting vulnerabilities\n\nMail <security@widget.example>.\n",
        ] {
            assert_eq!(found(("README.md", text)), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found(("README.rst", "See `SECURITY.md <SECURITY.md>`_.\n")), Vec::<String>::new());
        let files = [POLICY, ("README.md", "# Widget\n"), ("CONTRIBUTING.md", "See [it](.github/SECURITY.md).\n")];
        assert_eq!(fires_in(&RULE, &files, &[]), Vec::<String>::new());
        assert_eq!(fires_in(&RULE, &[POLICY], &[]), Vec::<String>::new());
        assert_eq!(fires_in(&RULE, &[("README.md", "# Widget\n")], &[]), Vec::<String>::new());
    }
}
