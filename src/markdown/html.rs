//! HTML that matters: links, headings, images, `<details>`, comments, anchors and the text
//! between tags.

use html5gum::{DefaultEmitter, Spanned, StartTag, Token, Tokenizer};

use crate::source::Span;

/// A piece of HTML with its span.
#[derive(Debug)]
pub(super) enum Piece {
    /// A tag that opens an element; `self_closing` ones are not closed again.
    Open { name: String, attributes: Vec<(String, String)>, span: Span },
    /// A tag that closes one.
    Close { name: String, span: Span },
    /// Text, entities decoded.
    Text { text: String, span: Span },
    /// `<!-- … -->`
    Comment { span: Span },
}

/// Where the bytes of an HTML fragment come from: it may be cut up by the markers of a block
/// quote or a list item.
#[derive(Debug, Default)]
pub(super) struct Fragment {
    html: String,
    /// Offset in `html` and offset in the source of each run.
    runs: Vec<(u32, u32)>,
}

impl Fragment {
    pub(super) fn push(&mut self, text: &str, source: Span) {
        let at = self.html.len() as u32;
        if self.runs.last().is_none_or(|&(html, from)| from + (at - html) != source.start) {
            self.runs.push((at, source.start));
        }
        self.html.push_str(text);
    }

    fn source(&self, at: usize) -> u32 {
        let at = at as u32;
        let index = self.runs.partition_point(|&(html, _)| html <= at).saturating_sub(1);
        self.runs.get(index).map_or(0, |&(html, from)| from + (at - html))
    }

    fn span(&self, span: html5gum::Span<usize>) -> Span {
        let start = span.start.min(self.html.len());
        let end = span.end.clamp(start, self.html.len());
        let first = self.source(start);
        let last = if end > start { self.source(end - 1) + 1 } else { first };
        Span::new(first, last.max(first))
    }

    /// The pieces of the fragment, in document order.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let tokenizer = Tokenizer::new_with_emitter(self.html.as_str(), DefaultEmitter::<usize>::new_with_span());
        let mut pieces = Vec::new();
        for token in tokenizer {
            let Ok(token) = token;
            match token {
                Token::StartTag(StartTag { name, attributes, span, .. }) => pieces.push(Piece::Open {
                    name: text(&name),
                    attributes: attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect(),
                    span: self.span(span),
                }),
                Token::EndTag(tag) => pieces.push(Piece::Close { name: text(&tag.name), span: self.span(tag.span) }),
                Token::String(Spanned { value, span }) => {
                    pieces.push(Piece::Text { text: text(&value), span: self.span(span) });
                }
                Token::Comment(Spanned { span, .. }) => pieces.push(Piece::Comment { span: self.span(span) }),
                Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        pieces
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Whether a tag ends the run of text before it.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "details"
            | "summary"
            | "blockquote"
            | "pre"
            | "hr"
            | "center"
            | "section"
            | "dl"
            | "dt"
            | "dd"
            | "thead"
            | "tbody"
    )
}

/// The level of a heading tag.
pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_the_spans_of_the_source() {
        let html = "<a href=\"x\">é &amp; b</a><!-- c -->";
        let mut fragment = Fragment::default();
        fragment.push(html, Span::new(10, 10 + html.len() as u32));
        let spans: Vec<&str> = fragment
            .pieces()
            .iter()
            .map(|piece| match piece {
                Piece::Open { span, .. }
                | Piece::Close { span, .. }
                | Piece::Text { span, .. }
                | Piece::Comment { span } => &html[span.start as usize - 10..span.end as usize - 10],
            })
            .collect();
        assert_eq!(spans, ["<a href=\"x\">", "é &amp; b", "</a>", "<!-- c -->"]);
    }
}
