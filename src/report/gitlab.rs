//! `gitlab`: a code quality report, which GitLab shows on a merge request.

use std::io;

use serde::Serialize;

use super::identity::identified;
use super::place::Place;
use super::{FileReport, escape};
use crate::diagnostic::{Fingerprint, Severity};

/// A finding.
#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: Fingerprint,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

/// 1-based and inclusive.
#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Writes a list of all findings.
pub(super) fn write(files: &[FileReport], out: &mut dyn io::Write) -> io::Result<()> {
    let issues: Vec<Issue<'_>> = files.iter().flat_map(issues).collect();
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&issues)?))
}

fn issues(file: &FileReport) -> impl Iterator<Item = Issue<'_>> {
    identified(file).map(|(diagnostic, identity)| {
        let Place { line: begin, end_line: end, .. } = Place::new(&file.source, diagnostic.span);
        // It has to be one of its own in the whole report.
        let fingerprint = Fingerprint::of_words(&format!("{} {} {identity}", file.location, diagnostic.rule));
        Issue {
            description: format!("{}; {}", escape::line(&diagnostic.message), escape::line(&diagnostic.help)),
            check_name: &diagnostic.rule,
            fingerprint,
            severity: match diagnostic.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location { path: &file.location, lines: Lines { begin, end } },
        }
    })
}
