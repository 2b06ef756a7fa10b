//! See [`RULE`].

use super::context::addresses;
use super::elsewhere::{contacts, fingerprints, foreign_repository, is_of_key, keys, plain_address};
use super::questions::quote;
use super::rule::rule;
use super::{Around, RepositoryFindings};
use crate::diagnostic::Finding;
use crate::policy::{Kind, Policy, url_parts};
use crate::repository::{Field, SecurityTxt, join};
use crate::source::Source;

rule! {
    /// The policy and `security.txt` name different contacts, keys or policies.
    ///
    /// ## Why it matters
    ///
    /// No reporter can tell which of the two is current, and what is encrypted with an old key may
    /// be lost.
    ///
    /// One contact and one key that both name are enough. A file whose `Canonical` is a website
    /// that neither the README nor the policy speaks of is taken for that of another product.
    ///
    /// ## Example
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```text,file=.well-known/security.txt
    /// Contact: mailto:old-security@widget.example
    /// Expires: 2026-12-31T22:00:00Z
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```text,file=.well-known/security.txt
    /// Contact: mailto:security@widget.example
    /// Expires: 2026-12-31T22:00:00Z
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 9116, sections 2.5.3 (Contact), 2.5.4 (Encryption) and 2.5.7 (Policy)
    group: Repository,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let Some((policy, path)) = around.telling().filter(|(policy, _)| policy.kind == Kind::Policy) else { return };
    for file in around.surroundings.security_txts() {
        let Some(source) = around.surroundings.source(&file) else { continue };
        let text = SecurityTxt::read(&source);
        if is_of_other_product(around, policy, &text) {
            continue;
        }
        let mut push = |finding| findings.push(&file, finding);
        contact(policy, path, &text).into_iter().for_each(&mut push);
        key(policy, path, &text).into_iter().for_each(&mut push);
        let own = addresses(around.project(), Some(around.surroundings));
        for field in text.all("policy") {
            if let Some(other) = foreign_repository(&field.value, &own) {
                let message =
                    format!("this is the policy of {}/{}, and not of this repository", other.owner, other.name);
                push(Finding::new(field.span, message, "lead to the policy of this repository"));
            }
        }
    }
}

/// No contact of the file is one of the policy's.
fn contact(policy: &Policy<'_>, path: &str, text: &SecurityTxt) -> Option<Finding> {
    let known = contacts(policy);
    let contacts: Vec<&Field> = text.all("contact").collect();
    // Of a page or a phone nobody can tell from here where it leads; an address is the same or is not.
    let all_are_addresses = contacts.iter().all(|contact| contact.value.contains('@'));
    let shares_one = contacts.iter().any(|contact| known.contains(&plain_address(&contact.value)));
    let (first, named) = (contacts.first()?, known.first()?);
    let message = || format!("this contact is not in {path}, which names {}", quote(named));
    (all_are_addresses && !shares_one)
        .then(|| Finding::new(first.span, message(), "let both name the contact that is read"))
}

/// The file gives fingerprints, and the policy gives others.
fn key(policy: &Policy<'_>, path: &str, text: &SecurityTxt) -> Option<Finding> {
    let given: Vec<(&Field, String)> = text
        .all("encryption")
        .flat_map(|field| fingerprints(&field.value).into_iter().map(move |fingerprint| (field, fingerprint)))
        .collect();
    let (first, _) = given.first()?;
    let known = keys(policy)?;
    let shown = known.first()?;
    let shares_one = given.iter().any(|(_, fingerprint)| known.iter().any(|key| is_of_key(key, fingerprint)));
    let message = || format!("this is not a key of {path}, which names {}", quote(shown));
    (!shares_one).then(|| Finding::new(first.span, message(), "let both name the key that is in use"))
}

