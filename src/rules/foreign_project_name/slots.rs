//! The places that must hold a name of the project's own: titles, teams, headings over versions.

use memchr::memmem::Finder;

use super::names::{is_same, is_sure, normal, real_names};
use super::occurrences;
use crate::markdown::{BlockKind, ClauseId, TextRange};
use crate::policy::vocabulary::Concept;
use crate::rules::Context;
use crate::source::Span;

/// Words that stand where a project's name could, and name none.
pub(super) const GENERIC: &[&str] = &[
    "security",
    "software",
    "product",
    "products",
    "release",
    "released",
    "package",
    "packages",
    "library",
    "project",
    "api",
    "app",
    "sdk",
    "cli",
    "major",
    "minor",
    "plugin",
    "client",
    "server",
    "browser",
    "platform",
    "system",
    "operating",
    "current",
    "currently",
    "stable",
    "all",
    "other",
    "our",
    "your",
    "this",
    "the",
    "and",
    "active",
    "compatible",
    "latest",
    "previous",
    "old",
    "older",
    "new",
    "dependency",
    "framework",
    "tool",
    "application",
    "core",
    "development",
    "maintainer",
    "engineering",
    "entire",
    "whole",
    "open",
    "source",
    "foundation",
];

/// Names that any policy may speak of: languages, systems, forges, coordinators.
pub(super) const COMMON: &[&str] = &[
    "python",
    "node",
    "nodejs",
    "php",
    "ruby",
    "rails",
    "java",
    "jdk",
    "go",
    "golang",
    "rust",
    "msrv",
    "net",
    "dotnet",
    "kotlin",
    "scala",
    "swift",
    "kubernetes",
    "docker",
    "django",
    "linux",
    "windows",
    "macos",
    "android",
    "ios",
    "os",
    "postgresql",
    "mysql",
    "typescript",
    "javascript",
    "react",
    "wordpress",
    "c",
    "perl",
    "elixir",
    "github",
    "gitlab",
    "codeberg",
    "tidelift",
    "hackerone",
    "bugcrowd",
    "huntr",
    "snyk",
    "npm",
    "pypi",
    "maven",
    "apache",
    "eclipse",
    "cncf",
    "openssf",
    "mozilla",
    "google",
    "microsoft",
    "dependabot",
];

