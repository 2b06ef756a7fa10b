//! `secpol schema`, and that what secpol prints is valid by it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::fixture::{Folder, PUBLIC};

fn schema(of: &str) -> Value {
    let ended = Folder::new().run(&format!("schema {of}"));
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{of}");
    serde_json::from_str(&ended.stdout).unwrap()
}

fn validator(of: &str) -> Validator {
    let schema = schema(of);
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "{of}");
    jsonschema::draft202012::new(&schema).unwrap()
}

/// What a command prints for policies of `fixtures/policies`.
fn printed(args: &str, policies: &[PathBuf]) -> String {
    let command = Command::new(env!("CARGO_BIN_EXE_secpol")).args(args.split_whitespace()).args(policies).output();
    String::from_utf8(command.unwrap().stdout).unwrap()
}

fn policies() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policies");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort_unstable();
    assert!(!paths.is_empty());
    paths
}

/// Why a document is not valid.
fn mistake(validator: &Validator, document: &Value) -> Option<String> {
    validator.iter_errors(document).next().map(|error| format!("{}: {error}", error.instance_path()))
}

/// What becomes of a document that is not as secpol prints it: one change each.
fn refused(validator: &Validator, document: &Value, changes: &[(&str, Value)]) {
    for (at, value) in changes {
        let mut changed = document.clone();
        let (parent, key) = at.rsplit_once('/').unwrap();
        match changed.pointer_mut(parent).unwrap_or_else(|| panic!("nothing is at {parent}")) {
            Value::Object(map) if value.is_null() => drop(map.remove(key).unwrap()),
            parent => parent[key] = value.clone(),
        }
        assert!(mistake(validator, &changed).is_some(), "{at}: {value}");
    }
}

#[test]
fn every_inspection_is_valid() {
    let validator = validator("inspect");
    let all: Value = serde_json::from_str(&printed("inspect --output-format json", &policies())).unwrap();
    assert_eq!(mistake(&validator, &all), None);
    let lines = printed("inspect --output-format json-lines", &policies());
    assert_eq!(lines.lines().count(), policies().len());
    for line in lines.lines() {
        assert_eq!(mistake(&validator, &serde_json::from_str(line).unwrap()), None, "{line}");
    }
    let none: Value = serde_json::from_str(&printed("inspect --output-format json nowhere.md", &[])).unwrap();
    assert_eq!(mistake(&validator, &none), None);
}

#[test]
fn what_is_no_inspection_is_refused() {
    let validator = validator("inspect");
    let typical: Vec<PathBuf> = policies().into_iter().filter(|path| path.ends_with("typical.md")).collect();
    let line: Value = serde_json::from_str(&printed("inspect --output-format json-lines", &typical)).unwrap();
    // `null` takes the key away.
    refused(
        &validator,
        &line,
        &[
            ("/severity", json!("error")),
            ("/schema_version", json!(2)),
            ("/kind", json!("contract")),
            ("/language", json!("tlh")),
            ("/scope", Value::Null),
            ("/channels", json!({})),
            ("/channels/0/type", json!("telepathy")),
            ("/channels/0/privat", json!(true)),
            ("/channels/0/span", json!([1, 2, 3])),
            ("/channels/0/lines", json!([-1, 2])),
            ("/response_times/0/max_hours", json!("48 hours")),
            ("/supported_versions/table", json!(null)),
        ],
    );
    assert!(!validator.is_valid(&json!({ "schema_version": 1, "documents": [line, {}] })));
    assert!(!validator.is_valid(&json!([])));
}

#[test]
fn every_report_is_valid() {
    let validator = validator("diagnostics");
    for args in [
        "--ruleset strict",
        "--isolated --ruleset strict",
        "--ruleset scorecard,osps-baseline-3,uk-psti",
        "--select missing-policy",
        "nowhere.md",
    ] {
        let report = printed(&format!("lint --output-format json {args}"), &policies());
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!(mistake(&validator, &report), None, "{args}");
        let lines = printed(&format!("lint --output-format json-lines {args}"), &policies());
        assert_eq!(lines.lines().count(), report["diagnostics"].as_array().unwrap().len(), "{args}");
        for line in lines.lines() {
            assert_eq!(mistake(&validator, &serde_json::from_str(line).unwrap()), None, "{line}");
        }
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = Folder::repository(PUBLIC);
    let ended = folder.run("lint --output-format json");
    let report: Value = serde_json::from_str(&ended.stdout).unwrap();
    let validator = validator("diagnostics");
    assert_eq!(mistake(&validator, &report), None);
    refused(
        &validator,
        &report,
        &[
            ("/findings", json!([])),
            ("/summary/files", json!("one")),
            ("/summary/errors", Value::Null),
            ("/diagnostics/0/severity", json!("fatal")),
            ("/diagnostics/0/line", json!(1.5)),
            ("/diagnostics/0/colum", json!(1)),
            ("/diagnostics/0/fix", json!({ "title": "Mend it" })),
        ],
    );
    let line: Value = serde_json::from_str(&folder.run("lint --output-format json-lines").stdout).unwrap();
    assert_eq!(mistake(&validator, &line), None);
    refused(
        &validator,
        &line,
        &[
            ("/schema_version", Value::Null),
            ("/schema_version", json!(2)),
            ("/severity", Value::Null),
            ("/line", json!("one")),
            ("/colum", json!(1)),
        ],
    );
}

#[test]
fn the_schema_of_the_configuration_has_every_rule_and_option() {
    let list: Value = serde_json::from_str(&Folder::new().run("rules --output-format json").stdout).unwrap();
    let schema = schema("config");
    let described = schema["properties"]["rules"]["properties"].as_object().unwrap();
    let rules = list["rules"].as_array().unwrap();
    assert_eq!(described.len(), rules.len());
    for rule in rules {
        let entry = &described[rule["id"].as_str().unwrap()];
        let description = entry["description"].as_str().unwrap();
        assert!(description.starts_with(rule["summary"].as_str().unwrap()), "{description}");
        let keys = entry["anyOf"][1]["properties"].as_object().unwrap();
        let options = rule["options"].as_array().unwrap();
        assert_eq!(keys.len(), 1 + options.len(), "{rule}");
        assert!(keys.contains_key("severity"), "{rule}");
        for option in options {
            assert_eq!(keys[option["name"].as_str().unwrap()]["description"], option["doc"], "{rule}");
        }
    }
}

#[test]
fn the_schema_of_the_configuration_is_for_editors() {
    let mut schema = schema("config");
    // Every rule would be in it otherwise; the test above has them.
    let rules = schema["properties"]["rules"]["properties"].as_object_mut().unwrap();
    rules.retain(|id, _| id == "missing-private-channel");
    schema["$defs"]["rule"]["enum"] = json!(["…"]);
    let text = serde_json::to_string_pretty(&schema).unwrap();
    insta::assert_snapshot!(text.replace(concat!("/v", env!("CARGO_PKG_VERSION"), "/"), "/v[VERSION]/"));
}

/// Configurations of this project's own.
#[test]
fn configurations_here_are_valid() {
    let validator = validator("config");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let blocks = readme.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    // Other programs' configurations are in the README too.
    let examples: Vec<&str> = blocks.filter(|block| block.starts_with("extends:")).collect();
    assert_eq!(examples.len(), 2);
    let fixtures = fs::read_to_string(root.join("fixtures/policies/.secpol.yaml")).unwrap();
    for text in examples.into_iter().chain([&*fixtures]) {
        let configuration: Value = serde_yaml::from_str(text).unwrap();
        assert_eq!(mistake(&validator, &configuration), None, "{text}");
    }
}
