//! `secpol inspect`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use clap::ValueEnum;

use super::ExitStatus;
use super::config::{Asked, Configurations};
use super::input::InputError;
use super::lint::headed;
use super::options::Size;
use super::targets::{Text, all};
use super::terminal::Terminal;
use crate::markdown::Document;
use crate::policy::Policy;
use crate::report::{Style, escape, inspection, page};
use crate::rules::{Settings, delegate};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  secpol inspect                                       the policy of the repository you are in
  secpol inspect --output-format json SECURITY.md      every fact, with lines and byte spans")]
pub(super) struct Args {
    /// Files or folders; `-` is standard input [default: the repository you are in]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How to print: text, json, json-lines
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    output_format: Format,

    /// Do not read files larger than this
    #[arg(long, value_name = "SIZE", default_value = "16MiB")]
    max_size: Size,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    JsonLines,
}

/// Reads, prints, and says what could not be read. A policy that only leads to another file of its repository is
/// followed there.
pub(super) fn run(args: &Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let mut out = terminal.stdout();
    let mut err = terminal.stderr();
    let working_folder = env::current_dir().and_then(fs::canonicalize)?;
    let mut status = ExitStatus::Success;
    let mut printer = Printer { format: args.output_format, style: terminal.out, printed: 0, documents: Vec::new() };
    let mut configurations = Configurations::new(Asked::default(), working_folder.clone());
    let targets = all(&args.paths, &working_folder, false, &mut |root| configurations.forge(root));
    let named: BTreeSet<String> = targets.iter().flatten().map(|target| target.name.clone()).collect();
    for target in targets {
        let read = target.and_then(|target| match target.read(args.max_size) {
            Ok(Text::Source(source)) => Ok((source, target)),
            Ok(Text::NotLinted) => Err((target.name, InputError::NotMarkdown)),
            Ok(Text::Missing) => Err((target.name, InputError::NoPolicy)),
            Err(error) => Err((target.name, error)),
        });
        let (source, target) = match read {
            Ok(read) => read,
            Err((name, error)) => {
                status = ExitStatus::Failure;
                let text = format!("{}: {}", escape::line(&name), escape::line(&error.to_string()));
                writeln!(err, "{}", headed(&text, terminal))?;
                continue;
            }
        };
        let document = Document::parse(&source);
        let policy = Policy::read(&document);
        printer.print(&policy, &mut out)?;
        let delegate = target.place().and_then(|place| delegate(&policy, &Settings::none(), place));
        // A file that was named is printed in its turn.
        if let Some(delegate) = delegate.filter(|delegate| !named.contains(delegate.source.path())) {
            let document = Document::parse(&delegate.source);
            printer.print(&Policy::read(&document), &mut out)?;
        }
    }
    printer.finish(&mut out)?;
    out.flush()?;
    Ok(status)
}

/// Prints one policy after the other.
struct Printer {
    format: Format,
    style: Style,
    printed: usize,
    /// What is printed as one at the end.
    documents: Vec<inspection::Inspection>,
}

impl Printer {
    fn print(&mut self, policy: &Policy<'_>, out: &mut impl Write) -> io::Result<()> {
        match self.format {
            Format::Text => {
                if self.printed > 0 {
                    writeln!(out)?;
                }
                page::write(policy, self.style, out)?;
            }
            Format::JsonLines => {
                let line = serde_json::to_string(&inspection::Inspection::new(policy))?;
                writeln!(out, "{}", escape::json(&line))?;
            }
            Format::Json => self.documents.push(inspection::Inspection::new(policy)),
        }
        self.printed += 1;
        Ok(())
    }

    fn finish(self, out: &mut impl Write) -> io::Result<()> {
        if self.format != Format::Json {
            return Ok(());
        }
        let all = inspection::Inspections { schema_version: inspection::SCHEMA_VERSION, documents: self.documents };
        writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&all)?))
    }
}
