//! See [`RULE`].

use super::inquiry::{Asked, Inquiry};
use super::questions::quote;
use super::rule::rule;
use super::{Context, Forge, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::LinkKind;
use crate::online::{Question, Refusal};
use crate::policy::{ChannelKind, Place, place_of, url_parts};
use crate::source::Span;

const IGNORE: OptionSpec = OptionSpec::words("ignore", "Hosts that are not asked, with those below them.");

rule! {
    /// A contact cannot be reached: its domain takes no mail, or the page is gone.
    ///
    /// ## Why it matters
    ///
    /// Domains lapse and pages move without anybody looking at the policy. The reporter's mail
    /// bounces, or the link ends at an error page, and the next attempt is a public one.
    ///
    /// The network is asked only with `--online`; without it this rule finds nothing. Name servers
    /// say whether the domains of addresses take mail, and the servers of links whether the pages
    /// are there: of contacts, of keys, and of policies that this one refers to. What is found
    /// holds as of now. Only a definite no counts: there is no such name, the domain has neither a
    /// mail server nor an address or declares that it takes no mail, the page answers 404 or 410.
    /// Everything else, such as a server that is slow, busy or asks for a password, is a note.
    /// Whether anybody reads the mailbox cannot be known; no mail is sent.
    ///
    /// ## Example
    ///
    /// Where the domain has expired:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// And where the form was taken down:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in [our form](https://widget.example/report-vulnerability).
    /// ```
    ///
    /// ## Use instead
    ///
    /// An address on a domain that takes mail, or a page that is there:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 5321, 5.1 (mail servers, and the address in their place)
    /// - RFC 7505 (domains that take no mail)
    /// - RFC 9110, 15.5.5 and 15.5.11 (404 and 410)
    group: Channel,
    fix: None,
    options: [IGNORE],
    since: "0.1.0",
    check: Online(Inquiry { asks, finding })
}

fn asks(context: &Context<'_>) -> Vec<Asked> {
    let ignored = context.words(&RULE, &IGNORE);
    let mut asked: Vec<Asked> = Vec::new();
    for channel in &context.policy.channels {
        match channel.kind {
            // The form asks for a login first, whether or not it is there.
            ChannelKind::PrivateAdvisory => {}
            ChannelKind::Email | ChannelKind::MailingList => {
                asked.extend(domains(&channel.value).map(|domain| Asked::new(Question::Mail(domain), channel.span)));
            }
            _ => asked.extend(page(&channel.value, channel.span)),
        }
    }
    for link in context.document().links.iter().filter(|link| link.kind != LinkKind::Image) {
        if matches!(place_of(&link.target), Place::Key | Place::Policy) {
            asked.extend(page(&link.target, link.span));
        }
    }
    asked.retain(|asked| !is_ignored(&asked.question, &ignored));
    asked.sort_by_key(|asked| asked.span);
    asked
}

/// The domains of an address, or of several with commas between them.
fn domains(addresses: &str) -> impl Iterator<Item = String> {
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.trim().to_ascii_lowercase());
    addresses.split(',').filter_map(domain).filter(|domain| !domain.is_empty())
}

/// Longer addresses are not asked for, in bytes: no contact has one, and notes would show it.
const MAX_URL: usize = 2_000;

fn page(target: &str, span: Span) -> Option<Asked> {
    url_parts(target)?;
    let url = target.split('#').next().filter(|url| url.len() <= MAX_URL)?;
    Some(Asked::new(Question::Page(url.to_owned()), span))
}

fn is_ignored(question: &Question, ignored: &[String]) -> bool {
    let host = match question {
        Question::Mail(domain) => Some(domain.as_str().into()),
        Question::Page(url) => url_parts(url).map(|(host, _)| host),
        Question::PrivateReporting { .. } => None,
    };
    let is_below = |host: &str, name: &str| {
        let rest = host.len().checked_sub(name.len()).filter(|&at| host[at..].eq_ignore_ascii_case(name));
        rest.is_some_and(|at| at == 0 || host[..at].ends_with('.'))
    };
    host.is_some_and(|host| ignored.iter().any(|name| is_below(&host, name)))
}

