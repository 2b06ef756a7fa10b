//! What the arguments stand for: files, standard input, the policies of folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::discover::{Found, is_policy_name, policy, repository};
use super::input::{InputError, missing, read, read_file};
use super::options::Size;
use super::paths::{display, relative};
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
    identity: PathBuf,
}

/// Where a text comes from.
#[derive(Debug)]
pub(super) enum What {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A folder without a policy.
    Nothing,
}

/// A name, and why it cannot be read.
pub(super) type Unreadable = (String, InputError);

/// The targets of all arguments, in their order, each once; without one, the repository one
/// stands in.
pub(super) fn all(paths: &[PathBuf], working_folder: &Path) -> Vec<Result<Target, Unreadable>> {
    let here;
    let paths = if paths.is_empty() {
        here = [relative(working_folder, repository(working_folder).unwrap_or(working_folder))];
        &here[..]
    } else {
        paths
    };
    let mut seen = BTreeSet::new();
    let mut targets: Vec<_> = paths.iter().map(|path| target(path, working_folder)).collect();
    targets.retain(|target| target.as_ref().map_or(true, |target| seen.insert(target.identity.clone())));
    targets
}

impl Target {
    /// The text; `None` for a folder without a policy.
    pub(super) fn read(&self, max_size: Size) -> Result<Option<Source>, InputError> {
        match &self.what {
            What::Stdin => read(io::stdin().lock(), &self.name, max_size.0).map(Some),
            What::File(path) => read_file(path, &self.name, max_size.0).map(Some),
            What::Nothing => Ok(None),
        }
    }
}

/// What an argument stands for.
fn target(path: &Path, working_folder: &Path) -> Result<Target, Unreadable> {
    if path.as_os_str() == "-" {
        let (name, identity) = ("<stdin>".to_owned(), PathBuf::from("-"));
        return Ok(Target { what: What::Stdin, name, folder: working_folder.to_owned(), identity });
    }
    let failed = |error| (display(path), error);
    let kind = fs::metadata(path).map_err(|error| failed(missing(path, error)))?;
    if !kind.is_dir() {
        return file(path.to_owned());
    }
    if path.file_name().is_some_and(is_policy_name) {
        return Err(failed(InputError::Directory));
    }
    match policy(path) {
        Found::Policy(found) => file(found),
        Found::Unusable(found, error) => Err((display(&found), error)),
        Found::Nothing => {
            let folder = fs::canonicalize(path).map_err(|error| failed(error.into()))?;
            Ok(Target { what: What::Nothing, name: display(path), identity: folder.clone(), folder })
        }
    }
}

fn file(path: PathBuf) -> Result<Target, Unreadable> {
    let name = display(&path);
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // The folder that the file is named in, not the one that a link leads to.
    let folder = fs::canonicalize(parent).map_err(|error| (name.clone(), error.into()))?;
    // Pipes such as /dev/fd/63 have no such path.
    let identity = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
    Ok(Target { what: What::File(path), name, folder, identity })
}
