//! The forge's form for private reports, named in words.

use super::Channels;
use super::words::{ARTICLES, gap, is_done_by_us, is_one_of_ways};
use crate::markdown::{Block, BlockKind, ClauseId, TextRange};
use crate::policy::facts::ChannelKind;
use crate::policy::polarity::{asks_for_report, in_reporting_section, is_in_condition, prohibits};
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

impl Channels<'_, '_> {
    /// "Open a draft security advisory", "use private vulnerability reporting".
    pub(super) fn private_report(&mut self, clause: ClauseId) {
        let reading = self.reading;
        let set = reading.set(clause);
        // "Privately on the forge", which has a value, is where the project works as well.
        let is_reported = !set.any(&[C::We, C::Will]) && set.has(C::ReportVerb);
        let plain = reading
            .hits_of(clause, C::PrivateReport)
            .filter(|hit| !is_made_by_us(reading, clause, hit) && (hit.value == 0 || is_reported));
        let plain = plain.max_by_key(|hit| hit.end - hit.start);
        // "Report a vulnerability" or "a security advisory" need a button, or a verb before them.
        let opened = reading.hits_of(clause, C::Advisory).find(|advisory| {
            // "Publish an advisory", "post a security notice": what the project does, whoever is spoken to. "Published
            // advisories" are there already.
            let publishes = |verb: &Hit| {
                let is_same = |hit: &Hit| hit.start == verb.start && matches!(hit.concept, C::Publish | C::Disclose);
                reading.hits(clause).iter().any(is_same)
            };
            let is_near = |verb: &Hit| {
                verb.end <= advisory.start && advisory.start - verb.end <= 4
                    || reading.is_cjk(clause) && gap(verb, advisory) <= 8
            };
            let opens = |verb: &&Hit| is_near(verb) && !publishes(verb) && !describes_flaw(reading, clause, verb);
            let mut verbs = reading.hits_of(clause, C::OpenVerb).filter(opens);
            let is_opened = verbs.next().is_some() && !set.any(&[C::We, C::Will]);
            (is_opened || is_reported_through(reading, clause, advisory))
                && (set.has(C::Request) && !reading.is_cjk(clause)
                    || asks_for_report(reading, clause)
                    || in_reporting_section(reading, clause))
        });
        let in_other_words =
            || self.menu_entry(clause).or_else(|| self.named_button(clause)).or_else(|| self.listed_way(clause));
        let Some(hit) = plain.or(opened).or_else(in_other_words).copied() else { return };
        if is_among_steps(reading, clause)
            || is_closed(reading, clause, &hit)
            || is_tool_of_ours(reading, clause, &hit)
            || self.leads_to_address(clause, &hit)
            || is_other_page(reading, clause, &hit)
        {
            return;
        }
        let text = reading.hit_text(&hit);
        let publishes = reading.in_order(clause, C::Will, C::Publish) || !set.has(C::Button);
        let is_output = set.has(C::Publish) && set.any(&[C::We, C::Will]) && !set.has(C::Request) && publishes;
        let is_told_to_open = opened.is_some() && set.has(C::Request) && !reading.is_cjk(clause);
        let is_asked = asks_for_report(reading, clause) || in_reporting_section(reading, clause) || is_told_to_open;
        let span = reading.document.span(text);
        let is_placeholder = self.found.iter().any(|channel| channel.span.touches(span));
        if is_asked && !is_output && !is_placeholder && !prohibits(reading, clause, text) {
            self.push(ChannelKind::PrivateAdvisory, "private vulnerability reporting", Some(true), span, clause);
        }
    }

    /// "Private reports via ada@widget.example" go to the address.
    fn leads_to_address(&self, clause: ClauseId, report: &Hit) -> bool {
        let reading = self.reading;
        let is_means = |means: &Hit| means.start == report.end && means.end == means.start + 1;
        let behind = reading.hit_text(report).end..reading.document.clause(clause).text.end;
        reading.hits_of(clause, C::SendVerb).any(is_means)
            && reading.links_of(clause).any(|link| {
                let at = reading.token_at(clause, link.text.start);
                behind.contains(&link.text.start) && at <= report.end + 1 && link.address().is_some()
            })
    }

    /// "Security → Report a vulnerability": the way through the forge's menu.
    fn menu_entry(&self, clause: ClauseId) -> Option<&Hit> {
        let reading = self.reading;
        let first = reading.first_token(clause);
        let is_arrow = |at: u32| matches!(reading.word(at), "→" | ">" | "›" | "»" | "➜" | "⇒");
        let names = |entry: &Hit| {
            let near = |hit: &Hit| hit.start >= entry.end && hit.start - entry.end <= 2;
            reading.hits_of(clause, C::Vulnerability).any(near)
        };
        reading.hits_of(clause, C::ReportVerb).find(|hit| hit.start > first && is_arrow(hit.start - 1) && names(hit))
    }

