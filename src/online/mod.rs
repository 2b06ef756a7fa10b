//! What only the network knows about a policy: whether mail and links reach anybody.
//!
//! A rule says what it would like to know, as [`Question`]s; this stage asks them, all of a run together, and gives
//! [`Answers`]; the rule compares. Nothing is asked unless somebody calls [`ask`], and no file of a policy or its
//! configuration can bring that about.
//!
//! Policies are other people's texts, and so are the servers they name: only public addresses are asked, and every
//! answer is bounded in time and size. What goes wrong on the way is [`Answer::Unknown`], which no rule reports.

mod answer;
#[cfg(feature = "online")]
mod ask;
#[cfg(feature = "online")]
mod dns;
#[cfg(feature = "online")]
mod github;
#[cfg(feature = "online")]
mod mail;
#[cfg(feature = "online")]
mod public;
#[cfg(feature = "online")]
mod resolver;
#[cfg(feature = "online")]
mod web;

pub use answer::{Answer, Answers, Question, Refusal};
#[cfg(feature = "online")]
pub use ask::{GITHUB_API, Network, Token, ask};
