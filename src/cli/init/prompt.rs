//! Questions at the terminal: plain lines, which a screen reader reads in order, a log keeps, and Ctrl-C ends without
//! a mode of the terminal to restore.

use std::io::{self, BufRead, Write};

use owo_colors::{OwoColorize as _, Style as Paint};

use super::flags::take;
use super::{Stop, wrapped};
use crate::cli::terminal::Terminal;
use crate::draft::{Answers, Frame, Question};
use crate::report::escape;

/// Asks what no flag answers.
pub(super) fn answers(
    frame: &Frame,
    given: impl Fn(Question) -> Option<String>,
    path: &str,
    terminal: &Terminal,
    err: &mut impl Write,
) -> Result<Answers, Stop> {
    let mut answers = Answers::default();
    let mut is_introduced = false;
    let bold = if terminal.err.color { Paint::new().bold() } else { Paint::new() };
    let mut prompt = Prompt { input: io::stdin().lock(), err, bold, width: terminal.err.width };
    for &question in Question::ALL {
        if let Some(text) = given(question) {
            take(question, &text, frame, &mut answers)?;
        } else if question.is_asked(frame, &answers) {
            if !is_introduced {
                introduce(frame, path, prompt.err)?;
                is_introduced = true;
            }
            prompt.ask(question, frame, &mut answers)?;
        }
    }
    if is_introduced {
        writeln!(prompt.err)?;
    }
    Ok(answers)
}

fn introduce(frame: &Frame, path: &str, err: &mut impl Write) -> io::Result<()> {
    let project = &frame.project;
    let of = project.address.as_ref().map(|address| format!(" for {}", address.url())).unwrap_or_default();
    let current = project.current.as_ref();
    let version =
        current.map(|current| format!(", now at {} ({})", current.release, current.origin)).unwrap_or_default();
    writeln!(err, "This makes {path}{}{}.", escape::line(&of), escape::line(&version))?;
    writeln!(err, "An empty answer takes what stands in brackets.")?;
    writeln!(err, "Nothing is written before the last answer; Ctrl-C ends.")
}

/// Where questions are put, and answers come from.
struct Prompt<'a, R, W> {
    input: R,
    err: &'a mut W,
    bold: Paint,
    width: usize,
}

impl<R: BufRead, W: Write> Prompt<'_, R, W> {
    /// Asks until the answer can be used.
    fn ask(&mut self, question: Question, frame: &Frame, answers: &mut Answers) -> Result<(), Stop> {
        let proposal = question.proposal(frame);
        writeln!(self.err, "\n{}", question.words().style(self.bold))?;
        writeln!(self.err, "{}", wrapped(&question.hint(frame), self.width, ""))?;
        loop {
            match &proposal {
                Some(proposal) => write!(self.err, "[{proposal}] > ")?,
                None => write!(self.err, "> ")?,
            }
            self.err.flush()?;
            let Some(line) = self.line()? else {
                writeln!(self.err)?;
                return Err(Stop::because("the answers ended before the questions; nothing was written"));
            };
            let line = line.trim();
            let text = if line.is_empty() { proposal.as_deref().unwrap_or_default() } else { line };
            let taken = if text.is_empty() {
                Err("this needs an answer".to_owned())
            } else {
                question.take(text, frame, answers)
            };
            match taken {
                Ok(()) => return Ok(()),
                Err(error) => {
                    writeln!(self.err, "{}", wrapped(&capitalised(&escape::line(&error)), self.width, ""))?;
                }
            }
        }
    }

    /// A line of input; `None` at its end.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        let length = self.input.read_until(b'\n', &mut bytes)?;
        // What is no text turns into characters that no answer has.
        Ok((length > 0).then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// A text as a sentence.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    chars.next().map(|first| first.to_uppercase().chain(chars).chain(end.chars()).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::draft::{Demands, Project};
    use crate::rulesets::{built_in, settings};

    /// What is asked with these lines as input, and what came of it.
    fn session(template: &str, input: &str) -> (String, Result<Answers, Stop>) {
        let demands = Demands::of(&settings(&[built_in(template).unwrap()]));
        let frame = Frame { project: Project::default(), demands, today: date(2026, 1, 15) };
        let mut err = Vec::new();
        let mut prompt = Prompt { input: input.as_bytes(), err: &mut err, bold: Paint::new(), width: 80 };
        let mut answers = Answers::default();
        let mut questions = Question::ALL.iter();
        let done = questions.try_for_each(|question| {
            let is_asked = question.is_asked(&frame, &answers);
            if is_asked { prompt.ask(*question, &frame, &mut answers) } else { Ok(()) }
        });
        (String::from_utf8(err).unwrap(), done.map(|()| answers))
    }

    #[test]
    fn a_wrong_answer_is_asked_for_again() {
        let input = "\nsecurity@example.com\nsecurity@acme-widget.dev\n\nsoon\n2 days\n\n";
        let (asked, answers) = session("recommended", input);
        insta::assert_snapshot!(asked);
        let answers = answers.unwrap();
        assert_eq!(answers.acknowledgement.map(|time| time.to_string()).as_deref(), Some("2 days"));
        assert_eq!(answers.disclosure.map(|time| time.to_string()).as_deref(), Some("90 days"));
    }

    #[test]
    fn the_end_of_input_ends_it() {
        for input in ["", "security@acme-widget.dev\n", "\u{1b}[A\n\n"] {
            let (asked, done) = session("recommended", input);
            assert!(matches!(done, Err(Stop::Problem { .. })) && asked.ends_with("> \n"), "{input:?}: {asked}");
            assert!(!asked.contains('\u{1b}'), "{asked}");
        }
    }
}
