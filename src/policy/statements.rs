//! What a policy states or does not: vague promises, the way to disclosure, what a report should
//! hold, scope, safe harbour, credit, bounty, advisories, encryption.
//!
//! Each reader scores a clause: 0 says nothing, more is more definite. The most definite clause
//! is the evidence, and of equals the first.

use super::embargo;
use super::facts::{Duration, Event, Evidence, Facts, Vague};
use super::polarity::is_in_condition;
use super::reading::Reading;
use super::silence;
use super::vocabulary::{Concept, ConceptSet, Hit};
use crate::markdown::{BlockKind, ClauseId};
use crate::source::Span;

use Concept as C;

/// Reads every statement into `facts`. The durations and channels have been read.
pub(super) fn read_statements(reading: &Reading<'_>, facts: &mut Facts) {
    facts.no_public_report = best_of_all(reading, silence::no_public_report);
    facts.vague = reading.clause_ids().filter_map(|clause| vague(reading, clause, &facts.durations)).collect();
    let mut reporting = vec![false; reading.document.clauses.len()];
    facts.channels.iter().for_each(|channel| reporting[channel.clause.0 as usize] = true);
    let is_reporting = |clause: ClauseId| reporting[clause.0 as usize];
    facts.disclosure_process =
        best(reading, |reading, clause| disclosure(reading, clause, &facts.durations, is_reporting(clause)));
    facts.embargo = best(reading, embargo::embargo);
    facts.report_contents = best(reading, report_contents);
    facts.scope = best(reading, scope);
    facts.safe_harbor = best(reading, safe_harbor);
    facts.credit = best(reading, credit);
    facts.bounty = best(reading, |reading, clause| content(reading, clause, C::Bounty));
    facts.advisories = best(reading, |reading, clause| advisories(reading, clause, is_reporting(clause)));
    facts.encryption = encryption(reading);
    facts.no_promise = best(reading, no_promise);
}

/// The most definite clause for a statement that no heading makes, then the first.
pub(super) fn best(reading: &Reading<'_>, score: impl Fn(&Reading<'_>, ClauseId) -> u32) -> Option<Evidence> {
    best_of_all(reading, |reading, clause| if reading.is_heading(clause) { 0 } else { score(reading, clause) })
}

/// The most definite clause for a statement, then the first.
fn best_of_all(reading: &Reading<'_>, score: impl Fn(&Reading<'_>, ClauseId) -> u32) -> Option<Evidence> {
    let mut best: Option<(u32, ClauseId)> = None;
    for clause in reading.clause_ids().filter(|&clause| !reading.is_cross_reference(clause)) {
        let score = score(reading, clause);
        if score > 0 && best.is_none_or(|(so_far, _)| score > so_far) {
            best = Some((score, clause));
        }
    }
    best.map(|(_, clause)| Evidence { span: with_list(reading, clause), clause })
}

/// A clause with the list that it leads in to.
fn with_list(reading: &Reading<'_>, clause: ClauseId) -> Span {
    let span = reading.span(clause);
    if !reading.str(clause).trim_end().ends_with([':', '：']) {
        return span;
    }
    reading.led_blocks(clause).fold(span, |span, block| span.cover(reading.document.span(block.text)))
}

fn is_excluded(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.section_of(clause).is_excluded
}

/// Whether a clause that is no advice names a concept in a section that is policy.
fn content(reading: &Reading<'_>, clause: ClauseId, concept: Concept) -> u32 {
    u32::from(reading.set(clause).has(concept) && !is_excluded(reading, clause))
}

/// A promise in words: a vague phrase and something that the project is to do.
fn vague(reading: &Reading<'_>, clause: ClauseId, durations: &[Duration]) -> Option<Vague> {
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
        let has_number = durations.iter().any(|duration| duration.clause == clause && duration.event == event);
        let is_denied = reading
            .hits_of(clause, C::Negation)
            .any(|negation| negation.end <= hit.start && hit.start - negation.end <= 2);
        if has_number
            || is_denied
            || !reading.is_cjk(clause) && is_in_condition(reading, clause, hit.start)
            || asked_of_reporter(reading, clause, hit)
            || is_effort_to_credit(reading, clause, hit)
        {
            continue;
        }
        return Some(Vague { event, text, span: reading.document.span(text), clause });
    }
    None
}

/// "We make every effort to credit you": thanks need no time.
fn is_effort_to_credit(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let is_effort = reading.hits_of(clause, C::Goal).any(|goal| goal.start <= vague.start && vague.end <= goal.end);
    is_effort && reading.hits_of(clause, C::Credit).any(|hit| hit.start >= vague.end && hit.start - vague.end <= 1)
}

