//! What an OpenPGP key says of itself. Signatures are read and not verified: whether a key is genuine is not for its
//! reader to tell, whether it still works is.

use std::io::Read as _;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pgp::armor::{Dearmor, DearmorOptions};
use pgp::composed::{Deserializable as _, SignedPublicKey, SignedPublicSubKey};
use pgp::errors::Error;
use pgp::packet::{PacketParser, Signature, SignatureType};
use pgp::types::{Fingerprint, KeyDetails as _, PublicKeyTrait};

/// A key that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// Of the key and its subkeys, digits in upper case.
    pub(crate) fingerprints: Vec<String>,
    /// The addresses of its users, in lower case.
    pub(crate) addresses: Vec<String>,
    /// Whether it was revoked.
    pub(crate) is_revoked: bool,
    /// Whether it, or a subkey, can encrypt.
    pub(crate) can_encrypt: bool,
    /// The first day on which nobody can encrypt to it any more.
    pub(crate) expires: Option<Date>,
}

/// Why a key could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Something is missing or was changed.
    Damaged(&'static str),
    /// It is of a kind that is not known here.
    Unknown,
}

/// Reads a key in armour.
pub(crate) fn read_key(armor: &str) -> Result<Certificate, Unreadable> {
    let bytes = dearmor(armor)?;
    let mut has_unknown = false;
    for packet in PacketParser::new(bytes.as_slice()) {
        match packet {
            Ok(_) => {}
            Err(error) if is_unknown(&error) => has_unknown = true,
            Err(_) => return Err(Unreadable::Damaged("its packets are cut short or mixed up")),
        }
    }
    match SignedPublicKey::from_bytes(bytes.as_slice()) {
        Ok(key) => Ok(certificate(&key)),
        Err(_) if has_unknown => Err(Unreadable::Unknown),
        Err(_) => Err(Unreadable::Damaged("there is no key in it")),
    }
}

fn is_unknown(error: &Error) -> bool {
    match error {
        Error::Unsupported { .. } | Error::Unimplemented { .. } | Error::EllipticCurve { .. } => true,
        Error::InvalidPacketContent { source } => is_unknown(source),
        _ => false,
    }
}

fn dearmor(armor: &str) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let options = DearmorOptions::default().set_limit(armor.len());
    let mut reader = Dearmor::with_options(armor.as_bytes(), options);
    if reader.read_to_end(&mut bytes).is_err() {
        return Err(Unreadable::Damaged("its text is no valid base64"));
    }
    let (_, _, checksum, _) = reader.into_parts();
    match checksum {
        Some(checksum) if checksum != u64::from(crc24(&bytes)) => {
            Err(Unreadable::Damaged("its checksum does not match its content"))
        }
        _ => Ok(bytes),
    }
}

/// RFC 4880, 6.1.
fn crc24(bytes: &[u8]) -> u32 {
    const INIT: u32 = 0x00b7_04ce;
    const POLY: u32 = 0x0186_4cfb;
    bytes.iter().fold(INIT, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte) << 16, |crc, _| {
            let shifted = crc << 1;
            if shifted & 0x0100_0000 == 0 { shifted } else { shifted ^ POLY }
        })
    }) & 0x00ff_ffff
}

fn certificate(key: &SignedPublicKey) -> Certificate {
    let primary = &key.primary_key;
    let is_own = |signature: &&Signature| {
        let (ids, fingerprints) = (signature.issuer(), signature.issuer_fingerprint());
        ids.contains(&&primary.key_id()) || fingerprints.contains(&&primary.fingerprint())
    };
    let newest = |signatures: &[Signature]| {
        signatures.iter().filter(is_own).max_by_key(|signature| signature.created().copied()).cloned()
    };
    // What the newest signature over a user says holds; a user that was taken back says nothing.
    let users = key.details.users.iter().filter_map(|user| {
        let signature =
            newest(&user.signatures).filter(|signature| signature.typ() != Some(SignatureType::CertRevocation));
        signature.map(|signature| (address(user.id.id()), signature))
    });
    let (addresses, mut says): (Vec<_>, Vec<_>) = users.unzip();
    says.extend(newest(&key.details.direct_signatures));
    let expires = latest(says.iter().map(|signature| expiry(primary, signature)));
    let encrypts = |key: &dyn Encrypts, signature: &Signature| {
        let flags = signature.key_flags();
        let says_what_for = flags.sign()
            || flags.certify()
            || flags.encrypt_comms()
            || flags.encrypt_storage()
            || flags.authentication();
        if says_what_for { flags.encrypt_comms() || flags.encrypt_storage() } else { key.can() }
    };
    let mut ends: Vec<Option<Date>> = Vec::new();
    if says.iter().any(|signature| encrypts(primary, signature)) {
        ends.push(expires);
    }
    for subkey in &key.public_subkeys {
        let is_revoked =
            subkey.signatures.iter().any(|signature| signature.typ() == Some(SignatureType::SubkeyRevocation));
        if let Some(signature) = newest(&subkey.signatures).filter(|_| !is_revoked) {
            if encrypts(&subkey.key, &signature) {
                ends.push(earlier(expires, expiry(&subkey.key, &signature)));
            }
        }
    }
    let can_encrypt = !ends.is_empty();
    let subkeys = key.public_subkeys.iter().map(|subkey: &SignedPublicSubKey| digits(&subkey.key.fingerprint()));
    Certificate {
        fingerprints: std::iter::once(digits(&primary.fingerprint())).chain(subkeys).collect(),
        addresses: addresses.into_iter().flatten().collect(),
        is_revoked: !key.details.revocation_signatures.is_empty(),
        can_encrypt,
        expires: if can_encrypt { latest(ends.into_iter()) } else { expires },
    }
}

