//! Whole documents: every kind of node with its exact span, and what is visible.

use super::*;

/// Kind and source text of every node but the root.
fn tree(text: &str) -> Vec<String> {
    let source = Source::new("t.md", text);
    let document = Document::parse(&source);
    document
        .descendants(NodeId::ROOT)
        .map(|id| {
            let node = document.node(id);
            let depth = std::iter::successors(document.parent(id), |&parent| document.parent(parent)).count() - 1;
            format!("{}{:?} {:?}", "  ".repeat(depth), node.kind, source.slice(node.span))
        })
        .collect()
}

/// What the visible text of each block is.
fn blocks(text: &str) -> Vec<String> {
    let source = Source::new("t.md", text);
    let document = Document::parse(&source);
    document.blocks.iter().map(|block| document.str(block.text).to_owned()).collect()
}

fn links(text: &str) -> Vec<String> {
    let source = Source::new("t.md", text);
    let document = Document::parse(&source);
    document
        .links
        .iter()
        .map(|link| {
            format!(
                "{:?} {} [{}{}] {:?}",
                link.kind,
                link.target,
                document.str(link.text),
                link.alt,
                source.slice(link.span)
            )
        })
        .collect()
}

#[test]
fn every_node_has_its_exact_span() {
    insta::assert_snapshot!(tree(
        "---\ntitle: x\n---\n# A *b*\n\nSet\n---\n\ntext `c`  \nnext\\\nline\n\n> quote\n\n> [!WARNING]\n> alert\n\n```sh\nls\n```\n\n    code\n\n- [x] one\n- two\n  1. three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n***\n\n~~s~~ **t** <b>u</b>[^1]\n\n[^1]: note\n\n<div>\n\n![alt](i.png) [l](u)\n"
    )
    .join("\n"));
}

#[test]
fn links_of_every_form_are_found() {
    insta::assert_snapshot!(
        links(
            "[in](u 't') [ref][r] [col][] [short] <https://widget.example/a> <a@widget.example> \
         https://widget.example/b www.widget.example b@widget.example <a href=\"h&amp;k\">html</a>\n\n\
         ![alt `x`](i.png) <img src=\"j.png\" alt=\"other\"> [![badge](k.svg)](l) `c@widget.example`\n\n\
         <p align=\"center\"><a href=\"m\">block</a> <img src=\"n\"></p>\n\n\
         ```\nd@widget.example\n```\n\n\
         [r]: v\n[col]: w\n[short]: <x y>\n"
        )
        .join("\n")
    );
}

#[test]
fn the_visible_text_has_no_comment_code_or_image() {
    let text = "A &amp; B<!-- hidden --> ![alt](i)\n\n```\ncode()\n```\n\n<!-- gone -->\n\n[//]: # (gone too)\n\nC\n";
    assert_eq!(blocks(text), ["A & B", "C"]);
}

#[test]
fn a_code_block_with_only_a_contact_is_visible() {
    for contact in [
        "security@widget.example",
        "security at widget.example",
        "security @ widget.example",
        "security [at] widget [dot] example",
    ] {
        assert_eq!(blocks(&format!("Mail:\n\n```\n{contact}\n```\n")), ["Mail:", contact]);
    }
    for code in ["look at this", "look at widget.example now", "security at widget dot", "at widget.example"] {
        assert_eq!(blocks(&format!("Run:\n\n```\n{code}\n```\n")), ["Run:"], "{code}");
    }
}

