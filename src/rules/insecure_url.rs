//! See [`RULE`].

use std::cell::LazyCell;
use std::collections::HashSet;

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{Link, LinkKind};
use crate::policy::vocabulary::Concept;
use crate::policy::{Place, place_of, url_parts};
use crate::source::Span;

const ALL_LINKS: OptionSpec =
    OptionSpec::flag("all-links", false, true, "Check every link, not only those to channels, keys and policies.");

rule! {
    /// A reporting, key or policy link is not encrypted.
    ///
    /// ## Why it matters
    ///
    /// What is sent to or fetched from such a link can be read and changed on its way: the text
    /// of a report, or the key that the next report is encrypted to.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities in [this form](http://widget.example/report-vulnerability).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in [this form](https://widget.example/report-vulnerability).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The scheme is replaced by its encrypted kin. That is safe for hosts which are known to
    /// answer there, and needs a look for all others.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-BR-03.01
    /// - RFC 9116, 2.5.3 to 2.5.7
    group: Channel,
    fix: Safe,
    options: [ALL_LINKS],
    since: "0.1.0",
    check: Document(check)
}

/// Schemes in the clear, with their encrypted kin.
const SCHEMES: &[(&str, Option<&str>)] = &[
    ("http://", Some("https://")),
    ("hkp://", Some("hkps://")),
    ("irc://", Some("ircs://")),
    ("ldap://", Some("ldaps://")),
    ("ftp://", None),
];

/// Hosts that are known to serve the same pages over https.
const SERVE_HTTPS: &[&str] = &[
    "apache.org",
    "bugcrowd.com",
    "cve.org",
    "github.com",
    "gitlab.com",
    "gnu.org",
    "google.com",
    "hackerone.com",
    "kernel.org",
    "mitre.org",
    "mozilla.org",
    "nist.gov",
    "npmjs.com",
    "pypi.org",
    "python.org",
    "wikipedia.org",
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let all = context.flag(&RULE, &ALL_LINKS);
    // Few policies have a link in the clear.
    let channels = LazyCell::new(|| context.policy.channels.iter().map(|channel| channel.span).collect());
    for link in context.document().links.iter().filter(|link| link.kind != LinkKind::Image) {
        let begins =
            |scheme: &str| link.target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        let Some(&(scheme, secure)) = SCHEMES.iter().find(|(scheme, _)| begins(scheme)) else { continue };
        let role = role(context, &channels, link);
        if is_exempt(&link.target.to_ascii_lowercase()) || !all && role.is_none() {
            continue;
        }
        let help = match secure {
            Some(secure) => format!("use `{secure}`"),
            None => "put the file where it can be fetched over `https://`".to_owned(),
        };
        let message = format!(
            "{} is not encrypted, so {} can be read and changed on its way",
            quote(&link.target),
            role.unwrap_or("what is fetched from it")
        );
        findings.push(Finding::new(link.span, message, help).maybe_fix(fix(context, link, scheme, secure)));
    }
}

/// What a link is for, where that matters.
fn role(context: &Context<'_>, channels: &HashSet<Span>, link: &Link<'_>) -> Option<&'static str> {
    let reading = &context.policy.reading;
    if channels.contains(&link.span) {
        return Some("a report");
    }
    let speaks_of_keys =
        || context.clause_at(link.text).is_some_and(|clause| reading.set(clause).has(Concept::Encryption));
    match place_of(&link.target) {
        Place::Key => Some("the key"),
        Place::Policy => Some("the policy"),
        _ if link.target.starts_with("hkp:") || speaks_of_keys() => Some("the key"),
        _ => None,
    }
}

