//! `pom.xml` of Maven and `*.csproj` of .NET.

use roxmltree::{Document, Node};

use super::{Found, Input};

/// Elements nest less deep than this in any manifest; the parser calls itself for each level.
const MAX_DEPTH: usize = 100;

pub(super) fn pom(input: &Input<'_>) -> Option<Found> {
    let document = parse(input.text)?;
    let project = document.root_element();
    let parent = child(project, "parent");
    let own = text(project, "version");
    let version = own.or_else(|| text(parent?, "version"));
    let scm = child(project, "scm").and_then(|scm| text(scm, "url"));
    let repository = scm.or_else(|| text(project, "url"));
    Some(Found { name: text(project, "artifactId"), version, repository })
}

/// The folders of the modules that a `pom.xml` puts together.
pub(super) fn modules(text: &str) -> Vec<String> {
    let Some(document) = parse(text) else { return Vec::new() };
    let modules = child(document.root_element(), "modules");
    let names = modules.into_iter().flat_map(|modules| modules.children()).filter_map(|module| module.text());
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

pub(super) fn csproj(input: &Input<'_>) -> Option<Found> {
    let document = parse(input.text)?;
    let project = document.root_element();
    let groups = || project.children().filter(|node| node.tag_name().name() == "PropertyGroup");
    let property = |name: &str| groups().find_map(|group| text(group, name));
    let version = property("Version").or_else(|| property("VersionPrefix")).or_else(|| property("PackageVersion"));
    let repository = property("RepositoryUrl").or_else(|| property("PackageProjectUrl"));
    Some(Found { name: property("PackageId"), version, repository })
}

fn parse(text: &str) -> Option<Document<'_>> {
    // Entities are refused with the DTD that defines them.
    (depth(text) <= MAX_DEPTH).then(|| Document::parse(text).ok()).flatten()
}

/// How deep elements nest at most, counted generously.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['!', '?']) {
            let end = rest.find(['<', '>']).unwrap_or(rest.len());
            depth += usize::from(!rest[..end].ends_with('/'));
            deepest = deepest.max(depth);
        }
    }
    deepest
}

fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|child| child.tag_name().name() == name)
}

fn text(node: Node<'_, '_>, name: &str) -> Option<String> {
    Some(child(node, name)?.text()?.trim().to_owned())
}
