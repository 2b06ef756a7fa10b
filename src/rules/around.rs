//! What a rule about the rest of the repository sees, and where it puts what it finds there.

use std::collections::BTreeMap;

use super::rule::Check;
use super::{Findings, OptionSpec, OptionValue, Outcome, Project, RULES, Rule, Settings};
use crate::diagnostic::{Diagnostic, Finding, Severity};
use crate::policy::Policy;
use crate::repository::{Place, Surroundings};
use crate::source::Source;

/// What a rule about the rest of the repository sees.
#[derive(Debug)]
pub struct Around<'a> {
    /// The repository.
    pub surroundings: &'a Surroundings,
    /// The policy that is linted, with its path; `None` where there is none.
    pub policy: Option<(&'a Policy<'a>, &'a str)>,
    /// The file of the repository that the policy leads to, read as well, with its path.
    pub delegate: Option<(&'a Policy<'a>, &'a str)>,
    pub(super) settings: &'a Settings,
}

impl<'a> Around<'a> {
    /// Where the policy lies.
    pub fn place(&self) -> Option<Place<'a>> {
        self.policy.map(|(_, path)| Place { surroundings: self.surroundings, path })
    }

    /// The policy that says how to report: the one that is linted, or the one that it leads to.
    pub fn telling(&self) -> Option<(&'a Policy<'a>, &'a str)> {
        self.delegate.or(self.policy)
    }

    /// What the configuration says of the project.
    pub fn project(&self) -> &'a Project {
        &self.settings.project
    }

    /// The value of an option that is `true` or `false`.
    pub fn flag(&self, rule: &Rule, option: &OptionSpec) -> bool {
        matches!(self.settings.option(rule, option), OptionValue::Flag(true))
    }

    /// The value of an option that is a list of words.
    pub fn words(&self, rule: &Rule, option: &OptionSpec) -> Vec<String> {
        match self.settings.option(rule, option) {
            OptionValue::Words(words) => words,
            _ => Vec::new(),
        }
    }
}

/// What was found in a file that is not the policy, or in the one that the policy leads to.
#[derive(Debug, Clone)]
pub struct Beside {
    /// From the root of the repository.
    pub path: String,
    /// The file.
    pub source: Source,
    /// What was found there.
    pub outcome: Outcome,
}

/// Takes the findings of one rule, each in the file that it is about.
#[derive(Debug)]
pub struct RepositoryFindings {
    rule: &'static Rule,
    severity: Severity,
    /// By path.
    into: BTreeMap<String, Vec<Diagnostic>>,
}

impl RepositoryFindings {
    /// Reports a finding in a file.
    pub fn push(&mut self, path: &str, finding: Finding) {
        let into = self.into.entry(path.to_owned()).or_default();
        Findings::new(self.rule, self.severity, into).push(finding);
    }
}

/// Runs the rules about the rest of the repository. Findings in the policy are added to its own; a policy that the forge
/// does not show speaks for itself alone.
pub(super) fn check(around: &Around<'_>, outcome: &mut Outcome) -> Vec<Beside> {
    let mut beside: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let speaks_for_all = around.place().is_none_or(|place| place.is_effective());
    for &rule in RULES {
        let (Some(severity), Check::Repository(check)) = (around.settings.severity(rule), &rule.check) else {
            continue;
        };
        let mut findings = RepositoryFindings { rule, severity, into: BTreeMap::new() };
        check(around, &mut findings);
        for (path, mut diagnostics) in findings.into {
            let kept = diagnostics.len().min(Findings::MOST);
            diagnostics.truncate(kept);
            if around.policy.is_some_and(|(_, own)| own == path) {
                outcome.diagnostics.append(&mut diagnostics);
            } else if speaks_for_all {
                beside.entry(path).or_default().append(&mut diagnostics);
            }
        }
    }
    let file = |(path, mut diagnostics): (String, Vec<Diagnostic>)| {
        diagnostics.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        // A file that is no text can still be in the wrong place.
        let source = around.surroundings.source(&path);
        let source = source.unwrap_or_else(|| Source::new(around.surroundings.shown(&path), ""));
        let is_own = around.surroundings.is_own_file(&path);
        for diagnostic in &mut diagnostics {
            // What others share with us is not ours to mend.
            diagnostic.fix.take_if(|_| !is_own);
            diagnostic.fix.iter_mut().for_each(|fix| fix.conform(source.text()));
        }
        Beside { path, source, outcome: Outcome { diagnostics, ..Outcome::default() } }
    };
    beside.into_iter().map(file).collect()
}
