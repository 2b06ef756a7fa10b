//! `secpol config`: the effective configuration.

use std::io::{self, Write};
use std::path::PathBuf;
use std::{env, fs};

use super::ExitStatus;
use super::config::{Asked, Configurations, Failure};
use super::lint::headed;
use super::options::RuleSet;
use super::targets::all;
use super::terminal::Terminal;
use crate::report::configuration::Effective;
use crate::report::{config_error, escape};
use crate::rulesets::Selection;

/// Show the rules and options in force for a policy, and where each comes from
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  secpol config                    for the policy of the repository you are in
  secpol config docs/SECURITY.md   for a file
  secpol config --ruleset strict   as `secpol lint --ruleset strict` has them")]
pub(super) struct Args {
    /// A file or folder; `-` is standard input [default: the repository you are in]
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,

    /// Rule sets, in place of those that the configuration extends
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    ruleset: Vec<RuleSet>,

    /// Use this configuration, whatever lies beside the policy
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long)]
    isolated: bool,

    /// Run only these rules, also those that are off
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,

    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,

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
    let target = all(&paths, &working_folder, true).swap_remove(0).map_err(|(name, reason)| error(&name, &reason))?;
    let asked =
        Asked { file: args.config, isolated: args.isolated, rulesets: args.ruleset.iter().map(|set| set.0).collect() };
    let mut configurations = Configurations::new(asked, working_folder);
    let index = configurations.index(&target.folder).map_err(|failure| match failure {
        Failure::Mistake(mistake) => config_error(&mistake, terminal.err).trim_end().to_owned(),
        Failure::Input(name, reason) => error(&name, &reason),
    })?;
    let selection = Selection { select: args.select, ignore: args.ignore };
    if let Some(unknown) = configurations.select(&selection) {
        let text = format!("{}\n  help: {}", escape::line(&unknown.to_string()), escape::line(&unknown.help()));
        return Err(headed(&text, terminal));
    }
    let configured = configurations.get(index.unwrap_or_default());
    Ok(Effective::new(&target.name, configured.file.as_deref(), &configured.settings))
}
