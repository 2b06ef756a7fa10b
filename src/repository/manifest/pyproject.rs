//! `pyproject.toml`: the standard table, and Poetry's.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Found, Input};
use crate::repository::Address;

#[derive(Deserialize)]
struct Pyproject {
    project: Option<Project>,
    tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    poetry: Option<Project>,
}

#[derive(Deserialize)]
struct Project {
    name: Option<String>,
    version: Option<String>,
    /// Of the standard table; their names are free.
    #[serde(default)]
    urls: BTreeMap<String, String>,
    /// Of Poetry's.
    repository: Option<String>,
}

pub(super) fn read(input: &Input<'_>) -> Option<Found> {
    let Pyproject { project, tool } = toml::from_str(input.text).ok()?;
    let project = project.or_else(|| tool?.poetry)?;
    let is_source = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["source", "repo", "code", "github", "gitlab", "homepage"].iter().any(|word| name.contains(word))
    };
    let mut urls = project.urls.into_iter().filter(|(name, url)| is_source(name) && is_forge(url));
    let repository = project.repository.or_else(|| urls.next().map(|(_, url)| url));
    Some(Found { name: project.name, version: project.version, repository })
}

fn is_forge(url: &str) -> bool {
    Address::of_page(url).is_some_and(|address| address.is_on_known_forge())
}
