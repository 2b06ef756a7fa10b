//! Mistakes in a configuration file, each with its place.

use super::UnknownRuleSet;
use crate::policy::TimeLimitError;
use crate::source::{Position, Source, Span};

/// A mistake in a configuration file: what, where and what to write instead.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{mistake}")]
pub struct ConfigError {
    /// The file, by the name it was given.
    pub source_text: Source,
    /// The words concerned, in bytes of the file.
    pub span: Span,
    /// What is wrong with them.
    pub mistake: Mistake,
}

impl ConfigError {
    /// Where the words start; both 1-based, the column in Unicode scalar values.
    pub fn position(&self) -> Position {
        self.source_text.position(self.span.start)
    }

    /// The file, by the name it was given.
    pub fn path(&self) -> &str {
        self.source_text.path()
    }
}

/// What can be wrong with a configuration file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mistake {
    /// The text is not YAML.
    #[error("this is not valid YAML: {0}")]
    Syntax(String),
    /// The file has more than [`super::MAX_SIZE`] bytes.
    #[error("the configuration has more than {} KiB", super::MAX_SIZE / 1024)]
    TooLarge,
    /// The file has more brackets than any configuration needs.
    #[error("the configuration opens too many brackets")]
    TooManyBrackets,
    /// A key that the schema does not have at this place.
    #[error("there is no key `{key}` here")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// What may have been meant.
        near: Option<String>,
        /// The keys that are known here.
        known: Vec<&'static str>,
    },
    /// A key for the second time; YAML forbids it, and one of the two would be lost.
    #[error("`{0}` is here for the second time")]
    DuplicateKey(String),
    /// A rule that does not exist.
    #[error("there is no rule `{name}`")]
    UnknownRule {
        /// The name as written.
        name: String,
        /// What may have been meant.
        near: Option<&'static str>,
    },
    /// An option that the rule does not have.
    #[error("the rule `{rule}` has no option `{name}`")]
    UnknownOption {
        /// The rule.
        rule: &'static str,
        /// The name as written.
        name: String,
        /// What may have been meant.
        near: Option<String>,
        /// The keys that the rule knows.
        known: Vec<&'static str>,
    },
    /// A rule set that does not come with secpol.
    #[error(transparent)]
    UnknownRuleSet(#[from] UnknownRuleSet),
    /// One of a fixed set of words was expected.
    #[error("`{found}` is not {expected}")]
    NotOneOf {
        /// What it should be: "a severity".
        expected: &'static str,
        /// The word as written.
        found: String,
        /// What may have been meant.
        near: Option<String>,
        /// The words.
        of: Vec<&'static str>,
    },
    /// A value of another type was expected.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// Something is not a length of time.
    #[error(transparent)]
    NotTime(#[from] TimeLimitError),
    /// A key that must be there is not.
    #[error("{of} needs `{key}`")]
    MissingKey {
        /// What lacks it: "a section".
        of: &'static str,
        /// The key.
        key: &'static str,
    },
    /// An id that is not made of lower-case words with hyphens.
    #[error("`{0}` is not an id")]
    NotAnId(String),
    /// A section's id that is a rule's.
    #[error("`{0}` is the name of a rule")]
    SectionIsRule(String),
    /// An id, or an entry of a list, for the second time.
    #[error("`{0}` is in the list twice")]
    Duplicate(String),
    /// A section that nothing could satisfy.
    #[error("the section `{0}` has neither headings nor phrases, so no policy could satisfy it")]
    Unsatisfiable(String),
    /// Text that is empty or only spaces.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A control character, which could play tricks on a terminal.
    #[error("the text has a control character, U+{:04X}", u32::from(*.0))]
    ControlCharacter(char),
    /// `extends` names an address.
    #[error("`{0}` is an address; configurations are never fetched")]
    Address(String),
    /// `extends` names a path from the root of the file system.
    #[error("`{0}` is an absolute path")]
    AbsolutePath(String),
    /// `extends` names a file that cannot be had.
    #[error("`{name}` {reason}")]
    NotLoaded {
        /// The path as written.
        name: String,
        /// Why: the end of the sentence.
        reason: String,
    },
    /// `extends` leads back to a file that is being read.
    #[error("`{0}` extends itself, by way of the files it extends")]
    Cycle(String),
    /// `extends` goes from file to file too often.
    #[error("`extends` goes through more than {0} files")]
    TooManyFiles(usize),
}

impl Mistake {
    /// What to write instead.
    pub fn help(&self) -> Option<String> {
        let meant = |near: &str| format!("did you mean `{near}`?");
        Some(match self {
            Self::UnknownKey { near: Some(near), .. }
            | Self::UnknownOption { near: Some(near), .. }
            | Self::NotOneOf { near: Some(near), .. } => meant(near),
            Self::UnknownRule { near: Some(near), .. } => meant(near),
            Self::UnknownRule { near: None, .. } => "`secpol rules` lists the rules".to_owned(),
            Self::UnknownKey { known, .. } | Self::UnknownOption { known, .. } => match known.as_slice() {
                [only] => format!("the only key here is `{only}`"),
                known => format!("the keys here are {}", list(known.iter().copied())),
            },
            Self::NotOneOf { of, .. } => format!("write {}", alternatives(of)),
            Self::UnknownRuleSet(error) => error.help(),
            Self::NotAnId(_) => "write lower-case words with hyphens between them: `export-control`".to_owned(),
            Self::SectionIsRule(_) => "choose another id; severity and options of the rule go under `rules`".to_owned(),
            Self::Unsatisfiable(_) => "add `headings`, `phrases` or both".to_owned(),
            Self::Address(_) => "copy the file into the repository and name its path".to_owned(),
            Self::AbsolutePath(_) => "write the path from this file's folder: `../policies/secpol.yaml`".to_owned(),
            Self::DuplicateKey(_) | Self::Duplicate(_) => "keep one of the two".to_owned(),
            _ => return None,
        })
    }
}

/// `a`, `b` and `c`, in backquotes.
pub(super) fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    join(&words.into_iter().collect::<Vec<_>>(), "and")
}

fn alternatives(words: &[&str]) -> String {
    join(words, "or")
}

fn join(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((end, start)) if !start.is_empty() => format!("{} {last} {end}", start.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}
