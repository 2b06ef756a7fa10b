//! See [`RULE`].

use jiff::civil::Date;
use jiff::{Span as Length, ToSpan as _};

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::policy::{DateRole, StatedDate};
use crate::source::Span;

const MAX_AGE: OptionSpec = OptionSpec::limit(
    "max-age",
    Some("24 months"),
    "How long ago the policy may have been looked at, such as `12 months`, or `off`.",
);

rule! {
    /// A date shows that the policy is out of date, or there is no such day.
    ///
    /// ## Why it matters
    ///
    /// A policy that nobody has looked at for years makes reporters wonder whether anybody reads
    /// their mail.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// Last updated: 2021-04-01
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// Last updated: 2026-01-15
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The date is replaced by that of today, which is true only if you have read the policy.
    ///
    /// ## Sources
    ///
    /// - OpenSSF Best Practices, `documentation_current`
    /// - RFC 9116, section 2.5.5 (`Expires`)
    group: Hygiene,
    fix: Unsafe,
    options: [MAX_AGE],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let dates = &context.policy.dates;
    for stated in dates.iter().filter(|stated| stated.days.is_none()) {
        let message = format!("the calendar has no {}", quote(context.source().slice(stated.span)));
        findings.push(Finding::new(stated.span, message, "put in the right day"));
    }
    let Some(today) = context.today() else { return };
    for stated in dates.iter().filter(|stated| stated.role == DateRole::Expires) {
        if let Some((_, last)) = stated.days.filter(|(_, last)| *last < today) {
            findings.push(expired(stated.span, last));
        }
    }
    for (span, day) in context.policy.security_txt_expiry().filter(|(_, day)| *day < today) {
        findings.push(expired(span, day));
    }
    let revised = || dates.iter().filter(|stated| stated.role == DateRole::Revised);
    for stated in revised() {
        if stated.days.is_some_and(|(first, _)| first > today.saturating_add(1.day())) {
            let message = format!("{} is still to come", quote(context.source().slice(stated.span)));
            findings.push(Finding::new(stated.span, message, "put in the day of the last change"));
        }
    }
    // Of several, as in a history, the newest one counts.
    let newest = revised().filter_map(|stated| Some((stated.days?.1, stated))).max_by_key(|(last, _)| *last);
    let limit = context.limit(&RULE, &MAX_AGE);
    if let (Some((last, stated)), Some(limit)) = (newest, limit) {
        let length = Length::new().hours(i64::from(limit.hours));
        if last.saturating_add(length) < today {
            findings.push(old(context, stated, last, today));
        }
    }
}

fn expired(span: Span, day: Date) -> Finding {
    let message = format!("this ended on {day}, so readers take the policy for given up");
    Finding::new(span, message, "look through the policy, and set a new date").at_least(Severity::Warning)
}

fn old(context: &Context<'_>, stated: &StatedDate, last: Date, today: Date) -> Finding {
    let months = i32::from(today.year() - last.year()) * 12 + i32::from(today.month() - last.month());
    let age = if months < 24 { format!("{months} months") } else { format!("{} years", months / 12) };
    let text = quote(context.source().slice(stated.span));
    let message = format!("{text} is {age} ago: readers cannot tell whether this still holds");
    let finding = Finding::new(stated.span, message, "look through it, and set the date of today");
    let edit = |format| Edit::replace(stated.span, today.strftime(format).to_string());
    finding.maybe_fix(stated.format.map(|format| Fix::unsafe_("Set the date of today", vec![edit(format)])))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::rules::tests::set;
    use crate::rules::{Settings, lint};
    use crate::source::Source;

    fn found(text: &str, options: &[(&str, &str)]) -> Vec<Diagnostic> {
        let mut settings = Settings::none();
        settings.set_severity(&RULE, Some(Severity::Info));
        settings.today = Some(date(2026, 1, 15));
        for (name, value) in options {
            set(&mut settings, &RULE, name, value);
        }
        lint(&Source::new("SECURITY.md", text), &settings).diagnostics
    }

    fn message(text: &str) -> Option<String> {
        let found = found(text, &[]);
        assert!(found.len() < 2, "{found:#?}");
        found.into_iter().next().map(|found| found.message)
    }

    #[test]
    fn old_expired_future_and_impossible_dates_are_reported() {
        for (text, words) in [
            ("Last updated: 2021-04-01\n", "4 years ago"),
            ("Last reviewed: December 2023\n", "2 years ago"),
            ("Effective: 2019-01-01\n", "7 years ago"),
            ("This policy is valid until 2025-12-31.\n", "ended on 2025-12-31"),
            ("Last updated: 2027-01-01\n", "still to come"),
            ("Last updated: 2025-02-30\n", "the calendar has no"),
            (
                "```\nContact: mailto:security@widget.example\nExpires: 2024-06-30T22:00:00.000Z\n```\n",
                "ended on 2024-06-30",
            ),
        ] {
            let message = message(text).unwrap_or_default();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn recent_dates_and_none_are_fine() {
        for text in [
            "Last updated: 2025-04-01\n",
            "Last updated: 2026-01-16\n",
            "Last updated: 01/12/2025\n",
            "Report vulnerabilities to security@widget.example.\n",
            "```\nContact: mailto:security@widget.example\nExpires: 2026-06-30T22:00:00.000Z\n```\n",
            "Updated 2019-01-01.\n\nLast updated: 2025-04-01\n",
        ] {
            assert_eq!(message(text), None, "{text}");
        }
    }

    #[test]
    fn other_dates_are_fine() {
        for text in [
            "| CVE | Date |\n| --- | --- |\n| CVE-2019-1234 | 2019-01-01 |\n",
            "Version 2.0 was released on 2019-01-01.\n",
            "Copyright 2019 Widget\n",
            "The key was created on 2019-01-01.\n",
            "| Version | Expires |\n| --- | --- |\n| 1.x | 2019-01-01 |\n",
            "```\nExpires: 2019-01-01\n```\n",
        ] {
            assert_eq!(message(text), None, "{text}");
        }
    }

    #[test]
    fn the_age_is_an_option() {
        let text = "Last updated: 2024-12-01\n";
        assert_eq!(found(text, &[]), []);
        assert_eq!(found(text, &[("max-age", "12 months")]).len(), 1);
        assert_eq!(found("Last updated: 2001-12-01\n", &[("max-age", "off")]), []);
    }

    #[test]
    fn an_end_in_the_past_is_a_warning_at_least() {
        assert_eq!(found("Expires: 2024-06-30\n", &[])[0].severity, Severity::Warning);
        assert_eq!(found("Last updated: 2021-04-01\n", &[])[0].severity, Severity::Info);
    }

    #[test]
    fn the_new_date_is_written_like_the_old_one() {
        for (text, mended) in [
            ("Last updated: 2021-04-01\n", Some("Last updated: 2026-01-15\n")),
            ("Last updated: April 1, 2021\n", Some("Last updated: January 15, 2026\n")),
            ("Last updated: 2021-04\n", Some("Last updated: 2026-01\n")),
            ("Last updated: 1.4.2021\n", None),
        ] {
            let fix = found(text, &[]).remove(0).fix.map(|fix| fix.apply(text));
            assert_eq!(fix.as_deref(), mended, "{text}");
        }
    }
}
