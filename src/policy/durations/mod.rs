//! Definite times: number and unit, what they are for, who acts, and how firm they are.

mod events;
mod quantity;

pub(super) use quantity::UNITS;

use std::cell::OnceCell;

use super::facts::{Actor, Duration, Event, Firmness, Unit};
use super::reading::Reading;
use super::vocabulary::{Concept, Hit, TokenKind};
use crate::markdown::{ClauseId, TextRange};

use Concept as C;
use quantity::{Quantity, is_dash, is_stop, quantities};

/// Every time that the text states, in document order.
pub(super) fn read_durations(reading: &Reading<'_>) -> Vec<Duration> {
    let mut durations = Vec::new();
    for clause in reading.clause_ids() {
        let set = reading.set(clause);
        if !set.any(UNITS) {
            continue;
        }
        let quantities = quantities(reading, clause);
        for (index, quantity) in quantities.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| quantities[before].end);
            let after = quantities.get(index + 1).map(|next| next.start);
            let place = Place { reading, clause, quantity, before, after, part: OnceCell::new() };
            durations.extend(place.durations());
        }
    }
    durations
}

/// What a new half of a sentence begins with, behind "and".
const BEGINNINGS: &[Concept] = &[
    C::We,
    C::You,
    C::Will,
    C::Acknowledge,
    C::Triage,
    C::Update,
    C::FixVerb,
    C::Disclose,
    C::Publish,
    C::Coordinate,
    C::Include,
    C::Goal,
    C::AtMost,
];

/// A quantity where it stands.
struct Place<'r, 'd> {
    reading: &'r Reading<'d>,
    clause: ClauseId,
    quantity: &'r Quantity,
    /// Behind the quantity before, in the same clause.
    before: Option<u32>,
    /// The quantity after.
    after: Option<u32>,
    /// What [`Place::part`] gives.
    part: OnceCell<(u32, u32)>,
}

impl Place<'_, '_> {
    fn durations(&self) -> Vec<Duration> {
        let Quantity { low, high, is_range, unit, hours, business, start, end, is_rhythm } = *self.quantity;
        let hours_of = |count: u32| if unit == Unit::Minute { count.div_ceil(60) } else { count.saturating_mul(hours) };
        let is_lower_bound =
            self.governs(C::AtLeast, start) || self.follows(C::AtLeast, end) || self.is_compared(&['>', '≥']);
        let at_least = is_lower_bound && !is_range && !is_rhythm;
        let mut events = self.events();
        if is_rhythm {
            events.retain(|event| *event == Event::Update);
        }
        let text = TextRange::new(self.reading.token(start).text.start, self.reading.token(end - 1).text.end);
        let set = self.reading.set(self.clause);
        let is_upper_bound =
            self.governs(C::AtMost, start) || self.follows(C::AtMost, end) || self.is_compared(&['<', '≤']);
        let within = is_rhythm || is_upper_bound && !is_range;
        let (min_hours, max_hours) = match (at_least, is_range) {
            (true, _) => (Some(hours_of(low)), None),
            (_, true) => (Some(hours_of(low)), Some(hours_of(high))),
            _ => (if within { Some(0) } else { Some(hours_of(high)) }, Some(hours_of(high))),
        };
        let firmness = if self.near(C::Goal) {
            Firmness::Goal
        } else if self.near(C::BestCase) {
            Firmness::BestCase
        } else {
            Firmness::Plain
        };
        let reporter = set.has(C::Request) && !set.has(C::Acknowledge);
        events
            .into_iter()
            .map(|event| Duration {
                event,
                min_hours,
                max_hours,
                business,
                unit,
                actor: if reporter && event == Event::Disclosure { Actor::Reporter } else { Actor::Project },
                firmness,
                is_range,
                has_start: self.has_start(),
                open_start: self.open_start(),
                severity: self.is_for_severity(),
                text,
                span: self.reading.document.span(text),
                clause: self.clause,
            })
            .collect()
    }

    /// Whether a word of that concept ends just before a token.
    fn governs(&self, concept: Concept, at: u32) -> bool {
        // "В течение недели": the words that bound it may be those of the time itself.
        let bounds = |hit: &Hit| hit.end <= at && at - hit.end <= 1 || hit.start == at;
        self.reading.hits_of(self.clause, concept).any(bounds)
    }

    /// Whether a word of that concept stands behind a quantity: "48 小时内", "90日以上".
    fn follows(&self, concept: Concept, end: u32) -> bool {
        self.reading.is_cjk(self.clause)
            && self.reading.hits_of(self.clause, concept).any(|hit| hit.start >= end && hit.start - end <= 1)
    }

    /// Whether one of these signs stands before the quantity: "< 24 hours", "≥ 90 days".
    fn is_compared(&self, signs: &[char]) -> bool {
        let reading = self.reading;
        let from = reading.document.clause(self.clause).text.start;
        let before = TextRange::new(from, reading.token(self.quantity.start).text.start);
        reading.document.str(before).trim_end_matches([' ', '=']).ends_with(signs)
    }

