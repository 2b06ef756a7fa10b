//! Links that a report goes to: where they lead, and whether the text sends the reporter there.

use super::recipients::is_told_by_us;
use super::words::{is_done_by_us, is_one_of_ways};
use super::{Channels, is_led_to_ways, is_security_box, is_step_of_ours, normalise, thanks};
use crate::markdown::{ClauseId, Link, LinkKind, NodeId, TextRange};
use crate::policy::address::clause_at;
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::{self, Place};
use crate::policy::polarity::{
    asks_for_report, asks_here, in_reporting_section, is_for_something_else, prohibits, verb_before,
};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit};

use Concept as C;

/// How many clauses further on a paragraph may still tell how a chat is used.
const NEXT: usize = 6;

/// How many tokens the label of a link in a list has at most.
const LABEL: u32 = 2;

impl Channels<'_, '_> {
    /// URLs that are set as code, which a renderer does not link: "report it at `https://…`".
    pub(super) fn code(&mut self) {
        let document = self.reading.document;
        for &code in &document.code {
            let url = document.str(code);
            if hosts::split(url).is_none() || url.contains(char::is_whitespace) {
                continue;
            }
            let Some(clause) = clause_at(self.reading, code.start) else { continue };
            let block = document.clause(clause).block;
            if document.links_of(block).iter().any(|link| link.text.overlaps(code)) {
                continue;
            }
            let link = Link {
                kind: LinkKind::Bare,
                target: url.into(),
                span: document.span(code),
                text: code,
                alt: String::new(),
                block,
                node: NodeId::ROOT,
            };
            let place = hosts::place(url);
            // What is not known from elsewhere may as well be an example.
            let is_led = is_whole(self.reading, &link, clause) && self.reading.lead_in(clause).is_some();
            if place != Place::Page || is_led || asks_here(self.reading, clause) {
                self.link(&link, clause, place);
            }
        }
    }

    pub(super) fn url(&mut self, link: &Link<'_>, clause: ClauseId) {
        // "[Discord](https://widget.example/chat)": a page that leads on to the chat.
        let is_chat = |hit: &Hit| self.reading.hit_text(hit) == link.text;
        let place = match self.reading.place(link) {
            Place::Page if self.reading.hits_of(clause, C::Chat).any(is_chat) => Place::Chat,
            place => place,
        };
        self.link(link, clause, place);
    }

    fn link(&mut self, link: &Link<'_>, clause: ClauseId, place: Place) {
        let reading = self.reading;
        if !prohibits(reading, clause, link.text)
            && !is_source(reading, link, clause, place)
            && !is_step_of_ours(reading, clause)
            && !is_told_by_us(reading, clause, reading.token_at(clause, link.text.start))
            && !is_out_of_scope(reading, clause)
            && self.offers(link, clause, place)
        {
            let (kind, private) = self.sort(link, clause, place);
            self.push(kind, &link.target, private, link.span, clause);
        }
    }

