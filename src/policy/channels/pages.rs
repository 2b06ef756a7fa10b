//! Pages that are forms or lead to people, where the forge and the well-known hosts say nothing.

use super::links::{is_pointed_to, is_whole};
use super::paths::EXTENSIONS;
use super::{Channels, is_led_to_ways};
use crate::markdown::{ClauseId, Link};
use crate::policy::facts::ChannelKind;
use crate::policy::hosts::{self, Place};
use crate::policy::polarity::{asks_for_report, asks_here, is_for_something_else, verb_before};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit};

use Concept as C;

/// What pages to write to are called, in any language.
const PLAIN_PAGES: &[&str] =
    &["report", "report-a-bug", "report-bug", "report-an-issue", "report-issue", "contact", "contact-us", "support"];

impl Channels<'_, '_> {
    /// A page or policy is a channel where the clause sends the reporter there.
    pub(super) fn is_page_to_report_at(&self, link: &Link<'_>, clause: ClauseId, place: Place) -> bool {
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
        let is_policy = place == Place::Policy || is_policy_path(&link.target);
        // "These distributions receive the reports as well:" begins a list of other readers.
        let is_led_to = |lead| {
            let set = reading.set(lead);
            set.any(&[C::Pointer, C::ReportVerb, C::Vulnerability])
                && (!set.has(C::PreNotify) || set.any(&[C::You, C::Request]))
        };
        let is_whole = is_whole(reading, link, clause) && block.lead_in.is_none_or(is_led_to);
        // "See the following page for our policy:" and the page, which may be called anything.
        let is_told_of = is_whole && block.lead_in.is_some_and(|lead| points_to_policy(reading, lead));
        let reports_there = verb_before(reading, clause, link.text, C::ReportVerb)
            && set.has(C::Vulnerability)
            && !set.any(&[C::MoreAbout, C::Advisories, C::We]);
        let links_word = reading.hits_within(clause, link.text).any(|hit| hit.concept == C::ReportVerb);
        is_policy && (set.has(C::Pointer) || is_whole)
            || is_told_of
            || self.is_policy_elsewhere(link, clause)
            || reports_there && (is_policy || links_word || set.has(C::Pointer))
            || self.is_form(link, clause)
    }

    /// "Visit https://… to read our disclosure policy", "for more, see our [disclosure program](…)": what a document says
    /// that says nothing else.
    fn is_policy_elsewhere(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let links_policy = |hit: &Hit| hit.concept == C::PolicyElsewhere;
        let is_named = reading.hits_within(clause, link.text).any(links_policy);
        let is_shown = || {
            let is_bare = reading.document.str(link.text).contains("://");
            is_bare && reading.hits_of(clause, C::PolicyElsewhere).next().is_some()
        };
        let is_told = reading.set(clause).any(&[C::Pointer, C::MoreAbout]) || is_visited(reading, clause, link);
        is_told && self.found.is_empty() && (is_named || is_shown())
    }

    /// "Report it to the [maintainers](…)", "email the maintainers listed in [this file](…)": a page of people to turn
    /// to.
    pub(super) fn names_people(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let (start, end) = (reading.token_at(clause, link.text.start), reading.token_at(clause, link.text.end));
        // "Reach out to the author or one of the maintainers by [other means](…)".
        let means = reading.hits_of(clause, C::SendVerb).rfind(|verb| verb.end <= start && start - verb.end <= 2);
        let is_named = |person: &Hit| {
            // "Our [team](mailto:…) or this [page](…)": the team has a link of its own.
            let is_plain = || !reading.links_of(clause).any(|link| link.text.overlaps(reading.hit_text(person)));
            person.start + 1 >= start && person.end <= end
                || (person.end..person.end + 4).contains(&start) && is_plain()
                || means.is_some_and(|means| person.end <= means.start)
        };
        let is_told = |person: &Hit| {
            let near = |verb: &Hit| verb.end <= person.start && person.start - verb.end <= 4;
            reading.hits(clause).iter().any(|verb| matches!(verb.concept, C::ContactVerb | C::ReportVerb) && near(verb))
        };
        // "Reach out to the maintainers on [these ways](…), and we will …": what is promised comes behind.
        let is_ours = reading.hits_of(clause, C::Will).any(|will| will.start < start);
        !is_ours
            && !set.any(&[C::MoreAbout, C::Escalate])
            && !reading.is_heading(clause)
            && !is_for_something_else(reading, clause)
            && !reading.section_of(clause).is_excluded
            && reading.hits_of(clause, C::Person).any(|person| is_named(person) && is_told(person))
    }

