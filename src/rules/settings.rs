//! What the rules are to do: severity and options of each, and the sections a user requires.

use super::{OptionSpec, OptionValue, RULES, Rule};
use crate::diagnostic::Severity;

/// The effective settings of one run. Rule sets and the user's configuration are merged into
/// this before any document is read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The rule sets in force, by name, for the closing line.
    pub rulesets: Vec<String>,
    /// Parallel to [`RULES`].
    pub(crate) rules: Vec<RuleSetting>,
    /// Sections of the user's own.
    pub sections: Vec<RequiredSection>,
}

/// Severity and options of one rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleSetting {
    /// `None`: the rule is off.
    pub(crate) severity: Option<Severity>,
    /// Only what differs from the defaults.
    pub(crate) options: Vec<(&'static str, OptionValue)>,
}

/// A section that a user's configuration asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredSection {
    /// `kebab-case`, none of the rules' ids.
    pub id: String,
    /// Headings that make the section, any one of them, compared without case and markup.
    pub headings: Vec<String>,
    /// Phrases that make do in place of a heading, anywhere in the visible text.
    pub phrases: Vec<String>,
    /// How much its absence matters.
    pub severity: Severity,
    /// What to write.
    pub help: String,
}

impl Settings {
    /// Every rule off.
    pub fn none() -> Self {
        Self { rulesets: Vec::new(), rules: vec![RuleSetting::default(); RULES.len()], sections: Vec::new() }
    }

    /// The severity of a rule, `None` where it is off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.rules[rule.index()].severity
    }

    /// Sets the severity of a rule; `None` turns it off.
    pub fn set_severity(&mut self, rule: &Rule, severity: Option<Severity>) {
        self.rules[rule.index()].severity = severity;
    }

    /// The value of a rule's option.
    pub fn option(&self, rule: &Rule, option: &OptionSpec) -> OptionValue {
        let set = self.rules[rule.index()].options.iter().find(|(name, _)| *name == option.name);
        set.map_or_else(|| option.default_value(), |(_, value)| value.clone())
    }

    /// Sets a rule's option.
    pub fn set_option(&mut self, rule: &Rule, option: &'static OptionSpec, value: OptionValue) {
        let options = &mut self.rules[rule.index()].options;
        match options.iter_mut().find(|(name, _)| *name == option.name) {
            Some((_, old)) => *old = value,
            None => options.push((option.name, value)),
        }
    }
}
