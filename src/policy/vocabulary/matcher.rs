//! Walks the compiled tables: letters to vocabulary words, words to phrases.

use super::concept::{Concept, Layer};
use super::language::Language;
use super::lexer::Token;
use super::tables;

/// A compiled vocabulary. Most policies are English alone, so there is one of English, small
/// enough to stay in the processor's caches, and one of all languages for the rest.
#[derive(Debug)]
pub(crate) struct Tables {
    /// A double-array trie over folded UTF-8.
    pub(super) words: &'static [WordCell],
    /// Parallel to `words`: `stem << 16 | exact`, the words that end there, each an id or 0.
    pub(super) ends: &'static [u32],
    /// By word id and layer: the node that a phrase begins with, or 0.
    pub(super) roots: &'static [[u16; Layer::COUNT]],
    /// By word id: the languages that it is a stop word of, as bits.
    pub(super) stopwords: &'static [u16],
    pub(super) nodes: &'static [Node],
    /// Edges of nodes: word id and next node, by word id.
    pub(super) edges: &'static [(u16, u16)],
    pub(super) accepts: &'static [Accept],
}

/// The bit of English, which is read beside every language.
const ENGLISH: u16 = 1 << Language::English as u16;

impl Tables {
    /// English, and the stop words of every language.
    pub(crate) const ENGLISH: &'static Self = &tables::english::TABLES;
    /// Every language.
    pub(crate) const ALL: &'static Self = &tables::all::TABLES;
}

/// A cell of the trie: `base`, with [`HAS_END`] set where a word ends, and `check`, the parent state + 1.
pub(super) type WordCell = [u32; 2];

/// Set in a base where the cell has an entry in [`Tables::ends`].
pub(super) const HAS_END: u32 = 1 << 31;

/// A phrase node: first and last edge, first and last accept.
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
#[derive(Debug)]
pub(super) struct WordMatcher {
    tables: &'static Tables,
    /// [`DEAD`]: no word of the vocabulary goes on this way.
    state: u32,
    found: WordMatch,
    count: usize,
}

/// The state in which no word of the vocabulary is left.
const DEAD: u32 = u32::MAX;

impl WordMatcher {
    /// Begins a word.
    #[inline]
    pub(super) fn new(tables: &'static Tables) -> Self {
        Self { tables, state: 0, found: WordMatch::default(), count: 0 }
    }

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
        let Some(&[base, _]) = self.tables.words.get(self.state as usize) else { return };
        let next = (base & !HAS_END) + u32::from(byte);
        match self.tables.words.get(next as usize) {
            Some(&[base, check]) if check == self.state + 1 => {
                self.state = next;
                if base & HAS_END != 0 {
                    self.stem((self.tables.ends[next as usize] >> 16) as u16);
                }
            }
            _ => self.state = DEAD,
        }
    }

    fn stem(&mut self, stem: u16) {
        if stem != 0 && self.count < WordMatch::MOST - 1 {
            self.found.0[self.count] = stem;
            self.count += 1;
        }
    }

    /// What the word matches that ends here.
    #[inline]
    pub(super) fn finish(mut self) -> WordMatch {
        if let Some(&end) = self.tables.ends.get(self.state as usize) {
            if end as u16 != 0 {
                self.found.0[self.count] = end as u16;
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
    /// The language that it is of.
    pub(crate) language: Language,
    /// The value of a number.
    pub(crate) value: u16,
    /// Its first token, by index.
    pub(crate) start: u32,
    /// Behind its last token.
    pub(crate) end: u32,
}

impl Tables {
    /// The languages for which a word is a stop word, as bits.
    pub(crate) fn stopword_languages(&self, token: &Token) -> u16 {
        token.words.ids().map(|id| self.stopwords[id as usize]).fold(0, |all, bits| all | bits)
    }

    /// Appends the phrases of a layer and of `languages` (bits) that lie in `tokens`, by start.
    /// `offset` is the index of the first token, which these tables have read.
    pub(crate) fn match_phrases(
        &self,
        tokens: &[Token],
        offset: u32,
        layer: Layer,
        languages: u16,
        hits: &mut Vec<Hit>,
    ) {
        for start in 0..tokens.len() {
            for id in tokens[start].words.ids() {
                let root = self.roots[id as usize][layer as usize];
                if root != 0 {
                    let first = hits.len();
                    self.follow(&tokens[start..], 1, root, languages, offset + start as u32, hits);
                    if languages & !ENGLISH != 0 && hits.len() > first && tokens.len() > 1 {
                        self.drop_false_friends(&tokens[start], languages, hits, first);
                    }
                }
            }
        }
    }

    /// Drops what an English word alone means where it is a stop word of the language: "no" in
    /// Portuguese, "once" in Spanish. A stop word does not stand alone.
    fn drop_false_friends(&self, token: &Token, languages: u16, hits: &mut Vec<Hit>, first: usize) {
        if self.stopword_languages(token) & languages & !ENGLISH != 0 {
            let mut kept = first;
            for index in first..hits.len() {
                let hit = hits[index];
                if hit.end - hit.start > 1 || hit.language != Language::English {
                    hits[kept] = hit;
                    kept += 1;
                }
            }
            hits.truncate(kept);
        }
    }

    /// As deep as the longest phrase.
    fn follow(&self, tokens: &[Token], length: usize, node: u16, languages: u16, start: u32, hits: &mut Vec<Hit>) {
        let [first_edge, last_edge, first_accept, last_accept] = self.nodes[node as usize];
        for &(concept, language, value) in &self.accepts[first_accept as usize..last_accept as usize] {
            if languages & (1 << language) != 0 {
                let concept = Concept::ALL[concept as usize];
                let language = Language::ALL[language as usize];
                hits.push(Hit { concept, language, value, start, end: start + length as u32 });
            }
        }
        let edges = &self.edges[first_edge as usize..last_edge as usize];
        let Some(next) = tokens.get(length).filter(|_| !edges.is_empty()) else { return };
        for id in next.words.ids() {
            if let Ok(edge) = edges.binary_search_by_key(&id, |&(word, _)| word) {
                self.follow(tokens, length + 1, edges[edge].1, languages, start, hits);
            }
        }
    }
}
