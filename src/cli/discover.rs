//! Finds the policy of a repository, where and in the order in which GitHub looks for it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::input::{InputError, missing, regular};

/// The folders in which a forge looks, the first one first.
const PLACES: [&str; 3] = [".github", "", "docs"];

/// What a folder has for a policy.
#[derive(Debug)]
pub(super) enum Found {
    /// This file.
    Policy(PathBuf),
    /// Something that bears a policy's name but cannot be one.
    Unusable(PathBuf, InputError),
    /// Nothing.
    Nothing,
}

/// Whether a file of this name is a policy. GitHub does not mind its case.
pub(super) fn is_policy_name(name: &OsStr) -> bool {
    name.eq_ignore_ascii_case("security.md")
}

/// Looks for the policy of the repository in `folder`.
pub(super) fn policy(folder: &Path) -> Found {
    let mut unusable = None;
    for place in PLACES {
        let place = if place.is_empty() { folder.to_owned() } else { folder.join(place) };
        for path in candidates(&place) {
            match check(folder, &path) {
                Ok(()) => return Found::Policy(path),
                Err(error) => unusable = unusable.or(Some((path, error))),
            }
        }
    }
    unusable.map_or(Found::Nothing, |(path, error)| Found::Unusable(path, error))
}

/// Entries of a folder with a policy's name, `SECURITY.md` itself first.
fn candidates(folder: &Path) -> Vec<PathBuf> {
    // A folder that cannot be listed has nothing that a forge could show either.
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.flatten().map(|entry| entry.file_name()).filter(|name| is_policy_name(name)).collect();
    names.sort_unstable();
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// Whether something found is a regular file of this repository.
fn check(root: &Path, path: &Path) -> Result<(), InputError> {
    let target = fs::canonicalize(path).map_err(|error| missing(path, error))?;
    if !target.starts_with(fs::canonicalize(root)?) {
        return Err(InputError::LinkOutside);
    }
    regular(&target)
}

/// The root of the repository that an absolute folder is in: the nearest one upward with `.git`.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| fs::symlink_metadata(ancestor.join(".git")).is_ok())
}
