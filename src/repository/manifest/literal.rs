//! Manifests that are programs, or nearly: read where name and version are written out on a line of their own.

use super::{Found, Input};

/// `setup.cfg` of Python: INI, of which only `[metadata]` matters.
pub(super) fn setup_cfg(input: &Input<'_>) -> Found {
    let mut found = Found::default();
    let mut is_metadata = false;
    for line in input.text.lines() {
        if let Some(section) = line.strip_prefix('[') {
            is_metadata = section.starts_with("metadata]");
        } else if let (true, Some((key, value))) = (is_metadata, line.split_once(['=', ':'])) {
            let value = || Some(value.trim().to_owned());
            match key.trim() {
                "name" => found.name = value(),
                "version" => found.version = value(),
                "url" => found.repository = value(),
                _ => {}
            }
        }
    }
    found
}

/// `VERSION`: nothing but the number.
pub(super) fn version_file(input: &Input<'_>) -> Found {
    let text = input.text.trim();
    let version = (!text.contains(char::is_whitespace)).then(|| text.to_owned());
    Found { version, ..Found::default() }
}

/// `*.gemspec` of Ruby: `spec.version = "1.2"`.
pub(super) fn gemspec(input: &Input<'_>) -> Found {
    let field = |name: &str| {
        input.text.lines().find_map(|line| {
            let (_, rest) = line.trim().split_once('.').filter(|(receiver, _)| is_word(receiver))?;
            quoted(rest.strip_prefix(name)?.trim_start().strip_prefix('=')?)
        })
    };
    Found { name: field("name"), version: field("version"), repository: field("homepage") }
}

/// `mix.exs` of Elixir: `version: "1.2"`, or `@version "1.2"` above it.
pub(super) fn mix(input: &Input<'_>) -> Found {
    let behind = |key: &str| input.text.split_once(key).map(|(_, rest)| rest);
    let name = behind("app: :").map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
    let version = behind("version: ").and_then(quoted).or_else(|| behind("@version ").and_then(quoted));
    Found { name, version, repository: behind("source_url: ").and_then(quoted) }
}

/// `build.gradle` and `build.gradle.kts`: `version = "1.2"` or `version '1.2'`, not within another block.
pub(super) fn gradle(input: &Input<'_>) -> Found {
    let version = input.text.lines().find_map(|line| {
        let rest = line.strip_prefix("version")?;
        quoted(rest.trim_start().trim_start_matches('='))
    });
    Found { version, ..Found::default() }
}

/// The text in quotes that begins here.
fn quoted(text: &str) -> Option<String> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (content, _) = text[1..].split_once(quote)?;
    (!content.contains(['$', '#', '\n'])).then(|| content.to_owned())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}
