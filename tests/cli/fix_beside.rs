//! Fixes in files beside the policy: each is written by itself, and none through a link or out of the repository.

use std::fs;

use crate::fixture::{Ended, Folder, PRIVATE};

const CONFIG: &str = "extends: []\nrules:\n  missing-readme-link: error\n  invalid-security-txt: error\n  \
                      public-security-issue-template: { severity: error, ask-for-link: true }\n";

const README: &str = "# Widget\n\nA library.\n";
const README_MENDED: &str = "# Widget\n\nA library.\n\n## Security\n\nSee the [security policy](SECURITY.md).\n";

const TXT: &str = "Contact: security@widget.example\nExpires: 2025-06-30T22:00:00Z\n";
const TXT_MENDED: &str = "Contact: mailto:security@widget.example\nExpires: 2027-01-14T00:00:00Z\n";

const CHOOSER: &str = "blank_issues_enabled: false\n";

/// A repository in which three files beside the policy have something to mend.
fn folder() -> Folder {
    Folder::new()
        .with(".git/config", "[remote \"origin\"]\n\turl = https://github.com/acme/widget.git\n")
        .with(".secpol.yaml", CONFIG)
        .with("SECURITY.md", PRIVATE)
        .with("README.md", README)
        .with(".well-known/security.txt", TXT)
        .with(".github/ISSUE_TEMPLATE/config.yml", CHOOSER)
}

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.path(path)).unwrap()
}

fn lint(folder: &Folder, args: &str) -> Ended {
    folder.run(&format!("lint --today 2026-01-15 --output-format concise {args}"))
}

#[test]
fn each_file_is_mended_by_itself_and_a_second_time_changes_nothing() {
    let folder = folder();
    insta::assert_snapshot!(lint(&folder, "--unsafe-fixes"));
    let mended =
        || [text(&folder, "README.md"), text(&folder, ".well-known/security.txt"), text(&folder, "SECURITY.md")];
    assert_eq!(mended(), [README_MENDED, TXT_MENDED, PRIVATE]);
    let chooser = text(&folder, ".github/ISSUE_TEMPLATE/config.yml");
    assert!(chooser.starts_with(CHOOSER) && chooser.contains("/acme/widget/security/advisories/new"), "{chooser}");
    let again = lint(&folder, "--unsafe-fixes");
    assert_eq!((again.code, again.stderr.contains("fixed")), (Some(0), false), "{again}");
    assert_eq!(mended(), [README_MENDED, TXT_MENDED, PRIVATE]);
}

#[test]
fn only_what_was_allowed_is_mended() {
    let folder = folder();
    let ended = lint(&folder, "--fix");
    assert_eq!((ended.code, text(&folder, "README.md")), (Some(1), README.to_owned()), "{ended}");
    assert!(ended.stderr.ends_with("fixable with --unsafe-fixes\n"), "{ended}");
}

#[test]
fn a_diff_shows_every_file_and_writes_none() {
    let folder = folder();
    insta::assert_snapshot!(lint(&folder, "--diff --unsafe-fixes"));
    for (path, old) in
        [("README.md", README), (".well-known/security.txt", TXT), (".github/ISSUE_TEMPLATE/config.yml", CHOOSER)]
    {
        assert_eq!(text(&folder, path), old);
    }
}

#[test]
fn line_ends_are_those_of_the_file() {
    let folder = folder().with("README.md", README.replace('\n', "\r\n"));
    lint(&folder, "--unsafe-fixes");
    assert_eq!(text(&folder, "README.md"), README_MENDED.replace('\n', "\r\n"));
}

#[test]
fn odd_texts_are_mended_once_or_left_alone() {
    let cases: &[(&str, &[&str])] = &[
        (
            "README.md",
            &[
                "",
                "\u{feff}# Widget",
                "# Widget\r\nx",
                "```\nnot closed\n",
                "<!--\n",
                "- a\n  - b",
                "> a",
                "Widget\n  ",
            ],
        ),
        (
            ".well-known/security.txt",
            &[
                "",
                "\u{feff}Contact: a@widget.example\r\nEXPIRES: 2025-01-01T00:00:00Z",
                "Contact: a@widget.example\nContact: a@widget.example\nContact: b@widget.example\n",
                "Expires: 2025-01-01T00:00:00Z\nExpires: 2024-01-01T00:00:00Z\n",
            ],
        ),
        (
            ".github/ISSUE_TEMPLATE/config.yml",
            &[
                "",
                "\u{feff}",
                "a: 1",
                "{ blank_issues_enabled: false }\n",
                "a: 1\n...\n",
                "a: [\n",
                "contact_links:\n\n- url: x",
            ],
        ),
    ];
    for (path, texts) in cases {
        for old in *texts {
            let folder = folder().with(path, old);
            let shown = lint(&folder, "--diff --unsafe-fixes").stdout;
            lint(&folder, "--unsafe-fixes");
            let mended = text(&folder, path);
            assert_eq!(
                shown.contains(&format!("--- {path}\n")),
                mended != **old,
                "{old:?} becomes {mended:?}: {shown}"
            );
            assert_eq!(mended.matches('\r').count(), if old.contains('\r') { mended.matches('\n').count() } else { 0 });
            let again = lint(&folder, "--unsafe-fixes");
            assert!(!again.stderr.contains("fixed"), "{old:?} becomes {mended:?}: {again}");
            assert_eq!(text(&folder, path), mended);
        }
    }
}

