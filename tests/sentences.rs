//! What single sentences say, in each language: the tables in `fixtures/sentences`.
//!
//! A table is a file named after a language. It has sections `[fact]` with a sentence a line:
//!
//! ```text
//! [credit]
//! + We name you in the advisory.
//! - Credit cards are never stored.
//! ? Fame awaits you.
//!
//! [channels]
//! + email security@widget.example private | Write to security@widget.example.
//!
//! [response_times]
//! + acknowledgement 48, fix 720-2160 | We answer within 48 hours and mend it in one to three months.
//! ```
//!
//! - `+` states the fact, `-` does not although it looks like it. `?` (or `?-`) is a sentence that
//!   is not read right yet: it is printed, and fails nothing. At most one in ten may be so.
//! - `\n` is a line break, so that a line can hold a heading, a list or a table.
//! - A channel is `kind value private`, `public` or `unknown`; several are parted by ` ; `.
//! - A time is `event hours`: `48` is up to that many, `24-72` from one to the other, `24+` at
//!   least that many; `business` behind it where only business time counts. Several are parted by
//!   a comma. A text has just the channels and times that are given, no others.
//! - `[context]` holds a neutral text that is put behind every sentence, in a section of its own:
//!   the language of a policy is never told from one short sentence.

#![expect(clippy::unwrap_used, reason = "a test ends where its own preparation fails")]
#![expect(clippy::print_stdout, reason = "what is not read yet is listed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use secpol::markdown::Document;
use secpol::policy::{Channel, Duration, Event, Policy};
use secpol::source::Source;

const FACTS: &[&str] = &[
    "no_public_report",
    "vague_response",
    "disclosure_process",
    "report_contents",
    "scope",
    "safe_harbor",
    "credit",
    "bounty",
    "advisories",
    "encryption",
    "supported_versions",
    "channels",
    "response_times",
];

/// Facts that few rules ask for.
const RARE_FACTS: &[&str] =
    &["status_updates", "handling_steps", "end_of_support", "policy_date", "identifiers", "anonymous_reports"];

/// Stands for the host of the tables, which is a placeholder to the reader. No such domain will ever be: `zz` is set
/// aside for users' own ends.
const HOST: &str = "widget.zz";

/// The fewest sentences for a fact.
const FEWEST: usize = 20;

/// The fewest for one that few rules ask for.
const FEWEST_RARE: usize = 4;

/// How many different steps make a description of what happens to a report.
const STEPS: usize = 2;

#[test]
fn english() {
    check("en");
}

#[test]
fn german() {
    check("de");
}

#[test]
fn french() {
    check("fr");
}

#[test]
fn spanish() {
    check("es");
}

#[test]
fn portuguese() {
    check("pt");
}

#[test]
fn russian() {
    check("ru");
}

#[test]
fn chinese_simplified() {
    check("zh-Hans");
}

#[test]
fn chinese_traditional() {
    check("zh-Hant");
}

#[test]
fn japanese() {
    check("ja");
}

#[test]
fn korean() {
    check("ko");
}

/// What a line of a table asks for.
struct Case<'t> {
    line: usize,
    fact: &'t str,
    is_stated: bool,
    is_known_gap: bool,
    /// The channels or times that are to be read.
    expected: &'t str,
    text: String,
}

struct Sentences<'t> {
    context: &'t str,
    cases: Vec<Case<'t>>,
}

