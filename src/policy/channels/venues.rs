//! Trackers, discussions, chats and pull requests, named in words.

use super::Channels;
use super::links::is_kept_private;
use super::words::{ARTICLES, gap, is_done_by_us};
use crate::markdown::{ClauseId, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::Place;
use crate::policy::polarity::{is_clause_comma, is_in_condition, is_vulnerability};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

/// Places that may be named.
const VENUES: [(Concept, ChannelKind); 5] = [
    (C::PrivateIssue, ChannelKind::WebForm),
    (C::Issue, ChannelKind::PublicIssue),
    (C::Discussion, ChannelKind::PublicIssue),
    (C::PullRequest, ChannelKind::Other),
    (C::Chat, ChannelKind::Chat),
];

/// Words that join one place to another.
const JOINERS: &[&str] = &["or", "and", "oder", "und", "ou", "et", "o", "y", "e"];

/// Words between what is reported and a place.
const IN: &[&str] = &["in", "on", "at", "to", "with", "by", "through", "via", "as"];

/// Words between a thing and what it is of: "the details of an issue".
const OF: &[&str] = &["of", "about", "regarding", "concerning"];

/// Words that begin a purpose: "to report an issue".
const PURPOSE: &[&str] = &["to", "um", "pour", "para"];

impl Channels<'_, '_> {
    pub(super) fn venues(&mut self, clause: ClauseId) {
        for (concept, kind) in VENUES {
            self.venue(clause, concept, kind);
        }
    }

    /// "Open a GitHub issue."
    fn venue(&mut self, clause: ClauseId, concept: Concept, kind: ChannelKind) {
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
        // "We will open an issue"; "open an issue and we will look at it" is no such promise.
        let in_any_order = reading.is_cjk(clause) || reading.may_end_with_verb(clause);
        // A pull request that is welcome is no way to report.
        let is_any = in_any_order || concept == C::PullRequest;
        let promises = |will: &Hit| is_any || will.start < hit.start;
        let is_told = reading.hits_of(clause, C::Will).any(promises) && !reading.set(clause).has(C::Request);
        // "security[at]widget[dot]chat"
        let span = reading.document.span(text);
        let is_in_address =
            self.found.iter().any(|channel| channel.span.start < span.end && span.start < channel.span.end);
        // "Please open a confidential issue:" leads in to how that is done.
        let is_confidential = || reading.lead_ins(clause).any(|lead| reading.set(lead).has(C::PrivateIssue));
        if is_linked
            || is_in_address
            || is_confidential()
            || is_thanked_for(reading, clause, &verb)
            || is_announced
            || is_told
            || is_in_condition(reading, clause, verb.start) && !is_told_behind_condition(reading, clause, &verb)
            || is_purpose(reading, clause, &verb)
            || is_named_act(reading, clause, &verb)
            || is_done_by_us(reading, clause, &verb)
            || is_conceded(reading, clause, &hit)
            || is_what_something_is_of(reading, clause, &hit)
            || !self.is_offered_in_public(clause, text)
        {
            return;
        }
        let value = name(reading, clause, &hit, &verb);
        // "An issue", "an issue on GitHub", "like any other bug".
        let is_bare = concept == C::Issue && (!value.contains(' ') || value.starts_with("issue on ") || hit.value > 0);
        let value = match concept {
            C::PullRequest if value.eq_ignore_ascii_case("pr") => "pull request",
            _ if is_bare => "GitHub issue",
            _ => value,
        };
        let is_kept = concept == C::Issue && is_kept_private(reading, clause);
        let private =
            is_kept || concept == C::PrivateIssue || concept == C::Chat && reading.set(clause).has(C::DirectMessage);
        let kind = if is_kept { ChannelKind::Other } else { kind };
        self.push(kind, value, Some(private), reading.document.span(text), clause);
    }

    /// The venue that a clause says to open, and the verb: the longest, which says most of it.
    fn opened(&self, clause: ClauseId, concept: Concept) -> Option<(Hit, Hit)> {
        let reading = self.reading;
        // "Private issues" are no issues for all to see.
        let is_private = |hit: &Hit| {
            let overlaps = |private: &Hit| private.start < hit.end && hit.start < private.end;
            let is_form = |private: &Hit| matches!(private.concept, C::PrivateIssue | C::PrivateReport);
            concept == C::Issue && reading.hits(clause).iter().any(|private| is_form(private) && overlaps(private))
        };
        // "Our public bug bounty" is a programme.
        let is_bounty = |hit: &Hit| {
            reading.hits_of(clause, C::Bounty).any(|bounty| bounty.start < hit.end && hit.start < bounty.end)
        };
        let is_named = |hit: &Hit| is_vulnerability(reading, clause, hit) || is_bounty(hit);
        let hits = reading.hits_of(clause, concept).filter(|hit| !is_named(hit) && !is_private(hit));
        // "In the issue tracker" is the tracker.
        let goes_on = |hit: &Hit| {
            reading
                .hits_of(clause, concept)
                .any(|other| other.start > hit.start && other.start < hit.end && other.end > hit.end)
        };
        let hits = hits.filter(|hit| !goes_on(hit));
        let opened = hits.filter_map(|hit| Some((*hit, self.opens(clause, hit)?)));
        opened.max_by_key(|(hit, _)| (hit.end - hit.start, hit.value, std::cmp::Reverse(hit.start)))
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
        if let Some(first) = joined_to(reading, clause, venue) {
            return self.opens(clause, &first);
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
                && words_between(reading, clause, hit, venue) <= within
                && !(hit.end..venue.start).any(|at| is_clause_comma(reading, at))
        };
        let opening = reading.hits(clause).iter().filter(before).max_by_key(|verb| verb.end).copied()?;
        // In English "report issues" names no tracker, elsewhere the word is the tracker's alone.
        let is_plain = venue.end - venue.start > 1
            || reading.set(clause).has(C::Public)
            || matches!(venue.concept, C::Chat | C::PullRequest)
            || reading.is_foreign(clause)
            || is_used(reading, clause, venue)
            || reading.hits_of(clause, C::Button).any(|hit| hit.start == opening.start);
        is_plain.then_some(opening)
    }
}

/// "An issue or a discussion", "Issues and/or Discussions": the tracker that the forum is joined to.
fn joined_to(reading: &Reading<'_>, clause: ClauseId, venue: &Hit) -> Option<Hit> {
    let is_joiner = |at: u32| {
        let word = reading.word(at);
        JOINERS.contains(&word) || ARTICLES.contains(&word) || word == "/"
    };
    let is_joined = |first: &&Hit| {
        first.end < venue.start && venue.start - first.end <= 3 && (first.end..venue.start).all(is_joiner)
    };
    let is_forum = venue.concept == C::Discussion;
    reading.hits_of(clause, C::Issue).filter(|_| is_forum).rfind(is_joined).copied()
}

/// "Using the project Issues": a means of the forge, which its capital tells from what is reported.
fn is_used(reading: &Reading<'_>, clause: ClauseId, venue: &Hit) -> bool {
    let name = reading.document.str(reading.hit_text(venue));
    let is_means = |means: &Hit| means.end <= venue.start && venue.start - means.end <= 2;
    name.starts_with(char::is_uppercase) && reading.hits_of(clause, C::SendVerb).any(is_means)
}

/// "Open a minimal public issue": the words between belong to the name, but not those of "report vulnerabilities
/// through public issues", nor those of another place in "a bug report or a pull request".
fn name<'d>(reading: &Reading<'d>, clause: ClauseId, venue: &Hit, verb: &Hit) -> &'d str {
    let text = reading.hit_text(venue);
    let whole = |from: u32| reading.document.str(TextRange::new(reading.token(from).text.start, text.end));
    if venue.concept == C::Chat || verb.end >= venue.start || reading.is_cjk(clause) {
        return without_article(reading.document.str(text));
    }
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    let parts = |&at: &u32| [ARTICLES, JOINERS, IN].iter().any(|words| words.contains(&word(at).as_str()));
    let start = (verb.end..venue.start).rev().find(parts).map_or(verb.end, |at| at + 1);
    let is_name = |hit: &Hit| !matches!(hit.concept, C::Vulnerability | C::You | C::Request | C::SendVerb | C::Pronoun);
    let between = TextRange::new(reading.token(start).text.start, text.start);
    let is_named = start < venue.start && reading.hits_within(clause, between).all(is_name);
    without_article(whole(if is_named { start } else { venue.start }))
}

