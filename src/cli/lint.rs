//! `secpol lint`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use owo_colors::{OwoColorize as _, Style as Paint};

use super::ExitStatus;
use super::baseline::{BaselineArgs, Baselines};
use super::config::{Configurations, Configured, Failure, SettingsArgs};
use super::discover::repository;
use super::fix::{FixArgs, Fixes, Linted};
use super::input::InputError;
#[cfg(feature = "online")]
use super::online::OnlineArgs;
use super::options::{FailOn, Size, Today};
use super::outputs::{Output, Outputs, is_in_github_actions};
use super::paths::from_root;
use super::targets::{Target, Text, What, all};
use super::terminal::Terminal;
use crate::online::Answers;
use crate::report::{FileReport, Results, RunError, clean, closing, config_error, escape};
use crate::rules::{Beside, Note, NoteKind, Outcome, Rule, find, lint_missing_policy, lint_online};
use crate::rulesets::{ConfigError, Selection};
use crate::scorecard::{self, Scorecard};
use crate::source::{DEFAULT_MAX_SIZE, Source};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  secpol lint                                the policy of the repository you are in
  secpol lint docs/SECURITY.md ../widget     a file, and the policy of another repository
  secpol lint --ruleset strict               ask for everything
  secpol lint --diff                         show what --fix would mend
  secpol lint --output-format sarif=a.sarif  also write a report for code scanning
  git show main:SECURITY.md | secpol lint -  standard input

A configuration is looked for as .secpol.yaml, secpol.yaml or .github/secpol.yaml, from the
policy upward to the root of its repository.")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Args {
    /// Files or folders; `-` is standard input [default: the repository you are in]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    settings: SettingsArgs,

    #[command(flatten)]
    fixes: FixArgs,

    #[command(flatten)]
    baseline: BaselineArgs,

    /// Heed no comments that silence findings
    #[arg(long)]
    no_ignores: bool,

    /// The least severity that makes the exit status 1: error, warning, info, never
    #[arg(long, value_name = "SEVERITY", default_value = "error", hide_possible_values = true)]
    fail_on: FailOn,

    /// How to report findings: full, concise, json, json-lines, sarif, github, gitlab, junit, markdown. FORMAT=FILE writes
    /// a file, may be given several times, and leaves standard output to another format [default: full, in GitHub
    /// workflows with annotations]
    #[arg(long, value_name = "FORMAT")]
    output_format: Vec<Output>,

    /// The day to judge dates by, as YYYY-MM-DD [default: that of `SOURCE_DATE_EPOCH`, else of the clock]
    #[arg(long, value_name = "DATE")]
    today: Option<Today>,

    /// Do not read files larger than this
    #[arg(long, value_name = "SIZE", default_value = "16MiB")]
    max_size: Size,

    /// Look at each file alone, without the repository around it
    #[arg(long)]
    no_repository: bool,

    /// Print findings only
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Also say why a file was chosen, and its configuration
    #[arg(short, long)]
    verbose: bool,

    // Last, as its heading is for all that follow.
    #[cfg(feature = "online")]
    #[command(flatten)]
    online: OnlineArgs,
}

/// A policy to lint.
#[derive(Debug)]
pub(super) struct Read<'a> {
    pub(super) target: &'a Target,
    pub(super) configured: &'a Configured,
    pub(super) text: Result<Text, InputError>,
}

/// What the network says of the policies.
#[derive(Debug, Default)]
pub(super) struct Online {
    pub(super) answers: Answers,
    /// Why it was not asked, where it should have been.
    pub(super) note: Option<String>,
}

/// A run: what was said so far to standard error, in order.
#[derive(Debug, Default)]
struct Run {
    messages: Vec<String>,
    /// What of it reports for programs have to have.
    errors: Vec<RunError>,
    failed: bool,
}

impl Run {
    fn error(&mut self, name: &str, error: &impl ToString, terminal: &Terminal) {
        self.failed = true;
        let message = error.to_string();
        let text = format!("{}: {}", escape::line(name), escape::line(&message));
        self.messages.push(headed(&text, terminal));
        self.errors.push(RunError { path: name.to_owned(), message });
    }

    /// A mistake in a configuration, drawn at its place.
    fn mistake(&mut self, error: &ConfigError, terminal: &Terminal) {
        self.messages.push(config_error(error, terminal.err).trim_end().to_owned());
        let path = error.source_text.path().to_owned();
        self.errors.push(RunError { path, message: error.to_string() });
    }

    /// Ends a run that cannot go on.
    fn end(self, terminal: &Terminal) -> io::Result<ExitStatus> {
        let mut err = terminal.stderr();
        for message in &self.messages {
            writeln!(err, "{message}")?;
        }
        err.flush()?;
        Ok(ExitStatus::Failure)
    }
}

