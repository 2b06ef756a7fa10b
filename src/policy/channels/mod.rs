//! Ways to report: where they lead, whether they are private, and whether the text offers them.

mod forms;
mod handles;
mod links;
mod pages;
mod paths;
mod person;
mod private_report;
mod recipients;
mod signal;
mod venues;
mod words;

use std::collections::HashSet;

use super::address::{WrittenOut, is_address, is_free_mail};
use super::facts::{Channel, ChannelKind, Placeholder, PlaceholderKind};
use super::hosts::{self, Place};
use super::polarity::{
    asks_for_report, asks_here, in_reporting_section, is_clause_comma, is_for_something_else, prohibits, verb_before,
};
use super::reading::Reading;
use super::vocabulary::{Concept, Hit, Token};
use crate::markdown::{ClauseId, LinkKind, TextRange};
use crate::source::Span;
use recipients::{carries_news, is_reminder, is_told_by_us, is_told_early};

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
        // `[write to us](ada@widget.example)`: an address whose scheme was forgotten.
        let bare = || is_address(&link.target).then_some(&*link.target);
        match link.address().or_else(bare) {
            Some(address) => channels.address(address, link.span, clause),
            None => channels.url(link, clause),
        }
    }
    channels.code();
    for found in written_out {
        channels.address(&found.address, found.span, found.clause);
    }
    channels.placeholders(placeholders);
    channels.words();
    channels.handles();
    channels.signal();
    channels.paths();
    channels.finish()
}

/// Mailboxes of people who do not handle vulnerabilities, unless the sentence says they do.
const OTHER_BOXES: &[&str] =
    &["press", "media", "marketing", "sales", "billing", "careers", "jobs", "conduct", "abuse", "events", "legal"];

