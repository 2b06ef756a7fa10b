//! Drafts under every rule set that they can be asked for, whichever forge the project is on.

use jiff::civil::{Date, date};

use super::*;
use crate::repository::{Place, Surroundings, Tree};
use crate::rules::{Settings, Standing, lint_at};
use crate::rulesets::{BUILT_IN, BuiltIn, built_in, settings};
use crate::source::Source;

const TODAY: Date = date(2026, 1, 15);

const MANIFEST: &str = "[package]\nname = \"widget\"\nversion = \"1.4.2\"\n";

/// A repository with that remote and, as its policy, a text.
fn repository(remote: &str, files: &[(&str, &str)]) -> Surroundings {
    let mut tree = Tree::default().with("Cargo.toml", MANIFEST);
    if !remote.is_empty() {
        tree = tree.with(".git/config", format!("[remote \"origin\"]\n\turl = {remote}\n"));
    }
    let tree = files.iter().fold(tree, |tree, (path, text)| tree.with(*path, *text));
    Surroundings::new(Box::new(tree), "")
}

const REMOTES: &[&str] = &[
    "git@github.com:acme/widget.git",
    "https://gitlab.com/acme/widget.git",
    "https://codeberg.org/acme/widget",
    "https://bitbucket.org/acme/widget",
    "https://git.sr.ht/~acme/widget",
    "",
];

fn sets(names: &[&str]) -> Settings {
    let sets: Vec<&BuiltIn> = names.iter().map(|name| built_in(name).unwrap()).collect();
    Settings { today: Some(TODAY), ..settings(&sets) }
}

fn frame(remote: &str, settings: &Settings) -> Frame {
    Frame { project: Project::of(&repository(remote, &[])), demands: Demands::of(settings), today: TODAY }
}

/// Answers as given, and else as proposed.
fn answers(frame: &Frame, given: &[(Question, &str)]) -> Answers {
    let mut answers = Answers::default();
    for &question in Question::ALL {
        let given = given.iter().find(|(of, _)| *of == question).map(|(_, text)| (*text).to_owned());
        let proposed = || question.is_asked(frame, &answers).then(|| question.proposal(frame)).flatten();
        if let Some(text) = given.or_else(proposed) {
            question.take(&text, frame, &mut answers).unwrap_or_else(|error| panic!("{question:?} {text:?}: {error}"));
        }
    }
    answers
}

/// What linting the draft as part of its repository finds.
fn findings(remote: &str, settings: &Settings, given: &[(Question, &str)]) -> Vec<String> {
    let frame = frame(remote, settings);
    let text = policy(&frame, &answers(&frame, given));
    let surroundings = repository(remote, &[("SECURITY.md", &text)]);
    let place = Place { surroundings: &surroundings, path: "SECURITY.md" };
    let outcome = lint_at(&Source::new("SECURITY.md", &text), settings, Some(place));
    let own = outcome.diagnostics.iter().chain(outcome.beside.iter().flat_map(|beside| &beside.outcome.diagnostics));
    let found = own.map(|found| format!("{}: {}\n{text}", found.rule, found.message));
    let unmet = outcome.verdicts.iter().flat_map(|standard| &standard.verdicts);
    let unmet = unmet.filter(|verdict| !matches!(verdict.standing, Standing::Met | Standing::Manual));
    found.chain(unmet.map(|verdict| format!("{}: {}\n{text}", verdict.control.id, verdict.reason))).collect()
}

const EMAIL: (Question, &str) = (Question::Contact, "security@acme-widget.dev");
const UNTIL: (Question, &str) = (Question::Until, "2031-12");

#[test]
fn a_draft_has_no_finding_under_the_rule_sets_it_is_for() {
    let standards: Vec<&str> = BUILT_IN.iter().filter(|set| set.is_standard).map(|set| set.name).collect();
    assert_eq!(standards.len(), 12);
    let mut asked: Vec<Vec<&str>> = ["minimal", "recommended", "strict"].map(|name| vec![name]).to_vec();
    for base in ["minimal", "recommended", "strict"] {
        asked.extend(standards.iter().map(|name| vec![base, *name]));
    }
    for (index, one) in standards.iter().enumerate() {
        asked.extend(standards[..index].iter().map(|other| vec!["strict", *one, *other]));
    }
    asked.push([&["strict"], &standards[..]].concat());
    for names in asked {
        let settings = sets(&names);
        let with_date = Demands::of(&settings).end_date;
        for remote in REMOTES {
            let given = if with_date { &[EMAIL, UNTIL][..] } else { &[EMAIL] };
            assert_eq!(findings(remote, &settings, given), [""; 0], "{names:?} {remote}");
        }
    }
}

