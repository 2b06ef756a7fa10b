//! See [`RULE`].

use super::questions::display;
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;

rule! {
    /// The policy never asks to keep vulnerabilities out of public issues.
    ///
    /// ## Why it matters
    ///
    /// Habit sends people to the issue tracker, also those who mean well. One sentence stops most
    /// of them.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please write to <security@widget.example> if you find a vulnerability.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please do not open a public issue for a vulnerability. Write to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Privately reporting a security vulnerability”
    /// - OSPS Baseline, OSPS-VM-03.01
    group: Channel,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_delegated() || context.policy.no_public_report.is_some() {
        return;
    }
    let Some(channel) = context.private_channel() else { return };
    findings.push(Finding::new(
        channel.span,
        format!("beside {} nothing asks reporters to stay away from public issues, where habit sends them", display(channel)),
        "add a sentence such as “Please do not report vulnerabilities in public issues, discussions or pull requests”",
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    const BASE: &str = "Report vulnerabilities to security@widget.example.\n";

    #[test]
    fn a_request_in_any_words_will_do() {
        for sentence in [
            "Please do not report security vulnerabilities through public GitHub issues.",
            "Do not file a public issue.",
            "Report it privately rather than in a public issue.",
            "DO NOT report security vulnerabilities in public.",
            "## Please do not open public issues for vulnerabilities\n\nThank you.",
        ] {
            assert_silent(&RULE, &[&format!("# Security\n\n{BASE}\n{sentence}\n")]);
        }
    }

    #[test]
    fn its_absence_is_reported_beside_a_private_channel() {
        assert_fires(&RULE, &[BASE]);
        assert_silent(&RULE, &[
            "We take security seriously.\n",
            "Please see our [security policy](https://widget.example/security) for how to report.\n",
            "To report a vulnerability, please open a GitHub issue.\n",
        ]);
    }
}
