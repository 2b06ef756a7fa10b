//! Finds, reads and keeps the configuration of each policy.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::discover::repository;
use super::input::{InputError, missing, read, regular};
use super::options::{RuleSet, Today};
use super::paths::{display, relative};
use crate::rules::{Forge, Origin, Settings};
use crate::rulesets::{
    BuiltIn, ConfigError, DEFAULT, Loaded, Loader, MAX_SIZE, Selection, UnknownRule, built_in, configure, settings,
};
use crate::source::Source;

/// Names under which a configuration is looked for in a folder, the first one first.
const NAMES: [&str; 3] = [".secpol.yaml", "secpol.yaml", ".github/secpol.yaml"];

// The flags that say which rules run, and how.
#[derive(Debug, clap::Args)]
pub(super) struct SettingsArgs {
    /// Rule sets, in place of those that the configuration extends: minimal, recommended, strict, or
    /// standards such as osps-baseline-2 (`secpol rules --help` lists all)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    ruleset: Vec<RuleSet>,

    /// Use this configuration, whatever lies beside the policy
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long)]
    isolated: bool,

    /// Run only these rules, also those that are off
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,

    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// Run the rules that ask the network, too: whether mail and links reach anybody
    #[cfg(feature = "online")]
    #[arg(long)]
    online: bool,
}

impl SettingsArgs {
    /// What they say of files and sets, and what of single rules.
    pub(super) fn split(self) -> (Asked, Selection) {
        let rulesets = self.ruleset.iter().map(|set| set.0).collect();
        #[cfg(feature = "online")]
        let online = self.online;
        #[cfg(not(feature = "online"))]
        let online = false;
        let asked = Asked { file: self.config, isolated: self.isolated, rulesets, online };
        (asked, Selection { select: self.select, ignore: self.ignore })
    }
}

/// What the command line says about configuration.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// `--config`.
    pub(super) file: Option<PathBuf>,
    /// `--isolated`.
    pub(super) isolated: bool,
    /// `--ruleset`; empty where it is not given.
    pub(super) rulesets: Vec<&'static BuiltIn>,
    /// `--online`.
    pub(super) online: bool,
}

/// The settings for some policies.
#[derive(Debug)]
pub(super) struct Configured {
    pub(super) settings: Settings,
    /// The configuration file, for messages.
    pub(super) file: Option<String>,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub(super) enum Failure {
    /// A mistake in it.
    Mistake(Box<ConfigError>),
    /// The file cannot be read.
    Input(String, InputError),
}

/// Every configuration that was read, once.
#[derive(Debug)]
pub(super) struct Configurations {
    asked: Asked,
    working_folder: PathBuf,
    read: Vec<Configured>,
    /// By file; the value is `None` where it cannot be used.
    known: BTreeMap<Option<PathBuf>, Option<usize>>,
}

impl Configurations {
    pub(super) fn new(asked: Asked, working_folder: PathBuf) -> Self {
        Self { asked, working_folder, read: Vec::new(), known: BTreeMap::new() }
    }

    /// The index of the configuration for policies in an absolute folder; `None` where it was found unusable before.
    pub(super) fn index(&mut self, folder: &Path) -> Result<Option<usize>, Failure> {
        let file = self.file(folder);
        if let Some(&known) = self.known.get(&file) {
            return Ok(known);
        }
        let mut configured = match &file {
            Some(file) => self.configure(file),
            None => Ok(Configured { settings: self.without_file(), file: None }),
        };
        if let (true, Ok(configured)) = (self.asked.online, &mut configured) {
            configured.settings.turn_on_online_rules(&Origin::Flag("--online"));
        }
        let index = configured.as_ref().ok().map(|_| self.read.len());
        self.known.insert(file, index);
        self.read.push(configured?);
        Ok(index)
    }

    /// The configuration file for policies in an absolute folder.
    fn file(&self, folder: &Path) -> Option<PathBuf> {
        match &self.asked.file {
            Some(file) => Some(file.clone()),
            None if self.asked.isolated => None,
            None => find(folder),
        }
    }

    /// The forge that the configuration for an absolute folder names. One that cannot be used is told of where a
    /// policy needs it.
    pub(super) fn forge(&mut self, folder: &Path) -> Option<Forge> {
        let file = self.file(folder)?;
        match self.index(folder) {
            Ok(index) => self.get(index?).settings.project.forge,
            Err(_) => {
                self.known.remove(&Some(file));
                None
            }
        }
    }

