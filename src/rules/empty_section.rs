//! See [`RULE`].

use std::cell::LazyCell;

use super::questions::{POLICY_HEADINGS, STATEMENT_HEADINGS, quote};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Finding, Severity};
use crate::markdown::{BlockKind, Document, HeadingStyle, Link, LinkKind, Section, SectionId};
use crate::source::Span;

rule! {
    /// Below a heading stands nothing.
    ///
    /// ## Why it matters
    ///
    /// An empty “Reporting a vulnerability” reads as if there were nothing to say, and a reader
    /// who jumps to it believes to have seen the whole.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    ///
    /// ## Supported versions
    ///
    /// ## License
    ///
    /// MIT
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    ///
    /// ## Supported versions
    ///
    /// Only the latest release gets security fixes.
    ///
    /// ## License
    ///
    /// MIT
    /// ```
    ///
    /// ## Sources
    ///
    /// - secpol's own reading of policies
    group: Hygiene,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let has_text = has_text(document);
    let shown = LazyCell::new(|| shown(context));
    let mut is_title = true;
    for (index, section) in document.sections.iter().enumerate() {
        let Some(heading) = section.heading.map(|id| document.heading(id)) else { continue };
        let reading = &context.policy.reading.sections[index];
        let was_title = std::mem::replace(&mut is_title, false);
        if document.str(heading.text).trim().is_empty() {
            // A picture is one that can be seen.
            let is_marker = context.source().slice(heading.span).bytes().all(|b| b == b'#' || b.is_ascii_whitespace());
            if is_marker && heading.style == HeadingStyle::Atx {
                let message = "this heading has no text, so it leads nowhere in an outline";
                findings.push(Finding::new(heading.span, message, "write its text, or delete the marker"));
            }
            continue;
        }
        if has_text[index] {
            continue;
        }
        let is_policy = reading.heading.any(POLICY_HEADINGS);
        let is_decoration = match heading.style {
            HeadingStyle::Bold | HeadingStyle::Summary => true,
            HeadingStyle::Html => !is_policy,
            HeadingStyle::Atx | HeadingStyle::Setext => false,
        };
        // The first section below another comes next.
        let next = document.sections.get(index + 1);
        let is_parent = next.is_some_and(|next| next.parent == Some(SectionId(index as u32)));
        // A line in small type below the title.
        let is_subtitle = index == 2
            && !is_policy
            && document.sections.len() > 3
            && document.sections[1].level < section.level
            && follows_title(context, heading.span);
        let follows_more = document.sections.len() > index + 1;
        let is_statement = reading.heading.any(STATEMENT_HEADINGS) || document.str(heading.text).contains(['@', '!']);
        if is_decoration
            || is_statement
            || is_parent
            || is_subtitle
            || was_title && follows_more
            || has_content(&shown, section, heading.span)
        {
            continue;
        }
        let message =
            format!("the section {} is empty, as if there were nothing to say", quote(document.str(heading.text)));
        let finding = Finding::new(heading.span, message, "write what belongs there, or delete the heading");
        findings.push(if is_policy { finding } else { finding.at_most(Severity::Info) });
    }
}

/// Whether nothing stands between the title and a heading.
fn follows_title(context: &Context<'_>, heading: Span) -> bool {
    let title = context.document().headings[0].span;
    title.end <= heading.start && context.source().slice(Span::new(title.end, heading.start)).trim().is_empty()
}

/// Which sections have text of their own.
fn has_text(document: &Document<'_>) -> Vec<bool> {
    let mut has_text = vec![false; document.sections.len()];
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Heading) {
        let has_text = &mut has_text[block.section.0 as usize];
        *has_text = *has_text || !document.str(block.text).trim().is_empty();
    }
    has_text
}

/// Where anything is to be seen besides headings and text, in document order.
fn shown(context: &Context<'_>) -> Vec<Span> {
    let document = context.document();
    let code = document.code_blocks.iter().map(|code| document.node(code.node).span);
    let is_seen = |link: &&Link<'_>| link.kind != LinkKind::Image || !link.alt.trim().is_empty();
    let links = document.links.iter().filter(is_seen).map(|link| link.span);
    let stand_ins = document.headings.iter().filter(|heading| !heading.style.is_real()).map(|heading| heading.span);
    let mut shown: Vec<Span> = code.chain(links).chain(stand_ins).collect();
    shown.sort_unstable();
    shown
}

/// Whether anything is to be seen in a section below its heading.
fn has_content(shown: &[Span], section: &Section, heading: Span) -> bool {
    let first = shown.partition_point(|span| span.start < heading.end);
    shown.get(first).is_some_and(|span| span.start < section.span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, findings, lines};
    use crate::source::Source;

    #[test]
    fn a_heading_over_nothing_is_reported() {
        for text in [
            "# Security\n\nHello.\n\n## Reporting a Vulnerability\n\n## License\n\nMIT\n",
            "# Security\n\nHello.\n\n## Reporting a Vulnerability\n\n<!-- soon -->\n\n---\n",
            "# Security\n\nHello.\n\nReporting a Vulnerability\n---\n\n![](https://widget.example/x.svg)\n",
        ] {
            assert_eq!(lines(&RULE, text), [5], "{text}");
        }
    }

    #[test]
    fn a_heading_marker_alone_is_reported() {
        for text in ["# Security\n\nHello.\n\n###\n\n## License\n\nMIT\n", "# Security\n\nHello.\n\n## ##\n\nMIT\n"] {
            assert_eq!(lines(&RULE, text), [5], "{text}");
        }
        assert_silent(
            &RULE,
            &[
                "# ![](https://widget.example/x.svg)\n\nHello.\n",
                "# Security\n\nHello.\n\n<h3></h3>\n",
                "# Security\n\n```\n###\n```\n",
                "# Security\n\n####### seven\n\n#\\#\n",
            ],
        );
    }

    #[test]
    fn anything_to_be_seen_is_content() {
        for content in [
            "Mail us.",
            "- one",
            "| a |\n| --- |\n| b |",
            "```\nsecurity@widget.example\n```",
            "### Below\n\nText.",
            "**Mail us.**",
            "![a form](https://widget.example/x.svg)",
            "<p>Mail us.</p>",
        ] {
            assert_silent(&RULE, &[&format!("# Security\n\n## Reporting\n\n{content}\n")]);
        }
    }

    #[test]
    fn statements_titles_and_decoration_need_nothing() {
        assert_silent(
            &RULE,
            &[
                "# Security\n\nHello.\n\n### ⚠️ DO NOT open public issues\n\n## License\n\nMIT\n",
                "# Security\n\n# Reporting\n\nMail us.\n",
                "# Security\n\n## Widget, the small one\n\n## Reporting\n\nMail us.\n",
                "# Security\n\nHello.\n\n<h3><p align=\"center\">WE STOP LEAKS</p></h3>\n",
                "# Security\n\nHello.\n\n## Write to security@widget.example\n",
            ],
        );
    }

    #[test]
    fn sections_that_are_no_policy_are_advice() {
        let text = "# Security\n\nHello.\n\n## License\n\n## Reporting\n";
        let severities: Vec<_> =
            findings(&RULE, &Source::new("SECURITY.md", text), &[]).iter().map(|found| found.severity).collect();
        assert_eq!(severities, [Severity::Info, Severity::Error]);
    }
}
