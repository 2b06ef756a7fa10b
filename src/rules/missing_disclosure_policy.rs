//! See [`RULE`].

use std::cell::LazyCell;

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::ClauseId;
use crate::policy::Event;
use crate::policy::vocabulary::Concept as C;

const REQUIRE_DEADLINE: OptionSpec =
    OptionSpec::flag("require-deadline", false, true, "Ask for the latest date of publication as well.");

rule! {
    /// Nothing is said about how and when vulnerabilities are made public.
    ///
    /// ## Why it matters
    ///
    /// Reporter and project both have plans for the day of publication. Where nothing is written
    /// down they argue about it while users stay exposed, and the reporter's patience decides.
    ///
    /// A sentence will do that says who publishes what and when: a date to be agreed, a number of
    /// days, an advisory together with the fix. A heading alone, or “do not use public issues”,
    /// does not say it.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// ## Disclosure process
    ///
    /// A maintainer looks into the problem, and uploads a new package when it is solved.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// ## Disclosure process
    ///
    /// A maintainer looks into the problem. We disclose it in a security advisory together with
    /// the fixed release, at most 90 days after your report.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I Part II (5) and Article 24 (1)
    /// - ISO/IEC 29147:2018, 9.4.3
    /// - disclose.io, Disclosure Policy
    group: Structure,
    fix: None,
    options: [REQUIRE_DEADLINE],
    since: "0.1.0",
    evidence: |context| statement(context).map(|clause| context.policy.reading.span(clause)).into_iter().collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() {
        return;
    }
    let Some(statement) = statement(context) else {
        findings.push(Finding::new(
            context.anchor(C::HeadingDisclosure),
            "the policy does not say how or when a vulnerability becomes public, so reporter and project have no date \
             in common",
            "say who publishes and when, such as “We publish an advisory together with the fix, at most 90 days after \
             your report”",
        ));
        return;
    };
    let has_deadline = context.times(Event::Disclosure).any(|time| time.max_hours.is_some());
    if context.flag(&RULE, &REQUIRE_DEADLINE) && !has_deadline {
        findings.push(Finding::new(
            context.policy.reading.span(statement),
            "the policy gives no latest date for publication, so a vulnerability can be kept secret for ever",
            "add a limit, such as “at most 90 days after your report”",
        ));
    }
}

/// What makes a statement of a clause that names publication.
const ACTS: &[C] =
    &[C::We, C::Request, C::Negation, C::Coordinate, C::Fix, C::FixVerb, C::Release, C::Advisory, C::Cve];

/// What is made public, or that it is.
const OBJECTS: &[C] = &[C::Public, C::Advisory, C::Cve, C::Vulnerability, C::Report, C::Coordinate, C::Embargo];

/// The clause that says how a vulnerability becomes public. What happens towards a fix is not
/// enough: the fact that the reader found has to speak of publication too.
fn statement(context: &Context<'_>) -> Option<ClauseId> {
    let policy = context.policy;
    let process = policy.disclosure_process.as_ref()?;
    let timed = context.times(Event::Disclosure).map(|time| time.clause).next();
    let silence = LazyCell::new(|| policy.embargo().map(|embargo| embargo.clause));
    let publishes = |clause: ClauseId| publishes(context, clause, || *silence);
    timed.or_else(|| publishes(process.clause).then_some(process.clause)).or_else(|| {
        let links = context.link_texts();
        let other = |clause: &ClauseId| {
            let reading = &policy.reading;
            let text = context.document().clause(*clause).text;
            // An entry of a table of contents is a heading, not a statement.
            let is_entry = links.binary_search(&text).is_ok();
            !reading.is_heading(*clause)
                && !is_entry
                && !reading.section_of(*clause).is_excluded
                && reading.set(*clause).any(ACTS)
                && publishes(*clause)
        };
        policy.reading.clause_ids().find(other)
    })
}

/// Whether a clause speaks of making a vulnerability public, and not only of keeping reports out
/// of public places. `silence` is the clause that asks to keep silent.
fn publishes(context: &Context<'_>, clause: ClauseId, silence: impl FnOnce() -> Option<ClauseId>) -> bool {
    let reading = &context.policy.reading;
    let set = reading.set(clause);
    let until = set.any(&[C::Fix, C::FixVerb, C::Release, C::Advisory, C::Cve]);
    let is_warning = !until
        && context.policy.no_public_report.as_ref().is_some_and(|warning| warning.clause == clause)
        && set.any(&[C::Issue, C::Discussion, C::PullRequest, C::Chat, C::PublicList]);
    // "Keep it confidential until we announce it."
    let notice = set.has(C::Publish) && set.any(&[C::Advisory, C::Cve, C::Private]);
    // "The patch is published" says nothing about the vulnerability.
    let discloses = set.has(C::Disclose) && (!set.has(C::Publish) || set.any(OBJECTS));
    // "Do not publish or reveal it until it has been resolved": the end of the silence is told.
    !is_warning && (set.has(C::Embargo) || discloses || notice || silence() == Some(clause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with, lines};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn a_statement_of_publication_will_do() {
        for text in [
            "The project follows a 90 day disclosure timeline.",
            "Please do not disclose the vulnerability until a fix is released.",
            "Please do not disclose security-related issues publicly until a fix has been announced.",
            "After receipt we:\n\n- prepare a fix with you, which you keep confidential until we announce it\n\
             - publish a security advisory",
            "We publish a GitHub Security Advisory once the fix is released.",
            "Advisories will be disclosed publicly once a patch is released.",
            "## Timeline\n\n- Public disclosure: after the fix is released",
            "We coordinate the date of disclosure with you.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn a_heading_or_a_fix_alone_will_not() {
        for text in [
            "",
            "## Disclosure and mitigation process\n\nThe patch is published to the package registry.",
            "## Disclosure policy\n\nA maintainer coordinates the fix and release process.",
            "Please do not report vulnerabilities in public issues.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn it_is_told_at_the_heading_that_promises_it() {
        assert_eq!(lines(&RULE, &policy("## Disclosure process\n\nWe mend it.")), [5]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }

    #[test]
    fn the_end_of_silence_is_a_statement() {
        assert_silent(
            &RULE,
            &[
                &policy("- Do not publish or reveal the flaw until it has been mended."),
                &policy("After a fix is out, the advisory is published with your name in it."),
            ],
        );
        assert_fires(
            &RULE,
            &[&policy("Do not publish or reveal the flaw."), &policy("You are named once the advisory is published.")],
        );
    }

    #[test]
    fn the_length_of_silence_is_a_deadline() {
        for sentence in [
            "An advisory goes out with the fix. Please keep the details private until then, for at most 60 days.",
            "We publish an advisory with the fix. Keep the report to yourself until then, but for at most 60 days.",
            "We publish an advisory with the fix. We ask that you keep details private until then, for at most 60 days \
             after your report.",
        ] {
            assert_eq!(fires_with(&RULE, &policy(sentence), &[("require-deadline", "true")]), []);
        }
        let answered =
            "We publish an advisory with the fix. Please keep the details private until we answer, within 3 days.";
        assert_eq!(fires_with(&RULE, &policy(answered), &[("require-deadline", "true")]).len(), 1);
    }

    #[test]
    fn a_deadline_can_be_required() {
        let text = policy("We publish a security advisory once the fix is released.");
        assert_eq!(fires_with(&RULE, &text, &[("require-deadline", "true")]).len(), 1);
        let text = policy("We disclose vulnerabilities publicly at most 90 days after your report.");
        assert_eq!(fires_with(&RULE, &text, &[("require-deadline", "true")]), []);
    }
}
