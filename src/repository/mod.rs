//! The repository around a policy: where the forge looks, manifests and tags, README, `security.txt`, issue templates,
//! and where all of it is hosted. Nothing is judged here, nothing is run, and nothing outside of the repository is read.
//!
//! [`Surroundings`] is given its files by a trait, and looks at each of them on the first question about it: most
//! policies raise few.

mod files;
mod forge;
mod git;
pub(crate) mod index;
mod issue_template;
mod manifest;
mod releases;
mod security_insights;
mod security_txt;
mod version;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub use files::{Entry, EntryKind, Files, Tree};
pub use forge::{Forge, Policies, PolicyFile, is_policy_name, places, policies_in};
pub use git::{Address, Remote};
pub use issue_template::{IssueTemplate, LinkPlace};
pub use manifest::Manifest;
pub use releases::Current;
pub use security_insights::{SecurityInsights, Stated};
pub use security_txt::{Field, SecurityTxt, VALID_DAYS};
pub use version::Release;

pub(crate) use files::{join, split};

use crate::source::Source;

/// Texts other than the policy are not read beyond this many bytes.
const MAX_SIZE: usize = 1 << 20;

/// Larger YAML is not read: aliases make it cost more than its length.
const MAX_YAML: usize = 64 << 10;

/// No more packages of a workspace are looked at.
const MAX_PACKAGES: usize = 500;

/// Folders that a website may be published from, the root of the repository first.
const WEB_ROOTS: &[&str] = &["", "public", "static", "docs", "site", "www", "web"];

/// A repository, read as far as it was asked about.
#[derive(Debug)]
pub struct Surroundings {
    files: Box<dyn Files>,
    /// How output names the root; empty for the working folder.
    name: String,
    /// The forge that it is said to be on.
    forge: Option<Forge>,
    listings: RefCell<BTreeMap<String, Rc<[Entry]>>>,
    manifests: RefCell<BTreeMap<String, Rc<[Manifest]>>>,
    remotes: OnceCell<Vec<Remote>>,
    tags: OnceCell<BTreeSet<String>>,
    tracked: OnceCell<Option<Vec<String>>>,
    policies: OnceCell<Policies>,
}

impl Surroundings {
    /// The repository that some files make up; output names its root `name`, which is empty for the working folder.
    pub fn new(files: Box<dyn Files>, name: impl Into<String>) -> Self {
        Self {
            files,
            name: name.into(),
            forge: None,
            listings: RefCell::default(),
            manifests: RefCell::default(),
            remotes: OnceCell::new(),
            tags: OnceCell::new(),
            tracked: OnceCell::new(),
            policies: OnceCell::new(),
        }
    }

    /// On a forge, whatever the remotes tell; `None` leaves it to them.
    #[must_use]
    pub fn on(self, forge: Option<Forge>) -> Self {
        Self { forge, ..self }
    }

    /// What is in a folder, by name.
    pub fn list(&self, folder: &str) -> Rc<[Entry]> {
        if let Some(known) = self.listings.borrow().get(folder) {
            return Rc::clone(known);
        }
        let entries: Rc<[Entry]> = self.files.list(folder).into();
        self.listings.borrow_mut().insert(folder.to_owned(), Rc::clone(&entries));
        entries
    }

    /// What is at a path, in exactly this case.
    pub fn entry(&self, path: &str) -> Option<Entry> {
        let (folder, name) = split(path);
        if !folder.is_empty() && self.entry(folder)?.kind != EntryKind::Folder {
            return None;
        }
        self.list(folder).iter().find(|entry| entry.name == name).cloned()
    }

    /// Whether something may be at a path, in exactly this case. What lies behind a link, or in a submodule that was
    /// not fetched, may be there.
    pub fn may_exist(&self, path: &str) -> bool {
        path.is_empty() || self.entry(path).is_some() || self.is_hidden(split(path).0)
    }

    /// Whether what is in a folder cannot be seen.
    fn is_hidden(&self, folder: &str) -> bool {
        match self.entry(folder) {
            // Git keeps no empty folder.
            Some(entry) => {
                entry.kind == EntryKind::Other || entry.kind == EntryKind::Folder && self.list(folder).is_empty()
            }
            None => !folder.is_empty() && self.is_hidden(split(folder).0),
        }
    }