    /// Whether the text sends the reporter to a link.
    fn offers(&self, link: &Link<'_>, clause: ClauseId, place: Place) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let asked = asks_for_report(reading, clause);
        match place {
            Place::AdvisoryForm => !is_for_something_else(reading, clause) || asked,
            Place::AdvisoryList => self.is_list_to_report_in(link, clause),
            Place::AdvisoryDocs => {
                let is_told = set.any(&[C::We, C::Will]) && !set.has(C::Request);
                (asked || in_reporting_section(reading, clause))
                    && !names_principle(reading, link, clause)
                    && (!set.has(C::MoreAbout) && !is_told || asks_here(reading, clause))
            }
            Place::Bounty if tells_scope(reading, link, clause) => false,
            Place::Bounty if !hosts::is_platform(&link.target) => {
                (asked || is_sent_to_program(reading, clause)) && !set.has(C::MoreAbout)
                    || self.is_page_to_report_at(link, clause, place)
            }
            Place::Bounty => !is_for_something_else(reading, clause) || asked,
            Place::Form => {
                let is_read_about = !asks_here(reading, clause) && is_pointed_to(reading, link, clause);
                (!is_for_something_else(reading, clause) || asked) && !is_read_about
            }
            Place::Issues { confidential: true } => asked || in_reporting_section(reading, clause),
            Place::Issues { .. } | Place::PullRequests => self.is_offered_in_public(clause, link.text),
            Place::Discussions | Place::List | Place::Chat | Place::Message | Place::Account => {
                self.is_offered_in_public(clause, link.text) && !announces(reading, clause)
            }
            Place::Profile => self.is_profile_to_write_to(link, clause),
            // "Report privately on GitHub" may link the page that has the button.
            Place::Policy if asked && set.any(&[C::PrivateReport, C::Private]) => true,
            Place::Policy | Place::Page => {
                place == Place::Page && asked && self.names_people(link, clause)
                    || self.is_page_to_report_at(link, clause, place)
            }
            Place::Key | Place::Badge | Place::Reference => false,
        }
    }

    /// What channel a link that is offered is, and whether it is private.
    fn sort(&self, link: &Link<'_>, clause: ClauseId, place: Place) -> (ChannelKind, Option<bool>) {
        let reading = self.reading;
        let set = reading.set(clause);
        let (kind, private) = hosts::channel(place);
        match place {
            Place::Page if asks_for_report(reading, clause) && self.names_people(link, clause) => {
                if set.has(C::Email) {
                    (ChannelKind::Email, Some(true))
                } else {
                    (ChannelKind::Other, None)
                }
            }
            Place::Page if self.is_form(link, clause) => (self.kind_of_form(link, clause), Some(true)),
            Place::Policy if asks_for_report(reading, clause) && set.any(&[C::PrivateReport, C::Private]) => {
                (ChannelKind::PrivateAdvisory, Some(true))
            }
            // "For more, see our [program](…)."
            Place::Bounty if set.has(C::MoreAbout) && !hosts::is_platform(&link.target) => (ChannelKind::Link, None),
            Place::Bounty
                if !asks_for_report(reading, clause)
                    && !is_sent_to_program(reading, clause)
                    && !hosts::is_platform(&link.target) =>
            {
                (ChannelKind::Link, None)
            }
            Place::Issues { .. } if is_kept_private(reading, clause) => {
                hosts::channel(Place::Issues { confidential: true })
            }
            Place::List if is_security_box(list_name(&link.target)) => (ChannelKind::Email, Some(true)),
            Place::Profile if set.has(C::Email) => (kind, Some(true)),
            Place::Chat | Place::Account if is_in_private(reading, clause) => (ChannelKind::Chat, Some(true)),
            _ => (kind, private),
        }
    }

