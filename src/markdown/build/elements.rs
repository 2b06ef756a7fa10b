//! HTML in the text and between blocks.

use std::borrow::Cow;

use super::{Builder, HtmlTable};
use crate::markdown::Comment;
use crate::markdown::block::{BlockKind, Table};
use crate::markdown::html::{self, Piece};
use crate::markdown::link::LinkKind;
use crate::markdown::node::NodeId;
use crate::markdown::section::HeadingStyle;
use crate::source::Span;

impl Builder<'_> {
    pub(super) fn end_html(&mut self) {
        let Some(fragment) = self.html.take() else { return };
        let node = self.top();
        for piece in fragment.pieces() {
            self.block_html(piece, node);
        }
        self.unseen = false;
    }

    /// HTML between blocks: its text is visible, and its block tags end blocks.
    pub(super) fn block_html(&mut self, piece: Piece, node: NodeId) {
        match piece {
            Piece::Open { ref name, span, .. } | Piece::Close { ref name, span } if html::is_block(name) => {
                let is_open = matches!(piece, Piece::Open { .. });
                let heading = html::heading_level(name).map(|level| (HeadingStyle::Html, level));
                let heading =
                    if name == "summary" { Some((HeadingStyle::Summary, self.stand_in_level())) } else { heading };
                self.end_cell();
                // A block tag inside a heading (`<h3><p>`) does not end the heading.
                let inside = self.block.as_ref().is_some_and(|block| block.heading.is_some());
                if !inside || heading.is_some() {
                    self.close_block();
                }
                if is_open && heading.is_some() {
                    self.open_block(BlockKind::Html, heading, node, span);
                }
                self.table_tag(name, is_open, span, node);
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

    /// Closes the cell of an HTML table that is open.
    fn end_cell(&mut self) {
        if self.html_table.is_some()
            && matches!(&self.block, Some(block) if matches!(block.kind, BlockKind::Cell { .. }))
        {
            self.close_block();
            self.cell.1 += 1;
        }
    }

    /// `<table>`, `<tr>`, `<td>` and `<th>`; a table in a table is read as text.
    fn table_tag(&mut self, name: &str, is_open: bool, span: Span, node: NodeId) {
        match (name, is_open, self.html_table) {
            ("table", true, None) => {
                let section = self.section();
                self.document.tables.push(Table { node, span, section, rows: Vec::new() });
                self.cell = (0, 0);
                self.html_table = Some(HtmlTable::default());
            }
            ("table", false, Some(_)) => {
                self.html_row(span.start);
                self.html_table = None;
                let table = self.document.tables.last_mut();
                // One without a row is no table.
                if let Some(table) = table {
                    table.span = table.span.cover(span);
                    if table.rows.is_empty() {
                        self.document.tables.pop();
                    }
                }
            }
            ("tr", true, Some(_)) => {
                self.html_row(span.start);
                self.row = self.document.blocks.len() as u32;
                self.cell.1 = 0;
                self.html_table = Some(HtmlTable { row: Some(span.start) });
            }
            ("tr", false, Some(_)) => self.html_row(span.end),
            ("td" | "th", true, Some(HtmlTable { row: Some(_) })) => {
                let kind = BlockKind::Cell {
                    table: self.document.tables.len() as u32 - 1,
                    row: self.cell.0,
                    column: self.cell.1,
                };
                self.open_block(kind, None, node, Span::at(span.end));
            }
            _ => {}
        }
    }

    /// Ends the row that is open, if one is.
    fn html_row(&mut self, end: u32) {
        if let Some(HtmlTable { row: Some(start) }) = self.html_table {
            self.end_row(Span::new(start, end.max(start)));
            self.html_table = Some(HtmlTable::default());
        }
    }

    /// What tags and comments mean wherever they stand.
    pub(super) fn inline_html(&mut self, piece: Piece, node: NodeId) {
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
                        if let Some(block) = &mut self.block {
                            block.span = block.span.cover(span);
                        }
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
                "details" => {
                    if let Some(start) = self.details.pop() {
                        self.end_stand_ins(start, span.end);
                        self.document.details.push(Span::new(start, span.end));
                    }
                }
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
