//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Link, LinkKind};
use crate::policy::Kind;
use crate::repository::Address;
use crate::source::Span;

const ALLOW: OptionSpec =
    OptionSpec::words("allow", "Repositories that the policy may lead to, as `owner/name` or `owner/*`.");

rule! {
    /// A link to a tracker, to advisories or to releases leads to another repository.
    ///
    /// ## Why it matters
    ///
    /// Reports and questions go to the wrong project, and readers look for advisories where none
    /// of theirs will ever be. It is what a copied policy leaves behind.
    ///
    /// ## Example
    ///
    /// ```markdown,fix,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Other bugs go to the
    /// [issues](https://github.com/acme/gadget/issues).
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = https://github.com/acme/widget.git
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Other bugs go to the
    /// [issues](https://github.com/acme/widget/issues).
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = https://github.com/acme/widget.git
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The link is made to lead to this repository, which may not use the same pages.
    ///
    /// ## Sources
    ///
    /// - secpol's own reading of policies
    group: Hygiene,
    fix: Unsafe,
    options: [ALLOW],
    since: "0.1.0",
    check: Document(check)
}

/// Pages that belong to one project.
const PAGES: &[&str] = &["issues", "pulls", "discussions", "releases", "security", "tags", "milestones"];

/// Repositories that many projects share.
const SHARED: &[&str] = &[
    ".github",
    "community",
    "support",
    "feedback",
    "meta",
    "discussions",
    "roadmap",
    "advisory-database",
    "advisory-db",
    "governance",
    "docs",
    "tsc",
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.place.is_none() && context.project().repository.is_none() || context.policy.kind == Kind::Pointer {
        return;
    }
    let mut allowed = None;
    for link in context.document().links.iter().filter(|link| link.kind != LinkKind::Image) {
        let Some(linked) = page_of(link) else { continue };
        let own = context.addresses();
        let Some(home) = own.iter().find(|own| own.host == linked.host) else { continue };
        if own.iter().any(|own| own.is(&linked)) || is_shared(&linked) || context.is_for_organisation() {
            continue;
        }
        let allowed = allowed.get_or_insert_with(|| context.words(&RULE, &ALLOW));
        if allowed.iter().any(|pattern| matches(pattern, &linked)) || is_meant(context, link, &linked) {
            continue;
        }
        let message = format!(
            "this leads to {}/{}, and the repository is {}/{}",
            linked.owner, linked.name, home.owner, home.name
        );
        let help = format!("link to {}/{}, or say in the sentence which project it is about", home.owner, home.name);
        let finding = Finding::new(link.span, message, help).maybe_fix(fix(context, link, &linked, home));
        // Most likely a fork, or the same project under its old name.
        let is_kin = own.iter().any(|own| is_kin(&own.name, &linked.name));
        findings.push(if is_kin { finding.at_most(Severity::Info) } else { finding });
    }
}

/// Whether one name is the other, or a part of it.
fn is_kin(one: &str, other: &str) -> bool {
    let (one, other) = (normal(one), normal(other));
    one.contains(&other) || other.contains(&one)
}

/// The repository whose page a link leads to; a single issue, advisory or release is no such page.
fn page_of(link: &Link<'_>) -> Option<Address> {
    let (_, path) = crate::policy::url_parts(&link.target)?;
    let ([_, _, "-", rest @ ..] | [_, _, rest @ ..]) = &path[..] else { return None };
    let is_page = match rest {
        // Somebody else's policy or report form is looked at by other rules.
        ["security", "policy" | "advisories", ..] => rest.len() == 2 && rest[1] == "advisories",
        [page] => PAGES.contains(page),
        ["issues" | "discussions", "new", ..] | ["discussions", "categories", ..] | ["releases", "latest"] => true,
        _ => false,
    };
    Address::of_page(&link.target).filter(|address| is_page && address.is_on_known_forge())
}

fn is_shared(linked: &Address) -> bool {
    let name = linked.name.to_ascii_lowercase();
    SHARED.contains(&name.as_str()) || name.starts_with("security") || name.ends_with("-security")
}

/// Whether `owner/name` or `owner/*` means a repository.
fn matches(pattern: &str, linked: &Address) -> bool {
    pattern.split_once('/').is_some_and(|(owner, name)| {
        owner.eq_ignore_ascii_case(&linked.owner) && (name == "*" || name.eq_ignore_ascii_case(&linked.name))
    })
}

