//! The configuration in force for a policy, and where each value comes from.

use std::io::{self, Write};

use owo_colors::{OwoColorize as _, Style as Paint};
use serde::Serialize;
use serde_json::{Value, json};

use super::escape;
use crate::diagnostic::Severity;
use crate::rules::{Forge, OptionSpec, OptionValue, Origin, Pointers, RULES, Rule, Settings};

/// What holds for one policy.
#[derive(Debug, Serialize)]
pub(crate) struct Effective {
    schema_version: u32,
    path: String,
    /// The configuration file, as it was found or given.
    configuration: Option<String>,
    rulesets: Vec<String>,
    rules: Vec<RuleRow>,
    sections: Vec<SectionRow>,
    project: ProjectRows,
    pointers: Row,
}

#[derive(Debug, Serialize)]
struct RuleRow {
    id: &'static str,
    /// `null` is off.
    severity: Option<Severity>,
    from: Vec<From>,
    options: Vec<OptionRow>,
}

#[derive(Debug, Serialize)]
struct SectionRow {
    id: String,
    severity: Severity,
    headings: Vec<String>,
    phrases: Vec<String>,
    help: String,
    from: Vec<From>,
}

#[derive(Debug, Serialize)]
struct ProjectRows {
    forge: Row,
    repository: Row,
    names: Row,
    version: Row,
}

#[derive(Debug, Serialize)]
struct OptionRow {
    name: &'static str,
    #[serde(flatten)]
    row: Row,
}

/// A value and where it comes from.
#[derive(Debug, Serialize)]
struct Row {
    value: Value,
    from: Vec<From>,
}

/// Where a value comes from.
#[derive(Debug, Serialize)]
struct From {
    kind: &'static str,
    /// The rule set, the file or the flag.
    name: Option<String>,
    /// In a file.
    line: Option<u32>,
}

impl From {
    fn new(origin: &Origin) -> Self {
        let named = |kind, name: &str| Self { kind, name: Some(name.to_owned()), line: None };
        match origin {
            Origin::RuleSet(name) => named("ruleset", name),
            Origin::File(place) => Self { line: place.line(), ..named("file", place.source.path()) },
            Origin::Flag(flag) => named("flag", flag),
            _ => Self { kind: "default", name: None, line: None },
        }
    }

    /// Without any, a value is the default.
    fn all(origins: &[Origin]) -> Vec<Self> {
        if origins.is_empty() { vec![Self::new(&Origin::Default)] } else { origins.iter().map(Self::new).collect() }
    }

    fn text(&self) -> String {
        match (&self.name, self.line) {
            (Some(name), Some(line)) => format!("{name}:{line}"),
            (Some(name), None) => name.clone(),
            (None, _) => self.kind.to_owned(),
        }
    }
}

impl Effective {
    /// The settings for the policy at `path`.
    pub(crate) fn new(path: &str, configuration: Option<&str>, settings: &Settings) -> Self {
        let project = &settings.project;
        let key = |key, value| Row { value, from: vec![From::new(settings.key_origin(key))] };
        Self {
            schema_version: 1,
            path: path.to_owned(),
            configuration: configuration.map(str::to_owned),
            rulesets: settings.rulesets.clone(),
            rules: RULES.iter().map(|rule| RuleRow::new(rule, settings)).collect(),
            sections: settings
                .sections
                .iter()
                .map(|section| SectionRow {
                    id: section.id.clone(),
                    severity: section.severity,
                    headings: section.headings.clone(),
                    phrases: section.phrases.clone(),
                    help: section.help.clone(),
                    from: vec![From::new(&section.origin)],
                })
                .collect(),
            project: ProjectRows {
                forge: key("forge", json!(project.forge.map(Forge::as_str))),
                repository: key("repository", json!(project.repository)),
                names: key("names", json!(project.names)),
                version: key("version", json!(project.version)),
            },
            pointers: key(
                "pointers",
                match settings.pointers {
                    Pointers::Silent => "silent".into(),
                    Pointers::Check => "check".into(),
                },
            ),
        }
    }

