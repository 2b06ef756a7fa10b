//! Ways to report: where they lead, whether they are private, and whether the text offers them.

use super::address;
use super::facts::{Channel, ChannelKind};
use super::hosts::{self, Place};
use super::reading::Reading;
use super::vocabulary::{Concept, Hit};
use crate::markdown::{BlockKind, ClauseId, Link, LinkKind, TextRange};
use crate::source::Span;

use Concept as C;

/// The channels that a policy offers, in document order, each once.
pub(super) fn read_channels(reading: &Reading<'_>) -> Vec<Channel> {
    let mut channels = Channels { reading, found: Vec::new() };
    for link in &reading.document.links {
        if link.kind == LinkKind::Image || link.target.starts_with('#') {
            continue;
        }
        let Some(clause) = clause_of(reading, link) else { continue };
        match link.address() {
            Some(address) => channels.address(address, link.span, clause),
            None => channels.url(link, clause),
        }
    }
    for found in address::written_out(reading) {
        channels.address(&found.address, found.span, found.clause);
    }
    channels.words();
    let mut found = channels.found;
    found.sort_by_key(|channel| channel.span);
    found
}

/// The clause a link is in.
fn clause_of(reading: &Reading<'_>, link: &Link<'_>) -> Option<ClauseId> {
    let document = reading.document;
    let block = document.blocks.get(link.block.0 as usize)?;
    let at = link.text.start;
    let within = |clause: &ClauseId| {
        let text = document.clause(*clause).text;
        text.start <= at && at <= text.end
    };
    block.clauses.iter().find(within)
}

struct Channels<'r, 'd> {
    reading: &'r Reading<'d>,
    found: Vec<Channel>,
}

impl Channels<'_, '_> {
    fn push(&mut self, kind: ChannelKind, value: &str, private: Option<bool>, span: Span, clause: ClauseId) {
        let same = |old: &Channel| old.kind == kind && normalise(&old.value) == normalise(value);
        if !self.found.iter().any(same) {
            let set = self.reading.set(clause);
            let conditional = private == Some(false) && self.keeps_details_back(clause) && set.has(C::Negation);
            self.found.push(Channel { kind, value: value.to_owned(), private, conditional, span, clause });
        }
    }

    /// An address is a way to report unless the text says that it is for something else.
    fn address(&mut self, address: &str, span: Span, clause: ClauseId) {
        let reading = self.reading;
        let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
        let is_security_box =
            ["secur", "psirt", "vuln", "cert", "abuse", "disclos"].iter().any(|part| local.contains(part));
        let list = ["-announce", "-users", "-user", "-dev", "-discuss", "announce", "users", "dev"];
        let is_public_list = list.iter().any(|end| local.ends_with(end)) && !is_security_box;
        if self.is_for_something_else(clause) && !(is_security_box && self.asks_for_report(clause)) {
            return;
        }
        let in_reporting = self.asks_for_report(clause) || self.in_reporting_section(clause);
        if !(in_reporting
            || is_security_box
            || (reading.set(clause).any(&[C::Email, C::ReportVerb]) && !reading.section_of(clause).is_excluded))
        {
            return;
        }
        if is_public_list && reading.set(clause).any(&[C::Negation, C::PublicList]) {
            return;
        }
        let kind = if is_public_list { ChannelKind::MailingList } else { ChannelKind::Email };
        self.push(kind, address, Some(!is_public_list), span, clause);
    }

    fn url(&mut self, link: &Link<'_>, clause: ClauseId) {
        let target = link.target.as_ref();
        let place = hosts::place(target);
        let (kind, private) = hosts::channel(place);
        let set = self.reading.set(clause);
        let at = link.text;
        if self.is_prohibited(clause, at) {
            return;
        }
        let reports = self.asks_for_report(clause);
        let offered = match place {
            Place::AdvisoryForm => true,
            Place::AdvisoryList => {
                let lists = set.any(&[C::Publish]) && !self.verb_before(clause, at, C::ReportVerb);
                let (.., path) = hosts::parts(target).unwrap_or_default();
                let is_page = path.last().is_some_and(|last| last.eq_ignore_ascii_case("security"));
                (reports || self.in_reporting_section(clause))
                    && !lists
                    && (!is_page || reports || set.has(C::PrivateReport))
            }
            Place::AdvisoryDocs => {
                let is_more = ["more", "learn", "details", "information", "how to", "documentation"]
                    .iter()
                    .any(|word| self.reading.str(clause).to_lowercase().contains(word));
                (reports || self.in_reporting_section(clause))
                    && (!is_more || self.verb_before(clause, at, C::ReportVerb))
                    && !self.is_more_about(clause)
            }
            Place::Bounty | Place::Form => !self.is_for_something_else(clause) || reports,
            Place::Issues { confidential: true } => reports || self.in_reporting_section(clause),
            Place::Issues { .. } | Place::Discussions | Place::PullRequests | Place::Chat => {
                self.is_offered_in_public(clause, at)
            }
            Place::Profile => reports && !self.is_for_something_else(clause) && set.has(C::ReportVerb),
            Place::Policy | Place::Page => self.is_page_to_report_at(link, clause, place),
            Place::Key | Place::Badge | Place::Reference => false,
        };
        if offered {
            let is_form = matches!(place, Place::Page) && self.is_form(link, clause);
            let private = if is_form { Some(true) } else { private };
            let kind = if is_form { ChannelKind::WebForm } else { kind };
            self.push(kind, target, private, link.span, clause);
        }
    }

