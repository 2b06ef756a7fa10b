//! The tree: an arena of nodes in document order, each a kind and a span.

use crate::source::Span;

/// Index of a node; the root is 0, and children come after their parent, in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The document itself.
    pub const ROOT: Self = Self(0);

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A node of the tree.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its bytes in the file as read, from its first marker to its last; a block's ends before
    /// its line end.
    pub span: Span,
    pub(super) parent: u32,
    /// Behind the last node below this one: the subtree is `self..end`.
    pub(super) end: u32,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// The root.
    Document,
    /// YAML between `---` lines at the very start.
    FrontMatter,
    /// A paragraph.
    Paragraph,
    /// `# …`, or text underlined with `=` or `-`. The level is 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Whether it is underlined.
        setext: bool,
    },
    /// `> …`
    BlockQuote,
    /// A block quote that begins with `[!NOTE]` or the like.
    Alert(AlertKind),
    /// Code between fences, or indented.
    CodeBlock {
        /// Whether it is fenced.
        fenced: bool,
    },
    /// Lines of HTML.
    HtmlBlock,
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
    },
    /// An item of a list.
    Item,
    /// A table.
    Table,
    /// The header row of a table.
    TableHead,
    /// A row of a table.
    TableRow,
    /// A cell of a table.
    TableCell,
    /// `[^1]: …`
    FootnoteDefinition,
    /// `[^1]`
    FootnoteReference,
    /// `---`
    ThematicBreak,
    /// `*…*`
    Emphasis,
    /// `**…**`
    Strong,
    /// `~~…~~`
    Strikethrough,
    /// A link of any Markdown form; the details are in [`super::Link`].
    Link,
    /// An image; the details are in [`super::Link`].
    Image,
    /// A run of text.
    Text,
    /// Code in a line.
    Code,
    /// A tag or comment in a line.
    InlineHtml,
    /// A line end inside a paragraph.
    SoftBreak,
    /// A line end that is shown.
    HardBreak,
    /// `[ ]` or `[x]` at the start of an item.
    TaskMarker {
        /// Whether it is ticked.
        checked: bool,
    },
}

impl NodeKind {
    /// Whether it is a block, or a cell, rather than something in a line of text.
    pub fn is_block(self) -> bool {
        match self {
            Self::Document
            | Self::FrontMatter
            | Self::Paragraph
            | Self::Heading { .. }
            | Self::BlockQuote
            | Self::Alert(_)
            | Self::CodeBlock { .. }
            | Self::HtmlBlock
            | Self::List { .. }
            | Self::Item
            | Self::Table
            | Self::TableHead
            | Self::TableRow
            | Self::TableCell
            | Self::FootnoteDefinition
            | Self::ThematicBreak => true,
            Self::FootnoteReference
            | Self::Emphasis
            | Self::Strong
            | Self::Strikethrough
            | Self::Link
            | Self::Image
            | Self::Text
            | Self::Code
            | Self::InlineHtml
            | Self::SoftBreak
            | Self::HardBreak
            | Self::TaskMarker { .. } => false,
        }
    }
}

/// The word of a GitHub alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the word itself")]
pub enum AlertKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}
