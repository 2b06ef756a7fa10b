//! Walks the compiled tables: letters to vocabulary words, words to phrases.

use super::concept::{Concept, Layer};
use super::lexer::Token;
use super::tables::{ACCEPTS, NODES, PHRASES, ROOTS, STOPWORDS, WORDS};

/// A cell of [`WORDS`], a double-array trie over folded UTF-8: `base`, `check` (the parent state
/// + 1) and the words that end here: `stem << 16 | exact`, each an id or 0.
pub(super) type WordCell = [u32; 3];

/// A phrase node: first and last edge in [`PHRASES`], first and last accept in [`ACCEPTS`].
pub(super) type Node = [u32; 4];

/// An accept: concept, language, value.
pub(super) type Accept = (u8, u8, u16);

/// The vocabulary words that a word matches: at most three stems and the word itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WordMatch([u16; WordMatch::MOST]);

impl WordMatch {
    pub(super) const MOST: usize = 4;

    fn ids(self) -> impl Iterator<Item = u16> {
        self.0.into_iter().take_while(|&id| id != 0)
    }
}

/// Follows the letters of one word.
#[derive(Debug, Default)]
pub(super) struct WordMatcher {
    /// [`DEAD`]: no word of the vocabulary goes on this way.
    state: u32,
    found: WordMatch,
    count: usize,
}

/// The state in which no word of the vocabulary is left.
const DEAD: u32 = u32::MAX;

impl WordMatcher {
    /// Takes a folded character.
    pub(super) fn push(&mut self, folded: char) {
        let mut bytes = [0; 4];
        for &byte in folded.encode_utf8(&mut bytes).as_bytes() {
            self.push_byte(byte);
        }
    }

    /// Whether no word of the vocabulary goes on this way: what follows need not be looked at.
    #[inline]
    pub(super) fn is_dead(&self) -> bool {
        self.state == DEAD
    }

    /// Takes a byte of a folded character.
    #[inline]
    pub(super) fn push_byte(&mut self, byte: u8) {
        if self.state == DEAD {
            return;
        }
        let next = WORDS[self.state as usize][0] + u32::from(byte);
        match WORDS.get(next as usize) {
            Some(&[_, check, words]) if check == self.state + 1 => {
                self.state = next;
                let stem = (words >> 16) as u16;
                if stem != 0 && self.count < WordMatch::MOST - 1 {
                    self.found.0[self.count] = stem;
                    self.count += 1;
                }
            }
            _ => self.state = DEAD,
        }
    }

    /// What the word matches that ends here.
    #[inline]
    pub(super) fn finish(mut self) -> WordMatch {
        if self.state != DEAD {
            let exact = WORDS[self.state as usize][2] as u16;
            if exact != 0 {
                self.found.0[self.count] = exact;
            }
        }
        self.found
    }
}

/// A phrase found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What it means.
    pub(crate) concept: Concept,
    /// The value of a number.
    pub(crate) value: u16,
    /// Its first token, by index.
    pub(crate) start: u32,
    /// Behind its last token.
    pub(crate) end: u32,
}

/// The languages for which a word is a stop word, as bits.
pub(crate) fn stopword_languages(token: &Token) -> u16 {
    token.words.ids().map(|id| STOPWORDS[id as usize]).fold(0, |all, bits| all | bits)
}

/// Appends the phrases of a layer and of `languages` (bits) that lie in `tokens`, by start.
/// `offset` is the index of the first token.
pub(crate) fn match_phrases(tokens: &[Token], offset: u32, layer: Layer, languages: u16, hits: &mut Vec<Hit>) {
    for start in 0..tokens.len() {
        for id in tokens[start].words.ids() {
            let root = ROOTS[id as usize][layer as usize];
            if root != 0 {
                follow(tokens, start, start + 1, root, languages, offset, hits);
            }
        }
    }
}

/// As deep as the longest phrase.
fn follow(tokens: &[Token], start: usize, next: usize, node: u16, languages: u16, offset: u32, hits: &mut Vec<Hit>) {
    let [first_edge, last_edge, first_accept, last_accept] = NODES[node as usize];
    for &(concept, language, value) in &ACCEPTS[first_accept as usize..last_accept as usize] {
        if languages & (1 << language) != 0 {
            let concept = Concept::ALL[concept as usize];
            hits.push(Hit { concept, value, start: offset + start as u32, end: offset + next as u32 });
        }
    }
    let edges = &PHRASES[first_edge as usize..last_edge as usize];
    if edges.is_empty() || next == tokens.len() {
        return;
    }
    for id in tokens[next].words.ids() {
        if let Ok(edge) = edges.binary_search_by_key(&id, |&(word, _)| word) {
            follow(tokens, start, next + 1, edges[edge].1, languages, offset, hits);
        }
    }
}
