//! The index of git: the paths of all files that are tracked, in one file, however many folders they are in.
//!
//! Only paths are taken from it; what else it holds is skipped, and one that cannot be followed says nothing.

use super::files::Files;

/// An index is not read beyond this many bytes; that of 100,000 files has some 10 MB.
const MAX_SIZE: usize = 64 << 20;

/// What stands before the path of an entry, with an id of SHA-1: times, device, mode, owner, size, id, flags.
const FIXED: usize = 62;

/// The paths of the tracked files, in the order of the index.
pub(super) fn tracked(files: &dyn Files) -> Option<Vec<String>> {
    read(&files.read_worktree_git("index", MAX_SIZE)?)
}

fn read(bytes: &[u8]) -> Option<Vec<String>> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let version = number(4).filter(|version| bytes.starts_with(b"DIRC") && (2..=4).contains(version))?;
    let count = number(8)? as usize;
    let mut paths = Vec::with_capacity(count.min(bytes.len() / FIXED));
    let mut path: Vec<u8> = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let start = at;
        let flags = u16::from_be_bytes(bytes.get(at + FIXED - 2..at + FIXED)?.try_into().ok()?);
        let is_extended = flags & 0x4000 != 0;
        at += if is_extended { FIXED + 2 } else { FIXED };
        if version == 4 {
            // As much of the path before it as they share.
            let (cut, length) = varint(bytes.get(at..)?)?;
            path.truncate(path.len().checked_sub(cut)?);
            at += length;
        } else {
            path.clear();
        }
        let length = memchr::memchr(0, bytes.get(at..)?)?;
        path.extend_from_slice(&bytes[at..at + length]);
        at += length + 1;
        if version < 4 {
            // Entries fill up to a multiple of eight bytes.
            at = start + (at - start).next_multiple_of(8);
        }
        // Names that are no text are of no policy.
        paths.extend(std::str::from_utf8(&path).ok().map(str::to_owned));
    }
    // The rest of a split index is elsewhere; an id of another length ends in disorder.
    let is_whole = !bytes.get(at..)?.starts_with(b"link") && paths.iter().all(|path| !path.is_empty());
    is_whole.then_some(paths)
}

/// A number of git's: seven bits a byte, the first ones first, each step one more.
fn varint(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (index, &byte) in bytes.iter().take(5).enumerate() {
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
        value += 1;
    }
    None
}

/// The index of some files, as git writes it in version 2.
#[cfg(test)]
pub(crate) fn written(paths: &[String]) -> Vec<u8> {
    let mut bytes = b"DIRC\0\0\0\x02".to_vec();
    bytes.extend((paths.len() as u32).to_be_bytes());
    for path in paths {
        let start = bytes.len();
        bytes.extend([0; FIXED]);
        bytes.extend(path.as_bytes());
        bytes.push(0);
        let length = bytes.len() - start;
        bytes.resize(start + length.next_multiple_of(8), 0);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_were_written() {
        let paths = ["SECURITY.md", "a/b", "a/b/c.md", "widget"].map(str::to_owned);
        assert_eq!(read(&written(&paths)).unwrap(), paths);
        assert_eq!(read(&written(&[])), Some(vec![]));
    }

    #[test]
    fn shared_starts_are_put_together() {
        let mut bytes = b"DIRC\0\0\0\x04\0\0\0\x02".to_vec();
        for (cut, rest) in [(0, "docs/a.md"), (4, "security.md")] {
            bytes.extend([0; FIXED]);
            bytes.push(cut);
            bytes.extend(rest.as_bytes());
            bytes.push(0);
        }
        assert_eq!(read(&bytes).unwrap(), ["docs/a.md", "docs/security.md"]);
        assert_eq!(varint(&[0x80, 0x00]), Some((128, 2)));
        assert_eq!(varint(&[0xff; 9]), None);
    }

    #[test]
    fn what_cannot_be_followed_says_nothing() {
        let whole = written(&["a".to_owned(), "b".to_owned()]);
        for length in 0..whole.len() - 7 {
            assert_eq!(read(&whole[..length]), None, "{length}");
        }
        let mut split = whole.clone();
        split.extend(b"link\0\0\0\0");
        let mut many = whole.clone();
        many[8..12].copy_from_slice(&[0xff; 4]);
        let mut later = whole.clone();
        later[7] = 9;
        assert_eq!([read(&split), read(&many), read(&later)], [None, None, None]);
        // Names that are no text are left out.
        let mut odd = whole;
        odd[12 + FIXED] = 0xff;
        assert_eq!(read(&odd).unwrap(), ["b"]);
    }
}
