//! `full`: every finding with the text concerned, drawn by miette.

use std::fmt;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};

use textwrap::{WordSeparator, WordSplitter};

use super::excerpt::{CONTEXT, Excerpt};
use super::{FileReport, Style, escape};
use crate::diagnostic::{Applicability, BaselineError, Diagnostic, Severity};
use crate::rules::{Rule, find};
use crate::rulesets::ConfigError;
use crate::source::{Source, Span};

/// Writes all findings, with an empty line behind each.
pub(super) fn write(files: &[FileReport], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for file in files {
        for diagnostic in &file.outcome.diagnostics {
            writeln!(out, "{}", View::of(diagnostic).draw(&file.source, &file.outcome.hidden, style))?;
        }
    }
    Ok(())
}

/// A mistake in the configuration, drawn like a finding.
pub(crate) fn config_error(error: &ConfigError, style: Style) -> String {
    let view = View {
        severity: Severity::Error,
        code: "configuration".to_owned(),
        url: None,
        message: escape::line(&error.to_string()).into_owned(),
        help: error.mistake.help().map(|help| escape::lines(&help).into_owned()),
        places: vec![(error.span, None)],
    };
    view.draw(&error.source_text, &[], style)
}

/// The place at which a baseline cannot be read, drawn like a finding.
pub(crate) fn baseline_error(error: &BaselineError, source: &Source, style: Style) -> String {
    let view = View {
        severity: Severity::Error,
        code: "baseline".to_owned(),
        url: None,
        message: escape::line(&error.to_string()).into_owned(),
        help: Some("`secpol lint --write-baseline` writes it anew".to_owned()),
        places: vec![(error.span, None)],
    };
    view.draw(source, &[], style)
}

/// What of a finding is drawn, safe for a terminal.
#[derive(Debug)]
struct View {
    severity: Severity,
    code: String,
    url: Option<String>,
    message: String,
    help: Option<String>,
    /// The primary one first.
    places: Vec<(Span, Option<String>)>,
}

impl View {
    fn of(diagnostic: &Diagnostic) -> Self {
        let label = |text: &str| (!text.is_empty()).then(|| escape::line(text).into_owned());
        let primary = (diagnostic.span, label(&diagnostic.label));
        let others = diagnostic.labels.iter().map(|other| (other.span, label(&other.message)));
        let mut help = diagnostic.help.clone();
        if let Some(fix) = &diagnostic.fix {
            let kind = match fix.applicability {
                Applicability::Safe => "safe",
                Applicability::Unsafe => "needs a look",
            };
            help = format!("{help}\nfix ({kind}): {}", fix.title);
        }
        Self {
            severity: diagnostic.severity,
            code: diagnostic.rule.clone().into_owned(),
            url: find(&diagnostic.rule).map(Rule::url),
            message: escape::line(&diagnostic.message).into_owned(),
            help: (!help.is_empty()).then(|| escape::lines(help.trim_start()).into_owned()),
            places: std::iter::once(primary).chain(others).collect(),
        }
    }

    fn draw(mut self, source: &Source, hidden: &[Span], style: Style) -> String {
        let theme = self.theme(style);
        let spans: Vec<Span> = self.places.iter().map(|(span, _)| *span).collect();
        let ellipsis = if style.unicode { "…" } else { "..." };
        let excerpt = (!source.text().is_empty()).then(|| Excerpt::new(source, &spans, hidden, ellipsis));
        if excerpt.is_none() {
            // There is no text to show: an empty file, or a folder without a policy.
            self.message = format!("{}\nin {}", self.message, escape::line(source.path()));
        }
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_urls(false)
            .with_width(style.width)
            .with_context_lines(CONTEXT as usize)
            // Addresses and names of rules are to be copied: they do not break.
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .with_break_words(false)
            .without_cause_chain();
        let mut text = String::new();
        let drawing = Drawing { view: self, excerpt };
        if handler.render_report(&mut text, &drawing).is_err() {
            // Only a place outside the excerpt could do this, and there is none; the finding must not be lost.
            text = format!("  {}: {}\n", drawing.view.code, drawing.view.message);
        }
        // miette indents the icon, which here is the head of the finding.
        text.strip_prefix("  ").map(str::to_owned).unwrap_or(text)
    }

    /// miette puts an icon before the message; here it is `error[rule]:`, linked to the documentation.
    fn theme(&self, style: Style) -> GraphicalTheme {
        let mut theme = GraphicalTheme {
            characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
            styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
        };
        let code = match &self.url {
            Some(url) if style.links => format!("\u{1b}]8;;{url}\u{1b}\\{}\u{1b}]8;;\u{1b}\\", self.code),
            _ => self.code.clone(),
        };
        let head = format!("{}[{code}]:", self.severity.as_str());
        let (icon, paint) = match self.severity {
            Severity::Error => (&mut theme.characters.error, &mut theme.styles.error),
            Severity::Warning => (&mut theme.characters.warning, &mut theme.styles.warning),
            Severity::Info => (&mut theme.characters.advice, &mut theme.styles.advice),
        };
        *icon = head;
        if style.color {
            *paint = paint.bold();
        }
        theme
    }
}

/// What miette draws.
#[derive(Debug)]
struct Drawing {
    view: View,
    excerpt: Option<Excerpt>,
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.view.message)
    }
}

impl std::error::Error for Drawing {}

impl miette::Diagnostic for Drawing {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.view.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        Some(Box::new(self.view.places.iter().enumerate().map(|(index, (_, label))| {
            let place = excerpt.place(index);
            if index == 0 {
                LabeledSpan::new_primary_with_span(label.clone(), place)
            } else {
                LabeledSpan::new_with_span(label.clone(), place)
            }
        })))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.view.help.as_ref().map(|help| Box::new(help) as _)
    }
}
