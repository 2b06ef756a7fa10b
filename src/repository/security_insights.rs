//! OpenSSF Security Insights: what a project tells scanners about its security, versions 1 and 2 of the schema.
//!
//! The versions share most names and differ in where a thing is said; both places are read, whatever version a file
//! claims to follow. What is not asked about is passed over unread, aliases and all.

use std::fmt;

use jiff::civil::Date;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::DeserializeOwned};

use super::MAX_YAML;
use crate::source::{Source, Span};
use crate::yaml::{self, Step};

use Step::{Item, Key};

/// Where scanners look, in this order.
pub(super) const PLACES: &[&str] = &[
    "security-insights.yml",
    ".github/security-insights.yml",
    ".gitlab/security-insights.yml",
    "SECURITY-INSIGHTS.yml",
];

/// Of a list only so many items are read: each may be an alias of all that stands before it.
const MOST_ITEMS: usize = 64;

/// What Security Insights say that a policy says as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecurityInsights {
    /// Whether reports are accepted.
    pub accepts_reports: Option<Stated<bool>>,
    /// Whether there is a bounty.
    pub has_bounty: Option<Stated<bool>>,
    /// Addresses for reports.
    pub contacts: Vec<Stated<String>>,
    /// Where the policy is: a URL, or a path in the repository.
    pub policies: Vec<Stated<String>>,
    /// The key to encrypt reports with: a fingerprint, an address, or the key itself.
    pub key: Option<Stated<String>>,
    /// When somebody last looked through the file.
    pub reviewed: Option<Stated<Date>>,
    /// Until when it holds.
    pub expires: Option<Stated<Date>>,
}

/// A value, and the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// What is said.
    pub value: T,
    steps: Vec<Step>,
}

impl<T> Stated<T> {
    /// From the key to the end of its line. It is looked for in the text only when somebody asks.
    pub fn span(&self, source: &Source) -> Span {
        let Some(key) = yaml::find(source, &self.steps) else { return Span::at(source.body().start) };
        let text = &source.text()[key.start as usize..];
        let line = text.split(['\n', '\r']).next().unwrap_or_default().trim_end();
        Span::new(key.start, key.start + line.len() as u32)
    }
}

impl SecurityInsights {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Where it is no YAML, or its maps are none; or its start, where it is too large.
    pub fn read(source: &Source) -> Result<Self, Span> {
        let text = source.slice(source.body());
        if text.len() > MAX_YAML || yaml::nests_too_deep(text) {
            return Err(Span::at(source.body().start));
        }
        let file: File = serde_yaml::from_str(text).map_err(|error| yaml::place(source, &error))?;
        Ok(file.read())
    }
}

