//! Answers as flags.

use super::Stop;
use crate::draft::{Answers, Frame, Question};

// One flag a question; `none` declines where that is possible.
#[derive(Debug, clap::Args)]
#[group(id = "answers", multiple = true, conflicts_with = "files")]
#[command(next_help_heading = "Answers")]
pub(super) struct AnswerArgs {
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
    pub(super) fn given(&self, question: Question) -> Option<String> {
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

/// The answers of flags and, with `--yes`, what is proposed.
pub(super) fn without_questions(args: &AnswerArgs, takes_proposals: bool, frame: &Frame) -> Result<Answers, Stop> {
    let mut answers = Answers::default();
    let mut open = Vec::new();
    for &question in Question::ALL {
        let proposed = || question.proposal(frame).filter(|_| takes_proposals && question.is_asked(frame, &answers));
        match args.given(question).or_else(proposed) {
            Some(text) => take(question, &text, frame, &mut answers)?,
            None if question.is_asked(frame, &answers) => open.push(question),
            None => {}
        }
    }
    let flags: Vec<String> = open.iter().map(|question| format!("--{}", question.flag())).collect();
    match open.first() {
        None => Ok(answers),
        Some(first) if takes_proposals => {
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
pub(super) fn take(question: Question, text: &str, frame: &Frame, answers: &mut Answers) -> Result<(), Stop> {
    question.take(text, frame, answers).map_err(|error| {
        Stop::because(format!("--{}: `{text}` cannot be taken: {error}", question.flag())).help(format!(
            "{} {}",
            question.words(),
            question.hint(frame)
        ))
    })
}
