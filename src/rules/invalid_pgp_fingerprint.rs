//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::Finding;
use crate::policy::KeyMention;

rule! {
    /// A fingerprint of a key cannot be right.
    ///
    /// ## Why it matters
    ///
    /// One lost digit makes a fingerprint useless, and nobody notices before the first reporter
    /// compares it with the key.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to the PGP key
    /// 1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E.
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
    /// - RFC 4880, 12.2 (40 digits) and RFC 9580, 5.5.4 (64 digits)
    group: Channel,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

const HELP: &str = "copy the fingerprint from `gpg --fingerprint`";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // Ids are shorter, and another rule's.
    for mention in context.policy.keys.iter().filter(|mention| mention.digits.len() > 16) {
        if let Some(fault) = fault(mention) {
            let shown = quote(context.source().slice(mention.span));
            findings.push(Finding::new(mention.span, format!("{shown} is no fingerprint of a key: {fault}"), HELP));
        }
    }
    #[cfg(feature = "openpgp")]
    of_another_key(context, findings);
}

fn fault(mention: &KeyMention) -> Option<String> {
    if mention.is_full() {
        return None;
    }
    if let Some(letter) = mention.digits.chars().find(|c| !c.is_ascii_hexdigit()) {
        let meant = if letter == 'O' { '0' } else { '1' };
        return Some(format!("there is a letter {letter} in it, where {meant} was meant"));
    }
    Some(match mention.digits.len() {
        32 => "it has 32 digits, as those of version 3 had, which nobody uses any more".to_owned(),
        length => format!("it has {length} digits, and one of today has 40 or 64"),
    })
}

/// The one fingerprint of a text, beside the one key, which has another.
#[cfg(feature = "openpgp")]
fn of_another_key(context: &Context<'_>, findings: &mut Findings<'_>) {
    let mut keys = context.policy.armor.iter().filter(|armor| armor.label == "PGP PUBLIC KEY BLOCK" && armor.is_closed);
    let (Some(key), None) = (keys.next(), keys.next()) else { return };
    let mut full = context.policy.keys.iter().filter(|mention| mention.is_full());
    let Some(first) = full.next().filter(|first| full.all(|other| other.digits == first.digits)) else { return };
    let Ok(certificate) = crate::policy::read_key(&key.text) else { return };
    if !certificate.fingerprints.contains(&first.digits) {
        findings.push(
            Finding::new(
                first.span,
                format!(
                    "this is not the fingerprint of the key in the policy, which is {}",
                    certificate.fingerprints[0]
                ),
                "let both be of the key that you use",
            )
            .also(key.head, "this key"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires};

    #[test]
    fn fingerprints_that_cannot_be_right_are_reported() {
        assert_fires(
            &RULE,
            &[
                "PGP: 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 2E8\n",
                "PGP: 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F998\n",
                "PGP: 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26 E17C\n",
                "PGP: 7B2E 0C3 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99\n",
                "PGP: 7B2EOC3B88E35F8269BB4E318D5F6C26E17C3F99\n",
                "[PGP](openpgp4fpr:7B2E1D4C88E35F8269BB4E318D5F6C26E17C2E8)\n",
            ],
        );
        assert!(fires(&RULE, "PGP: 7B2E 1D4C 88E3 5F82 69BB 4E31 8D5F 6C26\n")[0].1.contains("version 3"));
        assert!(fires(&RULE, "PGP: 7B2E OC3B 88E3 5F82 69BB 4E31 8D5F 6C26 E17C 3F99\n")[0].1.contains("letter O"));
    }

    #[test]
    fn fingerprints_in_any_form_are_fine() {
        assert_silent(
            &RULE,
            &[
                "PGP: 7B2E 1D4C 88E3 5F82 69BB  4E31 8D5F 6C26 E17C 3F99\n",
                "PGP: 7B2E1D4C88E35F8269BB4E318D5F6C26E17C3F99\n",
                "PGP: 7B2E1D4C88E35F8269BB4E318D5F6C26E17C3F997B2E1D4C88E35F8269BB4E31\n",
                "[PGP](openpgp4fpr:7b2e1d4c88e35f8269bb4e318d5f6c26e17c3f99)\n",
                "PGP:\n\n```\n7B2E 1D4C 88E3 5F82 69BB\n4E31 8D5F 6C26 E17C 3F99\n```\n",
            ],
        );
    }

    #[test]
    fn ids_and_other_sums_are_not_looked_at() {
        assert_silent(
            &RULE,
            &[
                "PGP: 0xE17C3F99 or 8D5F6C26E17C3F99\n",
                "PGP is fine. SHA-256: 7b2e1d4c88e35f8269bb4e318d5f6c26e17c3f997b2e1d4c88e35f82\n",
                "PGP is fine. The commit 7b2e1d4c88e35f8269bb4e31 is not.\n",
                "The digest is 7b2e1d4c88e35f8269bb4e318d5f6c26.\n",
                "The SSH key fingerprint is 7b:2e:1d:4c:88:e3:5f:82:69:bb:4e:31:8d:5f:6c:26.\n",
            ],
        );
    }

    #[cfg(feature = "openpgp")]
    #[test]
    fn it_is_compared_with_the_key() {
        let key = include_str!("../../fixtures/keys/current.asc");
        let own = "1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7";
        assert_silent(&RULE, &[&format!("PGP: {own}\n\n```\n{key}```\n")]);
        assert_fires(&RULE, &[&format!("PGP: 7B2E 1D4C 88E3 5F82 69BB  4E31 8D5F 6C26 E17C 3F99\n\n```\n{key}```\n")]);
    }
}
