//! Rule sets and configuration: YAML in, [`Settings`] out.
//!
//! The built-in sets and a user's file have one schema. Order: the sets of `extends` (or, if given, of `--ruleset`
//! instead) are joined at the highest severity and the strictest option; then the file's own `rules` win, also
//! with `off`; then comes [`Selection`].

mod controls;
mod error;
mod file;
mod locate;
mod merge;
mod names;
mod nearest;
mod plain;
mod reader;
mod rules;
mod schema;
mod sections;
mod seeds;
mod selection;
#[cfg(test)]
mod tests;

pub use error::{ConfigError, Mistake};
pub use names::{BUILT_IN, BuiltIn, DEFAULT, UnknownRuleSet, built_in};
pub use nearest::nearest;
pub use schema::schema;
pub use selection::{Selection, UnknownRule};

use crate::rules::Settings;
use crate::source::Source;
use reader::Reader;

/// The largest configuration file that is read, in bytes (256 KiB).
pub const MAX_SIZE: usize = 256 * 1024;

/// Gives the reader the files that `extends` names. The library opens no files itself.
pub trait Loader {
    /// Loads `name`, a relative path as written in the file whose [`Loaded::key`] is `from` (`None` for the
    /// outermost one). The error is the end of a sentence that begins with the name: "does not exist".
    fn load(&self, from: Option<&str>, name: &str) -> Result<Loaded, String>;
}

/// A file that `extends` names.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What makes the file the same file, however it was reached; used to notice cycles.
    pub key: String,
    /// Its text.
    pub source: Source,
}

/// A [`Loader`] for where there are no files.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _from: Option<&str>, _name: &str) -> Result<Loaded, String> {
        Err("cannot be read: there are no files here".to_owned())
    }
}

/// The settings of built-in rule sets, where no configuration file says more.
///
/// # Panics
///
/// If a built-in set cannot be read; a test reads every one.
pub fn settings(sets: &[&BuiltIn]) -> Settings {
    Reader::new(&NoFiles).built_in(sets)
}

/// The settings that a configuration file makes. `instead` are the sets of `--ruleset`, which replace its `extends`.
///
/// # Errors
///
/// [`ConfigError`] points at the first mistake, in this file or in one that it extends.
pub fn configure(
    source: &Source,
    key: Option<&str>,
    instead: Option<&[&BuiltIn]>,
    loader: &dyn Loader,
) -> Result<Settings, Box<ConfigError>> {
    Reader::new(loader).outermost(source, key, instead)
}
