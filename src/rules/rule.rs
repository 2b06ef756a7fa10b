//! What a rule is: one static value, declared by [`rule!`] in the rule's file.

use std::str;

use super::inquiry::Inquiry;
use super::{Around, Context, Findings, MODULES, OptionSpec, RepositoryFindings};
use crate::source::Span;

/// A rule: documentation, metadata and check. Its doc comment is its documentation page, the
/// `explain` text and the source of its tests.
#[derive(Debug)]
pub struct Rule {
    /// `kebab-case`, from the name of its file.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// Its place in [`RULES`](super::RULES).
    pub(crate) index: usize,
    /// Markdown: the summary line, then the sections.
    pub docs: &'static str,
    /// What kind of edit it may attach.
    pub fix: FixKind,
    /// The options it has.
    pub options: &'static [OptionSpec],
    /// The version of secpol that brought it.
    pub since: &'static str,
    pub(crate) check: Check,
    /// The words that show a policy to have what the rule asks for. Silence alone is no proof: the rule may be
    /// silent because the policy only refers to another one. `None` for rules that ask for nothing.
    pub(crate) evidence: Option<Evidence>,
}

/// See [`Rule::evidence`].
pub(crate) type Evidence = fn(&Context<'_>) -> Vec<Span>;

/// Where a rule looks.
#[derive(Debug)]
pub(crate) enum Check {
    /// At the document and what it says.
    Document(fn(&Context<'_>, &mut Findings<'_>)),
    /// At a folder in which no policy was found; the caller reports it.
    Folder,
    /// At the repository around the policy that its forge shows, or around none.
    Repository(fn(&Around<'_>, &mut RepositoryFindings)),
    /// At what the network says of the document, where it was asked.
    Online(Inquiry),
    /// At the comments that silence findings, once all other rules have run.
    Suppression,
}

/// What a rule is about; the order is that of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What a policy must say.
    Structure,
    /// How to report.
    Channel,
    /// When to expect an answer.
    Timeline,
    /// Which versions get fixes.
    Versions,
    /// How a vulnerability becomes public.
    Disclosure,
    /// Leftovers, links and headings.
    Hygiene,
    /// The policy beside the rest of the repository.
    Repository,
}

impl Group {
    /// The word in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Channel => "channel",
            Self::Timeline => "timeline",
            Self::Versions => "versions",
            Self::Disclosure => "disclosure",
            Self::Hygiene => "hygiene",
            Self::Repository => "repository",
        }
    }
}

/// What kind of edit a rule may attach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FixKind {
    /// None.
    None,
    /// Edits that cannot change what the policy means, always or sometimes.
    Safe,
    /// Edits that need a look.
    Unsafe,
}

impl Rule {
    /// The first line of the documentation: what the finding is, in one sentence.
    pub fn summary(&self) -> &'static str {
        self.docs.trim_start().lines().next().unwrap_or_default().trim()
    }

    /// Why it matters: the first paragraph of the documentation that says so.
    pub fn why(&self) -> String {
        let lines = self.docs.lines().map(str::trim).skip_while(|line| *line != "## Why it matters").skip(1);
        let paragraph: Vec<&str> =
            lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
        paragraph.join(" ")
    }

    /// What it is taken from: the list at the end of the documentation, in Markdown.
    pub fn sources(&self) -> Vec<String> {
        let mut sources: Vec<String> = Vec::new();
        let lines = self.docs.lines().map(str::trim).skip_while(|line| *line != "## Sources").skip(1);
        for line in lines.filter(|line| !line.is_empty()) {
            match (line.strip_prefix("- "), sources.last_mut()) {
                (Some(first), _) => sources.push(first.to_owned()),
                (None, Some(last)) => *last = format!("{last} {line}"),
                (None, None) => {}
            }
        }
        sources
    }

    /// Where its documentation is published.
    pub fn url(&self) -> String {
        format!("{}/blob/v{}/docs/rules/{}.md", crate::REPOSITORY, crate::VERSION, self.id)
    }

    /// Whether it finds something only where the network was asked.
    pub fn is_online(&self) -> bool {
        matches!(self.check, Check::Online(_))
    }

    /// The option of that name.
    pub fn option(&self, name: &str) -> Option<&'static OptionSpec> {
        self.options.iter().find(|option| option.name == name)
    }
}

/// Declares the rule of a file, whose name gives its id. The doc comment becomes [`Rule::docs`].
macro_rules! rule {
    (
        $(#[doc = $line:literal])+
        group: $group:ident,
        fix: $fix:ident,
        options: [$($option:expr),* $(,)?],
        since: $since:literal,
        $(evidence: $evidence:expr,)?
        check: $($check:tt)+
    ) => {
        $(#[doc = $line])+
        pub(super) static RULE: $crate::rules::Rule = $crate::rules::Rule {
            id: $crate::rules::rule::id!(module_path!()),
            index: $crate::rules::rule::index($crate::rules::rule::id!(module_path!())),
            group: $crate::rules::Group::$group,
            docs: concat!($($line, "\n"),+),
            fix: $crate::rules::FixKind::$fix,
            options: &[$($option),*],
            since: $since,
            check: $crate::rules::rule::Check::$($check)+,
            evidence: $crate::rules::rule::optional!($($evidence)?),
        };
    };
}

/// The id of a rule from the path of its module: the last segment, in `kebab-case`.
macro_rules! id {
    ($path:expr) => {{
        const PATH: &str = $path;
        const BYTES: [u8; $crate::rules::rule::id_len(PATH)] = $crate::rules::rule::id_bytes(PATH);
        match std::str::from_utf8(&BYTES) {
            Ok(id) => id,
            Err(_) => panic!("a module path is text"),
        }
    }};
}

/// `Some` of what is there.
macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

pub(super) use {id, optional, rule};

/// Length of the last segment of a module path.
pub(super) const fn id_len(path: &str) -> usize {
    let bytes = path.as_bytes();
    let mut start = bytes.len();
    while start > 0 && bytes[start - 1] != b':' {
        start -= 1;
    }
    bytes.len() - start
}

/// The last segment of a module path, with hyphens for underscores.
pub(super) const fn id_bytes<const N: usize>(path: &str) -> [u8; N] {
    let bytes = path.as_bytes();
    let mut id = [0; N];
    let mut at = 0;
    while at < N {
        let byte = bytes[bytes.len() - N + at];
        id[at] = if byte == b'_' { b'-' } else { byte };
        at += 1;
    }
    id
}

/// The place of the rule of that id in the table.
pub(super) const fn index(id: &str) -> usize {
    let mut index = 0;
    while !names(MODULES[index], id) {
        index += 1;
    }
    index
}

/// Whether an id was made from the name of a module.
const fn names(module: &str, id: &str) -> bool {
    let (module, id) = (module.as_bytes(), id.as_bytes());
    let mut at = 0;
    while at < module.len() && at < id.len() && (module[at] == id[at] || module[at] == b'_' && id[at] == b'-') {
        at += 1;
    }
    at == module.len() && at == id.len()
}
