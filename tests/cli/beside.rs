//! What is found where a policy and the files beside it are read together, on small repositories with real files.

use crate::fixture::{Ended, Folder};

const CONFIG: &str = "[remote \"origin\"]\n\turl = git@github.com:acme/widget.git\n";

/// A repository of `acme/widget`, with its policy.
fn repository(policy: &str) -> Folder {
    Folder::new()
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(".git/config", CONFIG)
        .with("README.md", "# Widget\n")
        .with("SECURITY.md", policy)
}

/// Lints with one rule of `strict`, on a fixed day.
fn lint(folder: &Folder, rule: &str) -> Ended {
    folder.run(&format!("lint --isolated --ruleset strict --select {rule} --today 2026-01-15 --output-format concise"))
}

const POLICY: &str = "# Security policy

Report vulnerabilities to <security@widget.example>. Encrypt them with our PGP key, whose fingerprint is
`1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7`.

We do not have a bug bounty program.
";

const INSIGHTS: &str = "header:
  schema-version: 2.0.0
  last-updated: '2024-06-01'
  last-reviewed: '2024-06-01'
project:
  name: Widget
  administrators:
    - { name: Ada, email: ada@widget.example, primary: true }
  vulnerability-reporting:
    reports-accepted: false
    bug-bounty-available: true
    policy: https://github.com/acme/widget/blob/main/docs/SECURITY.md
    pgp-key: 7AD4 EDA4 5A6F 3E4B 0F9A  4B8D E3A3 DBCC 2D3F 5FD1
    contact:
      name: Team
      email: old-security@widget.example
repository:
  url: https://github.com/acme/widget
  status: active
";

#[test]
fn security_insights_are_held_against_the_policy() {
    let folder = repository(POLICY).with(".github/security-insights.yml", INSIGHTS);
    insta::assert_snapshot!(lint(&folder, "security-insights-mismatch"));
}

#[test]
fn security_insights_that_agree_are_fine() {
    let insights = INSIGHTS
        .replace("2024", "2025")
        .replace("accepted: false", "accepted: true")
        .replace("available: true", "available: false")
        .replace("docs/SECURITY.md", "SECURITY.md")
        .replace(
            "7AD4 EDA4 5A6F 3E4B 0F9A  4B8D E3A3 DBCC 2D3F 5FD1",
            "1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7",
        )
        .replace("old-security@", "security@");
    let ended = lint(&repository(POLICY).with("security-insights.yml", insights), "security-insights-mismatch");
    assert_eq!((ended.code, &*ended.stdout), (Some(0), ""), "{ended}");
}

#[test]
fn security_insights_from_strangers_do_no_harm() {
    let nested: Vec<String> = (1..40).map(|n| format!("a{n}: &a{n} [*a{0},*a{0},*a{0}]", n - 1)).collect();
    let nested = nested.join("\n");
    for text in [
        "header: [\n".to_owned(),
        "\u{1b}[2J: \u{7}\n".to_owned(),
        "project: 1\n".to_owned(),
        format!("a0: &a0 [x]\n{nested}\nheader: *a39\n"),
        format!("header: {}", "[".repeat(50_000)),
        format!("header: {{ comment: {} }}\n", "x".repeat(200_000)),
    ] {
        let ended = lint(&repository(POLICY).with("security-insights.yml", &text), "security-insights-mismatch");
        assert_eq!(ended.code, Some(0), "{ended}");
        let shown = ended.stdout.lines().all(|line| line.contains("info[security-insights-mismatch]"));
        assert!(shown && !ended.stdout.contains(['\u{1b}', '\u{7}']), "{ended}");
    }
}

#[test]
fn another_key_in_security_txt_is_reported() {
    let text = "Contact: mailto:security@widget.example\nExpires: 2026-06-30T00:00:00Z\n\
                Encryption: openpgp4fpr:7ad4eda45a6f3e4b0f9a4b8de3a3dbcc2d3f5fd1\n";
    insta::assert_snapshot!(lint(&repository(POLICY).with(".well-known/security.txt", text), "security-txt-mismatch"));
}

const VERSIONS: &str = "# Security policy

Report vulnerabilities to <security@widget.example>.

## Supported versions

| Version | Supported                | End of life |
| ------- | ------------------------ | ----------- |
| 4.x     | ✅                       | 2027-12     |
| 3.x     | ✅                       | Q4 2025     |
| 2.x     | security fixes until 2025-06-30 | TBD  |
| 1.x     | ❌                       | 2026-12-31  |

Version 0.9 is supported until 31 March 2025.
";

#[test]
fn the_end_of_support_is_compared_with_the_day() {
    let folder = repository(VERSIONS);
    insta::assert_snapshot!(lint(&folder, "past-end-of-support"));
    let earlier = folder.run("lint --isolated --select past-end-of-support --today 2025-01-15 --output-format concise");
    assert_eq!(earlier.stdout.matches("past-end-of-support").count(), 1, "{earlier}");
}

#[test]
fn a_version_whose_support_ended_is_marked_on_demand() {
    let folder = repository(VERSIONS);
    let args = "lint --isolated --ruleset strict --select past-end-of-support --today 2026-01-15 --unsafe-fixes --fix";
    folder.run(args);
    let mended = std::fs::read_to_string(folder.path("SECURITY.md")).unwrap();
    let marked = VERSIONS.replace("| 3.x     | ✅ ", "| 3.x     | ❌ ");
    assert_eq!(mended, marked);
}

#[test]
fn buttons_and_pages_that_do_not_lead_to_the_form_are_reported() {
    let policy = "# Security policy

## Reporting a vulnerability

Open the Security tab of this repository and click *New draft security advisory*.

You can also report it at <https://github.com/acme/widget/security/advisories?state=draft>.
";
    insta::assert_snapshot!(lint(&repository(policy), "wrong-advisory-link,unlinked-contact"));
    let docs = "https://docs.github.com/en/code-security/security-advisories/guidance-on-reporting-and-writing-information-\
                about-vulnerabilities/privately-reporting-a-security-vulnerability";
    let policy = format!("# Security policy\n\nPlease report vulnerabilities with [private reporting]({docs}).\n");
    insta::assert_snapshot!(lint(&repository(&policy), "wrong-advisory-link,unlinked-contact"));
}

#[test]
fn a_policy_of_another_project_is_told_by_the_names_as_they_are_written() {
    let policy = "# Gadget Security Policy

If you find a vulnerability in Gadget, please report it to <security@widget.example>. Gadget is fixed at once.
";
    let folder = repository(policy).with("README.md", "# Widget: parts for everybody\n");
    insta::assert_snapshot!(lint(&folder, "foreign-project-name"));
}
