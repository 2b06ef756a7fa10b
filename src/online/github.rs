//! What GitHub says of a repository, by its public API.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use serde::Deserialize;
use ureq::Agent;
use ureq::http::header::LOCATION;
use ureq::http::{Response, Uri};

use super::ask::{Said, Token};
use super::resolver::Resolver;
use super::web::{Guard, client, host_of, trouble};
use super::{Answer, Refusal};

/// No more of an answer is read than this, in bytes.
const MAX_ANSWER: u64 = 64 << 10;

/// A repository that was renamed is found behind one redirect, or a few.
const REDIRECTS: usize = 3;

/// The API, to which alone a token goes.
pub(super) struct Api {
    client: Agent,
    base: String,
    token: Option<Token>,
}

/// What it says about private reporting.
#[derive(Deserialize)]
struct PrivateReporting {
    enabled: bool,
}

impl Api {
    pub(super) fn new(resolver: &Arc<Resolver>, base: &str, token: Option<Token>) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        // Where the user says that the API is, it is, in a private network too.
        let named = (base != super::GITHUB_API).then(|| host_of(&base)).flatten();
        let private_hosts = named.iter().map(|host| host.trim_matches(['[', ']']).to_owned()).collect();
        let token = token.filter(|_| keeps_secrets(&base));
        Self { client: client(Guard::new(Arc::clone(resolver), private_hosts), 0), base, token }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Whether a repository takes private reports.
    pub(super) fn private_reporting(&self, owner: &str, name: &str, until: Instant) -> Said {
        let is_name = |name: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            name.bytes().all(is_plain) && name.bytes().any(|byte| byte != b'.')
        };
        if !is_name(owner) || !is_name(name) {
            return unknown("GitHub has no repository of such a name");
        }
        let mut url = format!("{}/repos/{owner}/{name}/private-vulnerability-reporting", self.base);
        for _ in 0..=REDIRECTS {
            let mut request = self.client.get(&url).header("Accept", "application/vnd.github+json");
            if let Some(token) = &self.token {
                request = request.header("Authorization", format!("Bearer {}", token.secret()));
            }
            let time = until.saturating_duration_since(Instant::now());
            let mut response = match request.config().timeout_global(Some(time)).build().call() {
                Ok(response) => response,
                Err(error) => return no_finding(trouble(&error)),
            };
            match (response.status().as_u16(), self.elsewhere(&response)) {
                (200, _) => {
                    let body = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
                    let answer = body.ok().and_then(|body| serde_json::from_slice::<PrivateReporting>(&body).ok());
                    return match answer {
                        Some(PrivateReporting { enabled: true }) => Said::Answer(Answer::Yes),
                        Some(PrivateReporting { enabled: false }) => Said::Answer(Answer::No(Refusal::SwitchedOff)),
                        None => unknown("GitHub's answer cannot be read"),
                    };
                }
                (301 | 302 | 307 | 308, Some(next)) => url = next,
                (401, _) => return Said::Enough("GitHub does not accept the token".to_owned()),
                (403 | 429, _) => {
                    let why = "GitHub takes no more questions for now; with a token in GITHUB_TOKEN it takes more";
                    return Said::Enough(why.to_owned());
                }
                (404, _) => return unknown("GitHub shows no such repository"),
                (status, _) => return unknown(&format!("GitHub answers {status}")),
            }
        }
        unknown("GitHub redirects too often")
    }

    /// Where a redirect leads, if that is the API too: scheme, host and port are the same.
    fn elsewhere<B>(&self, response: &Response<B>) -> Option<String> {
        let target = response.headers().get(LOCATION)?.to_str().ok()?;
        let target: Uri = target.parse().ok()?;
        let base: Uri = self.base.parse().ok()?;
        let is_same = target.authority() == base.authority() && target.scheme() == base.scheme();
        is_same.then(|| target.to_string())
    }
}

/// Whether what is sent to an address can be read by nobody on the way.
fn keeps_secrets(base: &str) -> bool {
    let host = host_of(base).unwrap_or_default();
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    base.starts_with("https://") || address.is_some_and(|address| address.is_loopback())
}

/// That the API cannot be reached says nothing about a repository.
fn no_finding(said: Said) -> Said {
    match said {
        Said::Answer(Answer::No(_)) => Said::Enough("GitHub's API cannot be found".to_owned()),
        said => said,
    }
}

fn unknown(why: &str) -> Said {
    Said::Answer(Answer::Unknown(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(base: &str) -> Api {
        Api::new(&Arc::new(Resolver::new(Vec::new())), base, Some(Token::new("secret")))
    }

    #[test]
    fn a_token_goes_only_where_nobody_reads_it() {
        for (base, is_sent) in [
            ("https://api.github.com", true),
            ("https://github.widget.example/api/v3/", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://api.github.com", false),
            ("http://10.0.0.1", false),
            ("http://127.0.0.1.widget.example", false),
        ] {
            assert_eq!(api(base).token.is_some(), is_sent, "{base}");
        }
    }

    #[test]
    fn only_redirects_within_the_api_are_followed() {
        let api = api("https://github.widget.example/api/v3");
        let to = |target: &str| api.elsewhere(&Response::builder().header(LOCATION, target).body(()).unwrap());
        let moved = "https://github.widget.example/api/v3/repositories/1/private-vulnerability-reporting";
        assert_eq!(to(moved).as_deref(), Some(moved));
        for target in [
            "https://github.widget.example.evil.example/",
            "http://github.widget.example/",
            "https://github.widget.example:444/",
            "https://user@github.widget.example/",
            "//evil.example/",
            "/repositories/1",
        ] {
            assert_eq!(to(target), None, "{target}");
        }
    }

    #[test]
    fn names_cannot_lead_elsewhere_in_the_api() {
        let api = api("https://api.github.com");
        for (owner, name) in [("..", "user"), ("acme", ".."), ("acme", "a/b"), ("a?x", "b"), ("acme", "")] {
            let said = api.private_reporting(owner, name, Instant::now());
            assert_eq!(said, unknown("GitHub has no repository of such a name"), "{owner}/{name}");
        }
    }
}
