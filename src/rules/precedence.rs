//! Which of two rules speaks where both see one defect: the more specific one.

use crate::diagnostic::Diagnostic;
use crate::policy::Kind;

/// One line of the table: a finding of `specific` makes those of `general` superfluous.
struct Precedence {
    specific: &'static str,
    general: &'static [&'static str],
    reach: Reach,
}

/// How near two findings have to be to be about one defect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Their places touch.
    SameRange,
    /// Anywhere in the document.
    Document,
    /// Anywhere in a document that is no policy yet.
    Unfinished,
}

/// Stands for every rule that asks for something a policy must say.
const MISSING: &str = "missing-";

const TABLE: &[Precedence] = &[
    row("empty-policy", &[MISSING, "empty-section"], Reach::Document),
    row("placeholder-contact", &["invalid-email", "placeholder-text"], Reach::SameRange),
    row("placeholder-contact", &["missing-reporting-channel"], Reach::Document),
    row("placeholder-contact", &["missing-fallback-contact", "missing-encryption-option"], Reach::SameRange),
    row("invalid-email", &["missing-reporting-channel"], Reach::Document),
    row("missing-private-channel", &["public-reporting-channel", "missing-public-issue-warning"], Reach::Document),
    row("public-reporting-channel", &["missing-public-issue-warning"], Reach::Document),
    row("vague-timeframe", &["missing-response-timeline"], Reach::SameRange),
    row("malformed-version-table", &["unclear-version-status"], Reach::SameRange),
    row("current-version-uncovered", &["incomplete-version-table"], Reach::SameRange),
    row("past-end-of-support", &["stale-date"], Reach::SameRange),
    row("unmodified-template", &["current-version-uncovered", "placeholder-text"], Reach::SameRange),
    row("wrong-advisory-link", &["foreign-repository-link", "unlinked-contact"], Reach::SameRange),
    row("placeholder-contact", &["undeliverable-contact"], Reach::SameRange),
    row("invalid-email", &["undeliverable-contact"], Reach::SameRange),
    row("retired-service-link", &["undeliverable-contact"], Reach::SameRange),
    row("dangling-anchor", &["toc-mismatch", "broken-relative-link"], Reach::SameRange),
    row("unmodified-template", &[MISSING], Reach::Unfinished),
    row("missing-reporting-channel", &[MISSING], Reach::Unfinished),
];

const fn row(specific: &'static str, general: &'static [&'static str], reach: Reach) -> Precedence {
    Precedence { specific, general, reach }
}

impl Precedence {
    /// Whether the row has a say in a document of that kind.
    fn holds_for(&self, kind: Kind) -> bool {
        self.reach != Reach::Unfinished || matches!(kind, Kind::Documentation | Kind::Template)
    }

    fn masks(&self, rule: &str) -> bool {
        rule != self.specific
            && self.general.iter().any(|id| *id == rule || *id == MISSING && rule.starts_with(MISSING))
    }
}

/// Drops findings that a more specific one makes superfluous. Runs after severity and
/// suppression: a rule that is off masks nothing. At the same place the one that stays is as
/// grave as the gravest that it stands for, so that nothing becomes milder by being told better.
pub(super) fn apply(diagnostics: &mut Vec<Diagnostic>, kind: Kind) {
    // One finding masks no other.
    if diagnostics.len() < 2 {
        return;
    }
    let mut masked = vec![false; diagnostics.len()];
    for row in TABLE.iter().filter(|row| row.holds_for(kind)) {
        let of = |is_wanted: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..diagnostics.len()).filter(|&at| is_wanted(&diagnostics[at].rule)).collect()
        };
        let winners = of(&|rule| rule == row.specific);
        let losers = if winners.is_empty() { Vec::new() } else { of(&|rule| row.masks(rule)) };
        for loser in losers {
            if row.reach != Reach::SameRange {
                masked[loser] = true;
                continue;
            }
            let severity = diagnostics[loser].severity;
            let span = diagnostics[loser].span;
            for &winner in winners.iter().filter(|&&winner| diagnostics[winner].span.touches(span)).collect::<Vec<_>>()
            {
                masked[loser] = true;
                diagnostics[winner].severity = diagnostics[winner].severity.max(severity);
            }
        }
    }
    let mut masked = masked.into_iter();
    diagnostics.retain(|_| !masked.next().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::source::Span;

    fn left(kind: Kind, findings: &[(&'static str, u32, u32)]) -> Vec<String> {
        let diagnostic = |&(rule, start, end): &(&'static str, u32, u32)| Diagnostic {
            rule: rule.into(),
            severity: if rule == "missing-response-timeline" { Severity::Error } else { Severity::Warning },
            message: String::new(),
            help: String::new(),
            span: Span::new(start, end),
            label: String::new(),
            labels: Vec::new(),
            fix: None,
        };
        let mut diagnostics: Vec<_> = findings.iter().map(diagnostic).collect();
        apply(&mut diagnostics, kind);
        diagnostics.iter().map(|left| format!("{} {}", left.severity.as_str(), left.rule)).collect()
    }

    #[test]
    fn the_more_specific_rule_speaks() {
        let policy = Kind::Policy;
        assert_eq!(
            left(policy, &[("empty-policy", 0, 1), ("missing-scope", 5, 6), ("dangling-anchor", 5, 6)]),
            ["warning empty-policy", "warning dangling-anchor"]
        );
        assert_eq!(
            left(policy, &[("dangling-anchor", 3, 6), ("toc-mismatch", 0, 9), ("toc-mismatch", 20, 29)]),
            ["warning dangling-anchor", "warning toc-mismatch"]
        );
        assert_eq!(
            left(policy, &[("missing-scope", 0, 1), ("missing-reporting-channel", 0, 1)]),
            ["warning missing-scope", "warning missing-reporting-channel"]
        );
        assert_eq!(
            left(Kind::Template, &[("unmodified-template", 9, 9), ("missing-scope", 0, 1)]),
            ["warning unmodified-template"]
        );
    }

    #[test]
    fn a_masked_finding_masks_others() {
        let findings = [("placeholder-contact", 3, 4), ("missing-reporting-channel", 0, 1), ("missing-scope", 0, 1)];
        assert_eq!(left(Kind::Documentation, &findings), ["warning placeholder-contact"]);
    }

    #[test]
    fn the_one_that_stays_at_a_place_is_as_grave_as_what_it_stands_for() {
        let findings = [("vague-timeframe", 3, 9), ("missing-response-timeline", 3, 9)];
        assert_eq!(left(Kind::Policy, &findings), ["error vague-timeframe"]);
    }
}
