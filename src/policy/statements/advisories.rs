//! Where users learn of vulnerabilities that were fixed.
//!
//! Something is published, and it is a notice, or the place is one for notices: verb and noun are
//! looked for together, so that "published advisories" names a thing and states nothing.

use super::negated;
use crate::markdown::ClauseId;
use crate::policy::hosts::Place;
use crate::policy::polarity::{is_comma, is_in_condition};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit};

use Concept as C;

/// How far a negation may stand before the verb that it denies, in tokens.
const DENIAL: u32 = 8;

/// How far a verb may stand behind "until", in tokens.
const AWAITED: u32 = 5;

/// Places that carry news of any kind.
const NEWS: &[Concept] = &[C::PublicList, C::Discussion, C::Chat];

/// How plainly a clause says it; 0 where it does not.
pub(super) fn advisories(reading: &Reading<'_>, clause: ClauseId, is_reporting: impl FnOnce() -> bool) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let notices = Notices::new(reading, clause);
    if !set.has(C::Publish) && !notices.is_pointer
        || section.is_excluded && !notices.are_linked()
        || is_reporting()
        || negated(reading, clause, C::Publish)
        || set.has(C::ReportVerb) && set.has(C::Request) && !set.any(&[C::We, C::Will])
    {
        return 0;
    }
    let stated = || reading.hits(clause).iter().filter(|hit| notices.is_stated(hit));
    let names_place = stated().any(|hit| hit.concept == C::Advisories || NEWS.contains(&hit.concept));
    let names_notice = stated().any(|hit| matches!(hit.concept, C::Advisory | C::Cve));
    let is_plain = stated().any(|hit| notices.is_plain(hit));
    let in_section = section.path.has(C::HeadingAdvisories);
    // "We will:\n- document it in the release notes"
    let is_led = || reading.lead_ins(clause).any(|lead| reading.set(lead).any(&[C::We, C::Will]));
    let ours = set.any(&[C::We, C::Will, C::Fix, C::FixVerb, C::Release])
        || is_led()
        || section.path.any(&[C::HeadingDisclosure, C::HeadingTimeline])
        || is_plain && !set.any(&[C::ReportVerb, C::Request]);
    let definite = match (names_place, names_notice, in_section, ours) {
        (true, _, true, _) => 10,
        (_, true, true, _) => 8,
        (true, _, _, true) | (true, true, ..) => 6,
        (_, true, _, true) => 4,
        (true, ..) if notices.is_pointer || notices.has_link() => 2,
        (_, true, ..) if notices.are_linked() => 2,
        // "We will keep a list here": the heading names the notices.
        (_, _, true, _) if set.any(&[C::We, C::Will]) && notices.verbs().any(|verb| !notices.is_release(verb)) => 1,
        _ => return 0,
    };
    definite + u32::from(is_plain) * 2 + u32::from(names_place && names_notice)
}

/// The notices of a clause, and the verbs that publish them.
struct Notices<'r, 'd> {
    reading: &'r Reading<'d>,
    clause: ClauseId,
    /// Verbs that publish.
    verbs: Vec<&'r Hit>,
    /// "See the changelog for fixed vulnerabilities."
    is_pointer: bool,
}

impl<'r, 'd> Notices<'r, 'd> {
    fn new(reading: &'r Reading<'d>, clause: ClauseId) -> Self {
        let set = reading.set(clause);
        let mut notices = Self { reading, clause, verbs: Vec::new(), is_pointer: false };
        notices.verbs = notices.publishing().collect();
        let is_led_there = || notices.has_link() || set.any(&[C::Vulnerability, C::Fix]) && !set.has(C::ReportVerb);
        notices.is_pointer = set.has(C::Advisories) && set.has(C::Pointer) && is_led_there();
        notices
    }

    /// Verbs that publish. A noun among them, as in "publicly disclosed vulnerabilities", is none,
    /// but a phrase with a value holds its verb: "notify users".
    fn publishing(&self) -> impl Iterator<Item = &'r Hit> + '_ {
        let Self { reading, clause, .. } = *self;
        let is_cjk = reading.is_cjk(clause);
        let is_noun = move |verb: &Hit| {
            reading.hits(clause).iter().any(|hit| {
                let is_name = match hit.concept {
                    C::Advisories => true,
                    C::Advisory => hit.end - hit.start > verb.end - verb.start,
                    _ => false,
                };
                is_name && hit.value == 0 && hit.start <= verb.start && verb.end <= hit.end
            })
        };
        reading
            .hits_of(clause, C::Publish)
            .filter(move |verb| is_cjk || !is_noun(verb) && !self.is_denied(verb) && !self.is_awaited(verb))
    }

    /// "Keep it to yourself until an announcement is made": what is waited for is not promised.
    fn is_awaited(&self, verb: &Hit) -> bool {
        let Self { reading, clause, .. } = *self;
        let waits = |hit: &Hit| matches!(reading.document.str(reading.hit_text(hit)), "until" | "till");
        let leads = |hit: &Hit| hit.end <= verb.start && verb.start - hit.end <= AWAITED;
        let is_near = |hit: &Hit| leads(hit) && (hit.end..verb.start).all(|between| !is_comma(reading, between));
        reading.hits_of(clause, C::Until).any(|hit| waits(hit) && is_near(hit))
    }

