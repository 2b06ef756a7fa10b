//! Comments in a policy that say which findings are not to be heard of, and why.
//!
//! `<!-- secpol-ignore-next RULE: reason -->` speaks of the block behind it, and where the comment stands inside of
//! one, of the rest of that; `<!-- secpol-ignore-file RULE: reason -->` of the whole file. Here they are read; that
//! there is such a rule is not known.

use crate::markdown::{Document, Node, NodeId, NodeKind};
use crate::source::Span;

/// What every such comment begins with.
const PREFIX: &str = "secpol-ignore";

/// A comment that is meant for secpol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression<'s> {
    /// From `<!--` to `-->`.
    pub comment: Span,
    /// What it says, or why that is nothing.
    pub said: Result<Said<'s>, Unclear>,
    /// How to take the comment out without changing the text around it.
    pub removal: Removal,
}

/// What a comment says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'s> {
    /// The rule, which may not exist.
    pub rule: &'s str,
    /// Where the rule is named.
    pub rule_span: Span,
    /// What the comment speaks of: the findings that begin there.
    pub reach: Reach,
}

/// The findings that a comment speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All of the file.
    File,
    /// Those that begin here.
    Block(Span),
    /// None: nothing stands behind the comment.
    Nothing,
}

impl Reach {
    /// Whether a finding at a span is spoken of.
    pub fn covers(self, span: Span) -> bool {
        match self {
            Self::File => true,
            Self::Block(block) => block.start <= span.start && span.start < block.end.max(block.start + 1),
            Self::Nothing => false,
        }
    }
}

/// Why a comment says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// It neither speaks of the next block nor of the file.
    Verb,
    /// It names no rule.
    Rule,
    /// It names several.
    Rules,
    /// A reason may be there, but no colon before it, which belongs at this offset.
    Colon(u32),
    /// It gives no reason.
    Reason,
}

/// How to take a comment out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// These bytes go: its lines, where it has some to itself.
    Delete(Span),
    /// It holds two things apart, or is part of a block: an empty comment takes its place.
    Empty(Span),
}

impl<'s> Suppression<'s> {
    /// The comments of a document that are meant for secpol, in document order.
    pub fn read(document: &Document<'s>) -> Vec<Self> {
        let source = document.source;
        let is_ours = |content: Span| source.slice(content).trim_start().starts_with(PREFIX);
        if !document.comments.iter().any(|comment| is_ours(comment.content)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        // The last one first: where comments stand in a row, all speak of what is behind the last.
        let mut behind: Option<(Span, Option<Span>)> = None;
        for comment in document.comments.iter().rev() {
            let place = Place::of(document, comment.span);
            let next = place.next(document, comment.span, behind);
            behind = Some((comment.span, next));
            if is_ours(comment.content) {
                let said = parse(source.slice(comment.content), comment.content.start, next);
                found.push(Self { comment: comment.span, said, removal: place.removal(document, comment.span) });
            }
        }
        found.reverse();
        found
    }
}

/// The block that a comment stands in.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: NodeId,
    span: Span,
}

impl Place {
    fn of(document: &Document<'_>, comment: Span) -> Self {
        let holds = |node: &Node| node.kind.is_block() && node.span.contains(comment);
        let mut block = document.last_node_at(comment.start);
        while !holds(document.node(block)) {
            let Some(parent) = document.parent(block) else { break };
            block = parent;
        }
        Self { block, span: document.node(block).span }
    }

    /// What stands behind a comment, `behind` being the next comment and what stands behind that.
    fn next(self, document: &Document<'_>, comment: Span, behind: Option<(Span, Option<Span>)>) -> Option<Span> {
        let skip = |from: u32, to: u32| {
            let text = document.source.slice(Span::new(from, to));
            from + (text.len() - text.trim_start().len()) as u32
        };
        let comment_at = |at: u32| behind.filter(|(comment, _)| comment.start == at).map(|(_, next)| next);
        if self.block != NodeId::ROOT {
            let rest = skip(comment.end, self.span.end.max(comment.end));
            if rest < self.span.end {
                return comment_at(rest).unwrap_or(Some(Span::new(rest, self.span.end)));
            }
        }
        let next = document.node(document.node_behind(self.block)?).span;
        comment_at(skip(next.start, next.end)).unwrap_or(Some(next))
    }

