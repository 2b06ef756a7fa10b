//! The request not to report in public.

use super::polarity::{RELATION, governs_back, is_forbidden_above, is_in_condition, is_vulnerability, reaches};
use super::reading::Reading;
use super::vocabulary::{Concept, Hit, TokenKind};
use crate::markdown::ClauseId;

use Concept as C;

/// Places that everybody reads.
const VENUES: &[Concept] = &[C::Issue, C::Discussion, C::PullRequest, C::Chat, C::PublicList, C::Public];

/// How plainly a clause asks not to report in public; 0 where it does not.
pub(super) fn no_public_report(reading: &Reading<'_>, clause: ClauseId) -> u32 {
    let set = reading.set(clause);
    // "Maintain confidentiality", which has a value, is a virtue of any system where no report is spoken of.
    let is_of_report = set.any(&[C::Request, C::You, C::Must, C::Until, C::Report, C::Vulnerability]);
    let mut asks = reading.hits_of(clause, C::NoPublicReport).filter(|hit| hit.value == 0 || is_of_report);
    if !reading.section_of(clause).is_excluded && asks.any(|hit| !is_offered(reading, clause, hit)) {
        return 3;
    }
    if asks_for_privacy(reading, clause) || keeps_silent(reading, clause) {
        return 3;
    }
    if is_forbidden_in_public(reading, clause) {
        return 3;
    }
    // Whatever else asks for silence has one of these.
    if !set.any(&[C::Negation, C::Instead, C::DisclosureProcess, C::Until])
        || is_project_speaking(reading, clause)
        || reading.section_of(clause).is_excluded && !set.has(C::Vulnerability)
    {
        return 0;
    }
    if reading.hits_of(clause, C::Negation).any(|negation| forbids_telling(reading, clause, negation)) {
        return 2;
    }
    if !set.any(VENUES) {
        return u32::from(asks_to_wait(reading, clause));
    }
    // "Senden Sie keine Lücken über öffentliche Issues": the verb may stand before the denial.
    let is_free = reading.is_cjk(clause) || reading.may_end_with_verb(clause);
    // "Bugs with no security impact belong in the tracker": what a report has nothing to do with.
    let is_relation = |negation: &Hit| {
        let covers =
            |other: &Hit| other.value == RELATION && other.start <= negation.start && negation.end <= other.end;
        reading.hits_of(clause, C::OtherPurpose).any(covers)
    };
    let forbids = reading.hits_of(clause, C::Negation).filter(|negation| !is_relation(negation)).any(|negation| {
        if is_free && !(reading.may_end_with_verb(clause) && is_in_condition(reading, clause, negation.start)) {
            forbids_public_in_any_order(reading, clause, negation)
        } else {
            forbids_public(reading, clause, negation)
        }
    });
    let is_rejected = |instead: &Hit| {
        if reading.is_verb_final(clause) {
            venue_before(reading, clause, instead, 8).is_some()
        } else {
            venue_after(reading, clause, instead, 8).is_some()
        }
    };
    let prefers = set.any(&[C::ReportVerb, C::Private]) && reading.hits_of(clause, C::Instead).any(is_rejected);
    match (forbids || prefers, reading.is_heading(clause)) {
        (true, false) => 4,
        (true, true) => 3,
        (false, _) => u32::from(asks_to_wait(reading, clause)),
    }
}

/// "Do not:" and an item "open a public issue".
fn is_forbidden_in_public(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    let opens = set.has(C::OpenVerb) && set.any(&[C::Issue, C::Discussion, C::PullRequest]);
    let tells = set.any(&[C::OpenVerb, C::ReportVerb, C::Disclose]) && set.any(VENUES);
    (opens || tells && set.any(&[C::Vulnerability, C::Pronoun, C::Report]))
        && !set.has(C::Negation)
        && !reading.section_of(clause).is_excluded
        && is_forbidden_above(reading, clause)
}

/// "Please contact one of the maintainers privately": the adverb, which has a value, behind the verb.
fn asks_for_privacy(reading: &Reading<'_>, clause: ClauseId) -> bool {
    const REACH: u32 = 7;
    let set = reading.set(clause);
    let is_asked = |verb: &Hit| {
        let mut requests = reading.hits_of(clause, C::Request);
        requests.any(|request| request.end <= verb.start) && !is_in_condition(reading, clause, verb.start)
    };
    set.has(C::Request)
        && !reading.section_of(clause).is_excluded
        && reading.hits_of(clause, C::Private).filter(|hit| hit.value > 0).any(|adverb| {
            let near = |verb: &Hit| verb.end <= adverb.start && adverb.start - verb.end <= REACH;
            let is_whole = |verb: &Hit| (verb.end..adverb.start).all(|at| reading.token(at).kind != TokenKind::Stop);
            let mut verbs = reading.hits_of(clause, C::ContactVerb).chain(reading.hits_of(clause, C::ReportVerb));
            verbs.any(|verb| near(verb) && is_whole(verb) && is_asked(verb))
        })
}

