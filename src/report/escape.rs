//! Text from a policy, a path or a configuration reaches a terminal, or the log of a CI service, only through here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character could steer a terminal, reorder what is read, or hide.
pub(crate) fn is_hazard(c: char) -> bool {
    // C0, DEL and C1; soft hyphen; bidirectional controls; zero-width characters and other invisible ones; the line
    // ends that only Unicode knows; interlinear annotation; tags; variation selectors beyond the common sixteen.
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Puts one character to a text, as `\u{…}` where it is a hazard.
pub(crate) fn push(text: &mut String, c: char) {
    if is_hazard(c) { push_escaped(text, c) } else { text.push(c) }
}

/// Puts one character to a text as `\u{…}`.
pub(super) fn push_escaped(text: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{}", c.escape_unicode());
}

/// A text on one line: line ends and tabs become spaces, hazards and what begins a command become `\u{…}`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |c| matches!(c, '\n' | '\t').then_some(' '))
}

/// Hazards and what begins a command as JSON's own escapes: serde leaves those beyond C0 as they are, and a terminal may
/// be reading.
pub(crate) fn json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for (at, c) in json.char_indices() {
        if c == '\n' || !(is_hazard(c) || begins_old_command(&json[at..])) {
            safe.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

/// A text that keeps its lines; all else as [`line()`].
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        _ => None,
    })
}

fn escaped(text: &str, plain: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.contains(is_hazard) && !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        // Lines are broken at white space, so that any word may come to stand at the start of one.
        let is_command = before.is_whitespace() && rest.starts_with("::");
        match plain(c) {
            _ if is_command || begins_old_command(rest) => push_escaped(&mut safe, c),
            Some(c) => safe.push(c),
            None => push(&mut safe, c),
        }
        before = c;
    }
    Cow::Owned(safe)
}

/// Whether a CI service takes for a command what begins here, wherever it stands in a line of its log. (What begins with
/// `::` is one at the start of a line only.)
pub(super) fn begins_old_command(text: &str) -> bool {
    text.starts_with("##[") || text.starts_with("##vso[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_steer_a_terminal_is_shown_instead() {
        assert_eq!(line("a\u{1b}[31mb\u{9b}c\u{7f}"), "a\\u{1b}[31mb\\u{9b}c\\u{7f}");
        assert_eq!(line("moc\u{202e}\u{200b}\u{feff}\u{e0041}"), "moc\\u{202e}\\u{200b}\\u{feff}\\u{e0041}");
        assert_eq!(line("one\ntwo\tthree\r"), "one two three\\u{d}");
        assert_eq!(lines("one\ntwo\tthree\r"), "one\ntwo three\\u{d}");
    }

    #[test]
    fn what_could_command_a_ci_service_is_shown_instead() {
        assert_eq!(line("::error::a ::b c::d"), "\\u{3a}:error::a \\u{3a}:b c::d");
        assert_eq!(lines("a\n::b ##[c] ##vso[d]"), "a\n\\u{3a}:b \\u{23}#[c] \\u{23}#vso[d]");
        assert_eq!(line("## a ###[b]"), "## a #\\u{23}#[b]");
        assert_eq!(json(r###""##[a]::b""###), r#""\u0023#[a]::b""#);
    }

    #[test]
    fn ordinary_text_of_any_script_stays_as_it_is() {
        for text in ["plain", "über 日本語 العربية", "⚠\u{fe0f} 🔒", "a: b"] {
            assert!(matches!(line(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
