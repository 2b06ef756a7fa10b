//! Where the values of the settings come from: written down while they are merged, for `secpol config`.

use std::sync::Arc;

use crate::source::Source;
pub use crate::yaml::Step;

/// Where a value of the settings comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Origin {
    /// Nothing says it: a rule is off, an option has its default.
    #[default]
    Default,
    /// A rule set that comes with secpol.
    RuleSet(&'static str),
    /// A key of a configuration file.
    File(KeyPlace),
    /// A flag of the command line, with its hyphens.
    Flag(&'static str),
    /// The program that uses this library.
    Caller,
}

/// A key of a configuration file. Its line is looked for only when somebody asks: linting needs none.
#[derive(Debug, Clone)]
pub struct KeyPlace {
    /// The file.
    pub source: Arc<Source>,
    /// From the outermost map to the key.
    pub steps: Vec<Step>,
}

impl PartialEq for KeyPlace {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.steps == other.steps
    }
}

impl Eq for KeyPlace {}

/// Where the values of one rule come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    /// Of the severity.
    pub(crate) severity: Origin,
    /// Of the options that are set. Lists are joined, and have an origin for each part.
    options: Vec<(&'static str, Vec<Origin>)>,
}

impl Origins {
    /// Of an option; empty where it has its default.
    pub(crate) fn option(&self, name: &str) -> &[Origin] {
        self.options.iter().find(|(option, _)| *option == name).map_or(&[], |(_, origins)| origins)
    }

    /// Sets those of an option.
    pub(crate) fn set_option(&mut self, name: &'static str, origins: Vec<Origin>) {
        match self.options.iter_mut().find(|(option, _)| *option == name) {
            Some((_, old)) => *old = origins,
            None => self.options.push((name, origins)),
        }
    }
}