    /// Whether a file is this repository's own: no link leads there, and it is not in a submodule.
    pub fn is_own_file(&self, path: &str) -> bool {
        let is_submodule = |folder: &str| self.list(folder).iter().any(|entry| entry.name == ".git");
        let mut above = split(path).0;
        while !above.is_empty() {
            if is_submodule(above) {
                return false;
            }
            above = split(above).0;
        }
        self.entry(path).is_some_and(|entry| entry.kind == EntryKind::File)
    }

    /// The text of a file; `None` where it cannot be read or is no text.
    pub fn source(&self, path: &str) -> Option<Source> {
        let is_file = self.entry(path).is_some_and(|entry| entry.is_file());
        let bytes = is_file.then(|| self.files.read(path, MAX_SIZE)).flatten()?;
        Source::decode(join(&self.name, path), bytes).ok()
    }

    /// How output names a file.
    pub fn shown(&self, path: &str) -> String {
        join(&self.name, path)
    }

    /// The forge that the repository is on, where it was said or its remotes tell.
    pub fn forge(&self) -> Option<Forge> {
        self.forge.or_else(|| self.forge_of_remotes())
    }

    fn forge_of_remotes(&self) -> Option<Forge> {
        self.remotes().iter().find_map(|remote| Forge::of_host(&remote.address.host))
    }

    /// The policies that the forge looks for.
    pub fn policies(&self) -> &Policies {
        self.policies.get_or_init(|| {
            let mut policies = policies_in(places(self.forge()), |folder| self.list(folder).to_vec());
            policies.found.retain(|file| !self.is_security_txt(&file.path));
            policies
        })
    }

    /// Whether a file is for programs, by RFC 9116, and no policy in plain text, which can bear the same name.
    fn is_security_txt(&self, path: &str) -> bool {
        let is_fields = |text: &Source| {
            let read = SecurityTxt::read(text);
            read.all("Contact").next().is_some() && read.stray.len() < read.fields.len()
        };
        split(path).1.eq_ignore_ascii_case("security.txt") && self.source(path).as_ref().is_some_and(is_fields)
    }

    /// Where the repository is pushed to and fetched from, `origin` first.
    pub fn remotes(&self) -> &[Remote] {
        self.remotes.get_or_init(|| git::remotes(&*self.files))
    }

    /// The branch that is checked out.
    pub fn branch(&self) -> Option<String> {
        git::branch(&*self.files)
    }

    /// The paths of all files that git tracks, where its index can be read.
    pub fn tracked(&self) -> Option<&[String]> {
        self.tracked.get_or_init(|| index::tracked(&*self.files)).as_deref()
    }

    /// The manifests in a folder.
    pub fn manifests(&self, folder: &str) -> Rc<[Manifest]> {
        if let Some(known) = self.manifests.borrow().get(folder) {
            return Rc::clone(known);
        }
        let manifests: Rc<[Manifest]> = manifest::read_all(&*self.files, folder, &self.list(folder)).into();
        self.manifests.borrow_mut().insert(folder.to_owned(), Rc::clone(&manifests));
        manifests
    }

    /// Whether a folder is a package: it has a manifest.
    pub fn is_package(&self, folder: &str) -> bool {
        self.list(folder).iter().any(|entry| entry.is_file() && manifest::is_manifest(&entry.name))
    }

    /// The folders of the packages that the workspace at the root puts together, itself first.
    pub fn packages(&self) -> Vec<String> {
        let mut packages = vec![String::new()];
        for pattern in manifest::patterns(&*self.files) {
            let path = pattern.trim_start_matches("./").trim_end_matches('/');
            let folders = match path.strip_suffix("/*").or((path == "*").then_some("")) {
                Some(above) if above.is_empty() || self.is_folder(above) => {
                    let entries = self.list(above);
                    let folders = entries.iter().filter(|entry| entry.kind == EntryKind::Folder);
                    folders.map(|entry| join(above, &entry.name)).collect()
                }
                // Other patterns would have every folder listed.
                _ => vec![path.to_owned()],
            };
            let is_new = |folder: &String| !folder.contains(['*', '!']) && !packages.contains(folder);
            let found: Vec<String> = folders.into_iter().filter(is_new).take(MAX_PACKAGES).collect();
            packages.extend(found.into_iter().filter(|folder| self.is_folder(folder) && self.is_package(folder)));
        }
        packages.truncate(MAX_PACKAGES);
        packages
    }

