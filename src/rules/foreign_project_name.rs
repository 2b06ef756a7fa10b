//! See [`RULE`].

mod names;
mod slots;

use super::questions::{overlaps, quote};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Finding, Severity};
use crate::markdown::{Block, BlockKind, LinkKind, TextRange};
use crate::policy::vocabulary::Concept;
use crate::repository::Address;
use crate::source::Span;
use names::{Name, Origin, is_same, normal, own_names};
use slots::{COMMON, GENERIC, is_proper, slots};

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
    /// first sentence of the policy, links to its repository, the heading over its versions. What the
    /// policy has in its scope is its own; of a project of the same owner, to which it links, this is
    /// advice.
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

/// Only so many foreign names are looked for in the scope and among the links; a policy has one or two.
const MOST_LOOKED_UP: usize = 16;

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // Few policies have a slot at all, and only theirs need the names.
    let slots = slots(context);
    if slots.is_empty() {
        return;
    }
    let sources = own_names(context);
    let agreed: Vec<&Name> = sources
        .iter()
        .filter(|name| sources.iter().any(|other| other.origin != name.origin && is_same(&name.plain, &other.plain)))
        .collect();
    let Some(own) = agreed.first() else { return };
    let real = context.addresses().iter().map(|address| &address.name).find(|name| is_same(&normal(name), &own.plain));
    let shown = real.unwrap_or(&own.written);
    let mut accepted: Vec<String> = agreed.iter().map(|name| name.plain.clone()).collect();
    let owners = || sources.iter().filter(|name| name.origin == Origin::Owner);
    accepted.extend(owners().map(|name| name.plain.clone()));
    accepted.extend(context.project().names.iter().map(|name| normal(name)));
    accepted.extend(context.words(&RULE, &NAMES).iter().map(|name| normal(name)));
    accepted.extend(context.words(&RULE, &IGNORE).iter().map(|name| normal(name)));
    let mut foreign: Vec<(Span, String)> = Vec::new();
    let mut looked_up = 0;
    for (span, name) in slots {
        let plain = normal(&name);
        let is_known = plain.len() < 2
            || GENERIC.contains(&plain.as_str())
            || COMMON.contains(&plain.as_str())
            || accepted.iter().any(|own| is_same(own, &plain));
        if is_known {
            continue;
        }
        looked_up += 1;
        let is_looked_up = looked_up <= MOST_LOOKED_UP;
        if is_looked_up && is_in_scope(context, &name) {
            continue;
        }
        let finding = Finding::new(
            span,
            format!(
                "{} stands where the name of this project ({shown}) belongs, so the text was probably copied",
                quote(&name)
            ),
            "put in your own name, and check what was copied with it: addresses, keys, promises",
        );
        let is_sister = is_looked_up && sisters(context, &plain).any(|owner| owners().any(|own| own.plain == owner));
        findings.push(if is_sister { finding.at_most(Severity::Info) } else { finding });
        foreign.push((span, name));
    }
    further(context, &foreign, findings);
}

/// Who has a repository of that name which the policy links to. An image is copied with the text, and tells nothing.
fn sisters<'c>(context: &Context<'c>, name: &'c str) -> impl Iterator<Item = String> + 'c {
    let links = context.document().links.iter().filter(|link| link.kind != LinkKind::Image);
    let pages = links.filter_map(|link| Address::of_page(&link.target)).filter(Address::is_on_known_forge);
    pages.filter(move |page| is_same(&normal(&page.name), name)).map(|page| normal(&page.owner))
}

