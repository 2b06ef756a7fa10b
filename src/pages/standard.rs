//! The page of a rule set that stands for a standard.

use std::fmt::Write as _;

use super::rule::written;
use crate::rules::{RULES, Rule, Settings};
use crate::rulesets::{BuiltIn, settings};

/// The name of a rule set in `docs/rules`, with a link to the page of a standard.
pub(super) fn linked(set: &BuiltIn) -> String {
    if set.is_standard { format!("[`{0}`](../standards/{0}.md)", set.name) } else { super::plain(set) }
}

/// The page of a standard, in Markdown.
pub(super) fn page(set: &BuiltIn) -> String {
    let settings = settings(&[set]);
    let mut page = format!("# {}\n\n{}\n", set.name, set.introduction());
    if let Some(alias) = set.alias {
        // Writing to a string cannot fail.
        let _ = write!(page, "\n`{alias}` is the same set.\n");
    }
    page.push_str("\n## Controls\n\n| control | asks for | rules | by hand |\n| --- | --- | --- | --- |\n");
    for control in settings.standards.iter().flat_map(|standard| &standard.controls) {
        let rules: Vec<String> = control.rules.iter().map(|id| link(id)).collect();
        let manual = control.manual.as_deref().unwrap_or_default();
        let _ = writeln!(page, "| {} | {} | {} | {manual} |", control.id, control.title, rules.join(", "));
    }
    page.push_str("\n## Rules\n\n| rule | severity | options |\n| --- | --- | --- |\n");
    for rule in RULES {
        if let Some(severity) = settings.severity(rule) {
            let options = options(rule, &settings).join(", ");
            let _ = writeln!(page, "| {} | {} | {options} |", link(rule.id), severity.as_str());
        }
    }
    page
}

/// The options that the set gives, as one writes them in a configuration.
fn options(rule: &Rule, settings: &Settings) -> Vec<String> {
    let values = rule.options.iter().map(|option| (option, settings.option(rule, option)));
    let given = values.filter(|(option, value)| *value != option.default_value());
    given.map(|(option, value)| format!("`{}: {}`", option.name, written(&value))).collect()
}

fn link(rule: &str) -> String {
    format!("[`{rule}`](../rules/{rule}.md)")
}
