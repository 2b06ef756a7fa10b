//! What a time is for: the event that its sentence, its row, its label or its heading names.

use super::Place;
use super::quantity::{Quantity, UNITS, is_stop};
use crate::markdown::{BlockId, BlockKind, ClauseId};
use crate::policy::facts::Event;
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

/// Words shortly before a participle that is a verb.
const SAID: &[&str] = &["be", "been", "is", "are", "was", "were", "have", "has", "get", "gets", "we", "i", "you"];

/// Words that leave open which of two events comes.
const ORS: &[&str] = &["or", "oder", "ou", "o", "или"];

/// Words between "and" and what a report gets.
const RECEIVED: &[&str] = &["have", "has", "get", "gets", "receive", "receives", "given", "a", "an", "the", "its"];

/// What happens on the project's side, or is no answer to a report at all.
fn event_of(concept: Concept) -> Option<Event> {
    Some(match concept {
        C::Acknowledge => Event::Acknowledgement,
        C::Triage => Event::Triage,
        C::Update => Event::Update,
        C::FixVerb => Event::Fix,
        C::Disclose | C::Embargo => Event::Disclosure,
        C::Escalate | C::PreNotify | C::Plan => Event::Other,
        C::Support => Event::Support,
        _ => return None,
    })
}

impl Place<'_, '_> {
    /// What the time is for; a time in a section on versions says how long they are supported.
    pub(super) fn events(&self) -> Vec<Event> {
        let path = self.reading.section_of(self.clause).path;
        let on_versions =
            path.has(C::HeadingVersions) && !path.any(&[C::HeadingTimeline, C::HeadingReporting, C::HeadingDisclosure]);
        if self.looks_back() {
            return vec![Event::Support];
        }
        let mut events = self.stated_events();
        if on_versions && !self.is_promise_on_reports() {
            // "Security updates": how fast they come, not how long.
            let is_speed = path.has(C::HeadingAdvisories) && self.is_speed();
            let stays = |event: &Event| *event == Event::Acknowledgement || is_speed && *event == Event::Fix;
            events.iter_mut().filter(|event| !stays(event)).for_each(|event| *event = Event::Support);
        }
        events
    }

    /// "Releases of the past 12 months", "in the last 90 days": which versions, or what has happened, and no promise.
    fn looks_back(&self) -> bool {
        let reading = self.reading;
        let first = reading.first_token(self.clause);
        let word = |back: u32| {
            let at = self.quantity.start.checked_sub(back).filter(|&at| at >= first)?;
            Some(reading.word(at).to_ascii_lowercase())
        };
        match word(1).as_deref() {
            Some("past" | "previous" | "preceding") => true,
            // "It will last 90 days" is a verb.
            Some("last") => matches!(word(2).as_deref(), Some("the" | "in" | "over" | "of")),
            _ => false,
        }
    }

    /// "Allow 14 days for a fix before you publish": a clause that begins with the verb and the time.
    fn is_to_be_granted(&self) -> bool {
        const GRANTS: &[&str] = &["allow", "give", "grant", "leave"];
        let first = self.reading.first_token(self.clause);
        let verb = self.reading.word(first);
        self.quantity.start == first + 1 && GRANTS.contains(&verb.to_ascii_lowercase().as_str())
    }

    /// "We fix what is reported within 90 days": said of a report and not of a version, under whatever heading.
    fn is_promise_on_reports(&self) -> bool {
        let reading = self.reading;
        let set = reading.set(self.clause);
        // "We release a fix": the verb is part of what is done.
        let is_done = |hit: &Hit| {
            let holds = |whole: &Hit| whole.start <= hit.start && hit.end < whole.end;
            let is_step = |step: &Hit| matches!(step.concept, C::FixVerb | C::DisclosureProcess);
            reading.hits(self.clause).iter().any(|whole| is_step(whole) && holds(whole))
        };
        let is_before = |hit: &Hit| hit.end <= self.quantity.start && !is_done(hit);
        let of_version = [C::Version, C::Release, C::Support, C::Latest, C::Older];
        let names_version = of_version.into_iter().any(|concept| reading.hits_of(self.clause, concept).any(is_before));
        let of_report =
            set.any(&[C::Report, C::StartEvent]) || reading.hits_of(self.clause, C::Vulnerability).any(is_before);
        self.governs(C::AtMost, self.quantity.start) && set.any(&[C::We, C::Will]) && of_report && !names_version
    }

