//! `json-lines`: one object a finding, for streams.
//!
//! Each is as in the `diagnostics` of `json`, with the version of its form. What that has besides is told to standard
//! error, so that a line is always a finding.

use std::io;

use serde::Serialize;

use super::json::{Finding, SCHEMA_VERSION, findings};
use super::{FileReport, escape};

/// A finding by itself.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub(super) struct Line<'a> {
    /// Version of the JSON form.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA_VERSION)))]
    schema_version: u32,
    #[serde(flatten)]
    finding: Finding<'a>,
}

/// Writes a line for every finding.
pub(super) fn write(files: &[FileReport], out: &mut dyn io::Write) -> io::Result<()> {
    findings(files).try_for_each(|finding| {
        let line = Line { schema_version: SCHEMA_VERSION, finding };
        writeln!(out, "{}", escape::json(&serde_json::to_string(&line)?))
    })
}
