//! Sections that a user's configuration asks for.

use std::borrow::Cow;

use super::{Context, RequiredSection};
use crate::diagnostic::Diagnostic;

/// Reports each section that the document lacks.
pub(super) fn check(context: &Context<'_>, sections: &[RequiredSection], into: &mut Vec<Diagnostic>) {
    if sections.is_empty() {
        return;
    }
    let document = context.document();
    let headings: Vec<String> = document.headings.iter().map(|heading| folded(document.str(heading.text))).collect();
    let text = folded(document.text.as_str());
    for section in sections {
        let has_heading =
            section.headings.iter().any(|wanted| headings.iter().any(|heading| names(heading, &folded(wanted))));
        let has_phrase = section.phrases.iter().any(|phrase| names(&text, &folded(phrase)));
        if has_heading || has_phrase {
            continue;
        }
        let wanted: Vec<String> =
            section.headings.iter().chain(&section.phrases).map(|words| format!("“{words}”")).collect();
        into.push(Diagnostic {
            rule: Cow::Owned(section.id.clone()),
            severity: section.severity,
            message: format!(
                "your configuration asks for a section that says {}, and the policy has none",
                wanted.join(" or ")
            ),
            help: section.help.clone(),
            span: context.title(),
            label: String::new(),
            labels: Vec::new(),
            fix: None,
        });
    }
}

/// Words in lower case, with one space between them.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a text has some words, not as parts of others.
fn names(text: &str, words: &str) -> bool {
    let is_inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c.is_ascii());
    !words.is_empty()
        && text.match_indices(words).any(|(at, _)| {
            !is_inside(text[..at].chars().next_back()) && !is_inside(text[at + words.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::rules::{Origin, Settings, lint};
    use crate::source::Source;

    fn missing(text: &str) -> Vec<(String, String)> {
        let mut settings = Settings::none();
        settings.sections.push(RequiredSection {
            id: "export-control".to_owned(),
            headings: vec!["Export control".to_owned(), "export compliance".to_owned()],
            phrases: vec!["ECCN".to_owned()],
            severity: Severity::Error,
            help: "Say under which ECCN the project is published.".to_owned(),
            origin: Origin::Caller,
        });
        let outcome = lint(&Source::new("SECURITY.md", text), &settings);
        outcome.diagnostics.into_iter().map(|found| (found.rule.into_owned(), found.message)).collect()
    }

    #[test]
    fn a_heading_or_a_phrase_makes_the_section() {
        assert_eq!(missing("# Policy\n\n## 3. *Export*  control\n\nText.\n"), []);
        assert_eq!(missing("The widget has ECCN 5D002.\n"), []);
        assert_eq!(missing("## EXPORT COMPLIANCE:\n"), []);
    }

    #[test]
    fn a_policy_without_it_is_told_what_is_asked_for() {
        for text in ["# Policy\n", "The reccnt report.\n", ""] {
            let found = missing(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, "export-control");
            assert!(found[0].1.contains("“Export control” or “export compliance” or “ECCN”"), "{}", found[0].1);
        }
    }
}