fn check(tag: &str) {
    let path = format!("{}/fixtures/sentences/{tag}.txt", env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(&path).unwrap();
    let table = parse(&table);

    let mut mistakes = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut gaps = 0;
    for case in &table.cases {
        *counts.entry(case.fact).or_default() += 1;
        let mistake = mistake(case, table.context);
        if case.is_known_gap {
            gaps += 1;
            let state = if mistake.is_some() { "not read yet" } else { "read by now" };
            println!("{tag}.txt:{}: {state}: {}", case.line, case.text.escape_debug());
        } else if let Some(mistake) = mistake {
            let _ = writeln!(mistakes, "{tag}.txt:{}: [{}] {mistake}: {:?}", case.line, case.fact, case.text);
        }
    }
    let asked = FACTS.iter().map(|fact| (fact, FEWEST)).chain(RARE_FACTS.iter().map(|fact| (fact, FEWEST_RARE)));
    for (fact, fewest) in asked {
        let count = counts.get(fact).copied().unwrap_or(0);
        if count < fewest {
            let _ = writeln!(mistakes, "{tag}.txt: [{fact}] has {count} sentences, at least {fewest} are asked for");
        }
    }
    assert!(mistakes.is_empty(), "\n{mistakes}");
    assert!(gaps * 10 <= table.cases.len(), "{gaps} of {} sentences are not read yet", table.cases.len());
}

fn parse(table: &str) -> Sentences<'_> {
    let mut sentences = Sentences { context: "", cases: Vec::new() };
    let mut fact = "";
    for (index, line) in table.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let is_known = name == "context" || FACTS.contains(&name) || RARE_FACTS.contains(&name);
            assert!(is_known, "line {}: no such fact: {name}", index + 1);
            fact = name;
            continue;
        }
        if fact == "context" {
            sentences.context = line;
            continue;
        }
        let (mark, text) = line.split_once(' ').unwrap();
        let (is_stated, is_known_gap) = match mark {
            "+" => (true, false),
            "-" => (false, false),
            "?" => (true, true),
            "?-" => (false, true),
            _ => panic!("line {}: begins with none of `+`, `-`, `?`, `?-`: {line}", index + 1),
        };
        let has_expectation = is_stated && matches!(fact, "channels" | "response_times");
        let (expected, text) = if has_expectation { text.split_once(" | ").unwrap() } else { ("", text) };
        sentences.cases.push(Case {
            line: index + 1,
            fact,
            is_stated,
            is_known_gap,
            expected: expected.trim(),
            text: text.trim().replace("\\n", "\n"),
        });
    }
    sentences
}

/// What is read wrong in a sentence.
fn mistake(case: &Case<'_>, context: &str) -> Option<String> {
    let text = format!("{}\n\n# Widget\n\n{context}\n", case.text);
    let source = Source::new("SECURITY.md", text.replace("widget.example", HOST).replace("dot] example", "dot] zz"));
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    let is_stated = match case.fact {
        "no_public_report" => policy.no_public_report.is_some(),
        "vague_response" => !policy.vague.is_empty(),
        "disclosure_process" => policy.disclosure_process.is_some(),
        "report_contents" => policy.report_contents().is_some(),
        "scope" => policy.scope().is_some(),
        "safe_harbor" => policy.safe_harbor().is_some(),
        "credit" => policy.credit().is_some(),
        "bounty" => policy.bounty().is_some(),
        "advisories" => policy.advisories().is_some(),
        "encryption" => policy.encryption().is_some(),
        "supported_versions" => policy.supported_versions.is_some(),
        "status_updates" => policy.status_updates().is_some(),
        "handling_steps" => policy.handling_steps().len() >= STEPS,
        "end_of_support" => policy.end_of_support().is_some(),
        "policy_date" => policy.policy_date().is_some(),
        "identifiers" => policy.identifiers().is_some(),
        "anonymous_reports" => policy.anonymous_reports().is_some(),
        "channels" => {
            let found: Vec<String> = policy.channels.iter().map(channel).collect();
            return differs(case.expected, " ; ", &found);
        }
        "response_times" => {
            let times = policy.durations.iter().filter(|duration| duration.event != Event::Support);
            return differs(case.expected, ",", &times.map(time).collect::<Vec<_>>());
        }
        other => panic!("no such fact: {other}"),
    };
    let mistake = if is_stated { "reads what is not said" } else { "does not read it" };
    (is_stated != case.is_stated).then(|| mistake.to_owned())
}

/// Whether what was found is not just what is expected, in any order.
fn differs(expected: &str, separator: &str, found: &[String]) -> Option<String> {
    let mut wanted: Vec<String> =
        expected.split(separator).map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()).collect();
    wanted.sort();
    wanted.dedup();
    let mut got = found.to_vec();
    got.sort();
    got.dedup();
    (wanted != got).then(|| format!("reads {got:?}"))
}

fn channel(channel: &Channel) -> String {
    let kind = serde_json::to_value(channel.kind).unwrap();
    let privacy = match channel.private {
        Some(true) => "private",
        Some(false) => "public",
        None => "unknown",
    };
    format!("{} {} {privacy}", kind.as_str().unwrap(), channel.value.to_lowercase()).replace(HOST, "widget.example")
}

fn time(duration: &Duration) -> String {
    let event = serde_json::to_value(duration.event).unwrap();
    let hours = match (duration.min_hours, duration.max_hours) {
        (Some(least), None) => format!("{least}+"),
        (Some(least), Some(most)) if duration.is_range => format!("{least}-{most}"),
        (_, most) => most.unwrap_or_default().to_string(),
    };
    let business = if duration.business { " business" } else { "" };
    format!("{} {hours}{business}", event.as_str().unwrap())
}
