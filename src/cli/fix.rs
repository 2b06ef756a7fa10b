//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::collections::BTreeSet;

use super::targets::Target;
use super::write::{WriteError, write};
use crate::diagnostic::{Applicability, MOST_ROUNDS, Mended, Severity, mend};
use crate::report::{Style, diff, escape, plural};
use crate::rules::Outcome;
use crate::source::Source;

/// What to mend, and how.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct FixArgs {
    /// Make the edits that cannot change what a policy means; `-` is written to standard output
    #[arg(long)]
    fix: bool,

    /// Make the edits that need a look too; implies --fix
    #[arg(long)]
    unsafe_fixes: bool,

    /// Show the edits as a diff on standard output, write nothing, and print other findings to standard error
    #[arg(long)]
    diff: bool,
}

/// The fixes of one run.
#[derive(Debug)]
pub(super) struct Fixes {
    args: FixArgs,
    style: Style,
    /// What goes to standard output: diffs, or standard input mended.
    output: Option<String>,
    fixed: usize,
    /// Names of the files that were mended, or would be.
    files: BTreeSet<String>,
    /// Severities of the findings that a diff stands for.
    shown: Vec<Severity>,
    notes: Vec<String>,
}

/// A file after its fixes.
#[derive(Debug)]
pub(super) struct Linted {
    pub(super) source: Source,
    pub(super) outcome: Outcome,
    /// Why the fixes were not made.
    pub(super) error: Option<WriteError>,
}

impl Fixes {
    /// Nothing fixed yet; diffs are in that style.
    pub(super) fn new(args: FixArgs, style: Style) -> Self {
        let output = args.diff.then(String::new);
        Self { args, style, output, fixed: 0, files: BTreeSet::new(), shown: Vec::new(), notes: Vec::new() }
    }

    /// Lints a file, and mends it if that was asked for.
    pub(super) fn lint(&mut self, target: &Target, source: Source, mut lint: impl FnMut(&Source) -> Outcome) -> Linted {
        let up_to = match self.args {
            FixArgs { unsafe_fixes: true, .. } => Applicability::Unsafe,
            FixArgs { fix: false, diff: false, .. } => {
                let outcome = lint(&source);
                return Linted { source, outcome, error: None };
            }
            _ => Applicability::Safe,
        };
        let mended = mend(source.clone(), up_to, &mut lint);
        let is_changed = mended.count() > 0;
        if self.args.diff {
            let outcome = self.show(&source, &mended, lint(&source), up_to);
            return Linted { source, outcome, error: None };
        }
        let written = match target.file() {
            None => {
                self.output.get_or_insert_default().push_str(mended.source.text());
                Ok(())
            }
            Some(path) if is_changed => write(path, mended.source.text()),
            Some(_) => Ok(()),
        };
        if let Err(error) = written {
            let outcome = lint(&source);
            return Linted { source, outcome, error: Some(error) };
        }
        self.count(&mended);
        Linted { source: mended.source, outcome: mended.outcome, error: None }
    }

    /// Adds a diff, and leaves of what is found in the original what the diff does not mend.
    fn show(
        &mut self,
        source: &Source,
        mended: &Mended<Outcome>,
        mut outcome: Outcome,
        up_to: Applicability,
    ) -> Outcome {
        if mended.count() == 0 {
            return outcome;
        }
        self.count(mended);
        let diff = diff::unified(
            source.path(),
            (source.text(), &outcome.hidden),
            (mended.source.text(), &mended.outcome.hidden),
            self.style,
        );
        self.output.get_or_insert_default().push_str(&diff);
        outcome.diagnostics.retain(|found| {
            let has_fix = found.fix.as_ref().is_some_and(|fix| fix.applicability <= up_to);
            let is_mended = has_fix && !mended.is_idle(found);
            self.shown.extend(is_mended.then_some(found.severity));
            !is_mended
        });
        outcome
    }

    fn count(&mut self, mended: &Mended<Outcome>) {
        if mended.count() > 0 {
            self.fixed += mended.count();
            self.files.insert(mended.source.path().to_owned());
        }
        if !mended.is_settled {
            self.notes.push(format!(
                "{}: there is more to fix after {MOST_ROUNDS} rounds; run it again",
                mended.source.path()
            ));
        }
    }

    /// What takes standard output, in place of the findings.
    pub(super) fn output(&self) -> Option<&str> {
        self.output.as_deref()
    }

    /// Severities of the findings that are in a diff instead of the report.
    pub(super) fn shown(&self) -> impl Iterator<Item = Severity> {
        self.shown.iter().copied()
    }

    /// Whether a file has findings that are in a diff instead of the report.
    pub(super) fn concerns(&self, name: &str) -> bool {
        self.args.diff && self.files.contains(name)
    }

    /// The lines that say what was done.
    pub(super) fn summary(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.notes.iter().map(|note| format!("note: {}", escape::line(note))).collect();
        if self.fixed > 0 {
            let done = if self.args.diff { "would fix" } else { "fixed" };
            let (findings, files) = (plural(self.fixed, "finding"), plural(self.files.len(), "file"));
            lines.push(format!("{done} {findings} in {files}"));
        }
        lines
    }
}
