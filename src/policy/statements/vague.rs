//! Promises in words: "as soon as possible".

use super::is_excluded;
use crate::markdown::{ClauseId, TextRange};
use crate::policy::facts::{Duration, Event, Vague};
use crate::policy::polarity::is_in_condition;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

/// A promise in words: a vague phrase and something that the project is to do.
pub(super) fn vague(reading: &Reading<'_>, clause: ClauseId, durations: &[Duration]) -> Option<Vague> {
    let set = reading.set(clause);
    if !set.has(C::Vague) || reading.is_heading(clause) || is_excluded(reading, clause) && !set.has(C::We) {
        return None;
    }
    let hits = reading.hits_of(clause, C::Vague).filter(|hit| {
        // The longest phrase of those that overlap.
        !reading.hits_of(clause, C::Vague).any(|other| {
            other.start <= hit.start && other.end >= hit.end && other.end - other.start > hit.end - hit.start
        })
    });
    for hit in hits {
        let Some(event) = promised(reading, clause, hit) else { continue };
        let text = reading.hit_text(hit);
        let has_number = durations.iter().any(|duration| {
            duration.clause == clause && duration.event == event && !is_parted(reading, duration.text, text)
        });
        let is_denied = reading
            .hits_of(clause, C::Negation)
            .any(|negation| negation.end <= hit.start && hit.start - negation.end <= 2);
        if has_number
            || is_denied
            || is_possibility(reading, clause, hit)
            || !reading.is_cjk(clause) && is_in_condition(reading, clause, hit.start)
            || asked_of_reporter(reading, clause, hit)
            || is_reason(reading, clause, hit)
            || event == Event::Disclosure && is_bound(reading, clause, hit)
            || event == Event::Acknowledgement && is_of_product(reading, clause)
            || is_effort_for_reporter(reading, clause, hit)
            || is_line_of_development(reading, clause, hit)
        {
            continue;
        }
        return Some(Vague { event, text, span: reading.document.span(text), clause });
    }
    None
}

/// "We disclose as soon as possible once a fix is out": what has to happen first is told.
fn is_bound(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    reading.hits_of(clause, C::Condition).any(|condition| condition.start == vague.end)
}

/// "The library responds quickly": nobody speaks, and nothing is said of a report. Elsewhere the verb alone may say
/// who speaks.
fn is_of_product(reading: &Reading<'_>, clause: ClauseId) -> bool {
    const PEOPLE: &[Concept] =
        &[C::We, C::You, C::Will, C::Goal, C::Report, C::ReportVerb, C::Vulnerability, C::Person, C::Email];
    let path = reading.section_of(clause).path;
    !reading.is_foreign(clause)
        && !reading.set(clause).any(PEOPLE)
        && !path.any(&[C::HeadingReporting, C::HeadingTimeline, C::HeadingDisclosure])
        && reading.lead_in(clause).is_none()
}

/// "This helps us to triage it quickly": what a request is good for.
fn is_reason(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let Some(reason) = reading.hits_of(clause, C::Reason).rfind(|hit| hit.end <= vague.start) else { return false };
    let speaks =
        |hit: &Hit| matches!(hit.concept, C::We | C::Will) && hit.start >= reason.end && hit.end <= vague.start;
    vague.start - reason.end <= 12 && !reading.hits(clause).iter().any(speaks)
}

/// "May result in immediate releases": what is only possible is no promise.
fn is_possibility(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let mut possible = reading.hits_of(clause, C::Possibility).filter(|hit| hit.end <= vague.start);
    possible.next_back().is_some_and(|possible| {
        let promises = |hit: &Hit| hit.concept == C::Will && hit.start >= possible.end && hit.end <= vague.start;
        vague.start - possible.end <= 6 && !reading.hits(clause).iter().any(promises)
    })
}

/// "We make every effort to credit you", "… to work with your schedule": that needs no time.
fn is_effort_for_reporter(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let is_effort = reading.hits_of(clause, C::Goal).any(|goal| goal.start < vague.end && vague.start < goal.end);
    let is_for_reporter = |hit: &Hit| {
        matches!(hit.concept, C::Credit | C::Coordinate) && hit.start >= vague.end && hit.start - vague.end <= 1
    };
    is_effort && reading.hits(clause).iter().any(is_for_reporter)
}

