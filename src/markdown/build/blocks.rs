//! Text blocks, and what is made of them: sections, clauses, rows, bare links.

use std::borrow::Cow;

use super::{Builder, OpenBlock};
use crate::markdown::block::{self, Block, BlockId, BlockKind, Clause, ClauseId, ClauseRange, Row};
use crate::markdown::link::{self, Link};
use crate::markdown::node::{NodeId, NodeKind};
use crate::markdown::section::{Heading, HeadingId, HeadingStyle, Section, SectionId};
use crate::markdown::text::TextRange;
use crate::source::Span;

/// The most words of a bold paragraph that stands in for a heading.
const STAND_IN_WORDS: usize = 10;

/// How many cells of a row its clause reaches over: what is read in a clause takes time that
/// grows faster than its length.
const MOST_COLUMNS: usize = 24;

impl Builder<'_> {
    /// Opens a block for text that stands directly in a tight item.
    pub(super) fn ensure_block(&mut self, span: Span) {
        if self.block.is_none() {
            let node = self.top();
            self.open_block(BlockKind::Item, None, node, span);
        }
    }

    pub(super) fn open_block(
        &mut self,
        kind: BlockKind,
        heading: Option<(HeadingStyle, u8)>,
        node: NodeId,
        span: Span,
    ) {
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
    pub(super) fn enclosing_item(&self) -> Option<bool> {
        let containers = self.open.iter().rev().map(|&id| self.document.node(id).kind);
        containers
            .skip_while(|kind| {
                !matches!(kind, NodeKind::Item | NodeKind::BlockQuote | NodeKind::Alert(_) | NodeKind::Document)
            })
            .map(|kind| kind == NodeKind::Item)
            .next()
    }

    pub(super) fn close_block(&mut self) {
        let Some(open) = self.block.take() else { return };
        let raw = TextRange::new(open.start, self.document.text.len());
        self.document.text.seal();
        let text = self.document.str(raw);
        let text = text.trim_end();
        let end = raw.start + text.len() as u32;
        let range = TextRange::new(end - text.trim_start().len() as u32, end);
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
            span: open.span,
            section,
            lead_in: open.lead_in,
            clauses,
        });
    }

    /// Whether a paragraph is one bold run that stands in for a heading.
    pub(super) fn stand_in(&self, open: &OpenBlock, range: TextRange) -> Option<(HeadingStyle, u8)> {
        let bold = self.document.bold.last()?;
        if open.kind != BlockKind::Paragraph
            || open.lead_in.is_some()
            || self.lists.last().is_some()
            || bold.start != range.start
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
    pub(super) fn stand_in_level(&self) -> u8 {
        let Some(&section) = self.sections.last() else { return 7 };
        let section = self.document.section(section);
        let is_stand_in = section.heading.is_some_and(|heading| !self.document.heading(heading).style.is_real());
        if is_stand_in { section.level } else { section.level + 1 }
    }

    pub(super) fn open_section(
        &mut self,
        style: HeadingStyle,
        level: u8,
        text: TextRange,
        block: BlockId,
        open: &OpenBlock,
    ) {
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

    /// Ends what stands in for a heading in a `<details>`: what is behind it is not under its `<summary>`.
    pub(super) fn end_stand_ins(&mut self, start: u32, end: u32) {
        let is_inside = |section: &Section| {
            section.span.start >= start && section.heading.is_some_and(|id| !self.document.heading(id).style.is_real())
        };
        let Some(first) = self.sections.iter().position(|&id| is_inside(self.document.section(id))) else { return };
        for id in self.sections.drain(first..) {
            self.document.sections[id.0 as usize].span.end = end;
        }
    }

    /// Cuts a block into clauses.
    pub(super) fn clauses(&mut self, range: TextRange, block: BlockId, kind: BlockKind) -> ClauseRange {
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

    pub(super) fn sentences(&mut self, part: TextRange, block: BlockId) {
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
    pub(super) fn next_definition(&self, start: u32, block: TextRange) -> u32 {
        let text = self.document.text.as_str();
        let first = self.document.bold.partition_point(|bold| bold.start <= start);
        let begins = |bold: &&TextRange| {
            let before = text[start as usize..bold.start as usize].trim_end_matches([' ', '\t']);
            before.ends_with('\n') && block::label(&text[bold.start as usize..block.end as usize]).is_some()
        };
        let bold = self.document.bold[first..].iter().take_while(|bold| bold.start < block.end).find(begins);
        bold.map_or(block.end, |bold| bold.start)
    }

    pub(super) fn bare_links(&mut self, range: TextRange, block: BlockId, node: NodeId) {
        let text = self.document.str(range);
        let first = self.document.links.partition_point(|link| link.block < block);
        // Both lists are in document order: one pass serves all.
        let mut linked = self.document.links[first..].iter().peekable();
        let mut is_linked = |sign: usize| {
            let at = range.start + sign as u32;
            while linked.next_if(|link| link.text.end <= at).is_some() {}
            linked.peek().is_some_and(|link| link.text.start <= at)
        };
        let may_be_bare =
            link::signs(text).any(|sign| !is_linked(sign)) || self.may_have_www && link::may_have_www(text);
        if !may_be_bare {
            return;
        }
        let found: Vec<_> = link::bare_links(text).collect();
        let mut links = first;
        let mut code = self.document.code.partition_point(|code| code.end <= range.start);
        let written = self.document.links.len();
        for (at, kind, target) in found {
            let at = TextRange::new(range.start + at.start as u32, range.start + at.end as u32);
            while links < written && self.document.links[links].text.end <= at.start {
                links += 1;
            }
            while self.document.code.get(code).is_some_and(|code| code.end <= at.start) {
                code += 1;
            }
            let is_link = self.document.links[links..written].first().is_some_and(|link| link.text.overlaps(at));
            let is_code = self.document.code.get(code).is_some_and(|code| code.overlaps(at));
            if !is_link && !is_code {
                let span = self.document.span(at);
                let (target, alt) = (Cow::Owned(target), String::new());
                self.document.links.push(Link { kind, target, span, text: at, alt, block, node });
            }
        }
    }

    pub(super) fn end_row(&mut self, span: Span) {
        // Between the tags of an HTML row there may be Markdown, which is read as the text it is.
        let is_cell = |block: &Block| matches!(block.kind, BlockKind::Cell { .. });
        let blocks = &self.document.blocks[self.row as usize..];
        let count = if blocks.iter().all(is_cell) { blocks.len() as u32 } else { 0 };
        let cells: Vec<BlockId> = (self.row..self.row + count).map(BlockId).collect();
        let read = &cells[..cells.len().min(MOST_COLUMNS)];
        if let (Some(&first), Some(&last)) = (read.first(), read.last()) {
            let text = TextRange::new(self.document.block(first).text.start, self.document.block(last).text.end);
            let clause = ClauseId(self.document.clauses.len() as u32);
            self.document.clauses.push(Clause { text, block: first, label: None });
            for &cell in read {
                self.document.blocks[cell.0 as usize].clauses = ClauseRange { start: clause.0, end: clause.0 + 1 };
            }
            if let Some(table) = self.document.tables.last_mut() {
                table.rows.push(Row { span, clause, cells });
                self.cell.0 += 1;
            }
        } else {
            self.document.blocks[self.row as usize..]
                .iter_mut()
                .filter(|block| is_cell(block))
                .for_each(|cell| cell.kind = BlockKind::Html);
        }
        self.previous = None;
    }

    /// Closes a code block. One that holds nothing but a contact is visible.
    pub(super) fn end_code(&mut self, span: Span) {
        let content = self
            .code
            .take()
            .and_then(|code| code.content)
            .unwrap_or(Span::at(span.end.min(self.document.source.text().len() as u32)));
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
}

fn ends_with_colon(text: &str) -> bool {
    text.trim_end_matches(['*', '_', ' ']).ends_with([':', '：'])
}

/// Whether a text is nothing but one address, plain or in disguise, link or fingerprint.
fn is_contact(text: &str) -> bool {
    let is_link = link::bare_links(text).next().is_some_and(|(range, ..)| range == (0..text.len()));
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let is_fingerprint =
        matches!(digits, 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b' ' || b == b':');
    is_link || is_fingerprint || is_spelled_address(text) || is_blank(text)
}

/// Whether a text is a blank for an address, not filled in: `<your email>`.
fn is_blank(text: &str) -> bool {
    let name = text.strip_prefix(['<', '[']).and_then(|rest| rest.strip_suffix(['>', ']']));
    name.is_some_and(|name| !name.contains(['<', '>', '[', ']', '\n']) && name.to_ascii_lowercase().contains("mail"))
}

/// Whether a text is one address in disguise: `name at host.tld`, `name [at] host [dot] tld`.
fn is_spelled_address(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || "[](){}<>".contains(c)).filter(|word| !word.is_empty());
    let is_name = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b));
    let is_at = |word: &str| word == "@" || word.eq_ignore_ascii_case("at");
    let (Some(name), Some(at), Some(host)) = (words.next(), words.next(), words.next()) else { return false };
    let is_rest =
        |(index, word): (usize, &str)| if index % 2 == 0 { word.eq_ignore_ascii_case("dot") } else { is_name(word) };
    let rest: Vec<&str> = words.collect();
    let has_dot = if rest.is_empty() { host.contains('.') } else { rest.len() % 2 == 0 };
    is_name(name) && is_at(at) && is_name(host) && has_dot && rest.into_iter().enumerate().all(is_rest)
}
