//! See [`RULE`].

use super::rule::rule;
use super::{Around, RepositoryFindings};
use crate::diagnostic::Finding;
use crate::repository::join;
use crate::source::Span;

rule! {
    /// The repository publishes a website that has no `.well-known/security.txt`.
    ///
    /// ## Why it matters
    ///
    /// Who finds a vulnerability in the website itself looks there first. It is of use for
    /// websites only, so no rule set but your own turns this rule on.
    ///
    /// A website is told by a `CNAME` file in the root, `public`, `static`, `docs`, `site`, `www`
    /// or `web`.
    ///
    /// ## Example
    ///
    /// ```text,file=docs/CNAME
    /// www.widget.example
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```text,file=docs/CNAME
    /// www.widget.example
    /// ```
    ///
    /// ```text,file=docs/.well-known/security.txt
    /// Contact: mailto:security@widget.example
    /// Expires: 2026-12-31T22:00:00Z
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 9116, section 3
    group: Repository,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let surroundings = around.surroundings;
    let is_website = |root: &&str| surroundings.entry(&join(root, "CNAME")).is_some_and(|entry| entry.is_file());
    let Some(root) = surroundings.web_roots().find(is_website) else { return };
    if surroundings.security_txts().iter().all(|path| !path.ends_with(".well-known/security.txt")) {
        let message = "the website that is published from here has no `.well-known/security.txt`";
        let help = format!("add {} with a contact and a date", join(root, ".well-known/security.txt"));
        findings.push(&join(root, "CNAME"), Finding::new(Span::at(0), message, help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::fires_in;

    #[test]
    fn only_websites_are_asked_for_it() {
        let found = |files: &[(&str, &str)]| fires_in(&RULE, files, &[]).len();
        assert_eq!(found(&[("CNAME", "widget.example")]), 1);
        assert_eq!(found(&[("public/CNAME", ""), ("public/security.txt", "")]), 1);
        assert_eq!(found(&[("docs/CNAME", ""), ("static/.well-known/security.txt", "")]), 0);
        assert_eq!(found(&[("docs/index.html", ""), ("src/lib.rs", "")]), 0);
    }
}
