//! Lets comments in the policy say which findings are not to be heard of, and reports the comments that do not.

use super::rule::Check;
use super::{Context, Findings, Group, RULES, Rule, Settings, find, invalid_suppression, unused_suppression};
use crate::diagnostic::{Diagnostic, Edit, Finding, Fix, Removal, Said, Suppression};
use crate::rulesets::nearest;

/// How many comments of a file are heeded; no policy has as many, and each is compared with every finding.
const MOST: usize = 1_000;

/// Rules that may have nothing to say for want of the repository around the policy, besides those about it.
const COMPARE: &[&str] = &[
    "broken-relative-link",
    "current-version-uncovered",
    "foreign-project-name",
    "foreign-repository-link",
    "wrong-advisory-link",
];

/// A comment, and what has come of it.
pub(super) struct Comment<'s> {
    pub(super) suppression: Suppression<'s>,
    /// The rule of that name, or the nearest one.
    pub(super) rule: Named,
    /// Whether it has silenced anything.
    is_used: bool,
}

/// What a name in a comment stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Something that findings can be of.
    Known(String),
    /// Nothing; this may have been meant.
    Unknown(Option<String>),
}

/// Drops the findings that comments speak of, and reports the comments that say nothing or silence nothing. Runs
/// before precedence: what is silenced masks nothing.
pub(super) fn apply(context: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let settings = context.settings();
    if !settings.heeds_suppressions {
        return;
    }
    let mut comments: Vec<Comment<'_>> = Suppression::read(context.document())
        .into_iter()
        .take(MOST)
        .map(|suppression| Comment { rule: named(&suppression, settings), suppression, is_used: false })
        .collect();
    if comments.is_empty() {
        return;
    }
    let truncated: Vec<&Rule> =
        RULES.iter().copied().filter(|rule| count(rule.id, diagnostics) >= Findings::MOST).collect();
    let invalid = comments.iter().filter_map(|comment| invalid_suppression::finding(comment));
    report(&invalid_suppression::RULE, settings, invalid, diagnostics);
    silence(&mut comments, diagnostics);
    let may_be_unused = |rule: &str| {
        let is_complete = find(rule).is_none_or(|rule| {
            // What a rule says that looks around a policy, or at all comments, is not known here.
            let is_alone = rule.group != Group::Repository && !matches!(rule.check, Check::Suppression | Check::Folder);
            let is_seen = context.place.is_some() || !COMPARE.contains(&rule.id);
            is_alone && is_seen && !truncated.iter().any(|other| std::ptr::eq(*other, rule))
        });
        is_complete && settings.is_on(rule)
    };
    let unused: Vec<Finding> = comments
        .iter()
        .filter(|comment| !comment.is_used && matches!(&comment.rule, Named::Known(rule) if may_be_unused(rule)))
        .filter_map(|comment| unused_suppression::finding(comment, context.source(), diagnostics))
        .collect();
    let rest = diagnostics.len();
    report(&unused_suppression::RULE, settings, unused.into_iter(), diagnostics);
    let mut unused = diagnostics.split_off(rest);
    silence(&mut comments, &mut unused);
    diagnostics.append(&mut unused);
}

fn named(suppression: &Suppression<'_>, settings: &Settings) -> Named {
    let Ok(Said { rule, .. }) = suppression.said else { return Named::Unknown(None) };
    let sections = || settings.sections.iter().map(|section| section.id.as_str());
    if find(rule).is_some() || sections().any(|id| id == rule) {
        return Named::Known(rule.to_owned());
    }
    let near = nearest(rule, RULES.iter().map(|rule| rule.id).chain(sections()));
    Named::Unknown(near.first().map(|&near| near.to_owned()))
}

/// Drops the findings that comments speak of. Those that a misspelt one seems to speak of lose their fix: it must not
/// be made while the name is mended.
fn silence(comments: &mut [Comment<'_>], diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.retain_mut(|diagnostic| {
        let (mut is_heard, mut is_meant) = (true, false);
        for comment in comments.iter_mut().filter(|comment| comment.speaks_of(diagnostic)) {
            match comment.rule {
                Named::Known(_) => (comment.is_used, is_heard) = (true, false),
                Named::Unknown(_) => is_meant = true,
            }
        }
        diagnostic.fix.take_if(|_| is_meant);
        is_heard
    });
}

fn report(
    rule: &'static Rule,
    settings: &Settings,
    found: impl Iterator<Item = Finding>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if let Some(severity) = settings.severity(rule) {
        let found: Vec<Finding> = found.collect();
        let mut findings = Findings::new(rule, severity, diagnostics);
        for finding in found {
            findings.push(finding);
        }
    }
}

fn count(rule: &str, diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.rule == rule).count()
}

impl Comment<'_> {
    /// Whether a finding is of the rule that the comment names, or seems to, and where the comment speaks of it. What
    /// is missing has no place, so that every comment about it does.
    fn speaks_of(&self, diagnostic: &Diagnostic) -> bool {
        let (Named::Known(rule) | Named::Unknown(Some(rule))) = &self.rule else { return false };
        let Ok(said) = self.suppression.said else { return false };
        diagnostic.rule == rule.as_str() && (diagnostic.is_about_absence() || said.reach.covers(diagnostic.span))
    }

    /// Takes the comment out; nobody sees it, so that nothing changes.
    pub(super) fn removed(&self) -> Fix {
        let edit = match self.suppression.removal {
            Removal::Delete(lines) => Edit::delete(lines),
            Removal::Empty(comment) => Edit::replace(comment, "<!-- -->"),
        };
        Fix::safe("Delete the comment", vec![edit])
    }
}
