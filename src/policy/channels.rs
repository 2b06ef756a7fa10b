//! Ways to report: where they lead, whether they are private, and whether the text offers them.

use std::collections::HashSet;

use super::address::WrittenOut;
use super::facts::{Channel, ChannelKind, Placeholder, PlaceholderKind};
use super::hosts::{self, Place};
use super::polarity::{
    asks_for_report, asks_here, in_reporting_section, is_for_something_else, is_in_condition, prohibits, verb_before,
};
use super::reading::Reading;
use super::vocabulary::{Concept, Hit, TokenKind};
use crate::markdown::{BlockId, ClauseId, Link, LinkKind, TextRange};
use crate::source::Span;

use Concept as C;

/// The channels that a policy offers, in document order, each once.
pub(super) fn read_channels(
    reading: &Reading<'_>,
    placeholders: &[Placeholder],
    written_out: &[WrittenOut],
) -> Vec<Channel> {
    let mut channels = Channels { reading, found: Vec::new(), seen: HashSet::new() };
    for link in &reading.document.links {
        if link.kind == LinkKind::Image || link.target.starts_with('#') {
            continue;
        }
        let Some(clause) = reading.clause_of(link) else { continue };
        match link.address() {
            Some(address) => channels.address(address, link.span, clause),
            None => channels.url(link, clause),
        }
    }
    for found in written_out {
        channels.address(&found.address, found.span, found.clause);
    }
    channels.placeholders(placeholders);
    channels.words();
    channels.finish()
}

/// Public places that may be named with no link.
const VENUES: [(Concept, ChannelKind); 4] = [
    (C::Issue, ChannelKind::PublicIssue),
    (C::Discussion, ChannelKind::PublicIssue),
    (C::PullRequest, ChannelKind::Other),
    (C::Chat, ChannelKind::Chat),
];

struct Channels<'r, 'd> {
    reading: &'r Reading<'d>,
    found: Vec<Channel>,
    /// Values and privacy of those found.
    seen: HashSet<(String, Option<bool>)>,
}

impl Channels<'_, '_> {
    fn push(&mut self, kind: ChannelKind, value: &str, private: Option<bool>, span: Span, clause: ClauseId) {
        if self.seen.insert((normalise(value), private)) {
            let set = self.reading.set(clause);
            // "An issue without details", "a discussion that asks for a contact".
            let conditional =
                private == Some(false) && set.has(C::Negation) && set.any(&[C::Pronoun, C::Vulnerability]);
            // A name may run over a line end.
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            self.found.push(Channel { kind, value, private, conditional, span, clause });
        }
    }

    /// An address is a way to report unless the text says that it is for something else.
    fn address(&mut self, address: &str, span: Span, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
        let is_list = local.split(['-', '.', '_', '+']).any(|part| {
            matches!(
                part,
                "announce" | "announcements" | "users" | "user" | "dev" | "devel" | "discuss" | "distributors"
            )
        });
        let is_security_box =
            ["secur", "psirt", "vuln", "cert", "disclos"].iter().any(|part| local.contains(part)) && !is_list;
        let asked = asks_for_report(reading, clause);
        let token = reading.document.text_at(span).unwrap_or(reading.document.clause(clause).text.start);
        if is_list && (!asked || set.any(&[C::Negation, C::Publish])) {
            return;
        }
        if prohibits(reading, clause, TextRange::new(token, token))
            || forbidden_after(reading, clause)
            || is_for_something_else(reading, clause) && !(asked && is_security_box)
        {
            return;
        }
        let named = set.any(&[C::Email, C::ReportVerb]) && !reading.section_of(clause).is_excluded;
        if asked || in_reporting_section(reading, clause) || is_security_box || named {
            let (kind, private) = if is_list { (ChannelKind::MailingList, false) } else { (ChannelKind::Email, true) };
            self.push(kind, address, Some(private), span, clause);
        }
    }

