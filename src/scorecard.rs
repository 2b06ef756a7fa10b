//! The score that the Security-Policy check of OpenSSF Scorecard gives, and why.
//!
//! It is computed as the check computes it, which searches the raw text line by line: in comments and code blocks too,
//! and a link to anywhere counts. Nothing else in secpol reads a policy so. The point is to know the score before
//! Scorecard gives it, and what would raise it; a high one says little about a policy.
//!
//! Source: ossf/scorecard v5.5, `checks/raw/security_policy.go` and the `securityPolicy*` probes.

use std::collections::BTreeSet;

use serde::Serialize;

/// The rule set that brings the score.
pub const RULE_SET: &str = "scorecard";

/// What the check finds in one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Scorecard {
    /// 0 to 10.
    pub score: u8,
    /// Whether the check would find a policy here at all; without one the score is 0, whatever the probes give.
    pub found: bool,
    /// The probes that make the score.
    pub probes: [Probe; 3],
}

/// One part of the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Probe {
    /// As Scorecard names it.
    pub name: &'static str,
    /// What it found makes this many points.
    pub points: u8,
    /// The most that it can give.
    pub of: u8,
    /// What it found, or looked for in vain; a clause.
    pub reason: String,
}

impl Probe {
    /// Whether it gives its points.
    pub fn passes(&self) -> bool {
        self.points == self.of
    }
}

const LINKS: &str = "securityPolicyContainsLinks";
const TEXT: &str = "securityPolicyContainsText";
const DISCLOSURE: &str = "securityPolicyContainsVulnerabilityDisclosure";

/// What the last probe counts.
const EXPECTED: &str = "numbers of up to four digits, or words with “vuln” or “disclos”";

/// Names under which the check finds a policy, in any case.
const NAMES: &[&str] = &["security.md", "security.markdown", "security.adoc", "security.rst"];

/// Whether the check would find a policy under that path, going by the name of the file.
fn finds(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

impl Scorecard {
    /// The points of the probes together.
    pub fn points(&self) -> u8 {
        self.probes.iter().map(|probe| probe.points).sum()
    }
}

/// What the check gives where it finds no policy.
pub fn without_policy() -> Scorecard {
    let probe = |name, of| Probe { name, points: 0, of, reason: "there is no policy".to_owned() };
    Scorecard { score: 0, found: false, probes: [probe(LINKS, 6), probe(TEXT, 3), probe(DISCLOSURE, 1)] }
}

/// The score of a policy under a path, if it has one.
pub fn score(path: Option<&str>, text: &str) -> Scorecard {
    let mut links = BTreeSet::new();
    let mut emails = BTreeSet::new();
    let mut expectations = 0;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        links.extend(urls(line));
        emails.extend(addresses(line));
        expectations += numbers(line) + words(line);
    }
    let found = links.len() + emails.len();
    // The check takes an empty file for one of a byte.
    let size = text.len().max(1);
    let taken = links.iter().chain(&emails).map(|found| found.len()).sum::<usize>() + 2 * found;
    let linked = if found > 0 {
        Ok(format!("{} and {}", count(links.len(), "link"), count(emails.len(), "address")))
    } else {
        Err("no http(s) link, and no e-mail address of the form name@host.tld with two to six letters at its end"
            .into())
    };
    let worded = if size > 1 && size > taken {
        Ok(format!("{size} bytes, of which links and addresses take {taken}"))
    } else {
        Err("no text besides links and addresses".to_owned())
    };
    let timed = match expectations {
        0 => Err(format!("none where two are asked for: {EXPECTED}")),
        1 => Err(format!("only one where two are asked for: {EXPECTED}")),
        many => Ok(format!("{many} numbers, or words with “vuln” or “disclos”")),
    };
    let probes = [probe(LINKS, 6, linked), probe(TEXT, 3, worded), probe(DISCLOSURE, 1, timed)];
    let mut card = Scorecard { score: 0, found: path.is_none_or(finds), probes };
    card.score = if card.found { card.points() } else { 0 };
    card
}

/// A probe that found something, or looked in vain.
fn probe(name: &'static str, of: u8, found: Result<String, String>) -> Probe {
    let points = if found.is_ok() { of } else { 0 };
    let (Ok(reason) | Err(reason)) = found;
    Probe { name, points, of, reason }
}

