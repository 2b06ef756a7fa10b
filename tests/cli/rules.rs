//! `secpol rules` and `secpol explain`.

use crate::fixture::Folder;

#[test]
fn rules_are_listed_with_their_severity_in_each_set() {
    let ended = Folder::new().run("rules");
    assert_eq!(ended.code, Some(0));
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let head = words(ended.stdout.lines().next().unwrap());
    assert_eq!(head[..5], ["rule", "group", "minimal", "recommended", "strict"]);
    let row = ended.stdout.lines().find(|line| line.starts_with("missing-private-channel ")).unwrap();
    assert_eq!(words(row)[..5], ["missing-private-channel", "channel", "-", "error", "error"]);
}

#[test]
fn rules_of_chosen_sets_have_a_column_each() {
    let ended = Folder::new().run("rules --ruleset strict,minimal");
    let head: Vec<&str> = ended.stdout.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(head[..5], ["rule", "group", "strict", "minimal", "fix"]);
}

#[test]
fn rules_as_json_have_every_option() {
    let ended = Folder::new().run("rules --output-format json --ruleset recommended");
    let list: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let rules = list["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "missing-private-channel").unwrap();
    assert_eq!(rule["severity"], serde_json::json!({ "recommended": "error" }));
    assert_eq!(rule["options"][0]["name"], "allow-public");
    assert_eq!(rule["options"][0]["default"], "false");
    assert_eq!(rule["group"], "channel");
    assert_eq!(rule["sources"][0], "OSPS Baseline, OSPS-VM-03.01");
}

#[test]
fn rules_as_json_have_their_severity_in_every_set() {
    let ended = Folder::new().run("rules --output-format json");
    let list: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let severity = &list["rules"][0]["severity"];
    for set in ["minimal", "strict", "osps-baseline-3", "etsi-en-303-645", "disclose-io"] {
        assert_eq!(severity[set], "error", "{set}");
    }
}

#[test]
fn a_rule_is_explained() {
    insta::assert_snapshot!(Folder::new().run("explain missing-policy"));
}

#[test]
fn options_are_explained_with_their_defaults() {
    let ended = Folder::new().run("explain missing-private-channel");
    assert!(ended.stdout.contains("- `allow-public` (true or false; default `false`): "), "{ended}");
}

#[test]
fn an_explanation_is_styled_for_a_terminal() {
    let ended = Folder::new().run("explain --color always missing-policy");
    assert!(ended.stdout.starts_with("ESC[1m# missing-policyESC[0m\n"), "{ended}");
}

#[test]
fn an_unknown_rule_to_explain_is_met_with_the_nearest() {
    insta::assert_snapshot!(Folder::new().run("explain private-chanel"));
    insta::assert_snapshot!(Folder::new().run("explain frobnicate"));
}
