//! When versions stop getting security fixes.

use super::Policy;
use super::facts::{Event, VersionsForm};
use super::reading::Reading;
use super::versions::{Status, VersionTable};
use super::vocabulary::{Concept, TokenKind};
use crate::markdown::{BlockId, ClauseId, LinkKind, Row, TextRange};
use crate::source::Span;

use Concept as C;

/// Where a policy says which versions get no more fixes, or until when they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndOfSupport {
    /// The words.
    pub span: Span,
    /// Whether they give a date, or a length of time.
    pub is_dated: bool,
}

impl Policy<'_> {
    /// When versions stop getting fixes: the first place that gives a date, else the first that
    /// says it at all.
    pub fn end_of_support(&self) -> Option<EndOfSupport> {
        let reading = &self.reading;
        let tables = self.version_tables.iter().filter_map(|table| in_table(reading, table));
        let times = self.durations.iter().filter(|time| time.event == Event::Support);
        let times = times.map(|time| EndOfSupport { span: time.span, is_dated: true });
        let clauses = reading.clause_ids().filter_map(|clause| in_clause(reading, clause));
        let linked = self.supported_versions.iter().filter(|versions| versions.form == VersionsForm::Link);
        let linked = linked.map(|versions| EndOfSupport { span: versions.span, is_dated: false });
        let mut first = None;
        for found in tables.chain(times).chain(clauses).chain(linked).chain(lifecycle_links(reading)) {
            if found.is_dated {
                return Some(found);
            }
            first.get_or_insert(found);
        }
        first
    }

    /// Whether the text says that nothing was released yet.
    pub fn has_no_release(&self) -> bool {
        let reading = &self.reading;
        reading.clause_ids().any(|clause| reading.set(clause).has(C::NoRelease))
    }
}

/// A row without fixes, a column of dates, or nothing but the latest version.
fn in_table(reading: &Reading<'_>, table: &VersionTable) -> Option<EndOfSupport> {
    let rows = &reading.document.tables[table.table].rows;
    let cell_has = |clause: ClauseId, cell: BlockId, concepts: &[Concept]| {
        let text = reading.document.block(cell).text;
        reading.hits_within(clause, text).any(|hit| concepts.contains(&hit.concept))
    };
    let (head, body) = rows.split_first()?;
    let has_dates = head.cells.iter().any(|&cell| cell_has(head.clause, cell, &[C::HeadDate]));
    let is_dated = has_dates || body.iter().any(|row| has_year(reading, row.clause));
    let is_latest = |row: &Row| {
        row.cells.get(table.version_column).is_some_and(|&cell| cell_has(row.clause, cell, &[C::Latest, C::Moving]))
    };
    let ends = table.rows.iter().any(|row| matches!(row.status, Status::No));
    let is_told = ends || is_dated || body.iter().any(is_latest);
    is_told.then_some(EndOfSupport { span: table.span, is_dated })
}

fn in_clause(reading: &Reading<'_>, clause: ClauseId) -> Option<EndOfSupport> {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let in_versions = section.path.has(C::HeadingVersions);
    let is_foreign = set.has(C::Foreign) || section.heading.has(C::Foreign);
    if reading.is_heading(clause) || section.is_excluded || is_foreign {
        return None;
    }
    let is_about = in_versions || set.any(&[C::SupportedVersions, C::Version]);
    let fixes = set.any(&[C::Support, C::Fix, C::FixVerb, C::Receive]);
    let ends = set.has(C::EndOfSupport)
        || set.has(C::Older) && set.any(&[C::Negation, C::Advice])
        // Where only these get fixes, all others get none.
        || set.any(&[C::Latest, C::Moving]) && fixes
        || set.has(C::Only) && fixes;
    let is_told = is_about && ends && !set.any(&[C::ItemSteps, C::ReportContents]);
    let is_dated = has_year(reading, clause);
    is_told.then(|| EndOfSupport { span: reading.span(clause), is_dated })
}

/// Words in the address of a page that says how long versions live.
const LIFECYCLE: &[&str] = &[
    "lifecycle",
    "life-cycle",
    "release-cycle",
    "release_cycle",
    "endoflife",
    "end-of-life",
    "end-of-support",
    "maintenance",
    "support-policy",
    "support_policy",
    "release-policy",
    "version-policy",
    "release-schedule",
];

/// Links to a page on the life of versions.
fn lifecycle_links<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = EndOfSupport> + 'r {
    let about_versions = |clause: ClauseId| {
        reading.set(clause).any(&[C::SupportedVersions, C::Version, C::Support])
            || reading.section_of(clause).path.has(C::HeadingVersions)
    };
    let links = reading.document.links.iter().filter(move |link| {
        link.kind != LinkKind::Image
            && reading.clause_of(link).is_some_and(about_versions)
            && LIFECYCLE.iter().any(|word| link.target.to_ascii_lowercase().contains(word))
    });
    links.map(|link| EndOfSupport { span: link.span, is_dated: false })
}

/// Whether a clause holds the number of a year.
pub(super) fn has_year(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.tokens(clause).iter().any(|token| is_year(token.kind, token.text))
}

/// Whether a token is the number of a year, in four digits.
pub(super) fn is_year(kind: TokenKind, text: TextRange) -> bool {
    matches!(kind, TokenKind::Number(1990..=2099)) && text.end - text.start == 4
}
