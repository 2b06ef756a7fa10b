//! The hooks, run by the real pre-commit in repositories as a user has them. Building secpol anew would take minutes:
//! the hooks find the one that was built for this test.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test ends where its own preparation fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fmt};

use tempfile::TempDir;

/// Says everything but when a reporter gets an answer.
const UNFINISHED: &str = "# Security policy\n\nOnly the latest release gets fixes.\n\n\
    Please report vulnerabilities to <security@acme-widget.dev>, and not in public issues.\n\n\
    We fix the problem, publish an advisory with the release, and credit you in it. Please keep it to yourself until \
    then, for at most 90 days.\n";

/// Says that, too.
fn finished() -> String {
    format!("{UNFINISHED}\nYou get an answer within 3 days.\n")
}

/// A git repository in a temporary folder, with these hooks installed.
struct Repository {
    folder: TempDir,
}

/// A command that has ended.
struct Ended {
    is_success: bool,
    output: String,
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "success: {}\n{}", self.is_success, self.output)
    }
}

impl Repository {
    /// With one of the hooks, and further keys of it.
    fn new(hook: &str, keys: &str) -> Self {
        let repository = Self { folder: TempDir::new().unwrap() };
        let manifest =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")).unwrap();
        let built = manifest.replace("language: rust", "language: system");
        assert_ne!(manifest, built);
        fs::create_dir(repository.path("hooks")).unwrap();
        fs::write(repository.path("hooks/.pre-commit-hooks.yaml"), built).unwrap();
        repository.must("hooks", "git", "init -q .");
        repository.must("hooks", "git", "add .");
        repository.must("hooks", "git", "commit -q -m hooks");
        let revision = repository.must("hooks", "git", "rev-parse HEAD").output;
        let config = format!(
            "repos:\n  - repo: {}\n    rev: {}\n    hooks:\n      - id: {hook}\n{keys}",
            repository.path("hooks").display(),
            revision.trim(),
        );
        repository.must("", "git", "init -q widget");
        repository.write(".pre-commit-config.yaml", &config);
        repository.must("widget", &pre_commit(), "install");
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file of the user's, and stages it.
    fn write(&self, path: &str, text: &str) {
        let file = self.path("widget").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self.must("widget", "git", "add .");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path("widget").join(path)).unwrap()
    }

    fn commit(&self) -> Ended {
        self.run("widget", "git", "commit -q -m change")
    }

    /// Runs the hook as if these files had changed.
    fn changed(&self, paths: &[&str]) -> Ended {
        for path in paths {
            self.write(path, "");
        }
        self.run("widget", &pre_commit(), &format!("run --files {}", paths.join(" ")))
    }

    fn must(&self, folder: &str, program: &str, args: &str) -> Ended {
        let ended = self.run(folder, program, args);
        assert!(ended.is_success, "{program} {args}: {ended:?}");
        ended
    }

    fn run(&self, folder: &str, program: &str, args: &str) -> Ended {
        let built = Path::new(env!("CARGO_BIN_EXE_secpol")).parent().unwrap().to_owned();
        let before = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([built].into_iter().chain(env::split_paths(&before))).unwrap();
        let mut command = Command::new(program);
        command.args(args.split(' ')).current_dir(self.path(folder)).env_clear().env("PATH", path);
        for folder in ["HOME", "PRE_COMMIT_HOME", "XDG_CONFIG_HOME"] {
            command.env(folder, self.folder.path());
        }
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada").env(format!("GIT_{role}_EMAIL"), "ada@widget.example");
        }
        let Output { status, stdout, stderr } = command.env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
        let output = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        Ended { is_success: status.success(), output }
    }
}

