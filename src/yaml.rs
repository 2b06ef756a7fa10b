//! YAML, whoever wrote it: what reading it may cost, and where in the text a key or a mistake stands.
//!
//! The YAML reader knows a place only where an error is raised, so that for the place of a key the text is read once
//! more, up to an error there.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::source::{Source, Span};

/// How many brackets a text may open: libyaml takes time quadratic in how deep they nest.
const MOST_BRACKETS: usize = 5_000;

/// Whether lists and maps may nest so deep that a text costs too much to read.
pub(crate) fn nests_too_deep(text: &str) -> bool {
    text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > MOST_BRACKETS
}

/// A step into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the value of a key.
    Key(&'static str),
    /// To an item of a list, counted from 0.
    Item(usize),
}

/// The key that the steps end with; `None` where the text has no such key.
pub(crate) fn find(source: &Source, steps: &[Step]) -> Option<Span> {
    let is_found = Cell::new(false);
    let text = serde_yaml::Deserializer::from_str(source.slice(source.body()));
    let error = Find { steps, is_found: &is_found }.deserialize(text).err()?;
    is_found.get().then(|| place(source, &error))
}

/// The scalar, or the opening of the list or map, at which serde's error was raised.
pub(crate) fn place(source: &Source, error: &serde_yaml::Error) -> Span {
    let body = source.body();
    let text = source.slice(body);
    let Some(location) = error.location() else { return Span::at(body.start) };
    // Not by libyaml's index, which counts characters in values but bytes in comments.
    let line = line_start(text, location.line());
    let column = location.column().saturating_sub(1);
    let start = text[line..].char_indices().nth(column).map_or(text.len(), |(at, _)| line + at);
    let end = start + scalar_len(&text[start..]);
    Span::new(body.start + start as u32, body.start + end as u32)
}

/// Where a line starts, counted from 1 and by YAML's line ends, of which Markdown has fewer.
fn line_start(text: &str, line: usize) -> usize {
    let mut starts = text.char_indices().filter(|&(at, c)| match c {
        '\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
        _ => matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}'),
    });
    match line.checked_sub(2) {
        Some(nth) => starts.nth(nth).map_or(text.len(), |(at, c)| at + c.len_utf8()),
        None => 0,
    }
}

/// Length of the scalar that a text begins with, on its first line, in bytes.
fn scalar_len(text: &str) -> usize {
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    match line.chars().next() {
        Some(quote @ ('"' | '\'')) => line[1..].find(quote).map_or(line.len(), |at| at + 2),
        Some('[' | '{') => 1,
        _ => {
            let ends = [line.find(": "), line.find(" #"), line.find([',', ']', '}'])];
            let end = ends.into_iter().flatten().min().unwrap_or(line.len());
            line[..end].trim_end().trim_end_matches(':').len()
        }
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
    use super::*;

    fn line(text: &str, steps: &[Step]) -> Option<u32> {
        let source = Source::new("secpol.yaml", text);
        find(&source, steps).map(|span| source.position(span.start).line)
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
