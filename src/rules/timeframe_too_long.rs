//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::policy::{Duration, Event, Firmness};

const MAX_ACKNOWLEDGEMENT: OptionSpec = OptionSpec::limit(
    "max-acknowledgement",
    Some("14 days"),
    "The longest time for the first answer to a report, or `off`.",
);
const MAX_TRIAGE: OptionSpec =
    OptionSpec::limit("max-triage", None, "The longest time until the report is assessed, or `off`.");
const MAX_UPDATE: OptionSpec =
    OptionSpec::limit("max-update", None, "The longest time between two notices of progress, or `off`.");
const MAX_FIX: OptionSpec = OptionSpec::limit(
    "max-fix",
    None,
    "The longest time until a fix, of times by severity the one for the gravest, or `off`.",
);
const MAX_DISCLOSURE: OptionSpec = OptionSpec::limit(
    "max-disclosure",
    Some("120 days"),
    "The longest time until publication, also where the reporter is asked to wait, or `off`.",
);

rule! {
    /// A time that the policy gives is longer than the rule set allows.
    ///
    /// ## Why it matters
    ///
    /// Who hears nothing for a month thinks that nobody reads reports, and goes public. And a
    /// vulnerability that is kept secret for half a year is found again by somebody who tells
    /// nobody.
    ///
    /// Business days are compared with business days as they are, and otherwise as the calendar
    /// days they take with a weekend in every five: 3 make 5, 10 make 14.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We acknowledge your report within
    /// 30 days.
    /// ```
    ///
    /// ```markdown,max-disclosure=90 days
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We publish an advisory within
    /// 6 months of your report.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We acknowledge your report within
    /// 3 business days.
    /// ```
    ///
    /// ```markdown,max-disclosure=90 days
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We publish an advisory within
    /// 90 days of your report.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OpenSSF Best Practices, `vulnerability_report_response` (14 days)
    /// - CISA BOD 20-01, notes 19 to 21 (3 business days, 7 days, 90 days)
    /// - CERT/CC (45 days), Google Project Zero (90 and 30 days) and Trend Micro ZDI (120 days) on
    ///   publication
    group: Timeline,
    fix: None,
    options: [MAX_ACKNOWLEDGEMENT, MAX_TRIAGE, MAX_UPDATE, MAX_FIX, MAX_DISCLOSURE],
    since: "0.1.0",
    check: Document(check)
}

/// The events that have a limit, and what each is in a message.
const LIMITS: [(Event, OptionSpec, &str); 5] = [
    (Event::Acknowledgement, MAX_ACKNOWLEDGEMENT, "the first answer to a report"),
    (Event::Triage, MAX_TRIAGE, "the assessment of a report"),
    (Event::Update, MAX_UPDATE, "the time between two notices of progress"),
    (Event::Fix, MAX_FIX, "a fix"),
    (Event::Disclosure, MAX_DISCLOSURE, "publication"),
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.policy.durations.is_empty() {
        return;
    }
    for (event, option, what) in LIMITS {
        let Some(limit) = context.limit(&RULE, &option) else { continue };
        let gravest = shortest_by_severity(context, event);
        for time in context.times(event).filter(|time| is_promise(context, time)) {
            let Some(given) = time.limit().filter(|given| given.longer_than(limit)) else { continue };
            let words = quote(context.document().str(time.text));
            let message = format!("{words} is longer than {limit}, the most that the rule set allows for {what}");
            let finding = Finding::new(time.span, message, format!("promise {limit} or less"));
            let is_for_milder = time.severity && gravest.is_some_and(|gravest| given.hours > gravest);
            findings.push(if is_for_milder { finding.at_most(Severity::Info) } else { finding });
        }
    }
}

/// Hours of the shortest time that holds for some severities only: that of the gravest one.
fn shortest_by_severity(context: &Context<'_>, event: Event) -> Option<u32> {
    context.times(event).filter(|time| time.severity).filter_map(Duration::limit).map(|time| time.hours).min()
}

/// What is usual or was once done binds nobody, and advice on hardening is no answer to a report.
fn is_promise(context: &Context<'_>, time: &Duration) -> bool {
    time.firmness != Firmness::BestCase && !context.policy.reading.section_of(time.clause).is_excluded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::source::Source;

    #[test]
    fn long_times_are_reported() {
        assert_fires(
            &RULE,
            &[
                "We acknowledge reports within 30 days.\n",
                "We acknowledge reports within 11 business days.\n",
                "We ask you to keep the vulnerability confidential for one year.\n",
                "Please give us at least 180 days before you disclose the vulnerability publicly.\n",
            ],
        );
    }

    #[test]
    fn times_up_to_the_limit_are_fine() {
        assert_silent(
            &RULE,
            &[
                "We acknowledge reports within 2 weeks.\n",
                "We acknowledge reports within 10 business days.\n",
                "Please give us at least 90 days before you disclose the vulnerability publicly.\n",
            ],
        );
    }

    #[test]
    fn times_for_other_things_are_fine() {
        assert_silent(
            &RULE,
            &[
                "## Supported versions\n\nEach major version is supported for up to 2 years after its release.\n",
                "If you hear nothing within 30 days, write to the foundation.\n",
                "We notify distributors one year ahead of publication.\n",
                "Reports are usually acknowledged within 30 days.\n",
                "## Security features\n\nPublic certificates are rotated after 365 days.\n",
            ],
        );
    }

    #[test]
    fn each_step_has_a_limit_of_its_own() {
        for (option, text) in [
            ("max-triage", "We assess reports within 10 days.\n"),
            ("max-update", "We send you a status update every 10 days.\n"),
            ("max-fix", "We release a fix within 10 days.\n"),
        ] {
            assert_eq!(fires_with(&RULE, text, &[(option, "7 days")]).len(), 1, "{text}");
            assert_silent(&RULE, &[text]);
        }
        assert_eq!(
            fires_with(&RULE, "We acknowledge reports within 30 days.\n", &[("max-acknowledgement", "off")]),
            []
        );
        assert_eq!(
            fires_with(
                &RULE,
                "We acknowledge reports within 3 business days.\n",
                &[("max-acknowledgement", "3 business days")]
            ),
            []
        );
    }

    #[test]
    fn of_times_by_severity_the_shortest_counts() {
        let text = "| Severity | Fix |\n| --- | --- |\n| Critical | 45 days |\n| Low | 90 days |\n";
        let found = findings(&RULE, &Source::new("SECURITY.md", text), &[("max-fix", "30 days")]);
        let severities: Vec<Severity> = found.iter().map(|found| found.severity).collect();
        assert_eq!(severities, [Severity::Error, Severity::Info]);
    }
}