    fn removal(self, document: &Document<'_>, comment: Span) -> Removal {
        let (source, text) = (document.source, document.source.text());
        let lines = source.lines();
        let (first, last) = source.line_range(comment);
        let line = Span::new(lines.start(first).max(source.body().start), lines.end(text, last));
        let before = document.sibling_before(self.block).map(|id| document.node(id).kind);
        // What follows would become part of these.
        let is_between = document.node_behind(self.block).is_some()
            && matches!(before, Some(NodeKind::List { .. } | NodeKind::FootnoteDefinition));
        // What follows would become front matter.
        let is_first = text[source.body().start as usize..line.start as usize].trim().is_empty();
        let is_held = is_first && text[line.end as usize..].trim_start().starts_with("---");
        let is_block = document.parent(self.block) == Some(NodeId::ROOT)
            && document.node(self.block).kind == NodeKind::HtmlBlock
            && source.slice(self.span).trim() == source.slice(comment);
        if !is_block || is_between || is_held {
            return Removal::Empty(comment);
        }
        let count = lines.count(text);
        let is_empty = |line: u32| source.slice(Span::new(lines.start(line), lines.end(text, line))).trim().is_empty();
        let start_behind = |line: u32| if line < count { lines.start(line + 1) } else { text.len() as u32 };
        let is_open = is_first || is_empty(first - 1);
        let rest = &text[comment.end as usize..];
        Removal::Delete(if rest.trim().is_empty() && first > 1 {
            // The line end of the text stays, where there is one, and the empty lines before the comment go.
            let start = text[..line.start as usize].trim_end_matches(['\n', '\r']).len() as u32;
            let end = rest.strip_suffix('\n').map_or(rest, |rest| rest.strip_suffix('\r').unwrap_or(rest));
            Span::new(start, comment.end + end.len() as u32)
        } else if last < count && is_open && is_empty(last + 1) {
            // Of two empty lines around it, one is enough.
            Span::new(line.start, start_behind(last + 1))
        } else if is_open || last == count || is_empty(last + 1) {
            Span::new(line.start, start_behind(last))
        } else {
            // An empty line stays, to keep apart what it kept apart.
            line
        })
    }
}

