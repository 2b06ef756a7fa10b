//! `secpol config`: what holds, and where it comes from.

use serde_json::{Value, json};

use crate::fixture::{Ended, Folder, PUBLIC};

const ORG: &str = "extends: []
rules:
  missing-policy: error
  missing-private-channel: { severity: info, allow-public: true }
pointers: check
";

const OWN: &str = "# Ours
extends: [minimal, policies/org.yaml]
rules:
  missing-private-channel:
    severity: warning
  vague-timeframe: error
  invalid-email: off
sections:
  - headings: [Export control]
    id: export-control
project:
  version: 2.10
  names: [widget, gadget]
";

fn folder() -> Folder {
    Folder::repository(PUBLIC).with(".secpol.yaml", OWN).with("policies/org.yaml", ORG)
}

/// The run without what nothing speaks of, and with the columns apart by a bar: rules and options come and go with
/// versions, and the longest of them says how wide a column is.
fn told(mut ended: Ended) -> Ended {
    let lines = ended.stdout.lines().filter(|line| !line.ends_with("  default"));
    let cells =
        |line: &str| line.split("  ").filter(|cell| !cell.is_empty()).map(str::trim).collect::<Vec<_>>().join(" | ");
    ended.stdout = lines.map(cells).collect::<Vec<_>>().join("\n") + "\n";
    ended
}

fn json(args: &str, folder: &Folder) -> Value {
    let ended = folder.run(&format!("config --output-format json {args}"));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended}");
    serde_json::from_str(&ended.stdout).unwrap()
}

/// What is said of a rule.
fn rule<'c>(config: &'c Value, id: &str) -> &'c Value {
    config["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

#[test]
fn every_value_has_its_place() {
    insta::assert_snapshot!(told(folder().run("config")));
}

#[test]
fn columns_are_aligned() {
    let ended = folder().run("config");
    let table: Vec<&str> = ended.stdout.lines().skip(4).collect();
    let columns = ["severity", "from"].map(|head| table[0].find(head).unwrap());
    for row in table {
        for column in columns {
            assert!(row[..column].ends_with("  ") && !row[column..].starts_with(' '), "{row}");
        }
    }
}

#[test]
fn flags_have_the_last_word() {
    insta::assert_snapshot!(told(
        folder().run("config --select missing-policy,missing-private-channel,insecure-url --ignore missing-policy")
    ));
}

#[test]
fn a_file_may_be_named_and_rule_sets_too() {
    let folder = folder().with("alone/SECURITY.md", PUBLIC).with("alone/secpol.yaml", ORG);
    let config = json("alone/SECURITY.md", &folder);
    assert_eq!((&config["path"], &config["configuration"]), (&json!("alone/SECURITY.md"), &json!("alone/secpol.yaml")));
    let config = json("--ruleset strict --config policies/org.yaml", &folder);
    assert_eq!(config["rulesets"], json!(["strict"]));
    let of = rule(&config, "missing-private-channel");
    assert_eq!(of["severity"], "info");
    assert_eq!(of["from"], json!([{ "kind": "file", "name": "policies/org.yaml", "line": 4 }]));
    assert_eq!(rule(&config, "empty-policy")["from"], json!([{ "kind": "ruleset", "name": "strict", "line": null }]));
    let config = json("--isolated", &folder);
    assert_eq!((&config["rulesets"], &config["configuration"]), (&json!(["recommended"]), &json!(null)));
}

#[test]
fn json_has_every_rule_and_option() {
    let folder = folder();
    let config = json("", &folder);
    let list: Value = serde_json::from_str(&folder.run("rules --output-format json").stdout).unwrap();
    for listed in list["rules"].as_array().unwrap() {
        let rule = rule(&config, listed["id"].as_str().unwrap());
        let names = |rule: &Value| {
            rule["options"].as_array().unwrap().iter().map(|option| option["name"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(rule), names(listed), "{listed}");
        assert!(rule["from"][0]["kind"].is_string(), "{rule}");
    }
    let mut config = config;
    config["rules"].as_array_mut().unwrap().retain(|rule| rule["id"] == "missing-private-channel");
    insta::assert_snapshot!(serde_json::to_string_pretty(&config).unwrap());
}

/// `lint` has the same settings: what is off here finds nothing there.
#[test]
fn lint_has_the_same_configuration() {
    let folder = Folder::repository(PUBLIC);
    for args in ["", "--isolated", "--ruleset minimal", "--ignore missing-private-channel", "--select missing-policy"] {
        let config = json(args, &folder);
        let severity = &rule(&config, "missing-private-channel")["severity"];
        let report: Value =
            serde_json::from_str(&folder.run(&format!("lint --output-format json {args}")).stdout).unwrap();
        let mut found = report["diagnostics"].as_array().unwrap().iter();
        let found = found.find(|found| found["rule"] == "missing-private-channel").map(|found| &found["severity"]);
        assert_eq!(found.unwrap_or(&Value::Null), severity, "{args}");
    }
}

#[test]
fn what_cannot_be_used_is_said() {
    let folder = folder();
    for (args, message) in [
        ("nowhere.md", "error: nowhere.md: does not exist\n"),
        ("--config nowhere.yaml", "error: nowhere.yaml: does not exist\n"),
        ("--select missing-polcy", "error: there is no rule `missing-polcy`\n  help: did you mean `missing-policy`?\n"),
    ] {
        let ended = folder.run(&format!("config {args}"));
        assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(2), "", message));
    }
    let broken = folder.with(".secpol.yaml", "rules: { missing-polcy: error }\n").run("config");
    assert_eq!((broken.code, broken.stdout.as_str()), (Some(2), ""));
    assert!(broken.stderr.contains(".secpol.yaml:1:10"), "{broken}");
}

#[test]
fn colour_is_for_terminals() {
    let folder = folder();
    assert!(folder.run("config --color always").stdout.contains("ESC["));
    assert!(!folder.run("config").stdout.contains("ESC["));
    assert!(!folder.run("config --color always --output-format json").stdout.contains("ESC["));
}
