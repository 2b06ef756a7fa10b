//! Runs the examples in the rules' documentation, and checks the shape of it.
//!
//! A page has a summary line, then `Why it matters`, `Example`, `Use instead`, `Fix safety`
//! where there is a fix, and `Sources`. Every `markdown` block under `Example` yields exactly its
//! rule and every one under `Use instead` nothing, with all rules on but the other `missing-*`
//! ones, each under the strictest values of its options.
//!
//! Behind `markdown` the block may have attributes, separated by commas:
//!
//! - `fix`: the fixes turn this bad example into the good one at the same place in the list.
//! - `file=PATH`: the block is a file of a small repository. Those without a word between them make up one example;
//!   its policy is the one that the forge shows, and findings count in every file.
//! - `NAME=VALUE`: an option of the rule, lists joined by `+`.
//! - `project.version=VALUE`: what the configuration says of the project.
//!
//! A bad example of a rule that asks the network is answered with no, and a good one with yes.
//!
//! Every example is the policy of `acme/widget`, linted on 2026-01-15. `widget.example` counts as
//! a real host: `placeholder-contact` gets it as `allow`, unless an example of that rule sets the
//! option itself. A rule about folders shows a `text` block instead of a bad example.

use super::*;
use crate::diagnostic::{Applicability, Diagnostic, mend};
use crate::repository::Tree;
use crate::rules::rule::Check;

/// One example of a documentation page: a text, or the files of a repository.
struct Example {
    section: String,
    language: String,
    attributes: Vec<String>,
    /// By path; a text alone has the empty path.
    files: Vec<(String, String)>,
}

impl Example {
    /// Whether the attributes say where in a repository the text is.
    fn is_tree(&self) -> bool {
        self.files.iter().all(|(path, _)| !path.is_empty())
    }

    /// Takes in the next block of the page, if that is another file of the same repository.
    fn join(&mut self, next: Self) -> Option<Self> {
        if !self.is_tree() || !next.is_tree() {
            return Some(next);
        }
        self.files.extend(next.files);
        self.attributes.extend(next.attributes);
        None
    }
}

/// The documentation without the space that doc comments begin their lines with.
fn page(rule: &Rule) -> Vec<&'static str> {
    rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect()
}

fn examples(rule: &Rule) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut section = String::new();
    let mut open: Option<Example> = None;
    let mut follows = false;
    for line in page(rule) {
        match (open.take(), line) {
            (Some(example), "```") => {
                let rest = match found.last_mut().filter(|_| follows) {
                    Some(last) => last.join(example),
                    None => Some(example),
                };
                found.extend(rest);
                follows = true;
            }
            (Some(mut example), line) => {
                let text = &mut example.files[0].1;
                text.push_str(line);
                text.push('\n');
                open = Some(example);
            }
            (None, line) => {
                follows &= line.is_empty() || line.starts_with("```");
                if let Some(heading) = line.strip_prefix("## ") {
                    heading.clone_into(&mut section);
                } else if let Some(info) = line.strip_prefix("```") {
                    let mut words = info.split(',').map(str::to_owned);
                    let language = words.next().unwrap_or_default();
                    let (files, attributes): (Vec<String>, _) = words.partition(|word| word.starts_with("file="));
                    let path = files.first().map_or("", |file| &file["file=".len()..]).to_owned();
                    open = Some(Example {
                        section: section.clone(),
                        language,
                        attributes,
                        files: vec![(path, String::new())],
                    });
                }
            }
        }
    }
    found
}

/// All rules but the other `missing-*` ones, each at its strictest.
fn settings(rule: &'static Rule, example: &Example) -> Settings {
    let mut settings = Settings::none();
    settings.project.repository = Some("acme/widget".to_owned());
    settings.today = Some(jiff::civil::date(2026, 1, 15));
    for &other in RULES {
        if other.id != rule.id && other.id.starts_with("missing-") {
            continue;
        }
        settings.set_severity(other, Some(Severity::Error));
        for option in other.options {
            if let OptionKind::Flag { strict, .. } = option.kind {
                settings.set_option(other, option, OptionValue::Flag(strict));
            }
        }
    }
    set(&mut settings, find("placeholder-contact").expect("is in the table"), "allow", "widget.example");
    for attribute in &example.attributes {
        if let Some((name, value)) = attribute.split_once('=') {
            if name == "project.version" {
                settings.project.version = Some(value.to_owned());
                continue;
            }
            set(&mut settings, rule, name, value);
        }
    }
    settings
}

