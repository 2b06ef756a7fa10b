//! Which versions get fixes: tables of the project's own versions, and sentences.

use super::facts::{SupportedVersions, VersionsForm};
use super::label::is_label;
use super::reading::Reading;
use super::support_dates::{LastDay, end_columns, row_end};
use super::version_expression::read_versions;
use super::version_set::Versions;
use super::vocabulary::{Concept, ConceptSet, Hit, Language, Layer, Tables, Tokens};
use crate::markdown::{BlockId, ClauseId, Link, LinkKind, NodeKind, Table};
use crate::source::Span;

use Concept as C;

/// A table of the project's own versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionTable {
    /// Index in the document's tables.
    pub table: usize,
    /// The column of versions.
    pub version_column: usize,
    /// The columns of statuses; there may be several, and none.
    pub status_columns: Vec<usize>,
    /// The columns that are about neither version nor status, date or note: they may tell rows
    /// of one version apart.
    pub other_columns: Vec<usize>,
    /// The rows, without the header.
    pub rows: Vec<VersionRow>,
    /// The whole table.
    pub span: Span,
}

/// A row of a version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRow {
    /// What stands in the version column.
    pub version: String,
    /// The versions that this names.
    pub versions: Versions,
    /// Whether it tells nothing but before which version they end: `< 2.0`.
    pub is_below: bool,
    /// Where.
    pub version_span: Span,
    /// What it says of fixes.
    pub status: Status,
    /// The status cell, as shown.
    pub status_text: String,
    /// Where.
    pub status_span: Span,
    /// Whether the status says no more than that: not that the version is on its way in or out.
    pub is_plain: bool,
    /// When its support ends, where that is told as a date.
    pub end: Option<LastDay>,
    /// The row.
    pub span: Span,
}

/// What a row says of fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The version gets fixes.
    Yes,
    /// It gets some.
    Limited,
    /// It gets none.
    No,
    /// The cell is empty, or leaves the question open.
    Missing,
    /// The cell says something that is no status.
    Unknown,
    /// The cell is an image that says nothing.
    Image,
}

/// The project's version tables, in document order.
pub(super) fn read_tables(reading: &Reading<'_>) -> Vec<VersionTable> {
    let tables = reading.document.tables.iter().enumerate();
    tables.filter_map(|(index, table)| read_table(reading, index, table)).collect()
}

fn read_table(reading: &Reading<'_>, index: usize, table: &Table) -> Option<VersionTable> {
    let document = reading.document;
    let (header, rows) = table.rows.split_first()?;
    let section = &reading.sections[table.section.0 as usize];
    let heads: Vec<ConceptSet> = header.cells.iter().map(|&cell| cell_set(reading, header.clause, cell)).collect();
    let is_version = |head: &ConceptSet| head.has(C::HeadVersion) && !head.has(C::Foreign);
    let version_column = heads.iter().position(is_version)?;
    let is_foreign =
        heads.iter().any(|head| head.has(C::Foreign) && head.has(C::HeadVersion)) || section.heading.has(C::Foreign);
    if is_foreign || section.is_excluded {
        return None;
    }
    let mut status_columns: Vec<usize> = (0..header.cells.len())
        .filter(|&column| {
            column != version_column
                && heads[column].has(C::HeadStatus)
                && !is_note(document.str(document.block(header.cells[column]).text))
        })
        .collect();
    if status_columns.is_empty() {
        // A column without a telling header counts where its cells say yes or no.
        let says_status = |column: usize| {
            let cells: Vec<Status> = rows
                .iter()
                .filter_map(|row| row.cells.get(column).map(|&cell| status(reading, row.clause, cell).0))
                .collect();
            !cells.is_empty() && cells.iter().all(|status| matches!(status, Status::Yes | Status::No | Status::Limited))
        };
        status_columns.extend((0..header.cells.len()).find(|&column| column != version_column && says_status(column)));
    }
    let has_dates = heads.iter().any(|head| head.has(C::HeadDate));
    let in_versions = section.path.has(C::HeadingVersions);
    if status_columns.is_empty() && !(has_dates && in_versions) {
        return None;
    }
    let end_columns = end_columns(reading, header);
    let rows = rows
        .iter()
        .filter_map(|row| {
            let version = *row.cells.get(version_column)?;
            let states: Vec<(Status, BlockId)> = status_columns
                .iter()
                .filter_map(|&column| row.cells.get(column))
                .map(|&cell| (status(reading, row.clause, cell).0, cell))
                .collect();
            let best = states.iter().min_by_key(|(status, _)| rank(*status)).copied();
            let (status, cell) = best.unwrap_or((Status::Missing, version));
            let is_moving = |hit: &Hit| hit.concept == C::Transition;
            let span_of = |cell: BlockId| document.block(cell).span;
            let (versions, is_below) = read_versions(reading, row.clause, document.block(version).text);
            Some(VersionRow {
                version: document.str(document.block(version).text).to_owned(),
                versions,
                is_below,
                version_span: span_of(version),
                status,
                status_text: shown(reading, cell),
                status_span: span_of(cell),
                is_plain: !cell_hits(reading, row.clause, cell).any(is_moving),
                end: row_end(reading, row, &end_columns, best.map(|(_, cell)| cell)),
                span: row.span,
            })
        })
        .collect();
    let other_columns = (0..header.cells.len())
        .filter(|&column| {
            let cell = &header.cells[column];
            column != version_column
                && !status_columns.contains(&column)
                && !heads[column].has(C::HeadDate)
                && !end_columns.contains(&column)
                && !is_note(document.str(document.block(*cell).text))
        })
        .collect();
    Some(VersionTable { table: index, version_column, status_columns, other_columns, rows, span: table.span })
}

