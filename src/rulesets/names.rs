//! The rule sets that come with secpol.

use super::nearest;

/// A rule set that comes with secpol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What `--ruleset` and `extends` call it.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// For whom it is, in a few words.
    pub about: &'static str,
    /// Whether it has the controls of a standard; the others are general, each stricter than the one before.
    pub is_standard: bool,
    pub(super) yaml: &'static str,
}

/// The set in force where nothing says otherwise.
pub const DEFAULT: &str = "recommended";

/// Every built-in set: those that ask for more and more, then the standards.
pub static BUILT_IN: &[BuiltIn] = &[
    set("minimal", "a way to report, for projects that start out", include_str!("minimal.yaml")),
    set(DEFAULT, "the sections that every policy needs, and no mistakes", include_str!("recommended.yaml")),
    set("strict", "everything, with the tightest options", include_str!("strict.yaml")),
    standard("osps-baseline-1", "OpenSSF OSPS Baseline 2026-02-19, level 1", include_str!("osps-baseline-1.yaml")),
    standard("osps-baseline-2", "OpenSSF OSPS Baseline 2026-02-19, level 2", include_str!("osps-baseline-2.yaml")),
    standard("osps-baseline-3", "OpenSSF OSPS Baseline 2026-02-19, level 3", include_str!("osps-baseline-3.yaml")),
    standard("openssf-badge", "OpenSSF Best Practices badge, passing", include_str!("openssf-badge.yaml")),
    standard("openssf-badge-silver", "OpenSSF Best Practices badge, silver", include_str!("openssf-badge-silver.yaml")),
    standard("scorecard", "OpenSSF Scorecard, check Security-Policy, with its score", include_str!("scorecard.yaml")),
    standard("cra", "EU Cyber Resilience Act, manufacturers", include_str!("cra.yaml")),
    standard("cra-steward", "EU Cyber Resilience Act, open-source stewards", include_str!("cra-steward.yaml")),
    standard("iso-29147", "ISO/IEC 29147:2018, clause 9", include_str!("iso-29147.yaml")),
    BuiltIn {
        alias: Some("uk-psti"),
        ..standard(
            "etsi-en-303-645",
            "ETSI EN 303 645, provision 5.2, and UK PSTI",
            include_str!("etsi-en-303-645.yaml"),
        )
    },
    standard("bod-20-01", "CISA Binding Operational Directive 20-01", include_str!("bod-20-01.yaml")),
    standard("disclose-io", "disclose.io, with full safe harbor", include_str!("disclose-io.yaml")),
];

const fn set(name: &'static str, about: &'static str, yaml: &'static str) -> BuiltIn {
    BuiltIn { name, alias: None, about, is_standard: false, yaml }
}

const fn standard(name: &'static str, about: &'static str, yaml: &'static str) -> BuiltIn {
    BuiltIn { is_standard: true, ..set(name, about, yaml) }
}

impl BuiltIn {
    /// What the set is, for people: the comment that its YAML begins with, in Markdown.
    pub fn introduction(&self) -> String {
        let comment = self.yaml.lines().map_while(|line| line.strip_prefix('#'));
        let lines: Vec<&str> = comment.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n")
    }
}

/// The built-in set of that name, or that has it for an alias.
///
/// # Errors
///
/// [`UnknownRuleSet`] has the nearest name.
pub fn built_in(name: &str) -> Result<&'static BuiltIn, UnknownRuleSet> {
    BUILT_IN.iter().find(|set| set.name == name || set.alias == Some(name)).ok_or_else(|| UnknownRuleSet {
        name: name.to_owned(),
        near: nearest(name, BUILT_IN.iter().flat_map(|set| [Some(set.name), set.alias]).flatten()).first().copied(),
    })
}

/// There is no built-in set of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule set `{name}`")]
pub struct UnknownRuleSet {
    /// The name as given.
    pub name: String,
    /// What may have been meant.
    pub near: Option<&'static str>,
}

impl UnknownRuleSet {
    /// What to write instead.
    pub fn help(&self) -> String {
        self.near.map_or_else(
            || format!("the rule sets are {}", super::error::list(BUILT_IN.iter().map(|set| set.name))),
            |near| format!("did you mean `{near}`?"),
        )
    }
}
