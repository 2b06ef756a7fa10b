//! Tests of merging, of mistakes and their places, and of hostile files.

use super::*;
use crate::diagnostic::Severity;
use crate::rules::{OptionValue, Origin, RULES, Rule, find};

/// Files by name, for `extends`.
struct Files(&'static [(&'static str, &'static str)]);

impl Loader for Files {
    fn load(&self, _from: Option<&str>, name: &str) -> Result<Loaded, String> {
        let found = self.0.iter().find(|(path, _)| *path == name);
        let (path, text) = found.ok_or_else(|| "does not exist".to_owned())?;
        Ok(Loaded { key: (*path).to_owned(), source: Source::new(*path, *text) })
    }
}

fn read(text: &str) -> Result<Settings, Box<ConfigError>> {
    configure(&Source::new("secpol.yaml", text), Some("secpol.yaml"), None, &Files(FILES))
}

const FILES: &[(&str, &str)] = &[
    ("./org.yaml", "extends: minimal\nrules: { missing-private-channel: { severity: info, allow-public: true } }\n"),
    ("./loop.yaml", "extends: ./pool.yaml\n"),
    ("./pool.yaml", "extends: [./loop.yaml]\n"),
    ("./bad.yaml", "rules:\n  missing-polcy: off\n"),
    ("./sections.yaml", "sections: [{ id: export, headings: Export, severity: info }]\n"),
];

fn private_channel() -> &'static Rule {
    find("missing-private-channel").unwrap()
}

/// Where the mistake is, the words there, what is wrong and what to do.
fn mistake(text: &str) -> String {
    let error = read(text).expect_err(text);
    let at = error.position();
    let words = error.source_text.slice(error.span);
    let help = error.mistake.help().map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{}:{}:{}: `{words}`: {error}{help}", error.path(), at.line, at.column)
}

#[test]
fn every_built_in_set_is_readable_and_named_like_its_file() {
    for set in BUILT_IN {
        let read = settings(&[set]);
        assert_eq!(read.rulesets, [set.name]);
        assert!(RULES.iter().any(|rule| read.severity(rule).is_some()), "{} is empty", set.name);
    }
}

#[test]
fn a_stricter_set_keeps_what_a_milder_one_asks_for() {
    let all: Vec<Settings> = BUILT_IN.iter().filter(|set| !set.is_standard).map(|set| settings(&[set])).collect();
    for (mild, strict) in all.iter().zip(&all[1..]) {
        for rule in RULES {
            assert!(mild.severity(rule) <= strict.severity(rule), "{}", rule.id);
        }
    }
}

#[test]
fn controls_name_rules_of_their_set_alone() {
    for set in BUILT_IN.iter().filter(|set| set.is_standard) {
        let settings = settings(&[set]);
        let [standard] = settings.standards.as_slice() else { panic!("{} has no controls", set.name) };
        assert_eq!(standard.name, set.name);
        let mut seen = std::collections::BTreeSet::new();
        for control in &standard.controls {
            assert!(seen.insert(&control.id), "{}: {} is there twice", set.name, control.id);
            for rule in control.rules.iter().filter_map(|id| find(id)) {
                assert!(settings.severity(rule).is_some(), "{}: {} names {}", set.name, control.id, rule.id);
                let asks = rule.id.starts_with("missing-") && rule.id != "missing-policy";
                assert!(!asks || rule.evidence.is_some(), "{}: silence alone would prove {}", rule.id, control.id);
            }
        }
    }
}

#[test]
fn a_standard_can_have_another_name() {
    assert_eq!(built_in("uk-psti").unwrap().name, "etsi-en-303-645");
    assert_eq!(built_in("uk-pst").unwrap_err().near, Some("uk-psti"));
    let joined = read("extends: [uk-psti, etsi-en-303-645, cra]\n").unwrap();
    let names: Vec<&str> = joined.standards.iter().map(|standard| standard.name.as_str()).collect();
    assert_eq!(names, ["etsi-en-303-645", "cra"]);
    assert_eq!(joined.rulesets, names);
}

