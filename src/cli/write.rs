//! Writes files as a whole: whoever looks sees the old text or the new one, never half of it.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::Builder;

use super::input::reason;

/// Why a file was not written: the end of a sentence that begins with its path. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// A new file would take its place.
    #[error("is there already")]
    Exists,
    /// A pipe or device, which cannot be replaced as a whole.
    #[error("cannot be written: it is not a regular file")]
    NotRegular,
    /// Nobody may write it.
    #[error("cannot be written: it is read-only")]
    ReadOnly,
    /// Nobody may put another file in its place.
    #[cfg(unix)]
    #[error("cannot be written: its folder is read-only")]
    ReadOnlyFolder,
    /// Nobody named it, and it may be somebody else's: out of the repository, or behind a link.
    #[error("cannot be written: a symbolic link leads to it")]
    Link,
    /// Everything else that the system says.
    #[error("cannot be written: {}", reason(.0))]
    Io(#[from] io::Error),
}

/// Puts a text in place of a file's, or makes the file. A symbolic link stays, and what it leads to is written;
/// permissions stay, and so does the owner where the system lets us keep it.
pub(super) fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    let (path, old) = match fs::canonicalize(path) {
        Ok(target) => {
            let old = fs::metadata(&target)?;
            check(&target, &old)?;
            (target, Some(old))
        }
        // A link to nothing is followed no further: the file would appear where nobody looks for it.
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
            (path.to_owned(), None)
        }
        Err(error) => return Err(error.into()),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    // Root may write there all the same; whoever took the permission away did not mean it to.
    #[cfg(unix)]
    if fs::metadata(&folder)?.permissions().readonly() {
        return Err(WriteError::ReadOnlyFolder);
    }
    // Beside the file, as only there it can be put in its place in one step. It goes away by itself on failure.
    let mut file = temporary(old.is_none()).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(old) = old {
        keep(file.as_file(), &old)?;
    }
    // A full disk may only be heard of now.
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a file, and the folder that it is to be in. What is there already stays, also what appears in this very moment.
pub(super) fn create(path: &Path, text: &str) -> Result<(), WriteError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut file = temporary(true).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(WriteError::Exists),
        Err(error) => Err(error.error.into()),
    }
}

/// Replacing a file needs a permission of its folder only; that of the file itself is asked for here.
fn check(path: &Path, old: &Metadata) -> Result<(), WriteError> {
    if !old.is_file() {
        return Err(WriteError::NotRegular);
    }
    if old.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    OpenOptions::new().write(true).open(path)?;
    Ok(())
}

/// A hidden file that only we may read, unless it is to be a new one.
fn temporary(is_new: bool) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".secpol-");
    #[cfg(unix)]
    if is_new {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_new;
    builder
}

/// Gives a file the owner and permissions of another.
fn keep(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
            // Only root may give a file away; for everybody else it becomes theirs, as with other tools.
            let _ = fchown(file, Some(old.uid()), Some(old.gid()));
        }
    }
    file.set_permissions(old.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_or_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        for text in ["one\n", "", "two"] {
            write(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(matches!(write(folder.path(), "x"), Err(WriteError::NotRegular)));
        assert!(write(&folder.path().join("none/a.md"), "x").is_err());
    }

    #[test]
    fn a_new_file_takes_nothings_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/a.md");
        create(&path, "one").unwrap();
        assert!(matches!(create(&path, "two"), Err(WriteError::Exists)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
        assert!(create(&path.join("b.md"), "x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target.md"), folder.path().join("link.md"));
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("target.md", &link).unwrap();
        write(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
        let broken = folder.path().join("broken.md");
        symlink("nowhere.md", &broken).unwrap();
        assert!(write(&broken, "x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_read_only_stays_whole() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(write(&path, "new"), Err(WriteError::ReadOnly)));
        let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        mode(&path, 0o644);
        mode(folder.path(), 0o555);
        assert!(matches!(write(&path, "new"), Err(WriteError::ReadOnlyFolder)));
        mode(folder.path(), 0o755);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    }
}
