//! Verdicts on the controls of standards.

use crate::fixture::{Folder, PUBLIC};

#[test]
fn controls_of_ones_own_are_judged_too() {
    let config = "extends: []\nrules: { missing-private-channel: error }\n\
        controls: [{ id: W-1, title: A private channel, rules: missing-private-channel }]\n";
    let folder = Folder::new().with(".secpol.yaml", config).with("SECURITY.md", PUBLIC);
    let ended = folder.run("lint");
    assert!(ended.stdout.contains("SECURITY.md under .secpol.yaml: 1 not met\n\n  W-1  not met  line 3  "), "{ended}");
    assert!(!folder.run("lint -q").stdout.contains("W-1"));
}
