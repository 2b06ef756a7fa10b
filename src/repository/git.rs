//! What git knows: where the repository is hosted, and its tags. Only names are read, from `config`, `packed-refs` and
//! the files below `refs/tags`; an object is never opened, so a tag's kind makes no difference.

use std::collections::BTreeSet;

use super::files::{EntryKind, Files, join};
use super::forge::Forge;

/// `config` and `packed-refs` are not read beyond this many bytes; a hundred thousand tags take some 8 MB.
const MAX_SIZE: usize = 16 << 20;

/// How many folders of loose tags are listed, and how deep: `refs/tags/widget/v1.0` is two deep.
const MAX_FOLDERS: usize = 1_000;
const MAX_DEPTH: usize = 4;

/// A place that a repository is pushed to or fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// `origin`, `upstream`.
    pub name: String,
    /// Where it leads.
    pub address: Address,
}

/// A repository on a forge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// In lower case, without `www.`.
    pub host: String,
    /// Who it belongs to; on GitLab this may be a path of groups.
    pub owner: String,
    /// What it is called.
    pub name: String,
}

impl Address {
    /// Reads `https://github.com/acme/widget.git`, `git@github.com:acme/widget.git` and
    /// `ssh://git@github.com:22/acme/widget`; `None` for a path on this machine.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        let url = url.strip_prefix("git+").unwrap_or(url);
        let (authority, path) = match url.split_once("://") {
            Some(("file", _)) => return None,
            Some((_, rest)) => rest.split_once('/')?,
            // The short form of ssh; a slash before the colon makes a path on this machine.
            None => url.split_once(':').filter(|(host, _)| !host.contains('/') && host.contains('.'))?,
        };
        let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host).to_owned();
        let path = path.split(['?', '#']).next()?.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let (owner, name) = path.rsplit_once('/')?;
        let is_plain =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.~/".contains(c));
        let whole = is_plain(&host) && is_plain(owner) && is_plain(name);
        whole.then(|| Self { host, owner: owner.to_owned(), name: name.to_owned() })
    }

    /// Reads the repository that a page of a forge belongs to: the first two segments of its path.
    pub fn of_page(url: &str) -> Option<Self> {
        let url = url.strip_prefix("git+").unwrap_or(url);
        let (host, path) = crate::policy::url_parts(url)?;
        let [owner, name, ..] = path[..] else { return None };
        let name = name.strip_suffix(".git").unwrap_or(name);
        Some(Self { host: host.into_owned(), owner: owner.to_owned(), name: name.to_owned() })
    }

    /// Its page.
    pub fn url(&self) -> String {
        format!("https://{}/{}/{}", self.host, self.owner, self.name)
    }

    /// The form for private reports, on GitHub.
    pub fn report_form(&self) -> String {
        format!("{}/security/advisories/new", self.url())
    }

    /// Whether the host is one on which a path of two names is a repository.
    pub fn is_on_known_forge(&self) -> bool {
        Forge::of_host(&self.host).is_some()
    }

    /// Whether two are one repository: forges do not mind case.
    pub fn is(&self, other: &Self) -> bool {
        self.host == other.host
            && self.owner.eq_ignore_ascii_case(&other.owner)
            && self.name.eq_ignore_ascii_case(&other.name)
    }
}

/// The remotes in `.git/config` that lead to a forge, `origin` first.
pub(super) fn remotes(files: &dyn Files) -> Vec<Remote> {
    let Some(config) = files.read_git("config", MAX_SIZE) else { return Vec::new() };
    let mut remotes = read_remotes(&String::from_utf8_lossy(&config));
    remotes.sort_by_key(|remote| remote.name != "origin");
    remotes
}

fn read_remotes(config: &str) -> Vec<Remote> {
    let mut remotes: Vec<Remote> = Vec::new();
    let mut name = None;
    for line in config.lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.split(']').next().unwrap_or_default();
            let quoted = section.strip_prefix("remote").map(str::trim).and_then(|rest| rest.strip_prefix('"'));
            name = quoted.and_then(|rest| rest.strip_suffix('"')).map(str::to_owned);
        } else if let (Some(name), Some((key, value))) = (&name, line.split_once('=')) {
            let address = || Address::parse(value.trim().trim_matches('"'));
            let is_new = || remotes.iter().all(|known| known.name != *name);
            if key.trim().eq_ignore_ascii_case("url") && is_new() {
                remotes.extend(address().map(|address| Remote { name: name.clone(), address }));
            }
        }
    }
    remotes
}

