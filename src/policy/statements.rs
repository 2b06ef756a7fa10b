//! What a policy states or does not: the request not to report in public, vague promises, the
//! way to disclosure, what a report should hold, scope, safe harbour, credit, bounty,
//! advisories, encryption.

use super::facts::{Duration, Event, Evidence, Facts, Vague};
use super::reading::Reading;
use super::vocabulary::{Concept, ConceptSet, Hit};
use crate::markdown::{BlockKind, ClauseId, NodeKind};

use Concept as C;

/// Reads every statement into `facts`. The durations have been read.
pub(super) fn read_statements(reading: &Reading<'_>, facts: &mut Facts) {
    facts.no_public_report = best(reading, no_public_report);
    facts.vague = read_vague(reading);
    facts.disclosure_process = best(reading, |reading, clause| disclosure(reading, clause, &facts.durations));
    facts.report_contents = best(reading, report_contents);
    facts.scope = best(reading, scope);
    facts.safe_harbor = best(reading, safe_harbor);
    facts.credit = best(reading, credit);
    facts.bounty = best(reading, bounty);
    facts.advisories = best(reading, advisories);
    facts.encryption = encryption(reading);
    facts.no_promise = best(reading, no_promise);
}

/// The most definite clause for a statement, then the first.
fn best(reading: &Reading<'_>, score: impl Fn(&Reading<'_>, ClauseId) -> u32) -> Option<Evidence> {
    let mut best: Option<(u32, ClauseId)> = None;
    for clause in reading.clause_ids() {
        let score = score(reading, clause);
        if score > 0 && best.is_none_or(|(so_far, _)| score > so_far) {
            best = Some((score, clause));
        }
    }
    best.map(|(_, clause)| Evidence { span: with_list(reading, clause), clause })
}

/// A clause with the list that it leads in to.
fn with_list(reading: &Reading<'_>, clause: ClauseId) -> crate::source::Span {
    let document = reading.document;
    let span = reading.span(clause);
    if !reading.str(clause).trim_end().ends_with([':', '：']) && !reading.is_heading(clause) {
        return span;
    }
    let led = document.blocks.iter().filter(|block| block.lead_in == Some(clause));
    led.fold(span, |span, block| span.cover(document.span(block.text)))
}

/// Concepts of the clause and of what leads in to it.
fn led_set(reading: &Reading<'_>, clause: ClauseId) -> ConceptSet {
    reading.lead_ins(clause).fold(reading.set(clause), |set, lead| set.union(reading.set(lead)))
}

fn is_excluded(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.section_of(clause).is_excluded
}

const VENUES: &[Concept] = &[C::Issue, C::Discussion, C::PullRequest, C::Chat, C::PublicList, C::Public];

fn no_public_report(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if set.has(C::OtherPurpose) && !set.has(C::Vulnerability) && !set.has(C::Public) {
        return 0;
    }
    if set.has(C::NoPublicReport) && !is_excluded(reading, clause) {
        return 3;
    }
    let asked = |negation: &Hit| {
        let acts = reading.hits(clause).iter().any(|hit| {
            matches!(hit.concept, C::OpenVerb | C::ReportVerb | C::Disclose)
                && hit.end > negation.end
                && hit.start - negation.end.min(hit.start) <= 6
        });
        let venue = reading
            .hits(clause)
            .iter()
            .any(|hit| VENUES.contains(&hit.concept) && hit.start >= negation.end && hit.start - negation.end <= 14);
        acts && venue
    };
    let negated = reading.hits_of(clause, C::Negation).any(asked);
    let instead = reading.hits_of(clause, C::Instead).any(|instead| {
        reading
            .hits(clause)
            .iter()
            .any(|hit| VENUES.contains(&hit.concept) && hit.start >= instead.end && hit.start - instead.end <= 8)
    }) && set.any(&[C::ReportVerb, C::Private]);
    let is_ours = set.has(C::We) && !set.any(&[C::You, C::Request]) && !negated;
    if (negated && !is_project_speaking(reading, clause) || instead) && !is_ours {
        let in_policy = set.has(C::Vulnerability) || !is_excluded(reading, clause);
        return if in_policy { 4 } else { 0 };
    }
    0
}

