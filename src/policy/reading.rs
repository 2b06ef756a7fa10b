//! The document as tokens and phrases, clause by clause: what every reader of facts works on.

use super::hosts::{self, Place};
use super::section::{SectionReading, read_sections};
use super::tongue::read_languages;
use super::vocabulary::{Concept, ConceptSet, Hit, Language, Layer, Tables, Token, TokenKind, Tokens};
use crate::markdown::{Block, BlockId, BlockKind, ClauseId, Document, Link, LinkKind, SectionId, TextRange};
use crate::source::Span;

/// The document with what its words mean.
#[derive(Debug)]
pub(crate) struct Reading<'d> {
    pub(crate) document: &'d Document<'d>,
    /// The vocabulary that it was read with.
    pub(crate) tables: &'static Tables,
    tokens: Vec<Token>,
    hits: Vec<Hit>,
    clauses: Vec<ClauseReading>,
    pub(crate) sections: Vec<SectionReading>,
    /// The language of the document.
    pub(crate) language: Language,
    /// The language of each section.
    languages: Vec<Language>,
    /// What kind of place each link leads to; images to none that is looked at.
    places: Vec<Place>,
    /// Which clause leads in to which block, by clause.
    led: Vec<(ClauseId, BlockId)>,
}

/// Tokens and phrases of a clause, as ranges.
#[derive(Debug, Clone, Copy)]
struct ClauseReading {
    tokens: (u32, u32),
    hits: (u32, u32),
    set: ConceptSet,
    section: SectionId,
    has_number: bool,
    is_heading: bool,
    is_cross_reference: bool,
}

impl<'d> Reading<'d> {
    pub(crate) fn new(document: &'d Document<'d>) -> Self {
        let mut tables = Tables::ENGLISH;
        let (mut tokens, mut ranges) = tokens(document, tables);
        let (language, languages) = read_languages(document, &tokens, &ranges, tables);
        if languages.iter().any(|&language| language != Language::English) {
            tables = Tables::ALL;
            (tokens, ranges) = self::tokens(document, tables);
        }
        let blocks = document.clauses.iter().map(|clause| document.block(clause.block));
        let clauses = ranges.into_iter().zip(blocks).map(|(tokens, block)| ClauseReading {
            tokens,
            section: block.section,
            has_number: false,
            is_heading: block.kind == BlockKind::Heading,
            hits: (0, 0),
            set: ConceptSet::default(),
            is_cross_reference: false,
        });
        let clauses = clauses.collect();
        let mut reading = Self {
            document,
            tables,
            tokens,
            hits: Vec::new(),
            clauses,
            sections: Vec::new(),
            language,
            languages,
            led: led_blocks(document),
            places: places(document),
        };
        reading.match_clauses();
        reading.mark_cross_references();
        reading.sections = read_sections(&reading);
        reading
    }

    fn match_clauses(&mut self) {
        self.hits.reserve(self.tokens.len());
        for (index, clause) in self.clauses.iter_mut().enumerate() {
            let first = self.hits.len();
            let tokens = &self.tokens[clause.tokens.0 as usize..clause.tokens.1 as usize];
            let block = self.document.block(self.document.clauses[index].block);
            // English words are at home in every technical text.
            let languages = self.languages[block.section.0 as usize].bit() | Language::English.bit();
            clause.has_number = tokens.iter().any(|token| matches!(token.kind, TokenKind::Number(_)));
            let layers = layers(block.kind, clause.has_number);
            self.tables.match_phrases(tokens, clause.tokens.0, layers, languages, &mut self.hits);
            let mut set = concepts(&self.hits[first..]);
            // Numbers may be written out.
            let needs_time = !clause.has_number && set.any(super::durations::UNITS);
            if needs_time {
                let text = self.hits.len();
                self.tables.match_phrases(tokens, clause.tokens.0, &[Layer::Time], languages, &mut self.hits);
                set = set.union(concepts(&self.hits[text..]));
            }
            let before = self.hits.len();
            if set.any(&[Concept::Mask, Concept::Credit]) {
                drop_masked(&mut self.hits, first);
            }
            if set.has(Concept::We) && set.has(Concept::ReportVerb) {
                drop_objects(&mut self.hits, first);
            }
            let hits = &mut self.hits[first..];
            if needs_time {
                hits.sort_unstable_by_key(|hit| hit.start);
            }
            if layers.len() > 1 || needs_time {
                // They are in order by start, and only few begin at the same word.
                for same in hits.chunk_by_mut(|hit, next| hit.start == next.start).filter(|same| same.len() > 1) {
                    same.sort_unstable_by_key(|hit| (hit.end, hit.concept));
                }
            }
            clause.hits = (first as u32, self.hits.len() as u32);
            clause.set = if self.hits.len() == before { set } else { concepts(&self.hits[first..]) };
        }
    }