    /// Whether a link is called a form for reports, or its path says so.
    pub(super) fn is_form(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let inside = |concept: Concept| reading.hits_within(clause, link.text).any(|hit| hit.concept == concept);
        let is_called = inside(C::Form) && (inside(C::Vulnerability) || asks_here(reading, clause))
            || self.is_form_at(link, clause)
            || self.has_button(link, clause);
        let (.., path) = hosts::parts(&link.target).unwrap_or_default();
        let leads = path.iter().any(|segment| {
            let segment = segment.to_ascii_lowercase();
            // A text that is called so tells how, or is a template of a report.
            !EXTENSIONS.iter().any(|extension| segment.ends_with(extension))
                && segment.contains("report")
                && (segment.contains("vuln") || segment.contains("secur"))
                || segment.contains("vulnerability-disclosure-form")
        });
        // "Please report vulnerabilities at …/report": a plain name, for which the verb has to speak.
        let is_plain = || {
            // A site of one page has it as a part: "/#contact".
            let part = || link.target.split_once('#').map(|(_, part)| part.trim_matches('/'));
            let last = path.last().copied().or_else(part);
            let is_named =
                |name: &&str| last.is_some_and(|last| last.trim_end_matches(".html").eq_ignore_ascii_case(name));
            let is_sent = verb_before(reading, clause, link.text, C::ReportVerb)
                || reading.set(clause).has(C::ContactForm) && is_led_to_ways(reading, clause);
            is_sent && PLAIN_PAGES.iter().any(is_named)
        };
        // "For more, see [Report a vulnerability](…)."
        let is_read_about = reading.set(clause).has(C::MoreAbout) && is_pointed_to(reading, link, clause);
        // "… a message would be welcome. No account is needed:" and the page.
        let asked_above = || {
            let lead = reading.lead_in(clause).and_then(|lead| reading.previous(lead));
            lead.is_some_and(|before| asks_here(reading, before))
        };
        (is_called || leads || is_plain() || self.is_sent_to(link, clause) || self.is_request(link, clause))
            && (asks_for_report(reading, clause) || asked_above())
            && !is_read_about
    }

    /// "Use the private form at https://…": the page is the form that is named right before it.
    fn is_form_at(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let at = reading.token_at(clause, link.text.start);
        let form = |hit: &&Hit| matches!(hit.concept, C::ContactForm | C::Form) && hit.end <= at && at - hit.end <= 2;
        let Some(form) = reading.hits(clause).iter().rfind(form) else { return false };
        let uses = |verb: &Hit| {
            matches!(verb.concept, C::SendVerb | C::ReportVerb)
                && verb.start <= form.start
                && form.start <= verb.end + 4
        };
        reading.hits(clause).iter().any(uses)
    }

    /// "Go to https://… and press “Contact the owners”": a page with a button for those who want to write.
    fn has_button(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let end = reading.token_at(clause, link.text.end);
        let presses = |step: &Hit| {
            let writes = |hit: &Hit| {
                matches!(hit.concept, C::ReportVerb | C::ContactVerb | C::Form)
                    && hit.start >= step.end
                    && hit.start - step.end <= 4
            };
            step.start >= end && step.start - end <= 4 && reading.hits(clause).iter().any(writes)
        };
        // The forge's own form has its place in the menu of the repository.
        let is_forges =
            |hit: &Hit| hit.start >= end && matches!(hit.concept, C::FormButton | C::PrivateReport | C::Advisory);
        reading.hits_of(clause, C::Step).any(presses)
            && !reading.set(clause).has(C::MoreAbout)
            && !reading.hits(clause).iter().any(is_forges)
    }

