//! What a README says of reporting vulnerabilities.

use crate::policy::Policy;
use crate::policy::vocabulary::Concept;
use crate::source::Span;

/// The heading of the section, in a text that is no policy as a whole, that says how to report a vulnerability.
pub(super) fn reporting_section(policy: &Policy<'_>) -> Option<Span> {
    let reading = &policy.reading;
    policy.channels.iter().find_map(|channel| {
        let section = reading.section(channel.clause);
        let path = reading.sections[section.0 as usize].path;
        let is_about_it = path.any(&[Concept::HeadingReporting, Concept::HeadingPolicy]);
        let heading = policy.document.heading_of(section).filter(|_| is_about_it)?;
        Some(heading.span)
    })
}