    fn url(&mut self, link: &Link<'_>, clause: ClauseId) {
        let reading = self.reading;
        let place = reading.place(link);
        let (kind, private) = hosts::channel(place);
        if prohibits(reading, clause, link.text) {
            return;
        }
        let set = reading.set(clause);
        let asked = asks_for_report(reading, clause);
        let in_section = in_reporting_section(reading, clause);
        let is_example = set.has(C::Example) && link_in_brackets(reading, link);
        let offered = match place {
            Place::AdvisoryForm => !is_for_something_else(reading, clause) || asked,
            Place::AdvisoryList => {
                let reports = verb_before(reading, clause, link.text, C::ReportVerb)
                    || set.has(C::PrivateReport)
                    || set.has(C::Button);
                let lists = set.any(&[C::Publish, C::Will])
                    && !set.any(&[C::Request, C::PrivateReport])
                    && !asks_here(reading, clause);
                (asked || in_section) && reports && !lists && !is_example
            }
            Place::AdvisoryDocs => (asked || in_section) && (!set.has(C::MoreAbout) || asks_here(reading, clause)),
            Place::Bounty if !hosts::is_platform(&link.target) => asked && !set.has(C::MoreAbout),
            Place::Bounty | Place::Form => !is_for_something_else(reading, clause) || asked,
            Place::Issues { confidential: true } => asked || in_section,
            Place::Issues { .. } | Place::Discussions | Place::PullRequests | Place::Chat => {
                self.is_offered_in_public(clause, link.text)
            }
            Place::Profile => {
                asked
                    && verb_before(reading, clause, link.text, C::ReportVerb)
                    && !is_for_something_else(reading, clause)
            }
            Place::Policy | Place::Page => self.is_page_to_report_at(link, clause, place),
            Place::Key | Place::Badge | Place::Reference => false,
        };
        if !offered {
            return;
        }
        let is_form = place == Place::Page && self.is_form(link, clause);
        let by_mail = place == Place::Profile && set.has(C::Email)
            || place == Place::Chat && set.any(&[C::DirectMessage, C::Private]);
        // "Report privately on GitHub" may link the page that has the button.
        if place == Place::Policy && asked && set.any(&[C::PrivateReport, C::Private]) {
            return self.push(ChannelKind::PrivateAdvisory, &link.target, Some(true), link.span, clause);
        }
        let kind = if is_form { ChannelKind::WebForm } else { kind };
        self.push(kind, &link.target, if is_form || by_mail { Some(true) } else { private }, link.span, clause);
    }

    /// A page or policy is a channel where the clause sends the reporter there.
    fn is_page_to_report_at(&self, link: &Link<'_>, clause: ClauseId, place: Place) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let block = reading.document.block(reading.document.clause(clause).block);
        if is_for_something_else(reading, clause)
            || reading.section_of(clause).is_excluded
            || set.has(C::TemplateInstruction)
            || block.lead_in.is_some_and(|lead| reading.set(lead).has(C::TemplateInstruction))
        {
            return false;
        }
        let named = reading.document.str(link.text);
        let is_policy = place == Place::Policy || is_policy_path(&link.target);
        let is_led_to = |lead| reading.set(lead).any(&[C::Pointer, C::ReportVerb, C::Vulnerability]);
        let is_whole = named.len() + 4 >= reading.str(clause).len() && block.lead_in.is_none_or(is_led_to);
        let reports_there = verb_before(reading, clause, link.text, C::ReportVerb)
            && set.has(C::Vulnerability)
            && !set.has(C::MoreAbout)
            && !set.has(C::We);
        let links_word = reading.hits_within(clause, link.text).any(|hit| hit.concept == C::ReportVerb);
        is_policy && (set.has(C::Pointer) || is_whole)
            || reports_there && (is_policy || links_word || set.has(C::Pointer))
            || self.is_form(link, clause)
    }

