//! See [`RULE`].

use std::cell::OnceCell;
use std::collections::HashSet;

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::policy::{is_spelled_out, ungrouped};

const ALLOW_LONG_ID: OptionSpec =
    OptionSpec::flag("allow-long-id", false, false, "Take an id of 16 digits for enough.");

rule! {
    /// A key is given by an id that other keys can have too.
    ///
    /// ## Why it matters
    ///
    /// Since 2014 there are forged keys for ids of 8 digits by the thousand, which key servers hand
    /// out beside the real ones. An id of 16 digits is harder to forge, and unique no more.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to the PGP key
    /// 0x1ED4A5E7.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to the PGP key
    /// 1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7.
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 9580, 5.5.4 (key ids are not unique)
    /// - “Evil 32: Check Your GPG Fingerprints”, 2014
    group: Channel,
    fix: None,
    options: [ALLOW_LONG_ID],
    since: "0.1.0",
    check: Document(check)
}

/// Of different ids only so many are looked at.
const MOST: usize = 50;

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let has_key = context.policy.armor.iter().any(|armor| armor.label == "PGP PUBLIC KEY BLOCK");
    let mut seen = HashSet::new();
    let text = OnceCell::new();
    for mention in context.policy.keys.iter().filter(|mention| mention.is_hex() && !has_key) {
        let most = match mention.digits.len() {
            8 => Severity::Error,
            16 if !context.flag(&RULE, &ALLOW_LONG_ID) => Severity::Info,
            _ => continue,
        };
        let text = text.get_or_init(|| ungrouped(context.source()));
        let is_new = seen.len() < MOST && seen.insert(mention.digits.as_str());
        if !is_new || is_spelled_out(text, &mention.digits) {
            continue;
        }
        let message = format!(
            "{} is the end of a fingerprint, and other keys can end like that, so nobody knows which key is meant",
            quote(&mention.digits)
        );
        let help = "give the whole fingerprint, which `gpg --fingerprint` shows";
        findings.push(Finding::new(mention.span, message, help).at_most(most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::source::Source;

    #[test]
    fn ids_are_reported() {
        assert_fires(
            &RULE,
            &[
                "Encrypt with our PGP key E17C3F99.\n",
                "PGP key: 0xE17C3F99\n",
                "PGP key id: e17c3f99\n",
                "Our [PGP key](https://keyserver.ubuntu.com/pks/lookup?search=0xE17C3F99).\n",
                "PGP key: 8D5F6C26E17C3F99\n",
            ],
        );
    }

    #[test]
    fn a_long_id_is_advice() {
        let text = "PGP key: 8D5F6C26E17C3F99\n";
        assert_eq!(findings(&RULE, &Source::new("SECURITY.md", text), &[])[0].severity, Severity::Info);
        assert_eq!(fires_with(&RULE, text, &[("allow-long-id", "true")]), []);
    }

    #[test]
    fn the_fingerprint_anywhere_will_do() {
        assert_silent(
            &RULE,
            &[
                "PGP key: 0xE17C3F99, that is 7B2E 1D4C 88E3 5F82 69BB  4E31 8D5F 6C26 E17C 3F99\n",
                "PGP key: 0xE17C3F99\n\n```\n7B2E 1D4C 88E3 5F82 69BB  4E31 8D5F 6C26 E17C 3F99\n```\n",
                concat!("PGP key: 0x1ED4A5E7\n\n", include_str!("../../fixtures/keys/current.asc")),
            ],
        );
    }

    #[test]
    fn other_digits_are_no_keys() {
        assert_silent(
            &RULE,
            &[
                "The commit deadbee1 fixed it, and the address 0xDEADBEE1 is free.\n",
                "We support PGP. The commit e17c3f99 fixed it.\n",
                "| CVE | Commit |\n| --- | --- |\n| CVE-2024-12345678 | e17c3f99 |\n",
            ],
        );
    }
}
