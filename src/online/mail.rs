//! Whether a domain takes mail (RFC 5321, 5.1). No mail server is spoken to: whether one knows a mailbox is none of a
//! linter's business, and many would not say.

use std::time::Instant;

use super::dns::{Kind, Reply};
use super::resolver::{Lookup, Resolver, Trouble};
use super::{Answer, Refusal};

/// Asks for mail servers, and without one for an address, which then takes the mail.
pub(super) fn takes_mail(resolver: &Resolver, domain: &str, until: Instant) -> Result<Answer, Trouble> {
    let exchanges = match resolver.ask(domain, Kind::Mx, until)? {
        Reply::Records(records) => records.exchanges,
        // Some name servers say so of every name without such a record.
        Reply::NoSuchName => Vec::new(),
    };
    if !exchanges.is_empty() {
        let is_null = exchanges.iter().all(String::is_empty);
        return Ok(if is_null { Answer::No(Refusal::NullMx) } else { Answer::Yes });
    }
    Ok(match resolver.addresses(domain, until)? {
        Lookup::Found(_) => Answer::Yes,
        Lookup::Absent(refusal) => Answer::No(refusal),
    })
}
