//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, Forge};
use crate::diagnostic::{Finding, Fix};
use crate::policy::vocabulary::Concept;
use crate::policy::{ChannelKind, url_parts};

rule! {
    /// Users are not told where to look for news of fixed vulnerabilities.
    ///
    /// ## Why it matters
    ///
    /// A fix helps those who know that they need it. Users can only watch a place that they know
    /// of, and scanners only read databases that the project writes to.
    ///
    /// Advisories, release notes, a changelog, a mailing list or a table of past vulnerabilities
    /// all do. The form through which reports come in is no place of publication.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new), please.
    /// A maintainer corrects what is found.
    ///
    /// Thank you for your help.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities with the
    /// [private form](https://github.com/acme/widget/security/advisories/new), please.
    /// A maintainer corrects what is found.
    ///
    /// Thank you for your help.
    ///
    /// Published advisories are listed at <https://github.com/acme/widget/security/advisories>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The sentence is true for every repository on GitHub whose maintainers publish advisories
    /// there, which only they can promise.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-04.01
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I Part II (4) and (8)
    /// - ISO/IEC 29147:2018, clause 7
    group: Structure,
    fix: Unsafe,
    options: [],
    since: "0.1.0",
    evidence: |context| context.policy.advisories().iter().map(|evidence| evidence.span).collect(),
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_unreadable() || context.policy.advisories().is_some() || context.policy.shows_notices() {
        return;
    }
    let finding = Finding::new(
        context.anchor(Concept::HeadingAdvisories),
        "the policy does not say where fixed vulnerabilities are announced, so users do not know what to watch",
        "name the place, such as “Published advisories are listed on the repository's security page”",
    );
    findings.push(finding.maybe_fix(fix(context)));
}

/// A sentence that links the repository's advisories.
fn fix(context: &Context<'_>) -> Option<Fix> {
    let repository = configured(context).or_else(|| reported_to(context)).filter(|_| context.takes_words())?;
    let sentence = format!("Published advisories are listed at <https://github.com/{repository}/security/advisories>.");
    let heading = context.anchor(Concept::HeadingAdvisories);
    let edit = if heading == context.title() {
        context.append("Advisories", &sentence)
    } else {
        context.insert_behind(heading, &sentence)
    };
    Some(Fix::unsafe_("Say where advisories are published", vec![edit]))
}

/// The repository that the configuration names.
fn configured(context: &Context<'_>) -> Option<String> {
    let project = context.project();
    let is_github = project.forge.is_none_or(|forge| forge == Forge::GitHub);
    project.repository.clone().filter(|_| is_github)
}

/// The repository whose report form the policy links.
fn reported_to(context: &Context<'_>) -> Option<String> {
    let forms = context.policy.channels.iter().filter(|channel| channel.kind == ChannelKind::PrivateAdvisory);
    forms.filter_map(|form| url_parts(&form.value)).find_map(|(host, path)| match (&*host, &path[..]) {
        ("github.com", [owner, name, "security", ..]) => Some(format!("{owner}/{name}")),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, lines};
    use crate::source::Source;

    fn policy(text: &str) -> String {
        format!("# Security\n\nReport vulnerabilities to security@widget.example.\n\n{text}\n")
    }

    #[test]
    fn every_place_that_users_can_watch_will_do() {
        for text in [
            "We publish a GitHub Security Advisory once the fix is released.",
            "Security fixes are announced on the announce mailing list.",
            "Fixed vulnerabilities are listed in the changelog.",
            "Security fixes are mentioned in the release notes.",
            "We request a CVE and publish it with the fix.",
            "## Advisories\n\nVulnerabilities are published in the RustSec advisory database.",
            "Past vulnerabilities are listed under \
             [security advisories](https://github.com/acme/widget/security/advisories).",
            "## Past vulnerabilities\n\nNone so far. They will be listed here.",
            "For what was found before see the [disclosure page]\
             (https://github.com/acme/widget/security/advisories?state=published).",
        ] {
            assert_silent(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn the_form_for_reports_and_plain_releases_are_none() {
        for text in [
            "",
            "We fix confirmed problems in the next release.",
            "Please submit a [security advisory](https://github.com/acme/widget/security/advisories/new).",
            "## Security updates\n\nVersions follow semantic versioning, so a patch release breaks nothing.",
        ] {
            assert_fires(&RULE, &[&policy(text)]);
        }
    }

    #[test]
    fn it_is_told_at_the_heading_that_promises_it() {
        assert_eq!(lines(&RULE, &policy("## Advisories\n\nSoon.")), [5]);
    }

    #[test]
    fn the_fix_is_a_section_beside_others() {
        let text = "# Security\n\n## Reporting\n\nReport vulnerabilities at \
                    https://github.com/acme/widget/security/advisories/new.\n";
        let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.expect("has a fix");
        let added = "\n## Advisories\n\nPublished advisories are listed at \
                     <https://github.com/acme/widget/security/advisories>.\n";
        assert_eq!(fix.apply(text), format!("{text}{added}"));
    }

    #[test]
    fn there_is_no_fix_without_a_repository() {
        let source = Source::new("SECURITY.md", policy(""));
        assert!(findings(&RULE, &source, &[])[0].fix.is_none());
    }

    #[test]
    fn pointers_are_skipped() {
        assert_silent(
            &RULE,
            &["Please see our [security policy](https://widget.example/security) for how to report.\n"],
        );
    }
}
