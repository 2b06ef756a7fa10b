//! Secrets that slipped into a text: private keys, tokens, and raw reports.

use std::ops::Range;

use super::Policy;
use super::placeholders::is_reserved_host;
use super::vocabulary::Concept;
use crate::source::Span;

/// Something that nobody else should see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Secret {
    /// What it is.
    pub(crate) kind: SecretKind,
    /// From its first byte to its last.
    pub(crate) span: Span,
    /// The part that gives it away, and that no report may show; empty where there is none.
    pub(crate) hidden: Span,
}

/// What a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretKind {
    /// A private key in armour.
    PrivateKey,
    /// A token, of whom.
    Token(&'static str),
    /// A request over HTTP, as a tool recorded it.
    Request,
    /// A stack trace.
    Trace,
}

/// A kind of token: how it begins, and how many characters of which kind follow.
struct Shape {
    prefix: &'static str,
    /// Where the last mark in the prefix stands; 0 where it has none.
    mark: usize,
    of: &'static str,
    least: usize,
    most: usize,
    allows: fn(u8) -> bool,
}

const fn shape(prefix: &'static str, of: &'static str, least: usize, most: usize, allows: fn(u8) -> bool) -> Shape {
    let mut mark = prefix.len() - 1;
    while mark > 0 && !is_mark(prefix.as_bytes()[mark]) {
        mark -= 1;
    }
    Shape { prefix, mark, of, least, most, allows }
}

fn plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn dashed(byte: u8) -> bool {
    plain(byte) || byte == b'-' || byte == b'_'
}

/// A JSON Web Token has three parts.
fn dotted(byte: u8) -> bool {
    dashed(byte) || byte == b'.'
}

const MANY: usize = 4_096;

/// No token has fewer characters behind its prefix.
const SHORTEST: usize = 16;

const UNMARKED: &str = "glpat-";

/// Whether a byte is one that prose seldom has. Every prefix has such a mark, but for [`UNMARKED`].
const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'_' | b'J' | b'K' | b'I' | b'x')
}

/// Prefixes and lengths as the services document them.
const SHAPES: &[Shape] = &[
    shape("ghp_", "GitHub", 36, 36, plain),
    shape("gho_", "GitHub", 36, 36, plain),
    shape("ghu_", "GitHub", 36, 36, plain),
    shape("ghs_", "GitHub", 36, 36, plain),
    shape("ghr_", "GitHub", 36, 76, plain),
    shape("github_pat_", "GitHub", 60, 100, dashed),
    shape("glpat-", "GitLab", 20, 64, dashed),
    shape("AKIA", "AWS", 16, 16, upper),
    shape("xoxa-", "Slack", 20, 200, dashed),
    shape("xoxb-", "Slack", 20, 200, dashed),
    shape("xoxp-", "Slack", 20, 200, dashed),
    shape("npm_", "npm", 36, 36, plain),
    shape("pypi-AgEI", "PyPI", 50, MANY, dashed),
    shape("Bearer eyJ", "a web service", 40, MANY, dotted),
];

/// The secrets in a text, wherever they stand: in comments and code as well.
pub(crate) fn secrets(policy: &Policy<'_>) -> Vec<Secret> {
    let mut found = private_keys(policy);
    let text = policy.document.source.text();
    found.extend(beginnings(text).filter_map(|(start, shape)| token(text, start, shape)));
    found.extend(pasted(policy));
    found.sort_by_key(|secret| secret.span);
    found
}

fn private_keys(policy: &Policy<'_>) -> Vec<Secret> {
    let private = policy.armor.iter().filter(|armor| armor.label.contains("PRIVATE KEY"));
    // Dots or words between the dashes stand for a key, and are none.
    let is_base64 = |byte: u8| plain(byte) || matches!(byte, b'+' | b'/' | b'=');
    let real = private
        .filter(|armor| armor.content().any(|line| line.len() >= 16 && line.bytes().all(is_base64) && is_random(line)));
    real.map(|armor| Secret {
        kind: SecretKind::PrivateKey,
        span: armor.span,
        hidden: Span::new(armor.head.end, armor.span.end),
    })
    .collect()
}

/// Places where a token may begin. A text is searched for the marks alone, and prose seldom has a word that goes on
/// behind one for as long as a token does: only there the prefixes are compared.
fn beginnings(text: &str) -> impl Iterator<Item = (usize, &'static Shape)> {
    let bytes = text.as_bytes();
    let marks = memchr::memchr3_iter(b'_', b'J', b'K', bytes).chain(memchr::memchr2_iter(b'I', b'x', bytes));
    let marks = marks.chain(memchr::memmem::find_iter(bytes, UNMARKED));
    let goes_on = move |mark: &usize| {
        bytes.get(mark + 1..mark + 1 + SHORTEST).is_some_and(|rest| rest.iter().all(|&byte| dotted(byte)))
    };
    marks.filter(goes_on).flat_map(move |mark| {
        SHAPES.iter().filter_map(move |shape| {
            let start = mark.checked_sub(shape.mark)?;
            bytes[start..].starts_with(shape.prefix.as_bytes()).then_some((start, shape))
        })
    })
}

