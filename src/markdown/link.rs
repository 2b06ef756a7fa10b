//! Links of every form, and where GitHub makes one of a bare address.

use std::borrow::Cow;

use linkify::{LinkFinder, LinkKind as Found};

use super::{BlockId, NodeId, TextRange};
use crate::source::Span;

/// A link or an image.
#[derive(Debug, Clone)]
pub struct Link<'s> {
    /// How it is written.
    pub kind: LinkKind,
    /// Where it leads, entities and escapes decoded. A bare address has `mailto:`, a bare `www.`
    /// host `http://` before it, as GitHub links them.
    pub target: Cow<'s, str>,
    /// From its first byte to its last.
    pub span: Span,
    /// What is shown; empty for an image.
    pub text: TextRange,
    /// An image's alternative text.
    pub alt: String,
    /// The block it is in.
    pub block: BlockId,
    /// The node it is, or for bare links and HTML the node it is in.
    pub node: NodeId,
}

/// What looks like a link by reference, but has no definition: the brackets are shown.
#[derive(Debug, Clone)]
pub struct UndefinedReference<'s> {
    /// How it is written.
    pub form: ReferenceForm,
    /// The label that nothing defines.
    pub label: Cow<'s, str>,
    /// From its first bracket to its last.
    pub span: Span,
}

/// A line that gives a label its target: `[label]: https://…`
#[derive(Debug, Clone)]
pub struct Definition {
    /// The label.
    pub label: String,
    /// Where links by this label lead.
    pub target: String,
    /// From its first bracket to its last byte.
    pub span: Span,
}

/// How a link by reference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceForm {
    /// `[text][label]`
    Full,
    /// `[label][]`
    Collapsed,
    /// `[label]`
    Shortcut,
}

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`
    Inline,
    /// `[text][label]`, `[label][]` or `[label]`
    Reference,
    /// `<https://…>` or `<user@host>`
    Autolink,
    /// `https://…` or `www.…` in the text
    Bare,
    /// `user@host` in the text
    BareAddress,
    /// `<a href="…">`
    Html,
    /// `![alt](target)`, or `<img src="…">`
    Image,
}

impl Link<'_> {
    /// The target without its query, and the fragment behind `#`, if there is one.
    pub fn fragment(&self) -> Option<&str> {
        self.target.split_once('#').map(|(_, fragment)| fragment)
    }

    /// The address of a `mailto:` link, without its query, nor the name before `<address>`.
    pub fn address(&self) -> Option<&str> {
        let scheme = self.target.get(..7)?;
        scheme.eq_ignore_ascii_case("mailto:").then(|| mailbox(&self.target[7..]))
    }
}

/// The address of what stands behind `mailto:`, as in `Ada%20<ada@widget.example>?subject=flaw`; the brackets may be
/// written in percent encoding as well.
fn mailbox(target: &str) -> &str {
    let target = &target[..memchr::memchr(b'?', target.as_bytes()).unwrap_or(target.len())];
    if memchr::memchr2(b'<', b'%', target.as_bytes()).is_none() {
        return target;
    }
    let behind = |bracket: &str| target.rfind(bracket).map(|at| &target[at + bracket.len()..]);
    let Some(address) = behind("<").or_else(|| behind("%3C")).or_else(|| behind("%3c")) else { return target };
    address.split(['>', '%']).next().unwrap_or(address)
}

/// The bare links of a text: range, kind and target. Chinese, Japanese and Korean letters and
/// punctuation stand beside an address without a space, and are no part of it.
pub(super) fn bare_links(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, LinkKind, String)> {
    let mut start = 0;
    text.split_inclusive(|c| c >= '\u{2e80}').flat_map(move |part| {
        let before = start;
        start += part.len();
        let part = part.trim_end_matches(|c| c >= '\u{2e80}');
        let found: Vec<_> =
            if signs(part).next().is_some() || may_have_www(part) { bare_links_in(part).collect() } else { Vec::new() };
        found.into_iter().map(move |(range, kind, target)| (before + range.start..before + range.end, kind, target))
    })
}

fn bare_links_in(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, LinkKind, String)> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[Found::Url, Found::Email]).url_must_have_scheme(false);
    let found: Vec<_> = finder
        .links(text)
        .filter_map(|link| {
            let shown = link.as_str();
            let (kind, target) = match link.kind() {
                Found::Email => (LinkKind::BareAddress, format!("mailto:{shown}")),
                _ if shown.contains("://") => (LinkKind::Bare, shown.to_owned()),
                _ if shown.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) => {
                    (LinkKind::Bare, format!("http://{shown}"))
                }
                _ => return None,
            };
            Some((link.start()..link.end(), kind, target))
        })
        .collect();
    found.into_iter()
}

/// Where addresses and URLs with a scheme show themselves in a text: most blocks have no such place, and are not
/// searched for bare links.
pub(super) fn signs(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'@', b':', bytes).filter(|&at| bytes[at] == b'@' || bytes[at..].starts_with(b"://"))
}

/// Whether `www.` can stand in a text, in either case.
pub(super) fn may_have_www(text: &str) -> bool {
    let has = |start: &[u8]| memchr::memmem::find(text.as_bytes(), start).is_some();
    has(b"ww.") || has(b"WW.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_links_are_those_that_github_makes() {
        let text = "Mail a@widget.example, see https://widget.example/x. Or www.widget.example, not widget.example.";
        let found: Vec<_> = bare_links(text).map(|(range, kind, target)| (&text[range], kind, target)).collect();
        assert_eq!(
            found,
            [
                ("a@widget.example", LinkKind::BareAddress, "mailto:a@widget.example".to_owned()),
                ("https://widget.example/x", LinkKind::Bare, "https://widget.example/x".to_owned()),
                ("www.widget.example", LinkKind::Bare, "http://www.widget.example".to_owned()),
            ]
        );
    }

    #[test]
    fn an_address_is_without_name_and_query() {
        for target in [
            "ada@widget.example",
            "ada@widget.example?subject=a@b",
            "%22Ada%20L.%22%20<ada@widget.example>?subject=flaw",
            "Ada%20%3Cada@widget.example%3E",
        ] {
            assert_eq!(mailbox(target), "ada@widget.example", "{target}");
        }
    }

    #[test]
    fn cjk_text_beside_an_address_is_no_part_of_it() {
        let text = "邮箱：a@widget.example。见https://widget.example/x，或b@widget.example로 보내세요";
        let found: Vec<_> = bare_links(text).map(|(range, ..)| &text[range]).collect();
        assert_eq!(found, ["a@widget.example", "https://widget.example/x", "b@widget.example"]);
    }
}
