//! Addresses that no renderer links: in code, written out as `name [at] host [dot] tld`, or with spaces in them.

use std::ops::Range;

use super::reading::Reading;
use super::vocabulary::{Concept as C, Hit, TokenKind};
use crate::markdown::{ClauseId, TextRange};
use crate::source::Span;

/// An address that has to be rebuilt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenOut {
    /// The plain address.
    pub(crate) address: String,
    /// What stands for it.
    pub(crate) span: Span,
    /// Its clause.
    pub(crate) clause: ClauseId,
    /// Whether it is plain, but set as code.
    pub(crate) is_code: bool,
}

/// Addresses in code spans, and obfuscated ones.
pub(crate) fn written_out(reading: &Reading<'_>) -> Vec<WrittenOut> {
    let document = reading.document;
    let mut found = Vec::new();
    for &code in &document.code {
        let text = document.str(code);
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        if is_address(text) {
            if let Some(clause) = clause_at(reading, code.start) {
                found.push(WrittenOut { address: text.to_owned(), span: document.span(code), clause, is_code: true });
            }
        }
    }
    let any_in_brackets = has_sign_in_brackets(document.text.as_str());
    for clause in reading.clause_ids() {
        let text = reading.str(clause);
        let base = document.clause(clause).text.start;
        let may_be_address =
            |hit: &Hit| is_at_sign_in_words(text, reading.hit_text(hit).start - base, reading.hit_text(hit).end - base);
        if reading.hits_of(clause, C::AtSign).any(may_be_address) || any_in_brackets && has_sign_in_brackets(text) {
            let mut last = None;
            for (start, end, address) in obfuscated(text) {
                let range = TextRange::new(base + start as u32, base + end as u32);
                // "… or ada at widget.example": one more, joined to the one before.
                let is_joined = last.is_some_and(|last: usize| matches!(text[last..start].trim(), "or" | "and" | "/"));
                let is_verb = NO_NAMES
                    .contains(&address.split_once('@').map_or("", |(name, _)| name).to_ascii_lowercase().as_str());
                if (is_joined && !is_verb || !reads_as_prose(reading, clause, range))
                    && !names_page(reading, clause, range)
                {
                    last = Some(end);
                    found.push(WrittenOut { address, span: document.span(range), clause, is_code: false });
                }
            }
        }
    }
    found.extend(spaced(reading));
    found
}

/// `security @ widget.example`
fn spaced<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = WrittenOut> + 'r {
    let document = reading.document;
    memchr::memchr_iter(b'@', document.text.as_str().as_bytes()).filter_map(move |at| {
        let clause = clause_at(reading, at as u32)?;
        let (text, base) = (reading.str(clause), document.clause(clause).text.start as usize);
        let (before, behind) = (text.get(..at - base)?, text.get(at - base + 1..)?);
        let (before, behind) = before.strip_suffix(' ').zip(behind.strip_prefix(' '))?;
        let edges = |c: char| !c.is_ascii_alphanumeric();
        let local = before.rsplit(char::is_whitespace).next()?.trim_start_matches(edges);
        let host = behind.split(char::is_whitespace).next()?.trim_end_matches(edges);
        let address = format!("{local}@{host}");
        let range = TextRange::new((base + before.len() - local.len()) as u32, (at + 2 + host.len()) as u32);
        is_address(&address).then(|| WrittenOut { address, span: document.span(range), clause, is_code: false })
    })
}

/// "Tell us at widget.example", "our page at widget.example": the name before a bare `at` with a plain host behind it
/// is one only at the start of the words, or behind "to" or a verb that takes an address.
fn reads_as_prose(reading: &Reading<'_>, clause: ClauseId, range: TextRange) -> bool {
    let document = reading.document;
    let shown = document.str(range).to_ascii_lowercase();
    let is_set_off = shown.contains(" dot ")
        || !shown.contains(" at ")
        || shown.contains(['[', '(', '{', '<', '_'])
        || document.code_at(range).is_some();
    if is_set_off {
        return false;
    }
    let name = shown.split(' ').next().unwrap_or_default();
    if NO_NAMES.contains(&name) {
        return true;
    }
    let at = reading.token_at(clause, range.start);
    let Some(before) = at.checked_sub(1).filter(|&before| before >= reading.first_token(clause)) else { return false };
    let takes_address = |concept| reading.hits_of(clause, concept).any(|verb| verb.end == at);
    let before = reading.token(before);
    before.kind != TokenKind::Stop
        && !document.str(before.text).eq_ignore_ascii_case("to")
        && !takes_address(C::Email)
        && !takes_address(C::ContactVerb)
}

/// "Our form at [widget.example](https://widget.example/form)": the host is the name of a page.
fn names_page(reading: &Reading<'_>, clause: ClauseId, range: TextRange) -> bool {
    reading.links_of(clause).any(|link| link.address().is_none() && link.text.overlaps(range))
}

/// The last clause that begins at or before a place in the visible text.
pub(super) fn clause_at(reading: &Reading<'_>, at: u32) -> Option<ClauseId> {
    let index = reading.document.clauses.partition_point(|clause| clause.text.start <= at).checked_sub(1)?;
    Some(ClauseId(index as u32))
}

/// The word between white space that a byte is in.
pub(crate) fn word_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].trim_end_matches(|c: char| !c.is_whitespace()).len();
    let end = text[at..].find(char::is_whitespace).map_or(text.len(), |length| at + length);
    start..end
}

