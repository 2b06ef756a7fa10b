//! JSON Schemas of the JSON that secpol prints.
//!
//! They are made from the types that are printed, and kept as files beside this one: the program neither depends on
//! what makes them nor takes time to do it. The test that finds one out of date names the command that rewrites it.

/// Of `secpol inspect --output-format json`, and of a line of `json-lines`.
pub(crate) const INSPECT: &str = include_str!("schemas/inspect.json");

/// Of `secpol lint --output-format json`, and of a line of `json-lines`.
pub(crate) const DIAGNOSTICS: &str = include_str!("schemas/diagnostics.json");

#[cfg(test)]
mod tests {
    use std::path::Path;

    use schemars::generate::SchemaSettings;
    use schemars::transform::RecursiveTransform;
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::report::inspection::{Inspection, Inspections};
    use crate::report::json::Report;
    use crate::report::json_lines::Line;

    fn generator() -> SchemaGenerator {
        // Output is described as it is written: a key without a value is there, and `null`.
        SchemaSettings::draft2020_12()
            .for_serialize()
            .with_transform(RecursiveTransform(without_width))
            .into_generator()
    }

    /// `"format": "uint32"` says how wide a number is in Rust; strict validators refuse formats they do not know.
    fn without_width(schema: &mut Schema) {
        if schema.get("type") == Some(&json!("integer")) {
            schema.remove("format");
        }
    }

    /// What is of one of `forms` is valid.
    fn schema(title: &str, generator: &mut SchemaGenerator, forms: &[Value]) -> Value {
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".to_owned(), title.into());
        match forms {
            [Value::Object(form)] => schema.extend(form.clone()),
            forms => drop(schema.insert("oneOf".to_owned(), forms.into())),
        }
        schema.insert("$defs".to_owned(), generator.take_definitions(true).into());
        Value::Object(schema)
    }

    fn form<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
        generator.subschema_for::<T>().to_value()
    }

    /// Compares with the file, or rewrites it.
    fn check(name: &str, kept: &str, schema: &Value) {
        let made = serde_json::to_string_pretty(schema).unwrap() + "\n";
        if made == kept.replace("\r\n", "\n") {
            return;
        }
        assert!(
            std::env::var_os("SECPOL_UPDATE").is_some(),
            "the schema of {name} is out of date; rewrite it with `SECPOL_UPDATE=1 cargo test --lib schemas`"
        );
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/schemas").join(name).with_extension("json");
        std::fs::write(path, made).unwrap();
    }

    #[test]
    fn the_schema_of_inspect_is_that_of_the_types() {
        let mut generator = generator();
        let forms = [form::<Inspections>(&mut generator), form::<Inspection>(&mut generator)];
        check("inspect", INSPECT, &schema("What secpol inspect prints", &mut generator, &forms));
    }

    #[test]
    fn the_schema_of_diagnostics_is_that_of_the_types() {
        let mut generator = generator();
        let forms = [form::<Report<'_>>(&mut generator), form::<Line<'_>>(&mut generator)];
        check("diagnostics", DIAGNOSTICS, &schema("What secpol lint prints", &mut generator, &forms));
    }

    #[test]
    fn every_object_says_which_keys_it_has() {
        fn objects(value: &Value, at: &str) {
            if value.get("type") == Some(&json!("object")) {
                let closed = ["additionalProperties", "unevaluatedProperties"];
                assert!(closed.iter().any(|key| value.get(key) == Some(&json!(false))), "{at} is open");
            }
            match value {
                Value::Object(map) => map.iter().for_each(|(key, value)| objects(value, &format!("{at}/{key}"))),
                Value::Array(list) => list.iter().for_each(|value| objects(value, at)),
                _ => {}
            }
        }
        for schema in [INSPECT, DIAGNOSTICS] {
            objects(&serde_json::from_str(schema).unwrap(), "");
        }
    }
}
