//! The files of a repository in a real folder: nothing outside of it is read or written, wherever links and names lead.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::write::{WriteError, write};
use crate::repository::{Entry, EntryKind, Files};

/// A folder is not listed beyond this many entries.
const MAX_ENTRIES: usize = 100_000;

/// What `.git` says may be as long as this, in bytes.
const MAX_POINTER: u64 = 4_096;

/// A folder on disk.
#[derive(Debug)]
pub(super) struct Folder {
    /// Absolute, without links.
    root: PathBuf,
    git: OnceCell<Option<GitFolders>>,
    drafts: Drafts,
}

/// Where git keeps things.
#[derive(Debug)]
struct GitFolders {
    /// What all worktrees share.
    common: PathBuf,
    /// What this one has for itself.
    own: PathBuf,
}

/// Texts that files are to have, by their paths without links. Who reads such a file, from whichever repository, finds
/// the draft in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Drafts(Rc<RefCell<BTreeMap<PathBuf, String>>>);

impl Folder {
    /// The folder of an absolute path without links.
    pub(super) fn new(root: PathBuf, drafts: Drafts) -> Self {
        Self { root, git: OnceCell::new(), drafts }
    }

    /// The path on disk, without links, of a file that is there.
    pub(super) fn real(&self, path: &str) -> Option<PathBuf> {
        below(&self.root, path)
    }

    /// Lets a file seem to have another text.
    pub(super) fn draft(&self, path: &str, text: &str) {
        if let Some(path) = self.real(path) {
            self.drafts.0.borrow_mut().insert(path, text.to_owned());
        }
    }

    /// Takes back what [`Folder::draft`] said.
    pub(super) fn forget(&self, path: &str) {
        if let Some(path) = self.real(path) {
            self.drafts.0.borrow_mut().remove(&path);
        }
    }

    /// Writes a file that is there, and that no link leads to.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), WriteError> {
        match self.real(path).filter(|real| *real == self.root.join(path)) {
            Some(path) => write(&path, text),
            None => Err(WriteError::Link),
        }
    }

    fn git(&self) -> Option<&GitFolders> {
        self.git.get_or_init(|| git_folders(&self.root)).as_ref()
    }
}

impl Files for Folder {
    fn list(&self, folder: &str) -> Vec<Entry> {
        list(&self.root, folder)
    }

    fn read(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        let drafts = self.drafts.0.borrow();
        let path = self.real(path)?;
        match drafts.get(&path) {
            Some(draft) => (draft.len() <= limit).then(|| draft.clone().into_bytes()),
            None => read(&path, limit),
        }
    }

    fn list_git(&self, folder: &str) -> Vec<Entry> {
        self.git().map(|git| list(&git.common, folder)).unwrap_or_default()
    }

    fn read_git(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        read(&below(&self.git()?.common, path)?, limit)
    }

    fn read_worktree_git(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        read(&below(&self.git()?.own, path)?, limit)
    }
}

/// The path of something below a root, if it is really there.
fn below(root: &Path, path: &str) -> Option<PathBuf> {
    let is_plain = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
    let real = is_plain.then(|| fs::canonicalize(root.join(path)).ok()).flatten()?;
    real.starts_with(root).then_some(real)
}

/// What is in a folder of the repository with that root.
pub(super) fn list(root: &Path, folder: &str) -> Vec<Entry> {
    let Some(folder) = below(root, folder) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let entry = |entry: fs::DirEntry| {
        let kind = entry.file_type().ok()?;
        let kind = match (kind.is_file(), kind.is_dir(), kind.is_symlink()) {
            (true, ..) => EntryKind::File,
            (_, true, _) => EntryKind::Folder,
            (_, _, true) => link(root, &entry.path()),
            _ => EntryKind::Other,
        };
        Some(Entry { name: entry.file_name().into_string().ok()?, kind })
    };
    let mut entries: Vec<Entry> = entries.flatten().filter_map(entry).take(MAX_ENTRIES).collect();
    entries.sort_unstable();
    entries
}

