//! Joins rule sets, and puts a file over what it extends.

use super::file::File;
use super::rules::Level;
use crate::rules::{OptionSpec, OptionValue, RULES, RuleSetting, Settings};

/// Several sets together: highest severity and strictest option of every rule.
///
/// A set that has a rule on holds its options at their defaults where it names none, so that a set that loosens an
/// option does not loosen it for a stricter one. A set that has a rule off speaks only by the options it names.
pub(super) fn join(sets: impl IntoIterator<Item = Settings>) -> Settings {
    let mut sets = sets.into_iter();
    let Some(mut joined) = sets.next() else { return Settings::none() };
    for set in sets {
        for (index, (ours, theirs)) in joined.rules.iter_mut().zip(&set.rules).enumerate() {
            join_rule(RULES[index].options, ours, theirs);
        }
        for section in set.sections {
            match joined.sections.iter_mut().find(|other| other.id == section.id) {
                Some(other) if other.severity < section.severity => *other = section,
                Some(_) => {}
                None => joined.sections.push(section),
            }
        }
        for name in set.rulesets {
            if !joined.rulesets.contains(&name) {
                joined.rulesets.push(name);
            }
        }
        for control in set.controls {
            if !joined.controls.contains(&control) {
                joined.controls.push(control);
            }
        }
        joined.project = set.project.or(std::mem::take(&mut joined.project));
        joined.pointers = joined.pointers.max(set.pointers);
    }
    joined
}

fn join_rule(options: &'static [OptionSpec], ours: &mut RuleSetting, theirs: &RuleSetting) {
    for option in options {
        let value = match (said(ours, option), said(theirs, option)) {
            (Some(a), Some(b)) => option.stricter(a, b),
            (Some(a), None) if theirs.severity.is_some() => option.stricter(a, option.default_value()),
            (None, Some(b)) if ours.severity.is_some() => option.stricter(option.default_value(), b),
            (None, Some(b)) => b,
            (_, None) => continue,
        };
        set(ours, option, value);
    }
    ours.severity = ours.severity.max(theirs.severity);
}

fn said(setting: &RuleSetting, option: &OptionSpec) -> Option<OptionValue> {
    setting.options.iter().find(|(name, _)| *name == option.name).map(|(_, value)| value.clone())
}

fn set(setting: &mut RuleSetting, option: &'static OptionSpec, value: OptionValue) {
    match setting.options.iter_mut().find(|(name, _)| *name == option.name) {
        Some((_, old)) => *old = value,
        None => setting.options.push((option.name, value)),
    }
}

/// A file over the sets that it extends: what it says wins.
pub(super) fn apply(mut settings: Settings, file: File) -> Settings {
    for entry in file.rules {
        if let Some(Level(severity)) = entry.severity {
            settings.set_severity(entry.rule, severity);
        }
        for (option, value) in entry.options {
            settings.set_option(entry.rule, option, value);
        }
    }
    for entry in file.sections {
        settings.sections.retain(|section| section.id != entry.id);
        settings.sections.extend(entry.section);
    }
    settings.project = file.project.or(settings.project);
    settings.pointers = file.pointers.unwrap_or(settings.pointers);
    settings.controls.extend(file.controls);
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::rules::OptionKind;

    static OPTIONS: [OptionSpec; 3] = [
        OptionSpec { name: "longest", doc: "", kind: OptionKind::Limit { default: Some("14 days") } },
        OptionSpec::count("least", 8, ""),
        OptionSpec::flag("lenient", false, false, ""),
    ];

    fn limit(text: &str) -> OptionValue {
        OptionValue::Limit(Some(text.parse().unwrap()))
    }

    fn setting(severity: Option<Severity>, options: &[(usize, OptionValue)]) -> RuleSetting {
        RuleSetting {
            severity,
            options: options.iter().map(|(nth, value)| (OPTIONS[*nth].name, value.clone())).collect(),
        }
    }

    /// Both orders, which must not matter.
    fn joined(one: &RuleSetting, other: &RuleSetting) -> (Option<Severity>, Vec<Option<OptionValue>>) {
        let join = |mut ours: RuleSetting, theirs: &RuleSetting| {
            join_rule(&OPTIONS, &mut ours, theirs);
            (ours.severity, OPTIONS.iter().map(|option| said(&ours, option)).collect::<Vec<_>>())
        };
        let result = join(one.clone(), other);
        assert_eq!(result, join(other.clone(), one));
        result
    }

    #[test]
    fn the_strictest_option_wins_over_explicit_values_and_defaults() {
        let (error, info) = (Some(Severity::Error), Some(Severity::Info));
        let loose = setting(info, &[(0, limit("90 days")), (1, OptionValue::Count(3)), (2, OptionValue::Flag(true))]);
        let tight = setting(error, &[(0, limit("3 business days"))]);
        assert_eq!(
            joined(&loose, &tight),
            (error, vec![Some(limit("3 business days")), Some(OptionValue::Count(8)), Some(OptionValue::Flag(false))])
        );
        let plain = setting(error, &[]);
        assert_eq!(joined(&loose, &plain).1[0], Some(limit("14 days")));
    }

    #[test]
    fn a_set_that_has_the_rule_off_holds_no_defaults() {
        let loose = setting(Some(Severity::Warning), &[(0, limit("90 days"))]);
        let off = setting(None, &[]);
        assert_eq!(joined(&loose, &off), (Some(Severity::Warning), vec![Some(limit("90 days")), None, None]));
        let only_options = setting(None, &[(0, limit("7 days"))]);
        assert_eq!(joined(&loose, &only_options).1[0], Some(limit("7 days")));
    }
}
