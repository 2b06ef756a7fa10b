//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Finding, Fix};

rule! {
    /// The policy does not say when it was issued or changed.
    ///
    /// ## Why it matters
    ///
    /// A reader of a published page cannot tell whether the promises on it are of this year. In a
    /// repository the history says it; agencies of the US government have to write it down.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Last updated: 2026-01-15
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The day is that of the run. It promises that somebody has just looked the policy through.
    ///
    /// ## Sources
    ///
    /// - BOD 20-01, 3(a)(vi)
    group: Structure,
    fix: Unsafe,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.policy_date().into_iter().collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || context.policy.policy_date().is_some() {
        return;
    }
    let finding = Finding::new(
        context.title(),
        "the policy has no date, so readers cannot tell whether it still holds",
        "add a line such as “Last updated: 2025-11-03”, or a table of changes",
    );
    let today = context.today().filter(|_| context.takes_words());
    findings.push(finding.maybe_fix(today.map(|today| {
        let line = context.insert_behind(context.title(), &format!("Last updated: {today}"));
        Fix::unsafe_("Add the date of today", vec![line])
    })));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_way_to_date_it_will_do() {
        for text in [
            "_Last updated: 2025-11-03_",
            "This policy was last reviewed in March 2026.",
            "**Effective date:** 1 March 2026",
            "## Last updated\n\nMarch 2026",
            "## Document change history\n\n| Version | Date | Description |\n| --- | --- | --- |\n\
             | 1.0 | 2025-11-03 | First issue |",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
        assert_silent(&RULE, &[&format!("---\ntitle: Security\ndate: 2025-11-03\n---\n\n{}", policy(""))]);
    }

    #[test]
    fn dates_of_other_things_do_not_count() {
        for text in [
            "",
            "CVE-2024-12345 was fixed in March 2024.",
            "Copyright 2026 the widget authors.",
            "Version 2.0 was released on 2025-11-03.",
            "## Supported versions\n\n| Version | Released |\n| --- | --- |\n| 2.0 | 2025-11-03 |",
            "Reports are acknowledged on the day that the tracker was last updated.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
