//! People by their names on a forge or in a chat: `@ada`, `@ada:widget.example`, "Ada (`ada`)".

use super::links::is_in_private;
use super::recipients::is_told_early;
use super::words::is_one_of_ways;
use super::{Channels, thanks};
use crate::markdown::{ClauseId, TextRange};
use crate::policy::address::clause_at;
use crate::policy::facts::{Channel, ChannelKind};
use crate::policy::polarity::{asks_for_report, in_reporting_section, is_for_something_else, prohibits};
use crate::policy::vocabulary::Concept;
use crate::source::Span;

use Concept as C;

impl Channels<'_, '_> {
    /// Names that the reader is told to turn to.
    pub(super) fn handles(&mut self) {
        let document = self.reading.document;
        let text = document.text.as_str();
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            let Some(name) = handle(text, at) else { continue };
            let range = TextRange::new(at as u32, (at + name.len()) as u32);
            let Some(clause) = self.reading.clause_at(document.span(range)) else { continue };
            // What is set as code may be code; behind a role or a chat, or with a chat server, it is the name of a
            // person.
            let is_code = document.code_at(range).is_some();
            let is_person = is_on_server(name)
                || self.is_behind_role(clause, range)
                || self.is_behind_forge(clause, range)
                || self.chat_before(clause, range).is_some();
            if (!is_code || is_person) && self.is_written_to(clause, range) {
                self.handle(name, range, clause);
            }
        }
        self.plain_handles();
    }

    /// "Send a direct message to one of us: Ada (`ada`), …": names without their `@`.
    fn plain_handles(&mut self) {
        let reading = self.reading;
        let document = reading.document;
        let text = document.text.as_str();
        for &code in &document.code {
            let name = document.str(code);
            let in_brackets = text[..code.start as usize].ends_with('(') && text[code.end as usize..].starts_with(')');
            let is_name = name.len() > 2 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
            let Some(clause) = clause_at(reading, code.start).filter(|_| in_brackets && is_name) else { continue };
            let is_led = reading.lead_in(clause).is_some_and(|lead| {
                let set = reading.set(lead);
                set.has(C::DirectMessage)
                    && set.any(&[C::Person, C::Chat])
                    && !set.any(&[C::Negation, C::Will])
                    && (asks_for_report(reading, lead) || in_reporting_section(reading, lead))
            });
            if is_led {
                self.push(ChannelKind::Chat, name, Some(true), document.span(code), clause);
            }
        }
    }

    fn handle(&mut self, name: &str, range: TextRange, clause: ClauseId) {
        let reading = self.reading;
        let leads = std::iter::once(clause).chain(reading.lead_ins(clause));
        let is_message =
            is_on_server(name) || leads.into_iter().any(|clause| reading.set(clause).has(C::DirectMessage));
        let chat = self.chat_before(clause, range).or_else(|| self.chat_behind(clause, range));
        let is_profile = chat.as_ref().is_some_and(|chat| PROFILES.contains(&chat.as_str()));
        let is_chat = chat.is_some() && (!is_profile || is_in_private(reading, clause));
        let (kind, private) =
            if is_message || is_chat { (ChannelKind::Chat, Some(true)) } else { (ChannelKind::Other, None) };
        let span = reading.document.span(range);
        // "The owner (@ada)": the name says who that is.
        self.found.retain(|channel| !is_role_of(channel, span, clause));
        self.push(kind, name, private, span, clause);
    }

    /// "The owner `@ada`".
    fn is_behind_role(&self, clause: ClauseId, name: TextRange) -> bool {
        let at = self.reading.token_at(clause, name.start);
        self.reading.hits_of(clause, C::Person).any(|role| role.end <= at && at - role.end <= 1)
    }

    /// "GitHub: `@ada`", an item of its own.
    fn is_behind_forge(&self, clause: ClauseId, name: TextRange) -> bool {
        let word = self.word_before(clause, name);
        self.reading.is_item(clause) && word.is_some_and(|word| FORGES.contains(&word.as_str()))
    }

    /// The word before a name, in lower case.
    fn word_before(&self, clause: ClauseId, name: TextRange) -> Option<String> {
        let reading = self.reading;
        let at = reading.token_at(clause, name.start);
        let mut before = (reading.first_token(clause)..at).rev().map(|at| reading.word(at));
        before.find(|word| word.starts_with(char::is_alphanumeric)).map(str::to_ascii_lowercase)
    }

    /// "Discord (`@ada`)", "Telegram: @ada": the chat that a name is known in.
    fn chat_before(&self, clause: ClauseId, name: TextRange) -> Option<String> {
        let reading = self.reading;
        let document = reading.document;
        let at = reading.token_at(clause, name.start);
        let named = reading.hits_of(clause, C::Chat).find(|chat| chat.end <= at && at - chat.end <= 1);
        if let Some(chat) = named {
            return Some(document.str(reading.hit_text(chat)).to_ascii_lowercase());
        }
        let word = self.word_before(clause, name)?;
        MESSENGERS.contains(&word.as_str()).then_some(word)
    }

    /// "@ada on Telegram": the chat that a name is known in.
    fn chat_behind(&self, clause: ClauseId, name: TextRange) -> Option<String> {
        let reading = self.reading;
        let word = |at: u32| reading.word(at).to_ascii_lowercase();
        let end = reading.first_token(clause) + reading.tokens(clause).len() as u32;
        let on = reading.token_at(clause, name.end);
        if on + 1 >= end || !ON.contains(&word(on).as_str()) {
            return None;
        }
        let is_chat = reading.hits_of(clause, C::Chat).any(|chat| chat.start == on + 1);
        let chat = word(on + 1);
        (is_chat || [MESSENGERS, PROFILES].iter().any(|names| names.contains(&chat.as_str()))).then_some(chat)
    }

    /// Whether a clause, or what leads in to it, sends the reporter to a name in it.
    fn is_written_to(&self, clause: ClauseId, name: TextRange) -> bool {
        let reading = self.reading;
        let set = reading.set(clause);
        let is_linked = reading.links_of(clause).any(|link| link.text.overlaps(name));
        // "Write to Ada (@ada) at ada@widget.example", "find @ada in our chat": the way is told beside the name.
        let span = reading.document.span(name);
        let is_way = |channel: &Channel| {
            channel.clause == clause && !channel.value.starts_with('@') && !is_role_of(channel, span, clause)
        };
        let is_in_chat = self.chat_before(clause, name).or_else(|| self.chat_behind(clause, name)).is_some();
        // "Mail us, or contact @ada directly": a way of its own.
        let at = reading.token_at(clause, name.start);
        let is_second = reading
            .hits_of(clause, C::ContactVerb)
            .any(|verb| verb.end == at && reading.word_before(clause, verb.start) == Some("or"));
        let has_way =
            !is_in_chat && !is_second && !is_on_server(reading.document.str(name)) && self.found.iter().any(is_way);
        let contacts = |clause| reading.set(clause).any(&[C::ContactVerb, C::DirectMessage]);
        let is_told = contacts(clause)
            || reading.lead_ins(clause).any(contacts)
            || self.is_behind_forge(clause, name)
            || is_in_chat
                && (set.any(&[C::SendVerb, C::Report]) || reading.is_item(clause) && is_one_of_ways(reading, clause));
        is_told
            && !is_linked
            && !has_way
            && !reading.is_heading(clause)
            && !reading.section_of(clause).is_excluded
            && !set.any(&[C::Will, C::Escalate])
            && (asks_for_report(reading, clause) || in_reporting_section(reading, clause))
            && !is_for_something_else(reading, clause)
            && !is_told_early(reading, clause)
            && !thanks(reading, clause)
            && !prohibits(reading, clause, name)
    }
}

