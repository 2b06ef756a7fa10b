//! Several reports in one run, and files that reports are written to.

use std::fs;

use crate::fixture::{Ended, Folder, PUBLIC};

/// Whether the text is what `full` prints.
fn is_full(text: &str) -> bool {
    text.starts_with("error[missing-private-channel]: ") && text.contains("─[")
}

#[test]
fn a_report_in_a_file_comes_in_addition_to_the_text() {
    let folder = Folder::repository(PUBLIC);
    let ended = folder.run("lint --output-format json=out.json --output-format concise=out.txt");
    assert_eq!(ended.code, Some(1));
    assert!(is_full(&ended.stdout), "{ended}");
    let written = |name: &str| fs::read_to_string(folder.path(name)).unwrap();
    assert_eq!(written("out.json"), folder.run("lint --output-format json").stdout);
    assert_eq!(written("out.txt"), folder.run("lint --output-format concise").stdout);
    let both = folder.run("lint --output-format concise --output-format json=out.json");
    assert_eq!(both, folder.run("lint --output-format concise"));
}

#[test]
fn a_report_in_a_file_is_plain_whatever_the_terminal_shows() {
    let folder = Folder::repository(PUBLIC);
    let ended = folder.run("lint --color always --output-format full=out.txt");
    assert!(ended.stdout.contains("ESC["), "{ended}");
    let written = fs::read_to_string(folder.path("out.txt")).unwrap();
    assert!(is_full(&written), "{written}");
}

#[test]
fn quiet_leaves_reports_alone() {
    let folder = Folder::repository("# Security\n");
    let ended = folder.run("lint -q --select missing-policy --output-format json=out.json");
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", ""));
    assert!(fs::read_to_string(folder.path("out.json")).unwrap().contains("\"diagnostics\": []"));
}

#[test]
fn a_report_is_written_beside_a_diff() {
    let folder = Folder::new().with("SECURITY.md", "# Security\n\n<http://hackerone.com/widget>\n");
    let ended = folder.run("lint --select insecure-url --diff --output-format json=out.json SECURITY.md");
    assert!(ended.stdout.starts_with("--- SECURITY.md\n"), "{ended}");
    assert!(fs::read_to_string(folder.path("out.json")).unwrap().contains("\"schema_version\": 1"));
}

#[test]
fn a_file_that_cannot_be_written_is_a_failure_and_takes_nothing_else_with_it() {
    let folder = Folder::repository(PUBLIC).with_folder("taken");
    for (name, why) in [
        ("none/out.json", "cannot be written: no such file or directory"),
        ("taken", "cannot be written: it is not a regular file"),
    ] {
        let ended = folder.run(&format!("lint --output-format json={name} --output-format concise=out.txt"));
        assert_eq!(ended.code, Some(2));
        assert!(ended.stderr.starts_with(&format!("error: {name}: {why}\n")), "{ended}");
        assert!(is_full(&ended.stdout), "{ended}");
        assert!(folder.path("out.txt").exists());
    }
}

#[test]
fn reports_do_not_write_over_each_other_or_over_a_policy() {
    let folder = Folder::repository(PUBLIC);
    let refused = |args: &str| {
        let ended: Ended = folder.run(&format!("lint {args}"));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{args}");
        assert!(!folder.path("a.json").exists(), "{args}");
        ended.stderr
    };
    let told = [
        refused("--output-format full --output-format json"),
        refused("--output-format json=- --output-format concise"),
        refused("--output-format json=a.json --output-format concise=./a.json"),
        refused("--output-format concise=SECURITY.md"),
        refused("--output-format json= SECURITY.md"),
        refused("--output-format jsn=a.json"),
    ];
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(fs::read_to_string(folder.path("SECURITY.md")).unwrap(), PUBLIC);
}
