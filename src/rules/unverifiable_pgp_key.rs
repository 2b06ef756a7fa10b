//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::ClauseId;
use crate::policy::vocabulary::Concept;

const REQUIRE_FINGERPRINT: OptionSpec =
    OptionSpec::flag("require-fingerprint", false, true, "Ask for a fingerprint beside a link to a key.");

rule! {
    /// Encryption is asked for, but the key cannot be had or verified.
    ///
    /// ## Why it matters
    ///
    /// Anybody can put a key in somebody else's name on a server. Without a link or a fingerprint a
    /// reporter either encrypts to whatever turns up, or gives up.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. Please encrypt your mail with our
    /// PGP key.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>. Please encrypt your mail with
    /// [our PGP key](https://widget.example/security.asc), fingerprint
    /// `1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7`.
    /// ```
    ///
    /// ## Sources
    ///
    /// - RFC 9116, 2.5.4 (a key is given by an address or a fingerprint)
    /// - ISO/IEC 29147:2018, 9.3.3
    group: Channel,
    fix: None,
    options: [REQUIRE_FINGERPRINT],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let policy = context.policy;
    if !policy.armor.is_empty() || !policy.keys.is_empty() || policy.encryption().is_none() {
        return;
    }
    let reading = &policy.reading;
    let Some(clause) = reading.clause_ids().find(|&clause| asks_to_encrypt(context, clause)) else { return };
    let span = reading.span(clause);
    match policy.key_link() {
        None if policy.link_beside_key().is_some() => {}
        None => findings.push(Finding::new(
            span,
            "this asks to encrypt reports, but gives neither the key nor its fingerprint",
            "link to the key, and give its fingerprint",
        )),
        Some(link) if context.flag(&RULE, &REQUIRE_FINGERPRINT) => findings.push(Finding::new(
            link.span,
            "the key has no fingerprint beside it, so nobody can tell whether it was exchanged",
            "give the fingerprint, which `gpg --fingerprint` shows",
        )),
        Some(_) => {}
    }
}

/// Whether a clause offers or asks for OpenPGP for reports: no refusal, no signed releases, and no key on request.
fn asks_to_encrypt(context: &Context<'_>, clause: ClauseId) -> bool {
    let reading = &context.policy.reading;
    let set = reading.set(clause);
    let section = reading.section_of(clause);
    if !set.has(Concept::Encryption)
        || reading.is_heading(clause)
        || set.any(&[Concept::Negation, Concept::Signing, Concept::Instead])
        || section.is_excluded
        || section.path.has(Concept::Signing)
    {
        return false;
    }
    let mut words =
        reading.hits_of(clause, Concept::Encryption).map(|hit| context.document().str(reading.hit_text(hit)));
    let names_tool = words.any(|words| {
        let lower = words.to_ascii_lowercase();
        ["pgp", "gpg"].iter().any(|tool| lower.contains(tool))
    });
    let text = reading.str(clause).to_ascii_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    let is_on_demand = words.any(|word| matches!(word, "request" | "ask" | "upon" | "keybase"));
    names_tool && !is_on_demand
}

/// Whether a link leads to a key.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    #[test]
    fn a_key_that_nobody_can_find_is_reported() {
        assert_fires(
            &RULE,
            &[
                "Report vulnerabilities to security@widget.example. Please encrypt your mail with our PGP key.\n",
                "Report vulnerabilities to security@widget.example, encrypted with GPG if you can.\n",
            ],
        );
    }

    #[test]
    fn a_key_a_link_or_a_fingerprint_will_do() {
        for key in [
            "PGP key: 1841 A745 BDDD 27DA 1767  B92E F9DF 28A2 1ED4 A5E7",
            "Encrypt with our [PGP key](https://widget.example/security.asc).",
            "Encrypt with our PGP key, which is on <https://keys.openpgp.org/search?q=security%40widget.example>.",
            "Encrypt with our [PGP key](keys/security.txt).",
            "Encrypt with our PGP key. It is [here](https://widget.example/.well-known/openpgpkey/hu/x).",
            "Encrypt with our PGP key 0xE17C3F99.",
            concat!("Encrypt with our PGP key:\n\n", include_str!("../../fixtures/keys/current.asc")),
        ] {
            assert_silent(&RULE, &[&format!("Report vulnerabilities to security@widget.example. {key}\n")]);
        }
    }

    #[test]
    fn refusals_and_signed_releases_ask_for_nothing() {
        for sentence in [
            "PGP is not available.",
            "We do not use PGP.",
            "Our releases are signed with GPG.",
            "Ask for our PGP key if you need one.",
            "\n\n## Verifying releases\n\nImport our PGP key.",
        ] {
            assert_silent(&RULE, &[&format!("Report vulnerabilities to security@widget.example. {sentence}\n")]);
        }
    }

    #[test]
    fn a_fingerprint_is_asked_for_on_demand() {
        let text = "Report vulnerabilities to security@widget.example, encrypted with our \
            [PGP key](https://widget.example/security.asc).\n";
        assert_eq!(fires_with(&RULE, text, &[]), []);
        assert_eq!(fires_with(&RULE, text, &[("require-fingerprint", "true")]).len(), 1);
    }
}
