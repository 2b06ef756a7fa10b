//! See [`RULE`].

use super::questions::{quote, target_span};
use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{Link, LinkKind};
use crate::policy::{is_address, url_parts};

rule! {
    /// The address that is shown is not the one that a click writes to.
    ///
    /// ## Why it matters
    ///
    /// Such a link is left over from copying a policy, or from a rename that reached the text
    /// alone. Whoever clicks writes to somebody else, who may not be bound to secrecy.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities to
    /// [security@widget.example](mailto:security@gadget.widget.example).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to
    /// [security@widget.example](mailto:security@widget.example).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The link is made to open the address that it shows. That needs a look: it may be the
    /// shown address that is out of date.
    ///
    /// ## Sources
    ///
    /// - RFC 6068 (`mailto` links)
    /// - WCAG 2.2, 2.4.4 (the purpose of a link is told by its text)
    group: Channel,
    fix: Unsafe,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

/// Hosts whose links lead elsewhere on purpose.
const REDIRECTORS: &[&str] = &["aka.ms", "bit.ly", "g.co", "git.io", "goo.gl", "is.gd", "t.co", "tinyurl.com"];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let written = |link: &&Link<'_>| matches!(link.kind, LinkKind::Inline | LinkKind::Reference | LinkKind::Html);
    for link in context.document().links.iter().filter(written) {
        let shown = context.document().str(link.text);
        // Most links show words.
        if memchr::memchr2(b'@', b':', shown.as_bytes()).is_none() {
            continue;
        }
        let shown = shown.trim();
        let Some(right) = right_target(shown, link) else { continue };
        let fix = target_span(context, link)
            .map(|span| Fix::unsafe_(format!("Link to {}", quote(&right)), vec![Edit::replace(span, right)]));
        let opened = link.target.strip_prefix("mailto:").unwrap_or(&link.target);
        findings.push(
            Finding::new(
                link.span,
                format!(
                    "the link shows {} and opens {}, so what is sent there may reach somebody else",
                    quote(shown),
                    quote(opened)
                ),
                "let both be the address that you read",
            )
            .maybe_fix(fix),
        );
    }
}

/// The target that the shown address asks for, where the link has another one.
fn right_target(shown: &str, link: &Link<'_>) -> Option<String> {
    let address = shown.strip_prefix("mailto:").unwrap_or(shown);
    if is_address(address) {
        let differs = match link.address() {
            Some(target) => !decoded(target).split([',', ';']).any(|target| is_same_address(address, target.trim())),
            None => leads_elsewhere(address, link),
        };
        return differs.then(|| format!("mailto:{address}"));
    }
    let (shown_host, shown_path) = url_parts(shown).filter(|_| !shown.contains(char::is_whitespace))?;
    let (host, path) = url_parts(&link.target)?;
    if REDIRECTORS.contains(&&*host) || shown.ends_with('…') || shown.ends_with("...") {
        return None;
    }
    let differs = if host == shown_host {
        let pairs = shown_path.iter().zip(&path).take(2);
        pairs.into_iter().any(|(shown, target)| !decoded(shown).eq_ignore_ascii_case(&decoded(target)))
    } else {
        site(&host) != site(&shown_host)
    };
    differs.then(|| shown.to_owned())
}

/// Whether an address is shown, and the page of somebody else opened. An address without its scheme is a link of
/// another defect.
fn leads_elsewhere(address: &str, link: &Link<'_>) -> bool {
    let Some((_, own)) = address.rsplit_once('@') else { return false };
    let is_named = link.target.contains(address);
    url_parts(&link.target).is_some_and(|(host, _)| {
        !is_named && !REDIRECTORS.contains(&&*host) && site(&host) != site(&own.to_ascii_lowercase())
    })
}

fn is_same_address(one: &str, other: &str) -> bool {
    let split =
        |address: &str| address.rsplit_once('@').map(|(local, host)| (local.to_owned(), host.to_ascii_lowercase()));
    // Hardly any mailbox heeds the case of its name.
    match (split(one), split(other)) {
        (Some((local, host)), Some((other, other_host))) => local.eq_ignore_ascii_case(&other) && host == other_host,
        _ => false,
    }
}

/// The last two labels of a host.
fn site(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at + 1);
    dots.nth(1).map_or(host, |at| &host[at..])
}

/// Percent signs decoded, where they stand for ASCII.
fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        match byte {
            Some(byte) => decoded.push(char::from(byte)),
            None => decoded.push('%'),
        }
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    decoded.push_str(rest);
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings};
    use crate::source::Source;

    #[test]
    fn links_that_open_something_else_are_reported() {
        assert_fires(
            &RULE,
            &[
                "Write to [security@widget.example](mailto:security@gadget.example).\n",
                "Write to [security@widget.example](mailto:ada@widget.example?subject=Report).\n",
                "Write to <a href=\"mailto:ada@gadget.example\">security@widget.example</a>.\n",
                "Write to [security@widget.example](https://gadget.dev/contact).\n",
                "Use [https://github.com/acme/widget](https://github.com/acme/gadget).\n",
                "Use [https://widget.dev/security](https://gadget.dev/security).\n",
            ],
        );
    }

    #[test]
    fn the_same_address_in_another_form_is_fine() {
        assert_silent(
            &RULE,
            &[
                "Write to [security@widget.example](mailto:security@Widget.Example).\n",
                "Write to [security@widget.example](mailto:security@widget.example?subject=Report).\n",
                "Write to [security@widget.example](mailto:security%40widget.example).\n",
                "Write to [ada@widget.example](mailto:ada@widget.example,bob@widget.example).\n",
                "Write to [security@widget.example](https://widget.example/contact).\n",
                "Write to [security@widget.example](http://security@widget.example).\n",
                "Write to [the team](mailto:ada@gadget.example).\n",
                "Use [https://www.widget.dev/](http://widget.dev).\n",
                "Use [https://widget.dev](https://widget.dev/security/policy).\n",
                "Use [https://github.com/acme/widget/security](https://github.com/acme/widget/security/advisories/new).\n",
                "Use [https://github.com/acme/…](https://github.com/acme/widget).\n",
                "Use [widget.dev](https://gadget.dev).\n",
            ],
        );
    }

    #[test]
    fn redirectors_lead_elsewhere_on_purpose() {
        assert_silent(&RULE, &["Use [https://msrc.widget.dev/report](https://aka.ms/report).\n"]);
    }

    #[test]
    fn the_fix_opens_what_is_shown() {
        for (text, mended) in [
            ("[a@w.dev](mailto:b@w.dev?subject=x \"Mail\")", "[a@w.dev](mailto:a@w.dev \"Mail\")"),
            ("<a href=\"mailto:b@w.dev\">a@w.dev</a>", "<a href=\"mailto:a@w.dev\">a@w.dev</a>"),
            ("[https://w.dev/x](https://v.dev/x)", "[https://w.dev/x](https://w.dev/x)"),
        ] {
            let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.expect("there is a fix");
            assert_eq!(fix.apply(text), mended);
        }
        let reference = "[a@w.dev][mail]\n\n[mail]: mailto:b@w.dev\n";
        assert_eq!(findings(&RULE, &Source::new("SECURITY.md", reference), &[]).remove(0).fix, None);
    }
}
