//! `Cargo.toml`, of a package or of a workspace.

use serde::Deserialize;

use super::{Found, Input, text};

#[derive(Deserialize)]
struct Cargo {
    package: Option<Package>,
    workspace: Option<Workspace>,
}

#[derive(Deserialize)]
struct Workspace {
    package: Option<Package>,
}

#[derive(Default, Deserialize)]
struct Package {
    name: Option<String>,
    version: Option<Value>,
    repository: Option<Value>,
}

/// A text, or `{ workspace = true }`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Inherited { workspace: bool },
}

impl Value {
    fn or_inherited(self, shared: Option<Value>) -> Option<String> {
        match (self, shared) {
            (Self::Text(text), _) | (Self::Inherited { workspace: true }, Some(Self::Text(text))) => Some(text),
            _ => None,
        }
    }
}

pub(super) fn read(input: &Input<'_>) -> Option<Found> {
    let Cargo { package, workspace } = toml::from_str(input.text).ok()?;
    let own_workspace = workspace.is_some();
    let shared = workspace.and_then(|workspace| workspace.package);
    let Some(package) = package else {
        // The packages of a workspace without one at its root share what they may inherit.
        let Package { version, repository, .. } = shared?;
        let plain = |value: Option<Value>| value.and_then(|value| value.or_inherited(None));
        return Some(Found { name: None, version: plain(version), repository: plain(repository) });
    };
    let is_inherited = |value: &Option<Value>| matches!(value, Some(Value::Inherited { .. }));
    let needs_root = !own_workspace && (is_inherited(&package.version) || is_inherited(&package.repository));
    let shared = if needs_root { shared_by_root(input) } else { shared };
    let Package { version, repository, .. } = shared.unwrap_or_default();
    Some(Found {
        name: package.name,
        version: package.version.and_then(|value| value.or_inherited(version)),
        repository: package.repository.and_then(|value| value.or_inherited(repository)),
    })
}

/// What the workspace at the root of the repository gives to its members.
fn shared_by_root(input: &Input<'_>) -> Option<Package> {
    let root: Cargo = toml::from_str(&text(input.files, "Cargo.toml")?).ok()?;
    root.workspace?.package
}
