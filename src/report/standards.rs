//! What a policy is worth under each standard in force: a table behind the findings of `full`.

use std::borrow::Cow;
use std::io;

use owo_colors::{OwoColorize as _, Style as Paint};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::{FileReport, Style, escape};
use crate::rules::{Standing, Verdict, Verdicts};
use crate::scorecard::{Probe, Scorecard};
use crate::source::Source;

/// Writes the tables of all files.
pub(crate) fn write(files: &[FileReport], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for file in files {
        for verdicts in &file.outcome.verdicts {
            table(&file.source, verdicts, style, out)?;
        }
        if let Some(card) = &file.scorecard {
            scorecard(file.source.path(), card, style, out)?;
        }
    }
    Ok(())
}

fn table(source: &Source, verdicts: &Verdicts, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let head = format!("{} under {}", escape::line(source.path()), escape::line(&verdicts.standard));
    writeln!(out, "{}: {}\n", head.style(bold(style)), counts(&verdicts.verdicts))?;
    let rows: Vec<Row> = verdicts.verdicts.iter().map(|verdict| Row::new(source, verdict)).collect();
    let width = |cell: &dyn Fn(&Row) -> usize| rows.iter().map(cell).max().unwrap_or(0);
    let id = width(&|row| row.id.chars().count());
    let lines = width(&|row| row.lines.chars().count());
    let standing = width(&|row| row.standing.as_str().len());
    // Two spaces before each column.
    let indent = 2 + id + 2 + standing + 2 + lines + 2;
    for row in &rows {
        let word = row.standing.as_str();
        let pad = standing - word.len();
        let first =
            format!("  {:id$}  {}{:pad$}  {:lines$}  ", row.id, word.style(paint(row.standing, style)), "", row.lines);
        let mut left = Some(first);
        for text in &row.texts {
            for line in wrapped(text, style.width.saturating_sub(indent)) {
                let left = left.take().unwrap_or_else(|| " ".repeat(indent));
                writeln!(out, "{}", format!("{left}{line}").trim_end())?;
            }
        }
    }
    writeln!(out)
}

/// One control as the table shows it.
struct Row<'v> {
    id: Cow<'v, str>,
    standing: Standing,
    lines: String,
    /// What it asks for, and below that what speaks against it or is to be judged.
    texts: Vec<String>,
}

impl<'v> Row<'v> {
    fn new(source: &Source, verdict: &'v Verdict) -> Self {
        let mut texts = vec![escape::line(&verdict.control.title).into_owned()];
        let reason = escape::line(&verdict.reason);
        match verdict.standing {
            Standing::Met => {}
            Standing::NotMet => texts.push(format!("{}: {reason}", verdict.rules.join(", "))),
            Standing::Manual if reason.is_empty() => {}
            Standing::Manual => texts.push(format!("to judge: {reason}")),
            Standing::NotChecked => texts.push(reason.into_owned()),
        }
        Self { id: escape::line(&verdict.control.id), standing: verdict.standing, lines: lines(source, verdict), texts }
    }
}

/// The lines that show it: "line 3", "lines 3, 9".
pub(super) fn lines(source: &Source, verdict: &Verdict) -> String {
    const MOST: usize = 4;
    if source.text().is_empty() {
        return String::new();
    }
    let mut lines: Vec<u32> = verdict.spans.iter().map(|span| source.lines().line(span.start)).collect();
    lines.dedup();
    let named: Vec<String> = lines.iter().take(MOST).map(ToString::to_string).collect();
    match lines.len() {
        0 => String::new(),
        1 => format!("line {}", named[0]),
        2..=MOST => format!("lines {}", named.join(", ")),
        _ => format!("lines {}, ...", named.join(", ")),
    }
}

/// How many controls stand how, in words.
pub(super) fn counts(verdicts: &[Verdict]) -> String {
    let count = |standing: Standing| verdicts.iter().filter(|verdict| verdict.standing == standing).count();
    let parts = [
        (count(Standing::Met), "met"),
        (count(Standing::NotMet), "not met"),
        (count(Standing::Manual), "to be judged by hand"),
        (count(Standing::NotChecked), "not checked"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    parts.join(", ")
}

fn scorecard(path: &str, card: &Scorecard, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let head = format!("{}: OpenSSF Scorecard would give Security-Policy {} of 10", escape::line(path), card.score);
    writeln!(out, "{}", head.style(bold(style)))?;
    if !card.found && card.points() > 0 {
        writeln!(out, "\n  It finds no policy under this name; the text would get {}.", card.points())?;
    }
    writeln!(out)?;
    let name = card.probes.iter().map(|probe| probe.name.len()).max().unwrap_or(0);
    let indent = 2 + name + 2 + "6 of 6".len() + 2;
    for probe in &card.probes {
        let Probe { name: title, points, of, reason } = probe;
        let paint = if probe.passes() { paint(Standing::Met, style) } else { paint(Standing::NotMet, style) };
        let mut left = Some(format!("  {title:name$}  {}  ", format!("{points} of {of}").style(paint)));
        for line in wrapped(reason, style.width.saturating_sub(indent)) {
            let left = left.take().unwrap_or_else(|| " ".repeat(indent));
            writeln!(out, "{left}{line}")?;
        }
    }
    writeln!(out)
}

/// A text in lines, no narrower than can be read.
fn wrapped(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    let options = Options::new(width.max(24))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::wrap(text, options)
}

fn paint(standing: Standing, style: Style) -> Paint {
    match standing {
        _ if !style.color => Paint::new(),
        Standing::Met => Paint::new().green(),
        Standing::NotMet => Paint::new().red(),
        Standing::Manual => Paint::new().yellow(),
        Standing::NotChecked => Paint::new().dimmed(),
    }
}

fn bold(style: Style) -> Paint {
    if style.color { Paint::new().bold() } else { Paint::new() }
}
