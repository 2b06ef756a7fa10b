//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;

const REQUIRE_DATE: OptionSpec =
    OptionSpec::flag("require-date", false, true, "Ask for a date, or for how long a version gets fixes.");

rule! {
    /// How long a version gets security fixes is left open.
    ///
    /// ## Why it matters
    ///
    /// Which versions get fixes today says nothing about tomorrow. Who runs one of them has to plan
    /// the upgrade, and a product that contains it may be bound to say until when it is safe.
    ///
    /// A version that is marked as unsupported, a sentence such as “older versions get no fixes”,
    /// “only the latest release” or a link to a page on the life cycle all say it.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 3.x     | yes       |
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// | Version | Supported | Until   |
    /// | ------- | --------- | ------- |
    /// | 3.x     | yes       | 2099-06 |
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-05.01
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Article 13 (8) and (19), Annex II (7)
    group: Structure,
    fix: None,
    options: [REQUIRE_DATE],
    since: "0.1.0",
    evidence: |context| context.policy.end_of_support().iter().map(|end| end.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || is_unreleased(context) {
        return;
    }
    let Some(end) = context.policy.end_of_support() else {
        let place = context.policy.supported_versions.as_ref().map(|versions| versions.span);
        findings.push(Finding::new(
            place.unwrap_or_else(|| context.anchor(Concept::HeadingVersions)),
            "the policy does not say when versions stop getting security fixes, so users cannot plan their upgrade",
            "say which versions get none, such as “A version gets fixes until the next one is out”, or add a date to \
             each version",
        ));
        return;
    };
    if context.flag(&RULE, &REQUIRE_DATE) && !end.is_dated {
        findings.push(Finding::new(
            end.span,
            "the end of support has no date, so users cannot plan their upgrade",
            "add month and year, or how long a version gets fixes after its release",
        ));
    }
}

/// Whether there is nothing yet whose support could end.
fn is_unreleased(context: &Context<'_>) -> bool {
    let version = context.project().version.as_deref();
    version.is_some_and(|version| version.trim_start_matches('v').starts_with("0.0."))
        || context.policy.has_no_release()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with, lines};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n## Supported versions\n\n{text}\n")
    }

    #[test]
    fn every_way_to_say_it_will_do() {
        for text in [
            "| Version | Supported |\n| --- | --- |\n| 3.x | yes |\n| 2.x | no |",
            "| Version | Supported | End of life |\n| --- | --- | --- |\n| 3.x | yes | 2099-06 |",
            "Older releases receive no fixes.",
            "Each version is supported until the next one is out.",
            "We support 3.x and 2.x. Version 1.x is end of life.",
            "Each release is supported for 2 years.",
            "See our [life cycle](https://widget.example/lifecycle) for the supported versions.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn the_versions_of_today_alone_will_not() {
        for text in
            ["| Version | Supported |\n| --- | --- |\n| 3.x | yes |", "Versions 2.x and 3.x get security fixes.", ""]
        {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn only_the_latest_release_is_a_rule_by_itself() {
        assert_silent(&RULE, &[&policy("Only the latest release is supported.")]);
    }

    #[test]
    fn what_was_never_released_has_no_end() {
        assert_silent(&RULE, &[&policy("There are no releases yet.")]);
    }

    #[test]
    fn a_date_can_be_required() {
        let with = [("require-date", "true")];
        let found = fires_with(&RULE, &policy("Older releases receive no fixes."), &with);
        assert!(found[0].1.contains("no date"), "{found:?}");
        assert_eq!(fires_with(&RULE, &policy("Each release is supported for 2 years."), &with), []);
        assert_eq!(fires_with(&RULE, &policy("Version 2.x is supported until June 2099."), &with), []);
    }

    #[test]
    fn it_is_told_at_the_versions() {
        assert_eq!(lines(&RULE, &policy("| Version | Supported |\n| --- | --- |\n| 3.x | yes |")), [7]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
