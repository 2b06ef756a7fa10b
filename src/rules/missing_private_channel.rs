//! See [`RULE`].

use super::questions::{Reach, quote, reach};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::Channel;

const ALLOW_PUBLIC: OptionSpec = OptionSpec::flag(
    "allow-public",
    false,
    false,
    "Accept that every channel is public, for projects that decided so.",
);

rule! {
    /// Every way to report that the policy names is public.
    ///
    /// ## Why it matters
    ///
    /// A report in a public tracker is read by everybody from the first minute, also by those who
    /// would use it. There is no fix yet, and there is no way to take it back.
    ///
    /// One private way is enough: an address, the forge's private report form, a confidential
    /// issue, a bounty platform, a coordinator.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in our [issue tracker](https://github.com/acme/widget/issues).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-03.01
    /// - ISO/IEC 29147:2018, 5.8
    /// - OpenSSF Scorecard, Security-Policy
    group: Channel,
    fix: None,
    options: [ALLOW_PUBLIC],
    since: "0.1.0",
    evidence: |context| context.private_channels().map(|channel| channel.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let channels: Vec<&Channel> = context.policy.channels.iter().filter(|one| reach(one) == Reach::Direct).collect();
    let is_open = |channel: &&Channel| channel.private == Some(false) && !channel.conditional;
    // A weak or named contact may be private: that it cannot be reached is another rule's matter.
    let may_be_private = context.policy.channels.iter().any(|channel| channel.private != Some(false));
    let Some(first) = channels.iter().find(|channel| is_open(channel)) else { return };
    if may_be_private || context.flag(&RULE, &ALLOW_PUBLIC) {
        return;
    }
    let message = match channels[..] {
        [only] => format!(
            "{} is the only way to report, and it is public: everybody reads of the vulnerability before there is a fix",
            quote(context.source().slice(only.span))
        ),
        _ => "every way to report is public: everybody reads of the vulnerability before there is a fix".to_owned(),
    };
    let help = "add a private channel: an address, or the forge's private report form (on GitHub, \
                `…/security/advisories/new`)";
    let finding = Finding::new(first.span, message, help).label("public");
    let others = channels.iter().filter(|channel| channel.span != first.span);
    findings.push(others.fold(finding, |finding, channel| finding.also(channel.span, "public")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    #[test]
    fn public_channels_alone_are_reported() {
        assert_fires(
            &RULE,
            &[
                "Please report vulnerabilities at <https://github.com/acme/widget/issues>.",
                "To report a vulnerability, please open a GitHub issue.",
                "Please report security vulnerabilities by:\n\n- opening an [issue](https://github.com/acme/widget/issues)\n\
             - opening a [discussion](https://github.com/acme/widget/discussions)\n",
            ],
        );
    }

    #[test]
    fn one_private_channel_will_do() {
        let public = "Please report vulnerabilities in the [tracker](https://github.com/acme/widget/issues).";
        for private in [
            "Or report vulnerabilities to security@widget.example.",
            "Or report a vulnerability at https://github.com/acme/widget/security/advisories/new.",
            "Or report the vulnerability at https://hackerone.com/widget.",
            "Or report the vulnerability to [Tidelift](https://tidelift.com/security).",
        ] {
            assert_silent(&RULE, &[&format!("{public}\n\n{private}\n")]);
        }
        assert_silent(
            &RULE,
            &["Report vulnerabilities in a [confidential issue]\
             (https://gitlab.com/acme/widget/-/issues/new?issue[confidential]=true).\n"],
        );
    }

    #[test]
    fn other_rules_speak_of_other_defects() {
        assert_silent(
            &RULE,
            &[
                "We take security seriously.\n",
                "Please do not report vulnerabilities in public issues.\n",
                "Ordinary bugs go to the [tracker](https://github.com/acme/widget/issues).\n",
            ],
        );
    }

    #[test]
    fn a_list_is_private_unless_its_name_says_otherwise() {
        assert_silent(&RULE, &["Report vulnerabilities to security-list@widget.example.\n"]);
        assert_fires(&RULE, &["Report vulnerabilities to widget-users@widget.example.\n"]);
    }

    #[test]
    fn a_project_may_decide_for_public_reports() {
        let text = "To report a vulnerability, please open a GitHub issue.\n";
        assert_eq!(fires_with(&RULE, text, &[("allow-public", "true")]), []);
    }
}