/// How many words part a verb, or the means behind it ("raise it via …"), from a venue. What is reported does not
/// count: "report the vulnerability on …".
fn words_between(reading: &Reading<'_>, clause: ClauseId, verb: &Hit, venue: &Hit) -> u32 {
    let is_means = |means: &&Hit| means.start >= verb.end && means.start - verb.end <= 1 && means.end <= venue.start;
    let from = reading.hits_of(clause, C::SendVerb).find(is_means).map_or(verb.end, |means| means.end);
    let is_reported = |at: u32| reading.hits_of(clause, C::Vulnerability).any(|what| what.start <= at && at < what.end);
    (from..venue.start).map(|at| u32::from(!is_reported(at))).sum()
}

/// Words before such a purpose: "you need an account to open an issue".
const NEEDED: &[&str] = &["account", "login", "registration", "register", "registered", "order", "created"];

/// "To report an issue of a plug-in, fill in the form", "an account has to be created to open an issue": what for, not
/// where.
fn is_purpose(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    let first = reading.first_token(clause);
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    let Some(to) = verb.start.checked_sub(1).filter(|&to| to >= first && PURPOSE.contains(&word(to).as_str())) else {
        return false;
    };
    to == first || NEEDED.contains(&word(to - 1).as_str())
}

/// "Thanks to all who found time to report an issue": what was done already.
fn is_thanked_for(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    let first = reading.first_token(clause);
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    let begins = |at: u32| matches!(word(at).as_str(), "thanks" | "thank");
    let goes_on =
        |at: u32| reading.token(at).kind == TokenKind::Stop || matches!(word(at).as_str(), "please" | "and" | "but");
    (first..verb.start).rev().take_while(|&at| !goes_on(at)).any(begins)
}

