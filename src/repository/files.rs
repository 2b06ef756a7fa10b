//! How the files of a repository are reached: by a trait, so that a folder, an archive or a test can be behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The files of one repository. Paths are relative to its root, with `/`, and the root is the empty path.
///
/// Whoever implements this stays inside of the repository: what a link leads to outside of it is not there.
pub trait Files: std::fmt::Debug {
    /// What is in a folder, by name; nothing where it cannot be listed. Names that are no text are left out.
    fn list(&self, folder: &str) -> Vec<Entry>;

    /// The content of a regular file; `None` where it cannot be read, or has more than `limit` bytes.
    fn read(&self, path: &str, limit: usize) -> Option<Vec<u8>>;

    /// [`Files::list`], below the folder in which git keeps what all worktrees share.
    fn list_git(&self, folder: &str) -> Vec<Entry> {
        self.list(&join(".git", folder))
    }

    /// [`Files::read`], below the folder in which git keeps what all worktrees share.
    fn read_git(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        self.read(&join(".git", path), limit)
    }

    /// [`Files::read`], below the folder in which git keeps what one worktree has for itself.
    fn read_worktree_git(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        self.read_git(path, limit)
    }
}

/// For who keeps the files at hand besides.
impl<F: Files> Files for Rc<F> {
    fn list(&self, folder: &str) -> Vec<Entry> {
        (**self).list(folder)
    }

    fn read(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        (**self).read(path, limit)
    }

    fn list_git(&self, folder: &str) -> Vec<Entry> {
        (**self).list_git(folder)
    }

    fn read_git(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        (**self).read_git(path, limit)
    }

    fn read_worktree_git(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        (**self).read_worktree_git(path, limit)
    }
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name in the folder.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an [`Entry`] is. A link is what it leads to, but for those that lead out of the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A symbolic link to a regular file of this repository, and that file's path.
    Link(String),
    /// A folder.
    Folder,
    /// A link out of the repository or to nothing, a pipe, a device.
    Other,
}

impl Entry {
    /// Whether it can be read as a file.
    pub fn is_file(&self) -> bool {
        matches!(self.kind, EntryKind::File | EntryKind::Link(_))
    }
}

/// A path below a folder; the root adds nothing.
pub(crate) fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// Folder and name of a path.
pub(crate) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Files in memory, by path.
#[derive(Debug, Clone, Default)]
pub struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, content: impl AsRef<[u8]>) -> Self {
        self.0.insert(path.into(), content.as_ref().to_owned());
        self
    }
}

impl Files for Tree {
    fn list(&self, folder: &str) -> Vec<Entry> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let paths = self.0.range(start.clone()..).map_while(|(path, _)| path.strip_prefix(&start));
        let entry = |path: &str| match path.split_once('/') {
            Some((folder, _)) => Entry { name: folder.to_owned(), kind: EntryKind::Folder },
            None => Entry { name: path.to_owned(), kind: EntryKind::File },
        };
        let entries: BTreeSet<Entry> = paths.map(entry).collect();
        entries.into_iter().collect()
    }

    fn read(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        self.0.get(path).filter(|content| content.len() <= limit).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_lists_what_is_directly_below() {
        let tree = Tree::default().with("docs/a/b.md", "").with("docs/c.md", "c").with("docsy", "");
        let names = |folder: &str| tree.list(folder).into_iter().map(|entry| entry.name).collect::<Vec<_>>();
        assert_eq!(names(""), ["docs", "docsy"]);
        assert_eq!(names("docs"), ["a", "c.md"]);
        assert_eq!(
            (tree.read("docs/c.md", 1), tree.read("docs/c.md", 0), tree.read("docs", 9)),
            (Some(b"c".to_vec()), None, None)
        );
    }
}
