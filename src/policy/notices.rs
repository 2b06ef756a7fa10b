//! Where vulnerabilities are announced, where no sentence says it.

use super::Policy;
use super::hosts::Place;
use super::reading::Reading;
use super::vocabulary::{Concept, Hit};
use crate::markdown::{ClauseId, Link};

use Concept as C;

impl Policy<'_> {
    /// Whether the policy shows where vulnerabilities are announced: it links a list of advisories
    /// other than as the place to report to, or has a section on them in which something is
    /// published.
    pub fn shows_notices(&self) -> bool {
        let reading = &self.reading;
        let lists = reading.document.links.iter().filter(|link| reading.place(link) == Place::AdvisoryList);
        let is_report = |list: &Link<'_>| self.channels.iter().any(|channel| channel.span == list.span);
        lists.into_iter().any(|list| !is_report(list)) || reading.clause_ids().any(|clause| publishes(reading, clause))
    }
}

fn publishes(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let section = reading.section_of(clause);
    // A release is published too, and so are packages.
    let is_release = |publish: &Hit| {
        let covers = |hit: &&Hit| hit.start <= publish.start && publish.end <= hit.end;
        reading.hits(clause).iter().filter(covers).any(|hit| matches!(hit.concept, C::Release | C::Update))
    };
    section.path.has(C::HeadingAdvisories)
        && !section.is_excluded
        && !reading.is_heading(clause)
        && !reading.set(clause).has(C::Negation)
        && reading.hits_of(clause, C::Publish).any(|publish| !is_release(publish))
}
