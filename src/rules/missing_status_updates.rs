//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;
use crate::source::Span;

const REQUIRE_INTERVAL: OptionSpec =
    OptionSpec::flag("require-interval", false, true, "Ask for the time between two updates as well.");

rule! {
    /// The policy does not promise to keep the reporter informed.
    ///
    /// ## Why it matters
    ///
    /// After the first answer most reporters hear nothing until the release. Weeks of silence look
    /// like neglect, and end in publication. A short word every now and then costs little.
    ///
    /// Updates of the software are something else.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We confirm your report within 3 days of
    /// receipt.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We confirm your report within 3 days of
    /// receipt. We keep you informed of our progress every 14 days.
    /// ```
    ///
    /// ## Sources
    ///
    /// - ETSI EN 303 645, provision 5.2-1 (b)
    /// - The Product Security and Telecommunications Infrastructure Regulations 2023, Schedule 1
    /// - ISO/IEC 29147:2018, 6.5
    /// - BOD 20-01, 3(a)(v)
    group: Structure,
    fix: None,
    options: [REQUIRE_INTERVAL],
    since: "0.1.0",
    evidence: evidence,
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    let Some(promise) = context.policy.status_updates() else {
        findings.push(Finding::new(
            context.anchor(Concept::HeadingTimeline),
            "the policy does not promise to keep reporters informed, and silence makes them publish",
            "promise it, such as “We keep you informed at least every 14 days until the problem is solved”",
        ));
        return;
    };
    if context.flag(&RULE, &REQUIRE_INTERVAL) && context.policy.update_times().next().is_none() {
        findings.push(Finding::new(
            promise.span,
            "updates are promised without saying how often, so nobody can tell when one is late",
            "give the time between two of them, such as “at least every 14 days”",
        ));
    }
}

/// The promise, or the times between two updates where those are asked for.
fn evidence(context: &Context<'_>) -> Vec<Span> {
    if context.flag(&RULE, &REQUIRE_INTERVAL) {
        context.policy.update_times().map(|time| time.span).collect()
    } else {
        context.policy.status_updates().iter().map(|promise| promise.span).collect()
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
    fn every_promise_of_news_will_do() {
        for text in [
            "We will keep you updated on our progress.",
            "You will receive a status update every 14 days.",
            "We endeavour to keep you informed.",
            "We send updates at least weekly until the problem is resolved.",
            "## Process\n\nWe will:\n\n- confirm your report\n- provide you with a status update",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn updates_of_the_software_or_by_the_reporter_are_none() {
        for text in [
            "",
            "Security updates are released for the latest version.",
            "We publish security updates every month.",
            "Please keep us informed of what you find.",
            "Dependencies receive regular updates.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn an_interval_can_be_required() {
        let with = [("require-interval", "true")];
        let once = policy("We confirm your report within 2 days and send you a status update with it.");
        assert_eq!(fires_with(&RULE, &once, &[]), []);
        let found = fires_with(&RULE, &once, &with);
        assert!(found[0].1.contains("how often"), "{found:?}");
        assert_eq!(fires_with(&RULE, &policy("We keep you informed of our progress every 14 days."), &with), []);
    }

    #[test]
    fn it_is_told_at_the_heading_that_promises_it() {
        assert_eq!(lines(&RULE, &policy("## What to expect\n\nWe mend it.")), [5]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