#[test]
fn headings_open_sections_and_bold_paragraphs_stand_in() {
    let text = "intro\n\n# Title\n\n**Reporting:**\n\nMail us.\n\n## Two\n\n**Do not open an issue.**\n\n<h2 align=\"center\">Three</h2>\n\n<details>\n<summary>More</summary>\n\ntext\n\n</details>\n";
    let source = Source::new("t.md", text);
    let document = Document::parse(&source);
    let headings: Vec<_> = document.headings.iter().map(|h| (h.style, h.level, document.str(h.text))).collect();
    assert_eq!(
        headings,
        [
            (HeadingStyle::Atx, 1, "Title"),
            (HeadingStyle::Bold, 2, "Reporting:"),
            (HeadingStyle::Atx, 2, "Two"),
            (HeadingStyle::Html, 2, "Three"),
            (HeadingStyle::Summary, 3, "More"),
        ]
    );
    let spans: Vec<_> =
        document.sections.iter().map(|s| source.lines().line(s.span.start)..=source.line_range(s.span).1).collect();
    assert_eq!(spans, [1..=2, 3..=20, 5..=8, 9..=12, 13..=20, 16..=20]);
    assert_eq!(document.details.len(), 1);
    let anchors: Vec<_> = document.anchors().iter().map(|(anchor, id)| (anchor, id.0)).collect();
    assert_eq!(anchors, [("three", 3), ("title", 0), ("two", 2)]);
}

#[test]
fn a_summary_heads_its_details_and_nothing_behind_them() {
    let text = "# Title\n\n<details>\n<summary>More</summary>\n\n**Inner**\n\ntext\n\n</details>\n\nbehind\n\n\
                <details>\n\n## Two\n\n</details>\n\nunder two\n";
    let source = Source::new("t.md", text);
    let document = Document::parse(&source);
    let section_of = |words: &str| {
        let block = document.blocks.iter().find(|block| document.str(block.text) == words).unwrap();
        document.section(block.section).heading.map(|id| document.str(document.heading(id).text))
    };
    assert_eq!(section_of("text"), Some("Inner"));
    assert_eq!(section_of("behind"), Some("Title"));
    // Any other heading stays open, as in the forge's table of contents.
    assert_eq!(section_of("under two"), Some("Two"));
    let inner = &document.sections[3];
    assert!(source.slice(inner.span).ends_with("</details>"), "{inner:?}");
}

#[test]
fn lists_and_announced_blocks_have_a_lead_in() {
    let text = "Please report by:\n- mail\n- form\n  - only this one\n\nOr write to:\n\n`a`\n\nDone.\n\n- alone\n";
    let source = Source::new("t.md", text);
    let document = Document::parse(&source);
    let lead_ins: Vec<_> = document
        .blocks
        .iter()
        .map(|block| (document.str(block.text), block.lead_in.map(|clause| document.str(document.clause(clause).text))))
        .collect();
    assert_eq!(
        lead_ins,
        [
            ("Please report by:", None),
            ("mail", Some("Please report by:")),
            ("form", Some("Please report by:")),
            ("only this one", Some("form")),
            ("Or write to:", None),
            ("a", Some("Or write to:")),
            ("Done.", None),
            ("alone", Some("Done.")),
        ]
    );
}

#[test]
fn a_row_is_one_clause_over_its_cells() {
    let source = Source::new("t.md", "| Step | Time |\n|---|---|\n| Fix | 2 days |\n");
    let document = Document::parse(&source);
    assert_eq!(document.tables.len(), 1);
    let rows: Vec<_> =
        document.tables[0].rows.iter().map(|row| document.str(document.clause(row.clause).text)).collect();
    assert_eq!(rows, ["Step\nTime", "Fix\n2 days"]);
}

#[test]
fn definition_lines_are_clauses_with_a_label() {
    let source = Source::new("t.md", "**Triage**: 2 days\n**Fix**: 3 days\n");
    let document = Document::parse(&source);
    let labels: Vec<_> =
        document.clauses.iter().map(|c| (document.str(c.text), c.label.map(|l| document.str(l)))).collect();
    assert_eq!(labels, [("Triage: 2 days", Some("Triage")), ("Fix: 3 days", Some("Fix"))]);
}

#[test]
fn carriage_returns_change_nothing_that_is_read() {
    let text = "# T\n\nOne\ntwo `x`\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<p>h\ni</p>\n";
    assert_eq!(blocks(text), blocks(&text.replace('\n', "\r\n")));
    assert_eq!(blocks(text), blocks(&text.replace('\n', "\r")));
    assert_eq!(blocks(text), blocks(&format!("\u{feff}{text}")));
}
