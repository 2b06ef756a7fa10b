//! The pages that list the others.

use std::fmt::Write as _;

use super::rule::fix;
use crate::rules::{Group, RULES};
use crate::rulesets::{BUILT_IN, built_in, settings};

/// `docs/rules/README.md`: every rule, by what it is about.
pub(super) fn rules() -> String {
    let general: Vec<_> = BUILT_IN.iter().filter(|set| !set.is_standard).collect();
    let mut page = "# Rules\n\nEvery rule, by what it is about. `secpol rules` prints the list, `secpol explain RULE` the page of a rule. \
        Which standard\nasks for which rule is told by [the pages of the standards](../standards/README.md).\n"
        .to_owned();
    let mut last: Option<Group> = None;
    for rule in RULES {
        if last.replace(rule.group) != Some(rule.group) {
            let names: Vec<&str> = general.iter().map(|set| set.name).collect();
            // Writing to a string cannot fail.
            let _ = write!(page, "\n## {}\n\n{}.\n\n", title(rule.group), about(rule.group));
            let _ = writeln!(page, "| rule | finds | {} | fix |", names.join(" | "));
            let _ = writeln!(page, "| --- | --- |{} --- |", " --- |".repeat(names.len()));
        }
        let severity = |set: &&crate::rulesets::BuiltIn| settings(&[set]).severity(rule);
        let severities: Vec<&str> =
            general.iter().map(|set| severity(set).map_or("", crate::diagnostic::Severity::as_str)).collect();
        let cells = [severities, vec![fix(rule).unwrap_or_default()]].concat().join(" | ");
        let _ = writeln!(page, "| [`{0}`]({0}.md) | {1} | {cells} |", rule.id, rule.summary());
    }
    page
}

/// `docs/standards/README.md`: every standard, and which rules each asks for.
pub(super) fn standards() -> String {
    let mut page = format!(
        "# Standards\n\n`secpol lint --ruleset {0}` checks a policy against a standard, and closes with a verdict on each \
         of its controls:\n\n\
         - met: the text shows it, at the lines given;\n\
         - not met: a rule speaks against it;\n\
         - by hand: no text can prove it, such as what is done in practice, and what is left to judge is said;\n\
         - not checked: a rule is switched off, or the policy refers to another one that was not read.\n\n\
         A control is judged by the options of its own standard, whatever other rule sets or your configuration add.\n\
         `secpol init --template {0}` writes a policy in which all is met that a text can show.\n\
         None of this is legal advice.\n\n| rule set | standard |\n| --- | --- |\n",
        built_in("osps-baseline-2").map_or("NAME", |set| set.name)
    );
    let standards: Vec<_> = BUILT_IN.iter().filter(|set| set.is_standard).collect();
    for set in &standards {
        let alias = set.alias.map(|alias| format!(", `{alias}`")).unwrap_or_default();
        let _ = writeln!(page, "| [`{0}`]({0}.md){alias} | {1} |", set.name, set.about);
    }
    page.push_str("\n## Rules by standard\n\n| rule |");
    for set in &standards {
        let _ = write!(page, " {} |", set.name);
    }
    let _ = writeln!(page, "\n| --- |{}", " --- |".repeat(standards.len()));
    let all: Vec<_> = standards.iter().map(|set| settings(&[set])).collect();
    for rule in RULES {
        if all.iter().any(|settings| settings.severity(rule).is_some()) {
            let cells =
                all.iter().map(|settings| settings.severity(rule).map_or("", crate::diagnostic::Severity::as_str));
            let cells: Vec<&str> = cells.collect();
            let _ = writeln!(page, "| [`{0}`](../rules/{0}.md) | {1} |", rule.id, cells.join(" | "));
        }
    }
    page
}

fn title(group: Group) -> String {
    let word = group.as_str();
    format!("{}{}", word[..1].to_uppercase(), &word[1..])
}

fn about(group: Group) -> &'static str {
    match group {
        Group::Structure => "What a policy must say",
        Group::Channel => "How to report",
        Group::Timeline => "When to expect an answer",
        Group::Versions => "Which versions get fixes",
        Group::Disclosure => "How a vulnerability becomes public",
        Group::Hygiene => "Leftovers, links and headings",
        Group::Repository => "The policy beside the rest of the repository",
    }
}