/// The parts of both versions.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct File {
    header: Option<Header>,
    // Version 1.
    security_contacts: Items<Contact>,
    vulnerability_reporting: Option<Reporting>,
    // Version 2.
    project: Option<Project>,
    repository: Option<Repository>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Header {
    last_reviewed: Scalar,
    expiration_date: Scalar,
    project_si_source: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Project {
    vulnerability_reporting: Option<Reporting>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Reporting {
    accepts_vulnerability_reports: Scalar,
    reports_accepted: Scalar,
    bug_bounty_available: Scalar,
    email_contact: Scalar,
    contact: Option<Contact>,
    security_policy: Scalar,
    policy: Scalar,
    pgp_key: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Contact {
    email: Scalar,
    value: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Repository {
    documentation: Option<Documentation>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Documentation {
    security_policy: Scalar,
}

impl File {
    fn read(self) -> SecurityInsights {
        let mut read = SecurityInsights::default();
        let header = self.header.unwrap_or_default();
        let day = |text: String| text.get(..10).and_then(|day| Date::strptime("%Y-%m-%d", day).ok());
        read.reviewed = header.last_reviewed.stated(&[Key("header"), Key("last-reviewed")]).and_then(|it| it.map(day));
        read.expires =
            header.expiration_date.stated(&[Key("header"), Key("expiration-date")]).and_then(|it| it.map(day));
        for (index, contact) in self.security_contacts.0.into_iter().enumerate() {
            contact.read(&[Key("security-contacts"), Item(index)], &mut read);
        }
        if let Some(reporting) = self.vulnerability_reporting {
            reporting.read(&[Key("vulnerability-reporting")], &mut read);
        }
        // What is taken over from elsewhere is maintained there.
        let is_inherited = header.project_si_source.0.is_some();
        let project = self.project.filter(|_| !is_inherited).and_then(|project| project.vulnerability_reporting);
        if let Some(reporting) = project {
            reporting.read(&[Key("project"), Key("vulnerability-reporting")], &mut read);
        }
        let documentation = self.repository.and_then(|repository| repository.documentation);
        let policy = documentation.and_then(|documentation| {
            documentation.security_policy.stated(&[Key("repository"), Key("documentation"), Key("security-policy")])
        });
        read.policies.extend(policy);
        read
    }
}

impl Reporting {
    fn read(self, above: &[Step], into: &mut SecurityInsights) {
        let at = |key: &'static str| [above, &[Key(key)]].concat();
        let is_true = |text: String| match &*text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let flag = |value: Scalar, key| value.stated(&at(key)).and_then(|it| it.map(is_true));
        into.accepts_reports = flag(self.reports_accepted, "reports-accepted")
            .or_else(|| flag(self.accepts_vulnerability_reports, "accepts-vulnerability-reports"));
        into.has_bounty = flag(self.bug_bounty_available, "bug-bounty-available");
        into.contacts.extend(self.email_contact.stated(&at("email-contact")));
        if let Some(contact) = self.contact {
            contact.read(&at("contact"), into);
        }
        into.policies.extend(self.security_policy.stated(&at("security-policy")));
        into.policies.extend(self.policy.stated(&at("policy")));
        into.key = self.pgp_key.stated(&at("pgp-key"));
    }
}

impl Contact {
    fn read(self, above: &[Step], into: &mut SecurityInsights) {
        let at = |key: &'static str| [above, &[Key(key)]].concat();
        let both = [self.email.stated(&at("email")), self.value.stated(&at("value"))];
        // Version 1 gives pages and telephone numbers in the same place.
        into.contacts.extend(both.into_iter().flatten().filter(|contact| contact.value.contains('@')));
    }
}

impl<T> Stated<T> {
    fn map<U>(self, read: impl FnOnce(T) -> Option<U>) -> Option<Stated<U>> {
        Some(Stated { value: read(self.value)?, steps: self.steps })
    }
}

/// A value that is no list and no map, as text. Any other is none: one odd value spoils no others.
#[derive(Default)]
struct Scalar(Option<String>);

impl Scalar {
    fn stated(self, steps: &[Step]) -> Option<Stated<String>> {
        let value = self.0.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
        Some(Stated { value, steps: steps.to_vec() })
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(text.to_owned())))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string())))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}

/// The first items of a list, which may be missing.
struct Items<T>(Vec<T>);

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemsVisitor(Vec::new()))
    }
}

