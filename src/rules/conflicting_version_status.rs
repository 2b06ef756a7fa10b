//! See [`RULE`].

use super::questions::{listed, quote};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::ClauseId;
use crate::policy::vocabulary::Concept;
use crate::policy::{Relation, Status, VersionRow, VersionTable};

const REPORT: OptionSpec = OptionSpec::choices(
    "report",
    &["conflict", "prose", "shadowed", "redundant", "boilerplate"],
    &["conflict", "prose"],
    "What to report: rows that contradict each other, a text that contradicts the table, a row inside of one that says \
     the opposite, a row that adds nothing, and a promise for every maintained release where only the latest one is.",
);

rule! {
    /// One version is both supported and not, depending on where one reads.
    ///
    /// ## Why it matters
    ///
    /// Users of that version read what they hope for, and stay on it.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 2.x     | yes       |
    /// | < 2.4   | no        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,fix,report=shadowed
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 7.x | yes |
    /// | 6.2.x | yes |
    /// | < 7 | no |
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
    /// | >= 2.4  | yes       |
    /// | < 2.4   | no        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,report=shadowed
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 7.x | yes |
    /// | 6.2.x | yes |
    /// | all other versions | no |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A row for all versions below one, that holds others which are supported, is turned into
    /// “all other versions”. That needs a look: it may now hold newer versions as well.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-05.01
    group: Versions,
    fix: Unsafe,
    options: [REPORT],
    since: "0.1.0",
    check: Document(check)
}

/// The most rows of a table that are compared, each with every other.
const MOST_ROWS: usize = 64;

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let only_latest = says(context, Concept::OnlyLatest);
    if context.policy.version_tables.is_empty() && only_latest.is_none() {
        return;
    }
    let reports = |kind: &str| context.lists(&RULE, &REPORT, kind);
    for table in &context.policy.version_tables {
        rows(context, table, findings);
    }
    let reading = &context.policy.reading;
    // Of several tables, each is for a package of its own.
    if let ([table], true) = (&context.policy.version_tables[..], reports("prose")) {
        let supported = apart(table);
        if let (Some(clause), [first, second, ..]) = (only_latest, &supported[..]) {
            let message = "the text supports only the latest release, and the table more than one series";
            let finding = Finding::new(reading.span(clause), message, "let the text name the series of the table");
            findings.push(finding.also(first.span, "supported").also(second.span, "supported too"));
        }
        let unsupported = table.rows.iter().find(|row| row.status == Status::No);
        if let (Some(clause), Some(row)) = (says(context, Concept::AllVersions), unsupported) {
            let message = "the text supports all versions, and the table does not";
            let finding = Finding::new(reading.span(clause), message, "let the text name the versions of the table");
            findings.push(finding.also(row.span, "not supported"));
        }
    }
    if let (Some(latest), true) = (only_latest, reports("boilerplate")) {
        if let Some(all) = says(context, Concept::AllMaintained) {
            findings.push(boilerplate(context, latest, all));
        }
    }
}

/// The first clause that says so of fixes. "The latest release of each series" is more than one,
/// and "not all versions" is no promise.
fn says(context: &Context<'_>, concept: Concept) -> Option<ClauseId> {
    const ON_FIXES: &[Concept] =
        &[Concept::Fix, Concept::FixVerb, Concept::Support, Concept::Security, Concept::Vulnerability];
    let reading = &context.policy.reading;
    reading.clause_ids().find(|&clause| {
        let set = reading.set(clause);
        let negated = |at: u32| reading.hits_of(clause, Concept::Negation).any(|hit| hit.end == at);
        set.has(concept)
            && set.any(ON_FIXES)
            && !set.has(Concept::OfEach)
            && !reading.is_heading(clause)
            && !reading.section_of(clause).is_excluded
            && !reading.hits_of(clause, concept).any(|hit| negated(hit.start))
    })
}

/// What two rows say of fixes, taken together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statuses {
    Opposite,
    Equal,
    Other,
}

fn statuses(one: &VersionRow, other: &VersionRow) -> Statuses {
    use Status as S;
    match (one.status, other.status) {
        (S::Yes | S::Limited, S::No) | (S::No, S::Yes | S::Limited) => Statuses::Opposite,
        (one, other) if one == other && matches!(one, S::Yes | S::No) => Statuses::Equal,
        _ => Statuses::Other,
    }
}

