//! Finds the line of a key again, when somebody asks where a value comes from.
//!
//! The YAML reader knows a place only where an error is raised, so that the file is read once more, up to an error at
//! the key.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::reader::place;
use crate::rules::{KeyPlace, Step};

impl KeyPlace {
    /// The line of the key, 1-based; `None` where the file has no such key.
    pub fn line(&self) -> Option<u32> {
        let source = &*self.source;
        let is_found = Cell::new(false);
        let yaml = serde_yaml::Deserializer::from_str(source.slice(source.body()));
        let error = Find { steps: &self.steps, is_found: &is_found }.deserialize(yaml).err()?;
        is_found.get().then(|| source.position(place(source, &error).start).line)
    }
}

/// Goes to a key, and raises an error there.
#[derive(Clone, Copy)]
struct Find<'s> {
    steps: &'s [Step],
    is_found: &'s Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(is_on_the_way) = map.next_key_seed(Key(self))? {
            if is_on_the_way {
                map.next_value_seed(Self { steps: &self.steps[1..], ..self })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if let Some((&Step::Item(nth), steps)) = self.steps.split_first() {
            for _ in 0..nth {
                list.next_element::<IgnoredAny>()?;
            }
            list.next_element_seed(Self { steps, ..self })?;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Whether a key is the next step; an error if it is the last one.
struct Key<'s>(Find<'s>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        let Find { steps, is_found } = self.0;
        if !matches!(steps.first(), Some(Step::Key(wanted)) if *wanted == key) {
            return Ok(false);
        }
        if steps.len() > 1 {
            return Ok(true);
        }
        is_found.set(true);
        Err(E::custom("here"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::Source;

    fn line(text: &str, steps: &[Step]) -> Option<u32> {
        KeyPlace { source: Arc::new(Source::new("secpol.yaml", text)), steps: steps.to_vec() }.line()
    }

    #[test]
    fn a_key_is_found_however_the_file_is_written() {
        use Step::{Item, Key};
        let option = [Key("rules"), Key("b"), Key("x")];
        let text = "# é\nextends: [b, x]\nrules:\n  a: { x: 1 }\n  # x: 2\n  \"b\":\n    severity: error\n    x: [a,\n      b]\n";
        assert_eq!(line(text, &option), Some(8));
        assert_eq!(line(text, &option[..2]), Some(6));
        assert_eq!(line(&text.replace('\n', "\r\n"), &option), Some(8));
        assert_eq!(line(&format!("\u{feff}{text}"), &option), Some(8));
        assert_eq!(line("{rules: {b: {\ny: 1, x: 2}}}", &option), Some(2));
        let sections = "sections:\n- id: a\n- help: x\n  id: b\n";
        assert_eq!(line(sections, &[Key("sections"), Item(1), Key("id")]), Some(4));
        assert_eq!(line(sections, &[Key("sections"), Item(0), Key("id")]), Some(2));
    }

    #[test]
    fn what_is_not_there_has_no_line() {
        use Step::{Item, Key};
        for (text, steps) in [
            ("", &[Key("rules")][..]),
            ("rules: { a: error }\n", &[Key("rules"), Key("b")]),
            ("rules: error\n", &[Key("rules"), Key("b")]),
            ("sections: []\n", &[Key("sections"), Item(3), Key("id")]),
            ("rules: {", &[Key("x")]),
        ] {
            assert_eq!(line(text, steps), None, "{text:?}");
        }
    }
}
