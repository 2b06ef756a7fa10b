//! Pages of a forge, by their path.

use super::{Place, lower};

/// A page of the forge by a path that leads out of the files: `../../issues/new`.
pub(super) fn relative_place(url: &str) -> Place {
    let url = &*lower(url.trim_start_matches("../"));
    let path = url.split(['?', '#']).next().unwrap_or_default().split('/').filter(|segment| !segment.is_empty());
    match forge_place(url, ["owner", "repository"].into_iter().chain(path).collect()) {
        place @ (Place::AdvisoryForm
        | Place::AdvisoryList
        | Place::Issues { .. }
        | Place::Discussions
        | Place::PullRequests) => place,
        _ => Place::Page,
    }
}

/// A page of GitHub, GitLab or a forge like them. Both are in lower case.
pub(super) fn forge_place(url: &str, mut path: Vec<&str>) -> Place {
    path.retain(|segment| *segment != "-");
    let confidential =
        || ["confidential]=true", "confidential%5d=true", "confidential=true"].iter().any(|sign| url.contains(sign));
    match path[..] {
        [] => Place::Page,
        [_] | ["orgs" | "users", _] => Place::Profile,
        [.., "issues", "new"] => Place::Issues { confidential: confidential() },
        ["security" | "about" | "features" | "apps" | "advisories", ..] => Place::Reference,
        ["contact", "security-advisory"] => Place::AdvisoryForm,
        [_, _] => Place::Page,
        [.., "security", "advisories" | "advisory", "new" | "create"] | [.., "advisories", "new"] => {
            Place::AdvisoryForm
        }
        [.., "security", "advisories"] | [_, _, "security"] => Place::AdvisoryList,
        [.., "security", "policy"] => Place::Policy,
        [_, _, "issues" | "work_items", ..] | [.., "issues"] => Place::Issues { confidential: confidential() },
        [_, _, "discussions", ..] => Place::Discussions,
        [_, _, "pulls" | "pull" | "merge_requests" | "compare", ..] => Place::PullRequests,
        [.., file]
            if file.contains("security.md") || file.contains("security-policy") || file.contains("security.rst") =>
        {
            Place::Policy
        }
        [.., file] if [".asc", ".gpg", ".pgp", ".key"].iter().any(|end| file.ends_with(end)) => Place::Key,
        _ => Place::Page,
    }
}
