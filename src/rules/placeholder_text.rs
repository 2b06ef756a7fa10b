//! See [`RULE`].

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::questions::{is_template_host, overlaps, quote};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::{Link, NodeId, NodeKind, TextRange};
use crate::policy::vocabulary::Concept;
use crate::policy::{PlaceholderKind, url_parts};
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
    let links = context.document().links.iter().filter(|_| !context.policy.placeholders.is_empty());
    let links: HashMap<Span, &Link<'_>> = links.map(|link| (link.span, link)).collect();
    let channels = context.policy.channels.iter().filter(|_| !context.policy.placeholders.is_empty());
    let channels: HashSet<Span> = channels.map(|channel| channel.span).collect();
    let is_stray =
        |span: &Span| !channels.contains(span) && links.get(span).is_some_and(|link| is_stray(context, link));
    let mut found: Vec<(Span, &str)> = Vec::new();
    for placeholder in &context.policy.placeholders {
        if placeholder.kind == PlaceholderKind::Text || is_stray(&placeholder.span) {
            found.push((placeholder.span, &placeholder.text));
        }
    }
    let patterns = context.words(&RULE, &EXTRA_PATTERNS).into_iter();
    let markers = context.words(&RULE, &MARKERS).into_iter().map(|marker| format!("{}:", marker.trim_end_matches(':')));
    for pattern in patterns.chain(markers) {
        let document = context.document();
        found.extend(occurrences(context, &pattern).map(|range| (document.span(range), document.str(range))));
    }
    found.extend(unfinished_sentences(context).map(|comment| (comment, context.source().slice(comment))));
    found.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    found.dedup_by(|(second, _), (first, _)| first.contains(*second));
    for (span, text) in found {
        let message = format!("{} was never filled in, so the policy is not finished", quote(text));
        findings.push(Finding::new(span, message, "put in what it stands for, or delete the sentence"));
    }
}

/// Whether a link leads to a reserved host and is not meant as a contact.
fn is_stray(context: &Context<'_>, link: &Link<'_>) -> bool {
    let is_reserved = url_parts(&link.target).is_some_and(|(host, _)| is_template_host(&host));
    let asks = || {
        context.clause_at(link.text).is_some_and(|clause| context.policy.reading.set(clause).has(Concept::ReportVerb))
    };
    is_reserved && !asks()
}

/// Where a text occurs in the visible text, without case, outside of code.
fn occurrences<'a>(context: &Context<'a>, pattern: &str) -> impl Iterator<Item = TextRange> + use<'a> {
    let document = context.document();
    let text = document.text.as_str().to_ascii_lowercase();
    let pattern = pattern.to_ascii_lowercase();
    let found: Vec<usize> =
        if pattern.is_empty() { Vec::new() } else { text.match_indices(&pattern).map(|(at, _)| at).collect() };
    let length = pattern.len();
    let ranges = found.into_iter().map(move |at| TextRange::new(at as u32, (at + length) as u32));
    ranges.filter(|range| !overlaps(&document.code, *range))
}

/// Comments such as `<!-- TODO: $X days -->` that leave a hole in a sentence.
fn unfinished_sentences<'a>(context: &Context<'a>) -> impl Iterator<Item = Span> + use<'a> {
    let document = context.document();
    let source = context.source();
    let is_hole = |content: &str| content.trim_start().starts_with("TODO") && content.contains('$');
    let holes = document.comments.iter().filter(move |comment| is_hole(source.slice(comment.content)));
    let mut holes = holes.map(|comment| comment.span).peekable();
    let mut paragraphs: Vec<Span> = Vec::new();
    if holes.peek().is_some() {
        let nodes = document.descendants(NodeId::ROOT).map(|node| document.node(node));
        paragraphs.extend(nodes.filter(|node| node.kind == NodeKind::Paragraph).map(|node| node.span));
    }
    holes.filter(move |hole| {
        let before = paragraphs.partition_point(|paragraph| paragraph.start <= hole.start);
        before > 0 && paragraphs[before - 1].contains(*hole)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    #[test]
    fn what_was_to_be_replaced_is_reported() {
        assert_fires(
            &RULE,
            &[
                "[PROJECT NAME] takes reports.\n",
                "We reply within [X] days.\n",
                "We reply by [INSERT DATE].\n",
                "{{organization}} welcomes reports.\n",
                "<%= name %> welcomes reports.\n",
                "TODO: add our key\n",
                "Lorem ipsum dolor sit amet.\n",
                "## Contact\n\nTBD\n",
                "Use the form below.\n\n*Coming soon!*\n",
                "Our key is `0x12YOURKEYHERE`.\n",
                "Write to YOUR_EMAIL.\n",
                "We reply within **<!-- TODO: $X days -->** of your report.\n",
                "Read the [handbook](https://example.com/handbook).\n",
            ],
        );
    }

    #[test]
    fn things_that_only_look_like_it_are_fine() {
        assert_silent(
            &RULE,
            &[
                "Severity - TBD, currently left empty\n",
                "More widgets are coming soon. Coming soon: a form.\n",
                "| Version | End of support |\n| --- | --- |\n| 2.x | TBD |\n| TBD | never |\n",
                "Report YOURSELF, AT-YOUR-OWN-RISK, on YOUR terms.\n",
                "Put the token in `YOUR_TOKEN`.\n",
                "Run `echo ${HOME}` first.\n",
                "```\nexport A=${VAR} # TODO: x\n```\n",
                "> [!NOTE]\n> Read on.\n",
                "A footnote[^1].\n\n[^1]: Here.\n",
                "- [x] done\n- [ ] open\n",
                "See [cr] first.\n\n[cr]: https://widget.example/cr\n",
                "A number in [0, 1) is drawn.\n",
                "Use `[SECURITY] <short title>` as the subject.\n",
                "<!-- TODO: write more -->\n\nMail us.\n",
            ],
        );
    }

    #[test]
    fn more_words_can_be_given() {
        let text = "XXX: add the team of Gotham.\n";
        assert_eq!(fires_with(&RULE, text, &[("markers", "XXX")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[("extra-patterns", "gotham")]).len(), 1);
        assert_eq!(fires_with(&RULE, text, &[]), []);
    }
}
