//! The part of `security-insights.yml` (OpenSSF Security Insights 2) that the policy answers: how reports are taken.
//!
//! The schema also requires the project's administrators and a section on the repository, which no policy tells.

use jiff::civil::Date;
use serde::Serialize;

use super::Project;
use super::published::{Bounty, Published};
use crate::policy::Policy;

/// The version of the schema that the file follows.
const SCHEMA_VERSION: &str = "2.2.0";

#[derive(Debug, Serialize)]
struct Insights {
    header: Header,
    project: About,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Header {
    schema_version: &'static str,
    last_updated: String,
    last_reviewed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct About {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    repositories: Vec<Repository>,
    vulnerability_reporting: Reporting,
}

#[derive(Debug, Serialize)]
struct Repository {
    name: String,
    url: String,
    comment: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Reporting {
    reports_accepted: bool,
    bug_bounty_available: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bug_bounty_program: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
}

#[derive(Debug, Serialize)]
struct Contact {
    name: &'static str,
    email: String,
    primary: bool,
}

/// Writes the file that is to lie at a path of the repository; `None` where the policy names no private way to report
/// that has a URI.
pub fn insights(
    policy: &Policy<'_>,
    project: &Project,
    path: &str,
    policy_url: Option<&str>,
    today: Date,
) -> Option<String> {
    let published = Published::of(policy, project);
    if published.ways.is_empty() {
        return None;
    }
    let pages: Vec<&str> =
        published.ways.iter().map(String::as_str).filter(|way| way.starts_with("https://")).collect();
    let address = project.address.as_ref();
    let insights = Insights {
        header: Header {
            schema_version: SCHEMA_VERSION,
            last_updated: today.to_string(),
            last_reviewed: today.to_string(),
            url: project.raw_file(path),
        },
        project: About {
            name: address.map(|address| address.name.clone()),
            repositories: address
                .map(|address| Repository {
                    name: address.name.clone(),
                    url: address.url(),
                    comment: "The repository of this file.",
                })
                .into_iter()
                .collect(),
            vulnerability_reporting: Reporting {
                reports_accepted: true,
                bug_bounty_available: published.bounty != Bounty::None,
                bug_bounty_program: match &published.bounty {
                    Bounty::Programme(url) => Some(url.clone()),
                    Bounty::None | Bounty::Paid => None,
                },
                contact: published.emails.first().map(|email| Contact {
                    name: "Security contact",
                    email: email.clone(),
                    primary: true,
                }),
                comment: (!pages.is_empty()).then(|| format!("Reports are taken at {}.", pages.join(" and "))),
                policy: policy_url.map(str::to_owned),
            },
        },
    };
    let text = serde_yaml::to_string(&insights).ok()?;
    // Bare, older readers take a date for a moment, and the schema asks for a text.
    Some(text.replace(&format!(": {today}\n"), &format!(": '{today}'\n")))
}