    fn mark_cross_references(&mut self) {
        for link in self.document.links.iter().filter(|link| link.target.starts_with('#')) {
            if let Some(clause) = self.clause_of(link) {
                let is_whole = link.text.contains(self.document.clause(clause).text);
                self.clauses[clause.0 as usize].is_cross_reference |= is_whole;
            }
        }
    }

    /// Every clause, in document order.
    pub(crate) fn clause_ids(&self) -> impl Iterator<Item = ClauseId> + use<> {
        (0..self.clauses.len() as u32).map(ClauseId)
    }

    /// The concepts that a clause names.
    pub(crate) fn set(&self, clause: ClauseId) -> ConceptSet {
        self.clauses[clause.0 as usize].set
    }

    /// The phrases of a clause, by start.
    pub(crate) fn hits(&self, clause: ClauseId) -> &[Hit] {
        let (start, end) = self.clauses[clause.0 as usize].hits;
        &self.hits[start as usize..end as usize]
    }

    /// The phrases of a concept in a clause.
    pub(crate) fn hits_of(&self, clause: ClauseId, concept: Concept) -> impl DoubleEndedIterator<Item = &Hit> {
        let hits = if self.set(clause).has(concept) { self.hits(clause) } else { &[] };
        hits.iter().filter(move |hit| hit.concept == concept)
    }

    /// The tokens of a clause.
    pub(crate) fn tokens(&self, clause: ClauseId) -> &[Token] {
        let (start, end) = self.clauses[clause.0 as usize].tokens;
        &self.tokens[start as usize..end as usize]
    }

    /// Index of the first token of a clause.
    pub(crate) fn first_token(&self, clause: ClauseId) -> u32 {
        self.clauses[clause.0 as usize].tokens.0
    }

    /// A token by its index.
    pub(crate) fn token(&self, index: u32) -> &Token {
        &self.tokens[index as usize]
    }

