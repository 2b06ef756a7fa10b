//! The languages that are read.

use serde::Serialize;

/// A language with a vocabulary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the name of the language")]
pub enum Language {
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::English];

    /// BCP 47 tag, and the name of its vocabulary file.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
        }
    }

    /// A bit of its own.
    pub(super) fn bit(self) -> u16 {
        1 << self as u16
    }
}
