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
                format!("this is not the fingerprint of the key in the policy, which is {}", certificate.fingerprints[0]),
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
        assert_fires(&RULE, &[
            "PGP: 6A1F 0C3B 99D2 4E71 58AA 3D20 9C4E 7B15 F06D 2E8\n",
            "PGP: 6A1F 0C3B 99D2 4E71 58AA 3D20 9C4E 7B15 F06D 2E888\n",
            "PGP: 6A1F 0C3B 99D2 4E71 58AA 3D20 9C4E 7B15 F06D\n",
            "PGP: 6A1F 0C3 99D2 4E71 58AA 3D20 9C4E 7B15 F06D 2E88\n",
            "PGP: 6A1FOC3B99D24E7158AA3D209C4E7B15F06D2E88\n",
            "[PGP](openpgp4fpr:6A1F0C3B99D24E7158AA3D209C4E7B15F06D2E8)\n",
        ]);
        assert!(fires(&RULE, "PGP: 6A1F 0C3B 99D2 4E71 58AA 3D20 9C4E 7B15\n")[0].1.contains("version 3"));
        assert!(fires(&RULE, "PGP: 6A1F OC3B 99D2 4E71 58AA 3D20 9C4E 7B15 F06D 2E88\n")[0].1.contains("letter O"));
    }

    #[test]
    fn fingerprints_in_any_form_are_fine() {
        assert_silent(&RULE, &[
            "PGP: 6A1F 0C3B 99D2 4E71 58AA  3D20 9C4E 7B15 F06D 2E88\n",
            "PGP: 6A1F0C3B99D24E7158AA3D209C4E7B15F06D2E88\n",
            "PGP: 6A1F0C3B99D24E7158AA3D209C4E7B15F06D2E886A1F0C3B99D24E7158AA3D20\n",
            "[PGP](openpgp4fpr:6a1f0c3b99d24e7158aa3d209c4e7b15f06d2e88)\n",
            "PGP:\n\n```\n6A1F 0C3B 99D2 4E71 58AA\n3D20 9C4E 7B15 F06D 2E88\n```\n",
        ]);
    }

    #[test]
    fn ids_and_other_sums_are_not_looked_at() {
        assert_silent(&RULE, &[
            "PGP: 0xF06D2E88 or 9C4E7B15F06D2E88\n",
            "PGP is fine. SHA-256: 6a1f0c3b99d24e7158aa3d209c4e7b15f06d2e886a1f0c3b99d24e71\n",
            "PGP is fine. The commit 6a1f0c3b99d24e7158aa3d20 is not.\n",
            "The digest is 6a1f0c3b99d24e7158aa3d209c4e7b15.\n",
            "The SSH key fingerprint is 6a:1f:0c:3b:99:d2:4e:71:58:aa:3d:20:9c:4e:7b:15.\n",
        ]);
    }

    #[cfg(feature = "openpgp")]
    #[test]
    fn it_is_compared_with_the_key() {
        let key = include_str!("../../fixtures/keys/current.asc");
        let own = "1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7";
        assert_silent(&RULE, &[&format!("PGP: {own}\n\n```\n{key}```\n")]);
        assert_fires(&RULE, &[&format!("PGP: 6A1F 0C3B 99D2 4E71 58AA  3D20 9C4E 7B15 F06D 2E88\n\n```\n{key}```\n")]);
    }
}
