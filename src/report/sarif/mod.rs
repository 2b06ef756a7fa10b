//! `sarif`: SARIF 2.1.0, for code scanning and for viewers.
//!
//! Verdicts on controls are no results: a service would raise an alert for what is met. They stand in the properties of
//! the run, and a result refers to the controls that it speaks against.

mod log;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::identity::identified;
use super::place::Place;
use super::{FileReport, Results, escape, json};
use crate::diagnostic::{self, Diagnostic, Edit, Severity};
use crate::pages;
use crate::rules::{Rule, find};
use crate::source::{Source, Span};
use log::{
    Artifact, ArtifactChange, ArtifactLocation, ComponentReference, Configuration, Content, Described, Descriptor,
    DescriptorProperties, Driver, Fix, FixProperties, Help, Invocation, Level, Location, Log, Message, Notification,
    PhysicalLocation, Region, Replacement, Result, Run, RunProperties, Taxon, TaxonReference, Taxonomy, Tool,
};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Stands for the root of the repository, which whoever reads the log knows.
const ROOT: &str = "%SRCROOT%";

/// The name of our fingerprints; the number is raised when they are made otherwise.
const FINGERPRINT: &str = "secpol/v1";

/// What a segment of a path in a URI cannot have as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Writes the log, indented, with a line end behind it.
pub(super) fn write(results: Results<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run(results)] };
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&log)?))
}

fn run(results: Results<'_>) -> Run<'_> {
    let files = results.files;
    let taxonomies = taxonomies(files);
    let rules = rules(files);
    let index: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(at, (id, _))| (*id, at)).collect();
    let reference =
        |(index, taxonomy): (usize, &Taxonomy<'_>)| ComponentReference { name: taxonomy.name.to_owned(), index };
    let driver = Driver {
        name: "secpol",
        version: crate::VERSION,
        semantic_version: crate::VERSION,
        information_uri: crate::REPOSITORY,
        rules: rules.iter().map(|(id, found)| descriptor(id, found)).collect(),
        supported_taxonomies: taxonomies.iter().enumerate().map(reference).collect(),
    };
    let root = Described { description: Message::new("The root of the repository") };
    Run {
        tool: Tool { driver },
        invocations: [invocation(results)],
        original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
        artifacts: artifacts(files),
        results: files.iter().flat_map(|file| self::results(file, &index, &taxonomies)).collect(),
        taxonomies,
        column_kind: "unicodeCodePoints",
        properties: RunProperties {
            standards: json::standards(files).collect(),
            scorecard: json::scores(files).collect(),
        },
    }
}

/// The rules that have results, by name, each with its gravest finding.
fn rules(files: &[FileReport]) -> Vec<(&str, &Diagnostic)> {
    let mut rules: BTreeMap<&str, &Diagnostic> = BTreeMap::new();
    for diagnostic in files.iter().flat_map(|file| &file.outcome.diagnostics) {
        let gravest = rules.entry(&diagnostic.rule).or_insert(diagnostic);
        if diagnostic.severity > gravest.severity {
            *gravest = diagnostic;
        }
    }
    rules.into_iter().collect()
}

/// A rule, or a section that the user asks for, with one of its findings.
fn descriptor(id: &str, found: &Diagnostic) -> Descriptor {
    let rule = find(id);
    let (short, full, help) = match rule {
        Some(rule) => (rule.summary().to_owned(), rule.why(), pages::docs(rule)),
        None => {
            let help = escape::lines(&found.help).into_owned();
            ("A section that the configuration asks for is not there.".to_owned(), help.clone(), help)
        }
    };
    Descriptor {
        id: id.to_owned(),
        short_description: Message::new(short),
        full_description: Message::new(full),
        help: Help { text: help.clone(), markdown: help },
        help_uri: rule.map(Rule::url),
        default_configuration: Configuration { level: level(found.severity) },
        properties: DescriptorProperties {
            tags: rule.map(|rule| rule.group.as_str()).into_iter().chain(["security-policy"]).collect(),
            precision: "high",
            problem_severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Note,
    }
}

fn invocation(results: Results<'_>) -> Invocation {
    let errors = results.errors.iter().map(|error| Notification {
        level: Level::Error,
        message: Message::new(format!("{}: {}", escape::line(&error.path), escape::line(&error.message))),
        locations: Vec::new(),
    });
    let notes = results.files.iter().flat_map(|file| {
        file.outcome.notes.iter().map(|note| Notification {
            level: Level::Note,
            message: Message::new(escape::line(&note.message)),
            locations: vec![location(file, None)],
        })
    });
    Invocation {
        execution_successful: results.errors.is_empty(),
        exit_code: results.exit_code,
        tool_execution_notifications: errors.chain(notes).collect(),
    }
}

/// The files that were read, each once.
fn artifacts(files: &[FileReport]) -> Vec<Artifact> {
    let mut seen = BTreeSet::new();
    let read = files.iter().filter(|file| !file.source.text().is_empty() && seen.insert(&*file.location));
    read.map(|file| Artifact {
        location: at(&file.location),
        length: file.source.text().len(),
        roles: ["analysisTarget"],
        encoding: "UTF-8",
    })
    .collect()
}

/// The standards in force, each once.
fn taxonomies(files: &[FileReport]) -> Vec<Taxonomy<'_>> {
    let mut taxonomies: Vec<Taxonomy<'_>> = Vec::new();
    for verdicts in files.iter().flat_map(|file| &file.outcome.verdicts) {
        if taxonomies.iter().any(|taxonomy| taxonomy.name == verdicts.standard) {
            continue;
        }
        let controls = verdicts.verdicts.iter().map(|verdict| &verdict.control);
        let taxa = controls
            .map(|control| Taxon { id: &control.id, short_description: Message::new(escape::line(&control.title)) });
        taxonomies.push(Taxonomy { name: &verdicts.standard, taxa: taxa.collect() });
    }
    taxonomies
}

fn results<'a>(file: &'a FileReport, index: &BTreeMap<&str, usize>, taxonomies: &[Taxonomy<'_>]) -> Vec<Result<'a>> {
    let results = identified(file).map(|(diagnostic, identity)| Result {
        rule_id: &diagnostic.rule,
        rule_index: index[&*diagnostic.rule],
        level: level(diagnostic.severity),
        message: Message::new(message(diagnostic)),
        locations: [location(file, Some(diagnostic.span))],
        related_locations: related(file, diagnostic),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, identity)]),
        fixes: diagnostic.fix.iter().map(|fix| self::fix(file, fix)).collect(),
        taxa: taxa(file, diagnostic, taxonomies),
    });
    results.collect()
}