/// What a symbolic link is.
fn link(root: &Path, path: &Path) -> EntryKind {
    let target = fs::canonicalize(path).ok().filter(|target| target.starts_with(root));
    let target = target.filter(|target| fs::metadata(target).is_ok_and(|kind| kind.is_file()));
    let inside = target.and_then(|target| slashed(target.strip_prefix(root).ok()?));
    inside.map_or(EntryKind::Other, EntryKind::Link)
}

/// A relative path with `/` on every system; `None` where it is no text.
pub(super) fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

fn read(path: &Path, limit: usize) -> Option<Vec<u8>> {
    // Opening a pipe would wait for its other end.
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let mut bytes = Vec::with_capacity(metadata.len().min(limit as u64) as usize + 1);
    File::open(path).ok()?.take(limit as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() <= limit).then_some(bytes)
}

/// The folders that `.git` stands for. In a worktree or submodule it is a file that names a folder elsewhere, which anybody could
/// write: it is followed only to where git puts such folders, and only where git's own file there names this worktree.
fn git_folders(root: &Path) -> Option<GitFolders> {
    let one = |folder: PathBuf| GitFolders { common: folder.clone(), own: folder };
    let dot_git = root.join(".git");
    let kind = fs::symlink_metadata(&dot_git).ok()?;
    if kind.is_dir() {
        return fs::canonicalize(dot_git).ok().map(one);
    }
    let pointer = kind.is_file().then(|| pointer(&dot_git)).flatten()?;
    let folder = fs::canonicalize(root.join(pointer.strip_prefix("gitdir:")?.trim())).ok()?;
    // `…/.git/worktrees/NAME` or `…/.git/modules/NAME`, of which NAME may have slashes; a bare repository is `widget.git`.
    let is_git = |folder: &Path| folder.file_name().is_some_and(|name| name.as_encoded_bytes().ends_with(b".git"));
    let common = folder.ancestors().find(|above| is_git(above))?;
    match folder.strip_prefix(common).ok()?.iter().next()?.to_str()? {
        "worktrees" => {
            let back = fs::canonicalize(folder.join(pointer_in(&folder, "gitdir")?.trim())).ok()?;
            (back == dot_git).then(|| GitFolders { common: common.to_owned(), own: folder.clone() })
        }
        "modules" => {
            let config = pointer_in(&folder, "config")?;
            let worktree = config.lines().find_map(|line| line.trim().strip_prefix("worktree"))?;
            let worktree = worktree.trim_start().strip_prefix('=')?.trim();
            (fs::canonicalize(folder.join(worktree)).ok()? == root).then(|| one(folder))
        }
        _ => None,
    }
}

fn pointer_in(folder: &Path, name: &str) -> Option<String> {
    pointer(&below(folder, name)?)
}

