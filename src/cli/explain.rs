//! `secpol explain`.

use std::io::{self, Write};

use super::ExitStatus;
use super::terminal::Terminal;
use crate::pages::{page, plain};
use crate::report::{escape, styled};
use crate::rules::{RULES, find};
use crate::rulesets::nearest;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  secpol explain missing-private-channel")]
pub(super) struct Args {
    /// The name of the rule, as in `error[missing-policy]`
    #[arg(value_name = "RULE")]
    rule: String,
}

/// Prints the documentation of a rule.
pub(super) fn run(args: &Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let Some(rule) = find(&args.rule) else {
        let mut err = terminal.stderr();
        writeln!(err, "error: there is no rule `{}`", escape::line(&args.rule))?;
        let near = nearest(&args.rule, RULES.iter().map(|rule| rule.id));
        if near.is_empty() {
            writeln!(err, "  help: `secpol rules` lists the rules")?;
        } else {
            let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
            writeln!(err, "  help: did you mean {}?", near.join(" or "))?;
        }
        err.flush()?;
        return Ok(ExitStatus::Failure);
    };
    let mut out = terminal.stdout();
    let text = format!("{}<{}>\n", page(rule, plain), rule.url());
    out.write_all(styled(&text, terminal.out.color).as_bytes())?;
    out.flush()?;
    Ok(ExitStatus::Success)
}
