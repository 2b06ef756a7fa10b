//! People and teams that the text says to turn to, and tells no way to reach.

use super::Policy;
use super::facts::{Evidence, PlaceholderKind};
use super::hosts::Place;
use super::polarity::{is_for_something_else, is_in_condition, prohibits};
use super::reading::Reading;
use super::vocabulary::{Concept, Hit};
use crate::markdown::{BlockId, ClauseId, Link, LinkKind, TextRange};

use Concept as C;

/// Words behind a role that make it somebody else's: "the maintainers of the library".
const OF: &[&str] = &["of", "von", "der", "des", "du", "de", "del", "do", "da", "dos", "das", "d"];

/// What such a word may still be followed by: "the maintainers of this project".
const OWN: &[&str] = &[
    "this",
    "our",
    "the project",
    "the repository",
    "projekts",
    "dieses projekts",
    "projet",
    "ce projet",
    "proyecto",
    "este proyecto",
    "projeto",
    "este projeto",
];

/// Parts of a link's text or target that promise a way to people.
const LEADS_TO_PEOPLE: &[&str] = &["contact", "maintainer", "author", "owner", "team", "people"];

impl Policy<'_> {
    /// Where the text says to contact "the maintainers" or the like, each with the words, while no address, profile
    /// or handle in the whole document leads to anybody.
    pub fn unreachable_people(&self) -> Vec<Evidence> {
        let reading = &self.reading;
        let found = reading.clause_ids().filter_map(|clause| {
            let words = contacted(reading, clause).filter(|_| !is_told_how(reading, clause))?;
            Some(Evidence { span: reading.document.span(words), clause })
        });
        let found: Vec<Evidence> = found.collect();
        if found.is_empty() || self.leads_to_people() { Vec::new() } else { found }
    }

    /// Whether an address, a profile, a handle or a page of contacts stands anywhere.
    fn leads_to_people(&self) -> bool {
        let document = self.document;
        let is_contact = |link: &Link<'_>| {
            let place = self.reading.place(link);
            // The pages of the forge's form have these words too, and lead to nobody.
            let is_page = matches!(place, Place::Page | Place::Reference);
            let is_named = || {
                let named = format!("{} {}", document.str(link.text), page(&link.target)).to_lowercase();
                LEADS_TO_PEOPLE.iter().any(|word| named.contains(word))
            };
            link.address().is_some()
                || matches!(place, Place::Profile | Place::Chat | Place::Message | Place::Account)
                || is_page && is_named()
        };
        !self.written_out.is_empty()
            || self.placeholders.iter().any(|placeholder| placeholder.kind == PlaceholderKind::Contact)
            || document.links.iter().filter(|link| link.kind != LinkKind::Image).any(is_contact)
            || has_handle(document.text.as_str())
    }
}

/// A target without its host, which often has the name of a project in it.
fn page(target: &str) -> &str {
    let path = target.split_once("://").map_or(target, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    path.rsplit('/').next().unwrap_or_default()
}

/// `@ada`, `ada@widget.example`.
fn has_handle(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'@', bytes).any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric))
}

/// From the verb to the role: "contact the maintainers".
fn contacted(reading: &Reading<'_>, clause: ClauseId) -> Option<TextRange> {
    let set = reading.set(clause);
    if !set.has(C::ContactVerb)
        || !set.has(C::Person)
        || set.has(C::TemplateInstruction)
        || reading.is_heading(clause)
        || reading.section_of(clause).is_excluded
    {
        return None;
    }
    let pairs =
        reading.hits_of(clause, C::Person).filter_map(|person| Some((verb_of(reading, clause, person)?, *person)));
    let (verb, person) = pairs.max_by_key(|(_, person)| (person.end, std::cmp::Reverse(person.start)))?;
    let (first, last) = if verb.start < person.start { (verb, person) } else { (person, verb) };
    let words = TextRange::new(reading.hit_text(&first).start, reading.hit_text(&last).end);
    // "The maintainers will contact the authors": the project speaks of what it does.
    let speaks = |hit: &&Hit| matches!(hit.concept, C::We | C::Will) && hit.end <= first.start;
    let speaker = reading.hits(clause).iter().rfind(speaks);
    let is_ours = speaker.is_some_and(|hit| !is_in_condition(reading, clause, hit.start));
    let is_refused = prohibits(reading, clause, reading.hit_text(&verb))
        || is_in_condition(reading, clause, verb.start)
        || is_for_something_else(reading, clause);
    (!is_ours && !is_refused && !is_of_others(reading, clause, &person)).then_some(words)
}

/// What marks a role as the one who is written to where the verb comes last, behind it and before it.
const TO: (&[&str], &[&str]) =
    (&["に", "へ", "宛", "まで", "에게", "께", "한테", "에", "와", "과"], &["与", "與", "和", "跟", "向", "同"]);

/// How far behind a role its verb may stand, in tokens.
const REACH: u32 = 4;

/// The most tokens of a verb: "send a private message to the".
const LONGEST: u32 = 8;

/// The verb that a role is the object of: the role follows at once, or in languages whose verb may come last stands
/// shortly before it.
fn verb_of(reading: &Reading<'_>, clause: ClauseId, person: &Hit) -> Option<Hit> {
    let hits = reading.hits(clause);
    let near = &hits[hits.partition_point(|hit| hit.start + LONGEST < person.start)..];
    let mut near = near.iter().take_while(|hit| hit.start <= person.end + REACH);
    near.find(|hit| hit.concept == C::ContactVerb && is_verb_of(reading, clause, hit, person)).copied()
}

fn is_verb_of(reading: &Reading<'_>, clause: ClauseId, verb: &Hit, person: &Hit) -> bool {
    if verb.end == person.start {
        return true;
    }
    if !reading.is_cjk(clause) || verb.start < person.end || verb.start - person.end > REACH {
        return false;
    }
    // "メンテナが連絡先を…": who speaks is not written to.
    let (before, behind) = around(reading, clause, person);
    TO.0.iter().any(|particle| behind.starts_with(particle)) || TO.1.iter().any(|word| before.ends_with(word))
}

/// The text of a clause before a phrase and behind it, without the space between.
fn around<'d>(reading: &Reading<'d>, clause: ClauseId, hit: &Hit) -> (&'d str, &'d str) {
    let (text, base) = (reading.str(clause), reading.document.clause(clause).text.start);
    let range = reading.hit_text(hit);
    (text[..(range.start - base) as usize].trim_end(), text[(range.end - base) as usize..].trim_start())
}

/// "The maintainers of the library", which is not this project.
fn is_of_others(reading: &Reading<'_>, clause: ClauseId, person: &Hit) -> bool {
    let behind = around(reading, clause, person).1.to_lowercase();
    let Some((of, whose)) = behind.split_once([' ', '\'', '’']) else { return false };
    let is_own = |own: &&str| whose.strip_prefix(*own).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    OF.contains(&of) && !OWN.iter().any(is_own)
}

/// Whether a link stands in the block of a clause, in what leads in to it or in what it leads in to.
fn is_told_how(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let document = reading.document;
    let has_link = |block: BlockId| document.links_of(block).iter().any(|link| link.kind != LinkKind::Image);
    has_link(document.clause(clause).block)
        || reading.led_ids(clause).any(has_link)
        || reading.lead_in(clause).is_some_and(|lead| reading.links_of(lead).next().is_some())
}
