//! `secpol init`.

mod closing;
mod files;
mod flags;
mod home;
mod prompt;

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use textwrap::{Options, WordSeparator, WordSplitter};

use super::ExitStatus;
use super::lint::headed;
use super::options::{RuleSet, Today};
use super::terminal::Terminal;
use super::write::create;
use crate::draft::{Demands, Frame, Project, policy};
use crate::report::escape;
use crate::repository::{Address, EntryKind, Forge, split};
use crate::rules::Settings;
use crate::rulesets::{BuiltIn, built_in, settings};
use flags::{AnswerArgs, without_questions};
use home::Home;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "It asks at the terminal what it cannot see, and proposes an answer where it can. Each flag below
`Answers` answers a question beforehand; where there is no terminal, every question needs its flag,
or --yes. Nothing is ever overwritten.

Examples:
  secpol init                                     asks, and writes SECURITY.md
  secpol init --template cra,iso-29147            a policy that meets these standards as well
  secpol init --contact security@widget.example --yes
                                                  without questions, with what is proposed
  secpol init --security-txt                      .well-known/security.txt, from the policy"
)]
pub(super) struct Args {
    /// A folder of the repository [default: the one you are in]
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// Rule sets that the policy is to meet. Standards come on top of strict; minimal or recommended in its place
    /// make the policy shorter
    #[arg(long, value_name = "NAME", value_delimiter = ',', conflicts_with = "files")]
    template: Vec<RuleSet>,

    /// Take what is proposed wherever a flag gives no answer
    #[arg(short, long, conflicts_with = "files")]
    yes: bool,

    /// Print to standard output in place of writing a file
    #[arg(long)]
    stdout: bool,

    /// Where the project is, if its remote does not say: OWNER/NAME on GitHub, or an address
    #[arg(long, value_name = "REPOSITORY", value_parser = address)]
    repository: Option<Address>,

    /// Take this day for today, as YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    today: Option<Today>,

    #[command(flatten)]
    answers: AnswerArgs,

    #[command(flatten)]
    files: files::FileArgs,
}

/// Why nothing was written.
#[derive(Debug)]
enum Stop {
    /// What to say, and what to do about it.
    Problem { text: String, help: Option<String> },
    /// Standard output or standard error cannot be written, or standard input not read.
    Io(io::Error),
}

impl Stop {
    fn because(text: impl Into<String>) -> Self {
        Self::Problem { text: text.into(), help: None }
    }

    fn help(self, words: impl Into<String>) -> Self {
        match self {
            Self::Problem { text, .. } => Self::Problem { text, help: Some(words.into()) },
            Self::Io(error) => Self::Io(error),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes what was asked for, and says what is left to do.
pub(super) fn run(args: &Args, terminal: &Terminal) -> io::Result<ExitStatus> {
    let mut err = terminal.stderr();
    let status = match draft(args, terminal, &mut err) {
        Ok(()) => ExitStatus::Success,
        Err(Stop::Problem { text, help }) => {
            writeln!(err, "{}", headed(&escape::line(&text), terminal))?;
            if let Some(help) = help {
                writeln!(err, "  help: {}", escape::line(&help))?;
            }
            ExitStatus::Failure
        }
        Err(Stop::Io(error)) => return Err(error),
    };
    err.flush()?;
    Ok(status)
}

fn draft(args: &Args, terminal: &Terminal, err: &mut impl Write) -> Result<(), Stop> {
    let home = Home::find(args.folder.as_deref())?;
    let mut project = Project::of(&home.surroundings);
    project.address = args.repository.clone().or(project.address);
    let today = args.today.unwrap_or_else(Today::now);
    let output = Output { to_stdout: args.stdout, terminal };
    match args.files.file() {
        Some(file) => files::write(file, &args.files, &output, &home, &project, today.0, err),
        None => write_policy(args, &output, &home, Frame { project, demands: Demands::default(), today: today.0 }, err),
    }
}

/// The rule sets that the policy is to meet: standards ask for parts of one only.
fn rule_sets(template: &[RuleSet]) -> Vec<&'static BuiltIn> {
    let named = template.iter().map(|set| set.0);
    let strict = built_in("strict").ok().filter(|_| template.iter().all(|set| set.0.is_standard));
    strict.into_iter().chain(named).collect()
}

fn write_policy(args: &Args, output: &Output<'_>, home: &Home, frame: Frame, err: &mut impl Write) -> Result<(), Stop> {
    if !output.to_stdout {
        home.refuse_second_policy()?;
    }
    let settings = Settings { today: Some(frame.today), ..settings(&rule_sets(&args.template)) };
    let frame = Frame { demands: Demands::of(&settings), ..frame };
    let path = home.place_for_policy(frame.project.forge());
    let has_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    let answers = if args.yes || !has_terminal {
        without_questions(&args.answers, args.yes, &frame)?
    } else {
        prompt::answers(&frame, |question| args.answers.given(question), &path, output.terminal, err)?
    };
    let text = policy(&frame, &answers);
    output.put(home, &path, &text, err)?;
    closing::of_policy(
        &closing::Done { home, path: &path, text: &text, frame: &frame, answers: &answers },
        &settings,
        output,
        err,
    )?;
    Ok(())
}

/// Where a draft goes.
struct Output<'a> {
    to_stdout: bool,
    terminal: &'a Terminal,
}

impl Output<'_> {
    /// Prints a draft, or writes it to a path of the repository where nothing is.
    fn put(&self, home: &Home, path: &str, text: &str, err: &mut impl Write) -> Result<(), Stop> {
        if self.to_stdout {
            let mut out = self.terminal.stdout();
            out.write_all(text.as_bytes())?;
            out.flush()?;
            return Ok(());
        }
        // What a link leads to may be out of the repository.
        let folder = split(path).0;
        let is_own = |folder| home.surroundings.entry(folder).is_none_or(|entry| entry.kind == EntryKind::Folder);
        if !folder.is_empty() && !is_own(folder) {
            return Err(Stop::because(format!("{} is no folder of this repository", home.surroundings.shown(folder))));
        }
        let shown = home.surroundings.shown(path);
        create(&home.root.join(path), text).map_err(|error| Stop::because(format!("{shown} {error}")))?;
        writeln!(err, "wrote {}", escape::line(&shown))?;
        Ok(())
    }
}

/// A text in lines of that many columns, all but the first one indented. An address that is broken in two cannot be
/// followed, so lines end between words only.
fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let options = Options::new(width).word_separator(WordSeparator::AsciiSpace);
    let options = options.word_splitter(WordSplitter::NoHyphenation).break_words(false);
    textwrap::wrap(text, options).join(&format!("\n{indent}"))
}

/// Reads `owner/name`, which is on GitHub, or the address of a repository.
fn address(text: &str) -> Result<Address, &'static str> {
    let on_github = || Address::parse(&format!("https://{}/{text}", Forge::GitHub.host()));
    let is_short = text.split('/').count() == 2 && !text.contains(':');
    let found = if is_short { on_github() } else { Address::parse(text) };
    found.ok_or("write `owner/name`, or an address such as `https://codeberg.org/owner/name`")
}
