//! See [`RULE`].

use jiff::Span as Length;
use jiff::civil::Date;

use super::context::addresses;
use super::elsewhere::{contacts, fingerprints, foreign_repository, is_of_key, keys, names_address, plain_address};
use super::questions::{is_template_host, quote};
use super::rule::rule;
use super::{Around, OptionSpec, OptionValue, RepositoryFindings};
use crate::diagnostic::{Finding, Severity};
use crate::policy::{BountyOffer, Kind, Policy, url_parts};
use crate::repository::{Address, SecurityInsights};
use crate::source::{Source, Span};

const MAX_REVIEW_AGE: OptionSpec = OptionSpec::limit(
    "max-review-age",
    Some("12 months"),
    "How long ago somebody may last have looked through the file, or `off`.",
);

rule! {
    /// The Security Insights of the repository contradict the policy, or nobody looks after them.
    ///
    /// ## Why it matters
    ///
    /// Scanners believe `security-insights.yml`, people believe the policy. Where the two differ,
    /// one of them sends reports to the wrong place.
    ///
    /// Read is the first of `security-insights.yml`, `.github/security-insights.yml`,
    /// `.gitlab/security-insights.yml` and `SECURITY-INSIGHTS.yml`, in version 1 or 2 of the schema:
    /// whether reports are accepted, contacts, key, bounty and the address of the policy, and when
    /// the file was last reviewed or expires. One contact and one key that both name are enough.
    /// What `project-si-source` takes over from elsewhere is not compared.
    ///
    /// ## Example
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```yaml,file=security-insights.yml
    /// header:
    ///   schema-version: 2.0.0
    ///   last-reviewed: '2025-11-03'
    /// project:
    ///   vulnerability-reporting:
    ///     reports-accepted: false
    ///     bug-bounty-available: false
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown,file=SECURITY.md
    /// # Security policy
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```yaml,file=security-insights.yml
    /// header:
    ///   schema-version: 2.0.0
    ///   last-reviewed: '2025-11-03'
    /// project:
    ///   vulnerability-reporting:
    ///     reports-accepted: true
    ///     bug-bounty-available: false
    ///     policy: https://github.com/acme/widget/security/policy
    /// ```
    ///
    /// ## Sources
    ///
    /// - OpenSSF Security Insights specification, version 2: `project.vulnerability-reporting`,
    ///   `repository.documentation`, `header.last-reviewed`
    /// - OpenSSF Security Insights specification, version 1: `vulnerability-reporting`,
    ///   `security-contacts`, `header.expiration-date`
    group: Repository,
    fix: None,
    options: [MAX_REVIEW_AGE],
    since: "0.1.0",
    check: Repository(check)
}

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    let Some(file) = around.surroundings.security_insights() else { return };
    let Some(source) = around.surroundings.source(file) else { return };
    let insights = match SecurityInsights::read(&source) {
        Ok(insights) => insights,
        Err(span) => {
            let message = "this cannot be read as Security Insights, so scanners pass over the file";
            let finding = Finding::new(span, message, "mend it; the schema says what goes where");
            findings.push(file, finding.at_most(Severity::Info));
            return;
        }
    };
    let mut push = |finding| findings.push(file, finding);
    if let Some(today) = around.settings.today {
        age(around, &source, &insights, today).into_iter().for_each(&mut push);
    }
    let Some((policy, path)) = around.policy.filter(|(policy, _)| policy.kind == Kind::Policy) else { return };
    let compared = Compared { source: &source, insights: &insights, policy, path };
    let found = [compared.acceptance(), compared.contact(), compared.bounty(), compared.key()];
    found.into_iter().flatten().for_each(&mut push);
    for stated in &insights.policies {
        if let Some((message, help)) = wrong_policy(around, policy, path, &stated.value) {
            push(Finding::new(stated.span(&source), message, help));
        }
    }
}

/// Whether nobody looked through the file for long, or it has ended.
fn age(around: &Around<'_>, source: &Source, insights: &SecurityInsights, today: Date) -> Option<Finding> {
    const HELP: &str = "look through the file, and set a new date";
    if let Some(expires) = insights.expires.as_ref().filter(|expires| expires.value < today) {
        let message = format!("this file expired on {}, and scanners still believe it", expires.value);
        return Some(Finding::new(expires.span(source), message, HELP));
    }
    let OptionValue::Limit(Some(limit)) = around.settings.option(&RULE, &MAX_REVIEW_AGE) else { return None };
    let reviewed = insights.reviewed.as_ref()?;
    let until = reviewed.value.saturating_add(Length::new().hours(i64::from(limit.hours)));
    (until < today).then(|| {
        let message = format!("nobody has looked through this file since {}", reviewed.value);
        Finding::new(reviewed.span(source), message, HELP)
    })
}