#[test]
fn policies_of_one_run_mend_a_file_once() {
    // The README of `docs` is that of the repository around it, too.
    let folder = folder().with("docs/SECURITY.md", PRIVATE).with("docs/README.md", README);
    fs::remove_file(folder.path("README.md")).unwrap();
    let shown = lint(&folder, "--diff --unsafe-fixes --select missing-readme-link . docs").stdout;
    assert_eq!(shown.matches("+## Security").count(), 1, "{shown}");
    lint(&folder, "--unsafe-fixes . docs");
    assert_eq!(text(&folder, "docs/README.md"), README_MENDED.replace("SECURITY.md", "../SECURITY.md"));
}

#[test]
fn what_is_on_record_is_not_mended() {
    let folder = folder();
    lint(&folder, "--write-baseline known.json");
    lint(&folder, "--unsafe-fixes --baseline known.json");
    assert_eq!(text(&folder, "README.md"), README);
}

#[test]
fn a_repository_without_a_policy_is_mended_too() {
    let folder = folder();
    fs::remove_file(folder.path("SECURITY.md")).unwrap();
    lint(&folder, "--unsafe-fixes");
    assert_eq!(text(&folder, ".well-known/security.txt"), TXT_MENDED);
}

#[test]
fn a_file_that_was_named_is_a_text_of_its_own() {
    let folder = folder();
    lint(&folder, "--unsafe-fixes SECURITY.md .well-known/../README.md");
    assert_eq!(text(&folder, "README.md"), README);
}

#[test]
fn a_submodule_belongs_to_others() {
    let folder = folder().with("docs/.git", "gitdir: ../.git/modules/docs\n").with("docs/README.md", README);
    fs::remove_file(folder.path("README.md")).unwrap();
    let ended = lint(&folder, "--unsafe-fixes --select missing-readme-link");
    assert!(ended.stdout.starts_with("docs/README.md:1:1: error[missing-readme-link]"), "{ended}");
    assert_eq!(text(&folder, "docs/README.md"), README);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn set_mode(folder: &Folder, path: &str, mode: u32) {
        fs::set_permissions(folder.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn permissions_stay() {
        let folder = folder();
        set_mode(&folder, "README.md", 0o640);
        lint(&folder, "--unsafe-fixes");
        assert_eq!(text(&folder, "README.md"), README_MENDED);
        assert_eq!(fs::metadata(folder.path("README.md")).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_cannot_be_written_is_said_and_left_whole_and_the_rest_is_mended() {
        let folder = folder();
        set_mode(&folder, "README.md", 0o444);
        set_mode(&folder, ".well-known", 0o555);
        let ended = lint(&folder, "--unsafe-fixes");
        set_mode(&folder, ".well-known", 0o755);
        insta::assert_snapshot!(ended);
        assert_eq!([text(&folder, "README.md"), text(&folder, ".well-known/security.txt")], [README, TXT]);
        assert_ne!(text(&folder, ".github/ISSUE_TEMPLATE/config.yml"), CHOOSER);
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = folder().with("outside/txt", TXT).with("docs/start.md", README).with("repo/SECURITY.md", PRIVATE);
        fs::remove_file(folder.path("README.md")).unwrap();
        let folder = folder.with_link("README.md", "docs/start.md").with_link("static/.well-known", "../.well-known");
        let ended = lint(&folder, "--unsafe-fixes --select missing-readme-link");
        // It is found, and no fix is offered.
        assert!(ended.stdout.starts_with("README.md:1:1: error[missing-readme-link]"), "{ended}");
        assert!(!ended.stderr.contains("fix"), "{ended}");
        assert_eq!(text(&folder, "docs/start.md"), README);
        // Out of the repository.
        let folder = folder.with("repo/.git/HEAD", "").with_link("repo/README.md", "../docs/start.md");
        let folder = folder.with_link("repo/.well-known", "../.well-known").with(".secpol.yaml", CONFIG);
        lint(&folder, "--unsafe-fixes repo");
        assert_eq!([text(&folder, "docs/start.md"), text(&folder, ".well-known/security.txt")], [README, TXT]);
    }
}
