//! See [`RULE`].

use std::cell::LazyCell;
use std::collections::HashSet;

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Block, BlockKind};
use crate::policy::VersionTable;
use crate::policy::vocabulary::Concept;
use crate::source::Span;

const FLAG_UNKNOWN_SPECS: OptionSpec =
    OptionSpec::flag("flag-unknown-specs", true, true, "Report a table whose version column names no version.");

rule! {
    /// The table of supported versions is broken.
    ///
    /// ## Why it matters
    ///
    /// One cell too few in the line of dashes, and the forge shows pipes and dashes in place of
    /// a table. A short row leaves the status of a version open, and a cell too many is dropped.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// ## Supported versions
    ///
    /// | Version | Supported |
    /// |---------|
    /// | 2.x     | yes       |
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// ## Supported versions
    ///
    /// | Version | Supported |
    /// | --- | --- |
    /// | 2.x     | yes       |
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The line of dashes is made as wide as the header, and notes that a row lacks are padded
    /// with empty cells; both are safe, unless a row has more cells than the header, which a table
    /// does not show. A missing status is never made up.
    ///
    /// ## Sources
    ///
    /// - GitHub Flavored Markdown, tables
    /// - OSPS Baseline, OSPS-DO-04.01
    group: Versions,
    fix: Safe,
    options: [FLAG_UNKNOWN_SPECS],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for block in context.document().blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        not_a_table(context, block, findings);
    }
    for table in &context.policy.version_tables {
        rows(context, table, findings);
    }
}

/// Lines with pipes, in a section on versions, that the forge does not take for a table.
fn not_a_table(context: &Context<'_>, block: &Block, findings: &mut Findings<'_>) {
    let span = context.document().node(block.node).span;
    let section = &context.policy.reading.sections[block.section.0 as usize];
    if !section.path.has(Concept::HeadingVersions) || section.path.has(Concept::Foreign) {
        return;
    }
    let lines: Vec<(u32, &str)> = lines(context.source().slice(span), span.start).collect();
    let rows = lines.iter().filter(|(_, line)| cells(line) >= 2).count();
    if rows < 2 || lines.first().is_none_or(|(_, line)| cells(line) < 2) {
        return;
    }
    let columns = cells(lines[0].1);
    let dashes = format!("|{}", " --- |".repeat(columns));
    let (message, edit) = match lines.get(1) {
        Some((at, line)) if is_delimiter(line) => (
            format!(
                "the line of dashes has {} cells and the header {columns}, so the table is shown as plain text",
                cells(line)
            ),
            Edit::replace(Span::new(*at, at + line.len() as u32), dashes),
        ),
        _ => (
            "the line of dashes below the header is missing, so the table is shown as plain text".to_owned(),
            below(context, lines[0], &dashes),
        ),
    };
    let title = "Mend the line of dashes";
    // A table does not show the cells that its header has no column for.
    let is_shown = lines.iter().all(|(_, line)| cells(line) <= columns);
    let fix = if is_shown { Fix::safe(title, vec![edit]) } else { Fix::unsafe_(title, vec![edit]) };
    findings
        .push(Finding::new(span, message, format!("write `|{}` below the header", " --- |".repeat(columns))).fix(fix));
}

/// Inserts a line below another one, in the same quote and item.
fn below(context: &Context<'_>, (at, line): (u32, &str), new: &str) -> Edit {
    let source = context.source();
    let start = source.lines().start(source.lines().line(at)).max(source.body().start);
    // A mark that opens an item is not repeated.
    let marks: String =
        source.slice(Span::new(start, at)).chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect();
    Edit::insert(at + line.len() as u32, format!("\n{marks}{new}"))
}