fn finding(context: &Context<'_>, asked: &Asked, refusal: Refusal) -> Finding {
    let message = match &asked.question {
        Question::Mail(domain) => {
            let why = match refusal {
                Refusal::NullMx => "declares that it takes no mail",
                Refusal::NoSuchName => "does not exist",
                Refusal::NoAddress | Refusal::Gone(_) | Refusal::SwitchedOff => "has no mail server",
            };
            format!("as of now, the domain {domain} {why}, so that reports to it come back")
        }
        Question::Page(url) => {
            // Forges say of pages that not everybody may see what they say of those that are not there.
            let is_on_forge = url_parts(url).is_some_and(|(host, _)| Forge::of_host(&host).is_some());
            let why = match refusal {
                Refusal::Gone(status) if is_on_forge => {
                    format!("is gone, or not for everybody to see: the server answers {status}")
                }
                Refusal::Gone(status) => format!("is gone: the server answers {status}"),
                Refusal::NoSuchName => "is gone: its host does not exist".to_owned(),
                Refusal::NoAddress | Refusal::NullMx | Refusal::SwitchedOff => {
                    "is gone: its host has no address".to_owned()
                }
            };
            format!("as of now, {} {why}", quote(url))
        }
        Question::PrivateReporting { .. } => String::new(),
    };
    let is_channel = context.policy.channels.iter().any(|channel| channel.span == asked.span);
    let help =
        if is_channel { "name a contact that reaches you" } else { "link to where it is now, or remove the link" };
    Finding::new(asked.span, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{answered, asked_by};

    fn asked(text: &str, options: &[(&str, &str)]) -> Vec<String> {
        asked_by(&RULE, &[("SECURITY.md", text)], options)
    }

    #[test]
    fn contacts_keys_and_other_policies_are_asked_about_once() {
        let text = "# Security policy\n\n\
            Report vulnerabilities to <security@Widget.example> or <psirt@widget.example>, or in \
            [our form](https://widget.example/report-vulnerability#form), encrypted to \
            [our key](https://widget.example/security.asc). See also the \
            [policy of acme](https://github.com/acme/.github/blob/main/SECURITY.md).\n";
        assert_eq!(
            asked(text, &[]),
            [
                "whether widget.example takes mail",
                "whether https://github.com/acme/.github/blob/main/SECURITY.md is there",
                "whether https://widget.example/report-vulnerability is there",
                "whether https://widget.example/security.asc is there",
            ]
        );
        assert_eq!(asked(text, &[("ignore", "Widget.example+hub.com")]).len(), 1);
        assert_eq!(asked(text, &[("ignore", "example+github.com")]), [""; 0]);
    }

    #[test]
    fn what_is_no_contact_is_not_asked_about() {
        for text in [
            "# Security policy\n\nReport in [the form](https://github.com/acme/widget/security/advisories/new).\n",
            "# Security policy\n\nWe follow [ISO 29147](https://www.iso.org/standard/72311.html).\n",
            "# Security policy\n\n![badge](https://widget.example/security.asc)\n",
            &format!("# Security policy\n\n[Key](https://widget.example/{}.asc)\n", "a".repeat(2_000)),
            "# Security policy\n\nReport vulnerabilities [here](/report) or on irc://irc.widget.example/security.\n",
        ] {
            assert_eq!(asked(text, &[]), [""; 0], "{text}");
        }
    }

    #[test]
    fn no_text_has_many_hosts_asked() {
        let links: Vec<String> =
            (0..200).map(|nth| format!("- [key](https://h{nth}.widget.example/a.asc)\n")).collect();
        assert_eq!(asked(&format!("# Security policy\n\n{}", links.concat()), &[]).len(), 32);
    }

    #[test]
    fn every_refusal_is_told_in_its_words() {
        let text = "# Security policy\n\nReport vulnerabilities to <security@widget.example>, encrypted to \
            [our key](https://widget.example/security.asc).\n";
        let told = |refusal| answered(&RULE, text, refusal);
        assert_eq!(
            told(Refusal::NoSuchName),
            [
                "as of now, the domain widget.example does not exist, so that reports to it come back",
                "as of now, “https://widget.example/security.asc” is gone: its host does not exist",
            ]
        );
        assert!(told(Refusal::NullMx)[0].contains("declares that it takes no mail"));
        assert!(told(Refusal::NoAddress)[0].contains("has no mail server"));
        assert!(told(Refusal::NoAddress)[1].ends_with("its host has no address"));
        assert!(told(Refusal::Gone(410))[1].ends_with("is gone: the server answers 410"));
        let forge = "# Security policy\n\nSee [our policy](https://github.com/acme/.github/blob/main/SECURITY.md).\n";
        let found = answered(&RULE, forge, Refusal::Gone(404));
        assert!(found[0].ends_with("is gone, or not for everybody to see: the server answers 404"), "{found:?}");
    }
}
