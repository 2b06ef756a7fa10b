//! A `security.txt` that says what the policy says.

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Project;
use super::published::Published;
use crate::policy::Policy;
use crate::repository::VALID_DAYS;

/// What a policy does not say of a `security.txt`.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The page that shows the policy.
    pub policy_url: Option<&'a str>,
    /// Where the file will be found.
    pub canonical: Option<&'a str>,
    /// The day of the draft.
    pub today: Date,
}

/// Writes a `security.txt`; `None` where the policy names no private way to report that has a URI.
pub fn security_txt(policy: &Policy<'_>, project: &Project, site: Site<'_>) -> Option<String> {
    let published = Published::of(policy, project);
    if published.ways.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut field = |name: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    };
    for way in &published.ways {
        field("Contact", way);
    }
    field("Expires", &format!("{}T00:00:00Z", expiry(site.today)));
    if let Some(key) = &published.key {
        field("Encryption", key);
    }
    if policy.language.is_covered() {
        field("Preferred-Languages", policy.language.tag());
    }
    for (name, url) in [("Canonical", site.canonical), ("Policy", site.policy_url)] {
        if let Some(url) = url {
            field(name, url);
        }
    }
    Some(text)
}

/// The day on which a file that is written today expires.
pub fn expiry(today: Date) -> Date {
    today.saturating_add(VALID_DAYS.days())
}
