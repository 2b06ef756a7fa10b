//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::markdown::ClauseId;
use crate::policy::Event;
use crate::policy::vocabulary::Concept;

const ACCEPT_AGREEMENT: OptionSpec = OptionSpec::flag(
    "accept-agreement",
    true,
    false,
    "Whether a date that reporter and project agree on makes do for a number of days.",
);

rule! {
    /// The reporter is asked to keep silent without a limit.
    ///
    /// ## Why it matters
    ///
    /// Nobody wants to promise silence for ever: good researchers decline, or publish without a
    /// word. And a project that sets itself no date has no reason to hurry.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Please do not disclose the
    /// vulnerability until we have released a fix.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Please do not disclose the
    /// vulnerability until we have released a fix, or for 90 days after your report.
    /// ```
    ///
    /// ## Sources
    ///
    /// - CISA BOD 20-01, section 3(c)(iii) (only for a reasonably time-limited period)
    /// - CERT Guide to Coordinated Vulnerability Disclosure, template for receivers
    /// - disclose.io, maturity level 5
    group: Disclosure,
    fix: None,
    options: [ACCEPT_AGREEMENT],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let reading = &context.policy.reading;
    for clause in reading.clause_ids().filter(|&clause| is_for_ever(context, clause)) {
        let message = "this asks the reporter for silence that never ends, which good researchers do not promise";
        let help = "ask for a time instead, such as “for 90 days after your report”";
        findings.push(Finding::new(reading.span(clause), message, help).at_least(Severity::Error));
    }
    let Some(demand) = context.policy.embargo() else { return };
    let is_told = is_for_ever(context, demand.clause);
    if is_told || context.times(Event::Disclosure).next().is_some() || is_agreed(context) {
        return;
    }
    let message = "the reporter is asked to keep silent and not told for how long at most";
    let help = "add a limit, such as “at most 90 days after your report”";
    let finding = Finding::new(demand.span, message, help);
    // The words of CISA's own template.
    let is_reasonable = reading.set(demand.clause).has(Concept::ReasonableTime);
    findings.push(if is_reasonable { finding.at_most(Severity::Info) } else { finding });
}

/// "You must sign a non-disclosure agreement", "keep it confidential for ever".
fn is_for_ever(context: &Context<'_>, clause: ClauseId) -> bool {
    let reading = &context.policy.reading;
    let set = reading.set(clause);
    if !set.any(&[Concept::NonDisclosure, Concept::Forever]) || reading.section_of(clause).is_excluded {
        return false;
    }
    let signs = set.has(Concept::NonDisclosure)
        && set.any(&[Concept::You, Concept::Request])
        && !set.any(&[Concept::Negation, Concept::Condition]);
    let is_silence = set.has(Concept::NoPublicReport) || set.has(Concept::Negation) && set.has(Concept::Disclose);
    signs || set.has(Concept::Forever) && is_silence && !set.has(Concept::Will)
}

/// Whether the two agree on a date.
fn is_agreed(context: &Context<'_>) -> bool {
    let reading = &context.policy.reading;
    context.flag(&RULE, &ACCEPT_AGREEMENT)
        && reading.clause_ids().any(|clause| {
            let set = reading.set(clause);
            set.has(Concept::Agreed)
                && set.any(&[Concept::Disclose, Concept::Embargo, Concept::Publish, Concept::Coordinate])
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::source::Source;

    #[test]
    fn silence_without_a_limit_is_reported() {
        assert_fires(
            &RULE,
            &[
                "Please do not disclose the vulnerability publicly until we have released a fix.\n",
                "You must not publish anything about the vulnerability without our written permission.\n",
                "Please refrain from disclosing the issue before a patch is available.\n",
                "We ask you to keep the vulnerability confidential until it has been resolved.\n",
            ],
        );
    }

    #[test]
    fn any_number_of_days_is_a_limit() {
        assert_silent(
            &RULE,
            &[
                "Please do not disclose the vulnerability until we have released a fix, or for 90 days.\n",
                "Please do not disclose the vulnerability until we have released a fix.\n\n\
             We publish every vulnerability at most 60 days after the report.\n",
            ],
        );
    }

    #[test]
    fn an_agreement_is_a_limit_unless_told_otherwise() {
        let text = "Please do not disclose the vulnerability until we have released a fix. We will agree on a date for \
                    the disclosure with you.\n";
        assert_silent(&RULE, &[text]);
        assert_eq!(fires_with(&RULE, text, &[("accept-agreement", "false")]).len(), 1);
    }

    #[test]
    fn a_way_to_report_is_no_embargo() {
        assert_silent(
            &RULE,
            &[
                "Please do not disclose vulnerabilities in public issues.\n",
                "Please do not report vulnerabilities publicly.\n",
                "We do not publish details until a fix is available.\n",
                "Distributors must not disclose the vulnerability before the embargo has ended.\n",
                "Please give us a reasonable time to fix the vulnerability.\n",
                "We do not ask you to sign a non-disclosure agreement.\n",
            ],
        );
    }

    #[test]
    fn a_reasonable_time_is_advice() {
        let text =
            "Please do not disclose the vulnerability until we have had a reasonable amount of time to fix it.\n";
        assert_eq!(findings(&RULE, &Source::new("SECURITY.md", text), &[])[0].severity, Severity::Info);
    }

    #[test]
    fn silence_for_ever_is_an_error_whatever_else_is_said() {
        for text in [
            "Reporters have to sign a non-disclosure agreement.\n\nWe publish vulnerabilities within 90 days.\n",
            "You must keep the vulnerability confidential forever.\n",
        ] {
            assert_fires(&RULE, &[text]);
        }
    }
}