    /// What a form is: a bounty programme where it is called so.
    pub(super) fn kind_of_form(&self, link: &Link<'_>, clause: ClauseId) -> ChannelKind {
        let reading = self.reading;
        let (.., path) = hosts::parts(&link.target).unwrap_or_default();
        let is_called = reading.hits_within(clause, link.text).any(|hit| hit.concept == C::Bounty);
        let is_program = || path.iter().any(|segment| matches!(*segment, "program" | "programs"));
        if is_called || reading.set(clause).has(C::Bounty) && is_program() {
            ChannelKind::BugBounty
        } else {
            ChannelKind::WebForm
        }
    }

    /// "[Submit your findings](…)", "[report it here](…)": the link's words are the request itself. "[Reporting a
    /// vulnerability](…)" names a page that may only tell how.
    fn is_request(&self, link: &Link<'_>, clause: ClauseId) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let first = reading.token_at(clause, link.text.start);
        let begins = |concept| reading.hits_of(clause, concept).any(|hit| hit.start == first);
        let names_report = |hit: &Hit| hit.start <= first + 3 && matches!(hit.concept, C::Report | C::Vulnerability);
        // Alone it may be a page to read, as behind "see".
        let is_bare = is_whole(reading, link, clause) && reading.lead_in(clause).is_none();
        let is_gerund = reading.word(first).ends_with("ing");
        (begins(C::SendVerb) || begins(C::OpenVerb) && begins(C::ReportVerb))
            && reading.hits_within(clause, link.text).any(names_report)
            && !is_gerund
            && !is_bare
            && !is_pointed_to(reading, link, clause)
            && !set.any(&[C::MoreAbout, C::Publish, C::Will])
            && !is_policy_path(&link.target)
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
        // "Send your report through the desk:" and the page alone.
        let is_led = || {
            is_whole(reading, link, clause)
                && reading.lead_in(clause).is_some_and(|lead| {
                    let sends = |clause| {
                        let set = reading.set(clause);
                        set.any(&[C::SendVerb, C::DirectMessage])
                            && !set.any(&[C::MoreAbout, C::Publish, C::Pointer, C::Advisories, C::Include])
                            && (!set.has(C::Will) || set.has(C::Request))
                    };
                    let is_open = reading.str(lead).trim_end().ends_with([':', '：']);
                    is_open && (sends(lead) || reading.previous(lead).is_some_and(sends))
                })
        };
        (reading.hits_of(clause, C::SendVerb).any(sends) || is_led())
            && !set.any(&[C::MoreAbout, C::Publish, C::Will])
            && !is_policy_path(&link.target)
    }
}

/// "Visit https://…": an order right before the link.
fn is_visited(reading: &Reading<'_>, clause: ClauseId, link: &Link<'_>) -> bool {
    let at = reading.token_at(clause, link.text.start);
    let first = reading.first_token(clause).max(at.saturating_sub(3));
    (first..at).any(|at| reading.word(at).eq_ignore_ascii_case("visit"))
}

/// "Please see the following page for our disclosure policy:".
fn points_to_policy(reading: &Reading<'_>, lead: ClauseId) -> bool {
    let set = reading.set(lead);
    set.has(C::Pointer)
        && (set.has(C::ResponsibleDisclosure) || set.has(C::Vulnerability) && set.any(&[C::Report, C::ReportVerb]))
        && !set.any(&[C::MoreAbout, C::Advisories])
        && !is_for_something_else(reading, lead)
}

/// Whether a path is called after what a policy is about.
pub(super) fn is_policy_path(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    ["security", "disclosure", "vuln"].iter().any(|word| lower.contains(word))
}