fn is_note(header: &str) -> bool {
    let lower = header.to_lowercase();
    lower.contains("note") || lower.contains("comment")
}

/// Of several status columns the best one counts: a version with some fixes is supported.
fn rank(status: Status) -> u8 {
    match status {
        Status::Yes => 0,
        Status::Limited => 1,
        Status::No => 2,
        Status::Unknown => 3,
        Status::Image => 4,
        Status::Missing => 5,
    }
}

/// The phrases of one cell of a row.
fn cell_hits<'r>(reading: &'r Reading<'_>, row: ClauseId, cell: BlockId) -> impl Iterator<Item = &'r Hit> {
    let text = reading.document.block(cell).text;
    reading.hits_within(row, text)
}

/// The concepts of one cell of a row.
fn cell_set(reading: &Reading<'_>, row: ClauseId, cell: BlockId) -> ConceptSet {
    let mut set = ConceptSet::default();
    for hit in cell_hits(reading, row, cell) {
        set.insert(hit.concept);
    }
    set
}

/// A cell as a reader sees it: its text, or what its images say.
fn shown(reading: &Reading<'_>, cell: BlockId) -> String {
    let document = reading.document;
    let text = document.str(document.block(cell).text);
    if !text.is_empty() {
        return text.to_owned();
    }
    images(reading, cell).map(|(alt, _)| alt).collect::<Vec<_>>().join(" ")
}

/// Alternative text and address of the images in a cell.
fn images<'r>(reading: &'r Reading<'_>, cell: BlockId) -> impl Iterator<Item = (String, String)> + 'r {
    let document = reading.document;
    let is_image = |link: &&Link<'_>| link.kind == LinkKind::Image;
    document.links_of(cell).iter().filter(is_image).map(|link| (link.alt.clone(), link.target.to_string()))
}

/// What a status cell says, and whether it is an image.
fn status(reading: &Reading<'_>, row: ClauseId, cell: BlockId) -> (Status, bool) {
    let document = reading.document;
    let text = document.str(document.block(cell).text);
    let mut images = images(reading, cell).peekable();
    if text.is_empty() && images.peek().is_some() {
        let mut said = Status::Image;
        for (alt, target) in images {
            let label = alt_or_badge(&alt, &target);
            if let Some(status) = word_status(&label, reading.tables) {
                said = status;
            } else if !label.is_empty() && said == Status::Image {
                said = Status::Unknown;
            }
        }
        return (said, true);
    }
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–' | '?' | '*' | '_'));
    if trimmed.is_empty() {
        return (Status::Missing, false);
    }
    (status_of(cell_hits(reading, row, cell)), false)
}