    fn verbs(&self) -> impl Iterator<Item = &'r Hit> + '_ {
        self.verbs.iter().copied()
    }

    /// "We do not use the forge to publish advisories": a negation before the verb, which nothing parts from it.
    fn is_denied(&self, verb: &Hit) -> bool {
        let Self { reading, clause, .. } = *self;
        let parts = |hit: &Hit, from: u32| {
            matches!(hit.concept, C::Until | C::Condition | C::Turn) && hit.start >= from && hit.end <= verb.start
        };
        reading.hits_of(clause, C::Negation).any(|negation| {
            negation.end <= verb.start
                && verb.start - negation.end <= DENIAL
                && (negation.end..verb.start).all(|between| !is_comma(reading, between))
                && !reading.hits(clause).iter().any(|hit| parts(hit, negation.end))
        })
    }

    /// "We release updates": something comes out, and nobody is told.
    fn is_release(&self, verb: &Hit) -> bool {
        self.reading.hits_of(self.clause, C::Release).any(|release| release.start == verb.start)
    }

    /// Whether a verb tells everybody, as to publish or to announce does and to list does not. Who
    /// is told to subscribe or to watch, which have a value, learns of it there.
    fn tells_all(&self, verb: &Hit) -> bool {
        if verb.value > 0 {
            return !self.reading.set(self.clause).has(C::We);
        }
        self.reading.hits_of(self.clause, C::Disclose).any(|hit| hit.start == verb.start)
    }

    /// "We credit you in the advisory" does not say that it is published, "we publish it" does.
    fn is_credited(&self, notice: &Hit) -> bool {
        let credits = self.reading.hits_of(self.clause, C::Credit);
        let is_before = |credit: &Hit| credit.start < notice.start || self.reading.is_foreign(self.clause);
        // "You are mentioned in the notes": the verb is that of the thanks.
        let thanks = |verb: &Hit| {
            let covers = |credit: &Hit| credit.start <= verb.start && verb.end <= credit.end;
            self.reading.hits_of(self.clause, C::Credit).any(covers)
        };
        let published = |verb: &Hit| {
            verb.end <= notice.start && notice.start - verb.end <= 3 && !self.is_adjective(verb) && !thanks(verb)
        };
        credits.into_iter().any(is_before) && !self.verbs().any(published)
    }

    /// "In the published advisory": behind an article the verb only describes.
    fn is_adjective(&self, verb: &Hit) -> bool {
        matches!(self.reading.word_before(self.clause, verb.start), Some("the" | "a" | "an" | "our" | "any" | "each"))
    }

    /// "Through a private advisory": the form, which nobody else sees.
    fn is_form(&self, notice: &Hit) -> bool {
        self.reading
            .hits_of(self.clause, C::PrivateReport)
            .any(|form| form.start < notice.start && notice.end <= form.end)
    }

    /// Whether something is said of a notice or a place.
    fn is_stated(&self, notice: &Hit) -> bool {
        match notice.concept {
            C::Advisories => (self.is_pointer || self.verbs().next().is_some()) && !self.is_credited(notice),
            C::Advisory => self.verbs().next().is_some() && !self.is_credited(notice) && !self.is_form(notice),
            C::Cve => self.verbs().any(|verb| self.tells_all(verb)) && !self.is_credited(notice),
            concept if NEWS.contains(&concept) => self.carries_news(notice),
            _ => false,
        }
    }

    /// "Security fixes are announced on our mailing list."
    fn carries_news(&self, place: &Hit) -> bool {
        let set = self.reading.set(self.clause);
        let is_news = set.any(&[C::Vulnerability, C::Fix, C::Advisory]) && !set.has(C::Request);
        let leads = |verb: &Hit| verb.end <= place.start && place.start - verb.end <= 10;
        is_news && self.verbs().any(|verb| self.tells_all(verb) && leads(verb))
    }

    /// Whether a verb stands beside a notice, in no condition.
    fn is_plain(&self, notice: &Hit) -> bool {
        let lists = |verb: &Hit| {
            notice.concept == C::Advisories
                && self.reading.set(self.clause).any(&[C::Vulnerability, C::Fix])
                && verb.start >= notice.end
        };
        self.verbs().any(|verb| {
            let gap = notice.start.saturating_sub(verb.end).max(verb.start.saturating_sub(notice.end));
            gap <= 4 && (self.tells_all(verb) || lists(verb)) && !is_in_condition(self.reading, self.clause, verb.start)
        })
    }

    fn has_link(&self) -> bool {
        self.reading.links_of(self.clause).next().is_some()
    }

    /// Whether the clause links to a list of published advisories.
    fn are_linked(&self) -> bool {
        self.reading.links_of(self.clause).any(|link| self.reading.place(link) == Place::AdvisoryList)
    }
}
