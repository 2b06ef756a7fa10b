//! See [`RULE`].

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet};

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Anchors, Document, HeadingId, Link, LinkKind, slug};
use crate::source::Span;

rule! {
    /// A link into this file leads to no heading of it.
    ///
    /// ## Why it matters
    ///
    /// The reader clicks and nothing happens. In most cases the section was renamed, or the table
    /// of contents was copied from another project together with its name.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// See [Reporting a vulnerability](#reporting-a-bug) for how to reach us.
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// See [Reporting a vulnerability](#reporting-a-vulnerability) for how to reach us.
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Safe where the text of the link is the text of exactly one heading, or where the target
    /// differs from a heading's only in capitals. Where a heading is merely similar, the fix needs
    /// a look.
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

/// The most letters in which a target may differ from the heading that is suggested for it.
const NEAR: usize = 3;

/// The most links that get a suggestion by similarity: each is compared with every heading.
const COMPARISONS: usize = 100;

/// Anchors longer than this, in bytes, are not compared letter by letter.
const LONGEST: usize = 200;

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    // Most documents have no link into themselves.
    let may_lead_here = |link: &&Link<'_>| {
        link.kind != LinkKind::Image && (memchr::memchr(b'#', link.target.as_bytes()).is_some() || is_bare(link))
    };
    let mut links = document.links.iter().filter(may_lead_here).peekable();
    if links.peek().is_none() {
        return;
    }
    let targets = Targets::new(document);
    for link in links {
        let finding = match fragment(context, link) {
            Some(fragment) => dangling(context, &targets, link, &fragment),
            None => without_hash(context, &targets, link),
        };
        if let Some(finding) = finding {
            findings.push(finding);
        }
    }
}

/// What a link into the file can lead to.
struct Targets<'a> {
    by_anchor: &'a Anchors,
    /// By the anchor that the text of a heading would get by itself, the one that it has; `None` where there are
    /// several.
    by_text: OnceCell<HashMap<String, Option<(HeadingId, &'a str)>>>,
    html: HashSet<String>,
    /// How many more links are compared letter by letter.
    comparisons: Cell<usize>,
}

impl<'a> Targets<'a> {
    fn new(document: &'a Document<'_>) -> Self {
        Self {
            by_anchor: document.anchors(),
            by_text: OnceCell::new(),
            html: document.html_anchors.iter().map(|anchor| anchor.to_lowercase()).collect(),
            comparisons: Cell::new(COMPARISONS),
        }
    }

    fn by_text(&self, document: &Document<'_>) -> &HashMap<String, Option<(HeadingId, &'a str)>> {
        self.by_text.get_or_init(|| {
            let mut by_text = HashMap::new();
            for (anchor, id) in self.by_anchor.iter() {
                let text = slug(document.str(document.heading(id).text));
                by_text.entry(text).and_modify(|found| *found = None).or_insert(Some((id, anchor)));
            }
            by_text
        })
    }

    /// The heading that a link is meant for, and whether that is sure.
    fn suggestion(&self, document: &Document<'_>, text: &str, fragment: &str) -> Option<(HeadingId, &'a str, bool)> {
        if let Some(&Some((id, anchor))) = self.by_text(document).get(&slug(text)) {
            return Some((id, anchor, true));
        }
        self.comparisons.set(self.comparisons.get().checked_sub(1)?);
        let is_comparable = |anchor: &str| anchor.len() < LONGEST && anchor.len().abs_diff(fragment.len()) <= 4 * NEAR;
        let near = self.by_anchor.iter().filter(|(anchor, _)| is_comparable(anchor));
        let near = near.map(|(anchor, id)| (strsim::levenshtein(anchor, fragment), id, anchor));
        let (distance, id, anchor) = near.min_by_key(|(distance, id, _)| (*distance, *id))?;
        (distance <= NEAR && distance < anchor.chars().count() / 2).then_some((id, anchor, false))
    }
}

