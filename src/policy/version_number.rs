//! How the number of a release is written in the ecosystems: what expressions and releases have in common.

/// Words behind the numbers of a release that is final all the same.
const FINAL: &[&str] = &[
    "final",
    "ga",
    "release",
    "stable",
    "lts",
    "esr",
    "post",
    "sp",
    "r",
    "rev",
    "p",
    "patch",
    "jre",
    "jdk",
    "java",
    "android",
    "incubating",
];

/// Without the epoch of PEP 440 (`1!2.0`) or Debian (`1:2.0`), which is no part of what people call the version.
pub(crate) fn without_epoch(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = rest.strip_prefix(['!', ':']).filter(|_| rest.len() < text.len());
    behind.filter(|behind| behind.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
}

/// The date that a text begins with, `2024-01-15`, as three numbers, and its length in bytes.
pub(crate) fn date(text: &str) -> Option<([u32; 3], usize)> {
    let length = text.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(text.len());
    let parts: Option<Vec<u32>> = text[..length].split('-').map(|part| part.parse().ok()).collect();
    let [year, month, day] = parts?[..] else { return None };
    let is_date = (1990..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_date.then_some(([year, month, day], length))
}

/// Whether what stands behind the numbers of a release leaves it final: `.Final`, `-jre`, `.post1`, `-2`, the `w` of
/// `1.1.1w`; and not `rc1`, `-SNAPSHOT` or a word that nobody knows.
pub(crate) fn is_final(qualifier: &str) -> bool {
    let words = qualifier.strip_prefix(['.', '-', '_']).unwrap_or(qualifier);
    if words.len() == qualifier.len() && is_patch_letter(words) {
        return true;
    }
    let length = words.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(words.len());
    let (word, rest) = words.split_at(length);
    if word.is_empty() {
        // `1.2.3-4`: what Debian and PEP 440 put behind a hyphen is a release of its own.
        return rest.chars().all(|c| c.is_ascii_digit());
    }
    let is_date = word == "v" && !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
    let is_known = FINAL.iter().any(|known| known.eq_ignore_ascii_case(word));
    // `.post1.dev2` is on the way to a release.
    (is_known || is_date) && !rest.to_ascii_lowercase().contains("dev")
}

/// `1.1.1w`, `1.0.2zg`: the letters count as numbers do. Python's `a`, `b`, `c` and `rc` are candidates.
fn is_patch_letter(text: &str) -> bool {
    let is_short = (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_lowercase());
    is_short && !text.starts_with(['a', 'b', 'c', 'r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_are_left_out_and_dates_read() {
        let bare = ["1!2.0", "1:2.0", "1: 2.0", "2.0", ":1", "!1"].map(without_epoch);
        assert_eq!(bare, ["2.0", "2.0", "1: 2.0", "2.0", ":1", "!1"]);
        assert_eq!(date("2024-01-15, x"), Some(([2024, 1, 15], 10)));
        for text in ["2024-01", "2024-13-01", "1-2-3", "2024-1-2-3", "2024-01-99999", "", "-"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn words_behind_a_release_leave_it_final_or_do_not() {
        for text in ["", "-2", ".Final", ".RELEASE", "-GA", "-jre", ".post1", ".v20240208", "w", "zg", "p1", "-lts"] {
            assert!(is_final(text), "{text}");
        }
        for text in
            ["rc1", "-SNAPSHOT", ".post1.dev2", ".dev3", "a", "a1", "-M3", ".CR1", "-next.4", ".v", "-0-x", ".."]
        {
            assert!(!is_final(text), "{text}");
        }
    }
}
