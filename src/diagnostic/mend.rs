//! Applies fixes to a text, again and again until there are none left.
//!
//! One round takes the fixes that do not touch one another. What they leave is linted anew, so that a fix is never
//! applied to a text that it was not made for. A fix that its finding survives is taken back: it would be made again
//! and again.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use super::{Applicability, Diagnostic, Edit, Fix};
use crate::rules::Findings;
use crate::source::{Source, Span};

/// How many rounds there are at most. Fixes that stand in one another's way, and findings beyond those that are kept,
/// need a few.
pub const MOST_ROUNDS: usize = 20;

/// What mending a text gave.
#[derive(Debug, Clone)]
pub struct Mended<O> {
    /// The mended text.
    pub source: Source,
    /// What linting it finds.
    pub outcome: O,
    /// How many findings were mended, by rule.
    pub fixed: BTreeMap<String, usize>,
    /// Rule and message of the findings whose fix does not mend them.
    idle: HashSet<(String, String)>,
    /// Whether no fix is left; otherwise there were more than [`MOST_ROUNDS`] could make.
    pub is_settled: bool,
}

impl<O> Mended<O> {
    /// How many findings were mended.
    pub fn count(&self) -> usize {
        self.fixed.values().sum()
    }

    /// Whether the fix of a finding was taken back.
    pub fn is_idle(&self, diagnostic: &Diagnostic) -> bool {
        self.idle.contains(&known(diagnostic))
    }
}

/// Mends a text by the fixes of its findings, those that need a look left out unless `up_to` allows them.
///
/// # Panics
///
/// If an edit does not lie on character boundaries of the text that it was made for.
pub fn mend<O: AsRef<[Diagnostic]>>(
    mut source: Source,
    up_to: Applicability,
    mut lint: impl FnMut(&Source) -> O,
) -> Mended<O> {
    let mut outcome = lint(&source);
    let mut fixed = BTreeMap::new();
    let mut idle = HashSet::new();
    let mut round = 0;
    loop {
        let merged = Merged::of(outcome.as_ref(), up_to, source.text(), &idle);
        let is_settled = merged.edits.is_empty();
        if is_settled || round == MOST_ROUNDS {
            return Mended { source, outcome, fixed, idle, is_settled };
        }
        let text = merged.edits.values().copied().fold(Written::new(source.text()), Written::edit).end();
        let new = Source::new(source.path(), text);
        let left = lint(&new);
        let surviving = surviving(&merged.mended, outcome.as_ref(), left.as_ref());
        round += 1;
        if !surviving.is_empty() {
            idle.extend(surviving);
            continue;
        }
        for diagnostic in merged.mended {
            *fixed.entry(diagnostic.rule.to_string()).or_default() += 1;
        }
        (source, outcome) = (new, left);
        // What stood in the way of a fix may be gone.
        idle.clear();
    }
}

/// Of the findings that were to be mended, those that there are no fewer of afterwards.
fn surviving(mended: &[&Diagnostic], before: &[Diagnostic], after: &[Diagnostic]) -> HashSet<(String, String)> {
    let mut counts: HashMap<(&str, &str), (usize, usize)> = HashMap::new();
    for diagnostic in before {
        counts.entry((&diagnostic.rule, &diagnostic.message)).or_default().0 += 1;
    }
    for diagnostic in after {
        counts.entry((&diagnostic.rule, &diagnostic.message)).or_default().1 += 1;
    }
    let survives = |diagnostic: &&&Diagnostic| {
        let (before, after) = counts[&(&*diagnostic.rule, &*diagnostic.message)];
        // Where there are more than are kept, others move up.
        after >= before && before < Findings::MOST
    };
    mended.iter().filter(survives).map(|diagnostic| known(diagnostic)).collect()
}

/// What a finding is known by in another text.
fn known(diagnostic: &Diagnostic) -> (String, String) {
    (diagnostic.rule.to_string(), diagnostic.message.clone())
}

/// Fixes that can be made at once.
struct Merged<'d> {
    edits: BTreeMap<Span, &'d Edit>,
    /// The findings that they mend.
    mended: Vec<&'d Diagnostic>,
}

impl<'d> Merged<'d> {
    /// Safe fixes come before others, then the earlier one; those that are `idle` are left out.
    fn of(diagnostics: &'d [Diagnostic], up_to: Applicability, text: &str, idle: &HashSet<(String, String)>) -> Self {
        let mut fixes: Vec<(&Fix, &Diagnostic)> = diagnostics
            .iter()
            .filter_map(|diagnostic| Some((diagnostic.fix.as_ref()?, diagnostic)))
            .filter(|(fix, _)| fix.applicability <= up_to && fix.edits.iter().any(|edit| edit.changes(text)))
            .filter(|(_, diagnostic)| idle.is_empty() || !idle.contains(&known(diagnostic)))
            .collect();
        fixes.sort_by_key(|(fix, _)| (fix.applicability, fix.edits.first().map(|edit| edit.span)));
        let mut merged = Self { edits: BTreeMap::new(), mended: Vec::new() };
        for (fix, diagnostic) in fixes {
            let is_made = fix.edits.iter().all(|edit| merged.edits.get(&edit.span) == Some(&edit));
            if is_made || !fix.edits.iter().any(|edit| merged.is_touched(edit.span)) {
                merged.edits.extend(fix.edits.iter().map(|edit| (edit.span, edit)));
                merged.mended.push(diagnostic);
            }
        }
        merged
    }

