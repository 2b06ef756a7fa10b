//! See [`RULE`].

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Definition, ReferenceForm, UndefinedReference};

const UNUSED: OptionSpec =
    OptionSpec::flag("unused", false, true, "Report a definition that no link uses: a link may have been forgotten.");

rule! {
    /// A link has a label that nothing defines, so the brackets are shown instead.
    ///
    /// ## Why it matters
    ///
    /// What the reader should have reached, mostly the form to report with, is nowhere.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Fixes are listed with the
    /// [past advisories][past-advisories].
    ///
    /// [past advisories]: https://widget.example/advisories
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>. Fixes are listed with the
    /// [past advisories][past advisories].
    ///
    /// [past advisories]: https://widget.example/advisories
    /// ```
    ///
    /// ## Fix safety
    ///
    /// There is a fix where exactly one label differs from this one by hyphens and spaces alone.
    /// It is safe.
    ///
    /// ## Sources
    ///
    /// - The `CommonMark` specification, link reference definitions
    group: Hygiene,
    fix: Safe,
    options: [UNUSED],
    since: "0.1.0",
    check: Document(check)
}

/// The most definitions that are compared, each with every link.
const MOST_DEFINITIONS: usize = 256;

/// Words that make a link likely of brackets around a few words.
const TOPICS: &[&str] = &["security", "advis", "report", "policy"];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for reference in &document.undefined {
        if !is_meant_as_link(context, reference) || is_placeholder(context, reference) {
            continue;
        }
        let label = &reference.label;
        let source = context.source().slice(reference.span);
        let message = format!("{} has no definition, so the brackets are shown and the link is lost", quote(source));
        let near = near(context, label);
        let help = match near {
            Some(near) => format!("use the label that is defined, `{near}`"),
            None => format!("add a line `[{label}]: https://…` at the end"),
        };
        let finding = Finding::new(reference.span, message, help);
        findings.push(finding.maybe_fix(near.and_then(|near| relabel(context, reference, near))));
    }
    if document.definitions.is_empty() || !context.flag(&RULE, &UNUSED) {
        return;
    }
    for definition in unused(context) {
        let message = format!("`[{}]` is defined, and no link uses it", definition.label);
        let help = "link to it where it belongs, or delete the line";
        findings.push(Finding::new(definition.span, message, help).at_most(Severity::Info));
    }
}

/// Brackets alone may be anything: a footnote, an index, a tag for the subject of a mail.
fn is_meant_as_link(context: &Context<'_>, reference: &UndefinedReference<'_>) -> bool {
    let label = reference.label.as_ref();
    let before = context.source().text()[..reference.span.start as usize].chars().next_back();
    if label.starts_with(['^', '!', '@']) || before.is_some_and(|before| before.is_alphanumeric() || before == ']') {
        return false;
    }
    if reference.form != ReferenceForm::Shortcut {
        return true;
    }
    let is_quoted = before.is_some_and(|before| matches!(before, '"' | '“' | '\'' | '„' | '«'));
    let lower = label.to_lowercase();
    let is_topic =
        label.contains(' ') && TOPICS.iter().any(|topic| lower.contains(topic)) && lower != label.to_uppercase();
    let is_shouted = !label.chars().any(char::is_lowercase);
    let is_identifier = lower.starts_with("cve-") || lower.starts_with("ghsa-");
    !is_quoted && (is_identifier || is_topic && !is_shouted || has_sibling(context, label))
}

/// Whether a label of the same shape is defined: the same but for its digits.
fn has_sibling(context: &Context<'_>, label: &str) -> bool {
    let shape = |label: &str| {
        let lower = label.to_lowercase();
        lower.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("0")
    };
    let has_both = |label: &str| label.contains(|c: char| c.is_ascii_digit()) && label.contains(char::is_alphabetic);
    has_both(label) && labels(context).any(|other| has_both(other) && shape(other) == shape(label))
}

fn is_placeholder(context: &Context<'_>, reference: &UndefinedReference<'_>) -> bool {
    context.policy.placeholders.iter().any(|placeholder| placeholder.span.touches(reference.span))
}

