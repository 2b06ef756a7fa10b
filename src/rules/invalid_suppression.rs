//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::suppressions::{Comment, Named};
use crate::diagnostic::{Edit, Finding, Fix, Unclear};

rule! {
    /// A comment that is to silence a finding lacks a rule or a reason, or names no rule that there is.
    ///
    /// ## Why it matters
    ///
    /// The finding that was looked at and found to be fine comes back, or was never silenced. And
    /// without a reason nobody can tell later whether it still holds.
    ///
    /// `secpol-ignore-next` speaks of the block behind the comment: a paragraph, a heading, a
    /// whole list or table. `secpol-ignore-file` speaks of the whole file. Both take one rule, a
    /// colon and a reason.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// <!-- secpol-ignore-file missing-supported-versions there is one version, ours -->
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// <!-- secpol-ignore-file missing-supported-versions: there is one version, ours -->
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A misspelt name gets the name that was meant, and a forgotten colon is put in. Any other
    /// comment of this kind silences nothing, and is deleted. Nobody who reads the policy sees a
    /// difference.
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

/// What is wrong with a comment, if anything is.
pub(super) fn finding(comment: &Comment<'_>) -> Option<Finding> {
    let suppression = &comment.suppression;
    let find = |message: &str, help: &str| {
        Finding::new(suppression.comment, format!("this comment silences nothing: {message}"), help)
    };
    Some(match suppression.said {
        Ok(said) => {
            let Named::Unknown(near) = &comment.rule else { return None };
            let message = format!("there is no rule {}", quote(said.rule));
            let (help, fix) = match near {
                Some(near) => {
                    let edit = Edit::replace(said.rule_span, near.as_str());
                    (format!("did you mean `{near}`?"), Fix::safe(format!("Name `{near}`"), vec![edit]))
                }
                None => ("`secpol rules` lists the rules".to_owned(), comment.removed()),
            };
            Finding::new(said.rule_span, format!("this comment silences nothing: {message}"), help).fix(fix)
        }
        Err(Unclear::Verb) => find(
            "it speaks neither of the next block nor of the file",
            "begin it with `secpol-ignore-next` or `secpol-ignore-file`",
        )
        .fix(comment.removed()),
        Err(Unclear::Rule) => {
            find("it names no rule", "write `RULE: reason` behind the first word").fix(comment.removed())
        }
        Err(Unclear::Rules) => find("it names several rules", "write a comment for each, with its own reason"),
        Err(Unclear::Colon(at)) => find("there is no colon behind the rule", "write `RULE: reason`")
            .fix(Fix::safe("Put in the colon", vec![Edit::insert(at, ":")])),
        Err(Unclear::Reason) => {
            find("it gives no reason", "say behind the rule and a colon why the finding is fine").fix(comment.removed())
        }
    })
}
