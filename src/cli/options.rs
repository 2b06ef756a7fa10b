//! Values of flags.

use std::env;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::diagnostic::Severity;
use crate::rulesets::{BuiltIn, built_in};

/// `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum FailOn {
    #[default]
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// Whether a finding makes the run fail.
    pub(super) fn counts(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => severity >= Severity::Info,
            Self::Never => false,
        }
    }
}

/// One name in `--ruleset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RuleSet(pub(super) &'static BuiltIn);

impl FromStr for RuleSet {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        built_in(name).map(Self).map_err(|error| format!("{error}; {}", error.help()))
    }
}

/// `--max-size`, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(pub(super) u64);

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = "write a number of bytes, or one with a unit: 500KB, 16MiB";
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let unit: u64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kib" => 1 << 10,
            "m" | "mib" => 1 << 20,
            "g" | "gib" => 1 << 30,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            _ => return Err(error),
        };
        let number: u64 = number.parse().map_err(|_| error)?;
        number.checked_mul(unit).map(Self).ok_or(error)
    }
}

/// `--today`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Today(pub(super) Date);

impl Today {
    /// The day in UTC: that of `SOURCE_DATE_EPOCH`, which reproducible builds set, else that of the clock.
    pub(super) fn now() -> Self {
        let of_build = env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.trim().parse().ok());
        let moment = of_build.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now);
        Self(Zoned::new(moment, TimeZone::UTC).date())
    }
}

impl FromStr for Today {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Date::strptime("%Y-%m-%d", text).map(Self).map_err(|_| "write a date as YYYY-MM-DD")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_year_first() {
        assert_eq!("2026-02-28".parse::<Today>().map(|today| today.0), Ok(jiff::civil::date(2026, 2, 28)));
        for text in ["", "2026-02-30", "28.02.2026", "2026-02-28T00:00", "tomorrow"] {
            assert!(text.parse::<Today>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn sizes_are_read_with_their_units() {
        let bytes = |text: &str| text.parse::<Size>().map(|size| size.0);
        assert_eq!([bytes("7"), bytes("16MiB"), bytes("2 kb"), bytes("1k")], [Ok(7), Ok(16 << 20), Ok(2000), Ok(1024)]);
        for text in ["", "MiB", "-1", "1.5MiB", "99999999999GiB", "5 apples"] {
            assert!(bytes(text).is_err(), "{text:?}");
        }
    }
}
