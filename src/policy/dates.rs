//! Dates that the policy gives for itself: when it was last looked at, and until when it holds.

use jiff::civil::{Date, date};

use super::reading::Reading;
use super::vocabulary::{Concept, Hit, TokenKind};
use crate::markdown::{BlockKind, ClauseId, Document, TextRange};
use crate::source::Span;

use Concept as C;
use PartKind::{Month, Number, Quarter, Year};

/// A date that the policy gives for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedDate {
    /// What it is the date of.
    pub role: DateRole,
    /// The days that may be meant, first and last: of a month its ends, of `03/04/2025` both
    /// readings. `None` where the calendar has no such day.
    pub days: Option<(Date, Date)>,
    /// The format it is written in, as of `strftime`, where that is known.
    pub format: Option<&'static str>,
    /// Where it stands.
    pub span: Span,
    /// The clause that it is in.
    pub clause: ClauseId,
}

/// What a date is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateRole {
    /// The policy was written, changed or looked at.
    Revised,
    /// The policy, or what it gives, holds until then.
    Expires,
}

/// How many words may stand between the role and its date: "last updated by us on the".
const FILLERS: usize = 4;

/// Every such date, in document order.
pub(super) fn read_dates(reading: &Reading<'_>) -> Vec<StatedDate> {
    let mut dates = Vec::new();
    for clause in reading.clause_ids() {
        if !reading.set(clause).any(&[C::PolicyDate, C::ValidUntil]) {
            continue;
        }
        let block = reading.document.block(reading.document.clause(clause).block);
        let in_table = matches!(block.kind, BlockKind::Cell { .. });
        for hit in reading.hits(clause) {
            let role = match hit.concept {
                C::PolicyDate => DateRole::Revised,
                // When a version or a key in a table ends is no date of the policy.
                C::ValidUntil if !in_table => DateRole::Expires,
                _ => continue,
            };
            let found = read_date(reading, clause, hit, role);
            let is_new = |found: &StatedDate| dates.last().is_none_or(|last: &StatedDate| last.span != found.span);
            dates.extend(found.filter(is_new));
        }
    }
    dates
}

/// Until when a `security.txt` in a code block holds: the date, and where it stands.
pub(super) fn security_txt_expiry<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (Span, Date)> + 'd {
    document.code_blocks.iter().filter_map(|block| {
        let text = document.source.slice(block.content);
        let mut lines = text.lines();
        lines.clone().any(|line| field(line, "contact").is_some()).then_some(())?;
        let value = lines.find_map(|line| field(line, "expires"))?;
        let day = Date::strptime("%Y-%m-%d", value.get(..10)?).ok()?;
        let start = block.content.start + (value.as_ptr() as usize - text.as_ptr() as usize) as u32;
        Some((Span::new(start, start + value.len() as u32), day))
    })
}

/// The value of a line `Name: value`.
fn field<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    let (found, value) = line.split_once(':')?;
    found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
}

/// A date in the text, whatever it is the date of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateText {
    /// As in [`StatedDate::days`].
    pub(super) days: Option<(Date, Date)>,
    /// As in [`StatedDate::format`].
    pub(super) format: Option<&'static str>,
    /// Whether it is a year alone.
    pub(super) is_year: bool,
    /// Whether day and month may be meant the other way round.
    pub(super) is_ambiguous: bool,
    /// Whether it may be the number of a version: `2025.1`.
    pub(super) is_version: bool,
    /// Where it stands.
    pub(super) text: TextRange,
}

/// A part of a date.
#[derive(Clone, Copy)]
struct Part {
    value: i16,
    kind: PartKind,
    text: TextRange,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    /// Four digits.
    Year,
    /// One or two digits.
    Number,
    /// The name of a month.
    Month,
    /// `Q3`.
    Quarter,
}

fn read_date(reading: &Reading<'_>, clause: ClauseId, role_hit: &Hit, role: DateRole) -> Option<StatedDate> {
    let last = reading.first_token(clause) + reading.tokens(clause).len() as u32;
    let DateText { days, format, text, .. } = date_behind(reading, clause, role_hit.end, last)?;
    Some(StatedDate { role, days, format, span: reading.document.span(text), clause })
}