#[test]
fn answers_of_every_kind_make_a_policy_without_findings() {
    const KEY: (Question, &str) = (Question::Key, "https://acme-widget.dev/security-key.txt");
    const FINGERPRINT: (Question, &str) = (Question::Fingerprint, "1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7");
    let settings = sets(&["strict", "iso-29147"]);
    let both = "form, security@acme-widget.dev";
    let pages = "https://acme-widget.dev/report-vulnerability, https://hackerone.com/acme, security@acme-widget.dev";
    for given in [
        &[][..],
        &[(Question::Contact, both)],
        &[(Question::Contact, both), KEY, FINGERPRINT],
        &[EMAIL, KEY, FINGERPRINT],
        &[(Question::Contact, "https://acme-widget.dev/report-vulnerability")],
        &[(Question::Contact, pages)],
        &[(Question::Versions, "latest")],
        &[(Question::Versions, "latest"), UNTIL],
        &[(Question::Versions, "1.4, 1.3")],
        &[(Question::Versions, "1.x, 0.9.x")],
        &[(Question::Versions, ">= 1.2")],
        &[(Question::Versions, "1.4.2")],
        &[(Question::Until, "2031-12-31")],
        &[(Question::Acknowledgement, "48 hours"), (Question::Disclosure, "6 weeks")],
        &[(Question::Acknowledgement, "1 day"), (Question::Updates, "1 week")],
        &[(Question::Assessment, "5 business days"), (Question::Resolution, "30 days")],
        &[(Question::Scope, "the widget server and its command line.")],
        &[(Question::SafeHarbor, "full")],
    ] {
        assert_eq!(findings(REMOTES[0], &settings, given), [""; 0], "{given:?}");
    }
}

#[test]
fn what_nobody_asked_for_is_not_there() {
    let text = |names: &[&str], given| {
        let frame = frame(REMOTES[0], &sets(names));
        policy(&frame, &answers(&frame, given))
    };
    let plain = text(&["strict"], &[]);
    for words in ["Last updated", "anonymously", "Denial of service", "Computer Fraud", "until December", "Assessment"]
    {
        assert!(!plain.contains(words), "{words}: {plain}");
    }
    assert!(plain.lines().count() < 45, "{plain}");
    let agency = text(&["strict", "bod-20-01"], &[]);
    for words in ["Last updated: 2026-01-15", "anonymously", "Denial of service", "within 7 days", "within 90 days"] {
        assert!(agency.contains(words), "{words}: {agency}");
    }
    assert_eq!(
        text(&["minimal"], &[EMAIL]),
        "# Security policy\n\n## Reporting a vulnerability\n\nTo report a vulnerability, please write to \
         <security@acme-widget.dev>.\n"
    );
    assert!(text(&["strict"], &[(Question::SafeHarbor, "none")]).ends_with("is the cause.\n"));
}

#[test]
fn an_answer_that_would_be_a_finding_is_refused() {
    let frame = frame(REMOTES[0], &sets(&["strict", "cra"]));
    for (question, text) in [
        (Question::Contact, ""),
        (Question::Contact, "the team"),
        (Question::Contact, "security@example.com"),
        (Question::Contact, "security@acme-widget.local"),
        (Question::Contact, "security@acme-widget.dev,"),
        (Question::Contact, "http://acme-widget.dev/report"),
        (Question::Contact, "https://github.com/acme/widget/issues"),
        (Question::Contact, "https://acme-widget.dev/a)b"),
        (Question::Contact, "https://"),
        (Question::Contact, "security@acme-widget.dev\u{1b}[A"),
        (Question::Key, "http://acme-widget.dev/key.asc"),
        (Question::Versions, "all of them"),
        (Question::Until, "2025-12"),
        (Question::Until, "soon"),
        (Question::Acknowledgement, "soon"),
        (Question::Acknowledgement, "3"),
        (Question::Acknowledgement, "0 days"),
        (Question::Acknowledgement, "none"),
        (Question::Disclosure, "48 business hours"),
        (Question::Scope, " . "),
        (Question::SafeHarbor, "yes"),
    ] {
        let mut answers = Answers::default();
        assert!(question.take(text, &frame, &mut answers).is_err(), "{question:?} {text:?}: {answers:?}");
        assert_eq!(answers, Answers::default());
    }
    let fingerprint = |text| {
        let mut answers = Answers { key: Some(Key::default()), ..Answers::default() };
        Question::Fingerprint.take(text, &frame, &mut answers).map(|()| answers.key.unwrap().fingerprint.unwrap())
    };
    let grouped = "1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7";
    assert_eq!(fingerprint("0x1841a745bddd27da1767b92ef9df28a21ed4a5e7").as_deref(), Ok(grouped));
    assert_eq!(fingerprint(grouped).as_deref(), Ok(grouped));
    for text in ["1ED4A5E7", "1841A745BDDD27DA1767B92EF9DF28A21ED4A5E", "none"] {
        assert!(fingerprint(text).is_err(), "{text}");
    }
}

