//! See [`RULE`].

use std::collections::BTreeMap;

use super::questions::{display, listed};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{ClauseId, NodeId, NodeKind};
use crate::policy::{Channel, ChannelKind, Place, place_of};
use crate::source::Span;

const ALLOW: OptionSpec = OptionSpec::choices(
    "allow",
    &["issues", "discussions", "pull-requests", "chat", "lists"],
    &[],
    "Public places that may be offered for reports.",
);

rule! {
    /// A public place is offered for vulnerability reports beside a private one.
    ///
    /// ## Why it matters
    ///
    /// Reporters take the first link. Where the tracker stands beside the private address, some
    /// reports end in the tracker, where everybody reads them before there is a fix.
    ///
    /// One finding covers one instruction, with all the public places that it names. Places for
    /// ordinary bugs or questions are fine, and so is an issue that only asks for a private
    /// contact.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by opening an
    /// [issue](https://github.com/acme/widget/issues), or by writing to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities by one of these:
    ///
    /// - opening an [issue](https://github.com/acme/widget/issues)
    /// - writing to <security@widget.example>
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. The
    /// [issue tracker](https://github.com/acme/widget/issues) is for ordinary bugs.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by one of these:
    ///
    /// - writing to <security@widget.example>
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Where the public places have items of a list to themselves, these are taken out. That needs
    /// a look: the words around the list may speak of them.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-03.01
    /// - GitHub documentation, “Privately reporting a security vulnerability”
    group: Channel,
    fix: Unsafe,
    options: [ALLOW],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let reading = &context.policy.reading;
    let mut instructions: BTreeMap<ClauseId, Vec<&Channel>> = BTreeMap::new();
    for channel in &context.policy.channels {
        let is_allowed = || context.lists(&RULE, &ALLOW, venue(channel).0);
        if channel.private == Some(false) && !context.may_be_public(channel) && !is_allowed() {
            let instruction = reading.lead_in(channel.clause).unwrap_or(channel.clause);
            instructions.entry(instruction).or_default().push(channel);
        }
    }
    let help = match context.private_channel() {
        Some(private) => {
            format!("offer only {} for vulnerabilities, and say that the rest is for ordinary bugs", display(private))
        }
        None => "offer a private channel instead, such as an address or the forge's private report form".to_owned(),
    };
    for (clause, venues) in instructions {
        let span = venues.iter().fold(reading.span(clause), |span, venue| span.cover(venue.span));
        let mut names: Vec<String> = venues.iter().map(|channel| venue(channel).1.to_owned()).collect();
        names.dedup();
        let message = format!(
            "vulnerability reports are invited to {}, where everybody reads them before there is a fix",
            listed(&names)
        );
        let finding = Finding::new(span, message, help.clone()).label("this asks for vulnerability reports");
        let finding = finding.maybe_fix(fix(context, &venues));
        findings.push(venues.iter().fold(finding, |finding, channel| finding.also(channel.span, "public")));
    }
}

/// Takes out the items of a list that hold nothing but the venues, if an item with a private channel stays.
fn fix(context: &Context<'_>, venues: &[&Channel]) -> Option<Fix> {
    /// A text with more channels is no policy, and is not searched for what could be taken out.
    const MOST: usize = 64;
    if context.policy.channels.len() > MOST {
        return None;
    }
    let items: Vec<Span> = venues.iter().map(|venue| item(context, venue.span)).collect::<Option<_>>()?;
    let is_taken = |channel: &Channel| items.iter().any(|item| item.contains(channel.span));
    let is_venue = |channel: &Channel| venues.iter().any(|venue| venue.span == channel.span);
    let channels = &context.policy.channels;
    let stays = channels
        .iter()
        .any(|channel| channel.private == Some(true) && !is_taken(channel) && item(context, channel.span).is_some());
    if !stays || channels.iter().any(|channel| is_taken(channel) && !is_venue(channel)) {
        return None;
    }
    let lines = |item: &Span| {
        let text = context.source().text();
        let start = text[..item.start as usize].rfind('\n').map_or(0, |feed| feed + 1);
        let end = text[item.end as usize..].find('\n').map_or(text.len(), |feed| item.end as usize + feed + 1);
        Edit::delete(Span::new(start as u32, end as u32))
    };
    let mut edits: Vec<Edit> = items.iter().map(lines).collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    Some(Fix::unsafe_("Take out the public places", edits))
}

/// The innermost item of a list around a place.
fn item(context: &Context<'_>, place: Span) -> Option<Span> {
    let document = context.document();
    let mut found = None;
    let mut at = NodeId::ROOT;
    while let Some(child) = document.children(at).find(|&child| document.node(child).span.contains(place)) {
        if document.node(child).kind == NodeKind::Item {
            found = Some(document.node(child).span);
        }
        at = child;
    }
    found
}

