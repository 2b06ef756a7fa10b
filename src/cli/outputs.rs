//! `--output-format`: which formats a run writes, and where each goes.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{env, fs, io};

use clap::ValueEnum as _;

use super::paths::display;
use super::targets::{Target, What};
use super::write::{WriteError, write};
use crate::report::{self, Format, Results, Style};
use crate::rulesets::nearest;

/// How a report in a file looks, whatever the terminal can show.
const PLAIN: Style = Style { color: false, unicode: true, links: false, width: 80 };

/// One `--output-format`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    format: Format,
    /// Without one, standard output.
    file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').map_or((text, None), |(name, file)| (name, Some(file)));
        let format = Format::from_str(name, false).map_err(|_| unknown(name))?;
        match file {
            Some("") => Err(format!("name a file behind `=`, as in `{name}=FILE`")),
            Some("-") | None => Ok(Self { format, file: None }),
            Some(file) => Ok(Self { format, file: Some(PathBuf::from(file)) }),
        }
    }
}

/// What to say of a format that there is not.
fn unknown(name: &str) -> String {
    let names: Vec<String> = Format::value_variants()
        .iter()
        .filter_map(|format| Some(format.to_possible_value()?.get_name().into()))
        .collect();
    match nearest(name, names.iter().map(String::as_str)).first() {
        Some(near) => format!("there is no such format; did you mean `{near}`?"),
        None => format!("the formats are {}", names.join(", ")),
    }
}

/// Why the formats asked for cannot be written together.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutputsError {
    /// They would be mixed up.
    #[error("only one format can go to standard output; give the others a file, as in `--output-format json=FILE`")]
    Mixed,
    /// The last one would be all that is left.
    #[error("{}: only one format can go to a file", display(.0))]
    SameFile(PathBuf),
    /// Most likely a slip.
    #[error("{}: is a policy to lint, and is not overwritten", display(.0))]
    Policy(PathBuf),
}

/// The reports of one run.
#[derive(Debug)]
pub(super) struct Outputs {
    /// In this order.
    stdout: Vec<Format>,
    files: Vec<(Format, PathBuf)>,
}

impl Outputs {
    /// Where every format goes that was asked for. People are still told what was found when all of them go to files.
    /// Where nothing was asked for, a workflow on GitHub has annotations too.
    pub(super) fn new(asked: &[Output], is_in_workflow: bool, targets: &[Target]) -> Result<Self, OutputsError> {
        let mut outputs = Self { stdout: Vec::new(), files: Vec::new() };
        let policy = |target: &Target| match &target.what {
            What::File(path) => Some(identity(path)),
            What::Stdin | What::Other | What::Nothing => None,
        };
        let policies: Vec<PathBuf> = targets.iter().filter_map(policy).collect();
        let mut taken: Vec<PathBuf> = Vec::new();
        for Output { format, file } in asked {
            match file.as_ref().map(|file| (file, identity(file))) {
                None => outputs.stdout.push(*format),
                Some((file, identity)) if policies.contains(&identity) => {
                    return Err(OutputsError::Policy(file.clone()));
                }
                Some((file, identity)) if taken.contains(&identity) => {
                    return Err(OutputsError::SameFile(file.clone()));
                }
                Some((file, identity)) => {
                    taken.push(identity);
                    outputs.files.push((*format, file.clone()));
                }
            }
        }
        match outputs.stdout.len() {
            0 if asked.is_empty() && is_in_workflow => outputs.stdout.extend([Format::Full, Format::Github]),
            0 => outputs.stdout.push(Format::Full),
            1 => {}
            _ => return Err(OutputsError::Mixed),
        }
        Ok(outputs)
    }

    /// Writes what goes to files, each as a whole, and gives those that could not be written.
    pub(super) fn write_files(&self, results: Results<'_>, quiet: bool) -> Vec<(String, WriteError)> {
        let written = self.files.iter().map(|(format, path)| {
            let mut text = Vec::new();
            let done = one(*format, results, PLAIN, quiet, &mut text).map_err(WriteError::from);
            (path, done.and_then(|()| write(path, &String::from_utf8_lossy(&text))))
        });
        written.filter_map(|(path, done)| Some((display(path), done.err()?))).collect()
    }

    /// Writes what goes to standard output.
    pub(super) fn write(
        &self,
        results: Results<'_>,
        style: Style,
        quiet: bool,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        self.stdout.iter().try_for_each(|format| one(*format, results, style, quiet, out))
    }
}

/// Whether this is a step of a workflow on GitHub.
pub(super) fn is_in_github_actions() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// One report. People are also shown the standards, unless they want the findings only.
fn one(format: Format, results: Results<'_>, style: Style, quiet: bool, out: &mut dyn io::Write) -> io::Result<()> {
    report::write(format, results, style, out)?;
    if format == Format::Full && !quiet { report::write_standards(results.files, style, out) } else { Ok(()) }
}

/// What tells whether a path leads to the same file as another, also where there is none yet.
fn identity(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let new = || Some(fs::canonicalize(folder).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(new).unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_have_a_file() {
        let read = |text: &str| text.parse::<Output>();
        let to = |format, file: Option<&str>| Ok(Output { format, file: file.map(PathBuf::from) });
        assert_eq!(read("json"), to(Format::Json, None));
        assert_eq!(read("json=-"), to(Format::Json, None));
        assert_eq!(read("concise=a=b.txt"), to(Format::Concise, Some("a=b.txt")));
        assert_eq!(read("json=").unwrap_err(), "name a file behind `=`, as in `json=FILE`");
        assert_eq!(read("jsn=a").unwrap_err(), "there is no such format; did you mean `json`?");
        assert!(read("yaml").unwrap_err().starts_with("the formats are full, concise, json"));
    }
}
