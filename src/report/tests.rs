//! Snapshots of every format over the same findings, and hostile places and texts.

use std::borrow::Cow;

use clap::ValueEnum as _;

use super::*;
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Severity};
use crate::rules::{Control, Note, NoteKind, Outcome, Standing, Verdict, Verdicts};
use crate::scorecard;
use crate::source::{Source, Span};

const PLAIN: Style = Style { color: false, unicode: true, links: false, width: 80 };

const TEXT: &str = "# Security policy of the widget\n\nWrite to\tsécurité@widget.example, see [below](#reporting).\n\n\
    ## Reporting a vulnerability\n\nWe answer within 3 days.\n\n| Version | Supported |\n| --- | --- |\n| 2.x | yes |\n\n\
    We answer within 5 days.\n";

/// The span of the words in [`TEXT`].
fn at(words: &str) -> Span {
    let start = TEXT.find(words).unwrap() as u32;
    Span::new(start, start + words.len() as u32)
}

fn finding(rule: &'static str, severity: Severity, span: Span) -> Diagnostic {
    Diagnostic {
        rule: Cow::Borrowed(rule),
        severity,
        message: "the words here are wrong, and who reads them will not know what to do about it".to_owned(),
        help: "write other words".to_owned(),
        span,
        label: String::new(),
        labels: Vec::new(),
        fix: None,
    }
}

fn report(path: &str, text: &str, diagnostics: Vec<Diagnostic>) -> FileReport {
    let outcome = Outcome { diagnostics, ..Outcome::default() };
    FileReport {
        source: Source::new(path, text),
        outcome,
        in_force: "recommended".to_owned(),
        scorecard: None,
        location: path.to_owned(),
    }
}

/// A file with findings of every kind, one that is clean, and a folder without a policy.
fn files() -> Vec<FileReport> {
    let mut anchor = finding("own-anchor", Severity::Error, at("#reporting"));
    anchor.label = "no heading has this anchor".to_owned();
    anchor.labels.push(Label { span: at("Reporting a vulnerability"), message: "this one comes near".to_owned() });
    let edit = Edit::replace(anchor.span, "#reporting-a-vulnerability");
    anchor.fix = Some(Fix::safe("Link to `#reporting-a-vulnerability`", vec![edit]));
    let mut times = finding("missing-private-channel", Severity::Warning, at("3 days"));
    times.labels.push(Label { span: at("5 days"), message: "here it is longer".to_owned() });
    times.fix = Some(Fix::unsafe_("Keep the shorter", vec![Edit::delete(at("5 days"))]));
    let table = at("| Version | Supported |\n| --- | --- |\n| 2.x | yes |\n");
    let mut files = vec![
        report(
            "SECURITY.md",
            TEXT,
            vec![
                finding("own-address", Severity::Error, at("sécurité@widget.example")),
                anchor,
                times,
                finding("own-table", Severity::Info, table),
            ],
        ),
        report("docs/SECURITY.md", "Fine.\n", Vec::new()),
        report("widget", "", vec![finding("missing-policy", Severity::Error, Span::at(0))]),
    ];
    files[1].outcome.notes.push(Note { kind: NoteKind::Delegated, message: "the policy is elsewhere".to_owned() });
    files
}

/// Controls of every standing, and a score.
fn judged() -> [FileReport; 1] {
    let verdict = |id: &str, title: &str, standing, spans: &[Span], rules: &[&'static str], reason: &str| Verdict {
        control: Control { id: id.to_owned(), title: title.to_owned(), rules: Vec::new(), manual: None },
        standing,
        spans: spans.to_vec(),
        rules: rules.to_vec(),
        reason: reason.to_owned(),
    };
    let (address, times) = (at("sécurité@widget.example"), [at("3 days"), at("5 days")]);
    let long = "A time for the answer to every report, which holds on weekdays as on weekends and on all other days";
    let verdicts = vec![
        verdict("W-1.1", "A contact", Standing::Met, &[address], &[], ""),
        verdict("W-1.2", long, Standing::NotMet, &times, &["conflicting-timeframes"], "two times are given"),
        verdict("W-2", "Answers are given in time", Standing::Manual, &[], &[], "whether they were, last year"),
        verdict("W-10", "Scope", Standing::NotChecked, &[], &[], "missing-scope is off"),
        verdict("W-\u{1b}[31m", "Nothing\n\u{202e}", Standing::Manual, &[], &[], ""),
    ];
    let mut file = report("SECURITY.md", TEXT, Vec::new());
    file.outcome.verdicts = vec![Verdicts { standard: "widget-baseline".to_owned(), verdicts }];
    file.scorecard = Some(scorecard::score(Some("SECURITY.md"), "Tell us.\n"));
    [file]
}

