//! Whether a clause asks for reports, forbids a place, or is about something else.

use super::reading::Reading;
use super::vocabulary::{Concept, Hit, TokenKind};
use crate::markdown::{ClauseId, TextRange};

use Concept as C;

/// Whether a clause itself asks for reports of vulnerabilities.
pub(super) fn asks_here(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    set.has(C::ReportVerb) && set.has(C::Vulnerability) && !is_for_something_else(reading, clause)
}

/// Whether a clause, or what leads in to it, asks for reports of vulnerabilities.
pub(super) fn asks_for_report(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let reports = reading.set(clause).any(&[C::ReportVerb, C::Email]);
    asks_here(reading, clause)
        || reading.lead_ins(clause).any(|lead| asks_here(reading, lead))
        || reports && reading.before(clause).is_some_and(|before| reading.set(before).has(C::Vulnerability))
        || reports && in_reporting_section(reading, clause)
}

/// Whether the section is about reporting.
pub(super) fn in_reporting_section(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let section = reading.section_of(clause);
    section.path.any(&[C::HeadingReporting, C::HeadingDisclosure]) && !section.is_excluded
}

/// The value of an other purpose that says what a report has nothing to do with.
pub(super) const RELATION: u16 = 2;

/// How many tokens may stand between such a relation and what it is to.
const REACH: u32 = 2;

/// Whether a clause is about plain bugs, questions, the policy itself and the like.
pub(super) fn is_for_something_else(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let label_asks = |clause: ClauseId| {
        let first = reading.hits_of(clause, C::OtherPurpose).next()?;
        // "Questions about reporting a vulnerability" is one purpose, not two.
        let other = reading.hits_of(clause, C::OtherPurpose).rfind(|other| other.start == first.start)?;
        // "Not for questions" names the other purpose to exclude it.
        let is_excluded = reading
            .hits_of(clause, C::Negation)
            .any(|negation| negation.end <= other.start && other.start - negation.end <= 2);
        // "Unrelated to known security flaws": the relation, which has a value, takes what stands behind it.
        let end = if other.value == RELATION { other.end + REACH } else { other.end };
        let asks = reading
            .hits_of(clause, C::Vulnerability)
            .any(|hit| (hit.end <= other.start || hit.start >= end) && hit.end - hit.start > 1);
        Some(!is_excluded && !asks && !is_joined_to_report(reading, clause, other))
    };
    // "Plain bugs do not belong here. Use the tracker instead."
    let turned = |before: ClauseId| {
        let set = reading.set(clause);
        set.has(C::Turn) && !set.has(C::Vulnerability) && reading.set(before).has(C::OtherPurpose)
    };
    // "Typos are not vulnerabilities. Report those in the tracker."
    let refers = |before: ClauseId| {
        let set = reading.set(clause);
        set.has(C::Pronoun)
            && !set.has(C::Vulnerability)
            && reading.hits_of(before, C::OtherPurpose).any(|other| other.value == 1)
    };
    if reading.previous(clause).is_some_and(|before| turned(before) || refers(before)) {
        return true;
    }
    label_asks(clause).unwrap_or(false) || reading.lead_in(clause).and_then(label_asks).unwrap_or(false)
}

/// "For questions or to report a flaw, write to …", "to report flaws or for questions": one contact for both.
fn is_joined_to_report(reading: &Reading<'_>, clause: ClauseId, other: &Hit) -> bool {
    const GAP: u32 = 4;
    let word = |at: u32| reading.word(at);
    let joins =
        |from: u32, to: u32| to.saturating_sub(from) <= GAP && (from..to).any(|at| matches!(word(at), "or" | "and"));
    reading.hits_of(clause, C::ReportVerb).any(|verb| {
        let object = |flaw: &Hit| flaw.start >= verb.end && flaw.start - verb.end <= 2;
        let Some(flaw) = reading.hits_of(clause, C::Vulnerability).find(|flaw| object(flaw)) else { return false };
        let is_negated = reading.hits_of(clause, C::Negation).any(|negation| negation.end <= verb.start);
        !is_negated && (joins(other.end, verb.start) || joins(flaw.end, other.start))
    })
}

/// Whether a word belongs to the name of a vulnerability: "security issues" are no place to report to.
pub(super) fn is_vulnerability(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    let covers = |whole: &Hit| whole.start < hit.start && hit.end <= whole.end;
    reading.hits_of(clause, C::Vulnerability).any(covers)
}

