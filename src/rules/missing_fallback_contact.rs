//! See [`RULE`].

use super::questions::{Reach, display, outer_block, reach, report_form};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::NodeKind;
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, ChannelKind, Language, is_free_mail};

const COUNT_PERSON_AS_ONE: OptionSpec = OptionSpec::flag(
    "count-person-as-one",
    true,
    true,
    "Say of one person's mailbox at a free-mail host that everything depends on that person.",
);

rule! {
    /// The only contact has no stand-in for when nobody answers.
    ///
    /// ## Why it matters
    ///
    /// Mailboxes bounce, forms are switched off, and people leave. A reporter who gets no answer
    /// and knows no second way waits, gives up, or goes public.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to <ada@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. If you get no answer within a
    /// week, write to <ada@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to <ada@widget.example>.
    ///
    /// If you get no answer, use the
    /// [private report form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Where the configuration names the repository, the forge's form is added as a second way.
    /// That needs a look: the form has to be turned on first.
    ///
    /// ## Sources
    ///
    /// - OpenSSF, “Guide to implementing a coordinated vulnerability disclosure process for open source projects”
    /// - Regulation (EU) 2024/2847, Article 13(17) (means of communication of the user's choice)
    group: Channel,
    fix: Unsafe,
    options: [COUNT_PERSON_AS_ONE],
    since: "0.1.0",
    evidence: |context| context.private_channels().map(|channel| channel.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_delegated() {
        return;
    }
    let channels = &context.policy.channels;
    // A second way without an address is another defect.
    let leads_on =
        |channel: &&Channel| channel.private != Some(false) && channel.kind != ChannelKind::Link || channel.conditional;
    let mut ways = channels.iter().filter(leads_on);
    let (Some(only), None) = (ways.next(), ways.next()) else { return };
    if only.private != Some(true) || reach(only) == Reach::Named || says_what_then(context) {
        return;
    }
    let is_person = context.flag(&RULE, &COUNT_PERSON_AS_ONE) && is_persons_mailbox(only);
    let message = if is_person {
        format!("every report depends on one person: {} is the only way to send one", display(only))
    } else {
        format!("{} is the only way to report, and nothing says what to do when it fails", display(only))
    };
    let help = "name a second way, a second recipient, or whom to turn to after some days without an answer";
    findings.push(Finding::new(only.span, message, help).maybe_fix(fix(context, only)));
}

/// Whether the text says what to do when no answer comes.
fn says_what_then(context: &Context<'_>) -> bool {
    let reading = &context.policy.reading;
    reading
        .clause_ids()
        .any(|clause| reading.set(clause).has(Concept::Escalate) && !reading.section_of(clause).is_excluded)
}

fn is_persons_mailbox(channel: &Channel) -> bool {
    let Some((local, host)) = channel.value.split_once('@') else { return false };
    let local = local.to_ascii_lowercase();
    let is_role =
        ["secur", "psirt", "team", "vuln", "info", "support", "contact"].iter().any(|role| local.contains(role));
    is_free_mail(host) && !is_role
}

/// Adds the forge's form behind the block with the only channel.
fn fix(context: &Context<'_>, only: &Channel) -> Option<Fix> {
    let form = report_form(context)?;
    let (kind, block) = outer_block(context, only.span)?;
    let is_plain = matches!(kind, NodeKind::Paragraph | NodeKind::List { .. });
    if only.kind == ChannelKind::PrivateAdvisory || !is_plain || context.policy.language != Language::English {
        return None;
    }
    let text = format!("\n\nIf you get no answer, use the\n[private report form]({form}).");
    Some(Fix::unsafe_("Add the private report form", vec![Edit::insert(block.end, text)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires, fires_with};

    #[test]
    fn a_single_way_is_reported() {
        assert_fires(
            &RULE,
            &[
                "Report vulnerabilities to security@widget.example.\n",
                "Report vulnerabilities to security@widget.example. Again: <security@widget.example>.\n",
                "Report vulnerabilities in [our form](https://github.com/acme/widget/security/advisories/new).\n",
                "Report vulnerabilities to security@widget.example, not in [issues](https://github.com/acme/widget/issues).\n",
            ],
        );
    }

    #[test]
    fn a_second_way_is_enough() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities to security@widget.example or ada@widget.example.\n",
                "Report vulnerabilities to security@widget.example or in \
             [our form](https://github.com/acme/widget/security/advisories/new).\n",
                "Report vulnerabilities to security@widget.example. If you do not receive a reply, escalate to the board.\n",
                "Report vulnerabilities at <https://tidelift.com/security>.\n",
                "Email the maintainers directly or open a draft security advisory on GitHub.\n",
            ],
        );
    }

    #[test]
    fn pointers_are_asked_for_nothing() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }

    #[test]
    fn a_role_and_its_form_are_two() {
        assert_silent(
            &RULE,
            &["Report vulnerabilities to psirt@widget.example or in \
             [our form](https://widget.example/report-vulnerability).\n"],
        );
    }

    #[test]
    fn one_person_is_told_from_a_team() {
        let person = "Report vulnerabilities to ada.lovelace@gmail.com.\n";
        assert!(fires(&RULE, person)[0].1.contains("one person"));
        assert!(!fires_with(&RULE, person, &[("count-person-as-one", "false")])[0].1.contains("one person"));
        assert!(!fires(&RULE, "Report vulnerabilities to widget-security@gmail.com.\n")[0].1.contains("one person"));
    }
}
