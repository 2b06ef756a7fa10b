//! Tests over the whole table, and the helpers for those of a rule.

mod examples;
mod huge;

use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use crate::online::{Answer, Refusal};
use crate::repository::Tree;

/// What one rule finds in a text, under default options: line and message of each finding.
pub(super) fn fires(rule: &'static Rule, text: &str) -> Vec<(u32, String)> {
    fires_with(rule, text, &[])
}

/// The lines at which one rule finds something.
pub(super) fn lines(rule: &'static Rule, text: &str) -> Vec<u32> {
    fires(rule, text).into_iter().map(|(line, _)| line).collect()
}

/// [`fires`] under options, each as in [`set`].
pub(super) fn fires_with(rule: &'static Rule, text: &str, options: &[(&str, &str)]) -> Vec<(u32, String)> {
    let source = Source::new("SECURITY.md", text);
    let diagnostics = findings(rule, &source, options);
    diagnostics.into_iter().map(|found| (source.lines().line(found.span.start), found.message)).collect()
}

/// The findings of one rule.
pub(super) fn findings(rule: &'static Rule, source: &Source, options: &[(&str, &str)]) -> Vec<Diagnostic> {
    let mut settings = Settings::none();
    settings.set_severity(rule, Some(Severity::Error));
    for (name, value) in options {
        set(&mut settings, rule, name, value);
    }
    lint(source, &settings).diagnostics
}

/// What one rule finds in a small repository under options: path, line and message of each finding.
pub(super) fn fires_in(rule: &'static Rule, files: &[(&str, &str)], options: &[(&str, &str)]) -> Vec<String> {
    findings_in(rule, files, options).into_iter().map(|(path, found)| format!("{path}: {}", found.message)).collect()
}

/// The findings of one rule in a small repository, with the paths of their files.
pub(super) fn findings_in(
    rule: &'static Rule,
    files: &[(&str, &str)],
    options: &[(&str, &str)],
) -> Vec<(String, Diagnostic)> {
    let mut settings = Settings::none();
    settings.today = Some(jiff::civil::date(2026, 1, 15));
    settings.set_severity(rule, Some(Severity::Error));
    for (name, value) in options {
        set(&mut settings, rule, name, value);
    }
    lint_tree(files.iter().fold(Tree::default(), |tree, (path, text)| tree.with(*path, *text)), &settings)
}

/// Lints the policy of a small repository, or the lack of one; gives findings with the paths of their files.
fn lint_tree(tree: Tree, settings: &Settings) -> Vec<(String, Diagnostic)> {
    let surroundings = Surroundings::new(Box::new(tree), "");
    let path = surroundings.policies().effective().map(|file| file.path.clone());
    let (path, outcome) = match path.and_then(|path| Some((surroundings.source(&path)?, path))) {
        Some((source, path)) => {
            let place = Place { surroundings: &surroundings, path: &path };
            let outcome = lint_at(&source, settings, Some(place));
            (path, outcome)
        }
        None => (String::new(), lint_missing_policy(settings, &surroundings)),
    };
    let own = outcome.diagnostics.into_iter().map(|found| (path.clone(), found));
    let beside = outcome.beside.into_iter().flat_map(|file| {
        let path = file.path;
        file.outcome.diagnostics.into_iter().map(move |found| (path.clone(), found))
    });
    own.chain(beside).collect()
}

/// What one rule would like to know of the network about the policy of a small repository, in words.
pub(super) fn asked_by(rule: &'static Rule, files: &[(&str, &str)], options: &[(&str, &str)]) -> Vec<String> {
    let mut settings = Settings::none();
    settings.set_severity(rule, Some(Severity::Error));
    for (name, value) in options {
        set(&mut settings, rule, name, value);
    }
    let tree = files.iter().fold(Tree::default(), |tree, (path, text)| tree.with(*path, *text));
    let surroundings = Surroundings::new(Box::new(tree), "");
    let (path, text) = files[0];
    let place = Place { surroundings: &surroundings, path };
    questions(&Source::new(path, text), &settings, Some(place)).iter().map(ToString::to_string).collect()
}

