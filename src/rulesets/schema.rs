//! The JSON Schema of a configuration file, for editors: completion, descriptions, and mistakes while one types.
//!
//! Rules and options come from the rule table, names from the tables of rule sets and forges. What a schema cannot
//! say, such as that `extends` must not lead back, is left to the reader.

use serde_json::{Map, Value, json};

use super::BUILT_IN;
use crate::rules::{Forge, OptionKind, OptionSpec, OptionValue, RULES, Rule};

/// The JSON Schema (draft 2020-12) of a configuration file.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of secpol",
        "description": "What secpol asks of security policies. Looked for as .secpol.yaml, secpol.yaml or \
                        .github/secpol.yaml, from the policy upward to the root of its repository.",
        // A file of comments alone changes nothing.
        "type": ["object", "null"],
        "properties": {
            "extends": extends(),
            "rules": rules(),
            "sections": sections(),
            "project": project(),
            "pointers": {
                "description": "Whether policies that only point elsewhere are asked for content: `silent` leaves it \
                                to the other policy, `check` asks all the same.",
                "enum": ["silent", "check"],
                "default": "silent",
            },
            "controls": controls(),
        },
        "additionalProperties": false,
        "$defs": {
            "severity": {
                "description": "`error`: wrong or dangerous. `warning`: should be mended. `info`: advice. `off`: not \
                                checked.",
                "enum": ["error", "warning", "info", "off"],
            },
            // YAML takes a version for a number, the reader does not.
            "text": { "type": ["string", "number"], "pattern": r"\S" },
            "texts": list(&json!({ "$ref": "#/$defs/text" })),
            "rule": { "enum": RULES.iter().map(|rule| rule.id).collect::<Vec<_>>() },
        },
    })
}

/// A list; a single item stands for a list of one.
fn list(item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item, "uniqueItems": true }] })
}

/// An object of these keys and no others.
fn object(description: &str, properties: impl Into<Value>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("description".to_owned(), description.into());
    object.insert("type".to_owned(), "object".into());
    object.insert("properties".to_owned(), properties.into());
    object.insert("additionalProperties".to_owned(), false.into());
    object
}

/// A schema with a description put to it.
fn described(description: &str, mut schema: Value) -> Value {
    schema["description"] = description.into();
    schema
}

fn text(description: &str) -> Value {
    described(description, json!({ "$ref": "#/$defs/text" }))
}

fn texts(description: &str) -> Value {
    described(description, json!({ "$ref": "#/$defs/texts" }))
}

fn extends() -> Value {
    let names = BUILT_IN.iter().flat_map(|set| [Some(set.name), set.alias].map(|name| name.map(|name| (name, set))));
    let sets = names.flatten().map(|(name, set)| json!({ "const": name, "description": set.about }));
    // A path has a slash or a dot. It is no address and does not begin at the root of the file system.
    let path = json!({
        "description": "A file of this repository, its path from the folder of this one.",
        "type": "string",
        "pattern": r"^(?!git@)(?![/\\])(?!.:)(?!.*://).*[./\\]",
    });
    let of_sets: Vec<Value> = sets.chain([path]).collect();
    let mut schema = list(&json!({ "anyOf": of_sets }));
    schema["default"] = json!([super::DEFAULT]);
    described("The rule sets and files that this file builds upon; of several, the stricter value wins.", schema)
}

fn rules() -> Value {
    let rules: Map<String, Value> = RULES.iter().map(|rule| (rule.id.to_owned(), entry(rule))).collect();
    object("Severity and options of rules; they win over what `extends` says.", rules).into()
}

/// What may be said of a rule.
fn entry(rule: &Rule) -> Value {
    let mut keys = Map::new();
    keys.insert("severity".to_owned(), json!({ "$ref": "#/$defs/severity" }));
    keys.extend(rule.options.iter().map(|option| (option.name.to_owned(), option_schema(option))));
    let map = object("Severity and options.", keys);
    let description = format!("{} See {}", rule.summary(), rule.url());
    json!({ "description": description, "anyOf": [{ "$ref": "#/$defs/severity" }, map] })
}

fn option_schema(option: &OptionSpec) -> Value {
    let mut schema = match option.kind {
        OptionKind::Flag { .. } => json!({ "type": "boolean" }),
        OptionKind::Count { .. } => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        OptionKind::Limit { .. } => json!({
            "type": "string",
            "pattern": r"^(off|\s*[0-9]+\s+(hours?|days?|weeks?|months?|years?|(business|working)\s+(hours?|days?))\s*)$",
            "examples": ["14 days", "3 business days", "48 hours", "off"],
        }),
        OptionKind::Choices { of, .. } => list(&json!({ "enum": of })),
        OptionKind::Words => json!({ "$ref": "#/$defs/texts" }),
    };
    schema["default"] = match option.default_value() {
        OptionValue::Flag(flag) => flag.into(),
        OptionValue::Count(count) => count.into(),
        OptionValue::Limit(limit) => limit.map_or("off".to_owned(), |limit| limit.to_string()).into(),
        OptionValue::Words(words) => words.into(),
    };
    described(option.doc, schema)
}