    /// "Use GitHub's “Report a vulnerability” to …": the button by its name, and a verb or the means before it.
    fn named_button(&self, clause: ClauseId) -> Option<&Hit> {
        let reading = self.reading;
        let document = reading.document;
        let is_quoted = |button: &Hit| {
            let name = reading.hit_text(button);
            let start = document.clause(clause).text.start;
            document.code_at(name).is_some() || document.str(TextRange::new(start, name.start)).ends_with(QUOTES)
        };
        let is_used = |button: &Hit| {
            let uses = |verb: &Hit| matches!(verb.concept, C::OpenVerb | C::SendVerb | C::Button);
            reading
                .hits(clause)
                .iter()
                .any(|verb| uses(verb) && verb.end <= button.start && button.start - verb.end <= 4)
        };
        reading.hits_of(clause, C::FormButton).find(|button| is_quoted(button) && is_used(button))
    }

    /// "Use one of these ways:" and an item that begins with the forge's advisories or button: no verb is needed.
    fn listed_way(&self, clause: ClauseId) -> Option<&Hit> {
        let reading = self.reading;
        let first = reading.first_token(clause);
        // An advisory without more is one that was published.
        let is_forges =
            |hit: &Hit| hit.concept == C::FormButton || hit.concept == C::Advisory && hit.end > hit.start + 1;
        let begins = |hit: &&Hit| is_forges(hit) && hit.start - first <= LABEL;
        let told = reading.set(clause).any(&[C::We, C::Will, C::Publish]);
        let hit = reading.hits(clause).iter().find(begins).filter(|_| !told && reading.is_item(clause))?;
        is_one_of_ways(reading, clause).then_some(hit)
    }
}

/// "Private reporting is disabled", "we had to switch private reporting off": not under a condition, but now.
fn is_closed(reading: &Reading<'_>, clause: ClauseId, report: &Hit) -> bool {
    const REACH: u32 = 4;
    const PARTS: &[&str] = &["as", "because", "since", "and", "but", "while", "when", "where", "if"];
    const PLACES: &[Concept] = &[C::Issue, C::Discussion, C::PullRequest, C::Chat, C::Email, C::Public];
    // "…; public discussions are disabled": something else is.
    let is_part = |at: u32| {
        let token = reading.token(at);
        token.kind == TokenKind::Word
            && !PARTS.contains(&reading.document.str(token.text).to_ascii_lowercase().as_str())
    };
    reading.hits_of(clause, C::Closed).any(|closed| {
        let gap = if closed.value == SAID_BEFORE {
            report.start.checked_sub(closed.end)
        } else {
            closed.start.checked_sub(report.end)
        };
        let between = if closed.start >= report.end { report.end..closed.start } else { closed.end..report.start };
        gap.is_some_and(|gap| gap <= REACH)
            && between.clone().all(is_part)
            && !reading.hits(clause).iter().any(|hit| PLACES.contains(&hit.concept) && between.contains(&hit.start))
            && !is_in_condition(reading, clause, closed.start)
    })
}

/// "Resolve reported flaws in an advisory": the participle only describes them.
fn describes_flaw(reading: &Reading<'_>, clause: ClauseId, verb: &Hit) -> bool {
    reading.word(verb.start).ends_with("ed")
        && reading.hits_of(clause, C::Vulnerability).any(|flaw| flaw.start == verb.start + 1)
}

/// "Privately through GitHub messages": the forge's name begins that of something else.
fn is_other_page(reading: &Reading<'_>, clause: ClauseId, report: &Hit) -> bool {
    const OTHERS: &[&str] = &[
        "message",
        "messages",
        "dm",
        "dms",
        "chat",
        "profile",
        "profiles",
        "account",
        "email",
        "discussion",
        "discussions",
        "sponsors",
    ];
    let last = reading.first_token(clause) + reading.tokens(clause).len() as u32;
    report.end < last && OTHERS.contains(&reading.word(report.end).to_ascii_lowercase().as_str())
}

/// The value of phrases that stand before what is closed.
const SAID_BEFORE: u16 = 1;

/// "We use private advisories to coordinate the work": what the project does with them, behind the purpose's "to".
fn is_tool_of_ours(reading: &Reading<'_>, clause: ClauseId, report: &Hit) -> bool {
    const WORK: &[&str] = &[
        "track",
        "coordinate",
        "collaborate",
        "prepare",
        "draft",
        "develop",
        "work",
        "publish",
        "announce",
        "disclose",
        "document",
    ];
    let word = |at: u32| reading.word(at);
    let last = reading.first_token(clause) + reading.tokens(clause).len() as u32;
    let is_purpose = |at: u32| at + 1 < last && word(at) == "to" && WORK.contains(&word(at + 1));
    let we = reading.hits_of(clause, C::We).rfind(|we| we.end <= report.start);
    !reading.set(clause).any(&[C::Report, C::Request])
        && we.is_some_and(|we| word(we.end).eq_ignore_ascii_case("use"))
        // "The advisory feature to track": the noun goes on.
        && (report.end..last.min(report.end + 3)).any(is_purpose)
}

