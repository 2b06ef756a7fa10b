//! Which versions get fixes, and until when.

use std::fmt::Write as _;
use std::str::FromStr;

use jiff::civil::Date;

use crate::repository::Release;

/// Which versions get security fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supported {
    /// The newest release, whichever it is.
    Latest,
    /// These, the newest first.
    Series(Vec<Series>),
    /// This one and all newer ones.
    From(Series),
}

/// Versions that begin with the same numbers: `1.x`, `1.4.x`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series(Vec<u32>);

const NO_VERSIONS: &str = "write `latest`, versions such as `2.x, 1.4`, or `>= 1.4`";

impl FromStr for Supported {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if ["latest", "latest release"].iter().any(|latest| text.eq_ignore_ascii_case(latest)) {
            return Ok(Self::Latest);
        }
        if let Some(from) = text.strip_prefix(">=").or_else(|| text.strip_suffix('+')) {
            return Ok(Self::From(from.parse()?));
        }
        let mut series = text.split(',').map(str::parse).collect::<Result<Vec<Series>, _>>()?;
        series.sort_unstable_by(|a, b| b.cmp(a));
        series.dedup();
        Ok(Self::Series(series))
    }
}

impl FromStr for Series {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let text = text.strip_suffix(".x").or_else(|| text.strip_suffix(".*")).unwrap_or(text);
        let numbers: Result<Vec<u32>, _> = text.split('.').map(str::parse).collect();
        numbers.ok().filter(|numbers| numbers.len() <= 3).map(Self).ok_or(NO_VERSIONS)
    }
}

impl Series {
    fn numbers(&self) -> String {
        self.0.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
    }

    /// As a table names it. Three numbers are one release.
    fn row(&self) -> String {
        if self.0.len() < 3 { format!("{}.x", self.numbers()) } else { self.numbers() }
    }

    /// The first release of it.
    fn first(&self) -> String {
        if self.0.len() == 1 { format!("{}.0", self.0[0]) } else { self.numbers() }
    }

    /// Whether it is the series right behind another.
    fn follows(&self, older: &Self) -> bool {
        let last = self.0.len() - 1;
        self.0.len() == older.0.len() && self.0[..last] == older.0[..last] && self.0[last] == older.0[last] + 1
    }
}

impl Supported {
    /// What most projects mean that have come to a release: the series within which users can update without a change
    /// of theirs; `None` where the number does not tell.
    pub fn proposed(release: &Release) -> Option<Self> {
        let series = match release.numbers {
            _ if release.is_calendar() || !release.stable || release.parts < 2 => return None,
            [0, 0, ..] => return None,
            [0, minor, ..] => vec![0, minor],
            [major, ..] => vec![major],
        };
        Some(Self::Series(vec![Series(series)]))
    }

    /// As an answer.
    pub fn answer(&self) -> String {
        match self {
            Self::Latest => "latest".to_owned(),
            Self::Series(series) => series.iter().map(Series::row).collect::<Vec<_>>().join(", "),
            Self::From(first) => format!(">= {}", first.numbers()),
        }
    }

    /// The table.
    pub(super) fn table(&self) -> String {
        let rows: Vec<(String, bool)> = match self {
            Self::Latest => vec![("latest release".to_owned(), true), ("older releases".to_owned(), false)],
            Self::From(first) => vec![(format!(">= {}", first.first()), true), (format!("< {}", first.first()), false)],
            Self::Series(series) => {
                let is_unbroken = series.windows(2).all(|pair| pair[0].follows(&pair[1]));
                let oldest = series.last().filter(|oldest| is_unbroken && oldest.0.iter().any(|&number| number > 0));
                let rest =
                    oldest.map_or_else(|| "all other versions".to_owned(), |oldest| format!("< {}", oldest.first()));
                series.iter().map(|series| (series.row(), true)).chain([(rest, false)]).collect()
            }
        };
        let width = rows.iter().map(|(version, _)| version.len()).chain(["Version".len()]).max().unwrap_or_default();
        let mut table = format!("| {:width$} | Supported |\n| {:-<width$} | --------- |", "Version", "");
        for (version, is_supported) in rows {
            let word = if is_supported { "yes" } else { "no" };
            // Writing to a String cannot fail.
            let _ = write!(table, "\n| {version:width$} | {word:9} |");
        }
        table
    }
}

