//! Where links lead in the repository.

use super::Context;
use super::dangling_anchor::decode;
use crate::repository::{Address, Place};

/// Where a relative link leads.
pub(super) enum Target {
    /// Into the repository, by a path from its root.
    Inside(String),
    /// So many folders above its root, and on from there.
    Above(usize, String),
}

/// The path of a relative target: no scheme, no host, no anchor of this file, nothing to be filled in.
pub(super) fn relative(target: &str) -> Option<&str> {
    let path = target.split(['#', '?']).next()?;
    let has_scheme = path.split(['/', '.']).next().is_some_and(|first| first.contains(':'));
    let is_template = target.contains(['{', '}', '<', '>', '$', '\\', '@', ' ']);
    (!path.is_empty() && !path.starts_with("//") && !has_scheme && !is_template).then_some(path)
}

/// Follows a path from a folder; both are of the repository, and one with a leading slash begins at its root.
pub(super) fn resolve(folder: &str, path: &str) -> Target {
    let start = if path.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    let mut above = 0;
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => above += 1,
            ".." => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    if above == 0 { Target::Inside(path) } else { Target::Above(above, path) }
}

/// The path of a file of this repository that an address names by its page on the forge.
pub(super) fn own_path(context: &Context<'_>, place: Place<'_>, url: &str) -> Option<String> {
    let (host, path) = crate::policy::url_parts(url)?;
    // GitLab has a hyphen between repository and page.
    let path: Vec<&str> = path.into_iter().filter(|part| *part != "-").collect();
    let [owner, name, "blob" | "raw" | "tree", branch, file @ ..] = &path[..] else { return None };
    let is_own = |own: &Address| {
        own.host == host && own.owner.eq_ignore_ascii_case(owner) && own.name.eq_ignore_ascii_case(name)
    };
    let here = place.surroundings.branch();
    let is_here = *branch == "HEAD" || here.as_deref() == Some(*branch) && matches!(*branch, "main" | "master");
    (is_here && context.addresses().iter().any(is_own)).then(|| decode(&file.join("/")).into_owned())
}