/// Whether the file says that it is for a website that the project nowhere speaks of.
fn is_of_other_product(around: &Around<'_>, policy: &Policy<'_>, text: &SecurityTxt) -> bool {
    let mut hosts = text.all("canonical").filter_map(|field| Some(url_parts(&field.value)?.0)).peekable();
    let Some(readme) = around.surroundings.readmes().into_iter().find_map(|path| around.surroundings.source(&path))
    else {
        return false;
    };
    let names = around.surroundings.web_roots().filter_map(|root| around.surroundings.source(&join(root, "CNAME")));
    let texts: Vec<Source> = names.chain([readme]).collect();
    let is_named = |host: &str| {
        let texts = texts.iter().map(Source::text).chain([policy.document.source.text()]);
        texts
            .into_iter()
            .any(|text| memchr::memmem::find(text.to_ascii_lowercase().as_bytes(), host.as_bytes()).is_some())
    };
    hosts.peek().is_some() && !hosts.any(|host| is_named(&host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::fires_in;

    const CONFIG: (&str, &str) = (".git/config", "[remote \"origin\"]\n url = https://github.com/acme/widget\n");

    fn found(text: &str) -> Vec<String> {
        let policy = "Report vulnerabilities to <security@widget.example>, or at https://hackerone.com/widget.\n";
        fires_in(&RULE, &[("SECURITY.md", policy), ("docs/.well-known/security.txt", text), CONFIG], &[])
    }

    #[test]
    fn other_contacts_and_policies_are_reported() {
        for text in [
            "Contact: mailto:old@widget.example\n",
            "Contact: old@widget.example\nContact: mailto:older@widget.example\n",
            "Contact: mailto:security@widget.example\nPolicy: https://github.com/acme/gadget/security/policy\n",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn one_shared_contact_is_enough() {
        for text in [
            "Contact: mailto:Security@widget.example?subject=x\nContact: mailto:other@widget.example\n",
            "Contact: https://widget.example/report\n",
            "Contact: mailto:other@widget.example\nContact: https://widget.example/report\n",
            "Contact: mailto:security@widget.example\nPolicy: https://github.com/Acme/widget/security/policy\n",
            "Contact: mailto:security@widget.example\nPolicy: https://widget.example/policy\n",
            "Contact: mailto:security@widget.example\nPolicy: https://github.com/acme/.github/blob/main/SECURITY.md\n",
            "Expires: never\n",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    const FINGERPRINT: &str = "1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7";

    /// What is found where a policy with a key meets `Encryption` fields.
    fn keys_found(key: &str, fields: &str) -> Vec<String> {
        let policy = format!("Report vulnerabilities to <security@widget.example>, encrypted with PGP.\n\n{key}\n");
        let text = format!("Contact: mailto:security@widget.example\n{fields}");
        fires_in(&RULE, &[("SECURITY.md", &*policy), (".well-known/security.txt", &*text)], &[])
    }

    #[test]
    fn another_key_is_reported() {
        let other = "Encryption: openpgp4fpr:7ad4eda45a6f3e4b0f9a4b8de3a3dbcc2d3f5fd1\n";
        let found = keys_found(&format!("Key fingerprint: {FINGERPRINT}"), other);
        assert!(found.len() == 1 && found[0].contains("not a key of SECURITY.md"), "{found:?}");
        assert_eq!(keys_found("Our PGP key has the id 0xF9DF28A21ED4A5E7.", other).len(), 1);
    }

    #[test]
    fn the_same_key_and_one_that_is_not_shown_are_fine() {
        let own = "Encryption: openpgp4fpr:1841a745bddd27da1767b92ef9df28a21ed4a5e7\n";
        let other = "Encryption: openpgp4fpr:7ad4eda45a6f3e4b0f9a4b8de3a3dbcc2d3f5fd1\n";
        let shown = format!("Key fingerprint: {FINGERPRINT}");
        for (key, fields) in [
            (&*shown, own.to_owned()),
            (&*shown, format!("{other}{own}")),
            (&*shown, "Encryption: https://widget.example/key.asc\n".to_owned()),
            ("Our PGP key has the id 0xF9DF28A21ED4A5E7.", own.to_owned()),
            ("Our [PGP key](https://widget.example/key.asc).", other.to_owned()),
            ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDM\n-----END PGP PUBLIC KEY BLOCK-----", other.to_owned()),
        ] {
            assert_eq!(keys_found(key, &fields), Vec::<String>::new(), "{key}: {fields}");
        }
    }

    #[test]
    #[cfg(feature = "openpgp")]
    fn a_whole_key_has_its_fingerprint() {
        let key = include_str!("../../fixtures/keys/current.asc");
        assert_eq!(keys_found(key, "Encryption: openpgp4fpr:7ad4eda45a6f3e4b0f9a4b8de3a3dbcc2d3f5fd1\n").len(), 1);
    }

    #[test]
    fn the_file_of_another_website_is_left_alone() {
        let policy = ("SECURITY.md", "Report vulnerabilities to <security@widget.example>.\n");
        let text = "Contact: mailto:old@widget.example\nCanonical: https://shop.example/.well-known/security.txt\n";
        let found = |readme: &str, name: &str| {
            let files = [policy, ("site/.well-known/security.txt", text), ("README.md", readme), ("site/CNAME", name)];
            fires_in(&RULE, &files, &[]).len()
        };
        assert_eq!(found("# Widget\n", ""), 0);
        assert_eq!(found("# Widget\n\nSee https://Shop.example.\n", ""), 1);
        assert_eq!(found("# Widget\n", "shop.example\n"), 1);
    }
}
