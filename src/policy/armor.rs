//! ASCII armour: blocks between `-----BEGIN …-----` and `-----END …-----`, wherever they stand.

use crate::markdown::Document;
use crate::source::Span;

/// A block in armour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Armor {
    /// Between `BEGIN ` and the dashes: `PGP PUBLIC KEY BLOCK`.
    pub(crate) label: String,
    /// The line that begins it.
    pub(crate) head: Span,
    /// From its first dash to its last; where its end is missing, to the end of what looks like it.
    pub(crate) span: Span,
    /// Whether it has an end.
    pub(crate) is_closed: bool,
    /// The block without what Markdown puts around its lines.
    pub(crate) text: String,
}

impl Armor {
    /// The lines of the content: no headers, no checksum.
    pub(crate) fn content(&self) -> impl Iterator<Item = &str> {
        let inner = self.text.lines().skip(1);
        inner.filter(|line| !line.is_empty() && !line.starts_with(['-', '=']) && !line.contains(": "))
    }
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// Every block in armour whose first line stands alone.
pub(crate) fn read_armor(document: &Document<'_>) -> Vec<Armor> {
    let text = document.source.text();
    let mut found: Vec<Armor> = Vec::new();
    for start in memchr::memmem::find_iter(text.as_bytes(), BEGIN) {
        if found.last().is_some_and(|last| start < last.span.end as usize) {
            continue;
        }
        let Some((label, head)) = head(text, start) else { continue };
        let end = format!("-----END {label}-----");
        // Another block begins only behind the end of this one.
        let next = text[head.end as usize..].find(BEGIN).map_or(text.len(), |at| head.end as usize + at);
        let close = text[head.end as usize..next].find(&end).map(|at| head.end as usize + at + end.len());
        let stop = close.unwrap_or_else(|| open_end(text, head.end as usize));
        let block = &text[start..stop];
        found.push(Armor {
            label: label.to_owned(),
            head,
            span: Span::new(start as u32, stop as u32),
            is_closed: close.is_some(),
            text: block.lines().map(bare).collect::<Vec<_>>().join("\n"),
        });
    }
    found
}

/// Label and place of the first line of a block, if it stands alone.
fn head(text: &str, start: usize) -> Option<(&str, Span)> {
    /// What Markdown and HTML put around a line is short; longer lines are not walked through.
    const MOST: usize = 80;
    let bytes = text.as_bytes();
    let from = start + BEGIN.len();
    let is_label = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || **byte == b' ';
    let length = bytes[from..].iter().take(MOST).take_while(is_label).count();
    let label = &text[from..from + length];
    let end = from + length + DASHES.len();
    if !text[from + length..].starts_with(DASHES) {
        return None;
    }
    let before = bytes[..start].iter().rev().take(MOST + 1).take_while(|&&byte| byte != b'\n').count();
    let behind = bytes[end..].iter().take(MOST + 1).take_while(|&&byte| byte != b'\n').count();
    let is_alone = before <= MOST
        && behind <= MOST
        && bare(&text[start - before..start]).is_empty()
        && bare(&text[end..end + behind]).is_empty();
    is_alone.then(|| (label, Span::new(start as u32, end as u32)))
}

/// A line without quote marks, spaces written as entities, and breaks.
fn bare(line: &str) -> &str {
    let mut line = line.trim();
    loop {
        let shorter = ["&nbsp;", ">", "`", "*", "<pre", "<code", "<br>", "<br/>", "<br />", "</code>", "</pre>", "\\"]
            .iter()
            .fold(line, |line, mark| line.strip_prefix(mark).unwrap_or(line).trim_start())
            .trim_end_matches("&nbsp;");
        let shorter = ["<br>", "<br/>", "<br />", "</code>", "</pre>", "\\", "`"]
            .iter()
            .fold(shorter, |line, mark| line.strip_suffix(mark).unwrap_or(line).trim_end());
        if shorter.len() == line.len() {
            return line;
        }
        line = shorter;
    }
}

/// The end of the lines that look like content, behind a head without an end.
fn open_end(text: &str, from: usize) -> usize {
    let mut end = from;
    for line in text[from..].split_inclusive('\n') {
        let shown = bare(line);
        let is_content = shown.len() > 16 && !shown.contains(' ') || shown.contains(": ") && end - from < 200;
        if !shown.is_empty() && !is_content {
            break;
        }
        end += line.len();
    }
    from + text[from..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn read(text: &str) -> Vec<Armor> {
        read_armor(&Document::parse(&Source::new("SECURITY.md", text)))
    }

    #[test]
    fn blocks_are_found_in_any_dress() {
        for text in [
            "```\n-----BEGIN A KEY-----\nVersion: 1\n\nabcd\n-----END A KEY-----\n```\n",
            "1. Key:\n\n       -----BEGIN A KEY-----\n       Version: 1\n\n       abcd\n       -----END A KEY-----\n",
            "> -----BEGIN A KEY-----\n> Version: 1\n>\n> abcd\n> -----END A KEY-----\n",
            "-----BEGIN A KEY-----<br>\nVersion: 1<br>\n&nbsp;<br>\nabcd<br>\n-----END A KEY-----\n",
        ] {
            let found = read(text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(found[0].is_closed);
            assert_eq!(found[0].label, "A KEY");
            assert_eq!(found[0].text, "-----BEGIN A KEY-----\nVersion: 1\n\nabcd\n-----END A KEY-----", "{text}");
            assert_eq!(found[0].content().collect::<Vec<_>>(), ["abcd"]);
        }
    }

    #[test]
    fn a_block_without_an_end_stops_where_its_content_does() {
        let text = "-----BEGIN A KEY-----\n\nabcdefghijklmnopqrst\n\nWrite to us.\n";
        let found = read(text);
        assert!(!found[0].is_closed);
        assert_eq!(&text[found[0].span.end as usize..], "\n\nWrite to us.\n");
    }

    #[test]
    fn words_about_armour_are_none() {
        assert_eq!(read("Files with `-----BEGIN A KEY-----` in them are keys.\n"), []);
        assert_eq!(read("-----BEGIN\n"), []);
    }
}
