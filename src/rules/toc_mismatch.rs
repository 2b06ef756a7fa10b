//! See [`RULE`].

use std::collections::{HashMap, HashSet};

use super::questions::{listed, plain, quote};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{Comment, Document, HeadingId, HeadingStyle, Link, LinkKind, NodeId, NodeKind, slug};
use crate::source::Span;

rule! {
    /// The list of contents and the headings differ.
    ///
    /// ## Why it matters
    ///
    /// A section that was added later stays unseen by everybody who reads the list and jumps.
    ///
    /// A list of three or more links to headings, before the first of these, is a table of
    /// contents. It may leave out deeper headings.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// - [Versions](#versions)
    /// - [Reporting](#reporting)
    /// - [Credit](#credit)
    ///
    /// ## Versions
    ///
    /// Only the latest release gets security fixes.
    ///
    /// ## Reporting
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    ///
    /// ## Scope
    ///
    /// The website is out of scope.
    ///
    /// ## Credit
    ///
    /// We name you in the advisory unless you would rather not be named.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// - [Versions](#versions)
    /// - [Reporting](#reporting)
    /// - [Scope](#scope)
    /// - [Credit](#credit)
    ///
    /// ## Versions
    ///
    /// Only the latest release gets security fixes.
    ///
    /// ## Reporting
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    ///
    /// ## Scope
    ///
    /// The website is out of scope.
    ///
    /// ## Credit
    ///
    /// We name you in the advisory unless you would rather not be named.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The list is written anew from the headings, with its marker kept, where every item is one
    /// link and nothing else. That is safe.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, section links
    group: Hygiene,
    fix: Safe,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

/// The fewest links that make a table of contents.
const FEWEST: usize = 3;

/// A table of contents: the list, and each link with the heading it leads to.
struct Contents<'a> {
    list: NodeId,
    entries: Vec<(&'a Link<'a>, Option<HeadingId>)>,
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let Some(contents) = contents(document) else { return };
    let resolved = |(_, heading): &(&Link<'_>, Option<HeadingId>)| *heading;
    let Some(level) = contents.entries.iter().filter_map(resolved).map(|id| document.heading(id).level).min() else {
        return;
    };
    let span = document.node(contents.list).span;
    let expected: Vec<HeadingId> = ids(document)
        .filter(|&id| {
            let heading = document.heading(id);
            let is_plain = matches!(heading.style, HeadingStyle::Atx | HeadingStyle::Setext);
            heading.level == level && is_plain && heading.span.start > span.start
        })
        .collect();
    let is_whole = contents.entries.iter().map(resolved).eq(expected.iter().copied().map(Some));
    if is_whole || lists_all(context, &contents, &expected, findings) {
        other_words(document, &contents, findings);
    }
}

/// Reports that the list leaves out sections, or has them in another order. Whether it leaves out none.
fn lists_all(
    context: &Context<'_>,
    contents: &Contents<'_>,
    expected: &[HeadingId],
    findings: &mut Findings<'_>,
) -> bool {
    let document = context.document();
    let span = document.node(contents.list).span;
    let resolved = |(_, heading): &(&Link<'_>, Option<HeadingId>)| *heading;
    let mut listed_ids: Vec<HeadingId> = contents.entries.iter().filter_map(resolved).collect();
    listed_ids.sort_unstable();
    let dangling: HashSet<String> = contents
        .entries
        .iter()
        .filter(|(_, heading)| heading.is_none())
        .map(|(link, _)| slug(document.str(link.text)))
        .collect();
    let missing: Vec<HeadingId> = expected
        .iter()
        .copied()
        .filter(|id| listed_ids.binary_search(id).is_err())
        .filter(|id| dangling.is_empty() || !dangling.contains(&slug(document.str(document.heading(*id).text))))
        .collect();
    let name = |id: &HeadingId| name(document, *id);
    let fix = || rewrite(context, contents, expected);
    let again = || {
        let says = |comment: &Comment| context.source().slice(comment.content).trim().to_ascii_lowercase();
        let is_generated = document.comments.iter().any(|comment| says(comment).starts_with("toc"));
        if is_generated { "run the tool that writes it again" } else { "list every section, in the order of the text" }
    };
    if missing.len() > dangling.len() {
        let names: Vec<String> = missing.iter().map(name).collect();
        let message = format!("the table of contents leaves out {}, so readers who jump do not see it", listed(&names));
        let finding = Finding::new(span, message, again()).maybe_fix(fix());
        let headings = missing.iter().map(|id| document.heading(*id).span);
        findings.push(headings.fold(finding, |finding, heading| finding.also(heading, "not in the list")));
        return false;
    }
    let top = contents.entries.iter().filter_map(resolved).filter(|id| expected.binary_search(id).is_ok());
    let turned = top.clone().zip(top.skip(1)).find(|(first, second)| first > second);
    if let Some((first, second)) = turned {
        let message = format!(
            "the table of contents lists {} before {}, the text has them the other way round",
            name(&first),
            name(&second)
        );
        findings.push(Finding::new(span, message, again()).maybe_fix(fix()));
    }
    true
}

/// Reports the entries that do not say what their headings say.
fn other_words(document: &Document<'_>, contents: &Contents<'_>, findings: &mut Findings<'_>) {
    for (link, heading) in &contents.entries {
        let Some(id) = heading else { continue };
        let (entry, text) = (document.str(link.text), document.str(document.heading(*id).text));
        if entry != text && plain(entry) != plain(text) {
            let message = format!(
                "the table of contents says {} where the heading says {}",
                quote(document.str(link.text)),
                name(document, *id)
            );
            let finding = Finding::new(link.span, message, "use the words of the heading");
            findings.push(finding.also(document.heading(*id).span, "the heading"));
        }
    }
}

fn name(document: &Document<'_>, id: HeadingId) -> String {
    quote(document.str(document.heading(id).text))
}

/// The first list of enough links into this file that stands before what it links to.
fn contents<'a>(document: &'a Document<'a>) -> Option<Contents<'a>> {
    let is_inner = |link: &&Link<'_>| link.kind != LinkKind::Image && link.target.starts_with('#');
    if document.links.iter().filter(is_inner).count() < FEWEST {
        return None;
    }
    let anchors = document.anchors();
    let heading = |anchor: &str| anchors.get(anchor).map(|(_, id)| id);
    let mut lists: Vec<Contents<'a>> = Vec::new();
    for link in document.links.iter().filter(is_inner) {
        let Some(outermost) = outermost_list(document, link.node) else { continue };
        let heading = heading(&link.target[1..]).or_else(|| heading(&link.target[1..].to_lowercase()));
        match lists.last_mut() {
            Some(last) if last.list == outermost => last.entries.push((link, heading)),
            _ => lists.push(Contents { list: outermost, entries: vec![(link, heading)] }),
        }
    }
    lists.into_iter().find(|found| {
        let start = document.node(found.list).span.start;
        let mut headings = found.entries.iter().filter_map(|(_, heading)| *heading);
        found.entries.len() >= FEWEST && headings.all(|id| document.heading(id).span.start > start)
    })
}

fn ids(document: &Document<'_>) -> impl Iterator<Item = HeadingId> + use<> {
    (0..document.headings.len() as u32).map(HeadingId)
}

fn outermost_list(document: &Document<'_>, node: NodeId) -> Option<NodeId> {
    let parents = std::iter::successors(Some(node), |&node| document.parent(node));
    parents.filter(|&node| matches!(document.node(node).kind, NodeKind::List { .. })).last()
}

/// Writes the list anew, where every item is one link on one line.
fn rewrite(context: &Context<'_>, contents: &Contents<'_>, expected: &[HeadingId]) -> Option<Fix> {
    let document = context.document();
    let span = document.node(contents.list).span;
    let text = context.source().slice(span);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let items = document.children(contents.list).count();
    let is_simple = items == contents.entries.len()
        && lines.len() == items
        && contents.entries.iter().all(|(_, heading)| heading.is_some_and(|id| expected.binary_search(&id).is_ok()));
    if !is_simple || matches!(document.node(contents.list).kind, NodeKind::List { ordered: true }) {
        return None;
    }
    let first = context.source().slice(contents.entries.first()?.0.span);
    let marker = &text[..text.find(first)?];
    let column = span.start - context.source().text()[..span.start as usize].rfind('\n').map_or(0, |at| at as u32 + 1);
    let indent = " ".repeat(column as usize);
    let anchors: HashMap<HeadingId, &str> = document.anchors().iter().map(|(anchor, id)| (id, anchor)).collect();
    let kept: HashMap<HeadingId, &Link<'_>> =
        contents.entries.iter().filter_map(|(link, heading)| Some(((*heading)?, *link))).collect();
    let item = |id: &HeadingId| {
        let heading = document.heading(*id);
        // An entry that is there keeps its own words.
        let link = kept.get(id).map(|link| context.source().slice(link.span).to_owned());
        let link = link.or_else(|| Some(format!("[{}](#{})", document.str(heading.text), anchors.get(id)?)))?;
        Some(format!("{marker}{link}"))
    };
    let items: Vec<String> = expected.iter().map(item).collect::<Option<_>>()?;
    let end = span.start + text.trim_end().len() as u32;
    let list = items.join(&format!("\n{indent}"));
    Some(Fix::safe("Write the list from the headings", vec![Edit::replace(Span::new(span.start, end), list)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, fires, lines};

    const HEADINGS: &str = "\n## Versions\n\nx\n\n### Old\n\nx\n\n## Reporting\n\nx\n\n## Scope\n\nx\n";

    fn toc(list: &str) -> String {
        format!("# Security\n\n{list}\n{HEADINGS}")
    }

    #[test]
    fn differences_are_reported() {
        for (list, words) in [
            ("- [Versions](#versions)\n- [Old](#old)\n- [Reporting](#reporting)", "leaves out “Scope”"),
            ("- [Reporting](#reporting)\n- [Versions](#versions)\n- [Scope](#scope)", "the other way round"),
            (
                "- [Releases](#versions)\n- [Reporting](#reporting)\n- [Scope](#scope)",
                "where the heading says “Versions”",
            ),
        ] {
            let found = fires(&RULE, &toc(list));
            assert!(found.len() == 1 && found[0].1.contains(words), "{list}\n{found:?}");
        }
    }

    #[test]
    fn whole_lists_and_other_links_are_fine() {
        for list in [
            "- [Versions](#versions)\n- [Reporting](#reporting)\n- [Scope](#scope)",
            "- [versions](#versions)\n- [2. Reporting](#reporting)\n- [🔎 Scope!](#scope)",
            "1. [Versions](#versions)\n   - [Old](#old)\n2. [Reporting](#reporting)\n3. [Scope](#scope)",
            "- [Versions](#versions)\n- [Scope](#scope)",
            "See [Versions](#versions), [Old](#old) and [Reporting](#reporting).",
            "- [English](SECURITY.md)\n- [Deutsch](SECURITY.de.md)\n- [Español](SECURITY.es.md)",
        ] {
            assert_silent(&RULE, &[&toc(list)]);
        }
    }

    #[test]
    fn dangling_entries_are_left_to_the_other_rule() {
        assert_silent(&RULE, &[&toc("- [Versions](#versions)\n- [Reporting](#report)\n- [Scope](#scope)")]);
    }

    #[test]
    fn it_is_told_at_the_list() {
        assert_eq!(lines(&RULE, &toc("- [Versions](#versions)\n- [Old](#old)\n- [Reporting](#reporting)")), [3]);
    }
}
