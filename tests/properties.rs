//! What holds whatever the text: nothing panics, every place is inside the document and on
//! character boundaries, and what is read does not depend on how lines end.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use secpol::diagnostic::Diagnostic;
use secpol::markdown::Document;
use secpol::policy::Policy;
use secpol::rules::lint;
use secpol::rulesets::{built_in, settings};
use secpol::source::{Source, Span};

/// Pieces that texts are made of: words that mean something, markup, and what breaks parsers.
const PIECES: &[&str] = &[
    "# ",
    "## ",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "| ",
    "|---|---|\n",
    "```\n",
    "    ",
    "**",
    "_",
    "`",
    "[",
    "](",
    ")",
    "<",
    ">",
    "<!-- ",
    " -->",
    "<details>",
    "<table><tr><td>",
    "</td></tr>",
    "<h2>",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{202e}",
    "é",
    "漏洞",
    "🔒",
    "\u{fe0f}",
    "&amp;",
    "&#64;",
    "Security Policy",
    "Supported versions",
    "Reporting a vulnerability",
    "report ",
    "vulnerabilities ",
    "do not ",
    "open a public issue ",
    "security@widget.example ",
    "https://github.com/widget/widget/issues ",
    "https://github.com/widget/widget/security/advisories/new ",
    "within 48 hours ",
    "3 - 5 business days ",
    "three (3) days ",
    "as soon as possible ",
    "Version ",
    "Supported ",
    "1.x ",
    ":x: ",
    ":white_check_mark: ",
    "TODO: ",
    "[INSERT EMAIL] ",
    "{{name}} ",
    "$EMAIL ",
    "Please ",
    "We ",
    "publish ",
    "advisory ",
    ". ",
    ": ",
    "; ",
    "请勿公开",
    "48 小时内",
    "できるだけ早く",
    "신고",
    "Melden Sie ",
    "dans les 5 jours ",
    "[a](#b) ",
    "[x]: y\n",
    "at widget dot com ",
    "mailto:",
];

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![6 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => "[ -~\\n]{0,10}"];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Every place that a diagnostic names.
fn spans(diagnostic: &Diagnostic) -> Vec<Span> {
    let mut spans = vec![diagnostic.span];
    spans.extend(diagnostic.labels.iter().map(|label| label.span));
    spans.extend(diagnostic.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span)));
    spans
}

/// Where each statement is that is either there or not.
fn statements(policy: &Policy<'_>) -> Vec<Option<Span>> {
    let evidence = [policy.no_public_report, policy.disclosure_process].into_iter().chain(policy.statements());
    let versions = policy.supported_versions.as_ref().map(|versions| versions.span);
    evidence.map(|evidence| evidence.map(|evidence| evidence.span)).chain([versions]).collect()
}

/// What is read, without places.
fn said(text: &str) -> String {
    let source = Source::new("SECURITY.md", text);
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    let channels: Vec<_> = policy
        .channels
        .iter()
        .map(|channel| (channel.kind, channel.value.replace('\r', ""), channel.private))
        .collect();
    let times: Vec<_> =
        policy.durations.iter().map(|time| (time.event, time.min_hours, time.max_hours, time.business)).collect();
    let stated: Vec<_> = statements(&policy).iter().map(Option::is_some).collect();
    format!("{:?} {channels:?} {times:?} {stated:?} {}", policy.kind, policy.vague.len())
}

/// One space behind every line that has none: two would be a line break. So is a backslash, unless a space follows.
fn spaced(text: &str) -> String {
    text.split('\n')
        .map(|line| if line.ends_with([' ', '\\']) { line.to_owned() } else { format!("{line} ") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A text inside something that puts `first` before its first line and `rest` before the others.
fn inside(text: &str, first: &str, rest: &str) -> String {
    let prefix = |(nth, line): (usize, &str)| format!("{}{line}", if nth == 0 { first } else { rest });
    text.lines().enumerate().map(prefix).collect::<Vec<_>>().join("\n") + "\n"
}

/// Headings keep their role in there: a policy that is quoted, or hangs under a point of a list, is read by its
/// sections like any other. A bold line in a list is the label of its item and opens no section, so that what it says
/// must not depend on that either.
#[test]
fn a_policy_in_a_quote_or_in_a_list_item_says_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policies");
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the folder can be listed").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a fixture is text");
        let plain = said(&text);
        for (first, rest) in
            [("> ", "> "), (">", ">"), ("- ", "  "), ("1. ", "   "), ("> - ", ">   "), ("- > ", "  > ")]
        {
            assert_eq!(plain, said(&inside(&text, first, rest)), "{} behind {first:?}", path.display());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn linting_never_panics_and_points_into_the_text(text in texts()) {
        let strict = settings(&[built_in("strict").expect("is built in")]);
        let source = Source::new("SECURITY.md", text.as_str());
        for diagnostic in lint(&source, &strict).diagnostics {
            for span in spans(&diagnostic) {
                prop_assert!(text.get(span.range()).is_some(), "{}: {span:?} in {text:?}", diagnostic.rule);
            }
            if let Some(fix) = &diagnostic.fix {
                fix.apply(&text);
            }
        }
    }

    #[test]
    fn facts_are_in_document_order_and_in_the_text(text in texts()) {
        let source = Source::new("SECURITY.md", text.as_str());
        let document = Document::parse(&source);
        let policy = Policy::read(&document);
        let channels: Vec<Span> = policy.channels.iter().map(|channel| channel.span).collect();
        let times: Vec<Span> = policy.durations.iter().map(|time| time.span).collect();
        let vague: Vec<Span> = policy.vague.iter().map(|vague| vague.span).collect();
        let placeholders: Vec<Span> = policy.placeholders.iter().map(|placeholder| placeholder.span).collect();
        let tables: Vec<Span> = policy.version_tables.iter().map(|table| table.span).collect();
        let rows: Vec<Span> = policy.version_tables.iter().flat_map(|table| &table.rows).map(|row| row.span).collect();
        let stated: Vec<Vec<Span>> = statements(&policy).into_iter().flatten().map(|span| vec![span]).collect();
        for facts in [channels, times, vague, placeholders, tables, rows].into_iter().chain(stated) {
            prop_assert!(facts.windows(2).all(|pair| pair[0].start <= pair[1].start), "{facts:?} in {text:?}");
            for span in facts {
                prop_assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
            }
        }
    }

    #[test]
    fn line_ends_a_byte_order_mark_and_last_spaces_change_nothing(text in texts()) {
        let text = text.replace(['\r', '\u{feff}'], "");
        let plain = said(&text);
        prop_assert_eq!(&plain, &said(&text.replace('\n', "\r\n")), "CRLF in {:?}", text);
        prop_assert_eq!(&plain, &said(&format!("\u{feff}{text}")), "BOM before {:?}", text);
        prop_assert_eq!(&plain, &said(&format!("{text} ")), "space behind {:?}", text);
        prop_assert_eq!(&plain, &said(&spaced(&text)), "space behind every line of {:?}", text);
    }

    #[test]
    fn any_bytes_end_in_a_text_or_a_clear_answer(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = Source::decode("SECURITY.md", bytes) {
            lint(&source, &settings(&[built_in("strict").expect("is built in")]));
        }
    }
}
