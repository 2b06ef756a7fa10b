//! The next row of a version table: the series of the current release, in the table's own style.

use super::Context;
use crate::diagnostic::{Edit, Fix};
use crate::policy::{Status, VersionRow, VersionTable, Versions};
use crate::repository::Release;
use crate::source::Span;

/// The first version of a row.
pub(super) fn lowest(row: &VersionRow) -> Option<[u32; 4]> {
    row.versions.ranges().first().map(|range| range.from)
}

/// The supported row of the newest versions.
pub(super) fn newest(table: &VersionTable) -> Option<&VersionRow> {
    let supported = table.rows.iter().filter(|row| !matches!(row.status, Status::No | Status::Missing));
    supported.filter(|row| lowest(row).is_some()).max_by_key(|row| lowest(row))
}

/// Moves the only supported row on to the release, or adds one, in the table's own style.
pub(super) fn fix(context: &Context<'_>, table: &VersionTable, release: &Release) -> Option<Fix> {
    let source = context.source();
    let columns = context.document().tables[table.table].rows.first()?.cells.len();
    let row = newest(table).filter(|row| row.status == Status::Yes)?;
    // What stands in further columns is not to be made up, nor is until when there is support, which can be the status.
    let has_end = row.end.is_some() || row.status_text.bytes().any(|byte| byte.is_ascii_digit());
    if columns != 1 + table.status_columns.len() || has_end || !source.slice(row.span).contains('|') {
        return None;
    }
    let series = Token::find(source.slice(row.version_span), row.version_span.start)?;
    if Some(series.numbers()) != lowest(row) || row.versions.ranges().iter().any(|range| range.to.is_none()) {
        return None;
    }
    let aligned = is_aligned(source.slice(table.span));
    let replace = |token: &Token<'_>| token.replaced(release, source.text(), aligned);
    let others: Vec<&VersionRow> = table.rows.iter().filter(|other| other.span != row.span).collect();
    let is_below = |other: &VersionRow| matches!(other.versions.ranges(), [range] if range.from == [0; 4] && range.to == lowest(row));
    let is_only =
        others.iter().all(|other| other.status == Status::No && (is_below(other) || other.versions == Versions::Rest));
    if is_only {
        let below = others.iter().filter(|other| is_below(other));
        let below = below.map(|other| Token::find(source.slice(other.version_span), other.version_span.start));
        let tokens: Option<Vec<Token<'_>>> = std::iter::once(Some(series)).chain(below).collect();
        let edits = tokens?.iter().map(replace).collect();
        return Some(Fix::unsafe_(format!("Move the supported version on to {release}"), edits));
    }
    // Of two rows, only one can be `1.4 (latest)` or `1.4 LTS`.
    if source.text()[series.span.end as usize..row.version_span.end as usize].contains(char::is_alphabetic) {
        return None;
    }
    let edit = replace(&series);
    let line = line_of(source.text(), row.span);
    let mut copy = source.slice(line).to_owned();
    copy.replace_range(
        (edit.span.start - line.start) as usize..(edit.span.end - line.start) as usize,
        &edit.replacement,
    );
    let supported = || table.rows.iter().filter(|row| row.status == Status::Yes).filter_map(lowest);
    let newest_first = supported().next() == lowest(row);
    let edit = if newest_first {
        Edit::insert(line.start, format!("{copy}\n"))
    } else {
        Edit::insert(line.end, format!("\n{copy}"))
    };
    Some(Fix::unsafe_(format!("Add a row for {release}"), vec![edit]))
}

/// A version as it is written in a cell: `0.7.x`, `1.2`.
struct Token<'t> {
    text: &'t str,
    span: Span,
}

impl<'t> Token<'t> {
    /// The only version in a cell that begins at an offset.
    fn find(cell: &'t str, offset: u32) -> Option<Self> {
        let start = cell.find(|c: char| c.is_ascii_digit())?;
        let rest = &cell[start..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | 'x' | 'X' | '*')).unwrap_or(rest.len());
        let text = rest[..end].trim_end_matches(['.', '*']);
        // `1.*`, and not the marks behind **1.2**.
        let text = if rest[text.len()..].starts_with(".*") { &rest[..text.len() + 2] } else { text };
        let is_only = !rest[text.len()..].contains(|c: char| c.is_ascii_digit());
        let start = offset + start as u32;
        is_only.then(|| Self { text, span: Span::new(start, start + text.len() as u32) })
    }

    fn numbers(&self) -> [u32; 4] {
        let mut numbers = [0; 4];
        for (slot, part) in numbers.iter_mut().zip(self.text.split('.')) {
            *slot = part.parse().unwrap_or_default();
        }
        numbers
    }

    /// The same shape with the numbers of a release. In an aligned table the spaces behind it make up for its length.
    fn replaced(&self, release: &Release, text: &str, aligned: bool) -> Edit {
        let parts = self.text.split('.').enumerate().map(|(index, part)| match part.parse::<u32>() {
            Ok(_) => release.part(index),
            Err(_) => part.to_owned(),
        });
        let mut new = parts.collect::<Vec<_>>().join(".");
        let (old, mut end) = (self.text.len(), self.span.end);
        let behind = &text[end as usize..];
        let spaces = behind.len() - behind.trim_start_matches(' ').len();
        if aligned && behind[spaces..].starts_with('|') {
            let spare = spaces.saturating_sub(1).min(new.len().saturating_sub(old));
            end += spare as u32;
            new.push_str(&" ".repeat(old.saturating_sub(new.len())));
        }
        Edit::replace(Span::new(self.span.start, end), new)
    }
}

/// Whether all lines of a table are equally long.
fn is_aligned(table: &str) -> bool {
    let mut lengths = table.lines().map(|line| line.trim().chars().count()).filter(|&length| length > 0);
    let first = lengths.next();
    lengths.all(|length| Some(length) == first)
}

/// The whole lines of a span, without the last line end.
fn line_of(text: &str, span: Span) -> Span {
    let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let last = (span.end as usize).max(span.start as usize + 1) - 1;
    // By bytes: the last one of a row without a closing pipe can be in the middle of a mark.
    let end = text.as_bytes()[last..].iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let end = end.map_or(text.len(), |at| last + at);
    Span::new(start as u32, end as u32)
}
