//! See [`RULE`].

use super::rule::rule;
use super::suppressions::{Comment, Named};
use crate::diagnostic::{Diagnostic, Finding, Reach};
use crate::source::Source;

rule! {
    /// A comment that is to silence a finding silences none.
    ///
    /// ## Why it matters
    ///
    /// What it excused is gone or stands elsewhere, and the next defect of that kind will be
    /// excused by a reason that was given for another one.
    ///
    /// Only rules that are on are judged, and none that look at the repository around the policy.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// <!-- secpol-ignore-next insecure-url: the form has no certificate before May -->
    /// Please report vulnerabilities in [this form](https://widget.example/report-vulnerability).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in [this form](https://widget.example/report-vulnerability).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The comment is deleted, which nobody sees who reads the policy; where it holds two blocks
    /// apart, an empty comment takes its place. One whose finding stands elsewhere is left to you.
    ///
    /// ## Sources
    ///
    /// - secpol's own reading of policies
    group: Hygiene,
    fix: Safe,
    options: [],
    since: "0.1.0",
    check: Suppression
}

/// That a comment which names a rule silences nothing; `diagnostics` are those that are heard.
pub(super) fn finding(comment: &Comment<'_>, source: &Source, diagnostics: &[Diagnostic]) -> Option<Finding> {
    let (Named::Known(rule), Ok(said)) = (&comment.rule, comment.suppression.said) else { return None };
    let place = match said.reach {
        Reach::File => "anywhere in this file",
        Reach::Block(_) => "in the block behind this comment",
        Reach::Nothing => "behind this comment, where nothing stands",
    };
    let message = format!("`{rule}` finds nothing {place}");
    let elsewhere = diagnostics.iter().find(|diagnostic| diagnostic.rule == rule.as_str());
    let help = match elsewhere {
        None => "delete the comment".to_owned(),
        Some(found) => {
            let line = source.lines().line(found.span.start);
            format!("move the comment before line {line}, where something is found, or write `secpol-ignore-file`")
        }
    };
    let finding = Finding::new(comment.suppression.comment, message, help);
    Some(if elsewhere.is_none() { finding.fix(comment.removed()) } else { finding })
}
