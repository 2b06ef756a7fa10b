//! See [`RULE`].

use super::questions::overlaps;
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{ClauseId, NodeKind, TextRange};
use crate::policy::Language;
use crate::policy::vocabulary::Concept;

rule! {
    /// The policy speaks of “responsible disclosure”.
    ///
    /// ## Why it matters
    ///
    /// The term says that who discloses in another way is irresponsible, and researchers hear it.
    /// The field has called it coordinated vulnerability disclosure for years.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We practise responsible disclosure.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. We practise coordinated disclosure.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The adjective is replaced, which needs a look: the words around it may have to follow.
    /// Adverbs are left, and so is a heading that something links to.
    ///
    /// ## Sources
    ///
    /// - OpenSSF guide to coordinated vulnerability disclosure for maintainers
    /// - OSPS Baseline, lexicon
    /// - ISO/IEC 29147, terms
    group: Disclosure,
    fix: Unsafe,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let reading = &context.policy.reading;
    // Other languages have borrowed the term, and have their own discussion about it.
    let uses = |clause: &ClauseId| {
        reading.set(*clause).has(Concept::ResponsibleDisclosure) && reading.language_of(*clause) == Language::English
    };
    let mut clauses = reading.clause_ids().filter(uses).peekable();
    if clauses.peek().is_none() {
        return;
    }
    let links = context.link_texts();
    for clause in clauses {
        for hit in reading.hits_of(clause, Concept::ResponsibleDisclosure) {
            let range = reading.hit_text(hit);
            // The title of a page elsewhere, and what others said, are as they are.
            if overlaps(&links, range) || is_quoted(context, clause, range) || is_name(context, clause, range) {
                continue;
            }
            let message = "“responsible disclosure” implies that other researchers are irresponsible";
            let finding = Finding::new(context.document().span(range), message, "say “coordinated disclosure”");
            findings.push(finding.maybe_fix(fix(context, clause, range)));
        }
    }
}

/// Whether the words stand in a block quote or between quotation marks.
fn is_quoted(context: &Context<'_>, clause: ClauseId, range: TextRange) -> bool {
    let document = context.document();
    let node = document.block(document.clause(clause).block).node;
    let mut above = std::iter::successors(Some(node), |&node| document.parent(node));
    let text = document.text.as_str();
    let before = text[..range.start as usize].chars().next_back();
    above.any(|node| document.node(node).kind == NodeKind::BlockQuote)
        || before.is_some_and(|before| matches!(before, '"' | '“' | '„' | '«' | '‘' | '\''))
}

/// Whether the words are part of somebody's name for a programme: capitals behind a capital, in
/// the middle of a sentence.
fn is_name(context: &Context<'_>, clause: ClauseId, range: TextRange) -> bool {
    let document = context.document();
    let start = document.clause(clause).text.start;
    if context.policy.reading.is_heading(clause) || !document.str(range).starts_with(char::is_uppercase) {
        return false;
    }
    let before = document.str(TextRange::new(start, range.start)).trim_end();
    before.rsplit(char::is_whitespace).next().is_some_and(|word| word.starts_with(char::is_uppercase))
}

/// "Coordinated" in place of the adjective, in the same capitals.
fn fix(context: &Context<'_>, clause: ClauseId, range: TextRange) -> Option<Fix> {
    let document = context.document();
    let word = document.str(range).split(char::is_whitespace).next()?;
    let with = match word {
        "responsible" => "coordinated",
        "Responsible" => "Coordinated",
        "RESPONSIBLE" => "COORDINATED",
        _ => return None,
    };
    let is_linked = || document.links.iter().any(|link| link.target.starts_with('#'));
    if context.policy.reading.is_heading(clause) && is_linked() {
        return None;
    }
    let span = document.span(TextRange::new(range.start, range.start + word.len() as u32));
    (context.source().slice(span) == word)
        .then(|| Fix::unsafe_(format!("Say “{with}”"), vec![Edit::replace(span, with)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, findings, lines};
    use crate::source::Source;

    fn mended(text: &str) -> Option<String> {
        findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.map(|fix| fix.apply(text))
    }

    #[test]
    fn every_form_is_reported() {
        let text = "# Responsible Disclosure\n\nWe believe in responsible disclosure.\n\nPlease disclose responsibly.\n\n\
                    Issues that were responsibly disclosed are credited.\n";
        assert_eq!(lines(&RULE, text), [1, 3, 5, 7]);
    }

    #[test]
    fn names_quotations_and_other_words_are_fine() {
        assert_silent(
            &RULE,
            &[
                "Report to https://acme.responsibledisclosure.com/hc/en-us.\n",
                "See the [Responsible Disclosure Policy](https://acme-widget.dev/security) of the foundation.\n",
                "It is covered by the Acme Responsible Disclosure Program.\n",
                "> We practise responsible disclosure.\n",
                "Some call this “responsible disclosure”.\n",
                "We practise coordinated disclosure, and are responsible for the fix.\n",
                "# Sicherheit\n\nDu erhältst eine Antwort innerhalb von fünf Tagen. Responsible Disclosure wird geschätzt, bitte \
             gib uns Zeit, bevor du es öffentlich machst.\n",
            ],
        );
    }

    #[test]
    fn the_adjective_is_replaced_in_its_capitals() {
        assert_eq!(mended("# Responsible Disclosure\n").as_deref(), Some("# Coordinated Disclosure\n"));
        assert_eq!(mended("We like responsible\ndisclosure.\n").as_deref(), Some("We like coordinated\ndisclosure.\n"));
        assert_eq!(mended("Please disclose responsibly.\n"), None);
        assert_eq!(mended("# Responsible Disclosure\n\nSee [above](#responsible-disclosure).\n"), None);
    }
}
