//! Where a fix puts new text.

use super::Context;
use crate::diagnostic::Edit;
use crate::markdown::{Heading, NodeId, NodeKind};
use crate::policy::Language;
use crate::source::Span;

impl Context<'_> {
    /// Whether a fix may add words: they are English, and would be strange in other policies.
    pub(super) fn takes_words(&self) -> bool {
        self.policy.language == Language::English
    }

    /// Inserts a section before all others, below the title and what stands under it. `text` is
    /// what the section holds.
    pub(super) fn insert_section(&self, title: &str, text: &str) -> Edit {
        let end = self.source().body().end;
        let before = self.real_headings().nth(1).map_or(end, |heading| heading.span.start.saturating_sub(1));
        self.insert_behind(Span::at(before), &self.section(title, text))
    }

    /// Adds a section behind all others; no more than a paragraph where there are none.
    pub(super) fn append(&self, title: &str, text: &str) -> Edit {
        let has_sections = self.real_headings().nth(1).is_some();
        let text = if has_sections { self.section(title, text) } else { text.to_owned() };
        self.insert_behind(Span::at(self.source().body().end), &text)
    }

    /// A section beside those of the document.
    fn section(&self, title: &str, text: &str) -> String {
        let level = self.real_headings().take(2).last().map_or(2, |heading| heading.level.max(2));
        format!("{} {title}\n\n{text}", "#".repeat(usize::from(level)))
    }

    fn real_headings(&self) -> impl Iterator<Item = &Heading> {
        self.document().headings.iter().filter(|heading| heading.style.is_real())
    }

    /// Inserts blocks of their own behind the outermost block that holds a place, or at the end
    /// of the document where none does. `text` has `\n` for line ends; it gets those of the file.
    pub(super) fn insert_behind(&self, place: Span, text: &str) -> Edit {
        let document = self.document();
        let blocks = document.children(NodeId::ROOT).map(|block| document.node(block));
        let block = blocks.take_while(|block| block.span.start <= place.start).last();
        let is_text = |kind| !matches!(kind, NodeKind::FrontMatter | NodeKind::ThematicBreak);
        let at = block.filter(|block| is_text(block.kind)).map_or(self.source().body().end, |block| block.span.end);
        let body = self.source().body();
        let before = self.source().slice(Span::new(body.start, at));
        let written = before.trim_end();
        let end = body.start + written.len() as u32;
        let rest = self.source().slice(Span::new(end, body.end));
        // The next block may stand on the very next line.
        let is_tight = rest.lines().nth(1).is_some_and(|line| !line.trim().is_empty());
        let (gap, close) = match (written.is_empty(), is_tight) {
            (true, _) => ("", "\n"),
            (false, true) => ("\n\n", "\n"),
            (false, false) => ("\n\n", ""),
        };
        let line_end = if before.contains("\r\n") { "\r\n" } else { "\n" };
        Edit::insert(end, format!("{gap}{text}{close}").replace('\n', line_end))
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Fix;
    use crate::markdown::Document;
    use crate::policy::Policy;
    use crate::rules::{Context, Settings};
    use crate::source::{Source, Span};

    fn inserted(text: &str, place: &str) -> String {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        let policy = Policy::read(&document);
        let settings = Settings::none();
        let context = Context::new(&policy, &settings, None);
        let at = text.find(place).expect("stands in the text") as u32;
        Fix::safe("t", vec![context.insert_behind(Span::at(at), "New.")]).apply(text)
    }

    #[test]
    fn text_goes_behind_the_whole_block() {
        assert_eq!(inserted("# A\n\nOne\ntwo.\n\nThree.\n", "two"), "# A\n\nOne\ntwo.\n\nNew.\n\nThree.\n");
        assert_eq!(inserted("- One\n  - two\n- three\n\nFour.\n", "two"), "- One\n  - two\n- three\n\nNew.\n\nFour.\n");
        assert_eq!(inserted("# A\nText.\n", "A"), "# A\n\nNew.\n\nText.\n");
    }

    #[test]
    fn a_section_goes_before_the_others() {
        let section = |text: &str| {
            let source = Source::new("SECURITY.md", text);
            let document = Document::parse(&source);
            let policy = Policy::read(&document);
            let settings = Settings::none();
            let edit = Context::new(&policy, &settings, None).insert_section("New", "Text.");
            Fix::safe("t", vec![edit]).apply(text)
        };
        assert_eq!(section("# A\n\nOne.\n\n### B\n"), "# A\n\nOne.\n\n### New\n\nText.\n\n### B\n");
        assert_eq!(section("# A\n\nOne.\n"), "# A\n\nOne.\n\n## New\n\nText.\n");
        assert_eq!(section("One."), "One.\n\n## New\n\nText.");
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        assert_eq!(inserted("# A\r\n\r\nOne.\r\n", "One"), "# A\r\n\r\nOne.\r\n\r\nNew.\r\n");
        assert_eq!(inserted("\u{feff}One.", "One"), "\u{feff}One.\n\nNew.");
    }
}
