//! See [`RULE`].

use super::questions::{POLICY_HEADINGS, STATEMENT_HEADINGS, quote};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{BlockId, BlockKind, Heading, HeadingId, HeadingStyle, NodeId, SectionId};
use crate::policy::Language;
use crate::policy::vocabulary::ConceptSet;
use crate::source::Span;

const CHECK: OptionSpec = OptionSpec::choices(
    "check",
    &["skipped-level", "multiple-h1", "bold-as-heading"],
    &["skipped-level", "multiple-h1", "bold-as-heading"],
    "What to look at: a heading two levels below the one before, a second title, a bold line in place of a heading.",
);

rule! {
    /// Headings leave out a level, there are several titles, or a bold line stands for a heading.
    ///
    /// ## Why it matters
    ///
    /// The outline that the forge shows, links to sections and screen readers go by the headings.
    /// A bold line has no link, and is not in the outline.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// ### Reporting a vulnerability
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// **Supported versions**
    ///
    /// Only the latest release gets security fixes.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// ## Reporting a vulnerability
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    ///
    /// ## Supported versions
    ///
    /// Only the latest release gets security fixes.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Headings are moved up or down together with those below them, and a bold line becomes a
    /// heading. That needs a look, as the outline is another one afterwards.
    ///
    /// ## Sources
    ///
    /// - WCAG 2.2, success criterion 1.3.1
    group: Hygiene,
    fix: Unsafe,
    options: [CHECK],
    since: "0.1.0",
    check: Document(check)
}

/// The most words of a bold line that may be a heading.
const MOST_WORDS: usize = 8;

/// A heading of the outline, with the section it opens.
struct Entry<'c> {
    heading: &'c Heading,
    section: SectionId,
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    if document.headings.is_empty() {
        return;
    }
    let has = |kind: &str| context.lists(&RULE, &CHECK, kind);
    let outline: Vec<Entry<'_>> = sections(context)
        .filter(|(section, heading)| is_in_outline(context, *section, heading))
        .map(|(section, heading)| Entry { heading, section })
        .collect();
    let skipped = if has("skipped-level") { skipped_levels(context, &outline, findings) } else { false };
    if has("multiple-h1") {
        multiple_titles(context, &outline, !skipped, findings);
    }
    if has("bold-as-heading") {
        for (section, heading) in sections(context) {
            bold_line(context, section, heading, findings);
        }
    }
}

fn sections<'c>(context: &'c Context<'_>) -> impl Iterator<Item = (SectionId, &'c Heading)> {
    let document = context.document();
    document.sections.iter().enumerate().filter_map(|(index, section)| {
        section.heading.map(|HeadingId(id)| (SectionId(index as u32), &document.headings[id as usize]))
    })
}

fn concepts(context: &Context<'_>, SectionId(section): SectionId) -> ConceptSet {
    context.policy.reading.sections[section as usize].heading
}

/// HTML headings are decoration unless they name a part of a policy.
fn is_in_outline(context: &Context<'_>, section: SectionId, heading: &Heading) -> bool {
    match heading.style {
        HeadingStyle::Atx | HeadingStyle::Setext => true,
        HeadingStyle::Html => concepts(context, section).any(POLICY_HEADINGS),
        HeadingStyle::Bold | HeadingStyle::Summary => false,
    }
}

/// Whether any was found.
fn skipped_levels(context: &Context<'_>, outline: &[Entry<'_>], findings: &mut Findings<'_>) -> bool {
    let mut found = false;
    for (index, pair) in outline.windows(2).enumerate() {
        let (above, heading) = (pair[0].heading, pair[1].heading);
        if heading.level <= above.level + 1 {
            continue;
        }
        found = true;
        let name = quote(context.document().str(heading.text));
        let (from, to) = (above.level, heading.level);
        let message = format!("{name} is a heading of level {to} below one of level {from}, so the outline has a gap");
        let finding = Finding::new(heading.span, message, format!("make it one of level {}", from + 1));
        let below = &outline[index + 1..];
        let below = &below[..below.iter().take_while(|entry| entry.heading.level > from).count()];
        let has_gap = below.windows(2).any(|pair| pair[1].heading.level > pair[0].heading.level + 1);
        let fix = if has_gap { None } else { shift(context, below, i16::from(from) + 1 - i16::from(to)) };
        findings.push(finding.also(above.span, format!("level {from}")).maybe_fix(fix));
    }
    found
}