struct ItemsVisitor<T>(Vec<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ItemsVisitor<T> {
    type Value = Items<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Items<T>, E> {
        Ok(Items(self.0))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Items<T>, A::Error> {
        while self.0.len() < MOST_ITEMS {
            match list.next_element()? {
                Some(item) => self.0.push(item),
                None => return Ok(Items(self.0)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Items(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::{Surroundings, Tree};

    fn read(text: &str) -> Result<SecurityInsights, Span> {
        SecurityInsights::read(&Source::new("security-insights.yml", text))
    }

    /// The lines that the values stand on, with the values.
    fn shown<T: fmt::Debug>(text: &str, stated: &[Stated<T>]) -> Vec<String> {
        let source = Source::new("security-insights.yml", text);
        stated.iter().map(|it| format!("{:?} at {:?}", it.value, source.slice(it.span(&source)))).collect()
    }

    #[test]
    fn version_2_is_read() {
        let text = "---\nheader:\n  schema-version: 2.0.0\n  last-reviewed: '2026-01-02' # by us\nproject:\n  name: Widget\n  \
                    vulnerability-reporting:\n    reports-accepted: true\n    bug-bounty-available: false\n    contact:\n      \
                    name: Team\n      email: security@widget.example\n    policy: https://widget.example/a\n    pgp-key: |\n      \
                    ABCD\nrepository:\n  status: active\n  documentation:\n    security-policy: SECURITY.md\n...\n";
        let found = read(text).unwrap();
        assert_eq!(shown(text, &[found.accepts_reports.unwrap()]), ["true at \"reports-accepted: true\""]);
        assert_eq!(shown(text, &[found.has_bounty.unwrap()]), ["false at \"bug-bounty-available: false\""]);
        assert_eq!(shown(text, &found.contacts), ["\"security@widget.example\" at \"email: security@widget.example\""]);
        assert_eq!(
            shown(text, &found.policies),
            [
                "\"https://widget.example/a\" at \"policy: https://widget.example/a\"",
                "\"SECURITY.md\" at \"security-policy: SECURITY.md\""
            ]
        );
        assert_eq!(shown(text, &[found.key.unwrap()]), ["\"ABCD\" at \"pgp-key: |\""]);
        assert_eq!(shown(text, &[found.reviewed.unwrap()]), ["2026-01-02 at \"last-reviewed: '2026-01-02' # by us\""]);
    }

    #[test]
    fn version_1_is_read() {
        let text = "header:\n  schema-version: 1.0.0\n  expiration-date: '2024-10-31T00:00:00.000Z'\nsecurity-contacts:\n- type: \
                    url\n  value: https://widget.example\n- type: email\n  value: a@widget.example\nvulnerability-reporting:\n  \
                    accepts-vulnerability-reports: false\n  email-contact: b@widget.example\n";
        let found = read(text).unwrap();
        assert_eq!(
            shown(text, &[found.accepts_reports.unwrap()]),
            ["false at \"accepts-vulnerability-reports: false\""]
        );
        assert_eq!(
            shown(text, &found.contacts),
            [
                "\"a@widget.example\" at \"value: a@widget.example\"",
                "\"b@widget.example\" at \"email-contact: b@widget.example\""
            ]
        );
        assert_eq!(found.expires.unwrap().value, jiff::civil::date(2024, 10, 31));
    }

    #[test]
    fn a_project_described_elsewhere_is_not_read() {
        let text = "header: { project-si-source: 'https://widget.example/si.yml' }\nproject:\n  vulnerability-reporting:\n    \
                    reports-accepted: false\nrepository:\n  documentation: { security-policy: SECURITY.md }\n";
        let found = read(text).unwrap();
        assert_eq!((found.accepts_reports, found.policies.len()), (None, 1));
    }

    #[test]
    fn odd_values_spoil_no_others() {
        let text = "header: ~\nsecurity-contacts:\nvulnerability-reporting:\n  reports-accepted: maybe\n  \
                    bug-bounty-available: [1, 2]\n  security-policy: 3\n  policy: { a: b }\n  pgp-key: ' '\n  \
                    email-contact: a@widget.example\n";
        let found = read(text).unwrap();
        let expected = SecurityInsights { contacts: found.contacts.clone(), ..SecurityInsights::default() };
        assert_eq!((&found, found.contacts.len()), (&expected, 1));
    }

    #[test]
    fn what_is_no_yaml_has_a_place() {
        assert_eq!(read("header:\n  last-reviewed: [\n"), Err(Span::new(27, 27)));
        assert_eq!(read("header: text\n").unwrap_err().start, 8);
        assert!(read(&"[".repeat(10_000)).is_err());
        assert!(read(&format!("a: {}", "x".repeat(MAX_YAML))).is_err());
    }

    #[test]
    fn aliases_cost_little() {
        // Ten thousand items, each of which has ten thousand.
        let junk = "a,".repeat(10_000);
        let text = format!(
            "x: &x {{ value: a@widget.example, junk: [{junk}] }}\nsecurity-contacts: [{}]\n",
            "*x,".repeat(10_000)
        );
        assert_eq!(read(&text).map(|found| found.contacts.len()), Ok(MOST_ITEMS));
        let nested: Vec<String> = (1..40).map(|n| format!("a{n}: &a{n} [*a{0},*a{0},*a{0}]", n - 1)).collect();
        let nested = nested.join("\n");
        assert!(read(&format!("a0: &a0 [x]\n{nested}\nheader: *a39\n")).is_err());
    }

    #[test]
    fn scanners_find_it_in_four_places() {
        let found = |paths: &[&str]| {
            let tree = paths.iter().fold(Tree::default(), |tree, path| tree.with(*path, ""));
            Surroundings::new(Box::new(tree), "").security_insights()
        };
        assert_eq!(
            found(&["SECURITY-INSIGHTS.yml", ".gitlab/security-insights.yml"]),
            Some(".gitlab/security-insights.yml")
        );
        assert_eq!(found(&["SECURITY-INSIGHTS.yml", "docs/security-insights.yml"]), Some("SECURITY-INSIGHTS.yml"));
        assert_eq!(found(&["docs/security-insights.yml"]), None);
    }
}
