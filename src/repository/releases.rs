//! The release that people run: the newest stable tag, and what the manifests say.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::Manifest;
use super::version::{Release, age};

/// The current release of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Its version.
    pub release: Release,
    /// Where that was read: a tag or a manifest, as a reader would say it.
    pub origin: String,
}

/// A tag that names a release: what stands before the number, and the number.
fn split(tag: &str) -> Option<(&str, Release)> {
    // The number begins at the first digit behind which nothing but a version follows.
    let start = tag.char_indices().find_map(|(at, c)| {
        let begins = c.is_ascii_digit() && !tag[..at].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        (begins && is_version(&tag[at..])).then_some(at)
    })?;
    let prefix = &tag[..start];
    let prefix =
        prefix.strip_suffix(['v', 'V']).filter(|rest| !rest.ends_with(char::is_alphanumeric)).unwrap_or(prefix);
    Some((prefix.trim_end_matches(['-', '_', '/', '@']), Release::parse(&tag[start..])?))
}

/// Whether all of a text reads as a version: numbers, dots, and a short word for a candidate.
fn is_version(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).count();
    text.chars().all(is_part) && words <= 3 && Release::parse(text).is_some()
}

/// The newest stable release among tags. Tags of another scheme are left out: those of other packages, floating ones
/// such as `v1`, and dates beside numbers.
/// Of one package among several, only tags with its name count.
pub(super) fn newest_tag(
    tags: &BTreeSet<String>,
    names: &[String],
    manifest: Option<&Release>,
    is_member: bool,
) -> Option<Current> {
    let mut schemes: BTreeMap<&str, Vec<(&str, Release)>> = BTreeMap::new();
    for tag in tags {
        if let Some((prefix, release)) = split(tag) {
            schemes.entry(prefix).or_default().push((tag, release));
        }
    }
    let of_package = |prefix: &&str| {
        let is_named = |name: &String| normal(name) == normal(prefix);
        let is_plain = matches!(prefix.to_ascii_lowercase().as_str(), "" | "release" | "version" | "ver" | "rel");
        is_plain && !is_member || names.iter().any(is_named)
    };
    let own: Vec<&&str> = schemes.keys().filter(|prefix| of_package(prefix)).collect();
    let scheme = match (&own[..], schemes.len()) {
        ([one], _) => schemes.remove(**one)?,
        // More than one of the package's own: the plain one.
        ([_, ..], _) => schemes.remove("")?,
        ([], 1) if !is_member => schemes.pop_first()?.1,
        ([], _) => return None,
    };
    let scheme = one_kind(scheme, manifest);
    let (tag, release) =
        scheme.into_iter().filter(|(_, release)| release.stable).max_by_key(|(_, release)| age(release))?;
    Some(Current { release, origin: format!("the tag {tag}") })
}

/// Only full versions if there are any, and either years or other numbers: those of the manifest's kind, else the more.
fn one_kind<'t>(mut tags: Vec<(&'t str, Release)>, manifest: Option<&Release>) -> Vec<(&'t str, Release)> {
    if tags.iter().any(|(_, release)| release.parts > 1) {
        tags.retain(|(_, release)| release.parts > 1);
    }
    let years = tags.iter().filter(|(_, release)| release.is_calendar()).count();
    let is_calendar = manifest.map_or(years * 2 > tags.len(), Release::is_calendar);
    // A manifest of another kind than every tag says nothing about them.
    if years > 0 && years < tags.len() {
        tags.retain(|(_, release)| release.is_calendar() == is_calendar);
    }
    tags
}

/// The version of the manifests of one folder, if those that have one agree.
pub(super) fn of_manifests(manifests: &[Manifest]) -> Option<Current> {
    let mut versions = manifests.iter().filter_map(|manifest| Some((manifest, manifest.version.as_ref()?)));
    let (first, release) = versions.next()?;
    let agree = versions.all(|(_, other)| other.numbers == release.numbers);
    agree.then(|| Current { release: release.clone(), origin: first.path.clone() })
}

/// A name as two are compared: without its scope, in lower case, letters and digits only.
fn normal(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn newest(tags: &[&str], manifest: Option<&str>) -> Option<String> {
        let tags = tags.iter().map(ToString::to_string).collect();
        let manifest = manifest.and_then(Release::parse);
        newest_tag(&tags, &["@acme/widget".to_owned()], manifest.as_ref(), false).map(|current| current.origin)
    }

    #[test]
    fn the_newest_stable_tag_of_the_project_counts() {
        for (tags, manifest, expected) in [
            (&["v1.9.0", "v1.10.0", "v2.0.0-rc.1"][..], None, Some("the tag v1.10.0")),
            (&["1.0", "1.1.post1"], None, Some("the tag 1.1.post1")),
            (&["widget-v1.2.0", "gadget-v9.0.0"], None, Some("the tag widget-v1.2.0")),
            (&["widget@1.2.0", "gadget@9.0.0", "v0.1.0"], None, Some("the tag v0.1.0")),
            (&["@acme/widget@1.2.0", "@acme/gadget@9.0.0"], None, Some("the tag @acme/widget@1.2.0")),
            (&["gadget-1.0", "gizmo-2.0"], None, None),
            (&["gadget-1.0"], None, Some("the tag gadget-1.0")),
            (&["release-1.4.0", "release/1.5.0"], None, Some("the tag release/1.5.0")),
            (&["v1", "v2", "v1.9.0", "v2.0.1"], None, Some("the tag v2.0.1")),
            (&["v254", "v255"], None, Some("the tag v255")),
            (&["nightly-2026-01-02", "v0.3.0"], None, Some("the tag v0.3.0")),
            (&["2019.01", "v1.2.0", "v1.3.0"], None, Some("the tag v1.3.0")),
            (&["2019.01", "2024.02", "v1.3.0"], None, Some("the tag 2024.02")),
            (&["2019.01", "2024.02", "v1.3.0"], Some("1.4.0"), Some("the tag v1.3.0")),
            (&["v0.1.0-alpha"], None, None),
            (&["before-refactoring", "archive/old", "deploy-20240102T1200"], None, None),
            (&[], None, None),
        ] {
            assert_eq!(newest(tags, manifest).as_deref(), expected, "{tags:?}");
        }
    }

    #[test]
    fn manifests_have_to_agree() {
        let manifest = |path: &str, version: Option<&str>| Manifest {
            path: path.to_owned(),
            name: None,
            version: version.and_then(Release::parse),
            repository: None,
        };
        let of = |manifests: &[Manifest]| of_manifests(manifests).map(|current| current.origin);
        assert_eq!(
            of(&[manifest("a", None), manifest("b", Some("1.2")), manifest("c", Some("v1.2.0"))]).as_deref(),
            Some("b")
        );
        assert_eq!(of(&[manifest("b", Some("1.2")), manifest("c", Some("1.3"))]), None);
        assert_eq!(of(&[]), None);
    }
}