/// The controls that a finding speaks against.
fn taxa<'a>(file: &'a FileReport, diagnostic: &Diagnostic, taxonomies: &[Taxonomy<'_>]) -> Vec<TaxonReference<'a>> {
    let mut taxa = Vec::new();
    for verdicts in &file.outcome.verdicts {
        let index = taxonomies.iter().position(|taxonomy| taxonomy.name == verdicts.standard);
        let Some(index) = index else { continue };
        let against = verdicts.verdicts.iter().filter(|verdict| verdict.rules.contains(&&*diagnostic.rule));
        taxa.extend(against.map(|verdict| TaxonReference {
            id: &verdict.control.id,
            tool_component: ComponentReference { name: verdicts.standard.clone(), index },
        }));
    }
    taxa
}

/// What is wrong, and below it what to do and where else to look; services show the first line in lists.
fn message(diagnostic: &Diagnostic) -> String {
    // Text of a policy makes no links; those to related locations are ours.
    let plain = |text: &str| escape::lines(text).replace("](", "] (");
    let mut message = plain(&diagnostic.message);
    if !diagnostic.help.is_empty() {
        message = format!("{message}\nhelp: {}", plain(&diagnostic.help));
    }
    let link = |(nth, label): (usize, &diagnostic::Label)| {
        let text = escape::line(if label.message.is_empty() { "here" } else { &label.message });
        let text = text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        format!("[{text}]({})", nth + 1)
    };
    let links: Vec<String> = diagnostic.labels.iter().enumerate().map(link).collect();
    if links.is_empty() { message } else { format!("{message}\nsee: {}", links.join(", ")) }
}

/// The other places that a finding speaks of, numbered as its message has them.
fn related(file: &FileReport, diagnostic: &Diagnostic) -> Vec<Location> {
    let related = diagnostic.labels.iter().enumerate().map(|(nth, label)| Location {
        id: Some(nth + 1),
        message: (!label.message.is_empty()).then(|| Message::new(escape::line(&label.message))),
        ..location(file, Some(label.span))
    });
    related.collect()
}

fn location(file: &FileReport, span: Option<Span>) -> Location {
    let region = span.map(|span| shown(&file.source, span));
    let physical = PhysicalLocation { artifact_location: at(&file.location), region };
    Location { id: None, physical, message: None }
}

/// The words of a span, without a line end behind them.
fn shown(source: &Source, span: Span) -> Region {
    let Place { line, column, end_line, end_column, .. } = Place::new(source, span);
    let end = span.end.min(source.lines().end(source.text(), end_line)).max(span.start);
    Region {
        start_line: line,
        start_column: column,
        end_line,
        end_column,
        byte_offset: span.start,
        byte_length: end - span.start,
    }
}

/// A span to the byte: with a line end, it ends where the next line starts.
fn exact(source: &Source, span: Span) -> Region {
    let (start, end) = (source.position(span.start), source.position(span.end));
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: span.start,
        byte_length: span.len(),
    }
}