/// The one label that is defined and differs by hyphens and spaces alone.
fn near<'c>(context: &'c Context<'_>, label: &str) -> Option<&'c str> {
    let plain = |label: &str| -> String {
        label.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(label);
    let mut found = labels(context).filter(|other| plain(other) == wanted);
    let near = found.next()?;
    found.next().is_none().then_some(near)
}

/// The labels that are defined.
fn labels<'c>(context: &'c Context<'_>) -> impl Iterator<Item = &'c str> {
    context.document().definitions.iter().map(|definition| definition.label.as_str())
}

/// Definitions whose target nothing links to. One without an address hides a comment.
fn unused<'c>(context: &'c Context<'_>) -> impl Iterator<Item = &'c Definition> {
    let document = context.document();
    let is_used = |definition: &&Definition| document.links.iter().any(|link| link.target == definition.target);
    let leads = |definition: &&Definition| !definition.target.is_empty() && !definition.target.starts_with('#');
    document
        .definitions
        .iter()
        .take(MOST_DEFINITIONS)
        .filter(move |definition| leads(definition) && !is_used(definition))
}

/// Puts the label that is defined in place of the other one; what is shown stays.
fn relabel(context: &Context<'_>, reference: &UndefinedReference<'_>, label: &str) -> Option<Fix> {
    let span = reference.span;
    let source = context.source().slice(span);
    let text = match reference.form {
        ReferenceForm::Full => source.rsplit_once("][").map(|(text, _)| format!("{text}]"))?,
        ReferenceForm::Collapsed => source.strip_suffix("[]").unwrap_or(source).to_owned(),
        ReferenceForm::Shortcut => source.to_owned(),
    };
    Some(Fix::safe(format!("Link to `[{label}]`"), vec![Edit::replace(span, format!("{text}[{label}]"))]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires, fires_with};
    use crate::source::Source;

    #[test]
    fn labels_without_a_definition_are_reported() {
        assert_fires(
            &RULE,
            &[
                "Use the [form][advisory].\n",
                "Use the [form][].\n",
                "See our [security policy].\n",
                "See [CVE-2024-1234].\n",
                "See [issue-1] and [issue-2].\n\n[issue-1]: https://widget.example/1\n",
            ],
        );
    }

    #[test]
    fn a_definition_anywhere_is_enough() {
        assert_silent(&RULE, &["Use the [form][Advisory], [form] or [FORM][].\n\n[advisory]: /a\n[Form]: /b\n"]);
    }

    #[test]
    fn definitions_that_no_link_uses_are_reported_on_demand() {
        let on = [("unused", "true")];
        let text = "See [the form].\n\n[the form]: https://widget.example/form\n[advisory]: https://widget.example/1\n";
        assert_eq!(fires(&RULE, text), []);
        let found = fires_with(&RULE, text, &on);
        assert_eq!(found, [(4, "`[advisory]` is defined, and no link uses it".to_owned())]);
        for text in [
            "See [the form][Form].\n\n[form]: https://widget.example/form\n",
            "![badge]\n\n[badge]: https://widget.example/badge.svg\n",
            "| a |\n| --- |\n| [one][] |\n\n[one]: https://widget.example/1\n",
            "Hello.\n\n[//]: # (a comment)\n\n[comment]: <> (another)\n",
        ] {
            assert_eq!(fires_with(&RULE, text, &on), [], "{text}");
        }
    }

    #[test]
    fn other_brackets_are_fine() {
        assert_silent(
            &RULE,
            &[
                "A note.[^1] Another one.[^security policy]\n",
                "- [ ] Read the report\n- [x] Done\n",
                "> [!NOTE]\n> Report it.\n",
                "Write \\[form\\]\\[advisory\\].\n",
                "Write `[form][advisory]`.\n",
                "The values a[0][1] and security[report] are bounded.\n",
                "As shown [@smith].\n",
                "Use the subject “[security report] title” or [SECURITY] or [security].\n",
                "Write to [security email address].\n",
                "Values in [0, 1) and [optional] parts.\n",
            ],
        );
    }

    #[test]
    fn a_label_that_differs_by_a_hyphen_is_mended() {
        for (text, expected) in [
            ("[form][report-form]", "[form][report form]"),
            ("[report-form][]", "[report-form][report form]"),
            ("[report_form security]", ""),
        ] {
            let text = format!("Use the {text}.\n\n[report form]: https://widget.example/form\n");
            let fix = findings(&RULE, &Source::new("SECURITY.md", &*text), &[]).remove(0).fix;
            let mended = fix.map(|fix| fix.apply(&text)).unwrap_or_default();
            assert!(expected.is_empty() == mended.is_empty() && mended.contains(expected), "{mended}");
        }
    }
}
