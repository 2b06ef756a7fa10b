//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;

rule! {
    /// The policy does not say who requests a CVE or another public identifier.
    ///
    /// ## Why it matters
    ///
    /// Where nobody is named, the reporter and the project each request one and the same
    /// vulnerability has two, or nobody does and scanners never learn of it.
    ///
    /// Advisories that are published on GitHub have an identifier of their own, so a policy that
    /// promises these is not asked for more.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We disclose them in the release notes
    /// of the corrected version.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We disclose them in the release notes
    /// of the corrected version, with the CVE that we request.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-04.01
    /// - ISO/IEC 29147:2018, 7.4.2
    /// - OpenSSF, Guide to coordinated vulnerability disclosure for open source projects
    group: Disclosure,
    fix: None,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.identifiers().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || context.policy.identifiers().is_some() {
        return;
    }
    let place = context.policy.advisories().or(context.policy.disclosure_process).map(|found| found.span);
    findings.push(Finding::new(
        place.unwrap_or_else(|| context.anchor(Concept::HeadingDisclosure)),
        "nothing is said about CVE identifiers, so two are requested for one vulnerability, or none",
        "say who requests them, such as “We request a CVE and publish it with the fix”",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, lines};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_word_on_identifiers_will_do() {
        for text in [
            "We request a CVE identifier if one is necessary.",
            "The project falls under the CNA of its foundation.",
            "We do not assign CVEs for code that was never released.",
            "## Past vulnerabilities\n\n| CVE | Fixed in |\n| --- | --- |\n| CVE-2024-12345 | 2.1 |",
            "Each fixed vulnerability gets a GHSA number.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn advisories_on_github_have_an_identifier() {
        assert_silent(
            &RULE,
            &[
                &policy("We publish a GitHub security advisory with the fix."),
                &policy("Fixes are announced in [advisories](https://github.com/acme/widget/security/advisories)."),
                "Report vulnerabilities at https://github.com/acme/widget/security/advisories/new. We publish an advisory \
             once the fix is released.\n",
            ],
        );
        assert_fires(&RULE, &[&policy("We publish an advisory on our mailing list.")]);
    }

    #[test]
    fn what_a_report_holds_says_nothing_of_it() {
        for text in [
            "",
            "Please include the CVE in your report if there is one.",
            "Please include:\n\n- the CVE, if there is one\n- the affected version",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn it_is_told_where_publication_is() {
        assert_eq!(lines(&RULE, &policy("We announce fixed vulnerabilities in the release notes.")), [5]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
