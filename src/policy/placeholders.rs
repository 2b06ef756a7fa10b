//! Text that was to be replaced and was not.

use super::address::WrittenOut;
use super::facts::{Placeholder, PlaceholderKind};
use super::hosts::lower;
use super::reading::Reading;
use super::vocabulary::Concept;
use crate::markdown::{BlockKind, ClauseId, Link, LinkKind, NodeId, NodeKind, TextRange};

/// Every placeholder, in document order.
pub(super) fn read_placeholders(reading: &Reading<'_>, written_out: &[WrittenOut]) -> Vec<Placeholder> {
    let document = reading.document;
    let mut found = Vec::new();
    for link in &document.links {
        if link.kind != LinkKind::Image && is_placeholder_target(link) {
            let shown = document.str(link.text);
            let text = if shown.is_empty() { link.target.as_ref() } else { shown };
            found.push(Placeholder { kind: PlaceholderKind::Contact, text: text.to_owned(), span: link.span });
        }
    }
    // An address in code is a contact where the text says to write to it.
    for written in written_out {
        let set = reading.set(written.clause);
        let is_contact =
            set.any(&[Concept::Email, Concept::ReportVerb]) && !reading.section_of(written.clause).is_excluded;
        if is_contact && is_template_address(&written.address) {
            found.push(Placeholder {
                kind: PlaceholderKind::Contact,
                text: written.address.clone(),
                span: written.span,
            });
        }
    }
    // `<your-name>` is a tag to the parser, and is not shown at all.
    for tag in
        document.descendants(NodeId::ROOT).map(|id| document.node(id)).filter(|node| node.kind == NodeKind::InlineHtml)
    {
        let text = document.source.slice(tag.span);
        let name = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
        if let Some(kind) = placeholder("<", name) {
            found.push(Placeholder { kind, text: text.to_owned(), span: tag.span });
        }
    }
    let shown = document.text.as_str();
    let mut bracket = next_bracket(shown, 0);
    for clause in reading.clause_ids() {
        let set = reading.set(clause);
        if set.has(Concept::TemplateInstruction) {
            let span = reading.span(clause);
            found.push(Placeholder { kind: PlaceholderKind::Instruction, text: reading.str(clause).to_owned(), span });
            continue;
        }
        for hit in reading.hits_of(clause, Concept::Marker) {
            let range = reading.hit_text(hit);
            let text = document.str(range);
            let behind = &shown[range.end as usize..];
            let is_set_off = behind.starts_with(':') || range.start == document.clause(clause).text.start;
            let is_marker = match hit.value {
                WHOLE => is_whole_paragraph(reading, clause, range),
                _ => text.contains(' ') || text.chars().all(char::is_uppercase) && is_set_off,
            };
            if is_marker {
                let text = text.to_owned();
                found.push(Placeholder { kind: PlaceholderKind::Text, text, span: document.span(range) });
            }
        }
        let text = document.clause(clause).text;
        if bracket < text.start as usize {
            bracket = next_bracket(shown, text.start as usize);
        }
        if bracket >= text.end as usize {
            continue;
        }
        for (start, end, kind) in bracketed(reading.str(clause)) {
            let range = TextRange::new(text.start + start as u32, text.start + end as u32);
            let in_code = document.code_at(range).is_some();
            let in_link = reading.links_of(clause).any(|link| link.text.contains(range));
            // An array in code is one; a contact or a key alone in it is not.
            let is_alone = document.code_at(range) == Some(range);
            let is_known = kind == PlaceholderKind::Contact || names_key(document.str(range));
            if (!in_code || is_alone && is_known) && !in_link {
                found.push(Placeholder { kind, text: document.str(range).to_owned(), span: document.span(range) });
            }
        }
    }
    for range in question_marks(shown) {
        let text = document.str(range).to_owned();
        found.push(Placeholder { kind: PlaceholderKind::Contact, text, span: document.span(range) });
    }
    for range in capitals(shown) {
        // "YOUR_TOKEN" in code may be meant as it stands; nobody means "YOURKEYHERE".
        if document.code_at(range).is_none() || document.str(range).ends_with("HERE") {
            let text = document.str(range).to_owned();
            found.push(Placeholder { kind: PlaceholderKind::Text, text, span: document.span(range) });
        }
    }
    found.sort_by_key(|placeholder| placeholder.span);
    found.dedup_by(|second, first| first.span.contains(second.span));
    found
}

/// The value of markers that are ones only where nothing else is said: "coming soon".
const WHOLE: u16 = 1;

/// Whether a range is all that a paragraph or an item shows.
fn is_whole_paragraph(reading: &Reading<'_>, clause: ClauseId, range: TextRange) -> bool {
    let document = reading.document;
    let block = document.block(document.clause(clause).block);
    !reading.is_heading(clause)
        && !matches!(block.kind, BlockKind::Cell { .. })
        && block.text.start == range.start
        && document.str(TextRange::new(range.end, block.text.end)).chars().all(|c| c.is_ascii_punctuation() || c == '…')
}

