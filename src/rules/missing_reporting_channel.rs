//! See [`RULE`].

use super::questions::{Reach, quote, reach};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::ClauseId;
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, ChannelKind, Kind};
use crate::source::Span;

const COUNT_WEAK_CHANNELS: OptionSpec =
    OptionSpec::flag("count-weak-channels", false, false, "Accept a profile page as a channel.");

rule! {
    /// No place is given where a vulnerability can be reported.
    ///
    /// ## Why it matters
    ///
    /// Telling people where to report is what a policy is for. “Contact the maintainers” without
    /// an address leaves them to guess, and guesses end in a public issue.
    ///
    /// Any concrete place counts: an address, the forge's private report form, a form on the web,
    /// a bounty platform, a coordinator, or a link to the policy that names one.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// ## Reporting a vulnerability
    ///
    /// If you think you found a vulnerability, please tell the maintainers in private.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// ## Reporting a vulnerability
    ///
    /// If you think you found a vulnerability, please write to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-02.01
    /// - ISO/IEC 29147:2018, 9.2.2
    /// - ETSI EN 303 645, provision 5.2-1 (a)
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I Part II (6)
    /// - BOD 20-01, 3(a)(iii)(1)
    group: Structure,
    fix: None,
    options: [COUNT_WEAK_CHANNELS],
    since: "0.1.0",
    evidence: evidence,
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if channels(context).next().is_some() {
        return;
    }
    let help = format!(
        "give an address, or link the forge's private report form (on GitHub, `…/security/advisories/new`){}",
        context.also_absent(true)
    );
    let (span, message) = match context.policy.channels.first() {
        Some(profile) if reach(profile) == Reach::Profile => (
            profile.span,
            "a profile page is the only contact, and it need not show any way to write in private".to_owned(),
        ),
        Some(named) => (
            named.span,
            format!("{} is named as the contact, but nothing gives a way to get in touch", quote(&named.value)),
        ),
        None => (
            place(context),
            "the policy names no place to send a report, so reporters have to guess or go public".to_owned(),
        ),
    };
    findings.push(Finding::new(span, message, help));
}

/// The section about reporting, else the words that ask for a private report, else the title.
fn place(context: &Context<'_>) -> Span {
    let reading = &context.policy.reading;
    let asks = |clause: &ClauseId| {
        let set = reading.set(*clause);
        set.has(Concept::ReportVerb)
            && set.has(Concept::Private)
            && set.any(&[Concept::Vulnerability, Concept::Security])
            && !reading.is_heading(*clause)
            && !reading.section_of(*clause).is_excluded
    };
    let section = context.unkept(Concept::HeadingReporting);
    let asked = || reading.clause_ids().find(asks).map(|clause| reading.span(clause));
    section.or_else(asked).unwrap_or_else(|| context.title())
}

/// The channels that lead to somebody.
fn channels<'c>(context: &'c Context<'_>) -> impl Iterator<Item = &'c Channel> {
    let counts_weak = context.flag(&RULE, &COUNT_WEAK_CHANNELS);
    let counts = move |found: Reach| found == Reach::Direct || counts_weak && found == Reach::Profile;
    context.policy.channels.iter().filter(move |channel| counts(reach(channel)))
}

/// A reference to the policy that has the channel is not the channel.
fn evidence(context: &Context<'_>) -> Vec<Span> {
    let is_pointer = context.policy.kind == Kind::Pointer;
    let is_here = |channel: &&Channel| !is_pointer || channel.kind != ChannelKind::Link;
    channels(context).filter(is_here).map(|channel| channel.span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires, fires_with};
    use crate::source::Source;

    #[test]
    fn a_policy_without_an_address_is_reported() {
        assert_fires(
            &RULE,
            &[
                "# Security policy\n\nWe take the security of widget seriously.\n",
                "## Reporting a Vulnerability\n\nPlease contact the maintainers privately.\n",
                "# Security\n\nPlease report vulnerabilities.\n\n<!-- security@widget.example -->\n",
            ],
        );
    }

    #[test]
    fn any_concrete_place_will_do() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities to security@widget.example.",
                "Report vulnerabilities to security [at] widget [dot] example.",
                "Report vulnerabilities [by mail](mailto:security@widget.example).",
                "Report vulnerabilities at https://hackerone.com/widget.",
                "Report a vulnerability at https://github.com/acme/widget/security/advisories/new.",
                "To report a vulnerability, go to the Security tab and click “Report a vulnerability”.",
                "To report a security vulnerability, use the [Tidelift security contact](https://tidelift.com/security).",
                "Report vulnerabilities in a [confidential issue]\
             (https://gitlab.com/acme/widget/-/issues/new?issue[confidential]=true).",
                "Please see our [security policy](https://widget.example/security) for how to report.",
                "## Reporting a vulnerability\n\nWrite to:\n\n```\nsecurity@widget.example\n```\n",
            ],
        );
    }

    #[test]
    fn an_address_for_something_else_is_no_channel() {
        assert_fires(
            &RULE,
            &[
                "# Security notes\n\nA contract may name its contact, as in `@custom:security-contact security@acme.dev`.\n",
            ],
        );
    }

    #[test]
    fn a_contact_that_cannot_be_reached_is_named() {
        let found = fires(&RULE, "## Reporting a Vulnerability\n\nPlease contact the maintainers privately.\n");
        assert!(found[0].1.contains("nothing gives a way to get in touch"), "{found:?}");
        assert_eq!(found[0].0, 3);
    }

    fn covered(text: &str) -> String {
        let found = findings(&RULE, &Source::new("SECURITY.md", text), &[]);
        assert_eq!(found.len(), 1, "{text}");
        text[found[0].span.start as usize..found[0].span.end as usize].to_owned()
    }

    #[test]
    fn it_is_told_where_a_reporter_looks() {
        let section = "## Reporting a vulnerability\n\nIf you find one, please report it privately.";
        assert_eq!(covered(&format!("# Security policy\n\n{section}\n\nWe answer soon.\n")), section);
        assert_eq!(
            covered("# Security policy\n\n## Reporting a vulnerability\n\n## Versions\n\nAll.\n"),
            "## Reporting a vulnerability"
        );
        let asked = "Please report vulnerabilities privately.";
        assert_eq!(covered(&format!("# Widget\n\nA library.\n\n{asked}\n\nWe answer soon.\n")), asked);
        assert_eq!(covered("# Security policy\n\nWe take security seriously.\n"), "# Security policy");
    }

    #[test]
    fn the_word_mail_gives_no_address() {
        let text = "To report a vulnerability, write to [Ada](https://github.com/ada) by email.\n";
        assert!(fires(&RULE, text)[0].1.contains("a profile page is the only contact"));
        assert_fires(
            &RULE,
            &[
                "Please report vulnerabilities to [@ada](https://github.com/ada) via the email addresses listed on her profile.\n",
            ],
        );
        assert_silent(
            &RULE,
            &[
                "Please report vulnerabilities to [@ada](https://github.com/ada) by email: ada@widget.example.\n",
                "Please report vulnerabilities to [Ada](mailto:ada@widget.example) by email.\n",
            ],
        );
    }

    #[test]
    fn a_profile_counts_on_demand() {
        let text = "Please report vulnerabilities to [Ada](https://github.com/ada) directly.\n";
        assert_eq!(fires(&RULE, text).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[("count-weak-channels", "true")]), []);
    }
}