    /// A page or policy is a channel where the clause sends the reporter there.
    fn is_page_to_report_at(&self, link: &Link<'_>, clause: ClauseId, place: Place) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        if self.is_for_something_else(clause) || reading.section_of(clause).is_excluded {
            return false;
        }
        let named = reading.document.str(link.text);
        let is_policy_link = place == Place::Policy || is_policy_text(named) || is_policy_path(&link.target);
        let is_whole = named.len() + 4 >= reading.str(clause).len();
        let here = self.verb_before(clause, link.text, C::ReportVerb) && set.has(C::Vulnerability);
        (set.has(C::Pointer) || is_whole) && is_policy_link
            || here && !self.is_more_about(clause)
            || self.is_form(link, clause)
    }

    /// Whether a link is called a form for reports.
    fn is_form(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let named = self.reading.document.str(link.text).to_ascii_lowercase();
        let target = link.target.to_ascii_lowercase();
        let says = |text: &str| {
            (text.contains("form") && !text.contains("inform") && !text.contains("platform"))
                || text.contains("report")
                || text.contains("submit")
        };
        let names_form =
            says(&named) && (named.contains("vulnerab") || named.contains("secur") || named.contains("form"));
        let leads_to_form = target.contains("report-a-vuln")
            || target.contains("report-vuln")
            || target.contains("vulnerability-report")
            || target.contains("bug-bounty")
            || target.contains("bugbounty")
            || target.contains("whitehat");
        (names_form || leads_to_form) && self.asks_for_report(clause)
    }

    /// Channels that are named in words, with no link.
    fn words(&mut self) {
        let reading = self.reading;
        let has_form = self.found.iter().any(|channel| channel.kind == ChannelKind::PrivateAdvisory);
        for clause in reading.clause_ids() {
            let set = reading.set(clause);
            if reading.is_heading(clause) {
                continue;
            }
            if set.has(C::PrivateReport) && !has_form {
                self.private_report_in_words(clause);
            }
            if set.any(&[C::Issue, C::Discussion, C::PullRequest]) {
                self.public_venue_in_words(clause);
            }
            if set.has(C::Person) || set.has(C::Profile) {
                self.person(clause);
            }
        }
    }

    fn private_report_in_words(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        let Some(hit) = reading.hits_of(clause, C::PrivateReport).next().copied() else { return };
        let text = reading.hit_text(&hit);
        let is_output =
            set.any(&[C::Publish, C::Credit]) && !set.any(&[C::ReportVerb]) || reading.section_of(clause).is_excluded;
        let is_ours = set.has(C::We) && !set.has(C::You) && set.has(C::Publish);
        if self.is_prohibited(clause, text) || is_output || is_ours {
            return;
        }
        let phrase = reading.document.str(text).to_ascii_lowercase();
        let is_button = phrase.contains("private")
            || phrase.contains("draft")
            || phrase.contains("button")
            || phrase.contains("tab")
            || phrase.contains("form");
        let is_named = self.asks_for_report(clause) || (is_button && self.in_reporting_section(clause));
        if is_named
            && (is_button
                || self.verb_before(clause, text, C::ReportVerb)
                || self.verb_before(clause, text, C::OpenVerb))
        {
            self.push(
                ChannelKind::PrivateAdvisory,
                "private vulnerability reporting",
                Some(true),
                reading.document.span(text),
                clause,
            );
        }
    }

    fn public_venue_in_words(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let venues = [
            (C::Issue, ChannelKind::PublicIssue),
            (C::Discussion, ChannelKind::PublicIssue),
            (C::PullRequest, ChannelKind::Other),
        ];
        for (concept, kind) in venues {
            let longest = reading.hits_of(clause, concept).max_by_key(|hit| hit.end - hit.start).copied();
            let Some(hit) = longest else { continue };
            let text = reading.hit_text(&hit);
            let in_link = |link: &Link<'_>| {
                link.text.overlaps(text)
                    || (clause_of(reading, link) == Some(clause)
                        && matches!(
                            hosts::place(&link.target),
                            Place::Issues { .. }
                                | Place::Discussions
                                | Place::PullRequests
                                | Place::AdvisoryForm
                                | Place::AdvisoryList
                        ))
            };
            if reading.document.links.iter().any(in_link)
                || !self.is_named_venue(clause, &hit)
                || self.is_prohibited(clause, text)
                || !self.is_offered_in_public(clause, text)
            {
                continue;
            }
            let value = self.noun_phrase(clause, &hit);
            self.push(kind, &value, Some(false), reading.document.span(text), clause);
        }
    }

    /// Whether a venue is one to open: an issue, a public issue, the tracker; not "the issue".
    fn is_named_venue(&self, clause: ClauseId, hit: &Hit) -> bool {
        let reading = self.reading;
        let text = reading.document.str(reading.hit_text(hit)).to_ascii_lowercase();
        let tracker =
            ["tracker", "github", "gitlab", "public", "ticket", "discussion", "pull", "forum", "new", "regular"]
                .iter()
                .any(|word| text.contains(word));
        let opened =
            reading.hits_of(clause, C::OpenVerb).any(|verb| verb.end <= hit.start && hit.start - verb.end <= 3);
        tracker && opened || opened && (text.starts_with("an ") || text.starts_with("a "))
    }

    /// The venue as the text names it, without an article.
    fn noun_phrase(&self, clause: ClauseId, hit: &Hit) -> String {
        let reading = self.reading;
        let start = reading
            .hits_of(clause, C::OpenVerb)
            .filter(|verb| verb.end <= hit.start && hit.start - verb.end <= 3)
            .map(|verb| verb.end)
            .max()
            .unwrap_or(hit.start);
        let text = TextRange::new(reading.token(start).text.start, reading.token(hit.end - 1).text.end);
        let phrase = reading.document.str(text);
        ["a ", "an ", "the ", "new ", "A ", "An "]
            .iter()
            .fold(phrase, |phrase, article| phrase.strip_prefix(article).unwrap_or(phrase))
            .to_owned()
    }

    /// A person or profile to contact, with no address.
    fn person(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        let has_link = reading.document.links.iter().any(|link| clause_of(reading, link) == Some(clause))
            || reading.tokens(clause).iter().any(|token| matches!(token.kind, super::vocabulary::TokenKind::Link(_)));
        let lower = reading.str(clause).to_lowercase();
        let directly = lower.contains("directly") || lower.contains("privately") || set.has(C::Profile);
        let contacts =
            ["contact", "email", "e-mail", "reach", "message", "send"].iter().any(|verb| lower.contains(verb));
        if has_link
            || !directly
            || !contacts
            || self.is_for_something_else(clause)
            || !(self.asks_for_report(clause) || self.in_reporting_section(clause))
            || reading.section_of(clause).is_excluded
            || lower.ends_with(':')
            || lower.contains('@')
        {
            return;
        }
        let hit = reading
            .hits_of(clause, C::Profile)
            .next()
            .or_else(|| reading.hits_of(clause, C::Person).max_by_key(|hit| hit.end - hit.start))
            .copied();
        let Some(hit) = hit else { return };
        let text = reading.hit_text(&hit);
        if self.is_prohibited(clause, text) {
            return;
        }
        let private = if set.has(C::Profile) { None } else { Some(true) };
        let kind =
            if lower.contains("email") || lower.contains("e-mail") { ChannelKind::Email } else { ChannelKind::Other };
        self.push(kind, reading.document.str(text), private, reading.document.span(text), clause);
    }

    /// Whether a public venue is the object of an instruction to report vulnerabilities.
    fn is_offered_in_public(&self, clause: ClauseId, at: TextRange) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        if self.is_prohibited(clause, at)
            || self.is_for_something_else(clause)
            || reading.section_of(clause).is_excluded
        {
            return false;
        }
        let led = reading.lead_ins(clause).any(|lead| self.asks_here(lead));
        let asked = (set.any(&[C::ReportVerb, C::OpenVerb])
            && (set.has(C::Vulnerability) || self.in_reporting_section(clause)))
            || led;
        let is_ours = set.has(C::We) && !set.has(C::You) && !set.has(C::Request) && !asked;
        asked && !is_ours && !set.has(C::Publish) | self.verb_before(clause, at, C::OpenVerb) | led
    }

    /// Whether a clause itself asks for reports of vulnerabilities.
    fn asks_here(&self, clause: ClauseId) -> bool {
        let set = self.reading.set(clause);
        set.has(C::ReportVerb) && set.has(C::Vulnerability) && !self.is_for_something_else(clause)
    }

    /// Whether a clause, or what leads in to it, asks for reports of vulnerabilities.
    fn asks_for_report(&self, clause: ClauseId) -> bool {
        let reading = self.reading;
        self.asks_here(clause)
            || reading.lead_ins(clause).any(|lead| self.asks_here(lead))
            || reading.previous(clause).is_some_and(|before| {
                reading.set(clause).has(C::ReportVerb) && reading.set(before).has(C::Vulnerability)
            })
            || (reading.set(clause).has(C::ReportVerb) && self.in_reporting_section(clause))
    }

    fn in_reporting_section(&self, clause: ClauseId) -> bool {
        self.reading.section_of(clause).path.any(&[C::HeadingReporting, C::HeadingDisclosure])
            && !self.reading.section_of(clause).is_excluded
    }

    /// Whether a clause is about plain bugs, questions, the policy itself and the like.
    fn is_for_something_else(&self, clause: ClauseId) -> bool {
        let reading = self.reading;
        let other = |clause: ClauseId| {
            let Some(other) = reading.hits_of(clause, C::OtherPurpose).next() else { return false };
            let asks = reading
                .hits_of(clause, C::Vulnerability)
                .filter(|hit| hit.end <= other.start || hit.start >= other.end)
                .count()
                > 0;
            // A negation in the clause turns "not for questions" round.
            !asks || reading.hits_of(clause, C::OtherPurpose).any(|hit| hit.end - hit.start > 1)
        };
        let not_for = reading.str(clause).to_lowercase().contains("not for ");
        other(clause) && !not_for
    }

    fn is_more_about(&self, clause: ClauseId) -> bool {
        let lower = self.reading.str(clause).to_lowercase();
        ["for more", "learn more", "find out more", "more about", "more information", "more details", "background"]
            .iter()
            .any(|phrase| lower.contains(phrase))
    }

    fn keeps_details_back(&self, clause: ClauseId) -> bool {
        let lower = self.reading.str(clause).to_lowercase();
        ["detail", "sensitive", "asking for", "contact", "exploit"].iter().any(|word| lower.contains(word))
    }

    fn verb_before(&self, clause: ClauseId, at: TextRange, verb: Concept) -> bool {
        let token = self.reading.token_at(clause, at.start);
        self.reading.hits_of(clause, verb).any(|hit| hit.start <= token)
    }

    /// Whether the text asks not to use what stands at a place: the nearest negation before it
    /// in the clause, or one in what leads in to it.
    pub(crate) fn is_prohibited(&self, clause: ClauseId, at: TextRange) -> bool {
        prohibits(self.reading, clause, at)
    }
}

