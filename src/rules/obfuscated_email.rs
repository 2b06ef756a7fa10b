//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::policy::disguises;

rule! {
    /// An address is written so that people must put it together themselves.
    ///
    /// ## Why it matters
    ///
    /// Harvesters have read `[at]` for decades. The people who are stopped are reporters: a
    /// disguised address cannot be copied, is read out as nonsense by a screen reader, and is not
    /// found by tools that look for a contact.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to security [at] widget [dot] example.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The plain address takes the place of the disguised one. That needs a look: it is put
    /// together from words, and some disguise their address on purpose.
    ///
    /// ## Sources
    ///
    /// - OpenSSF Scorecard, Security-Policy (which addresses the check understands)
    group: Channel,
    fix: Unsafe,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for disguise in disguises(context.policy) {
        let finding = match disguise.address {
            Some(address) => {
                let shown = quote(context.source().slice(disguise.span));
                let plain = format!("<{address}>");
                Finding::new(
                    disguise.span,
                    format!("{shown} cannot be copied or clicked: everybody who reports has to rebuild the address"),
                    format!("write the plain address, `{plain}`"),
                )
                .fix(Fix::unsafe_(format!("Write `{plain}`"), vec![Edit::replace(disguise.span, plain)]))
            }
            None => Finding::new(
                disguise.span,
                "the address is in an image: it cannot be copied, and screen readers cannot read it",
                "write the address as text",
            ),
        };
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings};
    use crate::source::Source;

    #[test]
    fn disguises_are_reported() {
        for contact in [
            "security [at] widget [dot] example",
            "security(at)widget.example",
            "security {at} widget.example",
            "security at widget dot example",
            "`info` at widget dot co dot example",
            "securityNOSPAM@widget.example",
            "[us](mailto:security@REMOVETHIS.widget.example)",
            "security @ widget.example",
            "ed.tegdiw@ytiruces",
            "![our email](contact.png)",
        ] {
            assert_fires(&RULE, &[&format!("Please report vulnerabilities by email to {contact}.\n")]);
        }
        assert_fires(&RULE, &["Please report vulnerabilities to these people:\n\n- Ada, ada at widget.example\n"]);
    }

    #[test]
    fn plain_addresses_are_fine() {
        for contact in [
            "security@widget.example",
            "<security@widget.example>",
            "[us](mailto:security@widget.example)",
            "security&#64;widget&#46;example",
            "[security [at] widget.example](mailto:security@widget.example)",
            "security [at] widget.example (<security@widget.example>)",
            "nospam@widget.example",
        ] {
            assert_silent(&RULE, &[&format!("Please report vulnerabilities by email to {contact}.\n")]);
        }
    }

    #[test]
    fn prose_with_the_word_at_is_no_address() {
        assert_silent(
            &RULE,
            &[
                "Please look at security dot files before you report vulnerabilities.\n",
                "Report vulnerabilities to us at widget.example.\n",
                "Report vulnerabilities on our page at widget.dev.\n",
                "Report vulnerabilities at widget.dev.\n",
                "Our talk was given by Ada at widget.dev.\n",
                "![mail](mail.png) Report vulnerabilities by email to security@widget.example.\n",
            ],
        );
    }

    #[test]
    fn the_fix_rebuilds_the_address() {
        for (text, mended) in [
            ("Email security(at)widget.example to report.", "Email <security@widget.example> to report."),
            ("Email security [at] widget [dot com].", "Email <security@widget.com>."),
            ("Email `info` at widget dot example.", "Email <info@widget.example>."),
            ("Email `info [at] widget.example`, please.", "Email <info@widget.example>, please."),
            ("Email securityNOSPAM@widget.example to report.", "Email <security@widget.example> to report."),
            ("Email security @ widget.example to report.", "Email <security@widget.example> to report."),
        ] {
            let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.expect("there is a fix");
            assert_eq!(fix.apply(text), mended);
        }
    }
}
