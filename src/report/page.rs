//! What a policy says, for people: a page that answers at a glance.

use std::io::{self, Write};

use super::{Style, escape};
use crate::policy::{Channel, ChannelKind, Duration, Event, Kind, Policy, Status, VersionsForm};
use crate::source::Span;

/// Writes the page of one policy.
pub(crate) fn write(policy: &Policy<'_>, style: Style, out: &mut impl Write) -> io::Result<()> {
    let page = Page { policy, style };
    page.write(out)
}

struct Page<'p, 'd> {
    policy: &'p Policy<'d>,
    style: Style,
}

impl Page<'_, '_> {
    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let policy = self.policy;
        let kind = match policy.kind {
            Kind::Policy => "a security policy",
            Kind::Pointer => "a pointer to a policy kept elsewhere",
            Kind::Documentation => "documentation, with no way to report",
            Kind::Template => "a template that was not filled in",
        };
        writeln!(out, "{}: {kind}", self.bold(&escape::line(policy.document.source.path())))?;
        Self::section(out, "Report to", self.channels())?;
        Self::section(out, "In public", self.in_public())?;
        Self::section(out, "Answers", self.times())?;
        Self::section(out, "Versions", self.versions())?;
        Self::section(out, "Disclosure", self.said(policy.disclosure_process.map(|evidence| evidence.span)))?;
        let rest = [
            ("What to include", policy.report_contents()),
            ("Scope", policy.scope()),
            ("Safe harbor", policy.safe_harbor()),
            ("Credit", policy.credit()),
            ("Bounty", policy.bounty()),
            ("Advisories", policy.advisories()),
            ("Encryption", policy.encryption()),
        ];
        for (name, evidence) in rest {
            if let Some(evidence) = evidence {
                Self::section(out, name, self.said(Some(evidence.span)))?;
            }
        }
        if !policy.placeholders.is_empty() {
            let unfilled = policy.placeholders.iter().map(|found| self.quoted(&found.text, found.span)).collect();
            Self::section(out, "Not filled in", unfilled)?;
        }
        let missing: Vec<&str> =
            rest.iter().filter(|(_, evidence)| evidence.is_none()).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            writeln!(out, "  {:<16}{}", "Not said", missing.join(", ").to_lowercase())?;
        }
        Ok(())
    }

    /// A name, and what is said; "not said" where there is nothing.
    fn section(out: &mut impl Write, name: &str, lines: Vec<String>) -> io::Result<()> {
        let lines = if lines.is_empty() { vec!["not said".to_owned()] } else { lines };
        for (index, line) in lines.iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            writeln!(out, "  {name:<16}{line}")?;
        }
        Ok(())
    }

    fn channels(&self) -> Vec<String> {
        let line = |channel: &Channel| {
            let what = match channel.kind {
                ChannelKind::Email => "e-mail",
                ChannelKind::PrivateAdvisory => "private report form",
                ChannelKind::WebForm => "web form",
                ChannelKind::BugBounty => "bounty platform",
                ChannelKind::PublicIssue => "issue or discussion",
                ChannelKind::MailingList => "mailing list",
                ChannelKind::Chat => "chat",
                ChannelKind::Link => "link",
                ChannelKind::Other => "other",
            };
            let privacy = match channel.private {
                Some(true) => "private",
                Some(false) => "PUBLIC",
                None => "privacy unknown",
            };
            format!("{} ({what}, {privacy}) {}", escape::line(&channel.value), self.lines(channel.span))
        };
        self.policy.channels.iter().map(line).collect()
    }

    fn in_public(&self) -> Vec<String> {
        let asked = self
            .policy
            .no_public_report
            .map(|evidence| format!("asked not to report in public {}", self.lines(evidence.span)));
        asked.into_iter().collect()
    }

    fn times(&self) -> Vec<String> {
        let line = |duration: &Duration| {
            let what = match duration.event {
                Event::Acknowledgement => "first answer",
                Event::Triage => "assessment",
                Event::Update => "progress report",
                Event::Fix => "fix",
                Event::Disclosure => "disclosure",
                Event::Other | Event::Support => "other",
            };
            let text = self.policy.document.str(duration.text);
            format!("{what}: {} {}", escape::line(text), self.lines(duration.span))
        };
        let times =
            self.policy.durations.iter().filter(|duration| !matches!(duration.event, Event::Support | Event::Other));
        let vague = self.policy.vague.iter().map(|vague| {
            let text = self.policy.document.str(vague.text);
            format!("no time, only \"{}\" {}", escape::line(text), self.lines(vague.span))
        });
        times.map(line).chain(vague).collect()
    }

    fn versions(&self) -> Vec<String> {
        let Some(supported) = &self.policy.supported_versions else { return Vec::new() };
        if supported.form != VersionsForm::Table {
            return self.said(Some(supported.span));
        }
        let rows = self.policy.version_tables.iter().flat_map(|table| &table.rows);
        let line = |row: &crate::policy::VersionRow| {
            let status = match row.status {
                Status::Yes => "gets fixes",
                Status::Limited => "gets some fixes",
                Status::No => "gets no fixes",
                Status::Missing | Status::Unknown | Status::Image => "unclear",
            };
            format!("{}: {status} {}", escape::line(&row.version), self.lines(row.span))
        };
        rows.map(line).collect()
    }

    /// The words of a span, shortened.
    fn said(&self, span: Option<Span>) -> Vec<String> {
        let text = span.map(|span| (self.policy.document.source.slice(span), span));
        text.map(|(text, span)| self.quoted(text, span)).into_iter().collect()
    }

    fn quoted(&self, text: &str, span: Span) -> String {
        const MOST: usize = 72;
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = words.chars().take(MOST).collect();
        let dots = if words.chars().count() > MOST { "…" } else { "" };
        format!("\"{}{dots}\" {}", escape::line(&short), self.lines(span))
    }

    fn lines(&self, span: Span) -> String {
        let (first, last) = self.policy.document.source.line_range(span);
        let text = if first == last { format!("[line {first}]") } else { format!("[lines {first}-{last}]") };
        if self.style.color { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text }
    }

    fn bold(&self, text: &str) -> String {
        if self.style.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
