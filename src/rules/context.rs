//! What a rule sees, and where it puts what it finds.

use std::borrow::Cow;
use std::cell::OnceCell;

use jiff::civil::Date;

use super::{Beside, OptionSpec, OptionValue, Pointers, Project, Rule, Settings, Verdicts};
use crate::diagnostic::{Diagnostic, Finding, Severity};
use crate::markdown::Document;
use crate::policy::{ChannelKind, Event, Kind, Policy, TimeLimit};
use crate::repository::{Address, Forge, Place, Surroundings};
use crate::source::{Source, Span};

/// What a rule sees: the document, what it says, and the settings.
#[derive(Debug)]
pub struct Context<'a> {
    /// What the policy says.
    pub policy: &'a Policy<'a>,
    /// Where the policy lies in its repository; `None` where it is linted alone.
    pub place: Option<Place<'a>>,
    settings: &'a Settings,
    /// Asked by many rules, and the same for all.
    pub(super) delegated: OnceCell<bool>,
    addresses: OnceCell<Vec<Address>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(policy: &'a Policy<'a>, settings: &'a Settings, place: Option<Place<'a>>) -> Self {
        Self { policy, place, settings, delegated: OnceCell::new(), addresses: OnceCell::new() }
    }

    /// The document that the policy was read from.
    pub fn document(&self) -> &'a Document<'a> {
        self.policy.document
    }

    /// The text that the document was parsed from.
    pub fn source(&self) -> &'a Source {
        self.document().source
    }

    /// The settings.
    pub(super) fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// What the configuration says of the project.
    pub fn project(&self) -> &'a Project {
        &self.settings.project
    }

    /// The day to judge dates by.
    pub fn today(&self) -> Option<Date> {
        self.settings.today
    }

    /// The addresses that the project's repository goes by: what the configuration says, else its remotes, then what its
    /// manifests say.
    pub fn addresses(&self) -> &[Address] {
        self.addresses.get_or_init(|| addresses(self.project(), self.place.map(|place| place.surroundings)))
    }

    /// Whether content rules run on policies that only point elsewhere.
    pub fn pointers(&self) -> Pointers {
        self.settings.pointers
    }

    /// The value of an option of a rule.
    pub fn option(&self, rule: &Rule, option: &OptionSpec) -> OptionValue {
        self.settings.option(rule, option)
    }

    /// The value of an option that is `true` or `false`.
    pub fn flag(&self, rule: &Rule, option: &OptionSpec) -> bool {
        self.settings.flag(rule, option)
    }

    /// The value of an option that is a list of words.
    pub fn words(&self, rule: &Rule, option: &OptionSpec) -> Vec<String> {
        match self.option(rule, option) {
            OptionValue::Words(words) => words,
            _ => Vec::new(),
        }
    }

    /// Whether an option that is a list of words has a word in it.
    pub fn lists(&self, rule: &Rule, option: &OptionSpec, word: &str) -> bool {
        self.settings.lists(rule, option, word)
    }

    /// The value of an option that is a count.
    pub fn count(&self, rule: &Rule, option: &OptionSpec) -> u32 {
        match self.option(rule, option) {
            OptionValue::Count(count) => count,
            _ => 0,
        }
    }

    /// The value of an option that is a longest time; `None` is off.
    pub fn limit(&self, rule: &Rule, option: &OptionSpec) -> Option<TimeLimit> {
        match self.option(rule, option) {
            OptionValue::Limit(limit) => limit,
            _ => None,
        }
    }

    /// What was not checked. A policy may be read further, where it leads to another file.
    pub(super) fn notes(&self, is_followed: bool) -> Vec<Note> {
        if !self.policy.language.is_covered() {
            let message = "this text is in a language whose phrases secpol does not know: only links, addresses and leftovers were checked";
            return vec![Note { kind: NoteKind::Language, message: message.to_owned() }];
        }
        if self.policy.kind != Kind::Pointer || is_followed {
            return Vec::new();
        }
        let target = self.policy.channels.iter().find(|channel| channel.kind == ChannelKind::Link);
        let target = target.map_or("another policy", |channel| channel.value.as_str());
        let message = format!("this policy refers to {target}, which was not checked");
        vec![Note { kind: NoteKind::Delegated, message }]
    }
}

