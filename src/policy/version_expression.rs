//! Version expressions to sets: `1.2.x`, `>= 2.0, < 3`, "1.4 and older", "latest".

use super::reading::Reading;
use super::version_set::{Version, VersionRange, Versions, ends_by};
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
    /// A number, and the first version behind those that begin with it.
    Number(Version, Version),
    /// What stands before a number and bounds it.
    Bound(Bound),
    /// What stands behind a number and bounds it.
    Open(Bound),
    /// Before or behind a number: "before 2.0", "2.0 以前".
    Beside(Bound),
    /// A dash or "to".
    To,
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

/// How a number bounds a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Below,
    UpTo,
    From,
    Above,
    /// `^`: up to the next major version.
    Major,
    /// `~>`: up to the next number before the last.
    Pessimistic,
    /// `=`, `~`: those that begin with it.
    Plain,
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
        // ">= 1.2, < 2.0": both hold.
        if let [(one, Some(low)), (other, Some(high))] = self.ranges[..] {
            let is_low = |bound| matches!(bound, Bound::From | Bound::Above);
            let is_high = |bound| matches!(bound, Bound::Below | Bound::UpTo);
            if is_low(low) && is_high(high) && one.touches(&other) {
                return Versions::Ranges(vec![VersionRange { from: one.from, to: other.to }]);
            }
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
        let mut is_to = false;
        while let Some(atom) = self.next()? {
            match atom {
                Atom::Number(from, behind) if is_to => {
                    let (last, _) = self.found.ranges.last_mut().ok_or(NotUnderstood)?;
                    if last.from > from {
                        return Err(NotUnderstood);
                    }
                    last.to = Some(behind);
                    is_to = false;
                }
                Atom::Number(from, behind) => {
                    let range = range(bound, from, behind).ok_or(NotUnderstood)?;
                    self.found.ranges.push((range, bound.take()));
                }
                Atom::Bound(found) => bound = Some(found),
                Atom::Beside(found) if self.found.ranges.is_empty() || self.number_follows() => bound = Some(found),
                Atom::Open(found) | Atom::Beside(found) => {
                    let (last, _) = self.found.ranges.last_mut().ok_or(NotUnderstood)?;
                    let behind = last.to.ok_or(NotUnderstood)?;
                    *last = range(Some(found), last.from, behind).ok_or(NotUnderstood)?;
                }
                Atom::To => is_to = true,
                Atom::Next | Atom::Filler => {}
                Atom::Latest => self.found.is_latest = true,
                Atom::Branch => self.found.is_branch = true,
                Atom::Rest => self.found.is_rest = true,
            }
        }
        if is_to || bound.is_some() { Err(NotUnderstood) } else { Ok(()) }
    }

    fn number_follows(&self) -> bool {
        self.text[self.at..].trim_start().trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit())
    }

    /// The next atom; `None` at the end.
    fn next(&mut self) -> Result<Option<Atom>, NotUnderstood> {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(None) };
        if let Some(number) = self.number(rest) {
            return number.map(Some);
        }
        let operators = [
            ("<=", Bound::UpTo),
            ("=<", Bound::UpTo),
            (">=", Bound::From),
            ("=>", Bound::From),
            ("~>", Bound::Pessimistic),
            ("==", Bound::Plain),
            ("<", Bound::Below),
            (">", Bound::Above),
            ("≤", Bound::UpTo),
            ("≥", Bound::From),
            ("＜", Bound::Below),
            ("＞", Bound::Above),
            ("^", Bound::Major),
            ("~", Bound::Plain),
            ("=", Bound::Plain),
        ];
        if let Some((sign, bound)) = operators.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
            self.at += sign.len();
            return Ok(Some(Atom::Bound(bound)));
        }
        let atom = match first {
            '+' => Atom::Open(Bound::From),
            '-' | '–' | '—' | '～' | '…' => Atom::To,
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

    /// `1.2.3`, `v1.2.x`, `1.*`: `None` where no number begins. That of a pre-release goes on
    /// in another way, and is not understood.
    fn number(&mut self, rest: &str) -> Option<Result<Atom, NotUnderstood>> {
        let digits = rest.strip_prefix(['v', 'V']).unwrap_or(rest);
        digits.starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
        let end = digits.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '*'))).unwrap_or(digits.len());
        // A full stop ends the sentence; a letter behind a hyphen makes a pre-release.
        let number = digits[..end].trim_end_matches('.');
        let behind = &digits[number.len()..];
        if behind.strip_prefix('-').is_some_and(|tag| tag.starts_with(char::is_alphabetic)) {
            return Some(Err(NotUnderstood));
        }
        self.at = self.text.len() - behind.len();
        Some(parse(number).map(|(from, behind)| Atom::Number(from, behind)).ok_or(NotUnderstood))
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
            (C::AtMost, Atom::Beside(Bound::UpTo)),
            (C::AtLeast, Atom::Beside(Bound::From)),
            (C::RangeTo, Atom::To),
            (C::AnyOther, Atom::Rest),
            (C::And, Atom::Next),
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
        let is_filler = has(C::Version) || FILLERS.iter().any(|filler| filler.eq_ignore_ascii_case(word));
        is_filler.then_some(Atom::Filler)
    }
}

