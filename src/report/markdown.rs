//! `markdown`: a page for the summary of a CI job, or for a comment.

use std::fmt::Write as _;
use std::io;

use super::place::Place;
use super::{FileReport, Results, closing, escape, plural, standards};
use crate::diagnostic::Diagnostic;
use crate::rules::{Rule, Verdicts, find};

/// GitHub takes a summary of 1 MiB (and shows none of a longer one), in bytes.
const LONGEST: usize = 1 << 20;
/// Left for what says that something was left out.
const RESERVE: usize = 1 << 10;
/// Findings that are shown of a file.
const MOST: usize = 200;

/// Writes the page.
pub(super) fn write(results: Results<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let none = || format!("no findings in {}", plural(results.files.len(), "file"));
    let mut page = Page { text: format!("## secpol: {}\n", closing(results.files).unwrap_or_else(none)), left_out: 0 };
    if !results.errors.is_empty() {
        let errors = results.errors.iter().map(|error| (&*error.path, &*error.message));
        page.push(&list("What went wrong", errors));
    }
    for file in results.files.iter().filter(|file| !file.outcome.diagnostics.is_empty()) {
        page.push(&findings(file));
    }
    for file in results.files {
        file.outcome.verdicts.iter().for_each(|verdicts| page.push(&controls(file, verdicts)));
        if let Some(card) = &file.scorecard {
            let path = code(&file.location);
            page.push(&format!("\n{path}: OpenSSF Scorecard would give Security-Policy {} of 10\n", card.score));
        }
    }
    let notes = |file: &'_ FileReport| file.outcome.notes.iter().map(|note| note.message.clone()).collect::<Vec<_>>();
    let notes: Vec<_> = results
        .files
        .iter()
        .flat_map(|file| notes(file).into_iter().map(move |note| (&*file.location, note)))
        .collect();
    if !notes.is_empty() {
        page.push(&list("Notes", notes.iter().map(|(path, note)| (*path, &**note))));
    }
    if page.left_out > 0 {
        let more = if page.left_out == 1 { "part is" } else { "parts are" };
        let _ = write!(page.text, "\n{} more {more} left out: the page would be too long.\n", page.left_out);
    }
    out.write_all(page.text.as_bytes())
}

/// A page that does not become too long.
struct Page {
    text: String,
    /// Parts that did not fit.
    left_out: usize,
}

impl Page {
    fn push(&mut self, part: &str) {
        if self.text.len() + part.len() + RESERVE > LONGEST {
            self.left_out += 1;
        } else {
            self.text.push_str(part);
        }
    }
}

/// The findings in a file, and below what to do about each.
fn findings(file: &FileReport) -> String {
    let found = &file.outcome.diagnostics;
    let rows = |row: fn(&FileReport, &Diagnostic) -> String| {
        let rows: Vec<String> = found.iter().take(MOST).map(|diagnostic| row(file, diagnostic)).collect();
        rows.concat()
    };
    let more = match found.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("\n{} more not shown here.\n", plural(more, "finding")),
        _ => String::new(),
    };
    let what = rows(|file, diagnostic| {
        let (severity, rule) = (diagnostic.severity.as_str(), rule(&diagnostic.rule));
        format!("| {severity} | {} | {rule} | {} |\n", line(file, diagnostic), text(&diagnostic.message))
    });
    let help = rows(|file, diagnostic| {
        format!("| {} | {} | {} |\n", line(file, diagnostic), code(&diagnostic.rule), text(&diagnostic.help))
    });
    format!(
        "\n### {}\n\n| severity | line | rule | finding |\n| --- | ---: | --- | --- |\n{what}{more}\n\
         <details><summary>What to do</summary>\n\n| line | rule | help |\n| ---: | --- | --- |\n{help}\n</details>\n",
        code(&file.location)
    )
}

/// Where a finding is; nowhere in a file that is not there.
fn line(file: &FileReport, diagnostic: &Diagnostic) -> String {
    let Place { line, .. } = Place::new(&file.source, diagnostic.span);
    if file.source.text().is_empty() { String::new() } else { line.to_string() }
}

/// A rule, with a link to its page.
fn rule(id: &str) -> String {
    match find(id).map(Rule::url) {
        Some(url) => format!("[{}]({url})", code(id)),
        None => code(id),
    }
}

/// What a file is worth under a standard.
fn controls(file: &FileReport, verdicts: &Verdicts) -> String {
    let counts = standards::counts(&verdicts.verdicts);
    let head = format!("{} under {}: {counts}", html(&file.location), html(&verdicts.standard));
    let mut part = format!(
        "\n<details><summary>{head}</summary>\n\n| control | verdict | shown by | |\n| --- | --- | --- | --- |\n"
    );
    for verdict in &verdicts.verdicts {
        let title = text(&verdict.control.title);
        let reason = if verdict.reason.is_empty() { String::new() } else { format!(": {}", text(&verdict.reason)) };
        let (id, standing) = (code(&verdict.control.id), verdict.standing.as_str());
        let lines = standards::lines(&file.source, verdict);
        // Writing to a string cannot fail.
        let _ = writeln!(part, "| {id} | {standing} | {lines} | {title}{reason} |");
    }
    part + "\n</details>\n"
}

