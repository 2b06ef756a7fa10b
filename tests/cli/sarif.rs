//! SARIF logs are what the standard says, and hold together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::fixture::{Folder, PRIVATE, PUBLIC};

/// Runs cargo.
fn cargo(args: &[&str]) -> String {
    let ended = Command::new(env!("CARGO")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).unwrap()
}

/// The schema of the standard, which is in the package of a crate that we build with.
fn validator() -> Validator {
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let package =
        metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let schema = Path::new(package["manifest_path"].as_str().unwrap()).with_file_name("src").join("schema.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    assert!(schema["title"].as_str().unwrap().contains("(SARIF) Version 2.1.0"), "{}", schema["title"]);
    // Its pattern for languages has a bracket too many, which strict readers refuse; our logs name none.
    for definition in ["run", "toolComponent"] {
        schema["definitions"][definition]["properties"]["language"].as_object_mut().unwrap().remove("pattern").unwrap();
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Why a log is not valid.
fn mistake(validator: &Validator, log: &Value) -> Option<String> {
    validator.iter_errors(log).next().map(|error| format!("{}: {error}", error.instance_path()))
}

fn log(folder: &Folder, args: &str) -> Value {
    let ended = folder.run(&format!("lint --output-format sarif {args}"));
    // An address with a placeholder in it is none.
    let text = ended.stdout.replace("[VERSION]", env!("CARGO_PKG_VERSION"));
    let log: Value = serde_json::from_str(&text).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["exitCode"].as_i64(), ended.code.map(i64::from), "{args}");
    assert_eq!(invocation["executionSuccessful"], ended.code != Some(2), "{args}");
    log
}

/// A repository with everything that a log can have.
fn folder() -> Folder {
    let policy = "# Security policy\n\nSee [how](#nowhere), or <http://hackerone.com/widget>. Mail security at widget dot \
        example.\n\nWe answer within 2 days.\n\n## Bugs\n\nWe answer within 3 weeks.\n\n## Bugs\n";
    Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(
            ".secpol.yaml",
            "extends: strict\nsections: [{ id: export-control, headings: [Export control], help: Say it. }]\n",
        )
        .with("SECURITY.md", policy)
        .with("docs/a b#ü.md", PUBLIC)
        .with("README.md", "# Widget\n")
        .with("other/pointer.md", "# Security\n\nSee https://widget.example/security.\n")
        .with_folder("none")
}

#[test]
fn every_log_is_valid() {
    let validator = validator();
    let (folder, clean) = (folder(), Folder::repository(PRIVATE));
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policies");
    let policies = fs::read_dir(fixtures).unwrap().map(|entry: std::io::Result<fs::DirEntry>| entry.unwrap().path());
    let policies: Vec<PathBuf> =
        policies.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    let policies = policies.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let mut results = 0;
    for (folder, args) in [
        (&folder, "SECURITY.md other none"),
        (&folder, "--ruleset osps-baseline-3,scorecard,uk-psti . other/pointer.md none"),
        (&folder, "nowhere.md SECURITY.md"),
        (&folder, &format!("--isolated --ruleset strict {policies}")),
        (&clean, ""),
        (&Folder::new().with(".secpol.yaml", "extends: strct\n").with("SECURITY.md", PUBLIC), ""),
    ] {
        let log = log(folder, args);
        assert_eq!(mistake(&validator, &log), None, "{args}");
        results += log["runs"][0]["results"].as_array().unwrap().len();
    }
    assert!(results > 50, "{results}");
}

#[test]
fn what_is_no_log_is_refused() {
    let validator = validator();
    let log = log(&folder(), "");
    for (at, value) in [
        ("/version", json!("2.0.0")),
        ("/runs/0/columnKind", json!("bytes")),
        ("/runs/0/results/0/level", json!("info")),
        ("/runs/0/results/0/message", json!("text")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", json!("a b")),
        ("/runs/0/tool/driver/informationUri", json!("not a uri")),
        ("/runs/0/artifacts/0/roles", json!(["file"])),
    ] {
        let mut changed = log.clone();
        *changed.pointer_mut(at).unwrap_or_else(|| panic!("nothing is at {at}")) = value;
        assert!(mistake(&validator, &changed).is_some(), "{at}");
    }
}

#[test]
fn what_a_log_refers_to_is_there() {
    let log = log(&folder(), "--ruleset strict,osps-baseline-3 . other/pointer.md none");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (mut fixes, mut related, mut taxa) = (0, 0, 0);
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["partialFingerprints"]["secpol/v1"].is_string(), "{result}");
        for (nth, location) in list(&result["relatedLocations"]).iter().enumerate() {
            assert_eq!(location["id"], nth + 1);
            assert!(result["message"]["text"].as_str().unwrap().contains(&format!("]({})", nth + 1)), "{result}");
            related += 1;
        }
        for taxon in list(&result["taxa"]) {
            let index = usize::try_from(taxon["toolComponent"]["index"].as_u64().unwrap()).unwrap();
            let taxonomy = &run["taxonomies"][index];
            assert_eq!(taxonomy["name"], taxon["toolComponent"]["name"]);
            assert!(list(&taxonomy["taxa"]).iter().any(|control| control["id"] == taxon["id"]), "{taxon}");
            taxa += 1;
        }
        fixes += list(&result["fixes"]).len();
    }
    assert!(fixes > 0 && related > 0 && taxa > 0, "{fixes} fixes, {related} related, {taxa} taxa");
    let standards = list(&run["properties"]["standards"]);
    assert!(
        standards.iter().any(|standard| list(&standard["controls"]).iter().any(|control| control["verdict"] == "met"))
    );
    let mut uris: Vec<String> =
        list(&run["artifacts"]).iter().map(|file| file["location"]["uri"].as_str().unwrap().to_owned()).collect();
    uris.sort_unstable();
    assert_eq!(uris, ["README.md", "SECURITY.md", "other/pointer.md"]);
}

#[test]
fn the_fixes_of_a_log_mend_as_secpol_does() {
    let folder = folder();
    let text = fs::read_to_string(folder.path("SECURITY.md")).unwrap();
    let log = log(&folder, "--select insecure-url");
    let fix = &log["runs"][0]["results"][0]["fixes"][0];
    assert_eq!(fix["properties"]["applicability"], "safe");
    let replacement = &fix["artifactChanges"][0]["replacements"][0];
    let region = &replacement["deletedRegion"];
    let number = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
    let start = number("byteOffset");
    let mut mended = text.clone();
    mended.replace_range(start..start + number("byteLength"), replacement["insertedContent"]["text"].as_str().unwrap());
    let line = text.lines().nth(number("startLine") - 1).unwrap();
    let words: String =
        line.chars().skip(number("startColumn") - 1).take(number("endColumn") - number("startColumn")).collect();
    assert_eq!(words, text[start..start + number("byteLength")]);
    folder.run("lint --fix --select insecure-url");
    assert_eq!(mended, fs::read_to_string(folder.path("SECURITY.md")).unwrap());
}
