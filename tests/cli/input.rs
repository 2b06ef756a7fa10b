//! Bad input: a clear message, the other files still linted, nothing lost.

use crate::fixture::{Folder, PRIVATE, PUBLIC};

/// Lints the file after one that has a finding, and checks that the finding is not lost.
fn beside_another(folder: &Folder, path: &str) -> String {
    let ended = folder.run(&format!("lint --output-format concise SECURITY.md {path}"));
    assert_eq!(ended.code, Some(2), "{ended}");
    assert_eq!(ended.stdout.lines().count(), 1, "{ended}");
    assert!(ended.stdout.starts_with("SECURITY.md:"), "{ended}");
    assert!(ended.stderr.ends_with("1 error in 1 file\n"), "{ended}");
    ended.stderr.lines().next().unwrap().to_owned()
}

#[test]
fn a_path_that_does_not_exist() {
    let folder = Folder::repository(PUBLIC);
    assert_eq!(beside_another(&folder, "nowhere/SECURITY.md"), "error: nowhere/SECURITY.md: does not exist");
    insta::assert_snapshot!(folder.run("lint nowhere.md"));
}

#[test]
fn text_that_is_not_utf_8_names_the_first_bad_byte() {
    let folder = Folder::repository(PUBLIC).with("latin.md", b"# Security\n\nS\xe9curit\xe9\n");
    insta::assert_snapshot!(beside_another(&folder, "latin.md"));
    let folder = Folder::repository(PUBLIC).with("utf16.md", b"\xff\xfe#\0 \0S\0");
    insta::assert_snapshot!(beside_another(&folder, "utf16.md"));
}

#[test]
fn nul_bytes() {
    let folder = Folder::repository(PUBLIC).with("nul.md", b"# Security\n\0\n");
    insta::assert_snapshot!(beside_another(&folder, "nul.md"));
}

#[test]
fn a_file_over_the_limit() {
    let folder = Folder::repository(PUBLIC).with("large.md", "a".repeat(2000));
    let ended = folder.run("lint --output-format concise --max-size 1KiB large.md SECURITY.md");
    insta::assert_snapshot!(ended);
    let ended = folder.secpol(["lint", "--max-size", "10", "-"]).stdin(PUBLIC).end();
    assert_eq!(
        (ended.code, ended.stderr.lines().next()),
        (Some(2), Some("error: <stdin>: has more than 10 bytes; raise the limit with --max-size"))
    );
}

#[test]
fn an_empty_file_is_linted() {
    for text in ["", "\u{feff}", "\n", "\r\n\r\n"] {
        let folder = Folder::repository(text);
        for format in ["full", "concise", "json"] {
            let ended = folder.run(&format!("lint --output-format {format}"));
            assert_eq!(ended.code, Some(0), "{text:?} {ended}");
        }
    }
}

#[test]
fn a_directory_with_the_name_of_a_policy() {
    let folder = Folder::repository(PUBLIC).with_folder("docs/SECURITY.md");
    assert_eq!(beside_another(&folder, "docs/SECURITY.md"), "error: docs/SECURITY.md: is a directory, not a file");
    let folder = Folder::new().with_folder("SECURITY.md");
    insta::assert_snapshot!(folder.run("lint ."));
    let folder = folder.with("docs/SECURITY.md", PRIVATE);
    assert_eq!(folder.run("lint --select missing-private-channel .").code, Some(0));
}

#[test]
fn paths_are_escaped() {
    let folder = Folder::new();
    let ended = folder.secpol(["lint", "a\u{1b}[31m\u{202e}b.md"]).end();
    assert_eq!(ended.stderr, "error: a\\u{1b}[31m\\u{202e}b.md: does not exist\n");
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs;
    use std::io::{self, Write as _};
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_broken_symbolic_link() {
        let folder = Folder::repository(PUBLIC).with_link("link.md", "gone.md");
        let message = beside_another(&folder, "link.md");
        assert_eq!(message, "error: link.md: is a symbolic link to gone.md, which does not exist");
        let folder = Folder::new().with_link(".github/SECURITY.md", "../gone.md");
        insta::assert_snapshot!(folder.run("lint ."));
    }

    #[test]
    fn a_link_out_of_the_repository_is_not_followed_from_a_folder() {
        let folder = Folder::new().with("secret.md", PUBLIC).with_link("widget/SECURITY.md", "../secret.md");
        insta::assert_snapshot!(folder.run("lint widget"));
    }

    #[test]
    fn a_link_inside_the_repository_is_followed() {
        let folder = Folder::repository(PUBLIC).with_link("docs/SECURITY.md", "../SECURITY.md");
        assert_eq!(folder.run("lint docs/SECURITY.md").code, Some(1));
    }

    #[test]
    fn a_file_that_may_not_be_read() {
        let folder = Folder::repository(PUBLIC).with("closed.md", PRIVATE);
        let closed = folder.path("closed.md");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&closed).is_ok() {
            // Some users may read everything. What the system refuses them too is covered below.
            writeln!(io::stderr(), "skipped: this user may read files without permission").unwrap();
            return;
        }
        assert_eq!(beside_another(&folder, "closed.md"), "error: closed.md: cannot be read: permission denied");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_the_system_fails_to_read() {
        let folder = Folder::repository(PUBLIC);
        assert_eq!(
            beside_another(&folder, "/proc/self/mem"),
            "error: /proc/self/mem: cannot be read: input/output error"
        );
    }

    #[test]
    fn a_pipe_in_a_folder_is_not_waited_for() {
        let folder = Folder::new();
        let made = Command::new("mkfifo").arg(folder.path("SECURITY.md")).status().unwrap();
        assert!(made.success());
        insta::assert_snapshot!(folder.run("lint ."));
    }

    #[test]
    fn a_device_is_read_only_up_to_the_limit() {
        let folder = Folder::repository(PUBLIC);
        let ended = folder.run("lint --max-size 1MiB /dev/zero");
        assert_eq!((ended.code, ended.stderr.contains("has more than 1 MiB")), (Some(2), true), "{ended}");
    }

    #[test]
    fn a_name_that_is_not_utf_8() {
        let name = OsStr::from_bytes(b"S\xff.md");
        let ended = Folder::new().secpol([OsStr::new("lint"), name]).end();
        assert_eq!(ended.stderr, "error: S\u{fffd}.md: does not exist\n");
    }
}
