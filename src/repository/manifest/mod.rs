//! Manifests of packages: what a project is called, its version, and where it says that it is hosted.
//!
//! One file a format, one row of [`FORMATS`] each. A manifest that is broken, very large, or computes its version says
//! nothing; nothing is ever run.

mod cargo;
mod literal;
mod package_json;
mod pyproject;
mod workspace;
mod xml;
mod yaml;

use super::files::{Entry, Files, join};
use super::git::Address;
use super::version::Release;

pub(super) use workspace::patterns;

/// Manifests are not read beyond this many bytes.
const MAX_SIZE: usize = 1 << 20;

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Where it lies, from the root of the repository.
    pub path: String,
    /// What the package is called.
    pub name: Option<String>,
    /// Its version, where that is written out.
    pub version: Option<Release>,
    /// Where it is hosted.
    pub repository: Option<Address>,
}

/// What a reader finds in a manifest, as it is written.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    name: Option<String>,
    version: Option<String>,
    repository: Option<String>,
}

/// What a reader may look at.
struct Input<'a> {
    text: &'a str,
    /// For what a manifest inherits from the root of its workspace.
    files: &'a dyn Files,
}

struct Format {
    is: fn(&str) -> bool,
    read: fn(&Input<'_>) -> Option<Found>,
}

/// Every format, by the name of its file.
const FORMATS: &[Format] = &[
    Format { is: |name| name == "Cargo.toml", read: cargo::read },
    Format { is: |name| name == "package.json", read: package_json::read },
    Format { is: |name| name == "pyproject.toml", read: pyproject::read },
    Format { is: |name| name == "setup.cfg", read: |input| Some(literal::setup_cfg(input)) },
    Format { is: |name| name == "VERSION", read: |input| Some(literal::version_file(input)) },
    Format { is: |name| name == "composer.json", read: package_json::composer },
    Format { is: |name| name == "pom.xml", read: xml::pom },
    Format { is: |name| has_extension(name, "csproj"), read: xml::csproj },
    Format { is: |name| has_extension(name, "gemspec"), read: |input| Some(literal::gemspec(input)) },
    Format { is: |name| name == "mix.exs", read: |input| Some(literal::mix(input)) },
    Format { is: |name| name == "pubspec.yaml", read: yaml::pubspec },
    Format {
        is: |name| name == "build.gradle" || name == "build.gradle.kts",
        read: |input| Some(literal::gradle(input)),
    },
];

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, found)| !stem.is_empty() && found == extension)
}

/// Whether a file of this name is a manifest.
pub(super) fn is_manifest(name: &str) -> bool {
    FORMATS.iter().any(|format| (format.is)(name))
}

/// The manifests among the entries of a folder, in the order of the table.
pub(super) fn read_all(files: &dyn Files, folder: &str, entries: &[Entry]) -> Vec<Manifest> {
    let mut manifests = Vec::new();
    for format in FORMATS {
        for entry in entries.iter().filter(|entry| entry.is_file() && (format.is)(&entry.name)) {
            manifests.extend(read(files, join(folder, &entry.name), format));
        }
    }
    manifests
}

fn read(files: &dyn Files, path: String, format: &Format) -> Option<Manifest> {
    let text = text(files, &path)?;
    let found = (format.read)(&Input { text: &text, files })?;
    let version = found.version.and_then(|text| Release::parse(&text)).filter(|release| !release.is_nothing());
    let repository = found.repository.and_then(|url| Address::of_page(&url).or_else(|| Address::parse(&url)));
    Some(Manifest { path, name: found.name.filter(|name| !name.trim().is_empty()), version, repository })
}