fn count(count: usize, word: &str) -> String {
    match (count, word.ends_with('s')) {
        (0, _) => format!("no {word}"),
        (1, _) => format!("1 {word}"),
        (_, true) => format!("{count} {word}es"),
        (_, false) => format!("{count} {word}s"),
    }
}

/// `(http|https)://[a-zA-Z0-9./?=_%:-]*`
fn urls(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let start = [rest.find("http://"), rest.find("https://")].into_iter().flatten().min()?;
        let body = start + rest[start..].find("://")? + 3;
        let is_part = |b: u8| b.is_ascii_alphanumeric() || b"./?=_%:-".contains(&b);
        let end = run(rest, body, is_part);
        let url = &rest[start..end];
        rest = &rest[end..];
        Some(url)
    })
}

/// `\b[A-Za-z0-9._%+-]+(@|\\?\[at\\?\])[A-Za-z0-9.-]+\.[A-Za-z]{2,6}\b`
fn addresses(line: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < line.len() {
            let is_local = |b: u8| is_word(b) || b".%+-".contains(&b);
            let local = run(line, at, is_local);
            // The run begins at a boundary only with a word character.
            let start = at + line.as_bytes()[at..local].iter().position(|&b| is_word(b)).unwrap_or(local - at);
            let end = separator(&line[local..]).and_then(|len| host_end(line, local + len));
            match end {
                Some(end) if start < local => {
                    at = end;
                    return Some(&line[start..end]);
                }
                _ => at = local + line[local..].chars().next().map_or(1, char::len_utf8),
            }
        }
        None
    })
}

/// Length of what stands between name and host.
fn separator(text: &str) -> Option<usize> {
    ["@", "[at]", "\\[at]", "[at\\]", "\\[at\\]"].iter().find(|sign| text.starts_with(**sign)).map(|sign| sign.len())
}

/// Where a host ends that begins at an offset: behind the last label that can be a top-level domain.
fn host_end(line: &str, start: usize) -> Option<usize> {
    let end = run(line, start, |b| b.is_ascii_alphanumeric() || b".-".contains(&b));
    let dots = line[start..end].rmatch_indices('.').map(|(dot, _)| start + dot).filter(|&dot| dot > start);
    let mut ends = dots.filter_map(|dot| {
        let end = run(line, dot + 1, |b| b.is_ascii_alphabetic());
        let is_boundary = !line.as_bytes().get(end).copied().is_some_and(is_word);
        (is_boundary && (2..=6).contains(&(end - dot - 1))).then_some(end)
    });
    ends.next()
}

/// How many numbers end in one to four digits with no letter behind them; `\b*[0-9]{1,4}\b`.
fn numbers(line: &str) -> usize {
    let bytes = line.as_bytes();
    let ends = (0..bytes.len()).filter(|&at| bytes[at].is_ascii_digit());
    ends.filter(|&at| !bytes.get(at + 1).copied().is_some_and(is_word)).count()
}

/// How often `disclos` and `vuln` stand in a line, in any case.
fn words(line: &str) -> usize {
    let line = line.to_ascii_lowercase();
    line.matches("disclos").count() + line.matches("vuln").count()
}

/// Where a run of bytes ends that begins at an offset.
fn run(line: &str, start: usize, is_part: impl Fn(u8) -> bool) -> usize {
    line.as_bytes()[start..].iter().position(|&b| !is_part(b)).map_or(line.len(), |len| start + len)
}

