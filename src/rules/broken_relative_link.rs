//! See [`RULE`].

use super::dangling_anchor::decode;
use super::paths::{Target, own_path, relative, resolve};
use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::markdown::{Document, Link, TextRange};
use crate::repository::{Forge, Place, join};
use crate::source::Span;

const CHECK_CODE_PATHS: OptionSpec =
    OptionSpec::flag("check-code-paths", false, true, "Check paths that are set as code, too.");
const CHECK_SELF_URLS: OptionSpec =
    OptionSpec::flag("check-self-urls", true, true, "Check links to files of this repository on its forge, too.");
const IGNORE: OptionSpec = OptionSpec::words(
    "ignore",
    "What paths begin with that are made later, such as `docs/generated/`, from the root of the repository.",
);

rule! {
    /// A link or image names a file that the repository does not have.
    ///
    /// ## Why it matters
    ///
    /// Reporters end at an error page. It happens when a policy is moved to `.github/` and its
    /// links are not.
    ///
    /// ## Example
    ///
    /// ```markdown,fix,file=.github/SECURITY.md
    /// # Security policy
    ///
    /// Mail <security@widget.example>. See the [threat model](docs/threats.md) first.
    /// ```
    ///
    /// ```markdown,file=docs/threats.md
    /// # Threat model
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=.github/SECURITY.md
    /// # Security policy
    ///
    /// Mail <security@widget.example>. See the [threat model](../docs/threats.md) first.
    /// ```
    ///
    /// ```markdown,file=docs/threats.md
    /// # Threat model
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A link that is right from the root of the repository is made right from the policy's
    /// folder. One to a page of the forge needs a look.
    ///
    /// ## Sources
    ///
    /// - GitHub documentation, “Relative links and image paths in Markdown files”
    group: Hygiene,
    fix: Safe,
    options: [CHECK_CODE_PATHS, CHECK_SELF_URLS, IGNORE],
    since: "0.1.0",
    check: Document(check)
}

/// Pages of a repository that relative links lead to, from two folders above its root.
const PAGES: &[&str] = &[
    "issues",
    "security",
    "discussions",
    "pulls",
    "pull",
    "releases",
    "wiki",
    "actions",
    "tags",
    "projects",
    "graphs",
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some(place) = context.place else { return };
    let ignored = context.words(&RULE, &IGNORE);
    let may_exist =
        |path: &str| ignored.iter().any(|start| path.starts_with(start.as_str())) || place.surroundings.may_exist(path);
    let checks_own = context.flag(&RULE, &CHECK_SELF_URLS);
    for link in &context.document().links {
        let (path, fragment) = match checks_own.then(|| own_path(context, place, &link.target)).flatten() {
            Some(path) => (Target::Inside(path), None),
            None => match relative(&link.target) {
                Some(relative) => (resolve(place.folder(), &decode(relative)), link.fragment()),
                None => continue,
            },
        };
        match path {
            Target::Inside(path) if may_exist(&path) => findings_in_anchor(place, link, &path, fragment, findings),
            Target::Inside(path) => findings.push(absent(place, context, link, &path)),
            Target::Above(up, page) => {
                if let Some(finding) = wrong_depth(place, context, link, up, &page) {
                    findings.push(finding);
                }
            }
        }
    }
    if context.flag(&RULE, &CHECK_CODE_PATHS) {
        for &code in &context.document().code {
            if let Some((span, path)) = code_path(context, place, code).filter(|(_, path)| !may_exist(path)) {
                let message = format!("there is no {} in the repository", quote(&path));
                findings.push(Finding::new(span, message, "name the file that is meant").at_most(Severity::Info));
            }
        }
    }
}