#[test]
fn the_form_is_there_where_the_forge_has_one() {
    let settings = sets(&["strict"]);
    for remote in REMOTES {
        let frame = frame(remote, &settings);
        let has_form = remote.contains("github.com") || remote.contains("gitlab.com");
        assert_eq!(Question::Contact.proposal(&frame).is_some(), has_form, "{remote}");
        assert_eq!(Question::Contact.take("form", &frame, &mut Answers::default()).is_ok(), has_form, "{remote}");
        if has_form {
            for template in [&["strict"][..], &["strict", "iso-29147", "etsi-en-303-645"], &["minimal"]] {
                assert_eq!(findings(remote, &sets(template), &[(Question::Contact, "form")]), [""; 0], "{remote}");
            }
        }
    }
    let server = frame("https://github.acme-widget.dev/acme/widget", &settings);
    assert_eq!(server.project.report_form(), None);
}

/// `security.txt` and `security-insights.yml` for a policy on GitHub.
fn files(text: &str) -> (Option<String>, Option<String>) {
    let source = Source::new("SECURITY.md", text);
    let document = crate::markdown::Document::parse(&source);
    let policy = crate::policy::Policy::read(&document);
    let project = Project::of(&repository(REMOTES[0], &[]));
    let page = project.policy_page("SECURITY.md");
    let site = Site { policy_url: page.as_deref(), canonical: None, today: TODAY };
    (
        security_txt(&policy, &project, site),
        insights(&policy, &project, "security-insights.yml", page.as_deref(), TODAY),
    )
}

#[test]
fn files_for_programs_match_the_policy() {
    let settings = sets(&["strict"]);
    let key = (Question::Key, "https://acme-widget.dev/key.asc");
    let fingerprint = (Question::Fingerprint, "1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7");
    for (name, given) in [
        ("form", &[][..]),
        ("address", &[EMAIL]),
        ("address_and_key", &[EMAIL, key, fingerprint]),
        ("both", &[(Question::Contact, "form, security@acme-widget.dev")]),
    ] {
        let frame = frame(REMOTES[0], &settings);
        let text = policy(&frame, &answers(&frame, given));
        let (security_txt, insights) = files(&text);
        let (security_txt, insights) = (security_txt.unwrap(), insights.unwrap());
        let files = [
            ("SECURITY.md", &*text),
            (".well-known/security.txt", &*security_txt),
            ("security-insights.yml", &*insights),
        ];
        let surroundings = repository(REMOTES[0], &files);
        let place = Place { surroundings: &surroundings, path: "SECURITY.md" };
        let outcome = lint_at(&Source::new("SECURITY.md", &text), &settings, Some(place));
        let beside: Vec<_> = outcome.beside.iter().flat_map(|file| &file.outcome.diagnostics).collect();
        assert!(beside.is_empty() && outcome.diagnostics.is_empty(), "{security_txt}: {beside:?}");
        insta::assert_snapshot!(format!("files_for_{name}"), format!("{security_txt}\n{insights}"));
    }
}

#[test]
fn files_for_programs_take_what_is_there() {
    let (text, _) = files(
        "Report vulnerabilities to security at acme-widget dot dev. Encrypt with PGP key 1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7.\n",
    );
    let text = text.unwrap();
    assert!(text.contains("Contact: mailto:security@acme-widget.dev\n"), "{text}");
    assert!(text.contains("Encryption: openpgp4fpr:1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7\n"), "{text}");
    for none in [
        "Report vulnerabilities in an [issue](https://github.com/acme/widget/issues).\n",
        "Report vulnerabilities to [INSERT EMAIL ADDRESS].\n",
        "Report vulnerabilities to <security@example.com>.\n",
        "Please see our [security policy](https://acme-widget.dev/security).\n",
        "",
    ] {
        assert_eq!(files(none), (None, None), "{none}");
    }
    let (_, insights) = files("Report vulnerabilities at <https://hackerone.com/acme>.\n");
    let insights: serde_yaml::Value = serde_yaml::from_str(&insights.unwrap()).unwrap();
    let reporting = &insights["project"]["vulnerability-reporting"];
    assert_eq!(reporting["bug-bounty-available"], true);
    assert_eq!(reporting["bug-bounty-program"], "https://hackerone.com/acme");
    let (_, insights) = files("Report vulnerabilities to <security@acme-widget.dev>. We pay no rewards.\n");
    assert!(insights.unwrap().contains("bug-bounty-available: false"));
}
