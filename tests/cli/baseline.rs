//! `--baseline` and `--write-baseline`: what is left out, and what is written.

use std::fs;

use crate::fixture::{Folder, PRIVATE, PUBLIC};

const POLICY: &str =
    "# Security policy\n\nReport vulnerabilities at <http://hackerone.com/widget>.\n\n## Scope\n\n## Credit\n";

const CONFIG: &str =
    "extends: []\nrules: { insecure-url: error, empty-section: warning, missing-supported-versions: error }\n";

fn folder() -> Folder {
    Folder::new().with(".git/HEAD", "ref: refs/heads/main\n").with(".secpol.yaml", CONFIG).with("SECURITY.md", POLICY)
}

fn recorded() -> Folder {
    let folder = folder();
    assert_eq!(folder.run("lint --write-baseline baseline.json").code, Some(0));
    folder
}

fn baseline(folder: &Folder) -> String {
    fs::read_to_string(folder.path("baseline.json")).unwrap()
}

#[test]
fn what_is_put_on_record_is_not_reported_again() {
    let folder = folder();
    insta::assert_snapshot!(folder.run("lint --write-baseline baseline.json"));
    insta::assert_snapshot!("what_is_put_on_record", baseline(&folder));
    insta::assert_snapshot!(folder.run("lint --baseline baseline.json"));
    assert_eq!(folder.run("lint").code, Some(1));
}

#[test]
fn edits_elsewhere_change_nothing_and_new_findings_are_reported() {
    let edited = POLICY
        .replace("# Security policy\n", "# How to report\r\n\r\nThank you for looking.\r\n")
        .replace("## Credit\n", "## Credit\n\n## Encryption\n");
    let folder = recorded().with("SECURITY.md", edited);
    insta::assert_snapshot!(folder.run("lint --baseline baseline.json --output-format concise"));
}

#[test]
fn what_was_mended_is_noted() {
    let folder = recorded().with("SECURITY.md", POLICY.replace("http:", "https:"));
    insta::assert_snapshot!(folder.run("lint --baseline baseline.json"));
    let selected = folder.run("lint --baseline baseline.json --select missing-supported-versions");
    assert!(!selected.stderr.contains("not found anymore"), "{selected}");
}

#[test]
fn files_are_known_wherever_secpol_is_run() {
    let folder = recorded().with("docs/a.md", "");
    let run = |args: &str, inside: &str| folder.secpol(args.split(' ')).inside(inside).end().code;
    assert_eq!(run("lint --baseline ../baseline.json", "docs"), Some(0));
    assert_eq!(run("lint --baseline ../baseline.json ../docs/../SECURITY.md", "docs"), Some(0));
    let written = baseline(&folder);
    assert_eq!(run("lint --write-baseline ../baseline.json", "docs"), Some(0));
    assert_eq!(baseline(&folder), written);
}

#[test]
fn standard_input_and_a_missing_policy_can_be_on_record() {
    let folder = Folder::repository(PUBLIC).with("empty/README.md", "");
    let run = |flag: &str| folder.secpol(["lint", flag, "b.json", "-", "empty"]).stdin(PUBLIC).end();
    assert_eq!(run("--write-baseline").code, Some(0));
    assert_eq!(run("--baseline").code, Some(0));
    insta::assert_snapshot!(fs::read_to_string(folder.path("b.json")).unwrap());
}

#[test]
fn fixes_are_made_for_what_is_reported() {
    let folder = recorded();
    folder.run("lint --fix --baseline baseline.json");
    assert_eq!(fs::read_to_string(folder.path("SECURITY.md")).unwrap(), POLICY);
    let written = folder.run("lint --fix --write-baseline baseline.json");
    assert!(written.stderr.contains("fixed 1 finding in 1 file\n3 findings put on record"), "{written}");
}

#[test]
fn a_damaged_baseline_is_shown_at_its_place() {
    let folder = recorded();
    let good = baseline(&folder);
    for (name, damaged) in [
        ("cut_short", good[..good.len() / 2].to_owned()),
        ("merge_conflict", good.replacen("    {", "<<<<<<< HEAD\n    {", 1)),
        ("newer", good.replace("\"schema_version\": 1", "\"schema_version\": 2")),
        ("misspelt", good.replacen("\"rule\"", "\"rul\"", 1)),
    ] {
        let folder = folder_with(&damaged);
        let ended = folder.run("lint --baseline baseline.json");
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended}");
        insta::assert_snapshot!(format!("damaged_{name}"), ended.stderr);
        assert_eq!(folder.run("lint --write-baseline baseline.json").code, Some(0));
        assert_eq!(baseline(&folder), good);
    }
    assert_eq!(folder.run("lint --baseline nowhere.json").stderr, "error: nowhere.json: does not exist\n");
}

fn folder_with(baseline: &str) -> Folder {
    folder().with("baseline.json", baseline)
}

#[test]
fn no_other_file_is_overwritten_and_nothing_is_written_of_half_a_run() {
    let folder = recorded();
    for (flag, why) in
        [("baseline", "does not exist"), ("write-baseline", "cannot be written: no such file or directory")]
    {
        let ended = folder.run(&format!("lint --{flag} none/b.json"));
        assert_eq!((ended.code, ended.stderr), (Some(2), format!("error: none/b.json: {why}\n")));
    }
    let ended = folder.run("lint --write-baseline SECURITY.md");
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("error: SECURITY.md: is not a baseline, and is not overwritten"), "{ended}");
    assert_eq!(fs::read_to_string(folder.path("SECURITY.md")).unwrap(), POLICY);
    let good = baseline(&folder);
    let half = folder.with("SECURITY.md", PRIVATE).run("lint --write-baseline baseline.json SECURITY.md nowhere.md");
    assert_eq!(half.code, Some(2));
    assert!(half.stderr.contains("is not written, as not every file could be linted"), "{half}");
    assert!(!good.is_empty());
}
