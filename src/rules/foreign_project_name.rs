//! See [`RULE`].

use super::questions::{overlaps, quote};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::{Block, BlockKind, Document, TextRange};
use crate::policy::url_parts;
use crate::policy::vocabulary::Concept;
use crate::repository::split;
use crate::source::Span;

const NAMES: OptionSpec = OptionSpec::words("names", "Further names of the project and its parts.");
const IGNORE: OptionSpec = OptionSpec::words("ignore", "Names of others that the policy may speak of.");

rule! {
    /// The policy speaks of another project as if it were this one.
    ///
    /// ## Why it matters
    ///
    /// The text was copied, and with the old name there may be old addresses, keys and promises
    /// in it that nobody of this project keeps.
    ///
    /// Two places have to agree on the project's own name before another one counts as foreign:
    /// its remotes, its manifests, the title of its README; where these do not agree, the title or
    /// first sentence of the policy, links to its repository, the heading over its versions.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy of Widget
    ///
    /// The Gadget team takes security seriously. Please report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy of Widget
    ///
    /// The Widget team takes security seriously. Please report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Sources
    ///
    /// - secpol's own reading of policies
    group: Hygiene,
    fix: None,
    options: [NAMES, IGNORE],
    since: "0.1.0",
    check: Document(check)
}

/// Words that stand where a project's name could, and name none.
const GENERIC: &[&str] = &[
    "security", "software", "product", "products", "release", "released", "package", "packages", "library", "project",
    "api", "app", "sdk", "cli", "major", "minor", "plugin", "client", "server", "browser", "platform", "system",
    "operating", "current", "currently", "stable", "all", "other", "our", "your", "this", "the", "and", "active",
    "compatible", "latest", "previous", "old", "older", "new", "dependency", "framework", "tool", "application", "core",
    "development", "maintainer", "engineering", "entire", "whole", "open", "source", "foundation",
];

/// Names that any policy may speak of: languages, systems, forges, coordinators.
const COMMON: &[&str] = &[
    "python", "node", "nodejs", "php", "ruby", "rails", "java", "jdk", "go", "golang", "rust", "msrv", "net", "dotnet",
    "kotlin", "scala", "swift", "kubernetes", "docker", "django", "linux", "windows", "macos", "android", "ios", "os",
    "postgresql", "mysql", "typescript", "javascript", "react", "wordpress", "c", "perl", "elixir", "github", "gitlab",
    "codeberg", "tidelift", "hackerone", "bugcrowd", "huntr", "snyk", "npm", "pypi", "maven", "apache", "eclipse", "cncf",
    "openssf", "mozilla", "google", "microsoft", "dependabot",
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // Few policies have a slot at all, and only theirs need the names.
    let slots = slots(context);
    if slots.is_empty() {
        return;
    }
    let sources = own_names(context);
    let agreed: Vec<&String> = sources
        .iter()
        .filter(|(kind, name)| sources.iter().any(|(other, same)| other != kind && is_same(name, same)))
        .map(|(_, name)| name)
        .collect();
    let Some(own) = agreed.first() else { return };
    let real = context.addresses().iter().map(|address| &address.name).find(|name| is_same(&normal(name), own));
    let shown = real.unwrap_or(own);
    let mut accepted: Vec<String> = agreed.iter().map(|name| (*name).clone()).collect();
    accepted.extend(sources.iter().filter(|(kind, _)| *kind == Origin::Owner).map(|(_, name)| name.clone()));
    accepted.extend(context.project().names.iter().map(|name| normal(name)));
    accepted.extend(context.words(&RULE, &NAMES).iter().map(|name| normal(name)));
    accepted.extend(context.words(&RULE, &IGNORE).iter().map(|name| normal(name)));
    let mut foreign: Vec<(Span, String)> = Vec::new();
    for (span, name) in slots {
        let plain = normal(&name);
        let is_known = plain.len() < 2
            || GENERIC.contains(&plain.as_str())
            || COMMON.contains(&plain.as_str())
            || accepted.iter().any(|own| is_same(own, &plain));
        if !is_known {
            findings.push(Finding::new(
                span,
                format!("{} stands where the name of this project ({shown}) belongs, so the text was probably copied", quote(&name)),
                "put in your own name, and check what was copied with it: addresses, keys, promises",
            ));
            foreign.push((span, name));
        }
    }
    further(context, &foreign, findings);
}