    /// A table for people. Options of rules that are off do nothing, and are left out.
    pub(crate) fn table(&self, color: bool, out: &mut impl Write) -> io::Result<()> {
        let none = |texts: &[String]| if texts.is_empty() { "none".to_owned() } else { texts.join(", ") };
        let configuration: Vec<String> = self.configuration.iter().cloned().collect();
        writeln!(out, "{}", escape::line(&self.path))?;
        writeln!(out, "configuration: {}", escape::line(&none(&configuration)))?;
        writeln!(out, "rule sets: {}\n", escape::line(&none(&self.rulesets)))?;

        let mut rows = vec![Cells { name: "rule".to_owned(), value: "severity".to_owned(), from: "from".to_owned() }];
        for rule in &self.rules {
            rows.push(Cells::new(rule.id, word(rule.severity), &rule.from));
            if rule.severity.is_some() {
                let options = rule.options.iter();
                rows.extend(
                    options
                        .map(|OptionRow { name, row }| Cells::new(&format!("  {name}"), &plain(&row.value), &row.from)),
                );
            }
        }
        for section in &self.sections {
            rows.push(Cells::new(&section.id, word(Some(section.severity)), &section.from));
        }
        let project = &self.project;
        let keys = [
            ("pointers", &self.pointers),
            ("project.forge", &project.forge),
            ("project.repository", &project.repository),
            ("project.names", &project.names),
            ("project.version", &project.version),
        ];
        for (name, row) in keys {
            if row.from.iter().any(|from| from.kind != "default") {
                rows.push(Cells::new(name, &plain(&row.value), &row.from));
            }
        }
        let width = |cell: fn(&Cells) -> &str| rows.iter().map(|row| cell(row).chars().count()).max().unwrap_or(0);
        let (first, second) = (width(|row| &row.name), width(|row| &row.value));
        for (nth, row) in rows.iter().enumerate() {
            let pad = |cell: &str, width: usize| " ".repeat(width - cell.chars().count());
            let [head, value, from] = paints(row, nth == 0, color);
            writeln!(
                out,
                "{}{}  {}{}  {}",
                row.name.style(head),
                pad(&row.name, first),
                row.value.style(value),
                pad(&row.value, second),
                row.from.style(from),
            )?;
        }
        Ok(())
    }
}

impl RuleRow {
    fn new(rule: &'static Rule, settings: &Settings) -> Self {
        let option = |option: &OptionSpec| {
            let value = match settings.option(rule, option) {
                OptionValue::Flag(flag) => flag.into(),
                OptionValue::Count(count) => count.into(),
                OptionValue::Limit(limit) => limit.map_or("off".to_owned(), |limit| limit.to_string()).into(),
                OptionValue::Words(words) => words.into(),
            };
            OptionRow { name: option.name, row: Row { value, from: From::all(settings.option_origins(rule, option)) } }
        };
        Self {
            id: rule.id,
            severity: settings.severity(rule),
            from: vec![From::new(settings.severity_origin(rule))],
            options: rule.options.iter().map(option).collect(),
        }
    }
}

/// A line of the table, escaped.
struct Cells {
    name: String,
    value: String,
    from: String,
}

impl Cells {
    fn new(name: &str, value: &str, from: &[From]) -> Self {
        let safe = |text: &str| escape::line(text).into_owned();
        let from: Vec<String> = from.iter().map(From::text).collect();
        Self { name: safe(name), value: safe(value), from: safe(&from.join(", ")) }
    }
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("off", Severity::as_str)
}

/// A value as one writes it in a configuration.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => format!("[{}]", list.iter().map(plain).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// How the cells of a row look.
fn paints(row: &Cells, is_head: bool, color: bool) -> [Paint; 3] {
    let plain = Paint::new();
    let dimmed = plain.dimmed();
    if !color {
        return [plain; 3];
    }
    if is_head {
        return [plain.bold(); 3];
    }
    let value = match row.value.as_str() {
        "error" => plain.red(),
        "warning" => plain.yellow(),
        "info" => plain.cyan(),
        "off" => dimmed,
        _ => plain,
    };
    [plain, value, if row.from == "default" { dimmed } else { plain }]
}
