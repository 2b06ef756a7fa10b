//! Comments that silence findings: what they silence, and what is said about those that do not.

use std::fs;

use crate::fixture::Folder;

const CONFIG: &str = "extends: []
rules:
  insecure-url: error
  empty-section: warning
  missing-supported-versions: error
  invalid-suppression: warning
  unused-suppression: warning
sections: [{ id: export-control, headings: [Export control], severity: error }]
";

/// Every rule finds something here.
const POLICY: &str = "# Security policy

Report vulnerabilities at <http://widget.example/report-vulnerability>.

## Scope
";

fn folder(policy: &str) -> Folder {
    Folder::new().with(".git/HEAD", "ref: refs/heads/main\n").with(".secpol.yaml", CONFIG).with("SECURITY.md", policy)
}

fn silenced() -> String {
    POLICY
        .replace("Report", "<!-- secpol-ignore-next insecure-url: no certificate before May -->\nReport")
        .replace("## Scope", "<!-- secpol-ignore-next empty-section: to be written -->\n## Scope")
        + "\n<!-- secpol-ignore-file missing-supported-versions: there is one, ours -->\n\
           <!-- secpol-ignore-file export-control: we know of none -->\n"
}

#[test]
fn findings_with_a_reason_are_silenced() {
    assert_eq!(folder(POLICY).run("lint -q --output-format concise").stdout.lines().count(), 4);
    let folder = folder(&silenced());
    let ended = folder.run("lint --fail-on info");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended}");
}

#[test]
fn they_are_heeded_in_standard_input_too() {
    let ended = folder("").secpol(["lint", "-", "--fail-on", "info"]).stdin(silenced()).end();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended}");
}

#[test]
fn no_comment_is_heeded_where_that_is_asked_for() {
    let folder = folder(&silenced());
    insta::assert_snapshot!(folder.run("lint --no-ignores --output-format concise"));
}

#[test]
fn only_the_next_block_is_meant() {
    let policy = POLICY.replace("Report", "<!-- secpol-ignore-next empty-section: to be written -->\nReport");
    insta::assert_snapshot!(folder(&policy).run("lint --select empty-section,unused-suppression"));
}

#[test]
fn comments_that_silence_nothing_are_found_and_go() {
    let policy = "# Security policy

<!-- secpol-ignore-next insecure-urls: no certificate before May -->
Report vulnerabilities at <http://hackerone.com/widget>.

<!-- secpol-ignore-next empty-section: it has something in it -->
## Supported versions

<!-- secpol-ignore-next made-up: whatever -->

<!-- secpol-ignore-file vague-timeframe: this rule is off -->

<!-- secpol-ignore-file export-control -->

Only the latest release gets security fixes.

## Export control

<!-- secpol-ignore-file missing-supported-versions there is one -->
None.
";
    let folder = folder(policy);
    insta::assert_snapshot!(folder.run("lint --output-format concise"));
    insta::assert_snapshot!(folder.run("lint --fix --output-format concise"));
    insta::assert_snapshot!("comments_that_are_left", fs::read_to_string(folder.path("SECURITY.md")).unwrap());
}

#[test]
fn rules_that_are_not_selected_are_not_judged() {
    let folder = folder(&silenced());
    for selected in ["unused-suppression", "insecure-url,unused-suppression"] {
        let ended = folder.run(&format!("lint --fail-on info --select {selected}"));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended}");
    }
}

#[test]
fn a_comment_may_speak_of_unused_comments() {
    let unused = "<!-- secpol-ignore-file insecure-url: this text is shared -->\n";
    let policy = POLICY.replace("http:", "https:") + unused;
    let run = |policy: &str| {
        folder(policy).run("lint -q --select insecure-url,unused-suppression --output-format concise").stdout
    };
    assert!(run(&policy).starts_with("SECURITY.md:6:1: warning[unused-suppression] "));
    assert_eq!(run(&(policy + "\n<!-- secpol-ignore-file unused-suppression: this text is shared -->\n")), "");
}

#[test]
fn what_is_silenced_masks_nothing() {
    let policy =
        "# Security policy\n\nReport vulnerabilities in the [issues](https://github.com/widget/widget/issues).\n";
    let config = "extends: []\nrules: { missing-private-channel: error, public-reporting-channel: warning }\n";
    let run = |policy: &str| {
        let folder = Folder::new().with(".secpol.yaml", config).with("SECURITY.md", policy);
        folder.run("lint -q --output-format concise SECURITY.md").stdout
    };
    assert!(run(policy).contains("error[missing-private-channel]"));
    let silenced = format!("<!-- secpol-ignore-file missing-private-channel: we have no inbox -->\n{policy}");
    assert!(run(&silenced).contains("warning[public-reporting-channel]"), "{}", run(&silenced));
}
