//! Where a configuration is looked for, and what is said about mistakes in it.

use crate::fixture::{CONFIG, Folder, PRIVATE, PUBLIC};

const OFF: &str = "extends: []\nrules: { missing-policy: error }\n";

/// Whether the rule that [`PUBLIC`] breaks was on.
fn on(folder: &Folder, args: &str) -> bool {
    let ended = folder.run(&format!("lint --output-format concise {args}"));
    assert_ne!(ended.code, Some(2), "{ended}");
    ended.stdout.contains("missing-private-channel")
}

#[test]
fn the_nearest_file_up_to_the_root_of_the_repository_is_used() {
    let folder =
        Folder::new().with("secpol.yaml", CONFIG).with("widget/.git/HEAD", "").with("widget/docs/SECURITY.md", PUBLIC);
    let folder = folder.with("widget/.github/secpol.yaml", OFF);
    assert!(!on(&folder, "widget"));
    let folder = folder.with("widget/secpol.yaml", CONFIG);
    assert!(on(&folder, "widget"));
    let folder = folder.with("widget/.secpol.yaml", OFF);
    assert!(!on(&folder, "widget"));
    let folder = folder.with("widget/docs/secpol.yaml", CONFIG);
    assert!(on(&folder, "widget"));
}

#[test]
fn the_search_ends_at_the_root_of_the_repository() {
    let folder = Folder::new().with("secpol.yaml", OFF).with("widget/.git/HEAD", "").with("widget/SECURITY.md", PUBLIC);
    assert!(on(&folder, "--ignore missing-policy widget"));
}

#[test]
fn without_a_repository_only_the_folder_of_the_policy_is_searched() {
    let folder = Folder::new().with("secpol.yaml", OFF).with("docs/SECURITY.md", PUBLIC);
    assert!(on(&folder, "docs/SECURITY.md"));
    assert!(!on(&folder.with("docs/secpol.yaml", OFF), "docs/SECURITY.md"));
}

#[test]
fn files_of_one_run_have_their_own_configurations() {
    let folder = Folder::new()
        .with("a/secpol.yaml", CONFIG)
        .with("a/SECURITY.md", PUBLIC)
        .with("b/secpol.yaml", OFF)
        .with("b/SECURITY.md", PUBLIC);
    insta::assert_snapshot!(folder.run("lint --output-format concise a/SECURITY.md b/SECURITY.md"));
}

#[test]
fn flags_override_the_lookup() {
    let folder = Folder::repository(PUBLIC).with("off.yaml", OFF);
    assert!(!on(&folder, "--config off.yaml"));
    assert!(!on(&folder, "--isolated --ruleset minimal"));
    assert!(on(&folder, "--isolated"));
    let folder = folder.with("secpol.yaml", OFF).with(".secpol.yaml", "extends: [strict]\n");
    assert!(!on(&folder, "--ruleset minimal"));
    assert!(on(&folder, "--ruleset minimal,strict"));
    assert!(on(&folder, "--ruleset minimal --ruleset strict"));
}

#[test]
fn standard_input_has_the_configuration_of_the_working_folder() {
    let folder = Folder::repository(PUBLIC).with_folder("src");
    let ended = folder.secpol(["lint", "-v", "-"]).inside("src").stdin(PRIVATE).end();
    insta::assert_snapshot!(ended);
}

#[test]
fn a_mistake_is_shown_at_its_place() {
    let folder = Folder::repository(PUBLIC).with(".secpol.yaml", "extends: [strict]\nrules:\n  missing-polcy: error\n");
    insta::assert_snapshot!(folder.run("lint"));
}

#[test]
fn a_mistake_in_one_configuration_leaves_other_files_linted() {
    let folder = Folder::new()
        .with("a/secpol.yaml", "rules: { missing-policy: eror }\n")
        .with("a/SECURITY.md", PUBLIC)
        .with("a/other.md", PUBLIC)
        .with("b/secpol.yaml", CONFIG)
        .with("b/SECURITY.md", PUBLIC);
    insta::assert_snapshot!(folder.run("lint --output-format concise a/SECURITY.md a/other.md b/SECURITY.md"));
}

#[test]
fn a_mistake_in_an_extended_file_is_shown_there() {
    let folder = Folder::repository(PUBLIC)
        .with(".secpol.yaml", "extends: [policies/org.yaml]\n")
        .with("policies/org.yaml", "extends: [base.yaml]\n")
        .with("policies/base.yaml", "rules:\n  missing-policy: { severity: error, depth: 3 }\n");
    insta::assert_snapshot!(folder.run("lint"));
}

#[test]
fn extended_files_are_found_from_the_file_that_names_them() {
    let folder = Folder::repository(PUBLIC)
        .with(".secpol.yaml", "extends: [policies/org.yaml]\n")
        .with("policies/org.yaml", "extends: [../base.yaml]\n")
        .with("base.yaml", CONFIG);
    assert!(on(&folder, ""));
}

#[test]
fn extends_stays_in_the_repository() {
    let folder = Folder::new()
        .with("outside.yaml", CONFIG)
        .with("widget/.git/HEAD", "")
        .with("widget/SECURITY.md", PUBLIC)
        .with("widget/.secpol.yaml", "extends: [../outside.yaml]\n");
    insta::assert_snapshot!(folder.run("lint widget"));
}

#[test]
fn a_configuration_that_is_no_file_is_not_passed_over() {
    let folder = Folder::repository(PUBLIC).with_folder("widget/.secpol.yaml").with("widget/SECURITY.md", PUBLIC);
    insta::assert_snapshot!(folder.run("lint widget"));
    insta::assert_snapshot!(folder.run("lint --config nowhere.yaml SECURITY.md"));
}

#[test]
fn a_huge_configuration_is_not_read() {
    let folder = Folder::repository(PUBLIC).with(".secpol.yaml", "# comment\n".repeat(100_000));
    insta::assert_snapshot!(folder.run("lint"));
}

#[cfg(unix)]
#[test]
fn a_configuration_that_links_out_of_the_repository_is_refused() {
    let folder = Folder::new()
        .with("outside.yaml", CONFIG)
        .with("widget/.git/HEAD", "")
        .with("widget/SECURITY.md", PUBLIC)
        .with_link("widget/.secpol.yaml", "../outside.yaml");
    insta::assert_snapshot!(folder.run("lint widget"));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_configuration_is_not_waited_for() {
    let folder = Folder::repository(PUBLIC).with("widget/SECURITY.md", PUBLIC);
    let made = std::process::Command::new("mkfifo").arg(folder.path("widget/.secpol.yaml")).status().unwrap();
    assert!(made.success());
    let ended = folder.run("lint widget");
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(2), "error: widget/.secpol.yaml: is not a regular file\n"));
}
