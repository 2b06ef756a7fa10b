//! A step of a workflow: no terminal, and the variables that GitHub sets.

use std::fs;

use crate::fixture::{Ended, Folder, PRIVATE, PUBLIC};

fn step(folder: &Folder, args: &str) -> Ended {
    folder.secpol(args.split_whitespace()).env("CI", "true").env("GITHUB_ACTIONS", "true").end()
}

#[test]
fn annotations_come_in_addition_to_the_text() {
    let folder = Folder::repository(PUBLIC);
    let ended = step(&folder, "lint");
    insta::assert_snapshot!(ended);
    let text = folder.run("lint");
    assert_eq!(ended.stdout, text.stdout + &folder.run("lint --output-format github").stdout);
    assert_eq!((ended.code, ended.stderr), (text.code, text.stderr));
    assert_eq!(step(&Folder::repository(PRIVATE), "lint"), Folder::repository(PRIVATE).run("lint"));
}

#[test]
fn a_format_that_is_asked_for_stands_alone() {
    let folder = Folder::repository(PUBLIC);
    for args in ["lint --output-format full", "lint --output-format json", "lint --output-format json=out.json"] {
        assert_eq!(step(&folder, args), folder.run(args), "{args}");
    }
    let elsewhere = folder.secpol(["lint"]).env("GITHUB_ACTIONS", "false").end();
    assert_eq!(elsewhere, folder.run("lint"));
}

#[test]
fn annotations_name_files_from_the_root_of_the_repository() {
    let folder = Folder::repository(PUBLIC).with("packages/a/SECURITY.md", PUBLIC).with("other/README.md", "# Other\n");
    let files = |inside: &str, paths: &[&str]| -> Vec<String> {
        let args = ["lint", "--output-format", "github"].iter().chain(paths);
        let ended = folder.secpol(args).inside(inside).end();
        let file = |line: &str| line.split_once("file=").unwrap().1.split(',').next().unwrap().to_owned();
        ended.stdout.lines().map(file).collect()
    };
    assert_eq!(files("packages/a", &["SECURITY.md"]), ["packages/a/SECURITY.md"]);
    assert_eq!(files("packages/a", &["../../SECURITY.md"]), ["SECURITY.md"]);
    assert_eq!(files("packages/a", &["../../other"]), ["other/SECURITY.md"]);
    let absolute = fs::canonicalize(folder.path("SECURITY.md")).unwrap();
    assert_eq!(files("other", &[absolute.to_str().unwrap()]), ["SECURITY.md"]);
}

#[test]
fn annotations_tell_what_could_not_be_linted() {
    let folder = Folder::repository(PUBLIC).with("bad.md", b"\xff");
    insta::assert_snapshot!(step(&folder, "lint --select missing-private-channel nowhere.md bad.md"));
    let mistaken = folder.with(".secpol.yaml", "extends: [strct]\n");
    insta::assert_snapshot!(step(&mistaken, "lint"));
}

#[test]
fn no_policy_commands_a_workflow() {
    let hostile = "::error::x\n##[error]x\n";
    let policy =
        format!("# ##[group]x\n\n{hostile}\n{PUBLIC}\n::set-output name=x::y ##[add-mask]x http://hackerone.com/a\n");
    let folder = Folder::repository(&policy).with("::warning::a.md", &policy);
    for args in [
        "lint --ruleset strict . ::warning::a.md",
        "lint --ruleset strict --output-format concise ::warning::a.md",
        "lint -v",
    ] {
        let ended = step(&folder, args);
        for line in ended.stdout.lines().chain(ended.stderr.lines()) {
            assert!(!line.contains("##["), "{args}: {line}");
            let command = line.trim_start().strip_prefix("::");
            let is_ours = |command: &str| {
                ["error file=", "warning file=", "notice file=", "notice title=secpol"]
                    .iter()
                    .any(|ours| command.starts_with(ours))
            };
            assert!(command.is_none_or(is_ours), "{args}: {line}");
        }
    }
}