fn token(text: &str, start: usize, shape: &Shape) -> Option<Secret> {
    let bytes = text.as_bytes();
    let body = start + shape.prefix.len();
    if start > 0 && dashed(bytes[start - 1]) {
        return None;
    }
    let length = bytes[body..].iter().take(shape.most + 1).take_while(|&&byte| (shape.allows)(byte)).count();
    let content = &text[body..body + length];
    let is_web_token = shape.prefix.ends_with("eyJ");
    if !(shape.least..=shape.most).contains(&length)
        || !is_random(content)
        || is_web_token && content.trim_end_matches('.').split('.').filter(|part| part.len() > 8).count() != 3
    {
        return None;
    }
    let end = (body + length) as u32;
    Some(Secret {
        kind: SecretKind::Token(shape.of),
        span: Span::new(start as u32, end),
        hidden: Span::new(body as u32, end),
    })
}

/// Whether a text looks drawn by lot: documentation fills in `xxxx`, `EXAMPLE` or a row of digits.
fn is_random(text: &str) -> bool {
    const MADE_UP: &[&str] =
        &["example", "xxxx", "0000", "1111", "12345", "abcde", "your", "token", "secret", "dummy", "test", "fake"];
    let lower = text.to_ascii_lowercase();
    let mut seen = [false; 128];
    text.bytes().filter(u8::is_ascii).for_each(|byte| seen[byte as usize] = true);
    let distinct = seen.iter().filter(|&&seen| seen).count();
    distinct >= 8.min(text.len() / 2) && !MADE_UP.iter().any(|word| lower.contains(word))
}

/// Of requests and traces only so many are looked at.
const MOST_PASTED: usize = 50;

const METHODS: &[&str] = &["GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "HEAD ", "OPTIONS "];

const REQUEST: &str = "HTTP/";

const TRACES: [&str; 2] = ["Traceback (most recent call last)", "Exception in thread \""];

/// A report that was pasted where the policy belongs.
fn pasted(policy: &Policy<'_>) -> Vec<Secret> {
    let text = policy.document.source.text();
    let signs = || TRACES.into_iter().chain([REQUEST]);
    // One look at the text for the capitals that the signs begin with, of which prose has few.
    let capitals = memchr::memchr3_iter(b'E', b'H', b'T', text.as_bytes());
    let found = capitals.filter_map(|at| Some((at, signs().find(|sign| text[at..].starts_with(sign))?)));
    let secret = |(at, sign): (usize, &str)| {
        let (kind, range) = if sign == REQUEST {
            (SecretKind::Request, request(text, at)?)
        } else {
            (SecretKind::Trace, has_frames(&text[at..]).then_some(at..at + sign.len())?)
        };
        let span = Span::new(range.start as u32, range.end as u32);
        is_policy(policy, span).then_some(Secret { kind, span, hidden: Span::at(span.end) })
    };
    found.take(MOST_PASTED).filter_map(secret).collect()
}

/// The line of a request whose protocol is named at a place, where its host is a real one.
fn request(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text[..at].rfind('\n').map_or(0, |feed| feed + 1);
    let line = text[start..].lines().next()?;
    let request = unquoted(line);
    let is_request = METHODS.iter().any(|method| request.starts_with(method)) && request.split(' ').count() == 3;
    let mut headers = text[start..].lines().skip(1).take(15);
    let host = headers.find_map(|line| unquoted(line).strip_prefix("Host:"))?.trim();
    let is_real = !is_reserved_host(host.split(':').next().unwrap_or_default());
    (is_request && text[..at].ends_with(' ') && is_real).then_some(start..start + line.len())
}

/// A line without the marks of a quote.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// Whether a stack trace goes on below its first line.
fn has_frames(trace: &str) -> bool {
    let mut below = trace.lines().skip(1).take(3).map(str::trim_start);
    below.any(|line| line.starts_with("File \"") || line.starts_with("at "))
}

/// Whether a place is in a section that states the policy, not one that shows what a report looks like.
fn is_policy(policy: &Policy<'_>, span: Span) -> bool {
    let document = policy.document;
    let headings = document.headings.iter().enumerate().rev();
    let heading =
        headings.map(|(index, heading)| (index, heading.span)).find(|(_, heading)| heading.start <= span.start);
    let section = heading.and_then(|(index, _)| {
        document.sections.iter().position(|section| {
            section.heading.is_some_and(|id| document.heading(id).span == document.headings[index].span)
        })
    });
    let section = &policy.reading.sections[section.unwrap_or_default()];
    !section.is_excluded && !section.path.any(&[Concept::HeadingContents, Concept::HeadingScope, Concept::Example])
}
