//! Findings that were there before: a list of them, by what they are about rather than by where they stand.
//!
//! A finding is known by its file, its rule and its [`Fingerprint`]. The words themselves are not kept: they may be what
//! should never have been written down.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{Diagnostic, Fingerprint};
use crate::source::{Source, Span};

/// Raised when the form of the file changes.
const SCHEMA_VERSION: u32 = 1;

/// Findings that were there before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Key, usize>,
}

/// What makes a finding the same finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    rule: String,
    fingerprint: Fingerprint,
}

/// The file does not have the form of a baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BaselineError {
    /// What is wrong, the place not included.
    pub message: String,
    /// Where reading ended.
    pub span: Span,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(deserialize_with = "supported")]
    schema_version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    fingerprint: Fingerprint,
    #[serde(deserialize_with = "positive")]
    count: usize,
}

impl Baseline {
    /// Reads the JSON that [`Baseline::to_json`] writes.
    ///
    /// # Errors
    ///
    /// [`BaselineError`] says where the text stops being a baseline.
    pub fn parse(source: &Source) -> Result<Self, BaselineError> {
        let file: File = serde_json::from_str(source.slice(source.body())).map_err(|error| at(source, &error))?;
        let mut baseline = Self::default();
        for Entry { path, rule, fingerprint, count } in file.findings {
            let known = baseline.counts.entry(Key { path, rule, fingerprint }).or_default();
            *known = known.saturating_add(count);
        }
        Ok(baseline)
    }

    /// The list as JSON: sorted, an entry a line, with a line end behind it.
    ///
    /// # Panics
    ///
    /// Never: text and numbers can always be written.
    pub fn to_json(&self) -> String {
        let findings: Vec<String> = self
            .counts
            .iter()
            .map(|(Key { path, rule, fingerprint }, &count)| {
                let entry = Entry { path: path.clone(), rule: rule.clone(), fingerprint: *fingerprint, count };
                format!("    {}", serde_json::to_string(&entry).expect("text and numbers can be written"))
            })
            .collect();
        let list = if findings.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", findings.join(",\n")) };
        format!("{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"findings\": {list}\n}}\n")
    }

    /// Puts the findings of a file on the list. `path` has to be the same in every run.
    pub fn add(&mut self, path: &str, source: &Source, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            *self.counts.entry(Key::of(path, source, diagnostic)).or_default() += 1;
        }
    }

    /// Adds another list to this one.
    pub fn join(&mut self, other: &Self) {
        for (key, count) in &other.counts {
            *self.counts.entry(key.clone()).or_default() += count;
        }
    }

    /// How many findings are on the list.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether no finding is on the list.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Keeps the findings of a file that are not on the list. Of several alike the first ones are taken for those
    /// that are.
    ///
    /// Gives the rule of every entry that none of them is; those may have been mended.
    pub fn retain_new(&self, path: &str, source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<&str> {
        let from = Key { path: path.to_owned(), rule: String::new(), fingerprint: Fingerprint::LEAST };
        let mut left: BTreeMap<&Key, usize> = self
            .counts
            .range(from..)
            .take_while(|(key, _)| key.path == path)
            .map(|(key, &count)| (key, count))
            .collect();
        diagnostics.retain(|diagnostic| {
            let known = left.get_mut(&Key::of(path, source, diagnostic)).filter(|known| **known > 0);
            known.map(|known| *known -= 1).is_none()
        });
        left.into_iter().flat_map(|(key, count)| std::iter::repeat_n(key.rule.as_str(), count)).collect()
    }
}

impl Key {
    fn of(path: &str, source: &Source, diagnostic: &Diagnostic) -> Self {
        let fingerprint = Fingerprint::of(source, diagnostic);
        Self { path: path.to_owned(), rule: diagnostic.rule.to_string(), fingerprint }
    }
}

fn supported<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        SCHEMA_VERSION => Ok(SCHEMA_VERSION),
        other => Err(de::Error::custom(format!(
            "this baseline has version {other}, and this version of secpol reads version {SCHEMA_VERSION}"
        ))),
    }
}

fn positive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    match usize::deserialize(deserializer)? {
        0 => Err(de::Error::custom("a finding is there at least once")),
        count => Ok(count),
    }
}

