//! The way to the forge's form, told in steps: tabs, menus, buttons.

use super::Policy;
use super::facts::{ChannelKind, Evidence};
use super::hosts::Place;
use super::polarity::prohibits;
use super::reading::Reading;
use super::vocabulary::{Concept, Hit};
use crate::markdown::{ClauseId, Link, LinkKind};

use Concept as C;

/// What the steps on the way to the form name beside themselves.
const ON_THE_WAY: &[Concept] =
    &[C::FormButton, C::PrivateReport, C::Security, C::Vulnerability, C::Advisory, C::Advisories];

/// What stands between the steps of a path: "Security → Report a vulnerability".
const ARROWS: &[&str] = &[">", "→", "›", "»", "▸", "➜"];

impl Policy<'_> {
    /// Whether the text tells by which tabs and buttons one gets to the forge's form: "open the Security tab", "Security
    /// → Report a vulnerability".
    pub fn tells_way_to_form(&self) -> bool {
        let reading = &self.reading;
        reading.clause_ids().any(|clause| {
            let set = reading.set(clause);
            set.has(C::Step) && set.any(ON_THE_WAY)
                || reading.hits_of(clause, C::FormButton).any(|button| ends_path(reading, clause, button))
        })
    }

    /// Whether a link leads to the forge's form, or to a page that has a button for it.
    pub fn links_to_form(&self) -> bool {
        let leads = |(link, place): (&Link<'_>, Place)| {
            matches!(place, Place::AdvisoryForm | Place::AdvisoryList)
                || link.target.ends_with("/security/advisories/new")
        };
        self.reading.placed_links().filter(|(link, _)| link.kind != LinkKind::Image).any(leads)
    }

    /// Where reporters are sent to a button that only maintainers have, each with the words.
    pub fn maintainer_buttons(&self) -> Vec<Evidence> {
        let reading = &self.reading;
        let is_offered =
            |clause: ClauseId| self.channels_in(clause).any(|channel| channel.kind == ChannelKind::PrivateAdvisory);
        let told = reading.clause_ids().filter(|&clause| {
            let set = reading.set(clause);
            set.has(C::MaintainerButton)
                && (!set.any(&[C::We, C::Will]) || set.has(C::Request))
                && !reading.is_heading(clause)
        });
        let found = told.filter_map(|clause| {
            let button = reading.hits_of(clause, C::MaintainerButton).max_by_key(|hit| hit.end - hit.start)?;
            let words = reading.hit_text(button);
            let is_sent = reading.set(clause).has(C::Step) || is_offered(clause);
            (is_sent && !prohibits(reading, clause, words))
                .then(|| Evidence { span: reading.document.span(words), clause })
        });
        found.collect()
    }
}

/// Whether a button is the last step of a path.
fn ends_path(reading: &Reading<'_>, clause: ClauseId, button: &Hit) -> bool {
    let before = (reading.first_token(clause)..button.start).rev().map(|at| reading.token(at));
    let mut before =
        before.skip_while(|token| matches!(reading.document.str(token.text), "\"" | "“" | "'" | "‘" | "`"));
    before.next().is_some_and(|token| ARROWS.contains(&reading.document.str(token.text)))
}