    /// The list of advisories, or the page that it is on, has the button for private reports.
    fn is_list_to_report_in(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        // "[Please report it on the forge](…)": the verb may be part of the link. "[What was reported](…)" is a list.
        let is_order =
            |verb: &Hit| verb.concept == C::ReportVerb && !reading.document.str(reading.hit_text(verb)).ends_with("ed");
        let reports = verb_before(reading, clause, link.text, C::ReportVerb)
            || reading.hits_within(clause, link.text).any(is_order)
            || is_means(reading, link, clause)
            || set.any(&[C::PrivateReport, C::Button])
            || is_whole(reading, link, clause)
                && (is_led_to_ways(reading, clause) || reading.is_item(clause) && is_one_of_ways(reading, clause));
        // "We publish advisories with the private reporting feature": the project does.
        let publishes = reading.in_order(clause, C::Will, C::Publish);
        let lists = set.any(&[C::Publish, C::Will])
            && !set.has(C::Request)
            && (publishes || !set.has(C::PrivateReport))
            && !asks_here(reading, clause);
        // "For reports that we accept we will create an [advisory](…)."
        let at = reading.token_at(clause, link.text.start);
        let makes = |verb: &Hit| verb.end <= at && at - verb.end <= 4 && is_done_by_us(reading, clause, verb);
        let is_made_by_us = set.has(C::Will) && reading.hits_of(clause, C::OpenVerb).any(makes);
        let is_example = set.has(C::Example) && link_in_brackets(reading, link);
        // "…/advisories?state=published" shows what was reported before.
        let is_archive = link.target.contains("state=published");
        let is_about_reports = asks_for_report(reading, clause)
            || in_reporting_section(reading, clause)
            || is_led_to_ways(reading, clause);
        // "For all published advisories, visit [this page](…)."
        let is_list_of = (reading.hits_of(clause, C::Advisories).any(|list| list.end <= at)
            || reading.hits_of(clause, C::MoreAbout).any(|more| more.start > at))
            && !set.any(&[C::PrivateReport, C::FormButton, C::Step, C::SendVerb]);
        is_about_reports && reports && !is_list_of && !lists && !is_made_by_us && !is_example && !is_archive
    }

    /// Whoever a profile belongs to is to be written to, and the text has not sent the reporter there before.
    fn is_profile_to_write_to(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        // "Security contacts:" and a list of people.
        // "GitHub: [Ada](…)".
        let text = reading.document.clause(clause).text;
        let label = reading.token_at(clause, link.text.start) - reading.first_token(clause);
        let is_listed = label <= LABEL && link.text.end >= text.end && reading.lead_in(clause).is_some();
        let asked = asks_for_report(reading, clause) && verb_before(reading, clause, link.text, C::ReportVerb);
        (asked || in_reporting_section(reading, clause) && is_listed)
            && !is_for_something_else(reading, clause)
            && !thanks(reading, clause)
            && !reading.lead_in(clause).is_some_and(|lead| reading.set(lead).has(C::Escalate))
            && ![None, Some(true)]
                .map(|private| (normalise(&link.target), private))
                .iter()
                .any(|key| self.seen.contains(key))
    }
}

/// Whether a link is all that a clause has, but for marks around it.
pub(super) fn is_whole(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId) -> bool {
    reading.document.str(link.text).len() + 4 >= reading.str(clause).len()
}

/// "Through [the advisories](…) or by mail": means with no verb, where nothing is told of what is published there.
fn is_means(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    let at = reading.token_at(clause, link.text.start);
    let leads =
        |means: &Hit| means.start <= reading.first_token(clause) + LABEL && means.end <= at && at - means.end <= LABEL;
    !set.any(&[C::We, C::Will, C::Publish]) && reading.hits_of(clause, C::SendVerb).any(leads)
}

/// "This is a copy of [the page](…) of our parent": where the text comes from.
fn is_source(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId, place: Place) -> bool {
    let (start, end) = (reading.token_at(clause, link.text.start), reading.token_at(clause, link.text.end));
    let is_cjk = reading.is_cjk(clause);
    reading.hits_of(clause, C::TakenFrom).any(|hit| {
        let before = hit.end <= start && start - hit.end <= 3;
        // "[A sample report](…)" shows how to write one.
        let within = place == Place::Page && hit.start >= start && hit.end <= end;
        before || within || is_cjk && hit.start >= end && hit.start - end <= 6
    })
}

/// "We follow [coordinated disclosure](…)": the forge's page on the principle, unless it stands for the feature.
fn names_principle(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId) -> bool {
    let is_feature = |hit: &Hit| matches!(hit.concept, C::Advisory | C::PrivateReport | C::Button);
    link.target.contains("coordinated-disclosure") && !reading.hits_within(clause, link.text).any(is_feature)
}

