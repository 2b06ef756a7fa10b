//! `secpol explain`.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::ExitStatus;
use super::rules::{describe, fix, severities, word};
use super::terminal::Terminal;
use crate::report::{escape, styled};
use crate::rules::{RULES, Rule, find};
use crate::rulesets::{BUILT_IN, nearest};

/// Say what a rule wants, why, and how to satisfy it
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
    out.write_all(styled(&page(rule), terminal.out.color).as_bytes())?;
    out.flush()?;
    Ok(ExitStatus::Success)
}

/// The page of a rule, in Markdown.
fn page(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n", rule.id);
    for line in rule.docs.lines() {
        // The space between `///` and the text.
        page.push_str(line.strip_prefix(' ').unwrap_or(line));
        page.push('\n');
    }
    if !rule.options.is_empty() {
        page.push_str("\n## Options\n\n");
    }
    for option in rule.options {
        let (kind, default) = describe(option);
        // Writing to a string cannot fail.
        let _ = writeln!(page, "- `{}` ({kind}; default `{default}`): {}", option.name, option.doc);
    }
    page.push_str("\n## Severity\n\n");
    for (name, settings) in severities(&BUILT_IN.iter().collect::<Vec<_>>()) {
        let severity = settings.severity(rule).map_or("off", |severity| word(Some(severity)));
        let _ = writeln!(page, "- `{name}`: {severity}");
    }
    let fix = match fix(rule) {
        "-" => "none",
        kind => kind,
    };
    let _ = write!(page, "\nFix: {fix}. Since version {}.\n<{}>\n", rule.since, rule.url());
    page
}
