//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::markdown::ClauseId;
use crate::policy::vocabulary::Concept;

const MIN_WORDS: OptionSpec =
    OptionSpec::count("min-words", 8, "The fewest words that make a text, headings and link targets not counted.");

rule! {
    /// Nothing is written here but a title, comments or bare links, if anything.
    ///
    /// ## Why it matters
    ///
    /// The forge shows the file as the project's policy, whatever is in it. A blank one is worse
    /// than none: it tells reporters nothing, and it hides the policy that the organisation keeps
    /// for all its repositories.
    ///
    /// One sentence that says where to report is text enough, whatever its length.
    ///
    /// ## Example
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// <!-- we will write this before the first release -->
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OpenSSF Scorecard, Security-Policy (text beyond links)
    /// - OSPS Baseline, OSPS-VM-02.01
    group: Structure,
    fix: None,
    options: [MIN_WORDS],
    since: "0.1.0",
    check: Document(check)
}

/// What a sentence says that sends a reporter somewhere.
const SENDS: &[Concept] = &[Concept::ReportVerb, Concept::OpenVerb, Concept::Email, Concept::Pointer];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let reading = &context.policy.reading;
    let says_where = context.policy.channels.iter().any(|channel| reading.set(channel.clause).any(SENDS));
    let least = context.count(&RULE, &MIN_WORDS) as usize;
    let mut words = 0;
    for clause in reading.clause_ids().filter(|&clause| !reading.is_heading(clause)) {
        words += words_of(context, clause);
        if says_where || words >= least {
            return;
        }
    }
    let what = match (words, context.document().links.is_empty()) {
        (0, true) => "the policy has no text",
        (0, false) => "the policy has no text besides links",
        _ => "the policy hardly has any text",
    };
    findings.push(Finding::new(
        context.title(),
        format!("{what}, but it is shown to reporters as the project's answer, and hides the policy of the whole organisation"),
        if context.document().links.is_empty() {
            "write at least where to report, such as “Please report vulnerabilities to security@widget.example”, or \
             delete the file"
        } else {
            "say what the link is for, such as “See our security page for how to report a vulnerability”"
        },
    ));
}

/// The words of a clause; in scripts without spaces, two characters are taken for one.
fn words_of(context: &Context<'_>, clause: ClauseId) -> usize {
    let reading = &context.policy.reading;
    let wide = reading.str(clause).chars().filter(|&c| c >= '\u{2e80}' && c.is_alphabetic()).count();
    reading.word_count(clause).saturating_sub(wide) + wide / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{assert_fires, assert_silent, fires_with};

    #[test]
    fn a_text_without_text_is_empty() {
        assert_fires(
            &RULE,
            &[
                "",
                "\n\n",
                "# Security policy\n",
                "---\ntitle: Security\n---\n# Security\n",
                "# Security\n\n[//]: # (to be written)\n",
                "![logo](https://widget.example/logo.svg)\n\n# Security\n",
                "https://widget.example/\n",
                "# Security\n\n<https://github.com/acme/widget/security/advisories/new>\n",
                "# Security\n\nTo be done.\n",
            ],
        );
    }

    #[test]
    fn a_sentence_that_says_where_is_enough() {
        assert_silent(
            &RULE,
            &[
                "Please email security@widget.example about vulnerabilities.\n",
                "See https://widget.example/security for how to report.\n",
                "# Security\n\n请将安全漏洞报告发送至我们的安全团队邮箱，我们会尽快回复您的报告。\n",
                "# Security\n\nWe have thought about this at length and have nothing to say.\n",
            ],
        );
    }

    #[test]
    fn the_number_of_words_is_an_option() {
        let text = "We take all of this very seriously indeed.\n";
        assert_eq!(fires_with(&RULE, text, &[("min-words", "8")]), []);
        assert_eq!(fires_with(&RULE, text, &[("min-words", "9")]).len(), 1);
    }
}
