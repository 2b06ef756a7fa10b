//! `--fix`, `--unsafe-fixes` and `--diff`: what is written, and what is said about it.

use std::fs;

use crate::fixture::Folder;

/// One finding with a safe fix, one with a fix that needs a look, and one without.
const POLICY: &str = "# Security policy\r\n\r\n- Report vulnerabilities at <http://hackerone.com/widget>\r\n- or encrypt \
                      to our [PGP key](http://widget.example/key.asc).\r\n\r\n## Scope";

const CONFIG: &str = "extends: []\nrules: { insecure-url: error, empty-section: warning }\n";

fn folder() -> Folder {
    Folder::new().with(".git/HEAD", "ref: refs/heads/main\n").with(".secpol.yaml", CONFIG).with("SECURITY.md", POLICY)
}

fn text(folder: &Folder) -> String {
    fs::read_to_string(folder.path("SECURITY.md")).unwrap()
}

fn safely_mended() -> String {
    POLICY.replace("http://hackerone", "https://hackerone")
}

fn mended() -> String {
    POLICY.replace("http:", "https:")
}

#[test]
fn a_plain_run_writes_nothing_and_names_the_flags() {
    let folder = folder();
    insta::assert_snapshot!(folder.run("lint --output-format concise"));
    assert_eq!(text(&folder), POLICY);
}

#[test]
fn safe_fixes_are_made_and_the_rest_is_reported() {
    let folder = folder();
    insta::assert_snapshot!(folder.run("lint --fix --output-format concise"));
    assert_eq!(text(&folder), safely_mended());
    let again = folder.run("lint --fix --output-format concise");
    assert!(!again.stderr.contains("fixed"), "{again}");
    assert_eq!(text(&folder), safely_mended());
}

#[test]
fn fixes_that_need_a_look_are_made_on_demand() {
    let folder = folder();
    insta::assert_snapshot!(folder.run("lint --unsafe-fixes --output-format concise"));
    assert_eq!(text(&folder), mended());
    assert_eq!(folder.run("lint --fix --unsafe-fixes -q").code, Some(0));
}

#[test]
fn a_diff_shows_what_would_be_written_and_the_rest_is_reported() {
    let folder = folder();
    insta::assert_snapshot!(folder.run("lint --diff --output-format concise"));
    insta::assert_snapshot!(folder.run("lint --diff --unsafe-fixes --fix --output-format concise"));
    assert_eq!(text(&folder), POLICY);
    fs::write(folder.path("SECURITY.md"), mended()).unwrap();
    let clean = folder.run("lint --diff --ignore empty-section");
    assert_eq!((clean.code, clean.stdout.as_str()), (Some(0), ""), "{clean}");
}

#[test]
fn a_diff_ends_as_linting_does() {
    let folder = folder();
    for flags in ["", "--fail-on warning", "--fail-on never", "--select empty-section"] {
        let code = folder.run(&format!("lint {flags}")).code;
        assert_eq!(folder.run(&format!("lint --diff --unsafe-fixes {flags}")).code, code, "{flags}");
    }
}

#[test]
fn standard_input_is_mended_to_standard_output() {
    let run =
        |flags: &str| folder().secpol(format!("lint {flags} --output-format concise -").split(' ')).stdin(POLICY).end();
    let fixed = run("--fix");
    assert_eq!(fixed.stdout, safely_mended());
    insta::assert_snapshot!(fixed.stderr);
    assert_eq!((fixed.code, run("--unsafe-fixes").stdout), (Some(1), mended()));
    assert_eq!(run("--fix --select empty-section").stdout, POLICY, "what has no fix goes through as it is");
    assert!(run("--diff").stdout.starts_with("--- <stdin>\n+++ <stdin>\n"));
}

#[test]
fn findings_go_to_standard_error_in_every_format_where_the_text_takes_the_other() {
    for format in ["full", "concise", "json"] {
        let args = ["lint", "--fix", "--output-format", format, "-"];
        let ended = folder().secpol(args).stdin(POLICY).end();
        assert_eq!(ended.stdout, safely_mended());
        assert!(ended.stderr.contains("empty-section"), "{ended}");
    }
}

#[test]
fn every_file_is_mended_under_its_own_configuration() {
    let folder = folder().with("other/SECURITY.md", POLICY).with("other/.secpol.yaml", "extends: []\n");
    let folder = folder.with("docs/SECURITY.md", POLICY);
    insta::assert_snapshot!(folder.run("lint --fix --output-format concise SECURITY.md other docs nowhere.md"));
    assert_eq!(fs::read_to_string(folder.path("docs/SECURITY.md")).unwrap(), safely_mended());
    assert_eq!(fs::read_to_string(folder.path("other/SECURITY.md")).unwrap(), POLICY);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_read_only_file_is_left_as_it_is_and_said_so() {
        let folder = folder();
        fs::set_permissions(folder.path("SECURITY.md"), fs::Permissions::from_mode(0o444)).unwrap();
        insta::assert_snapshot!(folder.run("lint --fix --output-format concise"));
        assert_eq!(text(&folder), POLICY);
    }

    #[test]
    fn a_link_stays_and_permissions_too() {
        let folder = folder().with_link("link.md", "SECURITY.md");
        fs::set_permissions(folder.path("SECURITY.md"), fs::Permissions::from_mode(0o600)).unwrap();
        folder.run("lint --fix link.md");
        assert!(fs::symlink_metadata(folder.path("link.md")).unwrap().is_symlink());
        assert_eq!(text(&folder), safely_mended());
        assert_eq!(fs::metadata(folder.path("SECURITY.md")).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_full_disk_leaves_the_original_whole() {
        let long = format!("{POLICY}\n\n{}", "x ".repeat(4_000));
        let folder = folder().with("SECURITY.md", &long);
        // A file that may not grow over a block fails as a full disk does, once the signal is ignored.
        let script = format!("trap '' XFSZ; ulimit -f 1; exec '{}' lint --fix -q", env!("CARGO_BIN_EXE_secpol"));
        let ended = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("SECURITY.md: cannot be written: "), "{stderr}");
        assert_eq!(text(&folder), long);
        let names = fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(names.filter(|name| name.to_string_lossy().starts_with(".secpol-")).count() == 0);
    }
}