    /// What a token is written as.
    pub(crate) fn word(&self, index: u32) -> &'d str {
        self.document.str(self.token(index).text)
    }

    /// The word right before a token in its clause, as it is written.
    pub(crate) fn word_before(&self, clause: ClauseId, index: u32) -> Option<&'d str> {
        let before = index.checked_sub(1).filter(|&before| before >= self.first_token(clause))?;
        Some(self.word(before))
    }

    /// Index of the first token of a clause at or behind a place in the text.
    pub(crate) fn token_at(&self, clause: ClauseId, at: u32) -> u32 {
        self.first_token(clause) + self.tokens(clause).partition_point(|token| token.text.start < at) as u32
    }

    /// How many words a clause has.
    pub(crate) fn word_count(&self, clause: ClauseId) -> usize {
        self.tokens(clause).iter().filter(|token| matches!(token.kind, TokenKind::Word)).count()
    }

    /// The text of a phrase.
    pub(crate) fn hit_text(&self, hit: &Hit) -> TextRange {
        TextRange::new(self.token(hit.start).text.start, self.token(hit.end - 1).text.end)
    }

    /// The clause as a span of the source.
    pub(crate) fn span(&self, clause: ClauseId) -> Span {
        self.document.span(self.document.clause(clause).text)
    }

    /// The text of a clause.
    pub(crate) fn str(&self, clause: ClauseId) -> &'d str {
        self.document.str(self.document.clause(clause).text)
    }

    /// The language of the section that a clause is in.
    pub(crate) fn language_of(&self, clause: ClauseId) -> Language {
        self.language_in(self.section(clause))
    }

    /// The language of a section.
    pub(crate) fn language_in(&self, section: SectionId) -> Language {
        self.languages[section.0 as usize]
    }

    /// Whether a clause is written in Chinese, Japanese or Korean.
    pub(crate) fn is_cjk(&self, clause: ClauseId) -> bool {
        self.languages[self.section(clause).0 as usize].is_cjk() && self.has_cjk(clause)
    }

    /// Whether verb and negation stand behind what they are about in a clause.
    pub(crate) fn is_verb_final(&self, clause: ClauseId) -> bool {
        self.languages[self.section(clause).0 as usize].is_verb_final() && self.has_cjk(clause)
    }

    /// Whether a verb may stand before or behind what it is about in a clause.
    pub(crate) fn may_end_with_verb(&self, clause: ClauseId) -> bool {
        self.languages[self.section(clause).0 as usize].may_end_with_verb()
    }

    /// Whether the section of a clause is written in another language than English.
    pub(crate) fn is_foreign(&self, clause: ClauseId) -> bool {
        self.languages[self.section(clause).0 as usize] != Language::English
    }

    fn has_cjk(&self, clause: ClauseId) -> bool {
        self.str(clause).chars().any(|c| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
    }

    /// The section of a clause.
    pub(crate) fn section(&self, clause: ClauseId) -> SectionId {
        self.clauses[clause.0 as usize].section
    }

    /// What the section of a clause is about.
    pub(crate) fn section_of(&self, clause: ClauseId) -> &SectionReading {
        &self.sections[self.section(clause).0 as usize]
    }

    /// Whether digits stand in a clause, outside of addresses and URLs that are shown.
    pub(crate) fn has_number(&self, clause: ClauseId) -> bool {
        self.clauses[clause.0 as usize].has_number
    }

    /// Whether the clause is a heading, or a stand-in for one.
    pub(crate) fn is_heading(&self, clause: ClauseId) -> bool {
        self.clauses[clause.0 as usize].is_heading
    }

    /// Whether the clause stands in a list; a loose item is a paragraph that something leads in to.
    pub(crate) fn is_item(&self, clause: ClauseId) -> bool {
        let block = self.document.block(self.document.clause(clause).block);
        block.kind == BlockKind::Item || block.lead_in.is_some()
    }

    /// Whether a clause is nothing but a link into this document, as in a table of contents.
    pub(crate) fn is_cross_reference(&self, clause: ClauseId) -> bool {
        self.clauses[clause.0 as usize].is_cross_reference
    }

    /// What kind of place a link of this document leads to.
    pub(crate) fn place(&self, link: &Link<'_>) -> Place {
        let key = |link: &Link<'_>| (link.block, link.text.start, link.span.start);
        self.places[self.document.links.partition_point(|other| key(other) < key(link))]
    }

    /// The links of the document, each with the kind of place that it leads to.
    pub(crate) fn placed_links(&self) -> impl Iterator<Item = (&'d Link<'d>, Place)> {
        self.document.links.iter().zip(self.places.iter().copied())
    }

    /// The clause that leads in to the block of a clause.
    pub(crate) fn lead_in(&self, clause: ClauseId) -> Option<ClauseId> {
        self.document.block(self.document.clause(clause).block).lead_in
    }

    /// The chain of clauses that lead in, nearest first; at most four.
    pub(crate) fn lead_ins(&self, clause: ClauseId) -> impl Iterator<Item = ClauseId> {
        std::iter::successors(self.lead_in(clause), |&lead| self.lead_in(lead)).take(4)
    }

    /// The blocks that a clause leads in to, by index.
    pub(crate) fn led_ids(&self, clause: ClauseId) -> impl Iterator<Item = BlockId> {
        let first = self.led.partition_point(|&(lead, _)| lead < clause);
        self.led[first..].iter().take_while(move |&&(lead, _)| lead == clause).map(|&(_, block)| block)
    }

    /// The blocks that a clause leads in to.
    pub(crate) fn led_blocks(&self, clause: ClauseId) -> impl Iterator<Item = &Block> {
        self.led_ids(clause).map(|block| self.document.block(block))
    }

    /// The clause before, in the same block.
    pub(crate) fn previous(&self, clause: ClauseId) -> Option<ClauseId> {
        let before = ClauseId(clause.0.checked_sub(1)?);
        (self.document.clause(before).block == self.document.clause(clause).block).then_some(before)
    }

    /// The clause before in the same section, a heading included.
    pub(crate) fn before(&self, clause: ClauseId) -> Option<ClauseId> {
        let before = ClauseId(clause.0.checked_sub(1)?);
        (self.section(before) == self.section(clause)).then_some(before)
    }

    /// The phrases of a clause that lie in a range of its text.
    pub(crate) fn hits_within(&self, clause: ClauseId, range: TextRange) -> impl Iterator<Item = &Hit> {
        let (start, end) = (self.token_at(clause, range.start), self.token_at(clause, range.end));
        self.hits(clause).iter().filter(move |hit| hit.start >= start && hit.end <= end)
    }

    /// The clause that a link is in; `None` where it stands in no text.
    pub(crate) fn clause_of(&self, link: &Link<'_>) -> Option<ClauseId> {
        let block = self.document.blocks.get(link.block.0 as usize)?;
        let clauses = &self.document.clauses[block.clauses.range()];
        let index = clauses.partition_point(|clause| clause.text.start <= link.text.start).checked_sub(1)?;
        let clause = ClauseId(block.clauses.range().start as u32 + index as u32);
        (link.text.start <= self.document.clause(clause).text.end).then_some(clause)
    }

    /// The links of a clause.
    pub(crate) fn links_of(&self, clause: ClauseId) -> impl Iterator<Item = &'d Link<'d>> {
        self.document.links_in(clause).iter().filter(|link| link.kind != LinkKind::Image)
    }

    /// The clause that shows the start of a span.
    pub(crate) fn clause_at(&self, span: Span) -> Option<ClauseId> {
        let at = self.document.text_at(span)?;
        let index = self.document.clauses.partition_point(|clause| clause.text.start <= at).checked_sub(1)?;
        Some(ClauseId(index as u32))
    }

    /// Whether `first` stands before `second` in a clause, nearest pair.
    pub(crate) fn in_order(&self, clause: ClauseId, first: Concept, second: Concept) -> bool {
        let Some(start) = self.hits_of(clause, first).next() else { return false };
        self.hits_of(clause, second).any(|hit| hit.start >= start.end)
    }
}

