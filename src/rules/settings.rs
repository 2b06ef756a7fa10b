//! What the rules are to do: severity and options of each, and the sections a user requires.

use jiff::civil::Date;

use super::origin::Origins;
use super::{OptionKind, OptionSpec, OptionValue, Origin, RULES, Rule, find};
use crate::diagnostic::Severity;
use crate::repository::Forge;

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
    /// What the configuration says of the project.
    pub project: Project,
    /// Whether content rules run on policies that only point elsewhere.
    pub pointers: Pointers,
    /// The requirements that the rule sets stand for.
    pub standards: Vec<Standard>,
    /// Where the keys besides rules and sections come from, by name; those that nothing sets are left out.
    pub(crate) origins: Vec<(&'static str, Origin)>,
    /// The day to judge dates by; without one, nothing is out of date.
    pub today: Option<Date>,
    /// Whether comments in the policy can silence findings.
    pub heeds_suppressions: bool,
}

/// Severity and options of one rule.
#[derive(Debug, Clone, Default)]
pub(crate) struct RuleSetting {
    /// `None`: the rule is off.
    pub(crate) severity: Option<Severity>,
    /// Only what differs from the defaults.
    pub(crate) options: Vec<(&'static str, OptionValue)>,
    /// Where they come from.
    pub(crate) origins: Origins,
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
    /// Where it is asked for.
    pub origin: Origin,
}

/// What the configuration says of the project, where that cannot be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// Where it is hosted.
    pub forge: Option<Forge>,
    /// `owner/name`.
    pub repository: Option<String>,
    /// Other names that it goes by.
    pub names: Vec<String>,
    /// Its current version.
    pub version: Option<String>,
}

impl Project {
    /// The keys that are set, as the configuration names them.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let keys = [
            ("forge", self.forge.is_some()),
            ("repository", self.repository.is_some()),
            ("names", !self.names.is_empty()),
            ("version", self.version.is_some()),
        ];
        keys.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key)
    }

    /// What `self` says, and for the rest what `other` says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            forge: self.forge.or(other.forge),
            repository: self.repository.or(other.repository),
            names: if self.names.is_empty() { other.names } else { self.names },
            version: self.version.or(other.version),
        }
    }
}

/// Whether content rules run on policies that only point elsewhere. Ordered: the later is the stricter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pointers {
    /// They do not; a note says so.
    #[default]
    Silent,
    /// They do.
    Check,
}

/// The requirements that one rule set stands for.
#[derive(Debug, Clone)]
pub struct Standard {
    /// The name of the rule set, or the path of the user's file.
    pub name: String,
    /// In the order of the standard.
    pub controls: Vec<Control>,
    /// The rules as that set has them, parallel to [`RULES`].
    pub(crate) rules: Vec<RuleSetting>,
}

/// A requirement of a standard, and the rules that check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// As the standard numbers it.
    pub id: String,
    /// What it asks for, in a few words.
    pub title: String,
    /// The rules that check it, by id.
    pub rules: Vec<&'static str>,
    /// What is left to judge by hand, where a text cannot prove it; empty where nobody wrote it down.
    pub manual: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::none()
    }
}

impl Settings {
    /// Every rule off.
    pub fn none() -> Self {
        Self {
            rulesets: Vec::new(),
            rules: vec![RuleSetting::default(); RULES.len()],
            sections: Vec::new(),
            project: Project::default(),
            pointers: Pointers::default(),
            standards: Vec::new(),
            origins: Vec::new(),
            today: None,
            heeds_suppressions: true,
        }
    }

    /// The settings under which the controls of a standard are judged: the rules as its own set has them, so that
    /// neither a stricter set beside it nor a looser option of the user changes what the standard asks for. Hosts
    /// and names that the user lists count all the same.
    pub(crate) fn of(&self, standard: &Standard) -> Self {
        let mut own =
            Self { rules: standard.rules.clone(), sections: Vec::new(), standards: Vec::new(), ..self.clone() };
        for (index, rule) in RULES.iter().enumerate() {
            for option in rule.options.iter().filter(|option| matches!(option.kind, OptionKind::Words)) {
                if self.rules[index].options.iter().any(|(name, _)| *name == option.name) {
                    let both = option.stricter(own.option(rule, option), self.option(rule, option));
                    own.set_option(rule, option, both);
                }
            }
        }
        own
    }

