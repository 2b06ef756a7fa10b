//! Visible text to tokens: words with the vocabulary words they match, numbers, links, and the
//! punctuation that keeps phrases apart.

use super::fold::{Class, ascii_class, class};
use super::matcher::{Tables, WordMatch, WordMatcher};
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
        let mut at = start;
        let mut after_space = true;
        while at < end {
            let (folded, width) = class_at(text, at);
            let next = at + width;
            match folded {
                Class::Letter(_) => {
                    let (stop, word) = word_at(text, at, end, self.tables);
                    self.push(at, stop, TokenKind::Word, word);
                    at = stop;
                    after_space = false;
                    continue;
                }
                Class::Single(single) => {
                    let mut word = WordMatcher::new(self.tables);
                    word.push(single);
                    self.push(at, next, TokenKind::Word, word.finish());
                }
                Class::Digit(digit) => {
                    let mut value = u32::from(digit);
                    let mut stop = next;
                    while stop < end {
                        let (Class::Digit(digit), width) = class_at(text, stop) else { break };
                        value = value.saturating_mul(10).saturating_add(u32::from(digit));
                        stop += width;
                    }
                    self.push(at, stop, TokenKind::Number(value), WordMatch::default());
                    at = stop;
                    after_space = false;
                    continue;
                }
                Class::Stop => self.push(at, next, TokenKind::Stop, WordMatch::default()),
                // A hyphen joins words, but a dash between spaces keeps them apart.
                Class::Joint => {
                    let is_hyphen = text.as_bytes()[at as usize] == b'-';
                    if is_hyphen && after_space && (next >= end || class_at(text, next).0 == Class::Space) {
                        self.push(at, next, TokenKind::Stop, WordMatch::default());
                    }
                }
                Class::Space => {}
            }
            after_space = folded == Class::Space;
            at = next;
        }
    }
}

/// The word that begins at an offset: where it ends, and what it matches.
fn word_at(text: &str, start: u32, end: u32, tables: &'static Tables) -> (u32, WordMatch) {
    let bytes = text.as_bytes();
    let mut word = WordMatcher::new(tables);
    let mut at = start;
    while at < end {
        let folded = ASCII_LETTERS[bytes[at as usize] as usize];
        if folded != 0 {
            at += 1;
            if word.is_dead() {
                while at < end && ASCII_LETTERS[bytes[at as usize] as usize] != 0 {
                    at += 1;
                }
            } else {
                word.push_byte(folded);
            }
            continue;
        }
        if bytes[at as usize].is_ascii() {
            break;
        }
        let (Class::Letter(folded), width) = class_at(text, at) else { break };
        word.push(folded);
        at += width;
    }
    (at, word.finish())
}

/// ASCII letters in lower case; 0 for every other byte.
const ASCII_LETTERS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphabetic() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

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
    fn words_split_at_joints_and_digits() {
        assert_eq!(tokens("Don't e-mail 48h"), ["Don", "t", "e", "mail", "48", "h"]);
        assert_eq!(tokens("48小时内"), ["48", "小", "时", "内"]);
        assert_eq!(tokens("a - b, c✅"), ["a", "-", "b", ",", "c", "✅"]);
        assert_eq!(tokens("l’issue «x»"), ["l", "issue", "x"]);
    }
}