/// "Critical flaws within 7 days; others on a best effort basis", "high: 7 days, low: next release": a semicolon, or the
/// next label, parts number and phrase.
fn is_parted(reading: &Reading<'_>, number: TextRange, phrase: TextRange) -> bool {
    let (from, to) = (number.end.min(phrase.end), number.start.max(phrase.start));
    let between = if from < to { reading.document.str(TextRange::new(from, to)) } else { "" };
    between.contains(';') || between.split_once(',').is_some_and(|(_, label)| label.contains(':'))
}

/// "Fixes land on `main` and in the next release", among the versions that get them: where a fix goes, not when. Such
/// phrases have a value.
fn is_line_of_development(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let path = reading.section_of(clause).path;
    vague.value == 1
        && path.has(C::HeadingVersions)
        && !path.any(&[C::HeadingReporting, C::HeadingTimeline, C::HeadingDisclosure])
}

/// The value of phrases that say of a report what is done with it: "reports have top priority", "handling is best
/// effort".
const SPEAKS: u16 = 2;

/// What the work on reports is called.
const WORK: &[&str] =
    &["support", "handling", "maintenance", "timeline", "timelines", "target", "targets", "everything"];

/// Whether a clause is about reports, or the work on them; "security is our top priority" is about none, and neither is
/// what is said of versions.
fn is_of_report(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let is_report = |hit: &Hit| match hit.concept {
        C::Report | C::Issue => true,
        C::Vulnerability => {
            hit.end - hit.start > 1 || reading.document.str(reading.hit_text(hit)).len() > "security".len()
        }
        _ => false,
    };
    let set = reading.set(clause);
    let path = reading.section_of(clause).path;
    let is_ours =
        set.any(&[C::We, C::Will]) || path.any(&[C::HeadingReporting, C::HeadingTimeline, C::HeadingDisclosure]);
    let first = reading.first_token(clause);
    let last = first + reading.tokens(clause).len() as u32;
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    // "Best effort, not a paid support": only what stands before the phrase, or right behind it.
    let is_work = || (first..last.min(vague.end + 1)).any(|at| WORK.contains(&word(at).as_str()));
    // "We consider flaws that leak data the highest priority": how they are sorted.
    let is_sorted = || (first..vague.start).any(|at| word(at).starts_with("consider"));
    !set.any(&[C::Version, C::SupportedVersions])
        && !path.has(C::HeadingVersions)
        && (reading.hits(clause).iter().any(is_report) || is_ours && is_work())
        && !is_sorted()
}

/// How much further off a step counts that stands behind a comma, in tokens.
const NEXT_STEP: u32 = 6;