/// The option's word for a public place, and the message's.
fn venue(channel: &Channel) -> (&'static str, &'static str) {
    match (channel.kind, place_of(&channel.value)) {
        (ChannelKind::PublicIssue, Place::Discussions) => ("discussions", "public discussions"),
        (ChannelKind::PublicIssue, _) if channel.value.contains("discussion") => ("discussions", "public discussions"),
        (ChannelKind::PublicIssue, _) => ("issues", "public issues"),
        (ChannelKind::Chat, _) => ("chat", "a public chat"),
        (ChannelKind::MailingList, _) => ("lists", "a public mailing list"),
        _ => ("pull-requests", "public pull requests"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires, fires_with};
    use crate::source::Source;

    const MIXED: &str = "# Security\n\nPlease report suspected security vulnerabilities by:\n\n\
        - Submitting a [bug](https://github.com/acme/widget/issues).\n\
        - Submitting a [pull request](https://github.com/acme/widget/pulls).\n\
        - Sending an email to security@widget.example.\n";

    #[test]
    fn an_instruction_is_one_finding_with_a_label_a_place() {
        let found = findings(&RULE, &Source::new("SECURITY.md", MIXED), &[]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].labels.len(), 2);
        assert!(found[0].message.contains("public issues and public pull requests"), "{}", found[0].message);
        assert!(found[0].help.contains("security@widget.example"), "{}", found[0].help);
        assert_eq!(fires(&RULE, MIXED)[0].0, 3);
    }

    #[test]
    fn the_fix_takes_out_items_of_their_own() {
        let mended = |text: &str| {
            let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix;
            fix.map(|fix| fix.apply(text))
        };
        let left = mended(MIXED).expect("there is a fix");
        assert!(left.ends_with("by:\n\n- Sending an email to security@widget.example.\n"), "{left}");
        assert_eq!(mended(&MIXED.replace(").\n- Sending", "), or\n  by sending")), None);
        assert_eq!(mended(&MIXED.replace("- Sending", "\nSending")), None);
    }

    #[test]
    fn some_places_can_be_allowed() {
        let found = fires_with(&RULE, MIXED, &[("allow", "issues")]);
        assert!(!found[0].1.contains("issues"), "{found:?}");
        assert_eq!(fires_with(&RULE, MIXED, &[("allow", "issues+pull-requests")]), []);
    }

    #[test]
    fn refusals_and_other_purposes_are_no_offers() {
        let base = "Report vulnerabilities to security@widget.example.";
        for sentence in [
            "Please do not open a public issue for a vulnerability.",
            "Never report vulnerabilities in [issues](https://github.com/acme/widget/issues).",
            "Report vulnerabilities by mail rather than in a public issue.",
            "Instead of opening a public issue, send us an email.",
            "For ordinary bugs, open an [issue](https://github.com/acme/widget/issues).",
            "Questions and feature requests belong in the \
             [discussions](https://github.com/acme/widget/discussions).",
            "If you have suggestions on this policy, please open a pull request.",
            "Include the steps you took to create the issue.",
            "The patch will be submitted as a separate pull request.",
            "Report it in a [confidential issue]\
             (https://gitlab.com/acme/widget/-/issues/new?issue[confidential]=true).",
        ] {
            assert_silent(&RULE, &[&format!("# Security\n\n{base}\n\n{sentence}\n")]);
        }
    }

    #[test]
    fn the_request_for_another_way_is_no_report() {
        let form = "Use GitHub's private vulnerability reporting.";
        let report = |sentence: &str| format!("## Reporting a vulnerability\n\n{form} {sentence}\n");
        for sentence in [
            "If you cannot, open an issue that asks for a private contact.",
            "Should that fail, open a GitHub issue just to request a private communication channel.",
            "If that is not to be had, create an issue saying that a private security report is needed.",
            "Wenn das nicht geht, öffnen Sie ein GitHub-Issue mit der Bitte um einen privaten Kontakt.",
            "Non-sensitive issues: open a GitHub [issue](https://github.com/acme/widget/issues).",
        ] {
            assert_silent(&RULE, &[&report(sentence)]);
        }
        for sentence in [
            "Or open a GitHub issue with all details.",
            "Open a GitHub issue or contact us in our private channel.",
            "Sensitive issues: open a GitHub [issue](https://github.com/acme/widget/issues).",
        ] {
            assert_fires(&RULE, &[&report(sentence)]);
        }
    }

    #[test]
    fn asking_for_a_private_contact_in_public_is_fine() {
        assert_silent(
            &RULE,
            &["If you cannot find a contact, open an issue asking for a private channel, without any details of the \
             vulnerability.\n\nOr report vulnerabilities to security@widget.example.\n"],
        );
    }
}
