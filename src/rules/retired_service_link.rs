//! See [`RULE`].

use std::borrow::Cow;

use super::questions::target_span;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{BlockKind, Link};
use crate::policy::{host_and_rest, lower};
use crate::source::Span;

const EXTRA: OptionSpec =
    OptionSpec::words("extra", "Further hosts that are gone, each as `host` or `host=successor`.");

rule! {
    /// A link or badge leads to a service that is gone or has moved.
    ///
    /// ## Why it matters
    ///
    /// A badge that does not load and a key server that does not answer make a policy look
    /// abandoned, and the contact in it with it.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// ![grade](https://img.shields.io/lgtm/grade/rust/g/acme/widget.svg)
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. What we do for security is in our
    /// [badge entry](https://bestpractices.coreinfrastructure.org/projects/1).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. What we do for security is in our
    /// [badge entry](https://www.bestpractices.dev/projects/1).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Where a service moved and kept its paths, the new host takes the place of the old one. That
    /// needs a look at whether the page came along.
    ///
    /// ## Sources
    ///
    /// - The services' own notices, with their years in the list of this rule
    group: Hygiene,
    fix: Unsafe,
    options: [EXTRA],
    since: "0.1.0",
    check: Document(check)
}

/// A service that is gone or has moved.
struct Retired {
    /// Whose links are told of together.
    service: &'static str,
    /// The host, which stands for those below it too.
    host: &'static str,
    /// How its paths begin; empty for all of them.
    path: &'static str,
    /// What became of it, as the end of a sentence.
    fate: &'static str,
    /// What to use, as the end of a sentence; empty for nothing.
    instead: &'static str,
    /// The host that took over.
    successor: Option<&'static str>,
    /// Whether the successor has the same paths; otherwise it stands for the front page alone.
    keeps_paths: bool,
}

const fn gone(host: &'static str, fate: &'static str, instead: &'static str) -> Retired {
    Retired { service: host, host, path: "", fate, instead, successor: None, keeps_paths: false }
}

const fn moved(host: &'static str, fate: &'static str, instead: &'static str, successor: &'static str) -> Retired {
    Retired { successor: Some(successor), ..gone(host, fate, instead) }
}

/// Each with the year of the service's own notice, where there was one.
const RETIRED: &[Retired] = &[
    gone("lgtm.com", "closed in 2022", "GitHub code scanning"),
    Retired {
        service: "lgtm.com",
        path: "lgtm/",
        ..gone("img.shields.io", "shows grades of lgtm.com, which closed in 2022", "another badge, or none")
    },
    gone("sks-keyservers.net", "closed in 2021", "https://keys.openpgp.org"),
    moved(
        "pgp.mit.edu",
        "is a key server of the SKS network, which was given up in 2021",
        "https://keys.openpgp.org",
        "keys.openpgp.org",
    ),
    Retired {
        keeps_paths: true,
        ..moved(
            "bestpractices.coreinfrastructure.org",
            "moved in 2023",
            "https://www.bestpractices.dev",
            "www.bestpractices.dev",
        )
    },
    moved("cve.mitre.org", "is the former site of the CVE programme", "https://www.cve.org", "www.cve.org"),
    Retired { keeps_paths: true, ..moved("huntr.dev", "moved in 2023", "https://huntr.com", "huntr.com") },
    gone("vuls.cert.org", "has moved", "https://certcc.github.io/CERT-Guide-to-CVD"),
    gone("david-dm.org", "has closed", ""),
    gone("gemnasium.com", "closed in 2018", ""),
    gone("nodesecurity.io", "closed in 2018", "https://github.com/advisories"),
    gone("plus.google.com", "closed in 2019", ""),
    moved("travis-ci.org", "closed in 2021", "https://www.travis-ci.com", "www.travis-ci.com"),
];

/// What is to be said of a link.
struct Notice {
    service: String,
    message: String,
    help: String,
    successor: Option<String>,
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let extra = context.words(&RULE, &EXTRA);
    // One finding a service: a list of twenty old links is one thing to mend.
    let mut found: Vec<(Notice, Vec<&Link<'_>>)> = Vec::new();
    for link in &context.document().links {
        let Some((host, path)) = parts(&link.target) else { continue };
        let Some(notice) = notice(&host, path, &extra) else { continue };
        if is_history(context, link, &notice) {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known.service == notice.service && known.successor == notice.successor)
        {
            Some((_, links)) => links.push(link),
            None => found.push((notice, vec![link])),
        }
    }
    for (notice, links) in found {
        let edits: Option<Vec<Edit>> = notice.successor.as_deref().and_then(|successor| {
            links.iter().map(|link| Some(Edit::replace(host_span(context, link)?, successor))).collect()
        });
        let fix = edits.zip(notice.successor).map(|(edits, host)| Fix::unsafe_(format!("Use `{host}`"), edits));
        let finding = Finding::new(links[0].span, notice.message, notice.help).maybe_fix(fix);
        findings.push(links[1..].iter().fold(finding, |finding, link| finding.also(link.span, "")));
    }
}

/// Host and path of a link of any scheme.
fn parts(target: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut colons = memchr::memchr_iter(b':', target.as_bytes());
    let (host, path) = host_and_rest(colons.find_map(|colon| target[colon..].strip_prefix("://"))?);
    Some((lower(host), path.trim_start_matches('/')))
}

fn notice(host: &str, path: &str, extra: &[String]) -> Option<Notice> {
    let is_under = |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Some(retired) = RETIRED.iter().find(|retired| is_under(retired.host) && path.starts_with(retired.path)) {
        let help = match retired.instead {
            "" => "remove the link".to_owned(),
            instead => format!("use {instead}"),
        };
        return Some(Notice {
            service: retired.service.to_owned(),
            message: format!("{} {}", retired.host, retired.fate),
            help,
            successor: retired.successor.filter(|_| retired.keeps_paths || path.is_empty()).map(str::to_owned),
        });
    }
    let split = |entry: &'_ String| -> (String, Option<String>) {
        match entry.split_once('=') {
            Some((host, successor)) => (host.trim().to_owned(), Some(successor.trim().to_owned())),
            None => (entry.clone(), None),
        }
    };
    let (known, successor) = extra.iter().map(split).find(|(known, _)| is_under(known))?;
    let help = successor.as_deref().map_or("remove the link".to_owned(), |successor| format!("use {successor}"));
    Some(Notice {
        message: format!("{known} is listed as retired in the configuration"),
        service: known,
        help,
        successor,
    })
}