/// Parts of the names of mailing lists.
const LISTS: &[&str] = &["announce", "announcements", "users", "user", "dev", "devel", "discuss", "distributors"];

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
            let without_details = set.has(C::Negation) && set.any(&[C::Pronoun, C::Vulnerability]);
            let conditional = private == Some(false) && (without_details || self.asks_for_privacy(clause, span));
            // A name may run over a line end.
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            self.found.push(Channel { kind, value, private, conditional, span, clause });
        }
    }

    /// "An issue that asks for a private contact": what is opened in public is only the request for another way. "An
    /// issue, or use our private channel" gives both.
    fn asks_for_privacy(&self, clause: ClauseId, venue: Span) -> bool {
        let reading = self.reading;
        let Some(at) = reading.document.text_at(venue) else { return false };
        let venue = reading.token_at(clause, at);
        reading.hits_of(clause, C::PrivateContact).any(|way| {
            let (from, to) = (way.start.min(venue), way.start.max(venue));
            let is_other_way = |verb: &Hit| verb.start > from && verb.start < to;
            (way.start > venue || reading.is_verb_final(clause))
                && !reading.hits_of(clause, C::ReportVerb).any(is_other_way)
        })
    }

    /// An address is a way to report unless the text says that it is for something else.
    fn address(&mut self, address: &str, span: Span, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        let address = without_slip(address);
        let (local, host) = address.split_once('@').unwrap_or((address, ""));
        let local = local.to_ascii_lowercase();
        // "ada.dev@" among private mailboxes is a person.
        let is_list = !is_free_mail(host) && is_list(&local);
        let is_security_box = is_security_box(&local);
        let asked = asks_for_report(reading, clause);
        let token = reading.document.text_at(span).unwrap_or(reading.document.clause(clause).text.start);
        let is_told = set.has(C::Will) && !set.has(C::Request);
        if is_list && (!asked || is_told || set.any(&[C::Negation, C::Publish])) {
            return;
        }
        // "You will hear from ada@widget.example": whom an answer comes from.
        let first = reading.document.clause(clause).text.start;
        let is_sender = token > first && {
            let before = reading.document.str(TextRange::new(first, token)).trim_end_matches([' ', '`', '<', '*', '_']);
            before.ends_with(" from") && (!asked || set.has(C::Will))
        };
        let is_elsewhere = OTHER_BOXES.contains(&local.as_str()) && !asks_here(reading, clause);
        // "Thanks to Ada, ada@widget.example": whom to thank, not whom to tell.
        let is_thanked = thanks(reading, clause) && !asks_here(reading, clause);
        if is_elsewhere
            || is_sender
            || is_thanked
            || is_told_early(reading, clause)
            || !is_security_box && carries_news(reading, clause)
            || is_told_by_us(reading, clause, reading.token_at(clause, token))
            || prohibits(reading, clause, TextRange::new(token, token))
            || forbidden_after(reading, clause)
            || is_for_something_else(reading, clause) && !(asked && is_security_box && !is_fronted(reading, clause))
        {
            return;
        }
        // "Flaws of security: ada@widget.example".
        let named = set.any(&[C::Email, C::ReportVerb, C::Vulnerability]) && !reading.section_of(clause).is_excluded;
        if asked || in_reporting_section(reading, clause) || is_security_box || named {
            let (kind, private) = if is_list { (ChannelKind::MailingList, false) } else { (ChannelKind::Email, true) };
            self.push(kind, address, Some(private), span, clause);
        }
    }

    /// Contacts that nobody filled in are ways to report all the same: to nobody.
    fn placeholders(&mut self, placeholders: &[Placeholder]) {
        for placeholder in placeholders.iter().filter(|placeholder| placeholder.kind == PlaceholderKind::Contact) {
            let Some(clause) = self.reading.clause_at(placeholder.span) else { continue };
            let is_mail = self.reading.set(clause).has(C::Email)
                || placeholder.text.contains('@')
                || placeholder.text.to_ascii_lowercase().contains("mail");
            if is_mail && !self.found.iter().any(|channel| channel.span.touches(placeholder.span)) {
                self.push(ChannelKind::Email, &placeholder.text, Some(true), placeholder.span, clause);
            }
        }
    }

    /// Whether a public venue is the object of an instruction to report vulnerabilities.
    fn is_offered_in_public(&self, clause: ClauseId, at: TextRange) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        if prohibits(reading, clause, at)
            || reading.lead_ins(clause).any(|lead| is_reminder(reading, lead, clause))
            || is_for_something_else(reading, clause)
            || reading.section_of(clause).is_excluded
            || thanks(reading, clause)
        {
            return false;
        }
        let led = is_led_to_ways(reading, clause);
        let told = verb_before(reading, clause, at, C::OpenVerb) || verb_before(reading, clause, at, C::ReportVerb);
        let asked_before = |before| reading.set(before).has(C::Vulnerability);
        let about = set.has(C::Vulnerability)
            || in_reporting_section(reading, clause)
            || reading.previous(clause).is_some_and(asked_before);
        // "Report it to the project": who is reported to does not speak.
        let speaks = |we: &Hit| !reading.hits_of(clause, C::ReportVerb).any(|verb| verb.end <= we.start);
        // "When we mend something, we say so in our chat": what we do is no condition for the reporter.
        let is_condition = |condition: &Hit| !reading.hits_of(clause, C::We).any(|we| we.start == condition.end);
        // "Open an issue and we will look at it": the promise comes behind.
        let token = reading.token_at(clause, at.start);
        let in_any_order = reading.is_cjk(clause) || reading.may_end_with_verb(clause);
        let comes_first = |hit: &Hit| in_any_order || hit.start < token;
        let promises = |hit: &Hit| comes_first(hit) && (hit.concept == C::Will || hit.concept == C::We && speaks(hit));
        let is_ours = reading.hits(clause).iter().any(promises)
            && !set.any(&[C::You, C::Request])
            && !reading.hits_of(clause, C::Condition).any(is_condition);
        // A tracker alone below "Reporting a vulnerability".
        let is_alone = at == reading.document.clause(clause).text
            && reading.section_of(clause).heading.has(C::HeadingReporting)
            && reading.lead_in(clause).is_none();
        led && !reading.hits_of(clause, C::Will).any(comes_first) || told && about && !is_ours || is_alone
    }

    /// Sorts, and drops what is only a second word for another channel.
    fn finish(mut self) -> Vec<Channel> {
        let has = |channels: &[Channel], wanted: fn(&Channel) -> bool| channels.iter().any(wanted);
        let has_form = has(&self.found, |channel| {
            channel.kind == ChannelKind::PrivateAdvisory && hosts::place(&channel.value) != Place::AdvisoryDocs
        });
        let is_real = |channel: &Channel| channel.kind != ChannelKind::Link && channel.private != Some(false);
        let has_real = has(&self.found, is_real);
        let reading = self.reading;
        let is_page = |channel: &Channel| {
            channel.kind == ChannelKind::Link
                || channel.kind == ChannelKind::WebForm && hosts::place(&channel.value) == Place::Page
        };
        let is_more = |channel: &Channel| reading.set(channel.clause).has(C::MoreAbout) && is_page(channel);
        // "For more, see …" beside any way to report is none itself.
        if !self.found.iter().all(is_more) {
            self.found.retain(|channel| !is_more(channel));
        }
        self.found.retain(|channel| match channel.kind {
            ChannelKind::PrivateAdvisory => !has_form || hosts::place(&channel.value) != Place::AdvisoryDocs,
            ChannelKind::Link => !has_real || channel.private.is_some(),
            _ => true,
        });
        self.drop_contacts_for_questions();
        self.drop_pages_of_lists();
        self.found.sort_by_key(|channel| channel.span);
        self.found
    }

    /// "For questions on security, write to …" is a way to report only where there is no other.
    fn drop_contacts_for_questions(&mut self) {
        let reading = self.reading;
        let asks = |channel: &Channel| channel.kind == ChannelKind::Email && is_for_questions(reading, channel.clause);
        if self.found.iter().any(|channel| channel.private == Some(true) && !asks(channel)) {
            self.found.retain(|channel| !asks(channel));
        }
    }

    /// "[Our list](https://groups.google.com/g/widget-security) at widget-security@googlegroups.com": the page of a list
    /// whose address is given too.
    fn drop_pages_of_lists(&mut self) {
        let is_page = |channel: &Channel| !channel.value.contains('@') && hosts::place(&channel.value) == Place::List;
        if !self.found.iter().any(is_page) {
            return;
        }
        let local = |channel: &Channel| channel.value.split_once('@').map(|(local, _)| local.to_ascii_lowercase());
        let named: HashSet<(String, ClauseId)> =
            self.found.iter().filter_map(|channel| Some((local(channel)?, channel.clause))).collect();
        self.found.retain(|channel| {
            let key = || (links::list_name(&channel.value).to_ascii_lowercase(), channel.clause);
            !(is_page(channel) && named.contains(&key()))
        });
    }
}

