//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::BlockId;
use crate::policy::{PlaceholderKind, Status, VersionTable};
use crate::source::Span;

rule! {
    /// Text of a policy template was left in place.
    ///
    /// ## Why it matters
    ///
    /// What a template tells the maintainer to write is now published as advice to reporters. It
    /// shows that nobody read the policy before it went out.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// ## Supported versions
    ///
    /// Use this section to tell people about which versions of your project are
    /// currently being supported with security updates.
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 2.x     | yes       |
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// ## Supported versions
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 2.x     | yes       |
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// An instruction is deleted only where its section says something else as well, which is
    /// safe.
    ///
    /// ## Sources
    ///
    /// - GitHub's and Eclipse's templates for security policies
    /// - OSPS Baseline, OSPS-VM-02.01
    group: Hygiene,
    fix: Safe,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let mut instructions: Vec<(BlockId, Span, &str)> = Vec::new();
    for placeholder in &context.policy.placeholders {
        if placeholder.kind != PlaceholderKind::Instruction {
            continue;
        }
        let Some(block) = block_at(context, placeholder.span) else { continue };
        match instructions.last_mut() {
            Some((last, span, _)) if *last == block => *span = span.cover(placeholder.span),
            _ => instructions.push((block, placeholder.span, &placeholder.text)),
        }
    }
    for (block, span, text) in instructions {
        let message = format!("{} is a template's instruction to you, and reporters read it as yours", quote(text));
        let help = format!("replace it by what holds for your project, or delete it{}", context.also_absent());
        findings.push(Finding::new(span, message, help).maybe_fix(deletion(context, block, span)));
    }
    for table in context.policy.version_tables.iter().filter(|table| is_starter_table(table)) {
        findings.push(Finding::new(
            table.span,
            "these are the four example rows of GitHub's template, not the versions of this project",
            "list your own versions, or say “Only the latest release gets security fixes”",
        ));
    }
}

/// The block that holds the start of a span.
fn block_at(context: &Context<'_>, span: Span) -> Option<BlockId> {
    let document = context.document();
    let holds = |block: &crate::markdown::Block| document.node(block.node).span.contains(Span::at(span.start));
    let index = document.blocks.iter().rposition(holds)?;
    let clause = document.blocks[index].clauses.iter().next()?;
    Some(document.clause(clause).block)
}

/// Deletes an instruction where the section holds something else.
fn deletion(context: &Context<'_>, block: BlockId, span: Span) -> Option<Fix> {
    let document = context.document();
    let own = document.block(block);
    let is_instruction = |span: Span| {
        context
            .policy
            .placeholders
            .iter()
            .any(|other| other.kind == PlaceholderKind::Instruction && other.span.contains(span))
    };
    let has_else = document.blocks.iter().any(|other| {
        other.section == own.section
            && !matches!(other.kind, crate::markdown::BlockKind::Heading)
            && other.clauses.iter().any(|clause| !is_instruction(context.policy.reading.span(clause)))
    });
    if !has_else {
        return None;
    }
    let paragraph = document.node(own.node).span;
    let is_whole = own.clauses.iter().all(|clause| is_instruction(context.policy.reading.span(clause)));
    let cut = if is_whole { paragraph } else { span };
    let after = &context.source().text()[cut.end as usize..];
    let blank = after.len() - after.trim_start_matches(if is_whole { ['\n', '\r'] } else { [' ', ' '] }).len();
    let cut = Span::new(cut.start, cut.end + blank as u32);
    Some(Fix::safe("Delete the template's instruction", vec![Edit::delete(cut)]))
}

/// The rows of GitHub's template, with the statuses that they have there.
fn is_starter_table(table: &VersionTable) -> bool {
    const ROWS: [(&str, Status); 4] =
        [("5.1.x", Status::Yes), ("5.0.x", Status::No), ("4.0.x", Status::Yes), ("< 4.0", Status::No)];
    table.rows.len() == ROWS.len()
        && table.rows.iter().zip(ROWS).all(|(row, (version, status))| row.version.trim() == version && row.status == status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, fires, lines};

    #[test]
    fn instructions_are_reported_a_paragraph_at_a_time() {
        let text = "# Security Policy\n\n## Reporting a Vulnerability\n\nUse this section to tell people how to report a \
                    vulnerability.\n\nTell them where to go, how often they can expect to get an update on a\nreported \
                    vulnerability, what to expect if the vulnerability is accepted or\ndeclined, etc.\n";
        assert_eq!(lines(&RULE, text), [5, 7]);
    }

    #[test]
    fn the_starter_table_is_reported_as_a_whole() {
        let text = "## Supported Versions\n\n| Version | Supported |\n| --- | --- |\n| 5.1.x | :white_check_mark: |\n\
                    | 5.0.x | :x: |\n| 4.0.x | :white_check_mark: |\n| < 4.0 | :x: |\n";
        assert_eq!(lines(&RULE, text), [3]);
        assert_silent(&RULE, &[&text.replace("5.0.x | :x:", "5.0.x | yes")]);
    }

    #[test]
    fn hidden_and_edited_text_is_fine() {
        assert_silent(&RULE, &[
            "## Reporting\n\n<!-- Use this section to tell people how to report a vulnerability. -->\n\nMail \
             security@widget.example.\n",
            "## Reporting\n\nThis section tells you how to report a vulnerability: mail security@widget.example.\n",
        ]);
    }

    #[test]
    fn case_and_line_breaks_do_not_matter() {
        let text = "use this section to tell people\nhow to report a VULNERABILITY.\n";
        assert!(fires(&RULE, text)[0].1.contains("template's instruction"));
    }
}
