//! The names that a project goes by, and where each of them comes from.

use super::slots::{title_name, title_sentence, version_headings};
use crate::markdown::Document;
use crate::policy::url_parts;
use crate::repository::split;
use crate::rules::Context;

/// Where a name of the project's own comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Configuration,
    Remote,
    Manifest,
    Readme,
    Title,
    Repository,
    Owner,
    Versions,
}

/// A name of the project's own, or of its owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) origin: Origin,
    /// As names are compared.
    pub(super) plain: String,
    /// As people write it.
    pub(super) written: String,
}

impl Name {
    fn new(origin: Origin, written: &str) -> Self {
        Self { origin, plain: normal(written), written: written.trim().to_owned() }
    }
}

/// The most names that are compared; a policy has a handful.
const MOST: usize = 64;

/// Whether the repository itself is sure of its name.
pub(super) fn is_sure(real: &[Name]) -> bool {
    let names = || real.iter().filter(|name| name.origin != Origin::Owner);
    names().any(|name| names().any(|other| other.origin != name.origin && is_same(&name.plain, &other.plain)))
}

pub(super) fn own_names(context: &Context<'_>) -> Vec<Name> {
    // Where it is, a copied policy has no say in it.
    let mut names = real_names(context);
    if is_sure(&names) {
        return names;
    }
    if let Some((owner, name)) = context.project().repository.as_deref().and_then(|path| path.split_once('/')) {
        // What the user says needs nobody to agree with.
        names.extend([Origin::Configuration, Origin::Repository].map(|origin| Name::new(origin, name)));
        names.push(Name::new(Origin::Owner, owner));
    }
    if let Some(name) = title_name(context) {
        names.push(Name::new(Origin::Title, &name));
    }
    if let Some((_, name)) = title_sentence(context) {
        names.push(Name::new(Origin::Title, &name));
    }
    for link in &context.document().links {
        let Some((host, path)) = url_parts(&link.target) else { continue };
        let is_own = matches!(
            path.get(2).map(|segment| segment.to_ascii_lowercase()).as_deref(),
            Some("issues" | "pulls" | "security" | "discussions" | "releases" | "-")
        );
        if is_own && matches!(&*host, "github.com" | "gitlab.com" | "codeberg.org") {
            names.push(Name::new(Origin::Repository, path[1]));
            names.push(Name::new(Origin::Owner, path[0]));
        }
    }
    names.extend(version_headings(context).into_iter().map(|(_, name)| Name::new(Origin::Versions, &name)));
    names.sort_unstable();
    names.dedup();
    names.truncate(MOST);
    names
}

/// The names that the repository has for itself: in its remotes, its manifests and the title of its README.
pub(super) fn real_names(context: &Context<'_>) -> Vec<Name> {
    let Some(place) = context.place else { return Vec::new() };
    let mut names = Vec::new();
    for address in place.surroundings.remotes().iter().map(|remote| &remote.address) {
        names.push(Name::new(Origin::Remote, &address.name));
        names.push(Name::new(Origin::Owner, &address.owner));
    }
    for name in place.surroundings.manifests(place.package()).iter().filter_map(|manifest| manifest.name.as_deref()) {
        let (scope, name) = split(name);
        names.push(Name::new(Origin::Manifest, name));
        names.push(Name::new(Origin::Owner, scope));
    }
    let title =
        place.surroundings.readmes().first().and_then(|path| place.surroundings.source(path)).and_then(|readme| {
            let document = Document::parse(&readme);
            let title = document.headings.first()?;
            Some(Name::new(Origin::Readme, document.str(title.text)))
        });
    names.extend(title);
    names.retain(|name| !name.plain.is_empty());
    names
}

/// A name as two are compared: letters and digits in lower case.
pub(super) fn normal(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two names may mean one project: one is part of the other.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || short.len() >= 3 && long.contains(short)
}
