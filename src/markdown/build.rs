//! From pulldown-cmark's events to the document, in one pass.

use std::borrow::Cow;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::block::{self, Block, BlockId, BlockKind, Clause, ClauseId, ClauseRange, Row, Table};
use super::html::{self, Fragment, Piece};
use super::link::{self, Link, LinkKind};
use super::node::{AlertKind, Node, NodeId, NodeKind};
use super::section::{Heading, HeadingId, HeadingStyle, Section, SectionId};
use super::text::{TextRange, VisibleText};
use super::{CodeBlock, Comment, Document};
use crate::source::{Source, Span};

/// The extensions of GitHub Flavored Markdown. Front matter is found by [`front_matter`], as
/// pulldown-cmark takes any `---` for its start.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// The most words of a bold paragraph that stands in for a heading.
const STAND_IN_WORDS: usize = 10;

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
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        builder.event(event, Span::new(start + range.start as u32, start + range.end as u32));
    }
    builder.finish()
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
        if first && !line.contains(':') {
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
    /// Lines of the HTML block that is open.
    html: Option<Fragment>,
    /// Open `<details>`.
    details: Vec<u32>,
    /// Inside `<script>` or `<style>`.
    unseen: bool,
    /// Content of the code block that is open.
    code: Option<Option<Span>>,
    /// Kept between blocks to spare an allocation each.
    scratch: Vec<(usize, usize)>,
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
        let document = Document {
            source,
            nodes,
            text: VisibleText::with_capacity(length),
            blocks: Vec::with_capacity(length / 64 + 4),
            clauses: Vec::with_capacity(length / 64 + 4),
            headings: Vec::new(),
            sections: vec![preamble],
            links: Vec::new(),
            tables: Vec::new(),
            code: Vec::new(),
            bold: Vec::new(),
            code_blocks: Vec::new(),
            comments: Vec::new(),
            details: Vec::new(),
            html_anchors: Vec::new(),
            slugs: std::cell::OnceCell::new(),
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
            html: None,
            details: Vec::new(),
            unseen: false,
            code: None,
            scratch: Vec::new(),
        }
    }

    fn finish(mut self) -> Document<'s> {
        self.close_block();
        let end = self.document.nodes.len() as u32;
        self.document.nodes[0].end = end;
        self.document.links.sort_by_key(|link| (link.span.start, std::cmp::Reverse(link.span.end)));
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

    fn event(&mut self, event: Event<'s>, span: Span) {
        if self.html.is_some() && !matches!(event, Event::Html(_) | Event::Text(_) | Event::End(TagEnd::HtmlBlock)) {
            self.end_html();
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(text) => self.text(&text, span),
            Event::Code(code) => {
                self.leaf(NodeKind::Code, span);
                self.inline_code(&code, span);
            }
            Event::InlineHtml(tag) => {
                let node = self.leaf(NodeKind::InlineHtml, span);
                self.ensure_block(span);
                let mut fragment = Fragment::default();
                fragment.push(&tag, span);
                for piece in fragment.pieces() {
                    self.inline_html(piece, node);
                }
            }
            Event::Html(line) => match &mut self.html {
                Some(fragment) => fragment.push(&line, span),
                None => {
                    let mut fragment = Fragment::default();
                    fragment.push(&line, span);
                    self.html = Some(fragment);
                }
            },
            Event::SoftBreak => {
                self.leaf(NodeKind::SoftBreak, span);
                self.line_end(span);
            }
            Event::HardBreak => {
                self.leaf(NodeKind::HardBreak, span);
                self.line_end(span);
            }
            Event::Rule => {
                self.close_block();
                let span = self.trimmed(span);
                self.leaf(NodeKind::ThematicBreak, span);
                self.previous = None;
            }
            Event::FootnoteReference(_) => {
                self.leaf(NodeKind::FootnoteReference, span);
            }
            Event::TaskListMarker(checked) => {
                self.leaf(NodeKind::TaskMarker { checked }, span);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, span),
        }
    }

    fn start(&mut self, tag: Tag<'s>, span: Span) {
        let block_span = self.trimmed(span);
        match tag {
            Tag::Paragraph => {
                self.close_block();
                let node = self.enter(NodeKind::Paragraph, block_span);
                self.open_block(BlockKind::Paragraph, None, node, block_span);
            }
            Tag::Heading { level, .. } => {
                self.close_block();
                let setext = !self.document.source.slice(block_span).trim_start().starts_with('#');
                let level = level as u8;
                let node = self.enter(NodeKind::Heading { level, setext }, block_span);
                let style = if setext { HeadingStyle::Setext } else { HeadingStyle::Atx };
                self.open_block(BlockKind::Heading, Some((style, level)), node, block_span);
            }
            Tag::BlockQuote(kind) => {
                self.close_block();
                self.enter(kind.map_or(NodeKind::BlockQuote, |kind| NodeKind::Alert(alert(kind))), block_span);
            }
            Tag::CodeBlock(kind) => {
                self.close_block();
                let (fenced, info) = match kind {
                    CodeBlockKind::Fenced(info) => (true, cow(info)),
                    CodeBlockKind::Indented => (false, Cow::Borrowed("")),
                };
                let node = self.enter(NodeKind::CodeBlock { fenced }, block_span);
                let section = self.section();
                self.document.code_blocks.push(CodeBlock { node, info, content: Span::at(span.start), section });
                self.code = Some(None);
            }
            Tag::HtmlBlock => {
                self.close_block();
                self.enter(NodeKind::HtmlBlock, block_span);
                self.html = Some(Fragment::default());
            }
            Tag::List(first) => {
                self.close_block();
                self.enter(NodeKind::List { ordered: first.is_some() }, block_span);
                self.lists.push(self.previous.take());
            }
            Tag::Item => {
                self.close_block();
                self.previous = None;
                self.enter(NodeKind::Item, block_span);
            }
            Tag::FootnoteDefinition(_) => {
                self.close_block();
                self.enter(NodeKind::FootnoteDefinition, block_span);
            }
            Tag::Table(_) => {
                self.close_block();
                let node = self.enter(NodeKind::Table, block_span);
                let section = self.section();
                self.document.tables.push(Table { node, section, rows: Vec::new() });
                self.cell = (0, 0);
            }
            Tag::TableHead | Tag::TableRow => {
                let kind = if matches!(tag, Tag::TableHead) { NodeKind::TableHead } else { NodeKind::TableRow };
                self.enter(kind, block_span);
                self.row = self.document.blocks.len() as u32;
                self.cell.1 = 0;
            }
            Tag::TableCell => {
                let padding = span.len() - self.document.source.slice(span).trim_start().len() as u32;
                let block_span = Span::new((span.start + padding).min(block_span.end), block_span.end);
                let node = self.enter(NodeKind::TableCell, block_span);
                let table = self.document.tables.len() as u32 - 1;
                let kind = BlockKind::Cell { table, row: self.cell.0, column: self.cell.1 };
                self.open_block(kind, None, node, block_span);
            }
            Tag::Emphasis => self.enter_inline(NodeKind::Emphasis, span),
            Tag::Strong => {
                self.enter_inline(NodeKind::Strong, span);
                self.bold.push(self.document.text.len());
            }
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.enter_inline(NodeKind::Strikethrough, span),
            Tag::Link { link_type, dest_url, .. } => {
                // pulldown-cmark leaves the empty brackets of `[label][]` out.
                let is_open = link_type == LinkType::Collapsed && self.rest(span.end).starts_with("[]");
                let span = if is_open { Span::new(span.start, span.end + 2) } else { span };
                self.enter_inline(NodeKind::Link, span);
                let (kind, target) = match link_type {
                    LinkType::Email => (LinkKind::Autolink, Cow::Owned(format!("mailto:{dest_url}"))),
                    LinkType::Autolink => (LinkKind::Autolink, cow(dest_url)),
                    LinkType::Inline => (LinkKind::Inline, cow(dest_url)),
                    _ => (LinkKind::Reference, cow(dest_url)),
                };
                let node = self.top();
                self.links.push(self.document.links.len());
                self.push_link(kind, target, span, node);
            }
            Tag::Image { dest_url, .. } => {
                self.enter_inline(NodeKind::Image, span);
                let node = self.top();
                self.images.push(self.document.links.len());
                self.push_link(LinkKind::Image, cow(dest_url), span, node);
            }
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition | Tag::MetadataBlock(_) => {
                self.close_block();
                self.enter(NodeKind::Paragraph, block_span);
            }
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Strong => {
                if let Some(start) = self.bold.pop() {
                    self.document.bold.push(TextRange::new(start, self.document.text.len()));
                }
            }
            TagEnd::Link => {
                if let Some(index) = self.links.pop() {
                    self.end_link(index);
                }
            }
            TagEnd::Image => {
                self.images.pop();
            }
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(),
            TagEnd::TableCell => {
                self.close_block();
                self.cell.1 += 1;
            }
            TagEnd::CodeBlock => self.end_code(span),
            TagEnd::HtmlBlock => {
                self.end_html();
                self.close_block();
            }
            TagEnd::List(_) => {
                self.close_block();
                self.lists.pop();
                self.previous = None;
            }
            _ => self.close_block(),
        }
        self.leave();
    }

    fn enter_inline(&mut self, kind: NodeKind, span: Span) {
        self.ensure_block(span);
        self.enter(kind, span);
    }

    fn push_link(&mut self, kind: LinkKind, target: Cow<'s, str>, span: Span, node: NodeId) {
        let at = self.document.text.len();
        let block = BlockId(self.document.blocks.len() as u32);
        let link = Link { kind, target, span, text: TextRange::new(at, at), alt: String::new(), block, node };
        self.document.links.push(link);
    }

    fn end_link(&mut self, index: usize) {
        let end = self.document.text.len();
        let link = &mut self.document.links[index];
        link.text.end = end.max(link.text.start);
    }

    fn text(&mut self, text: &str, span: Span) {
        if let Some(code) = &mut self.code {
            *code = Some(code.map_or(span, |so_far| so_far.cover(span)));
            return;
        }
        if let Some(fragment) = &mut self.html {
            fragment.push(text, span);
            return;
        }
        if let Some(&image) = self.images.last() {
            self.leaf(NodeKind::Text, span);
            self.document.links[image].alt.push_str(text);
            return;
        }
        self.ensure_block(span);
        self.leaf(NodeKind::Text, span);
        self.show(text, span);
    }

    fn show(&mut self, text: &str, span: Span) {
        let verbatim = self.document.source.slice(span) == text;
        self.document.text.push(text, span, verbatim);
    }

    fn inline_code(&mut self, code: &str, span: Span) {
        if let Some(&image) = self.images.last() {
            self.document.links[image].alt.push_str(code);
            return;
        }
        self.ensure_block(span);
        let start = self.document.text.len();
        match self.document.source.slice(span).find(code) {
            Some(at) => {
                let from = span.start + at as u32;
                self.document.text.push(code, Span::new(from, from + code.len() as u32), true);
            }
            None => self.document.text.push(code, span, false),
        }
        self.document.code.push(TextRange::new(start, self.document.text.len()));
    }

    fn line_end(&mut self, span: Span) {
        if let Some(&image) = self.images.last() {
            self.document.links[image].alt.push(' ');
        } else if self.block.is_some() {
            self.show("\n", span);
        }
    }

    /// Opens a block for text that stands directly in a tight item.
    fn ensure_block(&mut self, span: Span) {
        if self.block.is_none() {
            let node = self.top();
            self.open_block(BlockKind::Item, None, node, span);
        }
    }

    fn open_block(&mut self, kind: BlockKind, heading: Option<(HeadingStyle, u8)>, node: NodeId, span: Span) {
        let announced =
            self.previous.filter(|&clause| ends_with_colon(self.document.str(self.document.clause(clause).text)));
        let is_first_of_item = self.previous.is_none() && matches!(self.enclosing_item(), Some(true));
        let lead_in = announced.or_else(|| {
            if is_first_of_item || kind == BlockKind::Item { self.lists.last().copied().flatten() } else { None }
        });
        let lead_in = if heading.is_some() { None } else { lead_in };
        self.block = Some(OpenBlock { kind, heading, start: self.document.text.len(), node, lead_in, span });
    }

    /// Whether the nearest container is a list item.
    fn enclosing_item(&self) -> Option<bool> {
        let containers = self.open.iter().rev().map(|&id| self.document.node(id).kind);
        containers
            .skip_while(|kind| {
                !matches!(kind, NodeKind::Item | NodeKind::BlockQuote | NodeKind::Alert(_) | NodeKind::Document)
            })
            .map(|kind| kind == NodeKind::Item)
            .next()
    }

    fn close_block(&mut self) {
        let Some(open) = self.block.take() else { return };
        let raw = TextRange::new(open.start, self.document.text.len());
        self.document.text.seal();
        let text = self.document.str(raw);
        let lead = (text.len() - text.trim_start().len()) as u32;
        let range = TextRange::new(raw.start + lead, raw.start + lead + text.trim().len() as u32);
        let is_cell = matches!(open.kind, BlockKind::Cell { .. });
        if range.is_empty() && !is_cell && open.heading.is_none() {
            return;
        }
        let id = BlockId(self.document.blocks.len() as u32);
        self.bare_links(range, id, open.node);
        let heading = open.heading.or_else(|| self.stand_in(&open, range));
        if let Some((style, level)) = heading {
            self.open_section(style, level, range, id, &open);
        }
        let kind = if heading.is_some() { BlockKind::Heading } else { open.kind };
        let clauses = if is_cell { ClauseRange::default() } else { self.clauses(range, id, kind) };
        self.previous = if heading.is_some() || is_cell { None } else { clauses.iter().next_back() };
        let section = self.section();
        self.document.blocks.push(Block {
            kind,
            text: range,
            node: open.node,
            section,
            lead_in: open.lead_in,
            clauses,
        });
    }

    /// Whether a paragraph is one bold run that stands in for a heading.
    fn stand_in(&self, open: &OpenBlock, range: TextRange) -> Option<(HeadingStyle, u8)> {
        let bold = self.document.bold.last()?;
        if open.kind != BlockKind::Paragraph
            || open.lead_in.is_some()
            || self.lists.last().is_some()
            || bold.start > range.start
        {
            return None;
        }
        let text = self.document.str(range);
        let behind = self.document.text.as_str()[bold.end.min(range.end) as usize..range.end as usize].trim();
        let is_whole = bold.end >= range.end || matches!(behind, ":" | "：" | "?");
        let is_sentence = text.trim_end_matches(':').ends_with(['.', '!', ',', ';', '。', '！']);
        let is_short = text.split_whitespace().count() <= STAND_IN_WORDS && !text.contains('\n');
        let holds_contact = text.contains('@') || text.contains("://");
        (is_whole && !is_sentence && is_short && !holds_contact).then(|| (HeadingStyle::Bold, self.stand_in_level()))
    }

    /// One deeper than the section that is open, or as deep as another stand-in.
    fn stand_in_level(&self) -> u8 {
        let Some(&section) = self.sections.last() else { return 7 };
        let section = self.document.section(section);
        let is_stand_in = section.heading.is_some_and(|heading| !self.document.heading(heading).style.is_real());
        if is_stand_in { section.level } else { section.level + 1 }
    }

    fn open_section(&mut self, style: HeadingStyle, level: u8, text: TextRange, block: BlockId, open: &OpenBlock) {
        let start = open.span.start;
        let end = self.document.source.text().len() as u32;
        if self.document.headings.is_empty() {
            let preamble = &mut self.document.sections[0].span;
            preamble.end = start.max(preamble.start);
        }
        while let Some(&last) = self.sections.last() {
            let section = &mut self.document.sections[last.0 as usize];
            if section.level < level {
                break;
            }
            section.span.end = start.max(section.span.start);
            self.sections.pop();
        }
        let heading = HeadingId(self.document.headings.len() as u32);
        self.document.headings.push(Heading { style, level, span: open.span, text, block, node: open.node });
        let id = SectionId(self.document.sections.len() as u32);
        let parent = self.sections.last().copied();
        self.document.sections.push(Section {
            heading: Some(heading),
            parent,
            level,
            span: Span::new(start, end.max(start)),
        });
        self.sections.push(id);
    }

    /// Cuts a block into clauses.
    fn clauses(&mut self, range: TextRange, block: BlockId, kind: BlockKind) -> ClauseRange {
        let first = self.document.clauses.len() as u32;
        if kind == BlockKind::Heading {
            self.document.clauses.push(Clause { text: range, block, label: None });
        } else {
            let mut start = range.start;
            while start < range.end {
                let end = self.next_definition(start, range);
                self.sentences(TextRange::new(start, end), block);
                start = end;
            }
        }
        ClauseRange { start: first, end: self.document.clauses.len() as u32 }
    }

    fn sentences(&mut self, part: TextRange, block: BlockId) {
        let mut found = std::mem::take(&mut self.scratch);
        block::sentences(self.document.str(part), &mut found);
        for (start, end) in found.drain(..) {
            let text = TextRange::new(part.start + start as u32, part.start + end as u32);
            let label = block::label(self.document.str(text))
                .map(|(start, end)| TextRange::new(text.start + start as u32, text.start + end as u32));
            self.document.clauses.push(Clause { text, block, label });
        }
        self.scratch = found;
    }

    /// Where the next line of a block begins that has a bold label; the end of the block if none does.
    fn next_definition(&self, start: u32, block: TextRange) -> u32 {
        let text = self.document.text.as_str();
        let first = self.document.bold.partition_point(|bold| bold.start <= start);
        let begins = |bold: &&TextRange| {
            let before = text[start as usize..bold.start as usize].trim_end_matches([' ', '\t']);
            before.ends_with('\n') && block::label(&text[bold.start as usize..block.end as usize]).is_some()
        };
        let bold = self.document.bold[first..].iter().take_while(|bold| bold.start < block.end).find(begins);
        bold.map_or(block.end, |bold| bold.start)
    }

    fn bare_links(&mut self, range: TextRange, block: BlockId, node: NodeId) {
        let text = self.document.str(range);
        if !link::may_have_bare_links(text) {
            return;
        }
        let found: Vec<_> = link::bare_links(text).collect();
        for (at, kind, target) in found {
            let at = TextRange::new(range.start + at.start as u32, range.start + at.end as u32);
            let is_taken = self
                .document
                .links
                .iter()
                .rev()
                .take_while(|link| link.block.0 >= block.0)
                .any(|link| link.text.overlaps(at))
                || self
                    .document
                    .code
                    .iter()
                    .rev()
                    .take_while(|code| code.end > range.start)
                    .any(|code| code.overlaps(at));
            if !is_taken {
                let span = self.document.span(at);
                self.document.links.push(Link {
                    kind,
                    target: Cow::Owned(target),
                    span,
                    text: at,
                    alt: String::new(),
                    block,
                    node,
                });
            }
        }
    }

    fn end_row(&mut self) {
        let cells: Vec<BlockId> = (self.row..self.document.blocks.len() as u32).map(BlockId).collect();
        if let (Some(&first), Some(&last)) = (cells.first(), cells.last()) {
            let text = TextRange::new(self.document.block(first).text.start, self.document.block(last).text.end);
            let clause = ClauseId(self.document.clauses.len() as u32);
            self.document.clauses.push(Clause { text, block: first, label: None });
            for &cell in &cells {
                self.document.blocks[cell.0 as usize].clauses = ClauseRange { start: clause.0, end: clause.0 + 1 };
            }
            let node = self.top();
            if let Some(table) = self.document.tables.last_mut() {
                table.rows.push(Row { node, clause, cells });
            }
        }
        self.cell.0 += 1;
        self.previous = None;
    }

    /// Closes a code block. One that holds nothing but a contact is visible.
    fn end_code(&mut self, span: Span) {
        let content =
            self.code.take().flatten().unwrap_or(Span::at(span.end.min(self.document.source.text().len() as u32)));
        let Some(block) = self.document.code_blocks.last_mut() else { return };
        block.content = content;
        let node = block.node;
        let text = self.document.source.slice(content);
        if text.len() < 200 && is_contact(text.trim()) {
            let lead = (text.len() - text.trim_start().len()) as u32;
            let span = Span::new(content.start + lead, content.start + lead + text.trim().len() as u32);
            self.open_block(BlockKind::Code, None, node, span);
            self.show(self.document.source.slice(span), span);
            self.close_block();
        } else {
            self.previous = None;
        }
    }

    fn end_html(&mut self) {
        let Some(fragment) = self.html.take() else { return };
        let node = self.top();
        for piece in fragment.pieces() {
            self.block_html(piece, node);
        }
        self.unseen = false;
    }

    /// HTML between blocks: its text is visible, and its block tags end blocks.
    fn block_html(&mut self, piece: Piece, node: NodeId) {
        match piece {
            Piece::Open { ref name, span, .. } | Piece::Close { ref name, span } if html::is_block(name) => {
                let is_open = matches!(piece, Piece::Open { .. });
                let heading = html::heading_level(name).map(|level| (HeadingStyle::Html, level));
                let heading =
                    if name == "summary" { Some((HeadingStyle::Summary, self.stand_in_level())) } else { heading };
                // A block tag inside a heading (`<h3><p>`) does not end the heading.
                let inside = self.block.as_ref().is_some_and(|block| block.heading.is_some());
                if !inside || heading.is_some() {
                    self.close_block();
                }
                if is_open && heading.is_some() {
                    self.open_block(BlockKind::Html, heading, node, span);
                }
                self.inline_html(piece, node);
            }
            Piece::Text { ref text, span } => {
                if self.unseen {
                    return;
                }
                if self.block.is_none() {
                    if text.trim().is_empty() {
                        return;
                    }
                    self.open_block(BlockKind::Html, None, node, span);
                }
                self.show(text, span);
                if let Some(block) = &mut self.block {
                    block.span = block.span.cover(span);
                }
            }
            piece => {
                if self.block.is_none() && matches!(&piece, Piece::Open { name, .. } if name == "a") {
                    let Piece::Open { span, .. } = &piece else { return };
                    self.open_block(BlockKind::Html, None, node, *span);
                }
                self.inline_html(piece, node);
            }
        }
    }

    /// What tags and comments mean wherever they stand.
    fn inline_html(&mut self, piece: Piece, node: NodeId) {
        match piece {
            Piece::Open { name, attributes, span } => {
                for key in ["id", "name"] {
                    self.document.html_anchors.extend(html::attribute(&attributes, key).map(str::to_owned));
                }
                match name.as_str() {
                    "a" => {
                        if let Some(target) = html::attribute(&attributes, "href") {
                            self.links.push(self.document.links.len());
                            self.push_link(LinkKind::Html, Cow::Owned(target.to_owned()), span, node);
                        }
                    }
                    "img" => {
                        let target = html::attribute(&attributes, "src").unwrap_or_default().to_owned();
                        self.push_link(LinkKind::Image, Cow::Owned(target), span, node);
                        let alt = html::attribute(&attributes, "alt").unwrap_or_default().to_owned();
                        if let Some(link) = self.document.links.last_mut() {
                            link.alt = alt;
                        }
                    }
                    "br" => self.line_end(span),
                    "details" => self.details.push(span.start),
                    "script" | "style" => self.unseen = true,
                    _ => {}
                }
            }
            Piece::Close { name, span } => match name.as_str() {
                "a" => {
                    let open =
                        self.links.last().copied().filter(|&index| self.document.links[index].kind == LinkKind::Html);
                    if let Some(index) = open {
                        self.links.pop();
                        self.end_link(index);
                        let link = &mut self.document.links[index];
                        link.span = link.span.cover(span);
                    }
                }
                "details" => self.document.details.extend(self.details.pop().map(|start| Span::new(start, span.end))),
                "script" | "style" => self.unseen = false,
                _ => {}
            },
            Piece::Comment { span } => {
                let text = self.document.source.slice(span);
                let start = span.start + if text.starts_with("<!--") { 4 } else { 0 };
                let end = span.end - if text.ends_with("-->") { 3 } else { 0 };
                self.document.comments.push(Comment { span, content: Span::new(start.min(end), end) });
            }
            Piece::Text { .. } => {}
        }
    }
}

fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        text => Cow::Owned(text.into_string()),
    }
}

fn alert(kind: BlockQuoteKind) -> AlertKind {
    match kind {
        BlockQuoteKind::Note => AlertKind::Note,
        BlockQuoteKind::Tip => AlertKind::Tip,
        BlockQuoteKind::Important => AlertKind::Important,
        BlockQuoteKind::Warning => AlertKind::Warning,
        BlockQuoteKind::Caution => AlertKind::Caution,
    }
}

fn ends_with_colon(text: &str) -> bool {
    text.trim_end_matches(['*', '_', ' ']).ends_with([':', '：'])
}

/// Whether a text is nothing but one address, link or fingerprint.
fn is_contact(text: &str) -> bool {
    let is_link = link::bare_links(text).next().is_some_and(|(range, ..)| range == (0..text.len()));
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let is_fingerprint =
        matches!(digits, 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b' ' || b == b':');
    is_link || is_fingerprint
}
