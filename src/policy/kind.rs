//! What a document is: policy, pointer, documentation or template.

use super::facts::{Channel, ChannelKind, Facts, Kind, PlaceholderKind};
use super::reading::Reading;
use super::vocabulary::Concept as C;

/// The most visible words of a pointer policy.
const POINTER_WORDS: usize = 150;

pub(super) fn read_kind(reading: &Reading<'_>, facts: &Facts) -> Kind {
    let instructions =
        facts.placeholders.iter().filter(|placeholder| placeholder.kind == PlaceholderKind::Instruction).count();
    let real = |channel: &&Channel| channel.kind != ChannelKind::Link;
    let has_real = facts.channels.iter().any(|channel| real(&channel));
    if instructions > 0 && !has_real {
        return Kind::Template;
    }
    if has_real {
        return Kind::Policy;
    }
    let words: usize = reading
        .clause_ids()
        .filter(|&clause| !reading.is_heading(clause) && !reading.section_of(clause).is_excluded)
        .map(|clause| reading.word_count(clause))
        .sum();
    let links = facts.channels.iter().any(|channel| channel.kind == ChannelKind::Link);
    if links && words <= POINTER_WORDS {
        return Kind::Pointer;
    }
    let handles = facts.disclosure_process.is_some()
        || facts
            .durations
            .iter()
            .any(|duration| !matches!(duration.event, super::facts::Event::Support | super::facts::Event::Other))
        || facts.no_public_report.is_some();
    let asks = reading.clause_ids().any(|clause| {
        let set = reading.set(clause);
        let in_section = reading.section_of(clause).path.any(&[C::HeadingReporting, C::HeadingDisclosure]);
        !reading.is_heading(clause) && set.has(C::ReportVerb) && set.has(C::Vulnerability) && in_section
    });
    if links || handles || asks { Kind::Policy } else { Kind::Documentation }
}
