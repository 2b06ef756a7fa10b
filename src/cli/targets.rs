//! What the arguments stand for: files, standard input, the policies of folders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::{fs, io};

use super::discover::{repositories, repository, why_unusable};
use super::folder::{Drafts, Folder, slashed};
use super::input::{InputError, missing, read, read_file};
use super::options::Size;
use super::paths::{display, relative};
use crate::repository::{Forge, Place, PolicyFile, Surroundings, is_policy_name, places, split};
use crate::source::Source;

/// Something to read.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) what: What,
    /// How output names it.
    pub(super) name: String,
    /// Absolute: where its configuration is looked for.
    pub(super) folder: PathBuf,
    /// What tells whether it is the same as another.
    pub(super) identity: PathBuf,
    /// The repository that it is part of.
    repository: Option<Repository>,
    /// Its path there; empty for a folder without a policy.
    path: String,
    /// How it was chosen, for `--verbose`.
    pub(super) why: Option<String>,
}

/// A repository on disk.
#[derive(Debug, Clone)]
struct Repository {
    /// What rules see of it.
    surroundings: Rc<Surroundings>,
    /// Its files.
    folder: Rc<Folder>,
}

/// Where a text comes from.
#[derive(Debug)]
pub(super) enum What {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A policy in a format that is not linted.
    Other,
    /// A folder without a policy.
    Nothing,
}

/// What there is to lint of a target.
#[derive(Debug)]
pub(super) enum Text {
    /// This.
    Source(Source),
    /// Nothing, although there is a policy.
    NotLinted,
    /// Nothing: there is no policy.
    Missing,
}

/// A name, and why it cannot be read.
pub(super) type Unreadable = (String, InputError);

/// The targets of all arguments, in their order, each once; without one, the repository one
/// stands in. With `alone`, files are no part of a repository. `forge` knows the forge of some
/// repositories, by their roots, better than their remotes tell.
pub(super) fn all(
    paths: &[PathBuf],
    working_folder: &Path,
    alone: bool,
    forge: &mut dyn FnMut(&Path) -> Option<Forge>,
) -> Vec<Result<Target, Unreadable>> {
    let here;
    let paths = if paths.is_empty() {
        here = [relative(working_folder, repository(working_folder).unwrap_or(working_folder))];
        &here[..]
    } else {
        paths
    };
    let mut finder = Finder { working_folder, alone, forge, known: BTreeMap::new(), drafts: Drafts::default() };
    let mut seen = BTreeSet::new();
    let mut targets: Vec<_> = paths.iter().flat_map(|path| finder.targets(path)).collect();
    targets.retain(|target| target.as_ref().map_or(true, |target| seen.insert(target.identity.clone())));
    targets
}

impl Target {
    /// A name that does not depend on where secpol is run: the path from an absolute folder.
    pub(super) fn name_from(&self, folder: &Path) -> String {
        match &self.what {
            What::Stdin => self.name.clone(),
            What::File(_) | What::Other | What::Nothing => display(&relative(folder, &self.identity)),
        }
    }

    /// The text.
    pub(super) fn read(&self, max_size: Size) -> Result<Text, InputError> {
        match &self.what {
            What::Stdin => read(io::stdin().lock(), &self.name, max_size.0).map(Text::Source),
            What::File(path) => read_file(path, &self.name, max_size.0).map(Text::Source),
            What::Other => Ok(Text::NotLinted),
            What::Nothing => Ok(Text::Missing),
        }
    }

    /// The repository that it is part of.
    pub(super) fn surroundings(&self) -> Option<&Surroundings> {
        self.repository.as_ref().map(|repository| &*repository.surroundings)
    }

    /// The files of the repository that it is part of, which fixes are written to.
    pub(super) fn files(&self) -> Option<&Folder> {
        self.repository.as_ref().map(|repository| &*repository.folder)
    }

    /// Where it lies in its repository.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        let surroundings = self.surroundings()?;
        (!self.path.is_empty()).then_some(Place { surroundings, path: &self.path })
    }
}

/// Turns arguments into targets; knows each repository once.
struct Finder<'a> {
    working_folder: &'a Path,
    alone: bool,
    forge: &'a mut dyn FnMut(&Path) -> Option<Forge>,
    /// By their roots.
    known: BTreeMap<PathBuf, Repository>,
    /// One may lie in another.
    drafts: Drafts,
}