/// The layers of phrases that a clause is searched for.
fn layers(kind: BlockKind, has_number: bool) -> &'static [Layer] {
    match (kind, has_number) {
        (BlockKind::Heading, false) => &[Layer::Text, Layer::Table, Layer::Heading],
        (BlockKind::Heading, true) => &[Layer::Text, Layer::Table, Layer::Heading, Layer::Time],
        (BlockKind::Cell { .. }, false) => &[Layer::Text, Layer::Table],
        (BlockKind::Cell { .. }, true) => &[Layer::Text, Layer::Table, Layer::Time],
        (_, false) => &[Layer::Text],
        (_, true) => &[Layer::Text, Layer::Time],
    }
}

fn places(document: &Document<'_>) -> Vec<Place> {
    let place = |link: &Link<'_>| {
        if link.kind == LinkKind::Image {
            return Place::Badge;
        }
        match hosts::place(&link.target) {
            // A link through a shortener or a redirect shows the page that it leads to.
            Place::Page if document.str(link.text).starts_with("http") => hosts::place(document.str(link.text)),
            place => place,
        }
    };
    document.links.iter().map(place).collect()
}

fn led_blocks(document: &Document<'_>) -> Vec<(ClauseId, BlockId)> {
    let blocks = document.blocks.iter().enumerate();
    let mut led: Vec<_> = blocks.filter_map(|(index, block)| Some((block.lead_in?, BlockId(index as u32)))).collect();
    led.sort_unstable();
    led
}

