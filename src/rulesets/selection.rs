//! `--select` and `--ignore`: the last word on which rules run.

use super::{built_in, nearest, settings};
use crate::diagnostic::Severity;
use crate::rules::{Origin, RULES, Settings, find};

/// Rules, and sections of the user's own, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these run; empty: all that are on.
    pub select: Vec<String>,
    /// These do not run.
    pub ignore: Vec<String>,
}

/// There is neither a rule nor a section of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{name}`")]
pub struct UnknownRule {
    /// The name as given.
    pub name: String,
    /// What may have been meant, the likeliest first.
    pub near: Vec<String>,
}

impl UnknownRule {
    /// What to write instead.
    pub fn help(&self) -> String {
        match self.near.as_slice() {
            [] => "`secpol rules` lists the rules".to_owned(),
            near => {
                let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
                format!("did you mean {}?", near.join(" or "))
            }
        }
    }
}

impl Selection {
    /// The first name that is neither a rule nor a section of any of `all`.
    pub fn unknown(&self, all: &[&Settings]) -> Option<UnknownRule> {
        let sections = || all.iter().flat_map(|settings| &settings.sections).map(|section| section.id.as_str());
        let unknown = |name: &&String| find(name).is_none() && !sections().any(|id| id == name.as_str());
        let name = self.select.iter().chain(&self.ignore).find(unknown)?;
        Some(UnknownRule {
            name: name.clone(),
            near: nearest(name, RULES.iter().map(|rule| rule.id).chain(sections()))
                .into_iter()
                .map(String::from)
                .collect(),
        })
    }

    /// Narrows the settings. A selected rule that is off runs all the same: at the severity of the strict set,
    /// or as a warning where that has it off too.
    pub fn apply(&self, settings: &mut Settings) {
        let has = |list: &[String], id: &str| list.iter().any(|name| name == id);
        for (index, rule) in RULES.iter().enumerate() {
            let setting = &mut settings.rules[index];
            let is_selected = has(&self.select, rule.id);
            if is_selected && setting.severity.is_none() {
                let severity = strict_severity(index).or(Some(Severity::Warning));
                setting.set_severity(severity, Origin::Flag("--select"));
            }
            if !is_selected && !self.select.is_empty() && setting.severity.is_some() {
                setting.set_severity(None, Origin::Flag("--select"));
            }
            if has(&self.ignore, rule.id) && setting.severity.is_some() {
                setting.set_severity(None, Origin::Flag("--ignore"));
            }
        }
        settings.sections.retain(|section| {
            (self.select.is_empty() || has(&self.select, &section.id)) && !has(&self.ignore, &section.id)
        });
    }
}

fn strict_severity(index: usize) -> Option<Severity> {
    settings(&[built_in("strict").ok()?]).rules[index].severity
}
