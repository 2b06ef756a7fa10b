//! Reads a file and the files it extends, and puts every mistake to its place.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::de::{self, DeserializeSeed};

use super::file::FileFields;
use super::merge::Voice;
use super::seeds::MapSeed;
use super::{BuiltIn, ConfigError, DEFAULT, Loader, MAX_SIZE, Mistake, NoFiles, built_in, merge, plain};
use crate::rules::Settings;
use crate::source::{Source, Span};
use crate::yaml;

/// How many files one configuration may be made of.
const MOST_FILES: usize = 32;

/// Reads files; each one once, however often it is extended.
pub(super) struct Reader<'l> {
    loader: &'l dyn Loader,
    /// The files being read, outermost first.
    open: RefCell<Vec<String>>,
    done: RefCell<BTreeMap<String, Settings>>,
}

/// One file while it is read: what the visitors need to know, and where they put a mistake.
pub(super) struct Cx<'r, 'l> {
    reader: &'r Reader<'l>,
    key: Option<&'r str>,
    /// Whether `extends` counts; it does not where `--ruleset` stands in for it.
    extends: bool,
    /// Ids of the sections that were read so far.
    pub(super) sections: RefCell<BTreeSet<String>>,
    failure: RefCell<Option<Failure>>,
}

/// What a file is to the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// A rule set that comes with secpol.
    BuiltIn(&'static str),
    /// One that another file extends.
    Extended,
    /// The user's own, which extends the default set where it says nothing else.
    Outermost,
}

/// Why reading ends.
#[derive(Debug)]
pub(super) enum Failure {
    /// At the scalar that is being read.
    Here(Mistake),
    /// In a file that this one extends.
    Elsewhere(Box<ConfigError>),
}

impl<M: Into<Mistake>> From<M> for Failure {
    fn from(mistake: M) -> Self {
        Self::Here(mistake.into())
    }
}

impl Cx<'_, '_> {
    /// Ends reading. serde's own error only carries the place; the mistake waits in [`Cx`], as a type.
    pub(super) fn raise<E: de::Error>(&self, failure: impl Into<Failure>) -> E {
        *self.failure.borrow_mut() = Some(failure.into());
        E::custom("see the context")
    }

    /// The settings of one entry of `extends`; `None` where they do not count.
    pub(super) fn extend(&self, name: &str) -> Result<Option<Settings>, Failure> {
        let Some(path) = as_path(name)? else {
            let set = built_in(name)?;
            return Ok(self.extends.then(|| self.reader.built_in(&[set])));
        };
        if !self.extends {
            return Ok(None);
        }
        let not_loaded = |reason| Mistake::NotLoaded { name: name.to_owned(), reason };
        let loaded = self.reader.loader.load(self.key, path).map_err(not_loaded)?;
        if self.reader.open.borrow().contains(&loaded.key) {
            return Err(Mistake::Cycle(name.to_owned()).into());
        }
        if let Some(settings) = self.reader.done.borrow().get(&loaded.key) {
            return Ok(Some(settings.clone()));
        }
        if self.reader.open.borrow().len() + self.reader.done.borrow().len() >= MOST_FILES {
            return Err(Mistake::TooManyFiles(MOST_FILES).into());
        }
        self.reader.open.borrow_mut().push(loaded.key.clone());
        let settings = self.reader.read(&loaded.source, Some(&loaded.key), None, Rank::Extended);
        self.reader.open.borrow_mut().pop();
        let mut settings = settings.map_err(Failure::Elsewhere)?;
        settings.rulesets = vec![name.to_owned()];
        self.reader.done.borrow_mut().insert(loaded.key, settings.clone());
        Ok(Some(settings))
    }
}

/// The path in an entry of `extends`; `None` where it is the name of a built-in set, which has neither slash nor dot.
fn as_path(name: &str) -> Result<Option<&str>, Mistake> {
    if name.contains("://") || name.starts_with("git@") {
        return Err(Mistake::Address(name.to_owned()));
    }
    if name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':') {
        return Err(Mistake::AbsolutePath(name.to_owned()));
    }
    Ok(name.contains(['/', '\\', '.']).then_some(name))
}