/// The date that begins at or shortly behind a token, before another one.
pub(super) fn date_behind(reading: &Reading<'_>, clause: ClauseId, from: u32, last: u32) -> Option<DateText> {
    let mut fillers = 0;
    for at in from..last {
        let token = reading.token(at);
        if part(reading, clause, at).is_some() {
            return date_at(reading, clause, at, last).map(|(date, _)| date);
        }
        match token.kind {
            TokenKind::Stop if !matches!(reading.document.str(token.text), "." | ";") => {}
            TokenKind::Word if fillers < FILLERS => fillers += 1,
            _ => return None,
        }
    }
    None
}

/// Every date between two tokens.
pub(super) fn dates_between(reading: &Reading<'_>, clause: ClauseId, from: u32, last: u32) -> Vec<DateText> {
    let mut dates = Vec::new();
    let mut at = from;
    while at < last {
        match date_at(reading, clause, at, last) {
            Some((date, next)) => {
                dates.push(date);
                at = next;
            }
            None => at += 1,
        }
    }
    dates
}

/// The date that begins with a token, and the token behind it.
fn date_at(reading: &Reading<'_>, clause: ClauseId, at: u32, end: u32) -> Option<(DateText, u32)> {
    let document = reading.document;
    let (parts, next) = parts(reading, clause, at, end);
    let (first, last) = (parts.first()?, parts.last()?);
    let text = TextRange::new(first.text.start, last.text.end);
    let shown = document.str(text);
    let kinds: Vec<PartKind> = parts.iter().map(|part| part.kind).collect();
    let value = |index: usize| parts[index].value;
    let (days, format) = match kinds[..] {
        [Year, Number | Month, Number] => {
            (day(value(0), value(1), value(2)), shown.contains('-').then_some("%Y-%m-%d"))
        }
        [Month, Number, Year] => (day(value(2), value(0), value(1)), shown.is_ascii().then_some("%B %-d, %Y")),
        [Number, Month, Year] => (day(value(2), value(1), value(0)), None),
        [Number, Number, Year] => (either(value(2), value(0), value(1), shown.contains('.')), None),
        [Year, Number | Month] => (month(value(0), value(1)), shown.contains('-').then_some("%Y-%m")),
        [Month, Year] => (month(value(1), value(0)), None),
        [Number, Year] if shown.contains(['/', '-', '.']) => (month(value(1), value(0)), None),
        [Quarter, Year] => (quarter(value(1), value(0)), None),
        [Year, Quarter] => (quarter(value(0), value(1)), None),
        [Year] => (Some((date(value(0), 1, 1), date(value(0), 12, 31))), None),
        _ => return None,
    };
    // Of `2025.06.30` both numbers have two digits.
    let is_version = shown.contains('.')
        && kinds[0] == Year
        && parts[1..].iter().any(|part| part.kind == Number)
        && shown.len() < 10;
    let is_ambiguous = kinds == [Number, Number, Year];
    Some((DateText { days, format, is_year: kinds == [Year], is_ambiguous, is_version, text }, next))
}

/// The parts of the date that begins with a token, and the token behind them.
fn parts(reading: &Reading<'_>, clause: ClauseId, from: u32, last: u32) -> (Vec<Part>, u32) {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = from;
    let mut next = from;
    while at < last && parts.len() < 3 {
        if let Some((part, behind)) = part(reading, clause, at).filter(|&(_, behind)| behind <= last) {
            parts.push(part);
            at = behind;
            next = behind;
            continue;
        }
        let token = reading.token(at);
        let text = reading.document.str(token.text);
        let joins = match token.kind {
            TokenKind::Stop => matches!(text, "," | "." | "/" | "-"),
            TokenKind::Word => JOINTS.contains(&text),
            _ => false,
        };
        if parts.is_empty() || !joins {
            break;
        }
        at += 1;
    }
    (parts, next)
}

