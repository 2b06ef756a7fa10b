//! What a fix would change, as a unified diff.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use owo_colors::{OwoColorize as _, Style as Paint};
use similar::{ChangeTag, TextDiff};

use super::{Style, escape};
use crate::source::Span;

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// How long to look for the shortest diff. Only a file of megabytes with thousands of changes takes longer, and gets
/// a longer one.
const PATIENCE: Duration = Duration::from_secs(5);

/// A text, and the places in it that are not to be shown, in document order.
pub(crate) type Shown<'t> = (&'t str, &'t [Span]);

/// The diff of one file, that `patch` and `git apply -p0` understand; empty where nothing changes.
///
/// Characters that could steer a terminal are escaped, as everywhere, and secrets are starred out: a diff that shows
/// some of either cannot be applied.
pub(crate) fn unified(path: &str, old: Shown<'_>, new: Shown<'_>, style: Style) -> String {
    let mut text = String::new();
    let (old, new) = (starred(old), starred(new));
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(&*old, &*new);
    let paint = |paint: Paint| if style.color { paint } else { Paint::new() };
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        // Writing to a string cannot fail.
        if text.is_empty() {
            let path = escape::line(path);
            let _ = writeln!(
                text,
                "{}\n{}",
                format!("--- {path}").style(paint(Paint::new().bold())),
                format!("+++ {path}").style(paint(Paint::new().bold()))
            );
        }
        let _ = writeln!(text, "{}", hunk.header().to_string().trim_end().style(paint(Paint::new().cyan())));
        for change in hunk.iter_changes() {
            let (sign, color) = match change.tag() {
                ChangeTag::Equal => (' ', Paint::new()),
                ChangeTag::Delete => ('-', Paint::new().red()),
                ChangeTag::Insert => ('+', Paint::new().green()),
            };
            let (line, end) = split(change.value());
            let _ = write!(text, "{}{end}", format!("{sign}{}", safe(line)).style(paint(color)));
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}

/// A text with a star for each character that is not to be shown.
fn starred((text, hidden): Shown<'_>) -> Cow<'_, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut starred = String::with_capacity(text.len());
    let mut at = 0;
    for span in hidden {
        starred.push_str(&text[at..span.start as usize]);
        starred.extend(text[span.range()].chars().map(|c| if c.is_whitespace() { c } else { '*' }));
        at = span.end as usize;
    }
    starred.push_str(&text[at..]);
    Cow::Owned(starred)
}

/// A line, and its line end as it is to be written. One that no diff knows is shown instead.
fn split(value: &str) -> (&str, &'static str) {
    match (value.strip_suffix("\r\n"), value.strip_suffix('\n')) {
        (Some(line), _) => (line, "\r\n"),
        (_, Some(line)) => (line, "\n"),
        _ => (value, "\n"),
    }
}

/// A line without what steers a terminal or the log of a CI service.
fn safe(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        match c {
            '\t' => safe.push(c),
            _ if escape::begins_old_command(&line[at..]) => escape::push_escaped(&mut safe, c),
            _ => escape::push(&mut safe, c),
        }
    }
    // Services look for their commands behind white space too.
    let indent = safe.len() - safe.trim_start().len();
    if safe[indent..].starts_with("::") {
        safe.replace_range(indent..=indent, "\\u{3a}");
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { color: false, unicode: true, links: false, width: 80 };

    fn plain(path: &str, old: &str, new: &str) -> String {
        unified(path, (old, &[]), (new, &[]), PLAIN)
    }

    #[test]
    fn secrets_are_not_shown() {
        let hidden = [Span::new(2, 5)];
        let diff = unified("a.md", ("a b\nc\nd\n", &hidden), ("a b\nc\ne\n", &hidden), PLAIN);
        assert_eq!(diff, "--- a.md\n+++ a.md\n@@ -1,3 +1,3 @@\n a *\n *\n-d\n+e\n");
    }

    #[test]
    fn line_ends_are_kept() {
        assert_eq!(plain("a.md", "a\r\nb\n", "a\r\nb\n"), "");
        assert_eq!(plain("a.md", "a\r\nb\n", "x\r\nb\n"), "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n-a\r\n+x\r\n b\n");
        assert_eq!(
            plain("a.md", "a\nb", "a\nc"),
            "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn nothing_steers_a_terminal_or_a_log() {
        let old = "\u{1b}[2J\tx\u{202e}\n  ::add-mask::a\n##[error]b ##vso[task.x]\nold\rold\n";
        let diff = plain("a\n.md", old, &old.replace("old\r", "new\r"));
        assert_eq!(
            diff,
            "--- a .md\n+++ a .md\n@@ -1,5 +1,5 @@\n \\u{1b}[2J\tx\\u{202e}\n   \\u{3a}:add-mask::a\n \\u{23}#[error]b \\u{23}#vso[task.x]\n-old\\u{d}\n+new\\u{d}\n old\n"
        );
    }
}
