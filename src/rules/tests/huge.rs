//! A repository of a hundred thousand files costs no more than its few known places.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;
use crate::repository::index::written;
use crate::repository::{Entry, Files};
use crate::rulesets::{built_in, settings};

/// What was listed and read, in order.
#[derive(Debug, Default, Clone)]
struct Opened(Rc<RefCell<Vec<String>>>);

/// Files that note what is opened of them.
#[derive(Debug)]
struct Watched(Tree, Opened);

impl Files for Watched {
    fn list(&self, folder: &str) -> Vec<Entry> {
        self.1.0.borrow_mut().push(format!("{folder}/"));
        self.0.list(folder)
    }

    fn read(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        self.1.0.borrow_mut().push(path.to_owned());
        self.0.read(path, limit)
    }
}

const POLICY: &str = "# Security policy\n\nReport vulnerabilities to <security@acme-widget.dev>, see [more](docs/more.md).\n\n\
    | Version | Supported |\n| --- | --- |\n| 1.x | yes |\n";

/// What is opened to lint the policy of a repository under every rule.
fn opened(tree: Tree) -> Vec<String> {
    let opened = Opened::default();
    let surroundings = Surroundings::new(Box::new(Watched(tree, opened.clone())), "");
    let settings = settings(&[built_in("strict").unwrap()]);
    let path = surroundings.policies().effective().unwrap().path.clone();
    let source = surroundings.source(&path).unwrap();
    lint_at(&source, &settings, Some(Place { surroundings: &surroundings, path: &path }));
    opened.0.take()
}

/// A project in a few files.
fn project() -> Tree {
    Tree::default()
        .with("SECURITY.md", POLICY)
        .with("README.md", "# Widget\n")
        .with("Cargo.toml", "[package]\nname = \"widget\"\nversion = \"1.4.0\"\n")
        .with("docs/more.md", "# More\n")
        .with(".github/ISSUE_TEMPLATE/bug.yml", "name: Bug\n")
        .with(".git/HEAD", "ref: refs/heads/main\n")
        .with(".git/config", "[remote \"origin\"]\n url = https://github.com/acme/widget\n")
}

/// The same with 1,000 folders of 100 files each, and the paths of all files.
fn huge() -> (Tree, Vec<String>) {
    let mut paths: Vec<String> = ["SECURITY.md", "README.md", "Cargo.toml", "docs/more.md"].map(str::to_owned).to_vec();
    let names = (0..100_000).map(|index| format!("part{:03}/file{:02}.txt", index / 100, index % 100));
    let tree = names.fold(project(), |tree, path| {
        paths.push(path.clone());
        tree.with(path, "")
    });
    (tree, paths)
}

#[test]
fn with_an_index_only_the_known_places_are_opened() {
    let (tree, paths) = huge();
    let of_huge = opened(tree.with(".git/index", written(&paths)));
    assert!(of_huge.iter().all(|path| !path.starts_with("part")), "{of_huge:?}");
    assert_eq!(of_huge, opened(project().with(".git/index", written(&[]))));
    assert!(of_huge.len() < 40, "{of_huge:?}");
}

#[test]
fn without_an_index_two_levels_are_listed_and_no_file_of_them_opened() {
    let of_huge = opened(huge().0);
    let parts: Vec<&String> = of_huge.iter().filter(|path| path.starts_with("part")).collect();
    assert!(parts.iter().all(|path| path.ends_with('/')), "{parts:?}");
    assert!((1..=200).contains(&parts.len()), "{}", parts.len());
    let rest = of_huge.iter().filter(|path| !path.starts_with("part"));
    assert_eq!(rest.collect::<Vec<_>>(), opened(project()).iter().collect::<Vec<_>>());
}
