//! `json`: one object, for scripts.
//!
//! Lines and columns are 1-based, columns in Unicode scalar values. `end_line` is the line of the last byte, and
//! `end_column` lies behind it; a line end takes no column.

use std::io;

use serde::Serialize;

use super::{FileReport, Summary, escape};
use crate::diagnostic::{Fix, Severity};
use crate::rules::{NoteKind, Standing, Verdict};
use crate::scorecard::Scorecard;
use crate::source::{Source, Span};

/// Raised when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// What was found in all files.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct Report<'a> {
    /// Version of the JSON form.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA_VERSION)))]
    schema_version: u32,
    /// The findings, file by file, in document order.
    diagnostics: Vec<Finding<'a>>,
    /// What was not checked, and why.
    notes: Vec<Note<'a>>,
    /// Verdicts, for each file and each standard in force.
    standards: Vec<Standard<'a>>,
    /// Scores, for each file, where the rule set `scorecard` is in force.
    scorecard: Vec<Scored<'a>>,
    summary: Summary,
}

/// A finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Finding<'a> {
    /// The rule, or a section that the configuration asks for.
    rule: &'a str,
    severity: Severity,
    /// What is wrong, and why it matters.
    message: &'a str,
    /// What to do.
    help: &'a str,
    /// The file, as it was named.
    path: &'a str,
    #[serde(flatten)]
    place: Place,
    /// Other places concerned, in document order.
    labels: Vec<Label<'a>>,
    /// Edits that mend it.
    fix: Option<&'a Fix>,
}

/// Another place that a finding speaks of.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Label<'a> {
    /// What is to be seen there; may be empty.
    message: &'a str,
    #[serde(flatten)]
    place: Place,
}

/// Something to know about a file that is no finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Note<'a> {
    /// What it is about.
    kind: NoteKind,
    /// The file, as it was named.
    path: &'a str,
    /// One sentence.
    message: &'a str,
}

/// The controls of one standard, for one file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Standard<'a> {
    /// The rule set, or the configuration file, that has the controls.
    name: &'a str,
    /// The file, as it was named.
    path: &'a str,
    /// In the order of the standard.
    controls: Vec<Control<'a>>,
}

/// Whether a control is met.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Control<'a> {
    /// As the standard numbers it.
    id: &'a str,
    /// What it asks for, in a few words.
    title: &'a str,
    verdict: Standing,
    /// The rules that speak against it.
    rules: &'a [&'static str],
    /// Why it is not met or was not checked, or what is to be judged by hand; may be empty.
    reason: &'a str,
    /// The words that show it.
    places: Vec<Place>,
}

/// What OpenSSF Scorecard would give one file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Scored<'a> {
    /// The file, as it was named.
    path: &'a str,
    #[serde(flatten)]
    card: &'a Scorecard,
}

/// Words of the text.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Place {
    /// The line of the first character, 1-based.
    line: u32,
    /// Its column, 1-based, in Unicode scalar values.
    column: u32,
    /// The line of the last character, 1-based.
    end_line: u32,
    /// The column behind it, 1-based, in Unicode scalar values.
    end_column: u32,
    span: Span,
}

impl Place {
    fn new(source: &Source, span: Span) -> Self {
        let start = source.position(span.start);
        let (_, end_line) = source.line_range(span);
        let end = span.end.min(source.lines().end(source.text(), end_line)).max(span.start);
        // A span of a line end alone would else end before it starts.
        let end_column = if source.lines().line(end) == end_line { source.position(end).column } else { start.column };
        Self { line: start.line, column: start.column, end_line, end_column, span }
    }
}

impl<'a> Control<'a> {
    fn new(source: &Source, verdict: &'a Verdict) -> Self {
        Self {
            id: &verdict.control.id,
            title: &verdict.control.title,
            verdict: verdict.standing,
            rules: &verdict.rules,
            reason: &verdict.reason,
            places: verdict.spans.iter().map(|&span| Place::new(source, span)).collect(),
        }
    }
}

/// Writes the object, indented, with a line end behind it.
pub(super) fn write(files: &[FileReport], out: &mut dyn io::Write) -> io::Result<()> {
    let diagnostics = files.iter().flat_map(|file| {
        file.outcome.diagnostics.iter().map(|diagnostic| Finding {
            rule: &diagnostic.rule,
            severity: diagnostic.severity,
            message: &diagnostic.message,
            help: &diagnostic.help,
            path: file.source.path(),
            place: Place::new(&file.source, diagnostic.span),
            labels: diagnostic
                .labels
                .iter()
                .map(|label| Label { message: &label.message, place: Place::new(&file.source, label.span) })
                .collect(),
            fix: diagnostic.fix.as_ref(),
        })
    });
    let notes = files.iter().flat_map(|file| {
        file.outcome.notes.iter().map(|note| Note { kind: note.kind, path: file.source.path(), message: &note.message })
    });
    let standards = files.iter().flat_map(|file| {
        file.outcome.verdicts.iter().map(|verdicts| Standard {
            name: &verdicts.standard,
            path: file.source.path(),
            controls: verdicts.verdicts.iter().map(|verdict| Control::new(&file.source, verdict)).collect(),
        })
    });
    let scored = files.iter().filter_map(|file| {
        let card = file.scorecard.as_ref()?;
        Some(Scored { path: file.source.path(), card })
    });
    let report = Report {
        schema_version: SCHEMA_VERSION,
        diagnostics: diagnostics.collect(),
        notes: notes.collect(),
        standards: standards.collect(),
        scorecard: scored.collect(),
        summary: Summary::of(files),
    };
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&report)?))
}
