//! Until which day versions get fixes, where a table or a sentence tells it.

use jiff::civil::Date;

use super::Policy;
use super::dates::{DateText, date_behind, dates_between};
use super::reading::Reading;
use super::versions::has_version_number;
use super::vocabulary::{Concept, Hit, TokenKind};
use crate::markdown::{BlockId, BlockKind, ClauseId, Row, TextRange};
use crate::source::Span;

use Concept as C;

/// The last day of support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay {
    /// The earliest day that may be meant: of `03/04/2025`, the third of April or the fourth of March.
    pub first: Date,
    /// The latest.
    pub last: Date,
    /// Where it stands.
    pub span: Span,
}

/// "2.x is supported until June 2025."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportedUntil {
    /// The day.
    pub day: LastDay,
    /// The words from "until" to the date.
    pub span: Span,
}

impl Policy<'_> {
    /// The sentences that say until when versions get fixes. What was supported once, or at least until a day, is not
    /// among them, and no year alone is.
    pub fn supported_until(&self) -> Vec<SupportedUntil> {
        let reading = &self.reading;
        reading.clause_ids().flat_map(|clause| in_sentence(reading, clause)).collect()
    }
}

fn in_sentence(reading: &Reading<'_>, clause: ClauseId) -> Vec<SupportedUntil> {
    let set = reading.set(clause);
    let is_support = set.has(C::Support) || set.has(C::Fix) && set.any(&[C::Receive, C::Version]);
    if !set.has(C::UntilDay) || !is_support || set.any(&[C::Past, C::Negation, C::AtLeast, C::Foreign]) {
        return Vec::new();
    }
    let section = reading.section_of(clause);
    let is_row = matches!(reading.document.block(reading.document.clause(clause).block).kind, BlockKind::Cell { .. });
    if reading.is_heading(clause) || section.is_excluded || section.path.has(C::Foreign) || is_row {
        return Vec::new();
    }
    // "Until" is a word of conditions as well.
    let is_until =
        |hit: &Hit| reading.hits_of(clause, C::UntilDay).any(|until| until.start < hit.end && hit.start < until.end);
    if reading.hits_of(clause, C::Condition).any(|hit| !is_until(hit)) {
        return Vec::new();
    }
    let in_versions = section.path.has(C::HeadingVersions);
    let names = set.any(&[C::Version, C::SupportedVersions]);
    if !in_versions && is_of_other(reading, clause) {
        return Vec::new();
    }
    let text = reading.document.clause(clause).text;
    let hits = reading.hits_of(clause, C::UntilDay);
    let found = hits.filter_map(|until| {
        let date = date_of(reading, clause, until, text).filter(|date| !date.is_year)?;
        let words = reading.hit_text(until);
        let (start, end) = (words.start.min(date.text.start), words.end.max(date.text.end));
        let around = [TextRange::new(text.start, start), TextRange::new(end, text.end)];
        let names_version = || around.iter().any(|&range| has_version_number(reading.document.str(range)));
        let day = last_day(reading, &date).filter(|_| in_versions || names || names_version())?;
        Some(SupportedUntil { day, span: reading.document.span(TextRange::new(start, end)) })
    });
    let mut found: Vec<SupportedUntil> = found.collect();
    // "Until", "until the end of": phrases that overlap have one date.
    found.dedup_by_key(|until| until.day);
    found
}

/// "Fedora 44": a version of what has a name, which outside of a section on versions is not this project.
fn is_of_other(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let first = reading.first_token(clause);
    let is_known = |at: u32| {
        let mut hits = reading.hits(clause).iter();
        hits.any(|hit| matches!(hit.concept, C::Version | C::Month | C::UntilDay) && hit.start <= at && at < hit.end)
    };
    let names = |(before, number): (u32, u32)| {
        let (name, number) = (reading.token(before), reading.token(number));
        let is_number = matches!(number.kind, TokenKind::Number(_)) && number.text.end - number.text.start < 4;
        let is_proper = name.kind == TokenKind::Word && reading.document.str(name.text).starts_with(char::is_uppercase);
        is_number && is_proper && !is_known(before) && reading.tables.stopword_languages(name) == 0
    };
    let last = first + reading.tokens(clause).len() as u32;
    (first..last).zip(first + 1..last).any(names)
}

