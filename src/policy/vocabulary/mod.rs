//! The words that facts are recognised by: a file a language, compiled into one automaton.
//!
//! `*.txt` beside this file are the vocabulary; `compile.rs` turns them into the tables that
//! `matcher.rs` walks, ahead of time, so that a run builds nothing. `docs/vocabulary.md` says how
//! to extend a file.

#[cfg(test)]
mod compile;
mod concept;
mod fold;
mod language;
mod lexer;
mod matcher;
mod tables;

pub use concept::{Concept, ConceptSet, Layer};
pub use language::Language;
pub(super) use lexer::{Token, TokenKind, Tokens};
pub(crate) use matcher::{Hit, Tables};
