//! Markdown as a typed tree with exact spans, and the text that a reader sees of it.
//!
//! What a security policy is, is not known here.

mod anchor;
mod block;
mod build;
mod html;
mod link;
mod node;
mod section;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::cell::OnceCell;

pub use anchor::{Anchors, slug};
pub use block::{Block, BlockId, BlockKind, Clause, ClauseId, ClauseRange, Row, Table};
pub use link::{Definition, Link, LinkKind, ReferenceForm, UndefinedReference};
pub use node::{AlertKind, Node, NodeId, NodeKind};
pub use section::{Heading, HeadingId, HeadingStyle, Section, SectionId};
pub use text::{TextRange, VisibleText};

use crate::source::{Source, Span};

/// A parsed document.
#[derive(Debug)]
pub struct Document<'s> {
    /// What it was parsed from.
    pub source: &'s Source,
    nodes: Vec<Node>,
    /// What a reader sees.
    pub text: VisibleText,
    /// The text in blocks.
    pub blocks: Vec<Block>,
    /// The text in clauses. A cell has none of its own: the row is the clause.
    pub clauses: Vec<Clause>,
    /// Headings and stand-ins for them.
    pub headings: Vec<Heading>,
    /// Sections; the first is the text before the first heading.
    pub sections: Vec<Section>,
    /// Links and images.
    pub links: Vec<Link<'s>>,
    /// What looks like a link by reference and is none, in document order.
    pub undefined: Vec<UndefinedReference<'s>>,
    /// What is defined for links by reference, in document order.
    pub definitions: Vec<Definition>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Ranges of the visible text that are set as code.
    pub code: Vec<TextRange>,
    /// Ranges of the visible text that are set bold.
    pub bold: Vec<TextRange>,
    /// Code blocks.
    pub code_blocks: Vec<CodeBlock<'s>>,
    /// HTML comments, and the paragraphs that hide text in an unused link definition.
    pub comments: Vec<Comment>,
    /// `<details>` elements that are closed.
    pub details: Vec<Span>,
    /// Targets that HTML sets with `id` or `name`.
    pub html_anchors: Vec<String>,
    anchors: OnceCell<Anchors>,
}

/// A code block.
#[derive(Debug, Clone)]
pub struct CodeBlock<'s> {
    /// The node it is.
    pub node: NodeId,
    /// The words behind the opening fence.
    pub info: Cow<'s, str>,
    /// The lines of code as they are in the source, fences not included.
    pub content: Span,
    /// The section it is in.
    pub section: SectionId,
}

/// An HTML comment.
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    /// From `<!--` to `-->`.
    pub span: Span,
    /// What is between them.
    pub content: Span,
}

impl<'s> Document<'s> {
    /// Parses a text, as GitHub does.
    pub fn parse(source: &'s Source) -> Self {
        build::parse(source)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// A block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    /// A clause.
    pub fn clause(&self, id: ClauseId) -> &Clause {
        &self.clauses[id.0 as usize]
    }

    /// A section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// A heading.
    pub fn heading(&self, id: HeadingId) -> &Heading {
        &self.headings[id.0 as usize]
    }

    /// The heading of a section.
    pub fn heading_of(&self, id: SectionId) -> Option<&Heading> {
        self.section(id).heading.map(|heading| self.heading(heading))
    }

    /// The first range set as code that shares a byte with this one.
    pub fn code_at(&self, range: TextRange) -> Option<TextRange> {
        let first = self.code.partition_point(|code| code.end <= range.start);
        self.code.get(first).copied().filter(|code| code.overlaps(range))
    }

    /// The links and images of a block, in document order.
    pub fn links_of(&self, block: BlockId) -> &[Link<'s>] {
        let first = self.links.partition_point(|link| link.block < block);
        let last = first + self.links[first..].partition_point(|link| link.block == block);
        &self.links[first..last]
    }

    /// The links and images of a clause, in document order.
    pub fn links_in(&self, clause: ClauseId) -> &[Link<'s>] {
        let Clause { block, text, .. } = *self.clause(clause);
        let last_block = self
            .blocks
            .partition_point(|other| other.text.start <= text.end)
            .checked_sub(1)
            .map_or(block, |last| BlockId(last as u32));
        let first = self.links.partition_point(|link| (link.block, link.text.start) < (block, text.start));
        let last = first
            + self.links[first..]
                .partition_point(|link| (link.block, link.text.start) <= (last_block.max(block), text.end));
        &self.links[first..last]
    }

    /// All nodes below one, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        (id.0 + 1..self.node(id).end).map(NodeId)
    }

    /// The nodes directly below one, in document order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.node(id).end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = NodeId(next);
                next = self.node(child).end;
                child
            })
        })
    }

    /// The node above one; `None` for the root.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id != NodeId::ROOT).then(|| NodeId(self.node(id).parent))
    }

    /// The last node that begins at or before an offset; it may end before it.
    pub fn last_node_at(&self, offset: u32) -> NodeId {
        let behind = self.nodes.partition_point(|node| node.span.start <= offset) as u32;
        NodeId(behind.saturating_sub(1))
    }

    /// The first node behind one and all below it: its next sibling, or that of a node above.
    pub fn node_behind(&self, id: NodeId) -> Option<NodeId> {
        let next = NodeId(self.node(id).end);
        (next.index() < self.nodes.len()).then_some(next)
    }

    /// The sibling before a node.
    pub fn sibling_before(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id)?;
        let mut before = NodeId(id.0 - 1);
        while before != parent {
            match self.parent(before)? {
                above if above == parent => return Some(before),
                above => before = above,
            }
        }
        None
    }

    /// The smallest span that shows a range of the visible text.
    pub fn span(&self, range: TextRange) -> Span {
        self.text.span(range)
    }

    /// Where the start of a span is shown in the visible text; the nearest place before it, if
    /// it is not shown itself, and `None` before all text.
    pub fn text_at(&self, span: Span) -> Option<u32> {
        self.text.shown_at(span.start)
    }

    /// The visible text of a range.
    pub fn str(&self, range: TextRange) -> &str {
        self.text.slice(range)
    }

    /// The headings by their anchors, which are made on the first question: most documents link to none of their own.
    pub fn anchors(&self) -> &Anchors {
        self.anchors.get_or_init(|| {
            let ids = (0..self.headings.len() as u32).map(HeadingId);
            let real = ids.zip(&self.headings).filter(|(_, heading)| heading.style.is_real());
            Anchors::new(real.map(|(id, heading)| (id, self.str(heading.text))))
        })
    }
}
