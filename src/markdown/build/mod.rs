//! From pulldown-cmark's events to the document, in one pass.

mod blocks;
mod elements;
mod events;

use std::borrow::Cow;

use pulldown_cmark::{BrokenLink, LinkType, Options, Parser};

use super::Document;
use super::block::{BlockKind, ClauseId};
use super::html::Fragment;
use super::link::{self, Definition, ReferenceForm, UndefinedReference};
use super::node::{Node, NodeId, NodeKind};
use super::section::{HeadingStyle, Section, SectionId};
use super::text::VisibleText;
use crate::source::{Source, Span};

/// The extensions of GitHub Flavored Markdown. Front matter is found by [`front_matter`], as
/// pulldown-cmark takes any `---` for its start.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

pub(super) fn parse(source: &Source) -> Document<'_> {
    let body = source.body();
    let matter = front_matter(source.slice(body));
    let start = body.start + matter.unwrap_or(0);
    let text = &source.text()[start as usize..];
    let mut builder = Builder::new(source, start);
    if let Some(length) = matter {
        let span = builder.trimmed(Span::new(body.start, body.start + length));
        builder.leaf(NodeKind::FrontMatter, span);
    }
    let span = |range: std::ops::Range<usize>| Span::new(start + range.start as u32, start + range.end as u32);
    let mut undefined: Vec<UndefinedReference<'_>> = Vec::new();
    let on_undefined = |link: BrokenLink<'_>| {
        let span = span(link.span);
        // The parser asks again for each half of `[text][label]`.
        if undefined.last().is_none_or(|last| !last.span.contains(span)) {
            let label = Cow::Owned(link.reference.into_string());
            undefined.push(UndefinedReference { form: form(link.link_type), label, span });
        }
        None
    };
    let mut events = Parser::new_with_broken_link_callback(text, OPTIONS, Some(on_undefined)).into_offset_iter();
    for (event, range) in events.by_ref() {
        builder.event(event, span(range));
    }
    let definitions = events.reference_definitions().iter().map(|(label, link)| Definition {
        label: label.to_owned(),
        target: link.dest.to_string(),
        span: builder.trimmed(span(link.span.clone())),
    });
    let mut definitions: Vec<Definition> = definitions.collect();
    definitions.sort_unstable_by_key(|definition| definition.span.start);
    builder.document.definitions = definitions;
    drop(events);
    builder.document.undefined = undefined;
    builder.finish()
}

fn form(link: LinkType) -> ReferenceForm {
    match link {
        LinkType::Reference | LinkType::ReferenceUnknown => ReferenceForm::Full,
        LinkType::Collapsed | LinkType::CollapsedUnknown => ReferenceForm::Collapsed,
        _ => ReferenceForm::Shortcut,
    }
}

/// Length of YAML front matter: `---` as the first line, a line with a colon, `---` again.
fn front_matter(text: &str) -> Option<u32> {
    let rest = text.strip_prefix("---")?;
    let mut lines = rest.split_inclusive('\n');
    lines.next().filter(|line| line.trim().is_empty())?;
    let mut length = text.len() - lines.clone().map(str::len).sum::<usize>();
    let mut first = true;
    for line in lines {
        length += line.len();
        if line.trim_end() == "---" && !first {
            return Some(length as u32);
        }
        // A comment may have a colon too.
        if first && (!line.contains(':') || line.trim_start().starts_with("<!--")) {
            return None;
        }
        first = false;
    }
    None
}

struct Builder<'s> {
    document: Document<'s>,
    /// Open nodes, the innermost last.
    open: Vec<NodeId>,
    /// The text block that is being filled.
    block: Option<OpenBlock>,
    /// Open sections, the innermost last; the text before the first heading is not among them.
    sections: Vec<SectionId>,
    /// For each open list, the clause that leads in to it.
    lists: Vec<Option<ClauseId>>,
    /// The last clause of the block before, in the same container.
    previous: Option<ClauseId>,
    /// Open links, by index in `document.links`.
    links: Vec<usize>,
    /// Open bold runs: where they start in the visible text.
    bold: Vec<u32>,
    /// Depth of open images, whose text is not visible.
    images: Vec<usize>,
    /// Place in the table that is open: row and column.
    cell: (u32, u32),
    /// First cell of the row that is open.
    row: u32,
    /// The HTML table that is open, and where its open row begins.
    html_table: Option<HtmlTable>,
    /// Lines of the HTML block that is open.
    html: Option<Fragment>,
    /// Open `<details>`.
    details: Vec<u32>,
    /// Inside `<script>` or `<style>`.
    unseen: bool,
    /// The code block that is open.
    code: Option<OpenCode>,
    /// Whether `www.` stands anywhere.
    may_have_www: bool,
    /// Kept between blocks to spare an allocation each.
    scratch: Vec<(usize, usize)>,
}

