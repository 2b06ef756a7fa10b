//! Options that a rule has, and their values.
//!
//! A rule declares each option once, as a constant; the configuration's reader, its JSON Schema
//! and the documentation pages are made from that.

use crate::policy::TimeLimit;

/// One option of a rule.
#[derive(Debug, Clone, Copy)]
pub struct OptionSpec {
    /// `kebab-case`.
    pub name: &'static str,
    /// One sentence: what it does, with the unit.
    pub doc: &'static str,
    /// Its type and default.
    pub kind: OptionKind,
}

/// Type, default and, where rule sets are combined, which of two values is the stricter.
#[derive(Debug, Clone, Copy)]
pub enum OptionKind {
    /// `true` or `false`; `strict` is the stricter of the two.
    Flag {
        /// Where no rule set says otherwise.
        default: bool,
        /// The stricter value.
        strict: bool,
    },
    /// A count; the higher is the stricter.
    Count {
        /// Where no rule set says otherwise.
        default: u32,
    },
    /// A longest time such as `14 days` or `3 business days`, or `off`; the shorter is the stricter.
    Limit {
        /// Where no rule set says otherwise; `None` is off.
        default: Option<&'static str>,
    },
    /// Some of a fixed set of words; more are stricter.
    Choices {
        /// The words.
        of: &'static [&'static str],
        /// Where no rule set says otherwise.
        default: &'static [&'static str],
    },
    /// Words or hosts of the user's own, empty by default; lists are joined.
    Words,
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq)]
pub enum OptionValue {
    /// Of [`OptionKind::Flag`].
    Flag(bool),
    /// Of [`OptionKind::Count`].
    Count(u32),
    /// Of [`OptionKind::Limit`]; `None` is off.
    Limit(Option<TimeLimit>),
    /// Of [`OptionKind::Choices`] and [`OptionKind::Words`].
    Words(Vec<String>),
}

impl OptionSpec {
    /// An option that is `true` or `false`.
    pub const fn flag(name: &'static str, default: bool, strict: bool, doc: &'static str) -> Self {
        Self { name, doc, kind: OptionKind::Flag { default, strict } }
    }

    /// An option that is a count.
    pub const fn count(name: &'static str, default: u32, doc: &'static str) -> Self {
        Self { name, doc, kind: OptionKind::Count { default } }
    }

    /// An option that is a longest time; `None` is off.
    pub const fn limit(name: &'static str, default: Option<&'static str>, doc: &'static str) -> Self {
        Self { name, doc, kind: OptionKind::Limit { default } }
    }

    /// An option that is a list of words of the user's own.
    pub const fn words(name: &'static str, doc: &'static str) -> Self {
        Self { name, doc, kind: OptionKind::Words }
    }

    /// An option that picks from a fixed set of words.
    pub const fn choices(
        name: &'static str,
        of: &'static [&'static str],
        default: &'static [&'static str],
        doc: &'static str,
    ) -> Self {
        Self { name, doc, kind: OptionKind::Choices { of, default } }
    }

    /// The value where nothing says otherwise.
    ///
    /// # Panics
    ///
    /// If a default in the rule table cannot be read; a test runs over the whole table.
    pub fn default_value(&self) -> OptionValue {
        match self.kind {
            OptionKind::Flag { default, .. } => OptionValue::Flag(default),
            OptionKind::Count { default } => OptionValue::Count(default),
            OptionKind::Limit { default } => {
                OptionValue::Limit(default.map(|text| text.parse().expect("a default in the rule table is readable")))
            }
            OptionKind::Choices { default, .. } => {
                OptionValue::Words(default.iter().map(ToString::to_string).collect())
            }
            OptionKind::Words => OptionValue::Words(Vec::new()),
        }
    }

    /// The stricter of two values, where several rule sets give one.
    pub fn stricter(&self, one: OptionValue, other: OptionValue) -> OptionValue {
        match (self.kind, one, other) {
            (OptionKind::Flag { strict, .. }, OptionValue::Flag(a), OptionValue::Flag(b)) => {
                OptionValue::Flag(if a == strict || b == strict { strict } else { !strict })
            }
            (_, OptionValue::Count(a), OptionValue::Count(b)) => OptionValue::Count(a.max(b)),
            (_, OptionValue::Limit(a), OptionValue::Limit(b)) => OptionValue::Limit(match (a, b) {
                (Some(a), Some(b)) => Some(if a.longer_than(b) { b } else { a }),
                (limit, None) | (None, limit) => limit,
            }),
            (_, OptionValue::Words(mut a), OptionValue::Words(b)) => {
                for word in b {
                    if !a.contains(&word) {
                        a.push(word);
                    }
                }
                OptionValue::Words(a)
            }
            (_, one, _) => one,
        }
    }
}
