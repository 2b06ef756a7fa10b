//! A policy that only leads to another file of its repository: the two are linted as one, and what is found is said
//! of the file that it stands in.

use super::dangling_anchor::decode;
use super::paths::{Target, own_path, relative, resolve};
use super::{Context, Settings, find, required};
use crate::diagnostic::Diagnostic;
use crate::policy::{Channel, ChannelKind, Kind, Policy};
use crate::repository::Place;
use crate::source::{Source, Span};

/// The file of the repository that holds what a policy leaves out.
#[derive(Debug)]
pub struct Delegate {
    /// From the root of the repository.
    pub path: String,
    /// Its text.
    pub source: Source,
}

/// The file that a policy refers its readers to, if that is Markdown in its repository.
pub fn delegate(policy: &Policy<'_>, settings: &Settings, place: Place<'_>) -> Option<Delegate> {
    delegate_of(&Context::new(policy, settings, Some(place)))
}

/// [`delegate`] of the policy that is linted. One that leads elsewhere too is told there in part, so that nothing can
/// be said of the whole.
pub(super) fn delegate_of(context: &Context<'_>) -> Option<Delegate> {
    let place = context.place?;
    let links = || context.policy.channels.iter().filter(|channel| channel.kind == ChannelKind::Link);
    if context.policy.kind != Kind::Pointer {
        return None;
    }
    let mut paths = links().map(|link| path_of(context, place, link));
    let path = paths.next()??;
    let is_only = paths.all(|other| other.is_some_and(|other| other == path));
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_markdown = matches!(extension.as_deref(), Some("md" | "markdown"));
    let source = (is_only && is_markdown && path != place.path).then(|| place.surroundings.source(&path)).flatten()?;
    Some(Delegate { path, source })
}

/// The file of the repository that a channel leads to.
fn path_of(context: &Context<'_>, place: Place<'_>, link: &Channel) -> Option<String> {
    let is_file = |path: &String| place.surroundings.entry(path).is_some_and(|entry| entry.is_file());
    if let Some(path) = own_path(context, place, &link.value) {
        return Some(path).filter(is_file);
    }
    let path = decode(relative(&link.value)?);
    // A path that is no link is often meant from the root.
    [place.folder(), ""].into_iter().find_map(|folder| match resolve(folder, &path) {
        Target::Inside(path) => Some(path).filter(is_file),
        Target::Above(..) => None,
    })
}

/// Takes back what is said to be missing from the file that a policy leads to, and stands in the policy itself.
pub(super) fn unite(pointer: &Context<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let sections = &pointer.settings().sections;
    let mut absent = Vec::new();
    required::check(pointer, sections, &mut absent);
    diagnostics.retain(|found| match find(&found.rule) {
        Some(rule) => !shows(pointer, rule.evidence),
        None => absent.iter().any(|other| other.rule == found.rule),
    });
}

