//! `package.json` of npm and `composer.json` of PHP.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Found, Input};

#[derive(Deserialize)]
struct Package {
    name: Option<String>,
    version: Option<String>,
    repository: Option<Repository>,
    #[serde(default)]
    private: bool,
    workspaces: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Repository {
    Short(String),
    Long { url: String },
    Other(IgnoredAny),
}

pub(super) fn read(input: &Input<'_>) -> Option<Found> {
    let package: Package = serde_json::from_str(input.text).ok()?;
    // The root of a workspace that is never published has a version that says nothing.
    let is_root = package.private && package.workspaces.is_some();
    let repository = match package.repository {
        Some(Repository::Short(url) | Repository::Long { url }) => Some(long(url)),
        Some(Repository::Other(_)) | None => None,
    };
    Some(Found { name: package.name, version: package.version.filter(|_| !is_root), repository })
}

/// npm's short forms: `acme/widget`, `github:acme/widget`, `gitlab:acme/widget`.
fn long(url: String) -> String {
    if url.contains("://") || url.contains('@') {
        return url;
    }
    match url.split_once(':') {
        None | Some(("github", _)) => format!("https://github.com/{}", url.trim_start_matches("github:")),
        Some(("gitlab", path)) => format!("https://gitlab.com/{path}"),
        Some(_) => url,
    }
}

#[derive(Deserialize)]
struct Composer {
    name: Option<String>,
    version: Option<String>,
    homepage: Option<String>,
}

pub(super) fn composer(input: &Input<'_>) -> Option<Found> {
    let Composer { name, version, homepage } = serde_json::from_str(input.text).ok()?;
    Some(Found { name, version, repository: homepage })
}