/// The lines of a text with their offsets, without line ends and the marks before a quoted line.
fn lines(text: &str, base: u32) -> impl Iterator<Item = (u32, &str)> {
    text.split('\n').map(move |line| {
        let at = base + (line.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let trimmed = line.trim_start_matches([' ', '\t', '>']);
        (at + (line.len() - trimmed.len()) as u32, trimmed.trim_end())
    })
}

/// How many cells a line makes: pieces between pipes that are not escaped.
fn cells(line: &str) -> usize {
    let inner = line.trim();
    let bytes = inner.as_bytes();
    let all = memchr::memchr_iter(b'|', bytes).filter(|&at| at == 0 || bytes[at - 1] != b'\\').count();
    if all == 0 {
        return 0;
    }
    let ends = usize::from(inner.starts_with('|'))
        + usize::from(inner.len() > 1 && inner.ends_with('|') && !inner.ends_with("\\|"));
    all + 1 - ends
}

fn is_delimiter(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn rows(context: &Context<'_>, table: &VersionTable, findings: &mut Findings<'_>) {
    let document = context.document();
    let Some((header, body)) = document.tables[table.table].rows.split_first() else { return };
    let columns = header.cells.len();
    for row in body {
        let span = row.span;
        let found = cells(context.source().slice(span));
        if found == 0 || found == columns {
            continue;
        }
        let help = "give every row one cell for each column";
        if found > columns {
            let message = format!("this row has {found} cells and the header {columns}: what is too much is not shown");
            findings.push(Finding::new(span, message, help));
            continue;
        }
        let lacks_status = table.status_columns.iter().any(|&column| column >= found);
        let message = if lacks_status {
            "this row ends before the column that says whether the version is supported".to_owned()
        } else {
            format!("this row has {found} cells and the header {columns}")
        };
        let finding = Finding::new(span, message, help);
        findings.push(if lacks_status { finding } else { finding.fix(pad(context, span, columns - found)) });
    }
    for row in table.rows.iter().filter(|row| row.version.trim().is_empty()) {
        let message = "this row names no version, so its status belongs to nothing";
        findings.push(Finding::new(row.span, message, "put in the version, or delete the row"));
    }
    let statuses = LazyCell::new(|| table.rows.iter().map(|row| row.status_text.as_str()).collect::<HashSet<_>>());
    let is_status = |text: &str| statuses.contains(text);
    let is_unknown = !table.rows.is_empty() && table.rows.iter().all(|row| !names_version(&row.version, is_status));
    if is_unknown && context.flag(&RULE, &FLAG_UNKNOWN_SPECS) {
        let message = "the version column of this table names no version that could be compared with a release";
        let help = "use numbers such as `2.x` or `< 1.0`, or words such as “latest”";
        findings.push(Finding::new(table.span, message, help).at_most(Severity::Info));
    }
}

/// Adds empty cells at the end of a row.
fn pad(context: &Context<'_>, row: Span, missing: usize) -> Fix {
    let text = context.source().slice(row);
    let end = row.start + text.trim_end().len() as u32;
    let open = if text.trim_end().ends_with('|') { "" } else { " |" };
    Fix::safe("Add the empty cells", vec![Edit::insert(end, format!("{open}{}", "  |".repeat(missing)))])
}

/// Whether a text may name a version: a number, a word such as “latest”, or a name of its own.
fn names_version(text: &str, is_status: impl Fn(&str) -> bool) -> bool {
    const WORDS: &[&str] = &[
        "latest", "current", "newest", "lts", "main", "master", "head", "trunk", "nightly", "develop", "stable",
        "other", "older", "else", "any", "all", "previous", "rest", "*", "edge", "next", "branch", "release",
    ];
    if text.contains(|c: char| c.is_ascii_digit()) || !text.is_ascii() || text.trim().is_empty() {
        return true;
    }
    let lower = text.to_lowercase();
    let is_name = text.split_whitespace().count() <= 2 && text.trim().starts_with(char::is_uppercase);
    WORDS.iter().any(|word| lower.contains(word)) || is_name && !is_status(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::rules::tests::{assert_silent, findings, fires};
    use crate::source::Source;

    fn section(table: &str) -> String {
        format!("# Security\n\n## Supported versions\n\n{table}\n\n## Reporting\n\nMail security@widget.example.\n")
    }

    #[test]
    fn broken_tables_are_reported() {
        for (table, words) in [
            ("| Version | Supported |\n|---|\n| 2.x | yes |", "has 1 cells and the header 2"),
            ("| Version | Supported |\n| 2.x | yes |\n| 1.x | no |", "is missing"),
            ("| Version | Supported |\n|---|---|\n| 2.x |\n| 1.x | no |", "ends before the column"),
            ("| Version | Supported | Notes |\n|---|---|---|\n| 2.x | yes |", "has 2 cells and the header 3"),
            ("| Version | Supported |\n|---|---|\n| 2.x | yes | really |", "is not shown"),
            ("| Version | Supported |\n|---|---|\n| | yes |\n| 1.x | no |", "names no version"),
            ("| Version | Supported |\n|---|---|\n| whatever you find there | yes |", "could be compared"),
        ] {
            let found = fires(&RULE, &section(table));
            assert!(found.len() == 1 && found[0].1.contains(words), "{table}\n{found:?}");
        }
    }

    #[test]
    fn whole_tables_are_fine() {
        for table in [
            "| Version | Supported |\n|---|---|\n| 2.x | yes |\n| 1.x | no |",
            "Version | Supported\n--- | ---\n2.x | yes",
            "| Version | Supported | Notes |\n|---|---|---|\n| 2.x | yes | |",
            "| Release | Supported |\n|---|---|\n| Jammy | yes |\n| R2024b | no |",
            "| Version | Supported |\n|---|---|\n| `2.x \\| 3.x` | yes |",
            "- 2.x: supported\n- 1.x: not supported",
            "<table><tr><th>Version</th><th>Supported</th></tr><tr><td>2.x</td><td>yes</td></tr></table>",
        ] {
            assert_silent(&RULE, &[&section(table)]);
        }
    }

    #[test]
    fn tables_about_other_things_are_ignored() {
        assert_silent(&RULE, &["## Supported Python versions\n\n| Version | Supported |\n|---|---|\n| 3.13 |\n"]);
    }

    #[test]
    fn the_line_of_dashes_is_put_in_its_place() {
        for (text, mended) in [
            (
                "> | Version | Supported |\n> | 2.x | yes |\n",
                "> | Version | Supported |\n> | --- | --- |\n> | 2.x | yes |\n",
            ),
            (
                "- Text.\n\n  | Version | Supported |\n  | 2.x | yes |\n",
                "- Text.\n\n  | Version | Supported |\n  | --- | --- |\n  | 2.x | yes |\n",
            ),
            (
                "| Version | Supported |\r\n| 2.x | yes |\r\n",
                "| Version | Supported |\r\n| --- | --- |\r\n| 2.x | yes |\r\n",
            ),
        ] {
            let end = if text.contains('\r') { "\r\n" } else { "\n" };
            let before = format!("## Supported versions{end}{end}");
            let (text, mended) = (format!("{before}{text}"), format!("{before}{mended}"));
            let fix = findings(&RULE, &Source::new("SECURITY.md", &*text), &[]).remove(0).fix.expect("there is a fix");
            assert_eq!((fix.apply(&text), fix.applicability), (mended, Applicability::Safe));
        }
    }

    #[test]
    fn a_fix_that_would_hide_a_cell_needs_a_look() {
        let text = section("| Version | Supported |\n| 2.x | yes | until May |");
        let fix = findings(&RULE, &Source::new("SECURITY.md", &*text), &[]).remove(0).fix.expect("there is a fix");
        assert_eq!(fix.applicability, Applicability::Unsafe);
    }

    #[test]
    fn a_row_without_notes_is_padded_and_a_status_never_made_up() {
        let text = section("| Version | Supported | Notes |\n|---|---|---|\n| 2.x | yes |");
        let fix = findings(&RULE, &Source::new("SECURITY.md", &*text), &[]).remove(0).fix.expect("there is a fix");
        assert!(fix.apply(&text).contains("| 2.x | yes |  |\n"), "{}", fix.apply(&text));
        let text = section("| Version | Supported |\n|---|---|\n| 2.x |");
        assert_eq!(findings(&RULE, &Source::new("SECURITY.md", &*text), &[]).remove(0).fix, None);
    }
}