/// Whether a text is one plain address.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let is_local = !local.is_empty() && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b));
    is_local && is_host(host) && !host.contains('@')
}

fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && labels.last().is_some_and(|tld| tld.len() >= 2 && tld.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Words before a bare `at` that are no mailbox: who is told, and where.
const NO_NAMES: &[&str] = &[
    "look",
    "open",
    "see",
    "hosted",
    "available",
    "found",
    "us",
    "me",
    "them",
    "it",
    "report",
    "reports",
    "vulnerabilities",
    "team",
    "form",
    "page",
    "portal",
    "site",
    "website",
    "tracker",
    "repository",
    "documentation",
];

/// Whether an "at", from `start` to `end`, may stand for the sign: it is set off on both sides, and what stands behind
/// it goes on with a dot.
fn is_at_sign_in_words(text: &str, start: u32, end: u32) -> bool {
    let (before, behind) = (&text[..start as usize], &text[end as usize..]);
    let is_set_off = before.ends_with([' ', '[', '(', '{', '<', '_', '-', '`'])
        && behind.starts_with([' ', ']', ')', '}', '>', '_', '-', '`']);
    let host = || behind.split(char::is_whitespace).filter(|word| word.contains(|c: char| c.is_alphanumeric())).take(2);
    is_set_off && host().any(|word| word.contains('.') || word.to_ascii_lowercase().contains("dot"))
}

/// `security[@]widget.example`: the sign itself, set in brackets.
fn has_sign_in_brackets(text: &str) -> bool {
    memchr::memchr_iter(b'@', text.as_bytes()).any(|at| is_in_brackets(text, at, at + 1))
}

/// Whether brackets stand right around a range of a text.
fn is_in_brackets(text: &str, start: usize, end: usize) -> bool {
    text[..start].ends_with(['[', '(', '{', '<']) && text[end..].starts_with([']', ')', '}', '>'])
}

/// Obfuscated addresses in a text: start, end, plain address.
fn obfuscated(text: &str) -> Vec<(usize, usize, String)> {
    let words: Vec<(usize, &str)> = words_of(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < words.len() {
        if let Some((used, address)) = address_from(text, &words[index..]) {
            let last = words[index + used - 1];
            let end = last.0 + last.1.trim_end_matches(['.', '!', '?']).len();
            found.push((words[index].0, end, address));
            index += used;
        } else {
            index += 1;
        }
    }
    found
}

fn words_of(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let ends = c.is_whitespace()
            || matches!(c, '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '`' | ',' | ';' | ':' | '"');
        match (ends, start) {
            (true, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    words
}

/// `name at host dot tld`, and the same with `.` in the host, or with the signs in brackets.
fn address_from(text: &str, words: &[(usize, &str)]) -> Option<(usize, String)> {
    let is = |word: Option<&(usize, &str)>, expected: &str, sign: &str| {
        word.is_some_and(|&(start, word)| {
            word.eq_ignore_ascii_case(expected) || word == sign && is_in_brackets(text, start, start + word.len())
        })
    };
    let (_, local) = words.first()?;
    if !is(words.get(1), "at", "@")
        || local.is_empty()
        || !local.bytes().all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b))
    {
        return None;
    }
    let mut host = words.get(2)?.1.trim_end_matches(['.', '!', '?']).to_owned();
    let mut used = 3;
    let mut dots = false;
    while is(words.get(used), "dot", ".") {
        let label = words.get(used + 1)?.1.trim_end_matches(['.', '!', '?']);
        host = format!("{host}.{label}");
        used += 2;
        dots = true;
    }
    let tld = host.rsplit('.').next().unwrap_or_default();
    let plausible = is_host(&host)
        && (tld.len() == 2 || tld::exist_case_insensitive(tld) || tld.eq_ignore_ascii_case("example"))
        && (dots || words.get(2)?.1.contains('.'));
    plausible.then(|| (used, format!("{local}@{host}")))
}

/// Hosts where anybody gets a mailbox.
const FREE_MAIL: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "duck.com",
    "fastmail.com",
    "gmail.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.ru",
    "me.com",
    "naver.com",
    "outlook.com",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "tutanota.com",
    "web.de",
    "yahoo.com",
    "yandex.ru",
    "ymail.com",
];

/// Whether anybody gets a mailbox at a host.
pub(crate) fn is_free_mail(host: &str) -> bool {
    FREE_MAIL.contains(&host.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_out_addresses_are_rebuilt() {
        for (text, address) in [
            ("Mail security [at] widget [dot] example now", "security@widget.example"),
            ("security(at)widget.example", "security@widget.example"),
            ("`info` at widget dot co dot example", "info@widget.co.example"),
            ("security AT widget DOT example.", "security@widget.example"),
            ("security AT widget.group", "security@widget.group"),
            ("security (at) widget (dot) zone", "security@widget.zone"),
            ("security[@]widget.example", "security@widget.example"),
            ("security (@) widget (.) example", "security@widget.example"),
            ("security [at] widget[.]example", "security@widget.example"),
        ] {
            let found = obfuscated(text);
            assert_eq!(found.first().map(|(_, _, address)| address.as_str()), Some(address), "{text}");
        }
        for text in [
            "look at security dot files",
            "meet us at noon",
            "see us at widget",
            "look at security.toml",
            "ada @ widget . example",
        ] {
            assert_eq!(obfuscated(text), [], "{text}");
        }
    }
}