/// Whether a negation reaches a place in a clause.
pub(super) fn prohibits(reading: &Reading<'_>, clause: ClauseId, at: TextRange) -> bool {
    let token = reading.token_at(clause, at.start);
    let negation = reading
        .hits(clause)
        .iter()
        .filter(|hit| matches!(hit.concept, C::Negation | C::Instead) && hit.end <= token)
        .max_by_key(|hit| hit.start);
    if let Some(negation) = negation {
        return reaches(reading, negation, token);
    }
    reading.lead_ins(clause).any(|lead| {
        let set = reading.set(lead);
        set.has(C::Negation)
            && set.any(&[C::OpenVerb, C::ReportVerb])
            && reading.str(lead).ends_with(':')
            && !has_turn(reading, lead)
    })
}

/// Whether nothing between a negation and a place turns the sense: "instead", "but", a new
/// sentence half.
fn reaches(reading: &Reading<'_>, negation: &Hit, token: u32) -> bool {
    let text = TextRange::new(
        reading.token(negation.end - 1).text.end,
        reading.token(token.max(negation.end)).text.start.max(reading.token(negation.end - 1).text.end),
    );
    let between = reading.document.str(text).to_lowercase();
    let turns = [
        "but ",
        "; ",
        ", instead",
        ". instead",
        " — ",
        " - ",
        "please ",
        "rather ",
        "only ",
        " if you",
        "use ",
        "contact ",
        "email ",
        "send ",
    ];
    if reading
        .document
        .str(TextRange::new(reading.token(negation.start).text.start, reading.token(negation.end - 1).text.end))
        .to_lowercase()
        .contains("instead of")
    {
        return !between.contains(',') && !between.contains("please");
    }
    !turns.iter().any(|turn| between.contains(turn))
}

fn has_turn(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let lower = reading.str(clause).to_lowercase();
    ["instead", "but ", "rather"].iter().any(|turn| lower.contains(turn))
}

fn is_policy_text(text: &str) -> bool {
    let lower = text.to_lowercase();
    (lower.contains("polic")
        || lower.contains("process")
        || lower.contains("document")
        || lower.contains("security")
        || lower == "here")
        && !lower.contains("support policy")
}

fn is_policy_path(target: &str) -> bool {
    let lower = target.to_lowercase();
    lower.contains("security") || lower.contains("disclosure") || lower.contains("vuln")
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

/// Whether a block can hold a contact at all.
pub(super) fn holds_contacts(kind: BlockKind) -> bool {
    kind != BlockKind::Heading
}
