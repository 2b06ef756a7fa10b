//! What linting costs beside the bare Markdown parse of the same text: `cargo bench`.
//!
//! `fixtures/policies/typical.md` is a policy of some 3 KB with every kind of fact. The bound
//! that we work towards is five times the parse; the README says where we are.

use divan::{Bencher, black_box};
use pulldown_cmark::{Options, Parser};
use secpol::markdown::Document;
use secpol::policy::Policy;
use secpol::rules::lint;
use secpol::rulesets;
use secpol::source::Source;

/// One run takes some ten microseconds, and the first of them finds nothing in the processor's caches.
const RUNS: u32 = 100;

fn main() {
    divan::main();
}

fn policy() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/policies/typical.md");
    // The host of examples is a placeholder, which few policies have.
    std::fs::read_to_string(path).expect("the fixture is there").replace("widget.example", "widget.dev")
}

/// The floor: pulldown-cmark's events with the same extensions, consumed.
#[divan::bench(sample_size = RUNS)]
fn bare_parse(bencher: Bencher) {
    let text = policy();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    bencher.bench(|| {
        Parser::new_ext(black_box(&text), options)
            .into_offset_iter()
            .map(|event| black_box(event).1.len().min(1))
            .sum::<usize>()
    });
}

/// The typed tree with its text, sections and links.
#[divan::bench(sample_size = RUNS)]
fn document(bencher: Bencher) {
    let source = Source::new("SECURITY.md", policy());
    bencher.bench(|| black_box(Document::parse(black_box(&source)).clauses.len()));
}

/// The tree and every fact.
#[divan::bench(sample_size = RUNS)]
fn facts(bencher: Bencher) {
    let source = Source::new("SECURITY.md", policy());
    bencher.bench(|| {
        let document = Document::parse(black_box(&source));
        let policy = Policy::read(&document);
        black_box(policy.channels.len());
        black_box(policy.statements())
    });
}

/// Everything from the decoded text to sorted diagnostics, under `recommended`.
#[divan::bench(sample_size = RUNS)]
fn library(bencher: Bencher) {
    let text = policy();
    let recommended = rulesets::built_in("recommended").expect("it is built in");
    let settings = rulesets::settings(&[recommended]);
    bencher
        .bench(|| black_box(lint(&Source::new("SECURITY.md", black_box(&text).as_str()), &settings).diagnostics.len()));
}
