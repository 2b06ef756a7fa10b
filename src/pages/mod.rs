//! Documentation pages, made from the rules and the rule sets.
//!
//! `secpol explain` prints the page of a rule; `docs/rules` and `docs/standards` hold all pages, for the web.

#[cfg(test)]
mod index;
mod rule;
#[cfg(test)]
mod standard;
#[cfg(test)]
mod tests;

pub(crate) use rule::{describe, docs, fix, page, plain};
