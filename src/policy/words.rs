//! How a file is read, clause by clause, for who extends the vocabulary.

use crate::markdown::Document;
use crate::policy::Policy;
use crate::source::Source;

/// `SECPOL_READ=SECURITY.md cargo test words -- --ignored --nocapture`
#[test]
#[ignore = "prints how the file named by SECPOL_READ is read"]
#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn show_words() {
    let path = std::env::var("SECPOL_READ").expect("SECPOL_READ names a file");
    let source = Source::decode(path.as_str(), std::fs::read(&path).unwrap()).unwrap();
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    let reading = &policy.reading;
    for clause in reading.clause_ids() {
        let (line, _) = source.line_range(reading.span(clause));
        let excluded = if reading.section_of(clause).is_excluded { " (no evidence)" } else { "" };
        println!("{line}: {:?}{excluded}", reading.str(clause));
        for hit in reading.hits(clause) {
            println!("    {} {:?}", hit.concept.name(), document.str(reading.hit_text(hit)));
        }
    }
}
