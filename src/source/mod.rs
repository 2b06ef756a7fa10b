//! The text of one file: decoding, size limit, and the map between bytes, lines and columns.
//!
//! Everything after this stage speaks in byte offsets ([`Span`]); lines and columns appear only
//! where a person or an editor reads them, and come from [`Source::position`] alone.

mod decode;
mod line_index;
mod span;

use std::sync::OnceLock;

pub use decode::DecodeError;
pub use line_index::{LineIndex, Position};
pub use span::Span;

/// The largest file that is read unless the caller asks for more, in bytes (16 MiB).
pub const DEFAULT_MAX_SIZE: u64 = 16 * 1024 * 1024;

/// The text of one file as it was read, byte order mark included, with its line index.
#[derive(Debug, Clone)]
pub struct Source {
    path: String,
    text: String,
    body: u32,
    /// Made when a line is first asked for: a text without findings needs none.
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// Takes a text that is already UTF-8. `path` is how diagnostics name it.
    ///
    /// # Panics
    ///
    /// If the text has 4 GiB or more: offsets are 32 bits wide. [`Source::decode`] reports that
    /// as an error instead.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        assert!(u32::try_from(text.len()).is_ok(), "a source has less than 4 GiB");
        let body = if text.starts_with(decode::BOM) { decode::BOM.len() as u32 } else { 0 };
        Self { path: path.into(), text, body, lines: OnceLock::new() }
    }

    /// Decodes the bytes of a file. A byte order mark is kept, so that offsets are those of the
    /// file as read, but is no part of [`Source::body`].
    ///
    /// # Errors
    ///
    /// [`DecodeError`] names the first byte that is not text.
    pub fn decode(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, DecodeError> {
        Ok(Self::new(path, decode::decode(bytes)?))
    }

    /// How diagnostics name the file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, byte order mark included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The span of the text without its byte order mark.
    pub fn body(&self) -> Span {
        Span::new(self.body, self.text.len() as u32)
    }

    /// The text of a span.
    ///
    /// # Panics
    ///
    /// If the span does not lie on character boundaries of this source.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The line index.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column of a byte offset, both 1-based, the column in Unicode scalar values. A
    /// byte order mark takes no column.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// Line and column of a byte offset, both 1-based, the column in UTF-16 code units, as
    /// editors count.
    pub fn position_utf16(&self, offset: u32) -> Position {
        self.lines().position_utf16(&self.text, offset)
    }

    /// The lines of a span, 1-based and inclusive: a span that ends at the start of a line does
    /// not reach into it.
    pub fn line_range(&self, span: Span) -> (u32, u32) {
        let first = self.lines().line(span.start);
        let last = if span.is_empty() { first } else { self.lines().line(span.end - 1) };
        (first, last)
    }
}
