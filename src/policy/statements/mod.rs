//! What a policy states or does not: vague promises, the way to disclosure, what a report should
//! hold, scope, safe harbour, credit, bounty, advisories, encryption.
//!
//! Each reader scores a clause: 0 says nothing, more is more definite. The most definite clause
//! is the evidence, and of equals the first.

mod advisories;
pub(super) mod contents;
mod disclosure;
mod encryption;
mod scope;
mod vague;

use super::Policy;
use super::embargo;
use super::facts::{Evidence, Facts};
use super::polarity::asks_here;
use super::reading::Reading;
use super::silence;
use super::vocabulary::{Concept, ConceptSet};
use crate::markdown::ClauseId;
use crate::source::Span;

use Concept as C;

/// Reads the statements that tell what kind of document it is, and what is promised, into `facts`. The durations and
/// channels have been read.
pub(super) fn read_statements(reading: &Reading<'_>, facts: &mut Facts) {
    facts.no_public_report = best_of_all(reading, silence::no_public_report);
    facts.vague = reading.clause_ids().filter_map(|clause| vague::vague(reading, clause, &facts.durations)).collect();
    let mut reporting = vec![false; reading.document.clauses.len()];
    facts.channels.iter().for_each(|channel| reporting[channel.clause.0 as usize] = true);
    let is_reporting = |clause: ClauseId| reporting[clause.0 as usize];
    facts.disclosure_process =
        densest(reading, |clause| disclosure::disclosure(reading, clause, &facts.durations, is_reporting(clause)));
}

/// Statements that few rules ask for: each is read when it is.
impl Policy<'_> {
    /// All of them, in the order in which they stand here.
    pub fn statements(&self) -> [Option<Evidence>; 9] {
        [
            self.embargo(),
            self.report_contents(),
            self.scope(),
            self.safe_harbor(),
            self.credit(),
            self.bounty(),
            self.advisories(),
            self.encryption(),
            self.no_promise(),
        ]
    }

    /// Asks the reporter to keep silent until something has happened.
    pub fn embargo(&self) -> Option<Evidence> {
        best(&self.reading, embargo::embargo)
    }

    /// What a report should hold.
    pub fn report_contents(&self) -> Option<Evidence> {
        best(&self.reading, contents::report_contents)
    }

    /// What is covered.
    pub fn scope(&self) -> Option<Evidence> {
        best(&self.reading, scope::scope)
    }

    /// A promise of no legal action.
    pub fn safe_harbor(&self) -> Option<Evidence> {
        best(&self.reading, safe_harbor)
    }

    /// How reporters are credited.
    pub fn credit(&self) -> Option<Evidence> {
        best(&self.reading, credit)
    }

    /// Rewards, either way.
    pub fn bounty(&self) -> Option<Evidence> {
        best(&self.reading, |reading, clause| bounty(reading, clause, || self.is_reporting(clause)))
    }

    /// Where fixed vulnerabilities are announced.
    pub fn advisories(&self) -> Option<Evidence> {
        best(&self.reading, |reading, clause| advisories::advisories(reading, clause, || self.is_reporting(clause)))
    }

    /// Keys and encryption.
    pub fn encryption(&self) -> Option<Evidence> {
        encryption::encryption(&self.reading)
    }

    /// A refusal to promise times.
    pub fn no_promise(&self) -> Option<Evidence> {
        best(&self.reading, no_promise)
    }

    /// Whether a clause offers a way to report.
    fn is_reporting(&self, clause: ClauseId) -> bool {
        self.channels_in(clause).next().is_some()
    }
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

