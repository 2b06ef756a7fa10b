//! What a policy says.

mod time;

pub use time::{TimeLimit, TimeLimitError};

use crate::markdown::Document;

/// The facts that a policy states.
#[derive(Debug)]
pub struct Policy<'d> {
    /// Where they were read.
    pub document: &'d Document<'d>,
}

impl<'d> Policy<'d> {
    /// Reads the facts.
    pub fn read(document: &'d Document<'d>) -> Self {
        Self { document }
    }
}
