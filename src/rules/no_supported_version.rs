//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::markdown::{BlockKind, ClauseId};
use crate::policy::Status;
use crate::policy::vocabulary::Concept;

rule! {
    /// Every version in the table is marked as not supported.
    ///
    /// ## Why it matters
    ///
    /// Mostly somebody moved the rows for a new release and forgot to add it. If it is meant, users
    /// should be told that nobody maintains the project any more.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 1.x     | no        |
    /// | < 1.0   | no        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 2.x     | yes       |
    /// | < 2.0   | no        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-04.01
    group: Versions,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let tables = &context.policy.version_tables;
    let Some(first) = tables.first() else { return };
    let mut statuses = tables.iter().flat_map(|table| &table.rows).map(|row| row.status);
    // A status that nobody can read may be a yes; that is another rule's business.
    let is_none = statuses.clone().all(|status| matches!(status, Status::No | Status::Missing));
    if !is_none || !statuses.any(|status| status == Status::No) || is_explained(context) {
        return;
    }
    let message = "no version in this table is supported, so there is nothing that users could run";
    findings.push(Finding::new(
        first.span,
        message,
        "add the release that gets fixes, or say that the project is no longer maintained",
    ));
}

/// Whether the text outside of tables names a supported release, or says that there is none.
fn is_explained(context: &Context<'_>) -> bool {
    let reading = &context.policy.reading;
    let document = context.document();
    let explains = |clause: ClauseId| {
        let set = reading.set(clause);
        let names_release = set.any(&[Concept::Latest, Concept::Moving, Concept::OnlyLatest, Concept::AllVersions])
            && set.any(&[Concept::Support, Concept::Fix, Concept::FixVerb, Concept::SupportedVersions]);
        let in_table = matches!(document.block(document.clause(clause).block).kind, BlockKind::Cell { .. });
        !in_table && (set.has(Concept::Unmaintained) || names_release && !reading.is_heading(clause))
    };
    reading.clause_ids().any(explains)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    const NONE: &str =
        "## Supported versions\n\n| Version | Supported |\n| --- | --- |\n| 1.x | ❌ |\n| < 1.0 | ❌ |\n";

    #[test]
    fn a_table_without_a_yes_is_reported() {
        assert_fires(&RULE, &[NONE, &NONE.replace("| < 1.0 | ❌ |", "| < 1.0 | |")]);
    }

    #[test]
    fn a_supported_release_anywhere_is_enough() {
        for text in [
            NONE.replace("| 1.x | ❌ |", "| 1.x | critical fixes only |"),
            NONE.replace("| 1.x | ❌ |", "| 1.x | sometimes on Tuesdays |"),
            format!("{NONE}\nThe latest release, 2.x, receives security fixes.\n"),
            format!("{NONE}\n## Plugin\n\n| Version | Supported |\n| --- | --- |\n| 1.x | yes |\n"),
        ] {
            assert_silent(&RULE, &[&text]);
        }
    }

    #[test]
    fn a_project_that_has_ended_may_support_nothing() {
        for text in [
            "This project is no longer maintained.",
            "> This repository is archived.",
            "Widget is deprecated; use gadget instead.",
            "Widget has reached its end of life.",
        ] {
            assert_silent(&RULE, &[&format!("{NONE}\n{text}\n")]);
        }
    }

    #[test]
    fn runtimes_are_not_the_project() {
        assert_silent(
            &RULE,
            &["## Supported Python versions\n\n| Version | Supported |\n| --- | --- |\n| 3.6 | No |\n"],
        );
    }
}
