//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::{BlockKind, ClauseId, TextRange};
use crate::policy::vocabulary::Concept;
use crate::policy::{Duration, Event, Firmness, Unit};

const BUSINESS_HOURS_PER_DAY: OptionSpec =
    OptionSpec::count("business-hours-per-day", 8, "Hours in a working day, for the estimate in the message.");
const FLAG_RANGES: OptionSpec =
    OptionSpec::flag("flag-ranges", false, true, "Report a promise that is given as N to M.");
const REQUIRE_START: OptionSpec = OptionSpec::flag(
    "require-start",
    false,
    true,
    "Report a time for a fix or for publication that does not say what it counts from.",
);

rule! {
    /// Readers may count a time in different ways.
    ///
    /// ## Why it matters
    ///
    /// “48 business hours” are two days to one reader and six working days to another. Both are
    /// sure of what they read, until one of them goes public too early.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. You get an answer within 24 business
    /// hours.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. You get an answer within 3 business
    /// days.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01 (“a clear timeframe”)
    group: Timeline,
    fix: None,
    options: [BUSINESS_HOURS_PER_DAY, FLAG_RANGES, REQUIRE_START],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let defines = || defines_business_hours(context);
    let mut told = None;
    for duration in &context.policy.durations {
        if duration.event == Event::Support {
            continue;
        }
        let words = || quote(context.document().str(duration.text));
        if duration.business && duration.unit == Unit::Hour && !defines() {
            findings.push(business_hours(context, duration, &words()));
        } else if let Some((said, meant)) = disagreement(context, duration) {
            findings.push(Finding::new(
                duration.span,
                format!("{} says {said} in words and {meant} in digits, so nobody knows which holds", words()),
                "let both say the same, or leave one out",
            ));
        } else if is_split(context.document().str(duration.text)) {
            findings.push(Finding::new(
                duration.span,
                format!("{} names two times with a slash, so nobody knows which holds", words()),
                "name the longer one, such as “within 48 hours”",
            ));
        } else if let Some(start) = duration.open_start {
            let whole = TextRange::new(duration.text.start, start.end);
            findings.push(Finding::new(
                context.document().span(whole),
                format!("{} may count from the report or from publication", quote(context.document().str(whole))),
                "name the start, such as “of your report” or “of public disclosure”",
            ));
        } else if duration.is_range && context.flag(&RULE, &FLAG_RANGES) && is_promise(context, duration) {
            findings.push(Finding::new(
                duration.span,
                format!("{} is a range, and only its end can be held against anyone", words()),
                "promise the longer time, such as “within 3 days”",
            ));
        } else if !duration.has_start
            && matches!(duration.event, Event::Fix | Event::Disclosure)
            && context.flag(&RULE, &REQUIRE_START)
            && !is_explained(context, duration)
            // One time may be for two steps.
            && told.replace(duration.span) != Some(duration.span)
        {
            findings.push(Finding::new(
                duration.span,
                format!("{} does not say what it counts from: the report, its confirmation, or the fix", words()),
                "name the start, such as “within 90 days of your report”",
            ));
        }
    }
    for clause in context.policy.reading.clause_ids() {
        without_unit(context, clause, findings);
    }
}

fn business_hours(context: &Context<'_>, duration: &Duration, words: &str) -> Finding {
    let hours = duration.max_hours.or(duration.min_hours).unwrap_or_default();
    let a_day = context.count(&RULE, &BUSINESS_HOURS_PER_DAY).max(1);
    let (short, long) = (hours.div_ceil(24), hours.div_ceil(a_day));
    Finding::new(
        duration.span,
        format!("{words} can be read as {short} days or as {long} working days of {a_day} hours"),
        format!("count in days, such as “within {short} business days”"),
    )
}

