//! Questions that several rules ask of the facts.

use super::{Context, Forge, Pointers};
use crate::markdown::{BlockKind, ClauseId, HeadingStyle, Link, LinkKind, NodeId, NodeKind, TextRange};
use crate::policy::vocabulary::{Concept, Hit};
use crate::policy::{
    Actor, Channel, ChannelKind, Duration, Event, Kind, Place, Vague, is_reserved_host, place_of, url_host,
};
use crate::repository::Address;
use crate::source::Span;

/// How far a channel leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To an inbox, a form, a tracker, or a policy that names one.
    Direct,
    /// To a profile page, which may or may not say how to write to its owner.
    Profile,
    /// To nobody: a person or team is named, without an address.
    Named,
}

/// How far a channel leads.
pub(super) fn reach(channel: &Channel) -> Reach {
    let is_target = channel.value.contains(['@', ':']);
    match (channel.kind, channel.private) {
        (ChannelKind::Email, _) | (ChannelKind::Other, Some(true)) if !is_target => Reach::Named,
        (ChannelKind::Other, None) => Reach::Profile,
        // "Report it to [Ada](https://github.com/ada) by e-mail": the word gives no address.
        (ChannelKind::Other, Some(true)) if place_of(&channel.value) == Place::Profile => Reach::Profile,
        _ => Reach::Direct,
    }
}

/// Hosts of coordinators, who run the whole process for a project.
const COORDINATORS: &[&str] = &["tidelift.com", "kb.cert.org", "vince.cert.org", "g.co"];

