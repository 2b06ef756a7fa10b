//! The lines around some places of a file, cut out for miette.
//!
//! miette would scan the file from its first byte for every label, and print whatever bytes it finds. An excerpt takes
//! its lines by the line index, clips long ones, and shows hazards as `\u{…}`; places are mapped into it.

use std::ops::RangeInclusive;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::escape;
use crate::source::{Source, Span};

/// Lines shown before and behind a place.
pub(super) const CONTEXT: u32 = 1;
/// Of a place with more lines, only so many are shown.
const MOST_LINES: u32 = 8;
/// Of a line with more characters, only so many are shown.
const MOST_CHARS: usize = 240;
/// Characters shown before a place in a clipped line.
const LEAD: usize = 40;

/// Lines of a file, each with its number, and places in them.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    ellipsis: &'static str,
    text: String,
    lines: Vec<Line>,
    places: Vec<Place>,
}

#[derive(Debug)]
struct Line {
    /// In the file, 1-based.
    number: u32,
    /// Where it starts in the excerpt.
    start: usize,
}

#[derive(Debug)]
struct Place {
    /// In the excerpt.
    start: usize,
    end: usize,
    /// Of its start in the file, both 1-based.
    line: u32,
    column: u32,
}

impl Excerpt {
    /// Cuts out the lines around `spans`. Where a line is clipped, `ellipsis` stands; for each character of `hidden`
    /// an asterisk does.
    pub(super) fn new(source: &Source, spans: &[Span], hidden: &[Span], ellipsis: &'static str) -> Self {
        let spans: Vec<Span> = spans.iter().map(|&span| shown(source, span)).collect();
        let last = source.lines().count(source.text());
        let mut numbers: Vec<u32> = Vec::new();
        for &span in &spans {
            let (from, to) = range(source, span);
            numbers.extend(from.saturating_sub(CONTEXT).max(1)..=(to + CONTEXT).min(last));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let mut excerpt = Self {
            path: escape::line(source.path()).into_owned(),
            ellipsis,
            text: String::new(),
            lines: Vec::with_capacity(numbers.len()),
            places: spans
                .iter()
                .map(|span| {
                    let at = source.position(span.start);
                    Place { start: usize::MAX, end: 0, line: at.line, column: at.column }
                })
                .collect(),
        };
        for number in numbers {
            excerpt.push(source, number, &spans, hidden);
        }
        for place in &mut excerpt.places {
            place.start = place.start.min(excerpt.text.len());
            place.end = place.end.clamp(place.start, excerpt.text.len());
        }
        excerpt
    }

    /// The place of a span in the excerpt, by its index.
    pub(super) fn place(&self, index: usize) -> SourceSpan {
        let place = &self.places[index];
        SourceSpan::new(place.start.into(), place.end - place.start)
    }

    /// Copies a line, and notes where the edges of the places come to lie.
    fn push(&mut self, source: &Source, number: u32, spans: &[Span], hidden: &[Span]) {
        let (start, end) = (source.lines().start(number), source.lines().end(source.text(), number));
        let start = start.max(source.body().start).min(end);
        let edges = spans.iter().flat_map(|span| [span.start, span.end]).filter(|at| (start..=end).contains(at));
        // Only what is shown is walked through: a line may be as long as a file.
        let mut from = start;
        if (end - start) as usize > MOST_CHARS {
            let before = edges.min().map_or("", |at| source.slice(Span::new(start, at)));
            from += before.char_indices().rev().nth(LEAD).map_or(0, |(at, _)| at as u32);
        }
        self.lines.push(Line { number, start: self.text.len() });
        if from > start {
            self.text.push_str(self.ellipsis);
        }
        let mut to = from;
        let text = source.slice(Span::new(from, end));
        for (at, c) in text.char_indices().take(MOST_CHARS) {
            self.note(to..=to, spans);
            let next = hidden.partition_point(|span| span.end <= to);
            let is_hidden = hidden.get(next).is_some_and(|span| span.start <= to);
            match c {
                _ if is_hidden && !c.is_whitespace() => self.text.push('*'),
                _ if escape::begins_old_command(&text[at..]) => escape::push_escaped(&mut self.text, c),
                '\t' => self.text.push('\t'),
                _ => escape::push(&mut self.text, c),
            }
            to += c.len_utf8() as u32;
        }
        // What is clipped collapses to the edge of what is shown.
        self.note(to..=end, spans);
        if to < end {
            self.text.push_str(self.ellipsis);
        }
        self.text.push('\n');
    }

    /// Maps the edges that lie in these bytes of the file to the end of what is copied.
    fn note(&mut self, at: RangeInclusive<u32>, spans: &[Span]) {
        let here = self.text.len();
        for (place, span) in self.places.iter_mut().zip(spans) {
            if at.contains(&span.start) {
                place.start = place.start.min(here);
            }
            if at.contains(&span.end) {
                place.end = here;
            }
        }
    }

    /// The index of the line with a byte of the excerpt.
    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }
}

/// The lines of a span, 1-based and inclusive; one at the very end of a file is on its last line.
fn range(source: &Source, span: Span) -> (u32, u32) {
    let last = source.lines().count(source.text());
    let (from, to) = source.line_range(span);
    (from.min(last), to.min(last))
}

/// The part of a span that is shown: within the lines shown, without line ends at its edges.
fn shown(source: &Source, span: Span) -> Span {
    let lines = source.lines();
    let (from, to) = range(source, span);
    let to = to.min(from + MOST_LINES - 1);
    let start = span.start.max(source.body().start).min(lines.end(source.text(), from));
    Span::new(start, span.end.min(lines.end(source.text(), to)).max(start))
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if self.lines.is_empty() || span.offset() + span.len() > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let mut first = self.line_at(span.offset());
        let mut last = self.line_at(span.offset() + span.len());
        // miette numbers lines by counting on, so that no line may be missing between them.
        let joined = |line: usize| self.lines[line + 1].number == self.lines[line].number + 1;
        for _ in 0..before {
            first -= usize::from(first > 0 && joined(first - 1));
        }
        for _ in 0..after {
            last += usize::from(last + 1 < self.lines.len() && joined(last));
        }
        if !(first..last).all(joined) {
            return Err(MietteError::OutOfBounds);
        }
        let start = self.lines[first].start;
        let end = self.lines.get(last + 1).map_or(self.text.len(), |line| line.start);
        let data = &self.text.as_bytes()[start..end];
        let covered = SourceSpan::new(start.into(), end - start);
        // Without context miette asks for the place that stands in the header.
        let place =
            self.places.iter().find(|place| place.start == span.offset() && place.end - place.start == span.len());
        let (line, column) = match place {
            Some(place) if before == 0 && after == 0 => (place.line as usize - 1, place.column as usize - 1),
            _ => (self.lines[first].number as usize - 1, 0),
        };
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), data, covered, line, column, last + 1 - first)))
    }
}
