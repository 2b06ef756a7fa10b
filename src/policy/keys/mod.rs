//! Fingerprints and ids of OpenPGP keys: hexadecimal digits that the text says are a key's.

mod digits;

use super::Policy;
use super::armor::Armor;
use super::hosts::{self, Place};
use super::reading::Reading;
use super::vocabulary::Concept;
use crate::markdown::{BlockKind, ClauseId, Link, LinkKind, TextRange};
use crate::source::{Source, Span};

use Concept as C;
pub(super) use digits::is_fingerprint;
use digits::{is_look_alike, runs};

/// A fingerprint or an id of a key, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyMention {
    /// The digits in upper case, as they were written; a letter that only looks like a digit is still there.
    pub(crate) digits: String,
    /// Where they are; of a link, the whole link.
    pub(crate) span: Span,
}

impl KeyMention {
    /// Whether it is a fingerprint in full: 40 digits for version 4 (RFC 4880, 12.2), 64 for version 6 (RFC 9580, 5.5.4).
    pub(crate) fn is_full(&self) -> bool {
        matches!(self.digits.len(), 40 | 64) && self.is_hex()
    }

    /// Whether every character is a hexadecimal digit.
    pub(crate) fn is_hex(&self) -> bool {
        self.digits.bytes().all(|b| b.is_ascii_hexdigit())
    }
}

impl<'d> Policy<'d> {
    /// The first link to a key, as its address shows.
    pub(crate) fn key_link(&self) -> Option<&'d Link<'d>> {
        const NAMES: &[&str] = &["pgp", "gpg", ".asc", "pubkey", "publickey", "public-key", "public_key", "/keys"];
        self.document.links.iter().find(|link| {
            let target = link.target.to_ascii_lowercase();
            self.reading.place(link) == Place::Key || NAMES.iter().any(|name| target.contains(name))
        })
    }

    /// The first link in a sentence on keys, wherever it leads.
    pub(crate) fn link_beside_key(&self) -> Option<&'d Link<'d>> {
        let reading = &self.reading;
        let speaks_of_keys = |clause| reading.set(clause).has(C::Encryption);
        self.document
            .links
            .iter()
            .find(|link| link.address().is_none() && reading.clause_of(link).is_some_and(speaks_of_keys))
    }
}

/// Every fingerprint and id, in document order.
pub(super) fn read_keys(reading: &Reading<'_>, armor: &[Armor]) -> Vec<KeyMention> {
    let mut found = Vec::new();
    let document = reading.document;
    for link in document.links.iter().filter(|link| link.kind != LinkKind::Image) {
        if let Some(digits) = digits_of_target(&link.target, reading.place(link)) {
            found.push(KeyMention { digits, span: link.span });
        }
    }
    let speaks_of_keys = |clause: ClauseId| reading.set(clause).has(C::Encryption);
    if !armor.is_empty() || reading.clause_ids().any(speaks_of_keys) {
        in_text(reading, &mut found);
        in_code_blocks(reading, &mut found);
    }
    found.sort_by_key(|mention| mention.span);
    // A block of code with nothing else in it is text as well.
    found.dedup_by(|second, first| second.span.start < first.span.end && second.digits == first.digits);
    found
}

