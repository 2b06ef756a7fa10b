//! `secpol init`: what is written where, and what never is.

use std::fs;

use crate::fixture::{Ended, Folder};

const GITHUB: &str = "[remote \"origin\"]\n\turl = git@github.com:acme/widget.git\n";
const GITLAB: &str = "[remote \"origin\"]\n\turl = https://gitlab.com/acme/widget.git\n";

/// A repository with a manifest and that git configuration.
fn repository(config: &str) -> Folder {
    let manifest = "[package]\nname = \"widget\"\nversion = \"1.4.2\"\n";
    Folder::new().with(".git/HEAD", "ref: refs/heads/main\n").with(".git/config", config).with("Cargo.toml", manifest)
}

fn init(folder: &Folder, flags: &str) -> Ended {
    folder.run(&format!("init --today 2026-01-15 {flags}"))
}

/// What a file has, with the end of the run that wrote it.
fn written(folder: &Folder, flags: &str, path: &str) -> String {
    let ended = init(folder, flags);
    format!("{ended}----- {path} -----\n{}", fs::read_to_string(folder.path(path)).unwrap())
}

/// The names of all files in a folder.
fn names(folder: &Folder, path: &str) -> Vec<String> {
    let entries = fs::read_dir(folder.path(path)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_answer_can_be_a_flag() {
    let folder = repository(GITHUB).with("README.md", "# Widget\n\nA library.\n");
    let answers = [
        ["--template", "bod-20-01,disclose-io"],
        ["--contact", "form,security@acme-widget.dev"],
        ["--pgp-key", "https://acme-widget.dev/key.asc"],
        ["--pgp-fingerprint", "1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7"],
        ["--versions", "1.4,1.3"],
        ["--supported-until", "2027-06"],
        ["--acknowledgement", "2 business days"],
        ["--assessment", "5 days"],
        ["--updates", "2 weeks"],
        ["--resolution", "60 days"],
        ["--disclosure", "90 days"],
        ["--scope", "the widget library and its command line"],
        ["--safe-harbor", "full"],
        ["--today", "2026-01-15"],
    ];
    let ended = folder.secpol(["init"].into_iter().chain(answers.into_iter().flatten())).end();
    insta::assert_snapshot!(format!("{ended}{}", fs::read_to_string(folder.path("SECURITY.md")).unwrap()));
}

#[test]
fn what_is_proposed_can_be_taken_as_a_whole() {
    insta::assert_snapshot!("proposed_on_github", written(&repository(GITHUB), "--yes", "SECURITY.md"));
    let flags = "-y --contact security@acme-widget.dev --template recommended";
    insta::assert_snapshot!("proposed_on_gitlab", written(&repository(GITLAB), flags, "SECURITY.md"));
}

#[test]
fn the_result_is_clean_under_every_rule_set_it_was_asked_for() {
    for template in [
        "strict",
        "osps-baseline-1",
        "osps-baseline-2",
        "osps-baseline-3",
        "openssf-badge",
        "openssf-badge-silver",
        "scorecard",
        "cra",
        "cra-steward",
        "iso-29147",
        "uk-psti",
        "bod-20-01",
        "disclose-io",
        "cra,iso-29147,bod-20-01",
    ] {
        for config in [GITHUB, GITLAB] {
            let folder = repository(config);
            let flags = "--yes --contact security@acme-widget.dev --supported-until 2031-12 --template";
            assert_eq!(init(&folder, &format!("{flags} {template}")).code, Some(0), "{template}");
            for sets in [template, "recommended", "strict"] {
                let ended = folder.run(&format!("lint --today 2026-01-15 --fail-on info --ruleset {sets}"));
                assert_eq!(ended.code, Some(0), "{template}: {ended}");
            }
        }
    }
}

#[test]
fn without_a_terminal_open_questions_are_wrong_usage() {
    let folder = repository("");
    for (name, flags) in [
        ("nothing", ""),
        ("nothing_to_propose", "--yes --template cra"),
        ("unusable_answer", "--yes --contact security@example.com"),
        ("unusable_time", "--yes --contact security@acme-widget.dev --acknowledgement soon"),
        ("no_form", "--yes --contact form"),
        ("past_date", "--yes --contact security@acme-widget.dev --supported-until 2025-12"),
    ] {
        let ended = init(&folder, flags);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{flags}");
        insta::assert_snapshot!(format!("open_{name}"), ended);
    }
    assert_eq!(names(&folder, ""), [".git", "Cargo.toml"]);
}

#[test]
fn a_policy_that_is_there_stays_the_only_one() {
    for path in ["SECURITY.md", ".github/security.md", "docs/SECURITY.md", "SECURITY.rst", ".github/SECURITY"] {
        let folder = repository(GITHUB).with(path, "ours\n");
        let before = names(&folder, "");
        let ended = init(&folder, "--yes");
        assert_eq!(ended.code, Some(2), "{path}: {ended}");
        assert!(
            ended.stderr.starts_with(&format!("error: there is a policy already, {path}; nothing was written\n")),
            "{ended}"
        );
        assert_eq!(names(&folder, ""), before, "{path}");
        assert_eq!(fs::read_to_string(folder.path(path)).unwrap(), "ours\n");
        assert_eq!(init(&folder, "--yes --stdout").code, Some(0));
    }
    let folder = repository(GITHUB).with_folder("SECURITY.md");
    assert_eq!(init(&folder, "--yes").code, Some(2));
}

#[test]
fn it_is_written_where_the_forge_looks_beside_its_like() {
    for (beside, config, path) in [
        ("README.md", GITHUB, "SECURITY.md"),
        (".github/workflows/ci.yml", GITHUB, "SECURITY.md"),
        (".github/CONTRIBUTING.md", GITHUB, ".github/SECURITY.md"),
        (".github/CODE_OF_CONDUCT.md", "", ".github/SECURITY.md"),
        (".github/CONTRIBUTING.md", GITLAB, "SECURITY.md"),
    ] {
        let folder = repository(config).with(beside, "[policy](SECURITY.md)\n");
        let ended = init(&folder, "--yes --contact security@acme-widget.dev");
        assert!(ended.stderr.starts_with(&format!("wrote {path}\n")), "{beside}: {ended}");
        assert!(folder.path(path).is_file(), "{beside}");
    }
}

#[test]
fn a_draft_can_be_printed_instead() {
    let folder = repository(GITHUB);
    let printed = init(&folder, "--yes --stdout").stdout;
    assert_eq!(names(&folder, ""), [".git", "Cargo.toml"]);
    init(&folder, "--yes");
    assert_eq!(fs::read_to_string(folder.path("SECURITY.md")).unwrap(), printed);
}

#[test]
fn any_folder_of_a_repository_stands_for_it() {
    let folder = repository("").with("src/lib.rs", "");
    let ended = folder.secpol(["init", "..", "--yes", "--repository", "acme/widget"]).inside("src").end();
    assert!(ended.stderr.starts_with("wrote ../SECURITY.md\n"), "{ended}");
    let text = fs::read_to_string(folder.path("SECURITY.md")).unwrap();
    assert!(text.contains("(https://github.com/acme/widget/security/advisories/new)"), "{text}");
    for path in ["nowhere", "Cargo.toml"] {
        let ended = init(&folder, &format!("--yes {path}"));
        assert_eq!(ended.code, Some(2), "{ended}");
    }
    let bare = Folder::new();
    let ended = init(&bare, "--yes --contact security@acme-widget.dev");
    assert_eq!((ended.code, names(&bare, "")), (Some(0), vec!["SECURITY.md".to_owned()]), "{ended}");
    assert!(ended.stderr.contains("git knows no repository here"), "{ended}");
}

#[test]
fn an_answer_beyond_what_the_rule_set_allows_is_taken_and_said_so() {
    let folder = repository(GITHUB);
    let ended = folder.secpol(["init", "--yes", "--acknowledgement", "10 days"]).end();
    assert_eq!(ended.code, Some(0));
    assert!(ended.stderr.contains("(timeframe-too-long)"), "{ended}");
    assert!(fs::read_to_string(folder.path("SECURITY.md")).unwrap().contains("within 10 days"));
}

#[test]
fn security_txt_says_what_the_policy_says() {
    let folder = repository(GITHUB);
    let none = init(&folder, "--security-txt");
    assert_eq!((none.code, names(&folder, "")), (Some(2), vec![".git".to_owned(), "Cargo.toml".to_owned()]), "{none}");
    init(&folder, "--yes --contact form,security@acme-widget.dev");
    let flags = "--security-txt --canonical https://acme-widget.dev/.well-known/security.txt";
    let path = ".well-known/security.txt";
    insta::assert_snapshot!(written(&folder, flags, path));
    let lint = folder.run("lint --ruleset strict --fail-on info --today 2026-01-15");
    assert_eq!(lint.code, Some(0), "{lint}");

    fs::write(folder.path(path), "ours\n").unwrap();
    let again = init(&folder, "--security-txt");
    assert!(again.code == Some(2) && again.stderr.contains(&format!("{path} is there already")), "{again}");
    assert_eq!(fs::read_to_string(folder.path(path)).unwrap(), "ours\n");
    assert!(init(&folder, "--security-txt --stdout").stdout.starts_with("Contact: https://github.com/acme/widget/"));
}

#[test]
fn security_txt_goes_to_the_website_that_has_its_like() {
    let folder = repository(GITLAB).with("static/.well-known/assetlinks.json", "[]");
    init(&folder, "--yes --contact security@acme-widget.dev");
    let text = written(&folder, "--security-txt", "static/.well-known/security.txt");
    assert!(text.contains("Policy: https://gitlab.com/acme/widget/-/blob/HEAD/SECURITY.md\n"), "{text}");
}

#[test]
fn insights_say_what_the_policy_says() {
    let folder = repository(GITHUB).with(".github/CONTRIBUTING.md", "[policy](SECURITY.md)\n");
    init(&folder, "--yes --contact form,security@acme-widget.dev");
    insta::assert_snapshot!(written(&folder, "--insights", ".github/security-insights.yml"));
    for path in ["SECURITY-INSIGHTS.yml", ".github/security-insights.yaml"] {
        let folder =
            repository(GITHUB).with(path, "ours\n").with("SECURITY.md", "Write to security@acme-widget.dev.\n");
        let ended = init(&folder, "--insights");
        assert!(ended.code == Some(2) && ended.stderr.contains(&format!("{path} is there already")), "{ended}");
    }
    let bare = repository("").with("SECURITY.md", "Report vulnerabilities to security@acme-widget.dev.\n");
    insta::assert_snapshot!("insights_without_a_forge", init(&bare, "--insights --stdout"));
}

#[test]
fn a_policy_without_a_contact_makes_no_files() {
    for text in ["# Security policy\n\nWe care.\n", "Report vulnerabilities to security@example.com.\n"] {
        let folder = repository(GITHUB).with("SECURITY.md", text);
        for flag in ["--security-txt", "--insights"] {
            let ended = init(&folder, flag);
            assert!(ended.code == Some(2) && ended.stderr.contains("names no private way"), "{ended}");
        }
        assert_eq!(names(&folder, ""), [".git", "Cargo.toml", "SECURITY.md"]);
    }
    let folder = repository(GITHUB).with("SECURITY.rst", "Report to security@acme-widget.dev\n");
    assert_eq!(init(&folder, "--security-txt").code, Some(2));
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_repository() {
    let elsewhere = Folder::new();
    let policy = "Report vulnerabilities to security@acme-widget.dev.\n";
    let folder = repository(GITHUB).with("SECURITY.md", policy);
    let folder = folder.with_link(".well-known", elsewhere.path("").to_str().unwrap());
    let ended = init(&folder, "--security-txt");
    assert!(ended.code == Some(2) && ended.stderr.contains(".well-known is no folder of this repository"), "{ended}");
    assert!(names(&elsewhere, "").is_empty());
    let folder = repository(GITHUB).with_link("SECURITY.md", "/nowhere/else.md");
    assert_eq!(init(&folder, "--yes").code, Some(2));
}
