//! What is linted, what is said, and the exit code.

use crate::fixture::{CONFIG, FORMATS, Folder, PRIVATE, PUBLIC};

#[test]
fn a_finding_is_shown_and_exits_with_1() {
    insta::assert_snapshot!(Folder::repository(PUBLIC).run("lint SECURITY.md"));
}

#[test]
fn a_clean_file_says_so_in_one_line() {
    let folder = Folder::new().with("SECURITY.md", PRIVATE);
    insta::assert_snapshot!(folder.run("lint --ruleset recommended --select missing-private-channel SECURITY.md"));
}

#[test]
fn quiet_prints_findings_only() {
    let clean = Folder::repository(PRIVATE).run("lint -q");
    assert_eq!((clean.code, clean.stdout.as_str(), clean.stderr.as_str()), (Some(0), "", ""));
    let found = Folder::repository(PUBLIC).run("lint -q");
    assert_eq!((found.code, found.stderr.as_str()), (Some(1), ""));
    assert!(found.stdout.starts_with("error[missing-private-channel]"));
}

#[test]
fn without_a_path_the_policy_of_the_repository_is_linted() {
    let folder = Folder::repository(PUBLIC).with("src/deep/main.rs", "");
    let ended = folder.secpol(["lint", "--output-format", "concise"]).inside("src/deep").end();
    insta::assert_snapshot!(ended);
}

#[test]
fn a_policy_is_found_where_github_looks_and_in_its_order() {
    let at = |folder: &Folder| folder.run("lint --output-format concise").stdout.split(':').next().unwrap().to_owned();
    let docs = Folder::new().with(".secpol.yaml", CONFIG).with("docs/security.md", PUBLIC);
    assert_eq!(at(&docs), "docs/security.md");
    let root = docs.with("Security.MD", PUBLIC).with("other/SECURITY.md", PUBLIC);
    assert_eq!(at(&root), "Security.MD");
    let github = root.with(".github/SECURITY.md", PUBLIC).with(".github/.secpol.yaml", CONFIG);
    assert_eq!(at(&github), ".github/SECURITY.md");
}

#[test]
fn a_folder_without_a_policy_is_a_finding() {
    let folder = Folder::new().with("widget/README.md", "# Widget\n");
    insta::assert_snapshot!(folder.run("lint --select missing-policy widget"));
    insta::assert_snapshot!(folder.run("lint --select missing-policy --output-format concise ."));
}

#[test]
fn files_are_linted_in_the_order_given_and_once_each() {
    let folder = Folder::repository(PUBLIC).with("b.md", PUBLIC).with("a.md", PRIVATE);
    insta::assert_snapshot!(folder.run("lint --output-format concise b.md a.md SECURITY.md ./b.md ."));
}

#[test]
fn standard_input_is_read_for_a_dash() {
    let folder = Folder::new();
    let run = |text: &str| {
        let args = ["lint", "--select", "missing-private-channel", "--output-format", "concise", "-"];
        folder.secpol(args).stdin(text).end()
    };
    insta::assert_snapshot!(run(PUBLIC));
    assert_eq!(run(PRIVATE).code, Some(0));
}

#[test]
fn fail_on_decides_which_severity_counts() {
    for (severity, fail_on, code) in [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("info", "warning", 0),
        ("info", "info", 1),
        ("error", "never", 0),
    ] {
        let config = format!("extends: []\nrules: {{ missing-private-channel: {severity} }}\n");
        let folder = Folder::new().with(".secpol.yaml", config).with("SECURITY.md", PUBLIC);
        for format in FORMATS {
            let ended = folder.run(&format!("lint --fail-on {fail_on} --output-format {format} SECURITY.md"));
            assert_eq!(ended.code, Some(code), "{severity} at --fail-on {fail_on} as {format}");
            assert!(ended.stdout.contains("missing-private-channel"));
        }
    }
}

#[test]
fn select_and_ignore_narrow_the_rules() {
    let folder = Folder::repository(PUBLIC);
    assert_eq!(folder.run("lint --ignore missing-private-channel").code, Some(0));
    assert_eq!(folder.run("lint --select missing-policy").code, Some(0));
    assert_eq!(folder.run("lint --select missing-policy,missing-private-channel").code, Some(1));
    assert_eq!(folder.run("lint --isolated --ruleset minimal --select missing-private-channel").code, Some(1));
}

#[test]
fn an_unknown_rule_is_met_with_the_nearest() {
    let folder = Folder::repository(PUBLIC);
    insta::assert_snapshot!(folder.run("lint --select private-channel"));
    insta::assert_snapshot!(folder.run("lint --ignore missing-polcy,missing-private-channel"));
}

#[test]
fn a_selection_holds_when_another_file_fails() {
    let folder = Folder::repository(PUBLIC);
    let ended = folder.run("lint --select missing-policy SECURITY.md nowhere.md");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(folder.run("lint --select missing-polcy SECURITY.md nowhere.md"));
}

#[test]
fn a_section_of_the_configuration_can_be_selected() {
    let config = "extends: []\nsections: [{ id: export-control, headings: [Export control] }]\n";
    let folder = Folder::new().with(".secpol.yaml", config).with("SECURITY.md", PRIVATE);
    assert_ne!(folder.run("lint --select export-control").code, Some(2));
    let ended = folder.run("lint --select export-contol");
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("did you mean `export-control`?"), "{ended}");
}

#[test]
fn verbose_names_the_configuration_of_each_file() {
    let folder = Folder::repository(PRIVATE).with("other/SECURITY.md", PRIVATE).with("other/secpol.yaml", CONFIG);
    insta::assert_snapshot!(folder.run("lint -v SECURITY.md other/SECURITY.md"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::{Command, Stdio};
    let folder = Folder::repository(&PUBLIC.repeat(2_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_secpol"))
        .args(["lint", "--fail-on", "never"])
        .current_dir(folder.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn a_key_is_judged_by_the_day_that_is_given() {
    let key = include_str!("../../fixtures/keys/expired.asc");
    let folder = Folder::new().with("SECURITY.md", format!("Encrypt to this PGP key:\n\n```\n{key}```\n"));
    let code = |day: &str| folder.run(&format!("lint --select invalid-pgp-key {day} SECURITY.md")).code;
    assert_eq!((code("--today 2024-06-01"), code("--today 2025-01-01"), code("")), (Some(0), Some(1), Some(1)));
    let built =
        folder.secpol(["lint", "--select", "invalid-pgp-key", "SECURITY.md"]).env("SOURCE_DATE_EPOCH", "1717200000");
    assert_eq!(built.end().code, Some(0));
}

#[test]
fn no_report_shows_a_secret() {
    // Put together here, so that no scanner takes this file for a leak.
    let token = format!("gh{}_{}", "p", "q7Lw2ZkR9tXb4NdVf8PmHs3JcY6GaTuE1oKi");
    let text = format!("Report vulnerabilities with {token} to [the team](#nobody).\n");
    let folder = Folder::new().with("SECURITY.md", &text);
    for format in FORMATS {
        let args = format!("lint --select exposed-secret,dangling-anchor --output-format {format} SECURITY.md");
        let ended = folder.run(&args);
        assert!(ended.stdout.contains("exposed-secret") && ended.stdout.contains("dangling-anchor"));
        assert!(!ended.stdout.contains(&token[8..16]), "{}", ended.stdout);
    }
    insta::assert_snapshot!(folder.run("lint --select exposed-secret SECURITY.md"));
}
