//! Who hears from the project, and is not to be written to with a report.

use crate::markdown::ClauseId;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept as C, Hit};

/// "Those whom we tell ahead of a release:" leads in to people who receive reports and take none.
pub(super) fn is_told_early(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.lead_in(clause).is_some_and(|lead| {
        let set = reading.set(lead);
        (set.has(C::PassOn) || set.has(C::PreNotify) && set.has(C::We)) && !set.any(&[C::You, C::Request])
    })
}

/// "We will inform the vendors at …": the project speaks, and no verb behind it asks anybody else to.
pub(super) fn is_told_by_us(reading: &Reading<'_>, clause: ClauseId, at: u32) -> bool {
    let Some(tells) = reading.hits_of(clause, C::PassOn).rfind(|hit| hit.end <= at) else { return false };
    let asks = |hit: &Hit| {
        matches!(hit.concept, C::ReportVerb | C::Request | C::You) && hit.start >= tells.end && hit.end <= at
    };
    !reading.hits(clause).iter().any(asks)
}

/// "Security announcements are sent to …", "the list … is for security notices": what users read there.
pub(super) fn carries_news(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    let is_named =
        |hit: &Hit| reading.hits_of(clause, C::Advisories).any(|news| news.start <= hit.start && hit.end <= news.end);
    // "Send a notification to …"
    let first = reading.first_token(clause);
    let is_told = reading.hits_of(clause, C::ReportVerb).any(|verb| verb.start == first);
    // "Security releases are announced on …"
    let announces = |verb: &Hit| reading.hits_of(clause, C::Disclose).any(|hit| hit.start == verb.start);
    let is_announced = !set.has(C::ReportVerb) && reading.hits_of(clause, C::Publish).any(announces);
    if is_announced && !set.any(&[C::Request, C::You]) {
        return true;
    }
    set.has(C::Advisories)
        && !is_told
        && !set.any(&[C::Request, C::You])
        && reading.hits_of(clause, C::Vulnerability).all(is_named)
}

/// "If we stay silent, send us a note without details:" leads in to places where one only asks to be heard, and so does
/// "if you hear nothing:" to "tell us in the chat that you wrote".
pub(super) fn is_reminder(reading: &Reading<'_>, lead: ClauseId, clause: ClauseId) -> bool {
    let set = reading.set(lead);
    let is_told = |you: &Hit| reading.word_before(clause, you.start) == Some("that");
    set.has(C::Escalate) && (set.has(C::NoPublicReport) || reading.hits_of(clause, C::You).any(is_told))
}