fn rows(context: &Context<'_>, table: &VersionTable, findings: &mut Findings<'_>) {
    let reports = |kind: &str| context.lists(&RULE, &REPORT, kind);
    let rows = &table.rows[..table.rows.len().min(MOST_ROWS)];
    for (index, row) in rows.iter().enumerate() {
        let mut inner: Vec<&VersionRow> = Vec::new();
        let mut repeated: Vec<&VersionRow> = Vec::new();
        for (other_index, other) in rows.iter().enumerate() {
            let statuses = statuses(row, other);
            if other_index == index || statuses == Statuses::Other || !is_same_thing(context, table, index, other_index)
            {
                continue;
            }
            let is_first = other_index > index;
            match (relation(row, other), statuses) {
                (Some(Relation::Around), Statuses::Opposite) => inner.push(other),
                (Some(Relation::Same | Relation::Partial), Statuses::Opposite) if is_first && reports("conflict") => {
                    findings.push(conflict(row, other));
                }
                (Some(Relation::Same), Statuses::Equal) if is_first && reports("redundant") => {
                    findings.push(redundant(row, other));
                }
                (Some(Relation::Around), Statuses::Equal) => repeated.push(other),
                _ => {}
            }
        }
        if !inner.is_empty() && reports("shadowed") {
            findings.push(shadowed(row, &inner));
        }
        // Behind an exception, a row takes up again what the outer one began.
        if inner.is_empty() && reports("redundant") {
            for other in repeated {
                findings.push(redundant(row, other));
            }
        }
    }
}

/// How the versions of two rows lie to one another; those that are no numbers are equal or not.
fn relation(one: &VersionRow, other: &VersionRow) -> Option<Relation> {
    let is_equal = || one.version.trim().eq_ignore_ascii_case(other.version.trim()) && !one.version.trim().is_empty();
    one.versions.relation(&other.versions).or_else(|| is_equal().then_some(Relation::Same))
}

/// Whether no other column, such as one of platforms, tells two rows apart.
fn is_same_thing(context: &Context<'_>, table: &VersionTable, one: usize, other: usize) -> bool {
    let document = context.document();
    let rows = &document.tables[table.table].rows;
    let cell = |row: usize, column: usize| {
        let cell = rows.get(row + 1).and_then(|row| row.cells.get(column));
        cell.map_or("", |&cell| document.str(document.block(cell).text).trim())
    };
    table.other_columns.iter().all(|&column| cell(one, column).eq_ignore_ascii_case(cell(other, column)))
}

fn conflict(row: &VersionRow, other: &VersionRow) -> Finding {
    let (one, two) = (quote(&row.version), quote(&other.version));
    let message = if one == two {
        format!("{one} is in two rows, as supported in one of them and not in the other")
    } else {
        format!("{one} and {two} share versions, which are supported by one row and not by the other")
    };
    let help = "give every version one row, and let the rows not overlap";
    Finding::new(other.span, message, help).also(row.span, "says the opposite")
}

fn redundant(outer: &VersionRow, inner: &VersionRow) -> Finding {
    let (one, two) = (quote(&outer.version), quote(&inner.version));
    let message = format!("{two} is part of {one}, which has the same status, so the row says nothing new");
    Finding::new(inner.span, message, "delete the row").also(outer.span, "holds it").at_most(Severity::Info)
}

fn shadowed(outer: &VersionRow, inner: &[&VersionRow]) -> Finding {
    let names: Vec<String> = inner.iter().map(|row| quote(&row.version)).collect();
    let are = if names.len() == 1 { "is" } else { "are" };
    let message = format!(
        "{} {are} part of {}, which says the opposite; a strict reader takes it at its word",
        listed(&names),
        quote(&outer.version)
    );
    let is_upper = matches!(outer.versions.ranges(), [range] if range.from == [0; 4] && range.to.is_some());
    let finding = if is_upper && outer.status == Status::No {
        let edit = Edit::replace(outer.version_span, "all other versions");
        let finding = Finding::new(outer.span, message, "write “all other versions” instead");
        finding.fix(Fix::unsafe_("Write “all other versions”", vec![edit]))
    } else {
        Finding::new(outer.span, message, "let the rows not overlap")
    };
    let finding = inner.iter().fold(finding, |finding, row| finding.also(row.span, "the exception"));
    finding.at_most(Severity::Info)
}

/// The supported rows that share no version with each other.
fn apart(table: &VersionTable) -> Vec<&VersionRow> {
    let mut apart: Vec<&VersionRow> = Vec::new();
    for row in table.rows.iter().filter(|row| row.status == Status::Yes).take(MOST_ROWS) {
        if apart.iter().all(|other| row.versions.relation(&other.versions) == Some(Relation::Apart)) {
            apart.push(row);
        }
    }
    apart
}