    fn is_folder(&self, path: &str) -> bool {
        self.entry(path).is_some_and(|entry| entry.kind == EntryKind::Folder)
    }

    /// What the package in a folder is called: by its manifests, and by the folder itself.
    pub fn names_of(&self, package: &str) -> Vec<String> {
        let manifests = self.manifests(package);
        let named = manifests.iter().filter_map(|manifest| manifest.name.clone());
        let folder = (!package.is_empty()).then(|| split(package).1.to_owned());
        named.chain(folder).collect()
    }

    /// All addresses that the repository gives for itself, that of `origin` first.
    pub fn addresses(&self) -> Vec<Address> {
        let remotes = self.remotes().iter().map(|remote| remote.address.clone());
        let manifests = self.manifests("");
        let of_manifests = manifests.iter().filter_map(|manifest| manifest.repository.clone());
        remotes.chain(of_manifests.filter(Address::is_on_known_forge)).collect()
    }

    /// The newest stable release of the package in a folder that is tagged.
    pub fn tagged(&self, package: &str) -> Option<Current> {
        let tags = self.tags.get_or_init(|| git::tags(&*self.files));
        let mut names = self.names_of(package);
        if package.is_empty() {
            names.extend(self.remotes().iter().map(|remote| remote.address.name.clone()));
        }
        let declared = self.declared(package).map(|current| current.release);
        releases::newest_tag(tags, &names, declared.as_ref(), !package.is_empty())
    }

    /// The version that the manifests of the package in a folder agree on.
    pub fn declared(&self, package: &str) -> Option<Current> {
        releases::of_manifests(&self.manifests(package))
    }

    /// Whether tags may be missing because the history was cut off when it was fetched.
    pub fn is_shallow(&self) -> bool {
        git::is_shallow(&*self.files)
    }

    /// The READMEs that the forge shows, the first one first.
    pub fn readmes(&self) -> Vec<String> {
        let is_readme = |entry: &&Entry| {
            let stem = entry.name.split('.').next().unwrap_or_default();
            stem.eq_ignore_ascii_case("readme") && entry.is_file()
        };
        let of = |folder: &str| -> Vec<String> {
            let entries =
                if folder.is_empty() || self.entry(folder).is_some() { self.list(folder) } else { Rc::new([]) };
            entries.iter().filter(is_readme).map(|entry| join(folder, &entry.name)).collect()
        };
        ["", ".github", "docs"].into_iter().flat_map(of).collect()
    }

    /// The `security.txt` files that a website would publish.
    pub fn security_txts(&self) -> Vec<String> {
        let mut found = Vec::new();
        for root in self.web_roots() {
            for folder in [join(root, ".well-known"), root.to_owned()] {
                let path = join(&folder, "security.txt");
                if self.entry(&path).is_some_and(|entry| entry.is_file()) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// The folders that a website may be published from and that are there.
    pub fn web_roots(&self) -> impl Iterator<Item = &'static str> {
        WEB_ROOTS.iter().copied().filter(|root| root.is_empty() || self.is_folder(root))
    }

    /// The Security Insights that scanners read: of several files the first one they look for.
    pub fn security_insights(&self) -> Option<&'static str> {
        security_insights::PLACES.iter().copied().find(|path| self.entry(path).is_some_and(|entry| entry.is_file()))
    }

    /// The forms and templates for new issues, and the configuration beside them.
    pub fn issue_templates(&self) -> Vec<String> {
        issue_template::paths(self)
    }
}

/// Where a policy lies in its repository.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The repository.
    pub surroundings: &'a Surroundings,
    /// The policy, from the root.
    pub path: &'a str,
}

impl<'a> Place<'a> {
    /// The folder of the policy.
    pub fn folder(&self) -> &'a str {
        split(self.path).0
    }

    /// The folder of the package that the policy is for, of which it lies in the root or at a place where a forge looks.
    pub fn package(&self) -> &'a str {
        package_of(self.path)
    }

    /// Whether the forge shows this policy as that of the repository.
    pub fn is_effective(&self) -> bool {
        self.surroundings.policies().effective().is_some_and(|file| file.path == self.path)
    }
}

/// The folder of the package that a file at one of the forges' places belongs to.
pub(crate) fn package_of(path: &str) -> &str {
    let folder = split(path).0;
    let (above, name) = split(folder);
    if places(None).contains(&name) { above } else { folder }
}