/// A key of which its algorithm says whether it can encrypt.
trait Encrypts {
    fn can(&self) -> bool;
}

impl<K: PublicKeyTrait> Encrypts for K {
    fn can(&self) -> bool {
        self.is_encryption_key()
    }
}

/// The day on which a key ends by a signature; `None` for never.
fn expiry(key: &impl PublicKeyTrait, signature: &Signature) -> Option<Date> {
    let lifetime = signature.key_expiration_time()?.num_seconds();
    let end = key.created_at().timestamp().checked_add(lifetime).filter(|_| lifetime > 0)?;
    Timestamp::from_second(end).ok().map(|end| end.to_zoned(TimeZone::UTC).date())
}

/// The last of some ends, of which `None` is never.
fn latest(mut ends: impl Iterator<Item = Option<Date>>) -> Option<Date> {
    let first = ends.next()?;
    ends.fold(first, |latest, end| latest.zip(end).map(|(one, other)| one.max(other)))
}

/// The first of two ends, of which `None` is never.
fn earlier(one: Option<Date>, other: Option<Date>) -> Option<Date> {
    one.zip(other).map(|(one, other)| one.min(other)).or(one).or(other)
}

fn digits(fingerprint: &Fingerprint) -> String {
    format!("{fingerprint:X}")
}

/// The address of `Name <address>`, or of an id that is nothing else.
fn address(id: &[u8]) -> Option<String> {
    let id = String::from_utf8_lossy(id);
    let inner = id.rsplit_once('<').and_then(|(_, rest)| rest.split('>').next()).unwrap_or(&id);
    inner.contains('@').then(|| inner.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURRENT: &str = include_str!("../../fixtures/keys/current.asc");

    fn read(armor: &str) -> Certificate {
        read_key(armor).expect("the key is readable")
    }

    #[test]
    fn a_key_says_whose_it_is() {
        let key = read(CURRENT);
        assert_eq!(key.fingerprints[0], "1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7");
        assert_eq!(key.addresses, ["security@widget.example"]);
        assert_eq!((key.is_revoked, key.can_encrypt, key.expires), (false, true, None));
    }

    #[test]
    fn a_key_says_when_it_ends() {
        let end = Some(jiff::civil::date(2025, 1, 1));
        assert_eq!(read(include_str!("../../fixtures/keys/expired.asc")).expires, end);
        assert_eq!(read(include_str!("../../fixtures/keys/expired-subkey.asc")).expires, end);
    }

    #[test]
    fn a_key_says_that_it_was_revoked_or_only_signs() {
        assert!(read(include_str!("../../fixtures/keys/revoked.asc")).is_revoked);
        assert!(!read(include_str!("../../fixtures/keys/sign-only.asc")).can_encrypt);
    }

    #[test]
    fn damage_is_told() {
        let lines: Vec<&str> = CURRENT.lines().collect();
        let without_a_line = [&lines[..3], &lines[4..]].concat().join("\n");
        let without_checksum: Vec<&str> = lines.iter().copied().filter(|line| !line.starts_with("=e")).collect();
        let cut = [&without_checksum[..5], &without_checksum[without_checksum.len() - 1..]].concat().join("\n");
        for armor in [CURRENT.replacen("mDME", "mD*E", 1), CURRENT.replacen("KVdp", "KVdq", 1), without_a_line, cut] {
            assert!(matches!(read_key(&armor), Err(Unreadable::Damaged(_))), "{armor}");
        }
        assert!(read_key(&without_checksum.join("\n")).is_ok());
    }
}
