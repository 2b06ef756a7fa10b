//! `sections`: sections that the user requires.

use serde::de::MapAccess;

use super::error::Mistake;
use super::file::{filled, id, known};
use super::reader::Cx;
use super::rules::{Level, severity};
use super::seeds::{Fields, ListSeed, TextSeed};
use crate::diagnostic::Severity;
use crate::rules::{Origin, RequiredSection, find};

/// What a file says of one section; `None` where it turns off one that an extended file requires.
#[derive(Debug)]
pub(super) struct SectionEntry {
    pub(super) id: String,
    pub(super) section: Option<RequiredSection>,
}

/// The map of one section.
#[derive(Debug, Default)]
pub(super) struct SectionFields {
    id: Option<String>,
    headings: Vec<String>,
    phrases: Vec<String>,
    severity: Option<Level>,
    help: Option<String>,
}

impl Fields for SectionFields {
    type Out = SectionEntry;

    const EXPECTED: &'static str = "a section: a map with `id`, `headings` and `phrases`";

    fn check(&self, key: &str) -> Result<(), Mistake> {
        known(key, &["id", "headings", "phrases", "severity", "help"])
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => {
                let read = |text: &str| {
                    let id = id(text)?;
                    if find(&id).is_some() {
                        return Err(Mistake::SectionIsRule(id).into());
                    }
                    if !cx.sections.borrow_mut().insert(id.clone()) {
                        return Err(Mistake::Duplicate(id).into());
                    }
                    Ok(id)
                };
                self.id = Some(map.next_value_seed(TextSeed::new(cx, "an id", read))?);
            }
            "headings" => {
                let read = |text: &str| Ok(filled("a heading", text)?);
                self.headings = map.next_value_seed(ListSeed::new(cx, "a list of headings", read))?;
            }
            "phrases" => {
                let read = |text: &str| Ok(filled("a phrase", text)?);
                self.phrases = map.next_value_seed(ListSeed::new(cx, "a list of phrases", read))?;
            }
            "severity" => {
                let read = |text: &str| Ok(severity(text)?);
                self.severity = Some(map.next_value_seed(TextSeed::new(cx, "a severity", read))?);
            }
            _ => {
                let read = |text: &str| Ok(filled("the help", text)?);
                self.help = Some(map.next_value_seed(TextSeed::new(cx, "a text", read))?);
            }
        }
        Ok(())
    }

    fn finish(self, _cx: &Cx<'_, '_>) -> Result<SectionEntry, Mistake> {
        let id = self.id.ok_or(Mistake::MissingKey { of: "a section", key: "id" })?;
        // A required section is an error unless the file says otherwise.
        let Some(severity) = self.severity.map_or(Some(Severity::Error), |level| level.0) else {
            return Ok(SectionEntry { id, section: None });
        };
        let help = match (self.help, self.headings.first(), self.phrases.first()) {
            (Some(help), ..) => help,
            (None, Some(heading), _) => format!("add a section headed “{heading}”"),
            (None, None, Some(phrase)) => format!("add a statement with the words “{phrase}”"),
            (None, None, None) => return Err(Mistake::Unsatisfiable(id)),
        };
        let section = RequiredSection {
            id: id.clone(),
            headings: self.headings,
            phrases: self.phrases,
            severity,
            help,
            // Known to whoever puts the file over others.
            origin: Origin::default(),
        };
        if section.headings.is_empty() && section.phrases.is_empty() {
            return Err(Mistake::Unsatisfiable(id));
        }
        Ok(SectionEntry { id, section: Some(section) })
    }
}
