//! Links that a report goes to: where they lead, and whether the text sends the reporter there.

use super::Channels;
use crate::markdown::{ClauseId, Link, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::{self, Place};
use crate::policy::polarity::{
    asks_for_report, asks_here, in_reporting_section, is_for_something_else, prohibits, verb_before,
};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit};

use Concept as C;

/// What pages to write to are called, in any language.
const PLAIN_PAGES: &[&str] = &["report", "contact", "contact-us"];

impl Channels<'_, '_> {
    pub(super) fn url(&mut self, link: &Link<'_>, clause: ClauseId) {
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
        let is_read_about = !asks_here(reading, clause) && is_pointed_to(reading, link, clause);
        let offered = match place {
            Place::AdvisoryForm => !is_for_something_else(reading, clause) || asked,
            Place::AdvisoryList => {
                let reports = verb_before(reading, clause, link.text, C::ReportVerb)
                    || set.has(C::PrivateReport)
                    || set.has(C::Button);
                // "We publish advisories with the private reporting feature": the project does.
                let publishes = reading.in_order(clause, C::Will, C::Publish);
                let lists = set.any(&[C::Publish, C::Will])
                    && !set.has(C::Request)
                    && (publishes || !set.has(C::PrivateReport))
                    && !asks_here(reading, clause);
                // "…/advisories?state=published" shows what was reported before.
                let is_archive = link.target.contains("state=published");
                (asked || in_section) && reports && !lists && !is_example && !is_archive
            }
            Place::AdvisoryDocs => {
                let is_told = set.any(&[C::We, C::Will]) && !set.has(C::Request);
                (asked || in_section) && (!set.has(C::MoreAbout) && !is_told || asks_here(reading, clause))
            }
            Place::Bounty if !hosts::is_platform(&link.target) => asked && !set.has(C::MoreAbout),
            Place::Bounty => !is_for_something_else(reading, clause) || asked,
            Place::Form => (!is_for_something_else(reading, clause) || asked) && !is_read_about,
            Place::Issues { confidential: true } => asked || in_section,
            Place::Issues { .. } | Place::Discussions | Place::PullRequests | Place::Chat => {
                self.is_offered_in_public(clause, link.text)
            }
            Place::Profile => {
                // "Security contacts:" and a list of people.
                let is_listed =
                    link.text.contains(reading.document.clause(clause).text) && reading.lead_in(clause).is_some();
                (asked && verb_before(reading, clause, link.text, C::ReportVerb) || in_section && is_listed)
                    && !is_for_something_else(reading, clause)
                    && !reading.lead_in(clause).is_some_and(|lead| reading.set(lead).has(C::Escalate))
            }
            Place::Page if asked && self.names_people(link, clause) => {
                let is_mail = set.has(C::Email);
                let kind = if is_mail { ChannelKind::Email } else { ChannelKind::Other };
                return self.push(kind, &link.target, is_mail.then_some(true), link.span, clause);
            }
            // "Report privately on GitHub" may link the page that has the button.
            Place::Policy if asked && set.any(&[C::PrivateReport, C::Private]) => true,
            Place::Policy | Place::Page => self.is_page_to_report_at(link, clause, place),
            Place::Key | Place::Badge | Place::Reference => false,
        };
        if !offered {
            return;
        }
        let is_form = place == Place::Page && self.is_form(link, clause);
        let by_mail = place == Place::Profile && set.has(C::Email)
            || place == Place::Chat && set.any(&[C::DirectMessage, C::Private]);
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
        let section = reading.section_of(clause);
        if is_for_something_else(reading, clause)
            || reading.is_heading(clause)
            || section.is_excluded
            || section.path.has(C::HeadingAdvisories) && !asks_here(reading, clause)
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
            && !set.any(&[C::MoreAbout, C::Advisories, C::We]);
        let links_word = reading.hits_within(clause, link.text).any(|hit| hit.concept == C::ReportVerb);
        is_policy && (set.has(C::Pointer) || is_whole)
            || reports_there && (is_policy || links_word || set.has(C::Pointer))
            || self.is_form(link, clause)
    }

    /// "Report it to the [maintainers](…)", "email the maintainers listed in [this file](…)": a page of people to turn
    /// to.
    fn names_people(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let (start, end) = (reading.token_at(clause, link.text.start), reading.token_at(clause, link.text.end));
        let is_named = |person: &Hit| {
            // "Our [team](mailto:…) or this [page](…)": the team has a link of its own.
            let is_plain = || !reading.links_of(clause).any(|link| link.text.overlaps(reading.hit_text(person)));
            person.start + 1 >= start && person.end <= end
                || (person.end..person.end + 4).contains(&start) && is_plain()
        };
        let is_told = |person: &Hit| {
            let near = |verb: &Hit| verb.end <= person.start && person.start - verb.end <= 4;
            reading.hits(clause).iter().any(|verb| matches!(verb.concept, C::ContactVerb | C::ReportVerb) && near(verb))
        };
        !set.any(&[C::Will, C::MoreAbout, C::Escalate])
            && !reading.is_heading(clause)
            && !is_for_something_else(reading, clause)
            && !reading.section_of(clause).is_excluded
            && reading.hits_of(clause, C::Person).any(|person| is_named(person) && is_told(person))
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
        // "Please report vulnerabilities at …/report": a plain name, for which the verb has to speak.
        let is_plain = || {
            let last = path.iter().rev().find(|segment| !segment.is_empty());
            let is_named =
                |name: &&str| last.is_some_and(|last| last.trim_end_matches(".html").eq_ignore_ascii_case(name));
            PLAIN_PAGES.iter().any(is_named) && verb_before(reading, clause, link.text, C::ReportVerb)
        };
        // "For more, see [Report a vulnerability](…)."
        let is_read_about = reading.set(clause).has(C::MoreAbout) && is_pointed_to(reading, link, clause);
        (is_called || leads || is_plain() || self.is_sent_to(link, clause))
            && asks_for_report(reading, clause)
            && !is_read_about
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
}

/// "See [the coordinator](…) for details": a link to read, with no verb of reporting before it.
fn is_pointed_to(reading: &Reading<'_>, link: &Link<'_>, clause: ClauseId) -> bool {
    let at = reading.token_at(clause, link.text.start);
    let near = |hit: &&Hit| hit.end <= at && at - hit.end <= 3;
    let Some(pointer) = reading.hits_of(clause, C::Pointer).rev().find(near) else { return false };
    !reading.hits_of(clause, C::ReportVerb).any(|verb| verb.start >= pointer.start && verb.end <= at)
}

/// Whether a link stands in brackets, as an example does.
fn link_in_brackets(reading: &Reading<'_>, link: &Link<'_>) -> bool {
    let Some(clause) = reading.clause_of(link) else { return false };
    let text = reading.document.clause(clause).text;
    let before = reading.document.str(TextRange::new(text.start, link.text.start.max(text.start)));
    before.matches('(').count() > before.matches(')').count()
}

/// Whether a path is called after what a policy is about.
pub(super) fn is_policy_path(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    ["security", "disclosure", "vuln"].iter().any(|word| lower.contains(word))
}
