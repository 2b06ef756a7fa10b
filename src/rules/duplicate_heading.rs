//! See [`RULE`].

use std::collections::HashMap;

use super::questions::{POLICY_HEADINGS, plain, quote};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::markdown::{HeadingId, SectionId};
use crate::policy::Language;

const SIBLINGS_ONLY: OptionSpec = OptionSpec::flag(
    "siblings-only",
    true,
    false,
    "Compare only headings of the same level in the same section, not all of the file.",
);

rule! {
    /// The same heading stands over two sections.
    ///
    /// ## Why it matters
    ///
    /// A second “Reporting a vulnerability” mostly comes from a template that was pasted below the
    /// old text. The two then ask for different things, and the reader finds only the first.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// ## Reporting a vulnerability
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// ## Reporting a vulnerability
    ///
    /// Tell us which version you use.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// ## Reporting a vulnerability
    ///
    /// Report vulnerabilities to <security@widget.example>. Tell us which version you use.
    /// ```
    ///
    /// ## Sources
    ///
    /// - secpol's own reading of policies
    group: Hygiene,
    fix: None,
    options: [SIBLINGS_ONLY],
    since: "0.1.0",
    check: Document(check)
}

/// What may not be there twice: the place, the level, the language and the words of a heading.
/// Where the place does not matter, neither does the level.
type Key = (Option<SectionId>, u8, Language, String);

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let siblings_only = context.flag(&RULE, &SIBLINGS_ONLY);
    let mut seen: HashMap<Key, HeadingId> = HashMap::new();
    for (index, section) in document.sections.iter().enumerate() {
        let Some(id) = section.heading else { continue };
        let heading = document.heading(id);
        let text = plain(document.str(heading.text));
        if text.is_empty() || !heading.style.is_real() {
            continue;
        }
        // A policy in two languages has some headings twice.
        let language = context.policy.reading.language_in(SectionId(index as u32));
        let place = if siblings_only { (section.parent, section.level) } else { (None, 0) };
        let key = (place.0, place.1, language, text);
        let Some(&first) = seen.get(&key) else {
            seen.insert(key, id);
            continue;
        };
        let message = format!(
            "{} is the heading of two sections, and most readers find only the first",
            quote(document.str(heading.text))
        );
        let finding = Finding::new(heading.span, message, "join the sections, or give each a heading of its own");
        let finding = finding.also(document.heading(first).span, "the first one");
        let is_policy = context.policy.reading.sections[index].heading.any(POLICY_HEADINGS);
        findings.push(if is_policy { finding.at_least(Severity::Warning) } else { finding });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    #[test]
    fn the_same_heading_twice_is_reported() {
        assert_fires(
            &RULE,
            &[
                "# Security\n\n## Scope\n\nA\n\n## Scope\n\nB\n",
                "# Security\n\n## Reporting a Vulnerability\n\nA\n\n## 2. Reporting a vulnerability:\n\nB\n",
                "# Security Policy\n\nA\n\n# Security Policy\n\nB\n",
            ],
        );
    }

    #[test]
    fn repeats_in_other_places_are_fine() {
        assert_silent(
            &RULE,
            &[
                "# Security\n\n## Widget\n\n### Examples\n\nA\n\n## Gadget\n\n### Examples\n\nB\n",
                "# Security\n\n## Scope\n\nA\n\n### Scope\n\nB\n",
                "# Security\n\n**Scope**\n\nA\n\n**Scope**\n\nB\n",
                "# Security\n\n## Contact\n\nReport vulnerabilities to the maintainers by e-mail and wait for an answer.\n\n\
             ## Contact\n\nMelden Sie Schwachstellen bitte per E-Mail an uns und warten Sie auf eine Antwort.\n",
            ],
        );
    }

    #[test]
    fn other_places_count_on_demand() {
        let text = "# Security\n\n## Widget\n\n### Examples\n\nA\n\n## Gadget\n\n### Examples\n\nB\n";
        assert_eq!(fires_with(&RULE, text, &[("siblings-only", "false")]).len(), 1);
    }
}