/// The day or month until which versions get fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until {
    day: Date,
    has_day: bool,
}

impl FromStr for Until {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = |text: &str| Date::strptime("%Y-%m-%d", text).ok();
        let text = text.trim();
        let whole = day(text).map(|day| Self { day, has_day: true });
        let month = || day(&format!("{text}-01")).map(|first| Self { day: first.last_of_month(), has_day: false });
        whole.or_else(month).ok_or("write a month or a day, such as `2031-12` or `2031-12-31`")
    }
}

impl Until {
    /// Whether it has passed.
    pub(super) fn is_past(self, today: Date) -> bool {
        self.day < today
    }

    /// In words.
    pub(super) fn words(self) -> String {
        self.day.strftime(if self.has_day { "%-d %B %Y" } else { "%B %Y" }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supported(text: &str) -> Supported {
        text.parse().unwrap()
    }

    #[test]
    fn answers_are_read_as_people_write_them() {
        for (text, answer) in [
            ("latest", "latest"),
            (" Latest release", "latest"),
            ("1.4", "1.4.x"),
            ("v2.x,1.*", "2.x, 1.x"),
            ("1.9, 1.10.x, 1.9", "1.10.x, 1.9.x"),
            (">=1.4", ">= 1.4"),
            ("1.4+", ">= 1.4"),
            ("1.4.2", "1.4.2"),
        ] {
            assert_eq!(supported(text).answer(), answer, "{text}");
            assert_eq!(supported(answer), supported(text), "{text}");
        }
        for text in ["", "all", "1.x, ", "1.2.3.4", "x", "1..2", "-1", "1.4 and 1.5", "99999999999"] {
            assert!(text.parse::<Supported>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_last_row_says_what_is_not_supported() {
        for (text, last) in [
            ("latest", "| older releases | no        |"),
            ("1.x", "| < 1.0   | no        |"),
            ("1.4, 1.3", "| < 1.3   | no        |"),
            ("3.x, 2.x", "| < 2.0   | no        |"),
            ("3.x, 1.9", "| all other versions | no        |"),
            ("0.x", "| all other versions | no        |"),
            (">= 1.4", "| < 1.4   | no        |"),
            ("1.4.2", "| < 1.4.2 | no        |"),
        ] {
            assert_eq!(supported(text).table().lines().last(), Some(last), "{text}");
        }
    }

    #[test]
    fn a_series_is_proposed_where_the_number_tells_one() {
        let proposed = |text| Supported::proposed(&Release::parse(text).unwrap()).map(|supported| supported.answer());
        for (release, expected) in [
            ("1.4.2", Some("1.x")),
            ("v3.0", Some("3.x")),
            ("0.37.0", Some("0.37.x")),
            ("0.0.3", None),
            ("2024.05", None),
            ("255", None),
            ("2.0.0-rc.1", None),
        ] {
            assert_eq!(proposed(release).as_deref(), expected, "{release}");
        }
    }

    #[test]
    fn months_last_until_their_end() {
        let until = |text: &str| text.parse::<Until>();
        let today = jiff::civil::date(2031, 12, 15);
        assert_eq!(
            until("2031-12").map(|until| (until.words(), until.is_past(today))),
            Ok(("December 2031".into(), false))
        );
        assert_eq!(
            until("2031-12-04").map(|until| (until.words(), until.is_past(today))),
            Ok(("4 December 2031".into(), true))
        );
        for text in ["", "2031", "5 years", "2031-13", "12/2031", "2031-02-30"] {
            assert!(until(text).is_err(), "{text:?}");
        }
    }
}
