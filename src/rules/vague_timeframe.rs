//! See [`RULE`].

use std::cell::LazyCell;
use std::collections::HashSet;

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::markdown::{ClauseId, TextRange};
use crate::policy::vocabulary::Concept;
use crate::policy::{Duration, Event};
use crate::source::Span;

const ANY: OptionSpec =
    OptionSpec::flag("any", false, true, "Report vague words also where the policy gives a number for the same event.");
const PHRASES: OptionSpec = OptionSpec::words("phrases", "Further vague words, found without case.");

rule! {
    /// A promise gives words such as “as soon as possible” where a number belongs.
    ///
    /// ## Why it matters
    ///
    /// It sounds like a promise, but it can neither be kept nor broken. A reporter cannot plan
    /// with it, and cannot tell when to ask again.
    ///
    /// A number for the same event anywhere in the policy makes up for it.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We will fix them as soon as possible.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We will fix them within 30 days of
    /// your report.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01 (“a clear timeframe”)
    /// - ETSI EN 303 645, provision 5.2-1 (b)
    group: Timeline,
    fix: None,
    options: [ANY, PHRASES],
    since: "0.1.0",
    check: Document(check)
}

/// What a vague word can promise.
const EVENTS: [Event; 5] = [Event::Acknowledgement, Event::Triage, Event::Update, Event::Fix, Event::Disclosure];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let any = context.flag(&RULE, &ANY);
    let mut told: HashSet<ClauseId> = HashSet::new();
    let is_timed = EVENTS.map(|event| context.times(event).next().is_some());
    let is_timed = |event: Event| EVENTS.iter().zip(is_timed).any(|(&timed, is_timed)| timed == event && is_timed);
    // "On a best effort basis, no deadlines promised": an outright refusal is for `missing-response-timeline`.
    let refusal = LazyCell::new(|| context.policy.no_promise().map(|refusal| refusal.clause));
    for vague in context.policy.vague.iter().filter(|vague| *refusal != Some(vague.clause)) {
        if any || !is_timed(vague.event) {
            told.insert(vague.clause);
            if let Some(few) = context.few(vague) {
                // Nearly a number: advice, and only for those who want all of it.
                if any {
                    findings.push(few_units(context.document().span(few), context.document().str(few)));
                }
                continue;
            }
            findings.push(finding(vague.span, context.document().str(vague.text), Some(vague.event)));
        }
    }
    let phrases = context.words(&RULE, &PHRASES);
    for (clause, range) in own_phrases(context, &phrases) {
        if !told.contains(&clause) {
            findings.push(finding(context.document().span(range), context.document().str(range), None));
        }
    }
    if any {
        for event in [Event::Acknowledgement, Event::Triage, Event::Fix] {
            severity_limited(context, event, findings);
        }
    }
}

fn finding(span: Span, words: &str, event: Option<Event>) -> Finding {
    let (what, example) = match event {
        Some(Event::Acknowledgement) => ("an answer", "We answer within 5 business days of your report"),
        Some(Event::Triage) => ("an assessment", "We assess your report within 10 days of receiving it"),
        Some(Event::Update) => ("news", "We write to you at least every 14 days"),
        Some(Event::Disclosure) => ("publication", "We publish at most 90 days after your report"),
        _ => ("a fix", "We fix critical vulnerabilities within 30 days of your report"),
    };
    Finding::new(
        span,
        format!("{} sets no time, so nobody can tell when {what} is late", quote(words)),
        format!("give a number, such as “{example}”"),
    )
}

fn few_units(span: Span, words: &str) -> Finding {
    Finding::new(
        span,
        format!("{} is nearly a number, but readers differ on how many are a few", quote(words)),
        "give the number, such as “within 5 business days of your report”",
    )
    .at_most(Severity::Info)
}

/// Where the user's own vague words stand beside something that the project is to do.
fn own_phrases(context: &Context<'_>, phrases: &[String]) -> Vec<(ClauseId, TextRange)> {
    const ACTS: &[Concept] = &[Concept::Acknowledge, Concept::Triage, Concept::FixVerb, Concept::Publish, Concept::We];
    let reading = &context.policy.reading;
    let mut found = Vec::new();
    for clause in reading.clause_ids().filter(|_| !phrases.is_empty()) {
        if reading.is_heading(clause) || !reading.set(clause).any(ACTS) {
            continue;
        }
        let lower = reading.str(clause).to_ascii_lowercase();
        let base = context.document().clause(clause).text.start;
        found.extend(phrases.iter().find_map(|phrase| {
            let at = base + lower.find(&phrase.to_ascii_lowercase())? as u32;
            Some((clause, TextRange::new(at, at + phrase.len() as u32)))
        }));
    }
    found
}

