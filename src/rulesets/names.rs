//! The rule sets that come with secpol.

use super::nearest;

/// A rule set that comes with secpol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// What `--ruleset` and `extends` call it.
    pub name: &'static str,
    /// For whom it is, in a few words.
    pub about: &'static str,
    pub(super) yaml: &'static str,
}

/// The set in force where nothing says otherwise.
pub const DEFAULT: &str = "recommended";

/// Every built-in set, the mildest first.
pub static BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        name: "minimal",
        about: "a way to report, for projects that start out",
        yaml: include_str!("minimal.yaml"),
    },
    BuiltIn {
        name: DEFAULT,
        about: "the sections that every policy needs, and no mistakes",
        yaml: include_str!("recommended.yaml"),
    },
    BuiltIn { name: "strict", about: "everything, with the tightest options", yaml: include_str!("strict.yaml") },
];

/// The built-in set of that name.
///
/// # Errors
///
/// [`UnknownRuleSet`] has the nearest name.
pub fn built_in(name: &str) -> Result<&'static BuiltIn, UnknownRuleSet> {
    BUILT_IN.iter().find(|set| set.name == name).ok_or_else(|| UnknownRuleSet {
        name: name.to_owned(),
        near: nearest(name, BUILT_IN.iter().map(|set| set.name)).first().copied(),
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