/// Messengers that are no public places.
const MESSENGERS: &[&str] = &["telegram", "signal", "whatsapp", "keybase", "threema", "wire", "session"];

/// Forges, before a name that is known there.
const FORGES: &[&str] = &["github", "gitlab", "codeberg"];

/// Where names are those of profiles for all to see.
const PROFILES: &[&str] = &["twitter", "mastodon", "x", "bluesky", "linkedin", "threads"];

/// What stands between a name and the chat that it is known in.
const ON: &[&str] = &["on", "at", "auf", "bei", "sur", "en", "no", "в"];

/// Whether a channel is the role or the chat, in words, right before a name: "the owner (@ada)", "the owner on the
/// forge (@ada)", "Discord: @ada"; or the chat right behind it: "@ada on Discord".
fn is_role_of(channel: &Channel, name: Span, clause: ClauseId) -> bool {
    let before = name.start.checked_sub(channel.span.end);
    let is_near = match channel.kind {
        ChannelKind::Other => before.is_some_and(|gap| gap <= 24),
        ChannelKind::Chat => {
            let behind = channel.span.start.checked_sub(name.end);
            before.is_some_and(|gap| gap <= 3) || behind.is_some_and(|gap| gap <= 5)
        }
        _ => false,
    };
    channel.clause == clause && !channel.value.contains("://") && is_near
}

/// Whether a name tells the chat server that it is known on.
fn is_on_server(name: &str) -> bool {
    name.contains(':')
}

/// The name that begins with an `@`: no address, and no package of a scope.
fn handle(text: &str, at: usize) -> Option<&str> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    let bytes = text.as_bytes();
    if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || b"._-+/".contains(&bytes[at - 1])) {
        return None;
    }
    let ends = |from: usize| from + bytes[from..].iter().take_while(|b| is_name(b)).count();
    let name = ends(at + 1);
    let server = if bytes.get(name) == Some(&b':') { ends(name + 1) } else { name };
    let end = if text[name..server].contains('.') { server } else { name };
    let found = text[at..end].trim_end_matches(['.', '-', '_']);
    let is_scope = matches!(bytes.get(end), Some(b'/' | b'@'));
    (found.len() > 2 && !is_scope).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::handle;

    #[test]
    fn a_name_is_no_address_and_no_package() {
        for (text, expected) in [
            ("ask @ada.", Some("@ada")),
            ("(@ada-l)", Some("@ada-l")),
            ("@ada:widget.example and", Some("@ada:widget.example")),
            ("@ada: write to her", Some("@ada")),
            ("ada@widget.example", None),
            ("@widget/core", None),
            ("@ ada", None),
        ] {
            assert_eq!(handle(text, text.find('@').unwrap_or_default()), expected, "{text}");
        }
    }
}
