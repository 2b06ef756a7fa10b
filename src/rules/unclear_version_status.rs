//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::{Status, VersionRow};

const EXTRA_SUPPORTED: OptionSpec =
    OptionSpec::words("extra-supported", "Further words that say a version gets fixes, compared without case.");
const EXTRA_UNSUPPORTED: OptionSpec =
    OptionSpec::words("extra-unsupported", "Further words that say a version gets none, compared without case.");

rule! {
    /// A row of the version table does not say whether the version gets fixes.
    ///
    /// ## Why it matters
    ///
    /// Users of that version have to guess whether they are safe. An icon without a text is seen
    /// by some readers only: screen readers and tools find an empty cell.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// ## Supported versions
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 2.x     | yes       |
    /// | 1.x     |           |
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
    /// | 1.x     | no        |
    ///
    /// ## Reporting a vulnerability
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-04.01
    group: Versions,
    fix: None,
    options: [EXTRA_SUPPORTED, EXTRA_UNSUPPORTED],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let mut known = context.words(&RULE, &EXTRA_SUPPORTED);
    known.extend(context.words(&RULE, &EXTRA_UNSUPPORTED));
    let known: Vec<String> = known.iter().map(|word| word.to_lowercase()).collect();
    // A table that gives dates in place of a status says it in another way.
    let tables = context.policy.version_tables.iter().filter(|table| !table.status_columns.is_empty());
    for row in tables.flat_map(|table| &table.rows) {
        let Some(message) = unclear(row) else { continue };
        if known.contains(&row.status_text.trim().to_lowercase()) {
            continue;
        }
        let help = "write “yes” or “no”; an icon needs one of them as its alternative text";
        findings.push(Finding::new(row.span, message, help).also(row.status_span, "no status"));
    }
}

fn unclear(row: &VersionRow) -> Option<String> {
    let version = || if row.version.trim().is_empty() { "this row".to_owned() } else { quote(&row.version) };
    let status = row.status_text.trim();
    Some(match row.status {
        Status::Yes | Status::Limited | Status::No => return None,
        Status::Missing if status.is_empty() => {
            format!("the status of {} is empty, so its users have to guess whether it gets fixes", version())
        }
        Status::Missing => format!("the status of {} is left open with {}", version(), quote(status)),
        Status::Unknown => format!("{} does not say whether {} gets fixes", quote(status), version()),
        Status::Image => {
            format!("the status of {} is an image without a text, which many readers do not see", version())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    fn table(status: &str) -> String {
        format!("## Supported versions\n\n| Version | Supported |\n| --- | --- |\n| 2.x | yes |\n| 1.x | {status} |\n")
    }

    #[test]
    fn a_status_that_says_nothing_is_reported() {
        for status in ["", "-", "?", "TBD", "sometimes on Tuesdays", "![](https://widget.example/b1.svg)"] {
            assert_fires(&RULE, &[&table(status)]);
        }
    }

    #[test]
    fn every_clear_status_is_fine() {
        for status in [
            "no",
            "✅",
            ":x:",
            ":white_check_mark:",
            "![Yes](https://widget.example/b1.svg)",
            "![](https://img.shields.io/badge/-YES-green)",
            "critical fixes only",
            "⚠️ limited",
            "End of life",
        ] {
            assert_silent(&RULE, &[&table(status)]);
        }
    }

    #[test]
    fn a_clear_column_beside_notes_is_enough() {
        assert_silent(
            &RULE,
            &["## Supported versions\n\n| Version | Supported | Notes |\n| --- | --- | --- |\n\
                                | 2.x | yes | what a release |\n| 1.x | no | |\n"],
        );
    }

    #[test]
    fn tables_about_other_things_are_ignored() {
        assert_silent(&RULE, &["## Supported Python versions\n\n| Version | Supported |\n| --- | --- |\n| 3.13 | |\n"]);
    }

    #[test]
    fn more_words_can_be_given() {
        let text = table("Sunset");
        assert_eq!(fires_with(&RULE, &text, &[("extra-unsupported", "sunset")]), []);
        assert_eq!(fires_with(&RULE, &text, &[]).len(), 1);
    }
}
