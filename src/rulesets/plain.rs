//! Built-in sets that say nothing but severities, ready to use. To read the YAML of the default set takes as long as
//! to read a policy, and happens at every start.

#[rustfmt::skip]
mod table;

use super::BuiltIn;
use super::file::File;
use super::rules::{Level, RuleEntry};
use crate::rules::find;
use table::PLAIN;

/// What the file of a set says, where it says nothing but severities.
pub(super) fn file(set: &BuiltIn) -> Option<File> {
    let (_, rules) = PLAIN.iter().find(|(name, _)| *name == set.name)?;
    let entry = |&(id, severity)| RuleEntry {
        rule: find(id).expect("a test compares the table with the rule sets"),
        severity: Some(Level(Some(severity))),
        has_severity_key: false,
        options: Vec::new(),
    };
    Some(File { rules: rules.iter().map(entry).collect(), ..File::default() })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::{BUILT_IN, merge, reader};
    use super::*;
    use crate::rules::{RULES, Settings};

    /// Rewrites the table when this variable is set; the test names it.
    const UPDATE: &str = "SECPOL_UPDATE";

    /// Whether settings have severities alone.
    fn is_plain(settings: &Settings) -> bool {
        settings.sections.is_empty()
            && settings.standards.is_empty()
            && settings.origins.is_empty()
            && settings.rules.iter().all(|rule| rule.options.is_empty())
    }

    fn table() -> String {
        let mut table = format!(
            "//! Made from the rule sets by `{UPDATE}=1 cargo test --lib plain`; not to be edited.\n\n\
             use crate::diagnostic::Severity::{{self, Error, Info, Warning}};\n\n\
             /// By the name of the set: the rules that it has on, and how severe they are.\n\
             pub(super) static PLAIN: &[(&str, &[(&str, Severity)])] = &[\n"
        );
        for set in BUILT_IN {
            let settings = reader::of_yaml(set);
            if !is_plain(&settings) {
                continue;
            }
            let _ = writeln!(table, "    (\"{}\", &[", set.name);
            for (rule, setting) in RULES.iter().zip(&settings.rules) {
                if let Some(severity) = setting.severity {
                    let _ = writeln!(table, "        (\"{}\", {severity:?}),", rule.id);
                }
            }
            table.push_str("    ]),\n");
        }
        table + "];\n"
    }

    #[test]
    fn the_table_is_that_of_the_rule_sets() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rulesets/plain/table.rs");
        let table = table();
        if std::env::var_os(UPDATE).is_some() {
            std::fs::write(path, table).unwrap();
        } else {
            let current = std::fs::read_to_string(path).unwrap_or_default();
            assert!(current == table, "the table is out of date; rewrite it with `{UPDATE}=1 cargo test --lib plain`");
        }
    }

    #[test]
    fn a_plain_set_has_the_settings_of_its_yaml() {
        let mut compared = 0;
        for set in BUILT_IN {
            if let Some(file) = file(set) {
                let settings = merge::apply(Settings::none(), file, &merge::Voice::RuleSet(set.name));
                assert_eq!(format!("{settings:?}"), format!("{:?}", reader::of_yaml(set)), "{}", set.name);
                compared += 1;
            }
        }
        assert!(compared > 0);
    }
}
