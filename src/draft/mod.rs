//! Drafts: the text of a policy from answers and from what the repository shows, and the files that match a policy.
//!
//! Nothing here reads files, asks people or writes. [`Frame`] has what is known before anybody is asked,
//! [`Question`] what has to be asked and how an answer is read, [`policy`] the text.

mod answers;
mod contact;
mod demands;
mod insights;
mod policy;
mod project;
mod published;
mod questions;
mod security_txt;
mod support;
#[cfg(test)]
mod tests;

pub use answers::{Answers, Key, SafeHarbor};
pub use contact::Contact;
pub use demands::{Demands, Limits};
pub use insights::insights;
pub use policy::policy;
pub use project::Project;
pub use questions::Question;
pub use security_txt::{Site, expiry, security_txt};
pub use support::{Series, Supported, Until};

use jiff::civil::Date;

/// What is known before anybody is asked.
#[derive(Debug)]
pub struct Frame {
    /// The project, as its repository shows it.
    pub project: Project,
    /// What the policy is to have.
    pub demands: Demands,
    /// The day of the draft.
    pub today: Date,
}