fn sections() -> Value {
    let keys = json!({
        "id": {
            "description": "Its name in findings, in `--select` and in `--ignore`: lower-case words with hyphens.",
            "type": "string",
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            "maxLength": 60,
            "not": { "$ref": "#/$defs/rule" },
        },
        "headings": texts("Headings that make the section, any one of them; case and markup do not matter."),
        "phrases": texts("Words that make do in place of a heading, anywhere in the text."),
        "severity": { "$ref": "#/$defs/severity", "default": "error" },
        "help": text("What to write, for those who lack the section."),
    });
    let mut section = object("A section that policies must have.", keys);
    section.insert("required".to_owned(), json!(["id"]));
    let has = |key: &str| json!({ "required": [key], "properties": { key: { "minItems": 1 } } });
    let is_off = json!({ "required": ["severity"], "properties": { "severity": { "const": "off" } } });
    section.insert("anyOf".to_owned(), json!([has("headings"), has("phrases"), is_off]));
    json!({ "description": "Sections of your own that policies must have.", "type": "array", "items": section })
}

fn project() -> Value {
    let keys = json!({
        "forge": {
            "description": "Where it is hosted, and with that where its policy is looked for.",
            "enum": Forge::ALL.iter().map(|forge| forge.as_str()).collect::<Vec<_>>(),
        },
        "repository": {
            "description": "Its repository there, such as `acme/widget`.",
            "type": "string",
            "pattern": "^[^/: ]+(/[^/: ]+)+$",
        },
        "names": texts("Other names that it goes by."),
        "version": text("Its current version."),
    });
    object("The project, where that cannot be seen.", keys).into()
}

