//! Finds repositories, and the policy that the forge shows of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::WalkBuilder;

use super::folder::list;
use super::input::{InputError, missing, regular};
use crate::repository::{Policies, places, policies_in};

/// The root of the repository that an absolute folder is in: the nearest one upward with `.git`.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| fs::symlink_metadata(ancestor.join(".git")).is_ok())
}

/// The repositories that an absolute folder stands for: itself, if it has `.git` or a policy at a place where a forge
/// looks; else every folder below it that has either, by name, as far as no ignore file leaves it out. Nothing below a
/// repository is another.
pub(super) fn repositories(folder: &Path) -> Vec<PathBuf> {
    if is_repository(folder) {
        return vec![folder.to_owned()];
    }
    let found = Arc::new(Mutex::new(Vec::new()));
    let finds = Arc::clone(&found);
    let mut walk = WalkBuilder::new(folder);
    // Ignore files count from the folder that was named downward, inside of a repository or not; those of the user
    // would make a run differ from one machine to the next.
    walk.hidden(false).parents(false).git_global(false).git_exclude(false).require_git(false);
    walk.max_depth(Some(MAX_DEPTH)).follow_links(false).sort_by_file_name(Ord::cmp);
    walk.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !is_folder || SKIPPED.iter().any(|name| entry.file_name() == *name) {
            return false;
        }
        let is_found = entry.depth() > 0 && is_repository(entry.path());
        if let (true, Ok(mut finds)) = (is_found, finds.lock()) {
            finds.push(entry.path().to_owned());
        }
        // A repository is not entered.
        !is_found
    });
    // Folders that cannot be entered have nothing that could be linted.
    walk.build().for_each(drop);
    let mut found = found.lock().map(|mut found| std::mem::take(&mut *found)).unwrap_or_default();
    found.sort_unstable();
    found
}

/// How deep repositories are looked for.
const MAX_DEPTH: usize = 64;

/// Folders that hold other people's packages, or no files of anybody's.
const SKIPPED: &[&str] = &[".git", "node_modules"];

fn is_repository(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join(".git")).is_ok() || {
        let Policies { found, unusable } = policies_in(places(None), |place| list(folder, place));
        !found.is_empty() || !unusable.is_empty()
    }
}

/// Why something that bears a policy's name cannot be linted.
pub(super) fn why_unusable(root: &Path, path: &Path) -> InputError {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) => return missing(path, error),
    };
    if !target.starts_with(root) {
        return InputError::LinkOutside;
    }
    regular(&target).err().unwrap_or(InputError::NotRegular)
}
