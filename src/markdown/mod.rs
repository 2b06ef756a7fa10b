//! Markdown as a typed tree.

use crate::source::Source;

/// A parsed document.
#[derive(Debug)]
pub struct Document<'s> {
    /// What it was parsed from.
    pub source: &'s Source,
}

impl<'s> Document<'s> {
    /// Parses a text.
    pub fn parse(source: &'s Source) -> Self {
        Self { source }
    }
}
