//! The hooks, the action and the snippets of `docs/integrations.md`, as far as no other tool is needed to try them.
//! `.ci/integrations` lets the tools that read them have their say.

#![expect(clippy::unwrap_used, reason = "a test ends where its own preparation fails")]

use std::fs;
use std::path::Path;

use serde_yaml::Value;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The snippets of the page in a language.
fn snippets(language: &str) -> Vec<String> {
    let page = read("docs/integrations.md");
    let open = format!("```{language}\n");
    page.split(&open).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn snippets_are_yaml_and_name_their_file() {
    let all = snippets("yaml");
    let files: Vec<&str> = all.iter().map(|text| text.lines().next().unwrap().strip_prefix("# ").unwrap()).collect();
    let workflow = ".github/workflows/security-policy.yml";
    let hooks = ".pre-commit-config.yaml";
    assert_eq!(files, [hooks, hooks, workflow, ".gitlab-ci.yml", "azure-pipelines.yml"]);
    for text in all {
        assert!(yaml(&text).is_mapping(), "{text}");
    }
}

#[test]
fn snippets_take_the_release_of_this_version() {
    let version = concat!("v", env!("CARGO_PKG_VERSION"));
    let page = read("docs/integrations.md") + &read("README.md");
    for mark in ["rev: ", "secpol/secpol@", "--tag "] {
        let named: Vec<&str> = page.split(mark).skip(1).map(|rest| rest.split_whitespace().next().unwrap()).collect();
        assert!(!named.is_empty() && named.iter().all(|name| *name == version), "{mark}: {named:?}");
    }
}

#[test]
fn actions_of_others_are_pinned_by_their_full_hash() {
    let mut count = 0;
    for text in [read("action.yml"), read("docs/integrations.md")] {
        let used = text.lines().filter_map(|line| line.trim_start_matches([' ', '-']).strip_prefix("uses: "));
        for used in used.filter(|used| !used.starts_with("secpol/secpol@")) {
            let (hash, version) = used.split_once('@').unwrap().1.split_once(" # v").unwrap();
            assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{used}");
            assert!(version.split('.').count() == 3, "{used}");
            count += 1;
        }
    }
    assert_eq!(count, 2);
}

#[test]
fn hooks_take_their_files_at_once_and_from_the_start_of_the_path() {
    let hooks = yaml(&read(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_sequence().unwrap();
    let ids: Vec<&str> = hooks.iter().map(|hook| hook["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["secpol", "secpol-fix", "secpol-repository"]);
    for hook in hooks {
        let files = hook["files"].as_str().unwrap().trim_end();
        assert!(files.starts_with("(?i)^(") || files.starts_with("(?xi)^("), "{files}");
        assert!(files.ends_with('$') && hook["require_serial"] == Value::Bool(true), "{files}");
    }
    assert_eq!((&hooks[2]["always_run"], &hooks[2]["pass_filenames"]), (&Value::Bool(true), &Value::Bool(false)));
}

#[cfg(unix)]
mod action {
    use std::io::Write as _;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;
    use std::process::{Command, Output, Stdio};

    use tempfile::TempDir;

    use super::*;

    /// The folders of a runner; `work` is what it checked out.
    struct Runner(TempDir);

    impl Runner {
        fn new(policy: &str) -> Self {
            let runner = Self(TempDir::new().unwrap());
            for folder in ["work", "temp/secpol/bin", "bin"] {
                fs::create_dir_all(runner.path(folder)).unwrap();
            }
            fs::write(runner.path("work/SECURITY.md"), policy).unwrap();
            runner
        }

        fn path(&self, path: &str) -> PathBuf {
            self.0.path().join(path)
        }

        /// Puts a program in the place of one that the action calls.
        fn program(&self, path: &str, script: &str) {
            // Written by another process: one that this one has open cannot be run by a test beside this.
            let mut install = Command::new("install")
                .args(["-m", "755", "/dev/stdin"])
                .arg(self.path(path))
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            write!(install.stdin.take().unwrap(), "#!/bin/sh\n{script}").unwrap();
            assert!(install.wait().unwrap().success());
        }

        /// Runs a step by its name, as GitHub's runner does: the inputs are in variables.
        fn step(&self, name: &str, variables: &[(&str, &str)]) -> Output {
            let action = yaml(&read("action.yml"));
            let steps = action["runs"]["steps"].as_sequence().unwrap().clone();
            let step = steps.into_iter().find(|step| step["name"].as_str() == Some(name)).unwrap();
            let script = step["run"].as_str().unwrap();
            assert!(!script.contains("${{"), "an input may be anything: {script}");
            for (variable, _) in variables {
                assert!(step["env"][*variable].is_string(), "{variable}");
            }
            let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
            Command::new("bash")
                .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
                .current_dir(self.path("work"))
                .env_clear()
                .env("PATH", path)
                .env("CI", "true")
                .env("GITHUB_ACTIONS", "true")
                .env("RUNNER_TEMP", self.path("temp"))
                .env("GITHUB_OUTPUT", self.path("temp/output"))
                .env("GITHUB_ACTION_PATH", "/action")
                .envs(variables.iter().copied())
                .output()
                .unwrap()
        }

        /// Lints, and gives exit code and standard output.
        fn lint(&self, args: &str, upload: &str) -> (Option<i32>, String) {
            let Output { status, stdout, .. } = self.step("Lint", &[("SECPOL_ARGS", args), ("SECPOL_UPLOAD", upload)]);
            (status.code(), String::from_utf8(stdout).unwrap())
        }
    }

    const POLICY: &str = "# Security policy\n\nPlease open an issue.\n";

    #[test]
    fn it_ends_as_secpol_does() {
        let runner = Runner::new(POLICY);
        symlink(env!("CARGO_BIN_EXE_secpol"), runner.path("temp/secpol/bin/secpol")).unwrap();
        let (code, output) = runner.lint("--output-format concise", "false");
        assert_eq!(code, Some(1), "{output}");
        assert!(output.starts_with("SECURITY.md:1:1: error["), "{output}");
        assert_eq!(runner.lint("--fail-on never", "false").0, Some(0));
        assert_eq!(runner.lint("--no-such-flag", "false").0, Some(2));
        assert!(!runner.path("temp/output").exists());
    }

    #[test]
    fn arguments_are_words_and_nothing_else() {
        let runner = Runner::new(POLICY);
        runner.program("temp/secpol/bin/secpol", "printf '%s\\n' \"$@\"");
        let (_, output) = runner.lint("--ruleset  strict\n--ignore x; touch new $(touch new) `touch new` *\n", "false");
        let words =
            ["lint", "--ruleset", "strict", "--ignore", "x;", "touch", "new", "$(touch", "new)", "`touch", "new`", "*"];
        assert_eq!(output.lines().collect::<Vec<_>>(), words);
        assert!(!runner.path("work/new").exists());
        assert_eq!(runner.lint("", "false").1, "lint\n");
    }

    #[test]
    fn what_was_found_is_handed_on_to_the_upload() {
        let runner = Runner::new(POLICY);
        let sarif = runner.path("temp/secpol.sarif").display().to_string();
        runner.program("temp/secpol/bin/secpol", "printf '%s\\n' \"$@\"; exit 2");
        let words = format!("lint\n-q\n--output-format\nfull\n--output-format\nsarif={sarif}\n");
        assert_eq!(runner.lint("-q", "true"), (Some(2), words));
        assert!(!runner.path("temp/output").exists(), "there is no file to upload");
        runner.program("temp/secpol/bin/secpol", "echo '{}' > \"${5#sarif=}\"; exit 1");
        assert_eq!(runner.lint("", "true").0, Some(1));
        assert_eq!(fs::read_to_string(runner.path("temp/output")).unwrap(), format!("sarif={sarif}\n"));
    }

    #[test]
    fn a_release_or_this_revision_is_installed() {
        let runner = Runner::new(POLICY);
        runner.program("bin/cargo", "printf '%s ' \"$@\"");
        let install = |version: &str| {
            let Output { stdout, .. } = runner.step("Install secpol", &[("SECPOL_VERSION", version)]);
            String::from_utf8(stdout).unwrap()
        };
        let root = runner.path("temp/secpol").display().to_string();
        assert_eq!(install(""), format!("install --locked --root {root} --path /action "));
        let repository = concat!(env!("CARGO_PKG_REPOSITORY"), " --tag");
        assert_eq!(install("0.1.0"), format!("install --locked --root {root} --git {repository} v0.1.0 "));
    }
}
