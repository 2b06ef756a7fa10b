//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Link, LinkKind};
use crate::policy::{Channel, Place, lower, path_segments, place_of, split_url};
use crate::repository::Address;
use crate::source::Span;

const ACCEPT_LISTING: OptionSpec = OptionSpec::flag(
    "accept-listing",
    true,
    false,
    "Accept the list of advisories and the security page, which have a button, as places to report.",
);

rule! {
    /// The link to the private report form does not lead to the form of this repository.
    ///
    /// ## Why it matters
    ///
    /// Reporters land on an error page, or their report arrives in another project's inbox. “New
    /// draft security advisory” is a button that only maintainers have, and GitHub's documentation
    /// tells how a form works, not where that of this repository is.
    ///
    /// ## Example
    ///
    /// ```markdown,fix,file=SECURITY.md
    /// # Security policy
    ///
    /// Please report vulnerabilities with the
    /// [private form](https://github.com/acme/gadget/security/advisories/new).
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = https://github.com/acme/widget.git
    /// ```
    ///
    /// A page that GitHub does not have:
    ///
    /// ```markdown,fix,file=SECURITY.md
    /// # Security policy
    ///
    /// Please report vulnerabilities at <https://github.com/acme/widget/security/advisory/new>.
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = git@github.com:acme/widget.git
    /// ```
    ///
    /// The documentation in place of the form:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities through
    /// [private vulnerability reporting](https://docs.github.com/en/code-security/security-advisories/guidance-on-reporting-and-writing-information-about-vulnerabilities/privately-reporting-a-security-vulnerability).
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Please report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = https://github.com/acme/widget.git
    /// ```
    ///
    /// And there:
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Please report vulnerabilities at <https://github.com/acme/widget/security/advisories/new>.
    /// ```
    ///
    /// ```ini,file=.git/config
    /// [remote "origin"]
    ///     url = git@github.com:acme/widget.git
    /// ```
    ///
    /// And for the third:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The link is made to lead to the form of the repository that git or the configuration
    /// names. Look whether that is where you want reports, and whether private reporting is on.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Privately reporting a security vulnerability”
    group: Channel,
    fix: Unsafe,
    options: [ACCEPT_LISTING],
    since: "0.1.0",
    check: Document(check)
}

/// What is wrong with a link.
enum Wrong {
    /// It leads to another repository's form.
    OtherRepository(Address),
    /// Its path is none that GitHub has.
    Malformed,
    /// It leads to a page with a button.
    NotForm,
    /// It leads to a list that only maintainers see.
    ForMaintainers,
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    links(context, findings);
    maintainer_buttons(context, findings);
    only_documentation(context, findings);
}

/// Links that lead elsewhere than to the form.
fn links(context: &Context<'_>, findings: &mut Findings<'_>) {
    let links = context.document().links.iter().filter(|link| link.kind != LinkKind::Image);
    for link in links {
        let Some((wrong, linked)) = wrong(context, link) else { continue };
        let own = context.addresses();
        let is_github = |address: &&Address| address.host == linked.host;
        let target = own
            .iter()
            .find(is_github)
            .or_else(|| own.is_empty().then_some(&linked).filter(|linked| !linked.owner.is_empty()));
        let help = match target {
            Some(address) => format!("link to {}", address.report_form()),
            None => "link to the form of this repository, `/security/advisories/new`".to_owned(),
        };
        let message = match &wrong {
            Wrong::OtherRepository(other) => format!(
                "this is the report form of {}/{}, so reports on this project go to another one",
                other.owner, other.name
            ),
            Wrong::Malformed => format!("{} is no page of GitHub’s, so reporters end at an error", quote(&link.target)),
            Wrong::NotForm => "this page is a list with a button, and not the form to report with".to_owned(),
            Wrong::ForMaintainers => {
                "this list of advisories is seen by maintainers only, so reporters find it empty".to_owned()
            }
        };
        let finding = Finding::new(link.span, message, help);
        let finding = match &wrong {
            // Most likely a fork, or the same project under its old owner.
            Wrong::OtherRepository(other) if own.iter().any(|own| own.name.eq_ignore_ascii_case(&other.name)) => {
                finding.at_most(Severity::Info)
            }
            Wrong::NotForm | Wrong::ForMaintainers => finding.at_most(Severity::Info),
            Wrong::Malformed => finding.at_least(Severity::Error),
            Wrong::OtherRepository(_) => finding,
        };
        findings.push(finding.maybe_fix(target.and_then(|address| fix(context, link, &address.report_form()))));
    }
}

