//! Reads files: never more than the limit, and never waiting for what a folder scan came across.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::source::{DecodeError, Source};

/// Why a file is not linted: the end of a sentence that begins with its path.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    /// Nothing is there.
    #[error("does not exist")]
    NotFound,
    /// A symbolic link to nothing.
    #[error("is a symbolic link to {}, which does not exist", super::paths::display(.0))]
    BrokenLink(PathBuf),
    /// A symbolic link out of the repository that was to be linted.
    #[error("is a symbolic link that leads out of the repository")]
    LinkOutside,
    /// A folder with the name of a policy.
    #[error("is a directory, not a file")]
    Directory,
    /// A file, where a folder is asked for.
    #[error("is not a directory")]
    NotDirectory,
    /// A folder without a policy, where one is to be shown.
    #[error("has no security policy")]
    NoPolicy,
    /// A policy in another format.
    #[error("is not Markdown")]
    NotMarkdown,
    /// A pipe, socket or device, met in a folder.
    #[error("is not a regular file")]
    NotRegular,
    /// More bytes than allowed.
    #[error("has more than {}; raise the limit with --max-size", size(*.0))]
    TooLarge(u64),
    /// A configuration with more bytes than any needs.
    #[error("has more than {}, too much for a configuration", size(crate::rulesets::MAX_SIZE as u64))]
    ConfigTooLarge,
    /// Its bytes are no text.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Everything else that the system says.
    #[error("cannot be read: {}", reason(.0))]
    Io(#[from] io::Error),
}

/// Reads a file that the user named; a pipe or device is read too, as far as the limit goes.
pub(super) fn read_file(path: &Path, name: &str, max_size: u64) -> Result<Source, InputError> {
    let metadata = fs::metadata(path).map_err(|error| missing(path, error))?;
    if metadata.is_dir() {
        return Err(InputError::Directory);
    }
    read_sized(File::open(path)?, metadata.len(), name, max_size)
}

/// Whether something met in a folder is a regular file: opening a pipe would wait for its other end.
pub(super) fn regular(path: &Path) -> Result<(), InputError> {
    let kind = fs::metadata(path).map_err(|error| missing(path, error))?.file_type();
    match (kind.is_dir(), kind.is_file()) {
        (true, _) => Err(InputError::Directory),
        (_, true) => Ok(()),
        _ => Err(InputError::NotRegular),
    }
}

/// Reads a stream to its end, or to one byte over the limit.
pub(super) fn read(stream: impl Read, name: &str, max_size: u64) -> Result<Source, InputError> {
    read_sized(stream, 0, name, max_size)
}

/// Reads a stream that is probably of that size, in as few calls.
fn read_sized(stream: impl Read, size: u64, name: &str, max_size: u64) -> Result<Source, InputError> {
    // A source has less than 4 GiB, so that more need not be kept to say so.
    let limit = max_size.min(u64::from(u32::MAX) - 1);
    let mut bytes = Vec::with_capacity(size.min(limit) as usize + 1);
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(InputError::TooLarge(limit));
    }
    Ok(Source::decode(name, bytes)?)
}

/// Tells a broken link from nothing at all.
pub(super) fn missing(path: &Path, error: io::Error) -> InputError {
    match fs::read_link(path) {
        Ok(target) if error.kind() == io::ErrorKind::NotFound => InputError::BrokenLink(target),
        _ if error.kind() == io::ErrorKind::NotFound => InputError::NotFound,
        _ => InputError::Io(error),
    }
}

/// What the system says, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// A number of bytes, in the largest unit that it is a whole number of.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit && bytes % unit == 0) {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_the_limit_is_read() {
        assert!(read(io::repeat(b'a'), "t", 10).is_err_and(|error| matches!(error, InputError::TooLarge(10))));
        assert_eq!(read(&b"0123456789"[..], "t", 10).unwrap().text().len(), 10);
    }

    #[test]
    fn sizes_have_readable_units() {
        assert_eq!([size(16 << 20), size(1536), size(4096)], ["16 MiB", "1536 bytes", "4 KiB"]);
    }
}
