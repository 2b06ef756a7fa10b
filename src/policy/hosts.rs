//! What a URL leads to, by its host and path alone.

use std::borrow::Cow;

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
    /// Pull or merge requests.
    PullRequests,
    /// A chat or social network.
    Chat,
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
    Some((lower(host), segments(path).collect()))
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

/// What a well-known host is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Host {
    Badge,
    Bounty,
    Chat,
    Form,
    Forum,
    Key,
    Reference,
}

/// Hosts whose kind is known, by name.
const HOSTS: &[(&str, Host)] = &[
    ("airtable.com", Host::Form),
    ("api.scorecard.dev", Host::Badge),
    ("api.securityscorecards.dev", Host::Badge),
    ("badge.fury.io", Host::Badge),
    ("bestpractices.coreinfrastructure.org", Host::Badge),
    ("bestpractices.dev", Host::Badge),
    ("bounty.github.com", Host::Bounty),
    ("bugbounty.ch", Host::Bounty),
    ("bugcrowd.com", Host::Bounty),
    ("bughunters.google.com", Host::Bounty),
    ("camo.githubusercontent.com", Host::Badge),
    ("cantina.xyz", Host::Bounty),
    ("cert.org", Host::Reference),
    ("cheatsheetseries.owasp.org", Host::Reference),
    ("cisa.gov", Host::Reference),
    ("codecov.io", Host::Badge),
    ("crates.io", Host::Reference),
    ("creativecommons.org", Host::Reference),
    ("cve.mitre.org", Host::Reference),
    ("cve.org", Host::Reference),
    ("cwe.mitre.org", Host::Reference),
    ("datatracker.ietf.org", Host::Reference),
    ("disclose.io", Host::Reference),
    ("discord.com", Host::Chat),
    ("discord.gg", Host::Chat),
    ("discordapp.com", Host::Chat),
    ("discourse.org", Host::Forum),
    ("docs.google.com", Host::Form),
    ("docs.sigstore.dev", Host::Reference),
    ("en.wikipedia.org", Host::Reference),
    ("first.org", Host::Reference),
    ("forms.gle", Host::Form),
    ("forms.office.com", Host::Form),
    ("fosstodon.org", Host::Chat),
    ("g.co", Host::Form),
    ("gitter.im", Host::Chat),
    ("googleprojectzero.blogspot.com", Host::Reference),
    ("groups.google.com", Host::Forum),
    ("hackenproof.com", Host::Bounty),
    ("hackerone.com", Host::Bounty),
    ("huntr.com", Host::Bounty),
    ("huntr.dev", Host::Bounty),
    ("img.shields.io", Host::Badge),
    ("immunefi.com", Host::Bounty),
    ("intigriti.com", Host::Bounty),
    ("iso.org", Host::Reference),
    ("jotform.com", Host::Form),
    ("kb.cert.org", Host::Form),
    ("keepachangelog.com", Host::Reference),
    ("keybase.io", Host::Key),
    ("keys.mailvelope.com", Host::Key),
    ("keys.openpgp.org", Host::Key),
    ("keyserver.ubuntu.com", Host::Key),
    ("lgtm.com", Host::Badge),
    ("libera.chat", Host::Chat),
    ("mastodon.social", Host::Chat),
    ("matrix.to", Host::Chat),
    ("msrc.microsoft.com", Host::Form),
    ("nist.gov", Host::Reference),
    ("npmjs.com", Host::Reference),
    ("nvd.nist.gov", Host::Reference),
    ("openbugbounty.org", Host::Bounty),
    ("openpgp.org", Host::Key),
    ("opensource.org", Host::Reference),
    ("owasp.org", Host::Reference),
    ("patchstack.com", Host::Bounty),
    ("pgp.mit.edu", Host::Key),
    ("pgpkeys.eu", Host::Key),
    ("projectzero.google", Host::Reference),
    ("pypi.org", Host::Reference),
    ("raw.githubusercontent.com", Host::Badge),
    ("reddit.com", Host::Chat),
    ("reproducible-builds.org", Host::Reference),
    ("rfc-editor.org", Host::Reference),
    ("scorecard.dev", Host::Badge),
    ("securityscorecards.dev", Host::Badge),
    ("semver.org", Host::Reference),
    ("sherlock.xyz", Host::Bounty),
    ("shields.io", Host::Badge),
    ("signal.group", Host::Chat),
    ("sigstore.dev", Host::Reference),
    ("slack.com", Host::Chat),
    ("slsa.dev", Host::Reference),
    ("snyk.io", Host::Form),
    ("stackoverflow.com", Host::Forum),
    ("synack.com", Host::Bounty),
    ("t.me", Host::Chat),
    ("tally.so", Host::Form),
    ("telegram.me", Host::Chat),
    ("tidelift.com", Host::Form),
    ("twitter.com", Host::Chat),
    ("typeform.com", Host::Form),
    ("vuldb.com", Host::Form),
    ("vulncheck.com", Host::Form),
    ("vuls.cert.org", Host::Reference),
    ("webchat.freenode.net", Host::Chat),
    ("wordfence.com", Host::Bounty),
    ("x.com", Host::Chat),
    ("yeswehack.com", Host::Bounty),
    ("zerodayinitiative.com", Host::Bounty),
    ("zulipchat.com", Host::Chat),
];

