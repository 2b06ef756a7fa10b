//! `controls`: the requirements of a standard, and the rules that check each.

use serde::de::MapAccess;

use super::error::Mistake;
use super::file::{filled, known};
use super::reader::Cx;
use super::rules::rule;
use super::seeds::{Fields, ListSeed, TextSeed};
use crate::rules::Control;

/// The map of one control.
#[derive(Debug, Default)]
pub(super) struct ControlFields {
    id: Option<String>,
    title: Option<String>,
    rules: Vec<&'static str>,
    manual: Option<String>,
}

impl Fields for ControlFields {
    type Out = Control;

    const EXPECTED: &'static str = "a control: a map with `id`, `title` and `rules`";

    fn check(&self, key: &str) -> Result<(), Mistake> {
        known(key, &["id", "title", "rules", "manual"])
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => {
                let read = |text: &str| Ok(filled("the id", text)?);
                self.id = Some(map.next_value_seed(TextSeed::new(cx, "an id", read))?);
            }
            "title" => {
                let read = |text: &str| Ok(filled("the title", text)?);
                self.title = Some(map.next_value_seed(TextSeed::new(cx, "a text", read))?);
            }
            "rules" => {
                let read = |text: &str| Ok(rule(text)?.id);
                self.rules = map.next_value_seed(ListSeed::new(cx, "a list of rules", read))?;
            }
            _ => {
                let read = |text: &str| {
                    Ok(match text {
                        "true" => Some(String::new()),
                        "false" => None,
                        words => Some(filled("what to judge", words)?),
                    })
                };
                let expected = "what to judge by hand, or `true` or `false`";
                self.manual = map.next_value_seed(TextSeed::new(cx, expected, read))?;
            }
        }
        Ok(())
    }

    fn finish(self, _cx: &Cx<'_, '_>) -> Result<Control, Mistake> {
        let missing = |key| Mistake::MissingKey { of: "a control", key };
        if self.rules.is_empty() && self.manual.is_none() && self.title.is_some() {
            return Err(missing("rules"));
        }
        Ok(Control {
            id: self.id.ok_or_else(|| missing("id"))?,
            title: self.title.ok_or_else(|| missing("title"))?,
            rules: self.rules,
            manual: self.manual,
        })
    }
}
