//! `github`: annotations on a commit or pull request, as commands in the log of a workflow.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io;

use super::place::Place;
use super::{FileReport, Results, escape, plural};
use crate::diagnostic::{Diagnostic, Severity};

/// GitHub shows only so many annotations of each kind that one step gives.
const SHOWN: usize = 10;

/// Writes a command for every finding and error, the most severe first. Where GitHub will not show all, the first of
/// them says so.
pub(super) fn write(results: Results<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut found: Vec<(&FileReport, &Diagnostic)> = results
        .files
        .iter()
        .flat_map(|file| file.outcome.diagnostics.iter().map(move |diagnostic| (file, diagnostic)))
        .collect();
    found.sort_by_key(|(_, diagnostic)| Reverse(diagnostic.severity));
    let left_out = left_out(&found, results.errors.len());
    if left_out > 0 {
        let message = format!(
            "{} not shown as annotations: GitHub shows {SHOWN} of each kind a step. The log has all of them",
            plural(left_out, "finding")
        );
        writeln!(out, "::notice title=secpol::{}", data(&message))?;
    }
    for error in results.errors {
        let message = format!("{}: {}", error.path, error.message);
        writeln!(out, "::error title=secpol::{}", data(&message))?;
    }
    found.into_iter().try_for_each(|(file, diagnostic)| annotation(file, diagnostic, out))
}

/// How many findings will not be shown. To say so takes the place of one that is a notice.
fn left_out(found: &[(&FileReport, &Diagnostic)], errors: usize) -> usize {
    let beyond = |notes: usize| {
        let of = |severity, others: usize| {
            let count = found.iter().filter(|(_, diagnostic)| diagnostic.severity == severity).count();
            count.min((count + others).saturating_sub(SHOWN))
        };
        of(Severity::Error, errors) + of(Severity::Warning, 0) + of(Severity::Info, notes)
    };
    if beyond(0) > 0 { beyond(1) } else { 0 }
}

fn annotation(file: &FileReport, diagnostic: &Diagnostic, out: &mut dyn io::Write) -> io::Result<()> {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let Place { line, column, end_line, end_column, .. } = Place::new(&file.source, diagnostic.span);
    write!(out, "::{command} file={},line={line},endLine={end_line}", property(&file.location))?;
    // The runner wants columns only where they are on one line.
    if line == end_line {
        write!(out, ",col={column},endColumn={end_column}")?;
    }
    let title = format!("secpol: {}", diagnostic.rule);
    let message = format!("{}\nhelp: {}", diagnostic.message, diagnostic.help);
    writeln!(out, ",title={}::{}", property(&title), data(message.trim_end_matches("\nhelp: ")))
}

/// The text of a command.
fn data(text: &str) -> String {
    escape::lines(text).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    let text: Cow<'_, str> = escape::line(text);
    text.replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_property_or_a_command_before_its_time() {
        assert_eq!(property("a,b: 100%\r\n::error::"), "a%2Cb%3A 100%25\\u{d} \\u{3a}%3Aerror%3A%3A");
        assert_eq!(data("a,b: 100%\r\n::error::%0A"), "a,b: 100%25\\u{d}%0A\\u{3a}:error::%250A");
    }
}
