//! What a policy says: facts, each with the words it was read from. Nothing is judged here.
//!
//! [`Policy::read`] turns the document into [`Facts`] once. The words that facts are recognised
//! by are in [`vocabulary`], a file a language; the grammar that joins them is in the readers
//! beside this file, and is the same for every language.

mod address;
mod anonymity;
mod armor;
mod bounty;
mod channels;
mod dates;
mod disguise;
mod durations;
mod embargo;
mod end_of_support;
mod facts;
mod handling;
mod hosts;
mod identifiers;
mod keys;
mod kind;
mod label;
mod notices;
#[cfg(feature = "openpgp")]
mod openpgp;
mod people;
mod placeholders;
mod polarity;
mod policy_date;
mod reading;
mod report_items;
mod secrets;
mod section;
mod silence;
mod statements;
mod support_dates;
mod tenets;
mod time;
mod tongue;
mod updates;
mod version_expression;
mod version_number;
mod version_set;
mod versions;
pub mod vocabulary;
mod way;
#[cfg(test)]
mod words;

use std::ops::Deref;

use jiff::civil::Date;

pub(crate) use address::{is_address, is_free_mail, word_around};
pub(crate) use armor::Armor;
pub use bounty::BountyOffer;
pub use dates::{DateRole, StatedDate};
pub(crate) use disguise::{disguises, reversed};
pub use end_of_support::EndOfSupport;
pub use facts::{
    Actor, Channel, ChannelKind, Duration, Event, Evidence, Facts, Firmness, Kind, Placeholder, PlaceholderKind,
    SupportedVersions, Unit, Vague, VersionsForm,
};
pub use handling::Step;
pub(crate) use hosts::{
    Place, host as url_host, host_and_rest, lower, parts as url_parts, place as place_of, segments as path_segments,
    split as split_url,
};
pub(crate) use keys::{KeyMention, is_spelled_out, key_of_url, ungrouped};
#[cfg(feature = "openpgp")]
pub(crate) use openpgp::{Certificate, Unreadable, read_key};
pub(crate) use placeholders::is_reserved_host;
pub(crate) use secrets::{SecretKind, secrets};
pub use support_dates::{LastDay, SupportedUntil};
pub use tenets::Tenet;
pub use time::{TimeLimit, TimeLimitError};
pub(crate) use version_number::{date, is_final, without_epoch};
pub use version_set::{Relation, Version, VersionRange, Versions};
pub use versions::{Status, VersionRow, VersionTable};
pub use vocabulary::Language;

use crate::markdown::{ClauseId, Document};
use crate::source::Span;
use address::WrittenOut;
use reading::Reading;

/// What a document says.
#[derive(Debug)]
pub struct Policy<'d> {
    /// Where it was read.
    pub document: &'d Document<'d>,
    /// What it is.
    pub kind: Kind,
    /// The language that most of it is written in.
    pub language: Language,
    facts: Facts,
    /// Addresses that no renderer links.
    pub(crate) written_out: Vec<WrittenOut>,
    /// Blocks in ASCII armour.
    pub(crate) armor: Vec<Armor>,
    /// Fingerprints and ids of OpenPGP keys.
    pub(crate) keys: Vec<KeyMention>,
    pub(crate) reading: Reading<'d>,
}

impl<'d> Policy<'d> {
    /// Reads the facts.
    pub fn read(document: &'d Document<'d>) -> Self {
        let reading = Reading::new(document);
        let written_out = address::written_out(&reading);
        let placeholders = placeholders::read_placeholders(&reading, &written_out);
        let channels = channels::read_channels(&reading, &placeholders, &written_out);
        let durations = durations::read_durations(&reading);
        let mut facts = Facts { channels, durations, placeholders, ..Facts::default() };
        facts.version_tables = versions::read_tables(&reading);
        facts.supported_versions = versions::read_supported(&reading, &facts.version_tables);
        facts.dates = dates::read_dates(&reading);
        statements::read_statements(&reading, &mut facts);
        let kind = kind::read_kind(&reading, &facts);
        let armor = armor::read_armor(document);
        let keys = keys::read_keys(&reading, &armor);
        Self { document, kind, language: reading.language, facts, written_out, armor, keys, reading }
    }

    /// The channels that a clause names, which are in order.
    pub(crate) fn channels_in(&self, clause: ClauseId) -> impl Iterator<Item = &Channel> {
        let span = self.reading.span(clause);
        let first = self.channels.partition_point(|channel| channel.span.start < span.start);
        self.channels[first..].iter().take_while(move |channel| channel.span.start < span.end)
    }

    /// Until when a `security.txt` in a code block holds, and where that stands.
    pub(crate) fn security_txt_expiry(&self) -> impl Iterator<Item = (Span, Date)> + 'd {
        dates::security_txt_expiry(self.document)
    }
}

impl Deref for Policy<'_> {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
}
