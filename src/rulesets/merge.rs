//! Joins rule sets, and puts a file over what it extends.

use std::sync::Arc;

use super::file::File;
use super::rules::Level;
use crate::rules::{
    KeyPlace, OptionSpec, OptionValue, Origin, RULES, RequiredSection, RuleSetting, Settings, Standard, Step,
};
use crate::source::Source;

/// Whose words are put over the settings.
#[derive(Debug, Clone)]
pub(super) enum Voice {
    /// Those of a rule set that comes with secpol.
    RuleSet(&'static str),
    /// Those of a user's file.
    File(Arc<Source>),
}

impl Voice {
    /// The name of the rule set, or the path of the file.
    fn name(&self) -> &str {
        match self {
            Self::RuleSet(name) => name,
            Self::File(source) => source.path(),
        }
    }

    /// The origin of what is said at a key.
    fn at(&self, steps: &[Step]) -> Origin {
        match self {
            Self::RuleSet(name) => Origin::RuleSet(name),
            Self::File(source) => Origin::File(KeyPlace { source: source.clone(), steps: steps.to_vec() }),
        }
    }
}

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
        for standard in set.standards {
            if !joined.standards.iter().any(|other| other.name == standard.name) {
                joined.standards.push(standard);
            }
        }
        for (key, origin) in set.origins {
            if key != "pointers" || set.pointers > joined.pointers {
                joined.set_key_origin(key, origin);
            }
        }
        joined.project = set.project.or(std::mem::take(&mut joined.project));
        joined.pointers = joined.pointers.max(set.pointers);
    }
    joined
}

fn join_rule(options: &'static [OptionSpec], ours: &mut RuleSetting, theirs: &RuleSetting) {
    for option in options {
        // A set that has the rule on holds the default: the origin of that is the origin of its severity.
        let held = |setting: &RuleSetting| {
            setting.severity.map(|_| (option.default_value(), vec![setting.origins.severity.clone()]))
        };
        let (a, b) = match (said(ours, option), said(theirs, option)) {
            (None, None) => continue,
            (a, b) => (a.or_else(|| held(ours)), b.or_else(|| held(theirs))),
        };
        let (value, origins) = match (a, b) {
            (Some(a), Some(b)) => stricter(option, a, b),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => continue,
        };
        ours.set_option(option, value, origins);
    }
    if theirs.severity > ours.severity || ours.origins.severity == Origin::Default {
        ours.set_severity(theirs.severity.max(ours.severity), theirs.origins.severity.clone());
    }
}

/// A value and where it comes from.
type Said = (OptionValue, Vec<Origin>);

/// The stricter of two values with the origin of the one that is; of both, where they are joined.
fn stricter(option: &OptionSpec, a: Said, b: Said) -> Said {
    let value = option.stricter(a.0.clone(), b.0.clone());
    if value == a.0 {
        return a;
    }
    if value == b.0 {
        return b;
    }
    let mut origins = a.1;
    for origin in b.1 {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    (value, origins)
}

fn said(setting: &RuleSetting, option: &OptionSpec) -> Option<Said> {
    let (_, value) = setting.options.iter().find(|(name, _)| *name == option.name)?;
    Some((value.clone(), setting.origins.option(option.name).to_vec()))
}

/// A file over the sets that it extends: what it says wins.
pub(super) fn apply(mut settings: Settings, file: File, voice: &Voice) -> Settings {
    for entry in file.rules {
        let rule = Step::Key(entry.rule.id);
        let setting = &mut settings.rules[entry.rule.index];
        if let Some(Level(severity)) = entry.severity {
            let steps = [Step::Key("rules"), rule, Step::Key("severity")];
            let steps = if entry.has_severity_key { &steps[..] } else { &steps[..2] };
            setting.set_severity(severity, voice.at(steps));
        }
        for (option, value) in entry.options {
            let origin = voice.at(&[Step::Key("rules"), rule, Step::Key(option.name)]);
            setting.set_option(option, value, vec![origin]);
        }
    }
    for (nth, entry) in file.sections.into_iter().enumerate() {
        settings.sections.retain(|section| section.id != entry.id);
        let origin = voice.at(&[Step::Key("sections"), Step::Item(nth), Step::Key("id")]);
        settings.sections.extend(entry.section.map(|section| RequiredSection { origin, ..section }));
    }
    for key in file.project.keys() {
        settings.set_key_origin(key, voice.at(&[Step::Key("project"), Step::Key(key)]));
    }
    if file.pointers.is_some() {
        settings.set_key_origin("pointers", voice.at(&[Step::Key("pointers")]));
    }
    settings.project = file.project.or(settings.project);
    settings.pointers = file.pointers.unwrap_or(settings.pointers);
    if !file.controls.is_empty() {
        let rules = settings.rules.clone();
        settings.standards.push(Standard { name: voice.name().to_owned(), controls: file.controls, rules });
    }
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
            ..RuleSetting::default()
        }
    }

    /// Both orders, which must not matter.
    fn joined(one: &RuleSetting, other: &RuleSetting) -> (Option<Severity>, Vec<Option<OptionValue>>) {
        let join = |mut ours: RuleSetting, theirs: &RuleSetting| {
            join_rule(&OPTIONS, &mut ours, theirs);
            (
                ours.severity,
                OPTIONS.iter().map(|option| said(&ours, option).map(|(value, _)| value)).collect::<Vec<_>>(),
            )
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
    fn a_joined_list_comes_from_both() {
        let option = OptionSpec::words("hosts", "");
        let words = |word: &str| OptionValue::Words(vec![word.to_owned()]);
        let said = |word: &str, set| (words(word), vec![Origin::RuleSet(set)]);
        let (value, origins) = stricter(&option, said("a", "one"), said("b", "other"));
        assert_eq!(value, OptionValue::Words(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(origins, [Origin::RuleSet("one"), Origin::RuleSet("other")]);
        assert_eq!(stricter(&option, said("a", "one"), said("a", "other")).1, [Origin::RuleSet("one")]);
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
