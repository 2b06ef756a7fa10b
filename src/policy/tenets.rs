//! What a promise of no legal action covers.

use super::Policy;
use super::vocabulary::{Concept, ConceptSet};

use Concept as C;

/// A part of a full safe harbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenet {
    /// Research is authorised under laws against breaking into computers.
    AntiHacking,
    /// It is exempt from laws against going around technical protection.
    AntiCircumvention,
    /// It is exempt from the terms of service.
    Terms,
    /// It is acknowledged as done in good faith.
    GoodFaith,
}

impl Tenet {
    /// Every tenet, in the usual order.
    pub const ALL: &'static [Self] = &[Self::AntiHacking, Self::AntiCircumvention, Self::Terms, Self::GoodFaith];

    fn concept(self) -> Concept {
        match self {
            Self::AntiHacking => C::AntiHacking,
            Self::AntiCircumvention => C::AntiCircumvention,
            Self::Terms => C::TermsOfUse,
            Self::GoodFaith => C::GoodFaith,
        }
    }
}

impl Policy<'_> {
    /// The parts of a full safe harbour that the policy lacks.
    pub fn missing_tenets(&self) -> Vec<Tenet> {
        let reading = &self.reading;
        let texts = reading.clause_ids().filter(|&clause| !reading.is_heading(clause));
        let named = texts.fold(ConceptSet::default(), |all, clause| all.union(reading.set(clause)));
        Tenet::ALL.iter().copied().filter(|tenet| !named.has(tenet.concept())).collect()
    }
}
