//! Words for the forge's form, and no link that leads to it.

use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::{Link, LinkKind, TextRange};
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, ChannelKind, Place};
use crate::rules::questions::{quote, report_form};
use crate::rules::{Context, Findings};
use crate::source::Span;

/// Words for the forge's form, and no link that leads to it.
pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let is_named = |channel: &&Channel| channel.kind == ChannelKind::PrivateAdvisory && !channel.value.contains(':');
    let Some(channel) = context.policy.channels.iter().find(is_named) else { return };
    let reading = &context.policy.reading;
    let explains = |link: &Link<'_>| link.kind != LinkKind::Image && reading.place(link) == Place::AdvisoryDocs;
    let is_linked = context.policy.links_to_form() || context.document().links.iter().any(explains);
    let has_link = reading.links_of(channel.clause).any(|link| link.text.overlaps(shown(context, channel.span)));
    // "The policy includes: how to report (security advisories)" tells what stands elsewhere.
    let is_told_of = reading.lead_ins(channel.clause).any(|lead| reading.set(lead).has(Concept::Include));
    if is_linked || has_link || is_told_of || context.policy.tells_way_to_form() {
        return;
    }
    let name = context.document().str(shown(context, channel.span));
    let fix = report_form(context).map(|form| {
        let edits = vec![Edit::insert(channel.span.start, "["), Edit::insert(channel.span.end, format!("]({form})"))];
        Fix::unsafe_("Link to the private report form", edits)
    });
    findings.push(
        Finding::new(
            channel.span,
            format!("{} is named without a link, so reporters have to look for it", quote(name)),
            "link to the form, https://github.com/OWNER/REPOSITORY/security/advisories/new, or say which buttons lead there",
        )
        .maybe_fix(fix),
    );
}

/// The visible text of a span.
fn shown(context: &Context<'_>, span: Span) -> TextRange {
    let document = context.document();
    let start = document.text_at(span).unwrap_or_default();
    let end = document.text_at(Span::at(span.end)).unwrap_or(start).max(start);
    TextRange::new(start, end)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::rules::tests::assert_silent;
    use crate::rules::unlinked_contact::RULE;
    use crate::rules::{Settings, lint};
    use crate::source::Source;

    #[test]
    fn a_list_of_steps_will_do() {
        assert_silent(
            &RULE,
            &[
                "Report vulnerabilities in a private security advisory:\n\n1. Open the Security tab.\n2. Click “Report a vulnerability”.\n",
                "Report vulnerabilities here: Repo -> **Security** -> **Report a vulnerability** (Security Advisories).\n",
                "# Politique de sécurité\n\nSignalez les vulnérabilités via GitHub Private Security Advisory :\n\n\
             Allez dans l'onglet Security de ce dépôt.\n\nCliquez sur Report a vulnerability et remplissez le formulaire.\n",
                "Use the “Report a vulnerability” button to open a private security advisory.\n",
            ],
        );
    }

    #[test]
    fn a_list_of_what_stands_elsewhere_is_no_instruction() {
        assert_silent(
            &RULE,
            &[
                "See [the policy](docs/SECURITY.md). This includes:\n\n- How to report vulnerabilities (GitHub Security Advisories)\n",
            ],
        );
    }

    #[test]
    fn the_form_is_linked_where_the_repository_is_known() {
        let mut settings = Settings::none();
        settings.set_severity(&RULE, Some(Severity::Info));
        settings.project.repository = Some("acme/widget".to_owned());
        let text = "Report vulnerabilities in a private security advisory.\n";
        let fix = lint(&Source::new("SECURITY.md", text), &settings).diagnostics.remove(0).fix.expect("there is a fix");
        let mended = fix.apply(text);
        assert!(mended.contains("](https://github.com/acme/widget/security/advisories/new)"), "{mended}");
        assert_eq!(lint(&Source::new("SECURITY.md", &*mended), &settings).diagnostics, []);
    }
}