impl Context<'_> {
    /// The heading of the section that should hold something.
    fn heading_of(&self, class: Concept) -> Option<Span> {
        let document = self.document();
        let sections = document.sections.iter().zip(&self.policy.reading.sections);
        let of_class = sections
            .filter(|(_, reading)| reading.heading.has(class) && !reading.is_excluded)
            .find_map(|(section, _)| section.heading);
        of_class.map(|heading| document.heading(heading).span)
    }

    /// Where to say that something is missing: the heading of the section that should hold it,
    /// else the title, else the start of the text.
    pub(super) fn anchor(&self, class: Concept) -> Span {
        self.heading_of(class).unwrap_or_else(|| self.title())
    }

    /// Where to say that a section leaves out what its heading promises: from the heading to the
    /// end of the first block below it. `None` where no heading promises it.
    pub(super) fn unkept(&self, class: Concept) -> Option<Span> {
        let heading = self.heading_of(class)?;
        let blocks = &self.document().blocks;
        let below = blocks.get(blocks.partition_point(|block| block.span.start < heading.end));
        let below = below.filter(|block| block.kind != BlockKind::Heading);
        Some(below.map_or(heading, |block| Span::new(heading.start, block.span.end.max(heading.end))))
    }

    /// The first real heading, or the start of the text.
    pub(super) fn title(&self) -> Span {
        let mut headings = self.document().headings.iter();
        let title = headings.find(|heading| matches!(heading.style, HeadingStyle::Atx | HeadingStyle::Setext));
        title.map_or_else(|| Span::at(self.source().body().start), |heading| heading.span)
    }

    /// Whether somebody else's policy holds what this one leaves out: it only refers to another
    /// one, or sends every report to a coordinator.
    pub(super) fn is_delegated(&self) -> bool {
        *self.delegated.get_or_init(|| {
            let is_coordinator = |channel: &Channel| {
                url_host(&channel.value).is_some_and(|host| COORDINATORS.contains(&&*host))
                    && place_of(&channel.value) == Place::Form
            };
            let channels = &self.policy.channels;
            self.pointers() == Pointers::Silent
                && (self.policy.kind == Kind::Pointer || !channels.is_empty() && channels.iter().all(is_coordinator))
        })
    }

    /// Whether what a policy lacks cannot be told: another one may hold it, or its language is one
    /// whose phrases are not known.
    pub(super) fn is_unreadable(&self) -> bool {
        !self.policy.language.is_covered() || self.is_delegated()
    }

    /// Whether the policy is for all repositories of its owner: it lies in the one that the forge takes it from.
    pub(super) fn is_for_organisation(&self) -> bool {
        self.addresses().iter().any(|own| matches!(&*own.name, ".github" | ".github-private" | ".profile"))
    }

    /// Whether a public place is only for what may be public: a request for a private contact, what is not sensitive.
    pub(super) fn may_be_public(&self, channel: &Channel) -> bool {
        channel.private == Some(false)
            && (channel.conditional || self.policy.reading.set(channel.clause).has(Concept::Harmless))
    }

    /// The first channel that only the project reads.
    pub(super) fn private_channel(&self) -> Option<&Channel> {
        self.private_channels().next()
    }

    /// The channels that only the project reads.
    pub(super) fn private_channels(&self) -> impl Iterator<Item = &Channel> {
        let is_private = |channel: &&Channel| channel.private == Some(true) && reach(channel) == Reach::Direct;
        self.policy.channels.iter().filter(is_private)
    }

    /// The times that the project gives for an event. A publication date binds both sides.
    pub(super) fn times(&self, event: Event) -> impl Iterator<Item = &Duration> {
        let is_ours = move |duration: &&Duration| {
            duration.event == event && (duration.actor == Actor::Project || event == Event::Disclosure)
        };
        self.policy.durations.iter().filter(is_ours)
    }

    /// The words of a promise such as “within a few days”: no number, but hardly more than five.
    pub(super) fn few(&self, vague: &Vague) -> Option<TextRange> {
        const UNITS: &[Concept] =
            &[Concept::UnitHour, Concept::UnitDay, Concept::UnitBusinessDay, Concept::UnitWeek, Concept::UnitMonth];
        let reading = &self.policy.reading;
        let is_here = |hit: &Hit| {
            let text = reading.hit_text(hit);
            text.end >= vague.text.start && text.start <= vague.text.end + 1
        };
        let few = *reading.hits_of(vague.clause, Concept::Few).find(|hit| is_here(hit))?;
        let is_unit = |hit: &&Hit| UNITS.contains(&hit.concept) && hit.start >= few.end && hit.start <= few.end + 1;
        let unit = reading.hits(vague.clause).iter().find(is_unit)?;
        Some(TextRange::new(vague.text.start.min(reading.hit_text(&few).start), reading.hit_text(unit).end))
    }

    /// The visible text of every link, in order.
    pub(super) fn link_texts(&self) -> Vec<TextRange> {
        let links = self.document().links.iter().map(|link| link.text);
        let mut texts: Vec<TextRange> = links.filter(|text| !text.is_empty()).collect();
        texts.sort_unstable();
        texts
    }

    /// Whether a byte of the visible text is shown as part of a link. Not where another link begins inside of it.
    pub(super) fn is_in_link(&self, at: u32) -> bool {
        let byte = TextRange::new(at, at + 1);
        let Some(clause) = self.clause_at(byte) else { return false };
        let links = self.document().links_in(clause);
        let before = &links[..links.partition_point(|link| link.text.start <= at)];
        before.last().is_some_and(|link| link.text.contains(byte))
    }

    /// The clause that holds a range of the visible text.
    pub(super) fn clause_at(&self, range: TextRange) -> Option<ClauseId> {
        let clauses = &self.document().clauses;
        let index = clauses.partition_point(|clause| clause.text.start <= range.start).checked_sub(1)?;
        clauses[index].text.contains(range).then_some(ClauseId(index as u32))
    }

    /// The required sections that the text has nothing for, besides the channel.
    pub(super) fn absent(&self) -> Vec<&'static str> {
        let mut absent = Vec::new();
        if self.policy.supported_versions.is_none() {
            absent.push("supported versions");
        }
        if self.times(Event::Acknowledgement).next().is_none() {
            absent.push("a response time");
        }
        if self.policy.disclosure_process.is_none() {
            absent.push("disclosure steps");
        }
        absent
    }

    /// For a document that is no policy yet: what else it has to say, as the end of a help text that speaks of the
    /// channel or of something else.
    pub(super) fn also_absent(&self, speaks_of_channel: bool) -> String {
        let mut absent = self.absent();
        if self.policy.channels.is_empty() && !speaks_of_channel {
            absent.insert(0, "a way to report");
        }
        if absent.is_empty() || !matches!(self.policy.kind, Kind::Documentation | Kind::Template) {
            return String::new();
        }
        format!("; also missing: {}", absent.join(", "))
    }
}