fn fix<'a>(file: &FileReport, fix: &'a diagnostic::Fix) -> Fix<'a> {
    let replacement = |edit: &'a Edit| Replacement {
        deleted_region: exact(&file.source, edit.span),
        inserted_content: (!edit.replacement.is_empty()).then_some(Content { text: &edit.replacement }),
    };
    let replacements = fix.edits.iter().map(replacement).collect();
    Fix {
        description: Message::new(escape::line(&fix.title)),
        artifact_changes: [ArtifactChange { artifact_location: at(&file.location), replacements }],
        properties: FixProperties { applicability: fix.applicability },
    }
}

/// The address of a file: from the root of the repository, or absolute where it lies elsewhere.
fn at(path: &str) -> ArtifactLocation {
    let encoded = utf8_percent_encode(path, IN_PATH).to_string();
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    if is_absolute {
        return ArtifactLocation { uri: format!("file:///{}", encoded.trim_start_matches('/')), uri_base_id: None };
    }
    ArtifactLocation { uri: encoded, uri_base_id: Some(ROOT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri() {
        let uri = |path: &str| at(path).uri;
        assert_eq!(uri("docs/a b#c?d%é.md"), "docs/a%20b%23c%3Fd%25%C3%A9.md");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        assert_eq!(uri("/a:b/c.md"), "file:///a%3Ab/c.md");
        assert_eq!(at("a:b.md").uri_base_id, Some(ROOT));
        assert_eq!((uri("C:/a.md"), at("C:/a.md").uri_base_id), ("file:///C%3A/a.md".to_owned(), None));
    }

    #[test]
    fn an_edit_is_exact_and_what_is_shown_ends_with_its_line() {
        let source = Source::new("a.md", "\u{feff}é\r\nb\n");
        let lines = |region: Region| {
            [region.start_line, region.start_column, region.end_line, region.end_column, region.byte_length]
        };
        let line = Span::new(3, 7);
        assert_eq!(lines(shown(&source, line)), [1, 1, 1, 2, 2]);
        assert_eq!(lines(exact(&source, line)), [1, 1, 2, 1, 4]);
    }

    #[test]
    fn a_policy_makes_no_links_in_a_message() {
        let diagnostic = Diagnostic {
            rule: "own-rule".into(),
            severity: Severity::Error,
            message: "“[a](https://evil.example)” is\u{202e} wrong".to_owned(),
            help: String::new(),
            span: Span::at(0),
            label: String::new(),
            labels: vec![
                diagnostic::Label { span: Span::at(0), message: "[b](1) \\".to_owned() },
                diagnostic::Label { span: Span::at(0), message: String::new() },
            ],
            fix: None,
        };
        assert_eq!(
            message(&diagnostic),
            "“[a] (https://evil.example)” is\\u{202e} wrong\nsee: [\\[b\\](1) \\\\](1), [here](2)"
        );
    }
}
