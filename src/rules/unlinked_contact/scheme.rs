//! Places for reports without a scheme, which no renderer links: `g.co/vulnz`.

use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::TextRange;
use crate::policy::vocabulary::Concept;
use crate::policy::{Place, place_of, url_parts};
use crate::rules::questions::quote;
use crate::rules::{Context, Findings};

/// Of places without a scheme only so many are looked up among the links.
const MOST_PLACES: usize = 50;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let reading = &context.policy.reading;
    let mut left = MOST_PLACES;
    // Outside of links, hardly a text has a slash.
    for at in memchr::memchr_iter(b'/', document.text.as_str().as_bytes()) {
        let slash = TextRange::new(at as u32, at as u32 + 1);
        let Some(clause) = context.clause_at(slash) else { continue };
        if !reading.set(clause).any(&[Concept::ReportVerb, Concept::Email, Concept::Vulnerability]) {
            continue;
        }
        let text = reading.str(clause);
        let base = document.clause(clause).text.start;
        let at = at - base as usize;
        let start = text[..at]
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'))
            .map_or(0, |edge| edge + text[edge..].chars().next().map_or(0, char::len_utf8));
        let host = &text[start..at];
        let before = &text[..start];
        if !host.contains('.') || before.ends_with(['/', ':', '@', '\\', '_']) || !is_host(host) {
            continue;
        }
        let path = text[at..].split(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"' | '”' | '`'));
        let path = path.map(|path| path.trim_end_matches(['.', ',', ';', ':', '!', '?'])).next().unwrap_or_default();
        let range = TextRange::new(base + start as u32, base + (at + path.len()) as u32);
        let target = format!("https://{host}{path}");
        let takes_reports = matches!(
            place_of(&target),
            Place::AdvisoryForm | Place::Bounty | Place::Form | Place::Issues { confidential: true }
        );
        let in_link = reading.links_of(clause).any(|link| link.text.overlaps(range));
        let is_code = document.code_at(range).is_some();
        if !takes_reports || in_link || is_code || left == 0 {
            continue;
        }
        left -= 1;
        let links = || document.links.iter().filter_map(|link| url_parts(&link.target).map(|parts| (link, parts)));
        let Some((own, own_path)) = url_parts(&target) else { continue };
        if links().any(|(_, (host, path))| host == own && path == own_path) {
            continue;
        }
        let is_known = links().any(|(link, (host, _))| host == own && link.target.starts_with("https:"));
        let span = document.span(range);
        let edit = vec![Edit::insert(span.start, "https://")];
        let title = "Put `https://` before it";
        findings.push(
            Finding::new(
                span,
                format!("{} is not a link: without a scheme it stays plain text", quote(document.str(range))),
                format!("write `{target}`"),
            )
            .fix(if is_known { Fix::safe(title, edit) } else { Fix::unsafe_(title, edit) }),
        );
    }
}

fn is_host(host: &str) -> bool {
    host.split('.').all(|label| !label.is_empty()) && host.rsplit('.').next().is_some_and(tld::exist_case_insensitive)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Applicability;
    use crate::rules::tests::{assert_silent, findings};
    use crate::rules::unlinked_contact::RULE;
    use crate::source::Source;

    #[test]
    fn other_text_with_a_slash_is_no_contact() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities in github.com/acme/widget to security@widget.example.\n",
                "Report vulnerabilities in src/main.rs, widget.rs/lib.rs and/or 1.2/1.3 to security@widget.example.\n",
                "Report vulnerabilities at https://hackerone.com/widget.\n",
            ],
        );
    }

    #[test]
    fn a_scheme_is_safe_where_the_host_is_linked() {
        for (text, applicability) in [
            ("Report vulnerabilities at hackerone.com/widget.\n", Applicability::Unsafe),
            (
                "Report vulnerabilities at hackerone.com/widget, see <https://hackerone.com/acme>.\n",
                Applicability::Safe,
            ),
        ] {
            let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.expect("there is a fix");
            assert_eq!(fix.applicability, applicability);
            assert!(fix.apply(text).starts_with("Report vulnerabilities at https://hackerone.com/widget"));
        }
    }
}
