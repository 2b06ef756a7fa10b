//! Visible text to tokens: words with the vocabulary words they match, numbers, links, and the
//! punctuation that keeps phrases apart.

use super::fold::{Class, ascii_class, class};
use super::matcher::{HEAD, Tables, WordMatch, head};
use crate::markdown::TextRange;

/// A word, number, link or stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Where it stands.
    pub(crate) text: TextRange,
    /// What it is.
    pub(crate) kind: TokenKind,
    /// The words of the vocabulary that it matches.
    pub(crate) words: WordMatch,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word, a CJK character or a symbol.
    Word,
    /// Digits, by their value (saturating).
    Number(u32),
    /// A link whose text is its target, by index in the document's links.
    Link(u32),
    /// Punctuation that keeps phrases apart.
    Stop,
}

/// Tokens of a whole document, in order.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) all: Vec<Token>,
    tables: &'static Tables,
}

impl Tokens {
    /// Room for a text of so many bytes, whose words are looked up in `tables`.
    pub(crate) fn new(bytes: usize, tables: &'static Tables) -> Self {
        Self { all: Vec::with_capacity(bytes / 4), tables }
    }

    /// Appends the tokens of a range. `links` are the opaque ranges in it, in order, with their
    /// index.
    pub(crate) fn push_range(&mut self, text: &str, range: TextRange, links: &[(TextRange, u32)]) {
        let mut at = range.start;
        for &(link, index) in links {
            if link.start >= at && link.end <= range.end {
                self.push_text(text, at, link.start);
                self.push(link.start, link.end, TokenKind::Link(index), WordMatch::default());
                at = link.end;
            }
        }
        self.push_text(text, at, range.end);
    }

    fn push(&mut self, start: u32, end: u32, kind: TokenKind, words: WordMatch) {
        self.all.push(Token { text: TextRange::new(start, end), kind, words });
    }

    fn push_text(&mut self, text: &str, start: u32, end: u32) {
        let bytes = text.as_bytes();
        let mut at = start;
        let mut after_space = true;
        while at < end {
            let byte = bytes[at as usize];
            if byte == b' ' {
                after_space = true;
                at += 1;
                continue;
            }
            let (class, width) = if byte.is_ascii_alphabetic() { (LETTER, 1) } else { class_at(text, at) };
            let mut next = at + width;
            match class {
                Class::Letter(_) => {
                    let (stop, word) = word_at(text, at, end, self.tables);
                    self.push(at, stop, TokenKind::Word, word);
                    next = stop;
                }
                Class::Single(single) => {
                    let mut bytes = [0; 4];
                    let single = single.encode_utf8(&mut bytes).as_bytes();
                    self.push(at, next, TokenKind::Word, self.tables.word(head(single), single));
                }
                Class::Digit(digit) => {
                    let mut value = u32::from(digit);
                    while next < end {
                        let (Class::Digit(digit), width) = class_at(text, next) else { break };
                        value = value.saturating_mul(10).saturating_add(u32::from(digit));
                        next += width;
                    }
                    self.push(at, next, TokenKind::Number(value), WordMatch::default());
                }
                Class::Stop => self.push(at, next, TokenKind::Stop, WordMatch::default()),
                // A hyphen joins words, but a dash between spaces keeps them apart.
                Class::Joint => {
                    if byte == b'-' && after_space && (next >= end || class_at(text, next).0 == Class::Space) {
                        self.push(at, next, TokenKind::Stop, WordMatch::default());
                    }
                }
                Class::Space => {}
            }
            after_space = class == Class::Space;
            at = next;
        }
    }
}

/// What every ASCII letter is here: the word is folded as a whole.
const LETTER: Class = Class::Letter('a');

/// The word that begins at an offset: where it ends, and what it matches.
fn word_at(text: &str, start: u32, end: u32, tables: &Tables) -> (u32, WordMatch) {
    let bytes = &text.as_bytes()[start as usize..end as usize];
    let (head, mut length) = letters(bytes);
    if length == HEAD {
        loop {
            let (_, more) = letters(&bytes[length..]);
            length += more;
            if more < HEAD {
                break;
            }
        }
    }
    if bytes.get(length).is_none_or(u8::is_ascii) {
        return (start + length as u32, tables.word(head, &bytes[..length]));
    }
    foreign_word_at(text, start, end, tables)
}

/// The ASCII letters that a text begins with, at most eight: folded as by [`head`], and how many.
#[inline]
fn letters(bytes: &[u8]) -> (u64, usize) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let text = bytes.first_chunk().map_or_else(|| head(bytes), |&chunk| u64::from_le_bytes(chunk));
    // Each byte on its own: the high bit of a sum tells whether the byte reaches `a`, or is past `z`.
    let folded = text | (0x20 * ONES);
    let low = folded & !HIGH;
    let reaches_a = low + u64::from(0x80 - b'a') * ONES;
    let is_past_z = low + u64::from(0x7f - b'z') * ONES;
    let others = (text | !reaches_a | is_past_z) & HIGH;
    let length = others.trailing_zeros() as usize / 8;
    let kept = if length == HEAD { u64::MAX } else { (1 << (8 * length)) - 1 };
    (folded & kept, length)
}

/// The same for a word with letters beyond ASCII.
fn foreign_word_at(text: &str, start: u32, end: u32, tables: &Tables) -> (u32, WordMatch) {
    let mut word = String::new();
    let mut at = start;
    while at < end {
        let (Class::Letter(folded), width) = class_at(text, at) else { break };
        word.push(folded);
        at += width;
    }
    (at, tables.word(head(word.as_bytes()), word.as_bytes()))
}

/// The class of the character at an offset, and its length in bytes.
#[inline]
fn class_at(text: &str, at: u32) -> (Class, u32) {
    let byte = text.as_bytes()[at as usize];
    if byte.is_ascii() {
        return (ascii_class(byte), 1);
    }
    text[at as usize..].chars().next().map_or((Class::Space, 1), |c| (class(c), c.len_utf8() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut tokens = Tokens::new(text.len(), Tables::ALL);
        tokens.push_range(text, TextRange::new(0, text.len() as u32), &[]);
        tokens.all.iter().map(|token| &text[token.text.range()]).collect()
    }

    #[test]
    fn letters_are_counted_and_folded() {
        for (text, length) in [("", 0), ("a", 1), ("Reports, all", 7), ("Reporter", 8), ("vulnerability", 8)] {
            assert_eq!(letters(text.as_bytes()), (head(text[..length].to_lowercase().as_bytes()), length), "{text}");
        }
        for other in (0..=u8::MAX).filter(|byte| !byte.is_ascii_alphabetic()) {
            let text = [b'a', b'Z', other, b'b', b'c', b'd', b'e', b'f', b'g'];
            assert_eq!(letters(&text), (head(b"az"), 2), "{other:#x}");
        }
    }

    #[test]
    fn words_split_at_joints_and_digits() {
        assert_eq!(tokens("Don't e-mail 48h"), ["Don", "t", "e", "mail", "48", "h"]);
        assert_eq!(tokens("48小时内"), ["48", "小", "时", "内"]);
        assert_eq!(tokens("a - b, c✅"), ["a", "-", "b", ",", "c", "✅"]);
        assert_eq!(tokens("l’issue «x»"), ["l", "issue", "x"]);
    }
}
