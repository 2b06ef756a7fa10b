//! Visible text to tokens: words with the vocabulary words they match, numbers, links, and the
//! punctuation that keeps phrases apart.

use super::fold::{Class, class};
use super::matcher::{WordMatch, WordMatcher};
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
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    pub(crate) all: Vec<Token>,
}

impl Tokens {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { all: Vec::with_capacity(bytes / 5) }
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
        let mut chars = text[start as usize..end as usize].char_indices().peekable();
        let mut after_space = true;
        while let Some((offset, c)) = chars.next() {
            let at = start + offset as u32;
            match class(c) {
                Class::Letter(first) => {
                    let mut word = WordMatcher::default();
                    word.push(first);
                    let mut stop = at + c.len_utf8() as u32;
                    while let Some(&(_, c)) = chars.peek() {
                        let Class::Letter(folded) = class(c) else { break };
                        word.push(folded);
                        stop += c.len_utf8() as u32;
                        chars.next();
                    }
                    self.push(at, stop, TokenKind::Word, word.finish());
                }
                Class::Single(single) => {
                    let mut word = WordMatcher::default();
                    word.push(single);
                    self.push(at, at + c.len_utf8() as u32, TokenKind::Word, word.finish());
                }
                Class::Digit(digit) => {
                    let mut value = u32::from(digit);
                    let mut stop = at + c.len_utf8() as u32;
                    while let Some(&(_, c)) = chars.peek() {
                        let Class::Digit(digit) = class(c) else { break };
                        value = value.saturating_mul(10).saturating_add(u32::from(digit));
                        stop += c.len_utf8() as u32;
                        chars.next();
                    }
                    self.push(at, stop, TokenKind::Number(value), WordMatch::default());
                }
                Class::Stop => self.push(at, at + c.len_utf8() as u32, TokenKind::Stop, WordMatch::default()),
                // A hyphen joins words, but a dash between spaces keeps them apart.
                Class::Joint
                    if c == '-' && after_space && chars.peek().is_none_or(|&(_, c)| class(c) == Class::Space) =>
                {
                    self.push(at, at + 1, TokenKind::Stop, WordMatch::default());
                }
                Class::Joint | Class::Space => {}
            }
            after_space = class(c) == Class::Space;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut tokens = Tokens::default();
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
