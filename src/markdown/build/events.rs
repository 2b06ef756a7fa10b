//! What each event of the parser adds to the tree and to the text.

use std::borrow::Cow;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::{Builder, OpenCode};
use crate::markdown::CodeBlock;
use crate::markdown::block::{BlockId, BlockKind, Table};
use crate::markdown::html::Fragment;
use crate::markdown::link::{Link, LinkKind};
use crate::markdown::node::{AlertKind, NodeId, NodeKind};
use crate::markdown::section::HeadingStyle;
use crate::markdown::text::TextRange;
use crate::source::Span;

impl<'s> Builder<'s> {
    pub(super) fn event(&mut self, event: Event<'s>, span: Span) {
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
            Event::Html(line) => {
                if let Some(fragment) = &mut self.html {
                    fragment.push(&line, span);
                } else {
                    let mut fragment = Fragment::default();
                    fragment.push(&line, span);
                    self.html = Some(fragment);
                }
            }
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

    pub(super) fn start(&mut self, tag: Tag<'s>, span: Span) {
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
                self.code = Some(OpenCode::default());
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
                self.document.tables.push(Table { node, span: block_span, section, rows: Vec::new() });
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

    pub(super) fn end(&mut self, tag: TagEnd, span: Span) {
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
            TagEnd::TableHead | TagEnd::TableRow => {
                let span = self.document.node(self.top()).span;
                self.end_row(span);
            }
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

    pub(super) fn enter_inline(&mut self, kind: NodeKind, span: Span) {
        self.ensure_block(span);
        self.enter(kind, span);
    }

    pub(super) fn push_link(&mut self, kind: LinkKind, target: Cow<'s, str>, span: Span, node: NodeId) {
        let at = self.document.text.len();
        let block = BlockId(self.document.blocks.len() as u32);
        let link = Link { kind, target, span, text: TextRange::new(at, at), alt: String::new(), block, node };
        self.document.links.push(link);
    }

    pub(super) fn end_link(&mut self, index: usize) {
        let end = self.document.text.len();
        let link = &mut self.document.links[index];
        link.text.end = end.max(link.text.start);
    }

    pub(super) fn text(&mut self, text: &str, span: Span) {
        if let Some(code) = &mut self.code {
            code.content = Some(code.content.map_or(span, |so_far| so_far.cover(span)));
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

    pub(super) fn show(&mut self, text: &str, span: Span) {
        // Most text is borrowed from the source: then the addresses tell, and nothing is compared.
        let written = self.document.source.slice(span);
        if std::ptr::eq(written, text) || written == text {
            self.document.text.push(text, span, true);
        } else if written.contains('\r') && written.replace("\r\n", "\n").replace('\r', "\n") == text {
            self.show_lines(written, span);
        } else {
            self.document.text.push(text, span, false);
        }
    }

    /// Shows text whose line ends were changed on the way, line by line, so that each keeps its place.
    fn show_lines(&mut self, written: &str, span: Span) {
        let mut at = span.start;
        for line in written.split_inclusive(['\r', '\n']) {
            let shown = line.trim_end_matches(['\r', '\n']);
            let end = at + shown.len() as u32;
            self.document.text.push(shown, Span::new(at, end), true);
            let next = at + line.len() as u32;
            // Of CR LF, the LF ends the line.
            let is_half = line.ends_with('\r') && written[(next - span.start) as usize..].starts_with('\n');
            if next > end && !is_half {
                self.document.text.push("\n", Span::new(end, next), false);
            }
            at = next;
        }
    }

    pub(super) fn inline_code(&mut self, code: &str, span: Span) {
        if let Some(&image) = self.images.last() {
            self.document.links[image].alt.push_str(code);
            return;
        }
        self.ensure_block(span);
        let start = self.document.text.len();
        // The parser leaves a space for a CR LF at the edge, and none for an LF.
        let code = Some(code.trim()).filter(|trimmed| !trimmed.is_empty()).unwrap_or(code);
        match self.document.source.slice(span).find(code) {
            Some(at) => {
                let from = span.start + at as u32;
                self.document.text.push(code, Span::new(from, from + code.len() as u32), true);
            }
            None => self.document.text.push(code, span, false),
        }
        self.document.code.push(TextRange::new(start, self.document.text.len()));
    }

    pub(super) fn line_end(&mut self, span: Span) {
        if let Some(&image) = self.images.last() {
            self.document.links[image].alt.push(' ');
        } else if self.block.is_some() {
            self.show("\n", span);
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