fn controls() -> Value {
    let keys = json!({
        "id": text("As the standard numbers it."),
        "title": text("What it asks for, in a few words."),
        "rules": described("The rules that check it.", list(&json!({ "$ref": "#/$defs/rule" }))),
        "manual": {
            "description": "What is left to judge by hand, where a text cannot prove it; `true` where nobody wrote it down.",
            "type": ["string", "boolean"],
            "default": false,
        },
    });
    let mut control = object("A requirement of a standard.", keys);
    control.insert("required".to_owned(), json!(["id", "title"]));
    json!({ "description": "The requirements that these rules stand for.", "type": "array", "items": control })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jsonschema::Validator;

    use super::*;
    use crate::rulesets::{ConfigError, Loaded, Loader, Mistake, configure};
    use crate::source::Source;

    /// Has every file; each is empty.
    struct Empty;

    impl Loader for Empty {
        fn load(&self, _from: Option<&str>, name: &str) -> Result<Loaded, String> {
            Ok(Loaded { key: name.to_owned(), source: Source::new(name, "") })
        }
    }

    fn read(text: &str) -> Result<(), Box<ConfigError>> {
        configure(&Source::new("secpol.yaml", text), None, None, &Empty).map(|_| ())
    }

    fn validator() -> Validator {
        jsonschema::draft202012::new(&schema()).unwrap()
    }

    fn value(yaml: &str) -> Value {
        serde_yaml::from_str(yaml).unwrap()
    }

    #[test]
    fn it_is_a_schema() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema()));
    }

    #[test]
    fn what_the_reader_takes_is_valid() {
        let validator = validator();
        for text in [
            "",
            "# nothing\n",
            "rules: {}\n",
            "extends: strict\n",
            "extends: []\n",
            "extends: [minimal, ./org.yaml, ../up/secpol.yaml, .github/secpol.yaml, policies/org]\n",
            "rules: { missing-policy: off, missing-private-channel: { allow-public: true } }\n",
            "rules:\n  missing-private-channel: { severity: info, allow-public: false }\n",
            "rules: { missing-policy: {} }\n",
            "rules:\n  missing-response-timeline: { severity: error, require: [acknowledgement, fix] }\n",
            "rules:\n  missing-response-timeline: { require: acknowledgement }\n",
            "sections: [{ id: export-control-2, headings: Export, phrases: [ECCN, 5], help: Say it. }]\n",
            "sections: [{ id: export, severity: off }]\n",
            "project: { version: 2.10, names: [widget, 7], forge: gitlab, repository: widget/group/core }\n",
            "pointers: check\n",
            "controls: [{ id: V-1, title: A policy, rules: missing-policy }, { id: 2, title: T, manual: true }]\n",
        ] {
            assert!(read(text).is_ok(), "{text}");
            let error = validator.validate(&value(text)).err().map(|error| error.to_string());
            assert_eq!(error, None, "{text}");
        }
        for set in BUILT_IN {
            let error = validator.validate(&value(set.yaml)).err().map(|error| error.to_string());
            assert_eq!(error, None, "{}", set.name);
        }
    }

    #[test]
    fn what_the_reader_refuses_is_not() {
        let validator = validator();
        for text in [
            "extend: [strict]\n",
            "extends: recomended\n",
            "extends: [strict, strict]\n",
            "extends: https://widget.example/secpol.yaml\n",
            "extends: git@widget.example:secpol.yaml\n",
            "extends: /etc/secpol.yaml\n",
            "extends: c:\\secpol.yaml\n",
            "extends: { strict: yes }\n",
            "rules: error\n",
            "rules: { missing-private-chanel: off }\n",
            "rules: { missing-policy: eror }\n",
            "rules: { missing-policy: true }\n",
            "rules: { missing-policy: }\n",
            "rules: { missing-policy: [error] }\n",
            "rules: { missing-private-channel: { alow-public: true } }\n",
            "rules: { missing-private-channel: { allow-public: maybe } }\n",
            "rules: { missing-private-channel: { allow-public: [true] } }\n",
            "rules: { missing-response-timeline: { require: [acknowledgment] } }\n",
            "sections: [{ headings: [Export] }]\n",
            "sections: [{ id: missing-policy, headings: [Export] }]\n",
            "sections: [{ id: Export Control, headings: [Export] }]\n",
            "sections: [{ id: export }]\n",
            "sections: [{ id: export, headings: [] }]\n",
            "sections: [{ id: export, headings: ['  '] }]\n",
            "sections: { id: export }\n",
            "project: { repository: widget }\n",
            "project: { repository: 'https://widget.example/widget' }\n",
            "project: { forge: githb }\n",
            "pointers: loud\n",
            "controls: [{ id: V-1 }]\n",
            "controls: [{ id: V-1, title: A policy, rules: [missing-polcy] }]\n",
            "- rules\n",
            "strict\n",
        ] {
            assert!(read(text).is_err(), "{text}");
            assert!(!validator.is_valid(&value(text)), "{text}");
        }
    }

    #[test]
    fn it_has_the_keys_of_the_reader() {
        let schema = schema();
        for (text, at) in [
            ("nope: 1\n", ""),
            ("project: { nope: 1 }\n", "/properties/project"),
            ("sections: [{ nope: 1 }]\n", "/properties/sections/items"),
            ("controls: [{ nope: 1 }]\n", "/properties/controls/items"),
        ] {
            let Mistake::UnknownKey { known, .. } = read(text).unwrap_err().mistake else { panic!("{text}") };
            let described = schema.pointer(&format!("{at}/properties")).unwrap().as_object().unwrap();
            let described: BTreeSet<&str> = described.keys().map(String::as_str).collect();
            assert_eq!(described, BTreeSet::from_iter(known), "{text}");
        }
    }

    /// Every kind of option, whether or not a rule has it today.
    #[test]
    fn options_are_described_by_their_kind() {
        let limit = OptionSpec { name: "longest", doc: "", kind: OptionKind::Limit { default: None } };
        let cases: [(OptionSpec, &[&str], &[&str]); 5] = [
            (OptionSpec::flag("lenient", true, false, ""), &["true", "false"], &["1", "'yes'", "[]"]),
            (OptionSpec::count("least", 8, ""), &["0", "8", "4294967295"], &["-1", "1.5", "4294967296", "many"]),
            (limit, &["14 days", "3 business days", "1 hour", "off"], &["14", "days", "3 business weeks", "false"]),
            (OptionSpec::choices("of", &["a", "b"], &["a"], ""), &["a", "[]", "[a, b]"], &["c", "[a, c]", "[a, a]"]),
            (OptionSpec::words("hosts", ""), &["a", "[]", "[a, 7]"], &["''", "[' ']", "[a, a]", "[[a]]"]),
        ];
        for (option, good, bad) in cases {
            let schema = with_defs(&option_schema(&option));
            assert!(jsonschema::draft202012::is_valid(&schema, &schema["default"]), "{}", option.name);
            for (texts, is_valid) in [(good, true), (bad, false)] {
                for text in texts {
                    assert_eq!(
                        jsonschema::draft202012::is_valid(&schema, &value(text)),
                        is_valid,
                        "{}: {text}",
                        option.name
                    );
                }
            }
        }
    }

    fn with_defs(part: &Value) -> Value {
        let mut part = part.clone();
        part["$defs"] = schema()["$defs"].clone();
        part
    }
}
