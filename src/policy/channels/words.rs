//! Channels that are named in words, with no link.

use super::{Channels, is_step_of_ours};
use crate::markdown::ClauseId;
use crate::policy::facts::ChannelKind;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept as C, Hit};

impl Channels<'_, '_> {
    /// Channels that are named in words, with no link.
    pub(super) fn words(&mut self) {
        let reading = self.reading;
        let has_form = self.found.iter().any(|channel| channel.kind == ChannelKind::PrivateAdvisory);
        for clause in reading.clause_ids() {
            let set = reading.set(clause);
            if reading.is_heading(clause)
                || reading.section_of(clause).is_excluded
                || set.has(C::TemplateInstruction)
                || is_step_of_ours(reading, clause)
            {
                continue;
            }
            if !has_form {
                self.private_report(clause);
            }
            self.venues(clause);
            if set.has(C::ContactForm) {
                self.form(clause);
            }
            if set.any(&[C::Person, C::Profile]) {
                self.person(clause);
            }
        }
    }
}

/// "Choose one of these ways:", or a heading that is about reporting: each item of the list is a way.
pub(super) fn is_one_of_ways(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let Some(lead) = reading.lead_in(clause) else {
        return reading.section_of(clause).heading.has(C::HeadingReporting);
    };
    let set = reading.set(lead);
    let last = reading.first_token(lead) + reading.tokens(lead).len() as u32;
    // "Reach us via:"
    let ends_in_means = reading.hits_of(lead, C::SendVerb).any(|means| means.end + 1 >= last);
    let is_told = set.any(&[C::Will, C::Publish]) && !set.has(C::Request);
    (set.has(C::Ways) || ends_in_means) && !is_told && !set.any(&[C::Negation, C::MoreAbout])
}

/// How many tokens stand between two phrases, whichever is first.
pub(super) fn gap(one: &Hit, other: &Hit) -> u32 {
    if one.end <= other.start { other.start - one.end } else { one.start.saturating_sub(other.end) }
}

/// Words before the name of a venue that are no part of it.
pub(super) const ARTICLES: &[&str] =
    &["a", "an", "the", "new", "ein", "eine", "einen", "einem", "un", "une", "una", "um", "uma"];

/// Words between the project and what it does.
const MODALS: &[&str] = &["can", "could", "may", "might", "will", "would", "shall", "should", "then", "also"];

/// "We then open an issue": whether the project stands right before a verb.
pub(super) fn is_done_by_us(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    let does = |we: &Hit| we.end == verb.start || we.end + 1 == verb.start && MODALS.contains(&word(we.end).as_str());
    reading.hits_of(clause, C::We).any(does)
}