/// "We do not issue advisories in public": the negation is about the project itself.
fn is_project_speaking(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let Some(negation) = reading.hits_of(clause, C::Negation).next() else { return false };
    let Some(we) = reading.hits_of(clause, C::We).rfind(|we| we.end <= negation.start) else { return false };
    negation.start - we.end <= 2 && !reading.set(clause).has(C::Request)
}

/// Promises in words: a vague phrase and something that the project is to do.
fn read_vague(reading: &Reading<'_>) -> Vec<Vague> {
    reading.clause_ids().filter_map(|clause| vague(reading, clause)).collect()
}

fn vague(reading: &Reading<'_>, clause: ClauseId) -> Option<Vague> {
    let set = reading.set(clause);
    if !set.has(C::Vague) || reading.is_heading(clause) {
        return None;
    }
    let hits: Vec<Hit> = reading.hits_of(clause, C::Vague).copied().collect();
    for hit in hits {
        let text = reading.document.str(reading.hit_text(&hit)).to_ascii_lowercase();
        let is_request = asked_of_reporter(reading, clause, &hit);
        let event = nearest_event(reading, clause, &hit);
        let weak = matches!(text.as_str(), "as possible" | "as soon" | "quick" | "priority" | "rapid");
        if is_request || weak {
            continue;
        }
        if let Some(event) = event {
            let longest = reading
                .hits_of(clause, C::Vague)
                .filter(|other| other.start <= hit.start && other.end >= hit.end)
                .max_by_key(|other| other.end - other.start)
                .copied()
                .unwrap_or(hit);
            let text = reading.hit_text(&longest);
            return Some(Vague { event, text, span: reading.document.span(text), clause });
        }
    }
    None
}