/// "A maintainer will:" leads in to what the project does, not to what the reporter is asked.
fn is_step_of_ours(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.lead_in(clause).is_some_and(|lead| {
        let set = reading.set(lead);
        set.has(C::Will) && !set.any(&[C::You, C::Request, C::Ways]) && !asks_here(reading, lead)
    })
}

/// Whether a clause is about questions, and about nothing that is reported.
fn is_for_questions(reading: &Reading<'_>, clause: ClauseId) -> bool {
    const SAME: &[&str] = &["our", "the", "this", "security", "concerns", "comments", "general", "feedback"];
    const REPORTS: &[&str] = &["report", "disclos", "submit", "found", "find", "discover"];
    let set = reading.set(clause);
    let reports = |token: &Token| {
        let word = reading.document.str(token.text).to_ascii_lowercase();
        REPORTS.iter().any(|report| word.starts_with(report))
    };
    // "Instead of the form, or if you have a question", "questions or incidents": one of two cases. "Questions on this
    // page or our program" is one.
    let first = reading.first_token(clause);
    let last = first + reading.tokens(clause).len() as u32;
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    let joins = |at: u32| matches!(word(at).as_str(), "or" | "and");
    let is_one = |question: &Hit| {
        let goes_on = |at: u32| at + 1 < last && SAME.contains(&word(at + 1).as_str());
        !(first..question.start).any(joins) && (question.end..last).filter(|&at| joins(at)).all(goes_on)
    };
    reading.hits_of(clause, C::Question).next().is_some_and(is_one)
        && !set.has(C::Report)
        && !reading.tokens(clause).iter().any(reports)
}

