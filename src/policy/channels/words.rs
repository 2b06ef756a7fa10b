//! Channels that are named in words, with no link.

use super::Channels;
use crate::markdown::{ClauseId, Link, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::Place;
use crate::policy::polarity::{
    asks_for_report, in_reporting_section, is_clause_comma, is_for_something_else, is_in_condition, is_vulnerability,
    prohibits,
};
use crate::policy::reading::Reading;
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
        let Some(hit) = plain.or(opened).or_else(|| self.menu_entry(clause)).copied() else { return };
        let text = reading.hit_text(&hit);
        let publishes = reading.in_order(clause, C::Will, C::Publish) || !set.has(C::Button);
        let is_output = set.has(C::Publish) && set.any(&[C::We, C::Will]) && !set.has(C::Request) && publishes;
        let is_told_to_open = opened.is_some() && set.has(C::Request) && !reading.is_cjk(clause);
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause) || is_told_to_open;
        let span = reading.document.span(text);
        let is_placeholder = self.found.iter().any(|channel| channel.span.touches(span));
        if is_asked && !is_output && !is_placeholder && !prohibits(reading, clause, text) {
            self.push(ChannelKind::PrivateAdvisory, "private vulnerability reporting", Some(true), span, clause);
        }
    }

    /// "Security → Report a vulnerability": the way through the forge's menu.
    fn menu_entry(&self, clause: ClauseId) -> Option<&Hit> {
        let reading = self.reading;
        let first = reading.first_token(clause);
        let is_arrow =
            |at: u32| matches!(reading.document.str(reading.token(at).text), "→" | ">" | "›" | "»" | "➜" | "⇒");
        let names = |entry: &Hit| {
            let near = |hit: &Hit| hit.start >= entry.end && hit.start - entry.end <= 2;
            reading.hits_of(clause, C::Vulnerability).any(near)
        };
        reading.hits_of(clause, C::ReportVerb).find(|hit| hit.start > first && is_arrow(hit.start - 1) && names(hit))
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
            || is_conceded(reading, clause, &hit)
            || !self.is_offered_in_public(clause, text)
        {
            return;
        }
        // "Open a minimal public issue": the words between belong to the name, but not those of
        // "report vulnerabilities through public issues".
        let is_behind = verb.end < hit.start && !reading.is_cjk(clause) && concept != C::Chat;
        let between = is_behind.then(|| TextRange::new(reading.token(verb.end).text.start, text.start));
        let is_name =
            |hit: &Hit| !matches!(hit.concept, C::Vulnerability | C::You | C::Request | C::SendVerb | C::Pronoun);
        let between = between.filter(|&text| reading.hits_within(clause, text).all(is_name));
        let named = between.map_or(text, |between| TextRange::new(between.start, text.end));
        let value = without_article(reading.document.str(named));
        // "An issue", "an issue on GitHub", "like any other bug".
        let is_bare = concept == C::Issue && (!value.contains(' ') || value.starts_with("issue ") || hit.value > 0);
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
        // "Contact us before creating an issue": what is to wait.
        let waits = |hit: &Hit| {
            let ends = |before: &Hit| before.end == hit.start && hit.end - hit.start == 1;
            reading.hits_of(clause, C::Until).any(ends)
        };
        let before = |hit: &&Hit| {
            (hit.concept == verb || hit.concept == C::Button)
                && !waits(hit)
                && hit.end <= venue.start
                && venue.start - hit.end <= within
                && !(hit.end..venue.start).any(|at| is_clause_comma(reading, at))
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
        let is_opaque = reading.tokens(clause).iter().any(|token| matches!(token.kind, TokenKind::Link(_)));
        // "Open a [draft advisory](…) or email the maintainers": the link is another way.
        let is_contact = |link: &Link<'_>| {
            !matches!(
                reading.place(link),
                Place::AdvisoryForm | Place::AdvisoryList | Place::AdvisoryDocs | Place::Policy
            )
        };
        // "Contact the maintainers at:" and an address is no person.
        let announces = reading.led_ids(clause).any(|block| reading.document.links_of(block).iter().any(is_contact));
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause);
        let is_reported_to = set.any(&[C::ReportVerb, C::Email]) && is_asked && !is_for_something_else(reading, clause);
        // "Write to Ann (the author): ann at widget dot example": the address is the channel.
        let has_address =
            self.found.iter().any(|channel| channel.clause == clause && channel.kind == ChannelKind::Email);
        if reading.links_of(clause).any(is_contact)
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
        // "Email the maintainers by the address on their profile": they are written to, not the page.
        let written_to = |person: &&Hit| reading.hits_of(clause, C::ContactVerb).any(|verb| verb.end == person.start);
        let person = reading.hits_of(clause, C::Person).find(written_to).copied().or_else(|| longest(C::Person));
        let profile = longest(C::Profile);
        let Some(hit) = (if set.has(C::Email) { person.or(profile) } else { profile.or(person) }) else { return };
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
        let private = if hit.concept == C::Profile { None } else { Some(true) };
        let kind = if set.has(C::Email) { ChannelKind::Email } else { ChannelKind::Other };
        let is_direct = set.any(&[C::Directly, C::Profile]);
        // Where an address is given, "email the maintainers" says no more than that.
        let is_mail = kind == ChannelKind::Email && !self.found.iter().any(|channel| channel.kind == kind);
        if is_direct || is_mail || !self.found.iter().any(|channel| channel.private == Some(true)) {
            let named = if hit.concept == C::Person { with_article(reading, clause, &hit) } else { text };
            self.push(kind, reading.document.str(named), private, reading.document.span(named), clause);
        }
    }
}

/// "Opening an issue as well is fine, but …": allowed, not asked for.
fn is_conceded(reading: &Reading<'_>, clause: ClauseId, venue: &Hit) -> bool {
    let mut allowed = reading.hits_of(clause, C::Possibility).filter(|hit| hit.start >= venue.end);
    let turns = |allowed: &Hit| {
        reading.hits_of(clause, C::Turn).any(|turn| turn.start >= allowed.end && turn.start - allowed.end <= 2)
    };
    allowed.any(|hit| hit.start - venue.end <= 8 && turns(hit))
}

/// How many tokens stand between two phrases, whichever is first.
fn gap(one: &Hit, other: &Hit) -> u32 {
    if one.end <= other.start { other.start - one.end } else { one.start.saturating_sub(other.end) }
}

/// Words before the name of a venue that are no part of it.
const ARTICLES: &[&str] = &["a", "an", "the", "new", "ein", "eine", "einen", "einem", "un", "une", "una", "um", "uma"];

/// "The Widget maintainers": an article shortly before a role begins its name.
fn with_article(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> TextRange {
    let first = reading.first_token(clause).max(hit.start.saturating_sub(2));
    let text = |at: u32| reading.document.str(reading.token(at).text);
    let begins = |&at: &u32| ARTICLES.contains(&text(at).to_ascii_lowercase().as_str());
    let start = (first..hit.start).rev().take_while(|&at| reading.token(at).kind == TokenKind::Word).find(begins);
    TextRange::new(reading.token(start.unwrap_or(hit.start)).text.start, reading.hit_text(hit).end)
}

fn without_article(text: &str) -> &str {
    let first = text.split(' ').next().unwrap_or_default();
    if ARTICLES.contains(&first.to_ascii_lowercase().as_str()) { text[first.len()..].trim_start() } else { text }
}