/// Whether the sentence speaks of the other project on purpose: it names it besides the address.
fn is_meant(context: &Context<'_>, link: &Link<'_>, linked: &Address) -> bool {
    let document = context.document();
    let Some(clause) = context.clause_at(link.text) else { return true };
    let range = document.clause(clause).text;
    let text = document.str(range);
    let shown = document.str(link.text);
    // An address names its repository by itself.
    let around = if shown.contains("://") { text.replace(shown, " ") } else { text.to_owned() };
    let around = around.to_lowercase();
    // "the Java client of Widget" is widget-java-client, "our signing key" is in signing-keys.
    let mut words = linked.name.split(['-', '_', '.']).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.all(|word| around.contains(word.trim_end_matches('s')))
}

fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn fix(context: &Context<'_>, link: &Link<'_>, linked: &Address, own: &Address) -> Option<Fix> {
    let text = context.source().slice(link.span);
    let (old, new) = (format!("{}/{}", linked.owner, linked.name), format!("{}/{}", own.owner, own.name));
    let edit = |(at, _): (usize, &str)| {
        let start = link.span.start + at as u32;
        Edit::replace(Span::new(start, start + old.len() as u32), new.clone())
    };
    let edits: Vec<Edit> = text.match_indices(&old).map(edit).collect();
    (!edits.is_empty()).then(|| Fix::unsafe_(format!("Link to {new}"), edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires, fires_in};

    const CONFIG: (&str, &str) = (".git/config", "[remote \"origin\"]\n\turl = git@github.com:acme/widget.git\n");

    fn found(text: &str, options: &[(&str, &str)]) -> Vec<String> {
        let text = format!("# Security policy\n\nReport vulnerabilities to <security@widget.example>. {text}\n");
        fires_in(&RULE, &[("SECURITY.md", &text), CONFIG], options)
    }

    #[test]
    fn pages_of_other_projects_are_reported() {
        for text in [
            "Open an [issue](https://github.com/acme/gadget/issues) for other bugs.",
            "Open an issue at https://github.com/acme/gadget/issues/new/choose for other bugs.",
            "See our [advisories](https://github.com/other/gadget/security/advisories).",
            "Fixes are in the [releases](https://github.com/other/gadget/releases).",
            "Ask in our [forum](https://github.com/acme/gadget/discussions).",
        ] {
            assert_eq!(found(text, &[]).len(), 1, "{text}");
        }
    }

    #[test]
    fn own_shared_and_named_projects_are_fine() {
        for text in [
            "Open an [issue](https://github.com/Acme/Widget/issues) for other bugs.",
            "See the [community](https://github.com/acme/community/discussions).",
            "See the [database](https://github.com/github/advisory-database/issues).",
            "See [security](https://github.com/acme/security-wg/issues).",
            "Bugs in Gadget belong into [its tracker](https://github.com/other/gadget/issues).",
            "See [gadget’s issues](https://github.com/other/gadget/issues).",
            "For the Java client of Widget, look [here](https://github.com/acme/widget-java-client/security).",
            "Encrypt with our [signing key](https://github.com/acme/signing-keys/releases).",
            "It was like [this bug](https://github.com/other/gadget/issues/12).",
            "See [their policy](https://github.com/other/gadget/security/policy).",
            "See [governance](https://github.com/other/gadget/blob/main/GOVERNANCE.md).",
            "Open an [issue](https://gitlab.com/other/gadget/-/issues).",
            "Open an [issue](https://widget.example/other/gadget/issues).",
        ] {
            assert_eq!(found(text, &[]), Vec::<String>::new(), "{text}");
        }
        let text = "Open an [issue](https://github.com/acme/gadget/issues) for other bugs.";
        for allow in ["acme/gadget", "acme/*"] {
            assert_eq!(found(text, &[("allow", allow)]), Vec::<String>::new());
        }
        assert_eq!(fires(&RULE, text), []);
    }

    #[test]
    fn the_same_name_elsewhere_is_most_likely_a_fork() {
        let text =
            "Mail <security@widget.example>. Other bugs are [issues](https://github.com/upstream/widget/issues).\n";
        assert_eq!(findings_in(&RULE, &[("SECURITY.md", text), CONFIG], &[])[0].1.severity, Severity::Info);
    }
}