/// `\w`, of which `\b` is the edge.
fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The points of the three probes.
    fn points(text: &str) -> [u8; 3] {
        score(None, text).probes.map(|probe| probe.points)
    }

    #[test]
    fn a_link_words_and_numbers_make_ten() {
        let text = "# Security\n\nReport a vulnerability at <https://widget.example/report>; we answer in 3 days.\n";
        assert_eq!(points(text), [6, 3, 1]);
        assert_eq!(score(None, text).score, 10);
    }

    #[test]
    fn a_high_score_says_little() {
        for text in [
            "See https://widget.example 2024 2025 ok",
            "Found a vulnerability? Open a public issue at https://widget.example/issues to disclose it.",
            "<!--\nReport vulnerabilities to security@widget.zz within 90 days of disclosure.\n-->\n",
            "```\nvulnerability disclosure: https://widget.example\n```\n",
        ] {
            assert_eq!(score(None, text).score, 10, "{text}");
        }
    }

    #[test]
    fn what_names_no_address_scores_four() {
        for text in [
            "Open the Security tab and report the vulnerability; we answer in 3 days and publish in 90 days.",
            "Report vulnerabilities by [the private form](../../security/advisories/new), 3 days, 90 days.",
            "Report vulnerabilities to security (at) widget dot zz; answers take 3 days.",
            "Report vulnerabilities to __security@widget.zz__; answers take 3 days.",
            "Report vulnerabilities to security@widget.technology; answers take 3 days.",
            "Report vulnerabilities to security@bücher; answers take 3 days.",
        ] {
            assert_eq!(points(text), [0, 3, 1], "{text}");
        }
    }

    #[test]
    fn a_pointer_scores_nine() {
        assert_eq!(
            points("This project has the [policy of its organisation](https://widget.example/policy).\n"),
            [6, 3, 0]
        );
    }

    #[test]
    fn links_and_addresses_alone_are_no_text() {
        assert_eq!(points("https://widget.example/a"), [6, 0, 0]);
        assert_eq!(points("security@widget.zz\n\n"), [6, 0, 0]);
        // A link that is there twice is counted once, so its second mention is text.
        assert_eq!(points("https://widget.example/a https://widget.example/a"), [6, 3, 0]);
    }

    #[test]
    fn an_empty_policy_scores_nothing() {
        assert_eq!(points(""), [0, 0, 0]);
        assert_eq!(points("\n"), [0, 0, 0]);
        assert_eq!(points("\n\n"), [0, 3, 0]);
    }

    #[test]
    fn addresses_are_those_of_the_pattern() {
        let all = |line: &'static str| addresses(line).collect::<Vec<_>>();
        assert_eq!(
            all("(a.b+c@widget.co.zz), x[at]widget.zz; y\\[at\\]widget.zz."),
            ["a.b+c@widget.co.zz", "x[at]widget.zz", "y\\[at\\]widget.zz"]
        );
        assert_eq!(all("..a@b.zz"), ["a@b.zz"]);
        // The last label has digits or too many letters behind it: the one before it is taken.
        assert_eq!(all("a@b.zz.c1 a@b.zz.technology"), ["a@b.zz", "a@b.zz"]);
        assert_eq!(all("+@b.zz a@.zz a@b.z a@b"), [""; 0]);
    }

    #[test]
    fn urls_are_those_of_the_pattern() {
        let all = |line: &'static str| urls(line).collect::<Vec<_>>();
        assert_eq!(
            all("[a](http://w.example/a#b) xhttps://w.example/?q=1&r HTTP://no.example"),
            ["http://w.example/a", "https://w.example/?q=1"]
        );
        assert_eq!(
            all("https://a.example/http://b.example é https://"),
            ["https://a.example/http://b.example", "https://"]
        );
    }

    #[test]
    fn numbers_count_by_their_last_digits() {
        assert_eq!(numbers("3 days, 90 days, 2024-05-01, 123456"), 6);
        assert_eq!(numbers("4th v2x 1_0x"), 0);
        assert_eq!(words("VULNERABILITY disclosure undisclosed"), 3);
    }

    #[test]
    fn why_a_probe_fails_is_said() {
        let found = score(None, "Tell us.\n");
        assert_eq!(found.probes.each_ref().map(Probe::passes), [false, true, false]);
        assert!(found.probes[0].reason.contains("no e-mail address"));
        assert!(found.probes[2].reason.starts_with("none where two"), "{}", found.probes[2].reason);
        assert_eq!(score(None, "a@b.zz https://w.example 1").probes[0].reason, "1 link and 1 address");
    }

    #[test]
    fn the_check_goes_by_the_name_of_the_file() {
        for path in ["SECURITY.md", ".github/security.MD", "docs\\Security.rst", "security.adoc"] {
            assert!(finds(path), "{path}");
        }
        for path in ["SECURITY", "SECURITY.txt", "docs/policy.md", "-"] {
            assert!(!finds(path), "{path}");
        }
        let elsewhere = score(Some("policy.md"), "Report vulnerabilities to a@b.zz within 3 days.");
        assert_eq!((elsewhere.score, elsewhere.points(), elsewhere.found), (0, 10, false));
    }
}
