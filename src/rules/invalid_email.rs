//! See [`RULE`].

use std::cell::LazyCell;

use super::questions::{overlaps, quote};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{Link, LinkKind, TextRange};
use crate::policy::vocabulary::Concept;
use crate::policy::{is_reserved_host, reversed, word_around};
use crate::source::Span;

rule! {
    /// A contact is written as an e-mail address, but no mail can reach it.
    ///
    /// ## Why it matters
    ///
    /// A comma for a dot in the only address, or a page that was copied after a mail protection
    /// had replaced the address, silently drops every report.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities [by mail](mailto:security@widget.example,).
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to security@widget or in the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities [by mail](mailto:security@widget.example).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Only punctuation around an address that slipped into a link's target is removed, which is
    /// safe.
    ///
    /// ## Sources
    ///
    /// - RFC 5321 and RFC 5322
    /// - IANA, Root Zone Database
    /// - OSPS Baseline, OSPS-VM-02.01
    group: Channel,
    fix: Safe,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

const HELP: &str = "write the whole address, such as `security@widget.example`, and send yourself a message";

/// What a mail protection leaves of an address in a copied page.
const RESIDUES: &[&str] = &["[email protected]", "[email\u{a0}protected]"];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for link in &document.links {
        if let Some(address) = link.address() {
            // The renderer links whatever looks like an address, in prose about something else too.
            let is_meant = || link.kind != LinkKind::BareAddress || is_contact(context, link);
            if let Some(fault) = fault_of_target(address).filter(|_| is_meant()) {
                let message = format!("{} cannot receive mail: {fault}", quote(address));
                findings.push(Finding::new(link.span, message, HELP).maybe_fix(trim(context, link, address)));
            }
        } else if !link.target.starts_with('#') && is_residue(&link.target) {
            findings.push(residue(link.span));
        }
    }
    let links = LazyCell::new(|| context.link_texts());
    let text = document.text.as_str();
    // Both residues are in brackets; most texts have none.
    let has_bracket = memchr::memchr(b'[', text.as_bytes()).is_some();
    for residue_text in RESIDUES.iter().filter(|_| has_bracket) {
        for at in memchr::memmem::find_iter(text.as_bytes(), residue_text) {
            let range = TextRange::new(at as u32, (at + residue_text.len()) as u32);
            if !overlaps(&links, range) {
                findings.push(residue(document.span(range)));
            }
        }
    }
    let mut read = 0;
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        // A word may have two of them, and the target of a link was looked at.
        if at < read || context.is_in_link(at as u32) {
            continue;
        }
        let word = word_around(text, at);
        read = word.end;
        let Some((start, word)) = address_like(&text[word.clone()]).map(|(lead, address)| (word.start + lead, address))
        else {
            continue;
        };
        let Some(fault) = fault(word) else { continue };
        let range = TextRange::new(start as u32, (start + word.len()) as u32);
        let is_known = overlaps(&links, range) || overlaps(&document.code, range);
        let is_contact = || {
            let concepts = [Concept::Email, Concept::ReportVerb];
            context.clause_at(range).is_some_and(|clause| context.policy.reading.set(clause).any(&concepts))
        };
        if !is_known && is_contact() && reversed(word).is_none() {
            let message = format!("{} cannot receive mail: {fault}", quote(word));
            findings.push(Finding::new(document.span(range), message, HELP));
        }
    }
}

/// Whether a bare address stands where a contact does.
fn is_contact(context: &Context<'_>, link: &Link<'_>) -> bool {
    let reading = &context.policy.reading;
    let mut clauses =
        reading.clause_of(link).into_iter().flat_map(|clause| std::iter::once(clause).chain(reading.lead_ins(clause)));
    clauses.any(|clause| reading.set(clause).any(&[Concept::Email, Concept::ReportVerb]))
}

