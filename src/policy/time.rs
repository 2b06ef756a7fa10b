//! Lengths of time.

use std::fmt;
use std::str::FromStr;

/// A length of time as it is written in a policy or in the configuration: `14 days`,
/// `3 business days`, `48 hours`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit {
    /// Hours, a day counted as 24, a week as 168, a month as 720, a year as 8,760.
    pub hours: u32,
    /// Whether only business time counts.
    pub business: bool,
}

impl TimeLimit {
    /// Calendar hours: n business days are n + 2·⌈n/5⌉ calendar days, as a stretch of n business
    /// days that starts on the worst weekday spans.
    pub fn calendar_hours(self) -> u32 {
        if !self.business {
            return self.hours;
        }
        let days = self.hours.div_ceil(24);
        days.saturating_add(days.div_ceil(5).saturating_mul(2)).saturating_mul(24)
    }

    /// Whether this is the longer of the two; business time is compared with business time
    /// directly, and converted otherwise.
    pub fn longer_than(self, other: Self) -> bool {
        if self.business == other.business {
            self.hours > other.hours
        } else {
            self.calendar_hours() > other.calendar_hours()
        }
    }
}

/// Why a text is not a length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a length of time; write `14 days`, `3 business days` or `48 hours`")]
pub struct TimeLimitError(String);

impl FromStr for TimeLimit {
    type Err = TimeLimitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || TimeLimitError(text.to_owned());
        let mut words = text.split_whitespace();
        let count: u32 = words.next().and_then(|word| word.parse().ok()).ok_or_else(error)?;
        let mut unit = words.next().ok_or_else(error)?;
        let business = matches!(unit, "business" | "working");
        if business {
            unit = words.next().ok_or_else(error)?;
        }
        let hours = match unit {
            "hour" | "hours" => 1,
            "day" | "days" => 24,
            "week" | "weeks" if !business => 168,
            "month" | "months" if !business => 720,
            "year" | "years" if !business => 8_760,
            _ => return Err(error()),
        };
        match (words.next(), count.checked_mul(hours)) {
            (None, Some(hours)) => Ok(Self { hours, business }),
            _ => Err(error()),
        }
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = if self.hours % 24 == 0 { (self.hours / 24, "day") } else { (self.hours, "hour") };
        let business = if self.business { "business " } else { "" };
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} {business}{unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str) -> TimeLimit {
        text.parse().unwrap()
    }

    #[test]
    fn limits_are_written_as_in_policies() {
        for text in ["14 days", "3 business days", "1 day", "30 hours"] {
            assert_eq!(limit(text).to_string(), text);
        }
        assert_eq!(limit("2 weeks"), limit("14 days"));
        for text in ["", "14", "days", "3 business weeks", "1 day or so", "-1 days", "99999999 years"] {
            assert!(text.parse::<TimeLimit>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn business_days_span_weekends() {
        let calendar = |text| limit(text).calendar_hours() / 24;
        assert_eq!(
            [calendar("3 business days"), calendar("5 business days"), calendar("10 business days")],
            [5, 7, 14]
        );
        assert!(!limit("3 business days").longer_than(limit("5 days")));
        assert!(limit("4 business days").longer_than(limit("5 days")));
    }
}
