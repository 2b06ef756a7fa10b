//! Output formats end to end, and when output is coloured.

use crate::fixture::{FORMATS, Folder, PUBLIC};

#[test]
fn every_format_reports_the_same_findings() {
    let folder = Folder::repository(PUBLIC);
    // A SARIF log has the documentation of the rules; it has tests of its own.
    for format in FORMATS.iter().filter(|format| **format != "sarif") {
        insta::assert_snapshot!(format!("format_{format}"), folder.run(&format!("lint --output-format {format}")));
    }
}

#[test]
fn the_help_names_every_format() {
    let help = Folder::new().run("lint --help").stdout;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains(&format!("How to report findings: {}.", FORMATS.join(", "))), "{help}");
}

#[test]
fn json_is_complete_even_if_no_file_could_be_read() {
    let ended = Folder::new().run("lint --output-format json nowhere.md");
    assert_eq!(ended.code, Some(2));
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["diagnostics"].as_array().map(Vec::len), Some(0));
}

#[test]
fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
    let folder = Folder::repository(PUBLIC);
    let colored = |flag: &str, variables: &[(&str, &str)]| {
        let run = folder.secpol(["lint", "--color", flag]);
        variables.iter().fold(run, |run, (name, value)| run.env(name, value)).end().stdout.contains("ESC[")
    };
    assert!(!colored("auto", &[]));
    assert!(colored("always", &[("NO_COLOR", "1")]));
    assert!(colored("auto", &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored("auto", &[("CLICOLOR_FORCE", "0")]));
    assert!(!colored("auto", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored("never", &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn the_rule_is_a_link_where_links_are_known_to_work() {
    let folder = Folder::repository(PUBLIC);
    let linked = |color: &str| {
        folder.secpol(["lint", "--color", color]).env("FORCE_HYPERLINK", "1").end().stdout.contains("ESC]8;;https://")
    };
    assert!(linked("always"));
    assert!(!linked("never"));
}

#[test]
fn json_is_never_coloured() {
    let ended = Folder::repository(PUBLIC).run("lint --color always --output-format json");
    assert!(!ended.stdout.contains("ESC"), "{ended}");
}

#[test]
fn text_of_a_policy_reaches_json_escaped() {
    let folder = Folder::repository(
        "Report vulnerabilities to <https://widget.example/\u{202e}report\u{9b}31m> within 2 \u{200b}days.\n",
    );
    for args in ["inspect --output-format json", "inspect --output-format json-lines", "lint --output-format json"] {
        let ended = folder.run(args);
        let hazard =
            ended.stdout.chars().find(|&c| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{200b}'));
        assert_eq!(hazard, None, "{args}");
        let _: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    }
    assert!(folder.run("inspect --output-format json-lines").stdout.contains(r"\u202ereport"));
}

#[test]
fn lines_are_as_wide_as_columns_says() {
    let folder = Folder::repository(PUBLIC);
    let widest = |columns: &str| {
        let ended = folder.secpol(["lint"]).env("COLUMNS", columns).end();
        // Text of the policy is shown as it is, and no address is broken.
        ended
            .stdout
            .lines()
            .filter(|line| !line.contains(['│', '·', '/']))
            .map(|line| line.chars().count())
            .max()
            .unwrap()
    };
    assert!(widest("50") <= 50);
    assert!(widest("1") <= 40);
    assert!(widest("100000") <= 120);
}
