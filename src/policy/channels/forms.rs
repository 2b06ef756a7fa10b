//! Forms that are named in words, with no link: "the contact form on our website".

use super::words::{is_done_by_us, is_one_of_ways};
use super::{Channels, is_step_of_ours};
use crate::markdown::ClauseId;
use crate::policy::facts::ChannelKind;
use crate::policy::polarity::{asks_for_report, in_reporting_section, is_for_something_else, prohibits};
use crate::policy::vocabulary::{Concept as C, Hit};

/// How many tokens may stand between the verb and the form: "reach out to us through our".
const REACH: u32 = 6;

impl Channels<'_, '_> {
    /// "Use the contact form on our website."
    pub(super) fn form(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        // "The private reporting form" is the forge's.
        let is_forges = |form: &Hit| {
            let overlaps = |report: &Hit| report.start < form.end && form.start < report.end;
            reading.hits_of(clause, C::PrivateReport).any(overlaps)
        };
        let forms = reading.hits_of(clause, C::ContactForm).filter(|form| !is_forges(form));
        let Some(form) = forms.max_by_key(|hit| hit.end - hit.start) else { return };
        let text = reading.hit_text(form);
        // Where an address of a form is given, its name says no more than that.
        let has_link = reading.links_of(clause).any(|link| link.address().is_none())
            || reading.led_ids(clause).any(|block| !reading.document.links_of(block).is_empty())
            || self.found.iter().any(|channel| channel.kind == ChannelKind::WebForm);
        let in_any_order = reading.is_cjk(clause) || reading.may_end_with_verb(clause);
        let sends = |verb: &Hit| {
            matches!(verb.concept, C::ReportVerb | C::SendVerb)
                && (verb.end <= form.start && form.start - verb.end <= REACH || in_any_order)
                && !is_done_by_us(reading, clause, verb)
        };
        let is_told =
            reading.hits(clause).iter().any(sends) || reading.is_item(clause) && is_one_of_ways(reading, clause);
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause);
        let is_ours = set.has(C::Will) && !set.has(C::Request) || is_step_of_ours(reading, clause);
        if is_told
            && is_asked
            && !is_ours
            && !has_link
            && !is_for_something_else(reading, clause)
            && !prohibits(reading, clause, text)
        {
            let name = reading.document.str(text);
            self.push(ChannelKind::WebForm, name, Some(true), reading.document.span(text), clause);
        }
    }
}