/// Lints, prints, and says how it went.
pub(super) fn run(args: Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let mut run = Run::default();
    let working_folder = match env::current_dir().and_then(fs::canonicalize) {
        Ok(folder) => folder,
        Err(error) => {
            run.error(".", &InputError::from(error), terminal);
            return run.end(terminal);
        }
    };
    let (asked, selection) = args.settings.split();
    let is_online = asked.online;
    let root = repository(&working_folder).unwrap_or(&working_folder).to_owned();
    let mut configurations = Configurations::new(asked, working_folder.clone());
    let mut forge = |root: &Path| configurations.forge(root);
    let mut targets = Vec::new();
    for found in all(&args.paths, &working_folder, args.no_repository, &mut forge) {
        match found {
            Ok(target) => targets.push(target),
            Err((name, error)) => run.error(&name, &error, terminal),
        }
    }

    let outputs = match Outputs::new(&args.output_format, is_in_github_actions(), &targets) {
        Ok(outputs) => outputs,
        Err(error) => {
            run.messages.push(headed(&escape::line(&error.to_string()), terminal));
            return run.end(terminal);
        }
    };
    let mut baselines = match Baselines::read(args.baseline, args.max_size, terminal.err) {
        Ok(baselines) => baselines,
        Err(message) => {
            run.messages.push(message);
            return run.end(terminal);
        }
    };

    let mut configured: Vec<(Target, usize)> = Vec::new();
    let mut all_usable = true;
    for target in targets {
        match configurations.index(&target.folder) {
            Ok(Some(index)) => configured.push((target, index)),
            Ok(None) => all_usable = false,
            Err(Failure::Input(name, error)) => {
                all_usable = false;
                run.error(&name, &error, terminal);
            }
            Err(Failure::Mistake(error)) => {
                all_usable = false;
                run.mistake(&error, terminal);
            }
        }
    }
    run.failed |= !all_usable;
    // Names of sections are in the configurations: where one cannot be used, a name may well be right.
    if let (Some(unknown), true) = (configurations.select(&selection), all_usable) {
        let text = format!("{}\n  help: {}", escape::line(&unknown.to_string()), escape::line(&unknown.help()));
        run.messages.push(headed(&text, terminal));
        return run.end(terminal);
    }

    configurations.set_today(args.today.unwrap_or_else(Today::now));
    if args.no_ignores {
        configurations.heed_no_suppressions();
    }

    let named: BTreeSet<&Path> = configured.iter().map(|(target, _)| target.identity.as_path()).collect();
    let mut fixes = Fixes::new(args.fixes, terminal.out);
    let mut files = Vec::with_capacity(configured.len());
    let policies = configured.iter().map(|(target, index)| Read {
        target,
        configured: configurations.get(*index),
        text: target.read(args.max_size),
    });
    #[cfg(feature = "online")]
    let (policies, online) = args.online.answered(policies, is_online);
    #[cfg(not(feature = "online"))]
    let online = Online::default();
    for Read { target, configured, text } in policies {
        match lint_one(target, configured, text, &named, &online.answers, &mut fixes, &mut baselines) {
            Ok(Linted { source, mut outcome, errors }) => {
                for (name, error) in errors {
                    run.error(&name, &error, terminal);
                }
                let in_force = in_force(configured, &selection);
                if args.verbose {
                    let none = "none".to_owned();
                    let file = configured.file.as_ref().unwrap_or(&none);
                    let name = escape::line(&target.name);
                    let why = target.why.as_ref().map(|why| format!("{name}: chosen: {}", escape::line(why)));
                    run.messages.extend(why);
                    run.messages.push(format!("{name}: configuration: {}", escape::line(file)));
                }
                let scorecard = scored(configured, &source, target);
                let beside = std::mem::take(&mut outcome.beside);
                let at = |name: &str| from_root(&root, &working_folder, name);
                let location = match target.what {
                    What::Nothing => at(&format!("{}/SECURITY.md", target.name)),
                    What::Stdin => target.name.clone(),
                    What::File(_) | What::Other => at(&target.name),
                };
                files.push(FileReport { source, outcome, in_force: in_force.clone(), scorecard, location });
                files.extend(beside.into_iter().map(|beside| {
                    let location = at(beside.source.path());
                    FileReport::beside(beside, &in_force, location)
                }));
            }
            Err(error) => run.error(&target.name, &error, terminal),
        }
    }

    if let Err((name, error)) = baselines.write(&mut files, run.failed) {
        run.error(&name, &error, terminal);
    }

    let found = files.iter().flat_map(|file| &file.outcome.diagnostics).map(|found| found.severity);
    let counts = found.chain(fixes.shown()).any(|severity| args.fail_on.counts(severity));
    let status = |failed| match (failed, counts) {
        (true, _) => ExitStatus::Failure,
        (false, true) => ExitStatus::Findings,
        (false, false) => ExitStatus::Success,
    };
    let errors = run.errors.clone();
    let results = Results { files: &files, errors: &errors, exit_code: status(run.failed) as u8 };
    // Before standard output, which may be closed any time.
    for (name, error) in outputs.write_files(results, args.quiet) {
        run.error(&name, &error, terminal);
    }

    let mut out = terminal.stdout();
    let mut err = terminal.stderr();
    let style = if fixes.output().is_some() { terminal.err } else { terminal.out };
    let findings: &mut dyn Write = match fixes.output() {
        None => &mut out,
        Some(text) => {
            out.write_all(text.as_bytes())?;
            &mut err
        }
    };
    outputs.write(results, style, args.quiet, findings)?;
    out.flush()?;
    drop(out);
    for message in &run.messages {
        writeln!(err, "{message}")?;
    }
    if !args.quiet {
        let is_told = |name: &str| fixes.concerns(name) || baselines.concerns(name);
        let unasked = online.note.into_iter().chain(unasked(&selection, is_online));
        let unasked = unasked.map(|note| format!("note: {}", escape::line(&note)));
        let summary = unasked.chain(fixes.summary()).chain(baselines.summary());
        notes(&files, is_told, summary, &mut err)?;
    }
    err.flush()?;

    Ok(status(run.failed))
}

