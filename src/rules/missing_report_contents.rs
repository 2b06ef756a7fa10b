//! See [`RULE`].

use super::questions::display;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Fix};
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, ChannelKind};

const MIN_ITEMS: OptionSpec = OptionSpec::count(
    "min-items",
    2,
    "How many different things a report is asked for, of description, steps to reproduce, version, impact, \
     environment, fix, place in the code and contact.",
);

rule! {
    /// Nothing tells reporters what to put into a report.
    ///
    /// ## Why it matters
    ///
    /// A report without the version, the steps and the impact costs a round trip for each of them
    /// before anybody can look at the problem itself.
    ///
    /// One sentence is enough. Where every report goes through a form, the form asks.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please send vulnerabilities to <security@widget.example>.
    ///
    /// We answer within 3 days of receipt.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please send vulnerabilities to <security@widget.example>.
    ///
    /// Please include in your report:
    ///
    /// - the affected version
    /// - the steps to reproduce the problem
    /// - the impact that you expect
    /// - a fix, if you have one
    ///
    /// We answer within 3 days of receipt.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The list asks for what most projects need; yours may need something else.
    ///
    /// ## Sources
    ///
    /// - ISO/IEC 29147:2018, 9.3.2
    /// - BOD 20-01, 3(a)(iii)(2)
    /// - OpenSSF, Guide to coordinated vulnerability disclosure for open source projects
    group: Structure,
    fix: Unsafe,
    options: [MIN_ITEMS],
    since: "0.1.0",
    evidence: |context| context.policy.report_contents().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

/// What the fix inserts.
const LIST: &str = "Please include in your report:\n\n- the affected version\n- the steps to reproduce the problem\n\
                    - the impact that you expect\n- a fix, if you have one";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || context.policy.channels.iter().any(asks_by_itself) {
        return;
    }
    let wanted = context.count(&RULE, &MIN_ITEMS) as usize;
    let items = context.policy.report_items();
    if items >= wanted {
        return;
    }
    let help = "ask for the affected version, the steps to reproduce, the impact, and a fix if there is one";
    if let Some(asked) = context.policy.report_contents() {
        let message = match items {
            0 => "what a report should contain is not named, so each report lacks something else".to_owned(),
            1 => format!("reports are asked for one thing alone, of at least {wanted} that are needed to act on them"),
            _ => format!("reports are asked for {items} things, of at least {wanted} that are needed to act on them"),
        };
        findings.push(Finding::new(asked.span, message, help));
        return;
    }
    let message = "the policy does not say what a report should contain, so what it lacks has to be asked for";
    let finding = Finding::new(context.anchor(Concept::HeadingContents), message, help);
    let fix = context.private_channel().filter(|_| context.takes_words()).map(|channel| {
        let title = format!("List behind {} what a report should contain", display(channel));
        Fix::unsafe_(title, vec![context.insert_behind(channel.span, LIST)])
    });
    findings.push(finding.maybe_fix(fix));
}

/// Whether reports are entered in a form, which asks for what it needs.
fn asks_by_itself(channel: &Channel) -> bool {
    matches!(channel.kind, ChannelKind::PrivateAdvisory | ChannelKind::WebForm | ChannelKind::BugBounty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires, fires_with};

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn a_sentence_or_a_list_will_do() {
        for text in [
            "Please include a description, the steps to reproduce and the affected versions.",
            "Please include in your report:\n\n- the affected version\n- a proof of concept\n- the impact",
            "## What to include\n\n- Steps to reproduce the problem\n- The impact that you see",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn lists_of_something_else_do_not_count() {
        for text in [
            "",
            "## Security measures\n\n- Versions of dependencies are pinned\n- The impact of changes is reviewed",
            "We describe the impact and the affected versions in our advisory.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn forms_ask_by_themselves() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities at https://github.com/acme/widget/security/advisories/new.\n",
                "Report vulnerabilities at https://hackerone.com/widget.\n",
                "Report vulnerabilities in [this form](https://forms.gle/widget).\n",
                "Report vulnerabilities to [Tidelift](https://tidelift.com/security), or to security@widget.example.\n",
                "Please see our [security policy](https://widget.example/security) for how to report.\n",
            ],
        );
    }

    #[test]
    fn more_can_be_asked_for() {
        let text = policy("Please include a description, the steps to reproduce and the affected versions.");
        assert_eq!(fires_with(&RULE, &text, &[("min-items", "3")]), []);
        let found = fires_with(&RULE, &text, &[("min-items", "5")]);
        assert!(found[0].1.contains("3 things, of at least 5"), "{found:?}");
    }

    #[test]
    fn a_request_that_names_one_thing_is_shown() {
        let found = fires(&RULE, &policy("Please include a proof of concept in your report."));
        assert!(
            found.iter().all(|(_, message)| message.contains("does not say") || message.contains("alone")),
            "{found:?}"
        );
        assert_eq!(found.len(), 1);
    }
}