/// The decoded fragment of a link into this file.
fn fragment<'l>(context: &Context<'_>, link: &'l Link<'_>) -> Option<Cow<'l, str>> {
    if let Some(fragment) = link.target.strip_prefix('#') {
        return Some(decode(fragment));
    }
    let (file, fragment) = link.target.split_once('#')?;
    let file = file.strip_prefix("./").unwrap_or(file);
    let is_here = file.is_empty() || context.source().path().rsplit(['/', '\\']).next() == Some(file);
    is_here.then(|| decode(fragment))
}

fn dangling(context: &Context<'_>, targets: &Targets<'_>, link: &Link<'_>, fragment: &str) -> Option<Finding> {
    let document = context.document();
    let bare = fragment.strip_prefix("user-content-").unwrap_or(fragment);
    if bare.is_empty() || bare == "top" || targets.by_anchor.get(bare).is_some() || is_footnote(bare) {
        return None;
    }
    let lower = bare.to_lowercase();
    if targets.html.contains(&lower) {
        return None;
    }
    if let Some((anchor, id)) = targets.by_anchor.get(&lower) {
        let message = format!("`#{bare}` differs in capitals from `#{anchor}`, which some browsers do not forgive");
        let finding = Finding::new(link.span, message, format!("link to `#{anchor}`"));
        let finding = finding.also(document.heading(id).span, "the heading").at_most(Severity::Info);
        return Some(finding.maybe_fix(relink(context, link, anchor).map(|edit| safe(anchor, edit))));
    }
    let message =
        format!("no heading of this file has the anchor `#{bare}`, so {} leads nowhere", shown(document, link));
    let Some((id, anchor, is_sure)) = targets.suggestion(document, document.str(link.text), &lower) else {
        return Some(Finding::new(link.span, message, "link to a heading that is there, or delete the link"));
    };
    let fix = relink(context, link, anchor).map(|edit| {
        if is_sure { safe(anchor, edit) } else { Fix::unsafe_(format!("Link to `#{anchor}`"), vec![edit]) }
    });
    let label = if is_sure { "the heading of that name" } else { "the nearest heading" };
    let finding = Finding::new(link.span, message, format!("link to `#{anchor}`"));
    Some(finding.also(document.heading(id).span, label).maybe_fix(fix))
}

/// A target without `#` that is the anchor of a heading.
fn without_hash(context: &Context<'_>, targets: &Targets<'_>, link: &Link<'_>) -> Option<Finding> {
    let target = link.target.as_ref();
    let (anchor, id) = Some(target).filter(|_| is_bare(link)).and_then(|target| targets.by_anchor.get(target))?;
    let message = format!("`{target}` lacks the `#`, so the link leads to a file of that name");
    let at = place_of_target(context, link, target);
    let fix = at.map(|at| safe(anchor, Edit::insert(at, "#")));
    let finding = Finding::new(link.span, message, format!("link to `#{anchor}`"));
    Some(finding.also(context.document().heading(id).span, "the heading").maybe_fix(fix))
}

/// Whether a target may be an anchor that lacks its `#`. One word may well be a file.
fn is_bare(link: &Link<'_>) -> bool {
    link.target.contains('-') && !link.target.contains([':', '/'])
}

fn is_footnote(fragment: &str) -> bool {
    ["fn-", "fnref-", "fn:", "fnref:"].iter().any(|start| fragment.starts_with(start))
}

fn safe(anchor: &str, edit: Edit) -> Fix {
    Fix::safe(format!("Link to `#{anchor}`"), vec![edit])
}

/// Replaces the fragment in the source of a link; not where the target stands elsewhere.
fn relink(context: &Context<'_>, link: &Link<'_>, anchor: &str) -> Option<Edit> {
    let (_, raw) = link.target.split_once('#')?;
    let at = place_of_target(context, link, &link.target)? + (link.target.len() - raw.len()) as u32;
    Some(Edit::replace(Span::new(at, at + raw.len() as u32), anchor))
}