    /// What the text says that the time is for. An answer that also decides on acceptance gives two events.
    fn stated_events(&self) -> Vec<Event> {
        let reading = self.reading;
        let set = reading.set(self.clause);
        let before_publication = reading.hits_of(self.clause, C::Disclose).any(|hit| hit.start >= self.quantity.end);
        // "Time to respond" is the reporter's to give.
        let answers = reading.hits_of(self.clause, C::Acknowledge).any(|answer| {
            let gives = |step: &Hit| step.start < answer.start && answer.end <= step.end;
            !reading.hits_of(self.clause, C::DisclosureProcess).any(gives)
        });
        let asks_to_wait = !answers
            && !set.has(C::Escalate)
            && (before_publication || set.has(C::DisclosureProcess) || self.is_length_of_silence());
        let is_ours = set.any(&[C::We, C::Will]);
        if self.is_time_to_mend() {
            return vec![Event::Disclosure];
        }
        if asks_to_wait && (set.has(C::Request) || self.is_to_be_granted() || self.is_length_of_silence() && !is_ours) {
            // "Please allow 90 days for a fix before you publish": the reporter is asked to wait.
            return vec![Event::Disclosure];
        }
        let cell = self.row_events();
        if let Some(events) = cell {
            return events;
        }
        // "The release is supported for 18 months."
        let supports = |hit: &Hit| hit.end <= self.quantity.start && self.quantity.start - hit.end <= 2;
        if reading.hits_of(self.clause, C::Support).any(supports) {
            return vec![Event::Support];
        }
        if self.is_retention() {
            return vec![Event::Other];
        }
        if self.is_length_of_embargo() {
            return vec![Event::Disclosure];
        }
        let (start, end) = self.part();
        let start = self.fronted_end(start, end).unwrap_or(start);
        // "Time for a fix: we respond within 48 hours": what is said goes before its label.
        let said = (start..self.quantity.start).rev().find(|&token| is_stop(reading, token, ":"));
        let speaks = |colon: &u32| {
            let inside = |hit: &Hit| hit.start > *colon && hit.end <= self.quantity.start;
            reading.hits(self.clause).iter().any(|hit| matches!(hit.concept, C::We | C::Will) && inside(hit))
        };
        let said = said.filter(speaks).map(|colon| self.events_between(self.clause, colon + 1, self.quantity.start));
        let own = if reading.is_cjk(self.clause) {
            self.nearest_events(start, end)
        } else if let Some(said) = said.filter(|said| !said.is_empty()) {
            said
        } else {
            self.events_between(self.clause, start, end)
        };
        if !own.is_empty() {
            return self.default_of_disclosure(start, end).unwrap_or(own);
        }
        if let Some(before) = self.before {
            // "48 hours, or 5 days at the latest": the same step as the time before.
            let first = self.behind_dash(reading.first_token(self.clause), before);
            let shared = self.events_between(self.clause, first, before);
            if !shared.is_empty() {
                return shared;
            }
        }
        if self.is_asked_of_reporter() {
            return vec![Event::Other];
        }
        if self.is_length_of_privacy() {
            return vec![Event::Disclosure];
        }
        for lead in reading.lead_ins(self.clause) {
            let events = self.events_of(lead);
            if !events.is_empty() {
                return events;
            }
        }
        // "A late report does not wait for 60 days": what is denied goes on with nothing.
        let is_bound = |negation: &Hit| {
            let covers = |most: &Hit| most.start <= negation.start && negation.end <= most.end;
            reading.hits_of(self.clause, C::AtMost).any(covers)
        };
        let mut denials = reading.hits_of(self.clause, C::Negation).filter(|negation| !is_bound(negation));
        if denials.any(|negation| negation.end <= self.quantity.start) {
            return vec![Event::Other];
        }
        if let Some(previous) = reading.previous(self.clause) {
            let events = self.events_of(previous);
            if !events.is_empty() {
                return events;
            }
        }
        let heading = reading
            .document
            .heading_of(reading.section(self.clause))
            .and_then(|heading| reading.document.block(heading.block).clauses.iter().next());
        let events = heading.map(|heading| self.events_of(heading)).unwrap_or_default();
        if events.is_empty() { vec![Event::Other] } else { events }
    }

