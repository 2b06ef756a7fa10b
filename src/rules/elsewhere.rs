//! What a policy and a file beside it both name, in a form that can be compared: addresses, repositories, keys.

use crate::policy::{ChannelKind, Policy, key_of_url};
use crate::repository::Address;

/// An address without its scheme and query, in lower case.
pub(super) fn plain_address(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let bare = lower.strip_prefix("mailto:").unwrap_or(&lower);
    bare.split('?').next().unwrap_or(bare).trim().to_owned()
}

/// The addresses that a policy takes reports at, each as [`plain_address`] gives it.
pub(super) fn contacts(policy: &Policy<'_>) -> Vec<String> {
    let addresses = policy.channels.iter().filter(|channel| channel.kind == ChannelKind::Email);
    addresses.filter(|channel| channel.value.contains('@')).map(|channel| plain_address(&channel.value)).collect()
}

/// Whether a policy names an address, for whatever purpose.
pub(super) fn names_address(policy: &Policy<'_>, address: &str) -> bool {
    let linked = policy.document.links.iter().filter_map(|link| link.address());
    let written = policy.written_out.iter().map(|written| written.address.as_str());
    linked.chain(written).any(|known| plain_address(known) == address)
}

/// The repository on a forge that a page belongs to, if it is not one of the project's own. That of an organisation is
/// everybody's.
pub(super) fn foreign_repository(url: &str, own: &[Address]) -> Option<Address> {
    let other = Address::of_page(url).filter(Address::is_on_known_forge)?;
    let on_same_forge = own.iter().any(|own| own.host == other.host);
    let is_own = own.iter().any(|own| own.is(&other)) || other.name == ".github";
    (on_same_forge && !is_own).then_some(other)
}

/// The fingerprints and ids of the keys that a policy shows; `None` where it shows one that cannot be read.
pub(super) fn keys(policy: &Policy<'_>) -> Option<Vec<String>> {
    let mut keys: Vec<String> = policy.keys.iter().map(|key| key.digits.clone()).collect();
    for armor in policy.armor.iter().filter(|armor| armor.label == PUBLIC_KEY) {
        keys.extend(fingerprints_of(&armor.text)?);
    }
    Some(keys)
}

const PUBLIC_KEY: &str = "PGP PUBLIC KEY BLOCK";

/// The fingerprints that a value names: of a key in armour, a URL, or digits alone; empty where it names none.
pub(super) fn fingerprints(value: &str) -> Vec<String> {
    if value.contains(PUBLIC_KEY) {
        return fingerprints_of(value).unwrap_or_default();
    }
    let digits = |text: &str| {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
        let digits = digits.trim_start_matches("0x").to_ascii_uppercase();
        (digits.bytes().all(|b| b.is_ascii_hexdigit())).then_some(digits)
    };
    let named = key_of_url(value).or_else(|| digits(value));
    named.filter(|digits| matches!(digits.len(), 40 | 64)).into_iter().collect()
}

/// Of a key in armour, with its subkeys; `None` where it cannot be read.
#[cfg(feature = "openpgp")]
fn fingerprints_of(armor: &str) -> Option<Vec<String>> {
    crate::policy::read_key(armor).ok().map(|key| key.fingerprints)
}

/// Without that feature no key is read.
#[cfg(not(feature = "openpgp"))]
fn fingerprints_of(_: &str) -> Option<Vec<String>> {
    None
}

/// Whether digits that a policy shows may be those of a key with a fingerprint: the same, or its id, which is at the
/// end of 40 digits (RFC 9580, 5.5.4.2) and at the start of 64 (5.5.4.3).
pub(super) fn is_of_key(shown: &str, fingerprint: &str) -> bool {
    if fingerprint.len() == 64 { fingerprint.starts_with(shown) } else { fingerprint.ends_with(shown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_in_every_form() {
        const DIGITS: &str = "1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7";
        for value in [
            "openpgp4fpr:1841a745bddd27da1767b92ef9df28a21ed4a5e7",
            "1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7",
            "0x1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7",
            "https://keys.openpgp.org/search?q=x&search=0x1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7",
        ] {
            assert_eq!(fingerprints(value), [DIGITS], "{value}");
        }
        for value in ["https://widget.example/key.asc", "openpgp4fpr:xyz", "1841A745", "", "see the website"] {
            assert_eq!(fingerprints(value), [""; 0], "{value}");
        }
        assert!(
            is_of_key("F9DF28A21ED4A5E7", DIGITS)
                && is_of_key(DIGITS, DIGITS)
                && !is_of_key("1841A745BDDD27DA", DIGITS)
        );
        let version_6 = DIGITS.repeat(2)[..64].to_owned();
        assert!(is_of_key("1841A745BDDD27DA", &version_6) && !is_of_key("F9DF28A21ED4A5E7", &version_6));
    }
}
