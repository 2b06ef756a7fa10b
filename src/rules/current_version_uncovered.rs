//! See [`RULE`].

use super::next_series::{fix, lowest, newest};
use super::packages::{PackageTable, by_package};
use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::policy::vocabulary::Concept;
use crate::policy::{Status, VersionRange, VersionRow, VersionTable, Versions};
use crate::repository::{Current, Release};

const ALLOW_PRERELEASE: OptionSpec = OptionSpec::flag(
    "allow-prerelease",
    true,
    false,
    "Let a project that has only pre-releases so far leave them out of its table.",
);

rule! {
    /// The current release has no row in the version table, or one that says no.
    ///
    /// ## Why it matters
    ///
    /// The table was right once, and then releases went on. Who runs the current one reads that
    /// it gets no fixes, and tools that read the table believe it.
    ///
    /// The current release is the newest stable tag, else what the manifests of the package next
    /// to the policy agree on: `Cargo.toml`, `package.json`, `pyproject.toml`, `setup.cfg`,
    /// `VERSION`, `composer.json`, `pom.xml`, `*.csproj`, `*.gemspec`, `mix.exs`, `pubspec.yaml`
    /// or `build.gradle`. `project.version` in the configuration says it in place of them.
    ///
    /// In a workspace of Cargo, npm, pnpm, uv or Maven there may be a table for each package, below
    /// a heading that names it, or one table with a column of names before the versions: each is
    /// compared with the tags and manifests of its own package.
    ///
    /// ## Example
    ///
    /// ```markdown,fix,file=SECURITY.md
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 0.7.x   | Yes       |
    /// | < 0.7   | No        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```toml,file=Cargo.toml
    /// [package]
    /// name = "widget"
    /// version = "0.37.0"
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// | Version | Supported |
    /// | ------- | --------- |
    /// | 0.37.x  | Yes       |
    /// | < 0.37  | No        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```toml,file=Cargo.toml
    /// [package]
    /// name = "widget"
    /// version = "0.37.0"
    /// ```
    ///
    /// A row for “latest” does not go stale:
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// | Version        | Supported |
    /// | -------------- | --------- |
    /// | latest release | Yes       |
    /// | older          | No        |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```text,file=VERSION
    /// 0.37.0
    /// ```
    ///
    /// ## Fix safety
    ///
    /// Where one series alone is supported, its row is moved on to the current one; where there
    /// are several, the current one is added to them. Whether older series stay supported is for
    /// you to say.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-04.01
    /// - OpenSSF Best Practices badge, `documentation_current`
    group: Versions,
    fix: Unsafe,
    options: [ALLOW_PRERELEASE],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for PackageTable { table, package } in by_package(context) {
        check_table(context, &table, &package, findings);
    }
}

/// Compares a table with the current release of the package that it is about.
fn check_table(context: &Context<'_>, table: &VersionTable, package: &str, findings: &mut Findings<'_>) {
    if is_told_otherwise(context, table) {
        return;
    }
    let releases = releases(context, package);
    let [current, ..] = &releases[..] else { return };
    let allows = context.flag(&RULE, &ALLOW_PRERELEASE);
    let is_comparable = |release: &Release| is_calendar(table) == release.is_calendar() && (release.stable || !allows);
    if !releases.iter().all(|current| is_comparable(&current.release)) {
        return;
    }
    let mut found = releases.iter().map(|current| coverage(table, &current.release));
    // A tag may be ahead of the manifest, as on a branch, or behind it, where the next release is being made.
    let (Some(first), false) = (found.next(), found.any(|coverage| coverage == Coverage::Covered)) else { return };
    let version = format!("{} ({})", current.release, current.origin);
    let shallow =
        context.place.is_some_and(|place| !current.origin.starts_with("the tag") && place.surroundings.is_shallow());
    let hint = if shallow { "; the history is cut off here, so that tags may be missing" } else { "" };
    match first {
        Coverage::Covered => {}
        Coverage::Unsupported(row) => {
            let message = format!(
                "the current release, {version}, is one of {}, which the table marks unsupported{hint}",
                quote(&row.version)
            );
            let help = "mark the series of the current release as supported, or say that the project is not maintained";
            findings.push(Finding::new(row.span, message, help).also(row.status_span, "says so"));
        }
        Coverage::Uncovered => {
            let row = newest(table);
            let span = row.map_or(table.span, |row| row.version_span);
            let message = format!(
                "the current release, {version}, is in no row of this table, so nobody can tell whether it gets fixes{hint}"
            );
            let help = "add its series, or a row for “latest”, which does not go stale";
            findings.push(Finding::new(span, message, help).maybe_fix(fix(context, table, &current.release)));
        }
    }
}

