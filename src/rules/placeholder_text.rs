//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::{NodeId, NodeKind, TextRange};
use crate::policy::{PlaceholderKind, is_reserved_host, url_parts};
use crate::source::Span;

const MARKERS: OptionSpec =
    OptionSpec::words("markers", "Further words that mark unfinished text, such as `TODO`, with a colon behind them.");
const EXTRA_PATTERNS: OptionSpec =
    OptionSpec::words("extra-patterns", "Further text that is a placeholder, found without case.");

rule! {
    /// A placeholder, a note to oneself or a template variable is still in the text.
    ///
    /// ## Why it matters
    ///
    /// The policy was never finished, and what stands at that place, a name or a number of days,
    /// is what the reader came for.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// {{organization}} welcomes reports of vulnerabilities at <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Acme welcomes reports of vulnerabilities at <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - Templates of the OpenSSF, the CNCF, disclose.io and CISA
    group: Hygiene,
    fix: None,
    options: [MARKERS, EXTRA_PATTERNS],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let mut told: Vec<Span> = Vec::new();
    let mut tell = |span: Span, text: &str| {
        if !told.iter().any(|before| before.contains(span)) {
            told.push(span);
            let message = format!("{} was never filled in, so the policy is not finished", quote(text));
            findings.push(Finding::new(span, message, "put in what it stands for, or delete the sentence"));
        }
    };
    for placeholder in &context.policy.placeholders {
        if placeholder.kind == PlaceholderKind::Text || is_stray_link(context, placeholder.span) {
            tell(placeholder.span, &placeholder.text);
        }
    }
    let patterns = context.words(&RULE, &EXTRA_PATTERNS).into_iter();
    let markers = context.words(&RULE, &MARKERS).into_iter().map(|marker| format!("{}:", marker.trim_end_matches(':')));
    for pattern in patterns.chain(markers) {
        for range in occurrences(context, &pattern) {
            tell(context.document().span(range), context.document().str(range));
        }
    }
    for comment in unfinished_sentences(context) {
        tell(comment, context.source().slice(comment));
    }
}

/// A link to a reserved host that is not meant as a contact.
fn is_stray_link(context: &Context<'_>, span: Span) -> bool {
    let Some(link) = context.document().links.iter().find(|link| link.span == span) else { return false };
    let is_reserved = url_parts(&link.target).is_some_and(|(host, _)| is_reserved_host(&host) && !host.ends_with(".example"));
    is_reserved && !context.policy.channels.iter().any(|channel| channel.span == span)
}

/// Where a text occurs in the visible text, without case, outside of code.
fn occurrences(context: &Context<'_>, pattern: &str) -> Vec<TextRange> {
    let document = context.document();
    let text = document.text.as_str().to_ascii_lowercase();
    let pattern = pattern.to_ascii_lowercase();
    let ranges = text.match_indices(&pattern).filter(|_| !pattern.is_empty());
    let ranges = ranges.map(|(at, found)| TextRange::new(at as u32, (at + found.len()) as u32));
    ranges.filter(|range| !document.code.iter().any(|code| code.overlaps(*range))).collect()
}

/// Comments such as `<!-- TODO: $X days -->` that leave a hole in a sentence.
fn unfinished_sentences(context: &Context<'_>) -> Vec<Span> {
    let document = context.document();
    let in_paragraph = |span: Span| {
        document.descendants(NodeId::ROOT).any(|node| {
            let node = document.node(node);
            node.kind == NodeKind::Paragraph && node.span.contains(span)
        })
    };
    let is_hole = |content: &str| content.trim_start().starts_with("TODO") && content.contains('$');
    let comments = document.comments.iter().filter(|comment| is_hole(context.source().slice(comment.content)));
    comments.map(|comment| comment.span).filter(|&span| in_paragraph(span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    #[test]
    fn what_was_to_be_replaced_is_reported() {
        assert_fires(&RULE, &[
            "[PROJECT NAME] takes reports.\n",
            "We reply within [X] days.\n",
            "We reply by [INSERT DATE].\n",
            "{{organization}} welcomes reports.\n",
            "<%= name %> welcomes reports.\n",
            "TODO: add our key\n",
            "Lorem ipsum dolor sit amet.\n",
            "We reply within **<!-- TODO: $X days -->** of your report.\n",
            "Read the [handbook](https://example.com/handbook).\n",
        ]);
    }

    #[test]
    fn things_that_only_look_like_it_are_fine() {
        assert_silent(&RULE, &[
            "Severity - TBD, currently left empty\n",
            "Run `echo ${HOME}` first.\n",
            "```\nexport A=${VAR} # TODO: x\n```\n",
            "> [!NOTE]\n> Read on.\n",
            "A footnote[^1].\n\n[^1]: Here.\n",
            "- [x] done\n- [ ] open\n",
            "See [cr] first.\n\n[cr]: https://widget.example/cr\n",
            "A number in [0, 1) is drawn.\n",
            "Use `[SECURITY] <short title>` as the subject.\n",
            "<!-- TODO: write more -->\n\nMail us.\n",
        ]);
    }

    #[test]
    fn more_words_can_be_given() {
        let text = "XXX: add the team of Gotham.\n";
        assert_eq!(fires_with(&RULE, text, &[("markers", "XXX")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[("extra-patterns", "gotham")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[]), []);
    }
}