/// The first word of a status decides: "no longer supported", "yes, until June". Of two that
/// begin together the longer one does.
fn status_of<'h>(hits: impl Iterator<Item = &'h Hit>) -> Status {
    let status = |hit: &Hit| match hit.concept {
        C::StatusYes => Some(Status::Yes),
        C::StatusLimited => Some(Status::Limited),
        C::StatusNo => Some(Status::No),
        C::StatusOpen => Some(Status::Missing),
        _ => None,
    };
    let told = hits.filter_map(|hit| Some((hit.start, std::cmp::Reverse(hit.end), status(hit)?)));
    told.min_by_key(|&(start, end, _)| (start, end)).map_or(Status::Unknown, |(_, _, status)| status)
}

/// The words of an image: its alternative text, or the label of a badge.
fn alt_or_badge(alt: &str, target: &str) -> String {
    if !alt.trim().is_empty() {
        return alt.to_owned();
    }
    let label = target
        .split("/badge/")
        .nth(1)
        .map(|rest| rest.split(['?', '#']).next().unwrap_or_default())
        .unwrap_or_default();
    label.replace(['-', '_'], " ")
}

/// The status that a few words give, outside of the token stream: those of an image.
fn word_status(text: &str, tables: &'static Tables) -> Option<Status> {
    let mut tokens = Tokens::new(text.len(), tables);
    tokens.push_range(text, crate::markdown::TextRange::new(0, text.len() as u32), &[]);
    let mut hits = Vec::new();
    let languages = Language::ALL.iter().fold(0, |bits, language| bits | language.bit());
    tables.match_phrases(&tokens.all, 0, &[Layer::Table], languages, &mut hits);
    match status_of(hits.iter()) {
        Status::Unknown => None,
        status => Some(status),
    }
}

