//! What is left to do once a draft is written.

use std::io::{self, Write};

use super::{Home, Output, wrapped};
use crate::draft::{Answers, Contact, Frame};
use crate::report::escape;
use crate::repository::Place;
use crate::rules::{Outcome, Settings, Standing, lint, lint_at};
use crate::source::Source;

/// A policy that was written.
pub(super) struct Done<'a> {
    pub(super) home: &'a Home,
    /// From the root of the repository.
    pub(super) path: &'a str,
    pub(super) text: &'a str,
    pub(super) frame: &'a Frame,
    pub(super) answers: &'a Answers,
}

/// Lints the policy where it lies now, and says what no draft can do.
pub(super) fn of_policy(
    done: &Done<'_>,
    settings: &Settings,
    output: &Output<'_>,
    err: &mut impl Write,
) -> io::Result<()> {
    let Done { home, path, text, frame, answers } = done;
    let shown = home.surroundings.shown(path);
    let source = Source::new(shown.clone(), *text);
    let surroundings = home.anew();
    let place = (!output.to_stdout).then_some(Place { surroundings: &surroundings, path });
    let outcome = place.map_or_else(|| lint(&source, settings), |place| lint_at(&source, settings, Some(place)));

    let mut tasks = vec![format!("read {shown} as a reporter would: every sentence in it is a promise of yours")];
    let has_form = answers.contacts.iter().any(|contact| matches!(contact, Contact::Form(_)));
    if let Some(page) = frame.project.report_form_settings().filter(|_| has_form) {
        tasks.push(format!("turn on private vulnerability reporting, or there is no form: {page}"));
    }
    if !home.is_repository && frame.project.address.is_none() {
        tasks.push(
            "put it where the project is: git knows no repository here, so that nothing was seen of its forge"
                .to_owned(),
        );
    }
    tasks.extend(findings(&source, &outcome));
    writeln!(err, "\nLeft to do, for {}:", settings.rulesets.join(", "))?;
    let width = output.terminal.err.width;
    list(&tasks, width, err)?;
    by_hand(&outcome, width, err)
}

/// The findings, in the policy and beside it.
fn findings(source: &Source, outcome: &Outcome) -> Vec<String> {
    let own = outcome.diagnostics.iter().map(|found| (source, found));
    let beside =
        outcome.beside.iter().flat_map(|file| file.outcome.diagnostics.iter().map(|found| (&file.source, found)));
    let all = own.chain(beside).map(|(source, found)| {
        let line = source.lines().line(found.span.start);
        format!("{}:{line}: {}; {} ({})", source.path(), found.message, found.help, found.rule)
    });
    all.collect()
}

/// What a text cannot prove.
fn by_hand(outcome: &Outcome, width: usize, err: &mut impl Write) -> io::Result<()> {
    for standard in &outcome.verdicts {
        let manual = standard.verdicts.iter().filter(|verdict| verdict.standing == Standing::Manual);
        let tasks: Vec<String> = manual
            .map(|verdict| {
                let control = &verdict.control;
                format!("{}: {}; to judge: {}", control.id, control.title, verdict.reason)
            })
            .collect();
        if !tasks.is_empty() {
            writeln!(err, "\nNo text can prove these of {}:", escape::line(&standard.standard))?;
            list(&tasks, width, err)?;
        }
    }
    Ok(())
}

/// A list of things to do.
pub(super) fn list(tasks: &[String], width: usize, err: &mut impl Write) -> io::Result<()> {
    tasks.iter().try_for_each(|task| writeln!(err, "- {}", wrapped(&escape::line(task), width - 2, "  ")))
}
