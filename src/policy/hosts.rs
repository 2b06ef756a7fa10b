//! What a URL leads to, by its host and path alone.

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
pub(crate) fn parts(url: &str) -> Option<(String, Vec<&str>)> {
    if !starts_like_web(url) {
        return None;
    }
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next()?.split([':', '?', '#']).next()?;
    let host = host.get(..4).filter(|www| www.eq_ignore_ascii_case("www.")).map_or(host, |_| &host[4..]);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Some((host.to_ascii_lowercase(), path.split('/').filter(|segment| !segment.is_empty()).collect()))
}

/// Most targets lead into the file, or are addresses.
fn starts_like_web(url: &str) -> bool {
    matches!(url.as_bytes().first(), Some(b'h' | b'H'))
}

const BOUNTIES: &[&str] = &[
    "hackerone.com",
    "bugcrowd.com",
    "intigriti.com",
    "yeswehack.com",
    "immunefi.com",
    "huntr.com",
    "huntr.dev",
    "synack.com",
    "hackenproof.com",
    "bugbounty.ch",
    "openbugbounty.org",
    "cantina.xyz",
    "sherlock.xyz",
    "bughunters.google.com",
    "bounty.github.com",
    "zerodayinitiative.com",
    "patchstack.com",
    "wordfence.com",
];
const FORMS: &[&str] = &[
    "tidelift.com",
    "msrc.microsoft.com",
    "g.co",
    "forms.gle",
    "forms.office.com",
    "docs.google.com",
    "kb.cert.org",
    "typeform.com",
    "jotform.com",
    "airtable.com",
    "tally.so",
    "vulncheck.com",
    "vuldb.com",
    "snyk.io",
];
const CHATS: &[&str] = &[
    "discord.gg",
    "discord.com",
    "discordapp.com",
    "slack.com",
    "gitter.im",
    "matrix.to",
    "twitter.com",
    "x.com",
    "t.me",
    "telegram.me",
    "mastodon.social",
    "fosstodon.org",
    "zulipchat.com",
    "libera.chat",
    "webchat.freenode.net",
    "reddit.com",
];
const FORUMS: &[&str] = &["stackoverflow.com", "groups.google.com", "discourse.org"];
const KEYS: &[&str] = &[
    "keys.openpgp.org",
    "keyserver.ubuntu.com",
    "pgp.mit.edu",
    "keybase.io",
    "keys.mailvelope.com",
    "pgpkeys.eu",
    "openpgp.org",
];
const BADGES: &[&str] = &[
    "img.shields.io",
    "shields.io",
    "badge.fury.io",
    "api.securityscorecards.dev",
    "api.scorecard.dev",
    "scorecard.dev",
    "securityscorecards.dev",
    "bestpractices.dev",
    "bestpractices.coreinfrastructure.org",
    "codecov.io",
    "snyk.io/test",
    "lgtm.com",
    "raw.githubusercontent.com",
    "camo.githubusercontent.com",
];
const REFERENCES: &[&str] = &[
    "owasp.org",
    "cheatsheetseries.owasp.org",
    "cwe.mitre.org",
    "cve.mitre.org",
    "cve.org",
    "nvd.nist.gov",
    "first.org",
    "en.wikipedia.org",
    "semver.org",
    "iso.org",
    "rfc-editor.org",
    "datatracker.ietf.org",
    "creativecommons.org",
    "opensource.org",
    "cisa.gov",
    "nist.gov",
    "cert.org",
    "vuls.cert.org",
    "projectzero.google",
    "googleprojectzero.blogspot.com",
    "disclose.io",
    "pypi.org",
    "npmjs.com",
    "crates.io",
    "keepachangelog.com",
    "reproducible-builds.org",
    "slsa.dev",
    "sigstore.dev",
    "docs.sigstore.dev",
];

/// Whether a URL leads to a bounty platform, not to somebody's page about a bounty.
pub(crate) fn is_platform(url: &str) -> bool {
    parts(url).is_some_and(|(host, _)| is_under(&host, BOUNTIES))
}

/// Whether a host is one of these or below one.
fn is_under(host: &str, hosts: &[&str]) -> bool {
    hosts.iter().any(|known| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// What kind of place a URL is.
pub(crate) fn place(url: &str) -> Place {
    if !starts_like_web(url) {
        return Place::Page;
    }
    let url = &url.to_ascii_lowercase();
    let Some((host, lower)) = parts(url) else { return Place::Page };
    let is = |hosts: &[&str]| is_under(&host, hosts);
    if host == "docs.github.com" || host == "help.github.com" {
        let is_reporting = lower.iter().any(|segment| {
            segment.contains("privately-reporting") || segment.contains("private-vulnerability-reporting")
        });
        return if is_reporting { Place::AdvisoryDocs } else { Place::Reference };
    }
    if matches!(host.as_str(), "github.com" | "gitlab.com" | "codeberg.org" | "gitea.com" | "bitbucket.org")
        || host.starts_with("gitlab.")
    {
        return forge_place(url, &lower);
    }
    if is(BADGES) {
        return Place::Badge;
    }
    if is(KEYS)
        || lower.last().is_some_and(|file| [".asc", ".gpg", ".pgp", ".key"].iter().any(|end| file.ends_with(end)))
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
    if is(BOUNTIES) || host.split('.').any(names_bounty) || lower.iter().any(|segment| names_bounty(segment)) {
        return Place::Bounty;
    }
    if is(FORMS) {
        let is_form = match host.as_str() {
            "docs.google.com" => lower.first() == Some(&"forms"),
            "g.co" => lower.first() == Some(&"vulnz"),
            "tidelift.com" => lower.contains(&"security"),
            "snyk.io" => lower.iter().any(|segment| segment.contains("disclos") || segment.contains("report")),
            _ => true,
        };
        return if is_form { Place::Form } else { Place::Page };
    }
    if host.starts_with("bugzilla.") && lower.iter().any(|segment| segment.starts_with("form.")) {
        return Place::Form;
    }
    if is(CHATS)
        || host.starts_with("chat.")
        || lower.iter().any(|segment| matches!(*segment, "discord" | "slack" | "gitter"))
    {
        return Place::Chat;
    }
    if is(FORUMS)
        || host.starts_with("forum.")
        || host.starts_with("discuss.")
        || host.starts_with("community.")
        || host.starts_with("discourse.")
    {
        return Place::Discussions;
    }
    if is(REFERENCES) {
        return Place::Reference;
    }
    if host.starts_with("bugs.")
        || host.starts_with("bugzilla.")
        || host.starts_with("jira.")
        || host.starts_with("issues.")
    {
        let confidential = url.to_ascii_lowercase().contains("security") || url.contains("private");
        return Place::Issues { confidential };
    }
    Place::Page
}

/// A page of GitHub, GitLab or a forge like them. `path` is in lower case.
fn forge_place(url: &str, path: &[&str]) -> Place {
    let path: Vec<&str> = path.iter().copied().filter(|segment| *segment != "-").collect();
    let lower = url.to_ascii_lowercase();
    let confidential = lower.contains("confidential")
        && (lower.contains("confidential]=true")
            || lower.contains("confidential%5d=true")
            || lower.contains("confidential=true"));
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
        [_, _, "issues", ..] | [.., "issues", "new"] | [.., "issues"] => Place::Issues { confidential },
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
            ("https://github.com/acme/widget/pulls", Place::PullRequests),
            ("https://github.com/acme", Place::Profile),
            ("https://hackerone.com/acme", Place::Bounty),
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