/// What is wrong with a link, and the repository that it belongs to.
fn wrong(context: &Context<'_>, link: &Link<'_>) -> Option<(Wrong, Address)> {
    let (host, path) = split_url(&link.target).filter(|(host, _)| host.eq_ignore_ascii_case("github.com"))?;
    let named = |owner: &str, name: &str| Address {
        host: host.to_ascii_lowercase(),
        owner: owner.to_owned(),
        name: name.to_owned(),
    };
    let mut segments = path_segments(path);
    let (owner, repository) = segments.next().zip(segments.next())?;
    let of_path = || named(owner, repository);
    let path = lower(path);
    let page: Vec<&str> = path_segments(&path).skip(2).collect();
    match page[..] {
        ["security", "advisories", "new"] => {
            let own = context.addresses();
            if own.is_empty() {
                return None;
            }
            let other = of_path();
            // A policy for many repositories may name one of them.
            let is_foreign = !own.iter().any(|own| own.is(&other)) && !context.is_for_organisation();
            is_foreign.then(|| (Wrong::OtherRepository(other.clone()), other))
        }
        ["security", "advisory" | "advisories", "new" | "create"]
        | ["security", "advisory" | "new"]
        | ["advisories" | "advisory", "new"]
        | ["settings", ..] => Some((Wrong::Malformed, of_path())),
        _ if owner.eq_ignore_ascii_case("contact") && repository.eq_ignore_ascii_case("security-advisory") => {
            Some((Wrong::Malformed, named("", "")))
        }
        ["security", "advisories"] if is_for_maintainers(&link.target) && is_channel(context, link.span) => {
            Some((Wrong::ForMaintainers, of_path()))
        }
        ["security"] | ["security", "advisories" | "policy"]
            if !context.flag(&RULE, &ACCEPT_LISTING) && is_channel(context, link.span) =>
        {
            let of = of_path();
            context.addresses().iter().any(|own| own.is(&of)).then_some((Wrong::NotForm, of))
        }
        _ => None,
    }
}

/// Whether the query of a list asks for advisories that are not public.
fn is_for_maintainers(target: &str) -> bool {
    let query = target.split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    query.split('&').any(|part| matches!(part, "state=draft" | "state=triage"))
}

/// Reporters are sent to what only maintainers can click.
fn maintainer_buttons(context: &Context<'_>, findings: &mut Findings<'_>) {
    // Whatever it is called there, the link leads to the form.
    if context.policy.reading.placed_links().any(|(_, place)| place == Place::AdvisoryForm) {
        return;
    }
    for button in context.policy.maintainer_buttons() {
        let name = quote(context.source().slice(button.span));
        let message = format!("{name} is what maintainers make; reporters have no button for it");
        let help = "send them to “Report a vulnerability” on the Security tab, or link to the form of this repository";
        findings.push(Finding::new(button.span, message, help).at_most(Severity::Info));
    }
}

/// All that leads to the form is GitHub's documentation, and no steps are told.
fn only_documentation(context: &Context<'_>, findings: &mut Findings<'_>) {
    let policy = context.policy;
    if policy.links_to_form() {
        return;
    }
    let is_documentation = |channel: &&Channel| place_of(&channel.value) == Place::AdvisoryDocs;
    let Some(channel) = policy.channels.iter().find(is_documentation).filter(|_| !policy.tells_way_to_form()) else {
        return;
    };
    let message = "this tells how private reporting works, and not where the form of this repository is";
    let help = "link to the form, `/security/advisories/new`, or say which buttons lead there";
    findings.push(Finding::new(channel.span, message, help).at_most(Severity::Info));
}