/// A time that holds for some severities only, where nothing is said of the others.
fn severity_limited(context: &Context<'_>, event: Event, findings: &mut Findings<'_>) {
    let times: Vec<&Duration> = context.times(event).collect();
    let [only] = times[..] else { return };
    if only.severity {
        let words = quote(context.document().str(only.text));
        findings.push(
            Finding::new(
                only.span,
                format!("{words} holds for some vulnerabilities only, and nothing is said of the others"),
                "say how long the others take, such as “and all others within 90 days of your report”",
            )
            .at_most(Severity::Info),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with, lines};

    #[test]
    fn promises_in_words_are_reported() {
        assert_fires(
            &RULE,
            &[
                "All security vulnerabilities will be promptly addressed.\n",
                "We will respond to your report as soon as possible.\n",
                "We release security patches for the latest version at an accelerated cadence.\n",
                "We aim to fix vulnerabilities in a timely manner.\n",
            ],
        );
    }

    #[test]
    fn a_number_for_the_same_event_makes_up_for_it() {
        let text = "We fix vulnerabilities as soon as possible.\n\nFixes are released within 30 days of your report.\n";
        assert_silent(&RULE, &[text]);
        assert_eq!(fires_with(&RULE, text, &[("any", "true")]).len(), 1);
        assert_eq!(lines(&RULE, "We fix vulnerabilities promptly.\n\nWe reply to your report within 3 days.\n"), [1]);
    }

    #[test]
    fn what_others_are_to_do_is_no_promise() {
        assert_silent(
            &RULE,
            &[
                "Please report it as soon as possible.\n",
                "Users should update as soon as possible.\n",
                "Give us a reasonable time to resolve the issue before you disclose it.\n",
                "# As soon as possible\n",
            ],
        );
    }

    #[test]
    fn what_is_no_promise_of_a_time_is_fine() {
        assert_silent(
            &RULE,
            &[
                "We work hard to keep upgrades painless, so there is no need to stay on an old release.\n",
                "## Supported versions\n\nFixes land on `main` and are part of the next release.\n",
                "## Security best practices\n\n- Patches: install the patches promptly\n",
                "Tell us how to reproduce it, so we will be able to fix it as quickly as possible.\n",
                "Reports are handled on a best effort basis, no deadlines promised.\n",
            ],
        );
        assert_fires(
            &RULE,
            &[
                "We work hard to fix vulnerabilities.\n",
                "## Reporting a vulnerability\n\nConfirmed vulnerabilities are fixed in the next release.\n",
                "## Our practice\n\nWe fix vulnerabilities promptly.\n",
            ],
        );
    }

    #[test]
    fn a_comma_ends_what_a_phrase_is_about() {
        let found =
            fires_with(&RULE, "We acknowledge a full report as soon as practical, investigate it and fix it.\n", &[]);
        assert!(found[0].1.contains("when an answer is late"), "{found:?}");
        let found = fires_with(&RULE, "We do our best to react quickly to your mail.\n", &[]);
        assert!(found[0].1.contains("when an answer is late"), "{found:?}");
    }

    #[test]
    fn a_few_days_are_nearly_a_number() {
        let text = "We acknowledge reports within a few business days.\n";
        assert_eq!(fires_with(&RULE, text, &[]), []);
        let found = fires_with(&RULE, text, &[("any", "true")]);
        assert!(found[0].1.contains("a few business days” is nearly a number"), "{found:?}");
    }

    #[test]
    fn more_phrases_can_be_given() {
        let text = "We mend things when the moon is full.\n";
        assert_eq!(fires_with(&RULE, text, &[("phrases", "When the moon is full")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[]), []);
    }

    #[test]
    fn a_time_for_some_severities_leaves_the_others_open() {
        let text = "- Fix: within 30 days of your report (for critical issues)\n";
        let found = fires_with(&RULE, text, &[("any", "true")]);
        assert!(found[0].1.contains("for some vulnerabilities only"), "{found:?}");
    }
}
