//! How much a policy asks for in a report.

use super::Policy;
use super::statements::contents::{items, report_contents};
use super::vocabulary::ConceptSet;

impl Policy<'_> {
    /// How many different things reports are asked for: description, steps, version and so on.
    pub fn report_items(&self) -> usize {
        let reading = &self.reading;
        let asks = |&clause: &_| !reading.is_heading(clause) && report_contents(reading, clause) > 0;
        let asked = reading.clause_ids().filter(asks).fold(ConceptSet::default(), |all, clause| {
            // The whole list, also where it is one of its items that tells what it is.
            let leads = std::iter::once(clause).chain(reading.lead_in(clause));
            let listed = leads.flat_map(|lead| reading.led_blocks(lead)).flat_map(|block| block.clauses.iter());
            listed.fold(all.union(reading.set(clause)), |all, item| all.union(reading.set(item)))
        });
        items(asked)
    }
}