fn is_channel(context: &Context<'_>, span: Span) -> bool {
    let is_here = |channel: &&Channel| channel.span == span && channel.private == Some(true);
    context.policy.channels.iter().any(|channel| is_here(&channel))
}

/// Replaces the target wherever the link spells it out.
fn fix(context: &Context<'_>, link: &Link<'_>, form: &str) -> Option<Fix> {
    let text = context.source().slice(link.span);
    let edit = |(at, target): (usize, &str)| {
        let start = link.span.start + at as u32;
        Edit::replace(Span::new(start, start + target.len() as u32), form)
    };
    let edits: Vec<Edit> = text.match_indices(&*link.target).map(edit).collect();
    (!edits.is_empty()).then(|| Fix::unsafe_("Link to the form of this repository", edits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires_in, lines};

    const CONFIG: (&str, &str) = (".git/config", "[remote \"origin\"]\n\turl = git@github.com:acme/widget.git\n");

    fn found(text: &str) -> Vec<String> {
        fires_in(&RULE, &[("SECURITY.md", text), CONFIG], &[])
    }

    #[test]
    fn forms_of_others_and_broken_ones_are_reported() {
        for (target, words) in [
            ("https://github.com/acme/gadget/security/advisories/new", "form of acme/gadget"),
            ("https://github.com/other/thing/security/advisories/new?title=x", "form of other/thing"),
            ("https://github.com/acme/widget/security/advisory/new", "no page of GitHub’s"),
            ("https://github.com/acme/widget/advisories/new", "no page of GitHub’s"),
            ("https://github.com/acme/widget/security/advisories/create", "no page of GitHub’s"),
            ("https://github.com/acme/widget/settings/security_analysis", "no page of GitHub’s"),
            ("https://github.com/contact/security-advisory", "no page of GitHub’s"),
        ] {
            let found = found(&format!("Report vulnerabilities [here]({target}).\n"));
            assert!(found.len() == 1 && found[0].contains(words), "{target}: {found:?}");
        }
    }

    #[test]
    fn own_forms_lists_and_other_hosts_are_fine() {
        for text in [
            "Report [here](https://github.com/acme/widget/security/advisories/new).",
            "Report [here](https://github.com/Acme/Widget/security/advisories/new?template=x).",
            "Report at https://github.com/acme/widget/security/advisories/new, please.",
            "Fixes are listed [here](https://github.com/acme/gadget/security/advisories).",
            "Report [here](https://github.com/acme/widget/security).",
            "Report [here](https://gitlab.com/acme/gadget/-/issues/new?issue[confidential]=true).",
            "Report [here](../../security/advisories/new).",
        ] {
            assert_eq!(found(&format!("{text}\n")), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn all_names_of_the_repository_count() {
        let text = "Report [here](https://github.com/upstream/widget/security/advisories/new).\n";
        let upstream = "[remote \"origin\"]\n url = https://github.com/me/widget\n[remote \"upstream\"]\n url = https://github.com/upstream/widget\n";
        assert_eq!(fires_in(&RULE, &[("SECURITY.md", text), (".git/config", upstream)], &[]), Vec::<String>::new());
        let manifest = "[package]\nname = \"widget\"\nrepository = \"https://github.com/upstream/widget\"\n";
        assert_eq!(
            fires_in(&RULE, &[("SECURITY.md", text), CONFIG, ("Cargo.toml", manifest)], &[]),
            Vec::<String>::new()
        );
        let (_, fork) = findings_in(&RULE, &[("SECURITY.md", text), CONFIG], &[]).remove(0);
        assert_eq!(fork.severity, Severity::Info);
    }

    #[test]
    fn a_policy_for_an_organisation_may_name_any_repository() {
        let config = "[remote \"origin\"]\n url = https://github.com/acme/.github\n";
        let text = "Report [here](https://github.com/acme/gadget/security/advisories/new).\n";
        assert_eq!(fires_in(&RULE, &[("SECURITY.md", text), (".git/config", config)], &[]), Vec::<String>::new());
    }

    #[test]
    fn without_a_repository_only_broken_ones_are_reported() {
        assert_eq!(lines(&RULE, "Report [here](https://github.com/acme/gadget/security/advisories/new).\n"), [0; 0]);
        assert_eq!(lines(&RULE, "Report [here](https://github.com/acme/widget/security/advisory/new).\n"), [1]);
    }

    #[test]
    fn pages_with_a_button_are_reported_on_demand() {
        let text = "Report vulnerabilities [here](https://github.com/acme/widget/security/advisories).\n";
        let found = findings_in(&RULE, &[("SECURITY.md", text), CONFIG], &[("accept-listing", "false")]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn lists_that_only_maintainers_see_are_reported() {
        let text = "Report vulnerabilities [here](https://github.com/acme/widget/security/advisories?state=draft).\n";
        let (_, found) = findings_in(&RULE, &[("SECURITY.md", text), CONFIG], &[]).remove(0);
        assert!(found.message.contains("maintainers only") && found.severity == Severity::Info, "{found:?}");
        let published =
            "Report vulnerabilities [here](https://github.com/acme/widget/security/advisories?state=published).\n";
        assert_eq!(self::found(published), Vec::<String>::new());
        let told = "Our team triages [new reports](https://github.com/acme/widget/security/advisories?state=triage).\n";
        assert_eq!(self::found(told), Vec::<String>::new());
    }

    #[test]
    fn buttons_that_only_maintainers_have_are_reported() {
        for text in [
            "To report a vulnerability, open the Security tab and click *New draft security advisory*.",
            "Please report vulnerabilities by opening a draft security advisory.",
            "Report vulnerabilities at [advisories](https://github.com/acme/widget/security/advisories): click “New draft security advisory”.",
            "Bitte melden Sie Schwachstellen, indem Sie einen Entwurf eines Security Advisory anlegen.",
            "Signalez les vulnérabilités en créant un brouillon d'avis de sécurité sur GitHub.",
        ] {
            let found = found(&format!("## Reporting a vulnerability\n\n{text}\n"));
            assert!(found.len() == 1 && found[0].contains("is what maintainers make"), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_maintainers_do_and_what_leads_to_the_form_is_fine() {
        for text in [
            "Report vulnerabilities to <security@widget.example>. We will open a draft security advisory.",
            "The maintainers create a draft security advisory, and invite you.",
            "Open a [draft security advisory](https://github.com/acme/widget/security/advisories/new).",
            "Please do not open a draft security advisory.",
            "Report vulnerabilities on the Security tab with “Report a vulnerability”.",
        ] {
            assert_eq!(found(&format!("## Reporting a vulnerability\n\n{text}\n")), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn documentation_in_place_of_the_form_is_reported() {
        const DOCS: &str = "[private reporting](https://docs.github.com/en/code-security/security-advisories/guidance-on-reporting\
                            -and-writing-information-about-vulnerabilities/privately-reporting-a-security-vulnerability)";
        let only = format!("Please report vulnerabilities through {DOCS}.\n");
        let found_in = findings_in(&RULE, &[("SECURITY.md", &only), CONFIG], &[]);
        assert!(found_in.len() == 1 && found_in[0].1.severity == Severity::Info, "{found_in:#?}");
        for text in [
            format!("{only}\nThe form is [here](https://github.com/acme/widget/security/advisories/new).\n"),
            format!("{only}\nOr start at <https://github.com/acme/widget/security/advisories>.\n"),
            format!("{only}\nOpen the Security tab and click “Report a vulnerability”.\n"),
            format!("{only}\nIt is at Security → Report a vulnerability.\n"),
            format!("Report vulnerabilities to <security@widget.example>. For more on advisories, see {DOCS}.\n"),
        ] {
            assert_eq!(found(&text), Vec::<String>::new(), "{text}");
        }
    }
}
