//! See [`RULE`].

use std::cell::OnceCell;
use std::collections::HashSet;

use super::questions::{Reach, quote, reach, report_form};
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{BlockKind, ClauseId, Link, LinkKind, TextRange};
use crate::policy::vocabulary::Concept;
use crate::policy::{Channel, ChannelKind, Language, Place, is_address, place_of, url_parts};
use crate::source::Span;

const BARE_EMAILS: OptionSpec = OptionSpec::flag(
    "bare-emails",
    false,
    true,
    "Ask for an explicit link also where the forge makes one of a bare address by itself.",
);

rule! {
    /// A contact is named but not linked.
    ///
    /// ## Why it matters
    ///
    /// “Open a private security advisory” sends people through menus to look for it, and some of
    /// them end up in the public tracker. An address that is set as code has to be copied. “Or
    /// contact the maintainers” beside another channel offers a way that nobody can go, if no
    /// address of theirs stands anywhere.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to `security@widget.example`.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by opening a private security advisory on GitHub.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in a
    /// [private security advisory](https://github.com/acme/widget/security/advisories/new).
    ///
    /// If you cannot use it, please contact the maintainers directly.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities by email to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in a
    /// [private security advisory](https://github.com/acme/widget/security/advisories/new).
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities in a
    /// [private security advisory](https://github.com/acme/widget/security/advisories/new).
    ///
    /// If you cannot use it, please write to the maintainers at <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// An address set as code becomes a link, which is safe, and so is a scheme before a host that
    /// is linked with it elsewhere. A scheme before any other host needs a look, and so does the
    /// link to the forge's form, which is offered where the configuration names the repository:
    /// the form has to be turned on first.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Configuring private vulnerability reporting for a repository”
    group: Channel,
    fix: Safe,
    options: [BARE_EMAILS],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    named_form(context, findings);
    addresses_in_code(context, findings);
    without_scheme(context, findings);
    unreachable_people(context, findings);
    if context.flag(&RULE, &BARE_EMAILS) {
        bare_addresses(context, findings);
    }
}

