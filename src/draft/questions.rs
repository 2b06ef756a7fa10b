//! What has to be asked, what is proposed, and how an answer is read.

use super::answers::{fingerprint, time};
use super::{Answers, Contact, Frame, Key, Limits, SafeHarbor, Supported, Until};
use crate::policy::TimeLimit;
use crate::repository::Forge;

/// Something that the repository does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the answers")]
pub enum Question {
    Contact,
    Key,
    Fingerprint,
    Versions,
    Until,
    Acknowledgement,
    Assessment,
    Updates,
    Resolution,
    Disclosure,
    Scope,
    SafeHarbor,
}

/// What is covered where nobody says it in other words.
pub(super) const SCOPE: &str = "the code in this repository and what we release from it";

impl Question {
    /// Every question, in the order in which they are asked: what is asked depends on the answers before.
    pub const ALL: &'static [Self] = &[
        Self::Contact,
        Self::Key,
        Self::Fingerprint,
        Self::Versions,
        Self::Until,
        Self::Acknowledgement,
        Self::Assessment,
        Self::Updates,
        Self::Resolution,
        Self::Disclosure,
        Self::Scope,
        Self::SafeHarbor,
    ];

    /// The flag that answers it, without its dashes.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Key => "pgp-key",
            Self::Fingerprint => "pgp-fingerprint",
            Self::Versions => "versions",
            Self::Until => "supported-until",
            Self::Acknowledgement => "acknowledgement",
            Self::Assessment => "assessment",
            Self::Updates => "updates",
            Self::Resolution => "resolution",
            Self::Disclosure => "disclosure",
            Self::Scope => "scope",
            Self::SafeHarbor => "safe-harbor",
        }
    }

    /// The question.
    pub fn words(self) -> &'static str {
        match self {
            Self::Contact => "Where do reports of vulnerabilities go?",
            Self::Key => "Where is the OpenPGP key for reports by e-mail?",
            Self::Fingerprint => "What is its fingerprint?",
            Self::Versions => "Which versions get security fixes?",
            Self::Until => "Until when do they get them, at least?",
            Self::Acknowledgement => "How soon does a reporter get a first answer?",
            Self::Assessment => "How soon do you tell the reporter what you make of the report?",
            Self::Updates => "How often do you tell the reporter how it goes on?",
            Self::Resolution => "How soon is a vulnerability fixed?",
            Self::Disclosure => "How long after the report is a vulnerability made public, at the latest?",
            Self::Scope => "What is in scope?",
            Self::SafeHarbor => "What do you promise to those who research in good faith?",
        }
    }

    /// How to answer it, in a sentence.
    pub fn hint(self, frame: &Frame) -> String {
        let time = |limit: Option<TimeLimit>| {
            let most = limit.map(|limit| format!("; more than {limit} would be a finding")).unwrap_or_default();
            format!("A time such as `3 business days`, `48 hours` or `6 weeks`{most}.")
        };
        let promise = |limit: Option<TimeLimit>| format!("{} `none` makes no promise.", time(limit));
        let Limits { acknowledgement, assessment, updates, resolution, disclosure } = frame.demands.limits;
        match self {
            Self::Contact => {
                let ways = match frame.project.report_form().and(frame.project.forge()) {
                    Some(Forge::GitLab) => {
                        ", the https:// address of a form, or `form` for a confidential issue on GitLab"
                    }
                    Some(_) => ", the https:// address of a form, or `form` for GitHub's private report form",
                    None => " or the https:// address of a form",
                };
                format!("An e-mail address{ways}. Several with commas, the preferred one first.")
            }
            Self::Key => "An https:// address, or `none`.".to_owned(),
            Self::Fingerprint => "As `gpg --fingerprint` shows it.".to_owned(),
            Self::Versions => {
                "`latest` for the latest release only, versions such as `2.x, 1.4`, or `>= 1.4`.".to_owned()
            }
            Self::Until => "A month or a day, such as `2031-12`.".to_owned(),
            Self::Acknowledgement => time(acknowledgement),
            Self::Assessment => promise(assessment),
            Self::Updates => time(updates),
            Self::Resolution => promise(resolution),
            Self::Disclosure => time(disclosure),
            Self::Scope => "The systems or the code, as the rest of the sentence “In scope is …”.".to_owned(),
            Self::SafeHarbor => {
                "`partial`: no legal action; `full`: also exemptions from laws and from your terms; `none`.".to_owned()
            }
        }
    }

    /// Whether the policy needs an answer, given those before.
    pub fn is_asked(self, frame: &Frame, answers: &Answers) -> bool {
        let demands = &frame.demands;
        match self {
            Self::Contact => true,
            Self::Key => demands.encryption && answers.has_email() && !answers.has_form(),
            Self::Fingerprint => answers.key.is_some(),
            Self::Versions => demands.versions,
            Self::Until => demands.end_date,
            Self::Acknowledgement => demands.acknowledgement,
            Self::Assessment => demands.assessment,
            Self::Updates => demands.interval,
            Self::Resolution => demands.resolution,
            Self::Disclosure => demands.disclosure,
            Self::Scope => demands.testing,
            Self::SafeHarbor => demands.safe_harbor > SafeHarbor::None,
        }
    }

    /// The answer that fits most projects; `None` where only they can know it.
    pub fn proposal(self, frame: &Frame) -> Option<String> {
        let shorter = |usual: &str, limit: Option<TimeLimit>| {
            let usual: TimeLimit = usual.parse().ok()?;
            Some(limit.filter(|limit| usual.longer_than(*limit)).unwrap_or(usual).to_string())
        };
        let Limits { acknowledgement, assessment, updates, resolution, disclosure } = frame.demands.limits;
        match self {
            Self::Contact => frame.project.report_form().map(|_| "form".to_owned()),
            Self::Key => Some("none".to_owned()),
            Self::Fingerprint | Self::Until => None,
            Self::Versions => {
                let current = frame.project.current.as_ref();
                let series = current.and_then(|current| Supported::proposed(&current.release));
                Some(series.unwrap_or(Supported::Latest).answer())
            }
            Self::Acknowledgement => shorter("3 business days", acknowledgement),
            Self::Assessment => shorter("7 days", assessment),
            Self::Updates => shorter("14 days", updates),
            Self::Resolution => shorter("90 days", resolution),
            Self::Disclosure => shorter("90 days", disclosure),
            Self::Scope => Some(SCOPE.to_owned()),
            Self::SafeHarbor => Some(frame.demands.safe_harbor.as_str().to_owned()),
        }
    }

    /// Reads an answer. The error says what is wrong with it; the answers are as before.
    pub fn take(self, text: &str, frame: &Frame, answers: &mut Answers) -> Result<(), String> {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err("that has characters that cannot stand in a policy".to_owned());
        }
        let is_none = text.eq_ignore_ascii_case("none");
        let promise = || if is_none { Ok(None) } else { time(text).map(Some) };
        match self {
            Self::Contact => answers.contacts = contacts(text, frame)?,
            Self::Key => answers.key = if is_none { None } else { Some(Key::read(text)?) },
            Self::Fingerprint => {
                let fingerprint = fingerprint(text)?;
                let key = answers.key.as_mut().ok_or("a fingerprint needs the key that it is of")?;
                key.fingerprint = Some(fingerprint);
            }
            Self::Versions => answers.versions = Some(text.parse()?),
            Self::Until => {
                let until: Until = text.parse()?;
                if until.is_past(frame.today) {
                    return Err("that has passed".to_owned());
                }
                answers.until = Some(until);
            }
            Self::Acknowledgement => answers.acknowledgement = Some(time(text)?),
            Self::Assessment => answers.assessment = promise()?,
            Self::Updates => answers.updates = Some(time(text)?),
            Self::Resolution => answers.resolution = promise()?,
            Self::Disclosure => answers.disclosure = Some(time(text)?),
            Self::Scope => {
                let words = text.trim_end_matches('.');
                let is_word = |c: char| c.is_alphanumeric() || c.is_ascii_punctuation() || " “”‘’–—…".contains(c);
                if !words.chars().all(is_word) || !words.chars().any(char::is_alphanumeric) {
                    return Err("name what is covered, in words".to_owned());
                }
                answers.scope = Some(words.to_owned());
            }
            Self::SafeHarbor => {
                let all = [SafeHarbor::None, SafeHarbor::Partial, SafeHarbor::Full];
                let found = all.into_iter().find(|promise| text.eq_ignore_ascii_case(promise.as_str()));
                answers.safe_harbor = found.ok_or("write `none`, `partial` or `full`")?;
            }
        }
        Ok(())
    }
}

fn contacts(text: &str, frame: &Frame) -> Result<Vec<Contact>, String> {
    let mut contacts: Vec<Contact> = Vec::new();
    for part in text.split(',') {
        let contact = Contact::read(part, &frame.project)?;
        if !contacts.contains(&contact) {
            contacts.push(contact);
        }
    }
    Ok(contacts)
}

impl Answers {
    /// Whether reports go by e-mail.
    pub(super) fn has_email(&self) -> bool {
        self.contacts.iter().any(|contact| matches!(contact, Contact::Email(_)))
    }

    /// Whether reports can go by a form, which keeps them confidential on their way.
    pub(super) fn has_form(&self) -> bool {
        self.contacts.iter().any(|contact| !matches!(contact, Contact::Email(_)))
    }
}
