//! `concise`: one line a finding, for editors and for grep.

use std::io;

use owo_colors::{OwoColorize as _, Style as Paint};

use super::{FileReport, Style, escape};
use crate::diagnostic::Severity;

/// Writes `path:line:column: severity[rule] message` for every finding.
pub(super) fn write(files: &[FileReport], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for file in files {
        let path = escape::line(file.source.path());
        for diagnostic in &file.outcome.diagnostics {
            let at = file.source.position(diagnostic.span.start);
            let paint = paint(diagnostic.severity, style);
            let severity = diagnostic.severity.as_str();
            let (rule, message) = (&diagnostic.rule, escape::line(&diagnostic.message));
            writeln!(out, "{path}:{}:{}: {}[{rule}] {message}", at.line, at.column, severity.style(paint))?;
        }
    }
    Ok(())
}

fn paint(severity: Severity, style: Style) -> Paint {
    match severity {
        _ if !style.color => Paint::new(),
        Severity::Error => Paint::new().red().bold(),
        Severity::Warning => Paint::new().yellow().bold(),
        Severity::Info => Paint::new().cyan().bold(),
    }
}
