//! Whole policies as people see them: what is found under `strict`, and what the policy says.
//!
//! `fixtures/policies/.secpol.yaml` lets the reserved host of the fixtures count as a real one.

use std::path::Path;
use std::process::Command;

/// What a command prints for a fixture, without colour and as wide as a page.
fn printed(args: &[&str], name: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_secpol"))
        .args(args)
        .arg(name)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policies"))
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .expect("secpol starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is text");
    format!("{}{}", text(output.stdout), text(output.stderr))
}

macro_rules! policies {
    ($($name:ident),+ $(,)?) => {$(
        #[test]
        fn $name() {
            let file = concat!(stringify!($name), ".md");
            let found = printed(&["lint", "--ruleset", "strict"], file);
            let said = printed(&["inspect"], file);
            insta::assert_snapshot!(format!("{found}\n---\n\n{said}"));
        }
    )+};
}

policies![typical, one_paragraph, copied, template, pointer, html];

#[test]
fn every_fixture_has_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policies");
    let source = include_str!("policies.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(source.contains(&format!("{name},")) || source.contains(&format!("{name}]")), "{name}");
        }
    }
}
