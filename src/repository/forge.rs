//! Forges, and where each looks for the security policy of a repository.

use super::files::{Entry, EntryKind, join};

/// Where a project is hosted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Forge {
    GitHub,
    GitLab,
    Forgejo,
    Gitea,
    Bitbucket,
    SourceHut,
}

impl Forge {
    /// Every forge.
    pub const ALL: &'static [Self] =
        &[Self::GitHub, Self::GitLab, Self::Forgejo, Self::Gitea, Self::Bitbucket, Self::SourceHut];

    /// The word in configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Forgejo => "forgejo",
            Self::Gitea => "gitea",
            Self::Bitbucket => "bitbucket",
            Self::SourceHut => "sourcehut",
        }
    }

    /// How people write its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::Forgejo => "Forgejo",
            Self::Gitea => "Gitea",
            Self::Bitbucket => "Bitbucket",
            Self::SourceHut => "SourceHut",
        }
    }

    /// The host that most of its repositories are on.
    pub fn host(self) -> &'static str {
        match self {
            Self::GitHub => "github.com",
            Self::GitLab => "gitlab.com",
            Self::Forgejo => "codeberg.org",
            Self::Gitea => "gitea.com",
            Self::Bitbucket => "bitbucket.org",
            Self::SourceHut => "git.sr.ht",
        }
    }

    /// The forge that a host is known or named for.
    pub fn of_host(host: &str) -> Option<Self> {
        let is_named = |name: &str| host.split('.').any(|label| label == name);
        match host {
            "github.com" => Some(Self::GitHub),
            "codeberg.org" => Some(Self::Forgejo),
            "bitbucket.org" => Some(Self::Bitbucket),
            "git.sr.ht" | "sr.ht" => Some(Self::SourceHut),
            _ if is_named("gitlab") => Some(Self::GitLab),
            _ if is_named("forgejo") => Some(Self::Forgejo),
            _ if is_named("gitea") => Some(Self::Gitea),
            _ if is_named("github") => Some(Self::GitHub),
            _ => None,
        }
    }

    /// The folders in which it looks for a policy, the first one first.
    fn places(self) -> &'static [&'static str] {
        match self {
            Self::GitHub => &[".github", "", "docs"],
            Self::GitLab => &["", ".gitlab", "docs"],
            Self::Forgejo => &[".forgejo", ".gitea", ".github", "", "docs"],
            Self::Gitea => &[".gitea", ".github", "", "docs"],
            Self::Bitbucket | Self::SourceHut => &["", "docs"],
        }
    }
}

/// Where a policy may lie if the forge is not known: GitHub's places in its order, then those of the others.
const ANY: &[&str] = &[".github", "", "docs", ".gitlab", ".forgejo", ".gitea"];

/// The folders in which a forge looks for a policy, the first one first.
pub fn places(forge: Option<Forge>) -> &'static [&'static str] {
    forge.map_or(ANY, Forge::places)
}

/// A policy at a place where the forge looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// Where, from the root of the repository.
    pub path: String,
    /// Whether it can be linted.
    pub is_markdown: bool,
    /// The file that it is a symbolic link to.
    pub link: Option<String>,
}

/// What there is at the places where a forge looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policies {
    /// All policies, in the order in which the forge looks.
    pub found: Vec<PolicyFile>,
    /// What bears a policy's name and cannot be read: folders, pipes, links out of the repository.
    pub unusable: Vec<String>,
}

impl Policies {
    /// The one that the forge shows; of formats that are not linted only where there is no other.
    pub fn effective(&self) -> Option<&PolicyFile> {
        self.found.iter().find(|file| file.is_markdown).or_else(|| self.found.first())
    }
}

/// Whether a forge shows a file of this name as the policy; case makes no difference.
pub fn is_policy_name(name: &str) -> bool {
    policy_format(name) == Some(true)
}

/// Whether a name is a policy's, and whether in a format that can be linted.
fn policy_format(name: &str) -> Option<bool> {
    let rest = name.get(..8).filter(|stem| stem.eq_ignore_ascii_case("security")).map(|_| &name[8..])?;
    match rest.to_ascii_lowercase().as_str() {
        ".md" => Some(true),
        "" | ".markdown" | ".rst" | ".adoc" | ".txt" => Some(false),
        _ => None,
    }
}

