//! `secpol init`.

mod closing;
mod files;
mod prompt;

use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use textwrap::{Options, WordSeparator, WordSplitter};

use super::ExitStatus;
use super::discover::repository;
use super::folder::{Drafts, Folder};
use super::input::{InputError, missing};
use super::lint::headed;
use super::options::{RuleSet, Today};
use super::paths::{display, relative};
use super::terminal::Terminal;
use super::write::create;
use crate::draft::{Answers, Demands, Frame, Project, Question, policy};
use crate::report::escape;
use crate::repository::{Address, EntryKind, Forge, Surroundings, join, places, split};
use crate::rules::Settings;
use crate::rulesets::{BuiltIn, built_in, settings};

/// Write a security policy, from your answers and from what the repository shows
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It asks at the terminal what it cannot see, and proposes an answer where it can. Each flag below `Answers`
answers a question beforehand; where there is no terminal, every question needs its flag, or --yes.
Nothing is ever overwritten.

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

/// One flag a question; `none` declines where that is possible.
#[derive(Debug, clap::Args)]
#[group(id = "answers", multiple = true, conflicts_with = "files")]
#[command(next_help_heading = "Answers")]
struct AnswerArgs {
    /// Where reports go: an e-mail address, the address of a form, or `form` for GitHub's private report form or a
    /// confidential issue on GitLab; the preferred one first
    #[arg(long, value_name = "CONTACT", value_delimiter = ',')]
    contact: Vec<String>,

    /// Where your OpenPGP key is
    #[arg(long, value_name = "URL")]
    pgp_key: Option<String>,

    /// Its fingerprint
    #[arg(long, value_name = "HEX", requires = "pgp_key")]
    pgp_fingerprint: Option<String>,

    /// Which versions get fixes: `latest`, versions such as `2.x,1.4`, or `>=1.4`
    #[arg(long, value_name = "VERSIONS")]
    versions: Option<String>,

    /// Until when they get them at least: a month or a day, such as 2031-12
    #[arg(long, value_name = "DATE")]
    supported_until: Option<String>,

    /// The longest time to the first answer, such as `3 business days`
    #[arg(long, value_name = "TIME")]
    acknowledgement: Option<String>,

    /// The longest time to your assessment of the report
    #[arg(long, value_name = "TIME")]
    assessment: Option<String>,

    /// The longest time between two updates to the reporter
    #[arg(long, value_name = "TIME")]
    updates: Option<String>,

    /// The longest time to a fix
    #[arg(long, value_name = "TIME")]
    resolution: Option<String>,

    /// The longest time from a report to its publication, such as `90 days`
    #[arg(long, value_name = "TIME")]
    disclosure: Option<String>,

    /// What is covered: the rest of “In scope is …”
    #[arg(long, value_name = "WORDS")]
    scope: Option<String>,

    /// What you promise to research in good faith: none, partial (no legal action), full (also exemptions)
    #[arg(long, value_name = "PROMISE")]
    safe_harbor: Option<String>,
}

