//! Text blocks and the clauses in them: the units that are read.

use super::{NodeId, SectionId, TextRange};
use crate::source::Span;

/// Index of a block, in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub(crate) u32);

/// Index of a clause, in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId(pub(crate) u32);

/// One run of visible text.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The text, without the line feed that closes it.
    pub text: TextRange,
    /// The node whose text it is, or is in.
    pub node: NodeId,
    /// From its first byte to its last; of an HTML block, the text alone.
    pub span: Span,
    /// The section it is in; a heading is in the section it opens.
    pub section: SectionId,
    /// The clause that leads in to it: the sentence before a list, the item above a nested list,
    /// or a sentence that ends in a colon before any block.
    pub lead_in: Option<ClauseId>,
    /// Its clauses.
    pub clauses: ClauseRange,
}

/// Consecutive clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClauseRange {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl ClauseRange {
    /// The range that indexes the document's clauses.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The clauses, in document order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = ClauseId> {
        (self.start..self.end).map(ClauseId)
    }
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph, also one in a loose item.
    Paragraph,
    /// A heading, or a stand-in for one.
    Heading,
    /// The text of a tight list item.
    Item,
    /// A table cell.
    Cell {
        /// Index of the table.
        table: u32,
        /// The row; 0 is the header.
        row: u32,
        /// The column, from 0.
        column: u32,
    },
    /// Text in an HTML block.
    Html,
    /// A code block that holds nothing but an address, plain or in disguise, a link or a fingerprint.
    Code,
}

/// A sentence, a heading, a list item's sentence, or a row of a table.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its text; that of a row reaches over all its cells.
    pub text: TextRange,
    /// The block it is in; of a row, the first cell.
    pub block: BlockId,
    /// `**Label:** value` or `Label: value`: the label, without its colon.
    pub label: Option<TextRange>,
}

/// A table with its cells as blocks.
#[derive(Debug, Clone)]
pub struct Table {
    /// The node it is, or of an HTML table the node it begins in.
    pub node: NodeId,
    /// From its first byte to its last.
    pub span: Span,
    /// The section it is in.
    pub section: SectionId,
    /// The first clause is the header row; one clause a row.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// From its first byte to its last.
    pub span: Span,
    /// The row as a clause.
    pub clause: ClauseId,
    /// Its cells; as many as the header has.
    pub cells: Vec<BlockId>,
}

/// Appends the sentences of a block's text: ranges relative to it, without surrounding space.
pub(super) fn sentences(text: &str, found: &mut Vec<(usize, usize)>) {
    let mut start = 0;
    let mut end_at = |at: usize, width: usize| {
        if at >= start && ends_sentence(text, at, width) {
            let stop = with_closers(text, at + width);
            push_trimmed(text, start, stop, found);
            start = stop;
        }
    };
    if text.is_ascii() {
        memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes()).for_each(|at| end_at(at, 1));
    } else {
        let marks = ['.', '!', '?', '。', '！', '？', '｡'];
        text.match_indices(marks).for_each(|(at, mark)| end_at(at, mark.len()));
    }
    push_trimmed(text, start, text.len(), found);
}

/// Behind the closing quotes and brackets at a place: they belong to the sentence they close.
fn with_closers(text: &str, mut at: usize) -> usize {
    let closes = |c: &char| matches!(c, '"' | '\'' | '”' | '’' | ')' | '）' | '」');
    while let Some(next) = text[at..].chars().next().filter(closes) {
        at += next.len_utf8();
    }
    at
}

/// Appends a sentence, without surrounding space. No reader follows one that is very long, and no
/// reader of facts may either: it is cut at spaces.
fn push_trimmed(text: &str, mut start: usize, end: usize, into: &mut Vec<(usize, usize)>) {
    while end.saturating_sub(start) > LONGEST_SENTENCE {
        let Some(space) = memchr::memchr(b' ', &text.as_bytes()[start + LONGEST_SENTENCE..end]) else { break };
        let cut = start + LONGEST_SENTENCE + space;
        push_trimmed(text, start, cut, into);
        start = cut;
    }
    if start >= end {
        return;
    }
    let piece = text[start..end].trim_end();
    let trimmed = piece.trim_start();
    if !trimmed.is_empty() {
        let end = start + piece.len();
        into.push((end - trimmed.len(), end));
    }
}

