//! What was answered.

use super::contact::is_page;
use super::{Contact, Supported, Until};
use crate::diagnostic::Severity;
use crate::policy::TimeLimit;
use crate::rules::{Settings, find, lint};
use crate::source::Source;

/// What was answered; what was not is left out of the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// Where reports go, the preferred way first.
    pub contacts: Vec<Contact>,
    /// The key for reports by e-mail.
    pub key: Option<Key>,
    /// Which versions get fixes.
    pub versions: Option<Supported>,
    /// Until when.
    pub until: Option<Until>,
    /// The longest time to the first answer.
    pub acknowledgement: Option<TimeLimit>,
    /// The longest time to an assessment.
    pub assessment: Option<TimeLimit>,
    /// The longest time between two updates.
    pub updates: Option<TimeLimit>,
    /// The longest time to a fix.
    pub resolution: Option<TimeLimit>,
    /// The longest time to publication.
    pub disclosure: Option<TimeLimit>,
    /// What is covered: the rest of “In scope is”.
    pub scope: Option<String>,
    /// What is promised to researchers.
    pub safe_harbor: SafeHarbor,
}

/// What is promised to those who act in good faith. Ordered: the later promises more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SafeHarbor {
    /// Nothing.
    #[default]
    None,
    /// No legal action.
    Partial,
    /// Also exemptions from laws on break-in and circumvention, and from the terms of service.
    Full,
}

impl SafeHarbor {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
        }
    }
}

/// An OpenPGP key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Key {
    /// Where it is.
    pub url: String,
    /// Its fingerprint, in groups of four.
    pub fingerprint: Option<String>,
}

impl Key {
    /// Reads where it is.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let error = "write an address that begins with `https://`";
        is_page(text).then(|| Self { url: text.to_owned(), fingerprint: None }).ok_or(error)
    }
}

/// Reads a fingerprint, however it is grouped.
pub(super) fn fingerprint(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let digits = digits.trim_start_matches("0x").to_ascii_uppercase();
    let groups: Vec<String> = digits.chars().collect::<Vec<_>>().chunks(4).map(String::from_iter).collect();
    let (left, right) = groups.split_at(groups.len() / 2);
    // Two spaces in the middle, as `gpg` has them.
    let grouped = format!("{}  {}", left.join(" "), right.join(" "));
    let mut settings = Settings::none();
    for rule in ["invalid-pgp-fingerprint", "short-pgp-key-id"].iter().filter_map(|id| find(id)) {
        settings.set_severity(rule, Some(Severity::Error));
    }
    let source = Source::new("SECURITY.md", format!("The fingerprint of our OpenPGP key is `{grouped}`.\n"));
    let is_whole = matches!(digits.len(), 40 | 64) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    match lint(&source, &settings).diagnostics.first() {
        Some(found) => Err(found.message.clone()),
        None if !is_whole => Err("write all 40 or 64 digits that `gpg --fingerprint` shows".to_owned()),
        None => Ok(grouped),
    }
}

/// Reads a time that a policy can promise.
pub(super) fn time(text: &str) -> Result<TimeLimit, String> {
    let lower = text.trim().to_ascii_lowercase();
    let limit: TimeLimit = lower.parse().map_err(|error: crate::policy::TimeLimitError| error.to_string())?;
    if limit.hours == 0 {
        return Err("that is no time at all".to_owned());
    }
    if limit.business && lower.contains("hour") {
        // 48 business hours are 2 days to some, and 6 to others.
        return Err("count business time in days, such as `3 business days`".to_owned());
    }
    Ok(limit)
}