fn pointer(path: &Path) -> Option<String> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let mut text = String::new();
    File::open(path).ok()?.take(MAX_POINTER).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;
    use crate::repository::Surroundings;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn temporary() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let root = folder.path().canonicalize().unwrap();
        (folder, root)
    }

    const CONFIG: &str = "[remote \"origin\"]\n\turl = https://github.com/acme/widget\n";

    fn owner(root: PathBuf) -> Option<String> {
        let surroundings = Surroundings::new(Box::new(Folder::new(root, Drafts::default())), "");
        surroundings.remotes().first().map(|remote| remote.address.owner.clone())
    }

    #[test]
    fn nothing_outside_is_there() {
        let (_guard, root) = temporary();
        write(&root, "secret/Cargo.toml", "x");
        write(&root, "repo/a/inside.md", "y");
        let repo = root.join("repo");
        symlink("../secret/Cargo.toml", repo.join("Cargo.toml")).unwrap();
        symlink("../secret", repo.join("folder")).unwrap();
        symlink("a/inside.md", repo.join("link.md")).unwrap();
        symlink("loop", repo.join("loop")).unwrap();
        symlink("..", repo.join("a/up")).unwrap();
        fs::write(repo.join(std::ffi::OsStr::from_bytes(b"\xff.md")), "").unwrap();
        let folder = Folder::new(repo, Drafts::default());
        let kinds: Vec<_> = folder.list("").into_iter().map(|entry| (entry.name, entry.kind)).collect();
        let kind = |name: &str| kinds.iter().find(|(other, _)| other == name).map(|(_, kind)| kind.clone());
        assert_eq!(kind("Cargo.toml"), Some(EntryKind::Other));
        assert_eq!(kind("folder"), Some(EntryKind::Other));
        assert_eq!(kind("loop"), Some(EntryKind::Other));
        assert_eq!(kind("link.md"), Some(EntryKind::Link("a/inside.md".to_owned())));
        assert_eq!(kinds.len(), 5);
        for path in ["Cargo.toml", "folder/Cargo.toml", "../secret/Cargo.toml", "/etc/passwd", "loop", "a"] {
            assert_eq!(folder.read(path, 100), None, "{path}");
        }
        assert_eq!((folder.list("folder"), folder.list("..")), (vec![], vec![]));
        assert_eq!((folder.read("link.md", 1), folder.read("link.md", 0)), (Some(b"y".to_vec()), None));
    }

    #[test]
    fn nothing_outside_is_written_and_no_link_is_followed() {
        let (_guard, root) = temporary();
        for path in ["outside.md", "repo/a/inside.md"] {
            write(&root, path, "old");
        }
        let repo = root.join("repo");
        symlink("../outside.md", repo.join("out.md")).unwrap();
        symlink("a/inside.md", repo.join("link.md")).unwrap();
        symlink("a", repo.join("folder")).unwrap();
        let folder = Folder::new(repo, Drafts::default());
        for path in ["out.md", "link.md", "folder/inside.md", "../outside.md", "a/../a/inside.md", "none.md"] {
            assert!(matches!(folder.write(path, "new"), Err(WriteError::Link)), "{path}");
        }
        assert!(folder.write("a/inside.md", "new").is_ok());
        let text = |path: &str| fs::read_to_string(root.join(path)).unwrap();
        assert_eq!((text("outside.md"), text("repo/a/inside.md")), ("old".to_owned(), "new".to_owned()));
    }

    #[test]
    fn a_draft_is_seen_from_every_repository() {
        let (_guard, root) = temporary();
        write(&root, "docs/README.md", "old");
        let drafts = Drafts::default();
        let (outer, inner) = (Folder::new(root.clone(), drafts.clone()), Folder::new(root.join("docs"), drafts));
        outer.draft("docs/README.md", "new");
        assert_eq!((inner.read("README.md", 3), inner.read("README.md", 2)), (Some(b"new".to_vec()), None));
        outer.forget("docs/README.md");
        assert_eq!(inner.read("README.md", 3), Some(b"old".to_vec()));
    }

    #[test]
    fn a_git_file_is_followed_only_where_git_itself_wrote_it() {
        let (_guard, root) = temporary();
        write(&root, "main/.git/config", CONFIG);
        // A worktree, as `git worktree add` makes it.
        write(&root, "tree/.git", &format!("gitdir: {}\n", root.join("main/.git/worktrees/tree").display()));
        write(&root, "main/.git/worktrees/tree/gitdir", &format!("{}\n", root.join("tree/.git").display()));
        assert_eq!(owner(root.join("tree")).as_deref(), Some("acme"));
        // Another folder that claims to be it.
        write(&root, "claim/.git", &format!("gitdir: {}\n", root.join("main/.git/worktrees/tree").display()));
        assert_eq!(owner(root.join("claim")), None);
        // A submodule.
        write(&root, "main/sub/.git", "gitdir: ../.git/modules/sub\n");
        write(&root, "main/.git/modules/sub/config", &format!("[core]\n\tworktree = ../../../sub\n{CONFIG}"));
        assert_eq!(owner(root.join("main/sub")).as_deref(), Some("acme"));
        // Elsewhere.
        for target in ["../main/.git", "../main", "/", "/etc", "", "../claim"] {
            write(&root, "other/.git", &format!("gitdir: {target}\n"));
            assert_eq!(owner(root.join("other")), None, "{target}");
        }
        symlink("../main/.git", root.join("claim/linked")).unwrap();
        fs::create_dir(root.join("by-link")).unwrap();
        symlink("../main/.git", root.join("by-link/.git")).unwrap();
        assert_eq!(owner(root.join("by-link")), None);
    }
}