/// A target that is not there.
fn absent(place: Place<'_>, context: &Context<'_>, link: &Link<'_>, path: &str) -> Finding {
    let message = format!("there is no {} in the repository, so this leads nowhere", quote(path));
    let target = relative(&link.target).unwrap_or_default();
    // The policy was moved, and its links were not.
    let from_root = match resolve("", &decode(target)) {
        Target::Inside(path) if !target.starts_with('/') && place.surroundings.entry(&path).is_some() => Some(path),
        _ => None,
    };
    if let Some(path) = from_root {
        let right = format!("{}{}", up(place.folder()), target.trim_start_matches("./"));
        let finding = Finding::new(link.span, message, format!("link to `{right}`, for {path}"));
        let edits = edits(context, link, target, &right);
        return finding.maybe_fix(edits.map(|edits| Fix::safe(format!("Link to `{right}`"), edits)));
    }
    let other_case = place.surroundings.list(crate::repository::split(path).0);
    let name = crate::repository::split(path).1;
    let near = other_case.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
    let help = match near {
        Some(entry) => format!("mind the capitals: the file is called {}", quote(&entry.name)),
        None if PAGES.contains(&path.split('/').next().unwrap_or_default()) => {
            format!("a page of the forge is at `{}../../{path}`", up(place.folder()))
        }
        None => "mend the path, or delete the link".to_owned(),
    };
    Finding::new(link.span, message, help)
}

/// A link out of the repository that means a page of its forge, from the wrong depth.
fn wrong_depth(place: Place<'_>, context: &Context<'_>, link: &Link<'_>, above: usize, page: &str) -> Option<Finding> {
    let forge = place.surroundings.forge().unwrap_or(Forge::GitHub);
    let is_page = PAGES.contains(&page.split('/').next().unwrap_or_default());
    // Others show files below other paths.
    if above == 2 || !is_page || !matches!(forge, Forge::GitHub | Forge::GitLab) {
        return None;
    }
    let right = format!("{}../../{page}", up(place.folder()));
    let message = format!("this leads {above} folders above the repository, and its page is 2 above it");
    let edits = edits(context, link, relative(&link.target)?, &right);
    let fix = edits.map(|edits| Fix::unsafe_(format!("Link to `{right}`"), edits));
    Some(Finding::new(link.span, message, format!("link to `{right}`")).maybe_fix(fix))
}

/// The way from a folder to the root.
fn up(folder: &str) -> String {
    folder.split('/').filter(|part| !part.is_empty()).map(|_| "../").collect()
}

/// Replaces the path where the link spells it out.
fn edits(context: &Context<'_>, link: &Link<'_>, path: &str, right: &str) -> Option<Vec<Edit>> {
    let at = context.source().slice(link.span).rfind(path)?;
    let start = link.span.start + at as u32;
    Some(vec![Edit::replace(Span::new(start, start + path.len() as u32), right)])
}

/// Checks the anchor of a link to another Markdown file.
fn findings_in_anchor(
    place: Place<'_>,
    link: &Link<'_>,
    path: &str,
    fragment: Option<&str>,
    findings: &mut Findings<'_>,
) {
    let is_line =
        |fragment: &str| fragment.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let fragment = fragment.filter(|fragment| !fragment.is_empty() && !is_line(fragment));
    let is_markdown =
        path != place.path && path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"));
    let Some((fragment, source)) = fragment.filter(|_| is_markdown).zip(place.surroundings.source(path)) else {
        return;
    };
    let document = Document::parse(&source);
    let wanted = decode(fragment).to_lowercase();
    let wanted = wanted.strip_prefix("user-content-").unwrap_or(&wanted);
    let is_there = wanted == "top"
        || document.anchors().get(wanted).is_some()
        || document.html_anchors.iter().any(|anchor| anchor.to_lowercase() == wanted);
    if !is_there {
        let message = format!("{} has no heading with the anchor `#{wanted}`", quote(path));
        findings.push(Finding::new(link.span, message, "link to a heading that is there").at_most(Severity::Warning));
    }
}

