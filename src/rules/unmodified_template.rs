//! See [`RULE`].

mod fingerprint;

use std::collections::{BTreeMap, HashSet};

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Block, BlockId, BlockKind, ClauseId, SectionId};
use crate::policy::{PlaceholderKind, Status, VersionTable};
use crate::source::Span;

const MAX_DIFFERENCE: OptionSpec = OptionSpec::count(
    "max-difference",
    10,
    "How much of a text, in percent, may differ from another organisation's policy for it to be taken for a copy.",
);

rule! {
    /// Sentences or rows of a template are still as they came.
    ///
    /// ## Why it matters
    ///
    /// What a template tells the maintainer to write is now published as advice to reporters. It
    /// shows that nobody read the policy before it went out.
    ///
    /// The policy that Microsoft puts into its own repositories is no template: reports on a
    /// project of somebody else would go to Microsoft. It is looked for where the configuration
    /// names the repository.
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
    /// - GitHub's and Eclipse's templates for security policies, Microsoft's policy
    /// - OSPS Baseline, OSPS-VM-02.01
    group: Hygiene,
    fix: Safe,
    options: [MAX_DIFFERENCE],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let instructions = instructions(context);
    let blocks = context.document().blocks.iter().enumerate();
    // Only what is deleted asks for the rest of its section.
    let says_else = |(index, block): &(usize, &Block)| {
        block.kind != BlockKind::Heading && !is_whole(block, instructions.get(&BlockId(*index as u32)))
    };
    let blocks = blocks.filter(|_| !instructions.is_empty());
    let others: HashSet<SectionId> = blocks.filter(says_else).map(|(_, block)| block.section).collect();
    let help = format!("replace it by what holds for your project, or delete it{}", context.also_absent(false));
    for (block, clauses) in &instructions {
        let reading = &context.policy.reading;
        let span = clauses.iter().map(|&clause| reading.span(clause)).reduce(Span::cover).unwrap_or_default();
        let text = clauses.first().map_or("", |&clause| reading.str(clause));
        let message = format!("{} is a template's instruction to you, and reporters read it as yours", quote(text));
        findings.push(Finding::new(span, message, &*help).maybe_fix(deletion(
            context,
            &instructions,
            &others,
            *block,
            span,
        )));
    }
    for table in context.policy.version_tables.iter().filter(|table| is_starter_table(table)) {
        findings.push(Finding::new(
            table.span,
            "these are the four example rows of GitHub's template, not the versions of this project",
            "list your own versions, or say “Only the latest release gets security fixes”",
        ));
    }
    if let Some(span) = foreign_block(context) {
        let message = "this is Microsoft's own policy, so reports on this project would go to Microsoft";
        let help = "write a policy for your project, with a contact of your own";
        findings.push(Finding::new(span, message, help).at_most(Severity::Warning));
    }
}

/// Owners of repositories that Microsoft's policy is for.
const MICROSOFT: &[&str] = &[
    "aspnet",
    "azure",
    "azure-samples",
    "azuread",
    "dotnet",
    "microsoft",
    "microsoftdocs",
    "microsoftedge",
    "microsoftgraph",
    "nuget",
    "officedev",
    "powershell",
    "xamarin",
];

/// Where the policy of Microsoft stands in a repository of somebody else: between its own marks,
/// or without them word for word.
fn foreign_block(context: &Context<'_>) -> Option<Span> {
    let (owner, _) = context.project().repository.as_deref()?.split_once('/')?;
    if MICROSOFT.iter().any(|known| known.eq_ignore_ascii_case(owner)) {
        return None;
    }
    let document = context.document();
    let mark = |start: &str| {
        let has_mark = |content: &str| content.trim().starts_with(start) && content.contains("MICROSOFT SECURITY.MD");
        document.comments.iter().find(|comment| has_mark(context.source().slice(comment.content)))
    };
    if let Some(begin) = mark("BEGIN") {
        return Some(
            mark("END").filter(|end| end.span > begin.span).map_or(begin.span, |end| begin.span.cover(end.span)),
        );
    }
    let links_there = document.links.iter().any(|link| link.target.contains("microsoft.com"));
    let least = 100_usize.saturating_sub(context.count(&RULE, &MAX_DIFFERENCE) as usize);
    let is_copy = || fingerprint::likeness(document.text.as_str(), fingerprint::MICROSOFT) >= least;
    (links_there && is_copy()).then(|| context.source().body())
}