/// The releases of a package that may be the current one, the likeliest first.
fn releases(context: &Context<'_>, package: &str) -> Vec<Current> {
    let own = context.place.map_or("", |place| place.package());
    let told = context.project().version.as_deref().filter(|_| package == own).and_then(Release::parse);
    if let Some(release) = told {
        return vec![Current { release, origin: "from the configuration".to_owned() }];
    }
    let Some(place) = context.place else { return Vec::new() };
    place.surroundings.tagged(package).into_iter().chain(place.surroundings.declared(package)).collect()
}

/// Whether rows or text name the current release in another way than by its number, or may do so.
fn is_told_otherwise(context: &Context<'_>, table: &VersionTable) -> bool {
    let is_open = |row: &VersionRow| {
        matches!(row.versions, Versions::Latest | Versions::Branch | Versions::Opaque) && row.status != Status::No
    };
    let reading = &context.policy.reading;
    table.rows.is_empty()
        || table.rows.iter().any(is_open)
        || reading.clause_ids().any(|clause| reading.set(clause).any(&[Concept::OnlyLatest, Concept::AllVersions]))
}

/// Whether the versions of a table are years.
fn is_calendar(table: &VersionTable) -> bool {
    let is_year = |range: &VersionRange| (1990..2100).contains(&range.from[0]);
    table.rows.iter().flat_map(|row| row.versions.ranges()).any(is_year)
}

/// What a table says of a release.
#[derive(Debug, PartialEq, Eq)]
enum Coverage<'t> {
    /// It gets fixes, or the row does not say.
    Covered,
    /// It gets none, by this row.
    Unsupported(&'t VersionRow),
    /// Nothing.
    Uncovered,
}

