//! See [`RULE`].

use super::questions::{Reach, display, reach};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::policy::{Channel, ChannelKind};
use crate::source::Span;

rule! {
    /// Reports go by plain e-mail, and nothing is said about keeping them confidential.
    ///
    /// ## Why it matters
    ///
    /// A report can hold a working exploit. Some reporters may not send such a thing unencrypted,
    /// and whoever looks for a key or a form and finds nothing has to ask first.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, or in our
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. We have no PGP key.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OpenSSF Best Practices badge, `vulnerability_report_private`
    /// - ISO/IEC 29147:2018, 5.8.2 and 9.3.3
    group: Channel,
    fix: None,
    options: [],
    since: "0.1.0",
    evidence: evidence,
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let policy = context.policy;
    let is_mail = |channel: &&Channel| channel.kind == ChannelKind::Email && reach(channel) == Reach::Direct;
    let mut others = policy.channels.iter().filter(|channel| channel.private != Some(false) && !is_mail(channel));
    let Some(mail) = policy.channels.iter().find(is_mail) else { return };
    // Whoever can only be named has been asked already, by other rules.
    let has_other = others.any(|channel| channel.kind != ChannelKind::Link && reach(channel) != Reach::Named);
    if context.is_delegated() || has_other || policy.encryption().is_some() {
        return;
    }
    findings.push(Finding::new(
        mail.span,
        format!("{} takes reports as plain e-mail, and nothing says how to send one confidentially", display(mail)),
        "name a key, offer a form over https, or say that plain e-mail will do",
    ));
}

/// The words about encryption, and the channels besides e-mail, which have theirs.
fn evidence(context: &Context<'_>) -> Vec<Span> {
    let others = context.private_channels().filter(|channel| channel.kind != ChannelKind::Email);
    let said = context.policy.encryption().into_iter().map(|evidence| evidence.span);
    said.chain(others.map(|channel| channel.span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    #[test]
    fn plain_mail_alone_is_reported() {
        assert_fires(
            &RULE,
            &[
                "Report vulnerabilities to security@widget.example.\n",
                "Report vulnerabilities to security@widget.example or ada@widget.example.\n",
                "Report vulnerabilities to security@widget.example. Our releases are signed.\n",
            ],
        );
    }

    #[test]
    fn any_word_about_encryption_will_do() {
        for sentence in [
            "Encrypt your mail with our [PGP key](https://widget.example/key.asc).",
            "Reach us via Signal for sensitive matters.",
            "We accept S/MIME.",
            "We do not support PGP.",
            "Please don't encrypt your report.",
        ] {
            assert_silent(&RULE, &[&format!("Report vulnerabilities to security@widget.example. {sentence}\n")]);
        }
    }

    #[test]
    fn a_channel_over_https_is_encrypted() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities to security@widget.example or at <https://hackerone.com/widget>.\n",
                "Report vulnerabilities to security@widget.example or in a private security advisory.\n",
                "Report vulnerabilities in [our form](https://github.com/acme/widget/security/advisories/new).\n",
                "We take security seriously.\n",
            ],
        );
    }
}