/// The places that must hold a name of the project's own, with the name they hold.
pub(super) fn slots(context: &Context<'_>) -> Vec<(Span, String)> {
    let document = context.document();
    let mut found = version_headings(context);
    found.extend(title_sentence(context));
    found.extend(named_title(context));
    for link in &document.links {
        let slug = link.target.strip_prefix("#supported-").and_then(|rest| rest.strip_suffix("-versions"));
        let Some(name) = slug else { continue };
        // A link whose text says the same is as good as its heading.
        if !is_same(&normal(document.str(link.text)), &normal(name)) {
            found.push((link.span, name.to_owned()));
        }
    }
    let reading = &context.policy.reading;
    let seriously = Finder::new("seriously");
    for clause in reading.clause_ids() {
        let text = reading.str(clause);
        if !reading.is_heading(clause) && reading.set(clause).any(&[Concept::Security, Concept::Vulnerability]) {
            let base = document.clause(clause).text.start;
            for (start, name) in named_team(text, &seriously)
                .into_iter()
                .chain(owned_repository(text))
                .chain(vulnerable(context, clause))
            {
                let range = TextRange::new(base + start as u32, base + (start + name.len()) as u32);
                found.push((document.span(range), name.to_owned()));
            }
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found
}

/// "Supported Widget versions" as a heading.
pub(super) fn version_headings(context: &Context<'_>) -> Vec<(Span, String)> {
    let document = context.document();
    let headings = document.headings.iter().filter(|heading| heading.style.is_real());
    let name = |text: &str| {
        // Looked at first, as few headings begin so.
        text.trim_start().get(.."supported".len()).filter(|start| start.eq_ignore_ascii_case("supported"))?;
        let mut words = text.split_whitespace();
        words.next().filter(|first| first.len() == "supported".len())?;
        let name = words.next()?;
        words.next().filter(|last| last.eq_ignore_ascii_case("versions"))?;
        let plain = normal(name);
        let is_name = !GENERIC.contains(&plain.as_str()) && !COMMON.contains(&plain.as_str());
        (is_name && words.next().is_none()).then(|| name.to_owned())
    };
    headings.filter_map(|heading| Some((heading.span, name(document.str(heading.text))?))).collect()
}

/// The name beside "security policy" in the title.
pub(super) fn title_name(context: &Context<'_>) -> Option<String> {
    const TITLE_WORDS: &[&str] = &[
        "security",
        "policy",
        "policies",
        "of",
        "for",
        "the",
        "and",
        "vulnerability",
        "disclosure",
        "reporting",
        "project",
        "procedures",
        "procedure",
        "a",
        "in",
        "at",
    ];
    let heading = context.document().headings.first().filter(|heading| heading.style.is_real())?;
    let text = context.document().str(heading.text);
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let words: Vec<&str> = text.split_whitespace().filter(is_word).collect();
    let (common, names): (Vec<&str>, Vec<&str>) =
        words.iter().copied().partition(|word| TITLE_WORDS.contains(&word.trim_matches(':').to_lowercase().as_str()));
    (!common.is_empty() && (1..=3).contains(&names.len())).then(|| names.join(" "))
}

/// "… security policy … for the Acme `widget` project": the last name before "project".
pub(super) fn title_sentence(context: &Context<'_>) -> Option<(Span, String)> {
    let reading = &context.policy.reading;
    let clause = reading.clause_ids().take(8).find(|&clause| {
        // Few sentences have the rarest letter of "project".
        if reading.is_heading(clause) || memchr::memchr2(b'j', b'J', reading.str(clause).as_bytes()).is_none() {
            return false;
        }
        let lower = reading.str(clause).to_ascii_lowercase();
        lower.contains("security polic") && lower.contains(" project")
    })?;
    let text = reading.str(clause);
    let until = text.to_ascii_lowercase().rfind(" project")?;
    let name = text[..until].rsplit(' ').next().filter(|name| is_proper(name) || in_code(context, clause, name))?;
    let start = context.document().clause(clause).text.start + (until - name.len()) as u32;
    let range = TextRange::new(start, start + name.len() as u32);
    Some((context.document().span(range), name.to_owned()))
}

fn in_code(context: &Context<'_>, clause: ClauseId, name: &str) -> bool {
    let range = context.document().clause(clause).text;
    context.document().code.iter().any(|&code| range.contains(code) && context.document().str(code) == name)
}

/// "Widget Security Policy", "Security policy of Widget" as the title, where the repository is sure of another name. A
/// word that the text has in lower case as well, or nowhere else, is no name.
fn named_title(context: &Context<'_>) -> Option<(Span, String)> {
    let heading = context.document().headings.first().filter(|heading| heading.style.is_real())?;
    let document = context.document();
    let lower = document.str(heading.text).to_ascii_lowercase();
    let is_form = lower.ends_with(" security policy")
        || lower.starts_with("security policy of ")
        || lower.starts_with("security policy for ");
    if !is_form {
        return None;
    }
    let name = title_name(context).filter(|name| name.split(' ').all(is_proper))?;
    // Mostly the address says the same, and no file has to be read.
    let plain = normal(&name);
    if context.addresses().iter().any(|own| is_same(&normal(&own.name), &plain) || is_same(&normal(&own.owner), &plain))
    {
        return None;
    }
    let is_common = memchr::memmem::find(document.text.as_str().as_bytes(), name.to_lowercase().as_bytes()).is_some();
    let below = document.blocks.iter().filter(|block| block.kind != BlockKind::Heading);
    let is_used = below.map(|block| document.str(block.text)).any(|text| occurrences(text, &name).next().is_some());
    (is_used && !is_common && is_sure(&real_names(context))).then_some((heading.span, name))
}

/// "The Widget team takes security seriously."
fn named_team<'t>(text: &'t str, seriously: &Finder<'_>) -> Option<(usize, &'t str)> {
    let seriously = seriously.find(text.as_bytes())?;
    let verb = [" takes ", " take "].iter().find_map(|verb| text[..seriously].find(verb))?;
    let subject = &text[..verb];
    let (before, noun) = subject.rsplit_once(' ')?;
    if !matches!(noun, "team" | "maintainers" | "project" | "community" | "developers") {
        return None;
    }
    let start = before.rfind(". ").map_or(0, |at| at + 2);
    let name = before[start..].trim_start_matches("The ").trim_start_matches("the ");
    let is_name = name.split(' ').count() <= 2 && name.split(' ').all(is_proper);
    is_name.then(|| (before.len() - name.len(), name))
}

/// "If you find a vulnerability in Widget, please report it to …": a name with a channel that is not its own.
fn vulnerable<'d>(context: &Context<'d>, clause: ClauseId) -> Option<(usize, &'d str)> {
    let policy = context.policy;
    let reading = &policy.reading;
    let set = reading.set(clause);
    if !set.has(Concept::Vulnerability) || !set.any(&[Concept::Condition, Concept::You]) {
        return None;
    }
    let mut channels = policy.channels_in(clause).peekable();
    channels.peek()?;
    let text = reading.str(clause);
    let base = context.document().clause(clause).text.start;
    let ends = reading.hits_of(clause, Concept::Vulnerability).map(|hit| (reading.hit_text(hit).end - base) as usize);
    let start = ends
        .map(|end| (end, &text[end..]))
        .find_map(|(end, rest)| rest.starts_with(" in ").then_some(end + " in ".len()))?;
    let name = text[start..].split([',', ' ']).next()?;
    let end = start + name.len();
    // A name alone, and said once: "in Widget, please", not "in Widget plugins".
    let is_whole = text[end..].starts_with([',']) || text[end..].starts_with(" please");
    let is_once = !text[end..].contains(name);
    let plain = normal(name);
    let leads_away = channels.any(|channel| normal(&channel.value).contains(&plain));
    (is_proper(name) && is_whole && is_once && !leads_away).then_some((start, name))
}

/// "any Acme-owned repository"
fn owned_repository(text: &str) -> Option<(usize, &str)> {
    let mut hyphens = memchr::memchr_iter(b'-', text.as_bytes());
    let end = hyphens.find(|&hyphen| text[hyphen..].starts_with("-owned "))?;
    let start = text[..end].rfind(' ').map_or(0, |at| at + 1);
    let name = &text[start..end];
    is_proper(name).then_some((start, name))
}

/// Whether a word is written as a name.
pub(super) fn is_proper(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && !matches!(word, "Our" | "The" | "This" | "Your" | "Each" | "All" | "We")
}
