//! The languages that are read.

use serde::Serialize;

/// A language with a vocabulary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the name of the language")]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
    #[serde(rename = "fr")]
    French,
    #[serde(rename = "es")]
    Spanish,
    #[serde(rename = "pt")]
    Portuguese,
    #[serde(rename = "ru")]
    Russian,
    #[serde(rename = "zh-Hans")]
    ChineseSimplified,
    #[serde(rename = "zh-Hant")]
    ChineseTraditional,
    #[serde(rename = "ja")]
    Japanese,
    #[serde(rename = "ko")]
    Korean,
    /// A language whose phrases are not known: its file has stop words alone.
    #[serde(rename = "und")]
    Other,
}

impl Language {
    /// Every language.
    pub const ALL: &'static [Self] = &[
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Russian,
        Self::ChineseSimplified,
        Self::ChineseTraditional,
        Self::Japanese,
        Self::Korean,
        Self::Other,
    ];

    /// BCP 47 tag, and the name of its vocabulary file.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::Russian => "ru",
            Self::ChineseSimplified => "zh-Hans",
            Self::ChineseTraditional => "zh-Hant",
            Self::Japanese => "ja",
            Self::Korean => "ko",
            Self::Other => "und",
        }
    }

    /// Whether what a policy says in it can be read.
    pub fn is_covered(self) -> bool {
        self != Self::Other
    }

    /// Whether it is written without words between spaces, or with the verb last: Chinese,
    /// Japanese and Korean, in which verb and place stand in either order.
    pub(crate) fn is_cjk(self) -> bool {
        matches!(self, Self::ChineseSimplified | Self::ChineseTraditional) || self.is_verb_final()
    }

    /// Whether verb and negation stand behind what they are about.
    pub(crate) fn is_verb_final(self) -> bool {
        matches!(self, Self::Japanese | Self::Korean)
    }

    /// Whether a verb may stand at the end of its clause, behind what it is about, or before it.
    pub(crate) fn may_end_with_verb(self) -> bool {
        self == Self::German
    }

    /// A bit of its own.
    pub(crate) fn bit(self) -> u16 {
        1 << self as u16
    }
}
