//! Version expressions to sets: `1.2.x`, `>= 2.0, < 3`, "1.4 and older", "latest".

mod number;
#[cfg(test)]
mod tests;

use number::{Bound, Number, interval};

use super::reading::Reading;
use super::version_set::{VersionRange, Versions, ends_by};
use super::vocabulary::Concept;
use crate::markdown::{ClauseId, TextRange};

use Concept as C;

/// Reads the versions that stand in a part of a clause, and whether nothing but their end is told:
/// `< 2.0`. As sets, those below 1.0 and the series 0.x are the same.
pub(super) fn read_versions(reading: &Reading<'_>, clause: ClauseId, range: TextRange) -> (Versions, bool) {
    let text = reading.document.str(range);
    let mut reader = Reader { reading, clause, base: range.start, text, at: 0, found: Found::default() };
    if reader.read().is_err() {
        return (Versions::Opaque, false);
    }
    let is_below = matches!(reader.found.ranges[..], [(_, Some(Bound::Below))]);
    (reader.found.versions(), is_below)
}

/// The text holds something that is no version expression.
struct NotUnderstood;

/// What a version expression is made of.
enum Atom {
    /// `1.2.3`.
    Number(Number),
    /// `[1.0,2.0)`.
    Interval(VersionRange),
    /// What stands before a number and bounds it.
    Bound(Bound),
    /// What stands behind a number and bounds it.
    Open(Bound),
    /// Before or behind a number: "before 2.0", "2.0 以前".
    Beside(Bound),
    /// A dash or "to".
    To,
    /// Behind a number as [`Self::To`], else as a bound: "1.2 until 1.4", "until 1.4".
    Until,
    /// A comma, a slash, "and".
    Next,
    /// A word for the latest release.
    Latest,
    /// The name of a branch.
    Branch,
    /// A word for all other versions.
    Rest,
    /// A word that changes nothing.
    Filler,
}

/// What was read so far.
#[derive(Default)]
struct Found {
    /// With the bound that each was given by an operator.
    ranges: Vec<(VersionRange, Option<Bound>)>,
    is_latest: bool,
    is_branch: bool,
    is_rest: bool,
}

impl Found {
    fn push(&mut self, range: VersionRange, bound: Option<Bound>) {
        // ">= 1.2, < 2.0": both hold.
        let last = self.ranges.last_mut().filter(|(last, held)| {
            held.zip(bound).is_some_and(|(held, bound)| held.pairs_with(bound)) && last.touches(&range)
        });
        match last {
            Some((last, held)) => {
                *last = VersionRange { from: last.from.max(range.from), to: last.to.or(range.to) };
                *held = None;
            }
            None => self.ranges.push((range, bound)),
        }
    }

    fn versions(mut self) -> Versions {
        if self.ranges.is_empty() {
            return match (self.is_latest, self.is_branch, self.is_rest) {
                (true, _, _) => Versions::Latest,
                (false, true, _) => Versions::Branch,
                (false, false, true) => Versions::Rest,
                (false, false, false) => Versions::Opaque,
            };
        }
        if self.is_latest || self.is_branch {
            return Versions::Opaque;
        }
        self.ranges.sort_unstable_by_key(|(range, _)| *range);
        let mut merged: Vec<VersionRange> = Vec::with_capacity(self.ranges.len());
        for (range, _) in self.ranges {
            match merged.last_mut() {
                Some(last) if last.to.is_none_or(|to| range.from <= to) => {
                    if ends_by(last.to, range.to) {
                        last.to = range.to;
                    }
                }
                _ => merged.push(range),
            }
        }
        Versions::Ranges(merged)
    }
}

struct Reader<'r, 'd> {
    reading: &'r Reading<'d>,
    clause: ClauseId,
    /// Where the text begins in the visible text.
    base: u32,
    text: &'r str,
    at: usize,
    found: Found,
}

impl Reader<'_, '_> {
    /// Reads to the end.
    fn read(&mut self) -> Result<(), NotUnderstood> {
        let mut bound: Option<Bound> = None;
        // Where a range is to end, the number that it begins with.
        let mut first: Option<Number> = None;
        let mut last: Option<Number> = None;
        while let Some(atom) = self.next(last.is_some())? {
            let before = last.take();
            match atom {
                Atom::Number(number) => {
                    if let Some(first) = first.take() {
                        let (range, _) = self.found.ranges.last_mut().ok_or(NotUnderstood)?;
                        *range = first.up_to(number).ok_or(NotUnderstood)?;
                    } else {
                        let range = number.range(bound).ok_or(NotUnderstood)?;
                        self.found.push(range, bound.take());
                        last = Some(number);
                    }
                }
                Atom::Interval(range) => self.found.ranges.push((range, None)),
                Atom::Bound(found) => bound = Some(found),
                // "1.2 から 1.4": from one to the other.
                Atom::Beside(Bound::From) if before.is_some() && self.number_follows() => first = before,
                Atom::Beside(found) if self.found.ranges.is_empty() || self.number_follows() => bound = Some(found),
                Atom::Open(found) | Atom::Beside(found) => {
                    let (range, held) = self.found.ranges.last_mut().ok_or(NotUnderstood)?;
                    // "≥ 1.2 and later" says it twice.
                    if *held != Some(found) {
                        *range = before.and_then(|number| number.range(Some(found))).ok_or(NotUnderstood)?;
                        *held = Some(found);
                    }
                }
                Atom::Until if before.is_none() => bound = Some(Bound::UpTo),
                Atom::To | Atom::Until => first = Some(before.ok_or(NotUnderstood)?),
                // "1.2 LTS and later"
                Atom::Filler => last = before,
                Atom::Next => {}
                Atom::Latest => self.found.is_latest = true,
                Atom::Branch => self.found.is_branch = true,
                Atom::Rest => self.found.is_rest = true,
            }
        }
        if first.is_some() || bound.is_some() { Err(NotUnderstood) } else { Ok(()) }
    }