    /// "We agree on a disclosure date. The default is 90 days, or sooner once a fix is out": where nothing but a case
    /// behind the time names an event, the sentence before tells what the time is for.
    fn default_of_disclosure(&self, start: u32, end: u32) -> Option<Vec<Event>> {
        let (reading, clause) = (self.reading, self.clause);
        let until = self.quantity.end;
        let mut conditions = reading.hits_of(clause, C::Condition);
        let condition = conditions.find(|condition| condition.start >= until && condition.end <= end)?;
        if !self.events_between(clause, start, condition.start).is_empty() {
            return None;
        }
        let before = reading.previous(clause).or_else(|| reading.lead_in(clause))?;
        let events = self.events_of(before);
        (events == [Event::Disclosure]).then_some(events)
    }

    /// "Within a week" says how fast something is; "for up to a year" and what is said of versions, how long.
    fn is_speed(&self) -> bool {
        let (reading, start) = (self.reading, self.quantity.start);
        let first = reading.first_token(self.clause);
        let is_for = |at: u32| reading.word(at).eq_ignore_ascii_case("for");
        self.governs(C::AtMost, start)
            && !reading.set(self.clause).has(C::SupportedVersions)
            && !(first.max(start.saturating_sub(4))..start).any(is_for)
    }

    /// "Logs are retained for 365 days", "the data is deleted within 30 days": how long data are kept.
    fn is_retention(&self) -> bool {
        const REACH: u32 = 3;
        let Quantity { start, end, .. } = *self.quantity;
        self.reading
            .hits_of(self.clause, C::Retention)
            .any(|hit| hit.end <= start && start - hit.end <= REACH || hit.start >= end && hit.start - end <= REACH)
    }

    /// "It must be reported within 24 hours": what is asked of the reporter is no step of the project. "Write to us and
    /// allow 5 days" asks for something else behind it.
    fn is_asked_of_reporter(&self) -> bool {
        let set = self.reading.set(self.clause);
        let mut reports =
            self.reading.hits_of(self.clause, C::ReportVerb).filter(|verb| verb.end <= self.quantity.start);
        let asks_behind = |verb: &Hit| {
            let mut requests = self.reading.hits_of(self.clause, C::Request);
            requests.any(|request| request.start >= verb.end && request.end <= self.quantity.start)
        };
        let is_asked = set.any(&[C::Must, C::Request]) && !set.has(C::We);
        is_asked && reports.next_back().is_some_and(|verb| !asks_behind(verb))
    }

    /// Where a phrase ends that a part begins with, and that names the case: "for a flaw with a simple mitigation, …",
    /// "once it is triaged, …". What is said of the case has an event of its own.
    fn fronted_end(&self, start: u32, end: u32) -> Option<u32> {
        let reading = self.reading;
        let is_case = reading.word(start).eq_ignore_ascii_case("for")
            || reading.hits_of(self.clause, C::Condition).any(|condition| condition.start == start);
        let comma = (start..self.quantity.start).find(|&token| is_stop(reading, token, ",")).filter(|_| is_case)?;
        (!self.events_between(self.clause, comma + 1, end).is_empty()).then_some(comma + 1)
    }

    /// "Until we have had 90 days to resolve it": so long the publication waits.
    fn is_time_to_mend(&self) -> bool {
        const REACH: u32 = 5;
        let (reading, clause) = (self.reading, self.clause);
        let Quantity { start, end, .. } = *self.quantity;
        let mends = |hit: &Hit| hit.start == end + 1 && event_of(hit.concept).is_some();
        let last = reading.first_token(clause) + reading.tokens(clause).len() as u32;
        let is_purpose = end < last && reading.word(end).eq_ignore_ascii_case("to");
        is_purpose
            && reading.hits(clause).iter().any(mends)
            && reading.hits_of(clause, C::Until).any(|until| until.end <= start && start - until.end <= REACH)
    }