/// The blocks that hold instructions, with the clauses that are some.
type Instructions = BTreeMap<BlockId, Vec<ClauseId>>;

fn instructions(context: &Context<'_>) -> Instructions {
    let reading = &context.policy.reading;
    let placeholders = context.policy.placeholders.iter();
    let spans: HashSet<Span> = placeholders
        .filter(|placeholder| placeholder.kind == PlaceholderKind::Instruction)
        .map(|placeholder| placeholder.span)
        .collect();
    let mut found = Instructions::new();
    if !spans.is_empty() {
        for clause in reading.clause_ids().filter(|&clause| spans.contains(&reading.span(clause))) {
            found.entry(context.document().clause(clause).block).or_default().push(clause);
        }
    }
    found
}

/// Whether a block holds nothing but instructions.
fn is_whole(block: &Block, instructions: Option<&Vec<ClauseId>>) -> bool {
    block.clauses.iter().count() == instructions.map_or(0, Vec::len)
}

/// Deletes an instruction where the section holds something else.
fn deletion(
    context: &Context<'_>,
    instructions: &Instructions,
    others: &HashSet<SectionId>,
    block: BlockId,
    span: Span,
) -> Option<Fix> {
    let document = context.document();
    let own = document.block(block);
    let has_else = others.contains(&own.section);
    if !has_else {
        return None;
    }
    let is_whole = is_whole(own, instructions.get(&block));
    let cut = if is_whole { document.node(own.node).span } else { span };
    let after = &context.source().text()[cut.end as usize..];
    let blank =
        after.len() - after.trim_start_matches(|c| if is_whole { matches!(c, '\n' | '\r') } else { c == ' ' }).len();
    let cut = Span::new(cut.start, cut.end + blank as u32);
    Some(Fix::safe("Delete the template's instruction", vec![Edit::delete(cut)]))
}

/// The rows of GitHub's template, with the statuses that they have there.
fn is_starter_table(table: &VersionTable) -> bool {
    const ROWS: [(&str, Status); 4] =
        [("5.1.x", Status::Yes), ("5.0.x", Status::No), ("4.0.x", Status::Yes), ("< 4.0", Status::No)];
    table.rows.len() == ROWS.len()
        && table
            .rows
            .iter()
            .zip(ROWS)
            .all(|(row, (version, status))| row.version.trim() == version && row.status == status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, fires, lines};
    use crate::rules::{Settings, lint};
    use crate::source::Source;

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
        assert_silent(
            &RULE,
            &[
                "## Reporting\n\n<!-- Use this section to tell people how to report a vulnerability. -->\n\nMail \
             security@widget.example.\n",
                "## Reporting\n\nThis section tells you how to report a vulnerability: mail security@widget.example.\n",
            ],
        );
    }

    #[test]
    fn case_and_line_breaks_do_not_matter() {
        let text = "use this section to tell people\nhow to report a VULNERABILITY.\n";
        assert!(fires(&RULE, text)[0].1.contains("template's instruction"));
    }

    fn in_repository(repository: Option<&str>, text: &str) -> Vec<Severity> {
        let mut settings = Settings::none();
        settings.set_severity(&RULE, Some(Severity::Error));
        settings.project.repository = repository.map(str::to_owned);
        let diagnostics = lint(&Source::new("SECURITY.md", text), &settings).diagnostics;
        diagnostics.iter().map(|found| found.severity).collect()
    }

    #[test]
    fn a_policy_of_microsoft_belongs_to_microsoft() {
        let text = "<!-- BEGIN MICROSOFT SECURITY.MD V1.0.0 BLOCK -->\n\n## Security\n\nMail us.\n\n\
                    <!-- END MICROSOFT SECURITY.MD BLOCK -->\n";
        assert_eq!(in_repository(Some("acme/widget"), text), [Severity::Warning]);
        for owner in ["microsoft/widget", "Azure-Samples/widget"] {
            assert_eq!(in_repository(Some(owner), text), []);
        }
        assert_eq!(in_repository(None, text), []);
        let mention = "Report to security@widget.example, or to https://msrc.microsoft.com for Windows.\n";
        assert_eq!(in_repository(Some("acme/widget"), mention), []);
    }
}