/// What one rule says where the network answers everything with one refusal.
pub(super) fn answered(rule: &'static Rule, text: &str, refusal: Refusal) -> Vec<String> {
    let mut settings = Settings::none();
    settings.set_severity(rule, Some(Severity::Error));
    let source = Source::new("SECURITY.md", text);
    let answers = all(questions(&source, &settings, None), &Answer::No(refusal));
    let outcome = lint_online(&source, &settings, None, &answers);
    outcome.diagnostics.into_iter().map(|found| found.message).collect()
}

/// The same answer to every question.
fn all(questions: BTreeSet<Question>, answer: &Answer) -> Answers {
    questions.into_iter().map(|question| (question, answer.clone())).collect()
}

/// Asserts that a rule finds something in each of the texts.
pub(super) fn assert_fires(rule: &'static Rule, texts: &[&str]) {
    let silent: Vec<&&str> = texts.iter().filter(|text| fires(rule, text).is_empty()).collect();
    assert!(silent.is_empty(), "{} should speak: {silent:#?}", rule.id);
}

/// Asserts that a rule finds nothing in any of the texts.
pub(super) fn assert_silent(rule: &'static Rule, texts: &[&str]) {
    let found = texts.iter().map(|text| (text, fires(rule, text))).filter(|(_, found)| !found.is_empty());
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "{} should be silent: {found:#?}", rule.id);
}

/// Sets an option from text: `true` or `false`, a number, a limit, or words joined by `+`.
pub(super) fn set(settings: &mut Settings, rule: &'static Rule, name: &str, value: &str) {
    let option = rule.option(name).unwrap_or_else(|| panic!("{} has no option {name}", rule.id));
    let value = match option.kind {
        OptionKind::Flag { .. } => OptionValue::Flag(value == "true"),
        OptionKind::Count { .. } => OptionValue::Count(value.parse().expect("a number")),
        OptionKind::Limit { .. } => OptionValue::Limit((value != "off").then(|| value.parse().expect("a limit"))),
        OptionKind::Choices { .. } | OptionKind::Words => {
            OptionValue::Words(value.split('+').filter(|word| !word.is_empty()).map(str::to_owned).collect())
        }
    };
    settings.set_option(rule, option, value);
}

#[test]
fn ids_are_kebab_case_and_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        assert!(rule.id.bytes().all(|b| b == b'-' || b.is_ascii_lowercase()), "{}", rule.id);
        assert!(seen.insert(rule.id), "{} is twice in the table", rule.id);
    }
}

#[test]
fn option_defaults_can_be_read() {
    for option in RULES.iter().flat_map(|rule| rule.options) {
        option.default_value();
        assert!(option.doc.ends_with('.'), "the documentation of {} is a sentence", option.name);
    }
}

#[test]
fn a_pointer_is_noted_and_asked_for_nothing_else() {
    let mut settings = Settings::none();
    for rule in RULES {
        settings.set_severity(rule, Some(Severity::Error));
    }
    let text = "# Security\n\nPlease see our [security policy](https://acme-widget.dev/security) for how to report.\n";
    let outcome = lint(&Source::new("SECURITY.md", text), &settings);
    assert_eq!(outcome.diagnostics, []);
    let message = "this policy refers to https://acme-widget.dev/security, which was not checked";
    assert_eq!(outcome.notes, [Note { kind: NoteKind::Delegated, message: message.to_owned() }]);
}

#[test]
fn what_is_not_known_is_a_note_and_what_was_not_asked_is_nothing() {
    let mut settings = Settings::none();
    for rule in RULES.iter().filter(|rule| rule.is_online()) {
        settings.set_severity(rule, Some(Severity::Error));
    }
    let source = Source::new("SECURITY.md", "# Security\n\nReport vulnerabilities to <security@acme-widget.dev>.\n");
    assert_eq!(lint(&source, &settings).notes, []);
    let unknown = Answer::Unknown("the name servers could not tell".to_owned());
    let outcome = lint_online(&source, &settings, None, &all(questions(&source, &settings, None), &unknown));
    let message = "it is not known whether acme-widget.dev takes mail: the name servers could not tell";
    assert_eq!(outcome.diagnostics, []);
    assert_eq!(outcome.notes, [Note { kind: NoteKind::Unanswered, message: message.to_owned() }]);
}

#[test]
fn rules_that_are_off_ask_nothing() {
    let source = Source::new("SECURITY.md", "# Security\n\nReport vulnerabilities to <security@acme-widget.dev>.\n");
    assert_eq!(questions(&source, &Settings::none(), None), BTreeSet::new());
}
