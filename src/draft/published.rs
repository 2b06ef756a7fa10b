//! What a policy says of reports, for files that repeat it to programs.

use crate::markdown::Link;
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, ChannelKind, Evidence, Policy};

use super::Project;

/// What files for programs take over from a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Published {
    /// Addresses for reports, in document order.
    pub(super) emails: Vec<String>,
    /// All private ways to report that have a URI, in document order.
    pub(super) ways: Vec<String>,
    /// The URI of the key.
    pub(super) key: Option<String>,
    /// Whether rewards are paid.
    pub(super) bounty: Bounty,
}

/// Whether rewards are paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Bounty {
    /// Nothing says so.
    #[default]
    None,
    /// Yes.
    Paid,
    /// By the programme at this address.
    Programme(String),
}

impl Published {
    /// Reads a policy.
    pub(super) fn of(policy: &Policy<'_>, project: &Project) -> Self {
        let is_filled_in =
            |channel: &&Channel| policy.placeholders.iter().all(|placeholder| !placeholder.span.contains(channel.span));
        let mut published = Self { key: key(policy), bounty: bounty(policy), ..Self::default() };
        for channel in policy.channels.iter().filter(|channel| channel.private == Some(true)).filter(is_filled_in) {
            let address = channel.value.strip_prefix("mailto:").unwrap_or(&channel.value);
            let way = match channel.kind {
                ChannelKind::Email if address.contains('@') => {
                    published.emails.push(address.to_owned());
                    Some(format!("mailto:{}", address.replace('%', "%25")))
                }
                _ if channel.value.starts_with("https://") => Some(channel.value.clone()),
                // Named in words, or by a link within the forge.
                ChannelKind::PrivateAdvisory => project.report_form(),
                _ => None,
            };
            published.ways.extend(way.filter(|way| !published.ways.contains(way)));
        }
        published
    }
}

/// Where the key is, or else its fingerprint.
fn key(policy: &Policy<'_>) -> Option<String> {
    policy.encryption()?;
    let target = |link: &Link<'_>| link.target.starts_with("https://").then(|| link.target.to_string());
    let fingerprint = || {
        let whole = policy.keys.iter().find(|key| key.is_full())?;
        Some(format!("openpgp4fpr:{}", whole.digits))
    };
    policy.key_link().and_then(target).or_else(fingerprint)
}

fn bounty(policy: &Policy<'_>) -> Bounty {
    let platform = policy.channels.iter().find(|channel| channel.kind == ChannelKind::BugBounty);
    let is_refused = |evidence: Evidence| policy.reading.set(evidence.clause).has(Concept::Negation);
    match (platform, policy.bounty()) {
        (Some(platform), _) if platform.value.starts_with("https://") => Bounty::Programme(platform.value.clone()),
        (Some(_), _) => Bounty::Paid,
        (None, Some(evidence)) if !is_refused(evidence) => Bounty::Paid,
        (None, _) => Bounty::None,
    }
}