#[test]
fn without_extends_a_file_extends_the_default_set() {
    for text in ["", "# nothing\n", "rules: {}\n", "---\n"] {
        assert_eq!(read(text).unwrap().rulesets, [DEFAULT], "{text:?}");
    }
    assert!(read("extends: []\n").unwrap().rulesets.is_empty());
}

#[test]
fn sets_join_at_the_highest_severity_and_the_strictest_option() {
    let joined = read("extends: [./org.yaml, strict]\n").unwrap();
    assert_eq!(joined.severity(private_channel()), Some(Severity::Error));
    let option = private_channel().option("allow-public").unwrap();
    assert_eq!(joined.option(private_channel(), option), OptionValue::Flag(false));
    let alone = read("extends: ./org.yaml\n").unwrap();
    assert_eq!(alone.severity(private_channel()), Some(Severity::Info));
    assert_eq!(alone.option(private_channel(), option), OptionValue::Flag(true));
}

#[test]
fn the_rules_of_the_file_win_over_what_it_extends() {
    let settings = read("rules: { missing-private-channel: off }\nextends: [strict]\n").unwrap();
    assert_eq!(settings.severity(private_channel()), None);
    let settings = read("rules: { missing-private-channel: { allow-public: true } }\n").unwrap();
    assert_eq!(settings.severity(private_channel()), Some(Severity::Error));
}

#[test]
fn rulesets_given_instead_replace_extends() {
    let source = Source::new("secpol.yaml", "extends: [strict, ./absent.yaml]\nrules: { missing-policy: info }\n");
    let minimal = built_in("minimal").unwrap();
    let settings = configure(&source, None, Some(&[minimal]), &NoFiles).unwrap();
    assert_eq!(settings.rulesets, ["minimal"]);
    assert_eq!(settings.severity(find("missing-policy").unwrap()), Some(Severity::Info));
}

#[test]
fn sections_are_inherited_replaced_and_turned_off() {
    assert_eq!(read("extends: ./sections.yaml\n").unwrap().sections[0].headings, ["Export"]);
    let text = "extends: ./sections.yaml\nsections: [{ id: export, phrases: [ECCN] }]\n";
    let sections = read(text).unwrap().sections;
    assert_eq!((sections.len(), sections[0].severity), (1, Severity::Error));
    assert_eq!(sections[0].help, "add a statement with the words “ECCN”");
    assert!(read("extends: ./sections.yaml\nsections: [{ id: export, severity: off }]\n").unwrap().sections.is_empty());
}

#[test]
fn a_version_is_text_and_not_a_number() {
    let settings =
        read("project: { version: 2.10, names: [widget, 7], forge: gitlab, repository: widget/core }\n").unwrap();
    assert_eq!(settings.project.version.as_deref(), Some("2.10"));
    assert_eq!(settings.project.names, ["widget", "7"]);
}

#[test]
fn pointers_and_controls_are_kept() {
    let text = "pointers: check\ncontrols: [{ id: V-1, title: A policy, rules: [missing-policy] }, { id: V-2, title: Practice, manual: Is it done? }]\n";
    let settings = read(text).unwrap();
    assert_eq!(settings.pointers, crate::rules::Pointers::Check);
    let standard = &settings.standards[0];
    assert_eq!(standard.name, "secpol.yaml");
    assert_eq!(standard.controls[0].rules, ["missing-policy"]);
    assert_eq!(standard.controls[1].manual.as_deref(), Some("Is it done?"));
}