    /// "Please keep the report confidential for one year", "… until then, for at most 90 days".
    fn is_length_of_silence(&self) -> bool {
        let (reading, clause, start) = (self.reading, self.clause, self.quantity.start);
        let is_until_then = |keep: &Hit| {
            let ends = |until: &Hit| until.start >= keep.end && until.end <= start;
            reading.hits_of(clause, C::Until).any(ends)
                && self.governs(C::AtMost, start)
                && self.events_between(clause, keep.end, start).is_empty()
        };
        let mut keeps = reading.hits_of(clause, C::NoPublicReport).filter(|hit| hit.end <= start);
        keeps.any(|keep| start - keep.end <= 2 || is_until_then(keep))
    }

    /// "We keep it private for no longer than a month": the project keeps silent so long, where nothing else is to happen.
    fn is_length_of_privacy(&self) -> bool {
        const REACH: u32 = 18;
        let (reading, clause, start) = (self.reading, self.clause, self.quantity.start);
        let is_near = |private: &Hit| private.end <= start && start - private.end <= REACH;
        self.governs(C::AtMost, start)
            && !reading.set(clause).any(&[C::Request, C::ReportVerb])
            && reading.hits_of(clause, C::Private).any(is_near)
    }

    /// Whether an embargo lasts so long: "fixes are embargoed for no longer than two weeks".
    fn is_length_of_embargo(&self) -> bool {
        const REACH: u32 = 4;
        let (reading, clause, start) = (self.reading, self.clause, self.quantity.start);
        let is_near = |embargo: &Hit| embargo.end <= start && start - embargo.end <= REACH;
        self.governs(C::AtMost, start)
            && !reading.hits_of(clause, C::StartEvent).any(|hit| hit.end <= start)
            && reading.hits_of(clause, C::Embargo).any(is_near)
    }

    /// Where the verb may stand behind its time: first what follows it up to a comma, then what
    /// stands before it from a comma on, then what is left of its part.
    fn nearest_events(&self, start: u32, end: u32) -> Vec<Event> {
        let reading = self.reading;
        let is_comma = |&token: &u32| {
            let token = reading.token(token);
            token.kind == TokenKind::Stop
                && matches!(reading.document.str(token.text), "," | "，" | "、" | ";" | "；" | "(" | "（")
        };
        let Quantity { start: from, end: to, .. } = *self.quantity;
        let next = (to..end).find(is_comma).unwrap_or(end);
        let last = (start..from).rev().find(is_comma).map_or(start, |comma| comma + 1);
        [(to, next), (last, from), (to, end), (start, from)]
            .into_iter()
            .map(|(start, end)| self.events_between(self.clause, start, end))
            .find(|events| !events.is_empty())
            .unwrap_or_default()
    }

    fn events_of(&self, clause: ClauseId) -> Vec<Event> {
        let first = self.reading.first_token(clause);
        self.events_between(clause, first, first + self.reading.tokens(clause).len() as u32)
    }

    /// A row names its step in another cell, or in the header of its column.
    fn row_events(&self) -> Option<Vec<Event>> {
        let reading = self.reading;
        let document = reading.document;
        let block = document.block(document.clause(self.clause).block);
        let BlockKind::Cell { table, row, .. } = block.kind else { return None };
        let table = &document.tables[table as usize];
        let at = reading.token(self.quantity.start).text.start;
        let cells = &table.rows[row as usize].cells;
        let column = cells.iter().position(|&cell| document.block(cell).text.end >= at)?;
        let tokens_of = |index: usize| {
            let text = document.block(cells[index]).text;
            (reading.token_at(self.clause, text.start), reading.token_at(self.clause, text.end))
        };
        // "90 days (or once a fix is out)", "High (disclosure of data)": what brackets add comes last.
        let outside =
            |(start, end): (u32, u32)| (start, (start..end).find(|&token| is_stop(reading, token, "(")).unwrap_or(end));
        let (start, end) = outside(tokens_of(column));
        let mut events = self.events_between(self.clause, start, end);
        let header = &table.rows[0];
        // "Releases of the last three months" below "Supported versions": which versions, not how fast.
        let is_head = |hit: &Hit| matches!(hit.concept, C::HeadVersion | C::SupportedVersions);
        if header
            .cells
            .get(column)
            .is_some_and(|&cell| reading.hits_within(header.clause, document.block(cell).text).any(is_head))
        {
            return Some(vec![Event::Support]);
        }
        let head = |&cell: &BlockId| {
            let text = document.block(cell).text;
            let (start, end) = (reading.token_at(header.clause, text.start), reading.token_at(header.clause, text.end));
            self.events_between(header.clause, start, end)
        };
        // Where columns are steps, the rows are something else, such as severities or readers.
        let are_steps = || header.cells.iter().skip(1).filter(|cell| !head(cell).is_empty()).count() > 1;
        if events.is_empty() && column > 0 && !are_steps() {
            let (start, end) = outside(tokens_of(0));
            events = self.events_between(self.clause, start, end);
        }
        if events.is_empty() {
            events = head(header.cells.get(column)?);
        }
        for added in [column, 0] {
            if events.is_empty() && (added == column || !are_steps()) {
                let (start, end) = tokens_of(added);
                events = self.events_between(self.clause, start, end);
            }
        }
        // "| 2 days | We acknowledge it |": the time first, and beside it the step.
        if events.is_empty() && column == 0 && cells.len() > 1 {
            let (start, end) = tokens_of(1);
            events = self.events_between(self.clause, start, end);
        }
        if events.is_empty() {
            let heading = document
                .heading_of(reading.section(self.clause))
                .and_then(|heading| document.block(heading.block).clauses.iter().next());
            events = heading.map(|heading| self.events_of(heading)).unwrap_or_default();
        }
        Some(if events.is_empty() { vec![Event::Other] } else { events })
    }

