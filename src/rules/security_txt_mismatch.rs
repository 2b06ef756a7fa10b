//! See [`RULE`].

use super::context::addresses;
use super::questions::quote;
use super::rule::rule;
use super::{Around, RepositoryFindings};
use crate::diagnostic::Finding;
use crate::policy::{ChannelKind, Kind};
use crate::repository::{Address, Field, SecurityTxt};

rule! {
    /// The contacts or the policies that `security.txt` and the policy name are different.
    ///
    /// ## Why it matters
    ///
    /// One of the two is old, and reporters pick either.
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
    /// - RFC 9116, sections 2.5.3 (Contact) and 2.5.7 (Policy)
    group: Repository,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let Some((policy, path)) = around.policy.filter(|(policy, _)| policy.kind == Kind::Policy) else { return };
    for file in around.surroundings.security_txts() {
        let Some(source) = around.surroundings.source(&file) else { continue };
        let text = SecurityTxt::read(&source);
        let addresses_of_policy: Vec<String> = policy
            .channels
            .iter()
            .filter(|channel| channel.kind == ChannelKind::Email && channel.value.contains('@'))
            .map(|channel| address(&channel.value))
            .collect();
        let contacts: Vec<&Field> = text.all("contact").collect();
        // Of a page or a phone nobody can tell from here where it leads; an address is the same or is not.
        let all_are_addresses = contacts.iter().all(|contact| contact.value.contains('@'));
        let shares_one = contacts.iter().any(|contact| addresses_of_policy.contains(&address(&contact.value)));
        if let (Some(first), true, false, false) = (contacts.first(), all_are_addresses, shares_one, addresses_of_policy.is_empty()) {
            let message = format!("this contact is not in {path}, which names {}", quote(&addresses_of_policy[0]));
            findings.push(&file, Finding::new(first.span, message, "let both name the contact that is read"));
        }
        let own = addresses(around.project(), Some(around.surroundings));
        for field in text.all("policy") {
            if let Some(other) = foreign(&field.value, &own) {
                let message = format!("this is the policy of {}/{}, and not of this repository", other.owner, other.name);
                findings.push(&file, Finding::new(field.span, message, "lead to the policy of this repository"));
            }
        }
    }
}

/// An address without its scheme and query, in lower case.
fn address(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let bare = lower.strip_prefix("mailto:").unwrap_or(&lower);
    bare.split('?').next().unwrap_or(bare).to_owned()
}

/// The repository on a forge that a policy's address belongs to, if it is another one. That of an organisation is
/// everybody's.
fn foreign(url: &str, own: &[Address]) -> Option<Address> {
    let other = Address::of_page(url).filter(Address::is_on_known_forge)?;
    let on_same_forge = own.iter().any(|own| own.host == other.host);
    let is_own = own.iter().any(|own| own.is(&other)) || other.name == ".github";
    (on_same_forge && !is_own).then_some(other)
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
}
