//! See [`RULE`].

use super::questions::{listed, quote};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::markdown::BlockKind;
use crate::policy::vocabulary::Concept;
use crate::policy::{Status, Version, VersionRow, VersionTable, Versions};

rule! {
    /// The version table leaves out versions that there must be.
    ///
    /// ## Why it matters
    ///
    /// Who runs one of them finds no row, and cannot tell whether it gets fixes.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | > 2.0   | yes       |
    /// | < 2.0   | no        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | >= 2.0  | yes       |
    /// | < 2.0   | no        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-04.01 (support “for each release”)
    group: Versions,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

/// The most rows of a table that are looked at.
const MOST_ROWS: usize = 64;

/// From here on a first number is a year, and the second one a month: none is missing between two.
const FIRST_YEAR: u32 = 1_000;

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for table in &context.policy.version_tables {
        // Another column, such as one of platforms, makes several tables of one.
        if !table.other_columns.is_empty() || table.rows.len() > MOST_ROWS {
            continue;
        }
        // Without a row for the oldest ones, the table is no more than a list.
        let Some(last) = table.rows.iter().filter(|row| row.is_below).max_by_key(|row| end(row)) else { continue };
        if let Some(finding) = ends_early(context, table, last).or_else(|| holes(table)) {
            findings.push(finding);
        }
    }
}

/// Where a row of versions below one ends.
fn end(row: &VersionRow) -> Option<Version> {
    row.versions.ranges().last().and_then(|range| range.to)
}

/// A table of nothing but versions below one, and branches, which are ahead of every release.
fn ends_early(context: &Context<'_>, table: &VersionTable, last: &VersionRow) -> Option<Finding> {
    let has_end = |row: &VersionRow| row.is_below || row.versions == Versions::Branch;
    // Where none is supported, the newest may be left out because it is.
    let has_support = table.rows.iter().any(|row| matches!(row.status, Status::Yes | Status::Limited));
    if !table.rows.iter().all(has_end) || !has_support || names_latest(context) {
        return None;
    }
    let message =
        format!("no row goes beyond {}, so nobody knows whether the newest release gets fixes", quote(&last.version));
    Some(Finding::new(last.span, message, "add a row for the releases from there on"))
}

/// Whether the text beside the table says it of the latest release, or of all. The latest state of
/// a branch is no release.
fn names_latest(context: &Context<'_>) -> bool {
    let reading = &context.policy.reading;
    let document = context.document();
    reading.clause_ids().any(|clause| {
        let set = reading.set(clause);
        let is_release = set.has(Concept::Latest) && set.has(Concept::Version) && !set.has(Concept::Moving);
        let names = set.any(&[Concept::OnlyLatest, Concept::AllVersions])
            || is_release && set.any(&[Concept::Support, Concept::Fix]);
        names && !matches!(document.block(document.clause(clause).block).kind, BlockKind::Cell { .. })
    })
}

/// The versions between two rows that are in neither.
struct Hole<'t> {
    from: Version,
    to: Version,
    below: &'t VersionRow,
    above: &'t VersionRow,
}

fn holes(table: &VersionTable) -> Option<Finding> {
    // A name, or "others", may stand for what lies between.
    if table.rows.iter().any(|row| matches!(row.versions, Versions::Opaque | Versions::Rest)) {
        return None;
    }
    let ranges = table.rows.iter().flat_map(|row| row.versions.ranges().iter().map(move |range| (*range, row)));
    let mut ranges: Vec<_> = ranges.collect();
    ranges.sort_unstable_by_key(|(range, _)| *range);
    let mut holes: Vec<Hole<'_>> = Vec::new();
    let mut ranges = ranges.into_iter();
    let (first, mut below) = ranges.next()?;
    let mut reached = first.to?;
    for (range, above) in ranges {
        if range.from > reached {
            holes.push(Hole { from: reached, to: range.from, below, above });
        }
        let Some(to) = range.to else { break };
        if to > reached {
            (reached, below) = (to, above);
        }
    }
    if let Some(gap) = holes.iter().find(|hole| hole.is_between_bounds()) {
        let message = format!(
            "{} and {} do not meet, so what lies between has no status",
            quote(&gap.above.version),
            quote(&gap.below.version)
        );
        let finding =
            Finding::new(gap.above.span, message, "let one row begin with the version that the other ends before");
        return Some(finding.also(gap.below.span, "the other row"));
    }
    // A step is often left out: a series that was never released, or is for development only.
    let holes: Vec<(&Hole<'_>, String)> = holes.iter().filter_map(|hole| Some((hole, hole.missing()?))).collect();
    let (highest, _) = holes.last()?;
    let names: Vec<String> = holes.iter().map(|(_, name)| name.clone()).collect();
    let message = format!("the table has no row for {}, so nobody knows whether they get fixes", listed(&names));
    let finding = Finding::new(highest.above.span, message, "add them to a row, or add one for “all other versions”");
    Some(finding.also(highest.below.span, "the next row below"))
}

impl Hole<'_> {
    /// `> 2.0` and `< 2.0`: two that are meant to be all.
    fn is_between_bounds(&self) -> bool {
        let is_open = matches!(self.above.versions.ranges(), [range] if range.to.is_none());
        is_open && self.below.is_below
    }

    /// The series that are missing for sure, if there is more than one. How far a major version
    /// went before the next one is not known.
    fn missing(&self) -> Option<String> {
        let (from, to) = (self.from, self.to);
        let is_dated =
            to[0] >= FIRST_YEAR || has_padded_number(&self.above.version) || has_padded_number(&self.below.version);
        // Users of two versions without fixes take those between for the same.
        if is_dated || self.below.status == Status::No && self.above.status == Status::No {
            return None;
        }
        let minor = if from[0] == to[0] { from[1] + u32::from(from[2..] != [0, 0]) } else { 0 };
        if to[1] > minor.saturating_add(1) {
            return Some(format!("{}.{minor} to {}.{}", to[0], to[0], to[1] - 1));
        }
        let major = from[0] + u32::from(from[1..] != [0, 0, 0]);
        (to[0] > major.saturating_add(1)).then(|| format!("{major}.x to {}.x", to[0] - 1))
    }
}

