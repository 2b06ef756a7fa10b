//! What a phrase means.

/// Declares the concepts, with the name each has in the vocabulary files.
macro_rules! concepts {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// What a phrase means, whatever the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Concept { $($(#[doc = $doc])+ $variant,)+ }

        impl Concept {
            /// Every concept, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name of its section in a vocabulary file.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

concepts! {
    // Grammar.
    /// A word so common that it tells the language.
    Stopword = "stopword",
    /// Words that only look like another phrase: hits inside them do not count.
    Mask = "mask",
    /// Not, never, avoid: what follows is asked not to be done.
    Negation = "negation",
    /// Ends a heading or lead-in that forbids what is listed below it: do not, never, what not to do.
    Forbid = "forbid",
    /// Instead of, rather than: what follows is the wrong way.
    Instead = "instead",
    /// Instead, but, otherwise: the sense turns round.
    Turn = "turn",
    /// If, unless, once: what follows is a condition.
    Condition = "condition",
    /// Only, exclusively.
    Only = "only",
    /// The project speaks of itself: we, our team, the maintainers.
    We = "we",
    /// The reporter is spoken of: you, the reporter, researchers.
    You = "you",
    /// The reporter is asked for time or patience: give us, allow us, we ask.
    Request = "request",
    /// Users are advised: users should, we recommend upgrading.
    Advice = "advice",
    /// A word that makes an example of what stands beside it.
    Example = "example",
    // Things.
    /// A form of the project that is named, not linked: the contact form on our website.
    ContactForm = "contact-form",
    /// A vulnerability, by any name.
    Vulnerability = "vulnerability",
    /// The word security and its like, alone.
    Security = "security",
    /// A report of a vulnerability.
    Report = "report",
    /// A fix, patch or mitigation.
    Fix = "fix",
    /// A release of the software.
    Release = "release",
    /// A published notice of a vulnerability.
    Advisory = "advisory",
    /// A CVE or another public identifier.
    Cve = "cve",
    /// An e-mail address or mailbox, as a word.
    Email = "email",
    /// The word that stands for `@`.
    AtSign = "at-sign",
    /// Plain bugs, questions, feature wishes: other purposes than a vulnerability.
    OtherPurpose = "other-purpose",
    // Reporting.
    /// To report, send, submit, contact.
    ReportVerb = "report-verb",
    /// To send or submit, with the means or the place behind it: via, through, using.
    SendVerb = "send-verb",
    /// To open, file, create, post an issue or the like.
    OpenVerb = "open-verb",
    /// In private, confidentially.
    Private = "private",
    /// In public, publicly.
    Public = "public",
    /// The forge's form for private reports, by name.
    PrivateReport = "private-report",
    /// An issue that only the project sees.
    PrivateIssue = "private-issue",
    /// Who sees an issue is the project alone: mark it as confidential, only visible to us.
    KeptPrivate = "kept-private",
    /// Several ways to choose from: channels, methods, one of the following.
    Ways = "ways",
    /// Above, before: where the text has told it already.
    ToldAbove = "told-above",
    /// A way to talk in private, which one may ask for in public.
    PrivateContact = "private-contact",
    /// Not sensitive: what harms nobody in public.
    Harmless = "harmless",
    /// Button, tab, click, form: makes a named feature one to use.
    Button = "button",
    /// What one clicks or goes to on a page: a step on the way to something.
    Step = "step",
    /// The button that leads to the forge's form, by its name.
    FormButton = "form-button",
    /// A button that only maintainers have, by its name, or what it makes.
    MaintainerButton = "maintainer-button",
    /// A form on the web.
    Form = "form",
    /// Directly, privately: to a person.
    Directly = "directly",
    /// For more information: what follows is no way to report.
    MoreAbout = "more-about",
    /// A copy of, adapted from: where a text comes from, which stands right behind.
    TakenFrom = "taken-from",
    /// It, them, details: what is asked not to be published.
    Pronoun = "pronoun",
    /// Passwords, tokens, personal data: what nobody should publish, whether there is a vulnerability or not.
    Secrets = "secrets",
    /// A person or a team to turn to, with no address.
    Person = "person",
    /// To contact, write to: what a person or a team stands right behind.
    ContactVerb = "contact-verb",
    /// A profile page.
    Profile = "profile",
    /// A public issue or its tracker.
    Issue = "issue",
    /// A public discussion or forum.
    Discussion = "discussion",
    /// A pull request.
    PullRequest = "pull-request",
    /// A public chat or social network.
    Chat = "chat",
    /// A private message: makes a chat private.
    DirectMessage = "direct-message",
    /// A public mailing list.
    PublicList = "public-list",
    /// The request not to report in public, whole.
    NoPublicReport = "no-public-report",
    /// To keep, hold, treat: what is to be in private stands behind it.
    Keep = "keep",
    /// Sends the reader to a policy elsewhere.
    Pointer = "pointer",
    // Times.
    /// A number in words; the value is the number.
    Number = "number",
    /// About three to five: few, several.
    Few = "few",
    /// Minutes.
    UnitMinute = "unit-minute",
    /// Hours.
    UnitHour = "unit-hour",
    /// Days.
    UnitDay = "unit-day",
    /// Business days, in one word.
    UnitBusinessDay = "unit-business-day",
    /// Weeks.
    UnitWeek = "unit-week",
    /// Two weeks, in one word.
    UnitFortnight = "unit-fortnight",
    /// Months.
    UnitMonth = "unit-month",
    /// Quarters.
    UnitQuarter = "unit-quarter",
    /// Years.
    UnitYear = "unit-year",
    /// Business, working, office: before or behind a unit.
    Business = "business",
    /// To, up to: between the ends of a range.
    RangeTo = "range-to",
    /// And, but: joins halves of a sentence.
    And = "and",
    /// At least, no less than.
    AtLeast = "at-least",
    /// Within, up to, at most, no later than.
    AtMost = "at-most",
    /// We aim, try, strive.
    Goal = "goal",
    /// Usually, often: the best case.
    BestCase = "best-case",
    /// A further time on top of another.
    Additional = "additional",
    /// Every, each, per: a rhythm.
    Every = "every",
    /// As soon as possible, promptly.
    Vague = "vague",
    /// The name of a month; the value is its number.
    Month = "month",
    /// Last updated, reviewed, effective: what a date of the policy itself stands behind.
    PolicyDate = "policy-date",
    /// Expires, valid until: what its last day stands behind.
    ValidUntil = "valid-until",
    /// What a request is good for: to help us, so that we can. It promises nothing.
    Reason = "reason",
    /// What a time starts from: of receiving your report, after the release.
    StartEvent = "start-event",
    /// From disclosure, where the word alone leaves open whether to the project or to the public.
    OpenStart = "open-start",
    // Events.
    /// To acknowledge, respond, get back to.
    Acknowledge = "acknowledge",
    /// To triage, assess, confirm the validity.
    Triage = "triage",
    /// To keep informed, update on progress.
    Update = "update",
    /// To fix, patch, resolve, remediate, release a fix.
    FixVerb = "fix-verb",
    /// To disclose, publish, go public, embargo.
    Disclose = "disclose",
    /// If you hear nothing: when a reporter may escalate.
    Escalate = "escalate",
    /// To tell vendors and distributors before the public.
    PreNotify = "pre-notify",
    /// The project passes on what it knows: we inform, we share with.
    PassOn = "pass-on",
    /// A way that nobody can take: "is disabled". Value 1 for what is said before it: "switch off".
    Closed = "closed",
    /// A policy or programme that is read elsewhere: "our disclosure policy".
    PolicyElsewhere = "policy-elsewhere",
    /// Something to ask, not to report.
    Question = "question",
    /// A plan or schedule for a fix, which is none yet.
    Plan = "plan",
    /// To retain, store, delete: how long data are kept.
    Retention = "retention",
    /// To support, maintain, backport: how long versions get fixes.
    Support = "support",
    /// To receive, get, land: versions and their fixes.
    Receive = "receive",
    /// Will, shall: the project commits itself.
    Will = "will",
    /// Words of severity.
    Severity = "severity",
    /// To decide on a report.
    Decision = "decision",
    // Disclosure.
    /// To publish or announce.
    Publish = "publish",
    /// To coordinate.
    Coordinate = "coordinate",
    /// An embargo.
    Embargo = "embargo",
    /// Until something has happened: what ends a silence.
    Until = "until",
    /// Without permission, unless agreed: somebody who ends a silence.
    Permission = "permission",
    /// A non-disclosure agreement.
    NonDisclosure = "non-disclosure",
    /// For ever, indefinitely.
    Forever = "forever",
    /// On a date that both sides agree on.
    Agreed = "agreed",
    /// A reasonable time, by any name.
    ReasonableTime = "reasonable-time",
    /// The term "responsible disclosure"; in English alone.
    ResponsibleDisclosure = "responsible-disclosure",
    /// A whole statement of what happens after receipt.
    DisclosureProcess = "disclosure-process",
    /// Where users learn of fixed vulnerabilities.
    Advisories = "advisories",
    // Versions.
    /// Version, release, branch, series.
    Version = "version",
    /// Latest, current, most recent.
    Latest = "latest",
    /// Older, previous, other.
    Older = "older",
    /// A branch or tag that moves: main, nightly, HEAD.
    Moving = "moving",
    /// A whole statement of which versions get fixes.
    SupportedVersions = "supported-versions",
    /// A whole statement that nothing but the newest release gets fixes.
    OnlyLatest = "only-latest",
    /// Of each of several: what is said holds for every one of them.
    OfEach = "of-each",
    /// A whole statement that every version gets fixes.
    AllVersions = "all-versions",
    /// Every release that is still maintained, as those that get fixes.
    AllMaintained = "all-maintained",
    /// A whole statement that the project has ended.
    Unmaintained = "unmaintained",
    /// A status: gets fixes.
    StatusYes = "status-yes",
    /// A status: gets some fixes.
    StatusLimited = "status-limited",
    /// A status: gets no fixes.
    StatusNo = "status-no",
    /// A status left open.
    StatusOpen = "status-open",
    /// A table header over versions.
    HeadVersion = "head-version",
    /// A table header over a status.
    HeadStatus = "head-status",
    /// A table header over dates.
    HeadDate = "head-date",
    /// Behind a version: and later, or above.
    AndNewer = "and-newer",
    /// Behind a version: and older, or below.
    AndOlder = "and-older",
    /// Beside a version: before, prior to.
    OlderThan = "older-than",
    /// Beside a version: newer than, above.
    NewerThan = "newer-than",
    /// Before a version: from, since. Behind one in some languages.
    SinceVersion = "since-version",
    /// Before a version: until, through. Behind one in some languages.
    UntilVersion = "until-version",
    /// Between two versions: or.
    EitherVersion = "either-version",
    /// All versions that no other row names.
    AnyOther = "any-other",
    /// A table header over the days on which support ends; the value is 1 where it is another support than that with
    /// security fixes.
    HeadEnd = "head-end",
    /// What the last day of support stands behind, or in front of: until, through.
    UntilDay = "until-day",
    /// What is told was so, and is no longer.
    Past = "past",
    /// A status: on its way in or out, with fixes or without.
    Transition = "transition",
    /// A product that is not the project: Python, Node, operating systems.
    Foreign = "foreign",
    // Statements.
    /// To include, provide, describe.
    Include = "include",
    /// A whole request for particular information in a report.
    ReportContents = "report-contents",
    /// Asked for: a description.
    ItemDescription = "item-description",
    /// Asked for: steps to reproduce, or a proof of concept.
    ItemSteps = "item-steps",
    /// Asked for: the version.
    ItemVersion = "item-version",
    /// Asked for: the impact.
    ItemImpact = "item-impact",
    /// Asked for: configuration or environment.
    ItemEnvironment = "item-environment",
    /// Asked for: a fix or mitigation.
    ItemMitigation = "item-mitigation",
    /// Asked for: where in the code.
    ItemLocation = "item-location",
    /// Asked for: who reports.
    ItemContact = "item-contact",
    /// What is in or out of scope.
    Scope = "scope",
    /// Legal action and its like.
    Legal = "legal",
    /// A promise of no legal action.
    SafeHarbor = "safe-harbor",
    /// How reporters are credited.
    Credit = "credit",
    /// Rewards, either way.
    Bounty = "bounty",
    /// PGP and other ways to encrypt.
    Encryption = "encryption",
    /// Signing of artefacts, which is not encryption of reports.
    Signing = "signing",
    /// A refusal to promise times.
    NoPromise = "no-promise",
    /// What may or may not happen: no promise either way.
    Possibility = "possibility",
    // Statements that few policies make.
    /// Somebody is put in charge of a report.
    Assign = "assign",
    /// When a version gets no more fixes, or that it gets none.
    EndOfSupport = "end-of-support",
    /// There is no release yet.
    NoRelease = "no-release",
    /// A public identifier of a vulnerability besides CVE.
    Identifier = "identifier",
    /// Without a name.
    Anonymous = "anonymous",
    /// What tells who somebody is: name, address, telephone number.
    PersonalData = "personal-data",
    /// Must, required: no choice is left.
    Must = "must",
    /// Good faith.
    GoodFaith = "good-faith",
    /// Laws against breaking into computers.
    AntiHacking = "anti-hacking",
    /// Laws against going around technical protection.
    AntiCircumvention = "anti-circumvention",
    /// Terms of service, acceptable use.
    TermsOfUse = "terms-of-use",
    // Headings.
    /// Heading: the policy itself.
    HeadingPolicy = "heading-policy",
    /// Heading: supported versions.
    HeadingVersions = "heading-versions",
    /// Heading: reporting.
    HeadingReporting = "heading-reporting",
    /// Heading: what to include.
    HeadingContents = "heading-contents",
    /// Heading: response times and process.
    HeadingTimeline = "heading-timeline",
    /// Heading: disclosure.
    HeadingDisclosure = "heading-disclosure",
    /// Heading: scope.
    HeadingScope = "heading-scope",
    /// Heading: safe harbour.
    HeadingSafeHarbor = "heading-safe-harbor",
    /// Heading: credit.
    HeadingCredit = "heading-credit",
    /// Heading: bounty.
    HeadingBounty = "heading-bounty",
    /// Heading: advisories.
    HeadingAdvisories = "heading-advisories",
    /// Heading: keys.
    HeadingEncryption = "heading-encryption",
    /// Heading: how grave a vulnerability is.
    HeadingSeverity = "heading-severity",
    /// Heading: hardening advice, tools, licence and the like, which are not policy.
    HeadingOther = "heading-other",
    // Leftovers.
    /// An instruction of a template, whole.
    TemplateInstruction = "template-instruction",
    /// TODO and its like.
    Marker = "marker",
    /// Words beside a contact that say it is not the real one.
    ReplaceMe = "replace-me",
}

/// Where a concept is looked for: most of them would only cost time elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Layer {
    /// In every clause.
    Text,
    /// In clauses with a number or a unit of time.
    Time,
    /// In tables and headings.
    Table,
    /// In headings.
    Heading,
}

impl Layer {
    /// How many there are.
    pub const COUNT: usize = 4;
}

impl Concept {
    /// Where it is looked for.
    pub fn layer(self) -> Layer {
        use Concept as C;
        match self {
            C::And
            | C::Number
            | C::Few
            | C::Business
            | C::RangeTo
            | C::AtLeast
            | C::AtMost
            | C::BestCase
            | C::Additional
            | C::Every
            | C::StartEvent
            | C::OpenStart
            | C::Severity
            | C::Decision
            | C::Month
            | C::ValidUntil
            | C::UntilDay
            | C::Past
            | C::Plan
            | C::Retention => Layer::Time,
            C::StatusYes
            | C::StatusLimited
            | C::StatusNo
            | C::StatusOpen
            | C::HeadVersion
            | C::HeadStatus
            | C::HeadDate
            | C::HeadEnd
            | C::Transition
            | C::AndNewer
            | C::AndOlder
            | C::OlderThan
            | C::NewerThan
            | C::SinceVersion
            | C::UntilVersion
            | C::EitherVersion
            | C::AnyOther => Layer::Table,
            C::HeadingPolicy
            | C::HeadingVersions
            | C::HeadingReporting
            | C::HeadingContents
            | C::HeadingTimeline
            | C::HeadingDisclosure
            | C::HeadingScope
            | C::HeadingSafeHarbor
            | C::HeadingCredit
            | C::HeadingBounty
            | C::HeadingAdvisories
            | C::HeadingEncryption
            | C::HeadingSeverity
            | C::HeadingOther => Layer::Heading,
            _ => Layer::Text,
        }
    }
}

/// A set of concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConceptSet([u64; Self::WORDS]);

impl ConceptSet {
    const WORDS: usize = Concept::ALL.len().div_ceil(64);

    /// Adds a concept.
    pub fn insert(&mut self, concept: Concept) {
        let bit = concept as usize;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether it holds a concept.
    pub fn has(self, concept: Concept) -> bool {
        let bit = concept as usize;
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// Whether it holds one of these.
    pub fn any(self, concepts: &[Concept]) -> bool {
        concepts.iter().any(|&concept| self.has(concept))
    }

    /// Both together.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_room_for_every_concept() {
        let mut set = ConceptSet::default();
        for &concept in Concept::ALL {
            assert!(!set.has(concept));
            set.insert(concept);
            assert!(set.has(concept));
        }
    }
}