/// The file and the policy beside each other.
struct Compared<'a> {
    source: &'a Source,
    insights: &'a SecurityInsights,
    policy: &'a Policy<'a>,
    path: &'a str,
}

impl Compared<'_> {
    fn finding(&self, span: Span, message: String) -> Finding {
        Finding::new(span, message, format!("let it say the same as {}", self.path))
    }

    /// Reports are not accepted, and the policy says how to report.
    fn acceptance(&self) -> Option<Finding> {
        let refused = self.insights.accepts_reports.as_ref().filter(|accepts| !accepts.value)?;
        let invites = !self.policy.channels.is_empty();
        let message = || format!("this tells scanners that no reports are taken, and {} says how to report", self.path);
        invites.then(|| self.finding(refused.span(self.source), message()))
    }

    /// No address of the file is in the policy, which has others.
    fn contact(&self) -> Option<Finding> {
        let known = contacts(self.policy);
        let named = known.first()?;
        let is_real = |address: &str| address.rsplit('@').next().is_some_and(|host| !is_template_host(host));
        let mut given = self.insights.contacts.iter().filter(|contact| is_real(&contact.value)).peekable();
        let first = *given.peek()?;
        let shares_one = given.any(|contact| names_address(self.policy, &plain_address(&contact.value)));
        let message = || format!("{} is not in {}, which names {}", quote(&first.value), self.path, quote(named));
        (!shares_one).then(|| self.finding(first.span(self.source), message()))
    }

    /// One speaks of a bounty, the other says that there is none.
    fn bounty(&self) -> Option<Finding> {
        let stated = self.insights.has_bounty.as_ref()?;
        let message = match (stated.value, self.policy.bounty_offer()?) {
            (true, BountyOffer::Refused) => {
                format!("this promises a bounty, and {} says that there is none", self.path)
            }
            (false, BountyOffer::Offered) => format!("this says that there is no bounty, and {} offers one", self.path),
            _ => return None,
        };
        Some(self.finding(stated.span(self.source), message))
    }

    /// The key is another one than those of the policy.
    fn key(&self) -> Option<Finding> {
        let stated = self.insights.key.as_ref()?;
        let given = fingerprints(&stated.value);
        let known = keys(self.policy)?;
        let shown = known.first()?;
        let is_known = |fingerprint: &String| known.iter().any(|key| is_of_key(key, fingerprint));
        let message = || format!("this is not a key of {}, which names {}", self.path, quote(shown));
        (!given.is_empty() && !given.iter().any(is_known)).then(|| self.finding(stated.span(self.source), message()))
    }
}

/// What is wrong with where the file says that the policy is, and what to do.
fn wrong_policy(around: &Around<'_>, policy: &Policy<'_>, path: &str, value: &str) -> Option<(String, String)> {
    let own = addresses(around.project(), Some(around.surroundings));
    let help = || format!("lead to {path}, or to the page on which the forge shows it");
    let file = if value.contains("://") {
        let other = foreign_repository(value, &own);
        // A fork keeps the file of its origin; many repositories of one owner may share a policy.
        let is_near = |other: &Address| {
            own.iter()
                .any(|own| own.name.eq_ignore_ascii_case(&other.name) || own.owner.eq_ignore_ascii_case(&other.owner))
        };
        if let Some(other) = other {
            let message =
                || format!("this is the policy of {}/{}, and not of this repository", other.owner, other.name);
            return (!is_near(&other)).then(|| (message(), help()));
        }
        own.iter()
            .any(|own| Address::of_page(value).is_some_and(|page| own.is(&page)))
            .then(|| file_of(around, value))??
    } else {
        value.split(['#', '?']).next()?.trim_start_matches("./").trim_start_matches('/').to_owned()
    };
    let is_linked = |link: &&str| link.split(['#', '?']).next().is_some_and(|target| target.ends_with(&file));
    let mut links = policy.document.links.iter().map(|link| &*link.target);
    if file == path || !around.place().is_some_and(|place| place.is_effective()) || links.any(|link| is_linked(&link)) {
        return None;
    }
    if !around.surroundings.may_exist(&file) {
        return Some((
            format!("the repository has no {}, which scanners look for the policy in", quote(&file)),
            help(),
        ));
    }
    let is_policy = around.surroundings.policies().found.iter().any(|found| found.path == file && found.link.is_none());
    is_policy.then(|| (format!("people are shown {path} as the policy, and scanners {file}"), help()))
}