fn coverage<'t>(table: &'t VersionTable, release: &Release) -> Coverage<'t> {
    let mut rows = table.rows.iter().filter(|row| row.versions.hold(release.numbers)).peekable();
    let first = rows.peek().copied();
    let rest = || table.rows.iter().any(|row| row.versions == Versions::Rest && row.status != Status::No);
    match first {
        Some(_) if rows.any(|row| row.status != Status::No) => Coverage::Covered,
        Some(row) => Coverage::Unsupported(row),
        None if rest() => Coverage::Covered,
        // The table is ahead: a release is being made, or the tags here are old.
        None if newest(table).is_some_and(|row| lowest(row) > Some(release.numbers)) => Coverage::Covered,
        None => Coverage::Uncovered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires_in};

    /// The policy, with some rows in its table.
    fn policy(rows: &[(&str, &str)]) -> String {
        let rows: Vec<String> = rows.iter().map(|(version, status)| format!("| {version} | {status} |")).collect();
        let rows = rows.join("\n");
        format!(
            "# Security policy\n\n| Version | Supported |\n| --- | --- |\n{rows}\n\nMail <security@widget.example>.\n"
        )
    }

    /// The messages for a current version.
    fn found(rows: &[(&str, &str)], version: &str) -> Vec<String> {
        fires_in(&RULE, &[("SECURITY.md", &policy(rows)), ("VERSION", version)], &[])
    }

    #[test]
    fn a_release_outside_of_every_row_is_reported() {
        for (rows, version) in [
            (&[("0.7.x", "yes"), ("< 0.7", "no")][..], "0.37.0"),
            (&[("1.x", ":white_check_mark:")], "2.0.0"),
            (&[("1.2.3", "✅")], "1.2.4"),
            (&[("2.x", "yes"), ("1.x", "yes"), ("< 1", "no")], "3.1.4"),
            (&[("1.0", "yes"), ("others", "no")], "1.1"),
            (&[("2024.1", "yes")], "2025.3"),
        ] {
            let found = found(rows, version);
            assert!(
                found.len() == 1 && found[0].contains(&format!("{version} (VERSION), is in no row")),
                "{rows:?} {version} {found:?}"
            );
        }
        let found = found(&[("2.x", "no"), ("1.x", "yes")], "2.1.0");
        assert!(found[0].contains("which the table marks unsupported"), "{found:?}");
    }

    #[test]
    fn covered_releases_and_what_cannot_be_compared_are_fine() {
        for (rows, version) in [
            (&[("0.37.x", "yes"), ("< 0.37", "no")][..], "0.37.4"),
            (&[("latest", "yes"), ("1.x", "no")], "1.2.0"),
            (&[("main", "yes"), ("1.0", "no")], "2.0.0"),
            (&[("2.latest", "yes"), ("1.x", "no")], "2.7.0"),
            (&[(">= 1.2", "yes"), ("< 1.2", "no")], "4.0.0"),
            (&[("1.x", "no"), ("all other versions", "yes")], "2.0"),
            (&[("< 7.2.x", "no"), ("6.2.x", "yes")], "6.2.5"),
            (&[("1.x", "critical fixes only")], "1.9.0"),
            (&[("1.x", "")], "1.9.0"),
            (&[("Jammy", "yes")], "1.9.0"),
            (&[("1.x", "yes")], "2025.3"),
            (&[("2024.x", "yes")], "1.4.0"),
            (&[("3.x", "yes"), ("1.x", "yes")], "2.9.0"),
            (&[("1.x", "yes")], "0.0.0"),
            (&[("1.x", "yes")], "2.0.0-beta.1"),
            (&[("1.x", "yes")], "dynamic"),
        ] {
            assert_eq!(found(rows, version), Vec::<String>::new(), "{rows:?} {version}");
        }
        let prose = "# Security policy\n\nOnly the latest release gets security fixes.\n\n| Version | Supported |\n|---|---|\n| 1.x | yes |\n";
        assert_eq!(fires_in(&RULE, &[("SECURITY.md", prose), ("VERSION", "2.0")], &[]), Vec::<String>::new());
        let runtimes = "## Supported Python versions\n\n| Version | Supported |\n|---|---|\n| 3.13 | yes |\n";
        assert_eq!(fires_in(&RULE, &[("SECURITY.md", runtimes), ("VERSION", "2.0")], &[]), Vec::<String>::new());
        let packages = "| Package | Version | Supported |\n|---|---|---|\n| a | 1.x | yes |\n| b | 3.x | yes |\n";
        assert_eq!(fires_in(&RULE, &[("SECURITY.md", packages), ("VERSION", "2.0")], &[]), Vec::<String>::new());
    }

    #[test]
    fn the_tag_and_the_manifest_both_count() {
        let tag = (".git/refs/tags/v1.4.0", "1234");
        let fires = |rows: &[(&str, &str)], manifest: &str| {
            fires_in(&RULE, &[("SECURITY.md", &policy(rows)), ("VERSION", manifest), tag], &[])
        };
        assert_eq!(fires(&[("1.x", "yes")], "2.0.0"), Vec::<String>::new());
        assert_eq!(fires(&[("2.x", "yes")], "2.0.0"), Vec::<String>::new());
        assert!(fires(&[("0.9.x", "yes")], "2.0.0")[0].contains("1.4.0 (the tag v1.4.0)"));
        let shallow = [("SECURITY.md", &*policy(&[("1.x", "yes")])), ("VERSION", "2.0.0"), (".git/shallow", "1234")];
        assert!(fires_in(&RULE, &shallow, &[])[0].ends_with("so that tags may be missing"));
    }

    #[test]
    fn packages_that_differ_say_nothing_about_their_root() {
        let table = policy(&[("1.x", "yes")]);
        let files =
            [("SECURITY.md", &*table), ("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n"), ("a/VERSION", "9.0")];
        assert_eq!(fires_in(&RULE, &files, &[]), Vec::<String>::new());
        let files = [("SECURITY.md", &*table), ("VERSION", "2.0.0"), ("package.json", r#"{"version": "3.0.0"}"#)];
        assert_eq!(fires_in(&RULE, &files, &[]), Vec::<String>::new());
    }

    /// A workspace of widget, widget-core and gadget, with a policy.
    fn in_workspace(policy: &str, tags: &[&str]) -> Vec<String> {
        let tags: Vec<String> = tags.iter().map(|tag| format!(".git/refs/tags/{tag}")).collect();
        let mut files = vec![
            ("SECURITY.md", policy),
            ("package.json", r#"{"name": "widget", "version": "5.0.0", "workspaces": ["packages/*"]}"#),
            ("packages/core/package.json", r#"{"name": "@acme/widget-core", "version": "2.3.0"}"#),
            ("packages/gadget/package.json", r#"{"name": "@acme/gadget", "version": "0.9.1"}"#),
        ];
        files.extend(tags.iter().map(|tag| (tag.as_str(), "1234")));
        fires_in(&RULE, &files, &[])
    }

    #[test]
    fn each_table_is_compared_with_its_own_package() {
        let tables = |core: &str, gadget: &str| {
            format!(
                "# Security policy\n\n## Supported versions\n\n### Widget Core\n\n| Version | Supported |\n|---|---|\n| {core} | yes |\n\n\
                 ### `@acme/gadget`\n\n| Version | Supported |\n|---|---|\n| {gadget} | yes |\n"
            )
        };
        assert_eq!(in_workspace(&tables("2.x", "0.9.x"), &[]), Vec::<String>::new());
        let found = in_workspace(&tables("1.x", "0.9.x"), &[]);
        assert!(found.len() == 1 && found[0].contains("2.3.0 (packages/core/package.json), is in no row"), "{found:?}");
        let found = in_workspace(&tables("2.x", "0.9.x"), &["gadget@1.0.0", "widget-core@2.4.0", "v5.1.0"]);
        assert_eq!(found, Vec::<String>::new(), "the manifest is covered");
        let found = in_workspace(&tables("2.x", "0.8.x"), &["gadget@1.0.0", "widget-core@2.4.0"]);
        assert!(found.len() == 1 && found[0].contains("1.0.0 (the tag gadget@1.0.0)"), "{found:?}");
    }

    #[test]
    fn each_row_is_compared_with_the_package_that_it_names() {
        let table = |core: &str, gadget: &str| {
            format!(
                "| Package | Version | Supported |\n|---|---|---|\n| widget-core | {core} | yes |\n| widget-core | 1.x | no |\n| gadget | {gadget} | yes |\n| gizmo | 7.x | yes |\n"
            )
        };
        assert_eq!(in_workspace(&table("2.x", "0.9.x"), &[]), Vec::<String>::new());
        let found = in_workspace(&table("2.x", "0.8.x"), &[]);
        assert!(found.len() == 1 && found[0].contains("0.9.1 (packages/gadget/package.json)"), "{found:?}");
    }

    #[test]
    fn tables_that_name_no_package_or_one_twice_are_not_compared() {
        for (first, second) in
            [("Server", "Client"), ("Widget Core for Linux", "Widget Core for Windows"), ("Parts", "More")]
        {
            let table = "| Version | Supported |\n|---|---|\n| 1.x | yes |\n";
            let text = format!("# Security policy\n\n## {first}\n\n{table}\n## {second}\n\n{table}");
            assert_eq!(in_workspace(&text, &[]), Vec::<String>::new(), "{first}");
        }
    }

    #[test]
    fn the_policy_of_a_package_is_compared_with_that_package() {
        use crate::diagnostic::Severity;
        use crate::repository::{Place, Surroundings, Tree};
        use crate::rules::{Settings, lint_at};

        let mut settings = Settings::none();
        settings.set_severity(&RULE, Some(Severity::Error));
        let found = |path: &str, row: &str| {
            let tree = Tree::default()
                .with("VERSION", "9.0.0")
                .with("parts/core/VERSION", "2.3.0")
                .with(".git/refs/tags/v9.0.0", "1234")
                .with(path, policy(&[(row, "yes")]));
            let surroundings = Surroundings::new(Box::new(tree), "");
            let source = surroundings.source(path).unwrap();
            lint_at(&source, &settings, Some(Place { surroundings: &surroundings, path })).diagnostics.len()
        };
        for path in ["parts/core/SECURITY.md", "parts/core/docs/SECURITY.md"] {
            assert_eq!((found(path, "2.x"), found(path, "9.x")), (0, 0), "a table may be ahead: {path}");
            assert_eq!(found(path, "1.x"), 1, "{path}");
        }
        assert_eq!((found("SECURITY.md", "9.x"), found("SECURITY.md", "2.x")), (0, 1));
    }

    #[test]
    fn a_pre_release_counts_on_demand() {
        let table = policy(&[("1.x", "yes")]);
        let files = [("SECURITY.md", &*table), ("VERSION", "2.0.0-beta.1")];
        assert_eq!(fires_in(&RULE, &files, &[("allow-prerelease", "false")]).len(), 1);
    }

    #[test]
    fn the_fix_keeps_the_style_of_the_table() {
        let mended = |rows: &str, version: &str| {
            let text = format!("| Version | Supported          |\n| ------- | ------------------ |\n{rows}");
            let (_, found) = findings_in(&RULE, &[("SECURITY.md", &text), ("VERSION", version)], &[]).remove(0);
            let fixed = found.fix.map(|fix| fix.apply(&text));
            if let Some(fixed) = &fixed {
                assert_eq!(findings_in(&RULE, &[("SECURITY.md", fixed), ("VERSION", version)], &[]), [], "{fixed}");
            }
            fixed.map(|text| text.split_inclusive('\n').skip(2).collect::<String>())
        };
        for (rows, version, expected) in [
            (
                "| 0.7.x   | :white_check_mark: |\n| < 0.7   | :x:                |\n",
                "0.37.2",
                Some("| 0.37.x  | :white_check_mark: |\n| < 0.37  | :x:                |\n"),
            ),
            (
                "| v1.10   | :white_check_mark: |\n| older   | :x:                |\n",
                "2.3.0",
                Some("| v2.3    | :white_check_mark: |\n| older   | :x:                |\n"),
            ),
            (
                "| 2.x     | :white_check_mark: |\n| 1.x     | :white_check_mark: |\n| < 1.0   | :x:                |\n",
                "3.1.4",
                Some(
                    "| 3.x     | :white_check_mark: |\n| 2.x     | :white_check_mark: |\n| 1.x     | :white_check_mark: |\n| < 1.0   | :x:                |\n",
                ),
            ),
            (
                "| 1.x     | :white_check_mark: |\n| 2.x     | :white_check_mark: |\n",
                "3.1.4",
                Some(
                    "| 1.x     | :white_check_mark: |\n| 2.x     | :white_check_mark: |\n| 3.x     | :white_check_mark: |\n",
                ),
            ),
            ("| **`1.*`** | yes |\n", "2.0", Some("| **`2.*`** | yes |\n")),
            ("| 1.2.3 | yes |\n", "1.3.0", Some("| 1.3.0 | yes |\n")),
            ("| 1.0 - 1.4 | yes |\n", "2.0", None),
            ("1.4 | ✅\n1.3 | ✅\n1.2 | ❌\n", "1.5.2", Some("1.5 | ✅\n1.4 | ✅\n1.3 | ✅\n1.2 | ❌\n")),
            ("1.3 | ✅\n1.4 | ✅", "1.5.2", Some("1.3 | ✅\n1.4 | ✅\n1.5 | ✅")),
            ("| 22.04 | ✅ |\n| 24.10 | ✅ |\n", "26.04.1", Some("| 22.04 | ✅ |\n| 24.10 | ✅ |\n| 26.04 | ✅ |\n")),
            ("| 1.4 | yes, until 2031-01 |\n| 1.3 | no |\n", "1.5.0", None),
            ("| 1.4 | yes, until 2.0 |\n| 1.3 | no |\n", "2.0.0", None),
            ("| 1.4 (latest) | yes |\n| 1.3 | yes |\n", "1.5.0", None),
            ("| 1.4 (latest) | yes |\n| 1.3 | no |\n", "1.5.0", None),
            ("| 1.4 (latest) | yes |\n| older | no |\n", "1.5.0", Some("| 1.5 (latest) | yes |\n| older | no |\n")),
        ] {
            assert_eq!(mended(rows, version).as_deref(), expected, "{rows}");
        }
    }
}
