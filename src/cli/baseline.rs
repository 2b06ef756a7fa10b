//! `--baseline` and `--write-baseline`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::input::read_file;
use super::options::Size;
use super::paths::{display, relative};
use super::targets::Target;
use super::write::{WriteError, write};
use crate::diagnostic::{Baseline, Diagnostic};
use crate::report::{FileReport, Style, baseline_error, escape, plural};
use crate::rules::{Outcome, Settings};
use crate::source::Source;

// Which findings are known, and where to put them down.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct BaselineArgs {
    /// Leave out the findings that are on record in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Put all findings on record in this file, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with = "diff")]
    write_baseline: Option<PathBuf>,
}

/// The baselines of one run.
#[derive(Debug, Default)]
pub(super) struct Baselines {
    read: Option<Known>,
    write: Option<New>,
}

/// A baseline that was read.
#[derive(Debug)]
struct Known {
    name: String,
    folder: PathBuf,
    baseline: Baseline,
    /// By file: how many findings were left out, and how many are gone.
    counts: BTreeMap<String, (usize, usize)>,
}

/// A baseline that is to be written.
#[derive(Debug)]
struct New {
    path: PathBuf,
    folder: PathBuf,
    /// By file, under the name it has in output.
    files: BTreeMap<String, Baseline>,
    is_written: bool,
}

/// Why a baseline is not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotWritten {
    /// Its findings would seem mended.
    #[error("is not written, as not every file could be linted")]
    Incomplete,
    /// Most likely a slip: a policy in place of a baseline.
    #[error("is not a baseline, and is not overwritten")]
    Other,
    /// The system does not let us.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Baselines {
    /// Reads the baseline; the error is a message.
    pub(super) fn read(args: BaselineArgs, max_size: Size, style: Style) -> Result<Self, String> {
        let failed = |path: &Path, error: &dyn ToString| {
            format!("error: {}: {}", escape::line(&display(path)), escape::line(&error.to_string()))
        };
        let read = |path: PathBuf| -> Result<Known, String> {
            let name = display(&path);
            let source = read_file(&path, &name, max_size.0).map_err(|error| failed(&path, &error))?;
            let folder = folder(&path).map_err(|error| failed(&path, &error))?;
            let baseline = Baseline::parse(&source)
                .map_err(|error| baseline_error(&error, &source, style).trim_end().to_owned())?;
            Ok(Known { name, folder, baseline, counts: BTreeMap::new() })
        };
        let write = |path: PathBuf| -> Result<New, String> {
            let folder = folder(&path).map_err(|error| failed(&path, &WriteError::from(error)))?;
            Ok(New { path, folder, files: BTreeMap::new(), is_written: false })
        };
        Ok(Self { read: args.baseline.map(read).transpose()?, write: args.write_baseline.map(write).transpose()? })
    }

    /// Leaves out of what was found in a file what is known. Of a file that is linted again, the last time counts.
    pub(super) fn judge(
        &mut self,
        target: &Target,
        settings: &Settings,
        source: &Source,
        mut outcome: Outcome,
    ) -> Outcome {
        self.judge_file(|folder| target.name_from(folder), settings, source, &mut outcome.diagnostics);
        for beside in &mut outcome.beside {
            let path = beside.source.path().to_owned();
            let name = |folder: &Path| {
                let path = Path::new(&path);
                display(&fs::canonicalize(path).map_or(path.to_owned(), |path| relative(folder, &path)))
            };
            self.judge_file(name, settings, &beside.source, &mut beside.outcome.diagnostics);
        }
        outcome
    }

    fn judge_file(
        &mut self,
        name_from: impl Fn(&Path) -> String,
        settings: &Settings,
        source: &Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if let Some(New { folder, files, .. }) = &mut self.write {
            let mut baseline = Baseline::default();
            baseline.add(&name_from(folder), source, diagnostics);
            files.insert(source.path().to_owned(), baseline);
        }
        if let Some(Known { folder, baseline, counts, .. }) = &mut self.read {
            let before = diagnostics.len();
            let gone = baseline.retain_new(&name_from(folder), source, diagnostics);
            // What was not looked for is not gone.
            let gone = gone.into_iter().filter(|rule| settings.is_on(rule)).count();
            counts.insert(source.path().to_owned(), (before - diagnostics.len(), gone));
        }
    }

    /// Writes the new baseline, where one is asked for, and leaves out what it has.
    pub(super) fn write(&mut self, files: &mut [FileReport], has_failed: bool) -> Result<(), (String, NotWritten)> {
        let Some(new) = &mut self.write else { return Ok(()) };
        let done = if has_failed { Err(NotWritten::Incomplete) } else { new.write() };
        done.map_err(|error| (display(&new.path), error))?;
        for file in files {
            file.outcome.diagnostics.clear();
        }
        Ok(())
    }

    /// Whether findings of a file were left out.
    pub(super) fn concerns(&self, name: &str) -> bool {
        let is_known = |known: &Known| known.counts.get(name).is_some_and(|&(left_out, _)| left_out > 0);
        let is_new = |new: &New| new.is_written && new.files.get(name).is_some_and(|baseline| !baseline.is_empty());
        self.read.as_ref().is_some_and(is_known) || self.write.as_ref().is_some_and(is_new)
    }

    /// The lines that say what was left out and written.
    pub(super) fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(Known { name, counts, .. }) = &self.read {
            let name = escape::line(name);
            let (left_out, gone) = counts.values().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
            if left_out > 0 {
                lines.push(format!("{} left out, on record in {name}", plural(left_out, "finding")));
            }
            if gone > 0 {
                lines.push(format!("note: {} on record in {name} not found anymore", plural(gone, "finding")));
            }
        }
        if let Some(New { path, files, is_written: true, .. }) = &self.write {
            let count = files.values().map(Baseline::len).sum();
            lines.push(format!("{} put on record in {}", plural(count, "finding"), escape::line(&display(path))));
        }
        lines
    }
}

impl New {
    fn write(&mut self) -> Result<(), NotWritten> {
        if is_other(&self.path) {
            return Err(NotWritten::Other);
        }
        let mut all = Baseline::default();
        self.files.values().for_each(|baseline| all.join(baseline));
        write(&self.path, &all.to_json())?;
        self.is_written = true;
        Ok(())
    }
}

/// Whether a file holds something else than a baseline. One that is damaged, cut short or with the marks of a merge,
/// is to be mended by writing it anew.
fn is_other(path: &Path) -> bool {
    let mut start = Vec::new();
    let is_read = fs::metadata(path).is_ok_and(|old| old.is_file())
        && File::open(path).and_then(|file| file.take(1024).read_to_end(&mut start)).is_ok();
    let start = start.trim_ascii_start();
    is_read && !start.is_empty() && !start.starts_with(b"{") && !start.starts_with(b"<<<<<<<")
}

/// The absolute folder of a file, which need not be there: paths in a baseline start from it.
fn folder(path: &Path) -> io::Result<PathBuf> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::canonicalize(folder),
        _ => fs::canonicalize("."),
    }
}
