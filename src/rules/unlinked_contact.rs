//! See [`RULE`], which has a file for each kind of contact.

mod bare;
mod code;
mod form;
mod people;
mod scheme;

use super::rule::rule;
use super::{Context, Findings, OptionSpec};

const BARE_EMAILS: OptionSpec = OptionSpec::flag(
    "bare-emails",
    false,
    true,
    "Ask for an explicit link also where the forge makes one of a bare address by itself.",
);

rule! {
    /// A contact is named but not linked.
    ///
    /// ## Why it matters
    ///
    /// “Open a private security advisory” sends people through menus to look for it, and some of
    /// them end up in the public tracker. An address that is set as code has to be copied. “Or
    /// contact the maintainers” beside another channel offers a way that nobody can go, if no
    /// address of theirs stands anywhere.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to `security@widget.example`.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by opening a private security advisory on GitHub.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in a
    /// [private security advisory](https://github.com/acme/widget/security/advisories/new).
    ///
    /// If you cannot use it, please contact the maintainers directly.
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
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in a
    /// [private security advisory](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in a
    /// [private security advisory](https://github.com/acme/widget/security/advisories/new).
    ///
    /// If you cannot use it, please write to the maintainers at <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// An address set as code becomes a link, which is safe, and so is a scheme before a host that
    /// is linked with it elsewhere. A scheme before any other host needs a look, and so does the
    /// link to the forge's form, which is offered where the configuration names the repository:
    /// the form has to be turned on first.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Configuring private vulnerability reporting for a repository”
    group: Channel,
    fix: Safe,
    options: [BARE_EMAILS],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    form::check(context, findings);
    code::check(context, findings);
    scheme::check(context, findings);
    people::check(context, findings);
    if context.flag(&RULE, &BARE_EMAILS) {
        bare::check(context, findings);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    #[test]
    fn contacts_without_a_link_are_reported() {
        assert_fires(
            &RULE,
            &[
                "Report vulnerabilities through GitHub's private vulnerability reporting.\n",
                "## Contact for security issues\n\n- GitHub: create a private security advisory\n- Mail: security@widget.example\n",
                "Report vulnerabilities by email to `security@widget.example`.\n",
                "Report vulnerabilities by email to:\n\n```\nsecurity@widget.example\n```\n",
                "Report vulnerabilities at g.co/vulnz please.\n",
                "Report vulnerabilities at hackerone.com/widget.\n",
            ],
        );
    }

    #[test]
    fn a_link_anywhere_will_do() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities in a private security advisory.\n\nUse [this form](https://github.com/acme/widget/security/advisories/new).\n",
                "Report vulnerabilities in a [private security advisory](https://github.com/acme/widget/security).\n",
                "Report vulnerabilities by email to `security@widget.example`.\n\nOnce more: <security@widget.example>.\n",
                "Report vulnerabilities by email to [`security@widget.example`](mailto:security@widget.example).\n",
                "Report vulnerabilities at g.co/vulnz, which is [here](https://g.co/vulnz).\n",
            ],
        );
    }
}