/// Logically the two agree, as the set of maintained releases has one member; but readers stumble.
fn boilerplate(context: &Context<'_>, latest: ClauseId, all: ClauseId) -> Finding {
    let reading = &context.policy.reading;
    let message = "this promises fixes for every maintained release, while only the latest one is supported";
    let finding = Finding::new(reading.span(all), message, "say “the latest release” here too");
    finding.also(reading.span(latest), "only the latest").at_most(Severity::Info)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::source::Source;

    const ALL: &[(&str, &str)] = &[("report", "conflict+prose+shadowed+redundant+boilerplate")];

    fn table(rows: &[(&str, &str)]) -> String {
        let rows: Vec<String> = rows.iter().map(|(version, status)| format!("| {version} | {status} |\n")).collect();
        format!("## Supported versions\n\n| Version | Supported |\n| --- | --- |\n{}", rows.concat())
    }

    #[test]
    fn contradictions_are_reported() {
        assert_fires(
            &RULE,
            &[
                &table(&[("2.x", "✅"), ("< 2.4", "❌")]),
                &table(&[("2.0", "yes"), ("2.0.x", "no")]),
                &table(&[("latest", "yes"), ("Latest", "no")]),
                &table(&[("1.0 - 1.4", "critical fixes only"), ("1.3 - 1.6", "no")]),
                &format!(
                    "{}\nOnly the latest release receives security fixes.\n",
                    table(&[("2.x", "yes"), ("1.x", "yes")])
                ),
                &format!("{}\nAll versions receive security fixes.\n", table(&[("2.x", "yes"), ("1.x", "no")])),
            ],
        );
    }

    #[test]
    fn rows_that_do_not_overlap_are_fine() {
        for rows in [
            &[("7.x", "yes"), ("6.2.x", "yes"), ("all other versions", "no")][..],
            &[("2.x", "yes"), ("1.x", "critical fixes only"), ("< 1.0", "no")],
            &[("> 1.0", "yes"), ("1.0.x", "no")],
            &[("2.x", "yes"), ("2.1", "critical fixes only")],
            &[("latest", "yes"), ("< 3.0", "no"), ("main", "yes")],
            &[("widget-core 1.x", "yes"), ("widget-ui 1.x", "no")],
        ] {
            assert_eq!(fires_with(&RULE, &table(rows), ALL), [], "{rows:?}");
        }
    }

    #[test]
    fn tables_of_other_things_are_not_compared() {
        let packages = format!("{}\n### Plugin\n\n{}", table(&[("2.x", "yes")]), table(&[("2.x", "no")]));
        let platforms = "## Supported versions\n\n| Version | Platform | Supported |\n| --- | --- | --- |\n\
                         | 2.x | Linux | yes |\n| 2.x | Windows | no |\n";
        let runtimes = "## Supported Python versions\n\n| Version | Supported |\n| --- | --- |\n| <= 3.5 | no |\n| <= 2.x.x | yes |\n";
        for text in [&*packages, platforms, runtimes] {
            assert_eq!(fires_with(&RULE, text, ALL), [], "{text}");
        }
    }

    #[test]
    fn an_exception_inside_of_a_row_is_advice_on_demand() {
        let text = table(&[("7.x", "✅"), ("< 7", "❌"), ("6.2.x", "✅"), ("6.0.x", "✅")]);
        assert_silent(&RULE, &[&text]);
        let found = findings(&RULE, &Source::new("SECURITY.md", &*text), ALL);
        assert_eq!((found.len(), found[0].severity, found[0].labels.len()), (1, Severity::Info, 2));
        let mended = found[0].fix.as_ref().map(|fix| fix.apply(&text)).unwrap_or_default();
        assert!(mended.contains("| all other versions | ❌ |"), "{mended}");
        assert_eq!(fires_with(&RULE, &mended, ALL), []);
    }

    #[test]
    fn a_row_that_adds_nothing_is_advice_on_demand() {
        let text = table(&[("2.x", "yes"), ("2.1.x", "yes")]);
        assert_silent(&RULE, &[&text]);
        assert_eq!(fires_with(&RULE, &text, ALL).len(), 1);
    }

    #[test]
    fn a_promise_for_all_maintained_releases_is_advice_on_demand() {
        let text = "Only the most recent release receives security fixes.\n\n\
                    - Prepare fixes for all releases still under maintenance.\n";
        assert_silent(&RULE, &[text]);
        assert_eq!(fires_with(&RULE, text, ALL).len(), 1);
    }

    #[test]
    fn the_latest_of_each_series_is_more_than_one() {
        let rows = table(&[("2.x", "yes"), ("1.x", "yes")]);
        for text in [
            "Only the latest release of each series receives security fixes.",
            "Only the latest patch release gets fixes.",
            "Not all versions receive security fixes.",
            "The latest release gets fixes first.",
        ] {
            assert_silent(&RULE, &[&format!("{rows}\n{text}\n")]);
        }
    }
}
