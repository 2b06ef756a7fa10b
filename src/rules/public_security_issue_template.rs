//! See [`RULE`].

use super::context::addresses;
use super::rule::rule;
use super::{Around, OptionSpec, RepositoryFindings};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::Document;
use crate::policy::{Place, Policy, place_of};
use crate::repository::{IssueTemplate, LinkPlace};
use crate::source::{Source, Span};

const ASK_FOR_LINK: OptionSpec = OptionSpec::flag(
    "ask-for-link",
    false,
    true,
    "Ask for a contact link to the policy or the report form where the issue chooser is configured.",
);

rule! {
    /// An issue template invites security reports in public.
    ///
    /// ## Why it matters
    ///
    /// The choice of templates is where reporters arrive. A form called “security issue” there
    /// beats everything that the policy says.
    ///
    /// ## Example
    ///
    /// ```yaml,file=.github/ISSUE_TEMPLATE/security.yml
    /// name: Vulnerability
    /// description: Tell us how to exploit it
    /// ```
    ///
    /// Or a choice of templates that says nothing of reports:
    ///
    /// ```yaml,fix,file=.github/ISSUE_TEMPLATE/config.yml
    /// blank_issues_enabled: false
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = https://github.com/acme/widget.git
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=.github/ISSUE_TEMPLATE/security.md
    /// ---
    /// name: Vulnerability
    /// about: Where to report it
    /// ---
    ///
    /// Please do not open an issue, and see [our policy](../../SECURITY.md).
    /// ```
    ///
    /// And a choice that leads to the private form:
    ///
    /// ```yaml,file=.github/ISSUE_TEMPLATE/config.yml
    /// blank_issues_enabled: false
    /// contact_links:
    ///   - name: Report a vulnerability
    ///     url: https://github.com/acme/widget/security/advisories/new
    ///     about: Please never use an issue for it.
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = https://github.com/acme/widget.git
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A link to the report form is added to the choice of templates, which works only with
    /// private reporting switched on. A template is for you to delete.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Configuring issue templates for your repository”
    group: Repository,
    fix: Unsafe,
    options: [ASK_FOR_LINK],
    since: "0.1.0",
    check: Repository(check)
}

/// Words in a name that make a template one for something else than a vulnerability of the project.
const OTHER: &[&str] =
    &["feature", "harden", "enhance", "improve", "audit", "question", "dependenc", "checklist", "documentation"];

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    for path in around.surroundings.issue_templates() {
        let Some(source) = around.surroundings.source(&path) else { continue };
        let Some(template) = IssueTemplate::read(&source) else { continue };
        if template.is_config {
            if around.flag(&RULE, &ASK_FOR_LINK) && !template.contact_links.iter().any(|url| is_private(url)) {
                findings.push(&path, unlinked(around, &template, &source));
            }
        } else if is_for_vulnerabilities(&template, &path) && !redirects(&source) {
            let message = "this template invites reporters to describe a vulnerability in a public issue";
            let help = "delete it, or let it do nothing but lead to the private channel";
            findings.push(&path, Finding::new(template.span, message, help));
        }
    }
}

fn is_for_vulnerabilities(template: &IssueTemplate, path: &str) -> bool {
    let stem = path.rsplit('/').next().unwrap_or_default();
    let names = [stem, &template.name].map(str::to_ascii_lowercase);
    let says = |text: &str| text.contains("security") || text.contains("vulnerab");
    let labelled = template.labels.iter().any(|label| says(&label.to_ascii_lowercase()));
    let is_other = names
        .iter()
        .chain([&template.about.to_ascii_lowercase()])
        .any(|text| OTHER.iter().any(|word| text.contains(word)));
    (names.iter().any(|name| says(name)) || labelled) && !is_other
}

/// Whether a template leads to a private channel, or asks not to report in public.
fn redirects(source: &Source) -> bool {
    let document = Document::parse(source);
    let policy = Policy::read(&document);
    policy.no_public_report.is_some()
        || policy.channels.iter().any(|channel| channel.private == Some(true))
        || document.links.iter().any(|link| is_private(&link.target))
}

fn is_private(url: &str) -> bool {
    let is_policy = url.split(['#', '?']).next().is_some_and(|path| path.to_ascii_lowercase().ends_with("security.md"));
    let place = place_of(url);
    is_policy
        || url.starts_with("mailto:")
        || matches!(place, Place::AdvisoryForm | Place::AdvisoryList | Place::Policy | Place::Bounty | Place::Form)
}

