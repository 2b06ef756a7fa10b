//! Every help text, and wrong usage.

use crate::fixture::Folder;

#[test]
fn help_of_secpol() {
    let folder = Folder::new();
    let help = folder.run("--help");
    assert_eq!(help.code, Some(0));
    insta::assert_snapshot!(help);
    let bare = folder.run("");
    assert_eq!((bare.code, bare.stdout.as_str(), bare.stderr), (Some(2), "", help.stdout));
}

#[test]
fn help_of_every_verb() {
    let folder = Folder::new();
    for verb in ["lint", "inspect", "init", "rules", "explain", "config", "schema"] {
        insta::assert_snapshot!(format!("help_of_{verb}"), folder.run(&format!("{verb} --help")));
    }
}

#[test]
fn version_is_that_of_the_package() {
    insta::assert_snapshot!(Folder::new().run("--version"));
}

#[test]
fn wrong_usage_exits_with_2_and_says_what_is_right() {
    let folder = Folder::new();
    for (name, args) in [
        ("unknown_verb", "lnt"),
        ("unknown_flag", "lint --rulset strict"),
        ("unknown_ruleset", "lint --ruleset strct"),
        ("unknown_format", "lint --output-format ful"),
        ("unreadable_size", "lint --max-size big"),
        ("unreadable_date", "lint --today tomorrow"),
        ("conflicting_flags", "lint --isolated --config a.yaml"),
        ("missing_argument", "explain"),
        ("unreadable_repository", "init --repository widget"),
        ("two_drafts", "init --security-txt --contact security@acme-widget.dev"),
    ] {
        let ended = folder.run(args);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{args}");
        insta::assert_snapshot!(format!("usage_{name}"), ended);
    }
}
