//! `secpol inspect`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use clap::ValueEnum;

use super::ExitStatus;
use super::input::InputError;
use super::lint::headed;
use super::options::Size;
use super::targets::{Text, all};
use super::terminal::Terminal;
use crate::markdown::Document;
use crate::policy::Policy;
use crate::report::{escape, inspection, page};

/// Show what policies say: whom to write to, how fast they answer, which versions get fixes
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

/// Reads, prints, and says what could not be read.
pub(super) fn run(args: &Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let mut out = terminal.stdout();
    let mut err = terminal.stderr();
    let working_folder = env::current_dir().and_then(fs::canonicalize)?;
    let mut status = ExitStatus::Success;
    let mut documents = Vec::new();
    for (index, target) in all(&args.paths, &working_folder, true).into_iter().enumerate() {
        let source = target.and_then(|target| {
            let source = target.read(args.max_size).map_err(|error| (target.name.clone(), error))?;
            match source {
                Text::Source(source) => Ok(source),
                Text::NotLinted => Err((target.name, InputError::NotMarkdown)),
                Text::Missing => Err((target.name, InputError::NoPolicy)),
            }
        });
        let source = match source {
            Ok(source) => source,
            Err((name, error)) => {
                status = ExitStatus::Failure;
                let text = format!("{}: {}", escape::line(&name), escape::line(&error.to_string()));
                writeln!(err, "{}", headed(&text, terminal))?;
                continue;
            }
        };
        let document = Document::parse(&source);
        let policy = Policy::read(&document);
        match args.output_format {
            Format::Text => {
                if index > 0 {
                    writeln!(out)?;
                }
                page::write(&policy, terminal.out, &mut out)?;
            }
            Format::JsonLines => {
                let line = serde_json::to_string(&inspection::Inspection::new(&policy))?;
                writeln!(out, "{}", escape::json(&line))?;
            }
            Format::Json => documents.push(inspection::Inspection::new(&policy)),
        }
    }
    if args.output_format == Format::Json {
        let all = inspection::Inspections { schema_version: inspection::SCHEMA_VERSION, documents };
        writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&all)?))?;
    }
    out.flush()?;
    Ok(status)
}
