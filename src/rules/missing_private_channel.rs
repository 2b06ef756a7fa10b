//! See [`RULE`].

use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::Finding;
use crate::source::Span;

const ALLOW_PUBLIC: OptionSpec = OptionSpec::flag(
    "allow-public",
    false,
    false,
    "Accept that every channel is public, for projects that decided so.",
);

rule! {
    /// Every reporting channel in the policy is public.
    ///
    /// ## Why it matters
    ///
    /// A report in a public tracker is disclosure.
    group: Channel,
    fix: None,
    options: [ALLOW_PUBLIC],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.flag(&RULE, &ALLOW_PUBLIC) || !context.source().text().contains("open an issue") {
        return;
    }
    findings.push(Finding::new(
        Span::at(0),
        "every way to report that this policy names is public",
        "name an address, or link the forge's private report form",
    ));
}
