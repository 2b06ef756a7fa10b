//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::Armor;
use crate::policy::vocabulary::Concept;

const EXPIRY_NOTICE: OptionSpec =
    OptionSpec::count("expiry-notice", 30, "Days before its end on which a key is reported.");

rule! {
    /// The key in the policy is damaged, has expired, was revoked, or belongs to another address.
    ///
    /// ## Why it matters
    ///
    /// Mail programs refuse to encrypt to such a key. Keys expire by themselves, and nobody looks at
    /// the one in the policy until a reporter cannot use it.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to this PGP key:
    ///
    ///     -----BEGIN PGP PUBLIC KEY BLOCK-----
    ///
    ///     mDMEZZIAgBYJKwYBBAHaRw8BAQdAa9Dc4XGylXbxKCWK5Ex/Zb7zvuBoljdHms+4
    /// ```
    ///
    /// ## Use instead
    ///
    /// A key that is kept where it can be renewed needs no change of the policy:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to
    /// [our PGP key](https://widget.example/security.asc), fingerprint
    /// `1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7`.
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 9580, 6.2 (armour) and 5.2.3 (what a key says of itself)
    group: Channel,
    fix: None,
    options: [EXPIRY_NOTICE],
    since: "0.1.0",
    check: Document(check)
}

/// Of the keys in a text only so many are read.
const MOST: usize = 100;

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let keys = context.policy.armor.iter().filter(|armor| armor.label == "PGP PUBLIC KEY BLOCK");
    for armor in keys.take(MOST) {
        if is_example(context, armor) {
            continue;
        }
        if !armor.is_closed {
            findings.push(damaged(armor, "its end is missing"));
        } else if armor.content().next().is_none() {
            findings.push(damaged(armor, "there is nothing in it"));
        } else {
            #[cfg(feature = "openpgp")]
            content::check(context, armor, findings);
        }
    }
}

fn damaged(armor: &Armor, how: &str) -> Finding {
    let message = format!("this key is damaged and cannot be used: {how}");
    Finding::new(armor.head, message, "export it once more, with `gpg --armor --export`")
}

/// Whether a block shows what reporters are to send, or stands in a comment.
fn is_example(context: &Context<'_>, armor: &Armor) -> bool {
    let reading = &context.policy.reading;
    let in_comment = context.document().comments.iter().any(|comment| comment.span.contains(armor.head));
    let before = reading.clause_at(armor.head);
    let is_asked_for = before.is_some_and(|clause| {
        reading.set(clause).any(&[Concept::Include, Concept::Example])
            || reading.section_of(clause).path.has(Concept::HeadingContents)
    });
    // Dots stand for the content of any key.
    let is_cut = armor.content().all(|line| line.trim_matches(['.', '…', '[', ']', '<', '>']).len() < line.len())
        && armor.is_closed;
    in_comment || is_asked_for || is_cut && armor.content().next().is_some()
}

/// What a key says of itself.
#[cfg(feature = "openpgp")]
mod content {
    use jiff::ToSpan as _;

    use super::{EXPIRY_NOTICE, RULE, damaged};
    use crate::diagnostic::{Finding, Severity};
    use crate::policy::{Armor, Certificate, ChannelKind, Unreadable, read_key};
    use crate::rules::questions::listed;
    use crate::rules::{Context, Findings};

    pub(super) fn check(context: &Context<'_>, armor: &Armor, findings: &mut Findings<'_>) {
        match read_key(&armor.text) {
            Ok(key) => certificate(context, armor, &key, findings),
            Err(Unreadable::Damaged(how)) => findings.push(damaged(armor, how)),
            Err(Unreadable::Unknown) => {}
        }
    }

