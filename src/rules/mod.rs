//! The rules, one file each, and the one table they are in.
//!
//! A rule compares facts with expectations; it does not search the text. From [`RULES`] come
//! `secpol rules`, `secpol explain`, the configuration's options and the documentation pages.

mod around;
mod context;
mod delegate;
mod elsewhere;
mod inquiry;
mod insertion;
mod next_series;
mod options;
mod origin;
mod packages;
mod paths;
mod precedence;
mod promises_beside;
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
pub use delegate::{Delegate, delegate};
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
use delegate::delegate_of;
use missing_policy::Instead;
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

/// Lints one file under the settings, as part of the repository that it lies in. One that only leads to another file
/// there is linted with it.
pub fn lint_at(source: &Source, settings: &Settings, place: Option<Place<'_>>) -> Outcome {
    lint_online(source, settings, place, &Answers::default())
}

/// What the rules that are on would like to know of the network about a file.
pub fn questions(source: &Source, settings: &Settings, place: Option<Place<'_>>) -> BTreeSet<Question> {
    let document = Document::parse(source);
    let policy = Policy::read(&document);
    let context = Context::new(&policy, settings, place);
    let mut questions = inquiry::questions(&context);
    if let Some((delegate, place)) = delegate_of(&context).zip(place) {
        let document = Document::parse(&delegate.source);
        let policy = Policy::read(&document);
        let place = Place { surroundings: place.surroundings, path: &delegate.path };
        questions.extend(inquiry::questions(&Context::new(&policy, settings, Some(place))));
    }
    questions
}

/// Lints one file under the settings, with what the network says of it.
pub fn lint_online(source: &Source, settings: &Settings, place: Option<Place<'_>>, answers: &Answers) -> Outcome {
    let document = Document::parse(source);
    let policy = Policy::read(&document);
    let context = Context::new(&policy, settings, place);
    let Some((delegate, place)) = delegate_of(&context).zip(place) else {
        let mut outcome = check(&context, false, answers);
        required::check(&context, &settings.sections, &mut outcome.diagnostics);
        outcome.verdicts = verdict::judge(&context, None);
        if let Some(place) = place {
            let policy = Some((&policy, place.path));
            let around = Around { surroundings: place.surroundings, policy, delegate: None, settings };
            outcome.beside = around::check(&around, &mut outcome);
        }
        return finish(&context, outcome);
    };
    // What the policy lacks is in the other file, whatever is to be said of policies that lead out of sight.
    let _ = context.delegated.set(true);
    let told_document = Document::parse(&delegate.source);
    let told_policy = Policy::read(&told_document);
    let told_place = Place { surroundings: place.surroundings, path: &delegate.path };
    let told = Context::new(&told_policy, settings, Some(told_place));
    let mut outcome = check(&context, true, answers);
    let mut told_outcome = check(&told, false, answers);
    required::check(&told, &settings.sections, &mut told_outcome.diagnostics);
    told_outcome.verdicts = verdict::judge(&told, Some(&context));
    delegate::unite(&context, &mut told_outcome.diagnostics);
    let around = Around {
        surroundings: place.surroundings,
        policy: Some((&policy, place.path)),
        delegate: Some((&told_policy, &delegate.path)),
        settings,
    };
    let (same, others): (Vec<_>, Vec<_>) =
        around::check(&around, &mut outcome).into_iter().partition(|file| file.path == delegate.path);
    told_outcome.diagnostics.extend(same.into_iter().flat_map(|file| file.outcome.diagnostics));
    let mut told_outcome = finish(&told, told_outcome);
    if !place.surroundings.is_own_file(&delegate.path) {
        // What others share with us is not ours to mend.
        told_outcome.diagnostics.iter_mut().for_each(|found| found.fix = None);
    }
    outcome.beside.push(Beside { path: delegate.path.clone(), source: delegate.source.clone(), outcome: told_outcome });
    outcome.beside.extend(others);
    finish(&context, outcome)
}

/// What the rules about documents find in one, which may be read further in another.
fn check(context: &Context<'_>, is_followed: bool, answers: &Answers) -> Outcome {
    let (notes, places) = (context.notes(is_followed), Places::of(context.policy));
    let mut outcome = Outcome { notes, places, ..Outcome::default() };
    for (rule, setting) in RULES.iter().zip(&context.settings().rules) {
        let Some(severity) = setting.severity else { continue };
        let mut findings = Findings::new(rule, severity, &mut outcome.diagnostics);
        match &rule.check {
            Check::Document(check) => check(context, &mut findings),
            Check::Online(inquiry) => inquiry.check(context, answers, &mut findings, &mut outcome.notes),
            Check::Folder | Check::Repository(_) | Check::Suppression => continue,
        }
        if let Some(note) = findings.truncated() {
            outcome.notes.push(note);
        }
        outcome.hidden.append(&mut findings.into_hidden());
    }
    outcome.hidden = merged(outcome.hidden);
    outcome
}

/// Takes back what comments silence and what another finding says better, and puts the rest in order.
fn finish(context: &Context<'_>, mut outcome: Outcome) -> Outcome {
    suppressions::apply(context, &mut outcome.diagnostics);
    precedence::apply(&mut outcome.diagnostics, context.policy.kind);
    for fix in outcome.diagnostics.iter_mut().filter_map(|diagnostic| diagnostic.fix.as_mut()) {
        fix.conform(context.source().text());
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
    let mut outcome = Outcome::default();
    let instead = match missing_policy::instead(settings, surroundings) {
        Some(Instead::File(path)) => {
            let message = format!("{path} is the policy by the configuration, and not linted unless it is named");
            outcome.notes.push(Note { kind: NoteKind::NotLinted, message });
            Some("the policy is at a place of its own, and was not read")
        }
        Some(Instead::Organisation) => {
            let message = "the policy is that of the organisation, which was not checked".to_owned();
            outcome.notes.push(Note { kind: NoteKind::Delegated, message });
            Some("the policy is that of the organisation, which was not read")
        }
        None => None,
    };
    outcome.verdicts = verdict::without_policy(settings, instead);
    if let (Some(severity), None) = (settings.severity(&missing_policy::RULE), instead) {
        let finding = missing_policy::finding(Span::at(0), surroundings);
        Findings::new(&missing_policy::RULE, severity, &mut outcome.diagnostics).push(finding);
    }
    let around = Around { surroundings, policy: None, delegate: None, settings };
    outcome.beside = around::check(&around, &mut outcome);
    outcome
}