impl Finder<'_> {
    /// What an argument stands for.
    fn targets(&mut self, path: &Path) -> Vec<Result<Target, Unreadable>> {
        if path.as_os_str() == "-" {
            return vec![Ok(Target {
                what: What::Stdin,
                name: "<stdin>".to_owned(),
                folder: self.working_folder.to_owned(),
                identity: PathBuf::from("-"),
                repository: None,
                path: String::new(),
                why: None,
            })];
        }
        let failed = |error| vec![Err((display(path), error))];
        let kind = match fs::metadata(path) {
            Ok(kind) => kind,
            Err(error) => return failed(missing(path, error)),
        };
        if !kind.is_dir() {
            return vec![self.file(path)];
        }
        if path.file_name().and_then(|name| name.to_str()).is_some_and(is_policy_name) {
            return failed(InputError::Directory);
        }
        match fs::canonicalize(path) {
            Ok(folder) => {
                let found = repositories(&folder);
                // The folder that was given is what has no policy.
                let roots = if found.is_empty() { vec![folder.clone()] } else { found };
                let shown = |root: &PathBuf| {
                    root.strip_prefix(&folder).map_or_else(
                        |_| root.clone(),
                        |below| match below {
                            below if below.as_os_str().is_empty() => path.to_owned(),
                            below => path.join(below),
                        },
                    )
                };
                roots.iter().map(|root| self.repository(root, &shown(root))).collect()
            }
            Err(error) => failed(error.into()),
        }
    }

    /// The policy of the repository with an absolute root, which was given, or is below what was given, as `path`.
    fn repository(&mut self, root: &Path, path: &Path) -> Result<Target, Unreadable> {
        let repository = self.known(root, path);
        let surroundings = &repository.surroundings;
        let policies = surroundings.policies();
        let target = |what, name: String, path: &str, why| Target {
            what,
            name,
            folder: root.join(split(path).0),
            identity: fs::canonicalize(root.join(path)).unwrap_or_else(|_| root.join(path)),
            repository: Some(repository.clone()),
            path: path.to_owned(),
            why,
        };
        let Some(chosen) = policies.effective() else {
            if let Some(unusable) = policies.unusable.first() {
                return Err((surroundings.shown(unusable), why_unusable(root, &root.join(unusable))));
            }
            return Ok(target(What::Nothing, display(path), "", None));
        };
        let why = Some(why(surroundings, chosen));
        let file = path.join(&chosen.path);
        let what = if chosen.is_markdown { What::File(file.clone()) } else { What::Other };
        let mut target = target(what, surroundings.shown(&chosen.path), &chosen.path, why);
        if self.alone {
            target.repository = None;
        } else if let Some((repository, path)) = self.around(&file, &target.folder) {
            // The folder can be a package, whose policy is held against the whole repository.
            target.repository = Some(repository);
            target.path = path;
        }
        Ok(target)
    }

    /// A file that was named. It is part of its repository where it lies at a place where a forge looks.
    fn file(&mut self, path: &Path) -> Result<Target, Unreadable> {
        let name = display(path);
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        // The folder that the file is named in, not the one that a link leads to.
        let folder = fs::canonicalize(parent).map_err(|error| (name.clone(), error.into()))?;
        // Pipes such as /dev/fd/63 have no such path.
        let identity = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (repository, path_there) = self.around(path, &folder).unzip();
        let path_there = path_there.unwrap_or_default();
        Ok(Target {
            what: What::File(path.to_owned()),
            name,
            folder,
            identity,
            repository,
            path: path_there,
            why: None,
        })
    }

    /// The repository around a file, and the file's path there.
    fn around(&mut self, path: &Path, folder: &Path) -> Option<(Repository, String)> {
        let root = repository(folder).filter(|_| !self.alone)?.to_owned();
        let inside = slashed(folder.strip_prefix(&root).ok()?)?;
        let file = path.file_name()?.to_str()?;
        let shown = if path.is_absolute() { root.clone() } else { relative(self.working_folder, &root) };
        let repository = self.known(&root, &shown);
        let package = if places(None).contains(&split(&inside).1) { split(&inside).0 } else { &inside };
        let is_at_place = package.is_empty() || repository.surroundings.is_package(package);
        let path = if inside.is_empty() { file.to_owned() } else { format!("{inside}/{file}") };
        is_at_place.then_some((repository, path))
    }

    /// The repository with an absolute root, which output is to reach by `path`.
    fn known(&mut self, root: &Path, path: &Path) -> Repository {
        let known = self.known.entry(root.to_owned()).or_insert_with(|| {
            let name = display(path);
            let name = if name == "." { String::new() } else { name };
            let folder = Rc::new(Folder::new(root.to_owned(), self.drafts.clone()));
            let forge = (self.forge)(root);
            let surroundings = Rc::new(Surroundings::new(Box::new(Rc::clone(&folder)), name).on(forge));
            Repository { surroundings, folder }
        });
        known.clone()
    }
}

/// Why a policy was chosen among those of its repository.
fn why(surroundings: &Surroundings, chosen: &PolicyFile) -> String {
    let forge = surroundings.forge();
    let shown = |place: &&str| if place.is_empty() { "the root".to_owned() } else { format!("{place}/") };
    let places = places(forge);
    // Three are enough to see the order, unless the policy lies further down.
    let at = places.iter().position(|place| place.eq_ignore_ascii_case(split(&chosen.path).0));
    let order: Vec<String> = places.iter().take(at.map_or(3, |at| at + 1).max(3)).map(shown).collect();
    let who = forge.map_or("a forge", Forge::name);
    let mut why = format!("{who} looks in {}", order.join(", then "));
    if let Some(link) = &chosen.link {
        why = format!("{why}; it is a link to {link}");
    }
    let others: Vec<&str> = surroundings
        .policies()
        .found
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| *path != chosen.path)
        .collect();
    if others.is_empty() { why } else { format!("{why}; passed over: {}", others.join(", ")) }
}