/// A path set as code, if it seems to be one of this repository: its first folder is there.
fn code_path(context: &Context<'_>, place: Place<'_>, code: TextRange) -> Option<(Span, String)> {
    let text = context.document().str(code);
    let is_path = text.contains('/') && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
    let path = text.trim_matches('/').trim_start_matches("./");
    let first = path.split('/').next().filter(|first| is_path && !first.is_empty())?;
    let is_own = path.contains('/') && place.surroundings.list("").iter().any(|entry| entry.name == first);
    is_own.then(|| (context.document().span(code), join("", path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::rules::tests::{findings_in, fires, fires_in};

    fn found(policy: &str, text: &str, options: &[(&str, &str)]) -> Vec<String> {
        let files = [
            (policy, text),
            ("docs/threats.md", "# Threats\n\n## The Worst\n\n<a id=\"own\"></a>\n"),
            ("docs/a b.md", ""),
            ("LICENSE", ""),
            (".git/config", "[remote \"origin\"]\n url = https://github.com/acme/widget\n"),
            (".git/HEAD", "ref: refs/heads/main\n"),
        ];
        fires_in(&RULE, &files, options)
    }

    #[test]
    fn what_is_not_there_is_reported() {
        for (policy, text) in [
            ("SECURITY.md", "[x](docs/gone.md)"),
            ("SECURITY.md", "![x](docs/gone.png)"),
            ("SECURITY.md", "<a href=\"docs/gone.md\">x</a>"),
            ("SECURITY.md", "[x](docs/Threats.md)"),
            ("SECURITY.md", "[x](/threats.md)"),
            ("SECURITY.md", "[x][y]\n\n[y]: ./gone.md"),
            ("SECURITY.md", "[x](security/advisories/new)"),
            ("SECURITY.md", "[x](../security/advisories/new)"),
            (".github/SECURITY.md", "[x](../../security/advisories/new)"),
            (".github/SECURITY.md", "[x](LICENSE)"),
            ("docs/SECURITY.md", "[x](docs/threats.md)"),
            ("SECURITY.md", "[x](docs/threats.md#the-best)"),
            ("SECURITY.md", "[x](https://github.com/acme/widget/blob/main/docs/gone.md)"),
            ("SECURITY.md", "[x](https://github.com/Acme/widget/tree/HEAD/gone)"),
        ] {
            assert_eq!(found(policy, text, &[]).len(), 1, "{policy} {text}");
        }
    }

    #[test]
    fn what_is_there_or_elsewhere_is_fine() {
        for (policy, text) in [
            ("SECURITY.md", "[x](docs/threats.md) [y](docs/) [z](./LICENSE) [w](/docs/threats.md) [v](docs/a%20b.md)"),
            (
                "SECURITY.md",
                "[x](docs/threats.md#the-worst) [y](docs/threats.md#own) [z](LICENSE#L10) [w](docs/threats.md?plain=1)",
            ),
            (".github/SECURITY.md", "[x](../docs/threats.md) [y](../../../security/advisories/new)"),
            ("SECURITY.md", "[x](../../issues) [y](../../wiki/Security) [z](../../../gadget)"),
            (
                "SECURITY.md",
                "[x](#there) [y](mailto:a@widget.example) [z](https://widget.example/gone) [w](//widget.example)",
            ),
            ("SECURITY.md", "[x]({{ site.url }}/a) [y](<YOUR LINK>) [z](tel:+1)"),
            ("SECURITY.md", "[x](https://github.com/acme/widget/blob/v1/docs/gone.md)"),
            ("SECURITY.md", "[x](https://github.com/acme/gadget/blob/main/docs/gone.md)"),
            ("SECURITY.md", "`docs/gone.md`"),
        ] {
            assert_eq!(found(policy, text, &[]), Vec::<String>::new(), "{policy} {text}");
        }
        assert_eq!(fires(&RULE, "[x](docs/gone.md)"), []);
        assert_eq!(found("SECURITY.md", "[x](docs/made/a.md)", &[("ignore", "docs/made/")]), Vec::<String>::new());
    }

    #[test]
    fn paths_in_code_are_checked_on_demand() {
        let options = [("check-code-paths", "true")];
        assert_eq!(
            found("SECURITY.md", "`docs/gone.md`, `docs/threats.md`, `src/x`, `a/b`, `docs`, `and/or`", &options).len(),
            1
        );
    }

    #[test]
    fn fixes_lead_to_the_file() {
        for (text, mended, applicability) in [
            ("[x](LICENSE)", "[x](../LICENSE)", Applicability::Safe),
            ("[x](./docs/threats.md#own)", "[x](../docs/threats.md#own)", Applicability::Safe),
            ("[x](../../issues)", "[x](../../../issues)", Applicability::Unsafe),
        ] {
            let files = [(".github/SECURITY.md", text), ("LICENSE", ""), ("docs/threats.md", "<a id=\"own\"></a>")];
            let fix = findings_in(&RULE, &files, &[]).remove(0).1.fix.expect("there is a fix");
            assert_eq!((fix.apply(text).as_str(), fix.applicability), (mended, applicability));
        }
    }
}