/// "This is [in scope of our programme](…)": what the programme covers. "Submit [what is in scope](…)" is a way to it.
fn tells_scope(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId) -> bool {
    let at = reading.token_at(clause, link.text.start);
    let sends = |verb: &Hit| verb.end <= at && at - verb.end <= 2;
    reading.hits_within(clause, link.text).any(|hit| hit.concept == C::Scope)
        && !reading.hits_of(clause, C::ReportVerb).any(sends)
}

/// "Follow us on [Mastodon](…) for security announcements": what is read there, not written.
fn announces(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    set.has(C::Advisories) && !set.has(C::SendVerb) || set.has(C::Publish) && !set.has(C::ReportVerb)
}

/// The name of a list, which ends the target of its page.
pub(super) fn list_name(target: &str) -> &str {
    target.rsplit('/').next().unwrap_or(target)
}

/// "Out of scope:" and what others are told of, with where.
fn is_out_of_scope(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let is_out = |scope: &Hit| {
        let words = reading.document.str(reading.hit_text(scope)).to_ascii_lowercase();
        words.starts_with("out") || words.starts_with("not")
    };
    reading.lead_ins(clause).any(|lead| reading.hits_of(lead, C::Scope).any(is_out))
}

/// "Bugs should be reported through the program": below the heading of a bounty any bug is a flaw of security.
fn is_sent_to_program(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.set(clause).has(C::ReportVerb) && reading.section_of(clause).path.has(C::HeadingBounty)
}

/// Whether a message, not a post, is asked for: beside the place, where a list of places begins, or further on in the
/// paragraph ("Join our chat. Send one of us a direct message there.").
pub(super) fn is_in_private(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let is_private = |clause| reading.set(clause).any(&[C::DirectMessage, C::Private]);
    is_private(clause)
        || reading.lead_in(clause).is_some_and(is_private)
        || behind(reading, clause).any(|other| reading.set(other).has(C::DirectMessage))
}

/// Whether the project alone sees what is opened in a tracker: "open a confidential [issue](…)", "open an [issue](…)
/// and mark it as confidential", "they are only visible to us" further on in the paragraph.
pub(super) fn is_kept_private(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    // "Mark it as confidential", "they are only visible to us": said of what was opened. "For flaws open a confidential
    // issue" is another way.
    let speaks_of_it = |other: ClauseId| {
        let set = reading.set(other);
        let reports = set.any(&[C::Pronoun, C::Issue, C::Report, C::Vulnerability]);
        set.has(C::PrivateIssue) && !set.has(C::OpenVerb) || set.has(C::KeptPrivate) && reports
    };
    set.any(&[C::PrivateIssue, C::KeptPrivate]) || !set.has(C::Public) && behind(reading, clause).any(speaks_of_it)
}

/// The clauses that follow in the paragraph, as far as they may still speak of a place.
fn behind(reading: &Reading<'_>, clause: ClauseId) -> impl Iterator<Item = ClauseId> {
    let block = reading.document.clause(clause).block;
    reading.document.block(block).clauses.iter().filter(move |&other| other > clause).take(NEXT)
}

/// "See [the coordinator](…) for details": a link to read, with no verb of reporting before it.
pub(super) fn is_pointed_to(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId) -> bool {
    let at = reading.token_at(clause, link.text.start);
    let near = |hit: &&Hit| hit.end <= at && at - hit.end <= 3;
    let Some(pointer) = reading.hits_of(clause, C::Pointer).rev().find(near) else { return false };
    !reading.hits_of(clause, C::ReportVerb).any(|verb| verb.start >= pointer.start && verb.end <= at)
}

/// Whether a link stands in brackets, as an example does.
pub(super) fn link_in_brackets(reading: &Reading<'_>, link: &Link<'_>) -> bool {
    let Some(clause) = reading.clause_of(link) else { return false };
    let text = reading.document.clause(clause).text;
    let before = reading.document.str(TextRange::new(text.start, link.text.start.max(text.start)));
    before.matches('(').count() > before.matches(')').count()
}
