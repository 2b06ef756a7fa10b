//! What a URL leads to, by its host and path alone.

use std::borrow::Cow;

mod chat;
mod forge;
mod known;

use self::chat::chat_place;
use self::forge::{forge_place, relative_place};
use self::known::{Host, known};
use super::facts::ChannelKind;

/// What kind of place a URL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The forge's form for private reports.
    AdvisoryForm,
    /// The list of published advisories, or the security page with its button.
    AdvisoryList,
    /// The forge's documentation of private reporting.
    AdvisoryDocs,
    /// The security policy of a repository.
    Policy,
    /// A tracker; `confidential` where the link says so.
    Issues {
        /// Whether only the project sees the new issue.
        confidential: bool,
    },
    /// A public discussion or forum.
    Discussions,
    /// A mailing list that anybody can join.
    List,
    /// Pull or merge requests.
    PullRequests,
    /// A room of a chat, or one of its servers.
    Chat,
    /// A person in a chat or messenger, whom only they read.
    Message,
    /// An account in a social network, which takes posts and messages.
    Account,
    /// A bounty platform.
    Bounty,
    /// A coordinator or a form that takes reports.
    Form,
    /// A profile on a forge.
    Profile,
    /// Keys and key servers.
    Key,
    /// A badge, image host or the like.
    Badge,
    /// A file of documentation about something else: a standard, a tool.
    Reference,
    /// Anything else.
    Page,
}

/// Host in lower case, without `www.`, and path segments of an `http` or `https` URL.
pub(crate) fn parts(url: &str) -> Option<(Cow<'_, str>, Vec<&str>)> {
    let (host, path) = split(url)?;
    let mut found = Vec::with_capacity(8);
    found.extend(segments(path));
    Some((lower(host), found))
}

/// The segments of a path.
pub(crate) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Host in lower case, without `www.`, of an `http` or `https` URL.
pub(crate) fn host(url: &str) -> Option<Cow<'_, str>> {
    split(url).map(|(host, _)| lower(host))
}

/// Host, without `www.`, and path of an `http` or `https` URL, as they are written.
pub(crate) fn split(url: &str) -> Option<(&str, &str)> {
    let scheme = |scheme: &str| url.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme));
    let rest = &url[scheme("https://").or_else(|| scheme("http://"))?.len()..];
    let (host, path) = host_and_rest(&rest[..memchr::memchr2(b'?', b'#', rest.as_bytes()).unwrap_or(rest.len())]);
    let host = host.get(..4).filter(|www| www.eq_ignore_ascii_case("www.")).map_or(host, |_| &host[4..]);
    Some((host, path))
}

/// The host that a URL names behind its scheme, without user and port, and what follows.
pub(crate) fn host_and_rest(url: &str) -> (&str, &str) {
    let (host, rest) = url.split_at(memchr::memchr3(b'/', b'?', b'#', url.as_bytes()).unwrap_or(url.len()));
    if memchr::memchr2(b'@', b':', host.as_bytes()).is_none() {
        return (host, rest);
    }
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    (host.split_once(':').map_or(host, |(host, _)| host), rest)
}

/// The text in lower case, which URLs mostly are in.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    // All bytes are looked at, which is quicker than to stop at the first.
    let has_upper = text.bytes().fold(false, |found, byte| found | byte.is_ascii_uppercase());
    if has_upper { text.to_ascii_lowercase().into() } else { text.into() }
}

/// Whether a URL leads to a bounty platform, not to somebody's page about a bounty.
pub(crate) fn is_platform(url: &str) -> bool {
    parts(url).is_some_and(|(host, _)| known(&host) == Some(Host::Bounty))
}

/// Whether a target begins with a well-known host: `discord.com/users/1`, whose scheme was forgotten.
fn lacks_scheme(target: &str) -> bool {
    let Some((host, _)) = target.split_once('/') else { return false };
    let is_host = !host.starts_with('.') && !host.contains(':') && host.contains('.');
    is_host && (is_forge(&lower(host)) || known(&lower(host)).is_some())
}

/// Whether repositories lie on a host, which is in lower case.
fn is_forge(host: &str) -> bool {
    matches!(host, "github.com" | "gitlab.com" | "codeberg.org" | "gitea.com" | "bitbucket.org")
        || host.starts_with("gitlab.")
}

