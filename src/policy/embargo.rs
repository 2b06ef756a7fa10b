//! The demand that the reporter keep silent until something has happened.

use super::reading::Reading;
use super::silence::is_project_speaking;
use super::vocabulary::{Concept, Hit};
use crate::markdown::ClauseId;

use Concept as C;

/// How far a verb of telling may stand behind the negation that forbids it, in tokens.
const REACH: u32 = 6;

/// How plainly a clause demands silence that something ends; 0 where it does not. "Do not report
/// it in public issues" is about the way to report, and what distributors are told in advance
/// about them.
pub(super) fn embargo(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if !set.any(&[C::Until, C::Permission]) {
        return 0;
    }
    let is_cjk = reading.is_cjk(clause);
    let is_on_report = set.has(C::ReportVerb);
    if set.has(C::PreNotify)
        // "Do not open an issue with details before we have triaged it", "report it privately until …".
        || opens_place(reading, clause)
        || is_cjk && is_on_report
        || reading.section_of(clause).is_excluded
        || is_project_speaking(reading, clause)
    {
        return 0;
    }
    let ends = |from: u32| {
        let mut hits = reading.hits(clause).iter();
        hits.any(|hit| matches!(hit.concept, C::Until | C::Permission) && (is_cjk || hit.start >= from))
    };
    let is_secret = |keep: &Hit| {
        let mut secrets = reading.hits_of(clause, C::Private);
        secrets.any(|secret| secret.start >= keep.start && secret.end <= keep.end)
    };
    let keeps =
        reading.hits_of(clause, C::NoPublicReport).any(|keep| is_secret(keep) && ends(keep.end)) && !is_on_report;
    u32::from(keeps || forbids_telling(reading, clause).is_some_and(ends))
}

/// Where a demand not to tell ends: "do not disclose", "refrain from publishing".
fn forbids_telling(reading: &Reading<'_>, clause: ClauseId) -> Option<u32> {
    let is_cjk = reading.is_cjk(clause);
    reading.hits_of(clause, C::Negation).find_map(|negation| {
        let verb = reading.hits_of(clause, C::Disclose).find(|verb| {
            is_cjk || verb.start >= negation.end.saturating_sub(1) && verb.start - negation.start <= REACH
        });
        verb.map(|verb| verb.end.max(negation.end))
    })
}

/// Whether something is to be opened in a public place; to disclose is no such act.
fn opens_place(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let discloses = |at: u32| reading.hits_of(clause, C::Disclose).any(|hit| hit.start == at);
    let Some(open) = reading.hits_of(clause, C::OpenVerb).find(|open| !discloses(open.start)) else { return false };
    let is_place = |concept| matches!(concept, C::Issue | C::Discussion | C::PullRequest);
    reading.hits(clause).iter().any(|hit| is_place(hit.concept) && hit.start >= open.end)
}
