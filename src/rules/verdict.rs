//! Whether a policy meets the controls of a standard.
//!
//! A control is met only where the text shows it. That a rule is silent is not enough: it may be off, or the policy
//! may refer to another one that was not read.

use super::delegate::shows;
use super::rule::Check;
use super::{Context, Control, Findings, Rule, Settings, Standard, find};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// What one text is worth under one standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdicts {
    /// The name of the rule set, or the path of the user's file that has the controls.
    pub standard: String,
    /// One a control, in the order of the standard.
    pub verdicts: Vec<Verdict>,
}

/// Whether one control is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The control.
    pub control: Control,
    /// How it stands.
    pub standing: Standing,
    /// The words that show it, in document order. None where the absence of something shows it.
    pub spans: Vec<Span>,
    /// The rules that speak against it.
    pub rules: Vec<&'static str>,
    /// Why it is not met or was not checked, or what is to be judged; a clause, may be empty.
    pub reason: String,
}

/// How a control stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Standing {
    /// The text shows that it is met.
    Met,
    /// The text shows that it is not.
    NotMet,
    /// No text can prove it.
    Manual,
    /// The text could show it, but what was read does not say.
    NotChecked,
}

impl Standing {
    /// The words for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::Manual => "by hand",
            Self::NotChecked => "not checked",
        }
    }
}

/// The verdicts on a policy, under every standard in force. What stands in one that leads to it counts as well.
pub(super) fn judge(context: &Context<'_>, pointer: Option<&Context<'_>>) -> Vec<Verdicts> {
    let settings = context.settings();
    let of = |standard: &Standard| {
        let own = settings.of(standard);
        let pointer = pointer.map(|pointer| Context::new(pointer.policy, &own, pointer.place));
        let bench = Bench { context: Context::new(context.policy, &own, context.place), pointer, settings };
        Verdicts {
            standard: standard.name.clone(),
            verdicts: standard.controls.iter().map(|control| bench.judge(control)).collect(),
        }
    };
    settings.standards.iter().map(of).collect()
}

/// The verdicts on a folder without a policy: there is nothing that could meet a control, but for what the
/// configuration says to be there `instead`.
pub(super) fn without_policy(settings: &Settings, instead: Option<&'static str>) -> Vec<Verdicts> {
    let absent = super::missing_policy::RULE.id;
    let is_told = is_on(settings, absent) && instead.is_none();
    let unread = || instead.map_or_else(|| off(absent), str::to_owned);
    let judge = |control: &Control| match (is_told, &control.manual) {
        _ if control.rules.is_empty() => manual(control, Vec::new()),
        (true, _) => Verdict {
            rules: vec![absent],
            reason: "there is no security policy".to_owned(),
            ..verdict(control, Standing::NotMet, Vec::new())
        },
        (false, Some(_)) => manual(control, Vec::new()),
        (false, None) => Verdict { reason: unread(), ..verdict(control, Standing::NotChecked, Vec::new()) },
    };
    let of = |standard: &Standard| Verdicts {
        standard: standard.name.clone(),
        verdicts: standard.controls.iter().map(judge).collect(),
    };
    settings.standards.iter().map(of).collect()
}

/// One policy under one standard.
struct Bench<'a> {
    /// Has the settings of the standard alone.
    context: Context<'a>,
    /// The policy that leads to it.
    pointer: Option<Context<'a>>,
    /// The settings in force, which say what the user switched off.
    settings: &'a Settings,
}

impl Bench<'_> {
    fn judge(&self, control: &Control) -> Verdict {
        let rules: Vec<&'static Rule> = control.rules.iter().filter_map(|id| find(id)).collect();
        let (on, off_ones): (Vec<_>, Vec<_>) = rules.into_iter().partition(|rule| is_on(self.settings, rule.id));
        let is_told_before = |rule: &&Rule| self.pointer.as_ref().is_some_and(|pointer| shows(pointer, rule.evidence));
        let (told_before, on): (Vec<_>, Vec<_>) = on.into_iter().partition(is_told_before);
        // Where the phrases of a language are not known, that something is missing is not known either.
        let is_covered = self.context.policy.language.is_covered();
        let telling = on.iter().filter(|rule| is_covered || rule.evidence.is_none());
        let against: Vec<Diagnostic> = telling.flat_map(|rule| self.findings(rule)).collect();
        if let Some(first) = against.first() {
            let mut rules: Vec<&'static str> = Vec::new();
            for rule in on.iter().filter(|rule| against.iter().any(|found| found.rule == rule.id)) {
                rules.push(rule.id);
            }
            let spans = against.iter().map(|found| found.span).collect();
            return Verdict { rules, reason: first.message.clone(), ..verdict(control, Standing::NotMet, spans) };
        }
        let asking: Vec<_> = on.iter().filter_map(|rule| rule.evidence).collect();
        let shown: Vec<Vec<Span>> = asking.iter().map(|evidence| evidence(&self.context)).collect();
        let asks = !asking.is_empty() || !told_before.is_empty();
        let is_shown = shown.iter().all(|spans| !spans.is_empty()) && (asks || self.unread().is_none());
        let spans = shown.into_iter().flatten().collect();
        if control.manual.is_some() || control.rules.is_empty() {
            return manual(control, spans);
        }
        let reason = match off_ones.first() {
            Some(rule) => off(rule.id),
            None if is_shown => return verdict(control, Standing::Met, spans),
            None => self.unread().unwrap_or("no rule speaks against it, but nothing in the text proves it").to_owned(),
        };
        Verdict { reason, ..verdict(control, Standing::NotChecked, Vec::new()) }
    }

    /// What a rule finds, before a more specific one takes its place. What it gives as advice only, at whatever
    /// severity it is on, speaks against nothing.
    fn findings(&self, rule: &'static Rule) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if let Check::Document(check) = &rule.check {
            check(&self.context, &mut Findings::new(rule, Severity::Error, &mut found));
        }
        found.retain(|found| found.severity > Severity::Info);
        found
    }

    /// Why the silence of rules says nothing about this policy.
    fn unread(&self) -> Option<&'static str> {
        if !self.context.policy.language.is_covered() {
            Some("the text is in a language whose phrases secpol does not know")
        } else if self.context.is_delegated() {
            Some("the policy leaves this to another one, which was not read")
        } else {
            None
        }
    }
}

