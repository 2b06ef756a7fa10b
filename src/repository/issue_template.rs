//! Forms and templates for new issues, and the `config.yml` that GitHub shows beside them.

use serde::Deserialize;

use super::{EntryKind, MAX_YAML, Surroundings, join};
use crate::source::{Source, Span};
use crate::yaml::nests_too_deep;

/// Where forges look for them.
const FOLDERS: &[&str] = &[".github", ".gitea", ".forgejo"];

/// A form or template.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueTemplate {
    /// What the chooser calls it.
    pub name: String,
    /// What the chooser says below the name.
    pub about: String,
    /// The labels that its issues get.
    pub labels: Vec<String>,
    /// Pages that the chooser leads to in place of an issue.
    pub contact_links: Vec<String>,
    /// Whether it is a form or template, and not the configuration beside them.
    pub is_config: bool,
    /// Where another contact link can be added, as far as that is plain to see.
    pub link_place: Option<LinkPlace>,
    /// The line that names it.
    pub span: Span,
}

/// A place for a contact link, as a byte offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPlace {
    /// At the end, below `contact_links:`, which is not there yet.
    NewList(u32),
    /// Before the first link, whose `- ` has this much space before it.
    BeforeFirst(u32, String),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Yaml {
    name: Option<String>,
    about: Option<String>,
    description: Option<String>,
    labels: Option<Labels>,
    contact_links: Option<Vec<ContactLink>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Labels {
    Joined(String),
    List(Vec<String>),
}

#[derive(Deserialize)]
struct ContactLink {
    url: Option<String>,
}

/// The templates of a repository, and their configuration.
pub(super) fn paths(surroundings: &Surroundings) -> Vec<String> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        if surroundings.entry(folder).is_none_or(|entry| entry.kind != EntryKind::Folder) {
            continue;
        }
        for entry in surroundings.list(folder).iter().filter(|entry| entry.kind == EntryKind::Folder) {
            if entry.name.eq_ignore_ascii_case("issue_template") {
                let folder = join(folder, &entry.name);
                let entries = surroundings.list(&folder);
                paths.extend(entries.iter().filter(|entry| entry.is_file()).map(|entry| join(&folder, &entry.name)));
            }
        }
    }
    paths
}

impl IssueTemplate {
    /// Reads a form (`.yml`) or a template (`.md` with YAML before it); `None` for anything else.
    pub fn read(source: &Source) -> Option<Self> {
        let text = source.text();
        let (stem, extension) = source.path().rsplit('/').next()?.rsplit_once('.')?;
        let is_form = matches!(extension.to_ascii_lowercase().as_str(), "yml" | "yaml");
        let yaml = match extension.to_ascii_lowercase().as_str() {
            "yml" | "yaml" => text,
            "md" => text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")).map_or("", |(yaml, _)| yaml),
            _ => return None,
        };
        let read: Yaml = if yaml.trim().is_empty() || yaml.len() > MAX_YAML || nests_too_deep(yaml) {
            Yaml::default()
        } else {
            serde_yaml::from_str(yaml).unwrap_or_default()
        };
        let labels = match read.labels {
            Some(Labels::Joined(labels)) => labels.split(',').map(|label| label.trim().to_owned()).collect(),
            Some(Labels::List(labels)) => labels,
            None => Vec::new(),
        };
        let link_place = match &read.contact_links {
            None if !text.contains(LINKS) => Some(LinkPlace::NewList(text.len() as u32)),
            None => None,
            Some(_) => before_first(text),
        };
        let links = read.contact_links.unwrap_or_default();
        let named = text.lines().find(|line| line.starts_with("name:"));
        let span = named.map_or(Span::at(0), |line| {
            let start = (line.as_ptr() as usize - text.as_ptr() as usize) as u32;
            Span::new(start, start + line.len() as u32)
        });
        Some(Self {
            name: read.name.unwrap_or_else(|| stem.to_owned()),
            about: read.about.or(read.description).unwrap_or_default(),
            labels,
            contact_links: links.into_iter().filter_map(|link| link.url).collect(),
            is_config: is_form && stem.eq_ignore_ascii_case("config"),
            link_place,
            span,
        })
    }
}

/// The key of the contact links.
const LINKS: &str = "contact_links";

/// The place before the first item of the list of contact links, where each item begins a line.
fn before_first(text: &str) -> Option<LinkPlace> {
    let mut at = 0;
    let mut is_below = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches(' ');
        if is_below && content.starts_with("- ") {
            return Some(LinkPlace::BeforeFirst(at, line[..line.len() - content.len()].to_owned()));
        }
        let is_blank = content.trim_end().is_empty() || content.starts_with('#');
        if is_below && !is_blank {
            return None;
        }
        is_below |= line.strip_prefix(LINKS).is_some_and(|rest| rest.trim_end() == ":");
        at += line.len() as u32;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::Tree;

    fn read(path: &str, text: &str) -> IssueTemplate {
        IssueTemplate::read(&Source::new(path, text)).unwrap()
    }

    #[test]
    fn forms_templates_and_their_configuration_are_read() {
        let form = read(
            "a/security.yml",
            "name: Vulnerability\ndescription: Tell us\nlabels: [security, \"bug\"]\nbody: []\n",
        );
        assert_eq!(
            (&*form.name, &*form.about, form.labels.len(), form.is_config),
            ("Vulnerability", "Tell us", 2, false)
        );
        let template = read("a/bug.md", "---\nname: Bug\nabout: x\nlabels: bug, security\n---\n\nSteps\n");
        assert_eq!(
            (&*template.name, &template.labels[1], template.span),
            ("Bug", &"security".to_owned(), Span::new(4, 13))
        );
        let config = read(
            "a/config.yml",
            "blank_issues_enabled: false\ncontact_links:\n  - name: x\n    url: https://widget.example\n",
        );
        assert_eq!((config.is_config, &config.contact_links[..]), (true, &["https://widget.example".to_owned()][..]));
        assert_eq!(IssueTemplate::read(&Source::new("a/logo.png", "")), None);
        assert_eq!(read("a/broken.yml", "name: [").name, "broken");
        assert_eq!(read("a/bare.md", "# Bug\n").name, "bare");
    }

    #[test]
    fn another_link_goes_before_the_first_or_below_a_new_key() {
        let place = |text: &str| read("a/config.yml", text).link_place;
        assert_eq!(place("blank_issues_enabled: false\n"), Some(LinkPlace::NewList(28)));
        let first = |at, indent: &str| Some(LinkPlace::BeforeFirst(at, indent.to_owned()));
        assert_eq!(place("contact_links:\n\n  # ours\n  - url: x\n"), first(25, "  "));
        assert_eq!(place("a: b\r\ncontact_links: \r\n- url: x\r\n"), first(23, ""));
        for text in ["contact_links: []\n", "contact_links: [{ url: x }]\n", "# contact_links:\n", "contact_links:\n"] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn templates_are_where_forges_look() {
        let tree = Tree::default()
            .with(".github/ISSUE_TEMPLATE/bug.yml", "")
            .with(".github/issue_template.md", "")
            .with("docs/ISSUE_TEMPLATE/x.yml", "");
        assert_eq!(Surroundings::new(Box::new(tree), "").issue_templates(), [".github/ISSUE_TEMPLATE/bug.yml"]);
    }
}
