//! The lines for people behind the findings: how many there are, and that a file has none.

use serde::Serialize;

use super::{FileReport, escape};
use crate::diagnostic::{Applicability, Severity};
use crate::source::Span;

/// How many findings there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(crate) struct Summary {
    /// Files that were linted, and folders that have no policy.
    pub(crate) files: usize,
    /// Findings by severity.
    pub(crate) errors: usize,
    /// Findings by severity.
    pub(crate) warnings: usize,
    /// Findings by severity.
    pub(crate) infos: usize,
    /// Findings with a safe fix.
    pub(crate) fixable: usize,
    /// Findings with a fix that needs a look.
    #[serde(skip)]
    pub(crate) fixable_with_a_look: usize,
}

impl Summary {
    /// Counts.
    pub(crate) fn of(files: &[FileReport]) -> Self {
        let mut summary = Self { files: files.len(), ..Self::default() };
        for diagnostic in files.iter().flat_map(|file| &file.outcome.diagnostics) {
            match diagnostic.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
            }
            match diagnostic.fix.as_ref().map(|fix| fix.applicability) {
                Some(Applicability::Safe) => summary.fixable += 1,
                Some(Applicability::Unsafe) => summary.fixable_with_a_look += 1,
                None => {}
            }
        }
        summary
    }
}

/// The closing line, or `None` where there is nothing to count that the lines of clean files do not say.
pub(crate) fn closing(files: &[FileReport]) -> Option<String> {
    let summary = Summary::of(files);
    let counts = [count(summary.errors, "error"), count(summary.warnings, "warning"), count(summary.infos, "info")];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let linted = plural(summary.files, "file");
    if counts.is_empty() {
        return (summary.files > 1).then(|| format!("no findings in {linted}"));
    }
    let concerned = files.iter().filter(|file| !file.outcome.diagnostics.is_empty()).count();
    let of = if concerned < summary.files { format!("{concerned} of {linted}") } else { linted };
    let with = format!("{} in {of}", counts.join(", "));
    Some(match (summary.fixable, summary.fixable_with_a_look) {
        (0, 0) => with,
        (safe, 0) => format!("{with}; {safe} fixable with --fix"),
        (0, looks) => format!("{with}; {looks} fixable with --unsafe-fixes"),
        (safe, looks) => format!("{with}; {safe} fixable with --fix, {looks} more with --unsafe-fixes"),
    })
}

/// The line of a file without findings.
pub(crate) fn clean(file: &FileReport) -> String {
    let line = |span: Span| file.source.lines().line(span.start);
    let named = |name: &str, span: Option<Span>| span.map(|span| format!("{name} line {}", line(span)));
    let places = &file.outcome.places;
    let found = [
        named("versions", places.versions),
        named("channel", places.channel),
        named("answer", places.answer),
        named("disclosure", places.disclosure),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    let at = if found.is_empty() { String::new() } else { format!(": {}", found.join(", ")) };
    format!("{}: no findings ({}){at}", escape::line(file.source.path()), escape::line(&file.in_force))
}

fn count(count: usize, word: &str) -> Option<String> {
    (count > 0).then(|| plural(count, word))
}

/// A number and what it counts.
pub(crate) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
