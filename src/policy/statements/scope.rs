//! What is in scope, and what is no vulnerability.

use super::lists;
use crate::markdown::ClauseId;
use crate::policy::polarity::is_in_condition;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept as C, Hit, TokenKind};

/// How plainly a clause says what is in scope and what is not; 0 where it does not.
pub(super) fn scope(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let in_scope = section.path.has(C::HeadingScope);
    let is_named = reading.hits_of(clause, C::Scope).any(|hit| !only_sorts(reading, clause, hit));
    // "We look for:" and a list.
    let lists = is_named && lists(reading, clause);
    let is_plain =
        lists || reading.hits_of(clause, C::Scope).any(|hit| hit.value > 0 || is_label(reading, clause, hit));
    if section.is_excluded && !in_scope && !is_plain {
        return 0;
    }
    let about = set.any(&[C::Vulnerability, C::Issue, C::Report, C::ReportVerb, C::Cve, C::OtherPurpose]);
    if is_named && (in_scope || is_plain || about) {
        return 3 + 2 * u32::from(lists) + u32::from(set.has(C::Negation));
    }
    if in_scope && reading.word_count(clause) >= 4 { 2 } else { 0 }
}

/// "In scope: the parser."
fn is_label(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    let next = reading.tokens(clause).get((hit.end - reading.first_token(clause)) as usize);
    let is_colon = |text| matches!(reading.document.str(text), ":" | "：");
    hit.start == reading.first_token(clause)
        && next.is_some_and(|token| token.kind == TokenKind::Stop && is_colon(token.text))
}

/// "If it is not in scope for the bounty, write to us": what is done in a case does not say what falls under it.
fn only_sorts(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    !reading.is_cjk(clause) && is_in_condition(reading, clause, hit.start)
}