/// Words beside a number that leave it what it is.
const FILLERS: &[&str] = &["v", "ver", "lts", "esr", "the", "all", "or"];

/// The versions that a number stands for under a bound. Where it can be read in two ways, the
/// smaller range: "> 1.2" leaves 1.2.1 out.
fn range(bound: Option<Bound>, from: Version, behind: Version) -> Option<VersionRange> {
    const FIRST: Version = [0; 4];
    let (from, to) = match bound {
        None | Some(Bound::Plain) => (from, Some(behind)),
        Some(Bound::Below) => (FIRST, Some(from)),
        Some(Bound::UpTo) => (FIRST, Some(behind)),
        Some(Bound::From) => (from, None),
        Some(Bound::Above) => (behind, None),
        Some(Bound::Major) => {
            // Below 1.0 the first number that is not 0 counts as the major one.
            let major = from.iter().position(|&number| number > 0).unwrap_or(3);
            (from, Some(after(from, major)?))
        }
        Some(Bound::Pessimistic) => {
            let last = (0..4).find(|&index| after(from, index) == Some(behind))?;
            (from, Some(after(from, last.saturating_sub(1))?))
        }
    };
    to.is_none_or(|to| from < to).then_some(VersionRange { from, to })
}

/// The first version behind those that begin as `version` up to a number.
fn after(version: Version, index: usize) -> Option<Version> {
    let mut next = [0; 4];
    next[..=index].copy_from_slice(&version[..=index]);
    next[index] = next[index].checked_add(1)?;
    Some(next)
}