    /// Whether a rule is on, or a section of the user's own asked for, by name.
    pub fn is_on(&self, id: &str) -> bool {
        find(id).is_some_and(|rule| self.severity(rule).is_some())
            || self.sections.iter().any(|section| section.id == id)
    }

    /// The severity of a rule, `None` where it is off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.rules[rule.index].severity
    }

    /// Sets the severity of a rule; `None` turns it off.
    pub fn set_severity(&mut self, rule: &Rule, severity: Option<Severity>) {
        self.rules[rule.index].set_severity(severity, Origin::Caller);
    }

    /// Turns on, as warnings, the rules that ask the network and of which no rule set or configuration says anything.
    pub fn turn_on_online_rules(&mut self, origin: &Origin) {
        for (rule, setting) in RULES.iter().zip(&mut self.rules) {
            if rule.is_online() && setting.origins.severity == Origin::Default {
                setting.set_severity(Some(Severity::Warning), origin.clone());
            }
        }
    }

    /// Where the severity of a rule comes from.
    pub fn severity_origin(&self, rule: &Rule) -> &Origin {
        &self.rules[rule.index].origins.severity
    }

    /// The value of a rule's option.
    pub fn option(&self, rule: &Rule, option: &OptionSpec) -> OptionValue {
        self.set_value(rule, option).map_or_else(|| option.default_value(), Clone::clone)
    }

    /// Whether a rule's option, one that is `true` or `false`, is on.
    pub fn flag(&self, rule: &Rule, option: &OptionSpec) -> bool {
        match (self.set_value(rule, option), option.kind) {
            (Some(OptionValue::Flag(value)), _) => *value,
            (None, OptionKind::Flag { default, .. }) => default,
            _ => false,
        }
    }

    /// Whether a rule's option, one that is a list of words, has a word in it.
    pub fn lists(&self, rule: &Rule, option: &OptionSpec, word: &str) -> bool {
        match (self.set_value(rule, option), option.kind) {
            (Some(OptionValue::Words(words)), _) => words.iter().any(|listed| listed == word),
            (None, OptionKind::Choices { default, .. }) => default.contains(&word),
            _ => false,
        }
    }

    /// The value of a rule's option where it is not the default.
    fn set_value(&self, rule: &Rule, option: &OptionSpec) -> Option<&OptionValue> {
        let mut options = self.rules[rule.index].options.iter();
        options.find(|(name, _)| *name == option.name).map(|(_, value)| value)
    }

    /// Sets a rule's option.
    pub fn set_option(&mut self, rule: &Rule, option: &'static OptionSpec, value: OptionValue) {
        self.rules[rule.index].set_option(option, value, vec![Origin::Caller]);
    }

    /// Where the value of a rule's option comes from, each part of a list; empty where it is the default.
    pub fn option_origins(&self, rule: &Rule, option: &OptionSpec) -> &[Origin] {
        self.rules[rule.index].origins.option(option.name)
    }

    /// Where the value of another key comes from: `forge`, `repository`, `names` and `version` of the project,
    /// and `pointers`.
    pub fn key_origin(&self, key: &str) -> &Origin {
        self.origins.iter().find(|(name, _)| *name == key).map_or(&Origin::Default, |(_, origin)| origin)
    }

    /// Writes down where the value of another key comes from.
    pub(crate) fn set_key_origin(&mut self, key: &'static str, origin: Origin) {
        self.origins.retain(|(name, _)| *name != key);
        self.origins.push((key, origin));
    }
}

impl RuleSetting {
    /// Sets the severity; `None` turns the rule off.
    pub(crate) fn set_severity(&mut self, severity: Option<Severity>, origin: Origin) {
        self.severity = severity;
        self.origins.severity = origin;
    }

    /// Sets an option.
    pub(crate) fn set_option(&mut self, option: &'static OptionSpec, value: OptionValue, origins: Vec<Origin>) {
        match self.options.iter_mut().find(|(name, _)| *name == option.name) {
            Some((_, old)) => *old = value,
            None => self.options.push((option.name, value)),
        }
        self.origins.set_option(option.name, origins);
    }
}
