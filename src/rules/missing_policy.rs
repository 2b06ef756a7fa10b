//! See [`RULE`].

use super::rule::rule;
use crate::diagnostic::Finding;
use crate::source::Span;

rule! {
    /// There is no security policy where the forge looks for one.
    ///
    /// ## Why it matters
    ///
    /// Somebody who finds a vulnerability looks for the policy first. Without one they dig
    /// addresses out of the history, or give up and report in public.
    ///
    /// This is about a whole folder: a file that is named on the command line is there. A policy
    /// that an organisation keeps for all its repositories cannot be seen from inside of one.
    ///
    /// ## Example
    ///
    /// ```text
    /// widget/
    /// ├── LICENSE
    /// ├── README.md
    /// └── src/
    /// ```
    ///
    /// ## Use instead
    ///
    /// A file `SECURITY.md` beside the README, in `.github/` or in `docs/`:
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Please report vulnerabilities to <security@widget.example>, never in a public issue.
    /// ```
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01 and OSPS-VM-02.01
    /// - OpenSSF Best Practices badge, `vulnerability_report_process`
    /// - OpenSSF Scorecard, Security-Policy
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Annex I Part II (5)
    group: Structure,
    fix: None,
    options: [],
    since: "0.1.0",
    check: Folder
}

/// The finding for a folder.
pub(super) fn finding(span: Span) -> Finding {
    Finding::new(
        span,
        "there is no security policy, so reporters have to guess whom to tell",
        "add a SECURITY.md to the root, `.github/` or `docs/` (an organisation-wide policy cannot be seen from here)",
    )
}
