//! What holds for fixes, whatever the text: they come to an end, mend what they are of, break nothing else, and leave
//! the rest of the text as it is.

use proptest::prelude::*;
use secpol::diagnostic::{Applicability, Diagnostic, Fix, Severity, mend};
use secpol::markdown::Document;
use secpol::policy::Policy;
use secpol::rules::{Outcome, RULES, Rule, Settings, find, lint};
use secpol::rulesets::{built_in, settings};
use secpol::source::{Source, Span};

/// Pieces that rules with a fix find something in, and what texts have around them. `§` is a number, so that no
/// address comes twice: the first place of one counts, which an edit elsewhere may change.
const PIECES: &[&str] = &[
    "# Security policy\n\n",
    "## Reporting a vulnerability\n\n",
    "## Supported versions\n\n",
    "## Scope\n\n",
    "Reporting\n---\n",
    "\n",
    "\n\n",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "    ",
    "text ",
    "**",
    "`",
    "```\n",
    "---\n",
    "<p>",
    "</p>\n",
    "<details>\n",
    "Report vulnerabilities to ",
    "http://hackerone.com/w§ ",
    "<http://acme-widget.dev/report-vulnerability-§> ",
    "[form](http://github.com/w§) ",
    "www.github.com/w§ ",
    "[key](http://acme-widget.dev/key-§.asc)",
    "security§@acme-widget.dev ",
    "<mailto:a§@acme-widget.dev> ",
    "[mail](mailto:b§@acme-widget.dev.) ",
    "[mail](mailto:(c§@acme-widget.dev)) ",
    "mailto:<d§@acme-widget.dev> ",
    "- [Scope](#scop)\n",
    "- [Reporting](#reporting-a-vulnerability)\n",
    "- [Reporting a vulnerability](reporting-a-vulnerability)\n",
    "- [Supported versions](#supported-versions-1)\n",
    "[Supported versions](#Supported-Versions) ",
    "## Contents\n\n- [Reporting](#reporting)\n- [Scope](#scope)\n- [Credit](#credit)\n\n",
    "| Version | Supported |\n",
    "| Version | Supported | Until |\n",
    "|---|---|\n",
    "|---|\n",
    "| --- | --- | --- |\n",
    "| 1.x | yes |\n",
    "| 1.x |\n",
    "| 2.0 | :white_check_mark: | 2030 |\n",
    "| < 2 | :x: | a | b |\n",
    "1.x | ?\n",
    "<!-- secpol-ignore-next insecure-url: as it is -->\n",
    "<!-- secpol-ignore-next insecure-ur: as it is -->\n",
    "<!-- secpol-ignore-next dangling-anchor: as it is --> ",
    "<!-- secpol-ignore-file toc-mismatch as it is -->\n",
    "<!-- secpol-ignore-file empty-section -->\n",
    "<!-- secpol-ignore-file made-up: as it is -->\n",
    "<!-- other -->\n",
    "We answer within 2 days. ",
    "Only the latest release gets security fixes. ",
];

/// What makes any text a policy, so that none becomes one, or ceases to be one, by a fix.
const CORE: &str =
    "\n\n# Security\n\nPlease report vulnerabilities to <first@acme-widget.dev>. We answer within 2 days.\n\n";

fn texts() -> impl Strategy<Value = String> {
    let pieces = || {
        let piece = prop_oneof![9 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => "[ -~\\n]{0,6}"];
        proptest::collection::vec(piece, 0..15)
    };
    (pieces(), pieces(), any::<bool>()).prop_map(|(before, after, is_crlf)| {
        let core = [CORE.to_owned()];
        let pieces = before.iter().chain(&core).chain(&after).enumerate();
        let text: String = pieces.map(|(nth, piece)| piece.replace('§', &nth.to_string())).collect();
        if is_crlf { text.replace('\n', "\r\n") } else { text }
    })
}

fn strict() -> Settings {
    settings(&[built_in("strict").expect("is built in")])
}

/// Only one rule, so that no other speaks in its place.
fn alone(rule: &Rule) -> Settings {
    let mut alone = strict();
    // Comments about rules that are off are not judged.
    let is_about_others = rule.id == "unused-suppression";
    for other in RULES.iter().filter(|other| other.id != rule.id && !is_about_others) {
        alone.set_severity(other, None);
    }
    alone
}

fn found(text: &str, settings: &Settings) -> Vec<Diagnostic> {
    lint(&Source::new("SECURITY.md", text), settings).diagnostics
}

/// The findings of a rule by itself.
fn of(rule: &Rule, text: &str) -> Vec<Diagnostic> {
    let mut found = found(text, &alone(rule));
    found.retain(|found| found.rule == rule.id);
    found
}

/// Whether a text still is a policy, and no markup before it has swallowed its words.
fn is_policy(text: &str) -> bool {
    let source = Source::new("SECURITY.md", text);
    let document = Document::parse(&source);
    document.text.as_str().contains("Please report vulnerabilities to first@acme-widget.dev")
}