/// The findings, each with the file that it is in.
fn found(rule: &'static Rule, example: &Example) -> Vec<(String, Diagnostic)> {
    let settings = settings(rule, example);
    if !example.is_tree() {
        let source = Source::new("SECURITY.md", &*example.files[0].1);
        let is_refused = rule.is_online() && example.section == "Example";
        let answer = if is_refused { Answer::No(Refusal::NoSuchName) } else { Answer::Yes };
        let answers = all(questions(&source, &settings, None), &answer);
        let diagnostics = lint_online(&source, &settings, None, &answers).diagnostics;
        return diagnostics.into_iter().map(|found| (String::new(), found)).collect();
    }
    let tree = example.files.iter().fold(Tree::default(), |tree, (path, text)| tree.with(path, text));
    lint_tree(tree, &settings)
}

#[test]
fn bad_examples_yield_their_rule_and_good_ones_nothing() {
    let mut wrong: Vec<String> = Vec::new();
    for &rule in RULES {
        for example in examples(rule).iter().filter(|example| example.is_tree() || example.language == "markdown") {
            let found = found(rule, example);
            let mut ids: Vec<&str> = found.iter().map(|(_, found)| found.rule.as_ref()).collect();
            ids.dedup();
            let expected: &[&str] = if example.section == "Example" { &[rule.id] } else { &[] };
            if ids != expected {
                wrong.push(format!("{} ({}): {found:#?}\n{:?}", rule.id, example.section, example.files));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixes_lead_from_the_bad_example_to_the_good_one() {
    for &rule in RULES {
        let all = examples(rule);
        let (bad, good): (Vec<_>, Vec<_>) = all.iter().partition(|example| example.section == "Example");
        for (at, example) in bad.iter().enumerate() {
            if !example.attributes.iter().any(|attribute| attribute == "fix") {
                continue;
            }
            if !example.is_tree() {
                let settings = settings(rule, example);
                let (_, text) = &example.files[0];
                let source = Source::new("SECURITY.md", text.as_str());
                let mended = mend(source, Applicability::Unsafe, |source| lint(source, &settings));
                let expected = good[at].files[0].1.as_str();
                assert_eq!((mended.source.text(), mended.is_settled), (expected, true), "{}", rule.id);
                continue;
            }
            let found = found(rule, example);
            for ((path, text), (_, expected)) in example.files.iter().zip(&good[at].files) {
                let here = found.iter().filter(|(file, _)| file == path).filter_map(|(_, found)| found.fix.clone());
                let edits = here.flat_map(|fix| fix.edits).collect();
                let mended = crate::diagnostic::Fix::safe("all", edits).apply(text);
                assert_eq!(mended, *expected, "{} {path}", rule.id);
            }
        }
        let has_fix = bad.iter().any(|example| example.attributes.iter().any(|attribute| attribute == "fix"));
        assert_eq!(has_fix, rule.fix != FixKind::None, "{}: an example shows the fix, where there is one", rule.id);
    }
}

#[test]
fn pages_have_their_shape() {
    for &rule in RULES {
        let page = page(rule);
        let summary = rule.summary();
        assert!(summary.ends_with('.') && summary.starts_with(char::is_uppercase), "{}: {summary}", rule.id);
        assert_eq!(page.get(1), Some(&""), "{}: the summary is one line", rule.id);
        let headings: Vec<&str> = page.iter().filter_map(|line| line.strip_prefix("## ")).collect();
        let mut expected = vec!["Why it matters", "Example", "Use instead"];
        if rule.fix != FixKind::None {
            expected.push("Fix safety");
        }
        expected.push("Sources");
        let shown: Vec<&str> = headings.into_iter().filter(|heading| !is_in_example(rule, heading)).collect();
        assert_eq!(shown, expected, "{}", rule.id);
        let examples = examples(rule);
        let has = |section: &str| examples.iter().any(|example| example.section == section);
        assert!(has("Example") && has("Use instead"), "{}: shows a bad and a good example", rule.id);
        let is_folder = matches!(rule.check, Check::Folder);
        for example in examples.iter().filter(|example| !example.is_tree()) {
            let is_listing = is_folder && example.section == "Example";
            assert_eq!(example.language, if is_listing { "text" } else { "markdown" }, "{}", rule.id);
        }
        let sources = page.iter().rev().take_while(|line| **line != "## Sources");
        assert!(sources.filter(|line| line.starts_with("- ")).count() > 0, "{}: names its sources", rule.id);
    }
}

/// Whether a heading belongs to the text of an example.
fn is_in_example(rule: &Rule, heading: &str) -> bool {
    let mut texts = examples(rule).into_iter().flat_map(|example| example.files);
    texts.any(|(_, text)| text.lines().any(|line| line.strip_prefix("## ") == Some(heading)))
}
