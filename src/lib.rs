//! secpol reads a security policy as a careful product-security reviewer does, and says what is
//! missing, wrong, contradictory or stale.
//!
//! Data flows one way; a value of each stage is built once and knows nothing of later ones:
//!
//! ```text
//! bytes ──► Source ──► Document ──► Policy ──┬──► Diagnostics ──► Report
//!                               Surroundings ┤
//!                                    Answers ┘
//! ```

pub mod diagnostic;
pub mod draft;
pub mod markdown;
pub mod online;
pub mod policy;
pub mod repository;
pub mod rules;
pub mod rulesets;
pub mod scorecard;
pub mod source;
mod yaml;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod pages;
#[cfg(feature = "cli")]
pub mod report;

/// The version of this package.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where secpol is developed; `Cargo.toml` says it once for all.
pub const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
