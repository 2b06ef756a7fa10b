//! See [`RULE`].

use super::promises_beside::{files_beside, is_for_reporters};
use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::{Document, NodeKind};
use crate::policy::vocabulary::Concept;
use crate::policy::{Duration, Event, Firmness, Policy, TimeLimit};
use crate::repository::Place;

const CROSS_FILES: OptionSpec = OptionSpec::flag(
    "cross-files",
    true,
    true,
    "Compare with what README, CONTRIBUTING, SUPPORT and the comments of `security.txt` promise to reporters, too.",
);

rule! {
    /// Two passages give different times for the same step, or one that comes too late.
    ///
    /// ## Why it matters
    ///
    /// The reporter counts on the shorter time and the team on the longer one. It happens where a
    /// section was pasted in beside one that said the same in other words, or where the README
    /// tells it too.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We acknowledge every report within
    /// 48 hours.
    ///
    /// ## Response times
    ///
    /// - Acknowledgement: 7 days after your report
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We acknowledge every report within
    /// 48 hours.
    ///
    /// ## Response times
    ///
    /// - Acknowledgement: 2 days after your report
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01 (“a clear timeframe”)
    group: Timeline,
    fix: None,
    options: [CROSS_FILES],
    since: "0.1.0",
    check: Document(check)
}

/// The steps in the order in which they come, each with its name in a message.
const STEPS: [(Event, &str); 4] = [
    (Event::Acknowledgement, "the first answer"),
    (Event::Triage, "the assessment"),
    (Event::Fix, "the fix"),
    (Event::Disclosure, "publication"),
];

/// A time that binds the project, and for which severity: `None` is whatever the severity.
#[derive(Clone, Copy)]
struct Promise<'c> {
    time: &'c Duration,
    limit: TimeLimit,
    severity: Option<&'c str>,
    is_conditional: bool,
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.policy.durations.is_empty() {
        return;
    }
    let promises = STEPS.map(|(event, _)| promises(context, event));
    let place = context.place.filter(|place| place.is_effective() && context.flag(&RULE, &CROSS_FILES));
    if let Some(place) = place.filter(|_| promises.iter().any(|promises| !promises.is_empty())) {
        check_beside(context, place, &promises, findings);
    }
    let words = |promise: &Promise<'_>| quote(context.document().str(promise.time.text));
    for (promises, (_, name)) in promises.iter().zip(STEPS).filter(|(promises, _)| promises.len() > 1) {
        let mut told: Vec<&Promise<'_>> = Vec::new();
        for promise in promises {
            let Some(first) = told.iter().find(|first| same_severity(first, promise)) else {
                told.push(promise);
                continue;
            };
            if !differ(first, promise) || !are_apart(context, first.time, promise.time) {
                continue;
            }
            let message = format!(
                "{} and {} are both the time for {name}, so nobody knows which holds",
                words(promise),
                words(first)
            );
            let finding = Finding::new(promise.time.span, message, "say it once, or the same at both places");
            findings.push(finding.also(first.time.span, "the other time"));
        }
    }
    for (step, (earlier, (_, name))) in promises.iter().zip(STEPS).enumerate() {
        let followers = promises.iter().zip(STEPS).skip(step + 1);
        for (later, (_, later_name)) in followers {
            let Some((first, second)) = inverted(context, earlier, later) else { continue };
            let message = format!(
                "{later_name} is promised within {}, before {name}, which takes up to {}",
                words(second),
                words(first)
            );
            let finding = Finding::new(second.time.span, message, "give the later step the longer time");
            findings.push(finding.also(first.time.span, "the step before it"));
        }
    }
}

/// Reports each time that another file gives for a step, where none of the policy's own is like it.
fn check_beside(context: &Context<'_>, place: Place<'_>, own: &[Vec<Promise<'_>>; 4], findings: &mut Findings<'_>) {
    for source in files_beside(place) {
        let document = Document::parse(&source);
        let policy = Policy::read(&document);
        let beside = Context::new(&policy, context.settings(), None);
        for (own, (event, name)) in own.iter().zip(STEPS) {
            let others = promises(&beside, event);
            let others = others.iter().filter(|other| is_for_reporters(&beside, other.time));
            let conflict = others.clone().find_map(|other| {
                let mut same = own.iter().filter(|own| same_severity(own, other)).peekable();
                let first = *same.peek()?;
                same.all(|own| differ(own, other)).then_some((first, other))
            });
            let Some((first, other)) = conflict else { continue };
            let message = format!(
                "{} is the time for {name} here, and {} in {}, line {}, so nobody knows which holds",
                quote(context.document().str(first.time.text)),
                quote(document.str(other.time.text)),
                source.path(),
                source.lines().line(other.time.span.start)
            );
            findings.push(Finding::new(first.time.span, message, "say it once, or the same in both files"));
        }
    }
}

/// The times for a step that can be held against the project.
fn promises<'c>(context: &'c Context<'_>, event: Event) -> Vec<Promise<'c>> {
    let reading = &context.policy.reading;
    let promise = |time: &'c Duration| {
        let set = reading.set(time.clause);
        let is_binding = time.firmness != Firmness::BestCase
            && !set.has(Concept::Additional)
            && !reading.section_of(time.clause).is_excluded;
        let limit = time.limit().filter(|_| is_binding)?;
        let severity = if time.severity { Some(severity(context, time)?) } else { None };
        Some(Promise { time, limit, severity, is_conditional: set.has(Concept::Condition) })
    };
    context.times(event).filter_map(promise).collect()
}

