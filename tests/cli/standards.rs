//! Verdicts on the controls of standards.

use crate::fixture::{Folder, PUBLIC};

/// A policy that has what level 2 of the baseline asks for, but for a time.
const UNTIMED: &str = "# Security policy

Please report vulnerabilities to <security@acme-widget.dev>, never in a public issue.

We publish an advisory together with the fix.
";

#[test]
fn each_control_of_a_standard_has_a_verdict() {
    let folder = Folder::new().with("SECURITY.md", UNTIMED);
    insta::assert_snapshot!(folder.run("lint --ruleset osps-baseline-2 --ignore public-reporting-channel"));
}

#[test]
fn json_has_the_same_verdicts() {
    let folder = Folder::new().with("SECURITY.md", UNTIMED);
    let ended = folder.run("lint --ruleset osps-baseline-2,cra --output-format json");
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let names: Vec<&str> =
        report["standards"].as_array().unwrap().iter().map(|standard| standard["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["osps-baseline-2", "cra"]);
    let control = |id: &str| {
        let controls = report["standards"][0]["controls"].as_array().unwrap();
        controls.iter().find(|control| control["id"] == id).unwrap().clone()
    };
    assert_eq!(control("OSPS-VM-02.01")["verdict"], "met");
    assert_eq!(control("OSPS-VM-02.01")["places"][0]["line"], 3);
    assert_eq!(control("OSPS-VM-01.01")["verdict"], "not-met");
    assert_eq!(control("OSPS-VM-01.01")["rules"], serde_json::json!(["missing-response-timeline"]));
    assert_eq!(control("OSPS-DO-02.01")["verdict"], "manual");
}

#[test]
fn controls_of_ones_own_are_judged_too() {
    let config = "extends: []\nrules: { missing-private-channel: error }\n\
        controls: [{ id: W-1, title: A private channel, rules: missing-private-channel }]\n";
    let folder = Folder::new().with(".secpol.yaml", config).with("SECURITY.md", PUBLIC);
    let ended = folder.run("lint");
    assert!(ended.stdout.contains("SECURITY.md under .secpol.yaml: 1 not met\n\n  W-1  not met  line 3  "), "{ended}");
    assert!(!folder.run("lint -q").stdout.contains("W-1"));
}

#[test]
fn scorecard_has_its_score_and_why() {
    let folder = Folder::new().with("SECURITY.md", "# Security\n\nOpen the Security tab to report a vulnerability.\n");
    insta::assert_snapshot!(folder.run("lint --ruleset scorecard --fail-on never"));
    let scored = |folder: &Folder, path: &str| {
        let ended = folder.run(&format!("lint --ruleset scorecard --output-format json {path}"));
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        report["scorecard"][0]["score"].as_u64()
    };
    assert_eq!(scored(&folder, "."), Some(3));
    let folder = folder.with("policy.md", UNTIMED).with("other/README.md", "");
    assert_eq!(scored(&folder, "policy.md"), Some(0));
    assert_eq!(scored(&folder, "other"), Some(0));
    let ended = folder.run("lint --ruleset scorecard policy.md");
    assert!(ended.stdout.contains("It finds no policy under this name; the text would get 9."), "{ended}");
}

#[test]
fn a_standard_answers_to_its_other_name() {
    let folder = Folder::new().with("SECURITY.md", UNTIMED);
    let ended = folder.run("lint --ruleset uk-psti");
    assert!(ended.stdout.contains("SECURITY.md under etsi-en-303-645: "), "{ended}");
}