/// The reader counts lines from 1 and bytes of a line from 1, and has 0 where it came to an end.
fn at(source: &Source, error: &serde_json::Error) -> BaselineError {
    let text = source.text();
    let line = (error.line().max(1) as u32).min(source.lines().count(text));
    let (start, end) = (source.lines().start(line) as usize, source.lines().end(text, line) as usize);
    let mut first = (start + error.column().saturating_sub(1)).min(end);
    while !text.is_char_boundary(first) {
        first -= 1;
    }
    let last = first + text[first..end].chars().next().map_or(0, char::len_utf8);
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    BaselineError { message, span: Span::new(first as u32, last as u32) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    /// Findings of a rule at every occurrence of some words.
    fn found(rule: &'static str, source: &Source, words: &str) -> Vec<Diagnostic> {
        let diagnostic = |(at, _): (usize, &str)| Diagnostic {
            rule: rule.into(),
            severity: Severity::Warning,
            message: String::new(),
            help: String::new(),
            span: Span::new(at as u32, (at + words.len()) as u32),
            label: String::new(),
            labels: Vec::new(),
            fix: None,
        };
        source.text().match_indices(words).map(diagnostic).collect()
    }

    /// The lines of what is new, and the rules of what is gone.
    fn new(baseline: &Baseline, rule: &'static str, text: &str, words: &str) -> (Vec<u32>, Vec<String>) {
        let source = Source::new("SECURITY.md", text);
        let mut diagnostics = found(rule, &source, words);
        let gone = baseline.retain_new("SECURITY.md", &source, &mut diagnostics);
        let lines = diagnostics.iter().map(|found| source.lines().line(found.span.start)).collect();
        (lines, gone.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn findings_are_known_by_their_words_and_counted() {
        let source = Source::new("SECURITY.md", "a b\n\nc\n\na b\n");
        let mut baseline = Baseline::default();
        baseline.add("SECURITY.md", &source, &found("insecure-url", &source, "a b"));
        assert_eq!(baseline.len(), 2);
        let none = Vec::<String>::new;
        assert_eq!(new(&baseline, "insecure-url", "x\nx\na b\na b\na b\n", "a b"), (vec![5], none()));
        assert_eq!(new(&baseline, "insecure-url", "a\nb, a\nb\n", "a\nb"), (vec![], none()));
        let gone = |count| vec!["insecure-url".to_owned(); count];
        assert_eq!(new(&baseline, "insecure-url", "a c\n", "a c"), (vec![1], gone(2)));
        assert_eq!(new(&baseline, "invalid-email", "a b\n", "a b"), (vec![1], gone(2)));
        let mut other = found("insecure-url", &source, "a b");
        assert!(baseline.retain_new("docs/SECURITY.md", &source, &mut other).is_empty());
        assert_eq!(other.len(), 2);
    }

    #[test]
    fn what_is_missing_stays_known_when_the_title_changes() {
        let source = Source::new("SECURITY.md", "# Security\n");
        let mut baseline = Baseline::default();
        baseline.add("SECURITY.md", &source, &found("missing-scope", &source, "Security"));
        assert_eq!(new(&baseline, "missing-scope", "# How to report\n", "How"), (vec![], vec![]));
    }

    #[test]
    fn what_is_written_is_sorted_and_can_be_read() {
        let source = Source::new("t", "a b \"\n");
        let mut baseline = Baseline::default();
        assert_eq!(Baseline::parse(&Source::new("b", baseline.to_json())).unwrap(), baseline);
        for (path, rule, words) in
            [("b.md", "z", "a"), ("b.md", "a", "b"), ("a \"ü\".md", "z", "\""), ("b.md", "z", "a")]
        {
            baseline.add(path, &source, &found(rule, &source, words));
        }
        let json = baseline.to_json();
        assert_eq!(Baseline::parse(&Source::new("b", json.as_str())).unwrap(), baseline);
        insta::assert_snapshot!(json);
    }

    #[test]
    fn what_is_no_baseline_is_refused_at_its_place() {
        let entry = r#"{"path": "a", "rule": "r", "fingerprint": "0123456789abcdef", "count": 1}"#;
        let file = |entry: &str| format!("{{\n\"schema_version\": 1,\n\"findings\": [{entry}]}}\n");
        assert!(Baseline::parse(&Source::new("b", file(entry))).is_ok());
        let texts = [
            String::new(),
            "[]\n".to_owned(),
            "{\n  \"schema_version\": 2,\n  \"entries\": []\n}\n".to_owned(),
            "<<<<<<< HEAD\n".to_owned(),
            file(entry)[..60].to_owned(),
            file(&entry.replace("count", "counts")),
            file(&entry.replace(": 1", ": 0")),
            file(&entry.replace(": 1", ": -1")),
            file(&entry.replace("0123", "ü123")),
            file(&entry.replace("\"a\"", "7")),
        ];
        let told: Vec<String> = texts
            .iter()
            .map(|text| {
                let source = Source::new("b", text.as_str());
                let error = Baseline::parse(&source).unwrap_err();
                let at = source.position(error.span.start);
                format!("{}:{}: {}", at.line, at.column, error.message)
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"));
    }
}
