//! `pubspec.yaml` of Dart.

use serde::Deserialize;

use super::{Found, Input};

/// Larger ones are not read: aliases make YAML cost more than its length.
const MAX_SIZE: usize = 64 << 10;

#[derive(Deserialize)]
struct Pubspec {
    name: Option<String>,
    version: Option<String>,
    repository: Option<String>,
    homepage: Option<String>,
}

pub(super) fn pubspec(input: &Input<'_>) -> Option<Found> {
    if input.text.len() > MAX_SIZE {
        return None;
    }
    let Pubspec { name, version, repository, homepage } = serde_yaml::from_str(input.text).ok()?;
    Some(Found { name, version, repository: repository.or(homepage) })
}
