//! The visible text: what a reader of the rendered page sees, in one buffer, with the way back
//! to the source.
//!
//! Every text block (a paragraph, heading, cell, the text of a tight item …) is one run of the
//! buffer, closed by a line feed. Code blocks, comments and images are not in it; an entity is
//! there as the character it stands for.

use std::ops::Range;

use crate::source::Span;

/// A range of the visible text, in bytes of [`VisibleText::as_str`]. Not to be mixed up with a
/// [`Span`], which is of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` to `end`.
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// Whether every byte of `other` lies in this range.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether there is nothing in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range that indexes a string.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The visible text and its map to the source.
#[derive(Debug, Default)]
pub struct VisibleText {
    buffer: String,
    pieces: Vec<Piece>,
    /// Whether the last piece must not grow: a line feed without a source follows it.
    sealed: bool,
}

/// A run of the buffer that comes from one run of the source.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Where it starts in the buffer.
    text: u32,
    source: Span,
    /// Whether the two are the same bytes; otherwise the piece is mapped as a whole.
    verbatim: bool,
}

impl VisibleText {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { buffer: String::with_capacity(bytes), pieces: Vec::with_capacity(bytes / 32), sealed: false }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.buffer
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> u32 {
        self.buffer.len() as u32
    }

    /// The text of a range.
    pub fn slice(&self, range: TextRange) -> &str {
        &self.buffer[range.range()]
    }

    /// Appends the text that is shown for a span of the source.
    pub(super) fn push(&mut self, text: &str, source: Span, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        if let Some(last) = self.pieces.last_mut() {
            if verbatim && last.verbatim && !self.sealed && last.source.end == source.start {
                last.source.end = source.end;
                self.buffer.push_str(text);
                return;
            }
        }
        self.sealed = false;
        self.pieces.push(Piece { text: self.len(), source, verbatim });
        self.buffer.push_str(text);
    }

    /// Closes a block with a line feed that no source stands for.
    pub(super) fn seal(&mut self) {
        self.buffer.push('\n');
        self.sealed = true;
    }

    /// The smallest span of the source that shows a range. An empty range gives an empty span.
    pub fn span(&self, range: TextRange) -> Span {
        let start = self.offset(range.start, false);
        if range.is_empty() {
            return Span::at(start);
        }
        Span::new(start, self.offset(range.end - 1, true).max(start))
    }

    /// Where the source at `offset` is shown, if it is.
    pub(super) fn shown_at(&self, offset: u32) -> Option<u32> {
        let index = self.pieces.partition_point(|piece| piece.source.start <= offset).checked_sub(1)?;
        let piece = &self.pieces[index];
        if !piece.verbatim {
            return Some(piece.text);
        }
        let length = self.pieces.get(index + 1).map_or(self.len(), |next| next.text) - piece.text;
        Some(piece.text + (offset - piece.source.start).min(length))
    }

    /// Source offset of the byte at `at`, or behind it. A byte inside a piece that is not
    /// verbatim gives the edge of that piece.
    fn offset(&self, at: u32, behind: bool) -> u32 {
        let index = self.pieces.partition_point(|piece| piece.text <= at).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return 0 };
        if piece.verbatim {
            (piece.source.start + at.saturating_sub(piece.text) + u32::from(behind)).min(piece.source.end)
        } else if behind {
            piece.source.end
        } else {
            piece.source.start
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_map_back_to_spans() {
        let mut text = VisibleText::default();
        text.push("security", Span::new(2, 10), true);
        text.push("@", Span::new(10, 15), false);
        text.push("widget.example", Span::new(15, 29), true);
        assert_eq!(text.as_str(), "security@widget.example");
        assert_eq!(text.span(TextRange::new(0, 23)), Span::new(2, 29));
        assert_eq!(text.span(TextRange::new(8, 9)), Span::new(10, 15));
        assert_eq!(text.span(TextRange::new(3, 12)), Span::new(5, 18));
        assert_eq!(text.span(TextRange::new(9, 9)), Span::at(15));
    }
}