/// "Keep information about the flaws that you find confidential", "please hold all details in confidence", "reports
/// must remain private".
fn keeps_silent(reading: &Reading<'_>, clause: ClauseId) -> bool {
    const REACH: u32 = 14;
    let set = reading.set(clause);
    if !set.has(C::Keep) || !set.has(C::Private) || reading.section_of(clause).is_excluded {
        return false;
    }
    let first = reading.first_token(clause);
    let is_asked = |keep: &Hit| {
        let asks = |hit: &Hit| matches!(hit.concept, C::Request | C::Must) && hit.end <= keep.start;
        let is_order = keep.start == first
            && !reading
                .lead_ins(clause)
                .any(|lead| reading.set(lead).any(&[C::We, C::Will]) && !reading.set(lead).any(&[C::You, C::Request]));
        (is_order || reading.hits(clause).iter().any(asks)) && !is_promised(reading, clause, keep)
    };
    reading.hits_of(clause, C::Keep).filter(|keep| is_asked(keep)).any(|keep| {
        let is_near = |hit: &Hit| hit.start >= keep.end && hit.start - keep.end <= REACH;
        let is_report = |hit: &Hit| {
            let is_object = hit.start >= keep.end || hit.end <= keep.start;
            matches!(hit.concept, C::Vulnerability | C::Report | C::Pronoun | C::ItemDescription) && is_object
        };
        let parted = |private: &Hit| (keep.end..private.start).any(|at| reading.token(at).kind == TokenKind::Stop);
        // "Keep passwords private" is good advice to everybody.
        let names_secrets = |private: &Hit| {
            let mut secrets = reading.hits_of(clause, C::Secrets);
            secrets.any(|secret| secret.start >= keep.end && secret.end <= private.start)
        };
        reading
            .hits_of(clause, C::Private)
            .any(|private| is_near(private) && !parted(private) && !names_secrets(private))
            && reading.hits(clause).iter().any(is_report)
    })
}

/// "We will keep your report confidential": the project speaks of itself, right before the verb.
fn is_promised(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    let speaks =
        |hit: &Hit| matches!(hit.concept, C::We | C::Will) && hit.end <= verb.start && verb.start - hit.end <= 1;
    let asks = |hit: &Hit| matches!(hit.concept, C::Request | C::You | C::Must) && hit.end <= verb.start;
    let hits = reading.hits(clause);
    hits.iter().any(speaks) && !hits.iter().any(asks)
}

/// "You can privately report it", "to privately report it, use …": what may be done, or what the project itself says
/// that it does not do, is not asked for.
fn is_offered(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    let set = reading.set(clause);
    let first = reading.first_token(clause);
    let word = |at: u32| reading.word(at);
    let may = hit.start > first && matches!(word(hit.start - 1), "can" | "may" | "could");
    // "To report a vulnerability privately, please write": what the request is good for.
    let asked_before = || reading.hits_of(clause, C::Request).any(|request| request.start < hit.start);
    let is_purpose = || {
        word(first) == "To"
            && (first..hit.start).all(|at| reading.token(at).kind != TokenKind::Stop)
            && !asked_before()
            && !set.has(C::Must)
    };
    let is_denied = reading.hits_of(clause, C::Negation).any(|negation| negation.start == hit.start);
    // "Open an issue, and avoid posting passwords": what is the reporter's own.
    let mut secrets = reading.hits_of(clause, C::Secrets);
    let hides_secrets = secrets.any(|secret| secret.start >= hit.end && secret.start - hit.end <= 2);
    hides_secrets
        || may && !set.any(&[C::Request, C::Must])
        || is_purpose()
        || is_promised(reading, clause, hit)
        || is_denied && is_project_speaking(reading, clause)
}

/// "Please give us 90 days before any public disclosure": silence for a while.
fn asks_to_wait(reading: &Reading<'_>, clause: ClauseId) -> bool {
    // To ask for "coordinated disclosure" names a principle, and "publicly disclosed" flaws, which have the value 2,
    // are only described.
    let is_name =
        |step: &Hit| reading.hits_of(clause, C::Coordinate).any(|hit| step.start <= hit.start && hit.end < step.end);
    let waits = |step: &Hit| {
        let mut acts = reading.hits_of(clause, C::Disclose);
        step.value < 2 && !is_name(step) && acts.any(|hit| step.start < hit.start && hit.start < step.end)
    };
    // "We encourage you to report it to us before disclosing it."
    let tells = |step: &Hit| {
        let set = reading.set(clause);
        set.has(C::You)
            && set.has(C::Vulnerability)
            && reading.hits_of(clause, C::ReportVerb).any(|verb| verb.end <= step.start)
    };
    let asks = |step: &Hit| reading.set(clause).has(C::Request) || tells(step);
    reading.hits_of(clause, C::DisclosureProcess).any(|step| waits(step) && asks(step))
        || reading.hits_of(clause, C::Until).any(|before| reports_before_opening(reading, clause, before))
}

