//! Addresses that are nowhere but in code.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{BlockKind, Link};
use crate::policy::is_address;
use crate::rules::questions::quote;
use crate::rules::{Context, Findings};
use crate::source::Span;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let known = OnceCell::new();
    let is_linked = |address: &str| known.get_or_init(|| linked_addresses(context)).contains(&address.to_lowercase());
    let channels: OnceCell<HashSet<Span>> = OnceCell::new();
    let is_contact = |span: &Span| {
        channels.get_or_init(|| context.policy.channels.iter().map(|channel| channel.span).collect()).contains(span)
    };
    let mut push = |address: &str, span: Span| {
        let plain = format!("<{address}>");
        findings.push(
            Finding::new(
                span,
                format!("{} is set as code, so nobody can click it", quote(address)),
                format!("write `{plain}`"),
            )
            .fix(Fix::safe(format!("Write `{plain}`"), vec![Edit::replace(span, plain)])),
        );
    };
    for written in context.policy.written_out.iter().filter(|written| written.is_code) {
        let in_link = context.policy.reading.links_of(written.clause).any(|link| link.span.contains(written.span));
        if is_contact(&written.span) && !in_link && !is_linked(&written.address) {
            push(&written.address, with_backticks(context, written.span));
        }
    }
    for block in &document.code_blocks {
        let text = context.source().slice(block.content).trim();
        let is_excluded = context.policy.reading.sections[block.section.0 as usize].is_excluded;
        if text.contains('@') && is_address(text) && !is_excluded && !is_linked(text) {
            push(text, document.node(block.node).span);
        }
    }
}

/// Every address that is a link, in lower case. One in a block of code is none.
fn linked_addresses(context: &Context<'_>) -> HashSet<String> {
    let document = context.document();
    let in_code = |link: &&Link<'_>| {
        let block = document.blocks.get(link.block.0 as usize);
        block.is_some_and(|block| block.kind == BlockKind::Code)
    };
    let links = document.links.iter().filter(|link| !in_code(link));
    links.filter_map(|link| link.address()).map(str::to_lowercase).collect()
}

/// The content of a code span with the backticks around it.
fn with_backticks(context: &Context<'_>, content: Span) -> Span {
    let bytes = context.source().text().as_bytes();
    let (start, end) = (content.start as usize, content.end as usize);
    let before = bytes[..start].iter().rev().take_while(|&&byte| byte == b'`' || byte == b' ').count();
    let before = &bytes[start - before..start];
    let behind = bytes[end..].iter().take_while(|&&byte| byte == b'`' || byte == b' ').count();
    let behind = &bytes[end..end + behind];
    // A space inside the backticks is not shown; one outside is text.
    let first = before.iter().position(|&byte| byte == b'`').unwrap_or(before.len());
    let last = behind.iter().rposition(|&byte| byte == b'`').map_or(0, |at| at + 1);
    Span::new((start - (before.len() - first)) as u32, (end + last) as u32)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::findings;
    use crate::rules::unlinked_contact::RULE;
    use crate::source::Source;

    #[test]
    fn a_code_span_is_replaced_with_its_backticks() {
        for (text, mended) in [
            ("Email `a@widget.example` to report.\n", "Email <a@widget.example> to report.\n"),
            ("Email ``  a@widget.example  `` to report.\n", "Email <a@widget.example> to report.\n"),
            ("Email **`a@widget.example`** to report.\n", "Email **<a@widget.example>** to report.\n"),
        ] {
            let found = findings(&RULE, &Source::new("SECURITY.md", text), &[]);
            let fix = found.first().and_then(|found| found.fix.as_ref()).expect("there is a fix");
            assert_eq!(fix.apply(text), mended);
        }
    }
}