/// Whether the name of a mailbox or list is one of a list that many read.
fn is_list(name: &str) -> bool {
    name.split(['-', '.', '_', '+']).any(|part| LISTS.contains(&part))
}

/// Whether the name of a mailbox or list is one of those that handle vulnerabilities. Where a list is for that, those
/// outside see nothing.
fn is_security_box(name: &str) -> bool {
    ["secur", "psirt", "vuln", "cert", "disclos"].iter().any(|part| name.contains(part)) && !is_list(name)
}

/// An address without a query that begins with `&`: a common slip, which is no part of whom it is meant for.
fn without_slip(address: &str) -> &str {
    let host = address.find('@').unwrap_or_default();
    address[host..].find('&').map_or(address, |slip| &address[..host + slip])
}

/// "We thank these people:" and where each of them is found.
fn thanks(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.section_of(clause).path.has(C::HeadingCredit)
        || reading.lead_in(clause).is_some_and(|lead| reading.set(lead).has(C::Credit))
}

/// Whether a clause stands below one that asks for reports, or begins a list of ways to report.
fn is_led_to_ways(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.lead_ins(clause).any(|lead| asks_here(reading, lead) || offers_ways(reading, lead))
}

/// "You can reach the maintainers here:", where the text is about reporting: a list of ways, without a word of what for.
fn offers_ways(reading: &Reading<'_>, lead: ClauseId) -> bool {
    let set = reading.set(lead);
    // "Report vulnerabilities privately. This can be done here:"
    let goes_on = reading.previous(lead).is_some_and(|before| asks_here(reading, before));
    (goes_on || in_reporting_section(reading, lead))
        && reading.str(lead).trim_end().ends_with([':', '：'])
        && set.any(&[C::ReportVerb, C::ContactVerb, C::Escalate])
        && !set.any(&[C::Will, C::Publish, C::PreNotify, C::MoreAbout])
        && (set.has(C::SendVerb) || !set.has(C::Advisories))
        && (set.any(&[C::SendVerb, C::You, C::Request]) || !set.has(C::We))
        && !is_for_something_else(reading, lead)
}

/// "For questions about the program, write to …": the purpose stands before the comma, and goes for all behind it.
fn is_fronted(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let Some(first) = reading.hits_of(clause, C::OtherPurpose).next() else { return false };
    let same = |other: &&Hit| other.start == first.start;
    let other = reading.hits_of(clause, C::OtherPurpose).rfind(same).unwrap_or(first);
    // "Questions about reporting vulnerabilities": what is asked about.
    let is_asked_about = |hit: &Hit| other.start <= hit.start && hit.end <= other.end;
    let comma = (other.end..reading.first_token(clause) + reading.tokens(clause).len() as u32)
        .find(|&at| is_clause_comma(reading, at));
    let is_behind = |verb: &Hit| comma.is_some_and(|comma| verb.start > comma);
    // "Questions on the bounty or on security": the bare word behind them names no flaw.
    let is_bare = |flaw: &Hit| {
        let is_same = |bare: &Hit| (bare.start, bare.end) == (flaw.start, flaw.end);
        flaw.start >= other.end && reading.hits_of(clause, C::Security).any(is_same)
    };
    reading.hits_of(clause, C::Vulnerability).all(|flaw| is_asked_about(flaw) || is_bare(flaw))
        && reading.hits_of(clause, C::ReportVerb).filter(|verb| !is_asked_about(verb)).all(is_behind)
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

/// A value as two channels are compared: no scheme, query, anchor or trailing slash, in lower case. What stands behind
/// `#/` is no anchor: on a page that draws itself it tells one room or person from another.
pub(crate) fn normalise(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let beginnings = ["mailto:", "https://", "http://", "www."];
    let bare = beginnings.iter().fold(&*lower, |value, beginning| value.strip_prefix(beginning).unwrap_or(value));
    let (page, anchor) = bare.split_once('#').unwrap_or((bare, ""));
    let page = page.split('?').next().unwrap_or_default();
    if anchor.contains('/') { format!("{page}#{anchor}") } else { page.trim_end_matches('/').to_owned() }
}
