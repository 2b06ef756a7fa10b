//! Whether a policy offers a reward.

use super::Policy;
use super::reading::Reading;
use super::vocabulary::{Concept, Hit};
use crate::markdown::ClauseId;

use Concept as C;

/// What a policy says of rewards, where it leaves no doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BountyOffer {
    /// It offers one.
    Offered,
    /// It says that there is none.
    Refused,
}

/// How many words may stand between a negation and the reward: "we do not offer any kind of monetary reward".
const REACH: u32 = 6;

impl Policy<'_> {
    /// Whether the policy offers a reward or says that there is none; `None` where it says neither, or both.
    pub fn bounty_offer(&self) -> Option<BountyOffer> {
        let reading = &self.reading;
        let mut said = None;
        for clause in reading.clause_ids() {
            let Some(offer) = offer(reading, clause) else { continue };
            if said.is_some_and(|said| said != offer) {
                return None;
            }
            said = Some(offer);
        }
        said
    }
}

fn offer(reading: &Reading<'_>, clause: ClauseId) -> Option<BountyOffer> {
    let set = reading.set(clause);
    if !set.has(C::Bounty) || reading.is_heading(clause) || reading.section_of(clause).is_excluded {
        return None;
    }
    // "No money, but a mention", "we may reward": neither yes nor no.
    if set.any(&[C::Turn, C::Possibility, C::Condition]) {
        return None;
    }
    let near = |negation: &Hit| {
        reading.hits_of(clause, C::Bounty).any(|reward| {
            negation.start <= reward.start && reward.start.saturating_sub(negation.end) <= REACH
                || reading.is_verb_final(clause) && reward.end <= negation.start && negation.start - reward.end <= REACH
        })
    };
    if set.has(C::Negation) {
        return reading.hits_of(clause, C::Negation).any(near).then_some(BountyOffer::Refused);
    }
    set.has(C::We).then_some(BountyOffer::Offered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Document;
    use crate::source::Source;

    fn offer(text: &str) -> Option<BountyOffer> {
        let source = Source::new("SECURITY.md", text);
        let document = Document::parse(&source);
        Policy::read(&document).bounty_offer()
    }

    #[test]
    fn offers_and_refusals_are_told_apart() {
        for text in ["We run a bug bounty program.", "We offer rewards for critical vulnerabilities."] {
            assert_eq!(offer(text), Some(BountyOffer::Offered), "{text}");
        }
        for text in [
            "We do not currently offer a bug bounty.",
            "We do not offer any kind of monetary reward.",
            "There is no bug bounty program.",
            "We cannot pay for reports.",
            "Wir zahlen keine Prämien.",
            "当プロジェクトではバグ報奨金を提供していません。",
        ] {
            assert_eq!(offer(text), Some(BountyOffer::Refused), "{text}");
        }
    }

    #[test]
    fn what_is_open_is_neither() {
        for text in [
            "Report vulnerabilities to security@widget.example.",
            "We may offer a reward.",
            "We pay bounties at our discretion.",
            "We cannot pay bounties, but we will mention you.",
            "If you qualify, we pay a bounty.",
            "We run a bug bounty program. There is no reward for typos.",
            "Researchers know what a bounty is.",
        ] {
            assert_eq!(offer(text), None, "{text}");
        }
    }
}
