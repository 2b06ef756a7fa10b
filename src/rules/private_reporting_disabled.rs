//! See [`RULE`].

use super::Context;
use super::inquiry::{Asked, Inquiry};
use super::rule::rule;
use crate::diagnostic::Finding;
use crate::online::{Question, Refusal};
use crate::policy::{ChannelKind, url_parts};
use crate::repository::Address;

rule! {
    /// The policy sends reporters to GitHub's private report form, which is switched off.
    ///
    /// ## Why it matters
    ///
    /// Everybody but the maintainers sees an error page in place of the form, so that those who
    /// could switch it on are the last to notice.
    ///
    /// GitHub's public API is asked, and only with `--online`; without it this rule finds nothing.
    /// What is found holds as of now. A token in `GITHUB_TOKEN` or `GH_TOKEN` is sent along, to the
    /// API alone, and has GitHub answer more questions an hour. A repository that GitHub does not
    /// show, and a question that it does not answer, is a note.
    ///
    /// ## Example
    ///
    /// Where private reporting is off:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Use instead
    ///
    /// The same, once “Private vulnerability reporting” is on in the repository's settings:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in the
    /// [private form](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ## Sources
    ///
    /// - GitHub REST API, “Check if private vulnerability reporting is enabled for a repository”
    /// - OSPS Baseline, OSPS-VM-03.01
    group: Channel,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Online(Inquiry { asks, finding })
}

fn asks(context: &Context<'_>) -> Vec<Asked> {
    let channels = context.policy.channels.iter().filter(|channel| channel.kind == ChannelKind::PrivateAdvisory);
    let asked = |(target, span)| {
        let Address { owner, name, .. } = repository(context, target)?;
        Some(Asked::new(Question::PrivateReporting { owner, name }, span))
    };
    channels.map(|channel| (channel.value.as_str(), channel.span)).filter_map(asked).collect()
}

/// The repository whose form is meant: the one that is linked, else the policy's own.
fn repository(context: &Context<'_>, target: &str) -> Option<Address> {
    match url_parts(target) {
        Some((host, _)) if host == "github.com" => Address::of_page(target),
        Some((host, _)) if host != "docs.github.com" => None,
        _ => own(context),
    }
}

/// The policy's own repository, where there is no doubt which that is: in a fork, it may be the one it was made from,
/// and a policy for an organisation stands for every other.
fn own(context: &Context<'_>) -> Option<Address> {
    let mut own = context.addresses().iter().filter(|address| address.host == "github.com");
    let first = own.next()?;
    (own.all(|other| other.is(first)) && !context.is_for_organisation()).then(|| first.clone())
}

fn finding(_: &Context<'_>, asked: &Asked, _: Refusal) -> Finding {
    let of = match &asked.question {
        Question::PrivateReporting { owner, name } => format!(" for {owner}/{name}"),
        Question::Mail(_) | Question::Page(_) => String::new(),
    };
    let message = format!("as of now, private reporting is off{of}, so that reporters find no form");
    let help = "switch on “Private vulnerability reporting” in the repository's settings, or name another contact";
    Finding::new(asked.span, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{answered, asked_by};

    fn asked(text: &str, remotes: &[&str]) -> Vec<String> {
        let remote = |(nth, url)| format!("[remote \"r{nth}\"]\n\turl = https://github.com/{url}\n");
        let config: String = remotes.iter().enumerate().map(remote).collect();
        asked_by(&RULE, &[("SECURITY.md", text), (".git/config", &config)], &[])
    }

    #[test]
    fn the_repository_whose_form_is_meant_is_asked_about() {
        let own = ["whether acme/widget takes private reports"];
        for text in [
            "Report vulnerabilities [here](https://github.com/acme/widget/security/advisories/new).\n",
            "Report vulnerabilities [here](../../security/advisories/new).\n",
            "Report vulnerabilities by GitHub's private vulnerability reporting.\n",
        ] {
            assert_eq!(asked(text, &["acme/widget"]), own, "{text}");
        }
        let other = "Report vulnerabilities [here](https://github.com/acme/gadget/security/advisories/new).\n";
        assert_eq!(asked(other, &["acme/widget"]), ["whether acme/gadget takes private reports"]);
    }

    #[test]
    fn where_it_is_not_clear_which_is_meant_none_is_asked_about() {
        let text = "Report vulnerabilities [here](../../security/advisories/new).\n";
        for remotes in [&[][..], &["me/widget", "acme/widget"], &["acme/.github"]] {
            assert_eq!(asked(text, remotes), [""; 0], "{remotes:?}");
        }
    }

    #[test]
    fn other_channels_are_not_asked_about() {
        for text in [
            "Report vulnerabilities to <security@widget.example>.\n",
            "Report vulnerabilities [here](https://gitlab.com/acme/widget/-/issues/new?issue[confidential]=true).\n",
            "Do not use [the form](https://github.com/acme/widget/security/advisories/new) to report vulnerabilities.\n",
        ] {
            assert_eq!(asked(text, &["acme/widget"]), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_finding_names_the_repository() {
        let text = "Report vulnerabilities [here](https://github.com/acme/widget/security/advisories/new).\n";
        assert_eq!(
            answered(&RULE, text, Refusal::SwitchedOff),
            ["as of now, private reporting is off for acme/widget, so that reporters find no form"]
        );
    }
}
