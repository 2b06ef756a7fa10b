//! Where words stand, for programs.
//!
//! Lines and columns are 1-based, columns in Unicode scalar values. `end_line` is the line of the last byte, and
//! `end_column` lies behind it; a line end takes no column.

use serde::Serialize;

use crate::source::{Source, Span};

/// Words of the text.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct Place {
    /// The line of the first character, 1-based.
    pub(super) line: u32,
    /// Its column, 1-based, in Unicode scalar values.
    pub(super) column: u32,
    /// The line of the last character, 1-based.
    pub(super) end_line: u32,
    /// The column behind it, 1-based, in Unicode scalar values.
    pub(super) end_column: u32,
    pub(super) span: Span,
}

impl Place {
    pub(super) fn new(source: &Source, span: Span) -> Self {
        let start = source.position(span.start);
        let (_, end_line) = source.line_range(span);
        let end = span.end.min(source.lines().end(source.text(), end_line)).max(span.start);
        // A span of a line end alone would else end before it starts.
        let end_column = if source.lines().line(end) == end_line { source.position(end).column } else { start.column };
        Self { line: start.line, column: start.column, end_line, end_column, span }
    }
}