/// One finding for all titles but the first; a policy in two languages has two.
fn multiple_titles(context: &Context<'_>, outline: &[Entry<'_>], may_fix: bool, findings: &mut Findings<'_>) {
    let mut languages: Vec<Language> = Vec::new();
    let mut others: Vec<usize> = Vec::new();
    for (index, entry) in outline.iter().enumerate().filter(|(_, entry)| entry.heading.level == 1) {
        let language = context.policy.reading.language_in(entry.section);
        if languages.contains(&language) { others.push(index) } else { languages.push(language) }
    }
    let Some((&first, more)) = others.split_first() else { return };
    let message = format!(
        "{} is a second title, so the parts of the policy look like files of their own",
        quote(context.document().str(outline[first].heading.text))
    );
    let finding =
        Finding::new(outline[first].heading.span, message, "keep one title, and make the others headings of level 2");
    let finding = more.iter().fold(finding, |finding, &index| finding.also(outline[index].heading.span, "another one"));
    let may_fix = may_fix && languages.len() == 1;
    findings.push(finding.maybe_fix(may_fix.then(|| shift(context, &outline[first..], 1)).flatten()));
}

/// Moves headings up or down, all together; `None` where one is not written with `#`.
fn shift(context: &Context<'_>, entries: &[Entry<'_>], by: i16) -> Option<Fix> {
    let edit = |entry: &Entry<'_>| {
        let heading = entry.heading;
        let level = u8::try_from(i16::from(heading.level) + by).ok().filter(|level| (1..=6).contains(level))?;
        let source = context.source().slice(heading.span);
        let is_plain = heading.style == HeadingStyle::Atx && !source.trim_end().ends_with('#');
        let start = heading.span.start + source.find('#')? as u32;
        let marks = Span::new(start, start + u32::from(heading.level));
        is_plain.then(|| Edit::replace(marks, "#".repeat(usize::from(level))))
    };
    let edits: Option<Vec<Edit>> = entries.iter().map(edit).collect();
    let title = if by < 0 { "Move the headings up" } else { "Move the headings down" };
    edits.map(|edits| Fix::unsafe_(title, edits))
}

/// A bold line that names a part of a policy, with text below it.
fn bold_line(context: &Context<'_>, section: SectionId, heading: &Heading, findings: &mut Findings<'_>) {
    let document = context.document();
    let set = concepts(context, section);
    let text = document.str(heading.text).trim();
    let is_sentence = text.ends_with(['.', '!', '?', '。', '！', '？']) || set.any(STATEMENT_HEADINGS);
    let BlockId(block) = heading.block;
    let is_followed = document
        .blocks
        .get(block as usize + 1)
        .is_some_and(|next| next.section == section && next.kind != BlockKind::Heading);
    if heading.style != HeadingStyle::Bold
        || is_sentence
        || !is_followed
        || text.split_whitespace().count() > MOST_WORDS
        || !set.any(POLICY_HEADINGS)
        || document.parent(heading.node) != Some(NodeId::ROOT)
    {
        return;
    }
    let message =
        format!("{} looks like a heading and is none, so it is not in the outline and has no link", quote(text));
    let marks = "#".repeat(usize::from(heading.level));
    let finding = Finding::new(heading.span, message, format!("write `{marks} {}`", text.trim_end_matches(':')));
    findings.push(finding.maybe_fix(as_heading(context, heading, &marks)));
}

