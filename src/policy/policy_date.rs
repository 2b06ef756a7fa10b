//! When the policy was issued or changed.

use super::Policy;
use super::end_of_support::has_year;
use super::reading::Reading;
use super::vocabulary::Concept;
use crate::markdown::{ClauseId, NodeId, NodeKind};
use crate::source::Span;

use Concept as C;

/// Keys of front matter that hold a date of the page.
const KEYS: &[&str] = &["date", "updated", "lastmod", "last_updated", "last-updated", "last_modified", "modified"];

impl Policy<'_> {
    /// The date of the policy: one behind words such as "last updated", a table of changes, or a
    /// key of the front matter.
    pub fn policy_date(&self) -> Option<Span> {
        let reading = &self.reading;
        let stated =
            || reading.clause_ids().find(|&clause| is_date(reading, clause)).map(|clause| reading.span(clause));
        front_matter_date(self).or_else(stated).or_else(|| history_table(self))
    }
}

/// "Last updated: 2026-03-01", in one clause or behind it in the same section.
fn is_date(reading: &Reading<'_>, clause: ClauseId) -> bool {
    if !reading.set(clause).has(C::PolicyDate) {
        return false;
    }
    // Few words follow before the date: in a long sentence it is that of something else.
    let next = ClauseId(clause.0 + 1);
    let follows = || {
        (next.0 as usize) < reading.document.clauses.len()
            && reading.section(next) == reading.section(clause)
            && reading.tokens(next).len() <= 8
            && has_year(reading, next)
    };
    has_year(reading, clause) || follows()
}

/// A table of changes: versions and dates, and none of which versions get fixes.
fn history_table(policy: &Policy<'_>) -> Option<Span> {
    let reading = &policy.reading;
    let tables = reading.document.tables.iter().enumerate();
    let is_version_table = |index: usize| policy.version_tables.iter().any(|table| table.table == index);
    let mut histories = tables.filter(|(index, table)| {
        let Some((head, body)) = table.rows.split_first() else { return false };
        let head = reading.set(head.clause);
        let section = &reading.sections[table.section.0 as usize];
        let is_changes = section.path.has(C::PolicyDate);
        let is_history = head.has(C::HeadDate) && (head.has(C::HeadVersion) || is_changes);
        let is_releases = section.path.any(&[C::HeadingVersions, C::HeadingAdvisories]) && !is_changes
            || head.any(&[C::Cve, C::Support]);
        !is_version_table(*index)
            && is_history
            && !is_releases
            && !body.is_empty()
            && body.iter().all(|row| has_year(reading, row.clause))
    });
    histories.next().map(|(_, table)| table.span)
}

fn front_matter_date(policy: &Policy<'_>) -> Option<Span> {
    let document = policy.document;
    let first = document.children(NodeId::ROOT).next().map(|node| document.node(node))?;
    if first.kind != NodeKind::FrontMatter {
        return None;
    }
    let dated = document.source.slice(first.span).lines().any(|line| {
        let Some((key, value)) = line.split_once(':') else { return false };
        let has_year = value.as_bytes().windows(4).any(|digits| digits.iter().all(u8::is_ascii_digit));
        KEYS.contains(&key.trim().to_ascii_lowercase().as_str()) && has_year
    });
    dated.then_some(first.span)
}
