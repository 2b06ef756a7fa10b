//! The page of a rule.

use std::fmt::Write as _;

use crate::diagnostic::Severity;
use crate::rules::{FixKind, OptionKind, OptionSpec, OptionValue, Rule, Settings};
use crate::rulesets::{BUILT_IN, BuiltIn, settings};

/// The name of a rule set as a page has it.
pub(crate) type Named = fn(&BuiltIn) -> String;

/// The name alone, as code.
pub(crate) fn plain(set: &BuiltIn) -> String {
    format!("`{}`", set.name)
}

/// The page of a rule, in Markdown; `named` may link the pages of standards.
pub(crate) fn page(rule: &Rule, named: Named) -> String {
    let mut page = format!("# {}\n\n{}", rule.id, docs(rule));
    let sets: Vec<(&BuiltIn, Settings)> = BUILT_IN.iter().map(|set| (set, settings(&[set]))).collect();
    if !rule.options.is_empty() {
        page.push_str("\n## Options\n\n");
    }
    for option in rule.options {
        let (kind, default) = describe(option);
        // Writing to a string cannot fail.
        let _ = write!(page, "- `{}` ({kind}; default `{default}`): {}", option.name, option.doc);
        for (set, settings) in &sets {
            let value = settings.option(rule, option);
            if settings.severity(rule).is_some() && value != option.default_value() {
                let _ = write!(page, " {}: `{}`.", named(set), written(&value));
            }
        }
        page.push('\n');
    }
    page.push_str("\n## Severity\n\n");
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of = sets.iter().filter(|(_, settings)| settings.severity(rule) == Some(severity));
        let names: Vec<String> = of.map(|(set, _)| named(set)).collect();
        if !names.is_empty() {
            let _ = writeln!(page, "- {}: {}", severity.as_str(), names.join(", "));
        }
    }
    if sets.iter().all(|(_, settings)| settings.severity(rule).is_none()) {
        page.push_str("Off in every rule set.\n");
    }
    controls(&mut page, rule, &sets, named);
    let online =
        if rule.is_online() { " Runs with `--online` only, as a warning where nothing says otherwise." } else { "" };
    let _ = write!(page, "\nFix: {}. Since version {}.{online}\n", fix(rule).unwrap_or("none"), rule.since);
    page
}

/// What a rule says of itself, in Markdown, without options and severity.
pub(crate) fn docs(rule: &Rule) -> String {
    let mut page = String::with_capacity(rule.docs.len());
    for line in rule.docs.lines() {
        // The space between `///` and the text.
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_prefix("```").and_then(|info| info.split_once(',')) {
            Some((language, attributes)) => fence(&mut page, language, attributes),
            None => page.push_str(line),
        }
        page.push('\n');
    }
    page
}

/// The controls of standards that the rule checks.
fn controls(page: &mut String, rule: &Rule, sets: &[(&BuiltIn, Settings)], named: Named) {
    let mut head = "\n## Controls\n\n";
    for (set, settings) in sets {
        let controls = settings.standards.iter().flat_map(|standard| &standard.controls);
        for control in controls.filter(|control| control.rules.contains(&rule.id)) {
            page.push_str(std::mem::take(&mut head));
            let _ = writeln!(page, "- {}, {}: {}", named(set), control.id, control.title);
        }
    }
}

/// The beginning of an example, whose options are told in words.
fn fence(page: &mut String, language: &str, attributes: &str) {
    let options = attributes.split(',').filter_map(|attribute| attribute.split_once('='));
    let options: Vec<String> = options.map(|(name, value)| format!("`{name}: {}`", value.replace('+', ", "))).collect();
    if !options.is_empty() {
        let _ = write!(page, "With {}:\n\n", options.join(" and "));
    }
    let _ = write!(page, "```{language}");
}

/// The word for the kind of fix.
pub(crate) fn fix(rule: &Rule) -> Option<&'static str> {
    match rule.fix {
        FixKind::None => None,
        FixKind::Safe => Some("safe"),
        FixKind::Unsafe => Some("unsafe"),
    }
}

/// Type and default of an option, as one writes them in a configuration.
pub(crate) fn describe(option: &OptionSpec) -> (String, String) {
    let kind = match option.kind {
        OptionKind::Flag { .. } => "true or false".to_owned(),
        OptionKind::Count { .. } => "a whole number".to_owned(),
        OptionKind::Limit { .. } => "a length of time such as 14 days or 3 business days, or off".to_owned(),
        OptionKind::Choices { of, .. } => format!("a list of {}", of.join(", ")),
        OptionKind::Words => "a list of words".to_owned(),
    };
    (kind, written(&option.default_value()))
}

/// A value as one writes it in a configuration.
pub(crate) fn written(value: &OptionValue) -> String {
    match value {
        OptionValue::Flag(flag) => flag.to_string(),
        OptionValue::Count(count) => count.to_string(),
        OptionValue::Limit(limit) => limit.map_or("off".to_owned(), |limit| limit.to_string()),
        OptionValue::Words(words) => format!("[{}]", words.join(", ")),
    }
}