impl AnswerArgs {
    /// The answer that a flag gives.
    fn given(&self, question: Question) -> Option<String> {
        match question {
            Question::Contact => (!self.contact.is_empty()).then(|| self.contact.join(",")),
            Question::Key => self.pgp_key.clone(),
            Question::Fingerprint => self.pgp_fingerprint.clone(),
            Question::Versions => self.versions.clone(),
            Question::Until => self.supported_until.clone(),
            Question::Acknowledgement => self.acknowledgement.clone(),
            Question::Assessment => self.assessment.clone(),
            Question::Updates => self.updates.clone(),
            Question::Resolution => self.resolution.clone(),
            Question::Disclosure => self.disclosure.clone(),
            Question::Scope => self.scope.clone(),
            Question::SafeHarbor => self.safe_harbor.clone(),
        }
    }
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
        without_questions(args, &frame)?
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

/// The answers of flags and, with `--yes`, what is proposed.
fn without_questions(args: &Args, frame: &Frame) -> Result<Answers, Stop> {
    let mut answers = Answers::default();
    let mut open = Vec::new();
    for &question in Question::ALL {
        let proposed = || question.proposal(frame).filter(|_| args.yes && question.is_asked(frame, &answers));
        match args.answers.given(question).or_else(proposed) {
            Some(text) => take(question, &text, frame, &mut answers)?,
            None if question.is_asked(frame, &answers) => open.push(question),
            None => {}
        }
    }
    let flags: Vec<String> = open.iter().map(|question| format!("--{}", question.flag())).collect();
    match open.first() {
        None => Ok(answers),
        Some(first) if args.yes => {
            let stop = Stop::because(format!("nobody but you can answer {}", flags.join(" and ")));
            Err(stop.help(format!("{} {}", first.words(), first.hint(frame))))
        }
        Some(_) => {
            let proposed = open.iter().filter_map(|question| Some((question.flag(), question.proposal(frame)?)));
            let proposed: Vec<String> = proposed.map(|(flag, text)| format!("--{flag} '{text}'")).collect();
            let text = format!("answers are missing, and there is no terminal to ask at: {}", flags.join(", "));
            Err(Stop::because(text).help(format!("--yes takes what is proposed: {}", proposed.join(" "))))
        }
    }
}

/// Reads the answer of a flag.
fn take(question: Question, text: &str, frame: &Frame, answers: &mut Answers) -> Result<(), Stop> {
    question.take(text, frame, answers).map_err(|error| {
        Stop::because(format!("--{}: `{text}` cannot be taken: {error}", question.flag())).help(format!(
            "{} {}",
            question.words(),
            question.hint(frame)
        ))
    })
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

/// The repository that files are written to.
#[derive(Debug)]
struct Home {
    /// Absolute.
    root: PathBuf,
    surroundings: Surroundings,
    /// Whether git knows it.
    is_repository: bool,
}

impl Home {
    /// The repository that a folder is in, or the folder alone; without one, that of the working folder.
    fn find(folder: Option<&Path>) -> Result<Self, Stop> {
        let working_folder = env::current_dir().and_then(fs::canonicalize)?;
        let named = folder.unwrap_or(&working_folder);
        let unusable = |error: InputError| Stop::because(format!("{}: {error}", display(named)));
        let folder = fs::canonicalize(named).map_err(|error| unusable(missing(named, error)))?;
        if !folder.is_dir() {
            return Err(unusable(InputError::NotDirectory));
        }
        let root = repository(&folder);
        let is_repository = root.is_some();
        let root = root.unwrap_or(&folder).to_owned();
        let name = display(&relative(&working_folder, &root));
        let name = if name == "." { String::new() } else { name };
        let surroundings = Surroundings::new(Box::new(Folder::new(root.clone(), Drafts::default())), name);
        Ok(Self { root, surroundings, is_repository })
    }

    /// The same repository, looked at anew.
    fn anew(&self) -> Surroundings {
        Surroundings::new(Box::new(Folder::new(self.root.clone(), Drafts::default())), self.surroundings.shown(""))
    }

    /// A second policy would hide the first one, or be hidden by it.
    fn refuse_second_policy(&self) -> Result<(), Stop> {
        let policies = self.surroundings.policies();
        let found = policies.effective().map(|file| &file.path).or(policies.unusable.first());
        let Some(path) = found else { return Ok(()) };
        let stop =
            Stop::because(format!("there is a policy already, {}; nothing was written", self.surroundings.shown(path)));
        Err(stop.help("`secpol lint` says what it lacks; --stdout prints a draft to compare it with"))
    }

    /// Where the forge looks, beside the files of its kind.
    fn place_for_policy(&self, forge: Option<Forge>) -> String {
        const COMMUNITY: &[&str] = &["contributing", "code_of_conduct", "support", "governance"];
        let is_community = |name: &str| {
            let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
            COMMUNITY.contains(&stem.as_str())
        };
        let folder = ".github";
        let has_others = places(forge).contains(&folder)
            && self.surroundings.entry(folder).is_some_and(|entry| entry.kind == EntryKind::Folder)
            && self.surroundings.list(folder).iter().any(|entry| entry.is_file() && is_community(&entry.name));
        join(if has_others { folder } else { "" }, "SECURITY.md")
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