/// `.ci/run` says where it put it.
fn pre_commit() -> String {
    env::var("SECPOL_PRE_COMMIT").unwrap_or_else(|_| "pre-commit".to_owned())
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn a_commit_fails_until_the_policy_has_every_section() {
    let repository = Repository::new("secpol", "");
    repository.write("SECURITY.md", UNFINISHED);
    let failed = repository.commit();
    assert!(!failed.is_success && failed.output.contains("error[missing-response-timeline]"), "{failed:?}");
    repository.write("SECURITY.md", &finished());
    let passed = repository.commit();
    assert!(passed.is_success && passed.output.contains("Passed"), "{passed:?}");
    repository.write("src/main.c", "");
    let other = repository.commit();
    assert!(other.is_success && other.output.contains("(no files to check)Skipped"), "{other:?}");
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn policies_are_known_by_their_places() {
    let repository = Repository::new("secpol", "");
    for path in ["SECURITY.md", ".github/Security.MD", "docs/security.md", ".gitlab/SECURITY.md", ".gitea/SECURITY.md"]
    {
        let ended = repository.changed(&[path]);
        assert!(!ended.is_success && ended.output.contains(path), "{path}: {ended:?}");
    }
    for path in ["src/security.md", "docs/guide/SECURITY.md", "MYSECURITY.md", "SECURITY.md.orig", "SECURITY.mdx"] {
        let ended = repository.changed(&[path]);
        assert!(ended.output.contains("(no files to check)"), "{path}: {ended:?}");
    }
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn arguments_go_before_the_files() {
    let repository = Repository::new("secpol", "        args: [--ignore, missing-response-timeline]\n");
    repository.write("SECURITY.md", UNFINISHED);
    let ended = repository.commit();
    assert!(ended.is_success, "{ended:?}");
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn what_was_mended_is_to_be_staged_and_then_passes() {
    let repository = Repository::new("secpol-fix", "");
    let link = "See [our profile](http://hackerone.com/acme-widget).\n";
    repository.write("SECURITY.md", &format!("{}\n{link}", finished()));
    let failed = repository.commit();
    assert!(!failed.is_success && failed.output.contains("files were modified by this hook"), "{failed:?}");
    assert_eq!(repository.read("SECURITY.md"), format!("{}\n{}", finished(), link.replace("http:", "https:")));
    repository.must("widget", "git", "add .");
    let passed = repository.commit();
    assert!(passed.is_success, "{passed:?}");
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn a_repository_is_linted_when_its_policy_goes() {
    let repository = Repository::new("secpol-repository", "");
    let missing = repository.commit();
    assert!(!missing.is_success && missing.output.contains("error[missing-policy]"), "{missing:?}");
    repository.write("SECURITY.md", &finished());
    let added = repository.commit();
    assert!(added.is_success, "{added:?}");
    repository.must("widget", "git", "rm -q SECURITY.md");
    let deleted = repository.commit();
    assert!(!deleted.is_success && deleted.output.contains("error[missing-policy]"), "{deleted:?}");
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn a_repository_is_linted_when_what_surrounds_the_policy_changes() {
    let repository = Repository::new("secpol-repository", "        args: [--select, missing-readme-link]\n");
    repository.write("SECURITY.md", &finished());
    repository.write(".secpol.yaml", "extends: []\nrules: { missing-readme-link: error }\n");
    repository.write("README.md", "# Widget\n");
    let failed = repository.commit();
    assert!(!failed.is_success && failed.output.contains("README.md:1:1"), "{failed:?}");
    repository.write("README.md", "# Widget\n\nSee the [security policy](SECURITY.md).\n");
    let passed = repository.commit();
    assert!(passed.is_success, "{passed:?}");
}

#[test]
#[ignore = "needs pre-commit, which .ci/run installs"]
fn what_surrounds_the_policy_is_known_by_its_name() {
    let repository = Repository::new("secpol-repository", "        always_run: false\n");
    for path in [
        "SECURITY.md",
        "docs/security.rst",
        "README.md",
        "readme",
        ".github/README.md",
        "CONTRIBUTING.md",
        "security.txt",
        "public/.well-known/security.txt",
        ".github/ISSUE_TEMPLATE/config.yml",
        "Cargo.toml",
        "packages/a/package.json",
        "pyproject.toml",
        "setup.cfg",
        "VERSION",
        "composer.json",
        "pom.xml",
        "src/Widget.csproj",
        "widget.gemspec",
        "mix.exs",
        "pubspec.yaml",
        "build.gradle",
        "build.gradle.kts",
        ".secpol.yaml",
        ".github/secpol.yaml",
    ] {
        let ended = repository.changed(&[path]);
        assert!(!ended.output.contains("(no files to check)"), "{path}: {ended:?}");
    }
    let ended =
        repository.changed(&["src/main.c", "docs/guide.md", "readme-build.sh", "my-package.json", "conversion"]);
    assert!(ended.output.contains("(no files to check)"), "{ended:?}");
}
