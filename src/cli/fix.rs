//! `--fix`, `--unsafe-fixes` and `--diff`.

use std::collections::BTreeSet;

use super::folder::Folder;
use super::targets::{Target, What};
use super::write::{WriteError, write};
use crate::diagnostic::{Applicability, Diagnostic, MOST_ROUNDS, Mended, Severity, mend};
use crate::report::{Style, diff, escape, plural};
use crate::rules::{Beside, Outcome};
use crate::source::{Source, Span};

// What to mend, and how.
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

/// A policy, and what is around it, after their fixes.
#[derive(Debug)]
pub(super) struct Linted {
    pub(super) source: Source,
    pub(super) outcome: Outcome,
    /// Files whose fixes were not made, and why.
    pub(super) errors: Vec<(String, WriteError)>,
}

/// A file beside the policy as it was, and mended.
type MendedBeside = (Beside, Mended<Outcome>);

impl Fixes {
    /// Nothing fixed yet; diffs are in that style.
    pub(super) fn new(args: FixArgs, style: Style) -> Self {
        let output = args.diff.then(String::new);
        Self { args, style, output, fixed: 0, files: BTreeSet::new(), shown: Vec::new(), notes: Vec::new() }
    }

    /// Lints a policy, and mends it and the files beside it if that was asked for.
    pub(super) fn lint(&mut self, target: &Target, source: Source, mut lint: impl FnMut(&Source) -> Outcome) -> Linted {
        let up_to = match self.args {
            FixArgs { unsafe_fixes: true, .. } => Applicability::Unsafe,
            FixArgs { fix: false, diff: false, .. } => {
                let outcome = lint(&source);
                return Linted { source, outcome, errors: Vec::new() };
            }
            _ => Applicability::Safe,
        };
        let mended = mend(source.clone(), up_to, &mut lint);
        if self.args.diff {
            let outcome = self.show_all(target, &source, &mended, up_to, lint);
            return Linted { source, outcome, errors: Vec::new() };
        }
        let mut errors = Vec::new();
        let (source, outcome) = match self.put(target, &mended) {
            Ok(()) => {
                self.count(&mended);
                (mended.source, mended.outcome)
            }
            Err(error) => {
                errors.push((target.name.clone(), error));
                let outcome = lint(&source);
                (source, outcome)
            }
        };
        let Some(folder) = target.files().filter(|_| outcome.beside.iter().any(|beside| is_mendable(beside, up_to)))
        else {
            return Linted { source, outcome, errors };
        };
        for (beside, mended) in mend_beside(folder, &source, outcome.beside, up_to, &mut lint) {
            let is_changed = mended.count() > 0;
            let written = if is_changed { folder.write(&beside.path, mended.source.text()) } else { Ok(()) };
            folder.forget(&beside.path);
            match written {
                Ok(()) => self.count(&mended),
                Err(error) => errors.push((beside.source.path().to_owned(), error)),
            }
        }
        let outcome = lint(&source);
        Linted { source, outcome, errors }
    }

    /// Writes a policy where it belongs.
    fn put(&mut self, target: &Target, mended: &Mended<Outcome>) -> Result<(), WriteError> {
        match &target.what {
            What::Stdin => {
                self.output.get_or_insert_default().push_str(mended.source.text());
                Ok(())
            }
            What::File(path) if mended.count() > 0 => write(path, mended.source.text()),
            What::File(_) | What::Other | What::Nothing => Ok(()),
        }
    }

    /// Adds the diffs of a policy and of the files beside it, and leaves of what is found in the originals what the
    /// diffs do not mend.
    fn show_all(
        &mut self,
        target: &Target,
        source: &Source,
        mended: &Mended<Outcome>,
        up_to: Applicability,
        mut lint: impl FnMut(&Source) -> Outcome,
    ) -> Outcome {
        let folder = target.files();
        let beside = mended.outcome.beside.clone();
        let all = folder.map(|folder| mend_beside(folder, &mended.source, beside, up_to, &mut lint));
        let all = all.unwrap_or_default();
        let draft =
            |path: &str, source: &Source| folder.into_iter().for_each(|folder| folder.draft(path, source.text()));
        for (old, _) in &all {
            draft(&old.path, &old.source);
        }
        let mut outcome = lint(source);
        let hidden = (&*outcome.hidden, &*mended.outcome.hidden);
        self.show(source, mended, hidden, &mut outcome.diagnostics, up_to);
        for (old, mended) in &all {
            // Other policies of this run find it mended.
            draft(&old.path, &mended.source);
            if let Some(beside) = outcome.beside.iter_mut().find(|beside| beside.path == old.path) {
                let hidden = (&*old.outcome.hidden, &*mended.outcome.hidden);
                self.show(&old.source, mended, hidden, &mut beside.outcome.diagnostics, up_to);
            }
        }
        outcome
    }

    /// Adds a diff, and takes the findings that it mends out. Places that are not to be shown are `hidden`, in the old
    /// text and in the new one.
    fn show<O>(
        &mut self,
        source: &Source,
        mended: &Mended<O>,
        hidden: (&[Span], &[Span]),
        diagnostics: &mut Vec<Diagnostic>,
        up_to: Applicability,
    ) {
        if mended.count() == 0 {
            return;
        }
        self.count(mended);
        let diff =
            diff::unified(source.path(), (source.text(), hidden.0), (mended.source.text(), hidden.1), self.style);
        self.output.get_or_insert_default().push_str(&diff);
        diagnostics.retain(|found| {
            let is_mended = has_fix(found, up_to) && !mended.is_idle(found);
            self.shown.extend(is_mended.then_some(found.severity));
            !is_mended
        });
    }

    fn count<O>(&mut self, mended: &Mended<O>) {
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

/// Mends the files beside a policy, one after the other, each in sight of those before it. All of them are left as
/// drafts.
fn mend_beside(
    folder: &Folder,
    policy: &Source,
    beside: Vec<Beside>,
    up_to: Applicability,
    mut lint: impl FnMut(&Source) -> Outcome,
) -> Vec<MendedBeside> {
    let mut mend_one = |old: Beside| {
        let mended = mend(old.source.clone(), up_to, |source| {
            folder.draft(&old.path, source.text());
            let found = lint(policy).beside.into_iter().find(|beside| beside.path == old.path);
            found.map(|beside| beside.outcome).unwrap_or_default()
        });
        // The last try may have been in vain.
        folder.draft(&old.path, mended.source.text());
        (old, mended)
    };
    beside.into_iter().filter(|beside| is_mendable(beside, up_to)).map(&mut mend_one).collect()
}

fn is_mendable(beside: &Beside, up_to: Applicability) -> bool {
    beside.outcome.diagnostics.iter().any(|found| has_fix(found, up_to))
}

fn has_fix(found: &Diagnostic, up_to: Applicability) -> bool {
    found.fix.as_ref().is_some_and(|fix| fix.applicability <= up_to)
}
