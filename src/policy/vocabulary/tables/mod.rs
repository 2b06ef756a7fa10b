//! The compiled vocabulary; `compile.rs` writes the files below.

#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "nobody reads the tables")]
pub(super) mod all;
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "nobody reads the tables")]
pub(super) mod english;