impl<'l> Reader<'l> {
    pub(super) fn new(loader: &'l dyn Loader) -> Self {
        Self { loader, open: RefCell::default(), done: RefCell::default() }
    }

    /// The settings of built-in sets together.
    pub(super) fn built_in(&self, sets: &[&BuiltIn]) -> Settings {
        merge::join(sets.iter().map(|set| self.one_built_in(set)))
    }

    fn one_built_in(&self, set: &BuiltIn) -> Settings {
        let key = format!("built-in {}", set.name);
        if let Some(settings) = self.done.borrow().get(&key) {
            return settings.clone();
        }
        let mut settings = match plain::file(set) {
            Some(file) => merge::apply(Settings::none(), file, &Voice::RuleSet(set.name)),
            None => of_yaml(set),
        };
        settings.rulesets = vec![set.name.to_owned()];
        self.done.borrow_mut().insert(key, settings.clone());
        settings
    }

    /// The settings of the user's own file, which extends the default set where it says nothing else.
    pub(super) fn outermost(
        &self,
        source: &Source,
        key: Option<&str>,
        instead: Option<&[&BuiltIn]>,
    ) -> Result<Settings, Box<ConfigError>> {
        self.open.borrow_mut().extend(key.map(str::to_owned));
        self.read(source, key, instead, Rank::Outermost)
    }

    fn read(
        &self,
        source: &Source,
        key: Option<&str>,
        instead: Option<&[&BuiltIn]>,
        rank: Rank,
    ) -> Result<Settings, Box<ConfigError>> {
        let error = |span, mistake| Box::new(ConfigError { source_text: source.clone(), span, mistake });
        if source.text().len() > MAX_SIZE {
            return Err(error(Span::at(source.body().start), Mistake::TooLarge));
        }
        if yaml::nests_too_deep(source.text()) {
            return Err(error(Span::at(source.body().start), Mistake::TooManyBrackets));
        }
        let cx = Cx {
            reader: self,
            key,
            extends: instead.is_none(),
            sections: RefCell::default(),
            failure: RefCell::default(),
        };
        let text = serde_yaml::Deserializer::from_str(source.slice(source.body()));
        let file = match MapSeed::new(&cx, FileFields::default()).deserialize(text) {
            Ok(file) => file,
            Err(failed) => {
                return Err(match cx.failure.take() {
                    Some(Failure::Elsewhere(error)) => error,
                    Some(Failure::Here(mistake)) => error(yaml::place(source, &failed), mistake),
                    None => error(yaml::place(source, &failed), wording(&failed)),
                });
            }
        };
        let base = match (instead, &file.extends) {
            (Some(sets), _) => self.built_in(sets),
            (None, Some(sets)) => merge::join(sets.iter().cloned()),
            (None, None) if rank == Rank::Outermost => {
                built_in(DEFAULT).map(|set| self.built_in(&[set])).unwrap_or_default()
            }
            (None, None) => Settings::none(),
        };
        let voice = match rank {
            Rank::BuiltIn(name) => Voice::RuleSet(name),
            Rank::Extended | Rank::Outermost => Voice::File(Arc::new(source.clone())),
        };
        Ok(merge::apply(base, file, &voice))
    }
}

/// The settings of a built-in set, read from its YAML.
pub(super) fn of_yaml(set: &BuiltIn) -> Settings {
    let source = Source::new(set.name, set.yaml);
    Reader::new(&NoFiles).read(&source, None, None, Rank::BuiltIn(set.name)).expect("a built-in rule set is readable")
}

/// What serde or libyaml say by themselves, without the place that they put at the end.
fn wording(error: &serde_yaml::Error) -> Mistake {
    let text = error.to_string();
    if let Some((found, expected)) =
        text.split_once("invalid type: ").and_then(|(_, rest)| rest.split_once(", expected "))
    {
        let expected = expected.split(" at line ").next().unwrap_or(expected).to_owned();
        let found = match found {
            "map" => "a map",
            "sequence" => "a list",
            "enum" => "a tag",
            other => other,
        };
        return Mistake::WrongType { expected, found: found.to_owned() };
    }
    let problem = text.split(" at line ").next().unwrap_or(&text);
    Mistake::Syntax(problem.chars().take(200).collect())
}
