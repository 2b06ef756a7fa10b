//! The command line: arguments, files, terminal. One file a verb.

mod baseline;
mod config;
mod discover;
mod effective;
mod exit;
mod explain;
mod fix;
mod folder;
mod init;
mod input;
mod inspect;
mod lint;
#[cfg(feature = "online")]
mod online;
mod options;
mod outputs;
mod paths;
mod rules;
mod schema;
mod targets;
mod terminal;
mod write;

pub use exit::ExitStatus;

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::{Parser, Subcommand};

use terminal::{Color, Terminal};

/// Lint security policies: what is wrong, missing or stale in a SECURITY.md, why it matters, and how to mend it
#[derive(Debug, Parser)]
#[command(name = "secpol", version, arg_required_else_help = true, propagate_version = false)]
#[command(disable_help_subcommand = true, max_term_width = 100)]
#[command(after_help = "Examples:
  secpol lint                     the policy of the repository you are in
  secpol lint SECURITY.md         one file
  secpol init                     write a policy, where there is none
  secpol explain missing-policy   what a rule wants, and why

Exit status: 0 no findings that count, 1 findings, 2 wrong usage or a file that cannot be read.")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,

    /// When to colour output: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    #[arg(display_order = 90)]
    color: Color,
}

// The arguments of a verb are put together only where it is used: there are too many to do it at every start. What a
// verb does is therefore said here; clap would take the documentation of a struct of arguments for it.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Verb {
    /// Lint policies: files, or the policy of the repository in a folder
    Lint(lint::Args),
    /// Show what policies say: whom to write to, how fast they answer, which versions get fixes
    Inspect(inspect::Args),
    /// Write a security policy, from your answers and from what the repository shows
    Init(Box<init::Args>),
    /// List the rules, and how severe each is in the rule sets
    Rules(rules::Args),
    /// Say what a rule wants, why, and how to satisfy it
    Explain(explain::Args),
    /// Show the rules and options in force for a policy, and where each comes from
    Config(effective::Args),
    /// Print a JSON Schema: of the configuration, or of what secpol prints
    Schema(schema::Args),
}

/// Runs the command line, its own name first.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitStatus {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors, and what stands behind a closed pipe wants no more of them.
            let status = if error.use_stderr() { ExitStatus::Failure } else { ExitStatus::Success };
            return error.print().map_or_else(|error| io_status(&error), |()| status);
        }
    };
    let terminal = Terminal::new(cli.color);
    let done = match cli.verb {
        Verb::Lint(args) => lint::run(args, &terminal),
        Verb::Inspect(args) => inspect::run(&args, &terminal),
        Verb::Init(args) => init::run(&args, &terminal),
        Verb::Rules(args) => rules::run(&args, &terminal),
        Verb::Explain(args) => explain::run(&args, &terminal),
        Verb::Config(args) => effective::run(args, &terminal),
        Verb::Schema(args) => schema::run(&args, &terminal),
    };
    done.unwrap_or_else(|error| {
        let status = io_status(&error);
        if status != ExitStatus::Success {
            // If standard error is closed too, the exit status is all that is left to say it.
            let _ = writeln!(terminal.stderr(), "error: cannot write the output: {error}");
        }
        status
    })
}

/// A pipe that is closed at its other end wants no more output, which is no failure of ours.
fn io_status(error: &io::Error) -> ExitStatus {
    if error.kind() == io::ErrorKind::BrokenPipe { ExitStatus::Success } else { ExitStatus::Failure }
}