/// The most definite clause for a statement that a whole passage makes: of equals, one in the
/// section that says most of it, then the first.
fn densest(reading: &Reading<'_>, score: impl Fn(ClauseId) -> u32) -> Option<Evidence> {
    let mut scored = Vec::new();
    let mut counts = vec![0_u32; reading.sections.len()];
    for clause in reading.clause_ids() {
        if reading.is_heading(clause) || reading.is_cross_reference(clause) {
            continue;
        }
        let score = score(clause);
        if score > 0 {
            counts[reading.section(clause).0 as usize] += 1;
            scored.push((score, clause));
        }
    }
    let rank = |&(score, clause): &(u32, ClauseId)| (score, counts[reading.section(clause).0 as usize]);
    let best = scored.iter().copied().reduce(|best, next| if rank(&next) > rank(&best) { next } else { best })?;
    Some(Evidence { span: with_list(reading, best.1), clause: best.1 })
}

/// A clause with the list that it leads in to.
fn with_list(reading: &Reading<'_>, clause: ClauseId) -> Span {
    let span = reading.span(clause);
    if !lists(reading, clause) {
        return span;
    }
    reading.led_blocks(clause).fold(span, |span, block| span.cover(reading.document.span(block.text)))
}

/// Whether a clause announces what follows.
fn lists(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.str(clause).ends_with([':', '：'])
}

/// What the blocks that a clause leads in to name.
fn listed(reading: &Reading<'_>, clause: ClauseId) -> ConceptSet {
    let clauses = reading.led_blocks(clause).flat_map(|block| block.clauses.iter());
    clauses.fold(ConceptSet::default(), |all, clause| all.union(reading.set(clause)))
}

fn is_excluded(reading: &Reading<'_>, clause: ClauseId) -> bool {
    reading.section_of(clause).is_excluded
}

/// Rewards, either way: in passing where the clause is about how to report.
fn bounty(reading: &Reading<'_>, clause: ClauseId, is_reporting: impl FnOnce() -> bool) -> u32 {
    let set = reading.set(clause);
    if !set.has(C::Bounty) || is_excluded(reading, clause) {
        return 0;
    }
    if is_reporting() || asks_here(reading, clause) { 1 } else { 2 }
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

fn safe_harbor(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    let ours = |clause: ClauseId| reading.set(clause).any(&[C::We, C::Will]);
    // "We commit to:\n- not take legal action": the item leaves out who speaks.
    let begins = || reading.hits_of(clause, C::Negation).any(|hit| hit.start == reading.first_token(clause));
    let is_led = || begins() && (set.has(C::You) || reading.lead_ins(clause).any(ours));
    let promises = reading.in_order(clause, C::Negation, C::Legal) && (ours(clause) || is_led());
    // The name of a law, which has a value, is in lists of those that users have to obey as well.
    let is_promised = || ours(clause) || set.any(&[C::Negation, C::GoodFaith]) || reading.lead_ins(clause).any(ours);
    let is_named = reading.hits_of(clause, C::SafeHarbor).any(|hit| hit.value == 0 || is_promised());
    u32::from(is_named || promises)
}

/// Who or what credit is given to, or for.
const CREDITED: &[Concept] =
    &[C::We, C::Will, C::You, C::Person, C::Report, C::ReportVerb, C::Vulnerability, C::Fix, C::Advisory, C::Cve];

fn credit(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let section = reading.section_of(clause);
    let in_section = section.path.has(C::HeadingCredit);
    // "Credits are booked once": the bare noun, which has a value.
    let is_bare = || reading.hits_of(clause, C::Credit).all(|hit| hit.value == 1);
    let is_something_else = !in_section && is_bare() && !reading.set(clause).any(CREDITED);
    if !reading.set(clause).has(C::Credit) || section.is_excluded && !in_section || is_something_else {
        return 0;
    }
    if reading.set(clause).any(&[C::We, C::Will, C::You]) || in_section { 2 } else { 1 }
}

fn no_promise(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    // "No guarantee that fixes reach old versions" is about versions, not about times.
    let is_about_versions = set.any(&[C::Version, C::Older, C::SupportedVersions]);
    let is_about_times = set.has(C::Acknowledge) || set.any(&[C::Vague, C::FixVerb, C::Support]) && !is_about_versions;
    u32::from(set.has(C::NoPromise) && is_about_times && !is_excluded(reading, clause))
}
