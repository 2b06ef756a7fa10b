//! `secpol rules`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use owo_colors::{OwoColorize as _, Style as Paint};
use serde::Serialize;

use super::ExitStatus;
use super::options::RuleSet;
use super::terminal::Terminal;
use crate::diagnostic::Severity;
use crate::pages::{describe, fix};
use crate::rules::{RULES, Settings};
use crate::rulesets::{BUILT_IN, BuiltIn, settings};

#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub(super) struct Args {
    /// The rule sets to compare [default: minimal, recommended and strict; as json, all]
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    ruleset: Vec<RuleSet>,

    /// How to print the list: table, json
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_possible_values = true)]
    output_format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints the list.
pub(super) fn run(args: &Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let sets: Vec<&'static BuiltIn> = match (args.ruleset.as_slice(), args.output_format) {
        // A column for each standard as well would be wider than any terminal.
        ([], Format::Table) => BUILT_IN.iter().filter(|set| !set.is_standard).collect(),
        ([], Format::Json) => BUILT_IN.iter().collect(),
        (chosen, _) => chosen.iter().map(|set| set.0).collect(),
    };
    let columns = severities(&sets);
    let mut out = terminal.stdout();
    match args.output_format {
        Format::Table => table(&columns, terminal.out.color, &mut out)?,
        Format::Json => json(&columns, &mut out)?,
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// Examples, and the rule sets by name.
fn after_help() -> String {
    let width = BUILT_IN.iter().map(|set| set.name.len()).max().unwrap_or(0);
    let mut help = "Examples:
  secpol rules
  secpol rules --ruleset recommended,osps-baseline-2
  secpol rules --output-format json

Rule sets:\n"
        .to_owned();
    for set in BUILT_IN {
        let alias = set.alias.map(|alias| format!(" (also {alias})")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(help, "  {:width$}  {}{alias}", set.name, set.about);
    }
    help
}

/// The settings of each set by itself.
fn severities(sets: &[&'static BuiltIn]) -> Vec<(&'static str, Settings)> {
    sets.iter().map(|set| (set.name, settings(&[set]))).collect()
}

/// The word for a severity; `-` is off.
fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("-", Severity::as_str)
}

fn table(columns: &[(&'static str, Settings)], color: bool, out: &mut impl Write) -> io::Result<()> {
    let mut head = vec!["rule", "group"];
    head.extend(columns.iter().map(|(name, _)| *name));
    head.extend(["fix", "what it finds"]);
    let rows: Vec<Vec<&str>> = RULES
        .iter()
        .map(|rule| {
            let mut row = vec![rule.id, rule.group.as_str()];
            row.extend(columns.iter().map(|(_, settings)| word(settings.severity(rule))));
            row.extend([fix(rule).unwrap_or("-"), rule.summary()]);
            row
        })
        .collect();
    let width = |column: usize| rows.iter().chain([&head]).map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    for (nth, row) in std::iter::once(&head).chain(&rows).enumerate() {
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let paint = paint(cell, nth == 0, color);
            if column + 1 == row.len() {
                writeln!(out, "{}", cell.style(paint))?;
            } else {
                write!(out, "{}{:pad$}  ", cell.style(paint), "", pad = width - cell.chars().count())?;
            }
        }
    }
    Ok(())
}

fn paint(cell: &str, head: bool, color: bool) -> Paint {
    match cell {
        _ if !color => Paint::new(),
        _ if head => Paint::new().bold(),
        "error" => Paint::new().red(),
        "warning" => Paint::new().yellow(),
        "info" => Paint::new().cyan(),
        "-" => Paint::new().dimmed(),
        _ => Paint::new(),
    }
}

#[derive(Serialize)]
struct Listed {
    schema_version: u32,
    rules: Vec<ListedRule>,
}

#[derive(Serialize)]
struct ListedRule {
    id: &'static str,
    group: &'static str,
    summary: &'static str,
    /// By rule set; `null` is off.
    severity: BTreeMap<&'static str, Option<Severity>>,
    /// Whether it runs with `--online` only.
    online: bool,
    /// `null` where the rule attaches none.
    fix: Option<&'static str>,
    options: Vec<ListedOption>,
    /// In Markdown.
    sources: Vec<String>,
    since: &'static str,
    url: String,
}

#[derive(Serialize)]
struct ListedOption {
    name: &'static str,
    doc: &'static str,
    #[serde(rename = "type")]
    kind: String,
    default: String,
}

fn json(columns: &[(&'static str, Settings)], out: &mut impl Write) -> io::Result<()> {
    let rules = RULES.iter().map(|rule| ListedRule {
        id: rule.id,
        group: rule.group.as_str(),
        summary: rule.summary(),
        severity: columns.iter().map(|(name, settings)| (*name, settings.severity(rule))).collect(),
        online: rule.is_online(),
        fix: fix(rule),
        options: rule
            .options
            .iter()
            .map(|option| {
                let (kind, default) = describe(option);
                ListedOption { name: option.name, doc: option.doc, kind, default }
            })
            .collect(),
        sources: rule.sources(),
        since: rule.since,
        url: rule.url(),
    });
    serde_json::to_writer_pretty(&mut *out, &Listed { schema_version: 1, rules: rules.collect() })?;
    writeln!(out)
}