/// Whether a name is among what the policy covers.
fn is_in_scope(context: &Context<'_>, name: &str) -> bool {
    let reading = &context.policy.reading;
    let document = context.document();
    let in_scope = |block: &&Block| reading.sections[block.section.0 as usize].path.has(Concept::HeadingScope);
    let mut blocks = document.blocks.iter().filter(in_scope);
    blocks.any(|block| occurrences(document.str(block.text), name).next().is_some())
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
        let ranges =
            found.map(|(start, end)| TextRange::new(block.text.start + start as u32, block.text.start + end as u32));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_silent, findings_in, fires_in, fires_with, lines};

    const URL: &str = "Report vulnerabilities at https://github.com/acme/widget/security/advisories/new.";

    #[test]
    fn another_name_in_a_slot_is_reported() {
        for (text, line) in [
            (format!("# Security policy of Widget\n\nThe Gadget team takes security seriously.\n\n{URL}\n"), 3),
            (format!("# Widget Security Policy\n\n{URL}\n\n## Supported Gadget versions\n\nThe latest.\n"), 5),
            (format!("# Widget Security Policy\n\n- [Versions](#supported-gadget-versions)\n\n{URL}\n"), 3),
            (
                format!(
                    "# Security\n\nThis is the security policy of the `gadget` project.\n\n{URL}\n\n\
                      ## Supported Widget versions\n\nThe latest.\n"
                ),
                3,
            ),
            (
                format!(
                    "# Widget Security Policy\n\nReport a vulnerability in any Gadgetsoft-owned repository.\n\n{URL}\n"
                ),
                3,
            ),
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
        assert_eq!(
            lines(&RULE, &format!("# Widget policy\n\nThe Gadget team takes security seriously. {URL}\n\n{many}"))
                .len(),
            6
        );
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

    /// What is found in the policy of a repository that is sure of its name, Widget Kit.
    fn found(text: &str) -> Vec<(Severity, String)> {
        let config = "[remote \"origin\"]\n url = https://github.com/acme/widget-kit\n";
        let files = [("SECURITY.md", text), (".git/config", config), ("README.md", "# Widget Kit\n")];
        let found = findings_in(&RULE, &files, &[]);
        found.into_iter().map(|(_, found)| (found.severity, found.message)).collect()
    }

    #[test]
    fn names_are_told_as_they_are_written() {
        let text = "# Security policy of Widget Kit\n\nThe Gadget team takes security seriously.\n\n\
                    Report at https://gitlab.com/acme/widget_kit/-/issues.\n";
        let found = fires_with(&RULE, text, &[]);
        assert!(found[0].1.contains("this project (Widget Kit)"), "{found:?}");
    }

    #[test]
    fn the_title_of_another_project_is_reported() {
        for title in ["Gadget Security Policy", "Security Policy of Gadget", "Security policy for Gadget"] {
            let found = found(&format!("# {title}\n\nGadget is tested. Report to <security@acme.example>.\n"));
            assert!(
                found.first().is_some_and(|(_, message)| message.contains("“Gadget” stands where")),
                "{title}: {found:?}"
            );
        }
        for text in [
            "# Widget Kit Security Policy\n\nWidget Kit is tested.\n",
            "# Acme Security Policy\n\nAcme looks after it.\n",
            "# Gadget Security Policy\n\nReport to <security@acme.example>.\n",
            "# Security Policy for Contributors\n\nContributors are welcome, and so are other contributors.\n",
            "# Enterprise Security Policy\n\nEnterprise plans and enterprise users.\n",
            "# Reporting Gadget Issues\n\nGadget is tested.\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_vulnerability_in_another_project_is_reported() {
        let is_slot = |text: &str| found(&format!("# Security\n\n{text}\n")).len();
        for text in [
            "If you find a vulnerability in Gadget, please report it to <security@acme.example>.",
            "If you have discovered a security vulnerability in Gadget please email <security@acme.example>.",
        ] {
            assert_eq!(is_slot(text), 1, "{text}");
        }
        for text in [
            "If you find a vulnerability in Widget, please report it to <security@acme.example>.",
            "If you find a vulnerability in Gadget, please report it to <security@gadget.example>.",
            "If you find a vulnerability in Gadget, please report it to the Gadget team at <security@x.example>.",
            "If you find a vulnerability in Gadget plugins, please report it to <security@acme.example>.",
            "If you find a vulnerability in Python, please report it to <security@acme.example>.",
            "If you find a vulnerability in Gadget, please report it upstream.",
            "Gadget 2.0 fixed a vulnerability in Gizmo, reported to <security@acme.example>.",
        ] {
            assert_eq!(is_slot(text), 0, "{text}");
        }
    }

    #[test]
    fn what_is_in_scope_and_sister_projects_are_told_apart() {
        let text = "# Security\n\nThe Gadget team takes security seriously.\n";
        assert_eq!(found(text)[0].0, Severity::Error);
        assert_eq!(found(&format!("{text}\n## Scope\n\n- Gadget\n- Widget\n")), []);
        let sister = format!("{text}\nSee <https://github.com/acme/gadget/issues>.\n");
        assert_eq!(found(&sister)[0].0, Severity::Info);
    }
}
