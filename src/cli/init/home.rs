//! The repository that files are written to.

use std::path::{Path, PathBuf};
use std::{env, fs};

use super::Stop;
use crate::cli::discover::repository;
use crate::cli::folder::{Drafts, Folder};
use crate::cli::input::{InputError, missing};
use crate::cli::paths::{display, relative};
use crate::repository::{EntryKind, Forge, Surroundings, join, places};

/// The repository that files are written to.
#[derive(Debug)]
pub(super) struct Home {
    /// Absolute.
    pub(super) root: PathBuf,
    pub(super) surroundings: Surroundings,
    /// Whether git knows it.
    pub(super) is_repository: bool,
}

impl Home {
    /// The repository that a folder is in, or the folder alone; without one, that of the working folder.
    pub(super) fn find(folder: Option<&Path>) -> Result<Self, Stop> {
        let working_folder = env::current_dir().and_then(fs::canonicalize)?;
        let named = folder.unwrap_or(&working_folder);
        let unusable = |error: InputError| Stop::because(format!("{}: {error}", display(named)));
        let folder = fs::canonicalize(named).map_err(|error| unusable(missing(named, error)))?;
        if !folder.is_dir() {
            return Err(unusable(InputError::NotDirectory));
        }
        let root = repository(&folder);
        let is_repository = root.is_some();
        let root = root.unwrap_or(&folder).to_owned();
        let name = display(&relative(&working_folder, &root));
        let name = if name == "." { String::new() } else { name };
        let surroundings = Surroundings::new(Box::new(Folder::new(root.clone(), Drafts::default())), name);
        Ok(Self { root, surroundings, is_repository })
    }

    /// The same repository, looked at anew.
    pub(super) fn anew(&self) -> Surroundings {
        Surroundings::new(Box::new(Folder::new(self.root.clone(), Drafts::default())), self.surroundings.shown(""))
    }

    /// A second policy would hide the first one, or be hidden by it.
    pub(super) fn refuse_second_policy(&self) -> Result<(), Stop> {
        let policies = self.surroundings.policies();
        let found = policies.effective().map(|file| &file.path).or(policies.unusable.first());
        let Some(path) = found else { return Ok(()) };
        let stop =
            Stop::because(format!("there is a policy already, {}; nothing was written", self.surroundings.shown(path)));
        Err(stop.help("`secpol lint` says what it lacks; --stdout prints a draft to compare it with"))
    }

    /// Where the forge looks, beside the files of its kind.
    pub(super) fn place_for_policy(&self, forge: Option<Forge>) -> String {
        const COMMUNITY: &[&str] = &["contributing", "code_of_conduct", "support", "governance"];
        let is_community = |name: &str| {
            let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
            COMMUNITY.contains(&stem.as_str())
        };
        let folder = ".github";
        let has_others = places(forge).contains(&folder)
            && self.surroundings.entry(folder).is_some_and(|entry| entry.kind == EntryKind::Folder)
            && self.surroundings.list(folder).iter().any(|entry| entry.is_file() && is_community(&entry.name));
        join(if has_others { folder } else { "" }, "SECURITY.md")
    }
}