/// The most tokens of a date, with the word for "day".
const LONGEST_DATE: u32 = 12;

/// The date that "until" is about: behind it, or where the language has it so, before it.
fn date_of(reading: &Reading<'_>, clause: ClauseId, until: &Hit, within: TextRange) -> Option<DateText> {
    let (first, last) = (reading.token_at(clause, within.start), reading.token_at(clause, within.end));
    let is_near = |date: &DateText| {
        let end = reading.token_at(clause, date.text.end);
        // The word for "day" may stand between.
        end <= until.start && until.start - end <= 1
    };
    if reading.is_verb_final(clause) {
        let first = first.max(until.start.saturating_sub(LONGEST_DATE));
        return dates_between(reading, clause, first, until.start).into_iter().rev().find(is_near);
    }
    date_behind(reading, clause, until.end, last)
}

fn last_day(reading: &Reading<'_>, date: &DateText) -> Option<LastDay> {
    let (first, last) = date.days.filter(|_| !date.is_version)?;
    // A month, a quarter and a year end with their last day.
    Some(LastDay { first: if date.is_ambiguous { first } else { last }, last, span: reading.document.span(date.text) })
}

/// The columns of a table that tell when support with security fixes ends.
pub(super) fn end_columns(reading: &Reading<'_>, header: &Row) -> Vec<usize> {
    if !reading.set(header.clause).has(C::HeadEnd) {
        return Vec::new();
    }
    let tells = |cell: BlockId| {
        let text = reading.document.block(cell).text;
        let mut ends = reading.hits_within(header.clause, text).filter(|hit| hit.concept == C::HeadEnd).peekable();
        ends.peek().is_some() && ends.all(|hit| hit.value == 0)
    };
    (0..header.cells.len()).filter(|&column| tells(header.cells[column])).collect()
}

/// When the support of a row ends: the latest date of its end columns, else what its status says behind "until". `None`
/// also where one of several columns leaves it open.
pub(super) fn row_end(reading: &Reading<'_>, row: &Row, columns: &[usize], status: Option<BlockId>) -> Option<LastDay> {
    let in_columns =
        latest(columns.iter().filter_map(|&column| row.cells.get(column)).map(|&cell| in_cell(reading, row, cell)));
    in_columns.or_else(|| latest(status.into_iter().flat_map(|cell| in_status(reading, row, cell)).map(Some)))
}

/// The latest of some days, all of which have to be known.
fn latest(days: impl Iterator<Item = Option<LastDay>>) -> Option<LastDay> {
    days.collect::<Option<Vec<_>>>()?.into_iter().max_by_key(|day| day.last)
}

/// The latest date in a cell that is about nothing else.
fn in_cell(reading: &Reading<'_>, row: &Row, cell: BlockId) -> Option<LastDay> {
    let text = reading.document.block(cell).text;
    if reading.hits_within(row.clause, text).any(|hit| hit.concept == C::AtLeast) {
        return None;
    }
    let (first, last) = (reading.token_at(row.clause, text.start), reading.token_at(row.clause, text.end));
    let dates = dates_between(reading, row.clause, first, last);
    latest(dates.iter().map(|date| last_day(reading, date)))
}

/// The days behind "until" in a status.
fn in_status(reading: &Reading<'_>, row: &Row, cell: BlockId) -> Vec<LastDay> {
    let text = reading.document.block(cell).text;
    let hits = || reading.hits_within(row.clause, text);
    if hits().any(|hit| matches!(hit.concept, C::AtLeast | C::Past)) {
        return Vec::new();
    }
    let untils = hits().filter(|hit| hit.concept == C::UntilDay);
    untils.filter_map(|until| last_day(reading, &date_of(reading, row.clause, until, text)?)).collect()
}
