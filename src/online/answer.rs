//! Questions to the network, and their answers: plain values, which rules compare with what a policy says.

use std::collections::BTreeMap;
use std::fmt;

/// Something that only the network knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether a domain, in lower case, takes mail.
    Mail(String),
    /// Whether there is a page, by its `http` or `https` address without a fragment.
    Page(String),
    /// Whether a repository on GitHub takes private reports.
    PrivateReporting {
        /// Who it belongs to.
        owner: String,
        /// What it is called.
        name: String,
    },
}

/// What the network says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It does.
    Yes,
    /// It does not: whoever is responsible says so.
    No(Refusal),
    /// Nobody can tell from here and now. The end of a sentence that begins with "because".
    Unknown(String),
}

/// Who says no, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such name (NXDOMAIN).
    NoSuchName,
    /// The name has neither a mail server nor an address.
    NoAddress,
    /// The domain declares that it takes no mail (RFC 7505).
    NullMx,
    /// The server answers that there is no such page: 404 or 410.
    Gone(u16),
    /// It is switched off.
    SwitchedOff,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mail(domain) => write!(f, "whether {domain} takes mail"),
            Self::Page(url) => write!(f, "whether {url} is there"),
            Self::PrivateReporting { owner, name } => write!(f, "whether {owner}/{name} takes private reports"),
        }
    }
}

/// The answers to what was asked in a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<Question, Answer>);

impl Answers {
    /// The answer to a question; `None` where it was not asked.
    pub fn get(&self, question: &Question) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<(Question, Answer)> for Answers {
    fn extend<T: IntoIterator<Item = (Question, Answer)>>(&mut self, answers: T) {
        self.0.extend(answers);
    }
}

impl FromIterator<(Question, Answer)> for Answers {
    fn from_iter<T: IntoIterator<Item = (Question, Answer)>>(answers: T) -> Self {
        Self(answers.into_iter().collect())
    }
}