/// A code block in the making: what was seen of its content.
#[derive(Default)]
struct OpenCode {
    content: Option<Span>,
}

/// An HTML table in the making: where its open row begins.
#[derive(Clone, Copy, Default)]
struct HtmlTable {
    row: Option<u32>,
}

/// A text block in the making.
struct OpenBlock {
    kind: BlockKind,
    /// The heading it will be.
    heading: Option<(HeadingStyle, u8)>,
    start: u32,
    node: NodeId,
    lead_in: Option<ClauseId>,
    span: Span,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source, start: u32) -> Self {
        let length = source.text().len();
        let root = Node { kind: NodeKind::Document, span: source.body(), parent: 0, end: 0 };
        let preamble = Section { heading: None, parent: None, level: 0, span: Span::new(start, length as u32) };
        let mut nodes = Vec::with_capacity(length / 16 + 8);
        nodes.push(root);
        let mut sections = Vec::with_capacity(length / 256 + 4);
        sections.push(preamble);
        let document = Document {
            source,
            nodes,
            text: VisibleText::with_capacity(length),
            blocks: Vec::with_capacity(length / 64 + 4),
            clauses: Vec::with_capacity(length / 64 + 4),
            headings: Vec::with_capacity(length / 256 + 4),
            sections,
            links: Vec::with_capacity(length / 256 + 4),
            undefined: Vec::new(),
            definitions: Vec::new(),
            tables: Vec::new(),
            code: Vec::new(),
            bold: Vec::new(),
            code_blocks: Vec::new(),
            comments: Vec::new(),
            details: Vec::new(),
            html_anchors: Vec::new(),
            anchors: std::cell::OnceCell::new(),
        };
        Self {
            document,
            open: vec![NodeId::ROOT],
            block: None,
            sections: Vec::new(),
            lists: Vec::new(),
            previous: None,
            links: Vec::new(),
            bold: Vec::new(),
            images: Vec::new(),
            cell: (0, 0),
            row: 0,
            html_table: None,
            html: None,
            details: Vec::new(),
            unseen: false,
            code: None,
            may_have_www: link::may_have_www(source.text()),
            scratch: Vec::new(),
        }
    }

    fn finish(mut self) -> Document<'s> {
        self.close_block();
        let end = self.document.nodes.len() as u32;
        self.document.nodes[0].end = end;
        self.document.links.sort_by_key(|link| (link.block, link.text.start, link.span.start));
        self.document
    }

    fn top(&self) -> NodeId {
        self.open.last().copied().unwrap_or(NodeId::ROOT)
    }

    fn section(&self) -> SectionId {
        self.sections.last().copied().unwrap_or(SectionId::PREAMBLE)
    }

    fn push(&mut self, kind: NodeKind, span: Span) -> NodeId {
        let id = NodeId(self.document.nodes.len() as u32);
        self.document.nodes.push(Node { kind, span, parent: self.top().0, end: id.0 + 1 });
        id
    }

    fn leaf(&mut self, kind: NodeKind, span: Span) -> NodeId {
        self.push(kind, span)
    }

    fn enter(&mut self, kind: NodeKind, span: Span) -> NodeId {
        let id = self.push(kind, span);
        self.open.push(id);
        id
    }

    fn leave(&mut self) {
        if let Some(id) = self.open.pop() {
            self.document.nodes[id.index()].end = self.document.nodes.len() as u32;
        }
    }

    fn rest(&self, offset: u32) -> &str {
        &self.document.source.text()[offset as usize..]
    }

    /// A block's span without the line ends and white space behind it.
    fn trimmed(&self, span: Span) -> Span {
        let length = self.document.source.slice(span).trim_end().len() as u32;
        Span::new(span.start, span.start + length)
    }
}