/// What is said outside of some lines, with places counted from the start before them and from the end behind them.
fn said_outside(text: &str, lines: Span) -> Vec<String> {
    let source = Source::new("SECURITY.md", text);
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    let place = |span: Span| {
        if span.end <= lines.start {
            Some(format!("{}", span.start))
        } else if span.start >= lines.end {
            Some(format!("-{}", text.len() as u32 - span.start))
        } else {
            None
        }
    };
    let channels = policy.channels.iter().filter_map(|channel| {
        Some(format!("{} {:?} {} {:?}", place(channel.span)?, channel.kind, channel.value, channel.private))
    });
    let times = policy.durations.iter().filter_map(|time| {
        Some(format!("{} {:?} {:?} {:?}", place(time.span)?, time.event, time.max_hours, time.actor))
    });
    let links = document.links.iter().filter_map(|link| Some(format!("{} {:?}", place(link.span)?, link.target)));
    let headings = document
        .headings
        .iter()
        .filter_map(|heading| Some(format!("{} {}", place(heading.span)?, document.str(heading.text))));
    channels.chain(times).chain(links).chain(headings).collect()
}

/// The block that a fix edits, as whole lines: up to an empty line on either side.
fn edited(text: &str, fix: &Fix) -> Span {
    let first = fix.edits.first().map_or(0, |edit| edit.span.start as usize);
    let last = fix.edits.last().map_or(0, |edit| edit.span.end as usize);
    let blank = |line: &str| line.trim().is_empty();
    let mut start = first;
    for line in text[..first].split_inclusive('\n').rev() {
        if blank(line) && line.ends_with('\n') {
            break;
        }
        start -= line.len();
    }
    let mut end = last;
    for (nth, line) in text[last..].split_inclusive('\n').enumerate() {
        end += line.len();
        // The first one is the rest of the line that the edit ends on.
        if nth > 0 && blank(line) {
            break;
        }
    }
    Span::new(start as u32, end as u32)
}

fn mended(text: &str, up_to: Applicability) -> (String, usize, bool) {
    let strict = strict();
    let mended = mend(Source::new("SECURITY.md", text), up_to, |source| -> Outcome { lint(source, &strict) });
    (mended.source.text().to_owned(), mended.count(), mended.is_settled)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mending_ends_and_twice_is_as_once(text in texts()) {
        for up_to in [Applicability::Safe, Applicability::Unsafe] {
            let (once, _, is_settled) = mended(&text, up_to);
            prop_assert!(is_settled, "{text:?} is mended without end, to {once:?}");
            prop_assert_eq!(mended(&once, up_to), (once.clone(), 0, true));
        }
    }

    #[test]
    fn safe_fixes_mend_their_finding_and_break_nothing(text in texts()) {
        prop_assume!(is_policy(&text));
        let settings = strict();
        let before = found(&text, &settings);
        for diagnostic in &before {
            let Some(fix) = diagnostic.fix.as_ref().filter(|fix| fix.applicability == Applicability::Safe) else { continue };
            let own = find(&diagnostic.rule).expect("only rules have fixes");
            let mended = fix.apply(&text);
            let alike = |text: &str| of(own, text).iter().filter(|found| found.message == diagnostic.message).count();
            prop_assert!(alike(&mended) < alike(&text), "{} is not mended: {text:?} becomes {mended:?}", own.id);
            // What stands in a table can be read now, and found wanting.
            if own.id == "malformed-version-table" {
                continue;
            }
            let after = found(&mended, &settings);
            let is_grave = |rule: &Rule| rule.id == own.id || settings.severity(rule) == Some(Severity::Error);
            for other in RULES.iter().filter(|other| is_grave(other)) {
                let count = |diagnostics: &[Diagnostic]| diagnostics.iter().filter(|found| found.rule == other.id).count();
                if count(&after) > count(&before) {
                    // Another rule may have spoken in its place.
                    let is_added = of(other, &mended).len() > of(other, &text).len();
                    prop_assert!(!is_added, "{} adds {}: {text:?} becomes {mended:?}", own.id, other.id);
                }
            }
        }
    }

    #[test]
    fn safe_fixes_leave_the_rest_of_the_text_as_it_is(text in texts()) {
        for diagnostic in found(&text, &strict()) {
            let Some(fix) = diagnostic.fix.filter(|fix| fix.applicability == Applicability::Safe) else { continue };
            let lines = edited(&text, &fix);
            let mended = fix.apply(&text);
            let moved = Span::new(lines.start, lines.end + mended.len() as u32 - text.len() as u32);
            prop_assert_eq!(said_outside(&text, lines), said_outside(&mended, moved), "{} makes {:?} of {:?}", diagnostic.rule, mended, text);
            prop_assert_eq!(mended.matches('\r').count(), if text.contains('\r') { mended.matches('\n').count() } else { 0 });
            prop_assert!(mended.is_empty() || text.ends_with('\n') == mended.ends_with('\n'), "{text:?} becomes {mended:?}");
        }
    }
}
