//! The rules, one file each, and the one table they are in.
//!
//! A rule compares facts with expectations; it does not search the text. From [`RULES`] come
//! `secpol rules`, `secpol explain`, the configuration's options and the documentation pages.

mod around;
mod context;
mod elsewhere;
mod inquiry;
mod insertion;
mod options;
mod origin;
mod precedence;
mod questions;
mod readme;
mod required;
pub(crate) mod rule;
mod settings;
mod suppressions;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::BTreeSet;

pub use around::{Around, Beside, RepositoryFindings};
pub use context::{Context, Findings, Note, NoteKind, Outcome, Places};
pub use options::{OptionKind, OptionSpec, OptionValue};
pub use origin::{KeyPlace, Origin, Step};
pub use rule::{FixKind, Group, Rule};
pub(crate) use settings::RuleSetting;
pub use settings::{Control, Pointers, Project, RequiredSection, Settings, Standard};
pub use verdict::{Standing, Verdict, Verdicts};

pub use crate::repository::Forge;

use crate::markdown::Document;
use crate::online::{Answers, Question};
use crate::policy::Policy;
use crate::repository::{Place, Surroundings};
use crate::source::{Source, Span};
use rule::Check;

/// Declares the modules of the rules and the table, in the order of the documentation's index.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every rule.
        pub static RULES: &[&Rule] = &[$(&$module::RULE),+];

        /// The modules of the rules, in the order of the table.
        const MODULES: &[&str] = &[$(stringify!($module)),+];
    };
}

rules![
    missing_policy,
    empty_policy,
    missing_reporting_channel,
    missing_report_contents,
    missing_supported_versions,
    missing_response_timeline,
    missing_status_updates,
    missing_disclosure_policy,
    missing_response_process,
    missing_scope,
    missing_safe_harbor,
    missing_reporter_credit,
    missing_advisory_channel,
    missing_end_of_support,
    missing_policy_date,
    missing_private_channel,
    public_reporting_channel,
    missing_public_issue_warning,
    missing_fallback_contact,
    invalid_email,
    placeholder_contact,
    obfuscated_email,
    unlinked_contact,
    mismatched_mailto,
    insecure_url,
    missing_encryption_option,
    unverifiable_pgp_key,
    invalid_pgp_fingerprint,
    short_pgp_key_id,
    invalid_pgp_key,
    wrong_advisory_link,
    undeliverable_contact,
    private_reporting_disabled,
    timeframe_too_long,
    vague_timeframe,
    ambiguous_duration,
    conflicting_timeframes,
    malformed_version_table,
    unclear_version_status,
    conflicting_version_status,
    no_supported_version,
    current_version_uncovered,
    incomplete_version_table,
    past_end_of_support,
    unbounded_embargo,
    missing_cve_process,
    missing_anonymous_reporting,
    responsible_disclosure_term,
    unmodified_template,
    placeholder_text,
    dangling_anchor,
    broken_relative_link,
    undefined_link_reference,
    duplicate_heading,
    empty_section,
    heading_structure,
    toc_mismatch,
    foreign_project_name,
    foreign_repository_link,
    stale_date,
    retired_service_link,
    exposed_secret,
    invalid_suppression,
    unused_suppression,
    shadowed_policy,
    unrecognized_policy_path,
    missing_readme_link,
    public_security_issue_template,
    missing_security_txt,
    invalid_security_txt,
    security_txt_mismatch,
    security_insights_mismatch,
];

/// The rule of that id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Lints one file by itself under the settings.
pub fn lint(source: &Source, settings: &Settings) -> Outcome {
    lint_at(source, settings, None)
}

/// Lints one file under the settings, as part of the repository that it lies in.
pub fn lint_at(source: &Source, settings: &Settings, place: Option<Place<'_>>) -> Outcome {
    lint_online(source, settings, place, &Answers::default())
}

/// What the rules that are on would like to know of the network about a file.
pub fn questions(source: &Source, settings: &Settings, place: Option<Place<'_>>) -> BTreeSet<Question> {
    let document = Document::parse(source);
    let policy = Policy::read(&document);
    inquiry::questions(&Context::new(&policy, settings, place))
}

/// Lints one file under the settings, with what the network says of it.
pub fn lint_online(source: &Source, settings: &Settings, place: Option<Place<'_>>, answers: &Answers) -> Outcome {
    let document = Document::parse(source);
    let policy = Policy::read(&document);
    let context = Context::new(&policy, settings, place);
    let mut outcome = Outcome { notes: context.notes(), places: Places::of(&policy), ..Outcome::default() };
    for (rule, setting) in RULES.iter().zip(&settings.rules) {
        let Some(severity) = setting.severity else { continue };
        let mut findings = Findings::new(rule, severity, &mut outcome.diagnostics);
        match &rule.check {
            Check::Document(check) => check(&context, &mut findings),
            Check::Online(inquiry) => inquiry.check(&context, answers, &mut findings, &mut outcome.notes),
            Check::Folder | Check::Repository(_) | Check::Suppression => continue,
        }
        outcome.notes.extend(findings.truncated());
        outcome.hidden.append(&mut findings.into_hidden());
    }
    outcome.hidden = merged(outcome.hidden);
    required::check(&context, &settings.sections, &mut outcome.diagnostics);
    outcome.verdicts = verdict::judge(&policy, settings, place);
    if let Some(place) = place {
        let around = Around { surroundings: place.surroundings, policy: Some((&policy, place.path)), settings };
        outcome.beside = around::check(&around, &mut outcome);
    }
    suppressions::apply(&context, &mut outcome.diagnostics);
    precedence::apply(&mut outcome.diagnostics, policy.kind);
    for fix in outcome.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.fix.as_mut()) {
        fix.conform(source.text());
    }
    outcome.diagnostics.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    outcome
}

/// Spans in order, those that overlap as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.end >= span.start => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}

/// What is to be said of a folder that has no policy, and of the other files in it.
pub fn lint_missing_policy(settings: &Settings, surroundings: &Surroundings) -> Outcome {
    let mut outcome = Outcome { verdicts: verdict::without_policy(settings), ..Outcome::default() };
    if let Some(severity) = settings.severity(&missing_policy::RULE) {
        let finding = missing_policy::finding(Span::at(0), surroundings);
        Findings::new(&missing_policy::RULE, severity, &mut outcome.diagnostics).push(finding);
    }
    let around = Around { surroundings, policy: None, settings };
    outcome.beside = around::check(&around, &mut outcome);
    outcome
}
