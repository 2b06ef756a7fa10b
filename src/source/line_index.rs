//! Where lines start.

use super::decode::BOM;

/// The start of every line. A line ends at LF, CR LF or a lone CR, as in `CommonMark`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

/// A place for people: line and column, both 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, 1-based.
    pub line: u32,
    /// The column, 1-based; the unit is that of the function that made it.
    pub column: u32,
}

impl LineIndex {
    /// Indexes a text of less than 4 GiB.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(at as u32 + 1);
            }
        }
        Self { starts }
    }

    /// How many lines there are; a final line end opens no further line, and an empty text has one.
    pub fn count(&self, text: &str) -> u32 {
        let starts = self.starts.len() as u32;
        if starts > 1 && self.starts.last().is_some_and(|&start| start as usize == text.len()) {
            starts - 1
        } else {
            starts
        }
    }

    /// The line of an offset, 1-based.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// Offset of the first byte of a line.
    ///
    /// # Panics
    ///
    /// If there is no such line; lines count from 1.
    pub fn start(&self, line: u32) -> u32 {
        self.starts[line as usize - 1]
    }

    /// Offset behind the last byte of a line, its line end not counted.
    ///
    /// # Panics
    ///
    /// If there is no such line; lines count from 1.
    pub fn end(&self, text: &str, line: u32) -> u32 {
        let next = self.starts.get(line as usize).map_or(text.len(), |&start| start as usize);
        text[..next].trim_end_matches(['\n', '\r']).len().max(self.start(line) as usize) as u32
    }

    pub(super) fn position(&self, text: &str, offset: u32) -> Position {
        let (line, before) = self.before(text, offset);
        Position { line, column: 1 + before.chars().count() as u32 }
    }

    pub(super) fn position_utf16(&self, text: &str, offset: u32) -> Position {
        let (line, before) = self.before(text, offset);
        Position { line, column: 1 + before.chars().map(char::len_utf16).sum::<usize>() as u32 }
    }

    /// The line of an offset, and the text of that line before it, without a byte order mark.
    fn before<'t>(&self, text: &'t str, offset: u32) -> (u32, &'t str) {
        let line = self.line(offset);
        let before = &text[self.start(line) as usize..offset as usize];
        (line, before.strip_prefix(BOM).unwrap_or(before))
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Position, Source, Span};

    #[test]
    fn lines_end_at_lf_crlf_and_cr() {
        let source = Source::new("t", "a\nb\r\nc\rd");
        let lines: Vec<u32> = (0..8).map(|offset| source.position(offset).line).collect();
        assert_eq!(lines, [1, 1, 2, 2, 2, 3, 3, 4]);
        assert_eq!(source.lines().end(source.text(), 2), 3);
        assert_eq!(source.lines().count(source.text()), 4);
    }

    #[test]
    fn a_final_line_end_opens_no_line() {
        for (text, count) in [("", 1), ("a", 1), ("a\n", 1), ("a\n\n", 2), ("a\r\nb", 2)] {
            assert_eq!(Source::new("t", text).lines().count(text), count, "{text:?}");
        }
    }

    #[test]
    fn columns_are_characters_for_people_and_utf16_units_for_editors() {
        let source = Source::new("t", "x\né🔒z");
        let z = source.text().find('z').unwrap() as u32;
        assert_eq!(source.position(z), Position { line: 2, column: 3 });
        assert_eq!(source.position_utf16(z), Position { line: 2, column: 4 });
    }

    #[test]
    fn a_byte_order_mark_takes_no_column_but_keeps_its_bytes() {
        let source = Source::new("t", "\u{feff}# T");
        assert_eq!(source.position(3), Position { line: 1, column: 1 });
        assert_eq!(source.body(), Span::new(3, 6));
    }

    #[test]
    fn a_span_that_ends_at_a_line_start_stays_on_the_line_before() {
        let source = Source::new("t", "a\nb\nc");
        assert_eq!(source.line_range(Span::new(0, 2)), (1, 1));
        assert_eq!(source.line_range(Span::new(0, 3)), (1, 2));
        assert_eq!(source.line_range(Span::at(4)), (3, 3));
    }
}
