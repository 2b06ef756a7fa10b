//! Edits that mend a finding.

use serde::Serialize;

use super::mend::Written;
use crate::source::Span;

/// Whether an edit may be made without a look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Cannot change what the policy means.
    Safe,
    /// Needs a look.
    Unsafe,
}

/// Replaces the text of a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Edit {
    /// Bytes of the file as read; empty to insert.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// Edits that together mend one finding. They do not overlap and are in document order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Fix {
    /// What the edits do, as an instruction: "Link to `#reporting`".
    pub title: String,
    /// Whether they may be made without a look.
    pub applicability: Applicability,
    /// The edits.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that cannot change what the policy means.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Applicability::Safe, edits)
    }

    /// A fix that needs a look.
    pub fn unsafe_(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(title, Applicability::Unsafe, edits)
    }

    fn new(title: impl Into<String>, applicability: Applicability, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        Self { title: title.into(), applicability, edits }
    }

    /// Gives the edits the line ends of the text, which those of its first line tell.
    pub(crate) fn conform(&mut self, text: &str) {
        let is_crlf = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
        for edit in self.edits.iter_mut().filter(|edit| is_crlf && edit.replacement.contains('\n')) {
            edit.replacement = edit.replacement.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }

    /// The text with this fix applied.
    ///
    /// # Panics
    ///
    /// If an edit does not lie on character boundaries of `text`.
    pub fn apply(&self, text: &str) -> String {
        self.edits.iter().fold(Written::new(text), Written::edit).end()
    }
}

impl Edit {
    /// Replaces a span.
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        Self { span, replacement: replacement.into() }
    }

    /// Inserts at an offset.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self { span: Span::at(offset), replacement: text.into() }
    }

    /// Deletes a span.
    pub fn delete(span: Span) -> Self {
        Self { span, replacement: String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_document_order() {
        let fix = Fix::safe(
            "t",
            vec![Edit::insert(5, "!"), Edit::replace(Span::new(0, 1), "J"), Edit::delete(Span::new(1, 2))],
        );
        assert_eq!(fix.apply("hello"), "Jllo!");
    }

    #[test]
    fn edits_have_the_line_ends_of_the_text() {
        let fix = Fix::safe("t", vec![Edit::insert(1, "\nb\r\nc")]);
        let conformed = |text: &str| {
            let mut fix = fix.clone();
            fix.conform(text);
            fix.apply(text)
        };
        assert_eq!(conformed("a\r\nd\n"), "a\r\nb\r\nc\r\nd\n");
        assert_eq!(conformed("a\nd\r\n"), "a\nb\r\nc\nd\r\n");
        assert_eq!(conformed("a"), "a\nb\r\nc");
    }
}
