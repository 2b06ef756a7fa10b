//! Where reports go.

use crate::diagnostic::Severity;
use crate::policy::is_address;
use crate::repository::Forge;
use crate::rules::{Settings, find, lint};
use crate::source::Source;

use super::Project;

/// A way to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// The page on which GitHub takes private reports.
    Form(String),
    /// The page on which a confidential issue is opened on GitLab.
    ConfidentialIssue(String),
    /// An e-mail address.
    Email(String),
    /// The address of a form of one's own, or of a bounty platform.
    Page(String),
}

/// What would be wrong with a contact in a policy.
const RULES: &[&str] =
    &["placeholder-contact", "invalid-email", "insecure-url", "public-reporting-channel", "wrong-advisory-link"];

impl Contact {
    /// Reads an address, an `https` address or `form`, and holds it against the rules for contacts.
    pub(super) fn read(text: &str, project: &Project) -> Result<Self, String> {
        let text = text.trim();
        let bare = text.strip_prefix("mailto:").unwrap_or(text);
        let form = project.report_form();
        let is_form = |url: &String| url.eq_ignore_ascii_case(text);
        let contact = if text.eq_ignore_ascii_case("form") || form.as_ref().is_some_and(is_form) {
            let url = form.ok_or("only GitHub and GitLab take private reports, and no remote leads to either; --repository names the project")?;
            if project.forge() == Some(Forge::GitLab) { Self::ConfidentialIssue(url) } else { Self::Form(url) }
        } else if is_address(bare) {
            Self::Email(bare.to_owned())
        } else if is_page(text) {
            Self::Page(text.to_owned())
        } else {
            return Err("write an e-mail address, or an address that begins with `https://`".to_owned());
        };
        contact.check()?;
        Ok(contact)
    }

    /// Lints a policy that has nothing but this contact.
    fn check(&self) -> Result<(), String> {
        let mut settings = Settings::none();
        for rule in RULES.iter().filter_map(|id| find(id)) {
            settings.set_severity(rule, Some(Severity::Error));
        }
        let text = format!("# Security policy\n\nTo report a vulnerability, {}.\n", self.sentence());
        let outcome = lint(&Source::new("SECURITY.md", &text), &settings);
        match outcome.diagnostics.first() {
            Some(found) => Err(format!("{}; {}", found.message, found.help)),
            None if outcome.places.channel.is_none() => Err("this is no private way to report".to_owned()),
            None => Ok(()),
        }
    }

    /// What the reporter is to do, as the rest of a sentence.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Form(url) => format!("use the [private report form]({url}), which only we can read"),
            Self::ConfidentialIssue(url) => format!("open a [confidential issue]({url}), which only we can read"),
            Self::Email(address) => format!("write to <{address}>"),
            Self::Page(url) => format!("use [our report form]({url})"),
        }
    }
}

/// Whether a text is the address of a page, and has nothing that would end a link.
pub(super) fn is_page(text: &str) -> bool {
    let rest = text.strip_prefix("https://").unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_graphic() && !"()<>[]\\\"`|".contains(c);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    rest.chars().all(is_plain) && host.contains('.') && !host.contains("..") && !host.starts_with('.')
}
