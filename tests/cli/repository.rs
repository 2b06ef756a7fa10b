//! Which repositories and policies are found, and what is read around them.

use std::io::{self, Write as _};
use std::process::Command;

use crate::fixture::{CONFIG, Folder, PRIVATE, PUBLIC};

/// Lints with one rule, and gives the path of each finding.
fn paths(folder: &Folder, args: &str) -> Vec<String> {
    let ended =
        folder.run(&format!("lint --output-format concise --select missing-private-channel,missing-policy {args}"));
    ended.stdout.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn verbose_says_which_file_was_chosen_and_why() {
    let folder = Folder::repository(PRIVATE).with(".github/SECURITY.md", PRIVATE).with("docs/Security.md", PRIVATE);
    insta::assert_snapshot!(folder.run("lint -v --select missing-private-channel"));
    let config = "[remote \"origin\"]\n\turl = https://gitlab.com/acme/widget.git\n";
    insta::assert_snapshot!(folder.with(".git/config", config).run("lint -v --select missing-private-channel"));
}

/// The policy that is linted without a path, from a folder.
fn chosen(folder: &Folder, from: &str) -> String {
    let ended = folder.secpol(["lint", "--select", "missing-private-channel"]).inside(from).end();
    ended.stderr.split(": ").next().unwrap().to_owned()
}

#[test]
fn each_forge_has_its_places_and_their_order() {
    let all = [".github/Security.md", "security.MD", "docs/SECURITY.md", ".gitlab/SECURITY.md", ".forgejo/SECURITY.md"];
    for (host, order) in [
        ("github.com", &[".github/Security.md", "security.MD", "docs/SECURITY.md"][..]),
        ("gitlab.com", &["security.MD", ".gitlab/SECURITY.md", "docs/SECURITY.md"]),
        ("codeberg.org", &[".forgejo/SECURITY.md", ".github/Security.md", "security.MD", "docs/SECURITY.md"]),
    ] {
        let config = format!("[remote \"origin\"]\n\turl = https://{host}/acme/widget.git\n");
        let mut folder = Folder::new().with(".git/config", config).with("src/main.rs", "");
        for path in all {
            folder = folder.with(path, PRIVATE);
        }
        for path in order {
            assert_eq!(chosen(&folder, ""), *path, "{host}");
            std::fs::remove_file(folder.path(path)).unwrap();
        }
        assert_eq!(chosen(&folder, "src"), "..", "{host}");
    }
}

#[test]
fn the_repository_is_found_from_any_folder_in_it() {
    let folder = Folder::repository(PRIVATE).with("src/deep/main.rs", "");
    assert_eq!(chosen(&folder, "src/deep"), "../../SECURITY.md");
    assert_eq!(chosen(&folder, ".git"), "../SECURITY.md");
}

#[test]
fn the_configuration_can_name_the_forge() {
    let config = format!("{CONFIG}project: {{ forge: gitlab }}\n");
    let folder = Folder::repository(PRIVATE).with(".github/SECURITY.md", PUBLIC);
    assert_eq!(paths(&folder, ""), [".github/SECURITY.md"]);
    let folder = folder.with(".secpol.yaml", &config);
    assert_eq!(chosen(&folder, ""), "SECURITY.md");
    let ended = folder.run("lint -v --select missing-private-channel");
    assert!(ended.stderr.contains("chosen: GitLab looks in the root, then .gitlab/"), "{ended}");
    let folder = folder.with(".secpol.yaml", format!("{CONFIG}project: {{ forge: forgejo }}\n"));
    std::fs::remove_file(folder.path(".github/SECURITY.md")).unwrap();
    let ended = folder.run("lint -v --select missing-private-channel");
    let order = "chosen: Forgejo looks in .forgejo/, then .gitea/, then .github/, then the root\n";
    assert!(ended.stderr.contains(order), "{ended}");
    let folder = folder.with(".secpol.yaml", config).with(".github/SECURITY.md", PUBLIC);
    assert!(folder.run("inspect").stdout.contains("security@widget.example"));
    assert!(folder.run("config").stdout.contains("SECURITY.md") && !folder.run("config").stdout.contains(".github/S"));
    // A mistake there is told once.
    let ended = folder.with(".secpol.yaml", "project: { forge: gutlab }\n").run("lint");
    assert_eq!((ended.code, ended.stderr.matches("is not a forge").count()), (Some(2), 1), "{ended}");
}

#[test]
fn a_policy_in_another_format_is_there_and_not_linted() {
    let folder = Folder::new().with("SECURITY.rst", "Security\n========\n").with("README.md", "# Widget\n");
    insta::assert_snapshot!(folder.run("lint"));
    let json = folder.run("lint --output-format json").stdout;
    assert!(json.contains("\"kind\": \"not-linted\",\n      \"path\": \"SECURITY.rst\""), "{json}");
    for name in ["SECURITY", "security.txt", "docs/SECURITY.adoc", ".github/SECURITY.markdown"] {
        let ended = Folder::new().with(name, "x").run("lint");
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{name}: {ended}");
    }
}

#[test]
fn a_file_for_programs_is_no_policy() {
    let fields = "Contact: mailto:security@acme-widget.dev\nExpires: 2031-01-01T00:00:00Z\n";
    let lint = |folder: &Folder| folder.run("lint --output-format concise --select missing-policy,shadowed-policy");
    for path in ["security.txt", "docs/security.txt"] {
        let folder = Folder::new().with(".git/HEAD", "ref: refs/heads/main\n").with(path, fields);
        assert!(lint(&folder).stdout.contains("error[missing-policy]"), "{path}");
        let ended = lint(&folder.with("SECURITY.md", PRIVATE));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{path}");
    }
    let text = "Security\n\nContact: security@acme-widget.dev\n\nWe answer within 3 days.\nThank you.\n";
    let ended = lint(&Folder::new().with(".git/HEAD", "ref: refs/heads/main\n").with("SECURITY.txt", text));
    assert!(ended.code == Some(0) && ended.stderr.contains("this policy is there, and not linted"), "{ended}");
}

#[test]
fn a_readme_with_the_policy_in_it_is_pointed_out() {
    let readme = "# Widget\n\n## Reporting vulnerabilities\n\nWrite to <security@widget.example>.\n";
    insta::assert_snapshot!(Folder::new().with("README.md", readme).run("lint --output-format full"));
}

#[test]
fn every_repository_below_a_folder_is_linted() {
    let folder = Folder::new()
        .with("all/a/.git/HEAD", "")
        .with("all/a/SECURITY.md", PUBLIC)
        .with("all/a/vendor/x/SECURITY.md", PUBLIC)
        .with("all/deep/er/b/docs/security.md", PUBLIC)
        .with("all/none/.git/HEAD", "")
        .with("all/no/src/main.rs", "")
        .with("all/node_modules/x/SECURITY.md", PUBLIC)
        .with("all/left-out/.git/HEAD", "")
        .with("all/.gitignore", "left-out/\nc\n")
        .with("all/c/SECURITY.md", PUBLIC);
    assert_eq!(paths(&folder, "all"), ["all/a/SECURITY.md", "all/deep/er/b/docs/security.md", "all/none"]);
    // What was named is linted, whatever is ignored.
    assert_eq!(paths(&folder, "all/c/SECURITY.md all/left-out"), ["all/c/SECURITY.md", "all/left-out"]);
    assert_eq!(paths(&folder, "all/no"), ["all/no"]);
}

#[test]
fn a_folder_with_a_policy_is_one_repository() {
    let folder = Folder::new().with("SECURITY.md", PUBLIC).with("packages/a/SECURITY.md", PUBLIC);
    assert_eq!(paths(&folder, "."), ["SECURITY.md"]);
    assert_eq!(paths(&folder, "packages/a"), ["packages/a/SECURITY.md"]);
}

#[test]
fn a_package_has_a_policy_of_its_own() {
    let table = |row: &str| format!("# Security policy\n\n| Version | Supported |\n|---|---|\n| {row} | yes |\n");
    let folder = Folder::repository(&table("5.x"))
        .with("VERSION", "5.0.0")
        .with("packages/core/VERSION", "2.3.0")
        .with("packages/core/SECURITY.md", table("1.x"))
        .with("packages/notes/SECURITY.md", table("1.x"));
    let files = "SECURITY.md packages/core/SECURITY.md packages/notes/SECURITY.md";
    let ended =
        folder.run(&format!("lint --isolated --select current-version-uncovered --output-format concise {files}"));
    // Without a manifest beside it, a file is linted alone.
    assert_eq!(ended.stdout.lines().count(), 1, "{ended}");
    assert!(ended.stdout.contains("2.3.0 (packages/core/VERSION)"), "{ended}");
    // Its folder stands for that policy, and is still part of the repository.
    let by_folder = folder
        .run("lint --isolated --select current-version-uncovered --output-format concise packages/core packages/notes");
    assert_eq!(by_folder.stdout, ended.stdout);
    let alone = folder.run("lint --isolated --no-repository --select current-version-uncovered packages/core");
    assert_eq!((alone.code, alone.stdout.as_str()), (Some(0), ""), "{alone}");
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_repository_is_followed_and_named() {
    let folder = Folder::new().with("policies/security.md", PRIVATE).with_link("SECURITY.md", "policies/security.md");
    let ended = folder.run("lint -v --select missing-private-channel");
    assert_eq!(ended.code, Some(0), "{ended}");
    assert!(ended.stderr.contains("it is a link to policies/security.md"), "{ended}");
}

#[test]
fn the_repository_can_be_left_out() {
    let folder = Folder::repository(PRIVATE).with("docs/SECURITY.md", PUBLIC);
    let found = |args: &str| {
        folder.run(&format!("lint --output-format concise --isolated --select shadowed-policy {args}")).stdout
    };
    assert!(found("").contains("docs/SECURITY.md:1:1: warning[shadowed-policy]"), "{}", found(""));
    assert_eq!(found("--no-repository"), "");
    // Named files are part of it too, and say it once.
    assert_eq!(found("docs/SECURITY.md SECURITY.md").lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn hostile_surroundings_are_left_alone() {
    let config = CONFIG.replace("missing-policy", "current-version-uncovered: error, broken-relative-link");
    let folder = Folder::repository(PRIVATE)
        .with(".secpol.yaml", config)
        .with("outside/Cargo.toml", "[package]\nname = \"x\"\nversion = \"9.0.0\"\n")
        .with("repo/.git", "gitdir: ../outside\n")
        .with("repo/SECURITY.md", "# Security policy\n\n[x](loop/a) [y](../../../../etc/passwd)\n\n| Version | Supported |\n|---|---|\n| 1.x | yes |\n\nMail <security@widget.example>.\n")
        .with("repo/package.json", "{".repeat(2_000_000))
        .with("repo/pubspec.yaml", format!("a: &a [x]\n{}", "b: [*a, *a]\n".repeat(1_000)))
        .with("repo/.well-known/security.txt", "Contact: \u{1b}[2J\u{7}\nExpires: never\n")
        .with_link("repo/Cargo.toml", "../outside/Cargo.toml")
        .with_link("repo/loop", "loop")
        .with_link("repo/docs", "..")
        .with_folder("repo/VERSION");
    let ended = folder.run("lint repo --isolated --ruleset strict --output-format concise --fail-on never");
    assert_eq!(ended.code, Some(0), "{ended}");
    assert!(!ended.stdout.contains("9.0.0") && !ended.stdout.contains('\u{7}'), "{ended}");
}

#[test]
fn a_policy_that_leads_to_another_file_is_linted_with_it() {
    let told = "# Reporting\n\nReport vulnerabilities to <security@acme-widget.dev>.\n";
    let folder = Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with("SECURITY.md", "# Security policy\n\nSee docs/security.md.\n")
        .with("docs/security.md", told);
    insta::assert_snapshot!(folder.run("lint --output-format concise"));
    assert!(folder.run("lint --select exposed-secret").stderr.contains("docs/security.md: no findings"));
    let shown = folder.run("inspect --output-format json").stdout;
    assert!(shown.contains("\"path\": \"docs/security.md\"") && shown.contains("security@acme-widget.dev"), "{shown}");
    // A file that was named is there once.
    let both = "docs/security.md SECURITY.md";
    let ended = folder.run(&format!("inspect --output-format json-lines {both}"));
    assert_eq!(ended.stdout.matches("\"path\":\"docs/security.md\"").count(), 1, "{ended}");
    let ended = folder.run(&format!("lint --output-format concise --select missing-scope {both}"));
    assert_eq!(ended.stdout.matches("docs/security.md").count(), 1, "{ended}");
}

#[cfg(unix)]
#[test]
fn a_policy_that_leads_out_of_the_repository_is_not_followed() {
    for (name, text) in [("docs/security.md", "See docs/security.md.\n"), ("x", "See [our policy](../security.md).\n")]
    {
        let folder = Folder::new()
            .with("security.md", PUBLIC)
            .with_folder("repo/.git")
            .with("repo/SECURITY.md", text)
            .with_link(&format!("repo/{name}"), "../../security.md");
        let ended = folder.run("lint repo --isolated --select missing-private-channel");
        assert_eq!(ended.code, Some(0), "{ended}");
        assert!(ended.stderr.contains("which was not checked"), "{ended}");
        let large = folder.with("repo/SECURITY.md", "See [it](large-security.md).\n");
        let large = large.with("repo/large-security.md", "x".repeat(2 << 20));
        assert!(large.run("lint repo --isolated").stderr.contains("which was not checked"));
    }
}

#[cfg(unix)]
#[test]
fn files_that_would_take_long_are_not_read() {
    use std::os::unix::ffi::OsStrExt as _;

    let level = |level: usize| format!("a{level}: &a{level} [{}]\n", format!("*a{}, ", level - 1).repeat(9));
    let aliases: String = std::iter::once("a0: &a0 [x, x]\n".to_owned()).chain((1..30).map(level)).collect();
    let folder = Folder::new()
        .with(".git/HEAD", b"\xff\x00")
        .with(".git/config", "[remote \"origin\"\n\u{0}= = =\n[[[[\n")
        .with(".git/index", b"DIRC\0\0\0\x02\xff\xff\xff\xff")
        .with_folder(".git/packed-refs")
        .with_link(".git/refs/tags", ".")
        .with("SECURITY.md", "# Security policy\n\n| Version | Supported |\n|---|---|\n| 1.x | yes |\n\nMail <security@acme-widget.dev>.\n")
        .with("pubspec.yaml", &aliases)
        .with(".github/ISSUE_TEMPLATE/bug.yml", &aliases)
        .with("package.json", "[".repeat(500_000))
        .with("pom.xml", "<a>".repeat(500_000))
        .with("composer.json", b"\xff\xfe{\0}\0")
        .with(".well-known/security.txt", "Contact: \u{1b}]0;x\u{7}\u{9b}2J\nExpires: \u{202e}never\n")
        .with("CONTRIBUTING.md", "");
    for large in ["Cargo.toml", "pyproject.toml", "README.md", "security-insights.yml", "VERSION"] {
        std::fs::File::create(folder.path(large)).unwrap().set_len(100 << 20).unwrap();
    }
    std::fs::write(folder.path("").join(std::ffi::OsStr::from_bytes(b"SECURITY\xff.md")), "x").unwrap();
    std::fs::create_dir(folder.path("").join(std::ffi::OsStr::from_bytes(b"docs\xff"))).unwrap();
    let made = Command::new("mkfifo").arg(folder.path("widget.gemspec")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let folder = folder.with_link("docs", "docs").with_link("mix.exs", "/dev/zero");
    for path in ["", ".", "SECURITY.md"] {
        let ended =
            folder.run(&format!("lint --isolated --ruleset strict --output-format concise --fail-on never {path}"));
        assert_eq!(ended.code, Some(0), "{ended}");
        assert!(!ended.stdout.contains(['\u{7}', '\u{9b}', '\u{202e}']) && !ended.stdout.contains("ESC"), "{ended}");
    }
    // A `.git` that leads to itself is none.
    std::fs::remove_dir_all(folder.path(".git")).unwrap();
    let folder = folder.with_link(".git", ".git");
    assert_eq!(folder.run("lint --isolated --select missing-policy").code, Some(0));
}

/// A repository made by git itself; `None`, and a line that says so, where there is no git.
fn by_git(folder: &Folder, commands: &[&str]) -> Option<()> {
    for command in commands {
        let git = |program: &str| {
            Command::new(program)
                .args(command.split(' '))
                .current_dir(folder.path(""))
                .env_clear()
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .env("HOME", folder.path(""))
                .env("GIT_AUTHOR_NAME", "a")
                .env("GIT_AUTHOR_EMAIL", "a@widget.example")
                .env("GIT_COMMITTER_NAME", "a")
                .env("GIT_COMMITTER_EMAIL", "a@widget.example")
                .output()
        };
        let Ok(output) = git("git") else {
            let mut err = io::stderr();
            writeln!(err, "skipped: git is not there").unwrap();
            return None;
        };
        assert!(output.status.success(), "git {command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Some(())
}

#[test]
fn tags_and_remotes_are_read_as_git_writes_them() {
    let table = "# Security policy\n\n| Version | Supported |\n| ------- | --------- |\n| 0.7.x   | yes       |\n\n\
                 [Report](https://github.com/acme/gadget/security/advisories/new).\n";
    let folder = Folder::new().with("main/SECURITY.md", table);
    let made = by_git(
        &folder,
        &[
            "init -q main",
            "-C main remote add origin git@github.com:acme/widget.git",
            "-C main add .",
            "-C main commit -q -m x",
            "-C main tag v0.7.0",
            "-C main tag -a -m x v0.37.0",
            "-C main pack-refs --all",
            "-C main tag -a -m x v0.38.0",
            "-C main worktree add -q ../tree",
        ],
    );
    if made.is_none() {
        return;
    }
    for path in ["main", "tree", "tree/SECURITY.md"] {
        let rules = "current-version-uncovered,wrong-advisory-link";
        let ended = folder.run(&format!("lint {path} --isolated --select {rules} --output-format concise"));
        assert!(ended.stdout.contains("0.38.0 (the tag v0.38.0)"), "{ended}");
        assert!(ended.stdout.contains("wrong-advisory-link"), "{ended}");
    }
}

#[test]
fn tags_of_submodules_and_of_bare_repositories_are_read() {
    let table = "# Security policy\n\n| Version | Supported |\n| ------- | --------- |\n| 0.7.x   | yes       |\n\n\
                 Mail <security@acme-widget.dev>.\n";
    let folder = Folder::new().with("library/SECURITY.md", table).with("main/README.md", "# Widget\n");
    let made = by_git(
        &folder,
        &[
            "init -q library",
            "-C library add .",
            "-C library commit -q -m x",
            "-C library tag v0.8.0",
            "init -q main",
            "-C main -c protocol.file.allow=always submodule --quiet add ../library parts/library",
            "-C main/parts/library tag -a -m x v0.9.0",
            "clone -q --bare library bare.git",
            "-C bare.git worktree add -q ../tree",
            "-C bare.git tag v0.9.1",
        ],
    );
    if made.is_none() {
        return;
    }
    for (path, tag) in [("library", "v0.8.0"), ("main/parts/library", "v0.9.0"), ("tree", "v0.9.1")] {
        let ended =
            folder.run(&format!("lint {path} --isolated --select current-version-uncovered --output-format concise"));
        assert!(ended.stdout.contains(&format!("(the tag {tag})")), "{ended}");
    }
}

#[test]
fn the_index_tells_of_policies_in_every_folder() {
    let folder = Folder::new()
        .with("main/SECURITY.md", PRIVATE)
        .with("main/governance/team/security-policy.md", PRIVATE)
        .with("main/governance/vendor/SECURITY.md", PRIVATE);
    let made = by_git(
        &folder,
        &["init -q main", "-C main add .", "-C main commit -q -m x", "-C main worktree add -q ../tree"],
    );
    if made.is_none() {
        return;
    }
    let found = |path: &str| {
        let flags = "--isolated --select unrecognized-policy-path --output-format concise";
        let stdout = folder.run(&format!("lint {path} {flags}")).stdout;
        stdout.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("main"), ["main/governance/team/security-policy.md"]);
    assert_eq!(found("tree"), ["tree/governance/team/security-policy.md"]);
    for version in [3, 4] {
        by_git(
            &folder,
            &[
                "-C main add -N .",
                &format!("-C main update-index --index-version {version}"),
                "-C main update-index --skip-worktree SECURITY.md",
            ],
        );
        assert_eq!(found("main"), ["main/governance/team/security-policy.md"], "version {version}");
    }
    // What git does not track is not published.
    std::fs::write(folder.path("main/governance/SECURITY.md"), PRIVATE).unwrap();
    assert_eq!(found("main").len(), 1);
}