    /// The configuration of that index.
    pub(super) fn get(&self, index: usize) -> &Configured {
        &self.read[index]
    }

    /// Narrows all configurations by `--select` and `--ignore`; gives the first name that none of them knows.
    pub(super) fn select(&mut self, selection: &Selection) -> Option<UnknownRule> {
        let all: Vec<&Settings> = self.read.iter().map(|configured| &configured.settings).collect();
        let unknown = selection.unknown(&all);
        for configured in &mut self.read {
            selection.apply(&mut configured.settings);
        }
        unknown
    }

    /// Sets the day to judge dates by, in all configurations.
    pub(super) fn set_today(&mut self, today: Today) {
        for configured in &mut self.read {
            configured.settings.today = Some(today.0);
        }
    }

    /// Has all configurations heed no comments that silence findings.
    pub(super) fn heed_no_suppressions(&mut self) {
        for configured in &mut self.read {
            configured.settings.heeds_suppressions = false;
        }
    }

    fn without_file(&self) -> Settings {
        if self.asked.rulesets.is_empty() {
            built_in(DEFAULT).map(|set| settings(&[set])).unwrap_or_default()
        } else {
            settings(&self.asked.rulesets)
        }
    }

    fn configure(&self, file: &Path) -> Result<Configured, Failure> {
        let given = self.asked.file.is_some();
        let name = display(&if given { file.to_owned() } else { relative(&self.working_folder, file) });
        let input = |error| Failure::Input(name.clone(), error);
        let path = fs::canonicalize(file).map_err(|error| input(missing(file, error)))?;
        // A file that was looked for belongs to the repository it was found in, wherever a link there leads.
        let from = if given { &path } else { file };
        let folder = from.parent().unwrap_or(from);
        let files =
            Files { root: repository(folder).unwrap_or(folder).to_owned(), working_folder: &self.working_folder };
        if !given && !path.starts_with(&files.root) {
            return Err(input(InputError::LinkOutside));
        }
        if !given {
            regular(&path).map_err(input)?;
        }
        let source = read_config(&path, &name).map_err(input)?;
        let instead = (!self.asked.rulesets.is_empty()).then_some(self.asked.rulesets.as_slice());
        let settings = configure(&source, Some(&key(&path)), instead, &files).map_err(Failure::Mistake)?;
        Ok(Configured { settings, file: Some(name) })
    }
}

/// The configuration for policies in an absolute folder: from there upward to the root of the repository; without a
/// repository, in the folder alone.
fn find(folder: &Path) -> Option<PathBuf> {
    let root = repository(folder).unwrap_or(folder);
    folder
        .ancestors()
        .take_while(|ancestor| ancestor.starts_with(root))
        .flat_map(|ancestor| NAMES.map(|name| ancestor.join(name)))
        // A broken link is there as well, and is to be heard of.
        .find(|path| fs::symlink_metadata(path).is_ok())
}

/// Files for `extends`, from one repository only.
#[derive(Debug)]
struct Files<'a> {
    root: PathBuf,
    working_folder: &'a Path,
}

impl Loader for Files<'_> {
    fn load(&self, from: Option<&str>, name: &str) -> Result<Loaded, String> {
        let folder = from.and_then(|from| Path::new(from).parent()).unwrap_or(&self.root);
        let path = folder.join(name);
        let path = fs::canonicalize(&path).map_err(|error| missing(&path, error).to_string())?;
        if !path.starts_with(&self.root) {
            return Err(
                "lies outside the repository, or outside the configuration's folder where there is none".to_owned()
            );
        }
        let name = display(&relative(self.working_folder, &path));
        let source = regular(&path).and_then(|()| read_config(&path, &name)).map_err(|error| error.to_string())?;
        Ok(Loaded { key: key(&path), source })
    }
}

/// Reads a configuration file.
fn read_config(path: &Path, name: &str) -> Result<Source, InputError> {
    if fs::metadata(path)?.is_dir() {
        return Err(InputError::Directory);
    }
    read(File::open(path)?, name, MAX_SIZE as u64).map_err(|error| match error {
        InputError::TooLarge(_) => InputError::ConfigTooLarge,
        other => other,
    })
}

/// What makes a configuration file the same file.
fn key(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