/// The part of a date that begins with a token, and the token behind it.
fn part(reading: &Reading<'_>, clause: ClauseId, at: u32) -> Option<(Part, u32)> {
    let token = reading.token(at);
    let shown = reading.document.str(token.text);
    match token.kind {
        TokenKind::Number(value) => {
            let kind = if shown.len() == 4 { Year } else { Number };
            let value = i16::try_from(value).ok().filter(|_| matches!(shown.len(), 1 | 2 | 4))?;
            Some((Part { value, kind, text: token.text }, at + 1))
        }
        TokenKind::Word if shown.eq_ignore_ascii_case("q") => {
            let next = (at + 1 < reading.first_token(clause) + reading.tokens(clause).len() as u32)
                .then(|| reading.token(at + 1))?;
            let TokenKind::Number(value @ 1..=4) = next.kind else { return None };
            let text = TextRange::new(token.text.start, next.text.end);
            Some((Part { value: value as i16, kind: Quarter, text }, at + 2))
        }
        TokenKind::Word => {
            let hits = reading.hits(clause);
            let here = hits[hits.partition_point(|hit| hit.start < at)..].iter().take_while(|hit| hit.start == at);
            let month = here.filter(|hit| hit.concept == C::Month).max_by_key(|hit| hit.end)?;
            let value = i16::try_from(month.value).unwrap_or_default();
            Some((Part { value, kind: Month, text: reading.hit_text(month) }, month.end))
        }
        TokenKind::Stop | TokenKind::Link(_) => None,
    }
}

/// Words inside of dates.
const JOINTS: &[&str] = &["年", "月", "日", "년", "월", "일", "of", "de", "th", "st", "nd", "rd"];

fn day(year: i16, month: i16, day: i16) -> Option<(Date, Date)> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, date))
}

fn month(year: i16, month: i16) -> Option<(Date, Date)> {
    let (first, _) = day(year, month, 1)?;
    Some((first, first.last_of_month()))
}

fn quarter(year: i16, quarter: i16) -> Option<(Date, Date)> {
    let (first, _) = month(year, quarter * 3 - 2)?;
    let (_, last) = month(year, quarter * 3)?;
    Some((first, last))
}

/// `03/04/2025`: the day first where full stops part it, else either way.
fn either(year: i16, one: i16, other: i16, is_dotted: bool) -> Option<(Date, Date)> {
    let (day_first, month_first) = (day(year, other, one), day(year, one, other));
    match (day_first, month_first) {
        (Some((a, _)), Some((b, _))) if !is_dotted => Some((a.min(b), a.max(b))),
        (Some(days), _) => Some(days),
        (None, days) if !is_dotted => days,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Document;
    use crate::policy::Policy;
    use crate::source::Source;

    fn dates(text: &str) -> Vec<String> {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        let shown = |found: &StatedDate| match found.days {
            None => "never".to_owned(),
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first}/{last}"),
        };
        Policy::read(&document).dates.iter().map(shown).collect()
    }

    #[test]
    fn dates_are_read_in_many_forms() {
        for (text, expected) in [
            ("Last updated: 2022-09-20", "2022-09-20"),
            ("**Last updated:** 2022-09-20", "2022-09-20"),
            ("_Last reviewed on September 20, 2022._", "2022-09-20"),
            ("Effective date: 20 September 2022", "2022-09-20"),
            ("Last updated: 20th of Sep 2022", "2022-09-20"),
            ("Last updated: 2022/09/20", "2022-09-20"),
            ("Last updated: 20.09.2022", "2022-09-20"),
            ("Bitte melden Sie Schwachstellen nicht öffentlich. Zuletzt geändert am 20. September 2022.", "2022-09-20"),
            ("Last updated: 03/04/2022", "2022-03-04/2022-04-03"),
            ("Last updated: 09/20/2022", "2022-09-20"),
            ("Last updated: September 2022", "2022-09-01/2022-09-30"),
            ("Last updated: 2022-02", "2022-02-01/2022-02-28"),
            ("Last updated: 2022", "2022-01-01/2022-12-31"),
            ("Last updated: 09/2022", "2022-09-01/2022-09-30"),
            ("Last updated: Q3 2022", "2022-07-01/2022-09-30"),
            ("Last updated: 2022-Q3", "2022-07-01/2022-09-30"),
            ("Last updated: 2025-02-30", "never"),
            ("Expires: 2025-01-01T00:00:00Z", "2025-01-01"),
            ("This policy is valid until 2025-01-01.", "2025-01-01"),
        ] {
            assert_eq!(dates(text), [expected], "{text}");
        }
    }

    #[test]
    fn other_dates_are_not_those_of_the_policy() {
        for text in [
            "Released on 2022-09-20.",
            "Last updated by the maintainers whenever something changes, as in release 2022.",
            "| Version | Expires |\n| --- | --- |\n| 1.x | 2022-09-20 |",
            "Copyright 2022 Widget",
            "Last updated: soon",
        ] {
            assert!(dates(text).is_empty(), "{text}: {:?}", dates(text));
        }
    }
}