/// Names of branches without slashes.
const BRANCHES: &[&str] = &["main", "master", "HEAD", "trunk", "develop"];

/// The file of this repository that a page of its forge shows: `/blob/main/docs/SECURITY.md`, `/-/blob/…`.
fn file_of(around: &Around<'_>, url: &str) -> Option<String> {
    let (_, path) = url_parts(url)?;
    let rest = path.iter().skip_while(|segment| !matches!(**segment, "blob" | "raw" | "tree" | "src"));
    let behind: Vec<&str> = rest.skip(1).copied().collect();
    let mut files = (1..behind.len()).map(|from| behind[from..].join("/"));
    let first = files.next()?;
    let is_branch =
        |name: &&str| BRANCHES.contains(name) || around.surroundings.branch().is_some_and(|branch| branch == **name);
    let is_there = |file: &String| around.surroundings.entry(file).is_some();
    // A branch may have slashes in its name.
    let is_clear = behind.first().is_some_and(is_branch) || is_there(&first);
    if is_clear { Some(first) } else { files.find(is_there) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires_in};

    const CONFIG: (&str, &str) = (".git/config", "[remote \"origin\"]\n url = https://github.com/acme/widget\n");
    const POLICY: &str = "# Security\n\nReport vulnerabilities to <security@widget.example>.\n";

    fn found_beside(policy: &str, insights: &str) -> Vec<String> {
        let files = [("SECURITY.md", policy), ("security-insights.yml", insights), ("docs/a.md", "x"), CONFIG];
        fires_in(&RULE, &files, &[])
    }

    /// In version 2, below `project.vulnerability-reporting`.
    fn project(policy: &str, lines: &str) -> Vec<String> {
        found_beside(policy, &format!("project:\n  vulnerability-reporting:\n    {}\n", lines.replace('\n', "\n    ")))
    }

    fn assert_one(found: &[String], words: &str) {
        assert!(found.len() == 1 && found[0].contains(words), "{words}: {found:?}");
    }

    #[test]
    fn contradictions_are_reported_in_both_versions() {
        assert_one(&project(POLICY, "reports-accepted: false"), "no reports are taken");
        assert_one(
            &project(POLICY, "contact: { email: old@widget.example }"),
            "“old@widget.example” is not in SECURITY.md",
        );
        let paid = format!("{POLICY}\nWe offer rewards for every vulnerability.\n");
        assert_one(&project(&paid, "bug-bounty-available: false"), "offers one");
        let unpaid = format!("{POLICY}\nWe do not have a bug bounty program.\n");
        assert_one(&project(&unpaid, "bug-bounty-available: true"), "says that there is none");
        let first = "vulnerability-reporting: { accepts-vulnerability-reports: false }\n";
        assert_one(&found_beside(POLICY, first), "no reports are taken");
        let contacts = "security-contacts:\n- { type: email, value: old@widget.example }\n";
        assert_one(&found_beside(POLICY, contacts), "not in SECURITY.md");
    }

    #[test]
    fn another_key_is_reported() {
        let policy = format!(
            "{POLICY}\nEncrypt with PGP, key fingerprint 1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7.\n"
        );
        assert_one(&project(&policy, "pgp-key: 7AD4EDA45A6F3E4B0F9A4B8DE3A3DBCC2D3F5FD1"), "not a key of SECURITY.md");
        assert_eq!(project(&policy, "pgp-key: 1841A745BDDD27DA1767B92EF9DF28A21ED4A5E7"), [""; 0]);
        assert_eq!(project(&policy, "pgp-key: https://widget.example/key.asc"), [""; 0]);
        assert_eq!(project(POLICY, "pgp-key: 7AD4EDA45A6F3E4B0F9A4B8DE3A3DBCC2D3F5FD1"), [""; 0]);
    }

    #[test]
    fn other_policies_are_reported() {
        assert_one(&project(POLICY, "policy: https://github.com/other/thing/security/policy"), "policy of other/thing");
        assert_one(
            &project(POLICY, "policy: https://github.com/acme/widget/blob/main/docs/SECURITY.md"),
            "has no “docs/SECURITY.md”",
        );
        assert_one(&project(POLICY, "security-policy: .github/SECURITY.md"), "has no “.github/SECURITY.md”");
        let insights = "repository: { documentation: { security-policy: docs/SECURITY.md } }\n";
        let files =
            [("SECURITY.md", POLICY), ("docs/SECURITY.md", POLICY), ("security-insights.yml", insights), CONFIG];
        assert_one(&fires_in(&RULE, &files, &[]), "shown SECURITY.md as the policy, and scanners docs/SECURITY.md");
    }

    #[test]
    fn every_way_to_the_policy_will_do() {
        for value in [
            "https://github.com/acme/widget/security/policy",
            "https://github.com/Acme/Widget/security",
            "https://github.com/acme/widget/blob/main/SECURITY.md#reporting",
            "https://github.com/acme/widget/blob/release/2.x/SECURITY.md",
            "https://github.com/acme/.github/blob/main/SECURITY.md",
            "https://github.com/acme/governance/blob/main/SECURITY.md",
            "https://github.com/upstream/widget/security/policy",
            "https://raw.githubusercontent.com/acme/widget/main/SECURITY.md",
            "https://widget.example/security",
            "./SECURITY.md",
            "docs/a.md",
        ] {
            assert_eq!(project(POLICY, &format!("policy: {value}")), [""; 0], "{value}");
        }
        let linking = format!("{POLICY}\nSee [the details](https://widget.example/handbook/disclosure.md).\n");
        assert_eq!(project(&linking, "policy: handbook/disclosure.md"), [""; 0]);
    }

    #[test]
    fn one_shared_contact_is_enough() {
        for lines in [
            "contact: { email: Security@widget.example }",
            "email-contact: other@widget.example\ncontact: { email: security@widget.example }",
            "contact: { name: Team, social: 'https://widget.example' }",
            "contact: { email: security@yourdomain.com }",
        ] {
            assert_eq!(project(POLICY, lines), [""; 0], "{lines}");
        }
        let form =
            "# Security\n\nReport vulnerabilities [here](https://github.com/acme/widget/security/advisories/new).\n";
        assert_eq!(project(form, "contact: { email: security@widget.example }"), [""; 0]);
        let cc = format!("{POLICY}\nQuestions go to <hello@widget.example>.\n");
        assert_eq!(project(&cc, "contact: { email: hello@widget.example }"), [""; 0]);
        let champions = "repository: { security: { champions: [{ name: Ada, email: ada@widget.example }] } }\n";
        assert_eq!(found_beside(POLICY, champions), [""; 0]);
    }

    #[test]
    fn agreement_and_silence_are_fine() {
        for lines in
            ["reports-accepted: true", "bug-bounty-available: true", "bug-bounty-available: false", "comment: x"]
        {
            assert_eq!(project(POLICY, lines), [""; 0], "{lines}");
        }
        let inherited = "header: { project-si-source: 'https://widget.example/si.yml' }\nproject: { vulnerability-reporting: \
                         { reports-accepted: false } }\n";
        assert_eq!(found_beside(POLICY, inherited), [""; 0]);
        let pointer = "Please see our [security policy](https://widget.example/security) for how to report.\n";
        assert_eq!(project(pointer, "reports-accepted: false"), [""; 0]);
    }

    #[test]
    fn what_nobody_looks_after_is_reported() {
        let reviewed = |date: &str| format!("header: {{ last-reviewed: '{date}' }}\n");
        assert_one(&found_beside(POLICY, &reviewed("2024-12-31")), "since 2024-12-31");
        assert_eq!(found_beside(POLICY, &reviewed("2025-03-01")), [""; 0]);
        assert_eq!(found_beside(POLICY, &reviewed("soon")), [""; 0]);
        let expired = "header: { last-reviewed: '2020-01-01', expiration-date: '2025-12-31T00:00:00.000Z' }\n";
        assert_one(&found_beside(POLICY, expired), "expired on 2025-12-31");
        let files = [("security-insights.yml", &*reviewed("2024-12-31"))];
        assert_one(&fires_in(&RULE, &files, &[]), "since 2024-12-31");
        assert_eq!(fires_in(&RULE, &files, &[("max-review-age", "24 months")]), [""; 0]);
        assert_eq!(fires_in(&RULE, &files, &[("max-review-age", "off")]), [""; 0]);
    }

    #[test]
    fn what_cannot_be_read_is_advice() {
        let (path, found) =
            findings_in(&RULE, &[("SECURITY.md", POLICY), (".github/security-insights.yml", "header: [\n")], &[])
                .remove(0);
        assert_eq!((&*path, found.severity), (".github/security-insights.yml", Severity::Info));
    }
}