/// Reads what is between `<!--` and `-->`, which begins at that offset.
fn parse(content: &str, at: u32, next: Option<Span>) -> Result<Said<'_>, Unclear> {
    let text = content.trim();
    let (verb, rest) = text.split_at(text.find(|c: char| c.is_whitespace() || c == ':').unwrap_or(text.len()));
    let reach = match &verb[PREFIX.len()..] {
        "-next" => next.map_or(Reach::Nothing, Reach::Block),
        "-file" => Reach::File,
        _ => return Err(Unclear::Verb),
    };
    let rest = rest.trim_start();
    let (rule, rest) =
        rest.split_at(rest.find(|c: char| c.is_whitespace() || matches!(c, ':' | ',')).unwrap_or(rest.len()));
    let start = at + (rule.as_ptr() as usize - content.as_ptr() as usize) as u32;
    let rule_span = Span::new(start, start + rule.len() as u32);
    if rule.is_empty() {
        return Err(Unclear::Rule);
    }
    match rest.trim_start().split_at_checked(1) {
        None => Err(Unclear::Reason),
        Some((",", _)) => Err(Unclear::Rules),
        Some((":", reason)) if reason.trim().is_empty() => Err(Unclear::Reason),
        Some((":", _)) => Ok(Said { rule, rule_span, reach }),
        Some(_) => Err(Unclear::Colon(rule_span.end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    /// What each comment of a text says: rule, and the text of its reach.
    fn said(text: &str) -> Vec<String> {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        let show = |found: &Suppression<'_>| match found.said {
            Ok(Said { rule, rule_span, reach }) => {
                assert_eq!(source.slice(rule_span), rule);
                match reach {
                    Reach::File => format!("{rule}: file"),
                    Reach::Block(span) => format!("{rule}: {}", source.slice(span)),
                    Reach::Nothing => format!("{rule}: nothing"),
                }
            }
            Err(unclear) => format!("{unclear:?}"),
        };
        Suppression::read(&document).iter().map(show).collect()
    }

    /// The text without its comments.
    fn removed(text: &str) -> String {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        let mut text = text.to_owned();
        for found in Suppression::read(&document).into_iter().rev() {
            match found.removal {
                Removal::Delete(span) => text.replace_range(span.range(), ""),
                Removal::Empty(span) => text.replace_range(span.range(), "<!-- -->"),
            }
        }
        text
    }

    const NEXT: &str = "<!-- secpol-ignore-next a-rule: a reason -->";

    #[test]
    fn comments_speak_of_the_block_behind_them() {
        for (text, reach) in [
            ("C\nText, and\nmore.\n\nOther.\n", "Text, and\nmore."),
            ("C\n\n\n# Title\n\nText.\n", "# Title"),
            ("C\n- a\n- b\n\nText.\n", "- a\n- b"),
            ("C\n| a |\n|---|\n| b |\n\nText.\n", "| a |\n|---|\n| b |"),
            ("C\n<p>Text.</p>\n\nOther.\n", "<p>Text.</p>"),
            ("C\n<!-- other -->\n\n<!-- and\nmore -->\nText.\n", "Text."),
            ("C <!-- other -->\nText.\n", "Text."),
            ("C Text.\n\nOther.\n", "Text."),
            ("Text. C Some more.\n\nOther.\n", "Some more."),
            ("Text. C\n\nOther.\n", "Other."),
            ("# Title C\n\nOther.\n", "Other."),
            ("- a\n\n  C\n- b\n", "- b"),
            ("- a\n\n  C\n  b\n- c\n", "b"),
            ("- C a\n- b\n", "a"),
            ("> C\n> Text.\n", "Text."),
            ("| a | b |\n|---|---|\n| C x | y |\n", "x"),
            ("Text.\n\nC\n", "nothing"),
            ("C", "nothing"),
        ] {
            assert_eq!(said(&text.replace('C', NEXT)), [format!("a-rule: {reach}")], "{text}");
            let crlf = text.replace('C', NEXT).replace('\n', "\r\n");
            assert_eq!(said(&crlf), [format!("a-rule: {}", reach.replace('\n', "\r\n"))], "{text}");
        }
    }

    #[test]
    fn comments_in_a_row_speak_of_the_same_block() {
        let other = NEXT.replace("a-rule", "b-rule");
        for between in ["\n", "\n\n", " "] {
            let found = said(&format!("Text.\n\n{NEXT}{between}{other}\nBehind.\n"));
            assert_eq!(found, ["a-rule: Behind.", "b-rule: Behind."], "{between:?}");
        }
    }

    #[test]
    fn what_is_not_clear_is_told() {
        for (comment, unclear) in [
            ("secpol-ignore a: b", "Verb"),
            ("secpol-ignore-line a: b", "Verb"),
            ("secpol-ignore-next", "Rule"),
            ("secpol-ignore-next: a", "Rule"),
            ("secpol-ignore-file a", "Reason"),
            ("secpol-ignore-file a: ", "Reason"),
            ("secpol-ignore-file a, b: c", "Rules"),
            ("secpol-ignore-file a because", "Colon(25)"),
        ] {
            assert_eq!(said(&format!("<!-- {comment} -->\nText.\n")), [unclear], "{comment}");
        }
        assert_eq!(said("<!--\nsecpol-ignore-file\n  a :\n  some reason: long\n-->\n"), ["a: file"]);
        assert_eq!(said("<!--secpol-ignore-file a:b-->\n"), ["a: file"]);
        for text in
            ["<!-- ignore a: b -->", "`<!-- secpol-ignore-file a: b -->`", "    <!-- secpol-ignore-file a: b -->"]
        {
            assert_eq!(said(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn comments_go_with_their_lines() {
        for (text, left) in [
            ("C\nText.\n", "Text.\n"),
            ("\u{feff}C\n\nText.\n", "\u{feff}Text.\n"),
            ("Text.\n\nC\nMore.\n", "Text.\n\nMore.\n"),
            ("Text.\n\nC\n\nMore.\n", "Text.\n\nMore.\n"),
            ("Text.\r\n\r\nC\r\n\r\nMore.", "Text.\r\n\r\nMore."),
            ("Text.\nC\n\nMore.\n", "Text.\n\nMore.\n"),
            ("Text.\nC\nMore.\n", "Text.\n\nMore.\n"),
            ("Text.\n\nC\n", "Text.\n"),
            ("Text.\n\nC", "Text."),
            ("- a\n\nC\n", "- a\n"),
            ("Text.\nC", "Text."),
            ("Text.\n\nC\n    ", "Text."),
            ("Text.\r\n\r\nC\r\n\r\n", "Text.\r\n"),
            ("Text.\nC\n", "Text.\n"),
            ("C\n", ""),
        ] {
            assert_eq!(removed(&text.replace('C', NEXT)), left, "{text}");
        }
    }

    #[test]
    fn comments_that_hold_something_apart_are_emptied() {
        for text in [
            "- a\n\nC\n\n- b\n",
            "- a\n\nC\n\n    code\n",
            "[^1]\n\n[^1]: a\n\nC\n\n    b\n",
            "- a\n  C\n- b\n",
            "> C\n> Text.\n",
            "Text. C More.\n",
            "C Text.\n",
            "<div>\nC\nText.\n</div>\n",
            "C\n---\na: b\n---\n",
        ] {
            assert_eq!(removed(&text.replace('C', NEXT)), text.replace('C', "<!-- -->"), "{text}");
        }
    }
}
