//! `junit`: test results, as most CI services show them. A file is a suite, and a rule that it breaks a test that
//! failed.

use std::io;

use super::{FileReport, Results, RunError, escape};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rules::{Note, NoteKind};

/// Writes a suite for every file, and for every file that could not be linted.
pub(super) fn write(results: Results<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let suites: Vec<Suite<'_>> = results.files.iter().map(Suite::new).collect();
    let tests: usize = suites.iter().map(Suite::tests).sum();
    let failures: usize = suites.iter().map(|suite| suite.broken.len()).sum();
    let errors = results.errors.len();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let tests = tests + errors;
    writeln!(out, "<testsuites name=\"secpol\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">")?;
    suites.iter().try_for_each(|suite| suite.write(out))?;
    results.errors.iter().try_for_each(|error| unlinted(error, out))?;
    writeln!(out, "</testsuites>")
}

/// A file.
struct Suite<'a> {
    file: &'a FileReport,
    /// The rules that it breaks, by their first finding, each with its findings.
    broken: Vec<(&'a str, Vec<&'a Diagnostic>)>,
    /// Why it was not linted.
    skipped: Option<&'a Note>,
}

impl<'a> Suite<'a> {
    fn new(file: &'a FileReport) -> Self {
        let mut broken: Vec<(&str, Vec<&Diagnostic>)> = Vec::new();
        for diagnostic in &file.outcome.diagnostics {
            match broken.iter_mut().find(|(rule, _)| *rule == diagnostic.rule) {
                Some((_, found)) => found.push(diagnostic),
                None => broken.push((&diagnostic.rule, vec![diagnostic])),
            }
        }
        let skipped = file.outcome.notes.iter().find(|note| note.kind == NoteKind::NotLinted);
        Self { file, broken, skipped }
    }

    /// One that breaks no rule has one test, so that it is seen to have been looked at.
    fn tests(&self) -> usize {
        self.broken.len().max(1)
    }

    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let path = attribute(&self.file.location);
        let (tests, failures, skipped) = (self.tests(), self.broken.len(), usize::from(self.skipped.is_some()));
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"");
        writeln!(out, "  <testsuite name=\"{path}\" {counts}>")?;
        if let Some(note) = self.skipped {
            writeln!(out, "    <testcase name=\"lint\" classname=\"{path}\" file=\"{path}\">")?;
            writeln!(out, "      <skipped message=\"{}\"/>", attribute(&note.message))?;
            writeln!(out, "    </testcase>")?;
        } else if self.broken.is_empty() {
            writeln!(out, "    <testcase name=\"lint\" classname=\"{path}\" file=\"{path}\"/>")?;
        }
        for (rule, found) in &self.broken {
            self.failed(&path, rule, found, out)?;
        }
        writeln!(out, "  </testsuite>")
    }

    /// A rule that is broken: one failure, as not every reader expects several, with the text of all findings.
    fn failed(&self, path: &str, rule: &str, found: &[&Diagnostic], out: &mut dyn io::Write) -> io::Result<()> {
        let line = self.file.source.position(found[0].span.start).line;
        let rule = attribute(rule);
        writeln!(out, "    <testcase name=\"{rule}\" classname=\"{path}\" file=\"{path}\" line=\"{line}\">")?;
        let severity = found.iter().map(|diagnostic| diagnostic.severity).max().map_or("", Severity::as_str);
        write!(out, "      <failure type=\"{severity}\" message=\"{}\">", attribute(&found[0].message))?;
        for diagnostic in found {
            let at = self.file.source.position(diagnostic.span.start);
            let (line, column, severity) = (at.line, at.column, diagnostic.severity.as_str());
            let (message, help) = (content(&diagnostic.message), content(&diagnostic.help));
            writeln!(out, "{path}:{line}:{column}: {severity}: {message}\nhelp: {help}")?;
        }
        writeln!(out, "</failure>\n    </testcase>")
    }
}

/// A file that could not be linted: a suite with a test that could not be run.
fn unlinted(error: &RunError, out: &mut dyn io::Write) -> io::Result<()> {
    let (path, message) = (attribute(&error.path), attribute(&error.message));
    writeln!(out, "  <testsuite name=\"{path}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">")?;
    writeln!(out, "    <testcase name=\"lint\" classname=\"{path}\" file=\"{path}\">")?;
    writeln!(out, "      <error type=\"error\" message=\"{message}\"/>\n    </testcase>\n  </testsuite>")
}

/// The value of an attribute.
fn attribute(text: &str) -> String {
    xml(&escape::line(text))
}

/// Text between tags.
fn content(text: &str) -> String {
    xml(&escape::lines(text))
}

/// A text without what XML reads as its own, or cannot have at all.
fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => escape::push_escaped(&mut safe, c),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_can_stand_in_xml() {
        let text = "a <b> & \"c\" 'd' ]]>\0\u{1b}\r\n\t\u{85}\u{fffe}\u{ffff}é\u{1f512}";
        let shown = "a <b> & \"c\" 'd' ]]>\\u{0}\\u{1b}\\u{d}\n \\u{85}\\u{fffe}\\u{ffff}é\u{1f512}";
        let document = format!("<t a=\"{}\">{}</t>", attribute(text), content(text));
        let document = roxmltree::Document::parse(&document).unwrap();
        assert_eq!(document.root_element().attribute("a"), Some(&*shown.replace('\n', " ")));
        assert_eq!(document.root_element().text(), Some(shown));
    }
}
