//! The packages of a workspace, as the manifests at its root list them.

use serde::Deserialize;

use super::{text, xml};
use crate::repository::files::Files;

/// Larger ones are not read: aliases make YAML cost more than its length.
const MAX_YAML: usize = 64 << 10;

/// Folders of packages from the root, as they are written: a path, or one that ends in `/*`.
pub(in crate::repository) fn patterns(files: &dyn Files) -> Vec<String> {
    let mut patterns = Vec::new();
    let read = |path: &str| text(files, path);
    patterns.extend(read("Cargo.toml").and_then(|text| cargo(&text)).unwrap_or_default());
    patterns.extend(read("package.json").and_then(|text| npm(&text)).unwrap_or_default());
    patterns.extend(read("pnpm-workspace.yaml").and_then(|text| pnpm(&text)).unwrap_or_default());
    patterns.extend(read("pyproject.toml").and_then(|text| uv(&text)).unwrap_or_default());
    patterns.extend(read("pom.xml").map(|text| xml::modules(&text)).unwrap_or_default());
    patterns
}

#[derive(Deserialize)]
struct Members {
    #[serde(default)]
    members: Vec<String>,
}

/// `[workspace] members = ["crates/*"]`
fn cargo(text: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Cargo {
        workspace: Option<Members>,
    }
    let cargo: Cargo = toml::from_str(text).ok()?;
    Some(cargo.workspace?.members)
}

/// `"workspaces": ["packages/*"]`, or `{"packages": […]}` as Yarn had it.
fn npm(text: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Npm {
        workspaces: Option<Workspaces>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Workspaces {
        List(Vec<String>),
        Packages { packages: Vec<String> },
    }
    let npm: Npm = serde_json::from_str(text).ok()?;
    let (Workspaces::List(list) | Workspaces::Packages { packages: list }) = npm.workspaces?;
    Some(list)
}

/// `packages: ["packages/*"]`
fn pnpm(text: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Pnpm {
        packages: Vec<String>,
    }
    let is_small = text.len() <= MAX_YAML;
    is_small.then(|| serde_yaml::from_str(text).ok().map(|pnpm: Pnpm| pnpm.packages)).flatten()
}

/// `[tool.uv.workspace] members = ["packages/*"]`
fn uv(text: &str) -> Option<Vec<String>> {
    #[derive(Deserialize)]
    struct Pyproject {
        tool: Tool,
    }
    #[derive(Deserialize)]
    struct Tool {
        uv: Uv,
    }
    #[derive(Deserialize)]
    struct Uv {
        workspace: Members,
    }
    let pyproject: Pyproject = toml::from_str(text).ok()?;
    Some(pyproject.tool.uv.workspace.members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;

    #[test]
    fn every_kind_of_workspace_lists_its_packages() {
        for (path, text) in [
            ("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b/*\"]\n"),
            ("package.json", r#"{"workspaces": ["a", "b/*"]}"#),
            ("package.json", r#"{"workspaces": {"packages": ["a", "b/*"], "nohoist": []}}"#),
            ("pnpm-workspace.yaml", "packages:\n  - a\n  - 'b/*'\n"),
            ("pyproject.toml", "[tool.uv.workspace]\nmembers = [\"a\", \"b/*\"]\n"),
            (
                "pom.xml",
                "<project><modules><module>a</module><module> b/* </module></modules><version>1</version></project>",
            ),
        ] {
            assert_eq!(patterns(&Tree::default().with(path, text)), ["a", "b/*"], "{path}: {text}");
            for broken in ["", "{", "[", "<a", "tool: 1", "[workspace]\nmembers = 1\n"] {
                assert_eq!(patterns(&Tree::default().with(path, broken)), Vec::<String>::new(), "{path}: {broken}");
            }
        }
    }
}
