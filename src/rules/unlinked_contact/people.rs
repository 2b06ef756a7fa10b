//! “Contact the maintainers”, beside a way to report that leads somewhere.

use crate::diagnostic::{Finding, Severity};
use crate::markdown::ClauseId;
use crate::policy::vocabulary::Concept;
use crate::rules::questions::{Reach, quote, reach};
use crate::rules::{Context, Findings};

/// Where there is no other way to report, the policy has no channel at all, and another rule says so.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some(first) = context.policy.channels.iter().find(|channel| reach(channel) == Reach::Direct) else { return };
    if context.is_delegated() {
        return;
    }
    // "Report it to the maintainers. Here is how: …": what follows tells the way, unless it was to be a letter.
    let is_further_way =
        |clause: ClauseId| clause >= first.clause || context.policy.reading.set(clause).has(Concept::Email);
    let people = context.policy.unreachable_people();
    let mut people = people.iter().filter(|words| is_further_way(words.clause));
    let Some(words) = people.next() else { return };
    let finding = Finding::new(
        words.span,
        format!(
            "{} leaves open how: no address, profile or handle of theirs is given",
            quote(context.source().slice(words.span))
        ),
        "give an address, or leave this way out",
    );
    let finding = people.fold(finding, |finding, words| finding.also(words.span, "here too"));
    findings.push(finding.at_least(Severity::Warning));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{assert_fires, assert_silent};
    use crate::rules::unlinked_contact::RULE;

    const FORM: &str = "Use the [private form](https://github.com/acme/widget/security/advisories/new).";

    #[test]
    fn people_without_an_address_are_reported_beside_another_channel() {
        for people in [
            "If you cannot use it, please contact the maintainers directly.",
            "If that fails, reach out to one of the maintainers.",
            "Or email the project maintainers, please.",
            "Wenn das nicht geht, kontaktieren Sie die Entwickler.",
            "You can also contact the maintainers of this project.",
            "Si ce n'est pas possible, contactez les mainteneurs.",
            "Si no es posible, contacte con los mantenedores.",
            "Se não for possível, entre em contato com os mantenedores.",
            "Если это невозможно, свяжитесь с сопровождающими.",
            "利用できない場合は、メンテナに直接連絡してください。",
            "사용할 수 없는 경우 메인테이너에게 연락해 주세요.",
            "如果无法使用，请联系维护者。",
            "如果無法使用，請聯絡維護者。",
            "如果无法使用，请与维护者联系。",
        ] {
            let text = format!("## Reporting a vulnerability\n\n{FORM}\n\n{people}\n");
            assert_fires(&RULE, &[&text]);
        }
        // A letter needs an address, wherever the other way is told.
        assert_fires(
            &RULE,
            &[
                &format!("## Reporting a vulnerability\n\n1. **Email:** send details to the maintainer\n2. {FORM}\n"),
                "Report vulnerabilities by contacting the maintainer through the profile, or open a minimal public issue \
             without details of the vulnerability.\n",
            ],
        );
    }

    #[test]
    fn people_who_can_be_reached_are_fine() {
        for people in [
            "If you cannot use it, contact the maintainers at security@widget.example.",
            "If you cannot use it, contact the maintainers.\n\nTheir address: security at widget dot example",
            "If you cannot use it, contact the maintainers.\n\nMaintainers: @ada, @bob",
            "If you cannot use it, contact [the maintainers](https://widget.example/about).",
            "If you cannot use it, contact the maintainers:\n\n- [Ada](https://widget.example/ada)",
            "If you cannot use it, contact the maintainers, who are listed [here](MAINTAINERS.md).",
            "If you cannot use it, contact the maintainers.\n\nSee the [contacts](https://widget.example/contact).",
            "If you cannot use it, contact the maintainers.\n\nMail: your-email@example.com",
            "If you cannot use it, contact us.",
            "We will contact the maintainers of every package.",
            "If the defect is in a library, contact the maintainers of that library.",
            "If the defect is in a plugin, contact the upstream maintainers.",
            "Please do not contact the maintainers directly.",
            "If you contact the maintainers, please be patient.",
            "Si c'est une bibliothèque, contactez les mainteneurs de cette bibliothèque.",
            "利用できない場合は、メンテナが連絡先をお知らせします。",
            "我们会联系该库的维护者。",
            "For questions about the library, contact the maintainers.",
            "## Hardening\n\nIf logins fail, contact the administrator.",
        ] {
            assert_silent(&RULE, &[&format!("## Reporting a vulnerability\n\n{FORM}\n\n{people}\n")]);
        }
    }

    #[test]
    fn what_follows_may_tell_how_people_are_reached() {
        assert_silent(
            &RULE,
            &[&format!("## Reporting a vulnerability\n\nPlease contact the maintainers in private.\n\n{FORM}\n")],
        );
    }

    #[test]
    fn people_as_the_only_contact_are_for_another_rule() {
        assert_silent(&RULE, &["## Reporting a vulnerability\n\nPlease contact the maintainers privately.\n"]);
    }
}
