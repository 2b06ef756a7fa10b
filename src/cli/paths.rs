//! Paths as people see them.

use std::path::{Component, Path, PathBuf};

/// A path for messages: as given, with `/` on every system, and without `./` before it.
pub(super) fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}

/// A path from a folder to a file; both absolute. Where they share nothing, the file's own.
pub(super) fn relative(from: &Path, to: &Path) -> PathBuf {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let below = |component: &Component<'_>| matches!(component, Component::Normal(_));
    if shared == 0 || !from.components().skip(shared).all(|component| below(&component)) {
        return to.to_owned();
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(to.components().skip(shared)).collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}

/// The path from `root` to what output names `name`, which starts from the working folder; both are absolute. What lies
/// elsewhere keeps its name.
pub(super) fn from_root(root: &Path, working_folder: &Path, name: &str) -> String {
    let mut path = PathBuf::new();
    for component in working_folder.join(name).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(path.pop()),
            component => path.push(component),
        }
    }
    path.strip_prefix(root).map_or_else(|_| name.to_owned(), display)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_go_up_and_down() {
        let relative = |from: &str, to: &str| display(&relative(Path::new(from), Path::new(to)));
        assert_eq!(relative("/a/b", "/a/b/c.md"), "c.md");
        assert_eq!(relative("/a/b", "/a/c/d.md"), "../c/d.md");
        assert_eq!(relative("/a/b", "/a/b"), ".");
    }

    #[test]
    fn a_leading_dot_is_left_out() {
        assert_eq!(display(Path::new("./docs/SECURITY.md")), "docs/SECURITY.md");
        assert_eq!(display(Path::new(".")), ".");
        assert_eq!(display(Path::new(".github/SECURITY.md")), ".github/SECURITY.md");
    }

    #[test]
    fn a_forge_counts_from_the_root() {
        let from_root = |name: &str| from_root(Path::new("/a"), Path::new("/a/b"), name);
        assert_eq!(from_root("docs/SECURITY.md"), "b/docs/SECURITY.md");
        assert_eq!(from_root("../SECURITY.md"), "SECURITY.md");
        assert_eq!(from_root("/a/b/SECURITY.md"), "b/SECURITY.md");
        assert_eq!(from_root("../../c/SECURITY.md"), "../../c/SECURITY.md");
        assert_eq!(from_root("/c/SECURITY.md"), "/c/SECURITY.md");
    }
}
