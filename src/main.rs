//! The `secpol` command.
#![allow(clippy::print_stdout, missing_docs)]
fn main() {
    for path in std::env::args().skip(4) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let source = secpol::source::Source::decode(path, bytes).unwrap();
        let document = secpol::markdown::Document::parse(&source);
        let policy = secpol::policy::Policy::read(&document);
        println!("{}", serde_json::to_string(&secpol::report::inspection::Inspection::new(&policy)).unwrap());
    }
}