    /// Whether an edit was taken that reaches up to a span; two at one place could stand in either order.
    fn is_touched(&self, span: Span) -> bool {
        let last = Span { start: span.end, end: u32::MAX };
        let before = self.edits.range((Bound::Unbounded, Bound::Included(last))).next_back();
        before.is_some_and(|(taken, _)| taken.touches(span))
    }
}

impl Edit {
    fn changes(&self, text: &str) -> bool {
        text[self.span.range()] != self.replacement
    }
}

/// A text while edits are made to it, in document order.
pub(super) struct Written<'t> {
    text: &'t str,
    new: String,
    /// How much of `text` is in `new`.
    at: usize,
}

impl<'t> Written<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, new: String::with_capacity(text.len()), at: 0 }
    }

    pub(super) fn edit(mut self, edit: &Edit) -> Self {
        self.new.push_str(&self.text[self.at..edit.span.start as usize]);
        self.new.push_str(&edit.replacement);
        self.at = edit.span.end as usize;
        self
    }

    pub(super) fn end(mut self) -> String {
        self.new.push_str(&self.text[self.at..]);
        self.new
    }
}

#[cfg(test)]
mod tests {
    use super::Applicability::{Safe, Unsafe};
    use super::*;
    use crate::diagnostic::Severity;

    /// A finding of `rule` with that fix.
    fn found(rule: &'static str, fix: Fix) -> Diagnostic {
        Diagnostic {
            rule: rule.into(),
            severity: Severity::Warning,
            message: String::new(),
            help: String::new(),
            span: fix.edits[0].span,
            label: String::new(),
            labels: Vec::new(),
            fix: Some(fix),
        }
    }

    /// A linter that finds every occurrence of some words, and knows what to put there.
    fn words(pairs: &'static [(&str, &str, Applicability)]) -> impl Fn(&Source) -> Vec<Diagnostic> {
        move |source| {
            let all = pairs.iter().flat_map(|&(word, instead, applicability)| {
                source.text().match_indices(word).map(move |(at, _)| {
                    let edit = Edit::replace(Span::new(at as u32, (at + word.len()) as u32), instead);
                    found(word, Fix { title: String::new(), applicability, edits: vec![edit] })
                })
            });
            all.collect()
        }
    }

    fn mended(text: &str, up_to: Applicability, lint: impl FnMut(&Source) -> Vec<Diagnostic>) -> (String, usize, bool) {
        let mended = mend(Source::new("t", text), up_to, lint);
        (mended.source.text().to_owned(), mended.count(), mended.is_settled)
    }

    #[test]
    fn fixes_that_need_a_look_are_made_on_demand() {
        let lint = words(&[("ab", "x", Safe), ("cd", "y", Unsafe)]);
        assert_eq!(mended("ab cd ab", Safe, &lint), ("x cd x".to_owned(), 2, true));
        assert_eq!(mended("ab cd ab", Unsafe, &lint), ("x y x".to_owned(), 3, true));
    }

    #[test]
    fn of_two_fixes_at_one_place_the_safe_one_comes_first_and_the_other_is_made_anew() {
        let lint = words(&[("abc", "-", Unsafe), ("bc", "c", Safe)]);
        assert_eq!(mended("abc", Unsafe, lint), ("ac".to_owned(), 1, true));
    }

    #[test]
    fn neighbours_wait_for_the_next_round() {
        let (text, count, is_settled) = mended("aaaa", Safe, words(&[("a", "b", Safe)]));
        assert_eq!((text.as_str(), count, is_settled), ("bbbb", 4, true));
    }

    #[test]
    fn one_edit_may_mend_two_findings() {
        let lint = |source: &Source| {
            let fix = Fix::safe("", vec![Edit::insert(1, "!")]);
            let is_mended = source.text().contains('!');
            if is_mended { Vec::new() } else { vec![found("one", fix.clone()), found("other", fix)] }
        };
        assert_eq!(mended("ab", Safe, lint), ("a!b".to_owned(), 2, true));
    }

    #[test]
    fn a_fix_is_made_as_a_whole_or_not_at_all() {
        let delete = |start, end| Edit::delete(Span::new(start, end));
        let mut round = 0;
        let lint = |_: &Source| {
            round += 1;
            let fixes =
                [Fix::safe("", vec![delete(0, 1), delete(4, 5)]), Fix::safe("", vec![delete(2, 3), delete(4, 6)])];
            if round == 1 { fixes.map(|fix| found("r", fix)).to_vec() } else { Vec::new() }
        };
        assert_eq!(mended("abcdef", Safe, lint), ("bcdf".to_owned(), 1, true));
    }

    #[test]
    fn a_fix_that_mends_nothing_is_taken_back() {
        let lint = words(&[("a", "aa", Safe), ("cd", "c", Safe)]);
        let mended = mend(Source::new("t", "acd"), Safe, lint);
        assert_eq!((mended.source.text(), mended.count(), mended.is_settled), ("ac", 1, true));
        let is_idle: Vec<bool> = mended.outcome.iter().map(|found| mended.is_idle(found)).collect();
        assert_eq!(is_idle, [true]);
        assert_eq!(super::tests::mended("a", Safe, words(&[("a", "a", Safe)])), ("a".to_owned(), 0, true));
    }

    #[test]
    fn fixes_without_end_are_given_up() {
        // Every finding is another one.
        let lint = |source: &Source| {
            let length = source.text().len() as u32;
            let mut found = found("r", Fix::safe("", vec![Edit::insert(length, "x")]));
            found.message = length.to_string();
            vec![found]
        };
        assert_eq!(mended("", Safe, lint), ("x".repeat(MOST_ROUNDS), MOST_ROUNDS, false));
    }
}