/// "Publicly disclosing flaws in a forum puts users at risk": what is spoken of, not asked for.
fn is_named_act(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    let is_disclosure =
        || reading.hits_of(clause, C::Disclose).any(|hit| hit.start <= verb.start && verb.end <= hit.end);
    // "The process for reporting an issue is …": a noun that the act belongs to.
    let word = |back: u32| {
        let at = verb.start.checked_sub(back).filter(|&at| at >= reading.first_token(clause))?;
        Some(reading.word(at))
    };
    let is_attribute = || {
        matches!(word(1), Some("for" | "of"))
            && matches!(
                word(2),
                Some("process" | "procedure" | "way" | "method" | "instructions" | "guidelines" | "rules" | "steps")
            )
    };
    reading.document.str(reading.hit_text(verb)).ends_with("ing") && (is_disclosure() || is_attribute())
}

/// "If it harms nobody report it on the tracker": an order that no comma parts from its condition.
fn is_told_behind_condition(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    let before = |hit: &Hit| hit.end == verb.start;
    let is_order = reading.hits_of(clause, C::Pronoun).any(|it| it.start == verb.end);
    let is_asked_whether = reading.hits(clause).iter().any(|hit| {
        before(hit) && matches!(hit.concept, C::You | C::We | C::Will | C::Negation | C::Condition | C::Possibility)
    });
    let word = verb.start.checked_sub(1).map(|at| reading.word(at));
    is_order && !is_asked_whether && !word.is_some_and(|word| PURPOSE.contains(&word) || JOINERS.contains(&word))
}

/// "Opening an issue as well is fine, but …": allowed, not asked for.
fn is_conceded(reading: &Reading<'_>, clause: ClauseId, venue: &Hit) -> bool {
    let mut allowed = reading.hits_of(clause, C::Possibility).filter(|hit| hit.start >= venue.end);
    let turns = |allowed: &Hit| {
        reading.hits_of(clause, C::Turn).any(|turn| turn.start >= allowed.end && turn.start - allowed.end <= 2)
    };
    allowed.any(|hit| hit.start - venue.end <= 8 && turns(hit))
}

/// "Include the details of an issue": the problem, and no place.
fn is_what_something_is_of(reading: &Reading<'_>, clause: ClauseId, venue: &Hit) -> bool {
    venue.concept == C::Issue && reading.word_before(clause, venue.start).is_some_and(|before| OF.contains(&before))
}

fn without_article(text: &str) -> &str {
    let first = text.split(' ').next().unwrap_or_default();
    if first.len() < text.len() && ARTICLES.contains(&first.to_ascii_lowercase().as_str()) {
        // "A new issue" has two.
        without_article(text[first.len()..].trim_start())
    } else {
        text
    }
}
