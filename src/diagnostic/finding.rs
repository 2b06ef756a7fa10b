//! How a rule states a finding: what, where and what to do are not optional.

use super::{Fix, Label, Severity};
use crate::source::Span;

/// A finding before severity and rule name are put to it.
#[derive(Debug, Clone)]
#[must_use = "a finding is reported by pushing it"]
pub struct Finding {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
    pub(crate) label: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) fix: Option<Fix>,
    pub(crate) at_most: Option<Severity>,
    pub(crate) at_least: Option<Severity>,
}

impl Finding {
    /// A finding at the words concerned: what is wrong and why, and what to do about it.
    #[cold]
    pub fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: help.into(),
            label: String::new(),
            labels: Vec::new(),
            fix: None,
            at_most: None,
            at_least: None,
        }
    }

    /// Says what is to be seen at the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds a second place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: text.into() });
        self
    }

    /// Attaches a fix.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Attaches a fix where there is one.
    pub fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Caps the severity, for the milder kinds of a rule.
    pub fn at_most(mut self, severity: Severity) -> Self {
        self.at_most = Some(severity);
        self
    }

    /// Raises the severity, for the graver kinds of a rule.
    pub fn at_least(mut self, severity: Severity) -> Self {
        self.at_least = Some(severity);
        self
    }
}