/// The tokens of a document, and the range of each clause in them.
fn tokens(document: &Document<'_>, tables: &'static Tables) -> (Vec<Token>, Vec<(u32, u32)>) {
    let text = document.text.as_str();
    let opaque = opaque_links(document);
    let mut tokens = Tokens::new(text.len(), tables);
    let mut ranges = Vec::with_capacity(document.clauses.len());
    let mut next_link = 0;
    for clause in &document.clauses {
        while opaque.get(next_link).is_some_and(|(link, _)| link.end <= clause.text.start) {
            next_link += 1;
        }
        let last = opaque[next_link..].iter().take_while(|(link, _)| link.start < clause.text.end).count();
        let start = tokens.all.len() as u32;
        tokens.push_range(text, clause.text, &opaque[next_link..next_link + last]);
        ranges.push((start, tokens.all.len() as u32));
    }
    (tokens.all, ranges)
}

/// Links whose text is their target: they are one token, not words.
fn opaque_links(document: &Document<'_>) -> Vec<(TextRange, u32)> {
    let mut opaque: Vec<_> = document
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| {
            let is_bare = matches!(link.kind, LinkKind::Autolink | LinkKind::Bare | LinkKind::BareAddress);
            let text = document.str(link.text);
            !link.text.is_empty() && (is_bare || (link.kind != LinkKind::Image && is_target_like(text)))
        })
        .map(|(index, link)| (link.text, index as u32))
        .collect();
    opaque.sort_unstable();
    opaque
}

/// Whether a link's text is an address or a URL.
fn is_target_like(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && (text.contains("://") || (text.contains('@') && text.contains('.') && !text.starts_with('@')))
}

/// The concepts of phrases.
fn concepts(hits: &[Hit]) -> ConceptSet {
    let mut set = ConceptSet::default();
    for hit in hits {
        set.insert(hit.concept);
    }
    set
}

/// Drops the phrases that lie inside one that only looks like them.
fn drop_masked(hits: &mut Vec<Hit>, first: usize) {
    for index in first..hits.len() {
        let mask = hits[index];
        if mask.concept == Concept::Credit {
            // "Acknowledge your contribution" is no first answer.
            let is_covered =
                |hit: &Hit| hit.concept == Concept::Acknowledge && mask.start <= hit.start && hit.end <= mask.end;
            hits[first..].iter_mut().filter(|hit| is_covered(hit)).for_each(|hit| hit.end = hit.start);
        }
        if mask.concept == Concept::Mask {
            let covers = |hit: &Hit| {
                mask.start <= hit.start && hit.end <= mask.end && hit.end - hit.start < mask.end - mask.start
            };
            // Marked first, so that the masks stay where they are.
            hits[first..]
                .iter_mut()
                .filter(|hit| hit.concept != Concept::Mask && covers(hit))
                .for_each(|hit| hit.end = hit.start);
        }
    }
    retain_from(hits, first, |hit| hit.end > hit.start);
}

/// Keeps what is behind `first` only where `keep` says so. The hits before are another clause's
/// and not looked at: a pass over all of them for every clause would be quadratic.
fn retain_from(hits: &mut Vec<Hit>, first: usize, keep: impl Fn(&Hit) -> bool) {
    let mut kept = first;
    for index in first..hits.len() {
        let hit = hits[index];
        if keep(&hit) {
            hits[kept] = hit;
            kept += 1;
        }
    }
    hits.truncate(kept);
}

/// Drops the project as an actor where it is the one reported to: "contact the maintainers".
fn drop_objects(hits: &mut Vec<Hit>, first: usize) {
    for index in first..hits.len() {
        let we = hits[index];
        if we.concept == Concept::We {
            let is_reported_to =
                |hit: &Hit| hit.concept == Concept::ReportVerb && hit.end <= we.start && we.start - hit.end <= 1;
            // "For reports we will …": who acts is no object.
            let acts = |hit: &Hit| hit.concept == Concept::Will && (we.start..=we.end).contains(&hit.start);
            let clause = &hits[first..];
            if clause.iter().any(is_reported_to) && !clause.iter().any(acts) {
                hits[index].end = we.start;
            }
        }
    }
    retain_from(hits, first, |hit| hit.end > hit.start);
}
