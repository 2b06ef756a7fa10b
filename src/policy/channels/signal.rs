//! People by their names on Signal, which end in a number: `ada.01`.

use super::Channels;
use crate::markdown::{ClauseId, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::polarity::{asks_for_report, in_reporting_section, is_for_something_else, prohibits};
use crate::policy::vocabulary::Concept as C;
use crate::source::Span;

/// How the messenger is called.
const NAME: &str = "Signal";

/// How far a name may stand from the messenger's in the same sentence, in bytes.
const BESIDE: u32 = 60;

/// How many clauses may stand between the one that names the messenger and a name.
const REACH: u32 = 6;

impl Channels<'_, '_> {
    /// "Message `ada.01` on Signal", or a list of names below such a sentence.
    pub(super) fn signal(&mut self) {
        let reading = self.reading;
        let document = reading.document;
        if memchr::memmem::find(document.text.as_str().as_bytes(), NAME.as_bytes()).is_none() {
            return;
        }
        let mut asked = Vec::new();
        for clause in reading.clause_ids() {
            let is_named = reading.str(clause).contains(NAME);
            if is_named && self.is_asked_there(clause) {
                asked.push(clause);
            }
            // "We use core.10 of the library" is no list of names.
            let is_list = |lead: ClauseId| {
                is_near(lead, clause) && reading.is_item(clause) && reading.word_count(clause) <= NAMES
            };
            let lead = asked.last().filter(|&&lead| reading.section(lead) == reading.section(clause));
            if lead.is_some_and(|&lead| lead == clause || !is_named && is_list(lead)) {
                let text = document.clause(clause).text;
                let names_messenger = document.str(text).find(NAME).map(|at| at as u32);
                let is_beside = |start: u32| names_messenger.is_none_or(|at| at.abs_diff(start) <= BESIDE);
                for (name, start) in signal_names(document.str(text)).filter(|&(_, start)| is_beside(start)) {
                    let range = TextRange::new(text.start + start, text.start + start + name.len() as u32);
                    let is_linked = reading.links_of(clause).any(|link| link.text.overlaps(range));
                    if !is_linked && !prohibits(reading, clause, range) {
                        self.push(ChannelKind::Chat, name, Some(true), document.span(range), clause);
                    }
                }
            }
        }
        // Code that is shown on lines of its own has no clause.
        for block in &document.code_blocks {
            let behind =
                document.clauses.partition_point(|clause| document.span(clause.text).start < block.content.start);
            let Some(before) = behind.checked_sub(1).map(|before| ClauseId(before as u32)) else { continue };
            let lead = asked[..asked.partition_point(|&lead| lead <= before)].last();
            let is_lead = |lead: &&ClauseId| is_near(**lead, before) && reading.section(**lead) == block.section;
            let Some(&lead) = lead.filter(is_lead) else { continue };
            for (name, start) in signal_names(document.source.slice(block.content)) {
                let start = block.content.start + start;
                self.push(ChannelKind::Chat, name, Some(true), Span::new(start, start + name.len() as u32), lead);
            }
        }
    }

    /// Whether a clause sends reporters to the messenger.
    fn is_asked_there(&self, clause: ClauseId) -> bool {
        let reading = self.reading;
        !reading.section_of(clause).is_excluded
            && !reading.set(clause).has(C::Will)
            && (asks_for_report(reading, clause) || in_reporting_section(reading, clause))
            && !is_for_something_else(reading, clause)
    }
}

fn is_near(lead: ClauseId, clause: ClauseId) -> bool {
    clause.0 - lead.0 <= REACH
}

/// The names in a text, each with its place.
fn signal_names(text: &str) -> impl Iterator<Item = (&str, u32)> {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
    words
        .filter(|word| is_signal_name(word))
        .map(|name| (name, (name.as_ptr() as usize - text.as_ptr() as usize) as u32))
}

/// How many words a clause has at most that lists names, each of which is two or three.
const NAMES: usize = 12;

/// Three letters or more, a dot, and two digits or more.
fn is_signal_name(word: &str) -> bool {
    let Some((name, number)) = word.rsplit_once('.') else { return false };
    name.len() >= 3
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && number.len() >= 2
        && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_signal_name;

    #[test]
    fn a_name_ends_in_a_number() {
        for (word, expected) in [
            ("ada.01", true),
            ("bob_b.1234", true),
            ("v1.02", false),
            ("ada.b", false),
            ("1.25", false),
            ("ada.1", false),
        ] {
            assert_eq!(is_signal_name(word), expected, "{word}");
        }
    }
}
