//! Addresses that only the renderer makes links of.

use std::collections::HashSet;

use crate::diagnostic::{Edit, Finding, Fix};
use crate::markdown::LinkKind;
use crate::rules::questions::quote;
use crate::rules::{Context, Findings};
use crate::source::Span;

pub(super) fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let links = || context.document().links.iter();
    let written = links().filter(|link| link.kind != LinkKind::BareAddress).filter_map(|link| link.address());
    let written: HashSet<String> = written.map(str::to_lowercase).collect();
    let channels: HashSet<Span> = context.policy.channels.iter().map(|channel| channel.span).collect();
    for link in links().filter(|link| link.kind == LinkKind::BareAddress && channels.contains(&link.span)) {
        let address = link.address().unwrap_or_default();
        if !written.contains(&address.to_lowercase()) {
            let plain = format!("<{address}>");
            findings.push(
                Finding::new(
                    link.span,
                    format!("{} is a link only where the renderer makes one of it", quote(address)),
                    format!("write `{plain}`"),
                )
                .fix(Fix::safe(format!("Write `{plain}`"), vec![Edit::replace(link.span, plain)])),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{assert_silent, fires_with};
    use crate::rules::unlinked_contact::RULE;

    #[test]
    fn bare_addresses_are_linked_by_the_forge() {
        let text = "Report vulnerabilities by email to **security@widget.example**.\n";
        assert_silent(&RULE, &[text]);
        assert_eq!(fires_with(&RULE, text, &[("bare-emails", "true")]).len(), 1);
    }
}
