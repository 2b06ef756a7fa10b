//! `rules`: severity and options of rules.

use serde::de::MapAccess;

use super::error::Mistake;
use super::file::{filled, one_of};
use super::nearest;
use super::reader::Cx;
use super::seeds::{Fields, ListSeed, MapSeed, TextSeed, clip};
use crate::diagnostic::Severity;
use crate::policy::TimeLimit;
use crate::rules::{OptionKind, OptionSpec, OptionValue, RULES, Rule, find};

/// What a file says of one rule.
#[derive(Debug)]
pub(super) struct RuleEntry {
    pub(super) rule: &'static Rule,
    /// `None` where it says nothing of it.
    pub(super) severity: Option<Level>,
    /// Whether the severity has a key of its own, beside options.
    pub(super) has_severity_key: bool,
    pub(super) options: Vec<(&'static OptionSpec, OptionValue)>,
}

/// A severity, or `None` for `off`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level(pub(super) Option<Severity>);

/// The map under `rules`.
#[derive(Debug, Default)]
pub(super) struct RulesFields(Vec<RuleEntry>);

impl Fields for RulesFields {
    type Out = Vec<RuleEntry>;

    const EXPECTED: &'static str = "a map from rules to severities";

    fn check(&self, key: &str) -> Result<(), Mistake> {
        rule(key).map(|_| ())
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error> {
        let rule = rule(key).map_err(|mistake| cx.raise(mistake))?;
        let entry = RuleEntry { rule, severity: None, has_severity_key: false, options: Vec::new() };
        self.0.push(map.next_value_seed(MapSeed::new(cx, RuleFields(entry)))?);
        Ok(())
    }

    fn finish(self, _cx: &Cx<'_, '_>) -> Result<Self::Out, Mistake> {
        Ok(self.0)
    }
}

/// A severity, or a map of severity and options.
#[derive(Debug)]
struct RuleFields(RuleEntry);

impl Fields for RuleFields {
    type Out = RuleEntry;

    const EXPECTED: &'static str = "a severity, or a map of `severity` and options";

    fn check(&self, key: &str) -> Result<(), Mistake> {
        let rule = self.0.rule;
        if key == "severity" || rule.option(key).is_some() {
            return Ok(());
        }
        let known: Vec<&'static str> =
            std::iter::once("severity").chain(rule.options.iter().map(|option| option.name)).collect();
        let near = nearest(key, known.iter().copied()).first().map(ToString::to_string);
        Err(Mistake::UnknownOption { rule: rule.id, name: clip(key), near, known })
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error> {
        if let Some(option) = self.0.rule.option(key) {
            let value = option_value(cx, option, map)?;
            self.0.options.push((option, value));
        } else {
            let seed = TextSeed::new(cx, "a severity", |text| Ok(severity(text)?));
            self.0.severity = Some(map.next_value_seed(seed)?);
            self.0.has_severity_key = true;
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str) -> Result<(), Mistake> {
        self.0.severity = Some(severity(text)?);
        Ok(())
    }

    fn finish(self, _cx: &Cx<'_, '_>) -> Result<RuleEntry, Mistake> {
        Ok(self.0)
    }
}

fn option_value<'de, A: MapAccess<'de>>(
    cx: &Cx<'_, '_>,
    option: &'static OptionSpec,
    map: &mut A,
) -> Result<OptionValue, A::Error> {
    Ok(match option.kind {
        OptionKind::Flag { .. } => {
            let read = |text: &str| Ok(flag(text)?);
            OptionValue::Flag(map.next_value_seed(TextSeed::new(cx, "`true` or `false`", read))?)
        }
        OptionKind::Count { .. } => {
            let wrong = |text: &str| Mistake::WrongType {
                expected: "a whole number".to_owned(),
                found: format!("`{}`", clip(text)),
            };
            let read = |text: &str| Ok(text.parse().map_err(|_| wrong(text))?);
            OptionValue::Count(map.next_value_seed(TextSeed::new(cx, "a whole number", read))?)
        }
        OptionKind::Limit { .. } => {
            let read = |text: &str| {
                Ok(if text == "off" { None } else { Some(clip(text).parse::<TimeLimit>().map_err(Mistake::NotTime)?) })
            };
            OptionValue::Limit(map.next_value_seed(TextSeed::new(
                cx,
                "a length of time such as `14 days`, or `off`",
                read,
            ))?)
        }
        OptionKind::Choices { of, .. } => {
            let words: Vec<(&'static str, &'static str)> = of.iter().map(|&word| (word, word)).collect();
            let read = |text: &str| Ok(one_of("one of the choices", text, &words)?.to_owned());
            OptionValue::Words(map.next_value_seed(ListSeed::new(cx, "a list of words", read))?)
        }
        OptionKind::Words => {
            let read = |text: &str| Ok(filled("a word", text)?);
            OptionValue::Words(map.next_value_seed(ListSeed::new(cx, "a list of words", read))?)
        }
    })
}

/// The rule of that name.
pub(super) fn rule(name: &str) -> Result<&'static Rule, Mistake> {
    find(name).ok_or_else(|| {
        let near = nearest(name, RULES.iter().map(|rule| rule.id)).first().copied();
        Mistake::UnknownRule { name: clip(name), near }
    })
}

/// A severity, or `off`.
pub(super) fn severity(text: &str) -> Result<Level, Mistake> {
    let words = [
        ("error", Level(Some(Severity::Error))),
        ("warning", Level(Some(Severity::Warning))),
        ("info", Level(Some(Severity::Info))),
        ("off", Level(None)),
    ];
    one_of("a severity", text, &words)
}

/// `true` or `false`.
fn flag(text: &str) -> Result<bool, Mistake> {
    one_of("a value of this key", text, &[("true", true), ("false", false)])
}