    /// Whether a link is called a form for reports, or its path says so.
    fn is_form(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let inside = |concept: Concept| reading.hits_within(clause, link.text).any(|hit| hit.concept == concept);
        let is_called = inside(C::Form) && (inside(C::Vulnerability) || asks_here(reading, clause));
        let (.., path) = hosts::parts(&link.target).unwrap_or_default();
        let leads = path.iter().any(|segment| {
            let segment = segment.to_ascii_lowercase();
            segment.contains("report") && (segment.contains("vuln") || segment.contains("secur"))
                || segment.contains("vulnerability-disclosure-form")
        });
        (is_called || leads || self.is_sent_to(link, clause)) && asks_for_report(reading, clause)
    }

    /// "Submit it through our [portal](…)": a verb that sends, and the page shortly behind it.
    fn is_sent_to(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let at = reading.token_at(clause, link.text.start);
        let sends = |verb: &Hit| {
            verb.end <= at
                && at - verb.end <= 6
                && !reading.hits_of(clause, C::Pointer).any(|pointer| pointer.start == verb.start)
        };
        reading.hits_of(clause, C::SendVerb).any(sends)
            && !set.any(&[C::MoreAbout, C::Publish, C::Will])
            && !is_policy_path(&link.target)
    }

    /// Contacts that nobody filled in are ways to report all the same: to nobody.
    fn placeholders(&mut self, placeholders: &[Placeholder]) {
        for placeholder in placeholders.iter().filter(|placeholder| placeholder.kind == PlaceholderKind::Contact) {
            let Some(clause) = self.reading.clause_at(placeholder.span) else { continue };
            let is_mail = self.reading.set(clause).has(C::Email) || placeholder.text.contains('@');
            if is_mail && !self.found.iter().any(|channel| channel.span.touches(placeholder.span)) {
                self.push(ChannelKind::Email, &placeholder.text, Some(true), placeholder.span, clause);
            }
        }
    }

