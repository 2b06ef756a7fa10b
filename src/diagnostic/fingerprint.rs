//! What makes a finding the same finding, wherever it stands in a file.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::Diagnostic;
use crate::source::Source;

/// Hash of the words that a finding points at, spaces not minded. Of one that says that something is missing, it is
/// the hash of no words. Edits elsewhere change neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The least of all, for the start of a range.
    pub(super) const LEAST: Self = Self(0);

    /// Of the words that a finding in this file points at.
    pub fn of(source: &Source, diagnostic: &Diagnostic) -> Self {
        Self::of_words(if diagnostic.is_about_absence() { "" } else { source.slice(diagnostic.span) })
    }

    /// FNV-1a, which never changes from one version of a library to the next; with one space between words.
    pub(crate) fn of_words(text: &str) -> Self {
        let words = text.split_whitespace().flat_map(|word| word.bytes().chain([b' ']));
        Self(words.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }
}

/// As 16 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_hex = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let number = if is_hex { u64::from_str_radix(&text, 16).ok() } else { None };
        number.map(Self).ok_or_else(|| de::Error::custom("a fingerprint has 16 hexadecimal digits"))
    }
}