/// Where the target is spelt out in the source of a link.
fn place_of_target(context: &Context<'_>, link: &Link<'_>, target: &str) -> Option<u32> {
    let text = context.source().slice(link.span);
    let from = match link.kind {
        LinkKind::Inline => text.rfind("](")? + 2,
        LinkKind::Html => text.find("href")?,
        _ => return None,
    };
    text[from..].find(target).map(|at| link.span.start + (from + at) as u32)
}

fn shown(document: &Document<'_>, link: &Link<'_>) -> String {
    let text = document.str(link.text);
    if text.trim().is_empty() { "the link".to_owned() } else { quote(text) }
}

/// Percent-encoding undone, where it makes text.
pub(super) fn decode(fragment: &str) -> Cow<'_, str> {
    let bytes = fragment.as_bytes();
    if !bytes.contains(&b'%') {
        return fragment.into();
    }
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(fragment.into(), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::rules::tests::{assert_fires, assert_silent, findings};
    use crate::source::Source;

    #[test]
    fn targets_that_are_not_there_are_reported() {
        assert_fires(
            &RULE,
            &[
                "[Reporting](#reporting-a-bug)\n\n## Reporting a vulnerability\n",
                "[Scope](SECURITY.md#scopes)\n\n## Scope\n",
                "[Scope][s]\n\n## Reporting\n\n[s]: #scope\n",
                "<a href=\"#scope\">Scope</a>\n\n## Reporting\n",
                "[Second](#scope-1)\n\n## Scope\n",
                "[How](how-to-report)\n\n## How to report\n",
            ],
        );
    }

    #[test]
    fn targets_of_every_form_are_found() {
        assert_silent(
            &RULE,
            &[
                "[Up](#) [Top](#top)\n",
                "[Disclosure and Mitigation Process](#disclosure-and-mitigation-process)\n\n\
             ## Disclosure and mitigation process\n",
                "[Second](#scope-1)\n\n## Scope\n\n## Scope\n",
                "[There](#here)\n\n<a id=\"here\"></a>\n",
                "[There](#here)\n\n<a name=\"here\"></a>\n",
                "[There](#user-content-scope)\n\n## Scope\n",
                "[安全](#%E5%AE%89%E5%85%A8)\n\n## 安全\n",
                "[Lock](#-security)\n\n## 🔒 Security\n",
                "[Other](README.md#nowhere)\n",
                "[Old](#scope)\n\nScope\n-----\n",
                "[Html](#scope)\n\n<h2>Scope</h2>\n",
            ],
        );
    }

    #[test]
    fn a_fix_is_as_safe_as_its_ground() {
        let cases = [
            ("[Scope](#range)\n\n## Scope\n", Some(("[Scope](#scope)", Applicability::Safe))),
            ("[Read](#Scope)\n\n## Scope\n", Some(("[Read](#scope)", Applicability::Safe))),
            ("[Read](#the-scop)\n\n## The scope\n", Some(("[Read](#the-scope)", Applicability::Unsafe))),
            ("[Scope](#range)\n\n## Scope\n\n## Scope\n", None),
            ("[Read](#reward)\n\n## Scope\n", None),
            ("[Scope][s]\n\n## Scope\n\n[s]: #range\n", None),
            ("[How](how-to-report)\n\n## How to report\n", Some(("[How](#how-to-report)", Applicability::Safe))),
        ];
        for (text, expected) in cases {
            let found = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0);
            let got = found.fix.as_ref().map(|fix| (fix.apply(text), fix.applicability));
            let got = got.as_ref().map(|(mended, how)| (mended.lines().next().unwrap_or_default(), *how));
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn a_difference_in_capitals_is_advice() {
        let found = findings(&RULE, &Source::new("SECURITY.md", "[Read](#Scope)\n\n## Scope\n"), &[]);
        assert_eq!(found[0].severity, Severity::Info);
    }
}
