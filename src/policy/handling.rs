//! What the project says that it does with a report.

use super::Policy;
use super::facts::Evidence;
use super::reading::Reading;
use super::vocabulary::{Concept, Hit};
use crate::markdown::ClauseId;

use Concept as C;

/// A step in the handling of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The report is answered.
    Acknowledge,
    /// It is assessed.
    Triage,
    /// Somebody takes charge of it.
    Assign,
    /// The affected versions are found out.
    AffectedVersions,
    /// A fix is made.
    Fix,
    /// An identifier is requested.
    Identifier,
    /// The fix is released.
    Release,
    /// Users are told.
    Publish,
    /// The reporter is credited.
    Credit,
}

impl Policy<'_> {
    /// The steps that the policy names, each with the clause that first does.
    pub fn handling_steps(&self) -> Vec<(Step, Evidence)> {
        let mut steps: Vec<(Step, Evidence)> = Vec::new();
        let reading = &self.reading;
        for clause in reading.clause_ids().filter(|&clause| is_handling(reading, clause)) {
            for step in steps_of(reading, clause) {
                if steps.iter().all(|(known, _)| *known != step) {
                    steps.push((step, Evidence { span: reading.span(clause), clause }));
                }
            }
        }
        steps
    }
}

/// What tells that a clause is about the project's own doing.
const OURS: &[Concept] = &[C::We, C::Will, C::DisclosureProcess, C::Goal];

/// Whether a clause speaks of what happens to a report, and not of what the reporter is to do.
fn is_handling(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if section.is_excluded || reading.is_heading(clause) || reading.is_cross_reference(clause) {
        return false;
    }
    let answers = set.any(&[C::Acknowledge, C::Triage]);
    let in_versions = section.heading.has(C::HeadingVersions) && !section.path.has(C::HeadingReporting) && !answers;
    let in_contents = section.heading.any(&[C::HeadingContents, C::HeadingScope]);
    let asks = set.any(&[C::Request, C::Include]) && !set.any(&[C::We, C::Will]);
    if in_versions || in_contents || asks || set.has(C::SupportedVersions) && set.has(C::Support) {
        return false;
    }
    let in_process = section.path.any(&[C::HeadingTimeline, C::HeadingDisclosure]);
    let is_led = reading.lead_ins(clause).any(|lead| {
        let set = reading.set(lead);
        set.any(OURS) && !set.any(&[C::Request, C::Include])
    });
    set.any(OURS) || in_process || is_led
}

fn steps_of(reading: &Reading<'_>, clause: ClauseId) -> impl Iterator<Item = Step> {
    let set = reading.set(clause);
    let verifies = set.any(&[C::Triage, C::Decision]);
    // "A fix is released", "we will release a patch".
    let releases = set.has(C::Release) && (set.any(&[C::Fix, C::Publish]) || is_verb(reading, clause, C::Release));
    let tells = set.has(C::Publish) && set.any(&[C::Advisory, C::Advisories, C::Cve, C::Vulnerability, C::Disclose]);
    let named = [
        (Step::Acknowledge, set.has(C::Acknowledge)),
        (Step::Triage, verifies),
        (Step::Assign, set.has(C::Assign)),
        (Step::AffectedVersions, verifies && set.has(C::ItemVersion)),
        (Step::Fix, set.any(&[C::Fix, C::FixVerb])),
        (Step::Identifier, set.has(C::Cve) && set.any(&[C::Publish, C::DisclosureProcess])),
        (Step::Release, releases),
        (Step::Publish, tells || set.any(&[C::Disclose, C::Advisory, C::Coordinate])),
        (Step::Credit, set.has(C::Credit)),
    ];
    named.into_iter().filter_map(|(step, is_named)| is_named.then_some(step))
}

/// Whether a word that may be a noun stands behind who acts.
fn is_verb(reading: &Reading<'_>, clause: ClauseId, concept: Concept) -> bool {
    let acts = |hit: &Hit| matches!(hit.concept, C::We | C::Will);
    reading.hits_of(clause, concept).any(|word| {
        reading.hits(clause).iter().any(|hit| acts(hit) && hit.end <= word.start && word.start - hit.end <= 2)
    })
}
