//! What may have been meant by a name that does not exist.

/// Longer names are never mistyped ones, and comparing them costs the product of both lengths.
const LONGEST: usize = 80;

/// Of `candidates`, those that `name` may be a slip of, the likeliest first, at most three.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    if name.is_empty() || name.len() > LONGEST {
        return Vec::new();
    }
    let name = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let mut scored: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (similarity(&name, candidate), candidate))
        .filter(|&(score, _)| score > 0)
        .collect();
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    // Far behind the likeliest one, others would only distract.
    let least = scored.first().map_or(0, |&(best, _)| best.saturating_sub(300));
    scored.retain(|&(score, _)| score >= least);
    let mut names: Vec<&str> = scored.into_iter().map(|(_, candidate)| candidate).collect();
    names.dedup();
    names.truncate(3);
    names
}

/// From 0 to 1000. A part of a name stands for the name (`private-channel`), and so do a few slips of the fingers;
/// names here share long beginnings (`missing-…`), which therefore count for little.
fn similarity(name: &str, candidate: &str) -> usize {
    if name.len() >= 4 && candidate.contains(name) {
        return 950;
    }
    let slips = strsim::damerau_levenshtein(name, candidate);
    let longest = name.chars().count().max(candidate.chars().count());
    if slips <= (longest / 4).max(1) {
        return 1000 - 500 * slips / longest;
    }
    // A part with a slip in it, or one after another first word: `private-chanel`, `no-private-channel`.
    let own_tail = name.split_once('-').map_or("", |(_, tail)| tail);
    let starts = candidate.match_indices('-').map(|(at, _)| &candidate[at + 1..]);
    let near = |tail: &str, own: &str| own.len() >= 5 && strsim::damerau_levenshtein(own, tail) <= own.len() / 5;
    if starts.into_iter().any(|tail| near(tail, name) || near(tail, own_tail)) { 500 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] =
        ["missing-policy", "missing-private-channel", "public-reporting-channel", "invalid-email", "recommended"];

    #[test]
    fn slips_parts_and_other_spellings_are_recognised() {
        for (name, meant) in [
            ("mising-policy", "missing-policy"),
            ("missing_policy", "missing-policy"),
            ("private-channel", "missing-private-channel"),
            ("private-chanel", "missing-private-channel"),
            ("no-private-channel", "missing-private-channel"),
            ("Invalid-Email", "invalid-email"),
            ("recomended", "recommended"),
        ] {
            assert_eq!(nearest(name, NAMES).first(), Some(&meant), "{name}");
        }
    }

    #[test]
    fn far_names_are_not_suggested() {
        for name in ["", "x", "missing", "spelling", &"y".repeat(100_000)] {
            assert!(nearest(name, NAMES).len() < 3, "{name:.20}");
        }
        assert!(nearest("spelling", NAMES).is_empty());
    }
}