/// Why rules that were asked for by name find nothing.
fn unasked(selection: &Selection, is_online: bool) -> Option<String> {
    let asks = |name: &&String| find(name).is_some_and(Rule::is_online);
    let name = selection.select.iter().find(asks).filter(|_| !is_online)?;
    let why =
        if cfg!(feature = "online") { "is not asked without --online" } else { "this build of secpol cannot ask" };
    Some(format!("{name} needs the network, which {why}"))
}

/// What there is to say beside the findings. No file is called clean of which `is_told` something else.
fn notes(
    files: &[FileReport],
    is_told: impl Fn(&str) -> bool,
    summary: impl Iterator<Item = String>,
    err: &mut impl Write,
) -> io::Result<()> {
    for file in files {
        for note in &file.outcome.notes {
            writeln!(err, "note: {}: {}", escape::line(file.source.path()), escape::line(&note.message))?;
        }
        let was_linted = file.outcome.notes.iter().all(|note| note.kind != NoteKind::NotLinted);
        if file.outcome.diagnostics.is_empty() && was_linted && !is_told(file.source.path()) {
            writeln!(err, "{}", clean(file))?;
        }
    }
    for line in summary {
        writeln!(err, "{line}")?;
    }
    match closing(files) {
        Some(line) => writeln!(err, "{line}"),
        None => Ok(()),
    }
}

/// Lints and mends one target, and the files beside it that are not `named` themselves.
fn lint_one(
    target: &Target,
    configured: &Configured,
    text: Result<Text, InputError>,
    named: &BTreeSet<&Path>,
    answers: &Answers,
    fixes: &mut Fixes,
    baselines: &mut Baselines,
) -> Result<Linted, InputError> {
    let settings = &configured.settings;
    let empty = || Source::new(target.name.as_str(), "");
    let nothing = |outcome| Linted { source: empty(), outcome, errors: Vec::new() };
    let mut judged = |source: &Source, mut outcome: Outcome| {
        // A file that is linted itself has the finding there.
        let real = |beside: &Beside| target.files().and_then(|files| files.real(&beside.path));
        outcome.beside.retain(|beside| real(beside).is_none_or(|path| !named.contains(&*path)));
        baselines.judge(target, settings, source, outcome)
    };
    Ok(match (text?, target.surroundings()) {
        (Text::Source(source), _) => {
            let lint = |source: &Source| lint_online(source, settings, target.place(), answers);
            fixes.lint(target, source, |source| judged(source, lint(source)))
        }
        (Text::NotLinted, _) => {
            let message = "this policy is there, and not linted: secpol reads Markdown, in files that end in .md";
            let note = Note { kind: NoteKind::NotLinted, message: message.to_owned() };
            nothing(Outcome { notes: vec![note], ..Outcome::default() })
        }
        (Text::Missing, Some(surroundings)) => {
            fixes.lint(target, empty(), |source| judged(source, lint_missing_policy(settings, surroundings)))
        }
        (Text::Missing, None) => nothing(Outcome::default()),
    })
}

/// What OpenSSF Scorecard would give, where its rule set is in force.
fn scored(configured: &Configured, source: &Source, target: &Target) -> Option<Scorecard> {
    let is_asked = configured.settings.standards.iter().any(|standard| standard.name == scorecard::RULE_SET);
    let scorecard = || match &target.what {
        What::Nothing => Some(scorecard::without_policy()),
        What::File(_) => Some(scorecard::score(Some(source.path()), source.text())),
        What::Stdin => Some(scorecard::score(None, source.text())),
        // It was not read.
        What::Other => None,
    };
    is_asked.then(scorecard).flatten()
}

/// The rule sets, and the configuration that goes beyond them.
fn in_force(configured: &Configured, selection: &Selection) -> String {
    let selected = (!selection.select.is_empty()).then(|| "selected rules".to_owned());
    let parts: Vec<String> =
        configured.settings.rulesets.iter().cloned().chain(configured.file.clone()).chain(selected).collect();
    if parts.is_empty() { "no rule set".to_owned() } else { parts.join(", ") }
}

/// `error: ` before a text.
pub(super) fn headed(text: &str, terminal: &Terminal) -> String {
    let paint = if terminal.err.color { Paint::new().red().bold() } else { Paint::new() };
    format!("{} {text}", "error:".style(paint))
}

const _: () = assert!(DEFAULT_MAX_SIZE == 16 << 20, "the default of --max-size says 16MiB");
