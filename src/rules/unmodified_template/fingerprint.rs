//! Texts that are told by their fingerprint: hashes of the runs of words in them. The texts
//! themselves are not here.

/// How many words make a run.
const RUN: usize = 5;

/// One run in so many is kept, by its hash; that of a long text is more than enough.
const KEPT: u32 = 4;

/// The policy of Microsoft's own repositories, as their tooling writes it. In order.
///
/// `SECPOL_FINGERPRINT=FILE cargo test --lib fingerprint -- --ignored --nocapture` prints the
/// fingerprint of a text.
pub(super) const MICROSOFT: &[u32] = &[
    0x0101_c1cc,
    0x024f_4fcc,
    0x0cfb_c96c,
    0x0ecf_e1fc,
    0x1050_17f0,
    0x1093_6f3c,
    0x1370_ea44,
    0x1533_857c,
    0x1e24_5148,
    0x21c9_d4f8,
    0x2449_f7f8,
    0x25c3_babc,
    0x273f_ded0,
    0x2adb_287c,
    0x30ac_cd08,
    0x32d7_6d44,
    0x3395_d24c,
    0x3ad1_2d6c,
    0x3cad_5c1c,
    0x3d81_61a4,
    0x4871_966c,
    0x4885_8eb0,
    0x4b2f_28d4,
    0x4e76_9cc8,
    0x52a5_6954,
    0x5783_1f6c,
    0x57b1_74c8,
    0x5c00_7be8,
    0x5ec5_9824,
    0x602c_053c,
    0x6115_f61c,
    0x65b8_4810,
    0x6949_6080,
    0x69fb_7f58,
    0x6b3b_f3c0,
    0x6b65_fe18,
    0x7405_b6d0,
    0x74b2_db04,
    0x76be_11a8,
    0x8302_3534,
    0x8443_1548,
    0x857a_5d14,
    0x867c_74c4,
    0x87e9_7488,
    0x8c08_b888,
    0x8c9b_3270,
    0x8d91_5c74,
    0x970a_c368,
    0x9953_45f8,
    0x9df8_efa8,
    0xa791_4910,
    0xb07d_1cc8,
    0xb3b8_19f0,
    0xb73a_a0ac,
    0xbd90_9834,
    0xbe40_3b84,
    0xc00b_381c,
    0xc1bd_6624,
    0xc21e_1274,
    0xcdbc_423c,
    0xd14b_a3b8,
    0xd672_f0f0,
    0xd768_85c0,
    0xd7b7_34ec,
    0xdb4c_c21c,
    0xe609_84d8,
    0xf785_9f50,
    0xf853_84ec,
];

/// How much of a fingerprint a text has, in percent.
pub(super) fn likeness(text: &str, fingerprint: &[u32]) -> usize {
    let mut found = vec![false; fingerprint.len()];
    for hash in runs(text) {
        if let Ok(index) = fingerprint.binary_search(&hash) {
            found[index] = true;
        }
    }
    found.iter().filter(|found| **found).count() * 100 / fingerprint.len().max(1)
}

/// The hashes of the runs of a text that are kept: by letters and digits, without case.
fn runs(text: &str) -> impl Iterator<Item = u32> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let hashes: Vec<u32> = words.windows(RUN).map(hash).collect();
    hashes.into_iter().filter(|hash| hash % KEPT == 0)
}

/// FNV-1a, 32 bits.
fn hash(words: &[&str]) -> u32 {
    let letters = words.iter().flat_map(|word| word.bytes().chain([b' '])).map(|byte| byte.to_ascii_lowercase());
    letters.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Gadget follows a policy of its own. It answers within three days, and tells the reporter what it has \
                        found. It releases a fix as soon as there is one, and publishes an advisory on the day after. Who \
                        wants to be named is named there, and who does not want it is not.";

    fn fingerprint(text: &str) -> Vec<u32> {
        let mut fingerprint: Vec<u32> = runs(text).collect();
        fingerprint.sort_unstable();
        fingerprint.dedup();
        fingerprint
    }

    #[test]
    fn a_text_is_known_by_its_runs_of_words() {
        let known = fingerprint(TEXT);
        assert!(known.len() > 5);
        assert_eq!(likeness(TEXT, &known), 100);
        assert_eq!(likeness(&TEXT.to_uppercase().replace(". ", ".\n\n"), &known), 100);
        assert_eq!(likeness("Report vulnerabilities to the team, which answers within three days.", &known), 0);
        let changed = likeness(&TEXT.replace("three days", "one week"), &known);
        assert!((50..100).contains(&changed), "{changed}");
    }

    #[test]
    fn fingerprints_are_in_order() {
        assert!(MICROSOFT.len() > 20 && MICROSOFT.is_sorted_by(|one, other| one < other));
    }

    #[test]
    #[ignore = "prints the fingerprint of a text for this file"]
    #[expect(clippy::print_stdout, reason = "that is what it is for")]
    fn print_fingerprint() {
        let file = std::env::var_os("SECPOL_FINGERPRINT").expect("a file is named");
        let text = std::fs::read_to_string(file).expect("the file is text");
        let hashes: Vec<String> =
            fingerprint(&text).iter().map(|hash| format!("0x{:04x}_{:04x}", hash >> 16, hash & 0xffff)).collect();
        println!("{}", hashes.join(", "));
    }
}
