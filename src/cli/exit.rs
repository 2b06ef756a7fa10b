//! How a run ends.

use std::process::{ExitCode, Termination};

/// How a run ends; the same in every output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// 0: nothing at or above the threshold of `--fail-on`.
    Success = 0,
    /// 1: findings at or above it.
    Findings = 1,
    /// 2: wrong usage, a mistake in the configuration, or a file that could not be read.
    Failure = 2,
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
