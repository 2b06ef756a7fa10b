//! Files beside the policy that tell reporters what to expect: README, CONTRIBUTING, SUPPORT, and the comments of
//! `security.txt`.

use super::Context;
use crate::policy::vocabulary::Concept;
use crate::policy::{Duration, Policy};
use crate::repository::{Place, Surroundings, join};
use crate::source::Source;

/// The files that speak of security at all, as text to be read: of `security.txt` the comments alone, on their lines.
pub(super) fn files_beside(place: Place<'_>) -> Vec<Source> {
    let surroundings = place.surroundings;
    let mut files: Vec<Source> =
        texts(surroundings).into_iter().filter_map(|path| surroundings.source(&path)).filter(speaks_of_it).collect();
    let txts = surroundings.security_txts().into_iter().filter_map(|path| surroundings.source(&path));
    files.extend(txts.map(|source| Source::new(source.path(), comments(source.text()))));
    files
}

/// Markdown files of these names, where forges look for them.
fn texts(surroundings: &Surroundings) -> Vec<String> {
    let mut paths: Vec<String> = surroundings.readmes().into_iter().take(1).collect();
    for folder in ["", ".github", "docs"] {
        if folder.is_empty() || surroundings.entry(folder).is_some() {
            let entries = surroundings.list(folder);
            let is_told = |name: &str| matches!(&*name.to_ascii_lowercase(), "contributing.md" | "support.md");
            let told = entries.iter().filter(|entry| entry.is_file() && is_told(&entry.name));
            paths.extend(told.map(|entry| join(folder, &entry.name)));
        }
    }
    paths.retain(|path| path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("md")));
    paths
}

/// Whether a text has the words without which it promises nothing to reporters. To parse a long README costs more than
/// to lint the policy.
fn speaks_of_it(source: &Source) -> bool {
    let text = source.text().as_bytes();
    ["ulnerab", "ecurity"].iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
}

/// The comments of a `security.txt`; other lines are left empty.
fn comments(text: &str) -> String {
    text.lines().map(|line| line.strip_prefix('#').unwrap_or_default().trim_start().to_owned() + "\n").collect()
}

/// Whether a time in such a file is for those who report vulnerabilities: it stands in a section on that, or in a
/// comment of `security.txt`.
pub(super) fn is_for_reporters(context: &Context<'_>, time: &Duration) -> bool {
    let policy: &Policy<'_> = context.policy;
    let reading = &policy.reading;
    let section = reading.section(time.clause);
    let is_on_reports = reading.section_of(time.clause).path.any(&[Concept::HeadingReporting, Concept::HeadingPolicy]);
    // "Reporting bugs" is a heading on reports as well.
    let is_named = |clause| {
        let is_here = reading.is_heading(clause) && reading.section(clause) == section;
        is_here && reading.set(clause).any(&[Concept::Vulnerability, Concept::Security])
    };
    let is_txt = context.source().path().ends_with("security.txt");
    is_txt || is_on_reports && reading.clause_ids().any(is_named)
}