/// Whether a verb begins before a place in a clause, or behind it where that is an order of words.
pub(super) fn verb_before(reading: &Reading<'_>, clause: ClauseId, at: TextRange, verb: Concept) -> bool {
    let token = reading.token_at(clause, at.start);
    let in_any_order = reading.is_cjk(clause) || reading.may_end_with_verb(clause);
    reading.hits_of(clause, verb).any(|hit| in_any_order || hit.start <= token)
}

/// Whether a token stands in a condition ("once you have opened …"), up to its comma.
pub(super) fn is_in_condition(reading: &Reading<'_>, clause: ClauseId, token: u32) -> bool {
    if reading.is_verb_final(clause) {
        // "… を見つけた場合は、": the condition ends with its word.
        let Some(condition) = reading.hits_of(clause, C::Condition).find(|hit| hit.start >= token) else {
            return false;
        };
        return !(token..condition.start).any(|between| is_comma(reading, between));
    }
    let Some(condition) = reading.hits_of(clause, C::Condition).rfind(|hit| hit.end <= token) else { return false };
    let asks = |hit: &Hit| hit.start >= condition.end && hit.start <= token;
    if reading.is_cjk(clause) && reading.hits_of(clause, C::Request).any(asks) {
        return false;
    }
    // "Once we receive a report we will review it", "if you find one please write": a promise or a
    // request ends the condition without a comma.
    let tries = |goal: &Hit| reading.hits_of(clause, C::We).any(|we| we.end == goal.start && we.start > condition.end);
    let ends = |hit: &Hit| {
        let is_turn = matches!(hit.concept, C::Will | C::Request) || hit.concept == C::Goal && tries(hit);
        is_turn && hit.start > condition.end && hit.start < token
    };
    if !reading.is_cjk(clause) && reading.hits(clause).iter().any(ends) {
        return false;
    }
    !(condition.end..token).any(|between| is_comma(reading, between))
}

pub(super) fn is_comma(reading: &Reading<'_>, token: u32) -> bool {
    let token = reading.token(token);
    token.kind == TokenKind::Stop
        && matches!(reading.document.str(token.text), "," | "，" | "、" | ";" | ":" | "—" | "–")
}

/// Whether the text asks not to use what stands at a place: the nearest negation before it in
/// the clause, or one in what leads in to it.
pub(super) fn prohibits(reading: &Reading<'_>, clause: ClauseId, at: TextRange) -> bool {
    let token = reading.token_at(clause, at.start);
    if reading.is_verb_final(clause) {
        let forbidden = reading.hits(clause).iter().any(|hit| match hit.concept {
            C::Negation => hit.start >= token && governs_back(reading, clause, hit, token),
            C::Instead => hit.start >= token && hit.start - token <= 12 && governs_back(reading, clause, hit, token),
            _ => false,
        });
        return forbidden || is_forbidden_above(reading, clause);
    }
    let is_cjk = reading.is_cjk(clause);
    let negation = reading
        .hits(clause)
        .iter()
        .filter(|hit| {
            matches!(hit.concept, C::Negation | C::Instead)
                && hit.end <= token
                && (is_cjk || !is_in_condition(reading, clause, hit.start))
        })
        .max_by_key(|hit| (hit.start, hit.end));
    match negation {
        Some(negation) => reaches(reading, clause, negation, token),
        None => is_forbidden_above(reading, clause),
    }
}

/// Whether a negation that stands behind what it is about reaches back to a token: no verb that
/// ends a half of the sentence stands between, as in "… に報告し、…しないでください".
pub(super) fn governs_back(reading: &Reading<'_>, clause: ClauseId, negation: &Hit, token: u32) -> bool {
    let ends_half = |hit: &Hit| {
        matches!(hit.concept, C::ReportVerb | C::OpenVerb | C::Email | C::Request | C::Will)
            && hit.start > token
            && hit.end < negation.start
            && (hit.end..(hit.end + 5).min(negation.start)).any(|at| is_clause_comma(reading, at))
    };
    !reading.hits(clause).iter().any(ends_half)
}

/// A comma that parts halves of a sentence, not the members of a list.
pub(super) fn is_clause_comma(reading: &Reading<'_>, token: u32) -> bool {
    let token = reading.token(token);
    token.kind == TokenKind::Stop && matches!(reading.document.str(token.text), "," | "，" | "、" | ";" | "；")
}

