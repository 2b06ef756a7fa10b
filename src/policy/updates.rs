//! Whether the project keeps the reporter informed.

use super::facts::{Actor, Event, Evidence};
use super::reading::Reading;
use super::statements::best;
use super::vocabulary::{Concept, Hit};
use super::{Duration, Policy};
use crate::markdown::ClauseId;

use Concept as C;

impl Policy<'_> {
    /// Where the project says that it keeps the reporter informed, at the most definite place.
    pub fn status_updates(&self) -> Option<Evidence> {
        let rhythms: Vec<ClauseId> = self.update_times().map(|time| time.clause).collect();
        best(
            &self.reading,
            |reading, clause| {
                if rhythms.binary_search(&clause).is_ok() { 3 } else { status_update(reading, clause) }
            },
        )
    }

    /// The times that the project gives for news of its progress, in document order.
    pub fn update_times(&self) -> impl Iterator<Item = &Duration> {
        self.durations.iter().filter(|time| time.event == Event::Update && time.actor == Actor::Project)
    }
}

/// Who is told, or about what; software is updated too.
const OBJECTS: &[Concept] = &[C::You, C::Report, C::Vulnerability, C::Issue, C::Acknowledge, C::Triage];

fn status_update(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if !set.has(C::Update) || section.is_excluded {
        return 0;
    }
    let in_process = section.path.any(&[C::HeadingTimeline, C::HeadingReporting, C::HeadingDisclosure]);
    let ours = set.any(&[C::We, C::Will, C::Goal]) || reading.lead_ins(clause).any(|lead| reading.set(lead).has(C::We));
    // "Please keep us informed": the reporter is to write.
    if set.has(C::Request) && !set.any(&[C::We, C::Will]) {
        return 0;
    }
    // Elsewhere the phrases themselves say whose progress it is.
    let is_told = set.any(OBJECTS) || in_process || reading.is_cjk(clause);
    if !is_told || !reading.hits_of(clause, C::Update).any(|update| is_news(reading, clause, update)) {
        return 0;
    }
    // "You receive status updates": nobody else would send them.
    let is_received = set.has(C::You) && !set.any(&[C::Request, C::ReportVerb]);
    match (ours, set.has(C::You)) {
        (true, true) => 2,
        _ => u32::from(ours || in_process || is_received),
    }
}

/// Whether an update is news for the reporter: not a part of "security updates", not refused.
fn is_news(reading: &Reading<'_>, clause: ClauseId, update: &Hit) -> bool {
    let is_software = |hit: &&Hit| matches!(hit.concept, C::Fix | C::Release | C::SupportedVersions | C::PolicyDate);
    let covers = |hit: &Hit| hit.start <= update.start && update.end <= hit.end && hit.end - hit.start > 1;
    let is_refused = |negation: &Hit| negation.end <= update.start && update.start - negation.end <= 3;
    !reading.hits(clause).iter().filter(is_software).any(covers)
        && (reading.is_verb_final(clause) || !reading.hits_of(clause, C::Negation).any(is_refused))
}