/// What kind of place a URL is.
pub(crate) fn place(url: &str) -> Place {
    // Most targets lead into the file, or are addresses.
    if url.starts_with("../") {
        return relative_place(url);
    }
    if !url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) {
        let is_inner = url.starts_with('#');
        return if !is_inner && lacks_scheme(url) { place(&format!("https://{url}")) } else { Place::Page };
    }
    let url = &*lower(url);
    let Some((host, path)) = parts(url) else { return Place::Page };
    if host == "docs.github.com" || host == "help.github.com" {
        let is_reporting = path.iter().any(|segment| {
            segment.contains("privately-reporting")
                || segment.contains("private-vulnerability-reporting")
                || segment.contains("report-privately")
                || *segment == "security-advisories"
        });
        return if is_reporting { Place::AdvisoryDocs } else { Place::Reference };
    }
    if is_forge(&host) {
        return forge_place(url, path);
    }
    // A forge by another name, or one whose name was left out.
    if matches!(path[..], [.., "security", "advisories", "new"]) {
        return Place::AdvisoryForm;
    }
    let known = known(&host);
    let is = |kind: Host| known == Some(kind);
    if is(Host::Badge) {
        return Place::Badge;
    }
    if is(Host::Key)
        || path.last().is_some_and(|file| [".asc", ".gpg", ".pgp", ".key"].iter().any(|end| file.ends_with(end)))
    {
        return Place::Key;
    }
    let names_bounty = |part: &str| {
        matches!(
            part,
            "bounty"
                | "bug-bounty"
                | "bugbounty"
                | "bug_bounty"
                | "whitehat"
                | "bug-bounty-program"
                | "vulnerability-rewards"
        )
    };
    // What a platform asks of everybody takes no reports.
    if is(Host::Bounty) && path.last().is_some_and(|page| page.contains("guidelines") || *page == "hacktivity") {
        return Place::Reference;
    }
    if is(Host::Bounty) || host.split('.').any(names_bounty) || path.iter().any(|segment| names_bounty(segment)) {
        return Place::Bounty;
    }
    if is(Host::Form) {
        let is_form = match &*host {
            "docs.google.com" => path.first() == Some(&"forms"),
            "g.co" => path.first() == Some(&"vulnz"),
            tidelift if tidelift.ends_with("tidelift.com") => path.contains(&"security"),
            "snyk.io" => path.iter().any(|segment| segment.contains("disclos") || segment.contains("report")),
            _ => true,
        };
        return if is_form { Place::Form } else { Place::Page };
    }
    if host.starts_with("bugzilla.") && path.iter().any(|segment| segment.starts_with("form.")) {
        return Place::Form;
    }
    if let Some(place) = chat_place(&host, known, url, &path) {
        return place;
    }
    if is(Host::List) {
        return Place::List;
    }
    if is(Host::Forum)
        || host.starts_with("forum.")
        || host.starts_with("discuss.")
        || host.starts_with("community.")
        || host.starts_with("discourse.")
    {
        return Place::Discussions;
    }
    if is(Host::Reference) {
        return Place::Reference;
    }
    if host.starts_with("bugs.")
        || host.starts_with("bugzilla.")
        || host.starts_with("jira.")
        || host.starts_with("issues.")
    {
        let confidential = url.contains("security") || url.contains("private");
        return Place::Issues { confidential };
    }
    Place::Page
}

/// What channel a place is, and whether it is private.
pub(crate) fn channel(place: Place) -> (ChannelKind, Option<bool>) {
    match place {
        Place::AdvisoryForm | Place::AdvisoryList | Place::AdvisoryDocs => (ChannelKind::PrivateAdvisory, Some(true)),
        Place::Issues { confidential: true } | Place::Form => (ChannelKind::WebForm, Some(true)),
        Place::Issues { confidential: false } | Place::Discussions => (ChannelKind::PublicIssue, Some(false)),
        Place::List => (ChannelKind::MailingList, Some(false)),
        Place::PullRequests => (ChannelKind::Other, Some(false)),
        Place::Chat => (ChannelKind::Chat, Some(false)),
        Place::Message => (ChannelKind::Chat, Some(true)),
        Place::Bounty => (ChannelKind::BugBounty, Some(true)),
        Place::Profile | Place::Account => (ChannelKind::Other, None),
        Place::Policy | Place::Key | Place::Badge | Place::Reference | Place::Page => (ChannelKind::Link, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_host_and_path() {
        for (url, expected) in [
            ("https://github.com/acme/widget/security/advisories/new", Place::AdvisoryForm),
            ("https://github.com/acme/widget/security/advisories/new?title=x", Place::AdvisoryForm),
            ("https://github.com/acme/widget/security/advisories", Place::AdvisoryList),
            ("https://github.com/acme/widget/security", Place::AdvisoryList),
            ("https://github.com/acme/widget/security/policy", Place::Policy),
            ("https://github.com/acme/.github/blob/main/SECURITY.md", Place::Policy),
            ("https://github.com/acme/widget/issues/new/choose", Place::Issues { confidential: false }),
            (
                "https://gitlab.com/acme/widget/-/issues/new?issue[confidential]=true",
                Place::Issues { confidential: true },
            ),
            ("https://github.com/acme/widget/discussions", Place::Discussions),
            ("../../issues/new", Place::Issues { confidential: false }),
            ("../../security/advisories/new", Place::AdvisoryForm),
            ("../README.md", Place::Page),
            ("docs/security.md", Place::Page),
            ("https://github.com/acme/widget/pulls", Place::PullRequests),
            ("https://github.com/acme", Place::Profile),
            ("https://hackerone.com/acme", Place::Bounty),
            ("https://www.hackerone.com/disclosure-guidelines", Place::Reference),
            ("https://www.tidelift.com/security", Place::Form),
            ("https://discord.gg/abc", Place::Chat),
            ("https://discord.com/channels/1/2", Place::Chat),
            ("https://discord.com/users/1", Place::Message),
            ("https://matrix.to/#/#widget:widget.example", Place::Chat),
            ("https://matrix.to/#/@ada:widget.example", Place::Message),
            ("https://app.element.io/#/room/#widget:widget.example", Place::Chat),
            ("https://signal.me/#eu/AbC", Place::Message),
            ("https://x.com/ada", Place::Account),
            ("https://bsky.app/profile/ada.example", Place::Account),
            ("https://social.widget.example/@ada", Place::Account),
            ("https://widget.example/@ada/what-to-do", Place::Page),
            ("https://widget.example/security.asc", Place::Key),
            ("https://widget.example/security", Place::Page),
            ("mailto:a@widget.example", Place::Page),
            ("https://gitlab.widget.example/security/reports/-/issues/new", Place::Issues { confidential: false }),
            ("discord.com/users/1", Place::Message),
            ("github.com/acme/widget/issues", Place::Issues { confidential: false }),
            ("widget.example/users/1", Place::Page),
            ("./github.com/acme", Place::Page),
        ] {
            assert_eq!(place(url), expected, "{url}");
        }
    }
}
