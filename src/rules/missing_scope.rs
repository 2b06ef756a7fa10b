//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;

rule! {
    /// Nothing draws the line between what is a vulnerability here and what is not.
    ///
    /// ## Why it matters
    ///
    /// A reporter who cannot tell whether a finding is wanted either keeps it or sends everything.
    /// A few words on scope save both sides the reports that nobody can use.
    ///
    /// One sentence does: which components the policy is for, or which kinds of problems are none.
    /// A threat model says it too; advice on secure use does not.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report any problem to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report any problem to <security@widget.example>.
    ///
    /// Vulnerabilities of the library and of the server are in scope. What an administrator can
    /// do with a configuration file is out of scope.
    /// ```
    ///
    /// ## Sources
    ///
    /// - BOD 20-01, 3(a)(i)
    /// - disclose.io, Scope
    /// - ISO/IEC 29147:2018, 9.3.5
    /// - CERT Guide to Coordinated Vulnerability Disclosure, on policies
    group: Structure,
    fix: None,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.scope().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || context.policy.scope().is_some() {
        return;
    }
    findings.push(Finding::new(
        context.anchor(Concept::HeadingScope),
        "the policy does not say what it covers, so reporters cannot tell which findings are wanted",
        "say what is in scope and what is not, such as “Bugs that need a malicious configuration file are out of scope”",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, lines};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_way_to_draw_the_line_will_do() {
        for text in [
            "This policy applies to all repositories of the organisation, and to vulnerabilities in them.",
            "Vulnerabilities in dependencies are out of scope.",
            "A crash on malformed input is not considered a vulnerability.",
            "## Scope\n\n- the `widget` library\n- the server that comes with it\n- everything under widget.example",
            "## Threat model\n\nThe configuration file is trusted, and its input is not checked.",
            "## What is not a vulnerability\n\nA process that uses much memory is a bug, please report it as one.",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn advice_and_tools_are_no_scope() {
        for text in [
            "",
            "## Security practices\n\nWe scan the code with static analysis and review every change.",
            "## Best practices for users\n\nKeep your installation up to date and rotate the keys.",
            "## Publishing\n\nWe sign our scoped packages.",
            "## Scope\n\n",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn it_is_told_at_the_heading_that_promises_it() {
        assert_eq!(lines(&RULE, &policy("## Scope\n\nAll.")), [5]);
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
