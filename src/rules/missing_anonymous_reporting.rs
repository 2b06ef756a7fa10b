//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;

rule! {
    /// Reporters must name themselves, or are not told that they need not.
    ///
    /// ## Why it matters
    ///
    /// Some of those who know of a vulnerability cannot give their name: they found it at work, or
    /// live where that is dangerous. Agencies of the US government have to take reports without it.
    ///
    /// To stay unnamed in the credits is something else than to report without a name.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Your report must include your full name
    /// and phone number.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. You may send your report anonymously.
    /// ```
    ///
    /// ## Sources
    ///
    /// - BOD 20-01, 3(a)(iii)(3) and 3(c)(i)
    /// - The Product Security and Telecommunications Infrastructure Regulations 2023, Schedule 1
    group: Disclosure,
    fix: None,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.anonymous_reports().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

const HELP: &str =
    "say that a name is not needed, such as “You may report anonymously; leave an address if you want an answer”";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    if let Some(demand) = context.policy.demanded_identity() {
        findings.push(Finding::new(
            demand.span,
            "reporters have to say who they are, which keeps those away who cannot",
            HELP,
        ));
    } else if context.policy.anonymous_reports().is_none() {
        findings.push(Finding::new(
            context.anchor(Concept::HeadingReporting),
            "the policy does not say that reports may be anonymous, which keeps those away who cannot give their name",
            HELP,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_offer_will_do() {
        for text in [
            "Reports may be submitted anonymously.",
            "You may use a pseudonym in your report.",
            "You can report without giving your name.",
            "We accept anonymous reports.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn to_be_left_out_of_the_credits_is_something_else() {
        for text in [
            "",
            "We credit you in the advisory unless you prefer to remain anonymous.",
            "## Credit\n\nTell us if you want to stay anonymous.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn a_demand_for_personal_data_is_shown() {
        let found = fires(&RULE, &policy("You must include your full name, address and phone number."));
        assert!(found[0].0 == 5 && found[0].1.contains("have to say who they are"), "{found:?}");
        let optional = "You may report anonymously. Include your name and phone number if you want an answer.";
        assert_silent(&RULE, &[&policy(optional)]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
