//! Channels that are named in words, with no link.

use super::Channels;
use crate::markdown::{BlockId, ClauseId, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::Place;
use crate::policy::polarity::{
    asks_for_report, in_reporting_section, is_for_something_else, is_in_condition, is_vulnerability, prohibits,
};
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

/// Public places that may be named.
const VENUES: [(Concept, ChannelKind); 4] = [
    (C::Issue, ChannelKind::PublicIssue),
    (C::Discussion, ChannelKind::PublicIssue),
    (C::PullRequest, ChannelKind::Other),
    (C::Chat, ChannelKind::Chat),
];

impl Channels<'_, '_> {
    /// Channels that are named in words, with no link.
    pub(super) fn words(&mut self) {
        let reading = self.reading;
        let has_form = self.found.iter().any(|channel| channel.kind == ChannelKind::PrivateAdvisory);
        for clause in reading.clause_ids() {
            let set = reading.set(clause);
            if reading.is_heading(clause) || reading.section_of(clause).is_excluded || set.has(C::TemplateInstruction) {
                continue;
            }
            if !has_form {
                self.private_report_in_words(clause);
            }
            for (concept, kind) in VENUES {
                self.public_venue_in_words(clause, concept, kind);
            }
            if set.any(&[C::Person, C::Profile]) {
                self.person(clause);
            }
        }
    }

    /// "Open a draft security advisory", "use private vulnerability reporting".
    fn private_report_in_words(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        let plain = reading.hits_of(clause, C::PrivateReport).max_by_key(|hit| hit.end - hit.start);
        // "Report a vulnerability" or "a security advisory" need a button, or a verb before them.
        let opened = reading.hits_of(clause, C::Advisory).find(|advisory| {
            let verb = reading.hits_of(clause, C::OpenVerb).find(|verb| {
                verb.end <= advisory.start && advisory.start - verb.end <= 4
                    || reading.is_cjk(clause) && gap(verb, advisory) <= 8
            });
            verb.is_some()
                && !set.any(&[C::We, C::Will])
                && (set.has(C::Request) && !reading.is_cjk(clause)
                    || asks_for_report(reading, clause)
                    || in_reporting_section(reading, clause))
        });
        let Some(hit) = plain.or(opened).copied() else { return };
        let text = reading.hit_text(&hit);
        let is_output = set.has(C::Publish) && set.any(&[C::We, C::Will]) && !set.any(&[C::Request, C::Button]);
        let is_told_to_open = opened.is_some() && set.has(C::Request) && !reading.is_cjk(clause);
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause) || is_told_to_open;
        if is_asked && !is_output && !prohibits(reading, clause, text) {
            self.push(
                ChannelKind::PrivateAdvisory,
                "private vulnerability reporting",
                Some(true),
                reading.document.span(text),
                clause,
            );
        }
    }

    /// "Open a GitHub issue."
    fn public_venue_in_words(&mut self, clause: ClauseId, concept: Concept, kind: ChannelKind) {
        let reading = self.reading;
        let Some((hit, verb)) = self.opened(clause, concept) else { return };
        let text = reading.hit_text(&hit);
        let is_linked = reading.links_of(clause).any(|link| {
            link.text.overlaps(text)
                || matches!(
                    reading.place(link),
                    Place::Issues { .. }
                        | Place::Discussions
                        | Place::PullRequests
                        | Place::AdvisoryForm
                        | Place::AdvisoryList
                )
        });
        let is_announced = concept == C::Chat
            && (reading.set(clause).has(C::Publish)
                || self.found.iter().any(|channel| channel.kind == ChannelKind::Chat));
        let is_told = reading.set(clause).has(C::Will) && !reading.set(clause).has(C::Request);
        if is_linked
            || is_announced
            || is_told
            || is_in_condition(reading, clause, verb.start)
            || !self.is_offered_in_public(clause, text)
        {
            return;
        }
        // "Open a minimal public issue": the words between belong to the name, but not those of
        // "report vulnerabilities through public issues".
        let is_behind = verb.end < hit.start && !reading.is_cjk(clause) && concept != C::Chat;
        let between = is_behind.then(|| TextRange::new(reading.token(verb.end).text.start, text.start));
        let is_name = |hit: &Hit| !matches!(hit.concept, C::Vulnerability | C::You | C::Request);
        let between = between.filter(|&text| reading.hits_within(clause, text).all(is_name));
        let named = between.map_or(text, |between| TextRange::new(between.start, text.end));
        let value = without_article(reading.document.str(named));
        // "An issue", "like any other bug".
        let is_bare = concept == C::Issue && (!value.contains(' ') || hit.value > 0);
        let value = if is_bare { "GitHub issue" } else { value };
        let private = concept == C::Chat && reading.set(clause).has(C::DirectMessage);
        self.push(kind, value, Some(private), reading.document.span(text), clause);
    }

    /// The venue that a clause says to open, and the verb: the longest, which says most of it.
    fn opened(&self, clause: ClauseId, concept: Concept) -> Option<(Hit, Hit)> {
        let reading = self.reading;
        let hits = reading.hits_of(clause, concept).filter(|hit| !is_vulnerability(reading, clause, hit));
        let opened = hits.filter_map(|hit| Some((*hit, self.opens(clause, hit)?)));
        opened.max_by_key(|(hit, _)| (hit.end - hit.start, std::cmp::Reverse(hit.start)))
    }

    /// The verb that opens a venue, at most three words before it; for a chat, any that asks to
    /// get in touch there.
    fn opens(&self, clause: ClauseId, venue: &Hit) -> Option<Hit> {
        let reading = self.reading;
        let (verb, within) = if venue.concept == C::Chat { (C::ReportVerb, 16) } else { (C::OpenVerb, 3) };
        if reading.is_cjk(clause) {
            let near = |hit: &&Hit| {
                (hit.concept == verb || hit.concept == C::ReportVerb)
                    && gap(hit, venue) <= within.max(10)
                    && !is_in_condition(reading, clause, hit.start)
            };
            return reading.hits(clause).iter().filter(near).min_by_key(|hit| gap(hit, venue)).copied();
        }
        let before = |hit: &&Hit| {
            (hit.concept == verb || hit.concept == C::Button)
                && hit.end <= venue.start
                && venue.start - hit.end <= within
        };
        let opening = reading.hits(clause).iter().filter(before).max_by_key(|verb| verb.end).copied()?;
        // In English "report issues" names no tracker, elsewhere the word is the tracker's alone.
        let is_plain = venue.end - venue.start > 1
            || reading.set(clause).has(C::Public)
            || venue.concept == C::Chat
            || reading.is_foreign(clause)
            || reading.hits_of(clause, C::Button).any(|hit| hit.start == opening.start);
        is_plain.then_some(opening)
    }

    /// A person or profile to contact, with no address.
    fn person(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        let has_link = |block: BlockId| !reading.document.links_of(block).is_empty();
        let is_opaque = reading.tokens(clause).iter().any(|token| matches!(token.kind, TokenKind::Link(_)));
        // "Contact the maintainers at:" and an address is no person.
        let announces = reading.led_ids(clause).any(has_link);
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause);
        let is_reported_to = set.any(&[C::ReportVerb, C::Email]) && is_asked && !is_for_something_else(reading, clause);
        // "Write to Ann (the author): ann at widget dot example": the address is the channel.
        let has_address =
            self.found.iter().any(|channel| channel.clause == clause && channel.kind == ChannelKind::Email);
        if reading.links_of(clause).next().is_some()
            || is_opaque
            || has_address
            || announces
            || !is_reported_to
            || set.any(&[C::Instead, C::Will])
        {
            return;
        }
        let longest =
            |concept: Concept| reading.hits_of(clause, concept).max_by_key(|hit| hit.end - hit.start).copied();
        let Some(hit) = longest(C::Profile).or_else(|| longest(C::Person)) else { return };
        let text = reading.hit_text(&hit);
        // "Report it by private message to the maintainers."
        let within = if set.has(C::Private) { 6 } else { 3 };
        let contacts = |verb: &Hit| {
            verb.end <= hit.start && hit.start - verb.end <= within || reading.is_cjk(clause) && gap(verb, &hit) <= 10
        };
        let is_contacted = reading
            .hits(clause)
            .iter()
            .any(|verb| matches!(verb.concept, C::ReportVerb | C::Email | C::Directly) && contacts(verb));
        if prohibits(reading, clause, text) || !(set.has(C::Profile) || is_contacted) {
            return;
        }
        let private = if set.has(C::Profile) { None } else { Some(true) };
        let kind = if set.has(C::Email) { ChannelKind::Email } else { ChannelKind::Other };
        let is_direct = set.any(&[C::Directly, C::Profile]);
        if is_direct || !self.found.iter().any(|channel| channel.private == Some(true)) {
            self.push(kind, reading.document.str(text), private, reading.document.span(text), clause);
        }
    }
}

/// How many tokens stand between two phrases, whichever is first.
fn gap(one: &Hit, other: &Hit) -> u32 {
    if one.end <= other.start { other.start - one.end } else { one.start.saturating_sub(other.end) }
}

/// Words before the name of a venue that are no part of it.
const ARTICLES: &[&str] = &["a", "an", "the", "new", "ein", "eine", "einen", "einem", "un", "une", "una", "um", "uma"];

fn without_article(text: &str) -> &str {
    let first = text.split(' ').next().unwrap_or_default();
    if ARTICLES.contains(&first.to_ascii_lowercase().as_str()) { text[first.len()..].trim_start() } else { text }
}
