//! See [`RULE`].

use super::rule::rule;
use crate::diagnostic::Finding;
use crate::source::Span;

rule! {
    /// There is no security policy where the forge looks for one.
    ///
    /// ## Why it matters
    ///
    /// Who finds a vulnerability and no policy digs addresses out of the history, or reports in public.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-VM-01.01 and OSPS-VM-02.01
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