/// "Please contact us before creating an issue."
fn reports_before_opening(reading: &Reading<'_>, clause: ClauseId, before: &Hit) -> bool {
    let opens = reading.hits_of(clause, C::OpenVerb).any(|verb| verb.start == before.end);
    let reports = |verb: &Hit| verb.end <= before.start && !is_in_condition(reading, clause, verb.start);
    opens
        && venue_after(reading, clause, before, 5).is_some()
        && reading.set(clause).has(C::Vulnerability)
        && reading.hits_of(clause, C::ReportVerb).any(reports)
}

/// A negation, a verb, and a public place: "do not open an issue", "never post it in public".
fn forbids_public(reading: &Reading<'_>, clause: ClauseId, negation: &Hit) -> bool {
    let Some(venue) = venue_after(reading, clause, negation, 14) else { return false };
    if is_relative(reading, clause, negation, venue.start) {
        return false;
    }
    if is_in_condition(reading, clause, negation.start) || !reaches(reading, clause, negation, venue.start) {
        return false;
    }
    let hits = reading.hits(clause);
    let is_act = |hit: &Hit| {
        hit.start >= negation.end.saturating_sub(1) && hit.start <= venue.end && hit.start - negation.start <= 8
    };
    let acts = |concept: Concept| hits.iter().any(|hit| hit.concept == concept && is_act(hit));
    let opens = acts(C::OpenVerb) || acts(C::ReportVerb);
    // "Not public": the place is no verb.
    let discloses = hits.iter().any(|hit| hit.start != venue.start && hit.concept == C::Disclose && is_act(hit));
    // What is not to be published has to be the report, not credentials or the like.
    let is_between = |hit: &Hit| hit.start >= negation.end && hit.start <= venue.end;
    let is_report = |hit: &Hit| matches!(hit.concept, C::Vulnerability | C::Pronoun | C::Report);
    // "Vulnerabilities should never be reported there": the subject of a passive.
    let is_passive = || {
        hits.iter().any(|hit| hit.start == negation.end + 1 && matches!(hit.concept, C::OpenVerb | C::Disclose))
            && reading.word(negation.end) == "be"
    };
    let is_subject = |hit: &Hit| hit.concept == C::Vulnerability && hit.end <= negation.start && is_passive();
    let is_about_report = hits.iter().any(|hit| is_report(hit) && is_between(hit) || is_subject(hit));
    // "Never post passwords in public issues" is good advice to everybody.
    if !is_about_report && reading.hits_of(clause, C::Secrets).any(is_between) {
        return false;
    }
    // "Do not open an issue for questions."
    let is_for_else = |hit: &Hit| hit.start >= venue.end && hit.start - venue.end <= 2;
    if !reading.set(clause).has(C::Vulnerability) && reading.hits_of(clause, C::OtherPurpose).any(is_for_else) {
        return false;
    }
    // "Do not open an issue for an old version": no secret, but what gets no fix.
    let is_of_version = |hit: &Hit| matches!(hit.concept, C::Older | C::EndOfSupport) && is_for_else(hit);
    if !reading.set(clause).any(&[C::Vulnerability, C::Public]) && hits.iter().any(is_of_version) {
        return false;
    }
    let opens_venue =
        opens && matches!(venue.concept, C::Issue | C::Discussion | C::PullRequest) && venue.start - negation.end <= 5;
    opens_venue || (opens || discloses) && (is_about_report || venue.concept == C::Public)
}

/// "Bugs that do not cross this line should go to the tracker": what is denied is said of the bugs, and the tracker
/// stands behind another verb.
fn is_relative(reading: &Reading<'_>, clause: ClauseId, negation: &Hit, venue: u32) -> bool {
    const AUXILIARIES: &[&str] = &["do", "does", "did", "are", "is", "was", "were", "have", "has", "can"];
    const RELATIVES: &[&str] = &["that", "which", "who"];
    const MODALS: &[&str] = &["should", "must", "can", "may", "shall", "ought", "belong", "belongs"];
    let first = reading.first_token(clause);
    let word = |at: u32| reading.word(at).to_ascii_lowercase();
    let mut before = (first..=negation.start).rev().map(word);
    let is_verb = |word: &String| AUXILIARIES.contains(&word.trim_end_matches("n't").trim_end_matches("n’t"));
    before.next();
    let mut before = before.skip_while(is_verb);
    before.next().is_some_and(|word| RELATIVES.contains(&word.as_str()))
        && (negation.end..venue).any(|at| MODALS.contains(&word(at).as_str()))
}