    /// Channels that are named in words, with no link.
    fn words(&mut self) {
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
                && (asks_for_report(reading, clause) || in_reporting_section(reading, clause))
        });
        let Some(hit) = plain.or(opened).copied() else { return };
        let text = reading.hit_text(&hit);
        let is_output = set.has(C::Publish) && set.any(&[C::We, C::Will]) && !set.any(&[C::Request, C::Button]);
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause);
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
        let Some(hit) = reading.hits_of(clause, concept).max_by_key(|hit| hit.end - hit.start).copied() else { return };
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
        let Some(verb) = self.opens(clause, &hit) else { return };
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
        let between =
            between.filter(|&text| reading.hits_within(clause, text).all(|hit| hit.concept != C::Vulnerability));
        let named = between.map_or(text, |between| TextRange::new(between.start, text.end));
        let value = without_article(reading.document.str(named));
        let is_bare = concept == C::Issue && !value.contains(' ');
        let value = if is_bare { "GitHub issue" } else { value };
        let private = concept == C::Chat && reading.set(clause).has(C::DirectMessage);
        self.push(kind, value, Some(private), reading.document.span(text), clause);
    }

    /// The verb that opens a venue, at most three words before it; for a chat, any that asks to
    /// get in touch there.
    fn opens(&self, clause: ClauseId, venue: &Hit) -> Option<Hit> {
        let reading = self.reading;
        let (verb, within) = if venue.concept == C::Chat { (C::ReportVerb, 16) } else { (C::OpenVerb, 3) };
        if reading.is_cjk(clause) {
            let near = |verb: &&Hit| gap(verb, venue) <= within.max(10);
            return reading.hits_of(clause, verb).filter(near).min_by_key(|verb| gap(verb, venue)).copied();
        }
        let before = |verb: &&Hit| verb.end <= venue.start && venue.start - verb.end <= within;
        let opening = reading.hits_of(clause, verb).filter(before).max_by_key(|verb| verb.end).copied()?;
        let is_plain = venue.end - venue.start > 1 || reading.set(clause).has(C::Public) || venue.concept == C::Chat;
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
        if reading.links_of(clause).next().is_some()
            || is_opaque
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
        let contacts = |verb: &Hit| {
            verb.end <= hit.start && hit.start - verb.end <= 3 || reading.is_cjk(clause) && gap(verb, &hit) <= 10
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

    /// Whether a public venue is the object of an instruction to report vulnerabilities.
    fn is_offered_in_public(&self, clause: ClauseId, at: TextRange) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        if prohibits(reading, clause, at)
            || is_for_something_else(reading, clause)
            || reading.section_of(clause).is_excluded
        {
            return false;
        }
        let led = reading.lead_ins(clause).any(|lead| asks_here(reading, lead));
        let told = verb_before(reading, clause, at, C::OpenVerb) || verb_before(reading, clause, at, C::ReportVerb);
        let asked_before = |before| reading.set(before).has(C::Vulnerability);
        let about = set.has(C::Vulnerability)
            || in_reporting_section(reading, clause)
            || reading.previous(clause).is_some_and(asked_before);
        let is_ours = set.any(&[C::We, C::Will]) && !set.any(&[C::You, C::Request, C::Condition]);
        led && !set.has(C::Will) || told && about && !is_ours
    }

    /// Sorts, and drops what is only a second word for another channel.
    fn finish(mut self) -> Vec<Channel> {
        let has = |channels: &[Channel], wanted: fn(&Channel) -> bool| channels.iter().any(wanted);
        let has_form = has(&self.found, |channel| {
            channel.kind == ChannelKind::PrivateAdvisory && hosts::place(&channel.value) != Place::AdvisoryDocs
        });
        let is_real = |channel: &Channel| channel.kind != ChannelKind::Link && channel.private != Some(false);
        let has_real = has(&self.found, is_real);
        self.found.retain(|channel| match channel.kind {
            ChannelKind::PrivateAdvisory => !has_form || hosts::place(&channel.value) != Place::AdvisoryDocs,
            ChannelKind::Link => !has_real || channel.private.is_some(),
            _ => true,
        });
        self.found.sort_by_key(|channel| channel.span);
        self.found
    }
}

/// How many tokens stand between two phrases, whichever is first.
fn gap(one: &Hit, other: &Hit) -> u32 {
    if one.end <= other.start { other.start - one.end } else { one.start.saturating_sub(other.end) }
}

/// "Use it to reach the team. Do not use it to report vulnerabilities."
fn forbidden_after(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let next = ClauseId(clause.0 + 1);
    let same_block = reading
        .document
        .clauses
        .get(next.0 as usize)
        .is_some_and(|after| after.block == reading.document.clause(clause).block);
    same_block && !asks_here(reading, clause) && {
        let set = reading.set(next);
        set.has(C::Negation)
            && set.has(C::ReportVerb)
            && set.has(C::Vulnerability)
            && !set.any(&[C::Issue, C::Public, C::Discussion])
    }
}

/// Whether a link stands in brackets, as an example does.
fn link_in_brackets(reading: &Reading<'_>, link: &Link<'_>) -> bool {
    let Some(clause) = reading.clause_of(link) else { return false };
    let text = reading.document.clause(clause).text;
    let before = reading.document.str(TextRange::new(text.start, link.text.start.max(text.start)));
    before.matches('(').count() > before.matches(')').count()
}

fn without_article(text: &str) -> &str {
    let first = text.split(' ').next().unwrap_or_default();
    if ["a", "an", "the", "new"].contains(&first.to_ascii_lowercase().as_str()) {
        text[first.len()..].trim_start()
    } else {
        text
    }
}

fn is_policy_path(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    ["security", "disclosure", "vuln"].iter().any(|word| lower.contains(word))
}

/// A value as two channels are compared: no scheme, query or trailing slash, in lower case.
pub(crate) fn normalise(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let bare = lower
        .trim_start_matches("mailto:")
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.");
    bare.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned()
}