    fn number_follows(&self) -> bool {
        self.text[self.at..].trim_start().trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit())
    }

    /// The next atom, which may stand behind a number; `None` at the end.
    fn next(&mut self, is_behind: bool) -> Result<Option<Atom>, NotUnderstood> {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(None) };
        if let Some(number) = Number::read(rest) {
            let (number, length) = number?;
            self.at += length;
            return Ok(Some(Atom::Number(number)));
        }
        if let Some((range, length)) = interval(rest).filter(|_| !is_behind) {
            self.at += length;
            return Ok(Some(Atom::Interval(range)));
        }
        let operators = [
            ("<=", Bound::UpTo),
            ("=<", Bound::UpTo),
            (">=", Bound::From),
            ("=>", Bound::From),
            ("~>", Bound::Pessimistic),
            ("~=", Bound::Pessimistic),
            ("==", Bound::Plain),
            ("＜＝", Bound::UpTo),
            ("＞＝", Bound::From),
            ("<", Bound::Below),
            (">", Bound::Above),
            ("≤", Bound::UpTo),
            ("≦", Bound::UpTo),
            ("⩽", Bound::UpTo),
            ("≥", Bound::From),
            ("≧", Bound::From),
            ("⩾", Bound::From),
            ("＜", Bound::Below),
            ("＞", Bound::Above),
            ("^", Bound::Major),
            ("~", Bound::Minor),
            ("=", Bound::Plain),
        ];
        // "1.2 ~ 1.4", as in Korean.
        if is_behind && rest.starts_with("~ ") {
            self.at += 1;
            return Ok(Some(Atom::To));
        }
        if let Some((sign, bound)) = operators.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
            self.at += sign.len();
            return Ok(Some(Atom::Bound(bound)));
        }
        let atom = match first {
            '+' => Atom::Open(Bound::From),
            '-' | '–' | '—' | '～' | '〜' | '…' => Atom::To,
            ',' | ';' | '/' | '&' | '|' | '、' | '，' | '；' => Atom::Next,
            '*' if rest.len() == 1 => Atom::Rest,
            '`' | '"' | '“' | '”' | '.' | ':' => Atom::Filler,
            '(' | '（' => {
                let close = rest.find([')', '）']).ok_or(NotUnderstood)?;
                self.at += close + rest[close..].chars().next().map_or(0, char::len_utf8);
                return Ok(Some(Atom::Filler));
            }
            _ => return self.word(rest).ok_or(NotUnderstood).map(Some),
        };
        self.at += first.len_utf8();
        Ok(Some(atom))
    }

    /// A run of letters, by what its phrases mean.
    fn word(&mut self, rest: &str) -> Option<Atom> {
        let length = rest.find(|c: char| !(c.is_alphabetic() || c == '\'')).filter(|&length| length > 0);
        let length = length.unwrap_or(if rest.starts_with(char::is_alphabetic) { rest.len() } else { 0 });
        if length == 0 {
            return None;
        }
        let word = &rest[..length];
        let start = self.base + self.at as u32;
        let range = TextRange::new(start, start + length as u32);
        self.at += length;
        let hits = || {
            let reading = self.reading;
            reading.hits(self.clause).iter().filter(move |hit| reading.hit_text(hit).overlaps(range))
        };
        let has = |concept: Concept| hits().any(|hit| hit.concept == concept);
        let table = [
            (C::AndNewer, Atom::Open(Bound::From)),
            (C::AndOlder, Atom::Open(Bound::UpTo)),
            (C::OlderThan, Atom::Beside(Bound::Below)),
            (C::NewerThan, Atom::Beside(Bound::Above)),
            (C::SinceVersion, Atom::Beside(Bound::From)),
            (C::UntilVersion, Atom::Until),
            (C::AtMost, Atom::Beside(Bound::UpTo)),
            (C::AtLeast, Atom::Beside(Bound::From)),
            (C::And, Atom::Next),
            (C::EitherVersion, Atom::Next),
            (C::RangeTo, Atom::To),
            (C::AnyOther, Atom::Rest),
            (C::Moving, Atom::Branch),
            (C::Latest, Atom::Latest),
        ];
        if let Some((concept, atom)) = table.into_iter().find(|(concept, _)| has(*concept)) {
            // The other words of the phrase say it again.
            let end = hits().filter(|hit| hit.concept == concept).map(|hit| self.reading.hit_text(hit).end).max()?;
            self.at = self.at.max((end - self.base) as usize).min(self.text.len());
            return Some(atom);
        }
        if has(C::Older) {
            let is_alone = self.found.ranges.is_empty() && !self.number_follows();
            return Some(if is_alone { Atom::Rest } else { Atom::Beside(Bound::Below) });
        }
        let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        let is_filler = has(C::Version) || is(FILLERS) || self.found.is_latest && is(OF_LATEST);
        is_filler.then_some(Atom::Filler)
    }
}

/// Words beside a number that leave it what it is.
const FILLERS: &[&str] = &["v", "ver", "lts", "esr", "the", "all"];

/// Words that say what the latest release is the latest of.
const OF_LATEST: &[&str] = &["major", "minor", "patch"];