    fn certificate(context: &Context<'_>, armor: &Armor, key: &Certificate, findings: &mut Findings<'_>) {
        const RENEW: &str = "put in a key that is in force, or link to where the current one is kept";
        if key.is_revoked {
            findings.push(Finding::new(
                armor.head,
                "this key was revoked: nobody should encrypt to it any more",
                RENEW,
            ));
        } else if !key.can_encrypt {
            let message = "this key can only sign, so nobody can encrypt a report to it";
            findings.push(
                Finding::new(armor.head, message, "add a subkey for encryption, and export the key once more")
                    .at_most(Severity::Warning),
            );
        } else if let Some((today, end)) = context.today().zip(key.expires) {
            let notice = i64::from(context.count(&RULE, &EXPIRY_NOTICE)).days();
            if end <= today {
                let message = format!("this key expired on {end}, so mail programs refuse to encrypt to it");
                findings.push(Finding::new(armor.head, message, RENEW));
            } else if today.saturating_add(notice) >= end {
                let message = format!("this key expires on {end}");
                findings.push(
                    Finding::new(armor.head, message, "renew it, and export it once more").at_most(Severity::Info),
                );
            }
        }
        let channels = context.policy.channels.iter().filter(|channel| channel.kind == ChannelKind::Email);
        let contacts: Vec<String> =
            channels.map(|channel| channel.value.to_lowercase()).filter(|value| value.contains('@')).collect();
        let linked = || context.document().links.iter().filter_map(|link| link.address()).map(str::to_lowercase);
        let is_contact = |address: &String| contacts.contains(address) || linked().any(|linked| linked == *address);
        if !contacts.is_empty() && !key.addresses.is_empty() && !key.addresses.iter().any(is_contact) {
            let message = format!(
                "this key is for {}, which is no contact of the policy, so a mail program does not find it for {}",
                listed(&key.addresses),
                contacts[0]
            );
            findings.push(
                Finding::new(armor.head, message, "add the contact to the key, or name the address of the key")
                    .at_most(Severity::Info),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent};

    const CURRENT: &str = include_str!("../../fixtures/keys/current.asc");
    const CONTACT: &str = "Report vulnerabilities to security@widget.example, encrypted to this PGP key:";

    fn with_key(key: &str) -> String {
        format!("{CONTACT}\n\n```\n{key}```\n")
    }

    #[test]
    fn a_key_in_force_is_fine_in_any_dress() {
        let indented = format!("   {}", CURRENT.trim_end().replace('\n', "\n   "));
        let quoted = format!("> {}", CURRENT.trim_end().replace('\n', "\n> "));
        assert_silent(
            &RULE,
            &[
                &with_key(CURRENT),
                &format!("{CONTACT}\n\n{CURRENT}"),
                &format!("1. {CONTACT}\n\n{indented}"),
                &format!("{CONTACT}\n\n{quoted}"),
                &format!("{CONTACT}\n\n{}", CURRENT.replace("\n\n", "\n&nbsp;\n")),
            ],
        );
    }

    #[test]
    fn a_block_without_an_end_or_content_is_reported() {
        assert_fires(
            &RULE,
            &[
                &with_key(CURRENT.split("-----END").next().expect("there is an end")),
                &with_key("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n"),
            ],
        );
    }

    #[test]
    fn examples_and_signatures_are_no_keys() {
        assert_silent(
            &RULE,
            &[
                "Please include your public key in the report:\n\n```\n-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----\n```\n",
                &with_key("-----BEGIN PGP PUBLIC KEY BLOCK-----\n...\n-----END PGP PUBLIC KEY BLOCK-----\n"),
                &with_key("-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"),
                &format!("{CONTACT}\n\n<!--\n-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-->\n"),
            ],
        );
    }

    #[cfg(feature = "openpgp")]
    mod content {
        use jiff::civil::{Date, date};

        use super::*;
        use crate::diagnostic::{Diagnostic, Severity};
        use crate::rules::{Settings, lint};
        use crate::source::Source;

        fn on(today: Option<Date>, text: &str) -> Vec<Diagnostic> {
            let mut settings = Settings::none();
            settings.set_severity(&RULE, Some(Severity::Error));
            settings.today = today;
            lint(&Source::new("SECURITY.md", text), &settings).diagnostics
        }

        #[test]
        fn damaged_keys_are_reported() {
            assert_fires(
                &RULE,
                &[&with_key(&CURRENT.replacen("KVdp", "KVdq", 1)), &with_key(&CURRENT.replacen("mDME", "m*ME", 1))],
            );
        }

        #[test]
        fn a_key_expires_by_the_day() {
            for key in [
                include_str!("../../fixtures/keys/expired.asc"),
                include_str!("../../fixtures/keys/expired-subkey.asc"),
            ] {
                let text = with_key(key);
                let on = |year, month, day| on(Some(date(year, month, day)), &text);
                assert_eq!(on(2024, 11, 1), []);
                assert_eq!(on(2024, 12, 15)[0].severity, Severity::Info);
                assert_eq!(on(2025, 1, 1)[0].severity, Severity::Error);
                assert!(on(2026, 1, 1)[0].message.contains("2025-01-01"));
            }
            assert_eq!(on(None, &with_key(include_str!("../../fixtures/keys/expired.asc"))), []);
        }

        #[test]
        fn revoked_keys_and_those_that_only_sign_are_reported() {
            let revoked = on(None, &with_key(include_str!("../../fixtures/keys/revoked.asc")));
            assert!(revoked[0].message.contains("revoked"));
            let signs = on(None, &with_key(include_str!("../../fixtures/keys/sign-only.asc")));
            assert_eq!(signs[0].severity, Severity::Warning);
        }

        #[test]
        fn a_key_of_another_address_is_advice() {
            let text = with_key(CURRENT).replace("security@widget.example", "report@widget.example");
            let found = on(None, &text);
            assert_eq!(found[0].severity, Severity::Info);
            assert!(found[0].message.contains("security@widget.example"), "{}", found[0].message);
            let both = format!("{text}\nOr to security@widget.example.\n");
            assert_eq!(on(None, &both), []);
        }
    }
}