/// Of other paragraphs with the name, only so many are told.
const MOST_FURTHER: usize = 5;

/// Other paragraphs with a name that stands where the project's own belongs. What links and code spell is left
/// alone: it may lead to what has that name.
fn further(context: &Context<'_>, foreign: &[(Span, String)], findings: &mut Findings<'_>) {
    let Some((first, _)) = foreign.first() else { return };
    let document = context.document();
    let links = context.link_texts();
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in foreign.iter().take(MOST_FURTHER) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    let named = |block: &Block| {
        let text = document.str(block.text);
        let found = names.iter().flat_map(|name| occurrences(text, name));
        let ranges = found.map(|(start, end)| TextRange::new(block.text.start + start as u32, block.text.start + end as u32));
        let mut free = ranges.filter(|&range| document.code_at(range).is_none() && !overlaps(&links, range));
        free.next().map(|range| document.span(range))
    };
    let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Code);
    let is_new = |block: &&Block| {
        let next = foreign.partition_point(|(slot, _)| slot.end < block.span.start);
        !foreign.get(next).is_some_and(|(slot, _)| block.span.touches(*slot))
    };
    for span in blocks.filter(is_new).filter_map(named).take(MOST_FURTHER) {
        let name = context.source().slice(span);
        findings.push(
            Finding::new(
                span,
                format!("{} is named here too, and the text seems to be copied from its policy", quote(name)),
                "put in your own name, if this is about your project",
            )
            .also(*first, "here it stands for this project"),
        );
    }
}

/// Where a text has a name as a word of its own, written as a name.
fn occurrences<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
    let is_inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '@'));
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter_map(move |at| {
        let word = text.get(at..at + name.len())?;
        let is_name = word.eq_ignore_ascii_case(name) && (word == name || is_proper(word));
        let is_whole = !is_inside(text[..at].chars().next_back()) && !is_inside(text[at + name.len()..].chars().next());
        (is_name && is_whole).then_some((at, at + name.len()))
    })
}

/// Where a name of the project's own comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Configuration,
    Remote,
    Manifest,
    Readme,
    Title,
    Repository,
    Owner,
    Versions,
}

/// The most names that are compared; a policy has a handful.
const MOST: usize = 64;

fn own_names(context: &Context<'_>) -> Vec<(Origin, String)> {
    // Where the repository itself is sure of its name, a copied policy has no say in it.
    let real = real_names(context);
    let is_sure = real.iter().any(|(kind, name)| {
        *kind != Origin::Owner && real.iter().any(|(other, same)| *other != Origin::Owner && other != kind && is_same(name, same))
    });
    let mut names = real;
    if is_sure {
        return names;
    }
    if let Some((owner, name)) = context.project().repository.as_deref().and_then(|path| path.split_once('/')) {
        // What the user says needs nobody to agree with.
        names.extend([Origin::Configuration, Origin::Repository].map(|origin| (origin, normal(name))));
        names.push((Origin::Owner, normal(owner)));
    }
    if let Some(name) = title_name(context) {
        names.push((Origin::Title, normal(&name)));
    }
    if let Some((_, name)) = title_sentence(context) {
        names.push((Origin::Title, normal(&name)));
    }
    for link in &context.document().links {
        let Some((host, path)) = url_parts(&link.target) else { continue };
        let is_own = matches!(
            path.get(2).map(|segment| segment.to_ascii_lowercase()).as_deref(),
            Some("issues" | "pulls" | "security" | "discussions" | "releases" | "-")
        );
        if is_own && matches!(&*host, "github.com" | "gitlab.com" | "codeberg.org") {
            names.push((Origin::Repository, normal(path[1])));
            names.push((Origin::Owner, normal(path[0])));
        }
    }
    names.extend(version_headings(context).into_iter().map(|(_, name)| (Origin::Versions, normal(&name))));
    names.sort_unstable();
    names.dedup();
    names.truncate(MOST);
    names
}

