//! What the sections are about, by their headings. A heading is a hint: it never states a fact
//! by itself, and no fact needs one.

use super::polarity::ends_in_forbidding;
use super::reading::Reading;
use super::vocabulary::{Concept, ConceptSet};
use crate::markdown::SectionId;

/// What a section is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SectionReading {
    /// The concepts of its heading.
    pub(crate) heading: ConceptSet,
    /// Those of its heading and the headings above it.
    pub(crate) path: ConceptSet,
    /// Whether it is hardening advice, tooling, licence or the like: no evidence for what a
    /// policy must say.
    pub(crate) is_excluded: bool,
    /// Whether the heading forbids what is listed below it: "What not to do".
    pub(crate) forbids: bool,
}

/// Classes that make a section policy, whatever else its heading says.
const POLICY_CLASSES: &[Concept] = &[
    Concept::HeadingVersions,
    Concept::HeadingReporting,
    Concept::HeadingContents,
    Concept::HeadingTimeline,
    Concept::HeadingDisclosure,
    Concept::HeadingScope,
    Concept::HeadingSafeHarbor,
    Concept::HeadingCredit,
    Concept::HeadingBounty,
    Concept::HeadingAdvisories,
    Concept::HeadingEncryption,
];

pub(super) fn read_sections(reading: &Reading<'_>) -> Vec<SectionReading> {
    let document = reading.document;
    let mut sections: Vec<SectionReading> = Vec::with_capacity(document.sections.len());
    for section in &document.sections {
        let clause =
            section.heading.and_then(|heading| document.block(document.heading(heading).block).clauses.iter().next());
        let heading = clause.map_or_else(ConceptSet::default, |clause| reading.set(clause));
        let forbids = clause.is_some_and(|clause| ends_in_forbidding(reading, clause));
        let parent = section.parent.map(|SectionId(parent)| sections[parent as usize]).unwrap_or_default();
        let is_policy = heading.any(POLICY_CLASSES);
        // The times for each severity are promises, below whatever heading they were put.
        let inherits = parent.is_excluded && !heading.has(Concept::HeadingSeverity);
        let is_excluded = !is_policy && (heading.has(Concept::HeadingOther) || inherits);
        sections.push(SectionReading { heading, path: heading.union(parent.path), is_excluded, forbids });
    }
    sections
}
