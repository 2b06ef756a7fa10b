//! People and teams to contact, with no address.

use super::Channels;
use super::links::link_in_brackets;
use super::words::{ARTICLES, gap, is_done_by_us};
use crate::markdown::{ClauseId, Link, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::Place;
use crate::policy::polarity::{asks_for_report, in_reporting_section, is_for_something_else, prohibits};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

/// What stands before whom something is sent to.
const TO: &[&str] = &["to", "an", "à", "aux", "au", "a", "al", "ao", "aos"];

impl Channels<'_, '_> {
    /// A person or profile to contact, with no address.
    pub(super) fn person(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        // "Open a [draft advisory](…) or email the maintainers": the link is another way.
        let is_contact = |link: &Link<'_>| {
            !matches!(
                reading.place(link),
                Place::AdvisoryForm | Place::AdvisoryList | Place::AdvisoryDocs | Place::Policy
            )
        };
        // "Open an issue (with a [test](…)) or contact the maintainer": the link is an aside to what stands before.
        let is_aside = |link: &Link<'_>| {
            let end = reading.token_at(clause, link.text.end);
            let contacts =
                |verb: &Hit| verb.start >= end && reading.hits_of(clause, C::Person).any(|hit| hit.start == verb.end);
            link_in_brackets(reading, link) && reading.hits_of(clause, C::ContactVerb).any(contacts)
        };
        // "Contact the maintainers at:" and an address is no person.
        let announces = reading.led_ids(clause).any(|block| reading.document.links_of(block).iter().any(is_contact));
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause);
        let is_reported_to = set.any(&[C::ReportVerb, C::Email]) && is_asked && !is_for_something_else(reading, clause);
        // "Write to Ann (the author): ann at widget dot example": the address is the channel.
        let has_address =
            self.found.iter().any(|channel| channel.clause == clause && channel.kind == ChannelKind::Email);
        if reading.links_of(clause).any(|link| is_contact(link) && !is_aside(link))
            || has_address
            || announces
            || !is_reported_to
            || set.any(&[C::Will, C::ToldAbove])
            || set.has(C::Instead) && self.found.iter().any(|channel| channel.private == Some(true))
        {
            return;
        }
        let longest =
            |concept: Concept| reading.hits_of(clause, concept).max_by_key(|hit| hit.end - hit.start).copied();
        // "Email the maintainers by the address on their profile": they are written to, not the page.
        let written_to = |person: &&Hit| reading.hits_of(clause, C::ContactVerb).any(|verb| verb.end == person.start);
        let person = reading.hits_of(clause, C::Person).find(written_to).copied().or_else(|| longest(C::Person));
        let profile = longest(C::Profile);
        let Some(hit) = (if set.has(C::Email) { person.or(profile) } else { profile.or(person) }) else { return };
        let text = reading.hit_text(&hit);
        // "Report it by private message to the maintainers."
        let within = if set.has(C::Private) { 6 } else { 3 };
        let contacts = |verb: &Hit| {
            (verb.end <= hit.start && hit.start - verb.end <= within || reading.is_cjk(clause) && gap(verb, &hit) <= 10)
                && !is_done_by_us(reading, clause, verb)
        };
        let is_contacted = reading
            .hits(clause)
            .iter()
            .any(|verb| matches!(verb.concept, C::ReportVerb | C::Email | C::Directly) && contacts(verb))
            || is_recipient(reading, clause, &hit);
        if prohibits(reading, clause, text) || !(set.has(C::Profile) || is_contacted) {
            return;
        }
        let private = if hit.concept == C::Profile { None } else { Some(true) };
        let kind = if set.has(C::Email) { ChannelKind::Email } else { ChannelKind::Other };
        let is_direct = set.any(&[C::Directly, C::Profile]);
        // Where an address is given, "email the maintainers" says no more than that.
        let is_mail = kind == ChannelKind::Email && !self.found.iter().any(|channel| channel.kind == kind);
        if is_direct || is_mail || !self.found.iter().any(|channel| channel.private == Some(true)) {
            let named = match hit.concept {
                C::Person => with_article(reading, clause, &hit),
                _ => with_owner(reading, clause, &hit),
            };
            self.push(kind, reading.document.str(named), private, reading.document.span(named), clause);
        }
    }
}

/// "The Widget maintainers": an article shortly before a role begins its name.
fn with_article(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> TextRange {
    let first = reading.first_token(clause).max(hit.start.saturating_sub(2));
    let text = |at: u32| reading.word(at);
    let begins = |&at: &u32| ARTICLES.contains(&text(at).to_ascii_lowercase().as_str());
    let start = (first..hit.start).rev().take_while(|&at| reading.token(at).kind == TokenKind::Word).find(begins);
    TextRange::new(reading.token(start.unwrap_or(hit.start)).text.start, reading.hit_text(hit).end)
}

/// "The repository owner's verified profile": whose profile it is, with the article.
fn with_owner(reading: &Reading<'_>, clause: ClauseId, profile: &Hit) -> TextRange {
    const WORDS: u32 = 5;
    let text = reading.hit_text(profile);
    let first = reading.first_token(clause).max(profile.start.saturating_sub(WORDS));
    let word = |at: u32| reading.word(at);
    let is_word = |&at: &u32| reading.token(at).kind == TokenKind::Word;
    let before = || (first..profile.start).rev().take_while(is_word);
    let Some(owner) = before().find(|&at| word(at) == "s") else { return text };
    let article = before().find(|&at| at < owner && ARTICLES.contains(&word(at).to_ascii_lowercase().as_str()));
    article.map_or(text, |at| TextRange::new(reading.token(at).text.start, text.end))
}

/// "Mail what you found, with all details, to the maintainer": the verb may stand far before its recipient.
fn is_recipient(reading: &Reading<'_>, clause: ClauseId, person: &Hit) -> bool {
    let start = with_article(reading, clause, person).start;
    let at = reading.token_at(clause, start);
    reading.word_before(clause, at).is_some_and(|before| TO.contains(&before))
        && reading.hits(clause).iter().any(|verb| matches!(verb.concept, C::SendVerb | C::Email) && verb.end < at)
}
