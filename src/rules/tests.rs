//! Tests over the whole table.

use super::*;

#[test]
fn ids_are_kebab_case_and_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        assert!(rule.id.bytes().all(|b| b == b'-' || b.is_ascii_lowercase()), "{}", rule.id);
        assert!(seen.insert(rule.id), "{} is twice in the table", rule.id);
    }
}

#[test]
fn option_defaults_can_be_read() {
    for option in RULES.iter().flat_map(|rule| rule.options) {
        option.default_value();
    }
}
