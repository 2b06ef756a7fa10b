//! What rule sets ask of a policy.

use super::SafeHarbor;
use crate::diagnostic::Severity;
use crate::policy::TimeLimit;
use crate::rules::{OptionValue, Settings, find};

/// What a policy is to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the policy, none depends on another")]
pub struct Demands {
    /// Which versions get fixes.
    pub versions: bool,
    /// Until when they get them, by date.
    pub end_date: bool,
    /// When the first answer comes.
    pub acknowledgement: bool,
    /// When the report is assessed.
    pub assessment: bool,
    /// When the vulnerability is fixed.
    pub resolution: bool,
    /// A word on progress.
    pub updates: bool,
    /// How often it comes.
    pub interval: bool,
    /// How and when vulnerabilities are made public.
    pub disclosure: bool,
    /// Where they are announced.
    pub advisories: bool,
    /// Who asks for an identifier.
    pub identifiers: bool,
    /// Who gets credit.
    pub credit: bool,
    /// What happens to a report.
    pub process: bool,
    /// What a report should hold.
    pub contents: bool,
    /// That reports do not belong into public issues.
    pub warning: bool,
    /// What to do when the contact does not answer.
    pub fallback: bool,
    /// How e-mail is kept confidential.
    pub encryption: bool,
    /// That reports may be anonymous.
    pub anonymity: bool,
    /// What is covered.
    pub scope: bool,
    /// What is covered in the organisation's own words, and how it may be tested.
    pub testing: bool,
    /// The day of the policy.
    pub date: bool,
    /// What is promised to researchers, at least.
    pub safe_harbor: SafeHarbor,
    /// The longest times allowed, where one is.
    pub limits: Limits,
}

/// The longest times that the rule sets allow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the answers")]
pub struct Limits {
    pub acknowledgement: Option<TimeLimit>,
    pub assessment: Option<TimeLimit>,
    pub updates: Option<TimeLimit>,
    pub resolution: Option<TimeLimit>,
    pub disclosure: Option<TimeLimit>,
}

impl Demands {
    /// What merged rule sets ask for.
    pub fn of(settings: &Settings) -> Self {
        let is_on = |id: &str| settings.is_on(id);
        let required = words(settings, "missing-response-timeline", "require");
        let requires = |event: &str| is_on("missing-response-timeline") && required.iter().any(|word| word == event);
        // A standard that has a number of its own wants to see one.
        let has_number = |option: &str| {
            let standards = settings.standards.iter().map(|standard| settings.of(standard));
            standards.into_iter().any(|own| limit(&own, option).is_some())
        };
        let level = words(settings, "missing-safe-harbor", "level");
        let safe_harbor = match is_on("missing-safe-harbor") {
            false => SafeHarbor::None,
            true if level.iter().any(|word| word == "full") => SafeHarbor::Full,
            true => SafeHarbor::Partial,
        };
        let scope = find("missing-scope").and_then(|rule| settings.severity(rule));
        Self {
            versions: is_on("missing-supported-versions") || is_on("missing-end-of-support"),
            end_date: is_on("missing-end-of-support") && flag(settings, "missing-end-of-support", "require-date"),
            acknowledgement: is_on("missing-response-timeline"),
            assessment: requires("triage") || has_number("max-triage"),
            resolution: requires("fix") || has_number("max-fix"),
            updates: is_on("missing-status-updates"),
            interval: is_on("missing-status-updates") && flag(settings, "missing-status-updates", "require-interval"),
            disclosure: is_on("missing-disclosure-policy"),
            advisories: is_on("missing-advisory-channel"),
            identifiers: is_on("missing-cve-process"),
            credit: is_on("missing-reporter-credit"),
            process: is_on("missing-response-process"),
            contents: is_on("missing-report-contents"),
            warning: is_on("missing-public-issue-warning"),
            fallback: is_on("missing-fallback-contact"),
            encryption: is_on("missing-encryption-option"),
            anonymity: is_on("missing-anonymous-reporting"),
            scope: scope.is_some(),
            testing: scope == Some(Severity::Error),
            date: is_on("missing-policy-date"),
            safe_harbor,
            limits: Limits {
                acknowledgement: limit(settings, "max-acknowledgement"),
                assessment: limit(settings, "max-triage"),
                updates: limit(settings, "max-update"),
                resolution: limit(settings, "max-fix"),
                disclosure: limit(settings, "max-disclosure"),
            },
        }
    }
}

fn option(settings: &Settings, rule: &str, option: &str) -> Option<OptionValue> {
    let rule = find(rule)?;
    Some(settings.option(rule, rule.option(option)?))
}

fn flag(settings: &Settings, rule: &str, name: &str) -> bool {
    matches!(option(settings, rule, name), Some(OptionValue::Flag(true)))
}

fn words(settings: &Settings, rule: &str, name: &str) -> Vec<String> {
    match option(settings, rule, name) {
        Some(OptionValue::Words(words)) => words,
        _ => Vec::new(),
    }
}

/// The longest time of that name, where the rule that compares is on.
fn limit(settings: &Settings, name: &str) -> Option<TimeLimit> {
    match option(settings, "timeframe-too-long", name) {
        Some(OptionValue::Limit(limit)) => limit.filter(|_| settings.is_on("timeframe-too-long")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulesets::{built_in, settings};

    fn of(names: &[&str]) -> Demands {
        let sets: Vec<_> = names.iter().map(|name| built_in(name).unwrap()).collect();
        Demands::of(&settings(&sets))
    }

    #[test]
    fn rule_sets_ask_for_what_their_rules_look_for() {
        assert_eq!(of(&["minimal"]), Demands::default());
        let recommended = of(&["recommended"]);
        assert!(recommended.versions && recommended.acknowledgement && recommended.disclosure && recommended.warning);
        assert!(!recommended.scope && !recommended.updates && recommended.safe_harbor == SafeHarbor::None);
        let strict = of(&["strict"]);
        assert!(strict.updates && !strict.interval && strict.scope && !strict.testing && !strict.end_date);
        assert_eq!(strict.safe_harbor, SafeHarbor::Partial);
        assert!(!strict.assessment && strict.limits.assessment.is_some());
    }

    #[test]
    fn standards_add_what_is_theirs() {
        assert!(of(&["strict", "cra"]).end_date);
        assert!(of(&["strict", "etsi-en-303-645"]).interval);
        assert_eq!(of(&["disclose-io"]).safe_harbor, SafeHarbor::Full);
        let agency = of(&["strict", "bod-20-01"]);
        assert!(agency.date && agency.anonymity && agency.testing && agency.assessment && agency.resolution);
    }
}