/// Hosts that RFC 2606 and RFC 6761 reserve, and names that templates use for one.
pub(crate) fn is_reserved_host(host: &str) -> bool {
    let host = &*lower(host.trim_end_matches('.'));
    let mut labels = host.rsplit('.');
    let (tld, name) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    matches!(tld, "example" | "test" | "invalid" | "localhost")
        || matches!((name, tld), ("example", "com" | "net" | "org" | "edu") | ("agency", "gov"))
        || is_template_name(name)
}

fn is_template_name(name: &str) -> bool {
    matches!(
        name,
        "yourdomain"
            | "your-domain"
            | "yourcompany"
            | "your-company"
            | "yourproject"
            | "your-project"
            | "project-domain"
            | "mydomain"
            | "my-domain"
            | "mycompany"
            | "yourorg"
            | "your-org"
            | "yourorganization"
            | "your-organization"
            | "yoursite"
            | "your-site"
            | "yourwebsite"
            | "your-email"
            | "youremail"
            | "yourapp"
            | "beispiel"
            | "ihredomain"
            | "ihre-domain"
            | "deinedomain"
            | "deine-domain"
            | "exemple"
            | "votredomaine"
            | "votre-domaine"
            | "votreprojet"
            | "votre-projet"
            | "ejemplo"
            | "tudominio"
            | "tu-dominio"
            | "tuproyecto"
            | "exemplo"
            | "seudominio"
            | "seu-dominio"
    )
}

/// Whether a user part stands for somebody else's.
fn is_template_user(user: &str) -> bool {
    matches!(
        user,
        "you"
            | "your-email"
            | "your.email"
            | "youremail"
            | "your_email"
            | "your.name"
            | "yourname"
            | "your-name"
            | "your-security-email"
            | "deine-email"
            | "ihre-email"
            | "votre-email"
            | "tu-email"
            | "tucorreo"
            | "tu-correo"
            | "seu-email"
            | "seuemail"
    )
}

/// Repository paths that templates use.
const TEMPLATE_PATHS: &[&str] = &[
    "owner/repo",
    "your-org/",
    "your-username/",
    "your_username/",
    "yourusername/",
    "username/repo",
    "your-org/your-repo",
    "yourorg/",
    "org/repo",
    "user/repo",
    "<owner>/",
    "%7bowner%7d",
    "{owner}/",
    "organization/repository",
    "%3corganization%3e",
];

/// Whether nobody has filled in an address.
fn is_template_address(address: &str) -> bool {
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    is_reserved_host(host) || is_template_user(&lower(local))
}

fn is_placeholder_target(link: &Link<'_>) -> bool {
    if let Some(address) = link.address() {
        return is_template_address(address);
    }
    let lower = &*lower(&link.target);
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
        return matches!(lower, "link" | "url" | "your-link" | "todo");
    };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let path = rest.split_once('/').map(|(_, path)| path).unwrap_or_default();
    let is_local = matches!(host, "localhost");
    !is_local && is_reserved_host(host) || TEMPLATE_PATHS.iter().any(|known| path.starts_with(known))
}

/// Where the next mark stands that opens bracketed or templated text; the end of the text if none does.
fn next_bracket(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    let bracket = memchr::memchr3(b'[', b'{', b'<', rest).unwrap_or(rest.len());
    from + memchr::memchr(b'$', &rest[..bracket]).unwrap_or(bracket)
}

/// Bracketed and templated text: start, end, what it stands for.
fn bracketed(text: &str) -> Vec<(usize, usize, PlaceholderKind)> {
    let mut found = Vec::new();
    found.extend(variables(text));
    let pairs: [(&str, &str); 5] = [("[", "]"), ("{{", "}}"), ("<%", "%>"), ("${", "}"), ("<", ">")];
    for (open, close) in pairs {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at) {
            let inner = start + open.len();
            let Some(length) = text[inner..].find(close) else { break };
            let content = &text[inner..inner + length];
            let end = inner + length + close.len();
            if let Some(kind) = placeholder(open, content) {
                let address = text[end..].starts_with('@');
                let stop = if address {
                    end + text[end..]
                        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ')' | ';'))
                        .unwrap_or(text.len() - end)
                } else {
                    end
                };
                found.push((start, stop, if address { PlaceholderKind::Contact } else { kind }));
                from = stop;
            } else {
                from = inner;
            }
        }
    }
    found
}