/// Names rather than pages, and hosts that are near or encrypted otherwise.
fn is_exempt(target: &str) -> bool {
    let Some((host, path)) = url_parts(target) else { return false };
    let octets: Vec<&str> = host.split('.').collect();
    let is_private_address = match octets[..] {
        ["10" | "127", _, _, _] | ["192", "168", _, _] => true,
        ["172", second, _, _] => second.parse::<u8>().is_ok_and(|second| (16..32).contains(&second)),
        _ => false,
    };
    let is_name = path.contains(&"licenses") || host == "w3.org" || host.starts_with("schemas.") || host == "purl.org";
    host == "localhost"
        || host.starts_with('[')
        || host.rsplit('.').next() == Some("onion")
        || is_private_address
        || is_name
}

/// Replaces the scheme wherever the link spells it out.
fn fix(context: &Context<'_>, link: &Link<'_>, scheme: &str, secure: Option<&str>) -> Option<Fix> {
    let secure = secure?;
    let text = context.source().slice(link.span);
    let lower = text.to_ascii_lowercase();
    let at = |offset: usize, length: usize| {
        let start = link.span.start + offset as u32;
        Edit::replace(Span::new(start, start + length as u32), secure)
    };
    let edits: Vec<Edit> = if link.kind == LinkKind::Bare && lower.starts_with("www.") {
        vec![at(0, 0)]
    } else {
        lower.match_indices(scheme).map(|(offset, _)| at(offset, scheme.len())).collect()
    };
    if edits.is_empty() {
        return None;
    }
    let (host, _) = url_parts(&link.target).unwrap_or_default();
    let is_known = SERVE_HTTPS
        .iter()
        .any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')));
    let title = format!("Use `{secure}`");
    Some(if is_known { Fix::safe(title, edits) } else { Fix::unsafe_(title, edits) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::source::Source;

    #[test]
    fn channels_keys_and_policies_are_checked() {
        assert_fires(
            &RULE,
            &[
                "Report vulnerabilities at http://hackerone.com/widget.\n",
                "Our [PGP key](http://widget.example/key.asc) is there.\n",
                "Our PGP key is on hkp://keys.widget.example. See [it](hkp://keys.widget.example/x).\n",
                "Please see our [security policy](http://widget.example/security) for how to report.\n",
            ],
        );
    }

    #[test]
    fn encrypted_and_local_links_and_names_are_fine() {
        for target in [
            "https://widget.example",
            "http://localhost:8080/",
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://172.20.0.1/",
            "http://192.168.1.1/",
            "http://www.apache.org/licenses/LICENSE-2.0",
            "http://www.w3.org/1999/xhtml",
            "http://abcdef.onion/",
            "mailto:security@widget.example",
        ] {
            let text = format!("Please report vulnerabilities in [this form]({target}).\n");
            assert_eq!(fires_with(&RULE, &text, &[("all-links", "true")]), [], "{target}");
        }
        assert_silent(&RULE, &["```\ncurl http://widget.example/\n```\n"]);
    }

    #[test]
    fn other_links_are_checked_on_demand() {
        let text = "Read about [widgets](http://widget.example/about), or look at www.widget.example.\n";
        assert_eq!(fires_with(&RULE, text, &[]), []);
        assert_eq!(fires_with(&RULE, text, &[("all-links", "true")]).len(), 2);
    }

    #[test]
    fn a_fix_is_safe_for_known_hosts_only() {
        for (text, mended, applicability) in [
            (
                "Report vulnerabilities at http://hackerone.com/w",
                "Report vulnerabilities at https://hackerone.com/w",
                Applicability::Safe,
            ),
            (
                "Report vulnerabilities at [http://w.example/report-vuln](http://w.example/report-vuln)",
                "Report vulnerabilities at [https://w.example/report-vuln](https://w.example/report-vuln)",
                Applicability::Unsafe,
            ),
        ] {
            let source = Source::new("SECURITY.md", text);
            let fix = findings(&RULE, &source, &[]).remove(0).fix.expect("there is a fix");
            assert_eq!((fix.apply(text).as_str(), fix.applicability), (mended, applicability));
        }
    }
}
