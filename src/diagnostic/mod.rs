//! What a rule has to say: the diagnostic type, fixes, and findings that are not to be heard of. No output format is
//! known here.

mod baseline;
mod finding;
mod fingerprint;
mod fix;
mod mend;
mod suppression;

pub use baseline::{Baseline, BaselineError};
pub use finding::Finding;
pub use fingerprint::Fingerprint;
pub use fix::{Applicability, Edit, Fix};
pub use mend::{MOST_ROUNDS, Mended, mend};
pub use suppression::{Reach, Removal, Said, Suppression, Unclear};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// How much a finding matters. Ordered: `Info < Warning < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice.
    Info,
    /// Should be mended.
    Warning,
    /// Wrong or dangerous.
    Error,
}

impl Severity {
    /// The word in output and configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that a diagnostic speaks of, with what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Bytes of the file as read.
    pub span: Span,
    /// A few words; may be empty.
    pub message: String,
}

/// One finding in one file. It says what is wrong and why (`message`) and what would satisfy the
/// rule (`help`), and points at the words concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's id, or that of a required section of the user's own.
    pub rule: Cow<'static, str>,
    /// How much it matters under the settings in force.
    pub severity: Severity,
    /// What is wrong, and why it matters; one or two sentences.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The words concerned, in bytes of the file as read.
    pub span: Span,
    /// What is to be seen at `span`; may be empty.
    pub label: String,
    /// Other places concerned, in document order.
    pub labels: Vec<Label>,
    /// An edit that mends it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// Whether it says that something is missing, so that the words it points at are not what it is about.
    pub(crate) fn is_about_absence(&self) -> bool {
        // A section of the user's own is not in the table of rules.
        self.rule.starts_with("missing-") || crate::rules::find(&self.rule).is_none()
    }
}
