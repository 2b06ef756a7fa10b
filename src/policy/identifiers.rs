//! Who gives a vulnerability its public identifier.

use super::facts::{ChannelKind, Evidence};
use super::hosts::Place;
use super::reading::Reading;
use super::statements::best;
use super::vocabulary::Concept;
use super::{Policy, hosts};
use crate::markdown::ClauseId;

use Concept as C;

impl Policy<'_> {
    /// Where the policy speaks of CVE or other public identifiers as part of the handling, or
    /// publishes advisories on a forge that gives them one.
    pub fn identifiers(&self) -> Option<Evidence> {
        best(&self.reading, names_identifier).or_else(|| self.advisories().filter(|_| self.publishes_on_github()))
    }

    /// Whether advisories are published on GitHub, where each has an identifier.
    fn publishes_on_github(&self) -> bool {
        let reading = &self.reading;
        let is_advisory = self.advisories().is_some_and(|advisories| reading.set(advisories.clause).has(C::Advisory));
        let is_github = |url: &str| hosts::parts(url).is_some_and(|(host, _)| host == "github.com");
        let lists = reading
            .document
            .links
            .iter()
            .any(|link| reading.place(link) == Place::AdvisoryList && is_github(&link.target));
        let is_form = |kind: ChannelKind, value: &str| {
            kind == ChannelKind::PrivateAdvisory && (!value.contains(':') || is_github(value))
        };
        let reports = self.channels.iter().any(|channel| is_form(channel.kind, &channel.value));
        lists
            || is_advisory
                && (reports || self.advisories().is_some_and(|advisories| names_github(reading, advisories.clause)))
    }
}

/// "We publish a GitHub security advisory."
fn names_github(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let mut words = reading.str(clause).split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case("github"))
}

fn names_identifier(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if reading.section_of(clause).is_excluded {
        return 0;
    }
    // "We create a GitHub security advisory": it is given an identifier there.
    if set.has(C::Advisory) && set.any(&[C::We, C::Will]) && !set.has(C::Request) && names_github(reading, clause) {
        return 1;
    }
    if !set.any(&[C::Cve, C::Identifier]) {
        return 0;
    }
    // "Please include the CVE, if there is one": what a report may hold says nothing of who requests it.
    let is_item = set.any(&[C::Request, C::Include, C::ReportContents]) && !set.any(&[C::We, C::Will, C::Negation]);
    let is_listed = reading.lead_ins(clause).any(|lead| reading.set(lead).any(&[C::Include, C::ReportContents]));
    if is_item || is_listed { 0 } else { 1 + u32::from(set.any(&[C::We, C::Will, C::Publish])) }
}