/// What a vague phrase is about: the nearest event in the clause, else in its label or lead-in.
fn promised(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> Option<Event> {
    let distance = |hit: &Hit| {
        if hit.end <= vague.start { vague.start - hit.end } else { hit.start.saturating_sub(vague.end) + 1 }
    };
    let near = reading
        .hits(clause)
        .iter()
        .filter_map(|hit| event_of(hit.concept).map(|event| (distance(hit), event)))
        .min_by_key(|&(distance, _)| distance);
    if let Some((distance, event)) = near {
        return (distance <= 16).then_some(event);
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
    let reports = last(|concept| concept == C::ReportVerb).filter(|_| acts.is_none());
    let asks = last(|concept| matches!(concept, C::Request | C::Advice)).max(reports);
    // "To help us resolve it quickly, please include …" is a reason, not a promise.
    let speaks = last(|concept| matches!(concept, C::We | C::Will | C::Goal)).is_some();
    if !speaks && hits.iter().any(|hit| hit.concept == C::Request && hit.start >= vague.end) {
        return true;
    }
    match (acts, asks) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(act), Some(ask)) => ask > act,
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

fn disclosure(reading: &Reading<'_>, clause: ClauseId, durations: &[Duration], is_reporting: bool) -> u32 {
    let set = reading.set(clause);
    if is_excluded(reading, clause) || set.has(C::Pointer) && !set.any(&[C::We, C::Will]) {
        return 0;
    }
    let path = reading.section_of(clause).path;
    let in_section = path.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    let ours = set.any(&[C::We, C::Will]) || in_section;
    let fixes = set.any(&[C::Fix, C::FixVerb, C::Release]);
    let makes_public = set.any(&[C::Disclose, C::Public, C::Embargo]);
    let step = set.has(C::DisclosureProcess);
    let asks_for_report = is_reporting && !set.any(&[C::We, C::Will]);
    if durations.iter().any(|duration| duration.clause == clause && duration.event == Event::Disclosure) {
        return 6;
    }
    if asks_for_report {
        return 0;
    }
    if set.has(C::Embargo) {
        return 5;
    }
    if step && makes_public && (set.has(C::Request) || ours || set.has(C::Negation)) {
        return 5;
    }
    if set.has(C::Coordinate) && (fixes || makes_public) && !set.has(C::ReportVerb) {
        return 4;
    }
    if step && set.has(C::Request) && fixes {
        return 4;
    }
    let notices = set.any(&[C::Advisory, C::Cve]);
    if notices && set.has(C::Publish) && (ours || fixes) && !negated(reading, clause, C::Publish) {
        return 3;
    }
    if step && (fixes || set.has(C::Cve)) && ours {
        return 2;
    }
    0
}

/// Whether a negation stands shortly before a concept, or behind it where that is the order.
fn negated(reading: &Reading<'_>, clause: ClauseId, concept: Concept) -> bool {
    if reading.is_verb_final(clause) {
        return reading.hits_of(clause, C::Negation).any(|negation| {
            reading.hits_of(clause, concept).any(|hit| hit.end <= negation.start && negation.start - hit.end <= 3)
        });
    }
    reading.hits_of(clause, C::Negation).any(|negation| {
        reading.hits_of(clause, concept).any(|hit| hit.start >= negation.end && hit.start - negation.end <= 3)
    })
}

const ITEMS: &[Concept] = &[
    C::ItemDescription,
    C::ItemSteps,
    C::ItemVersion,
    C::ItemImpact,
    C::ItemEnvironment,
    C::ItemMitigation,
    C::ItemLocation,
    C::ItemContact,
];

/// How many different things that a report may hold are named.
pub(super) fn items(set: ConceptSet) -> usize {
    ITEMS.iter().filter(|&&item| set.has(item)).count()
}

/// How plainly a clause asks for particular things in a report; 0 where it does not.
pub(super) fn report_contents(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let in_contents = section.heading.has(C::HeadingContents);
    let in_scope = section.path.has(C::HeadingScope) || set.has(C::Scope);
    let in_versions = section.heading.has(C::HeadingVersions) && !section.path.has(C::HeadingReporting);
    if section.is_excluded || in_scope || in_versions {
        return 0;
    }
    let listed = items(
        reading
            .led_blocks(clause)
            .flat_map(|block| block.clauses.iter())
            .fold(ConceptSet::default(), |all, clause| all.union(reading.set(clause))),
    );
    // "Report it to us with:" and a list of what to send.
    let reports =
        set.has(C::ReportVerb) && set.has(C::Vulnerability) && reading.str(clause).trim_end().ends_with([':', '：']);
    let asks = set.has(C::Include) || set.has(C::ReportContents) || reports;
    if (asks || in_contents) && listed >= 2 {
        return 6;
    }
    let is_ours = set.has(C::We) && !set.any(&[C::You, C::Request, C::Report]);
    if is_ours || set.has(C::Negation) && !set.has(C::Request) {
        return 0;
    }
    let own = items(set);
    // "詳細を書かずに Issue を作成してください": the request is for something else.
    if reading.is_cjk(clause) && set.has(C::Negation) && !(set.has(C::Include) && own >= 2) {
        return 0;
    }
    let is_imperative = reading.hits_of(clause, C::Include).any(|hit| hit.start == reading.first_token(clause));
    let to_reporter = set.any(&[C::Request, C::You, C::ReportVerb])
        || (set.has(C::Report) && set.has(C::Include))
        || is_imperative
        || in_contents;
    if set.has(C::Include) && own >= 2 && to_reporter {
        return 5;
    }
    if set.has(C::ReportContents) && to_reporter && (asks && own >= 1) && !set.has(C::Pointer) {
        return 4;
    }
    let block = reading.document.block(reading.document.clause(clause).block);
    let is_item = matches!(block.kind, BlockKind::Item) && block.lead_in.is_none();
    if in_contents && own >= 1 && (is_item || own >= 2) {
        return 3;
    }
    0
}

fn scope(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let in_scope = section.path.has(C::HeadingScope);
    if section.is_excluded && !in_scope {
        return 0;
    }
    if set.has(C::Scope)
        && (in_scope || set.any(&[C::Vulnerability, C::Issue, C::Report, C::ReportVerb, C::Cve, C::OtherPurpose]))
    {
        return 3;
    }
    if in_scope && reading.word_count(clause) >= 4 { 2 } else { 0 }
}

fn safe_harbor(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let promises = set.has(C::Legal) && negated_anywhere_before(reading, clause, C::Legal);
    u32::from(set.has(C::SafeHarbor) || promises)
}

fn negated_anywhere_before(reading: &Reading<'_>, clause: ClauseId, concept: Concept) -> bool {
    reading.in_order(clause, C::Negation, concept) && reading.set(clause).any(&[C::We, C::Will])
}

fn credit(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let section = reading.section_of(clause);
    if !reading.set(clause).has(C::Credit) || section.is_excluded && !section.path.has(C::HeadingCredit) {
        return 0;
    }
    if reading.set(clause).any(&[C::We, C::Will, C::You]) || section.path.has(C::HeadingCredit) { 2 } else { 1 }
}

fn advisories(reading: &Reading<'_>, clause: ClauseId, is_reporting: bool) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if section.is_excluded || is_reporting || negated(reading, clause, C::Publish) {
        return 0;
    }
    let in_section = section.path.has(C::HeadingAdvisories);
    let asks = set.has(C::ReportVerb) && set.has(C::Request) && !set.any(&[C::We, C::Will]);
    if asks || !set.has(C::Publish) {
        return 0;
    }
    let names_place = set.has(C::Advisories) && !set.has(C::Credit);
    let publishes = |notice: &Hit| {
        let verbs = reading.hits_of(clause, C::Publish);
        verbs.into_iter().any(|verb| verb.end <= notice.start && notice.start - verb.end <= 3)
    };
    // "We credit you in the advisory" does not say that it is published, "we publish it" does.
    let notices =
        set.any(&[C::Advisory, C::Cve]) && (!set.has(C::Credit) || reading.hits_of(clause, C::Advisory).any(publishes));
    let ours = set.any(&[C::We, C::Will, C::Fix, C::FixVerb, C::Release])
        || section.path.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    match (names_place, notices, in_section, ours) {
        (true, _, true, _) => 5,
        (_, true, true, _) => 4,
        (true, _, _, true) | (true, true, ..) => 3,
        (_, true, _, true) => 2,
        _ => u32::from(notices && links_to_advisories(reading, clause)),
    }
}

/// Whether a clause links to a list of published advisories.
fn links_to_advisories(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.links_of(clause).any(|link| reading.place(link) == super::hosts::Place::AdvisoryList)
}

/// A key, a fingerprint, or an invitation to encrypt; not the signing of artefacts.
fn encryption(reading: &Reading<'_>) -> Option<Evidence> {
    let said = best(reading, |reading, clause| {
        let set = reading.set(clause);
        let section = reading.section_of(clause);
        let is_key_section = section.path.has(C::HeadingEncryption);
        let signs = set.has(C::Signing) && !set.any(&[C::ReportVerb, C::Email]);
        u32::from(!(!set.has(C::Encryption) || (section.is_excluded || signs) && !is_key_section))
    });
    said.or_else(|| key_block(reading))
}

/// An armoured public key.
fn key_block(reading: &Reading<'_>) -> Option<Evidence> {
    let document = reading.document;
    let is_key = |content: Span| document.source.slice(content).contains("BEGIN PGP PUBLIC KEY BLOCK");
    let block = document
        .code_blocks
        .iter()
        .find(|block| is_key(block.content) && !reading.sections[block.section.0 as usize].is_excluded)?;
    let before = document.clauses.partition_point(|clause| document.span(clause.text).start < block.content.start);
    Some(Evidence { span: document.node(block.node).span, clause: ClauseId(before.saturating_sub(1) as u32) })
}

fn no_promise(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    u32::from(
        set.has(C::NoPromise)
            && set.any(&[C::Acknowledge, C::Vague, C::FixVerb, C::Support])
            && !is_excluded(reading, clause),
    )
}
