//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings};
use crate::diagnostic::{Finding, Severity};
use crate::policy::{SecretKind, secrets};

rule! {
    /// A private key, a token or the text of a report is there for all to read.
    ///
    /// ## Why it matters
    ///
    /// Whatever is in a published file has been read, copied and indexed, and stays in the history
    /// of the repository after it was removed from the file.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to:
    ///
    ///     -----BEGIN PGP PRIVATE KEY BLOCK-----
    ///
    ///     lFgEZZIAgBYJKwYBBAHaRw8BAQdAa9Dc4XGylXbxKCWK5Ex
    ///     -----END PGP PRIVATE KEY BLOCK-----
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, encrypted to
    /// [our key](https://widget.example/security.asc), fingerprint
    /// `1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7`.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-BR-07.01
    group: Hygiene,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for secret in secrets(context.policy) {
        let finding = match secret.kind {
            SecretKind::PrivateKey => Finding::new(
                secret.span,
                "a private key is published here: everybody who reads it can decrypt the reports, and sign as you do",
                "revoke it and make a new one; taking it out of the file is not enough, the history keeps it",
            ),
            SecretKind::Token(service) => Finding::new(
                secret.span,
                format!("a token of {service} is published here: everybody who reads it can act in its owner's name"),
                "rotate it; taking it out of the file is not enough, the history keeps it",
            ),
            SecretKind::Request => Finding::new(
                secret.span,
                "a recorded request stands in the policy: it looks like a vulnerability report, which is public now",
                "take it out, and rotate the cookies and tokens in it",
            )
            .at_most(Severity::Warning),
            SecretKind::Trace => Finding::new(
                secret.span,
                "a stack trace stands in the policy: it looks like a vulnerability report, which is public now",
                "take it out",
            )
            .at_most(Severity::Warning),
        };
        findings.push(finding);
        findings.hide(secret.hidden);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, findings, fires};
    use crate::source::Source;

    /// Put together here, so that no scanner takes this file for a leak.
    fn tokens() -> Vec<String> {
        let body = "q7Lw2ZkR9tXb4NdVf8PmHs3JcY6GaTuE1oKi";
        vec![
            format!("gh{}_{body}", "p"),
            format!("np{}_{body}", "m"),
            format!("glpa{}-{}", "t", &body[..20]),
            format!("AK{}{}", "IA", "Q7LW2ZKR9TXB4NDV"),
            format!("xox{}-{}", "b", &body[..30]),
            format!("pyp{}-AgEI{body}{body}", "i"),
            format!("github_pa{}_{body}{body}", "t"),
            format!("Bearer ey{}.{body}.{body}", "JhbGciOiJIUzI1NiJ9"),
        ]
    }

    #[test]
    fn tokens_are_reported_wherever_they_stand() {
        for token in tokens() {
            assert_fires(
                &RULE,
                &[
                    &format!("Report vulnerabilities with {token} to us.\n"),
                    &format!("```\ncurl -H 'X: {token}'\n```\n"),
                    &format!("<!-- {token} -->\n"),
                ],
            );
        }
    }

    #[test]
    fn no_message_holds_the_secret() {
        for token in tokens() {
            let text = format!("Report with {token} to us.\n");
            let found = findings(&RULE, &Source::new("SECURITY.md", &*text), &[]).remove(0);
            let body = &token[token.len() - 12..];
            assert!(![&found.message, &found.help, &found.label].iter().any(|said| said.contains(body)), "{found:?}");
        }
    }

    #[test]
    fn private_keys_are_reported() {
        for label in ["RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
            let block = format!("-----BEGIN {label}-----\nMIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM\n-----END {label}-----");
            assert_fires(
                &RULE,
                &[&format!("{block}\n"), &format!("```\n{block}\n```\n"), &format!("<!--\n{block}\n-->\n")],
            );
        }
    }

    #[test]
    fn dummies_are_fine() {
        for dummy in [
            "AKIAIOSFODNN7EXAMPLE".to_owned(),
            format!("ghp_{}", "x".repeat(36)),
            format!("ghp_{}", "1234567890".repeat(4).split_at(36).0),
            format!("ghp_{}", "ab".repeat(18)),
            "ghp_your_token_here".to_owned(),
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----".to_owned(),
            "Files with `-----BEGIN RSA PRIVATE KEY-----` in them".to_owned(),
        ] {
            assert_silent(&RULE, &[&format!("Report vulnerabilities to us.\n\n{dummy}\n")]);
        }
    }

    #[test]
    fn public_keys_and_fingerprints_are_fine() {
        assert_silent(
            &RULE,
            &[
                include_str!("../../fixtures/keys/current.asc"),
                "PGP: 1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7\n",
            ],
        );
    }

    #[test]
    fn a_pasted_report_is_a_warning() {
        let request = "POST /login HTTP/1.1\nHost: shop.widget.dev\nCookie: session=1\n";
        let text = format!("# Security\n\n## Reporting a vulnerability\n\n```\n{request}```\n");
        let found = findings(&RULE, &Source::new("SECURITY.md", &*text), &[]);
        assert_eq!((found.len(), found[0].severity), (1, Severity::Warning));
        assert_eq!(fires(&RULE, "Traceback (most recent call last):\n  File \"a.py\", line 1\n").len(), 1);
    }

    #[test]
    fn examples_of_a_report_are_fine() {
        assert_silent(
            &RULE,
            &[
                "## Scope\n\nWe want to hear of this:\n\n```\nGET /admin HTTP/1.1\nHost: shop.widget.dev\n```\n",
                "## Reporting a vulnerability\n\n```\nGET /admin HTTP/1.1\nHost: widget.example\n```\n",
                "## What to include\n\n```\nTraceback (most recent call last):\n  File \"a.py\", line 1\n```\n",
                "We speak HTTP/1.1 and HTTP/2.\n",
            ],
        );
    }
}
