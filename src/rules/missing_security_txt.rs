//! See [`RULE`].

use super::rule::rule;
use super::{Around, OptionSpec, RepositoryFindings};
use crate::diagnostic::Finding;
use crate::repository::join;
use crate::source::Span;

const ROOTS: OptionSpec =
    OptionSpec::words("roots", "Further folders, from the root of the repository, that a website is published from.");

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
    options: [ROOTS],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let surroundings = around.surroundings;
    let has = |path: &str| surroundings.entry(path).is_some_and(|entry| entry.is_file());
    let told = around.words(&RULE, &ROOTS);
    let told = told.iter().map(|root| root.trim_start_matches("./").trim_matches('/').to_owned());
    let roots: Vec<String> = surroundings.web_roots().map(str::to_owned).chain(told).collect();
    let Some(root) = roots.iter().find(|root| has(&join(root, "CNAME"))) else { return };
    if !roots.iter().any(|root| has(&join(root, ".well-known/security.txt"))) {
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

    #[test]
    fn further_roots_can_be_named() {
        let roots = [("roots", "apps/home/+./pages")];
        let found = |files: &[(&str, &str)]| fires_in(&RULE, files, &roots).len();
        assert_eq!(found(&[("apps/home/CNAME", "")]), 1);
        assert_eq!(found(&[("apps/home/CNAME", ""), ("pages/.well-known/security.txt", "")]), 0);
        assert_eq!(fires_in(&RULE, &[("apps/home/CNAME", "")], &[]), Vec::<String>::new());
    }
}
