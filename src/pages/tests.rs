//! Keeps `docs/rules` and `docs/standards` in step with the rules and the rule sets.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{index, page, standard};
use crate::rules::RULES;
use crate::rulesets::BUILT_IN;

/// Rewrites the pages when this variable is set; the test names it.
const UPDATE: &str = "SECPOL_UPDATE";

/// All pages, by their path in `docs`.
fn pages() -> BTreeMap<String, String> {
    let made = |from: &str, page: String| {
        format!("<!-- Made from {from} by `{UPDATE}=1 cargo test --lib pages`. -->\n\n{page}")
    };
    let mut pages = BTreeMap::new();
    for rule in RULES {
        let from = format!("src/rules/{}.rs", rule.id.replace('-', "_"));
        pages.insert(format!("rules/{}.md", rule.id), made(&from, page(rule, standard::linked)));
    }
    for set in BUILT_IN.iter().filter(|set| set.is_standard) {
        let from = format!("src/rulesets/{}.yaml", set.name);
        pages.insert(format!("standards/{}.md", set.name), made(&from, standard::page(set)));
    }
    pages.insert("rules/README.md".to_owned(), made("src/rules", index::rules()));
    pages.insert("standards/README.md".to_owned(), made("src/rulesets", index::standards()));
    pages
}

#[test]
fn pages_are_those_of_the_rules_and_rule_sets() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let is_update = std::env::var_os(UPDATE).is_some();
    let pages = pages();
    let mut outdated: Vec<&str> = Vec::new();
    for (path, page) in &pages {
        let file = docs.join(path);
        if is_update {
            fs::create_dir_all(file.parent().expect("a page is in a folder")).expect("the folder can be made");
            fs::write(&file, page).expect("the page can be written");
        } else if fs::read_to_string(&file).map_or(true, |current| current != *page) {
            outdated.push(path);
        }
    }
    let mut left_over = Vec::new();
    for folder in ["rules", "standards"] {
        for entry in fs::read_dir(docs.join(folder)).into_iter().flatten().flatten() {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if pages.contains_key(&path) {
                continue;
            }
            if is_update {
                fs::remove_file(entry.path()).expect("a page can be removed");
            } else {
                left_over.push(path);
            }
        }
    }
    assert!(
        outdated.is_empty() && left_over.is_empty(),
        "the pages {outdated:?} in docs are out of date, {left_over:?} are nobody's; run `{UPDATE}=1 cargo test --lib pages`"
    );
}

#[test]
fn pages_link_to_pages_that_exist() {
    let pages = pages();
    for (path, page) in &pages {
        let folder = path.split('/').next().unwrap_or_default();
        // The first and every other piece is text, those between are examples.
        for text in page.split("```").step_by(2) {
            for (at, _) in text.match_indices("](") {
                let target = text[at + 2..].split(')').next().unwrap_or_default();
                if target.contains(':') {
                    continue;
                }
                let target = target.strip_prefix("../").map_or_else(|| format!("{folder}/{target}"), str::to_owned);
                assert!(pages.contains_key(&target), "{path} links to {target}");
            }
        }
    }
}