/// The text of a manifest.
fn text(files: &dyn Files, path: &str) -> Option<String> {
    let text = String::from_utf8(files.read(path, MAX_SIZE)?).ok()?;
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;

    /// Name, version and owner of the one manifest of a tree.
    fn found(path: &str, text: &str) -> String {
        let tree = Tree::default().with(path, text);
        shown(&read_all(&tree, "", &tree.list("")))
    }

    fn shown(manifests: &[Manifest]) -> String {
        let one = |manifest: &Manifest| {
            let version = manifest.version.as_ref().map_or("-".to_owned(), ToString::to_string);
            let owner = manifest.repository.as_ref().map_or("-", |address| &address.owner);
            format!("{} {version} {owner}", manifest.name.as_deref().unwrap_or("-"))
        };
        manifests.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn every_format_is_read() {
        for (path, text, expected) in [
            (
                "Cargo.toml",
                "[package]\nname = \"widget\"\nversion = \"0.37.0\"\nrepository = \"https://github.com/acme/widget\"\n",
                "widget 0.37.0 acme",
            ),
            (
                "package.json",
                r#"{"name": "@acme/widget", "version": "2.1.0", "repository": {"url": "git+https://github.com/acme/widget.git"}}"#,
                "@acme/widget 2.1.0 acme",
            ),
            ("package.json", r#"{"name": "widget", "repository": "github:acme/widget"}"#, "widget - acme"),
            ("package.json", r#"{"name": "widget", "repository": "acme/widget"}"#, "widget - acme"),
            (
                "pyproject.toml",
                "[project]\nname = \"widget\"\nversion = \"3.0rc1\"\n[project.urls]\nSource = \"https://github.com/acme/widget\"\n",
                "widget 3.0rc1 acme",
            ),
            ("pyproject.toml", "[tool.poetry]\nname = \"widget\"\nversion = \"1.2\"\n", "widget 1.2 -"),
            ("pyproject.toml", "[project]\nname = \"widget\"\ndynamic = [\"version\"]\n", "widget - -"),
            ("setup.cfg", "[metadata]\nname = widget\nversion = 1.4\n[options]\nversion = 9\n", "widget 1.4 -"),
            ("setup.cfg", "[metadata]\nname = widget\nversion = attr: widget.__version__\n", "widget - -"),
            ("VERSION", "1.4.2\n", "- 1.4.2 -"),
            ("VERSION", "see git\n", "- - -"),
            ("composer.json", r#"{"name": "acme/widget", "version": "v5.1"}"#, "acme/widget v5.1 -"),
            (
                "pom.xml",
                "<?xml version=\"1.0\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><parent><version>9</version></parent>\
                 <artifactId>widget</artifactId><version>2.4-SNAPSHOT</version><scm><url>https://github.com/acme/widget</url></scm></project>",
                "widget 2.4-SNAPSHOT acme",
            ),
            (
                "pom.xml",
                "<project><artifactId>w</artifactId><parent><version>9.1</version></parent></project>",
                "w 9.1 -",
            ),
            ("pom.xml", "<project><artifactId>w</artifactId><version>${revision}</version></project>", "w - -"),
            (
                "Widget.csproj",
                "<Project><PropertyGroup><PackageId>Widget</PackageId><Version>4.2.1</Version></PropertyGroup></Project>",
                "Widget 4.2.1 -",
            ),
            (
                "widget.gemspec",
                "Gem::Specification.new do |s|\n  s.name = 'widget'\n  s.version = \"0.9.1\"\n  s.homepage = 'https://github.com/acme/widget'\nend\n",
                "widget 0.9.1 acme",
            ),
            (
                "widget.gemspec",
                "Gem::Specification.new do |s|\n  s.name = \"widget\"\n  s.version = Widget::VERSION\nend\n",
                "widget - -",
            ),
            (
                "mix.exs",
                "def project do\n  [\n    app: :widget,\n    version: \"1.3.0\",\n    deps: deps()\n  ]\nend\n",
                "widget 1.3.0 -",
            ),
            ("mix.exs", "  @version \"1.3.0\"\n  [app: :widget, version: @version]\n", "widget 1.3.0 -"),
            (
                "pubspec.yaml",
                "name: widget\nversion: 1.2.3+4\nrepository: https://github.com/acme/widget\n",
                "widget 1.2.3+4 acme",
            ),
            ("build.gradle", "plugins { id 'java' version '9' }\nversion = '2.2.0'\n", "- 2.2.0 -"),
            ("build.gradle", "version '2.2.0'\n", "- 2.2.0 -"),
            ("build.gradle.kts", "group = \"example.widget\"\nversion = \"2.2.0\"\n", "- 2.2.0 -"),
            ("build.gradle", "version = \"$base.0\"\n", "- - -"),
            ("Cargo.toml", "[package]\nname = \"widget\"\nversion = \"0.0.0\"\n", "widget - -"),
            ("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n", ""),
            (
                "package.json",
                r#"{"private": true, "workspaces": ["a"], "name": "root", "version": "1.0.0"}"#,
                "root - -",
            ),
        ] {
            assert_eq!(found(path, text), expected, "{path}: {text}");
        }
    }

    #[test]
    fn broken_manifests_say_nothing() {
        for path in
            ["Cargo.toml", "package.json", "pyproject.toml", "composer.json", "pom.xml", "a.csproj", "pubspec.yaml"]
        {
            for text in ["", "{", "<", "[", "\u{0}", "a: &a [*a, *a]", "- [", "\"\""] {
                assert!(!found(path, text).contains(|c: char| c.is_ascii_digit()), "{path}: {text}");
            }
            assert_eq!(found(path, &"[".repeat(100_000)), "", "{path}");
            assert_eq!(found(path, &"{\"a\":".repeat(100_000)), "", "{path}");
            assert_eq!(found(path, &"<a>".repeat(100_000)), "", "{path}");
        }
        let tree = Tree::default().with("VERSION", b"\xff\xfe1");
        assert_eq!(read_all(&tree, "", &tree.list("")), []);
        let tree = Tree::default().with("VERSION", " ".repeat(MAX_SIZE + 1));
        assert_eq!(read_all(&tree, "", &tree.list("")), []);
    }

    #[test]
    fn aliases_in_yaml_do_not_multiply() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = level - 1;
            let line = format!(
                "a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}]\n"
            );
            text.push_str(&line);
        }
        assert!(!found("pubspec.yaml", &text).contains("1.2"));
    }

    #[test]
    fn members_of_a_workspace_inherit() {
        let tree = Tree::default()
            .with("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n[workspace.package]\nversion = \"0.4.1\"\n")
            .with("a/Cargo.toml", "[package]\nname = \"widget-a\"\nversion.workspace = true\n");
        assert_eq!(shown(&read_all(&tree, "a", &tree.list("a"))), "widget-a 0.4.1 -");
        assert_eq!(shown(&read_all(&tree, "", &tree.list(""))), "- 0.4.1 -");
    }
}