/// A number, and the first version behind those that begin with it.
fn parse(text: &str) -> Option<(Version, Version)> {
    let mut version = [0; 4];
    let mut last = None;
    for (index, part) in text.split('.').enumerate() {
        if matches!(part, "x" | "X" | "*") {
            let is_rest = text.split('.').skip(index).all(|part| matches!(part, "x" | "X" | "*"));
            return is_rest.then_some((version, after(version, last?)?));
        }
        *version.get_mut(index)? = part.parse().ok()?;
        last = Some(index);
    }
    Some((version, after(version, last?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Document;
    use crate::policy::{Policy, Relation};
    use crate::source::Source;

    fn rows(text: &str) -> Vec<Versions> {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        let policy = Policy::read(&document);
        policy.version_tables.iter().flat_map(|table| &table.rows).map(|row| row.versions.clone()).collect()
    }

    fn read(version: &str) -> Versions {
        let text = format!("## Supported versions\n\n| Version | Supported |\n| --- | --- |\n| {version} | yes |\n");
        rows(&text).remove(0)
    }

    fn shown(versions: &Versions) -> String {
        let number = |version: Version| {
            let length = version.iter().rposition(|&number| number > 0).map_or(1, |last| last + 1);
            version[..length].iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
        };
        match versions {
            Versions::Ranges(ranges) => {
                let range = |range: &VersionRange| {
                    format!("{}..{}", number(range.from), range.to.map(number).unwrap_or_default())
                };
                ranges.iter().map(range).collect::<Vec<_>>().join(" ")
            }
            other => format!("{other:?}").to_lowercase(),
        }
    }

    #[test]
    fn expressions_are_ranges() {
        for (text, expected) in [
            ("1.2.3", "1.2.3..1.2.4"),
            ("v1.2", "1.2..1.3"),
            ("1.2.x", "1.2..1.3"),
            ("1.X.X", "1..2"),
            ("`1.*`", "1..2"),
            ("< 2.0", "0..2"),
            ("<= 2.x.x", "0..3"),
            ("≥ 1.4", "1.4.."),
            ("> 1.0", "1.1.."),
            ("^1.2", "1.2..2"),
            ("^0.3.1", "0.3.1..0.4"),
            ("~> 1.2.3", "1.2.3..1.3"),
            ("~1.2", "1.2..1.3"),
            ("1.2 - 1.4", "1.2..1.5"),
            ("1.2–1.4", "1.2..1.5"),
            ("1.2 to 1.4", "1.2..1.5"),
            (">= 1.2, < 2.0", "1.2..2"),
            ("1.2+", "1.2.."),
            ("1.2 and later", "1.2.."),
            ("1.2 or newer versions", "1.2.."),
            ("1.2 and older", "0..1.3"),
            ("before 1.2", "0..1.2"),
            ("Versions prior to 1.2", "0..1.2"),
            ("up to 1.2", "0..1.3"),
            ("1.2, 1.4 / 1.6", "1.2..1.3 1.4..1.5 1.6..1.7"),
            ("1.2 and 1.3", "1.2..1.4"),
            ("2024.1", "2024.1..2024.2"),
            ("Version 3.x (LTS)", "3..4"),
            ("**4.0** LTS", "4..4.1"),
        ] {
            assert_eq!(shown(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn words_are_places_and_the_rest() {
        for (text, expected) in [
            ("latest", "latest"),
            ("latest release", "latest"),
            ("main", "branch"),
            ("others", "rest"),
            ("all other versions", "rest"),
            ("older", "rest"),
            ("everything else", "rest"),
            ("\\*", "rest"),
            ("R2024b", "opaque"),
            ("1.0-preview", "opaque"),
            ("widget-core 1.0", "opaque"),
            ("1.2 - ", "opaque"),
            ("Jammy", "opaque"),
            ("2.latest", "opaque"),
            ("99999999999", "opaque"),
        ] {
            assert_eq!(shown(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn sets_are_compared() {
        use Relation as R;
        for (one, other, expected) in [
            ("2.x", "1.x", R::Apart),
            ("< 2.0", ">= 2.0", R::Apart),
            ("> 1.0", "1.0.x", R::Apart),
            ("1.2", "1.2.x", R::Same),
            ("1.0", "1.0.0 - 1.0.x", R::Same),
            ("6.2.x", "< 7.2", R::Inside),
            ("<= 3.5", "<= 2.x.x", R::Around),
            ("1.x", "< 1.5", R::Partial),
        ] {
            assert_eq!(read(one).relation(&read(other)), Some(expected), "{one}, {other}");
        }
        assert_eq!(read("latest").relation(&read("1.x")), None);
    }

    #[test]
    fn words_of_other_languages_bound_versions_too() {
        let japanese = "## サポート対象のバージョン\n\n次のバージョンにセキュリティ修正を提供します。\n\n\
                        | バージョン | サポート |\n| --- | --- |\n| 1.2 以降 | はい |\n| 1.0 未満 | いいえ |\n\
                        | その他 | いいえ |\n";
        let german = "## Unterstützte Versionen\n\nDiese Versionen erhalten Sicherheitsupdates, alle anderen nicht.\n\n\
                      | Version | Unterstützt |\n| --- | --- |\n| 1.2 und neuer | ja |\n| älter als 1.0 | nein |\n\
                      | alle anderen | nein |\n";
        for text in [japanese, german] {
            let shown: Vec<String> = rows(text).iter().map(shown).collect();
            assert_eq!(shown, ["1.2..", "0..1", "rest"], "{text}");
        }
    }
}