fn as_heading(context: &Context<'_>, heading: &Heading, marks: &str) -> Option<Fix> {
    let source = context.source().slice(heading.span);
    let inner = ["**", "__"].into_iter().find_map(|mark| source.strip_prefix(mark)?.strip_suffix(mark));
    let inner = inner.filter(|inner| heading.level <= 6 && !inner.contains(['\n', '*', '_']))?;
    let text = inner.trim().trim_end_matches(':');
    Some(Fix::unsafe_("Make it a heading", vec![Edit::replace(heading.span, format!("{marks} {text}"))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, findings, fires, fires_with, lines};
    use crate::source::Source;

    fn mended(text: &str) -> Option<String> {
        findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.map(|fix| fix.apply(text))
    }

    #[test]
    fn gaps_second_titles_and_bold_lines_are_reported() {
        for (text, words) in [
            ("# Security\n\n### Reporting\n\nMail us.\n", "the outline has a gap"),
            ("# Security\n\nMail us.\n\n# Reporting\n\nMail us.\n", "a second title"),
            ("# Security\n\n**Reporting a vulnerability**\n\nMail us.\n", "looks like a heading"),
            ("# Security\n\n<h3>Supported versions</h3>\n\nThe latest.\n", "the outline has a gap"),
        ] {
            let found = fires(&RULE, text);
            assert!(found.len() == 1 && found[0].1.contains(words), "{text}\n{found:?}");
        }
    }

    #[test]
    fn several_titles_are_one_finding() {
        assert_eq!(lines(&RULE, "# One\n\nA\n\n# Two\n\nB\n\n# Three\n\nC\n"), [5]);
    }

    #[test]
    fn other_outlines_are_fine() {
        assert_silent(
            &RULE,
            &[
                "## Security\n\n### Reporting\n\nMail us.\n\n## Versions\n\nThe latest.\n",
                "# Security\n\n## Reporting\n\n### By mail\n\nMail us.\n\n## Versions\n\nThe latest.\n",
                "# Security\n\n**Please do not report vulnerabilities in public issues.**\n\nMail us.\n",
                "# Security\n\n**Do not open public issues**\n\nMail us.\n",
                "# Security\n\n**Thank you**\n\nMail us.\n",
                "# Security\n\n1. **Reporting**\n\n   Mail us.\n",
                "# Security\n\nMail us.\n\n<h3>WE STOP LEAKS</h3>\n",
                "# Security\n\nReport vulnerabilities to the maintainers by e-mail and wait for an answer.\n\n\
             # Sicherheit\n\nMelden Sie Schwachstellen bitte per E-Mail an uns und warten Sie auf eine Antwort.\n",
            ],
        );
    }

    #[test]
    fn only_some_kinds_can_be_asked_for() {
        let text = "# Security\n\n### Reporting\n\nA\n\n# Versions\n\nB\n";
        assert_eq!(fires_with(&RULE, text, &[("check", "multiple-h1")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[("check", "skipped-level+multiple-h1")]).len(), 2);
    }

    #[test]
    fn headings_move_together() {
        assert_eq!(
            mended("# A\n\n### B\n\nx\n\n#### C\n\nx\n\n### D\n\nx\n\n# E\n").as_deref(),
            Some("# A\n\n## B\n\nx\n\n### C\n\nx\n\n## D\n\nx\n\n# E\n")
        );
        assert_eq!(
            mended("# A\n\nx\n\n# B\n\nx\n\n## C\n\nx\n").as_deref(),
            Some("# A\n\nx\n\n## B\n\nx\n\n### C\n\nx\n")
        );
        assert_eq!(mended("A\n=\n\nx\n\nB\n=\n\nx\n"), None);
        assert_eq!(
            mended("# A\n\n**Supported versions:**\n\nThe latest.\n").as_deref(),
            Some("# A\n\n## Supported versions\n\nThe latest.\n")
        );
    }
}