/// "Report it as soon as possible", "give us a reasonable time": the reporter is to act.
fn asked_of_reporter(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> bool {
    let before = |concept: Concept| reading.hits_of(clause, concept).rfind(|hit| hit.end <= vague.start);
    let acts = reading.hits(clause).iter().rfind(|hit| {
        hit.end <= vague.start
            && matches!(hit.concept, C::Acknowledge | C::Triage | C::Update | C::FixVerb | C::Publish | C::We)
    });
    let asks = reading
        .hits(clause)
        .iter()
        .rfind(|hit| hit.end <= vague.start && matches!(hit.concept, C::Request | C::ReportVerb | C::Advice));
    let we = before(C::We);
    match (acts, asks) {
        (None, Some(_)) => true,
        (Some(act), Some(ask)) => ask.start > act.start && we.is_none_or(|we| we.start < ask.start),
        _ => false,
    }
}

fn nearest_event(reading: &Reading<'_>, clause: ClauseId, vague: &Hit) -> Option<Event> {
    let event = |hit: &&Hit| match hit.concept {
        C::Acknowledge => Some(Event::Acknowledgement),
        C::Triage => Some(Event::Triage),
        C::Update => Some(Event::Update),
        C::FixVerb | C::Fix | C::Release => Some(Event::Fix),
        C::Disclose | C::Publish => Some(Event::Disclosure),
        _ => None,
    };
    let hits = reading.hits(clause);
    let before = hits.iter().filter(|hit| hit.end <= vague.start && event(hit).is_some()).max_by_key(|hit| hit.end);
    let after = hits.iter().filter(|hit| hit.start >= vague.start && event(hit).is_some()).min_by_key(|hit| hit.start);
    let nearest = match (before, after) {
        (Some(before), Some(after)) => {
            if vague.start - before.end <= after.start.saturating_sub(vague.end) + 1 {
                Some(before)
            } else {
                Some(after)
            }
        }
        (before, after) => before.or(after),
    };
    nearest.and_then(|hit| event(&hit))
}

fn disclosure(reading: &Reading<'_>, clause: ClauseId, durations: &[Duration]) -> u32 {
    let set = reading.set(clause);
    if reading.is_heading(clause) || is_excluded(reading, clause) {
        return 0;
    }
    let path = reading.section_of(clause).path;
    let in_section = path.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    let fixes = set.any(&[C::Fix, C::FixVerb, C::Release]);
    let publishes = set.has(C::Publish) && set.any(&[C::Advisory, C::Cve]) && !set.has(C::ReportVerb);
    let coordinates = set.has(C::Coordinate) && (fixes || set.any(&[C::Disclose, C::Release]));
    let has_time = durations.iter().any(|duration| duration.clause == clause && duration.event == Event::Disclosure);
    let embargo = set.has(C::Embargo);
    let step = set.has(C::DisclosureProcess);
    let asks_time = step && set.has(C::Request) && set.any(&[C::Disclose, C::Fix, C::FixVerb, C::Public]);
    if embargo || has_time || coordinates && set.has(C::Disclose) {
        return 5;
    }
    if asks_time || coordinates {
        return 4;
    }
    if step
        && set.any(&[C::Disclose, C::Advisory, C::Cve, C::Public])
        && (set.any(&[C::We, C::Fix, C::FixVerb, C::Release, C::Negation]) || in_section)
    {
        return 4;
    }
    if publishes && (set.has(C::We) || fixes || in_section) && !set.has(C::Pointer) {
        return 3;
    }
    if step && fixes && (set.has(C::We) || in_section) {
        return 2;
    }
    0
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

fn items(set: ConceptSet) -> usize {
    ITEMS.iter().filter(|&&item| set.has(item)).count()
}

fn report_contents(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if section.is_excluded {
        return 0;
    }
    if reading.is_heading(clause) {
        return 0;
    }
    let in_contents = section.heading.has(C::HeadingContents);
    let led = listed_items(reading, clause);
    let asks = set.has(C::Include) || in_contents;
    let is_ours = set.has(C::We) && !set.any(&[C::You, C::Request, C::Report]) && !reading.str(clause).ends_with(':');
    if asks && led >= 2 {
        return 6;
    }
    if is_ours || set.has(C::Negation) && !set.has(C::Request) {
        return 0;
    }
    let own = items(set);
    if set.has(C::Include) && own >= 2 && (set.any(&[C::Request, C::Report, C::ReportVerb, C::You]) || in_contents) {
        return 5;
    }
    if set.has(C::ReportContents)
        && (set.has(C::Include) || own >= 1)
        && (set.any(&[C::Request, C::Report, C::ReportVerb]) || in_contents)
    {
        return 4;
    }
    if in_contents && own >= 1 && reading.document.block(reading.document.clause(clause).block).lead_in.is_none() {
        return 3;
    }
    0
}

/// How many kinds of information the items of a list ask for that a clause leads in to.
fn listed_items(reading: &Reading<'_>, clause: ClauseId) -> usize {
    let document = reading.document;
    let mut set = ConceptSet::default();
    for block in document.blocks.iter().filter(|block| block.lead_in == Some(clause)) {
        for clause in block.clauses.iter() {
            set = set.union(reading.set(clause));
        }
    }
    items(set)
}

fn scope(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if reading.is_heading(clause) {
        return 0;
    }
    let in_scope = section.path.has(C::HeadingScope);
    if section.is_excluded && !in_scope {
        return 0;
    }
    if set.has(C::Scope) && set.any(&[C::Vulnerability, C::Issue, C::Report, C::Version]) {
        return if in_scope { 4 } else { 3 };
    }
    if set.has(C::Scope) && in_scope {
        return 3;
    }
    if in_scope && section.heading.has(C::HeadingScope) {
        return 2;
    }
    0
}

fn safe_harbor(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let reserves =
        set.has(C::SafeHarbor) && !set.has(C::Negation) && reading.str(clause).to_ascii_lowercase().contains("reserve");
    if reading.is_heading(clause) || !set.has(C::SafeHarbor) || reserves {
        return 0;
    }
    let lower = reading.str(clause).to_ascii_lowercase();
    let legal = lower.contains("legal")
        || lower.contains("lawsuit")
        || lower.contains("law enforcement")
        || lower.contains("prosecut")
        || lower.contains("sue ");
    let promises = legal && set.has(C::Negation) || lower.contains("authori") || lower.contains("safe harbo");
    if promises { 2 } else { 0 }
}

fn credit(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if reading.is_heading(clause) || !set.has(C::Credit) || is_excluded(reading, clause) {
        return 0;
    }
    let text = reading.str(clause).to_ascii_lowercase();
    let names =
        ["credit", "hall of fame", "your name", "recogni", "attribut", "anonym", "acknowledge", "publicly thank"]
            .iter()
            .any(|word| text.contains(word));
    let of_receipt = set.has(C::Acknowledge) && text.contains("receipt");
    let in_section = reading.section_of(clause).path.has(C::HeadingCredit);
    let strong = text.contains("credit") && !text.contains("credentials only")
        || text.contains("hall of fame")
        || text.contains("your name");
    let thanks = text.contains("thank") && !in_section && !strong && !names;
    if of_receipt && !strong || thanks {
        return 0;
    }
    if strong {
        3
    } else if names && set.any(&[C::You, C::We, C::Report]) {
        2
    } else if in_section && names {
        1
    } else {
        0
    }
}

fn bounty(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if reading.is_heading(clause) || !set.has(C::Bounty) || is_excluded(reading, clause) {
        return 0;
    }
    let strong = reading.hits_of(clause, C::Bounty).any(|hit| {
        let text = reading.document.str(reading.hit_text(hit)).to_ascii_lowercase();
        text.contains("bount")
            || text.contains("reward")
            || text.contains("monetary")
            || text.contains("compensation")
            || text.contains("remunerat")
    });
    if strong { 2 } else { 0 }
}

fn advisories(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    if reading.is_heading(clause) || is_excluded(reading, clause) {
        return 0;
    }
    let in_section = reading.section_of(clause).path.has(C::HeadingAdvisories);
    let notices = set.any(&[C::Advisory, C::Cve]);
    let publishes = set.has(C::Publish);
    let reports = set.has(C::ReportVerb) && set.any(&[C::Request, C::You]) && !set.has(C::We);
    if set.has(C::Advisories) && publishes && !reports {
        return if in_section { 5 } else { 3 };
    }
    if notices && publishes && !reports && (set.any(&[C::We, C::Fix, C::FixVerb, C::Release]) || in_section) {
        return if in_section { 4 } else { 2 };
    }
    0
}

fn encryption(reading: &Reading<'_>) -> Option<Evidence> {
    best(reading, |reading, clause| {
        let set = reading.set(clause);
        if !set.has(C::Encryption) || reading.is_heading(clause) {
            return 0;
        }
        let signs = set.has(C::Signing) && !set.any(&[C::ReportVerb, C::Email]);
        let section = reading.section_of(clause);
        if signs && !section.path.has(C::HeadingEncryption)
            || section.is_excluded && !section.path.has(C::HeadingEncryption)
        {
            return 0;
        }
        let names_tool = reading.hits_of(clause, C::Encryption).any(|hit| {
            let text = reading.document.str(reading.hit_text(hit)).to_ascii_lowercase();
            ["pgp", "gpg", "fingerprint", "keybase", "openpgp", "gnupg", "age key"]
                .iter()
                .any(|tool| text.contains(tool))
                || (text.contains("encrypt") && set.any(&[C::ReportVerb, C::Email]))
        });
        u32::from(names_tool) * 2
    })
}

fn no_promise(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    u32::from(
        set.has(C::NoPromise)
            && set.any(&[C::Acknowledge, C::Vague, C::FixVerb, C::Support])
            && !is_excluded(reading, clause),
    )
}

/// Whether a clause stands in a list item.
#[expect(dead_code, reason = "for the readers to come")]
fn is_item(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let block = reading.document.block(reading.document.clause(clause).block);
    block.kind == BlockKind::Item || reading.document.node(block.node).kind == NodeKind::Item
}