#[test]
fn every_mistake_points_at_its_words() {
    let cases = [
        "extend: [strict]\n",
        "extends: [strict, recomended]\n",
        "extends: [strict, strict]\n",
        "extends: https://widget.example/secpol.yaml\n",
        "extends: /etc/secpol.yaml\n",
        "extends: ./absent.yaml\n",
        "extends:\n  - ./bad.yaml\n",
        "extends: ./loop.yaml\n",
        "extends: { strict: yes }\n",
        "rules: error\n",
        "rules:\n  missing-private-chanel: off\n",
        "rules:\n  # é moves bytes away from characters\n  missing-policy: eror\n",
        "rules: { missing-policy: true }\n",
        "rules: { missing-policy: }\n",
        "rules: { missing-policy: [error] }\n",
        "rules: { missing-policy: !loud error }\n",
        "rules:\n  missing-private-channel: { severity: error, alow-public: true }\n",
        "rules:\n  missing-private-channel: { allow-public: 'maybe' }\n",
        "rules:\n  missing-private-channel: { allow-public: [true] }\n",
        "rules:\n  missing-policy: off\n  missing-policy: error\n",
        "sections:\n  - headings: [Export]\n",
        "sections:\n  - id: missing-policy\n",
        "sections:\n  - id: Export Control\n",
        "sections:\n  - { id: export, phrases: [ECCN] }\n  - { id: export, phrases: [ECCN] }\n",
        "sections:\n  - id: export\n",
        "sections:\n  - { id: export, headings: ['  '] }\n",
        "sections:\n  - { id: export, headings: [\"a\\u001b[31m\"] }\n",
        "sections: { id: export }\n",
        "project: { repository: widget }\n",
        "project: { forge: githb }\n",
        "pointers: loud\n",
        "controls: [{ id: V-1 }]\n",
        "controls: [{ id: V-1, title: Practice }]\n",
        "- rules\n",
        "strict\n",
        "rules: {\n",
        "rules: *nowhere\n",
        "a: b: c\n",
        "---\nrules: {}\n---\nrules: {}\n",
    ];
    let report: Vec<String> =
        cases.iter().map(|text| format!("{}\n    {}", text.trim_end().replace('\n', "\n  "), mistake(text))).collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    assert!(mistake("\u{feff}rules: { nope: off }\n").starts_with("secpol.yaml:1:10: `nope`"));
}

#[test]
fn hostile_files_end_quickly_with_an_error() {
    let bomb = (1..40).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
        let aliases = vec![format!("*a{}", n - 1); 9].join(", ");
        format!("{text}a{n}: &a{n} [{aliases}]\n")
    });
    let size = MAX_SIZE - 100;
    for text in [
        bomb,
        "[".repeat(size),
        "{".repeat(size),
        "- ".repeat(size / 2),
        "? ".repeat(size / 2),
        format!("rules: {}", "[".repeat(size)),
        format!("extends: {}", "*x ".repeat(size / 3)),
        format!("extends: [&x strict{}]", ", *x".repeat(size / 4)),
        format!("{}: 1", "k".repeat(size)),
        format!("sections: [{}]", "{id: a}, ".repeat(size / 9)),
        "\0".repeat(9),
        "a".repeat(MAX_SIZE + 1),
        "&a ".repeat(size / 3),
        "!".repeat(size),
        "\"".repeat(size),
        "a:\n".repeat(size / 3),
        "%TAG ! a\n".repeat(size / 9),
    ] {
        let error = read(&text).expect_err(&text[..20.min(text.len())]);
        assert!(error.to_string().len() < 500, "{error:.200}");
    }
}

#[test]
fn selection_has_the_last_word() {
    let select = |select: &[&str], ignore: &[&str]| {
        let own = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let mut settings = read("extends: [minimal, ./sections.yaml]\n").unwrap();
        let selection = Selection { select: own(select), ignore: own(ignore) };
        assert_eq!(selection.unknown(&[&settings]), None);
        selection.apply(&mut settings);
        let rules = RULES.iter().filter(|rule| settings.severity(rule).is_some()).map(|rule| rule.id);
        rules.map(String::from).chain(settings.sections.iter().map(|section| section.id.clone())).collect::<Vec<_>>()
    };
    assert_eq!(select(&["missing-policy"], &[]), ["missing-policy"]);
    assert_eq!(select(&["missing-private-channel", "export"], &[]), ["missing-private-channel", "export"]);
    assert!(!select(&[], &["export"]).contains(&"export".to_owned()));
    assert!(select(&["missing-policy"], &["missing-policy"]).is_empty());
}