/// Something to say of files, each by its path.
fn list<'a>(title: &str, of: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let rows: Vec<String> = of.map(|(path, message)| format!("| {} | {} |\n", code(path), text(message))).collect();
    format!("\n| {title} | |\n| --- | --- |\n{}", rows.concat())
}

/// A text in the cell of a table: nothing in it is markup, but what stands between backticks is code.
fn text(text: &str) -> String {
    let line = escape::line(text);
    let mut safe = String::with_capacity(line.len() + 16);
    let mut rest = &*line;
    while let Some((before, behind)) = rest.split_once('`') {
        words(before, &mut safe);
        rest = match behind.split_once('`') {
            Some((inside, behind)) if !inside.trim().is_empty() => {
                safe.push_str(&code(inside));
                behind
            }
            _ => {
                safe.push_str("\\`");
                behind
            }
        };
    }
    words(rest, &mut safe);
    safe
}

/// Words outside of code. Those that a forge would make links of, or call somebody by, are code too.
fn words(text: &str, safe: &mut String) {
    for (nth, word) in text.split(' ').enumerate() {
        if nth > 0 {
            safe.push(' ');
        }
        if word.contains(['@', '#']) || word.contains("://") || word.contains("www.") {
            let head = word.len() - word.trim_start_matches(AROUND).len();
            let tail = word[head..].trim_end_matches(AROUND).len();
            plain(&word[..head], safe);
            safe.push_str(&code(&word[head..head + tail]));
            plain(&word[head + tail..], safe);
        } else {
            plain(word, safe);
        }
    }
}

/// What stands around a word, and is no part of it.
const AROUND: &[char] = &['“', '”', '‘', '’', '«', '»', '"', '\'', '(', ')', ',', '.', ';', ':', '?', '…'];

/// Characters that are no marks.
fn plain(text: &str, safe: &mut String) {
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '!') {
            safe.push('\\');
        }
        safe.push(c);
    }
}

/// A text as code.
fn code(text: &str) -> String {
    let text = escape::line(text);
    // No mark of Markdown could hold these, in a table.
    if text.contains(['`', '|']) || text.trim().len() < text.len() || text.is_empty() {
        return format!("<code>{}</code>", html(&text));
    }
    format!("`{text}`")
}

/// A text in HTML, where Markdown finds nothing to do either.
fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for c in escape::line(text).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '-' | '.' | '/') {
            // Writing to a string cannot fail.
            let _ = write!(safe, "&#{};", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    const HOSTILE: &[&str] = &[
        "a | b || c \\| d",
        "<img src=x onerror=alert(1)> <!-- x --> </details> &lt;b&gt; &#64;a",
        "[x](https://evil.example) ![y](z) <https://evil.example> https://evil.example www.evil.example",
        "@everybody a@b.example team/@c #12 x#13",
        "**a** __b__ ~~c~~ $d$ `e` ``f`` ` ` `g|h` `@i` `j",
        "# a\n- b\n\n1. c\n    d\r\n| --- |",
        "\\`a` \\\\| \\",
        "`x`@y`z` www.:// (@) ://",
        "",
    ];

    /// The words of a page as a forge shows them, the rest as text in brackets.
    fn shown(page: &str) -> String {
        let mut text = String::new();
        for event in
            Parser::new_ext(page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH)
        {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::Code(words) => text.push_str(&words),
                Event::InlineHtml(tag) if matches!(&*tag, "<code>" | "</code>") => {}
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                other => write!(text, "[{other:?}]").unwrap(),
            }
        }
        text
    }

    #[test]
    fn a_text_is_shown_as_it_is() {
        for hostile in HOSTILE {
            let plain = escape::line(hostile);
            let cell = format!("x {} x", text(hostile));
            // Backticks are marks, and may be taken for code or stay; all else is there.
            assert_eq!(shown(&cell).replace('`', ""), format!("x {plain} x").replace('`', ""), "{cell}");
            assert_eq!(shown(&format!("x {} x", code(hostile))), format!("x {plain} x"));
        }
    }

    #[test]
    fn a_text_stays_in_its_cell() {
        for hostile in HOSTILE {
            let table = format!("| a | b |\n| --- | --- |\n| {} | {} |\n", text(hostile), code(hostile));
            let events: Vec<Event<'_>> = Parser::new_ext(&table, Options::ENABLE_TABLES).collect();
            let cells = events.iter().filter(|event| matches!(event, Event::Start(Tag::TableCell))).count();
            let rows = events.iter().filter(|event| matches!(event, Event::Start(Tag::TableRow))).count();
            assert_eq!((cells, rows), (4, 1), "{table}");
            let words: String = events
                .iter()
                .filter_map(|event| match event {
                    Event::Text(words) | Event::Code(words) => Some(&**words),
                    _ => None,
                })
                .collect();
            let plain = escape::line(hostile);
            assert_eq!(words.replace('`', ""), format!("ab{plain}{plain}").replace('`', ""), "{table}");
        }
    }

    #[test]
    fn nobody_is_called_and_nothing_is_linked() {
        assert_eq!(
            text("write to “a@b.example”, (@c) or #12: see <https://d.example>."),
            "write to “`a@b.example`”, (`@c`) or `#12`: see `<https://d.example>`."
        );
    }
}