/// What a vague phrase is about: the nearest event in the clause, else in its label or lead-in.
fn promised(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> Option<Event> {
    // "We answer as soon as practical, investigate it": a comma parts the phrase from the next step.
    let is_comma = |at: u32| reading.token(at).kind == TokenKind::Stop;
    let distance = |hit: &Hit| {
        if hit.end <= vague.start {
            return vague.start - hit.end;
        }
        let between = vague.end..hit.start.max(vague.end);
        between.len() as u32 + 1 + if between.clone().any(is_comma) { NEXT_STEP } else { 0 }
    };
    // "… so that we can answer": what it is good for is not promised.
    let reason = reading.hits_of(clause, C::Reason).find(|hit| hit.start >= vague.end).map(|hit| hit.end);
    let near = reading
        .hits(clause)
        .iter()
        .filter(|hit| reason.is_none_or(|reason| hit.start < reason))
        .filter_map(|hit| event_of(hit.concept).map(|event| (distance(hit), event)))
        .min_by_key(|&(distance, _)| distance);
    if let Some((distance, event)) = near {
        return (distance <= 16).then_some(event);
    }
    if vague.value == SPEAKS && is_of_report(reading, clause, vague) {
        return Some(Event::Triage);
    }
    reading.lead_ins(clause).find_map(|lead| reading.hits(lead).iter().find_map(|hit| event_of(hit.concept)))
}

fn event_of(concept: Concept) -> Option<Event> {
    match concept {
        C::Acknowledge => Some(Event::Acknowledgement),
        C::Triage => Some(Event::Triage),
        C::Update => Some(Event::Update),
        C::FixVerb | C::Fix => Some(Event::Fix),
        C::Disclose => Some(Event::Disclosure),
        _ => None,
    }
}

/// Words that make a verb of reporting behind them a noun: "your report".
const NOUN_BEGINS: &[&str] = &["your", "the", "a", "any", "each", "every", "all"];

/// "Report it as soon as possible", "give us a reasonable time": the reporter is to act.
fn asked_of_reporter(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let hits = reading.hits(clause);
    if reading.is_cjk(clause) {
        return asked_in_any_order(reading, clause, vague);
    }
    let last = |wanted: fn(Concept) -> bool| {
        hits.iter().rfind(|hit| hit.end <= vague.start && wanted(hit.concept)).map(|hit| hit.start)
    };
    let acts = last(|concept| {
        matches!(concept, C::Acknowledge | C::Triage | C::Update | C::FixVerb | C::Will | C::We | C::Goal)
    });
    // "We acknowledge reports": behind what the project does, a report is its object.
    // "Your report is immediately reviewed": the noun.
    let is_noun = |verb: &Hit| {
        let before = reading.word_before(clause, verb.start);
        before.is_some_and(|word| NOUN_BEGINS.contains(&&*word.to_ascii_lowercase()))
    };
    let reports = hits
        .iter()
        .rfind(|hit| hit.end <= vague.start && hit.concept == C::ReportVerb && !is_noun(hit))
        .map(|hit| hit.start)
        .filter(|&verb| acts.is_none() && vague.value != SPEAKS && !is_in_condition(reading, clause, verb));
    let asks = last(|concept| matches!(concept, C::Request | C::Advice)).max(reports);
    // "To help us resolve it quickly, please include …" is a reason, not a promise.
    let speaks = last(|concept| matches!(concept, C::We | C::Will | C::Goal)).is_some();
    if !speaks && hits.iter().any(|hit| hit.concept == C::Request && hit.start >= vague.end) {
        return true;
    }
    // "Check for updates and apply patches promptly": the users are to act.
    if !speaks && last(|concept| concept == C::Advice).is_some() {
        return true;
    }
    match (acts, asks) {
        // "Please:\n- give them a reasonable time"
        (None, None) => !speaks && reading.lead_in(clause).is_some_and(|lead| reading.set(lead).has(C::Request)),
        (_, None) => false,
        (None, Some(_)) => true,
        // "Please respond promptly": the request stands right before what is to be done.
        (Some(act), Some(ask)) => {
            let is_order = |hit: &Hit| hit.concept == C::Request && hit.start == ask && hit.end == act;
            // "You should hear from us soon" is no order.
            let is_told = |hit: &Hit| hit.concept == C::You && hit.start == ask;
            ask > act || hits.iter().any(is_order) && !hits.iter().any(is_told)
        }
    }
}

/// The same where the verb stands behind the vague word: "尽快报告", "速やかにご連絡ください".
fn asked_in_any_order(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let hits = reading.hits(clause);
    if reading.is_verb_final(clause) {
        let ends = |hit: &&Hit| hit.start >= vague.end && matches!(hit.concept, C::Request | C::Advice | C::Will);
        // Of two at one place the longer one: a request may hold the ending of a promise.
        let first = hits.iter().filter(ends).min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
        return first.is_some_and(|hit| hit.concept != C::Will);
    }
    let before = |wanted: fn(Concept) -> bool| {
        hits.iter().rfind(|hit| hit.end <= vague.start && wanted(hit.concept)).map(|hit| hit.start)
    };
    let ours = before(|concept| matches!(concept, C::We | C::Will | C::Goal));
    let asks = before(|concept| matches!(concept, C::Request | C::Advice));
    let verb = hits.iter().find(|hit| {
        hit.start >= vague.end
            && matches!(hit.concept, C::ReportVerb | C::Acknowledge | C::Triage | C::Update | C::FixVerb)
    });
    let reports = verb.is_some_and(|hit| hit.concept == C::ReportVerb && hit.start - vague.end <= 4);
    match (ours, asks) {
        (Some(ours), Some(asks)) => asks > ours,
        (Some(_), None) => false,
        (None, Some(_)) => true,
        (None, None) => reports,
    }
}
