//! What a policy says, in the keys of the labels that reviewers write.

use serde::Serialize;

use crate::markdown::TextRange;
#[cfg(test)]
use crate::policy::Language;
use crate::policy::{
    Channel, ChannelKind, Duration, Event, Evidence, Kind, Placeholder, Policy, Status, SupportedVersions, VersionsForm,
};
use crate::source::{Source, Span};

/// Version of the JSON form; it grows when a key changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// One document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Inspection {
    /// Version of the JSON form.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA_VERSION)))]
    schema_version: u32,
    /// The file, as it was named.
    path: String,
    /// What the document is.
    kind: Kind,
    /// The language that most of it is written in, as a BCP 47 tag; `und` where its phrases are not known.
    #[cfg_attr(test, schemars(with = "Language"))]
    language: &'static str,
    /// Which versions get fixes.
    supported_versions: Option<Versions>,
    /// Ways to report, in document order.
    channels: Vec<ChannelFact>,
    /// Asks not to report in public.
    no_public_report: Option<Place>,
    /// Definite times, in document order.
    response_times: Vec<TimeFact>,
    /// The first promise without a number.
    vague_response: Option<Place>,
    /// What happens towards fixing and publishing.
    disclosure_process: Option<Place>,
    /// What a report should hold.
    report_contents: Option<Place>,
    /// What is covered.
    scope: Option<Place>,
    /// A promise of no legal action.
    safe_harbor: Option<Place>,
    /// How reporters are credited.
    credit: Option<Place>,
    /// Rewards, either way.
    bounty: Option<Place>,
    /// Where fixed vulnerabilities are announced.
    advisories: Option<Place>,
    /// Keys and encryption.
    encryption: Option<Place>,
    /// Text that was to be replaced and was not.
    placeholders: Vec<PlaceholderFact>,
}

/// Several documents.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Inspections {
    /// Version of the JSON form.
    #[cfg_attr(test, schemars(extend("const" = SCHEMA_VERSION)))]
    pub schema_version: u32,
    /// One object a document.
    pub documents: Vec<Inspection>,
}

/// Where a fact was read: lines are 1-based and inclusive, the span is `[start, end)` in bytes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Place {
    /// The first and the last line.
    lines: [u32; 2],
    span: Span,
}

/// Which versions get fixes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Versions {
    /// The first and the last line.
    lines: [u32; 2],
    span: Span,
    /// How it is said.
    form: VersionsForm,
    /// The rows of the version table, without its header; empty where there is none.
    table: Vec<Row>,
}

/// A row of the version table.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct Row {
    /// What stands in the version column.
    version: String,
    /// What the row says of fixes.
    status: Status,
    /// The status cell, as shown.
    text: String,
    /// The first and the last line.
    lines: [u32; 2],
    span: Span,
}

/// A way to report a vulnerability.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct ChannelFact {
    /// What it is.
    r#type: ChannelKind,
    /// The address, the link's target, or the words that name it.
    value: String,
    /// Whether only the project sees the report; `null` where that cannot be known.
    private: Option<bool>,
    /// The first and the last line.
    lines: [u32; 2],
    span: Span,
}

/// A definite time.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct TimeFact {
    /// What is to happen within it.
    event: Event,
    /// The words.
    text: String,
    /// The shortest time in hours, where one is given.
    min_hours: Option<u32>,
    /// The longest time in hours, unless it is open.
    max_hours: Option<u32>,
    /// Whether only business time counts.
    business: bool,
    /// The first and the last line.
    lines: [u32; 2],
    span: Span,
}

/// Text that was to be replaced and was not.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
struct PlaceholderFact {
    /// The text.
    text: String,
    /// The first and the last line.
    lines: [u32; 2],
    span: Span,
}

impl Inspection {
    /// Writes down what a policy says.
    pub fn new(policy: &Policy<'_>) -> Self {
        let source = policy.document.source;
        let place = |evidence: Option<Evidence>| evidence.map(|evidence| Place::new(source, evidence.span));
        Self {
            schema_version: SCHEMA_VERSION,
            path: source.path().to_owned(),
            kind: policy.kind,
            language: policy.language.tag(),
            supported_versions: policy.supported_versions.as_ref().map(|versions| Versions::new(policy, versions)),
            channels: policy.channels.iter().map(|channel| ChannelFact::new(source, channel)).collect(),
            no_public_report: place(policy.no_public_report),
            response_times: policy
                .durations
                .iter()
                .filter(|duration| duration.event != Event::Support)
                .map(|duration| TimeFact::new(policy, duration))
                .collect(),
            vague_response: policy
                .vague
                .first()
                .map(|vague| Place::new(source, policy.document.span(policy.document.clause(vague.clause).text))),
            disclosure_process: place(policy.disclosure_process),
            report_contents: place(policy.report_contents()),
            scope: place(policy.scope()),
            safe_harbor: place(policy.safe_harbor()),
            credit: place(policy.credit()),
            bounty: place(policy.bounty()),
            advisories: place(policy.advisories()),
            encryption: place(policy.encryption()),
            placeholders: policy
                .placeholders
                .iter()
                .map(|placeholder| PlaceholderFact::new(source, placeholder))
                .collect(),
        }
    }
}

fn lines(source: &Source, span: Span) -> [u32; 2] {
    let (first, last) = source.line_range(span);
    [first, last]
}

impl Place {
    fn new(source: &Source, span: Span) -> Self {
        Self { lines: lines(source, span), span }
    }
}

impl Versions {
    fn new(policy: &Policy<'_>, versions: &SupportedVersions) -> Self {
        let source = policy.document.source;
        let rows = policy.version_tables.first().map(|table| table.rows.as_slice()).unwrap_or_default();
        let row = |row: &crate::policy::VersionRow| Row {
            version: row.version.clone(),
            status: row.status,
            text: row.status_text.clone(),
            lines: lines(source, row.span),
            span: row.span,
        };
        Self {
            lines: lines(source, versions.span),
            span: versions.span,
            form: versions.form,
            table: rows.iter().map(row).collect(),
        }
    }
}

impl ChannelFact {
    fn new(source: &Source, channel: &Channel) -> Self {
        let Channel { kind, ref value, private, span, .. } = *channel;
        Self { r#type: kind, value: value.clone(), private, lines: lines(source, span), span }
    }
}

impl TimeFact {
    fn new(policy: &Policy<'_>, duration: &Duration) -> Self {
        let Duration { event, min_hours, max_hours, business, text, span, .. } = *duration;
        let text: TextRange = text;
        Self {
            event,
            text: policy.document.str(text).to_owned(),
            min_hours,
            max_hours,
            business,
            lines: lines(policy.document.source, span),
            span,
        }
    }
}

impl PlaceholderFact {
    fn new(source: &Source, placeholder: &Placeholder) -> Self {
        Self { text: placeholder.text.clone(), lines: lines(source, placeholder.span), span: placeholder.span }
    }
}
