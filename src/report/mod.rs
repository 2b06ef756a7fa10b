//! Output formats, one file each. A renderer writes findings; it never decides the exit code.

mod concise;
pub(crate) mod configuration;
pub(crate) mod diff;
pub(crate) mod escape;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod identity;
pub mod inspection;
mod json;
mod json_lines;
mod junit;
mod markdown;
pub(crate) mod page;
mod place;
mod sarif;
pub(crate) mod schemas;
mod standards;
mod summary;
mod terminal_markdown;
#[cfg(test)]
mod tests;

use std::io;

pub(crate) use full::{baseline_error, config_error};
pub(crate) use standards::write as write_standards;
pub(crate) use summary::{Summary, clean, closing, plural};
pub(crate) use terminal_markdown::styled;

use crate::rules::{Beside, Outcome};
use crate::scorecard::Scorecard;
use crate::source::Source;

/// What was found in one file.
#[derive(Debug)]
pub(crate) struct FileReport {
    /// The text. Empty, and named like the folder, where a folder has no policy.
    pub(crate) source: Source,
    /// The findings.
    pub(crate) outcome: Outcome,
    /// The rule sets in force, and the configuration file, for people.
    pub(crate) in_force: String,
    /// What OpenSSF Scorecard would give, where its rule set is in force.
    pub(crate) scorecard: Option<Scorecard>,
    /// The path that a forge knows the file by: from the root of the repository that one stands in. Where a folder has
    /// no policy, the path of one.
    pub(crate) location: String,
}

impl FileReport {
    /// What was found in a file beside the one that was linted.
    pub(crate) fn beside(beside: Beside, in_force: &str, location: String) -> Self {
        let Beside { source, outcome, .. } = beside;
        Self { source, outcome, in_force: in_force.to_owned(), scorecard: None, location }
    }
}

/// What a run has to report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Results<'a> {
    /// What was found, file by file.
    pub(crate) files: &'a [FileReport],
    /// Why the run is not complete; without an error it is.
    pub(crate) errors: &'a [RunError],
    /// How the run ends, unless a report cannot be written.
    pub(crate) exit_code: u8,
}

/// What kept a file from being linted, or what is wrong with its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunError {
    /// The file.
    pub(crate) path: String,
    /// The end of a sentence that begins with the path, or a sentence.
    pub(crate) message: String,
}

/// How output may look; decided from the state of the stream that it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether to colour.
    pub(crate) color: bool,
    /// Whether frames are drawn with other characters than ASCII ones.
    pub(crate) unicode: bool,
    /// Whether the terminal makes links clickable.
    pub(crate) links: bool,
    /// Columns of a line.
    pub(crate) width: usize,
}

/// The output formats of `lint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Format {
    /// The text concerned, with marks below it, and what to do
    #[default]
    Full,
    /// One line a finding: `path:line:column: severity[rule] message`
    Concise,
    /// One object, for scripts
    Json,
    /// One object a finding, each on its line
    JsonLines,
    /// SARIF 2.1.0, for code scanning and for viewers
    Sarif,
    /// Annotations on GitHub, as commands in the log of a workflow
    Github,
    /// A code quality report for GitLab
    Gitlab,
    /// Test results, for CI services
    Junit,
    /// A page for the summary of a CI job
    Markdown,
}

/// Writes what a run has to report.
pub(crate) fn write(format: Format, results: Results<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Full => full::write(results.files, style, out),
        Format::Concise => concise::write(results.files, style, out),
        Format::Json => json::write(results.files, out),
        Format::JsonLines => json_lines::write(results.files, out),
        Format::Sarif => sarif::write(results, out),
        Format::Github => github::write(results, out),
        Format::Gitlab => gitlab::write(results.files, out),
        Format::Junit => junit::write(results, out),
        Format::Markdown => markdown::write(results, out),
    }
}
