//! Headings and the sections they open.

use super::{BlockId, NodeId, TextRange};
use crate::source::Span;

/// Index of a section; 0 is the text before the first heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub(crate) u32);

impl SectionId {
    /// The text before the first heading, or the whole text where there is none.
    pub const PREAMBLE: Self = Self(0);
}

/// Index of a heading, in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeadingId(pub(crate) u32);

/// A heading, or something that stands in for one.
#[derive(Debug, Clone)]
pub struct Heading {
    /// How it is written.
    pub style: HeadingStyle,
    /// 1 to 6; for a stand-in, one deeper than the section it is in, at most 7.
    pub level: u8,
    /// From its first byte to its last.
    pub span: Span,
    /// The text.
    pub text: TextRange,
    /// The block that holds the text.
    pub block: BlockId,
    /// The node it is, or is in.
    pub node: NodeId,
}

/// How a heading is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadingStyle {
    /// `# …`
    Atx,
    /// Underlined.
    Setext,
    /// `<h1>` to `<h6>`.
    Html,
    /// A paragraph that is one bold run: it stands in for a heading, but has no anchor.
    Bold,
    /// A `<summary>`: it stands in for a heading, but has no anchor.
    Summary,
}

impl HeadingStyle {
    /// Whether the forge makes a heading of it, with an anchor.
    pub fn is_real(self) -> bool {
        matches!(self, Self::Atx | Self::Setext | Self::Html)
    }
}

/// A heading and what is under it.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading; `None` for the text before the first one.
    pub heading: Option<HeadingId>,
    /// The section that this one is nested in.
    pub parent: Option<SectionId>,
    /// The heading's level; 0 for the text before the first one.
    pub level: u8,
    /// From the heading to the next one of the same or a higher level; what stands in for a heading in a
    /// `<details>` reaches to its end at most.
    pub span: Span,
}
