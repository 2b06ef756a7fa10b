//! See [`RULE`].

use super::questions::{display, outer_block};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::NodeKind;
use crate::policy::{Channel, Language};

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
    /// ```markdown,fix
    /// # Security policy
    ///
    /// - To report a vulnerability, write to <security@widget.example>.
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
    /// ```markdown
    /// # Security policy
    ///
    /// Please do not report vulnerabilities in public issues, discussions or pull requests.
    ///
    /// - To report a vulnerability, write to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A sentence is put before the first private channel. Whether it reads well there needs a
    /// look.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Privately reporting a security vulnerability”
    /// - OSPS Baseline, OSPS-VM-03.01
    group: Channel,
    fix: Unsafe,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.no_public_report.iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

/// What the policy lacks.
const SENTENCE: &str = "Please do not report vulnerabilities in public issues, discussions or pull requests.";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_delegated() || context.policy.no_public_report.is_some() {
        return;
    }
    // "An issue for what is not sensitive": what may be public is told, and so what may not.
    if context.policy.channels.iter().any(|channel| context.may_be_public(channel)) {
        return;
    }
    let Some(channel) = context.private_channel() else { return };
    let message = format!(
        "reports go to {}, but nothing asks reporters to keep them out of public issues, where habit sends them",
        display(channel)
    );
    let help = format!("add a sentence such as “{}”", SENTENCE.trim_end_matches('.'));
    findings.push(Finding::new(channel.span, message, help).maybe_fix(fix(context, channel)));
}

/// Puts the sentence before the block with the channel. The language of the text may be another one.
fn fix(context: &Context<'_>, channel: &Channel) -> Option<Fix> {
    let (kind, block) = outer_block(context, channel.span)?;
    let is_plain = matches!(kind, NodeKind::Paragraph | NodeKind::List { .. } | NodeKind::BlockQuote | NodeKind::Table);
    let is_english = context.policy.language == Language::English;
    let edit = || vec![Edit::insert(block.start, format!("{SENTENCE}\n\n"))];
    (is_plain && is_english).then(|| Fix::unsafe_("Ask not to report in public", edit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    const BASE: &str = "Report vulnerabilities to security@widget.example.\n";

    #[test]
    fn what_may_be_public_tells_what_may_not() {
        for place in
            ["- Non-sensitive matters: open an issue.", "If that fails, open an issue asking for a private channel."]
        {
            assert_silent(&RULE, &[&format!("## Reporting a vulnerability\n\n- {BASE}\n{place}\n")]);
        }
    }

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
        assert_silent(
            &RULE,
            &[
                "We take security seriously.\n",
                "Please see our [security policy](https://widget.example/security) for how to report.\n",
                "To report a vulnerability, please open a GitHub issue.\n",
            ],
        );
    }
}
