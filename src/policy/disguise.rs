//! Addresses in disguise: written so that machines do not find them, and people have to rebuild them.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::Policy;
use super::address::{clause_at, is_address, word_around};
use super::facts::ChannelKind;
use super::vocabulary::Concept;
use crate::markdown::{ClauseId, LinkKind, TextRange};
use crate::source::Span;

/// An address that has to be rebuilt before anybody can write to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Disguise {
    /// What is shown.
    pub(crate) span: Span,
    /// The plain address; unknown where it is in an image.
    pub(crate) address: Option<String>,
}

/// Marks that people put into an address to be taken out again, the longer ones first.
const MARKS: &[&str] = &["REMOVETHIS", "REMOVE-THIS", "REMOVE_THIS", "DELETETHIS", "NOSPAM", "NO-SPAM", "REMOVE"];

/// Concepts of a clause that gives a contact.
const CONTACT: &[Concept] = &[Concept::ReportVerb, Concept::Email];

/// The addresses in disguise that a text gives as contacts.
pub(crate) fn disguises(policy: &Policy<'_>) -> Vec<Disguise> {
    let mut found = in_words(policy);
    found.extend(marked(policy));
    found.extend(backwards(policy));
    found.extend(in_an_image(policy));
    if !found.is_empty() {
        let linked = policy.document.links.iter().filter_map(|link| link.address());
        let linked: HashSet<String> = linked.map(str::to_lowercase).collect();
        let is_plain = |address: &String| linked.contains(&address.to_lowercase());
        found.retain(|disguise| !disguise.address.as_ref().is_some_and(is_plain));
    }
    found.sort_by_key(|disguise| disguise.span);
    found
}

/// `name [at] host [dot] tld`, `name @ host.tld`
fn in_words(policy: &Policy<'_>) -> Vec<Disguise> {
    let written = policy.written_out.iter().filter(|written| !written.is_code);
    let channels = OnceCell::new();
    let is_channel = |span: &Span| {
        let spans: &HashSet<Span> =
            channels.get_or_init(|| policy.channels.iter().map(|channel| channel.span).collect());
        spans.contains(span)
    };
    let disguised = written.filter(|written| gives_contact(policy, written.clause) || is_channel(&written.span));
    let whole = |span| with_edges(policy, span);
    disguised.map(|written| Disguise { span: whole(written.span), address: Some(written.address.clone()) }).collect()
}

/// A span with the backticks that set its first or last word, or all of it, as code, and with the bracket that closes
/// its last word.
fn with_edges(policy: &Policy<'_>, span: Span) -> Span {
    let bytes = policy.document.source.text().as_bytes();
    let (start, mut end) = (span.start as usize, span.end as usize);
    let is = |at: Option<usize>, mark: u8| at.and_then(|at| bytes.get(at)) == Some(&mark);
    let count = |mark: u8| memchr::memchr_iter(mark, &bytes[start..end]).count();
    let is_open = count(b'`') % 2 == 1;
    let brackets = [(b'[', b']'), (b'(', b')'), (b'{', b'}')];
    if brackets.iter().any(|&(open, close)| count(open) > count(close) && is(Some(end), close)) {
        end += 1;
    }
    let (before, behind) = (is(start.checked_sub(1), b'`'), is(Some(end), b'`'));
    let takes_start = before && (is_open || behind);
    let takes_end = behind && (is_open && !before || !is_open && before);
    Span::new(span.start - u32::from(takes_start), end as u32 + u32::from(takes_end))
}

fn gives_contact(policy: &Policy<'_>, clause: ClauseId) -> bool {
    let reading = &policy.reading;
    std::iter::once(clause).chain(reading.lead_ins(clause)).any(|clause| reading.set(clause).any(CONTACT))
}

/// `securityNOSPAM@widget.example`
fn marked(policy: &Policy<'_>) -> Vec<Disguise> {
    let links = policy.document.links.iter().filter(|link| link.kind != LinkKind::Image);
    let marked = links.filter_map(|link| {
        // The marks are in capitals, which most addresses have none of.
        let address = link.address().filter(|address| address.bytes().any(|byte| byte.is_ascii_uppercase()))?;
        let mark = MARKS.iter().find(|mark| address.contains(**mark))?;
        let plain = address.replacen(mark, "", 1);
        let plain =
            plain.replace("..", ".").replace("-@", "@").replace(".@", "@").replace("@-", "@").replace("@.", "@");
        is_address(&plain).then_some(Disguise { span: link.span, address: Some(plain) })
    });
    marked.collect()
}

/// `elpmaxe.tegdiw@ytiruces`
fn backwards(policy: &Policy<'_>) -> Vec<Disguise> {
    let document = policy.document;
    let mut found = Vec::new();
    let mut read = 0;
    for at in memchr::memchr_iter(b'@', document.text.as_str().as_bytes()) {
        // A word may have two of them.
        let Some(clause) = clause_at(&policy.reading, at as u32).filter(|_| at >= read) else { continue };
        let text = policy.reading.str(clause);
        let base = document.clause(clause).text.start as usize;
        if at >= base + text.len() {
            continue;
        }
        let word = word_around(text, at - base);
        read = base + word.end;
        let shown = text[word].trim_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some(address) = reversed(shown).filter(|_| gives_contact(policy, clause)) {
            let start = shown.as_ptr() as usize - text.as_ptr() as usize + base;
            let range = TextRange::new(start as u32, (start + shown.len()) as u32);
            found.push(Disguise { span: document.span(range), address: Some(address) });
        }
    }
    found
}

/// The address that a text spells backwards.
pub(crate) fn reversed(text: &str) -> Option<String> {
    let (local, host) = text.split_once('@')?;
    if !local.contains('.') || host.contains('.') {
        return None;
    }
    let address: String = text.chars().rev().collect();
    let (_, host) = address.split_once('@')?;
    (is_address(&address) && (is_top_level(host) || host.ends_with(".example"))).then_some(address)
}

/// Whether a host ends in a top-level domain that there is.
fn is_top_level(host: &str) -> bool {
    host.rsplit('.').next().is_some_and(tld::exist_case_insensitive)
}

/// An image of the address, where the text gives no other.
fn in_an_image(policy: &Policy<'_>) -> Vec<Disguise> {
    if policy.channels.iter().any(|channel| channel.kind == ChannelKind::Email) {
        return Vec::new();
    }
    let images = policy.document.links.iter().filter(|link| link.kind == LinkKind::Image);
    let shows_address = |link: &&crate::markdown::Link<'_>| {
        let file = link.target.rsplit('/').next().unwrap_or_default();
        let stem = file.split(['.', '?']).next().unwrap_or_default();
        let names = |text: &str| {
            let lower = text.to_ascii_lowercase();
            lower
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| matches!(word, "email" | "mail" | "contact" | "address"))
        };
        let clauses = policy.document.blocks.get(link.block.0 as usize).map(|block| block.clauses);
        let asks = clauses.is_some_and(|clauses| clauses.iter().any(|clause| gives_contact(policy, clause)));
        asks && (names(stem) || names(&link.alt))
    };
    images.filter(shows_address).map(|link| Disguise { span: link.span, address: None }).collect()
}
