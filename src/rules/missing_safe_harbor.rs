//! See [`RULE`].

use super::questions::listed;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::Tenet;
use crate::policy::vocabulary::Concept;

const LEVEL: OptionSpec = OptionSpec::choices(
    "level",
    &["partial", "full"],
    &["partial"],
    "How much has to be promised: no legal action, or with `full` also an exemption from laws against break-in and \
     against going around protection, from the terms of service, and an acknowledgement of good faith.",
);

rule! {
    /// The policy gives no assurance about legal action to researchers who act in good faith.
    ///
    /// ## Why it matters
    ///
    /// Many who find a vulnerability keep it to themselves because they cannot tell what the law
    /// or a lawyer would make of how they found it. One sentence takes that fear away.
    ///
    /// A heading alone promises nothing, and neither does a disclaimer that limits liability.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. You are expected to follow the law.
    /// ```
    ///
    /// ```markdown,level=partial+full
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We will not take legal action against
    /// you for research under this policy.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We will not take legal action against
    /// you for research under this policy.
    /// ```
    ///
    /// ```markdown,level=partial+full
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Research that follows this policy is
    /// welcome as done in good faith, and:
    ///
    /// - we consider it authorized under laws such as the Computer Fraud and Abuse Act;
    /// - we will not take legal action against you under anti-circumvention laws;
    /// - it is exempt from the limits in our terms of service.
    /// ```
    ///
    /// ## Sources
    ///
    /// - disclose.io, Safe Harbor
    /// - BOD 20-01, 3(a)(iv)
    /// - ISO/IEC 29147:2018, 9.4.2
    group: Structure,
    fix: None,
    options: [LEVEL],
    since: "0.1.0",
    evidence: |context| context.policy.safe_harbor().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    let Some(promise) = context.policy.safe_harbor() else {
        findings.push(Finding::new(
            context.anchor(Concept::HeadingSafeHarbor),
            "the policy gives researchers no assurance about legal action, and fear of it keeps reports back",
            "promise it, such as “We will not take legal action against research in good faith that follows this \
             policy”, in words that your lawyers agree to",
        ));
        return;
    };
    let is_full = context.lists(&RULE, &LEVEL, "full");
    let missing = if is_full { context.policy.missing_tenets() } else { Vec::new() };
    if missing.is_empty() {
        return;
    }
    let missing: Vec<String> = missing.into_iter().map(|tenet| name(tenet).to_owned()).collect();
    findings.push(Finding::new(
        promise.span,
        format!("the safe harbour is not full, so some research stays at risk: it lacks {}", listed(&missing)),
        "add what is missing, or take over a published text such as that of disclose.io",
    ));
}

fn name(tenet: Tenet) -> &'static str {
    match tenet {
        Tenet::AntiHacking => "an authorisation under laws against break-in",
        Tenet::AntiCircumvention => "an exemption from laws against going around protection",
        Tenet::Terms => "an exemption from the terms of service",
        Tenet::GoodFaith => "an acknowledgement of good faith",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with, lines};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_promise_will_do() {
        for text in [
            "We will not pursue legal action against you if you act in good faith.",
            "We consider research done under this policy to be authorized.",
            "We will not start a lawsuit or involve law enforcement because of your report.",
            "## Safe harbor\n\nWe offer a safe harbor to everybody who follows this policy.",
            "See our [safe harbor statement](https://widget.example/safe-harbor).",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn neither_a_heading_nor_a_disclaimer_nor_a_threat_is_a_promise() {
        for text in [
            "",
            "## Safe harbor\n\nResearchers are expected to comply with all applicable laws.",
            "## Legal\n\nThe software comes as it is, and we accept no liability for any damage.",
            "We reserve the right to take legal action against anybody who abuses our service.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
        assert_eq!(lines(&RULE, &policy("## Safe harbor\n\nFollow the law.")), [5]);
    }

    #[test]
    fn a_full_one_can_be_asked_for() {
        let text = policy("We will not pursue legal action against you if you act in good faith.");
        let found = fires_with(&RULE, &text, &[("level", "full")]);
        assert!(found[0].1.ends_with("and an exemption from the terms of service"), "{found:?}");
        assert_eq!(fires_with(&RULE, &text, &[("level", "partial")]), []);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
