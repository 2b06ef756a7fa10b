//! What other tools know a finding by, from one run to the next.

use std::collections::BTreeMap;

use super::FileReport;
use crate::diagnostic::{Diagnostic, Fingerprint};

/// The findings of a file, each with its fingerprint and, behind a colon, which it is of those of its rule that have
/// the same, 1-based. Edits elsewhere in the file change neither.
pub(super) fn identified(file: &FileReport) -> impl Iterator<Item = (&Diagnostic, String)> {
    let mut seen: BTreeMap<(&str, Fingerprint), u32> = BTreeMap::new();
    file.outcome.diagnostics.iter().map(move |diagnostic| {
        let fingerprint = Fingerprint::of(&file.source, diagnostic);
        let nth = seen.entry((&diagnostic.rule, fingerprint)).or_default();
        *nth += 1;
        (diagnostic, format!("{fingerprint}:{nth}"))
    })
}
