//! The numbers in an expression, and the ranges that signs and words make of them.

use super::NotUnderstood;
use crate::policy::version_number::{date, is_final, without_epoch};
use crate::policy::version_set::{Version, VersionRange};

/// The version below every other one.
const FIRST: Version = [0; 4];

/// How a number bounds a range.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Below,
    UpTo,
    From,
    Above,
    /// `^`: up to the next major version.
    Major,
    /// `~`: up to the next minor version.
    Minor,
    /// `~>`, `~=`: up to the next number before the last.
    Pessimistic,
    /// `=`: those that begin with it.
    Plain,
}

impl Bound {
    /// Whether one of two says where a range begins, and the other where it ends.
    pub(super) fn pairs_with(self, other: Self) -> bool {
        let is_low = |bound| matches!(bound, Self::From | Self::Above);
        let is_high = |bound| matches!(bound, Self::Below | Self::UpTo);
        is_low(self) && is_high(other) || is_high(self) && is_low(other)
    }
}

/// A number as it is written: `1.2.3`, `v1.2.x`.
#[derive(Clone, Copy)]
pub(super) struct Number {
    from: Version,
    /// How many numbers are written, 1 to 4.
    parts: usize,
}

impl Number {
    /// Reads the number that a text begins with, and says how many bytes it takes; `None` where none begins. That of a
    /// candidate goes on in another way, and is not understood.
    pub(super) fn read(text: &str) -> Option<Result<(Self, usize), NotUnderstood>> {
        let digits = without_epoch(text.strip_prefix(['v', 'V']).unwrap_or(text));
        digits.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
        let before = text.len() - digits.len();
        if let Some(([year, month, day], length)) = date(digits) {
            return Some(Ok((Self { from: [year, month, day, 0], parts: 3 }, before + length)));
        }
        let read = Self::plain(digits).and_then(|(number, length, is_open)| {
            let is_whole = number.parts > 2 && !is_open;
            let length = length + qualifier(&digits[length..], is_whole)?;
            // `1.2.3-4` is a revision of 1.2.3 as well as a range.
            let revision = digits[length..].strip_prefix('-').filter(|_| is_whole);
            let is_revision = revision.is_some_and(|rest| {
                let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                behind.len() < rest.len() && !behind.starts_with('.')
            });
            (!is_revision).then_some((number, before + length))
        });
        Some(read.ok_or(NotUnderstood))
    }

    /// Numbers and wildcards with dots between them, their length, and whether the last one is a wildcard.
    fn plain(text: &str) -> Option<(Self, usize, bool)> {
        let mut number = Self { from: FIRST, parts: 0 };
        let mut is_open = false;
        let mut at = 0;
        loop {
            let rest = &text[at..];
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            if length == 0 {
                is_open = true;
                at += 1;
            } else {
                *number.from.get_mut(number.parts).filter(|_| !is_open)? = rest[..length].parse().ok()?;
                number.parts += 1;
                at += length;
            }
            let goes_on = |c: char| c.is_ascii_digit() || matches!(c, 'x' | 'X' | '*');
            if !text[at..].strip_prefix('.').is_some_and(|rest| rest.starts_with(goes_on)) {
                return Some((number, at, is_open));
            }
            at += 1;
        }
    }

    /// The first version behind those that begin with it.
    fn behind(self) -> Option<Version> {
        self.after(self.parts - 1)
    }

    /// The first version behind those that begin as it does up to a number.
    fn after(self, index: usize) -> Option<Version> {
        let mut next = FIRST;
        next[..=index].copy_from_slice(&self.from[..=index]);
        next[index] = next[index].checked_add(1)?;
        Some(next)
    }

    /// The versions that it stands for under a bound. Where that can be read in two ways, the smaller range: "> 1.2"
    /// leaves 1.2.1 out.
    pub(super) fn range(self, bound: Option<Bound>) -> Option<VersionRange> {
        let (from, to) = match bound {
            None | Some(Bound::Plain) => (self.from, Some(self.behind()?)),
            Some(Bound::Below) => (FIRST, Some(self.from)),
            Some(Bound::UpTo) => (FIRST, Some(self.behind()?)),
            Some(Bound::From) => (self.from, None),
            Some(Bound::Above) => (self.behind()?, None),
            Some(Bound::Major) => {
                // Below 1.0 the first number that is not 0 counts as the major one.
                let written = &self.from[..self.parts];
                let major = written.iter().position(|&number| number > 0).unwrap_or(self.parts - 1);
                (self.from, Some(self.after(major)?))
            }
            Some(Bound::Minor) => (self.from, Some(self.after((self.parts - 1).min(1))?)),
            Some(Bound::Pessimistic) => (self.from, Some(self.after(self.parts.saturating_sub(2))?)),
        };
        to.is_none_or(|to| from < to).then_some(VersionRange { from, to })
    }

    /// The versions from this one up to, and with, those that begin with another.
    pub(super) fn up_to(self, last: Self) -> Option<VersionRange> {
        (self.from <= last.from).then_some(VersionRange { from: self.from, to: Some(last.behind()?) })
    }
}

/// The length of what stands behind a number and leaves it what it is: `.Final`, `-jre`, `+build.5`.
fn qualifier(text: &str, is_whole: bool) -> Option<usize> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '*' | '_');
    // A letter behind a hyphen makes a qualifier, a number a range.
    let hyphen = text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    let start = text.len() - hyphen.unwrap_or(text).len();
    let end = start + text[start..].find(|c: char| !is_word(c)).unwrap_or(text.len() - start);
    // A full stop ends the sentence.
    let word = text[..end].trim_end_matches('.');
    // The letter of `1.1.1w` is a number of its own; that of `2nd` is none.
    let is_letter = word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.len() <= 2;
    if is_letter && !is_whole || !is_final(word) {
        return None;
    }
    let build = text[word.len()..].strip_prefix('+').unwrap_or_default();
    let build = build.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(build.len());
    Some(word.len() + if build > 0 { build + 1 } else { 0 })
}

/// The interval that a text begins with, as Maven writes them, and its length: `[1.0,2.0)`, `(,1.0]`, `[1.5,)`.
pub(super) fn interval(text: &str) -> Option<(VersionRange, usize)> {
    let is_from = text.strip_prefix('[').is_some();
    let inner = text.strip_prefix(['[', '('])?;
    let end = inner.find([']', ')'])?;
    let (low, high) = inner[..end].split_once(',')?;
    let number = |text: &str| match text.trim() {
        "" => Some(None),
        text => Some(Some(Number::read(text)?.ok().filter(|(_, length)| *length == text.len())?.0.from)),
    };
    let (low, high) = (number(low)?, number(high)?);
    // Here a number is one version, and no series.
    let next = |version: Version| Number { from: version, parts: 4 }.behind();
    let from = match low {
        Some(low) if is_from => low,
        Some(low) => next(low)?,
        None => FIRST,
    };
    let to = match high {
        Some(high) if inner[end..].starts_with(']') => Some(next(high)?),
        high => high,
    };
    let is_bounded = low.or(high).is_some() && to.is_none_or(|to| from < to);
    is_bounded.then_some((VersionRange { from, to }, end + 2))
}