    /// Whether "and" stands right between two events.
    pub(super) fn joins_events(&self, clause: ClauseId, and: &Hit) -> bool {
        let hits = self.reading.hits(clause);
        let is_event = |hit: &Hit| event_of(hit.concept).is_some();
        hits.iter().any(|hit| hit.end == and.start && is_event(hit))
            && hits.iter().any(|hit| hit.start == and.end && is_event(hit))
    }

    /// Whether an event is only what the reports are that something is done with: "disclosed flaws are fixed within …",
    /// "flaws disclosed to us are fixed within …".
    fn describes_report(&self, clause: ClauseId, hit: &Hit, end: u32) -> bool {
        let reading = self.reading;
        if reading.is_foreign(clause) || !reading.document.str(reading.hit_text(hit)).ends_with("ed") {
            return false;
        }
        let is_event = |other: &Hit| other.start >= hit.end && other.end <= end && event_of(other.concept).is_some();
        let is_reported =
            reading.hits_of(clause, C::ReportVerb).any(|verb| verb.start == hit.start && verb.end > hit.end);
        // Behind "are" and "we" it is what is done.
        let first = reading.first_token(clause);
        let is_said = |at: u32| SAID.contains(&reading.word(at).to_ascii_lowercase().as_str());
        let is_verb = || (first.max(hit.start.saturating_sub(2))..hit.start).any(is_said);
        let is_before_noun = || {
            let is_noun = |noun: &Hit| matches!(noun.concept, C::Vulnerability | C::Issue | C::Report);
            reading.hits(clause).iter().any(|noun| noun.start == hit.end && is_noun(noun)) && !is_verb()
        };
        (is_reported || is_before_noun()) && reading.hits(clause).iter().any(is_event)
    }

    /// The event that "and" or "or" joins to one that ends at a token: "triaged and answered", "triaged and get an
    /// answer".
    fn joined_event(&self, clause: ClauseId, token: u32, end: u32) -> Option<Event> {
        let reading = self.reading;
        let word = |at: u32| reading.word(at);
        let and = reading.hits_of(clause, C::And).find(|and| and.start == token).map(|and| and.end);
        let or = || (token < end && ORS.contains(&word(token))).then_some(token + 1);
        let behind = and.or_else(or)?;
        let from = (behind..end).find(|&at| !RECEIVED.contains(&word(at))).unwrap_or(end);
        let next = reading.hits(clause).iter().filter(|hit| (behind..=from).contains(&hit.start) && hit.end <= end);
        next.filter_map(|hit| Some((hit.end, event_of(hit.concept)?)))
            .max_by_key(|&(end, _)| end)
            .map(|(_, event)| event)
    }