/// Whether another place says what the same time counts from: "the 60-day limit" is then a name for it.
fn is_explained(context: &Context<'_>, duration: &Duration) -> bool {
    let is_same = |other: &Duration| {
        other.has_start
            && other.max_hours == duration.max_hours
            && matches!(other.event, Event::Fix | Event::Disclosure)
    };
    duration.max_hours.is_some() && context.policy.durations.iter().any(is_same)
}

/// Whether the policy says what its business hours are.
fn defines_business_hours(context: &Context<'_>) -> bool {
    let reading = &context.policy.reading;
    reading.clause_ids().any(|clause| {
        let lower = reading.str(clause).to_ascii_lowercase();
        ["business hours", "working hours", "office hours"].iter().any(|hours| {
            let after = lower.split_once(hours).map(|(_, after)| after.trim_start());
            after.is_some_and(|after| after.starts_with("are ") || after.starts_with("mean") || after.starts_with(':'))
        })
    })
}

/// "three (5) days": the number in words, and the other one in digits.
fn disagreement(context: &Context<'_>, duration: &Duration) -> Option<(u32, u32)> {
    let reading = &context.policy.reading;
    // The reader may take the digits alone for the time, so look at the words before it too.
    let document = context.document();
    let start = document.clause(duration.clause).text.start;
    let hits = reading.hits_of(duration.clause, Concept::Number);
    for hit in hits {
        let word = reading.hit_text(hit);
        let after = document.str(TextRange::new(word.end, duration.text.end.max(word.end)));
        let is_part = word.start >= start && word.end <= duration.text.end;
        let Some(inner) = after.trim_start().strip_prefix('(').and_then(|rest| rest.split(')').next()) else {
            continue;
        };
        if let (true, Ok(digits)) = (is_part, inner.trim().parse::<u32>()) {
            let gap = duration.text.start.saturating_sub(word.end);
            if digits != u32::from(hit.value) && gap <= 8 {
                return Some((u32::from(hit.value), digits));
            }
        }
    }
    None
}

/// "24/48h"
fn is_split(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut slashes = memchr::memchr_iter(b'/', text.as_bytes());
    slashes.any(|slash| text[..slash].ends_with(is_digit) && text[slash + 1..].starts_with(is_digit))
        && !text.contains("24/7")
}

/// Ranges beside "usually", and those in tables by severity, bind nobody.
fn is_promise(context: &Context<'_>, duration: &Duration) -> bool {
    let block = context.document().clause(duration.clause).block;
    let in_table = matches!(context.document().block(block).kind, BlockKind::Cell { .. });
    duration.firmness != Firmness::BestCase && !(in_table && duration.severity)
}