fn is_on(settings: &Settings, rule: &str) -> bool {
    find(rule).is_some_and(|rule| settings.severity(rule).is_some())
}

fn off(rule: &str) -> String {
    format!("{rule} is off")
}

fn manual(control: &Control, spans: Vec<Span>) -> Verdict {
    let reason = control.manual.clone().unwrap_or_default();
    Verdict { reason, ..verdict(control, Standing::Manual, spans) }
}

fn verdict(control: &Control, standing: Standing, mut spans: Vec<Span>) -> Verdict {
    spans.sort_unstable();
    spans.dedup();
    Verdict { control: control.clone(), standing, spans, rules: Vec::new(), reason: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::{Surroundings, Tree};
    use crate::rules::{Outcome, lint, lint_missing_policy};
    use crate::rulesets::{NoFiles, configure};
    use crate::source::Source;

    const CONTROLS: &str = "controls:\n\
        - { id: C-1, title: A contact, rules: [missing-reporting-channel, placeholder-contact] }\n\
        - { id: C-2, title: A time, rules: [missing-response-timeline] }\n\
        - { id: C-3, title: Practice, manual: whether it is done }\n\
        - { id: C-4, title: Encrypted, rules: [insecure-url], manual: whether all else is }\n\
        - { id: C-5, title: Sound, rules: [insecure-url, invalid-email] }\n";

    const RULES: &str = "rules: { missing-policy: error, missing-reporting-channel: error, placeholder-contact: error, \
        missing-response-timeline: error, insecure-url: { severity: error, all-links: true }, invalid-email: error }\n";

    fn settings(extra: &str) -> Settings {
        let yaml = format!("extends: []\n{RULES}{CONTROLS}{extra}");
        configure(&Source::new("secpol.yaml", yaml), None, None, &NoFiles).unwrap()
    }

    /// Each control with its standing, and the lines that show it.
    fn shown(source: &Source, outcome: &Outcome) -> Vec<String> {
        let verdicts = outcome.verdicts.iter().flat_map(|verdicts| &verdicts.verdicts);
        let line = |verdict: &Verdict| {
            let lines: Vec<u32> = verdict.spans.iter().map(|span| source.lines().line(span.start)).collect();
            format!("{} {} {lines:?}", verdict.control.id, verdict.standing.as_str())
        };
        verdicts.map(line).collect()
    }

    fn under(settings: &Settings, text: &str) -> Vec<String> {
        let source = Source::new("SECURITY.md", text);
        shown(&source, &lint(&source, settings))
    }

    #[test]
    fn a_control_is_met_where_the_text_shows_it() {
        let text =
            "# Security\n\nReport vulnerabilities to security@acme-widget.dev.\n\nYou get an answer within 3 days.\n";
        assert_eq!(
            under(&settings(""), text),
            ["C-1 met [3]", "C-2 met [5]", "C-3 by hand []", "C-4 by hand []", "C-5 met []"]
        );
    }

    #[test]
    fn a_finding_of_one_of_its_rules_disproves_it() {
        let text =
            "# Security\n\nReport vulnerabilities to security@acme-widget.dev, see http://acme-widget.dev/security.\n";
        assert_eq!(
            under(&settings(""), text),
            ["C-1 met [3]", "C-2 not met [1]", "C-3 by hand []", "C-4 not met [3]", "C-5 not met [3]"]
        );
    }

    #[test]
    fn what_a_more_specific_rule_says_better_still_counts() {
        // The finding of missing-response-timeline is not shown here.
        let text =
            "# Security\n\nReport vulnerabilities to security@acme-widget.dev.\n\nWe answer as soon as possible.\n";
        let mut settings = settings("");
        settings.set_severity(find("vague-timeframe").unwrap(), Some(Severity::Warning));
        let source = Source::new("SECURITY.md", text);
        let outcome = lint(&source, &settings);
        assert_eq!(
            outcome.diagnostics.iter().map(|found| found.rule.as_ref()).collect::<Vec<_>>(),
            ["vague-timeframe"]
        );
        let verdict = &outcome.verdicts[0].verdicts[1];
        assert_eq!(
            (verdict.standing, verdict.rules.as_slice()),
            (Standing::NotMet, &["missing-response-timeline"][..])
        );
    }

    #[test]
    fn silence_for_another_reason_proves_nothing() {
        let pointer = "Please see our [security policy](https://acme-widget.dev/security) for how to report.\n";
        assert_eq!(
            under(&settings(""), pointer),
            ["C-1 not checked []", "C-2 not checked []", "C-3 by hand []", "C-4 by hand []", "C-5 not checked []"]
        );
        assert_eq!(under(&settings("pointers: check\n"), pointer)[1], "C-2 not met [1]");
        let coordinator =
            "To report a vulnerability, use the [Tidelift security contact](https://tidelift.com/security).\n";
        assert_eq!(under(&settings(""), coordinator)[..2], ["C-1 met [1]", "C-2 not checked []"]);
        let dutch = "# Veiligheid\n\nMeld het niet in het openbaar, maar schrijf naar security@acme-widget.dev. Wij doen ons \
            best om het met een antwoord niet te laat te laten zijn, als het voor ons is.\n";
        assert_eq!(under(&settings(""), dutch)[1], "C-2 not checked []");
    }

    #[test]
    fn what_is_no_defect_need_not_be_proof() {
        let text =
            "# Security\n\nReport vulnerabilities to security@acme-widget.dev.\n\nWe answer within a few days.\n";
        assert_eq!(under(&settings(""), text)[..2], ["C-1 met [3]", "C-2 not checked []"]);
        let refusal = "# Security\n\nReport vulnerabilities to security@acme-widget.dev.\n\n\
            This is a hobby project: we respond on a best effort basis, without any guaranteed response time.\n";
        assert_eq!(under(&settings(""), refusal)[1], "C-2 not checked []");
        let yaml = format!(
            "extends: []\nrules: {{ missing-response-timeline: {{ severity: error, accept-refusal: false }} }}\n{CONTROLS}"
        );
        let own = configure(&Source::new("secpol.yaml", yaml), None, None, &NoFiles).unwrap();
        assert_eq!(under(&own, refusal)[1], "C-2 not met [5]");
    }

    #[test]
    fn a_rule_that_the_user_switched_off_proves_nothing() {
        let text = "# Security\n\nReport vulnerabilities to security@acme-widget.dev.\n";
        let mut settings = settings("");
        settings.set_severity(find("missing-response-timeline").unwrap(), None);
        settings.set_severity(find("placeholder-contact").unwrap(), None);
        let source = Source::new("SECURITY.md", text);
        let outcome = lint(&source, &settings);
        assert_eq!(shown(&source, &outcome)[..2], ["C-1 not checked []", "C-2 not checked []"]);
        assert_eq!(outcome.verdicts[0].verdicts[0].reason, "placeholder-contact is off");
    }

    #[test]
    fn a_standard_is_judged_by_its_own_options() {
        let text = "# Security\n\nOpen a GitHub issue to report a vulnerability, or see \
            [the form](https://widget.example/report).\n";
        let configured = |yaml: &str| {
            let settings = configure(&Source::new("secpol.yaml", yaml), None, None, &NoFiles).unwrap();
            under(&settings, text).into_iter().find(|line| line.starts_with("OSPS-VM-02.01")).unwrap()
        };
        assert!(configured("extends: osps-baseline-2\n").contains("not met"));
        // A host that the user knows to be real is one.
        let allowed = "extends: osps-baseline-2\nrules: { placeholder-contact: { allow: [widget.example] } }\n";
        assert!(!configured(allowed).contains("not met"));
        let public = "# Security\n\nOpen a GitHub issue to report a vulnerability.\n";
        let loose = "extends: osps-baseline-2\nrules: { missing-private-channel: { allow-public: true } }\n";
        let settings = configure(&Source::new("secpol.yaml", loose), None, None, &NoFiles).unwrap();
        assert!(under(&settings, public).iter().any(|line| line.starts_with("OSPS-VM-03.01 not met")));
    }

    #[test]
    fn nothing_is_met_without_a_policy() {
        let empty = Source::new("widget", "");
        let nothing = Surroundings::new(Box::new(Tree::default()), "");
        let outcome = lint_missing_policy(&settings(""), &nothing);
        assert_eq!(
            shown(&empty, &outcome),
            ["C-1 not met []", "C-2 not met []", "C-3 by hand []", "C-4 not met []", "C-5 not met []"]
        );
        let outcome = lint_missing_policy(&settings_without_missing_policy(), &nothing);
        assert_eq!(shown(&empty, &outcome)[0], "C-1 not checked []");
    }

    fn settings_without_missing_policy() -> Settings {
        let mut settings = settings("");
        settings.set_severity(find("missing-policy").unwrap(), None);
        settings
    }
}