/// Whether a link records the past: in a table, or that of one vulnerability, which is led on.
fn is_history(context: &Context<'_>, link: &Link<'_>, notice: &Notice) -> bool {
    let document = context.document();
    let in_table =
        document.blocks.get(link.block.0 as usize).is_some_and(|block| matches!(block.kind, BlockKind::Cell { .. }));
    let is_badge = link.text.is_empty();
    let names_cve = notice.service == "cve.mitre.org" && link.target.to_ascii_uppercase().contains("CVE-");
    in_table && !is_badge || names_cve
}

/// Where the host stands in the source.
fn host_span(context: &Context<'_>, link: &Link<'_>) -> Option<Span> {
    let (host, _) = parts(&link.target)?;
    let span = target_span(context, link).unwrap_or(link.span);
    let at = context.source().slice(span).to_ascii_lowercase().find(&*host)? as u32 + span.start;
    Some(Span::new(at, at + host.len() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::source::Source;

    #[test]
    fn services_that_are_gone_are_reported() {
        assert_fires(
            &RULE,
            &[
                "[![grade](https://img.shields.io/lgtm/grade/rust/g/acme/widget.svg)](https://lgtm.com/projects/g/acme/widget)\n",
                "The key is on [a server](hkp://pool.sks-keyservers.net).\n",
                "The key is on <https://pgp.mit.edu/pks/lookup?search=0x1>.\n",
                "We follow [the guide](https://vuls.cert.org/confluence/x).\n",
                "We request numbers from [MITRE](https://cve.mitre.org/).\n",
            ],
        );
    }

    #[test]
    fn other_hosts_are_fine() {
        assert_silent(
            &RULE,
            &[
                "![grade](https://img.shields.io/badge/grade-A-green.svg)\n",
                "See https://www.cve.org, https://huntr.com and https://notlgtm.com.\n",
                "We once used lgtm.com.\n",
            ],
        );
    }

    #[test]
    fn records_of_the_past_are_fine() {
        assert_silent(
            &RULE,
            &[
                "| Year | Report |\n| --- | --- |\n| 2020 | [bounty](https://huntr.dev/bounties/1) |\n",
                "We fixed [CVE-2020-1](https://cve.mitre.org/cgi-bin/cvename.cgi?name=CVE-2020-1).\n",
            ],
        );
    }

    #[test]
    fn a_service_is_told_of_once() {
        let text = "See <https://huntr.dev/a> and [there](https://huntr.dev/b).\n";
        let found = findings(&RULE, &Source::new("SECURITY.md", text), &[]);
        assert_eq!((found.len(), found[0].labels.len()), (1, 1));
        let mended = found[0].fix.as_ref().expect("there is a fix").apply(text);
        assert_eq!(mended, "See <https://huntr.com/a> and [there](https://huntr.com/b).\n");
    }

    #[test]
    fn a_front_page_has_a_successor_where_its_pages_have_none() {
        let mended = |text: &str| {
            let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix;
            fix.map(|fix| fix.apply(text))
        };
        assert_eq!(mended("See <https://cve.mitre.org/>.").as_deref(), Some("See <https://www.cve.org/>."));
        assert_eq!(mended("See <https://cve.mitre.org/cgi-bin/cvekey.cgi?keyword=widget>."), None);
    }

    #[test]
    fn further_hosts_can_be_listed() {
        let text = "See <https://old.widget.example/a>.\n";
        assert_eq!(fires_with(&RULE, text, &[]), []);
        assert_eq!(fires_with(&RULE, text, &[("extra", "old.widget.example")]).len(), 1);
        let found =
            findings(&RULE, &Source::new("SECURITY.md", text), &[("extra", "old.widget.example=widget.example")]);
        assert_eq!(found[0].fix.as_ref().expect("there is a fix").apply(text), "See <https://widget.example/a>.\n");
    }
}
