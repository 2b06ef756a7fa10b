//! Walks the compiled tables: letters to vocabulary words, words to phrases.

use super::concept::{Concept, Layer};
use super::language::Language;
use super::lexer::Token;
use super::tables;

/// A compiled vocabulary. Most policies are English alone, so there is one of English, small
/// enough to stay in the processor's caches, and one of all languages for the rest.
#[derive(Debug)]
pub(crate) struct Tables {
    /// Words that are written out.
    pub(super) words: Lookup,
    /// Words of which the beginning is given.
    pub(super) stems: Lookup,
    /// The words and stems that do not fit into a [`head`], one behind the other.
    pub(super) long_words: &'static str,
    /// By word id and layer: the node that a phrase begins with, or 0.
    pub(super) roots: &'static [[u16; Layer::COUNT]],
    /// By word id: the languages that it is a stop word of, as bits.
    pub(super) stopwords: &'static [u16],
    /// The nodes, with one more behind the last.
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

/// Patterns by the hash of their first bytes.
#[derive(Debug)]
pub(super) struct Lookup {
    /// By hash: where the patterns begin; one more than a power of two.
    pub(super) buckets: &'static [u16],
    /// By bucket, and in it the longest first.
    pub(super) patterns: &'static [Pattern],
}

/// A word or stem: its [`head`], its length in bytes, where in the long words it goes on, and what
/// a word matches that matches it: itself, behind the stems that it extends.
pub(super) type Pattern = (u64, u8, u32, [u16; WordMatch::MOST]);

/// How many bytes [`head`] takes.
pub(super) const HEAD: usize = 8;

/// How many bytes of a stem are hashed: no stem is shorter.
pub(super) const SHORTEST_STEM: usize = 3;

/// The first bytes of a word as a number, zeros behind a shorter one.
pub(super) fn head(word: &[u8]) -> u64 {
    let mut bytes = [0; HEAD];
    let length = word.len().min(HEAD);
    bytes[..length].copy_from_slice(&word[..length]);
    u64::from_le_bytes(bytes)
}

/// The hash of a word.
#[inline]
pub(super) fn word_hash(head: u64, length: usize) -> usize {
    // Fibonacci hashing: the upper half of the product is well mixed.
    ((head ^ length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

/// The hash of every word that begins with the same letters as a stem.
#[inline]
pub(super) fn stem_hash(head: u64) -> usize {
    word_hash(head & ((1 << (8 * SHORTEST_STEM)) - 1), SHORTEST_STEM)
}

impl Lookup {
    #[inline]
    fn bucket(&self, hash: usize) -> &'static [Pattern] {
        let bucket = hash & (self.buckets.len() - 2);
        &self.patterns[usize::from(self.buckets[bucket])..usize::from(self.buckets[bucket + 1])]
    }
}

/// A place in the phrases. Where its edges and accepts end, those of the next node begin.
#[derive(Debug)]
pub(super) struct Node {
    /// First edge.
    pub(super) edge: u32,
    /// First accept.
    pub(super) accept: u32,
    /// The [`filter`] of the words that its edges ask for.
    pub(super) filter: u64,
}

/// For the generated tables, in which a node is short.
pub(super) const fn node(edge: u32, accept: u32, filter: u64) -> Node {
    Node { edge, accept, filter }
}

/// One of 64 bits for a word. Most words in a text go on with no phrase: the bits of a node tell so
/// without a search in its edges.
#[inline]
pub(super) fn filter(id: u16) -> u64 {
    1 << (id % 64)
}

/// An accept: concept, language, value.
pub(super) type Accept = (u8, u8, u16);

/// The vocabulary words that a word matches: at most three stems and the word itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WordMatch([u16; WordMatch::MOST]);

impl WordMatch {
    pub(super) const MOST: usize = 4;

    fn ids(&self) -> impl Iterator<Item = u16> {
        self.0.iter().copied().take_while(|&id| id != 0)
    }
}

impl Tables {
    /// What a word matches, of which `head` is the [`head`], folded. The rest of the word may have capitals.
    #[inline]
    pub(super) fn word(&self, head: u64, word: &[u8]) -> WordMatch {
        for &(pattern, length, rest, ids) in self.words.bucket(word_hash(head, word.len())) {
            let length = usize::from(length);
            if pattern == head && length == word.len() && (length <= HEAD || self.goes_on(word, length, rest)) {
                return WordMatch(ids);
            }
        }
        for &(pattern, length, rest, ids) in self.stems.bucket(stem_hash(head)) {
            let length = usize::from(length);
            // What stands behind the stem is open.
            let unread = 8 * (HEAD - length.min(HEAD));
            if (pattern ^ head) << unread == 0 && (length <= HEAD || self.goes_on(word, length, rest)) {
                return WordMatch(ids);
            }
        }
        WordMatch::default()
    }

    /// Whether a word goes on as a pattern of `length` bytes does behind its head.
    fn goes_on(&self, word: &[u8], length: usize, rest: u32) -> bool {
        let pattern = &self.long_words.as_bytes()[rest as usize..][..length - HEAD];
        word.get(HEAD..length).is_some_and(|word| word.eq_ignore_ascii_case(pattern))
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

    /// Appends the phrases of some layers and of `languages` (bits) that lie in `tokens`, by start.
    /// `offset` is the index of the first token, which these tables have read.
    pub(crate) fn match_phrases(
        &self,
        tokens: &[Token],
        offset: u32,
        layers: &[Layer],
        languages: u16,
        hits: &mut Vec<Hit>,
    ) {
        let mut search = Search { tables: self, languages, hits };
        for (index, token) in tokens.iter().enumerate() {
            let (start, behind) = (offset + index as u32, &tokens[index + 1..]);
            for id in token.words.ids() {
                let roots = &self.roots[id as usize];
                for root in layers.iter().map(|&layer| roots[layer as usize]).filter(|&root| root != 0) {
                    let first = search.hits.len();
                    search.arrive(root, behind, start, start + 1);
                    if languages & !ENGLISH != 0 && search.hits.len() > first && tokens.len() > 1 {
                        self.drop_false_friends(token, languages, search.hits, first);
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
}

/// A search for phrases of some languages, as bits.
struct Search<'s> {
    tables: &'s Tables,
    languages: u16,
    hits: &'s mut Vec<Hit>,
}

impl Search<'_> {
    /// Appends what the words up to a node mean, and goes on with the next word where the node may: most do not, which
    /// their filter tells.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is done for every word, and ends there for most")]
    fn arrive(&mut self, node: u16, behind: &[Token], start: u32, end: u32) {
        let [node, other] = &self.tables.nodes[node as usize..][..2] else { return };
        if node.accept < other.accept {
            self.accept(&self.tables.accepts[node.accept as usize..other.accept as usize], start, end);
        }
        let Some(next) = behind.first() else { return };
        for id in next.words.ids().filter(|&id| node.filter & filter(id) != 0) {
            self.follow((node.edge, other.edge), id, behind, start, end);
        }
    }

    #[inline]
    fn accept(&mut self, accepts: &[Accept], start: u32, end: u32) {
        for &(concept, language, value) in accepts {
            if self.languages & (1 << language) != 0 {
                let concept = Concept::ALL[concept as usize];
                let language = Language::ALL[language as usize];
                self.hits.push(Hit { concept, language, value, start, end });
            }
        }
    }

    /// Goes on with a word behind: as deep as the longest phrase. A function of its own, so that what is done for
    /// every word is done without a call.
    #[inline(never)]
    fn follow(&mut self, edges: (u32, u32), id: u16, behind: &[Token], start: u32, end: u32) {
        let edges = &self.tables.edges[edges.0 as usize..edges.1 as usize];
        if let Ok(edge) = edges.binary_search_by_key(&id, |&(word, _)| word) {
            self.arrive(edges[edge].1, &behind[1..], start, end + 1);
        }
    }
}
