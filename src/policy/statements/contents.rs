//! What a report should hold.

use super::lists;
use crate::markdown::{BlockKind, ClauseId};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, ConceptSet, Hit};

use Concept as C;

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
pub(in crate::policy) fn items(set: ConceptSet) -> usize {
    ITEMS.iter().filter(|&&item| set.has(item)).count()
}

/// How plainly a clause asks for particular things in a report; 0 where it does not.
pub(in crate::policy) fn report_contents(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    let in_contents = section.heading.has(C::HeadingContents);
    // "Include the following in your report", even below "Not eligible for a bounty".
    let is_outright = set.has(C::Include) && set.has(C::Report) && set.has(C::Request);
    let in_scope = (section.path.has(C::HeadingScope) || set.has(C::Scope)) && !is_outright;
    let in_versions = section.heading.has(C::HeadingVersions) && !section.path.has(C::HeadingReporting);
    if section.is_excluded || in_scope || in_versions {
        return 0;
    }
    let listed = items(wanted(reading, clause));
    // "Report it to us with:" and a list of what to send.
    let about = set.has(C::Vulnerability) || section.path.has(C::HeadingReporting);
    let reports =
        set.has(C::ReportVerb) && about && !set.has(C::Will) && lists(reading, clause) && !lists_ways(reading, clause);
    let asks = set.has(C::Include) || set.has(C::ReportContents) || reports;
    // "With a description of:\n- what is at risk": the lead-in names one thing, and its items others.
    let leads = || reports_with(reading, clause) && listed + items(set) >= 2;
    if (asks || in_contents) && (listed >= 2 || listed == 1 && leads()) {
        return 6;
    }
    // "Email the maintainers with the version": the order makes them its object.
    let is_order = reading.hits_of(clause, C::ReportVerb).any(|hit| hit.start == reading.first_token(clause));
    // "We need to know": who speaks asks.
    let asks_with =
        |we: &Hit| reading.hits_of(clause, C::Include).any(|ask| ask.start <= we.start && we.end <= ask.end);
    let asks_itself = reading.hits_of(clause, C::We).any(asks_with);
    let is_ours = set.has(C::We) && !set.any(&[C::You, C::Request, C::Report]) && !is_order && !asks_itself;
    if is_ours || is_denied(reading, clause) && !set.has(C::Request) {
        return 0;
    }
    let own = items(set);
    // "詳細を書かずに Issue を作成してください": the request is for something else.
    if reading.is_cjk(clause) && set.has(C::Negation) && !(set.has(C::Include) && own >= 2) {
        return 0;
    }
    let is_imperative = reading.hits_of(clause, C::Include).any(|hit| hit.start == order_start(reading, clause));
    let to_reporter = set.any(&[C::Request, C::You, C::ReportVerb, C::Reason])
        || (set.has(C::Report) && set.has(C::Include))
        || is_imperative
        || asks_itself
        || in_contents;
    if set.has(C::Include) && own >= 2 && to_reporter {
        return 5;
    }
    // "As many details as possible", which has a value, names nothing in particular.
    let names = reading.hits_of(clause, C::ReportContents).any(|hit| hit.value == 0) || own >= 2;
    if names && set.has(C::ReportContents) && to_reporter && (asks && own >= 1) && !set.has(C::Pointer) {
        return 4;
    }
    let block = reading.document.block(reading.document.clause(clause).block);
    let is_item = matches!(block.kind, BlockKind::Item) && block.lead_in.is_none();
    if in_contents && own >= 1 && (is_item || own >= 2) {
        return 3;
    }
    0
}

/// Whether what is to be sent stands behind a verb of reporting.
fn reports_with(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let asks = |verb: &Hit| reading.hits_of(clause, C::Include).any(|ask| ask.start >= verb.end);
    reading.hits_of(clause, C::ReportVerb).any(asks)
}

/// Where an order begins: "do provide" begins with its verb.
fn order_start(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let first = reading.first_token(clause);
    let is_emphatic = reading.word(first).eq_ignore_ascii_case("do");
    first + u32::from(is_emphatic)
}

/// What the items of a list name, without those that ask for something not to be done.
fn wanted(reading: &Reading<'_>, clause: ClauseId) -> ConceptSet {
    let clauses = reading.led_blocks(clause).flat_map(|block| block.clauses.iter());
    let asked = clauses.map(|item| reading.set(item)).filter(|set| !set.has(C::Negation));
    asked.fold(ConceptSet::default(), ConceptSet::union)
}

/// Whether a list is one of ways to report: "there are two options:" and what to do in each.
fn lists_ways(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let mut items = reading.led_blocks(clause).filter_map(|block| block.clauses.iter().next());
    items.any(|item| {
        let first = reading.first_token(item);
        reading.hits_of(item, C::ReportVerb).any(|verb| verb.start == first)
    })
}

/// Whether a negation stands before what is asked for. Behind it, it is about one of the things: "a proof that does
/// not hold real data".
fn is_denied(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let asked = reading.hits_of(clause, C::Include).chain(reading.hits_of(clause, C::ReportContents));
    let first = asked.map(|hit| hit.start).min();
    let in_any_order = reading.is_cjk(clause) || reading.may_end_with_verb(clause);
    reading.hits_of(clause, C::Negation).any(|hit| in_any_order || first.is_none_or(|first| hit.start <= first))
}