/// What may go through a form or a page: reports or notices.
const GOES_THROUGH: &[Concept] = &[C::ReportVerb, C::Publish, C::Advisories];

/// "Report whatever you find in the library through security advisories": the means right before the forge's name, and
/// the verb far off.
fn is_reported_through(reading: &Reading<'_>, clause: ClauseId, advisory: &Hit) -> bool {
    const REACH: u32 = 3;
    // "Submit an advisory" is a verb with what is sent.
    let is_verb = |means: &Hit| {
        reading.hits_of(clause, C::OpenVerb).any(|verb| (verb.start, verb.end) == (means.start, means.end))
    };
    let is_means = |means: &&Hit| means.end <= advisory.start && advisory.start - means.end <= REACH && !is_verb(means);
    let set = reading.set(clause);
    let Some(means) =
        reading.hits_of(clause, C::SendVerb).filter(is_means).max_by_key(|means| (means.value, means.end))
    else {
        return false;
    };
    if advisory.end - advisory.start < 2 || set.has(C::Will) {
        return false;
    }
    // "The preferred way is", "we accept reports through": phrases with a value need no verb.
    if means.value > 0 {
        return true;
    }
    // "What was reported is announced through advisories": the nearest verb is what goes through them.
    let is_by_reporter =
        |verb: &Hit| reading.hits_of(clause, C::You).any(|you| you.end <= verb.start && verb.start - you.end <= 1);
    let verbs = reading.hits(clause).iter().filter(|hit| {
        let is_before = hit.start < means.start || hit.start == means.start && hit.end >= means.end;
        is_before && GOES_THROUGH.contains(&hit.concept) && (hit.concept == C::ReportVerb || !is_by_reporter(hit))
    });
    let verbs = verbs.filter(|verb| !describes_flaw(reading, clause, verb));
    let is_reported = verbs
        .max_by_key(|hit| hit.start)
        .is_some_and(|verb| verb.concept == C::ReportVerb && !is_done_by_us(reading, clause, verb));
    is_reported && (!set.has(C::We) || set.has(C::Request))
}

/// Marks before the name of a button.
const QUOTES: [char; 9] = ['"', '“', '„', '«', '‘', '\'', '「', '『', '`'];

/// How many tokens may stand before the name of a way in an item: "Preferred: GitHub".
const LABEL: u32 = 3;

/// How many items of a list are looked at before and behind one.
const NEIGHBOURS: usize = 8;

/// "1. Confirm the flaw\n2. Create a security advisory\n3. Request a CVE": an item among what the project does.
fn is_among_steps(reading: &Reading<'_>, clause: ClauseId) -> bool {
    let document = reading.document;
    let at = document.clause(clause).block.0 as usize;
    let own = &document.blocks[at];
    let heading = reading.section_of(clause).heading;
    let asks = heading.has(C::HeadingReporting) && !heading.any(&[C::HeadingDisclosure, C::HeadingTimeline]);
    if own.kind != BlockKind::Item || asks || reading.set(clause).any(&[C::You, C::Request, C::PrivateReport]) {
        return false;
    }
    let is_ours = |block: &Block| {
        let Some(item) = block.clauses.iter().next() else { return false };
        let first = reading.first_token(item);
        let begins = |hit: &Hit| {
            hit.start == first && matches!(hit.concept, C::Acknowledge | C::Triage | C::FixVerb | C::Publish)
        };
        let set = reading.set(item);
        (reading.hits(item).iter().any(begins) || set.has(C::Cve)) && !set.any(&[C::You, C::Request, C::Include])
    };
    let is_neighbour = |block: &&Block| block.kind == BlockKind::Item && block.section == own.section;
    let before = document.blocks[..at].iter().rev().take(NEIGHBOURS).take_while(is_neighbour);
    let behind = document.blocks[at + 1..].iter().take(NEIGHBOURS).take_while(is_neighbour);
    before.chain(behind).any(is_ours)
}

/// "So that we can add you to a draft advisory": the project makes it, nobody else can.
fn is_made_by_us(reading: &Reading<'_>, clause: ClauseId, report: &Hit) -> bool {
    let is_draft = |hit: &Hit| hit.start < report.end && report.start < hit.end;
    let makes = |verb: &Hit| verb.end <= report.start && is_done_by_us(reading, clause, verb);
    // "We open a private advisory": the one that a report gets. "We use private reporting" names the way.
    let is_article = |at: u32| ARTICLES.contains(&reading.word(at));
    let is_one = |verb: &Hit| verb.end + 1 == report.start && is_article(verb.end);
    // "We draft a new advisory": the verb begins the phrase itself.
    let is_drafted = reading.hits_of(clause, C::We).any(|we| we.end == report.start);
    if is_drafted || reading.hits_of(clause, C::OpenVerb).any(|verb| is_one(verb) && makes(verb)) {
        return true;
    }
    reading.hits_of(clause, C::MaintainerButton).any(is_draft) && reading.hits_of(clause, C::OpenVerb).any(makes)
}
