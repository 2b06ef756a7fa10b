//! How to encrypt a report.

use super::best;
use crate::markdown::ClauseId;
use crate::policy::facts::Evidence;
use crate::policy::hosts::Place;
use crate::policy::keys::is_fingerprint;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept as C, Hit};
use crate::source::Span;

/// The value of phrases that say outright that something is encrypted.
const OUTRIGHT: u16 = 1;

/// The value of a word that names a way to encrypt only behind a stroke: S/MIME, PGP/MIME.
const BEHIND_STROKE: u16 = 2;

/// A key, a fingerprint, or an invitation to encrypt; not the signing of artefacts.
pub(super) fn encryption(reading: &Reading<'_>) -> Option<Evidence> {
    let said = best(reading, |reading, clause| {
        let set = reading.set(clause);
        let section = reading.section_of(clause);
        let is_key_section = section.path.has(C::HeadingEncryption);
        let encrypts = || reading.hits_of(clause, C::Encryption).any(|hit| hit.value == OUTRIGHT);
        let signs = set.has(C::Signing) && !set.any(&[C::ReportVerb, C::Email]) && !encrypts();
        // A fingerprint alone below the heading of the key.
        if is_key_section && !section.is_excluded && is_fingerprint(reading.str(clause)) {
            return 1;
        }
        let is_named = reading.hits_of(clause, C::Encryption).any(|hit| !is_media_type(reading, hit));
        if !is_named || (section.is_excluded || signs) && !is_key_section {
            return 0;
        }
        // The key itself before the invitation to use it.
        let has_key = reading.links_of(clause).any(|link| reading.place(link) == Place::Key);
        1 + u32::from(has_key)
    });
    said.or_else(|| key_block(reading))
}

/// An armoured public key.
fn key_block(reading: &Reading<'_>) -> Option<Evidence> {
    let document = reading.document;
    let is_key = |content: Span| document.source.slice(content).contains("BEGIN PGP PUBLIC KEY BLOCK");
    let block = document
        .code_blocks
        .iter()
        .find(|block| is_key(block.content) && !reading.sections[block.section.0 as usize].is_excluded)?;
    let before = document.clauses.partition_point(|clause| document.span(clause.text).start < block.content.start);
    Some(Evidence { span: document.node(block.node).span, clause: ClauseId(before.saturating_sub(1) as u32) })
}

/// "MIME checks": the types of files, and not S/MIME.
fn is_media_type(reading: &Reading<'_>, hit: &Hit) -> bool {
    let before = &reading.document.text.as_str()[..reading.token(hit.start).text.start as usize];
    hit.value == BEHIND_STROKE && !before.ends_with('/')
}