fn unlinked(around: &Around<'_>, template: &IssueTemplate, source: &Source) -> Finding {
    let message = "the choice of issue templates does not lead to the private channel";
    let own = addresses(around.project(), Some(around.surroundings));
    let form = own.iter().find(|own| own.host == "github.com");
    let fix = form.zip(template.link_place.as_ref()).map(|(own, place)| {
        let link = |indent: &str| {
            let url = own.report_form();
            format!(
                "{indent}- name: Report a vulnerability\n{indent}  url: {url}\n{indent}  about: Please never use an issue for it.\n"
            )
        };
        let edit = match place {
            LinkPlace::NewList(end) => {
                let gap = if source.body().is_empty() || source.text().ends_with('\n') { "" } else { "\n" };
                Edit::insert(*end, format!("{gap}contact_links:\n{}", link("  ")))
            }
            LinkPlace::BeforeFirst(at, indent) => Edit::insert(*at, link(indent)),
        };
        Fix::unsafe_("Add a link to the report form", vec![edit])
    });
    let help = "add the policy or the report form to `contact_links`";
    Finding::new(Span::at(0), message, help).at_most(Severity::Info).maybe_fix(fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires_in};

    fn found(path: &str, text: &str) -> Vec<String> {
        fires_in(&RULE, &[(&format!(".github/ISSUE_TEMPLATE/{path}"), text), ("SECURITY.md", "")], &[])
    }

    #[test]
    fn templates_for_vulnerabilities_are_reported() {
        for (path, text) in [
            ("security.yml", "name: Report\ndescription: x\n"),
            ("report.yml", "name: Security issue\n"),
            ("report.md", "---\nname: Report\nlabels: bug, security\n---\n\nWhat is the exploit?\n"),
            ("vulnerability.md", "What happened?\n"),
        ] {
            assert_eq!(found(path, text).len(), 1, "{path}");
        }
    }

    #[test]
    fn redirects_and_other_templates_are_fine() {
        for (path, text) in [
            (
                "bug.yml",
                "name: Bug\nbody:\n  - type: markdown\n    attributes:\n      value: Please do not report security vulnerabilities here.\n",
            ),
            (
                "security.md",
                "---\nname: Security\n---\n\nReport at https://github.com/acme/widget/security/advisories/new.\n",
            ),
            ("security.md", "---\nname: Security\n---\n\nSee [our policy](../../SECURITY.md).\n"),
            ("security.md", "Do not report vulnerabilities in public issues.\n"),
            ("security-feature.yml", "name: Security feature request\n"),
            ("hardening.yml", "name: Hardening\nlabels: [security]\n"),
            ("config.yml", "blank_issues_enabled: true\n"),
        ] {
            assert_eq!(found(path, text), Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn the_chooser_is_asked_for_a_link_on_demand() {
        let fires = |text: &str| {
            fires_in(
                &RULE,
                &[(".github/ISSUE_TEMPLATE/config.yml", text), ("SECURITY.md", "")],
                &[("ask-for-link", "true")],
            )
            .len()
        };
        assert_eq!(fires("blank_issues_enabled: true\n"), 1);
        assert_eq!(fires("contact_links:\n  - name: Ask\n    url: https://widget.example/forum\n    about: x\n"), 1);
        assert_eq!(
            fires(
                "contact_links:\n  - name: x\n    url: https://github.com/acme/widget/security/policy\n    about: x\n"
            ),
            0
        );
    }

    #[test]
    fn the_link_is_added_to_those_that_are_there() {
        let text = "contact_links:\n- name: Ask\n  url: https://widget.example/forum\n  about: x\n";
        let path = ".github/ISSUE_TEMPLATE/config.yml";
        let remote = "[remote \"origin\"]\n\turl = https://github.com/acme/widget.git\n";
        let files = [(path, text), ("SECURITY.md", ""), (".git/config", remote)];
        let [(_, found)] = &findings_in(&RULE, &files, &[("ask-for-link", "true")])[..] else { panic!("one finding") };
        assert_eq!(
            found.fix.as_ref().unwrap().apply(text),
            "contact_links:\n- name: Report a vulnerability\n  url: https://github.com/acme/widget/security/advisories/new\n  \
             about: Please never use an issue for it.\n- name: Ask\n  url: https://widget.example/forum\n  about: x\n"
        );
    }
}