/// "Do not disclose the vulnerability": no place is named, but telling is forbidden.
fn forbids_telling(reading: &Reading<'_>, clause: ClauseId, negation: &Hit) -> bool {
    let hits = reading.hits(clause);
    let Some(verb) = hits
        .iter()
        .find(|hit| hit.concept == C::Disclose && hit.start >= negation.end && hit.start - negation.end <= 2)
    else {
        return false;
    };
    let opens = hits.iter().any(|hit| hit.concept == C::OpenVerb && hit.start == verb.start);
    opens
        && hits.iter().any(|hit| {
            matches!(hit.concept, C::Vulnerability | C::Pronoun | C::Report)
                && hit.start >= verb.end
                && hit.start - verb.end <= 4
        })
}

/// The same where verb, place and negation stand in any order: "请勿在公开 issue 中报告漏洞",
/// "公開の Issue で報告しないでください".
fn forbids_public_in_any_order(reading: &Reading<'_>, clause: ClauseId, negation: &Hit) -> bool {
    let venue = if reading.is_verb_final(clause) {
        venue_before(reading, clause, negation, 30).filter(|venue| governs_back(reading, clause, negation, venue.start))
    } else {
        let turned = |venue: &&Hit| {
            let between = |hit: &Hit| hit.start >= negation.end && hit.end <= venue.start;
            let turns = |hit: &Hit| matches!(hit.concept, C::Request | C::Turn) && between(hit);
            !reading.hits(clause).iter().any(turns)
        };
        venue_after(reading, clause, negation, 26).filter(turned).or_else(|| venue_before(reading, clause, negation, 6))
    };
    let Some(venue) = venue else { return false };
    let first = if reading.is_cjk(clause) { negation.start } else { negation.start.saturating_sub(3) };
    let (from, to) = (venue.start.min(first), venue.end.max(negation.end) + 20);
    let near = |concepts: &[Concept]| {
        reading.hits(clause).iter().any(|hit| concepts.contains(&hit.concept) && hit.start >= from && hit.end <= to)
    };
    let acts = near(&[C::OpenVerb, C::ReportVerb, C::Disclose]);
    let is_about_report = reading.set(clause).any(&[C::Vulnerability, C::Pronoun, C::Report]);
    let opens_venue =
        near(&[C::OpenVerb, C::ReportVerb]) && matches!(venue.concept, C::Issue | C::Discussion | C::PullRequest);
    acts && (is_about_report || opens_venue || near(&[C::Public]))
}

/// The last public place before a phrase, at most so many tokens away.
fn venue_before<'r>(reading: &'r Reading<'_>, clause: ClauseId, phrase: &Hit, within: u32) -> Option<&'r Hit> {
    reading
        .hits(clause)
        .iter()
        .rfind(|hit| VENUES.contains(&hit.concept) && hit.end <= phrase.start && phrase.start - hit.end <= within)
}

/// "Do not use the form for plain bug reports": what it is not for, and no place.
fn is_other_purpose(reading: &Reading<'_>, clause: ClauseId, venue: &Hit) -> bool {
    let first = reading.first_token(clause);
    let is_for = |at: u32| reading.word(at).eq_ignore_ascii_case("for");
    reading.hits_of(clause, C::OtherPurpose).any(|other| {
        other.start < venue.end && venue.start < other.end && other.start > first && is_for(other.start - 1)
    })
}

/// The first public place behind a phrase, at most so many tokens away.
fn venue_after<'r>(reading: &'r Reading<'_>, clause: ClauseId, phrase: &Hit, within: u32) -> Option<&'r Hit> {
    reading
        .hits(clause)
        .iter()
        .filter(|hit| VENUES.contains(&hit.concept) && !is_vulnerability(reading, clause, hit))
        .find(|hit| hit.start >= phrase.end && hit.start - phrase.end <= within)
        .filter(|hit| !is_other_purpose(reading, clause, hit))
}

/// "We do not publish": the negation is about the project itself.
pub(super) fn is_project_speaking(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let Some(negation) = reading.hits_of(clause, C::Negation).next() else { return false };
    // "Widget will not publish it", where "you will not" is asked of the reader.
    // "Please let us know" may follow.
    let is_asked = reading
        .hits_of(clause, C::Request)
        .any(|request| reading.is_foreign(clause) || request.start <= negation.start);
    let promises = reading.hits_of(clause, C::Will).any(|will| will.end == negation.start)
        && !reading.hits_of(clause, C::You).any(|you| you.end <= negation.start)
        && !is_asked;
    if promises && !reading.is_foreign(clause) {
        return true;
    }
    let Some(we) = reading.hits_of(clause, C::We).rfind(|we| we.end <= negation.start) else { return false };
    negation.start - we.end <= 2 && !is_asked
}