/// "within 48."
fn without_unit(context: &Context<'_>, clause: ClauseId, findings: &mut Findings<'_>) {
    let reading = &context.policy.reading;
    let set = reading.set(clause);
    let steps = [Concept::Acknowledge, Concept::FixVerb, Concept::Disclose, Concept::Triage];
    if !set.has(Concept::AtMost) || !set.any(&steps) {
        return;
    }
    let text = reading.str(clause);
    for hit in reading.hits_of(clause, Concept::AtMost) {
        let base = context.document().clause(clause).text.start;
        let from = (reading.hit_text(hit).end - base) as usize;
        let after = text[from..].trim_start();
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = after[digits..].trim_start();
        let ends = rest.is_empty() || rest == "." || rest.starts_with("of ") || rest.starts_with("after ");
        if digits > 0 && ends {
            let end = (text.len() - after.len() + digits) as u32 + base;
            let range = TextRange::new(reading.hit_text(hit).start, end);
            let words = quote(context.document().str(range));
            findings.push(Finding::new(
                context.document().span(range),
                format!("{words} has no unit, so it can mean hours, days or weeks"),
                "add the unit, such as “hours” or “days”",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires, fires_with};

    #[test]
    fn times_with_two_readings_are_reported() {
        assert_fires(
            &RULE,
            &[
                "You should receive a response within 48 - 72 business hours.\n",
                "We acknowledge reports within three (5) days.\n",
                "We acknowledge reports within 48.\n",
                "We acknowledge reports within 24/48 hours.\n",
            ],
        );
    }

    #[test]
    fn a_start_at_disclosure_to_nobody_in_particular_is_reported() {
        assert_fires(
            &RULE,
            &[
                "Vulnerabilities are fixed within 60 days of disclosure.\n",
                "We release a fix within 60-Days from the date of\ndisclosure. Longer times are agreed on.\n",
                "Within 30 days after the disclosure, we publish an advisory.\n",
                "Wir veröffentlichen eine Korrektur innerhalb von 60 Tagen nach der Offenlegung.\n",
            ],
        );
        assert_silent(
            &RULE,
            &[
                "Vulnerabilities are fixed within 60 days of initial disclosure.\n",
                "Vulnerabilities are fixed within 60 days of your disclosure.\n",
                "We publish an advisory within 7 days of public disclosure.\n",
                "Vulnerabilities are fixed within 60 days of private disclosure.\n",
                "Vulnerabilities are fixed within 60 days of disclosure to the maintainers.\n",
                "Vulnerabilities are fixed within 60 days. Of disclosure we speak below.\n",
                "Nous corrigeons les vulnérabilités dans les 60 jours suivant la divulgation privée.\n",
            ],
        );
    }

    #[test]
    fn plain_times_are_fine() {
        assert_silent(
            &RULE,
            &[
                "We acknowledge reports within 48 hours.\n",
                "We acknowledge reports within 3 business days.\n",
                "We acknowledge reports within three (3) business days.\n",
                "We acknowledge reports within two days at the outside.\n",
                "We are there 24/7 and acknowledge reports within 1-2 days.\n",
                "Fixes usually take 45–90 days.\n",
                "We answer within 24 business hours. Business hours are 9 to 17 CET, Monday to Friday.\n",
            ],
        );
    }

    #[test]
    fn the_estimate_uses_the_length_of_a_working_day() {
        let text = "You should receive a response within 72 business hours.\n";
        assert!(fires(&RULE, text)[0].1.ends_with("3 days or as 9 working days of 8 hours"));
        assert!(fires_with(&RULE, text, &[("business-hours-per-day", "6")])[0].1.contains("12 working days"));
    }

    #[test]
    fn ranges_are_reported_on_demand() {
        let on = [("flag-ranges", "true")];
        assert_eq!(fires_with(&RULE, "We acknowledge reports within 1-2 days.\n", &on).len(), 1);
        assert_eq!(fires_with(&RULE, "Fixes usually take 45–90 days.\n", &on), []);
        let table = "| Severity | Fix |\n| --- | --- |\n| Critical | 1-2 days |\n";
        assert_eq!(fires_with(&RULE, table, &on), []);
    }

    #[test]
    fn a_start_is_asked_for_on_demand() {
        let on = [("require-start", "true")];
        assert_eq!(fires_with(&RULE, "We disclose vulnerabilities publicly within 90 days.\n", &on).len(), 1);
        assert_eq!(fires_with(&RULE, "We disclose vulnerabilities publicly within 90 days of your report.\n", &on), []);
        assert_eq!(fires_with(&RULE, "We acknowledge reports within 2 days.\n", &on), []);
        assert_eq!(fires_with(&RULE, "We fix and disclose every vulnerability within 90 days.\n", &on).len(), 1);
    }

    #[test]
    fn a_start_that_was_told_once_holds_for_the_same_time() {
        let on = [("require-start", "true")];
        let rest = "Once the 75-day embargo has passed, you are free to publish.\n";
        let told = format!("We disclose vulnerabilities within 75 calendar days of your report.\n\n{rest}");
        assert_eq!(fires_with(&RULE, &told, &on), []);
        assert_eq!(fires_with(&RULE, &told.replace("75 calendar days", "60 days"), &on).len(), 1);
        assert_eq!(fires_with(&RULE, rest, &on).len(), 1);
    }
}