/// What a host, or the nearest one that it is below, is known for.
fn known(host: &str) -> Option<Host> {
    let find = |name: &str| HOSTS.binary_search_by_key(&name, |&(known, _)| known).ok().map(|index| HOSTS[index].1);
    let names = std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, above)| above));
    // A top-level domain is not known as a whole.
    names.take_while(|name| name.contains('.')).find_map(find)
}

/// Whether a URL leads to a bounty platform, not to somebody's page about a bounty.
pub(crate) fn is_platform(url: &str) -> bool {
    parts(url).is_some_and(|(host, _)| known(&host) == Some(Host::Bounty))
}

/// What kind of place a URL is.
pub(crate) fn place(url: &str) -> Place {
    // Most targets lead into the file, or are addresses.
    if !url.starts_with(['h', 'H']) {
        return if url.starts_with("../") { relative_place(url) } else { Place::Page };
    }
    let url = &*lower(url);
    let Some((host, path)) = parts(url) else { return Place::Page };
    if host == "docs.github.com" || host == "help.github.com" {
        let is_reporting = path.iter().any(|segment| {
            segment.contains("privately-reporting")
                || segment.contains("private-vulnerability-reporting")
                || *segment == "security-advisories"
        });
        return if is_reporting { Place::AdvisoryDocs } else { Place::Reference };
    }
    if matches!(&*host, "github.com" | "gitlab.com" | "codeberg.org" | "gitea.com" | "bitbucket.org")
        || host.starts_with("gitlab.")
    {
        return forge_place(url, path);
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
    if is(Host::Chat)
        || host.starts_with("chat.")
        || path.iter().any(|segment| matches!(*segment, "discord" | "slack" | "gitter"))
    {
        return Place::Chat;
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

/// A page of the forge by a path that leads out of the files: `../../issues/new`.
fn relative_place(url: &str) -> Place {
    let url = &*lower(url.trim_start_matches("../"));
    let path = url.split(['?', '#']).next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty());
    match forge_place(url, ["owner", "repository"].into_iter().chain(path).collect()) {
        place @ (Place::AdvisoryForm
        | Place::AdvisoryList
        | Place::Issues { .. }
        | Place::Discussions
        | Place::PullRequests) => place,
        _ => Place::Page,
    }
}

/// A page of GitHub, GitLab or a forge like them. Both are in lower case.
fn forge_place(url: &str, mut path: Vec<&str>) -> Place {
    path.retain(|segment| *segment != "-");
    let confidential =
        || ["confidential]=true", "confidential%5d=true", "confidential=true"].iter().any(|sign| url.contains(sign));
    match path[..] {
        [] => Place::Page,
        [_] | ["orgs" | "users", _] => Place::Profile,
        ["security" | "about" | "features" | "apps" | "advisories", ..] => Place::Reference,
        ["contact", "security-advisory"] => Place::AdvisoryForm,
        [_, _] => Place::Page,
        [.., "security", "advisories" | "advisory", "new" | "create"] | [.., "advisories", "new"] => {
            Place::AdvisoryForm
        }
        [.., "security", "advisories"] | [_, _, "security"] => Place::AdvisoryList,
        [.., "security", "policy"] => Place::Policy,
        [_, _, "issues", ..] | [.., "issues", "new"] | [.., "issues"] => Place::Issues { confidential: confidential() },
        [_, _, "discussions", ..] => Place::Discussions,
        [_, _, "pulls" | "pull" | "merge_requests" | "compare", ..] => Place::PullRequests,
        [.., file]
            if file.contains("security.md") || file.contains("security-policy") || file.contains("security.rst") =>
        {
            Place::Policy
        }
        [.., file] if [".asc", ".gpg", ".pgp", ".key"].iter().any(|end| file.ends_with(end)) => Place::Key,
        _ => Place::Page,
    }
}

/// What channel a place is, and whether it is private.
pub(crate) fn channel(place: Place) -> (ChannelKind, Option<bool>) {
    match place {
        Place::AdvisoryForm | Place::AdvisoryList | Place::AdvisoryDocs => (ChannelKind::PrivateAdvisory, Some(true)),
        Place::Issues { confidential: true } | Place::Form => (ChannelKind::WebForm, Some(true)),
        Place::Issues { confidential: false } | Place::Discussions => (ChannelKind::PublicIssue, Some(false)),
        Place::PullRequests => (ChannelKind::Other, Some(false)),
        Place::Chat => (ChannelKind::Chat, Some(false)),
        Place::Bounty => (ChannelKind::BugBounty, Some(true)),
        Place::Profile => (ChannelKind::Other, None),
        Place::Policy | Place::Key | Place::Badge | Place::Reference | Place::Page => (ChannelKind::Link, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hosts_can_be_searched() {
        assert!(HOSTS.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(known("bugs.hackerone.com"), Some(Host::Bounty));
        assert_eq!(known("nothackerone.com"), None);
    }

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
            ("https://widget.example/security.asc", Place::Key),
            ("https://widget.example/security", Place::Page),
            ("mailto:a@widget.example", Place::Page),
        ] {
            assert_eq!(place(url), expected, "{url}");
        }
    }
}