/// Whether a policy that leads elsewhere has the evidence that a rule asks for. The way there is none.
pub(super) fn shows(pointer: &Context<'_>, evidence: Option<fn(&Context<'_>) -> Vec<Span>>) -> bool {
    let is_way = |span: &Span| pointer.policy.channels.iter().any(|channel| channel.span.touches(*span));
    evidence.is_some_and(|evidence| evidence(pointer).iter().any(|span| !is_way(span)))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::repository::{Place, Surroundings, Tree};
    use crate::rules::tests::{findings_in, fires_in};
    use crate::rules::{NoteKind, Outcome, Settings, find, lint_at};

    const CONFIG: (&str, &str) = (".git/config", "[remote \"origin\"]\n url = https://github.com/acme/widget\n");
    const HEAD: (&str, &str) = (".git/HEAD", "ref: refs/heads/main\n");
    const TOLD: &str = "# Reporting\n\nReport vulnerabilities to <security@acme-widget.dev>.\n";

    fn outcome(rules: &[&str], files: &[(&str, &str)]) -> Outcome {
        let mut settings = Settings::none();
        for rule in rules {
            settings.set_severity(find(rule).unwrap(), Some(Severity::Error));
        }
        let tree =
            files.iter().chain(&[CONFIG, HEAD]).fold(Tree::default(), |tree, (path, text)| tree.with(*path, *text));
        let surroundings = Surroundings::new(Box::new(tree), "");
        let path = files[0].0;
        let source = surroundings.source(path).unwrap();
        lint_at(&source, &settings, Some(Place { surroundings: &surroundings, path }))
    }

    /// Path and rule of each finding, and the kind of each note.
    fn found(rules: &[&str], files: &[(&str, &str)]) -> (Vec<String>, Vec<NoteKind>) {
        let outcome = outcome(rules, files);
        let own = outcome.diagnostics.iter().map(|found| format!("{}: {}", files[0].0, found.rule));
        let beside = outcome
            .beside
            .iter()
            .flat_map(|file| file.outcome.diagnostics.iter().map(|found| format!("{}: {}", file.path, found.rule)));
        (own.chain(beside).collect(), outcome.notes.iter().map(|note| note.kind).collect())
    }

    const RULES: &[&str] = &["missing-response-timeline", "missing-reporting-channel", "insecure-url"];

    #[test]
    fn what_is_missing_is_said_of_the_file_that_is_led_to() {
        for (path, text) in [
            ("SECURITY.md", "Please see [our security policy](docs/disclosure.md) for how to report.\n"),
            ("SECURITY.md", "Please see [our security policy](/docs/disclosure.md#how) for how to report.\n"),
            (".github/SECURITY.md", "Please see [our security policy](../docs/disclosure.md) for how to report.\n"),
            (
                "SECURITY.md",
                "Please see [our security policy](https://github.com/acme/widget/blob/main/docs/disclosure.md).\n",
            ),
        ] {
            let expected = (vec!["docs/disclosure.md: missing-response-timeline".to_owned()], vec![]);
            assert_eq!(found(RULES, &[(path, text), ("docs/disclosure.md", TOLD)]), expected, "{text}");
        }
    }

    #[test]
    fn a_path_in_words_is_followed_from_the_policy_or_the_root() {
        for (path, text) in [
            ("SECURITY.md", "# Security\n\nSee docs/security.md.\n"),
            (".github/SECURITY.md", "# Security\n\nPlease refer to `docs/security.md`.\n"),
        ] {
            let expected = (vec!["docs/security.md: missing-response-timeline".to_owned()], vec![]);
            assert_eq!(found(RULES, &[(path, text), ("docs/security.md", TOLD)]), expected, "{text}");
        }
    }

    #[test]
    fn what_one_of_the_two_says_need_not_be_in_the_other() {
        let rules = &["missing-public-issue-warning", "missing-supported-versions"];
        let pointer = "# Security\n\nOnly the latest release gets security fixes.\n\n\
                       Please see [our policy](docs/security.md) for how to report.\n";
        let files = [("SECURITY.md", pointer), ("docs/security.md", TOLD)];
        assert_eq!(found(rules, &files).0, ["docs/security.md: missing-public-issue-warning"]);
    }

    #[test]
    fn what_leads_out_of_sight_is_noted_and_not_linted() {
        let delegated = (Vec::<String>::new(), vec![NoteKind::Delegated]);
        for (text, path) in [
            ("Please see [our policy](https://acme-widget.dev/security) for how to report.\n", "docs/security.md"),
            ("Please see [our policy](docs/security.rst) for how to report.\n", "docs/security.rst"),
            ("Please see [our policy](docs/security.md) for how to report.\n", "docs/other.md"),
            ("Please see [our policy](../docs/security.md) for how to report.\n", "security.md"),
            (
                "Please see [our policy](https://github.com/acme/gadget/blob/main/docs/security.md).\n",
                "docs/security.md",
            ),
            (
                "Please see [our policy](docs/security.md) for how to report.\n\n\
                 Please see [the security policy of Acme](https://acme-widget.dev/security) too.\n",
                "docs/security.md",
            ),
        ] {
            assert_eq!(found(RULES, &[("SECURITY.md", text), (path, TOLD)]), delegated, "{text}");
        }
    }

    #[test]
    fn two_that_lead_to_each_other_come_to_an_end() {
        let files = [
            ("SECURITY.md", "Please see [our policy](docs/security.md) for how to report.\n"),
            ("docs/security.md", "Please see [our policy](../SECURITY.md) for how to report.\n"),
        ];
        let outcome = outcome(RULES, &files);
        assert!(outcome.notes.is_empty());
        assert_eq!(outcome.beside[0].outcome.notes[0].kind, NoteKind::Delegated);
    }

    #[test]
    fn the_rest_of_the_repository_is_held_against_what_is_led_to() {
        let rule = find("security-txt-mismatch").unwrap();
        let pointer = ("SECURITY.md", "Please see [our policy](docs/disclosure.md) for how to report.\n");
        let txt = (".well-known/security.txt", "Contact: mailto:old@acme-widget.dev\n");
        let found = fires_in(rule, &[pointer, ("docs/disclosure.md", TOLD), txt], &[]);
        assert!(found[0].contains("is not in docs/disclosure.md"), "{found:?}");
        // A rule about paths says it once, of the file in its place.
        let rule = find("unrecognized-policy-path").unwrap();
        let files = [pointer, ("docs/disclosure.md", TOLD)];
        assert_eq!(findings_in(rule, &files, &[]), []);
    }
}