    fn near(&self, concept: Concept) -> bool {
        let (start, end) = self.part();
        self.reading.hits_of(self.clause, concept).any(|hit| hit.start >= start && hit.end <= end)
    }

    fn has_start(&self) -> bool {
        self.reading.hits_of(self.clause, C::StartEvent).any(|hit| hit.start >= self.quantity.end)
            || self.reading.set(self.clause).has(C::StartEvent)
    }

    /// "Of disclosure" right behind the time, where nothing says to whom. "Of disclosure to us" does.
    fn open_start(&self) -> Option<TextRange> {
        let reading = self.reading;
        let last = reading.first_token(self.clause) + reading.tokens(self.clause).len() as u32;
        let ends = |at: u32| at >= last || reading.token(at).kind == TokenKind::Stop;
        let mut starts = reading.hits_of(self.clause, C::OpenStart);
        let start = starts.find(|hit| hit.start == self.quantity.end && ends(hit.end))?;
        Some(reading.hit_text(start))
    }

    fn is_for_severity(&self) -> bool {
        self.reading.set(self.clause).has(C::Severity)
    }

    /// The part of the clause that belongs to this quantity: from the one before, the last
    /// semicolon, or the last dash or "and" with an event of its own, to the next quantity.
    fn part(&self) -> (u32, u32) {
        *self.part.get_or_init(|| self.find_part())
    }

    fn find_part(&self) -> (u32, u32) {
        let reading = self.reading;
        let first = reading.first_token(self.clause);
        let last = first + reading.tokens(self.clause).len() as u32;
        let mut end = self.after.unwrap_or(last);
        let mut start = self.before.unwrap_or(first);
        // "… (with a first answer within 3 days)": brackets with an event of their own.
        if let Some((open, close)) = self.brackets(start, end) {
            start = open;
            end = close;
        }
        if let Some(semicolon) = (start..self.quantity.start).rev().find(|&token| is_stop(reading, token, ";")) {
            start = semicolon + 1;
        }
        start = self.behind_dash(start, self.quantity.start);
        let begins =
            |at: u32| reading.hits(self.clause).iter().any(|hit| hit.start == at && BEGINNINGS.contains(&hit.concept));
        let joints = reading.hits_of(self.clause, C::And).rev();
        // "Acknowledged and analysed within 3 days": one time for both.
        let mut joints = joints.filter(|hit| {
            hit.start >= start
                && hit.end <= self.quantity.start
                && begins(hit.end)
                && !self.joins_events(self.clause, hit)
        });
        let own = joints.find(|hit| !self.events_between(self.clause, hit.end, end).is_empty());
        (own.map_or(start, |hit| hit.end), end)
    }

    /// The tokens between the brackets that the quantity stands in, where they tell what it is for.
    fn brackets(&self, start: u32, end: u32) -> Option<(u32, u32)> {
        let is = |token: u32, marks: [&str; 2]| marks.into_iter().any(|mark| is_stop(self.reading, token, mark));
        let from = self.quantity.start;
        let open = (start..from).rev().find(|&token| is(token, ["(", "（"]) || is(token, [")", "）"]))?;
        let close = (self.quantity.end..end).find(|&token| is(token, [")", "）"])).unwrap_or(end);
        let is_open = is(open, ["(", "（"]) && !self.events_between(self.clause, open + 1, close).is_empty();
        is_open.then_some((open + 1, close))
    }

    /// Where a range of tokens begins behind its last dash with an event of its own: "a timeline that we agree on —
    /// fixes take 14 days".
    fn behind_dash(&self, start: u32, end: u32) -> u32 {
        let dashes = (start..end).rev().filter(|&token| is_dash(self.reading, token));
        let mut beginnings = dashes.map(|dash| dash + 1);
        beginnings.find(|&begin| !self.events_between(self.clause, begin, end).is_empty()).unwrap_or(start)
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::Document;
    use crate::policy::Policy;
    use crate::source::Source;

    #[test]
    fn signs_bound_a_time() {
        let bounds = |text: &str| {
            let source = Source::new("SECURITY.md", text);
            let document = Document::parse(&source);
            Policy::read(&document).durations.iter().map(|time| (time.min_hours, time.max_hours)).collect::<Vec<_>>()
        };
        for text in ["We answer within 24 hours.", "- First response: < 24 hours", "- First response: ≤24 hours"] {
            assert_eq!(bounds(text), [(Some(0), Some(24))], "{text}");
        }
        assert_eq!(bounds("| Step | Time |\n| --- | --- |\n| Response | <= 24 hours |"), [(Some(0), Some(24))]);
        assert_eq!(bounds("- Embargo: > 24 hours"), [(Some(24), None)]);
        assert_eq!(bounds("- First response: 24 hours"), [(Some(24), Some(24))]);
    }
}