    /// The events between two tokens of a clause: the first by position, after what a time
    /// starts from is left out, and one that is joined to it.
    pub(super) fn events_between(&self, clause: ClauseId, start: u32, end: u32) -> Vec<Event> {
        let reading = self.reading;
        let set = reading.set(clause);
        let starts: Vec<(u32, u32)> = self.start_events(clause).map(|hit| self.start_event(clause, hit)).collect();
        let mut roles: Vec<(u32, u32, Event)> = Vec::new();
        for hit in reading.hits(clause) {
            let Some(event) = event_of(hit.concept) else { continue };
            // "A patch is published", "se publica un parche": what is published is the fix.
            let is_fix = |fix: &Hit| fix.start >= hit.end && fix.start - hit.end <= 1;
            let event = if event == Event::Disclosure && reading.hits_of(clause, C::Fix).any(is_fix) {
                Event::Fix
            } else {
                event
            };
            if hit.start < start
                || hit.end > end
                || self.describes_report(clause, hit, end)
                || starts.iter().any(|&(from, to)| hit.start >= from && hit.start < to)
            {
                continue;
            }
            roles.push((hit.start, hit.end - hit.start, event));
        }
        if set.has(C::Escalate) && set.has(C::Condition) && roles.iter().any(|role| role.2 == Event::Other) {
            return vec![Event::Other];
        }
        // By position; of two at one place the longer phrase.
        roles.sort_by_key(|&(at, length, event)| (at, std::cmp::Reverse(length), event));
        let Some(&(at, length, event)) = self.head_of_compound(clause, &roles) else { return Vec::new() };
        // "A plan for a fix, a status update or a question": news, whichever it is.
        let is_plan = reading.hits_of(clause, C::Plan).any(|plan| plan.start == at);
        if is_plan && roles.iter().any(|role| role.2 == Event::Update) {
            return vec![Event::Update];
        }
        let mut events = vec![event];
        let with_decision = event == Event::Acknowledgement
            && reading
                .hits(clause)
                .iter()
                .any(|hit| hit.concept == C::Decision && hit.start >= at + length && hit.end <= end);
        if with_decision {
            events.push(Event::Triage);
        }
        let joined = self.joined_event(clause, at + length, end);
        if let Some(joined) = joined.filter(|joined| *joined != Event::Other && !events.contains(joined)) {
            events.push(joined);
        }
        events
    }

    /// The first event; of a compound such as "triage acknowledgement" and "fix update" the last, which is its head.
    fn head_of_compound<'e>(&self, clause: ClauseId, roles: &'e [(u32, u32, Event)]) -> Option<&'e (u32, u32, Event)> {
        let first = roles.first()?;
        let is_head = |role: &&(u32, u32, Event)| {
            role.0 == first.0 + first.1 && matches!(role.2, Event::Acknowledgement | Event::Update)
        };
        let is_label = !self.reading.is_foreign(clause) && !self.reading.set(clause).any(&[C::We, C::Will]);
        roles.iter().find(is_head).filter(|_| is_label).or(Some(first))
    }

    /// What times start from in a clause. "Of the report" needs a unit right before it, and has a
    /// value: "one of the maintainers" is nothing that a time starts from.
    fn start_events(&self, clause: ClauseId) -> impl Iterator<Item = &Hit> {
        let is_unit_before = move |hit: &Hit| {
            self.reading.hits(clause).iter().any(|unit| unit.end == hit.start && UNITS.contains(&unit.concept))
        };
        self.reading.hits_of(clause, C::StartEvent).filter(move |hit| hit.value == 0 || is_unit_before(hit))
    }

    /// The tokens of the event that a time starts from.
    fn start_event(&self, clause: ClauseId, hit: &Hit) -> (u32, u32) {
        let reading = self.reading;
        if !reading.is_cjk(clause) {
            return (hit.start, self.start_event_end(clause, hit));
        }
        // "修复发布后 30 天内": it ends with its word, and begins behind the stop before.
        let first = reading.first_token(clause);
        let begins = (first..hit.start).rev().find(|&token| reading.token(token).kind == TokenKind::Stop);
        (begins.map_or(first, |stop| stop + 1), hit.end)
    }

    /// Where the event that a time starts from ends: at the next stop.
    fn start_event_end(&self, clause: ClauseId, hit: &Hit) -> u32 {
        let reading = self.reading;
        let last = reading.first_token(clause) + reading.tokens(clause).len() as u32;
        (hit.end..last).find(|&token| reading.token(token).kind == TokenKind::Stop).unwrap_or(last).min(hit.end + 6)
    }
}
