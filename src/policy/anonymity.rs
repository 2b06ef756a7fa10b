//! Whether reporters may stay anonymous, or have to tell who they are.

use super::Policy;
use super::facts::Evidence;
use super::reading::Reading;
use super::statements::best;
use super::vocabulary::{Concept, Hit};
use crate::markdown::ClauseId;

use Concept as C;

impl Policy<'_> {
    /// Where the policy says that reports may be anonymous. To be left out of the credits is
    /// something else.
    pub fn anonymous_reports(&self) -> Option<Evidence> {
        best(&self.reading, anonymous_report)
    }

    /// Where it demands personal data of the reporter.
    pub fn demanded_identity(&self) -> Option<Evidence> {
        best(&self.reading, demanded_identity)
    }
}

fn anonymous_report(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if !set.has(C::Anonymous) || section.is_excluded || section.heading.has(C::HeadingCredit) {
        return 0;
    }
    let is_within = |credit: &Hit| {
        reading.hits_of(clause, C::Anonymous).any(|hit| credit.start < hit.end && hit.start < credit.end)
    };
    let is_credit = reading.hits_of(clause, C::Credit).any(|credit| !is_within(credit));
    let is_advisory = set.has(C::Advisory) && !set.any(&[C::ReportVerb, C::SendVerb]);
    let is_report = set.any(&[C::Report, C::ReportVerb, C::SendVerb, C::Vulnerability, C::Must, C::PersonalData]);
    let is_refused = reading.hits_of(clause, C::Negation).any(|negation| {
        reading.hits_of(clause, C::Anonymous).any(|hit| negation.end <= hit.start && hit.start - negation.end <= 6)
    });
    u32::from(is_report && !is_credit && !is_advisory && (!is_refused || set.has(C::PersonalData)))
}

fn demanded_identity(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if !set.has(C::PersonalData) || reading.section_of(clause).is_excluded {
        return 0;
    }
    let demands = set.has(C::Must) || reading.lead_ins(clause).any(|lead| reading.set(lead).has(C::Must));
    // "Personal data must not be part of a report", "your name, if you want credit".
    let is_free = set.any(&[C::Negation, C::Condition, C::Anonymous, C::Credit, C::Vulnerability]);
    let to_reporter = set.any(&[C::You, C::Include, C::Report, C::ReportVerb, C::SendVerb])
        || reading.lead_ins(clause).any(|lead| reading.set(lead).any(&[C::Include, C::Report, C::ReportVerb]));
    u32::from(demands && to_reporter && !is_free)
}
