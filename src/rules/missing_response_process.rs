//! See [`RULE`].

use super::questions::listed;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::Step;
use crate::policy::vocabulary::Concept;

const MIN_STEPS: OptionSpec = OptionSpec::count(
    "min-steps",
    2,
    "How many different steps have to be named, of answer, assessment, person in charge, affected versions, fix, \
     identifier, release, publication and credit.",
);

rule! {
    /// What follows on a report is not described.
    ///
    /// ## Why it matters
    ///
    /// A reporter who knows the way that a report takes knows what to wait for, and that there is
    /// somebody at the other end. A project that wrote it down does not have to invent it on the
    /// day.
    ///
    /// A sentence with two steps will do. What the reporter is asked to do is no step of yours.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please describe vulnerabilities in a mail to <security@widget.example>. Thank you for your
    /// help!
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please describe vulnerabilities in a mail to <security@widget.example>. A maintainer
    /// assesses the report, prepares a fix in a private fork, and publishes it with an advisory.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OpenSSF Best Practices badge, `vulnerability_response_process`
    /// - OSPS Baseline, OSPS-VM-01.01
    /// - NIST SP 800-218 (SSDF), RV.1.3
    group: Structure,
    fix: None,
    options: [MIN_STEPS],
    since: "0.1.0",
    evidence: |context| context.policy.handling_steps().iter().map(|(_, evidence)| evidence.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    let steps = context.policy.handling_steps();
    if steps.len() >= context.count(&RULE, &MIN_STEPS) as usize {
        return;
    }
    let help =
        "name the steps, such as “We assess the report, prepare a fix in private, and publish it with an advisory”";
    let finding = match &steps[..] {
        [] => Finding::new(
            context.anchor(Concept::HeadingTimeline),
            "the policy does not say what happens to a report after it arrives, so reporters cannot tell what to wait for",
            help,
        ),
        [(_, first), ..] => {
            let named: Vec<String> = steps.iter().map(|(step, _)| name(*step).to_owned()).collect();
            Finding::new(
                first.span,
                format!(
                    "of what happens to a report only {} is named, so reporters cannot tell what follows",
                    listed(&named)
                ),
                help,
            )
        }
    };
    findings.push(finding);
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Acknowledge => "the answer",
        Step::Triage => "the assessment",
        Step::Assign => "who takes charge",
        Step::AffectedVersions => "the search for affected versions",
        Step::Fix => "the fix",
        Step::Identifier => "the identifier",
        Step::Release => "the release",
        Step::Publish => "the publication",
        Step::Credit => "the credit",
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
    fn two_steps_in_prose_or_a_list_will_do() {
        for text in [
            "We will confirm the problem, prepare a fix and publish an advisory.",
            "We acknowledge your report within 3 days. A patch is released once it is ready.",
            "## What happens next\n\n1. Triage by the team\n2. Development of a fix\n3. Coordinated disclosure",
            "Your report will be assigned to a maintainer, who keeps you informed until it is fixed.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn what_the_reporter_does_is_no_step() {
        for text in [
            "",
            "Please describe the problem, explain how to reproduce it, and suggest a fix.",
            "## What to include\n\n- How to reproduce the problem\n- A fix, if you have one",
            "## Supported versions\n\nWe fix vulnerabilities in the latest release.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn more_steps_can_be_asked_for() {
        let text = policy("We will assess the report and prepare a fix.");
        assert_eq!(fires_with(&RULE, &text, &[]), []);
        let found = fires_with(&RULE, &text, &[("min-steps", "4")]);
        assert!(found[0].1.contains("only the assessment and the fix is named"), "{found:?}");
    }

    #[test]
    fn it_is_told_where_the_description_ends() {
        assert_eq!(lines(&RULE, &policy("We acknowledge your report within two days.")), [5]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
