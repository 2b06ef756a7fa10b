//! What a policy says, in the keys of the labels that reviewers write.

use serde::Serialize;

use crate::markdown::TextRange;
use crate::policy::{
    Channel, ChannelKind, Duration, Event, Evidence, Kind, Placeholder, Policy, Status, SupportedVersions, VersionsForm,
};
use crate::source::{Source, Span};

/// Version of the JSON form; it grows when a key changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// One document.
#[derive(Debug, Serialize)]
pub struct Inspection {
    schema_version: u32,
    path: String,
    kind: Kind,
    language: &'static str,
    supported_versions: Option<Versions>,
    channels: Vec<ChannelFact>,
    no_public_report: Option<Place>,
    response_times: Vec<TimeFact>,
    vague_response: Option<Place>,
    disclosure_process: Option<Place>,
    report_contents: Option<Place>,
    scope: Option<Place>,
    safe_harbor: Option<Place>,
    credit: Option<Place>,
    bounty: Option<Place>,
    advisories: Option<Place>,
    encryption: Option<Place>,
    placeholders: Vec<PlaceholderFact>,
}

/// Several documents.
#[derive(Debug, Serialize)]
pub struct Inspections {
    /// Version of the JSON form.
    pub schema_version: u32,
    /// One object a document.
    pub documents: Vec<Inspection>,
}

/// Where a fact was read: lines are 1-based and inclusive, the span is `[start, end)` in bytes.
#[derive(Debug, Serialize)]
struct Place {
    lines: [u32; 2],
    span: Span,
}

#[derive(Debug, Serialize)]
struct Versions {
    lines: [u32; 2],
    span: Span,
    form: VersionsForm,
    table: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    version: String,
    status: Status,
    text: String,
    lines: [u32; 2],
    span: Span,
}

#[derive(Debug, Serialize)]
struct ChannelFact {
    r#type: ChannelKind,
    value: String,
    private: Option<bool>,
    lines: [u32; 2],
    span: Span,
}

#[derive(Debug, Serialize)]
struct TimeFact {
    event: Event,
    text: String,
    min_hours: Option<u32>,
    max_hours: Option<u32>,
    business: bool,
    lines: [u32; 2],
    span: Span,
}

#[derive(Debug, Serialize)]
struct PlaceholderFact {
    text: String,
    lines: [u32; 2],
    span: Span,
}

impl Inspection {
    /// Writes down what a policy says.
    pub fn new(policy: &Policy<'_>) -> Self {
        let source = policy.document.source;
        let place = |evidence: &Option<Evidence>| evidence.as_ref().map(|evidence| Place::new(source, evidence.span));
        Self {
            schema_version: SCHEMA_VERSION,
            path: source.path().to_owned(),
            kind: policy.kind,
            language: "en",
            supported_versions: policy.supported_versions.as_ref().map(|versions| Versions::new(policy, versions)),
            channels: policy.channels.iter().map(|channel| ChannelFact::new(source, channel)).collect(),
            no_public_report: place(&policy.no_public_report),
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
            disclosure_process: place(&policy.disclosure_process),
            report_contents: place(&policy.report_contents),
            scope: place(&policy.scope),
            safe_harbor: place(&policy.safe_harbor),
            credit: place(&policy.credit),
            bounty: place(&policy.bounty),
            advisories: place(&policy.advisories),
            encryption: place(&policy.encryption),
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