/// A file without what groups digits, in upper case, to look fingerprints up in.
pub(crate) fn ungrouped(source: &Source) -> String {
    let joined = |c: &char| !c.is_whitespace() && !matches!(c, ':' | '\u{a0}');
    source.text().replace("&nbsp;", "").chars().filter(joined).map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether a whole fingerprint that ends in an id stands in an ungrouped text.
pub(crate) fn is_spelled_out(ungrouped: &str, id: &str) -> bool {
    ungrouped.match_indices(id).any(|(at, _)| {
        let before = ungrouped[..at].bytes().rev().take(40).take_while(u8::is_ascii_hexdigit).count();
        before + id.len() >= 40
    })
}

/// The digits of a key that a URL names.
pub(crate) fn key_of_url(url: &str) -> Option<String> {
    digits_of_target(url, hosts::place(url)).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The digits that a link to a key server searches for, or that an `openpgp4fpr:` link is.
fn digits_of_target(target: &str, place: Place) -> Option<String> {
    if let Some(digits) = target.get(..12).filter(|scheme| scheme.eq_ignore_ascii_case("openpgp4fpr:")) {
        return Some(target[digits.len()..].to_ascii_uppercase());
    }
    let is_search = place == Place::Key || target.contains('?') && target.contains("pks/lookup");
    let after = is_search
        .then(|| ["search=", "by-fingerprint/", "by-keyid/"].iter().find_map(|key| target.split_once(key)))??;
    let value = after.1.split(['&', '#', '/']).next()?;
    let digits = value.trim_start_matches("0x").trim_start_matches("0X");
    let is_id = digits.len() >= 8 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    is_id.then(|| digits.to_ascii_uppercase())
}

/// Whether eight digits, the fewest of an id, follow each other in a text, perhaps in groups.
fn may_have_key(text: &str) -> bool {
    let mut count = 0;
    text.bytes().any(|byte| {
        match byte {
            _ if byte.is_ascii_hexdigit() || is_look_alike(byte) => count += 1,
            // Beyond ASCII only a space that keeps a line together joins groups.
            b' ' | b'\t' | b'\n' | b':' | 0x80.. => {}
            _ => count = 0,
        }
        count >= 8
    })
}

/// Digits in the visible text, where it speaks of a key. An id of eight that are all letters, one in 2,500, is not
/// looked for.
fn in_text(reading: &Reading<'_>, found: &mut Vec<KeyMention>) {
    let document = reading.document;
    let names_fingerprints = memchr::memmem::find(document.text.as_str().as_bytes(), FINGERPRINT.as_bytes()).is_some();
    let mut context = Cues { reading, names_fingerprints, last: None };
    for clause in reading.clause_ids().filter(|&clause| reading.has_number(clause)) {
        let text = reading.str(clause);
        if !context.is_about(clause) || !may_have_key(text) {
            continue;
        }
        let runs = runs(text);
        if runs.is_empty() || is_of_something_else(text) {
            continue;
        }
        let base = document.clause(clause).text.start;
        let links = document.links_in(clause);
        for run in runs {
            let range = TextRange::new(base + run.start as u32, base + run.end as u32);
            // Of a link the target is read.
            let next = links.partition_point(|link| link.text.end <= range.start);
            let in_link = links.get(next).is_some_and(|link| link.text.overlaps(range));
            let is_named = || {
                const WIDTH: usize = 12;
                let from = text[..run.start].char_indices().rev().nth(WIDTH).map_or(0, |(at, _)| at);
                let named = text[from..run.start].to_ascii_lowercase();
                ["id", "key"].iter().any(|word| named.contains(word))
            };
            if !in_link && run.may_be_key(is_named) {
                found.push(KeyMention { digits: run.digits, span: document.span(range) });
            }
        }
    }
}

/// What a key is called in a table of keys, in either case of its first letter.
const FINGERPRINT: &str = "ingerprint";

/// Whether clauses are about keys, asked in their order.
struct Cues<'r, 'd> {
    reading: &'r Reading<'d>,
    /// Whether the document has the word.
    names_fingerprints: bool,
    /// The last question and its answer.
    last: Option<(ClauseId, bool)>,
}

impl Cues<'_, '_> {
    /// Whether a clause speaks of keys itself, or stands where keys are spoken of: behind such a clause, below one
    /// that leads in, in such a section. Cells go on with what the cells before them are about.
    fn is_about(&mut self, clause: ClauseId) -> bool {
        let answer = self.follow(clause);
        self.last = Some((clause, answer));
        answer
    }

    fn follow(&self, clause: ClauseId) -> bool {
        let Self { reading, last, .. } = *self;
        let document = reading.document;
        let mut clause = clause;
        loop {
            if self.has_cue(clause)
                || reading.lead_ins(clause).any(|lead| self.has_cue(lead))
                || reading.section_of(clause).path.has(C::Encryption)
            {
                return true;
            }
            let Some(before) = reading.before(clause) else { return false };
            let in_cell = matches!(document.block(document.clause(clause).block).kind, BlockKind::Cell { .. });
            match last {
                Some((asked, answer)) if in_cell && asked == before => return answer || self.has_cue(before),
                _ if in_cell => clause = before,
                _ => return self.has_cue(before),
            }
        }
    }

    fn has_cue(&self, clause: ClauseId) -> bool {
        self.reading.set(clause).has(C::Encryption)
            || self.names_fingerprints && self.reading.str(clause).contains(FINGERPRINT)
    }
}

/// Lines of code that are a fingerprint, or a command that fetches a key.
fn in_code_blocks(reading: &Reading<'_>, found: &mut Vec<KeyMention>) {
    let document = reading.document;
    for block in &document.code_blocks {
        let content = document.source.slice(block.content);
        let mut start = block.content.start;
        let is_only = content.trim().lines().count() == 1;
        for line in content.split_inclusive('\n') {
            let lower = line.to_ascii_lowercase();
            let labels = ["fingerprint", "gpg", "pgp", "key id", "keyid"];
            let is_key = labels.iter().any(|label| lower.contains(label));
            let is_bare = is_only && line.trim().bytes().all(|b| b.is_ascii_hexdigit() || b" :xX".contains(&b));
            if (is_key || is_bare) && !line.contains("-----") && !is_of_something_else(line) {
                for run in runs(line) {
                    if run.digits.len() >= 16 || run.may_be_key(|| is_key) {
                        let span = Span::new(start + run.start as u32, start + run.end as u32);
                        found.push(KeyMention { digits: run.digits, span });
                    }
                }
            }
            start += line.len() as u32;
        }
    }
}

/// Sums of files, certificates, commits and keys of other kinds have digits of their own.
fn is_of_something_else(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(names_something_else)
}

fn names_something_else(word: &str) -> bool {
    matches!(
        word,
        "age1"
            | "android"
            | "apk"
            | "certificate"
            | "certificates"
            | "checksum"
            | "checksums"
            | "commit"
            | "commits"
            | "cosign"
            | "fido"
            | "md5"
            | "minisign"
            | "sha"
            | "sha1"
            | "sha256"
            | "sha512"
            | "signify"
            | "ssh"
            | "tls"
            | "ssl"
            | "wireguard"
            | "x509"
            | "ethereum"
            | "bitcoin"
            | "wallet"
            | "tox"
            | "matrix"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Document;
    use crate::policy::Policy;

    fn mentions(text: &str) -> Vec<String> {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        Policy::read(&document).keys.into_iter().map(|mention| mention.digits).collect()
    }

    const FULL: &str = "7B2E1D4C88E35F8269BB4E318D5F6C26E17C3F99";

    #[test]
    fn fingerprints_are_read_in_any_grouping() {
        for text in [
            "PGP: 7B2E 1D4C 88E3 5F82 69BB  4E31 8D5F 6C26 E17C 3F99",
            "PGP: 7b2e1d4c88e35f8269bb4e318d5f6c26e17c3f99",
            "PGP: 0x7B2E1D4C88E35F8269BB4E318D5F6C26E17C3F99",
            "PGP: 7B:2E:1D:4C:88:E3:5F:82:69:BB:4E:31:8D:5F:6C:26:E1:7C:3F:99",
            "PGP: 7B2E&nbsp;1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99",
            "PGP: `7B2E1D4C 88E35F82 69BB4E31 8D5F6C26 E17C3F99`",
            "Our PGP key is below.\n\nFingerprint: 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99",
            "```\npgp key fingerprint = 7B2E 1D4C 88E3 5F82 69BB  4E31 8D5F 6C26 E17C 3F99\n```\n\nOur PGP key.",
            "[key](openpgp4fpr:7b2e1d4c88e35f8269bb4e318d5f6c26e17c3f99)",
            "[key](https://keyserver.ubuntu.com/pks/lookup?search=0x7B2E1D4C88E35F8269BB4E318D5F6C26E17C3F99&op=index)",
        ] {
            assert_eq!(mentions(text), [FULL], "{text}");
        }
    }

    #[test]
    fn keys_in_a_table_are_read() {
        let text = "These keys may be used.\n\n| Name | PGP fingerprint |\n| --- | --- |\n\
            | Ada | 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99 |\n\
            | Bob | 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99 |\n";
        assert_eq!(mentions(text), [FULL, FULL]);
    }

    #[test]
    fn ids_are_read() {
        for (text, id) in [
            ("Use the PGP key 0xE17C3F99.", "E17C3F99"),
            ("Use the PGP key E17C3F99.", "E17C3F99"),
            ("Use the PGP key e17c3f99.", "E17C3F99"),
            ("Use the PGP key 8d5f6c26e17c3f99.", "8D5F6C26E17C3F99"),
            ("Encrypt with PGP:\n\n```\ngpg --recv-keys E17C3F99\n```\n", "E17C3F99"),
            ("[key](https://keyserver.ubuntu.com/pks/lookup?search=0xE17C3F99)", "E17C3F99"),
        ] {
            assert_eq!(mentions(text), [id], "{text}");
        }
    }

    #[test]
    fn other_digits_are_no_keys() {
        for text in [
            "The commit 7b2e1d4c88e35f8269bb4e318d5f6c26e17c3f99 fixed it.",
            "We support PGP. The SHA-256 of the archive is 7B2E1D4C88E35F8269BB4E318D5F6C26E17C3F997B2E1D4C88E35F8269BB4E31.",
            "Our PGP key was made in 20240101, and again on 2024 2025 2026 2027 2028.",
            "We fade and face deed, a bee added cafe to PGP.",
            "Use `0xE17C3F99` as the colour.",
        ] {
            assert_eq!(mentions(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn text_in_any_script_is_read() {
        assert_eq!(
            mentions("邮件可以用我的 PGP 公钥加密：7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99。"),
            [FULL]
        );
    }

    #[test]
    fn an_id_may_be_spelled_out_elsewhere() {
        let source = Source::new("SECURITY.md", "Key E17C3F99, 7b2e 1d4c 88e3 5f82 69bb  4e31 8d5f 6c26 e17c 3f99");
        assert!(is_spelled_out(&ungrouped(&source), "E17C3F99"));
        assert!(!is_spelled_out(&ungrouped(&source), "88E35F82"));
    }
}