/// The names that the repository has for itself: in its remotes, its manifests and the title of its README.
fn real_names(context: &Context<'_>) -> Vec<(Origin, String)> {
    let Some(place) = context.place else { return Vec::new() };
    let mut names = Vec::new();
    for address in place.surroundings.remotes().iter().map(|remote| &remote.address) {
        names.push((Origin::Remote, normal(&address.name)));
        names.push((Origin::Owner, normal(&address.owner)));
    }
    for name in place.surroundings.manifests(place.package()).iter().filter_map(|manifest| manifest.name.as_deref()) {
        let (scope, name) = split(name);
        names.push((Origin::Manifest, normal(name)));
        names.push((Origin::Owner, normal(scope)));
    }
    let title = place.surroundings.readmes().first().and_then(|path| place.surroundings.source(path)).and_then(|readme| {
        let document = Document::parse(&readme);
        let title = document.headings.first()?;
        Some(normal(document.str(title.text)))
    });
    names.extend(title.map(|title| (Origin::Readme, title)));
    names.retain(|(_, name)| !name.is_empty());
    names
}

/// The name beside "security policy" in the title.
fn title_name(context: &Context<'_>) -> Option<String> {
    const TITLE_WORDS: &[&str] = &[
        "security", "policy", "policies", "of", "for", "the", "and", "vulnerability", "disclosure", "reporting", "project",
        "procedures", "procedure", "a", "in", "at",
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
fn title_sentence(context: &Context<'_>) -> Option<(Span, String)> {
    let reading = &context.policy.reading;
    let clause = reading.clause_ids().take(8).find(|&clause| {
        if reading.is_heading(clause) || memchr::memmem::find(reading.str(clause).as_bytes(), b"olic").is_none() {
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

fn in_code(context: &Context<'_>, clause: crate::markdown::ClauseId, name: &str) -> bool {
    let range = context.document().clause(clause).text;
    context.document().code.iter().any(|&code| range.contains(code) && context.document().str(code) == name)
}

/// "Supported Widget versions" as a heading.
fn version_headings(context: &Context<'_>) -> Vec<(Span, String)> {
    let document = context.document();
    let headings = document.headings.iter().filter(|heading| heading.style.is_real());
    let name = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            [first, name, last]
                if first.eq_ignore_ascii_case("supported")
                    && last.eq_ignore_ascii_case("versions")
                    && !GENERIC.contains(&normal(name).as_str())
                    && !COMMON.contains(&normal(name).as_str()) =>
            {
                Some(name.to_owned())
            }
            _ => None,
        }
    };
    headings.filter_map(|heading| Some((heading.span, name(document.str(heading.text))?))).collect()
}

/// The places that must hold a name of the project's own, with the name they hold.
fn slots(context: &Context<'_>) -> Vec<(Span, String)> {
    let document = context.document();
    let mut found = version_headings(context);
    found.extend(title_sentence(context));
    for link in &document.links {
        let slug = link.target.strip_prefix("#supported-").and_then(|rest| rest.strip_suffix("-versions"));
        let Some(name) = slug else { continue };
        // A link whose text says the same is as good as its heading.
        if !is_same(&normal(document.str(link.text)), &normal(name)) {
            found.push((link.span, name.to_owned()));
        }
    }
    let reading = &context.policy.reading;
    for clause in reading.clause_ids() {
        let text = reading.str(clause);
        if !reading.is_heading(clause) && reading.set(clause).any(&[Concept::Security, Concept::Vulnerability]) {
            let base = document.clause(clause).text.start;
            for (start, name) in named_team(text).into_iter().chain(owned_repository(text)) {
                let range = TextRange::new(base + start as u32, base + (start + name.len()) as u32);
                found.push((document.span(range), name.to_owned()));
            }
        }
    }
    found.sort_by_key(|(span, _)| *span);
    found
}

/// "The Widget team takes security seriously."
fn named_team(text: &str) -> Option<(usize, &str)> {
    let seriously = memchr::memmem::find(text.as_bytes(), b"seriously")?;
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

/// "any Acme-owned repository"
fn owned_repository(text: &str) -> Option<(usize, &str)> {
    let end = memchr::memmem::find(text.as_bytes(), b"-owned ")?;
    let start = text[..end].rfind(' ').map_or(0, |at| at + 1);
    let name = &text[start..end];
    is_proper(name).then_some((start, name))
}

/// Whether a word is written as a name.
fn is_proper(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && !matches!(word, "Our" | "The" | "This" | "Your" | "Each" | "All" | "We")
}

/// A name as two are compared: letters and digits in lower case.
fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two names may mean one project: one is part of the other.
fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || short.len() >= 3 && long.contains(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, fires_in, fires_with, lines};

    const URL: &str = "Report vulnerabilities at https://github.com/acme/widget/security/advisories/new.";

    #[test]
    fn another_name_in_a_slot_is_reported() {
        for (text, line) in [
            (format!("# Security policy of Widget\n\nThe Gadget team takes security seriously.\n\n{URL}\n"), 3),
            (format!("# Widget Security Policy\n\n{URL}\n\n## Supported Gadget versions\n\nThe latest.\n"), 5),
            (format!("# Widget Security Policy\n\n- [Versions](#supported-gadget-versions)\n\n{URL}\n"), 3),
            (format!("# Security\n\nThis is the security policy of the `gadget` project.\n\n{URL}\n\n\
                      ## Supported Widget versions\n\nThe latest.\n"), 3),
            (format!("# Widget Security Policy\n\nReport a vulnerability in any Gadgetsoft-owned repository.\n\n{URL}\n"), 3),
        ] {
            assert_eq!(lines(&RULE, &text), [line], "{text}");
        }
    }

    #[test]
    fn other_paragraphs_with_that_name_are_told() {
        let text = format!(
            "# Security policy of Widget\n\nThe Gadget team takes security seriously.\n\n{URL}\n\n## Tests\n\n\
             All of Gadget is tested. Gadget is safe.\n\nGadgets and gadget-like things; `Gadget` and \
             [Gadget](https://gadget.example) at https://example.org/Gadget.\n\n- Old Gadget releases\n"
        );
        assert_eq!(lines(&RULE, &text), [3, 9, 13]);
        let many = "Gadget here.\n\n".repeat(9);
        assert_eq!(lines(&RULE, &format!("# Widget policy\n\nThe Gadget team takes security seriously. {URL}\n\n{many}")).len(), 6);
    }

    #[test]
    fn own_names_and_common_ones_are_fine() {
        for text in [
            "The Widget team takes security seriously.",
            "The Acme team takes security seriously.",
            "The maintainers take security seriously.",
            "Our team takes security seriously.",
            "## Supported Python versions\n\n3.13",
            "Widget is bundled in Gadget, whose team takes care of it.",
            "A vulnerability in Gadget belongs upstream.\n\nGadget is not ours.",
            "See the [Gadget policy](https://github.com/other/gadget/security/policy) for its plugins.",
        ] {
            assert_silent(&RULE, &[&format!("# Security policy of Widget\n\n{text}\n\n{URL}\n")]);
        }
    }

    #[test]
    fn the_repository_knows_its_name_better_than_the_policy() {
        let text = "# Security policy of Gadget\n\nThe Gadget team takes security seriously.\n\n\
                    Report at https://github.com/other/gadget/security/advisories/new.\n";
        let config = "[remote \"origin\"]\n url = https://github.com/acme/widget-kit\n";
        for manifest in [("package.json", r#"{"name": "@acme/widget-kit"}"#), ("README.md", "# Widget Kit\n")] {
            let found = fires_in(&RULE, &[("SECURITY.md", text), (".git/config", config), manifest], &[]);
            assert!(found.len() == 2 && found[1].contains("this project (widget-kit)"), "{found:?}");
        }
        let own = text.replace("Gadget team", "Acme team");
        let files = [("SECURITY.md", &*own), (".git/config", config), ("README.md", "# Widget Kit\n")];
        assert_eq!(fires_in(&RULE, &files, &[]), Vec::<String>::new());
    }

    #[test]
    fn one_source_of_the_own_name_is_not_enough() {
        assert_silent(&RULE, &["# Security policy of Widget\n\nThe Gadget team takes security seriously.\n"]);
    }

    #[test]
    fn names_can_be_given() {
        let text = format!("# Security policy of Widget\n\nThe Gadget team takes security seriously.\n\n{URL}\n");
        assert_eq!(fires_with(&RULE, &text, &[("names", "Gadget")]), []);
        assert_eq!(fires_with(&RULE, &text, &[("ignore", "gadget")]), []);
    }
}