/// The names of all tags, sorted.
pub(super) fn tags(files: &dyn Files) -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    if let Some(packed) = files.read_git("packed-refs", MAX_SIZE) {
        // `<id> refs/tags/v1.0`; a line with `^` says what an annotated tag points to.
        let lines = packed.split(|&b| b == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        let refs = lines.filter_map(|line| line.trim_end().split_once(' '));
        tags.extend(refs.filter_map(|(_, name)| name.strip_prefix("refs/tags/").map(str::to_owned)));
    }
    let mut folders = vec![(String::new(), 0)];
    let mut listed = 0;
    while let Some((folder, depth)) = folders.pop() {
        listed += 1;
        for entry in files.list_git(&join("refs/tags", &folder)) {
            let name = join(&folder, &entry.name);
            match entry.kind {
                EntryKind::File => _ = tags.insert(name),
                EntryKind::Folder if depth < MAX_DEPTH && listed + folders.len() < MAX_FOLDERS => {
                    folders.push((name, depth + 1));
                }
                _ => {}
            }
        }
    }
    tags
}

/// The branch that is checked out.
pub(super) fn branch(files: &dyn Files) -> Option<String> {
    let head = String::from_utf8(files.read_worktree_git("HEAD", 4_096)?).ok()?;
    Some(head.strip_prefix("ref: refs/heads/")?.trim().to_owned())
}

/// Whether the history, and with it the tags, was cut off when it was fetched.
pub(super) fn is_shallow(files: &dyn Files) -> bool {
    files.list_git("").iter().any(|entry| entry.name == "shallow")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;

    #[test]
    fn addresses_of_every_form_are_read() {
        for (url, host, owner, name) in [
            ("https://github.com/acme/widget.git", "github.com", "acme", "widget"),
            ("https://token:x@github.com/acme/widget", "github.com", "acme", "widget"),
            ("git@github.com:acme/widget.git", "github.com", "acme", "widget"),
            ("ssh://git@Codeberg.org:22/acme/widget.js/", "codeberg.org", "acme", "widget.js"),
            ("git+https://www.gitlab.com/acme/tools/widget.git", "gitlab.com", "acme/tools", "widget"),
            ("git://git.widget.example/acme/widget", "git.widget.example", "acme", "widget"),
        ] {
            let address = Address { host: host.to_owned(), owner: owner.to_owned(), name: name.to_owned() };
            assert_eq!(Address::parse(url), Some(address), "{url}");
        }
        for url in ["", "../widget.git", "/srv/git/widget.git", "file:///srv/git/widget", "C:/acme/widget", "https://x"]
        {
            assert_eq!(Address::parse(url), None, "{url}");
        }
    }

    #[test]
    fn remotes_are_those_of_the_configuration() {
        let config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = git@github.com:me/widget.git\n\
                      # url = https://github.com/no/no\n[remote \"origin\"]\n\turl = \"https://github.com/acme/widget\"\n\
                      \tpushurl = git@github.com:acme/other.git\n[branch \"main\"]\n\turl = https://github.com/no/no\n";
        let remotes = remotes(&Tree::default().with(".git/config", config));
        let shown: Vec<_> = remotes.iter().map(|remote| (&*remote.name, &*remote.address.owner)).collect();
        assert_eq!(shown, [("origin", "acme"), ("fork", "me")]);
    }

    #[test]
    fn tags_are_loose_and_packed() {
        let packed = "# pack-refs with: peeled fully-peeled sorted \n1234 refs/heads/main\n1234 refs/tags/v1.0\n\
                      ^5678\n1234 refs/tags/v1.1\r\nrefs/tags/bad\n\n";
        let tree = Tree::default()
            .with(".git/packed-refs", packed)
            .with(".git/refs/tags/v1.1", "1234\n")
            .with(".git/refs/tags/widget/v2.0", "1234\n");
        assert_eq!(tags(&tree).into_iter().collect::<Vec<_>>(), ["v1.0", "v1.1", "widget/v2.0"]);
        assert!(tags(&Tree::default()).is_empty());
    }
}
