//! What a repository shows of its project: where it is, and what is the current release.

use crate::repository::{Address, Current, Forge, Surroundings};

/// A project, as far as it can be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Project {
    /// Where its repository is.
    pub address: Option<Address>,
    /// Its current release.
    pub current: Option<Current>,
}

impl Project {
    /// Looks at the remotes, tags and manifests of a repository.
    pub fn of(surroundings: &Surroundings) -> Self {
        let mut addresses = surroundings.addresses();
        // A manifest may say anything, and what it says becomes part of links.
        addresses.retain(|address| Address::parse(&address.url()).as_ref() == Some(address));
        let known = addresses.iter().position(Address::is_on_known_forge).unwrap_or_default();
        let address = addresses.into_iter().nth(known);
        Self { address, current: surroundings.tagged("").or_else(|| surroundings.declared("")) }
    }

    /// The forge that it is on.
    pub fn forge(&self) -> Option<Forge> {
        Forge::of_host(&self.address.as_ref()?.host)
    }

    /// The page on which its forge takes private reports: GitHub's form, though not in the server edition, or a
    /// confidential issue on GitLab.
    pub fn report_form(&self) -> Option<String> {
        let address = self.address.as_ref()?;
        match self.forge()? {
            Forge::GitHub if address.host == Forge::GitHub.host() => Some(address.report_form()),
            Forge::GitLab => Some(format!("{}/-/issues/new?issue%5Bconfidential%5D=true", address.url())),
            _ => None,
        }
    }

    /// The page on which the private report form is turned on.
    pub fn report_form_settings(&self) -> Option<String> {
        self.report_form()?;
        if self.forge() == Some(Forge::GitHub) { self.below("settings/security_analysis") } else { None }
    }

    /// The form for a new public issue.
    pub fn new_issue(&self) -> Option<String> {
        let below = match self.forge()? {
            Forge::GitHub | Forge::Forgejo | Forge::Gitea => "issues/new",
            Forge::GitLab => "-/issues/new",
            Forge::Bitbucket | Forge::SourceHut => return None,
        };
        Some(format!("{}/{below}", self.address.as_ref()?.url()))
    }

    /// Where vulnerabilities are published: what the page is called, and where it is.
    pub fn advisories(&self) -> (&'static str, Option<String>) {
        let below = match self.forge() {
            Some(Forge::GitHub) => return ("security advisory", self.below("security/advisories")),
            Some(Forge::Forgejo | Forge::Gitea) => "releases",
            Some(Forge::GitLab) => "-/releases",
            Some(Forge::Bitbucket | Forge::SourceHut) | None => return ("release notes", None),
        };
        ("release notes", self.below(below))
    }

    /// The page that shows the policy at a path of the repository.
    pub fn policy_page(&self, path: &str) -> Option<String> {
        match self.forge()? {
            Forge::GitHub => self.below("security/policy"),
            Forge::GitLab => self.below(&format!("-/blob/HEAD/{path}")),
            // Their addresses need the name of a branch, which is not known here.
            Forge::Forgejo | Forge::Gitea | Forge::Bitbucket | Forge::SourceHut => None,
        }
    }

    /// A file of the repository as it is, without a page around it.
    pub fn raw_file(&self, path: &str) -> Option<String> {
        match self.forge()? {
            Forge::GitHub => self.below(&format!("raw/HEAD/{path}")),
            Forge::GitLab => self.below(&format!("-/raw/HEAD/{path}")),
            Forge::Forgejo | Forge::Gitea | Forge::Bitbucket | Forge::SourceHut => None,
        }
    }

    fn below(&self, path: &str) -> Option<String> {
        Some(format!("{}/{path}", self.address.as_ref()?.url()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;

    fn url(manifest: &str) -> Option<String> {
        let tree = Tree::default().with("package.json", format!("{{\"repository\": \"{manifest}\"}}"));
        Project::of(&Surroundings::new(Box::new(tree), "")).address.map(|address| address.url())
    }

    #[test]
    fn what_would_break_a_link_is_no_address() {
        assert_eq!(url("git+https://github.com/acme/widget.git").as_deref(), Some("https://github.com/acme/widget"));
        for manifest in
            ["https://github.com/ac)me/widget", "https://github.com/acme/wid<get>", "https://github.com/a b/c"]
        {
            assert_eq!(url(manifest), None, "{manifest}");
        }
    }
}