/// Words for the forge's form, and no link that leads to it.
fn named_form(context: &Context<'_>, findings: &mut Findings<'_>) {
    let is_named = |channel: &&Channel| {
        channel.kind == ChannelKind::PrivateAdvisory && !channel.value.contains(':')
    };
    let Some(channel) = context.policy.channels.iter().find(is_named) else { return };
    let leads_there = |place: Place| matches!(place, Place::AdvisoryForm | Place::AdvisoryList | Place::AdvisoryDocs);
    let reading = &context.policy.reading;
    let mut links = context.document().links.iter().filter(|link| link.kind != LinkKind::Image);
    let is_linked = links.any(|link| leads_there(reading.place(link)) || link.target.ends_with("/security/advisories/new"));
    let has_link = reading.links_of(channel.clause).any(|link| link.text.overlaps(shown(context, channel.span)));
    // "The policy includes: how to report (security advisories)" tells what stands elsewhere.
    let is_told_of = reading.lead_ins(channel.clause).any(|lead| reading.set(lead).has(Concept::Include));
    if is_linked || has_link || is_told_of || reading.clause_ids().any(|clause| tells_the_way(context, clause)) {
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

/// “Contact the maintainers”, beside a way to report that leads somewhere. Where there is none, the policy has no
/// channel at all, and another rule says so.
fn unreachable_people(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some(first) = context.policy.channels.iter().find(|channel| reach(channel) == Reach::Direct) else { return };
    if context.is_delegated() {
        return;
    }
    // "Report it to the maintainers. Here is how: …": what follows tells the way, unless it was to be a letter.
    let is_further_way = |clause: ClauseId| clause >= first.clause || context.policy.reading.set(clause).has(Concept::Email);
    let people = context.policy.unreachable_people();
    let mut people = people.iter().filter(|words| is_further_way(words.clause));
    let Some(words) = people.next() else { return };
    let finding = Finding::new(
        words.span,
        format!("{} leaves open how: no address, profile or handle of theirs is given", quote(context.source().slice(words.span))),
        "give an address, or leave this way out",
    );
    let finding = people.fold(finding, |finding, words| finding.also(words.span, "here too"));
    findings.push(finding.at_least(Severity::Warning));
}

/// The visible text of a span.
fn shown(context: &Context<'_>, span: Span) -> TextRange {
    let document = context.document();
    let start = document.text_at(span).unwrap_or_default();
    let end = document.text_at(Span::at(span.end)).unwrap_or(start).max(start);
    TextRange::new(start, end)
}

/// "Security tab", "click Report a vulnerability": whoever reads that finds the form.
fn tells_the_way(context: &Context<'_>, clause: ClauseId) -> bool {
    let reading = &context.policy.reading;
    let text = reading.str(clause).to_lowercase();
    if text.contains("report a vulnerability") && ["->", "→", "›", ">"].iter().any(|arrow| text.contains(arrow)) {
        return true;
    }
    if !reading.set(clause).any(&[Concept::Button, Concept::PrivateReport]) {
        return false;
    }
    // In English the words stand for features and systems too.
    let steps = ["tab", "button", "click", "press", "sidebar", "navigate", "go to", "select", "choose"];
    let is_english = context.policy.language == Language::English;
    let is_step = |concept: Concept| {
        reading.hits_of(clause, concept).any(|hit| {
            let words = context.document().str(reading.hit_text(hit)).to_lowercase();
            steps.iter().any(|step| words.contains(step)) || !is_english && concept == Concept::Button
        })
    };
    is_step(Concept::Button) || is_step(Concept::PrivateReport)
}

/// Contacts that are nowhere but in code.
fn addresses_in_code(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let known = OnceCell::new();
    let is_linked = |address: &str| known.get_or_init(|| linked_addresses(context)).contains(&address.to_lowercase());
    let channels: OnceCell<HashSet<Span>> = OnceCell::new();
    let is_contact = |span: &Span| {
        channels.get_or_init(|| context.policy.channels.iter().map(|channel| channel.span).collect()).contains(span)
    };
    let mut push = |address: &str, span: Span| {
        let plain = format!("<{address}>");
        findings.push(
            Finding::new(
                span,
                format!("{} is set as code, so nobody can click it", quote(address)),
                format!("write `{plain}`"),
            )
            .fix(Fix::safe(format!("Write `{plain}`"), vec![Edit::replace(span, plain)])),
        );
    };
    for written in context.policy.written_out.iter().filter(|written| written.is_code) {
        let in_link = context.policy.reading.links_of(written.clause).any(|link| link.span.contains(written.span));
        if is_contact(&written.span) && !in_link && !is_linked(&written.address) {
            push(&written.address, with_backticks(context, written.span));
        }
    }
    for block in &document.code_blocks {
        let text = context.source().slice(block.content).trim();
        let is_excluded = context.policy.reading.sections[block.section.0 as usize].is_excluded;
        if text.contains('@') && is_address(text) && !is_excluded && !is_linked(text) {
            push(text, document.node(block.node).span);
        }
    }
}

/// Every address that is a link, in lower case. One in a block of code is none.
fn linked_addresses(context: &Context<'_>) -> HashSet<String> {
    let document = context.document();
    let in_code = |link: &&Link<'_>| {
        let block = document.blocks.get(link.block.0 as usize);
        block.is_some_and(|block| block.kind == BlockKind::Code)
    };
    let links = document.links.iter().filter(|link| !in_code(link));
    links.filter_map(|link| link.address()).map(str::to_lowercase).collect()
}

/// The content of a code span with the backticks around it.
fn with_backticks(context: &Context<'_>, content: Span) -> Span {
    let bytes = context.source().text().as_bytes();
    let (start, end) = (content.start as usize, content.end as usize);
    let before = bytes[..start].iter().rev().take_while(|&&byte| byte == b'`' || byte == b' ').count();
    let before = &bytes[start - before..start];
    let behind = bytes[end..].iter().take_while(|&&byte| byte == b'`' || byte == b' ').count();
    let behind = &bytes[end..end + behind];
    // A space inside the backticks is not shown; one outside is text.
    let first = before.iter().position(|&byte| byte == b'`').unwrap_or(before.len());
    let last = behind.iter().rposition(|&byte| byte == b'`').map_or(0, |at| at + 1);
    Span::new((start - (before.len() - first)) as u32, (end + last) as u32)
}

/// Of places without a scheme only so many are looked up among the links.
const MOST_PLACES: usize = 50;

/// `g.co/vulnz`: a place for reports that no renderer links.
fn without_scheme(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let reading = &context.policy.reading;
    let mut left = MOST_PLACES;
    for clause in reading.clause_ids() {
        if !reading.set(clause).any(&[Concept::ReportVerb, Concept::Email, Concept::Vulnerability]) {
            continue;
        }
        let text = reading.str(clause);
        for (at, _) in text.match_indices('/') {
            let start = text[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).map_or(0, |edge| {
                edge + text[edge..].chars().next().map_or(0, char::len_utf8)
            });
            let host = &text[start..at];
            let before = &text[..start];
            if !host.contains('.') || before.ends_with(['/', ':', '@', '\\', '_']) || !is_host(host) {
                continue;
            }
            let path = text[at..].split(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '"' | '”' | '`'));
            let path = path.map(|path| path.trim_end_matches(['.', ',', ';', ':', '!', '?'])).next().unwrap_or_default();
            let base = document.clause(clause).text.start;
            let range = TextRange::new(base + start as u32, base + (at + path.len()) as u32);
            let target = format!("https://{host}{path}");
            let takes_reports = matches!(place_of(&target), Place::AdvisoryForm | Place::Bounty | Place::Form | Place::Issues { confidential: true });
            let in_link = reading.links_of(clause).any(|link| link.text.overlaps(range));
            let is_code = document.code_at(range).is_some();
            if !takes_reports || in_link || is_code || left == 0 {
                continue;
            }
            left -= 1;
            let links = || document.links.iter().filter_map(|link| url_parts(&link.target).map(|parts| (link, parts)));
            let Some((own, own_path)) = url_parts(&target) else { continue };
            if links().any(|(_, (host, path))| host == own && path == own_path) {
                continue;
            }
            let is_known = links().any(|(link, (host, _))| host == own && link.target.starts_with("https:"));
            let span = document.span(range);
            let edit = vec![Edit::insert(span.start, "https://")];
            let title = "Put `https://` before it";
            findings.push(
                Finding::new(
                    span,
                    format!("{} is not a link: without a scheme it stays plain text", quote(document.str(range))),
                    format!("write `{target}`"),
                )
                .fix(if is_known { Fix::safe(title, edit) } else { Fix::unsafe_(title, edit) }),
            );
        }
    }
}

