//! Policies that are named by their path, with no link: "see docs/security.md".

use super::Channels;
use super::pages::is_policy_path;
use crate::markdown::{ClauseId, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::polarity::is_for_something_else;
use crate::policy::vocabulary::Concept as C;

/// How the names of texts end.
pub(super) const EXTENSIONS: &[&str] = &[".md", ".markdown", ".rst", ".adoc", ".txt"];

impl Channels<'_, '_> {
    /// Paths of other policies that the reader is sent to, where there is nothing else to turn to.
    pub(super) fn paths(&mut self) {
        let reading = self.reading;
        if !self.found.is_empty() {
            return;
        }
        for clause in reading.clause_ids() {
            let is_told = reading.set(clause).has(C::Pointer)
                && !reading.is_heading(clause)
                && !reading.section_of(clause).is_excluded
                && !is_for_something_else(reading, clause);
            if is_told {
                self.path(clause);
            }
        }
    }

    fn path(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let text = reading.str(clause);
        let own = reading.document.source.path().rsplit('/').next().unwrap_or_default();
        for word in text.split_whitespace() {
            let path = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '_'));
            let lower = path.to_ascii_lowercase();
            let is_text = EXTENSIONS.iter().any(|extension| lower.ends_with(extension));
            let is_path = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
            // "See this SECURITY.md" names itself.
            if is_text && is_path && is_policy_path(path) && !path.eq_ignore_ascii_case(own) {
                let offset = path.as_ptr() as usize - text.as_ptr() as usize;
                let start = reading.document.clause(clause).text.start + offset as u32;
                let span = reading.document.span(TextRange::new(start, start + path.len() as u32));
                return self.push(ChannelKind::Link, path, None, span, clause);
            }
        }
    }
}
