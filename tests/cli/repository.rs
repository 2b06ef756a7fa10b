//! Which repositories and policies are found, and what is read around them.

use crate::fixture::{Folder, PRIVATE, PUBLIC};

/// Lints with one rule, and gives the path of each finding.
fn paths(folder: &Folder, args: &str) -> Vec<String> {
    let ended =
        folder.run(&format!("lint --output-format concise --select missing-private-channel,missing-policy {args}"));
    ended.stdout.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn verbose_says_which_file_was_chosen_and_why() {
    let folder = Folder::repository(PRIVATE).with(".github/SECURITY.md", PRIVATE).with("docs/Security.md", PRIVATE);
    insta::assert_snapshot!(folder.run("lint -v --select missing-private-channel"));
    let config = "[remote \"origin\"]\n\turl = https://gitlab.com/acme/widget.git\n";
    insta::assert_snapshot!(folder.with(".git/config", config).run("lint -v --select missing-private-channel"));
}

#[test]
fn a_policy_in_another_format_is_there_and_not_linted() {
    let folder = Folder::new().with("SECURITY.rst", "Security\n========\n").with("README.md", "# Widget\n");
    insta::assert_snapshot!(folder.run("lint"));
    let json = folder.run("lint --output-format json").stdout;
    assert!(json.contains("\"kind\": \"not-linted\",\n      \"path\": \"SECURITY.rst\""), "{json}");
    for name in ["SECURITY", "security.txt", "docs/SECURITY.adoc", ".github/SECURITY.markdown"] {
        let ended = Folder::new().with(name, "x").run("lint");
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{name}: {ended}");
    }
}

#[test]
fn a_readme_with_the_policy_in_it_is_pointed_out() {
    let readme = "# Widget\n\n## Reporting vulnerabilities\n\nWrite to <security@widget.example>.\n";
    insta::assert_snapshot!(Folder::new().with("README.md", readme).run("lint --output-format full"));
}

#[test]
fn every_repository_below_a_folder_is_linted() {
    let folder = Folder::new()
        .with("all/a/.git/HEAD", "")
        .with("all/a/SECURITY.md", PUBLIC)
        .with("all/a/vendor/x/SECURITY.md", PUBLIC)
        .with("all/deep/er/b/docs/security.md", PUBLIC)
        .with("all/none/.git/HEAD", "")
        .with("all/no/src/main.rs", "")
        .with("all/node_modules/x/SECURITY.md", PUBLIC)
        .with("all/left-out/.git/HEAD", "")
        .with("all/.gitignore", "left-out/\nc\n")
        .with("all/c/SECURITY.md", PUBLIC);
    assert_eq!(paths(&folder, "all"), ["all/a/SECURITY.md", "all/deep/er/b/docs/security.md", "all/none"]);
    // What was named is linted, whatever is ignored.
    assert_eq!(paths(&folder, "all/c/SECURITY.md all/left-out"), ["all/c/SECURITY.md", "all/left-out"]);
    assert_eq!(paths(&folder, "all/no"), ["all/no"]);
}

#[test]
fn a_folder_with_a_policy_is_one_repository() {
    let folder = Folder::new().with("SECURITY.md", PUBLIC).with("packages/a/SECURITY.md", PUBLIC);
    assert_eq!(paths(&folder, "."), ["SECURITY.md"]);
    assert_eq!(paths(&folder, "packages/a"), ["packages/a/SECURITY.md"]);
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_repository_is_followed_and_named() {
    let folder = Folder::new().with("policies/security.md", PRIVATE).with_link("SECURITY.md", "policies/security.md");
    let ended = folder.run("lint -v --select missing-private-channel");
    assert_eq!(ended.code, Some(0), "{ended}");
    assert!(ended.stderr.contains("it is a link to policies/security.md"), "{ended}");
}
