//! `json`: one object, for scripts.

use std::io;

use serde::Serialize;

use super::place::Place;
use super::{FileReport, Summary, escape};
use crate::diagnostic::{Fix, Severity};
use crate::rules::{NoteKind, Standing, Verdict};
use crate::scorecard::Scorecard;
use crate::source::Source;

/// Raised when a key changes its meaning or goes away.
pub(super) const SCHEMA_VERSION: u32 = 1;

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
pub(super) struct Finding<'a> {
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
pub(super) struct Standard<'a> {
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
pub(super) struct Scored<'a> {
    /// The file, as it was named.
    path: &'a str,
    #[serde(flatten)]
    card: &'a Scorecard,
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

/// The findings, file by file.
pub(super) fn findings(files: &[FileReport]) -> impl Iterator<Item = Finding<'_>> {
    files.iter().flat_map(|file| {
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
    })
}

/// The verdicts, file by file.
pub(super) fn standards(files: &[FileReport]) -> impl Iterator<Item = Standard<'_>> {
    files.iter().flat_map(|file| {
        file.outcome.verdicts.iter().map(|verdicts| Standard {
            name: &verdicts.standard,
            path: file.source.path(),
            controls: verdicts.verdicts.iter().map(|verdict| Control::new(&file.source, verdict)).collect(),
        })
    })
}

/// The scores.
pub(super) fn scores(files: &[FileReport]) -> impl Iterator<Item = Scored<'_>> {
    files.iter().filter_map(|file| {
        let card = file.scorecard.as_ref()?;
        Some(Scored { path: file.source.path(), card })
    })
}

/// Writes the object, indented, with a line end behind it.
pub(super) fn write(files: &[FileReport], out: &mut dyn io::Write) -> io::Result<()> {
    let notes = files.iter().flat_map(|file| {
        file.outcome.notes.iter().map(|note| Note { kind: note.kind, path: file.source.path(), message: &note.message })
    });
    let report = Report {
        schema_version: SCHEMA_VERSION,
        diagnostics: findings(files).collect(),
        notes: notes.collect(),
        standards: standards(files).collect(),
        scorecard: scores(files).collect(),
        summary: Summary::of(files),
    };
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&report)?))
}
