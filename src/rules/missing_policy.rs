//! See [`RULE`].

use super::readme::reporting_section;
use super::rule::rule;
use super::{OptionSpec, OptionValue, Settings};
use crate::diagnostic::Finding;
use crate::markdown::Document;
use crate::policy::Policy;
use crate::repository::{Forge, Surroundings, places};
use crate::source::Span;

const PATHS: OptionSpec =
    OptionSpec::words("paths", "Files, from the root of the repository, that are its policy wherever the forge looks.");
const ORGANISATION_POLICY: OptionSpec = OptionSpec::flag(
    "organisation-policy",
    false,
    false,
    "The owner keeps a policy for all repositories, which cannot be seen from inside of one.",
);

rule! {
    /// There is no security policy where the forge looks for one.
    ///
    /// ## Why it matters
    ///
    /// Somebody who finds a vulnerability looks for the policy first. Without one they dig
    /// addresses out of the history, or give up and report in public.
    ///
    /// This is about a whole folder: a file that is named on the command line is there. A policy
    /// that an organisation keeps for all its repositories cannot be seen from inside of one.
    ///
    /// ## Example
    ///
    /// ```text
    /// widget/
    /// ├── LICENSE
    /// ├── README.md
    /// └── src/
    /// ```
    ///
    /// ## Use instead
    ///
    /// A file `SECURITY.md` beside the README, in `.github/` or in `docs/`:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, never in a public issue.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01 and OSPS-VM-02.01
    /// - OpenSSF Best Practices badge, `vulnerability_report_process`
    /// - OpenSSF Scorecard, Security-Policy
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I Part II (5)
    group: Structure,
    fix: None,
    options: [PATHS, ORGANISATION_POLICY],
    since: "0.1.0",
    check: Folder
}

/// What makes do for a folder without a policy, by the configuration.
pub(super) enum Instead {
    /// A file at another place.
    File(String),
    /// The policy of the organisation.
    Organisation,
}

/// What the configuration says to be there in place of a policy.
pub(super) fn instead(settings: &Settings, surroundings: &Surroundings) -> Option<Instead> {
    if settings.option(&RULE, &ORGANISATION_POLICY) == OptionValue::Flag(true) {
        return Some(Instead::Organisation);
    }
    let OptionValue::Words(paths) = settings.option(&RULE, &PATHS) else { return None };
    let is_there = |path: &String| surroundings.entry(path).is_some_and(|entry| entry.is_file());
    paths.into_iter().map(|path| path.trim_start_matches("./").to_owned()).find(is_there).map(Instead::File)
}

/// The finding for a folder; a README that says how to report is named.
pub(super) fn finding(span: Span, surroundings: &Surroundings) -> Finding {
    let message = "there is no security policy, so reporters have to guess whom to tell";
    // Of places that are GitHub's and others', those of GitHub make do.
    let mut places = places(surroundings.forge().or(Some(Forge::GitHub))).to_vec();
    places.sort_by_key(|place| !place.is_empty());
    let places: Vec<String> = places.into_iter().map(shown).collect();
    let places = match &places[..] {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        all => all.join(", "),
    };
    let help = match readme(surroundings) {
        Some((path, line)) => format!(
            "{path} says how to report (line {line}), where neither the forge nor scanners look: move that to a SECURITY.md in {places}"
        ),
        None => format!(
            "add a SECURITY.md to {places}; `secpol init` writes one (an organisation-wide policy cannot be seen from here)"
        ),
    };
    Finding::new(span, message, help)
}

fn shown(place: &str) -> String {
    if place.is_empty() { "the root".to_owned() } else { format!("`{place}/`") }
}

/// The README that says how to report a vulnerability, and the line where it does.
fn readme(surroundings: &Surroundings) -> Option<(String, u32)> {
    surroundings.readmes().into_iter().find_map(|path| {
        let source = surroundings.source(&path)?;
        let document = Document::parse(&source);
        let span = reporting_section(&Policy::read(&document))?;
        Some((path, source.lines().line(span.start)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;

    fn help(tree: Tree) -> String {
        finding(Span::at(0), &Surroundings::new(Box::new(tree), "")).help
    }

    #[test]
    fn the_places_of_the_forge_are_named() {
        assert!(help(Tree::default()).contains("to the root, `.github/` or `docs/`"));
        let gitlab = "[remote \"origin\"]\n\turl = git@gitlab.com:acme/widget.git\n";
        assert!(help(Tree::default().with(".git/config", gitlab)).contains("to the root, `.gitlab/` or `docs/`"));
    }

    #[test]
    fn a_readme_that_says_how_to_report_is_named() {
        let readme = "# Widget\n\n## Security\n\nPlease report vulnerabilities to <security@widget.example>.\n";
        assert!(help(Tree::default().with("README.md", readme)).starts_with("README.md says how to report (line 3)"));
        for readme in
            ["# Widget\n\nWrite to <hello@widget.example>.\n", "# Widget\n\n## Security\n\nTokens are hashed.\n"]
        {
            assert!(help(Tree::default().with("README.md", readme)).starts_with("add a SECURITY.md"), "{readme}");
        }
    }

    #[test]
    fn the_configuration_can_say_what_is_there_instead() {
        use crate::diagnostic::Severity;
        use crate::rules::tests::set;
        use crate::rules::{NoteKind, lint_missing_policy};

        let found = |options: &[(&str, &str)], files: &[&str]| {
            let mut settings = Settings::none();
            settings.set_severity(&RULE, Some(Severity::Error));
            for (name, value) in options {
                set(&mut settings, &RULE, name, value);
            }
            let tree = files.iter().fold(Tree::default(), |tree, path| tree.with(*path, ""));
            let outcome = lint_missing_policy(&settings, &Surroundings::new(Box::new(tree), ""));
            (outcome.diagnostics.len(), outcome.notes.iter().map(|note| note.kind).collect::<Vec<_>>())
        };
        assert_eq!(found(&[("paths", "legal/REPORTING.md")], &["legal/REPORTING.md"]), (0, vec![NoteKind::NotLinted]));
        assert_eq!(found(&[("paths", "legal/REPORTING.md+legal")], &["legal/other.md"]), (1, vec![]));
        assert_eq!(found(&[("organisation-policy", "true")], &[]), (0, vec![NoteKind::Delegated]));
        assert_eq!(found(&[], &[]), (1, vec![]));
    }
}
