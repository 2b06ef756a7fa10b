//! `secpol schema`.

use std::io::{self, Write};

use super::ExitStatus;
use super::terminal::Terminal;
use crate::report::schemas;
use crate::rulesets;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  secpol schema config > .secpol.schema.json   for editors: completion and mistakes while you type
  secpol schema inspect                        for programs that read the facts")]
pub(super) struct Args {
    /// What the schema is of
    #[arg(value_name = "OF")]
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// A configuration file, with every rule and option
    Config,
    /// `secpol inspect --output-format json`, or a line of its `json-lines`
    Inspect,
    /// `secpol lint --output-format json`, or a line of its `json-lines`
    Diagnostics,
}

/// Prints the schema (draft 2020-12).
pub(super) fn run(args: &Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let mut out = terminal.stdout();
    match args.of {
        Of::Config => {
            serde_json::to_writer_pretty(&mut out, &rulesets::schema())?;
            writeln!(out)?;
        }
        Of::Inspect => out.write_all(schemas::INSPECT.as_bytes())?,
        Of::Diagnostics => out.write_all(schemas::DIAGNOSTICS.as_bytes())?,
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}