/// Whether a link leads to what a mail protection puts in place of an address.
fn is_residue(target: &str) -> bool {
    let mut hyphens = memchr::memchr_iter(b'-', target.as_bytes()).map(|at| target.split_at(at));
    hyphens.any(|(before, behind)| before.ends_with("/cdn") && behind.starts_with("-cgi/l/email-protection"))
}

fn residue(span: Span) -> Finding {
    Finding::new(
        span,
        "the address was lost when the text was copied from a page with mail protection, so nobody can write to it",
        HELP,
    )
}

/// A word like an address, and its offset: no handle, scope, version or remote.
fn address_like(word: &str) -> Option<(usize, &str)> {
    let trimmed = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let inner = trimmed.trim_start_matches(['<', '(', '[', '"', '\'', '“', '*', '_']);
    let (local, host) = inner.split_once('@')?;
    let is_other = local.is_empty()
        || local == "git"
        || inner.contains(['/', ':', '[', '(', '{', '<', '$', '%'])
        || host.is_empty()
        || host.starts_with(|c: char| c.is_ascii_digit() || c == '^' || c == '~')
        || matches!(
            host,
            "host" | "hostname" | "server" | "localhost" | "latest" | "next" | "beta" | "alpha" | "main" | "master"
        );
    (!is_other).then_some((trimmed.len() - inner.len(), inner))
}

/// What is wrong with the target of a `mailto:` link, which may name several addresses.
fn fault_of_target(target: &str) -> Option<&'static str> {
    if is_ordinary(target) {
        return None;
    }
    let target = if target.contains('%') { &target.replace("%40", "@") } else { target };
    if target.trim().is_empty() {
        return Some("the link names no address");
    }
    if target.contains("://") {
        return Some("the link mixes an address with a web address");
    }
    let is_list = target.contains(',') && target.split(',').all(|part| part.contains('@'));
    if is_list { target.split(',').find_map(|part| fault(part.trim())) } else { fault(target) }
}

/// Whether mail can be addressed to hosts that end so: the root zone has the name, or another rule speaks of it.
fn is_public(host: &str) -> bool {
    let tld = host.rsplit('.').next().unwrap_or_default();
    // A name in its own script is in the root zone in another spelling; hidden services have no zone.
    !tld.is_ascii() || tld::exist_case_insensitive(tld) || tld.eq_ignore_ascii_case("onion") || is_reserved_host(host)
}

/// Why an address cannot receive mail.
fn fault(address: &str) -> Option<&'static str> {
    if is_ordinary(address) {
        return None;
    }
    let Some((local, host)) = address.rsplit_once('@') else { return Some("it has no `@`") };
    let is_mixed = |label: &str| label.chars().any(|c| c.is_ascii_alphabetic()) && label.chars().any(is_look_alike);
    Some(if local.contains('@') {
        "it has two `@`"
    } else if local.is_empty() || host.is_empty() {
        "a part is missing beside the `@`"
    } else if address.contains(char::is_whitespace) || address.contains("%20") {
        "it has a space in it"
    } else if host.contains(',') {
        "there is a comma where a dot belongs"
    } else if address.contains("..") {
        "it has two dots in a row"
    } else if [local, host].iter().any(|part| part.starts_with('.') || part.ends_with('.')) {
        "a dot stands at the edge of a part"
    } else if !host.contains('.') {
        "the part behind the `@` has no dot"
    } else if !is_public(host) {
        "no public domain ends like that"
    } else if local.split('.').chain(host.split('.')).any(is_mixed) {
        "it mixes letters that look alike from two scripts"
    } else if host.split('.').any(|label| !label.chars().all(|c| c.is_alphanumeric() || c == '-')) {
        "the part behind the `@` has a character that domains cannot have"
    } else {
        return None;
    })
}

/// Whether an address has nothing to look at twice, as most have not.
fn is_ordinary(address: &str) -> bool {
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    let tld = host.rsplit_once('.').map(|(_, tld)| tld);
    let is_known = |tld: &str| matches!(tld, "com" | "org" | "net" | "io" | "dev" | "edu" | "gov");
    tld.is_some_and(is_known) && is_plain(local, |b| matches!(b, b'-' | b'_' | b'+')) && is_plain(host, |b| b == b'-')
}

