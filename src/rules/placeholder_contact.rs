//! See [`RULE`].

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::Link;
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, PlaceholderKind, is_reserved_host, lower, url_host};
use crate::source::Span;

const ALLOW: OptionSpec =
    OptionSpec::words("allow", "Reserved hosts that are no placeholders here, for examples and test data.");
const EXTRA_DOMAINS: OptionSpec =
    OptionSpec::words("extra-domains", "Further hosts that are placeholders, with their subdomains.");
const EXTRA_PATTERNS: OptionSpec =
    OptionSpec::words("extra-patterns", "Further text that makes a contact a placeholder, found without case.");

rule! {
    /// The address or link for reports was never filled in.
    ///
    /// ## Why it matters
    ///
    /// The policy looks complete and passes every check for a file, but a report that is sent to
    /// such a contact reaches nobody, and the reporter waits.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to [security@yourdomain.com](mailto:security@yourdomain.com).
    /// ```
    ///
    /// ```markdown,allow=
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// An address that you read, or a form that reaches you:
    ///
    /// ```markdown,allow=
    /// # Security policy
    ///
    /// Please report vulnerabilities in our
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 2606 and RFC 6761 (reserved names)
    /// - OSPS Baseline, OSPS-VM-02.01
    group: Channel,
    fix: None,
    options: [ALLOW, EXTRA_DOMAINS, EXTRA_PATTERNS],
    since: "0.1.0",
    check: Document(check)
}

const HELP: &str = "put in an address that you read, or a link to the forge's private report form";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let allowed = context.words(&RULE, &ALLOW);
    let extra = context.words(&RULE, &EXTRA_DOMAINS);
    let patterns: Vec<String> =
        context.words(&RULE, &EXTRA_PATTERNS).iter().map(|pattern| pattern.to_lowercase()).collect();
    let is_allowed = |target: &str| host(target).is_some_and(|host| is_below(&host, &allowed));
    // Most policies have no placeholder, and need no index of their links.
    let is_unfinished = !context.policy.placeholders.is_empty();
    let links = context.document().links.iter().filter(|_| is_unfinished);
    let links: HashMap<Span, &Link<'_>> = links.map(|link| (link.span, link)).collect();
    let channels = context.policy.channels.iter().filter(|_| is_unfinished);
    let channels: HashSet<Span> = channels.map(|channel| channel.span).collect();
    let reaches_nobody = |text: &str| format!("{} is a placeholder: a report sent there reaches nobody", quote(text));
    let mut found: Vec<(Span, String)> = Vec::new();
    for placeholder in context.policy.placeholders.iter().filter(|one| one.kind == PlaceholderKind::Contact) {
        let link = links.get(&placeholder.span);
        let target = link.map_or(placeholder.text.as_str(), |link| link.target.as_ref());
        let is_contact = link.is_none_or(|link| channels.contains(&link.span) || is_contact(context, link));
        if is_contact && !is_allowed(target) {
            found.push((placeholder.span, reaches_nobody(&placeholder.text)));
        }
    }
    for channel in &context.policy.channels {
        let is_placeholder = host(&channel.value)
            .is_some_and(|host| is_reserved_host(&host) && !is_below(&host, &allowed) || is_below(&host, &extra))
            || patterns.iter().any(|pattern| channel.value.to_lowercase().contains(pattern));
        if is_placeholder {
            found.push((channel.span, reaches_nobody(&channel.value)));
        } else if let Some(span) = replace_me(context, channel) {
            let words = quote(context.source().slice(span));
            found.push((span, format!("{words} stands beside the contact, so nobody put in the real one")));
        }
    }
    found.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    found.dedup_by(|(second, _), (first, _)| first.contains(*second));
    for (span, message) in found {
        findings.push(Finding::new(span, message, HELP));
    }
}

/// Whether a link that is no channel stands where a contact would; anything with a template's
/// owner in its path does.
fn is_contact(context: &Context<'_>, link: &Link<'_>) -> bool {
    let is_reserved = host(&link.target).is_some_and(|host| is_reserved_host(&host));
    let asks = || {
        context.clause_at(link.text).is_some_and(|clause| context.policy.reading.set(clause).has(Concept::ReportVerb))
    };
    link.address().is_some() || !is_reserved || asks()
}

/// The host of an address or URL.
fn host(target: &str) -> Option<Cow<'_, str>> {
    url_host(target).or_else(|| {
        let (_, host) = target.rsplit_once('@')?;
        Some(lower(host.split(['?', '>', ')']).next().unwrap_or(host)))
    })
}

/// Whether a host is one of these or below one.
fn is_below(host: &str, domains: &[String]) -> bool {
    domains.iter().any(|domain| {
        let domain = domain.to_ascii_lowercase();
        host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
    })
}

/// "(replace with actual contact)" behind a contact.
fn replace_me(context: &Context<'_>, channel: &Channel) -> Option<Span> {
    let reading = &context.policy.reading;
    let hit = reading.hits_of(channel.clause, Concept::ReplaceMe).next()?;
    let words = context.document().span(reading.hit_text(hit));
    let between =
        (channel.span.end <= words.start).then(|| context.source().slice(Span::new(channel.span.end, words.start)))?;
    let opened = between.rfind('(')?;
    (between.len() <= 12 && !between.contains(')')).then(|| Span::new(channel.span.end + opened as u32, words.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires, fires_with};

    #[test]
    fn reserved_hosts_and_templates_reach_nobody() {
        for contact in [
            "security@example.com",
            "security@widget.example",
            "security@widget.test",
            "security@yourdomain.com",
            "security@your-company.io",
            "[INSERT SECURITY EMAIL]",
            "[security email]",
            "your-email@gmail.com",
            "<https://github.com/OWNER/REPO/security/advisories/new>",
            "[this form](https://example.org/report)",
            "`security@example.com`",
        ] {
            assert_fires(&RULE, &[&format!("# Security\n\nPlease report vulnerabilities to {contact}.\n")]);
        }
        assert_fires(&RULE, &["## Reporting a vulnerability\n\nWrite to:\n\n```\nsecurity@example.com\n```\n"]);
    }

    #[test]
    fn concrete_contacts_are_fine() {
        for contact in [
            "security@acme-widget.dev",
            "<https://github.com/acme/widget/security/advisories/new>",
            "https://hackerone.com/widget",
        ] {
            assert_silent(&RULE, &[&format!("# Security\n\nPlease report vulnerabilities to {contact}.\n")]);
        }
        assert_silent(&RULE, &["# Security\n\nSee the [style guide](https://example.com/style) for names.\n"]);
    }

    #[test]
    fn words_beside_the_contact_give_it_away() {
        let found =
            fires(&RULE, "Please report vulnerabilities to security@acme-widget.dev (replace with actual contact).\n");
        assert!(found[0].1.contains("replace with"), "{found:?}");
    }

    #[test]
    fn options_add_and_allow() {
        let text = "Please report vulnerabilities to security@mail.acme-widget.dev.\n";
        assert_eq!(fires_with(&RULE, text, &[("extra-domains", "acme-widget.dev")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[("extra-patterns", "MAIL.")]).len(), 1);
        let text = "Please report vulnerabilities to security@mail.widget.example.\n";
        assert_eq!(fires_with(&RULE, text, &[("allow", "widget.example")]), []);
    }
}
