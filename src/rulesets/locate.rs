//! Finds the line of a key again, when somebody asks where a value comes from.

use crate::rules::KeyPlace;
use crate::yaml;

impl KeyPlace {
    /// The line of the key, 1-based; `None` where the file has no such key.
    pub fn line(&self) -> Option<u32> {
        let span = yaml::find(&self.source, &self.steps)?;
        Some(self.source.position(span.start).line)
    }
}