/// Whether a part is of ASCII letters, digits and marks, with single dots between them.
fn is_plain(part: &str, is_mark: impl Fn(u8) -> bool) -> bool {
    let mut before = b'.';
    let is_fine = |b: u8| {
        let is_dot_behind_other = b == b'.' && before != b'.';
        before = b;
        b.is_ascii_alphanumeric() || is_dot_behind_other || is_mark(b)
    };
    part.bytes().all(is_fine) && before != b'.'
}

/// Cyrillic and Greek letters that pass for Latin ones.
fn is_look_alike(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'о' | 'р' | 'с' | 'у' | 'х' | 'і' | 'ѕ' | 'ԁ' | 'ο' | 'α' | 'ν' | 'ι')
}

/// Removes punctuation around an address in a link's target.
fn trim(context: &Context<'_>, link: &Link<'_>, address: &str) -> Option<Fix> {
    let kept = address.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '<' | '>' | '(' | ')' | '"' | '\''));
    if kept == address || kept.is_empty() || fault(kept).is_some() {
        return None;
    }
    let text = context.source().slice(link.span);
    let at = text.find(&format!("mailto:{address}"))? as u32 + link.span.start + 7;
    let span = Span::new(at, at + address.len() as u32);
    Some(Fix::safe(format!("Link to `{kept}`"), vec![Edit::replace(span, kept)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires};

    #[test]
    fn addresses_that_cannot_work_are_reported() {
        for contact in [
            "[us](mailto:security@widget,example)",
            "[us](mailto:security@@widget.example)",
            "[us](mailto:security@widget..example)",
            "[us](mailto:.security@widget.example)",
            "[us](mailto:security@widget)",
            "[us](mailto:)",
            "[us](mailto:https://widget.example)",
            "[us](mailto:security%20team@widget.example)",
            "[us](mailto:security@widget.con)",
            "security@widget.local",
            "<security@widget.comm>",
            "[us](mailto:security@10.0.0.1)",
            "[us](mailto:security@wіdget.example)",
            "security@widget",
            "[email protected]",
            "[[email protected]](/cdn-cgi/l/email-protection#1a2b)",
        ] {
            assert_fires(&RULE, &[&format!("Please report vulnerabilities by email to {contact}.\n")]);
        }
    }

    #[test]
    fn valid_addresses_are_fine() {
        for contact in [
            "security@widget.example",
            "security+reports@mail.widget.example",
            "security&#64;widget&#46;example",
            "[us](mailto:security@widget.example?subject=Report)",
            "[us](mailto:a@widget.example,b@widget.example)",
            "[us](mailto:sicherheit@bücher.example)",
            "security@widget.dev",
            "security@widget.FOUNDATION",
            "[us](mailto:security@widget.рф)",
            "security@widget.xn--p1ai",
            "security@widgetabcdefgh.onion",
            "security [at] widget [dot] example",
        ] {
            assert_silent(&RULE, &[&format!("Please report vulnerabilities by email to {contact}.\n")]);
        }
    }

    #[test]
    fn other_things_with_an_at_sign_are_no_addresses() {
        for text in [
            "Report vulnerabilities in @acme/widget to @ada.",
            "Report vulnerabilities in widget@1.2.3 and widget@latest by email.",
            "Email us, or clone git@github.com:acme/widget.git to report.",
            "Report with `ssh user@host` in place.",
            "Report to @security@social.example by email.",
            "Use user@host to log in.",
            "Log in as user@server.lan.",
            "Look at config@app.settings.",
        ] {
            assert_silent(&RULE, &[text]);
        }
    }

    #[test]
    fn the_message_names_the_fault() {
        let found = fires(&RULE, "Mail [us](mailto:security@widget,example) to report.\n");
        assert_eq!(
            found,
            [(1, "“security@widget,example” cannot receive mail: there is a comma where a dot belongs".to_owned())]
        );
    }
}
