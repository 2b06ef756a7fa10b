//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;

rule! {
    /// Whether those who report get credit is left open.
    ///
    /// ## Why it matters
    ///
    /// Most reporters are not paid. Their name in the advisory is what they get for their work,
    /// and a policy that promises it gets more and better reports.
    ///
    /// To acknowledge a report is to answer it; to acknowledge its author is credit. A section that
    /// only says thank you promises nothing.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We acknowledge your report within 2
    /// days of receipt.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We acknowledge your report within 2
    /// days of receipt, and credit you in the advisory if you like.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OpenSSF Best Practices badge, `vulnerability_report_credit`
    /// - ISO/IEC 29147:2018, 9.3.7
    /// - OpenSSF, Guide to coordinated vulnerability disclosure for open source projects
    group: Structure,
    fix: None,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.credit().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || context.policy.credit().is_some() {
        return;
    }
    findings.push(Finding::new(
        context.anchor(Concept::HeadingCredit),
        "the policy does not say whether reporters are credited, which is all that most of them ask for",
        "promise it, such as “We name you in the advisory unless you would rather stay anonymous”",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_promise_of_credit_will_do() {
        for text in [
            "We make every effort to acknowledge your contributions.",
            "We will mention your name in the release notes.",
            "If you wish to be credited, give us a name.",
            "Reporters are listed in our hall of fame.",
            "We name you in the advisory unless you prefer to remain anonymous.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn an_answer_or_thanks_are_no_credit() {
        for text in [
            "",
            "We acknowledge receipt of your report within two days.",
            "We will acknowledge your report within two days.",
            "## Thanks\n\nThank you for helping to keep the project and its users safe!",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