/// Whether a full stop, question or exclamation mark of so many bytes ends a sentence: a full-width
/// one does; behind another white space follows, the next word does not go on in lower case after a
/// full stop, and what stands before is no abbreviation or list number.
fn ends_sentence(text: &str, at: usize, width: usize) -> bool {
    let rest = &text[at + width..];
    if width > 1 {
        return true;
    }
    let Some(next) = rest.chars().next() else { return true };
    if !next.is_whitespace() && !matches!(next, '"' | '”' | ')' | '’' | '\'') {
        return false;
    }
    let letters = text.as_bytes()[..at].iter().rev().take_while(|byte| byte.is_ascii_alphabetic());
    if text.as_bytes()[at] != b'.' || letters.take(LONGEST_ABBREVIATION + 1).count() > LONGEST_ABBREVIATION {
        return true;
    }
    let word = text[..at].rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[')).next().unwrap_or_default();
    if word.is_empty() || matches!(text[..at].chars().next_back(), Some('.')) {
        return word.is_empty() || !rest.trim_start().starts_with(char::is_lowercase);
    }
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_dotted = word.contains('.')
        && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    let is_list_number = word.bytes().all(|b| b.is_ascii_digit()) && word.len() <= 2 && text[..at].trim() == word;
    let is_known = ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word));
    !(is_initial || is_dotted || is_list_number || is_known || is_day(word, rest))
}

/// "30. Juni": the day of a month, as German has it.
fn is_day(word: &str, rest: &str) -> bool {
    let is_number = (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let next = || rest.split_whitespace().next().unwrap_or_default().trim_end_matches(|c: char| !c.is_alphabetic());
    is_number && MONTHS.contains(&next())
}

/// Names of months in German.
const MONTHS: &[&str] = &[
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// Words that a full stop does not end a sentence after.
const ABBREVIATIONS: &[&str] = &[
    "etc", "eg", "ie", "vs", "cf", "approx", "incl", "resp", "Mr", "Mrs", "Ms", "Dr", "ca", "bzw", "ggf", "usw", "Inc",
    "Ltd", "Sra", "Mme",
];

/// The letters of the longest of them.
const LONGEST_ABBREVIATION: usize = 6;

/// The label of `Label: value`: at most six words before the first colon, with a value behind it.
pub(super) fn label(text: &str) -> Option<(usize, usize)> {
    let head = &text.as_bytes()[..text.len().min(LABEL_BYTES)];
    // The full-width colon is EF BC 9A.
    let (colon, width) = memchr::memchr2_iter(b':', 0xef, head).find_map(|at| match head[at] {
        b':' => Some((at, 1)),
        _ => text.as_bytes()[at..].starts_with("：".as_bytes()).then_some((at, 3)),
    })?;
    let rest = &text[colon + width..];
    let label = text[..colon].trim();
    let is_short = !label.is_empty() && label.split_whitespace().count() <= 6;
    let has_value =
        !rest.trim().is_empty() && !rest.starts_with("//") && (width > 1 || rest.starts_with(char::is_whitespace));
    (is_short && has_value).then(|| (text.len() - text.trim_start().len(), text[..colon].trim_end().len()))
}

/// Where a sentence is cut at the next space, in bytes: what is read in it takes time that grows
/// faster than its length.
const LONGEST_SENTENCE: usize = 2_000;

/// How far into a clause the colon of a label may stand, in bytes.
const LABEL_BYTES: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let split = |text: &'static str| {
            let mut found = Vec::new();
            sentences(text, &mut found);
            found.into_iter().map(|(a, b)| &text[a..b]).collect::<Vec<_>>()
        };
        assert_eq!(split("We answer in 2 days. Thanks!"), ["We answer in 2 days.", "Thanks!"]);
        assert_eq!(split("Use v1.2.3 (e.g. the latest). Or not?"), ["Use v1.2.3 (e.g. the latest).", "Or not?"]);
        assert_eq!(split("1. Mail us. Wait."), ["1. Mail us.", "Wait."]);
        assert_eq!(split("请发送邮件。我们会回复。"), ["请发送邮件。", "我们会回复。"]);
        assert_eq!(split("He said \"mail us.\" Then he left."), ["He said \"mail us.\"", "Then he left."]);
        assert_eq!(split("Wait... and see"), ["Wait... and see"]);
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("See widget.example/a.b for more"), ["See widget.example/a.b for more"]);
    }

    #[test]
    fn abbreviations_are_short() {
        assert!(ABBREVIATIONS.iter().all(|known| known.len() <= LONGEST_ABBREVIATION));
    }

    #[test]
    fn labels_stand_before_a_colon() {
        let of = |text: &'static str| label(text).map(|(a, b)| &text[a..b]);
        assert_eq!(of("Acknowledgement: within 2 days"), Some("Acknowledgement"));
        assert_eq!(of("応答：3日以内"), Some("応答"));
        assert_eq!(of("https://widget.example/"), None);
        assert_eq!(of("Send your reports with all of the details to: a@widget.example"), None);
        assert_eq!(of("Include:"), None);
    }
}