/// What an origin is, in a few words.
fn words(origin: &Origin) -> String {
    match origin {
        Origin::Default => "default".to_owned(),
        Origin::RuleSet(name) => (*name).to_owned(),
        Origin::File(place) => format!("{}:{}", place.source.path(), place.line().unwrap_or(0)),
        Origin::Flag(flag) => (*flag).to_owned(),
        Origin::Caller => "caller".to_owned(),
    }
}

/// Where severity and `allow-public` of `missing-private-channel` come from.
fn origins(text: &str) -> (String, String) {
    let settings = read(text).unwrap();
    let option = private_channel().option("allow-public").unwrap();
    let of_option = settings.option_origins(private_channel(), option);
    let of_option: Vec<String> = of_option.iter().map(words).collect();
    (words(settings.severity_origin(private_channel())), of_option.join(" "))
}

#[test]
fn every_value_says_where_it_comes_from() {
    let from = |severity: &str, option: &str| (severity.to_owned(), option.to_owned());
    assert_eq!(origins(""), from("recommended", ""));
    assert_eq!(origins("extends: minimal\n"), from("default", ""));
    assert_eq!(origins("rules:\n  missing-private-channel: off\n"), from("secpol.yaml:2", ""));
    assert_eq!(
        origins("rules:\n  missing-private-channel:\n    allow-public: true\n"),
        from("recommended", "secpol.yaml:3")
    );
    let text = "rules:\n  missing-private-channel:\n    allow-public: true\n    severity: info\n";
    assert_eq!(origins(text), from("secpol.yaml:4", "secpol.yaml:3"));
    assert_eq!(origins("extends: ./org.yaml\n"), from("./org.yaml:2", "./org.yaml:2"));
    // The first of two that agree; and a set that has a rule on holds its options at their defaults.
    assert_eq!(origins("extends: [strict, recommended]\n").0, "strict");
    assert_eq!(origins("extends: [./org.yaml, strict]\n"), from("strict", "strict"));
    assert_eq!(origins("extends: [minimal, ./org.yaml]\n"), from("./org.yaml:2", "./org.yaml:2"));
}

#[test]
fn sections_and_other_keys_say_where_they_come_from() {
    let settings = read("extends: ./sections.yaml\n").unwrap();
    assert_eq!(words(&settings.sections[0].origin), "./sections.yaml:1");
    let text = "extends: ./sections.yaml\npointers: check\nproject:\n  version: 2.10\nsections:\n- id: export\n  phrases: [ECCN]\n";
    let settings = read(text).unwrap();
    assert_eq!(words(&settings.sections[0].origin), "secpol.yaml:6");
    let keys = ["pointers", "version", "forge"].map(|key| words(settings.key_origin(key)));
    assert_eq!(keys, ["secpol.yaml:2", "secpol.yaml:4", "default"]);
}

#[test]
fn a_selection_is_the_origin_of_what_it_changes() {
    let mut settings = read("extends: minimal\n").unwrap();
    let own = |name: &str| vec![name.to_owned()];
    let selection = Selection { select: own("missing-private-channel"), ignore: Vec::new() };
    selection.apply(&mut settings);
    assert_eq!(words(settings.severity_origin(private_channel())), "--select");
    assert_eq!(words(settings.severity_origin(find("missing-policy").unwrap())), "--select");
    assert_eq!(words(settings.severity_origin(find("missing-disclosure-policy").unwrap())), "default");
    let mut settings = read("").unwrap();
    Selection { select: Vec::new(), ignore: own("missing-policy") }.apply(&mut settings);
    assert_eq!(words(settings.severity_origin(find("missing-policy").unwrap())), "--ignore");
    settings.set_severity(private_channel(), None);
    assert_eq!(words(settings.severity_origin(private_channel())), "caller");
}

#[test]
fn unknown_names_in_a_selection_are_met_with_the_nearest() {
    let selection = Selection { select: vec!["missing-polcy".to_owned()], ignore: Vec::new() };
    let unknown = selection.unknown(&[&Settings::none()]).unwrap();
    assert_eq!(unknown.to_string(), "there is no rule `missing-polcy`");
    assert_eq!(unknown.help(), "did you mean `missing-policy`?");
}
