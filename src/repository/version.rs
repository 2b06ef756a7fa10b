//! Release numbers, in whichever scheme a project has: semantic versions, PEP 440, Maven, calendar.
//!
//! What is asked of them is which of two is the newer and whether one is stable, which the schemes agree on as far as
//! it goes; so one lenient reader serves all of them.

use std::fmt;

use crate::policy::{date, is_final, without_epoch};

/// A release by its numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The numbers; those that are not written are 0.
    pub numbers: [u32; 4],
    /// Whether it is final: of two with the same numbers, the stable one is the newer.
    pub stable: bool,
    /// How many numbers are written, 1 to 4.
    pub parts: usize,
    text: String,
}

impl Release {
    /// Reads `1.2.3`, `v1.2`, `1.2.0-rc.1`, `1!2.0rc1`, `2.0.Final`, `2.0-SNAPSHOT`, `2024-01-15`, `1.2.3+build`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = without_epoch(text.strip_prefix(['v', 'V']).unwrap_or(text));
        if let Some(([year, month, day], length)) = date(bare) {
            let stable = is_final(&bare[length..]);
            return Some(Self { numbers: [year, month, day, 0], stable, parts: 3, text: text.to_owned() });
        }
        let end = bare.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(bare.len());
        let written = bare[..end].trim_end_matches('.');
        let mut numbers = [0; 4];
        let mut parts = 0;
        for number in written.split('.') {
            // More than four are told apart by their first four.
            if let Some(slot) = numbers.get_mut(parts) {
                *slot = number.parse().ok()?;
                parts += 1;
            }
        }
        let suffix = bare[written.len()..].split('+').next().unwrap_or_default();
        Some(Self { numbers, stable: is_final(suffix), parts, text: text.to_owned() })
    }

    /// Whether the first number is a year.
    pub fn is_calendar(&self) -> bool {
        (1990..2100).contains(&self.numbers[0])
    }

    /// Whether it stands for no release at all, as `0.0.0-development` does.
    pub fn is_nothing(&self) -> bool {
        self.numbers == [0; 4]
    }

    /// One of the numbers as it is written, counted from 0: `04` of `26.04`.
    pub fn part(&self, index: usize) -> String {
        let number = self.numbers.get(index).copied().unwrap_or_default();
        let written = self.text.trim_start_matches(['v', 'V']).split('.').nth(index);
        written.filter(|part| part.parse() == Ok(number)).map_or_else(|| number.to_string(), str::to_owned)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Orders by age: numbers first, and of a release its candidates before it.
pub(crate) fn age(release: &Release) -> ([u32; 4], bool) {
    (release.numbers, release.stable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_every_scheme_are_read() {
        for (text, numbers, stable) in [
            // Semantic versions.
            ("1.2.3", [1, 2, 3, 0], true),
            ("v1.2.3", [1, 2, 3, 0], true),
            ("V0.37.0", [0, 37, 0, 0], true),
            ("1.2.3-alpha.1", [1, 2, 3, 0], false),
            ("1.2.3-rc.1+build.5", [1, 2, 3, 0], false),
            ("1.2.3+20240101", [1, 2, 3, 0], true),
            ("1.0.0-next.4", [1, 0, 0, 0], false),
            ("1.0.0-canary", [1, 0, 0, 0], false),
            ("0.0.0-development", [0, 0, 0, 0], false),
            ("1.2", [1, 2, 0, 0], true),
            ("255", [255, 0, 0, 0], true),
            // PEP 440.
            ("2.0rc1", [2, 0, 0, 0], false),
            ("2.0a1", [2, 0, 0, 0], false),
            ("2.0b2.dev3", [2, 0, 0, 0], false),
            ("2.0.dev1", [2, 0, 0, 0], false),
            ("2.0.post1", [2, 0, 0, 0], true),
            ("2.0-1", [2, 0, 0, 0], true),
            ("1!2.3", [2, 3, 0, 0], true),
            ("2.0.post1.dev2", [2, 0, 0, 0], false),
            ("2.0+local.1", [2, 0, 0, 0], true),
            // Maven.
            ("2.0-SNAPSHOT", [2, 0, 0, 0], false),
            ("2.0.Final", [2, 0, 0, 0], true),
            ("2.0.0.RELEASE", [2, 0, 0, 0], true),
            ("2.0.GA", [2, 0, 0, 0], true),
            ("2.0-M3", [2, 0, 0, 0], false),
            ("2.0.0.RC2", [2, 0, 0, 0], false),
            ("3.1.SP2", [3, 1, 0, 0], true),
            ("31.1-jre", [31, 1, 0, 0], true),
            ("9.4.54.v20240208", [9, 4, 54, 0], true),
            // Calendar versions.
            ("2024.01.15", [2024, 1, 15, 0], true),
            ("24.04", [24, 4, 0, 0], true),
            ("2024-01-15", [2024, 1, 15, 0], true),
            // Others.
            ("1:2.3-1", [2, 3, 0, 0], true),
            ("1.1.1w", [1, 1, 1, 0], true),
            ("2024.1.0b3", [2024, 1, 0, 0], false),
            ("1.2.3.4.5", [1, 2, 3, 4], true),
        ] {
            let read = Release::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.numbers, read.stable), (numbers, stable), "{text}");
        }
        for text in ["", "v", "latest", "x.1", "${version}", "1..2", "99999999999.1", "release", "-1"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }

    #[test]
    fn candidates_are_older_than_their_release() {
        let order = ["0.9.9", "1.0.0-alpha", "1.0.0", "1.0.1", "1.10.0", "2.0-SNAPSHOT", "2.0", "2024.1"];
        let ages: Vec<_> = order.iter().map(|text| age(&Release::parse(text).unwrap())).collect();
        assert!(ages.is_sorted(), "{ages:?}");
    }

    #[test]
    fn years_make_calendar_versions() {
        let is = |text: &str| Release::parse(text).unwrap().is_calendar();
        assert_eq!([is("2024.1"), is("24.04"), is("1.2024.0")], [true, false, false]);
    }
}
