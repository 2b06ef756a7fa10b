//! The shapes that a configuration is made of: a text, a list of texts, a map with known keys.
//!
//! They are written by hand so that a mistake is raised while its scalar is being read: only then does the YAML
//! reader know the place. A derived reader with `untagged` or `flatten` buffers first and loses it.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Mistake;
use super::reader::{Cx, Failure};

/// Reads a scalar as text, whatever YAML would take it for: a version `2.10` is no number.
pub(super) struct TextSeed<'c, 'r, 'l, F> {
    cx: &'c Cx<'r, 'l>,
    expected: &'static str,
    read: F,
}

impl<'c, 'r, 'l, T, F: FnOnce(&str) -> Result<T, Failure>> TextSeed<'c, 'r, 'l, F> {
    pub(super) fn new(cx: &'c Cx<'r, 'l>, expected: &'static str, read: F) -> Self {
        Self { cx, expected, read }
    }

    fn take<E: de::Error>(self, text: &str) -> Result<T, E> {
        if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            return Err(self.cx.raise(Mistake::ControlCharacter(control)));
        }
        (self.read)(text).map_err(|failure| self.cx.raise(failure))
    }
}

impl<'de, T, F: FnOnce(&str) -> Result<T, Failure>> DeserializeSeed<'de> for TextSeed<'_, '_, '_, F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> Result<T, Failure>> Visitor<'_> for TextSeed<'_, '_, '_, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        self.take(text)
    }
}

/// Reads a list of texts; a single text stands for a list of one.
pub(super) struct ListSeed<'c, 'r, 'l, F> {
    cx: &'c Cx<'r, 'l>,
    expected: &'static str,
    read: F,
}

impl<'c, 'r, 'l, T, F: FnMut(&str) -> Result<T, Failure>> ListSeed<'c, 'r, 'l, F> {
    pub(super) fn new(cx: &'c Cx<'r, 'l>, expected: &'static str, read: F) -> Self {
        Self { cx, expected, read }
    }

    fn one<E: de::Error>(mut self, text: &str) -> Result<Vec<T>, E> {
        Ok(vec![TextSeed::new(self.cx, self.expected, &mut self.read).take(text)?])
    }
}

impl<'de, T, F: FnMut(&str) -> Result<T, Failure>> DeserializeSeed<'de> for ListSeed<'_, '_, '_, F> {
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F: FnMut(&str) -> Result<T, Failure>> Visitor<'de> for ListSeed<'_, '_, '_, F> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        let mut seen = BTreeSet::new();
        loop {
            let read = |text: &str| {
                let item = (self.read)(text)?;
                if seen.insert(text.to_owned()) { Ok(item) } else { Err(Mistake::Duplicate(clip(text)).into()) }
            };
            match list.next_element_seed(TextSeed::new(self.cx, self.expected, read))? {
                Some(item) => items.push(item),
                None => return Ok(items),
            }
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        self.one(text)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Vec<T>, E> {
        self.one(&value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Vec<T>, E> {
        self.one(&value.to_string())
    }
}

/// The keys of a map, and what is done with each.
pub(super) trait Fields {
    /// What the map becomes.
    type Out;

    /// What the map is, for messages.
    const EXPECTED: &'static str;

    /// Whether there is such a key.
    fn check(&self, key: &str) -> Result<(), Mistake>;

    /// Reads the value of a key that [`Fields::check`] let pass.
    fn field<'de, A: MapAccess<'de>>(&mut self, cx: &Cx<'_, '_>, key: &str, map: &mut A) -> Result<(), A::Error>;

    /// Takes a scalar in place of the map.
    fn scalar(&mut self, text: &str) -> Result<(), Mistake> {
        Err(Mistake::WrongType { expected: Self::EXPECTED.to_owned(), found: format!("`{}`", clip(text)) })
    }

    /// Takes nothing at all in place of the map.
    fn nothing(&mut self) -> Result<(), Mistake> {
        Err(Mistake::WrongType { expected: Self::EXPECTED.to_owned(), found: "nothing".to_owned() })
    }

    /// Ends the map; a mistake is put to its opening.
    fn finish(self, cx: &Cx<'_, '_>) -> Result<Self::Out, Mistake>;
}

/// Reads a map by its [`Fields`].
pub(super) struct MapSeed<'c, 'r, 'l, T> {
    cx: &'c Cx<'r, 'l>,
    fields: T,
}

impl<'c, 'r, 'l, T: Fields> MapSeed<'c, 'r, 'l, T> {
    pub(super) fn new(cx: &'c Cx<'r, 'l>, fields: T) -> Self {
        Self { cx, fields }
    }

    fn take<E: de::Error>(mut self, scalar: Option<&str>) -> Result<T::Out, E> {
        let taken = match scalar {
            Some(text) => self.fields.scalar(text),
            None => self.fields.nothing(),
        };
        taken.and_then(|()| self.fields.finish(self.cx)).map_err(|mistake| self.cx.raise(mistake))
    }
}

impl<'de, T: Fields> DeserializeSeed<'de> for MapSeed<'_, '_, '_, T> {
    type Value = T::Out;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Out, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Fields> Visitor<'de> for MapSeed<'_, '_, '_, T> {
    type Value = T::Out;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<T::Out, A::Error> {
        let mut seen = BTreeSet::new();
        loop {
            let read = |key: &str| {
                self.fields.check(key)?;
                if seen.insert(key.to_owned()) {
                    Ok(key.to_owned())
                } else {
                    Err(Mistake::DuplicateKey(clip(key)).into())
                }
            };
            match map.next_key_seed(TextSeed::new(self.cx, "a key", read))? {
                Some(key) => self.fields.field(self.cx, &key, &mut map)?,
                None => return self.fields.finish(self.cx).map_err(|mistake| self.cx.raise(mistake)),
            }
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T::Out, E> {
        self.take(Some(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T::Out, E> {
        self.take(Some(&value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T::Out, E> {
        self.take(Some(&value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T::Out, E> {
        self.take(Some(&value.to_string()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<T::Out, E> {
        self.take(None)
    }

    fn visit_none<E: de::Error>(self) -> Result<T::Out, E> {
        self.take(None)
    }
}

/// Reads a list of maps.
pub(super) struct MapsSeed<'c, 'r, 'l, T> {
    cx: &'c Cx<'r, 'l>,
    expected: &'static str,
    fields: PhantomData<T>,
}

impl<'c, 'r, 'l, T: Fields + Default> MapsSeed<'c, 'r, 'l, T> {
    pub(super) fn new(cx: &'c Cx<'r, 'l>, expected: &'static str) -> Self {
        Self { cx, expected, fields: PhantomData }
    }
}

impl<'de, T: Fields + Default> DeserializeSeed<'de> for MapsSeed<'_, '_, '_, T> {
    type Value = Vec<T::Out>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Fields + Default> Visitor<'de> for MapsSeed<'_, '_, '_, T> {
    type Value = Vec<T::Out>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(MapSeed::new(self.cx, T::default()))? {
            items.push(item);
        }
        Ok(items)
    }
}

/// A text short enough for a message.
pub(super) fn clip(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
