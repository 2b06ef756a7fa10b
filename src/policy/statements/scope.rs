//! What is in scope, and what is no vulnerability.

use super::lists;
use crate::markdown::ClauseId;
use crate::policy::label::is_label;
use crate::policy::polarity::is_in_condition;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept as C, Hit};

/// How plainly a clause says what is in scope and what is not; 0 where it does not.
pub(super) fn scope(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let in_scope = section.path.has(C::HeadingScope);
    let says = |hit: &Hit| !only_sorts(reading, clause, hit) && !is_told_elsewhere(reading, clause, hit);
    let is_named = reading.hits_of(clause, C::Scope).any(says);
    // "We look for:" and a list.
    let lists = is_named && lists(reading, clause);
    let is_plain = lists
        || reading.hits_of(clause, C::Scope).any(|hit| hit.value > 0 && says(hit) || is_label(reading, clause, hit));
    if section.is_excluded && !in_scope && !is_plain {
        return 0;
    }
    let about = set.any(&[C::Vulnerability, C::Issue, C::Report, C::ReportVerb, C::Cve, C::OtherPurpose]);
    if is_named && (in_scope || is_plain || about) {
        return 3 + 2 * u32::from(lists) + u32::from(set.has(C::Negation));
    }
    if in_scope && reading.word_count(clause) >= 4 { 2 } else { 0 }
}

/// "If it is not in scope for the bounty, write to us": what is done in a case does not say what falls under it.
fn only_sorts(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    !reading.is_cjk(clause) && is_in_condition(reading, clause, hit.start)
}

/// "The website explains what is in scope": where one reads it, and not what it is. A list may follow.
fn is_told_elsewhere(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    let leads = |pointer: &Hit| pointer.start < hit.start && hit.start <= pointer.end;
    !lists(reading, clause) && reading.hits_of(clause, C::Pointer).any(leads)
}