/// `$EMAIL` and the like: a dollar sign and a word in capitals.
fn variables(text: &str) -> Vec<(usize, usize, PlaceholderKind)> {
    let is_name = |c: char| c.is_ascii_uppercase() || c == '_' || c == '-';
    let mut found = Vec::new();
    for (start, _) in text.match_indices('$') {
        let name = &text[start + 1..];
        let length = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
        let goes_on = name[length..].starts_with(|c: char| c.is_alphanumeric() || c == '{');
        if length >= 3 && !goes_on {
            let is_contact = ["MAIL", "CONTACT", "ALIAS"].iter().any(|word| name[..length].contains(word));
            let kind = if is_contact { PlaceholderKind::Contact } else { PlaceholderKind::Text };
            found.push((start, start + 1 + length, kind));
        }
    }
    found
}

/// `???@???`: an address that nobody knew yet.
fn question_marks(text: &str) -> impl Iterator<Item = TextRange> {
    memchr::memmem::find_iter(text.as_bytes(), "?@?").map(|at| {
        let is_mark = |c: char| c == '?';
        let start = text[..at].trim_end_matches(is_mark).len();
        let behind = text[at + "?@".len()..].trim_start_matches(is_mark);
        TextRange::new(start as u32, (text.len() - behind.len()) as u32)
    })
}

/// What names in capitals that are to be replaced have in them.
const YOUR: &str = "YOUR";

/// `YOUR_EMAIL`, `YOURKEYHERE` and the like: words in capitals.
fn capitals(text: &str) -> impl Iterator<Item = TextRange> {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let mut seen = 0;
    memchr::memmem::find_iter(text.as_bytes(), YOUR).filter_map(move |at| {
        // A word is looked at once, whatever it repeats.
        if at < seen {
            return None;
        }
        let start = text[..at].trim_end_matches(is_part).len();
        let rest = &text[at + YOUR.len()..];
        let behind = rest.trim_start_matches(is_part);
        let end = text.len() - behind.len();
        seen = end;
        let word = &text[start..end];
        let is_alone = !behind.starts_with(char::is_alphanumeric);
        let is_made_up = rest.starts_with('_') && word.len() > "YOUR_".len() || word.ends_with("HERE");
        (is_alone && is_made_up).then(|| TextRange::new(start as u32, end as u32))
    })
}

/// "[PGP Fingerprint]": what of a key is to stand there.
fn names_key(text: &str) -> bool {
    let lower = text.trim_matches(['[', ']', ' ']).to_ascii_lowercase();
    ["fingerprint", "key id"].iter().any(|end| lower.ends_with(end)) && lower.len() < 40
}

fn placeholder(open: &str, content: &str) -> Option<PlaceholderKind> {
    let trimmed = content.trim();
    if trimmed.is_empty() || trimmed.len() > 70 || trimmed.contains('\n') {
        return None;
    }
    let lower = trimmed.to_lowercase();
    let is_contact =
        ["email", "e-mail", "contact", "mail", "correo", "address"].iter().any(|word| lower.contains(word));
    let kind = if is_contact { PlaceholderKind::Contact } else { PlaceholderKind::Text };
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let names = matches!(
        first,
        "insert"
            | "your"
            | "add"
            | "enter"
            | "replace"
            | "project"
            | "organization"
            | "organisation"
            | "company"
            | "email"
            | "date"
            | "url"
            | "maintainer"
            | "security"
            | "name"
            | "link"
            | "fill"
            | "todo"
            | "tbd"
            | "repository"
            | "repo"
            | "owner"
    );
    match open {
        "[" => {
            let is_caps = trimmed.len() > 2
                && trimmed.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '_' | '-' | '/'))
                && trimmed.contains([' ', '_']);
            let is_x = matches!(trimmed, "X" | "XX" | "N");
            let named = names
                && (is_contact
                    || matches!(
                        first,
                        "insert"
                            | "your"
                            | "project"
                            | "organization"
                            | "organisation"
                            | "company"
                            | "date"
                            | "replace"
                            | "enter"
                            | "fill"
                    ));
            (is_caps || is_x || named || names_key(trimmed)).then_some(kind)
        }
        "{{" | "<%" => Some(kind),
        "${" => trimmed.chars().all(|c| c.is_alphanumeric() || c == '_').then_some(kind),
        _ => {
            let is_name = trimmed.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '));
            // `<email>` and `<security contact>` are no tags, `<address>` is one.
            let is_slot = is_contact && matches!(first, "email" | "mail" | "contact" | "security" | "maintainer");
            let is_named = matches!(
                first,
                "your" | "insert" | "project" | "organization" | "organisation" | "repository" | "owner" | "company"
            );
            // `<ENTER EMAIL HERE>`: one word alone may be a tag.
            let is_order = trimmed.contains(' ')
                && (is_contact || lower.ends_with(" here"))
                && matches!(first, "enter" | "add" | "put" | "fill" | "replace" | "provide" | "type" | "paste" | "set");
            (is_name && (is_named || is_slot || is_order)).then_some(kind)
        }
    }
}