/// What is wrong with a run.
fn errors() -> [RunError; 1] {
    [RunError { path: "widget/SECURITY.md".to_owned(), message: "is not UTF-8: <0xff>, 100%".to_owned() }]
}

fn written(format: Format, files: &[FileReport], style: Style) -> String {
    written_with(format, files, &[], style)
}

fn written_with(format: Format, files: &[FileReport], errors: &[RunError], style: Style) -> String {
    let mut out = Vec::new();
    let results = Results { files, errors, exit_code: if errors.is_empty() { 1 } else { 2 } };
    write(format, results, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn full_shows_the_words_with_all_labels() {
    insta::assert_snapshot!(written(Format::Full, &files(), PLAIN));
}

#[test]
fn full_draws_with_ascii_where_the_terminal_has_no_more() {
    insta::assert_snapshot!(written(Format::Full, &files(), Style { unicode: false, width: 60, ..PLAIN }));
}

#[test]
fn full_colours_and_links_the_rule_where_the_terminal_can() {
    let text = written(Format::Full, &files()[..1], Style { color: true, links: true, ..PLAIN });
    insta::assert_snapshot!(text.replace('\u{1b}', "ESC").replace(crate::VERSION, "VERSION"));
}

#[test]
fn concise_has_one_line_a_finding() {
    insta::assert_snapshot!(written(Format::Concise, &files(), PLAIN));
}

#[test]
fn json_has_every_key() {
    insta::assert_snapshot!(written(Format::Json, &files(), PLAIN));
}

#[test]
fn json_lines_have_one_line_a_finding() {
    insta::assert_snapshot!(written(Format::JsonLines, &files(), PLAIN));
}

#[test]
fn annotations_are_commands_with_the_most_severe_first() {
    insta::assert_snapshot!(written_with(Format::Github, &files(), &errors(), PLAIN));
}

#[test]
fn annotations_that_are_not_shown_are_counted() {
    let told = |errors: usize, warnings: usize, infos: usize| {
        let of = |count, severity| (0..count).map(move |_| finding("own-table", severity, Span::at(0)));
        let found = of(infos, Severity::Info).chain(of(warnings, Severity::Warning)).chain(of(errors, Severity::Error));
        let text = written(Format::Github, &[report("a.md", "a\n", found.collect())], PLAIN);
        let first = text.lines().next().unwrap_or_default().to_owned();
        first.strip_prefix("::notice title=secpol::").and_then(|note| Some(note.split_once(" not shown")?.0.to_owned()))
    };
    assert_eq!(told(0, 0, 0), None);
    assert_eq!(told(10, 10, 10), None);
    assert_eq!(told(11, 0, 0).unwrap(), "1 finding");
    assert_eq!(told(12, 13, 9).unwrap(), "5 findings");
    assert_eq!(told(0, 0, 11).unwrap(), "2 findings");
}

#[test]
fn junit_has_a_suite_a_file_and_a_test_a_rule() {
    let mut files = files();
    files[0].outcome.diagnostics.push(finding("own-table", Severity::Warning, at("2.x")));
    let mut skipped = report("SECURITY.rst", "", Vec::new());
    skipped.outcome.notes.push(Note { kind: NoteKind::NotLinted, message: "it is <b>not</b> Markdown".to_owned() });
    files.push(skipped);
    let text = written_with(Format::Junit, &files, &errors(), PLAIN);
    let document = roxmltree::Document::parse(&text).unwrap();
    for suite in document.descendants().filter(|node| matches!(node.tag_name().name(), "testsuite" | "testsuites")) {
        for (count, name) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
            let found = suite.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
            assert_eq!(suite.attribute(count), Some(&*found), "{count} in {suite:?}");
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn markdown_has_tables_and_what_to_do() {
    let mut all = files();
    all.extend(judged());
    insta::assert_snapshot!(written_with(Format::Markdown, &all, &errors(), PLAIN));
    assert_eq!(
        written(Format::Markdown, &files()[1..2], PLAIN).lines().next(),
        Some("## secpol: no findings in 1 file")
    );
}

#[test]
fn markdown_is_never_longer_than_a_summary_may_be() {
    let found = |count: usize, length: usize| {
        let mut found = finding("own-table", Severity::Error, Span::at(0));
        found.message = "word ".repeat(length);
        vec![found; count]
    };
    let many = written(Format::Markdown, &[report("a.md", "a\n", found(1_000, 1))], PLAIN);
    assert!(many.contains("\n800 findings more not shown here.\n"), "{many:.3000}");
    let files: Vec<_> = (0..20).map(|nth| report(&format!("{nth}.md"), "a\n", found(100, 500))).collect();
    let long = written(Format::Markdown, &files, PLAIN);
    assert!(long.len() <= 1 << 20 && long.len() > 900_000, "{}", long.len());
    assert!(
        long.ends_with("\n16 more parts are left out: the page would be too long.\n"),
        "{}",
        &long[long.len() - 100..]
    );
}

#[test]
fn sarif_has_rules_results_fixes_and_controls() {
    let mut all = files();
    let mut judged = judged();
    judged[0].location = "docs/a b.md".to_owned();
    judged[0].outcome.diagnostics.push(finding("conflicting-timeframes", Severity::Warning, at("3 days")));
    all.extend(judged);
    let text = written_with(Format::Sarif, &all, &errors(), PLAIN);
    let mut log: serde_json::Value = serde_json::from_str(&text).unwrap();
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        // The documentation of a rule changes with the rule.
        for key in ["fullDescription", "help", "shortDescription"] {
            let text = rule[key]["text"].as_str().unwrap().to_owned();
            assert!(!text.is_empty() && !text.contains("file="), "{key}: {text}");
            rule[key] = "…".into();
        }
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap().replace(crate::VERSION, "[VERSION]"));
}

#[test]
fn code_quality_has_the_lines_of_every_finding() {
    insta::assert_snapshot!(written(Format::Gitlab, &files(), PLAIN));
}

#[test]
fn a_finding_stays_the_same_when_others_come_and_go() {
    let fingerprints = |text: &str| -> Vec<String> {
        let places = text.match_indices("here").map(|(at, _)| Span::new(at as u32, at as u32 + 4));
        let found = places.map(|span| finding("insecure-url", Severity::Error, span)).collect();
        let list = written(Format::Gitlab, &[report("a.md", text, found), report("b.md", "", Vec::new())], PLAIN);
        let list: Vec<serde_json::Value> = serde_json::from_str(&list).unwrap();
        list.iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let two = fingerprints("here, here\n");
    assert_ne!(two[0], two[1]);
    assert_eq!(fingerprints("more before\n\nand here, more behind\n"), two[..1]);
    assert_eq!(fingerprints("here\n\nhere here\n")[..2], two);
}

#[test]
fn each_control_of_a_standard_is_shown_with_its_lines() {
    let table = |style: Style| {
        let mut out = Vec::new();
        write_standards(&judged(), style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!(table(PLAIN));
    let colored = table(Style { color: true, ..PLAIN });
    assert!(colored.contains("\u{1b}[31mnot met\u{1b}[0m"), "{colored}");
}

#[test]
fn json_has_the_controls_and_the_score() {
    insta::assert_snapshot!(written(Format::Json, &judged(), PLAIN));
}

#[test]
fn the_closing_line_counts() {
    insta::assert_snapshot!(closing(&files()).unwrap());
    assert_eq!(closing(&files()[1..2]), None);
    assert_eq!(clean(&files()[1]), "docs/SECURITY.md: no findings (recommended)");
}

#[test]
fn nothing_from_a_policy_reaches_a_terminal_unescaped() {
    let hostile = "one \u{1b}[31mred\u{9b}2J \u{202e}txet\u{200b}\r\n\u{7f}two\u{feff} \u{e0041}\rthree\n";
    let mut found = finding("own-table", Severity::Error, Span::new(4, 12));
    found.message = hostile.to_owned();
    found.help = hostile.to_owned();
    found.label = hostile.to_owned();
    found.labels.push(Label { span: Span::new(0, hostile.len() as u32), message: hostile.to_owned() });
    let files = [report("a\u{1b}]0;\nb", hostile, vec![found])];
    for &format in Format::value_variants() {
        let text = written(format, &files, PLAIN);
        let raw = text.chars().find(|&c| c != '\n' && escape::is_hazard(c));
        assert_eq!(raw, None, "{format:?}: {text}");
    }
    insta::assert_snapshot!(written(Format::Full, &files, PLAIN));
}

#[test]
fn long_lines_and_long_places_are_clipped() {
    let line = format!("{}HERE{}\n", "before ".repeat(5_000), " after".repeat(5_000));
    let start = line.find("HERE").unwrap() as u32;
    let mut found = finding("own-table", Severity::Error, Span::new(start, start + 4));
    found
        .labels
        .push(Label { span: Span::new(line.len() as u32, (line.len() * 3) as u32), message: "all of it".to_owned() });
    let text =
        written(Format::Full, &[report("long.md", &format!("{line}{}", "short\n".repeat(20_000)), vec![found])], PLAIN);
    assert!(text.contains("HERE") && text.contains("long.md:1:35001"), "{text:.2000}");
    assert!(text.len() < 6_000, "{}", text.len());
}

#[test]
fn any_place_in_any_text_can_be_drawn() {
    // A small generator of our own: the same places on every run.
    let mut seed = 0x2545_f491_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let long = "wide 界 ".repeat(80);
    let pieces = [
        "\n",
        "\r\n",
        "\r",
        "a",
        "é",
        "界",
        "\t",
        "\u{200b}",
        "\u{1b}",
        "👍\u{1f3fd}",
        " words here ",
        &long,
        "e\u{301}",
    ];
    for round in 0..1_500 {
        let mut text = if round % 7 == 0 { "\u{feff}".to_owned() } else { String::new() };
        for _ in 0..next(24) {
            text.push_str(pieces[next(pieces.len())]);
        }
        let edges: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        let mut span = || {
            let (a, b) = (edges[next(edges.len())], edges[next(edges.len())]);
            Span::new(a.min(b), a.max(b))
        };
        let mut found = finding("own-table", Severity::Error, span());
        found.labels = (0..3).map(|nth| Label { span: span(), message: "label ".repeat(nth) }).collect();
        let files = [report("t.md", &text, vec![found])];
        for unicode in [true, false] {
            let drawn = written(Format::Full, &files, Style { unicode, ..PLAIN });
            assert!(drawn.contains("write other words"), "{drawn}");
            assert!(!drawn.contains("Failed to read"), "{text:?}\n{drawn}");
        }
        for &format in Format::value_variants().iter().filter(|format| !matches!(format, Format::Full)) {
            assert!(written(format, &files, PLAIN).contains("own-table"), "{format:?}");
        }
        let json = written(Format::Json, &files, PLAIN);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let found = &json["diagnostics"][0];
        let place = |line: &str, column: &str| (found[line].as_u64().unwrap(), found[column].as_u64().unwrap());
        assert!(place("line", "column") <= place("end_line", "end_column"), "{text:?} {found}");
    }
}
