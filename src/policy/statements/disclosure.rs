//! What happens after receipt, towards fixing and publishing.

use super::{is_excluded, listed, lists, negated};
use crate::markdown::ClauseId;
use crate::policy::facts::{Duration, Event};
use crate::policy::reading::Reading;
use crate::policy::silence;
use crate::policy::vocabulary::Concept;

use Concept as C;

/// How plainly a clause says it; 0 where it does not.
pub(super) fn disclosure(reading: &Reading<'_>, clause: ClauseId, durations: &[Duration], is_reporting: bool) -> u32 {
    let set = reading.set(clause);
    if is_excluded(reading, clause) || set.has(C::Pointer) && !set.any(&[C::We, C::Will]) {
        return 0;
    }
    let path = reading.section_of(clause).path;
    let in_section = path.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    // "The team will:" and a list of what it does.
    let leads = |lead| reading.set(lead).any(&[C::We, C::Will]);
    let ours = set.any(&[C::We, C::Will]) || in_section || reading.lead_ins(clause).any(leads);
    // "Please include: how long an embargo you need."
    let is_asked_for = reading.lead_in(clause).is_some_and(|lead| reading.set(lead).has(C::Include) && !leads(lead));
    let lists = lists(reading, clause);
    let all = if lists { set.union(listed(reading, clause)) } else { set };
    let fixes = all.any(&[C::Fix, C::FixVerb, C::Release]);
    let makes_public = all.any(&[C::Disclose, C::Public, C::Embargo]);
    // The name of a principle, which has a value, is no step.
    let step = reading.hits_of(clause, C::DisclosureProcess).any(|hit| hit.value != 1);
    let asks_for_report = is_reporting && !set.any(&[C::We, C::Will]);
    if durations.iter().any(|duration| duration.clause == clause && duration.event == Event::Disclosure) {
        return 6;
    }
    if asks_for_report || is_asked_for {
        return 0;
    }
    // "Do not report it in public, which would disclose it": a place is named, not a time.
    if silence::no_public_report(reading, clause) >= 4 && !set.any(&[C::Embargo, C::Coordinate]) {
        let waits = reading.hits_of(clause, C::DisclosureProcess).any(|hit| hit.value == 0);
        if !waits {
            return 0;
        }
    }
    // "We name you after the fix is published": thanks are no step, though they may tell of one.
    if set.has(C::Credit) {
        return u32::from(step && (fixes || makes_public) && ours);
    }
    if set.has(C::Embargo) {
        return 5;
    }
    if step && makes_public && (set.any(&[C::Request, C::You, C::Negation]) || ours) {
        return 5 + u32::from(lists);
    }
    if set.has(C::Coordinate) && (fixes || makes_public) && !set.has(C::ReportVerb) {
        return 4;
    }
    if step && set.has(C::Request) && fixes {
        return 4;
    }
    let notices = set.any(&[C::Advisory, C::Cve]);
    let tells_reporter = set.has(C::ReportVerb) && !set.any(&[C::We, C::Will]);
    if notices && set.has(C::Publish) && !tells_reporter && (ours || fixes) && !negated(reading, clause, C::Publish) {
        return 3;
    }
    if step && (fixes || set.has(C::Cve)) && ours {
        return 2;
    }
    0
}
