//! What happens after receipt, towards fixing and publishing.

use super::{is_excluded, listed, lists, negated};
use crate::markdown::ClauseId;
use crate::policy::embargo;
use crate::policy::facts::{Duration, Event};
use crate::policy::polarity::is_in_condition;
use crate::policy::reading::Reading;
use crate::policy::silence;
use crate::policy::vocabulary::{Concept, Hit};

use Concept as C;

/// What a step names, one of these at least.
const STEPS: &[Concept] = &[C::DisclosureProcess, C::Embargo, C::Coordinate, C::Advisory, C::Cve];

/// How plainly a clause says it; 0 where it does not.
pub(super) fn disclosure(reading: &Reading<'_>, clause: ClauseId, durations: &[Duration], is_reporting: bool) -> u32 {
    let set = reading.set(clause);
    if is_excluded(reading, clause) || set.has(C::Pointer) && !set.any(&[C::We, C::Will]) {
        return 0;
    }
    if durations.iter().any(|duration| duration.clause == clause && duration.event == Event::Disclosure) {
        return 6;
    }
    if embargo::embargo(reading, clause) > 0 {
        return 5;
    }
    if !set.any(STEPS) {
        return 0;
    }
    let path = reading.section_of(clause).path;
    let in_section = path.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    // "The team will:" and a list of what it does.
    let leads = |lead| reading.set(lead).any(&[C::We, C::Will]);
    let ours = set.any(&[C::We, C::Will]) || in_section || reading.lead_ins(clause).any(leads);
    // "Please include: how long an embargo you need."
    let is_asked_for = !set.has(C::Request)
        && reading.lead_in(clause).is_some_and(|lead| reading.set(lead).has(C::Include) && !leads(lead));
    let lists = lists(reading, clause);
    let all = if lists { set.union(listed(reading, clause)) } else { set };
    let fixes = all.any(&[C::Fix, C::FixVerb, C::Release]);
    let makes_public = all.any(&[C::Disclose, C::Public, C::Embargo]);
    // The name of a principle, which has a value, is no step, and neither is what is denied: "we do not assign CVEs".
    let is_denied = |step: &Hit| reading.hits_of(clause, C::Negation).any(|hit| hit.end == step.start);
    let step = reading.hits_of(clause, C::DisclosureProcess).any(|hit| hit.value != 1 && !is_denied(hit));
    let asks_for_report = is_reporting && !set.any(&[C::We, C::Will]);
    if asks_for_report || is_asked_for {
        return 0;
    }
    // "Do not report it in public, which would disclose it": a place is named, not a time.
    if silence::no_public_report(reading, clause) >= 4 && !set.any(&[C::Embargo, C::Coordinate]) {
        // "Do not publish security issues" is no step, though to publish them would be one.
        let denied = |step: &Hit| {
            reading.hits_of(clause, C::Negation).any(|hit| hit.end <= step.start && step.start - hit.end <= 1)
        };
        let waits = reading.hits_of(clause, C::DisclosureProcess).any(|hit| hit.value == 0 && !denied(hit));
        if !waits {
            return 0;
        }
    }
    // "We name you after the fix is published": thanks are no step, though they may tell of one.
    if set.has(C::Credit) {
        return u32::from(step && (fixes || makes_public) && (ours || publishes_advisory(reading, clause)));
    }
    if set.has(C::Embargo) {
        return 5;
    }
    if step && makes_public && (set.any(&[C::Request, C::You, C::Negation]) || ours) {
        return 5 + u32::from(lists);
    }
    // "We use the form, and coordinate the release there": the project speaks first.
    let begins = reading.hits(clause).first().is_some_and(|hit| hit.concept == C::We);
    let speaks = begins || coordinates_after_report(reading, clause);
    if coordinates(reading, clause) && (fixes || makes_public) && (speaks || !set.has(C::ReportVerb)) {
        return 4;
    }
    if step && (set.has(C::Request) && fixes || is_labelled(reading, clause) || is_whole(reading, clause)) {
        return 4;
    }
    let notices = set.any(&[C::Advisory, C::Cve]);
    let tells_reporter = set.has(C::ReportVerb) && !set.any(&[C::We, C::Will]);
    // Where users learn of fixed vulnerabilities is told in a section of its own, and is no step.
    let in_advisories = reading.section_of(clause).heading.has(C::HeadingAdvisories) && !fixes;
    if notices
        && !in_advisories
        && (publishes(reading, clause) || step && set.has(C::Will))
        && !tells_reporter
        && (ours || fixes)
        && !negated(reading, clause, C::Publish)
    {
        return 3;
    }
    if step && (fixes || set.has(C::Cve)) && ours {
        return 2;
    }
    0
}

/// "Public disclosure: after the fix": the label names publication, and its time stands right behind.
fn is_labelled(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let first = reading.first_token(clause);
    let mut labels = reading.hits_of(clause, C::Disclose).filter(|hit| hit.start == first);
    labels.any(|label| {
        let follows = |step: &Hit| step.value == 0 && step.start >= label.end && step.start - label.end <= 1;
        reading.hits_of(clause, C::DisclosureProcess).any(follows)
    })
}

/// "Details are published when …": a phrase with a subject and a verb of its own, which has the value 3.
fn is_whole(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let mut steps = reading.hits_of(clause, C::DisclosureProcess);
    steps.any(|step| step.value == 3 && !is_in_condition(reading, clause, step.start))
}

/// Whether something is published: "security notifications" only name what is.
fn publishes(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let is_name = |verb: &Hit| {
        let covers = |notice: &Hit| notice.start < verb.start && verb.end <= notice.end;
        reading.hits_of(clause, C::Advisory).any(covers)
    };
    reading.hits_of(clause, C::Publish).any(|verb| !is_name(verb))
}

/// "The advisory is published with your name": nobody speaks, and the advisory comes out all the same. In a condition
/// it only says when something else happens.
fn publishes_advisory(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let is_subject = |publish: &Hit| {
        let mut advisories = reading.hits_of(clause, C::Advisory);
        advisories.any(|advisory| advisory.end < publish.start && publish.start - advisory.end <= 3)
    };
    let mut published = reading.hits_of(clause, C::Publish).filter(|publish| is_subject(publish));
    published.any(|publish| !is_in_condition(reading, clause, publish.start))
}

/// Whether something is coordinated: "coordinated vulnerability disclosure", which has a value, is the name of a
/// principle.
fn coordinates(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let is_name = |hit: &Hit| {
        let mut steps = reading.hits_of(clause, C::DisclosureProcess);
        steps.any(|step| step.value == 1 && step.start <= hit.start && hit.end <= step.end)
    };
    reading.hits_of(clause, C::Coordinate).any(|hit| !is_name(hit))
}

/// "Write to us, and we will work with you on a fix": the project speaks behind the way to report.
fn coordinates_after_report(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.hits_of(clause, C::Coordinate).any(|hit| {
        let promises = |will: &Hit| will.end == hit.start && will.start > reading.first_token(clause);
        reading.set(clause).has(C::We) && reading.hits_of(clause, C::Will).any(promises)
    })
}