/// The addresses that a repository goes by.
pub(super) fn addresses(project: &Project, surroundings: Option<&Surroundings>) -> Vec<Address> {
    let told = project.repository.as_deref().and_then(|path| path.rsplit_once('/')).map(|(owner, name)| {
        let host = project.forge.unwrap_or(Forge::GitHub).host();
        Address { host: host.to_owned(), owner: owner.to_owned(), name: name.to_owned() }
    });
    told.into_iter().chain(surroundings.map(Surroundings::addresses).unwrap_or_default()).collect()
}

/// Takes the findings of one rule. At most [`Findings::MOST`] of a rule and file are kept.
#[derive(Debug)]
pub struct Findings<'o> {
    rule: &'static Rule,
    severity: Severity,
    into: &'o mut Vec<Diagnostic>,
    kept: usize,
    hidden: Vec<Span>,
}

impl<'o> Findings<'o> {
    /// How many findings of a rule and file are kept.
    pub const MOST: usize = 1_000;

    pub(super) fn new(rule: &'static Rule, severity: Severity, into: &'o mut Vec<Diagnostic>) -> Self {
        Self { rule, severity, into, kept: 0, hidden: Vec::new() }
    }

    /// Reports a finding.
    #[cold]
    pub fn push(&mut self, finding: Finding) {
        self.kept += 1;
        if self.kept > Self::MOST {
            return;
        }
        let Finding { span, message, help, label, mut labels, fix, at_most, at_least } = finding;
        labels.sort_by_key(|label| label.span);
        self.into.push(Diagnostic {
            rule: Cow::Borrowed(self.rule.id),
            severity: self.severity.min(at_most.unwrap_or(Severity::Error)).max(at_least.unwrap_or(Severity::Info)),
            message,
            help,
            span,
            label,
            labels,
            fix,
        });
    }
}

impl Findings<'_> {
    /// Keeps a place out of every report of this file, whichever finding shows its line.
    pub fn hide(&mut self, span: Span) {
        self.hidden.push(span);
    }

    pub(super) fn into_hidden(self) -> Vec<Span> {
        self.hidden
    }

    /// Says how many findings were not kept, if any.
    pub(super) fn truncated(&self) -> Option<Note> {
        let left_out = self.kept.checked_sub(Self::MOST).filter(|&count| count > 0)?;
        let message = format!("{left_out} more findings of {} are not shown", self.rule.id);
        Some(Note { kind: NoteKind::Truncated, message })
    }
}

/// Where a policy has the four sections that every policy needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Places {
    /// Which versions get fixes.
    pub versions: Option<Span>,
    /// How to report.
    pub channel: Option<Span>,
    /// When to expect an answer.
    pub answer: Option<Span>,
    /// What happens until publication.
    pub disclosure: Option<Span>,
}

impl Places {
    pub(super) fn of(policy: &Policy<'_>) -> Self {
        let channel = policy.channels.iter().find(|channel| channel.private == Some(true));
        let answer = policy.durations.iter().find(|duration| duration.event == Event::Acknowledgement);
        Self {
            versions: policy.supported_versions.as_ref().map(|versions| versions.span),
            channel: channel.map(|channel| channel.span),
            answer: answer.map(|duration| duration.span),
            disclosure: policy.disclosure_process.map(|evidence| evidence.span),
        }
    }
}

/// What linting one file gives.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The findings, in document order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was not checked, and why.
    pub notes: Vec<Note>,
    /// Where the four sections are.
    pub places: Places,
    /// Secrets: an excerpt of the file shows none of these bytes. In order, and none overlap.
    pub hidden: Vec<Span>,
    /// Whether the controls of each standard in force are met.
    pub verdicts: Vec<Verdicts>,
    /// What was found in other files of the repository.
    pub beside: Vec<Beside>,
}

impl AsRef<[Diagnostic]> for Outcome {
    fn as_ref(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

/// Something to know about a file that is no finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// One sentence.
    pub message: String,
}

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// The policy refers to another one, which was not read.
    Delegated,
    /// The text is in a language whose phrases are not known.
    Language,
    /// There are more findings than are kept.
    Truncated,
    /// The policy is there, in a format that is not linted.
    NotLinted,
    /// The network was asked, and could not tell.
    Unanswered,
}