fn is_host(host: &str) -> bool {
    host.split('.').all(|label| !label.is_empty()) && host.rsplit('.').next().is_some_and(tld::exist_case_insensitive)
}

/// Addresses that only the renderer makes links of.
fn bare_addresses(context: &Context<'_>, findings: &mut Findings<'_>) {
    let links = || context.document().links.iter();
    let written = links().filter(|link| link.kind != LinkKind::BareAddress).filter_map(|link| link.address());
    let written: HashSet<String> = written.map(str::to_lowercase).collect();
    let channels: HashSet<Span> = context.policy.channels.iter().map(|channel| channel.span).collect();
    for link in links().filter(|link| link.kind == LinkKind::BareAddress && channels.contains(&link.span)) {
        let address = link.address().unwrap_or_default();
        if !written.contains(&address.to_lowercase()) {
            let plain = format!("<{address}>");
            findings.push(
                Finding::new(
                    link.span,
                    format!("{} is a link only where the renderer makes one of it", quote(address)),
                    format!("write `{plain}`"),
                )
                .fix(Fix::safe(format!("Write `{plain}`"), vec![Edit::replace(link.span, plain)])),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires_with};
    use crate::rules::{Settings, lint};
    use crate::source::Source;

    #[test]
    fn contacts_without_a_link_are_reported() {
        assert_fires(&RULE, &[
            "Report vulnerabilities through GitHub's private vulnerability reporting.\n",
            "## Contact for security issues\n\n- GitHub: create a private security advisory\n- Mail: security@widget.example\n",
            "Report vulnerabilities by email to `security@widget.example`.\n",
            "Report vulnerabilities by email to:\n\n```\nsecurity@widget.example\n```\n",
            "Report vulnerabilities at g.co/vulnz please.\n",
            "Report vulnerabilities at hackerone.com/widget.\n",
        ]);
    }

    #[test]
    fn a_link_anywhere_will_do() {
        assert_silent(&RULE, &[
            "Report vulnerabilities in a private security advisory.\n\nUse [this form](https://github.com/acme/widget/security/advisories/new).\n",
            "Report vulnerabilities in a [private security advisory](https://github.com/acme/widget/security).\n",
            "Report vulnerabilities by email to `security@widget.example`.\n\nOnce more: <security@widget.example>.\n",
            "Report vulnerabilities by email to [`security@widget.example`](mailto:security@widget.example).\n",
            "Report vulnerabilities at g.co/vulnz, which is [here](https://g.co/vulnz).\n",
        ]);
    }

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
        assert_fires(&RULE, &[
            &format!("## Reporting a vulnerability\n\n1. **Email:** send details to the maintainer\n2. {FORM}\n"),
            "Report vulnerabilities by contacting the maintainer through the profile, or open a minimal public issue \
             without details of the vulnerability.\n",
        ]);
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
        assert_silent(&RULE, &[&format!("## Reporting a vulnerability\n\nPlease contact the maintainers in private.\n\n{FORM}\n")]);
    }

    #[test]
    fn people_as_the_only_contact_are_for_another_rule() {
        assert_silent(&RULE, &["## Reporting a vulnerability\n\nPlease contact the maintainers privately.\n"]);
    }

    #[test]
    fn a_list_of_steps_will_do() {
        assert_silent(&RULE, &[
            "Report vulnerabilities in a private security advisory:\n\n1. Open the Security tab.\n2. Click “Report a vulnerability”.\n",
            "Report vulnerabilities here: Repo -> **Security** -> **Report a vulnerability** (Security Advisories).\n",
            "# Politique de sécurité\n\nSignalez les vulnérabilités via GitHub Private Security Advisory :\n\n\
             Allez dans l'onglet Security de ce dépôt.\n\nCliquez sur Report a vulnerability et remplissez le formulaire.\n",
            "Use the “Report a vulnerability” button to open a private security advisory.\n",
        ]);
    }

    #[test]
    fn a_list_of_what_stands_elsewhere_is_no_instruction() {
        assert_silent(&RULE, &[
            "See [the policy](docs/SECURITY.md). This includes:\n\n- How to report vulnerabilities (GitHub Security Advisories)\n",
        ]);
    }

    #[test]
    fn bare_addresses_are_linked_by_the_forge() {
        let text = "Report vulnerabilities by email to **security@widget.example**.\n";
        assert_silent(&RULE, &[text]);
        assert_eq!(fires_with(&RULE, text, &[("bare-emails", "true")]).len(), 1);
    }

    #[test]
    fn other_text_with_a_slash_is_no_contact() {
        assert_silent(&RULE, &[
            "Report vulnerabilities in github.com/acme/widget to security@widget.example.\n",
            "Report vulnerabilities in src/main.rs, widget.rs/lib.rs and/or 1.2/1.3 to security@widget.example.\n",
            "Report vulnerabilities at https://hackerone.com/widget.\n",
        ]);
    }

    #[test]
    fn a_scheme_is_safe_where_the_host_is_linked() {
        for (text, applicability) in [
            ("Report vulnerabilities at hackerone.com/widget.\n", Applicability::Unsafe),
            ("Report vulnerabilities at hackerone.com/widget, see <https://hackerone.com/acme>.\n", Applicability::Safe),
        ] {
            let fix = findings(&RULE, &Source::new("SECURITY.md", text), &[]).remove(0).fix.expect("there is a fix");
            assert_eq!(fix.applicability, applicability);
            assert!(fix.apply(text).starts_with("Report vulnerabilities at https://hackerone.com/widget"));
        }
    }

    #[test]
    fn a_code_span_is_replaced_with_its_backticks() {
        for (text, mended) in [
            ("Email `a@widget.example` to report.\n", "Email <a@widget.example> to report.\n"),
            ("Email ``  a@widget.example  `` to report.\n", "Email <a@widget.example> to report.\n"),
            ("Email **`a@widget.example`** to report.\n", "Email **<a@widget.example>** to report.\n"),
        ] {
            let found = findings(&RULE, &Source::new("SECURITY.md", text), &[]);
            let fix = found.first().and_then(|found| found.fix.as_ref()).expect("there is a fix");
            assert_eq!(fix.apply(text), mended);
        }
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
