//! The facts that a policy states. Each has the words it was read from.

use serde::Serialize;

use super::dates::StatedDate;
use super::time::TimeLimit;
use super::versions::VersionTable;
use crate::markdown::{ClauseId, TextRange};
use crate::source::Span;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Tells outsiders how to report a vulnerability, or how the project handles one.
    Policy,
    /// Refers the reader to a policy kept elsewhere, and does little else.
    Pointer,
    /// Is about security, but gives no way to report.
    Documentation,
    /// Is a template that nobody filled in.
    Template,
}

/// A way to report a vulnerability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// What it is.
    pub kind: ChannelKind,
    /// The address, the link's target, or the words that name it.
    pub value: String,
    /// Whether only the project sees the report; `None` where that cannot be known.
    pub private: Option<bool>,
    /// Whether it is offered only under a condition that keeps details private.
    pub conditional: bool,
    /// The address or link itself.
    pub span: Span,
    /// The clause that offers it.
    pub clause: ClauseId,
}

/// What a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ChannelKind {
    /// An e-mail address.
    Email,
    /// The forge's form for private reports.
    PrivateAdvisory,
    /// A form on the web, or a coordinator.
    WebForm,
    /// A bounty platform.
    BugBounty,
    /// A public issue or discussion.
    PublicIssue,
    /// A public mailing list.
    MailingList,
    /// A chat.
    Chat,
    /// A link to a page, or to a policy elsewhere.
    Link,
    /// Anything else: a person, a profile, a pull request.
    Other,
}

/// A definite time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, none depends on another")]
pub struct Duration {
    /// What is to happen within it.
    pub event: Event,
    /// The shortest time in hours, where one is given; `within` gives 0.
    pub min_hours: Option<u32>,
    /// The longest time in hours, unless it is open.
    pub max_hours: Option<u32>,
    /// Whether only business time counts.
    pub business: bool,
    /// The unit it is given in.
    pub unit: Unit,
    /// Who is to act.
    pub actor: Actor,
    /// How firm it is.
    pub firmness: Firmness,
    /// Whether it is given as N to M.
    pub is_range: bool,
    /// Whether the sentence says what it counts from.
    pub has_start: bool,
    /// The start, where it is a disclosure that may be the one to the project or to the public.
    pub open_start: Option<TextRange>,
    /// Whether it holds for some severities only.
    pub severity: bool,
    /// The words.
    pub text: TextRange,
    /// Where they stand.
    pub span: Span,
    /// The clause they are in.
    pub clause: ClauseId,
}

/// What a time is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The first answer.
    Acknowledgement,
    /// Whether the report is valid.
    Triage,
    /// Notice of progress.
    Update,
    /// A fix or its release.
    Fix,
    /// Publication, or the length of an embargo.
    Disclosure,
    /// Something else on the project's side, such as when to escalate.
    Other,
    /// How long versions are supported; no response time.
    Support,
}

/// The unit of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the name of the unit")]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Who is to act within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The project.
    Project,
    /// The reporter, who is asked to wait.
    Reporter,
}

/// How firm a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Firmness {
    /// Stated.
    Plain,
    /// Aimed at.
    Goal,
    /// The usual or best case.
    BestCase,
}

impl Duration {
    /// The longest time as a limit to compare with others.
    pub fn limit(&self) -> Option<TimeLimit> {
        self.max_hours.or(self.min_hours).map(|hours| TimeLimit { hours, business: self.business })
    }
}

/// Where a policy makes a statement that is either there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// The words, from first to last.
    pub span: Span,
    /// The first clause of them.
    pub clause: ClauseId,
}

/// Which versions get fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportedVersions {
    /// How it is said.
    pub form: VersionsForm,
    /// Where.
    pub span: Span,
}

/// How supported versions are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum VersionsForm {
    /// In a table.
    Table,
    /// In a list.
    List,
    /// In a sentence.
    Prose,
    /// By a link to a page that lists them.
    Link,
}

/// Text that was to be replaced and was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// What was to be replaced.
    pub kind: PlaceholderKind,
    /// The text.
    pub text: String,
    /// Where it is.
    pub span: Span,
}

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// A contact: an address on a reserved host, a bracketed address.
    Contact,
    /// A word, name, number or marker.
    Text,
    /// A sentence of a template's instructions.
    Instruction,
}

/// All that was read in a document.
#[derive(Debug, Default)]
pub struct Facts {
    /// Ways to report.
    pub channels: Vec<Channel>,
    /// Definite times.
    pub durations: Vec<Duration>,
    /// Which versions get fixes.
    pub supported_versions: Option<SupportedVersions>,
    /// Tables of the project's versions.
    pub version_tables: Vec<VersionTable>,
    /// Dates that the policy gives for itself.
    pub dates: Vec<StatedDate>,
    /// Asks not to report in public.
    pub no_public_report: Option<Evidence>,
    /// Promises without a number, every one.
    pub vague: Vec<Vague>,
    /// What happens towards fixing and publishing.
    pub disclosure_process: Option<Evidence>,
    /// What was to be replaced.
    pub placeholders: Vec<Placeholder>,
}

/// A promise without a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vague {
    /// What is promised.
    pub event: Event,
    /// The vague words.
    pub text: TextRange,
    /// Where they are.
    pub span: Span,
    /// The clause.
    pub clause: ClauseId,
}