/// Whether a number is written with a zero before it, as months are: `23.04`.
fn has_padded_number(version: &str) -> bool {
    version.as_bytes().windows(3).any(|three| three[0] == b'.' && three[1] == b'0' && three[2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires};

    /// A table of rows such as `2.x yes`.
    fn table(rows: &[&str]) -> String {
        let rows: Vec<String> = rows.iter().map(|row| row.rsplit_once(' ').expect("a status")).map(line).collect();
        format!("## Supported versions\n\n| Version | Supported |\n| --- | --- |\n{}", rows.concat())
    }

    fn line((version, status): (&str, &str)) -> String {
        format!("| {version} | {status} |\n")
    }

    fn silent(tables: &[&[&str]]) {
        let texts: Vec<String> = tables.iter().map(|rows| table(rows)).collect();
        assert_silent(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn bounds_that_do_not_meet_are_reported() {
        for rows in [["> 2.0 yes", "< 2.0 no"], [">= 1.4 yes", "< 1.3 no"], ["< 3 no", "3.1 and later yes"]] {
            assert_fires(&RULE, &[&table(&rows)]);
        }
        silent(&[
            &[">= 2.0 yes", "< 2.0 no"],
            &["> 2.0 yes", "2.0 no", "< 2.0 no"],
            &["> 2.0 yes", "<= 2.0 no"],
            &["> 2.0 yes", "others no"],
        ]);
    }

    #[test]
    fn a_table_that_ends_before_the_newest_release_is_reported() {
        for rows in [&["< 1.0 yes"][..], &["main yes", "< 0.1 no"], &["< 2.0 yes", "< 1.0 no"]] {
            assert_fires(&RULE, &[&table(rows)]);
        }
        silent(&[
            &["0.x yes"],
            &["<= 1.4 yes"],
            &["main yes"],
            &["latest yes", "< 2.0 no"],
            &["main yes", "1.x yes", "< 1.0 no"],
            &["< 1.0 no"],
            &["stable yes", "< 1.0 no"],
        ]);
        let text = table(&["main yes", "< 1.0 no"]);
        for sentence in ["Only the latest release is supported.", "Security fixes go to the latest version."] {
            assert_silent(&RULE, &[&format!("{text}\n{sentence}\n")]);
        }
        assert_fires(&RULE, &[&format!("{text}\nSecurity fixes go to the latest commit of the main branch.\n")]);
    }

    #[test]
    fn wide_holes_are_reported() {
        let text = table(&["7.x yes", "6.6 yes", "5.4 yes", "4.5 no", "< 4.0 no"]);
        let message = "the table has no row for 5.0 to 5.3 and 6.0 to 6.5, so nobody knows whether they get fixes";
        assert_eq!(fires(&RULE, &text), [(6, message.to_owned())]);
        assert_fires(&RULE, &[&table(&["2.5.x yes", "< 2.0 no"]), &table(&["9.x yes", "4.x yes", "< 4.0 no"])]);
    }

    #[test]
    fn holes_that_may_be_none_are_fine() {
        silent(&[
            &["1.0.x yes", "< 1.0 no"],
            &["1.4.x yes", "1.2.x yes", "< 1.2 no"],
            &["1.4.x yes", "< 1.3 no"],
            &["5.1.x yes", "5.0.x no", "4.0.x yes", "< 4.0 no"],
            &["12.x yes", "10.x yes", "< 10.0 no"],
            &["1.4.9 yes", "1.4.2 no", "< 1.4.2 no"],
            &["24.10 yes", "24.04 yes", "23.10 yes", "< 23.10 no"],
            &["2025.7 yes", "2025.1 yes", "< 2025.1 no"],
            &["9.x yes", "4.x yes"],
            &["5.x yes", "4.1 yes", "3.8.x no", "< 3.0 no"],
            &["9.x yes", "4.x yes", "others no", "< 1.0 no"],
            &["9.x yes", "enterprise yes", "4.x yes", "< 4.0 no"],
        ]);
    }

    #[test]
    fn rows_about_several_things_are_not_compared() {
        assert_silent(
            &RULE,
            &["## Supported versions\n\n| Version | Package | Supported |\n| --- | --- | --- |\n\
                                | > 2.0 | core | yes |\n| < 2.0 | core | no |\n| 0.9 | tool | yes |\n"],
        );
    }
}
