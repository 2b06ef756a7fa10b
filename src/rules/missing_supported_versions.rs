//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Fix};
use crate::policy::VersionsForm;
use crate::policy::vocabulary::Concept;

const ACCEPT_LINK: OptionSpec =
    OptionSpec::flag("accept-link", true, false, "Accept a link to a page that lists the supported versions.");

rule! {
    /// Nothing tells users which versions still get security fixes.
    ///
    /// ## Why it matters
    ///
    /// Users cannot tell whether they have to upgrade to be safe, and reporters cannot tell
    /// whether what they found in an older version is wanted.
    ///
    /// A table, a sentence such as “only the latest release”, or a rule in dates all do. A table
    /// of supported Python versions or platforms says nothing about the project's own.
    ///
    /// ## Example
    ///
    /// ```markdown,fix,project.version=2.4.1
    /// # Security policy
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please send reports to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// ## Supported versions
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 2.4.x   | yes       |
    /// | < 2.4   | no        |
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please send reports to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// ## Supported versions
    ///
    /// Only the latest release gets security fixes.
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please send reports to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The table is made of the version that the configuration gives for the project. Only its
    /// maintainers can tell whether older versions get fixes as well.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Adding a security policy to your repository”
    /// - OSPS Baseline, OSPS-DO-04.01 and OSPS-DO-05.01
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Article 13 (8) and Annex II (7)
    group: Structure,
    fix: Unsafe,
    options: [ACCEPT_LINK],
    since: "0.1.0",
    evidence: |context| context.policy.supported_versions.iter().map(|versions| versions.span).collect(),
    check: Document(check)
}

const HELP: &str = "add a table of versions, or one sentence such as “Only the latest release gets security fixes”";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    match &context.policy.supported_versions {
        None => {
            let finding = Finding::new(
                context.unkept(Concept::HeadingVersions).unwrap_or_else(|| context.title()),
                "the policy does not say which versions get security fixes, so users cannot tell whether theirs does",
                HELP,
            );
            findings.push(finding.maybe_fix(fix(context)));
        }
        Some(versions) if versions.form == VersionsForm::Link && !context.flag(&RULE, &ACCEPT_LINK) => {
            findings.push(Finding::new(
                versions.span,
                "the supported versions are only linked, so a reader has to leave the policy to learn them",
                HELP,
            ));
        }
        Some(_) => {}
    }
}

/// A table of the version that the project is at and those before, under the heading that is there
/// for it or in a section of its own.
fn fix(context: &Context<'_>) -> Option<Fix> {
    let version = context.project().version.as_deref().filter(|_| context.takes_words())?;
    let mut parts = version.trim_start_matches('v').split('.');
    let (major, minor): (u32, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let series = format!("{major}.{minor}");
    let (current, older) = (format!("{series}.x"), format!("< {series}"));
    let width = current.len().max(older.len()).max("Version".len());
    let table = format!(
        "| {:width$} | Supported |\n| {} | --------- |\n| {current:width$} | yes       |\n| {older:width$} | no        |",
        "Version",
        "-".repeat(width)
    );
    let heading = context.anchor(Concept::HeadingVersions);
    let edit = if heading == context.title() {
        context.insert_section("Supported versions", &table)
    } else {
        context.insert_behind(heading, &table)
    };
    Some(Fix::unsafe_(format!("Say that {current} gets fixes, and older versions do not"), vec![edit]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with, lines};
    use crate::source::Source;

    #[test]
    fn a_policy_that_names_no_version_is_reported() {
        assert_fires(
            &RULE,
            &[
                "# Security\n\nReport vulnerabilities to security@widget.example.\n",
                "# Security\n\n## Supported Python versions\n\n| Python | Supported |\n| --- | --- |\n| 3.13 | yes |\n\n\
             ## Reporting\n\nReport vulnerabilities to security@widget.example.\n",
            ],
        );
    }

    #[test]
    fn every_way_to_say_it_will_do() {
        for versions in [
            "Only the latest release gets security fixes.",
            "We fix vulnerabilities in the latest minor release of each major version.",
            "Security fixes are released for the current release series and the one before.",
            "Security fixes land on the `main` branch only.",
            "| Version | Supported |\n| --- | --- |\n| 2.x | yes |\n| 1.x | no |",
            "- 2.x: supported\n- 1.x: not supported",
            "See the [support policy](https://widget.example/lifecycle) for the supported versions.",
        ] {
            let text = format!(
                "# Security\n\n## Supported versions\n\n{versions}\n\n## Reporting a vulnerability\n\n\
                 Mail security@widget.example.\n"
            );
            assert_silent(&RULE, &[&text]);
        }
    }

    #[test]
    fn no_heading_is_needed() {
        assert_silent(
            &RULE,
            &["We only support the latest version with security fixes. Report vulnerabilities to \
                                security@widget.example.\n"],
        );
    }

    #[test]
    fn pointers_and_coordinators_are_skipped() {
        assert_silent(
            &RULE,
            &[
                "Please see our [security policy](https://widget.example/security) for how to report.\n",
                "To report a security vulnerability, please use the \
             [Tidelift security contact](https://tidelift.com/security). Tidelift will coordinate the fix.\n",
            ],
        );
    }

    #[test]
    fn it_is_told_at_the_heading_that_promises_it() {
        let text =
            "# Security\n\nReport vulnerabilities to security@widget.example.\n\n## Supported versions\n\nMany.\n";
        assert_eq!(lines(&RULE, text), [5]);
        let found = findings(&RULE, &Source::new("SECURITY.md", text), &[]);
        let span = found[0].span;
        assert!(text[span.start as usize..span.end as usize].ends_with("Many."), "{span:?}");
    }

    #[test]
    fn there_is_no_fix_without_a_version() {
        let source = Source::new("SECURITY.md", "# Security\n\nReport vulnerabilities to security@widget.example.\n");
        assert!(findings(&RULE, &source, &[])[0].fix.is_none());
    }

    #[test]
    fn a_link_can_be_refused() {
        let text = "# Security\n\nReport vulnerabilities to security@widget.example.\n\n## Supported versions\n\n\
                    See the [list of supported versions](https://widget.example/releases).\n";
        assert_eq!(fires_with(&RULE, text, &[]), []);
        assert_eq!(fires_with(&RULE, text, &[("accept-link", "false")]).len(), 1);
    }
}