/// Whether one of the ranges, which are in order and do not overlap, shares a byte with another.
pub(super) fn overlaps(ranges: &[TextRange], range: TextRange) -> bool {
    let next = ranges.partition_point(|before| before.end <= range.start);
    ranges.get(next).is_some_and(|found| found.overlaps(range))
}

/// Where a link spells its target out: not for reference links, and not where entities stand in it.
pub(super) fn target_span(context: &Context<'_>, link: &Link<'_>) -> Option<Span> {
    let text = context.source().slice(link.span);
    // A link's text may be its target too, and stands before it; in HTML it stands behind it.
    let at = match link.kind {
        LinkKind::Inline | LinkKind::Autolink => text.rfind(link.target.as_ref())?,
        LinkKind::Html => text.find(link.target.as_ref())?,
        _ => return None,
    };
    let start = link.span.start + at as u32;
    Some(Span::new(start, start + link.target.len() as u32))
}

/// The outermost block that a place of the source is in.
pub(super) fn outer_block(context: &Context<'_>, span: Span) -> Option<(NodeKind, Span)> {
    let document = context.document();
    let blocks = document.children(NodeId::ROOT).map(|id| document.node(id));
    blocks.filter(|node| node.span.contains(span)).map(|node| (node.kind, node.span)).next()
}

/// The address of the private report form, where the configuration says which repository on GitHub this is.
pub(super) fn report_form(context: &Context<'_>) -> Option<String> {
    let project = context.project();
    let is_github = project.forge.is_none_or(|forge| forge == Forge::GitHub);
    let (owner, name) = project.repository.as_deref().filter(|_| is_github)?.split_once('/')?;
    let address = Address { host: Forge::GitHub.host().to_owned(), owner: owner.to_owned(), name: name.to_owned() };
    (!name.contains('/')).then(|| address.report_form())
}

/// Whether a host stands for one that somebody forgot to fill in. That of examples may be meant.
pub(super) fn is_template_host(host: &str) -> bool {
    is_reserved_host(host) && host.rsplit('.').next() != Some("example")
}

/// A channel as a help text names it.
pub(super) fn display(channel: &Channel) -> String {
    match channel.kind {
        ChannelKind::PrivateAdvisory => "the private report form".to_owned(),
        _ => channel.value.trim_start_matches("mailto:").to_owned(),
    }
}

/// The first words of a text, for messages.
pub(super) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST {
        return format!("“{text}”");
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("“{}…”", cut.trim_end())
}

/// Words joined as in a sentence: "a, b and c".
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Letters and digits in lower case, without a number in front.
pub(super) fn plain(text: &str) -> String {
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()
}

/// Headings under which a reporter looks for something.
pub(super) const POLICY_HEADINGS: &[Concept] = &[
    Concept::HeadingVersions,
    Concept::HeadingReporting,
    Concept::HeadingContents,
    Concept::HeadingTimeline,
    Concept::HeadingDisclosure,
    Concept::HeadingScope,
    Concept::HeadingSafeHarbor,
    Concept::HeadingAdvisories,
    Concept::HeadingEncryption,
];

/// What makes a heading a sentence that needs nothing below it.
pub(super) const STATEMENT_HEADINGS: &[Concept] = &[Concept::Negation, Concept::NoPublicReport, Concept::Instead];
