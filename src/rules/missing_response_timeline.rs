//! See [`RULE`].

use super::questions::listed;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::policy::vocabulary::Concept;
use crate::policy::{Duration, Event, Vague};
use crate::source::Span;

const REQUIRE: OptionSpec = OptionSpec::choices(
    "require",
    &["acknowledgement", "triage", "fix", "disclosure"],
    &["acknowledgement"],
    "The events that need a time: the first answer, the assessment, the fix, the publication.",
);
const ACCEPT_REFUSAL: OptionSpec = OptionSpec::flag(
    "accept-refusal",
    true,
    false,
    "Where the policy says outright that it promises no times, report that as advice only.",
);

rule! {
    /// Nothing tells reporters how long an answer takes.
    ///
    /// ## Why it matters
    ///
    /// Silence is what turns a private report into a public one. A reporter who knows that an
    /// answer takes a week waits a week; one who knows nothing waits until patience runs out.
    ///
    /// Only a time for the event itself counts: how long versions are supported or how long an
    /// embargo lasts says nothing about the first answer.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We read every report with care.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. You get a first answer within 5
    /// business days of your report.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01
    /// - ETSI EN 303 645, provision 5.2-1 (b)
    /// - BOD 20-01, 3(a)(v)
    /// - ISO/IEC 29147:2018, 6.2.5 and 9.3.4
    /// - OpenSSF Best Practices badge, `vulnerability_report_response`
    group: Structure,
    fix: None,
    options: [REQUIRE, ACCEPT_REFUSAL],
    since: "0.1.0",
    evidence: evidence,
    check: Document(check)
}

/// The events by the words of the option, with how a sentence names each.
const EVENTS: &[(&str, Event, &str)] = &[
    ("acknowledgement", Event::Acknowledgement, "an answer"),
    ("triage", Event::Triage, "an assessment"),
    ("fix", Event::Fix, "a fix"),
    ("disclosure", Event::Disclosure, "publication"),
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    let missing: Vec<_> = EVENTS
        .iter()
        .filter(|(word, event, _)| context.lists(&RULE, &REQUIRE, word) && !has_time(context, *event))
        .collect();
    let Some((_, first, _)) = missing.first() else { return };
    let help =
        "promise a time that you can keep, such as “You get a first answer within 5 business days of your report”";
    if let Some(refusal) = context.policy.no_promise() {
        let finding = Finding::new(
            refusal.span,
            "the policy says that it promises no times, so a reporter cannot tell patience from neglect",
            help,
        );
        let is_advice = context.flag(&RULE, &ACCEPT_REFUSAL);
        findings.push(if is_advice { finding.at_most(Severity::Info) } else { finding });
        return;
    }
    // A promise in words is where the number belongs.
    let vague = context.policy.vague.iter().find(|vague| vague.event == *first);
    let span = vague.map_or_else(|| context.anchor(Concept::HeadingTimeline), |vague| vague.span);
    let names: Vec<String> = missing.iter().map(|(_, _, name)| (*name).to_owned()).collect();
    findings.push(Finding::new(
        span,
        format!(
            "the policy does not say when a reporter can expect {}, and one who hears nothing may go public",
            listed(&names)
        ),
        help,
    ));
}

/// Whether there is a time for an event; “a few days” is time enough.
fn has_time(context: &Context<'_>, event: Event) -> bool {
    let is_few = |vague: &Vague| vague.event == event && context.few(vague).is_some();
    times(context, event).next().is_some() || context.policy.vague.iter().any(is_few)
}

/// The words for each of the events that need a time, if all have one. “A few days” are no
/// defect, but no definite time either.
fn evidence(context: &Context<'_>) -> Vec<Span> {
    let events = EVENTS.iter().filter(|(word, ..)| context.lists(&RULE, &REQUIRE, word));
    let times: Vec<Vec<Span>> = events.map(|(_, event, _)| times(context, *event).collect()).collect();
    if times.iter().any(Vec::is_empty) { Vec::new() } else { times.concat() }
}

/// The times for an event. When to ask again if no answer came says how long an answer takes at most.
fn times(context: &Context<'_>, event: Event) -> impl Iterator<Item = Span> {
    let reading = &context.policy.reading;
    let is_escalation = move |duration: &&Duration| {
        event == Event::Acknowledgement
            && duration.event == Event::Other
            && reading.set(duration.clause).has(Concept::Escalate)
    };
    let implied = context.policy.durations.iter().filter(is_escalation).map(|duration| duration.span);
    context.times(event).map(|duration| duration.span).chain(implied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with, lines};

    fn policy(sentence: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{sentence}\n")
    }

    #[test]
    fn every_way_to_give_a_time_will_do() {
        for sentence in [
            "We acknowledge your report within 48 hours.",
            "You should receive a response within 24 hours.",
            "We will get back to you within three (3) business days.",
            "We acknowledge reports within a few business days.",
            "Expect a first reply in a couple of days.",
            "| Step | Time |\n| --- | --- |\n| Acknowledgement | 72 hours |",
            "## Response\n\n- **Acknowledgement:** 4 business days",
            "If you do not hear from us within 6 business days, please escalate to the foundation.",
        ] {
            assert_silent(&RULE, &[&policy(sentence)]);
        }
    }

    #[test]
    fn times_for_something_else_do_not_count() {
        for sentence in [
            "We take every report seriously.",
            "Each release is supported for 12 months.",
            "We publish vulnerabilities after an embargo of 90 days.",
            "Users have 7 days to apply the patch.",
            "The minimum supported Rust version is six months old.",
        ] {
            assert_fires(&RULE, &[&policy(sentence)]);
        }
    }

    #[test]
    fn pointers_and_coordinators_are_skipped() {
        assert_silent(
            &RULE,
            &[
                "Please see our [security policy](https://widget.example/security) for how to report.\n",
                "To report a security vulnerability, please use the \
             [Tidelift security contact](https://tidelift.com/security).\n",
            ],
        );
    }

    #[test]
    fn it_is_told_at_the_vague_promise() {
        assert_eq!(lines(&RULE, &policy("We will respond as soon as possible.")), [5]);
    }

    #[test]
    fn what_old_versions_get_is_no_refusal() {
        let text = policy("Older releases might get critical fixes on a best effort basis.");
        assert!(!fires_with(&RULE, &text, &[])[0].1.contains("promises no times"));
    }

    #[test]
    fn a_refusal_is_honest_but_no_time() {
        let text =
            policy("This is a hobby project: we respond on a best effort basis, without any guaranteed response time.");
        let found = fires_with(&RULE, &text, &[]);
        assert!(found[0].1.contains("promises no times"), "{found:?}");
    }

    #[test]
    fn more_events_can_be_required() {
        let text = policy("We acknowledge your report within 48 hours.");
        let found = fires_with(&RULE, &text, &[("require", "acknowledgement+fix+disclosure")]);
        assert!(found[0].1.contains("expect a fix and publication"), "{found:?}");
    }
}
