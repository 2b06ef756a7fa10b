//! The schema of a file: its keys, and what is read from each.

use serde::de::MapAccess;

use super::controls::ControlFields;
use super::error::Mistake;
use super::nearest;
use super::reader::Cx;
use super::rules::{RuleEntry, RulesFields};
use super::sections::{SectionEntry, SectionFields};
use super::seeds::{Fields, ListSeed, MapSeed, MapsSeed, TextSeed, clip};
use crate::rules::{Control, Forge, Pointers, Project, Settings};

/// What one file says, before it is put over the sets that it extends.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The settings of the sets it names, in its order; `None` where it names none.
    pub(super) extends: Option<Vec<Settings>>,
    pub(super) rules: Vec<RuleEntry>,
    pub(super) sections: Vec<SectionEntry>,
    pub(super) project: Project,
    pub(super) pointers: Option<Pointers>,
    pub(super) controls: Vec<Control>,
}

/// The outermost map.
#[derive(Debug, Default)]
pub(super) struct FileFields(File);

impl Fields for FileFields {
    type Out = File;

    const EXPECTED: &'static str = "a map with keys such as `extends` and `rules`";

    fn check(&self, key: &str) -> Result<(), Mistake> {
        known(key, &["extends", "rules", "sections", "project", "pointers", "controls"])
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error> {
        let file = &mut self.0;
        match key {
            "extends" => {
                let sets = map.next_value_seed(ListSeed::new(cx, "the name of a rule set", |name| cx.extend(name)))?;
                file.extends = Some(sets.into_iter().flatten().collect());
            }
            "rules" => file.rules = map.next_value_seed(MapSeed::new(cx, RulesFields::default()))?,
            "sections" => {
                file.sections = map.next_value_seed(MapsSeed::<SectionFields>::new(cx, "a list of sections"))?;
            }
            "project" => file.project = map.next_value_seed(MapSeed::new(cx, ProjectFields::default()))?,
            "pointers" => {
                let words = [("silent", Pointers::Silent), ("check", Pointers::Check)];
                let read = |text: &str| Ok(one_of("a value of `pointers`", text, &words)?);
                file.pointers = Some(map.next_value_seed(TextSeed::new(cx, "`silent` or `check`", read))?);
            }
            _ => file.controls = map.next_value_seed(MapsSeed::<ControlFields>::new(cx, "a list of controls"))?,
        }
        Ok(())
    }

    /// A file of comments alone is a file that changes nothing.
    fn nothing(&mut self) -> Result<(), Mistake> {
        Ok(())
    }

    fn finish(self, _cx: &Cx<'_, '_>) -> Result<File, Mistake> {
        Ok(self.0)
    }
}

/// The map under `project`.
#[derive(Debug, Default)]
struct ProjectFields(Project);

impl Fields for ProjectFields {
    type Out = Project;

    const EXPECTED: &'static str = "a map with keys such as `repository` and `version`";

    fn check(&self, key: &str) -> Result<(), Mistake> {
        known(key, &["forge", "repository", "names", "version"])
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error> {
        let project = &mut self.0;
        match key {
            "forge" => {
                let words: Vec<(&'static str, Forge)> =
                    Forge::ALL.iter().map(|&forge| (forge.as_str(), forge)).collect();
                let read = |text: &str| Ok(one_of("a forge", text, &words)?);
                project.forge = Some(map.next_value_seed(TextSeed::new(cx, "the name of a forge", read))?);
            }
            "repository" => {
                let read = |text: &str| {
                    let well_formed = text.contains('/') && text.split('/').all(|part| !part.is_empty());
                    if well_formed && !text.contains([':', ' ']) {
                        return Ok(text.to_owned());
                    }
                    let found = format!("`{}`", clip(text));
                    Err(Mistake::WrongType { expected: "`owner/name`".to_owned(), found }.into())
                };
                project.repository = Some(map.next_value_seed(TextSeed::new(cx, "`owner/name`", read))?);
            }
            "names" => {
                project.names = map.next_value_seed(ListSeed::new(cx, "a name", |text| Ok(filled("a name", text)?)))?;
            }
            _ => {
                let read = |text: &str| Ok(filled("the version", text)?);
                project.version = Some(map.next_value_seed(TextSeed::new(cx, "a version", read))?);
            }
        }
        Ok(())
    }

    fn finish(self, _cx: &Cx<'_, '_>) -> Result<Project, Mistake> {
        Ok(self.0)
    }
}

/// Whether `key` is one of `keys`.
pub(super) fn known(key: &str, keys: &[&'static str]) -> Result<(), Mistake> {
    if keys.contains(&key) {
        return Ok(());
    }
    let near = nearest(key, keys.iter().copied()).first().map(ToString::to_string);
    Err(Mistake::UnknownKey { key: clip(key), near, known: keys.to_vec() })
}

/// The value that goes with a word.
pub(super) fn one_of<T: Copy>(expected: &'static str, text: &str, words: &[(&'static str, T)]) -> Result<T, Mistake> {
    words.iter().find(|(word, _)| *word == text).map(|&(_, value)| value).ok_or_else(|| {
        let of: Vec<&'static str> = words.iter().map(|&(word, _)| word).collect();
        let near = nearest(text, of.iter().copied()).first().map(ToString::to_string);
        Mistake::NotOneOf { expected, found: clip(text), near, of }
    })
}

/// A text that says something, without the spaces around it.
pub(super) fn filled(what: &'static str, text: &str) -> Result<String, Mistake> {
    let text = text.trim();
    if text.is_empty() { Err(Mistake::Empty(what)) } else { Ok(text.to_owned()) }
}

/// An id: lower-case words and digits with hyphens between them.
pub(super) fn id(text: &str) -> Result<String, Mistake> {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.len() <= 60 && text.split('-').all(word) { Ok(text.to_owned()) } else { Err(Mistake::NotAnId(clip(text))) }
}