/// Whether nothing between a negation and a place turns the sense: a request, a verb behind a
/// comma, "instead", "but".
pub(super) fn reaches(reading: &Reading<'_>, clause: ClauseId, negation: &Hit, token: u32) -> bool {
    let turned_from = negation.end;
    let is_cjk = reading.is_cjk(clause);
    let mut comma = None;
    for between in turned_from..token {
        if is_comma(reading, between) {
            comma = Some(between);
        }
    }
    // "Report it, rather than opening an issue, by mail to …": the way that is meant goes on behind the comma.
    let goes_on = |comma: u32| {
        let behind = reading.word(comma + 1);
        negation.concept == C::Instead && ["by", "via", "through", "using", "to"].contains(&behind)
    };
    if (turned_from..token.saturating_sub(1)).any(|at| is_clause_comma(reading, at) && goes_on(at)) {
        return false;
    }
    // "Do not open an issue, send a pull request, or tell others": the denial holds for the whole series.
    let in_series = comma.is_some_and(|comma| ends_in_or(reading, clause, comma));
    let turns = |hit: &Hit| {
        let inside = hit.start >= turned_from && hit.end <= token;
        let is_turn = hit.concept == C::Request || hit.concept == C::Turn;
        // "Avoid posting it in public, including in the chat": what ends so goes on with the denial.
        let is_gerund = || reading.word(hit.start).ends_with("ing");
        let is_new_verb = matches!(hit.concept, C::ReportVerb | C::OpenVerb | C::Email)
            && !in_series
            && !is_gerund()
            && comma.is_some_and(|comma| hit.start == comma + 1);
        // "请勿公开，发邮件至 …": a verb shortly behind a comma.
        let is_new_half = is_cjk
            && matches!(hit.concept, C::ReportVerb | C::Email)
            && (hit.start.saturating_sub(4).max(turned_from)..hit.start)
                .any(|at| is_clause_comma(reading, at) && reading.word(at) != "、");
        inside && (is_turn || is_new_verb || is_new_half)
    };
    !reading.hits(clause).iter().any(turns)
}

/// Whether a series of verbs goes on behind a comma and ends in ", or".
fn ends_in_or(reading: &Reading<'_>, clause: ClauseId, comma: u32) -> bool {
    let last = reading.first_token(clause) + reading.tokens(clause).len() as u32;
    let is_or = |at: u32| at < last && matches!(reading.word(at), "or" | "nor");
    (comma + 1..last).any(|at| is_clause_comma(reading, at) && is_or(at + 1))
}

/// Whether what leads in to a clause, or the heading right above its list, forbids it. "Write to us instead" turns the
/// sense back.
pub(super) fn is_forbidden_above(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let outermost = reading.lead_ins(clause).last().unwrap_or(clause);
    let is_listed = reading.lead_in(outermost).is_none() && reading.is_item(outermost);
    !reading.set(clause).has(C::Turn)
        && (reading.lead_ins(clause).any(|lead| forbids_what_follows(reading, lead))
            || is_listed && reading.section_of(clause).forbids)
}

/// "What not to do", "please never:": whether a heading or lead-in ends in words that forbid what is listed below it.
pub(super) fn ends_in_forbidding(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let end = reading.first_token(clause) + reading.tokens(clause).len() as u32;
    let is_last = |hit: &Hit| (hit.end..end).all(|at| reading.token(at).kind == TokenKind::Stop);
    reading.hits_of(clause, C::Forbid).any(|hit| is_last(hit) && !is_in_condition(reading, clause, hit.start))
}

/// "Please do not report by:" forbids the items that follow.
fn forbids_what_follows(reading: &Reading<'_>, lead: ClauseId) -> bool {
    if ends_in_forbidding(reading, lead) {
        return true;
    }
    let set = reading.set(lead);
    let forbids = set.has(C::Negation) && set.any(&[C::OpenVerb, C::ReportVerb]);
    let Some(last) = reading.hits_of(lead, C::Negation).last().copied() else { return false };
    let end = reading.first_token(lead) + reading.tokens(lead).len() as u32;
    forbids && reading.str(lead).trim_end().ends_with([':', '：']) && reaches(reading, lead, &last, end)
}
