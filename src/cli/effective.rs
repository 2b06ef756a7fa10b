//! `secpol config`: the effective configuration.

use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use super::ExitStatus;
use super::config::{Configurations, Failure, SettingsArgs};
use super::lint::headed;
use super::targets::all;
use super::terminal::Terminal;
use crate::report::configuration::Effective;
use crate::report::{config_error, escape};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  secpol config                    for the policy of the repository you are in
  secpol config docs/SECURITY.md   for a file
  secpol config --ruleset strict   as `secpol lint --ruleset strict` has them")]
pub(super) struct Args {
    /// A file or folder; `-` is standard input [default: the repository you are in]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,

    #[command(flatten)]
    settings: SettingsArgs,

    /// How to print: table, json
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_possible_values = true)]
    output_format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints the configuration, or why there is none.
pub(super) fn run(args: Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let format = args.output_format;
    let effective = match effective(args, terminal) {
        Ok(effective) => effective,
        Err(message) => {
            let mut err = terminal.stderr();
            writeln!(err, "{message}")?;
            err.flush()?;
            return Ok(ExitStatus::Failure);
        }
    };
    let mut out = terminal.stdout();
    match format {
        Format::Table => effective.table(terminal.out.color, &mut out)?,
        Format::Json => writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&effective)?))?,
    }
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// The configuration, found as `lint` finds it, or a message.
fn effective(args: Args, terminal: &Terminal) -> Result<Effective, String> {
    let error = |name: &str, reason: &dyn ToString| {
        headed(&format!("{}: {}", escape::line(name), escape::line(&reason.to_string())), terminal)
    };
    let working_folder = env::current_dir().and_then(fs::canonicalize).map_err(|reason| error(".", &reason))?;
    let paths: Vec<PathBuf> = args.path.into_iter().collect();
    let (asked, selection) = args.settings.split();
    let mut configurations = Configurations::new(asked, working_folder.clone());
    let mut targets = all(&paths, &working_folder, true, &mut |root| configurations.forge(root));
    let target = targets.swap_remove(0).map_err(|(name, reason)| error(&name, &reason))?;
    let index = configurations.index(&target.folder).map_err(|failure| match failure {
        Failure::Mistake(mistake) => config_error(&mistake, terminal.err).trim_end().to_owned(),
        Failure::Input(name, reason) => error(&name, &reason),
    })?;
    if let Some(unknown) = configurations.select(&selection) {
        let text = format!("{}\n  help: {}", escape::line(&unknown.to_string()), escape::line(&unknown.help()));
        return Err(headed(&text, terminal));
    }
    let configured = configurations.get(index.unwrap_or_default());
    Ok(Effective::new(&target.name, configured.file.as_deref(), &configured.settings))
}