/// Looks for policies at places of a repository, given a way to list its folders.
pub fn policies_in(places: &[&str], list: impl Fn(&str) -> Vec<Entry>) -> Policies {
    let mut policies = Policies::default();
    let top = list("");
    for place in places {
        let is_there = |entry: &Entry| entry.name == *place && entry.kind == EntryKind::Folder;
        let below;
        let entries = match *place {
            "" => &top,
            _ if top.iter().any(is_there) => {
                below = list(place);
                &below
            }
            _ => continue,
        };
        let start = policies.found.len();
        for entry in entries {
            let Some(is_markdown) = policy_format(&entry.name) else { continue };
            let path = join(place, &entry.name);
            match &entry.kind {
                EntryKind::File => policies.found.push(PolicyFile { path, is_markdown, link: None }),
                EntryKind::Link(to) => {
                    policies.found.push(PolicyFile { path, is_markdown, link: Some(to.clone()) });
                }
                // A folder or file called `security` is no attempt at a policy.
                EntryKind::Folder | EntryKind::Other if is_markdown => policies.unusable.push(path),
                EntryKind::Folder | EntryKind::Other => {}
            }
        }
        policies.found[start..].sort_by(|a, b| (!a.is_markdown, &a.path).cmp(&(!b.is_markdown, &b.path)));
    }
    policies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::{Files, Tree};

    fn found(forge: Option<Forge>, paths: &[&str]) -> Vec<String> {
        let tree = paths.iter().fold(Tree::default(), |tree, path| tree.with(*path, ""));
        let policies = policies_in(places(forge), |folder| tree.list(folder));
        policies.effective().into_iter().chain(&policies.found).map(|file| file.path.clone()).collect()
    }

    #[test]
    fn each_forge_has_its_order() {
        let all =
            ["docs/SECURITY.md", "SECURITY.md", ".github/security.md", ".gitlab/SECURITY.md", ".forgejo/SECURITY.md"];
        for (forge, first) in [
            (None, ".github/security.md"),
            (Some(Forge::GitHub), ".github/security.md"),
            (Some(Forge::GitLab), "SECURITY.md"),
            (Some(Forge::Forgejo), ".forgejo/SECURITY.md"),
            (Some(Forge::Gitea), ".github/security.md"),
            (Some(Forge::Bitbucket), "SECURITY.md"),
        ] {
            assert_eq!(found(forge, &all)[0], first, "{forge:?}");
        }
        assert_eq!(found(Some(Forge::GitHub), &[".gitlab/SECURITY.md", "policies/SECURITY.md"]), Vec::<String>::new());
    }

    #[test]
    fn case_makes_no_difference_and_formats_do() {
        assert_eq!(found(None, &["Security.MD"]), ["Security.MD", "Security.MD"]);
        assert_eq!(found(None, &["security.md", "SECURITY.md"]), ["SECURITY.md", "SECURITY.md", "security.md"]);
        assert_eq!(found(None, &["SECURITY.rst", "docs/SECURITY.md"])[0], "docs/SECURITY.md");
        for name in ["SECURITY", "SECURITY.rst", "security.adoc", "SECURITY.TXT", "Security.markdown"] {
            assert_eq!(found(None, &[name])[0], name);
        }
        for name in ["SECURITY.md.bak", "SECURITY-INSIGHTS.yml", "SECURITY.html", "securité.md", "insecurity.md"] {
            assert_eq!(found(None, &[name]), Vec::<String>::new(), "{name}");
        }
        assert_eq!(found(None, &["SECURITY.md/x", "security/x"]), Vec::<String>::new());
    }

    #[test]
    fn hosts_tell_the_forge() {
        for (host, forge) in [
            ("github.com", Some(Forge::GitHub)),
            ("gitlab.widget.example", Some(Forge::GitLab)),
            ("codeberg.org", Some(Forge::Forgejo)),
            ("widget.example", None),
        ] {
            assert_eq!(Forge::of_host(host), forge, "{host}");
        }
    }
}