/// The one severity that a time is for; `None` where several are named.
fn severity<'c>(context: &'c Context<'_>, time: &Duration) -> Option<&'c str> {
    let reading = &context.policy.reading;
    let mut names =
        reading.hits_of(time.clause, Concept::Severity).map(|hit| context.document().str(reading.hit_text(hit)));
    let name = names.next()?;
    names.all(|other| other.eq_ignore_ascii_case(name)).then_some(name)
}

fn same_severity(one: &Promise<'_>, other: &Promise<'_>) -> bool {
    match (one.severity, other.severity) {
        (None, None) => true,
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

/// More than a tenth apart, both as they are and as calendar days. Two that hold under
/// conditions may be for different cases.
fn differ(one: &Promise<'_>, other: &Promise<'_>) -> bool {
    let is_near = |one: u32, other: u32| one.abs_diff(other).saturating_mul(10) <= one.max(other);
    let are_conditional = one.is_conditional && other.is_conditional;
    let are_near = is_near(one.limit.hours, other.limit.hours)
        || is_near(one.limit.calendar_hours(), other.limit.calendar_hours());
    !are_conditional && !are_near
}

/// Whether two times stand in different passages: what one sentence, list or table puts side by
/// side is meant as different steps.
fn are_apart(context: &Context<'_>, one: &Duration, other: &Duration) -> bool {
    let document = context.document();
    let place = |time: &Duration| {
        let block = document.clause(time.clause).block;
        let up = std::iter::successors(Some(document.block(block).node), |&node| document.parent(node));
        let whole =
            up.filter(|&node| matches!(document.node(node).kind, NodeKind::List { .. } | NodeKind::Table)).last();
        whole.ok_or(block)
    };
    place(one) != place(other)
}

/// A promise for the later step that is shorter than every one for the earlier step. A time that
/// starts from the step before may well be.
fn inverted<'p, 'c>(
    context: &Context<'_>,
    earlier: &'p [Promise<'c>],
    later: &'p [Promise<'c>],
) -> Option<(&'p Promise<'c>, &'p Promise<'c>)> {
    let binds = |promise: &&Promise<'_>| promise.severity.is_none() && !promise.is_conditional;
    let shortest = earlier.iter().filter(binds).min_by_key(|promise| promise.limit.calendar_hours())?;
    let starts_later = |promise: &Promise<'_>| {
        let set = context.policy.reading.set(promise.time.clause);
        promise.time.has_start && !set.has(Concept::Report)
            || promise.time.event == Event::Disclosure && set.any(&[Concept::Fix, Concept::FixVerb, Concept::Release])
    };
    let second = later.iter().filter(binds).find(|promise| !starts_later(promise))?;
    let is_before = shortest.limit.hours > second.limit.hours
        && shortest.limit.calendar_hours() > second.limit.calendar_hours()
        && second.time.max_hours.is_some();
    is_before.then_some((shortest, second))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires, fires_in};

    #[test]
    fn two_times_for_one_step_are_reported() {
        assert_fires(
            &RULE,
            &[
                "We reply to reports within 48 hours.\n\n## FAQ\n\n**When will you answer my report?** Within 7 days.\n",
                "We acknowledge reports within 2 days.\n\n- Acknowledgement: 5 business days\n",
                "- Fix: 2 weeks for critical issues\n\n## Severity\n\n- Critical: a patch within 1 week\n- Low: a patch within 8 weeks\n",
                "# Security\n\nWe acknowledge reports within 48 hours.\n\n# Sicherheit\n\nWir bestätigen den Eingang \
             einer Meldung innerhalb von 5 Tagen. Bitte melden Sie Schwachstellen nicht öffentlich.\n",
            ],
        );
    }

    #[test]
    fn subsections_on_the_process_count_below_other_headings() {
        let text = "## Security considerations\n\n### Incident response process\n\n1. Fix: a patch within 2 weeks for \
                    critical issues\n\n### Severity levels\n\n- Critical: a patch within 1 week\n";
        assert_fires(&RULE, &[text]);
        assert_silent(&RULE, &[&text.replace("Severity levels", "Scanning"), &text.replace("1 week", "14 days")]);
    }

    #[test]
    fn a_step_before_the_one_it_follows_is_reported() {
        let found = fires(&RULE, "We acknowledge reports within 7 days. We fix vulnerabilities within 3 days.\n");
        assert!(found.len() == 1 && found[0].1.starts_with("the fix is promised within “3 days”, before"), "{found:?}");
    }

    #[test]
    fn equal_times_in_other_words_are_fine() {
        assert_silent(
            &RULE,
            &[
                "We acknowledge reports within 48 hours.\n\n- Acknowledgement: 2 days\n",
                "We acknowledge reports within 5 business days.\n\n- Acknowledgement: 7 days\n",
                "We fix vulnerabilities within a month.\n\n- Fix: 30 days\n",
            ],
        );
    }

    #[test]
    fn times_for_different_cases_are_fine() {
        assert_silent(
            &RULE,
            &[
                "We acknowledge reports within two days. Reports are usually acknowledged within 12 hours.\n",
                "- Critical: a fix within 7 days\n- Low: a fix within 90 days\n",
                "We acknowledge reports within three days. We assess them within an additional three days.\n",
                "We acknowledge reports within 5 days.\n\nIf you hear nothing within 6 business days, write to the foundation.\n",
                "We disclose vulnerabilities after 90 days.\n\nThe embargo may be extended by 30 days.\n",
                "You will receive an initial response within 2 days.\n\nYou will receive a more detailed response within 7 days.\n",
                "We acknowledge reports within 5 days. We fix vulnerabilities within 3 days of confirming them.\n",
                "We fix vulnerabilities within 90 days. We publish an advisory within 7 days of the fix.\n",
                "| Step | Time |\n| --- | --- |\n| Acknowledgement | 2 days |\n| First answer | 5 days |\n",
            ],
        );
    }

    /// The messages for a policy that answers within 48 hours, beside another file.
    fn beside(path: &str, text: &str, options: &[(&str, &str)]) -> Vec<String> {
        let policy = "# Security policy\n\nMail <security@acme-widget.dev>. We acknowledge reports within 48 hours.\n";
        fires_in(&RULE, &[("SECURITY.md", policy), (path, text)], options)
    }

    #[test]
    fn other_files_that_promise_other_times_are_named() {
        let text = "# Widget\n\n## Security\n\nReport vulnerabilities to us. We acknowledge reports within 7 days.\n";
        let reporting = text.replace("## Security", "## Reporting vulnerabilities");
        assert_eq!(beside("README.md", &reporting, &[]).len(), 1);
        for path in ["README.md", "CONTRIBUTING.md", ".github/SUPPORT.md", "docs/contributing.md"] {
            let found = beside(path, text, &[]);
            assert!(found.len() == 1 && found[0].contains(&format!("“7 days” in {path}, line 5")), "{path}: {found:?}");
        }
        let comment = "# Policy\nContact: mailto:security@acme-widget.dev\n# We acknowledge reports within 7 days.\n";
        assert!(beside("security.txt", comment, &[])[0].contains("in security.txt, line 3"));
        assert_eq!(beside("README.md", text, &[("cross-files", "false")]), Vec::<String>::new());
    }

    #[test]
    fn what_other_files_say_alike_or_of_other_things_is_fine() {
        for text in [
            "# Widget\n\n## Security\n\nReport vulnerabilities to us. We acknowledge reports within 2 days.\n",
            "# Widget\n\n## Reporting bugs\n\nWe acknowledge reports within 7 days. Security matters.\n",
            "# Widget\n\n## Security\n\nTokens are hashed and expire within 7 days.\n",
            "# Widget\n\n## Security\n\nReport vulnerabilities to us. We fix vulnerabilities within 90 days.\n",
            "# Widget\n\n## Support\n\nWe respond to questions within 7 days.\n\n## Vulnerabilities\n\nSee SECURITY.md.\n",
        ] {
            assert_eq!(beside("README.md", text, &[]), Vec::<String>::new(), "{text}");
        }
        assert_eq!(
            beside("README.rst", "Security\n====\n\nVulnerabilities: within 7 days.\n", &[]),
            Vec::<String>::new()
        );
    }
}
