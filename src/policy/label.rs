//! Phrases that label what follows: "In scope: the parser."

use super::reading::Reading;
use super::vocabulary::{Hit, TokenKind};
use crate::markdown::ClauseId;

/// Whether a clause begins with a phrase and a colon.
pub(super) fn is_label(reading: &Reading<'_>, clause: ClauseId, hit: &Hit) -> bool {
    let next = reading.tokens(clause).get((hit.end - reading.first_token(clause)) as usize);
    let is_colon = |text| matches!(reading.document.str(text), ":" | "：");
    hit.start == reading.first_token(clause)
        && next.is_some_and(|token| token.kind == TokenKind::Stop && is_colon(token.text))
}