/// Which versions get fixes, at the most definite place.
pub(super) fn read_supported(reading: &Reading<'_>, tables: &[VersionTable]) -> Option<SupportedVersions> {
    if let Some(table) = tables.first() {
        return Some(SupportedVersions { form: VersionsForm::Table, span: table.span });
    }
    let mut best: Option<(u32, SupportedVersions)> = None;
    for clause in reading.clause_ids() {
        if let Some((score, found)) = supported_in_clause(reading, clause) {
            if best.as_ref().is_none_or(|(so_far, _)| score > *so_far) {
                best = Some((score, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

fn supported_in_clause(reading: &Reading<'_>, clause: ClauseId) -> Option<(u32, SupportedVersions)> {
    let document = reading.document;
    let set = reading.set(clause);
    if reading.is_heading(clause) || reading.section_of(clause).is_excluded {
        return None;
    }
    let block = document.block(document.clause(clause).block);
    let in_versions = reading.section_of(clause).path.has(C::HeadingVersions);
    let foreign = set.has(C::Foreign) || reading.section_of(clause).heading.has(C::Foreign);
    let span = reading.span(clause);
    let fixes = set.any(&[C::Support, C::Fix]) || is_only_fixed(reading, clause);
    let is_counted = set.has(C::Only) && set.has(C::Support) && has_version_number(reading.str(clause));
    let names = is_counted
        || set.has(C::SupportedVersions)
        || (set.any(&[C::Latest, C::Older, C::Moving]) && set.has(C::Version));
    let is_told = reading.is_cjk(clause) && set.has(C::Older) && set.has(C::Negation);
    let is_advice = set.has(C::Advice) && !set.has(C::Only) && !is_told;
    let is_condition = set.has(C::Include) && set.has(C::Request) || set.any(&[C::ItemSteps]);
    if (foreign || is_condition && !is_told) && !in_versions {
        return None;
    }
    let is_item = document.node(block.node).kind == NodeKind::Item;
    if in_versions && is_item && (names || has_version_number(reading.str(clause))) {
        let lead = block.lead_in.map_or(span, |lead| reading.span(lead));
        return Some((4, SupportedVersions { form: VersionsForm::List, span: lead.cover(span) }));
    }
    // "Supported versions: 2.x" in the running text.
    let is_label = reading.hits_of(clause, C::SupportedVersions).any(|hit| is_label(reading, clause, hit));
    if is_label && set.has(C::Support) && (set.any(&[C::Latest, C::Moving]) || has_version_number(reading.str(clause)))
    {
        return Some((3, SupportedVersions { form: VersionsForm::Prose, span }));
    }
    let link = reading.links_of(clause).next();
    if link.is_some() && set.has(C::SupportedVersions) && set.has(C::Pointer) && in_versions {
        return Some((3, SupportedVersions { form: VersionsForm::Link, span }));
    }
    // Where the steps to a release are told, "the latest release" may be where a fix goes; "only" and "supported" are
    // about versions everywhere.
    let in_process = reading.section_of(clause).path.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    // "Fixes are prepared for every maintained release" does not say which those are.
    let is_definite = set.any(&[C::Only, C::Support]) && !(in_process && set.has(C::AllMaintained));
    let is_plain = (is_definite || !in_process) && strong(reading, clause);
    if names && fixes && !is_advice && (in_versions || is_counted || is_plain) {
        return Some((if in_versions { 5 } else { 2 }, SupportedVersions { form: VersionsForm::Prose, span }));
    }
    // "Out of scope: vulnerabilities in outdated versions."
    let speaks_of_scope = |clause: ClauseId| reading.set(clause).has(C::Scope);
    let in_scope = reading.section_of(clause).path.has(C::HeadingScope)
        || speaks_of_scope(clause)
        || reading.lead_ins(clause).any(speaks_of_scope);
    if in_scope && names && set.has(C::Older) && set.has(C::Vulnerability) && !is_advice {
        return Some((1, SupportedVersions { form: VersionsForm::Prose, span }));
    }
    if in_versions && (names || fixes && names_version(reading, clause)) && !is_advice {
        return Some((1, SupportedVersions { form: VersionsForm::Prose, span }));
    }
    None
}

/// "A release" and not "we will release it".
fn names_version(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let acts = |hit: &Hit| matches!(hit.concept, C::We | C::Will | C::Possibility);
    reading
        .hits_of(clause, C::Version)
        .any(|version| !reading.hits(clause).iter().any(|hit| acts(hit) && hit.end == version.start))
}

/// Outside of a section on versions a sentence has to be plain: fixes or support for a named
/// kind of version.
fn strong(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let set = reading.set(clause);
    let asks = set.any(&[C::You, C::Request])
        && !set.has(C::We)
        && !(reading.is_cjk(clause) && set.has(C::Older) && set.has(C::Negation));
    // "仅最新版本会收到安全更新": versions that get fixes are supported.
    let receives = reading.is_cjk(clause) && set.has(C::Fix) && set.any(&[C::Only, C::Receive, C::Negation]);
    set.has(C::SupportedVersions)
        && (set.has(C::Support) || is_only_fixed(reading, clause) || set.has(C::Receive) && set.has(C::Fix) || receives)
        && !asks
        && (set.has(C::Only) || !discloses(reading, clause))
        && (set.has(C::Only) || set.has(C::Fix) || set.has(C::Negation) || set.has(C::Vulnerability))
}

/// "Such issues are only fixed in the latest release": where nothing else gets a fix.
fn is_only_fixed(reading: &Reading<'_>, clause: ClauseId) -> bool {
    const REACH: u32 = 8;
    let set = reading.set(clause);
    let is_in = |verb: &Hit, version: &Hit| {
        let words = verb.end..version.start;
        let mut words = words.map(|at| reading.word(at));
        version.start > verb.end && version.start - verb.end <= REACH && words.any(|word| IN.contains(&word))
    };
    set.has(C::Only)
        && set.has(C::FixVerb)
        && !set.any(&[C::Disclose, C::Request])
        && reading
            .hits_of(clause, C::SupportedVersions)
            .any(|version| reading.hits_of(clause, C::FixVerb).any(|verb| is_in(verb, version)))
}

/// Words between what is fixed and the versions that get the fix.
const IN: &[&str] = &["in", "on", "for", "to", "dans", "en", "em", "в"];

/// Whether something is disclosed; "responsibly disclosed vulnerabilities" were before.
fn discloses(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let mut verbs = reading.hits_of(clause, C::Disclose);
    verbs.any(|verb| !reading.hits_of(clause, C::Vulnerability).any(|vulnerability| vulnerability.start == verb.end))
}

/// Whether a text has numbers such as `2.1`, `2.x` or `v2`.
pub(super) fn has_version_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes
        .windows(3)
        .any(|w| w[0].is_ascii_digit() && w[1] == b'.' && (w[2].is_ascii_digit() || w[2] == b'x' || w[2] == b'*'))
        || bytes.windows(2).any(|w| w[0] == b'v' && w[1].is_ascii_digit())
}
