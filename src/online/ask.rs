//! Asks all questions of a run: a few hosts at a time, each of them one thing after the other, and all within a limit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::github::Api;
use super::mail::takes_mail;
use super::resolver::Resolver;
use super::web::{Guard, Web, host_of};
use super::{Answer, Answers, Question};
use crate::policy::is_reserved_host;

/// Where GitHub's API is.
pub const GITHUB_API: &str = "https://api.github.com";

/// So many hosts are asked at a time.
const AT_ONCE: usize = 4;

/// The longest time for one question, with all redirects.
const PATIENCE: Duration = Duration::from_secs(10);

/// How the network is asked.
#[derive(Debug, Clone)]
pub struct Network {
    /// Name servers, the first one first.
    pub name_servers: Vec<SocketAddr>,
    /// The base address of GitHub's API, [`GITHUB_API`] unless it is reached elsewhere.
    pub github_api: String,
    /// What GitHub is told about who asks; it goes to the API and nowhere else.
    pub token: Option<Token>,
    /// Hosts that are asked although their addresses are not public.
    pub private_hosts: Vec<String>,
    /// The longest time for all questions.
    pub limit: Duration,
}

/// A secret, which no output shows.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Keeps a token.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// What came of one question.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// An answer.
    Answer(Answer),
    /// None, and none is to be had from this host today: the end of a sentence.
    Enough(String),
}

/// Asks the network. Names that the public internet does not have, such as those reserved for examples, are not asked
/// about, and have no answer.
pub fn ask(questions: BTreeSet<Question>, network: &Network) -> Answers {
    let asker = Asker::new(network);
    let mut answers = Answers::default();
    let mut hosts: BTreeMap<String, Vec<Question>> = BTreeMap::new();
    for question in questions {
        match asker.host(&question) {
            Some(host) if is_worth_asking(&question, &host) => hosts.entry(host).or_default().push(question),
            Some(_) => {}
            None => answers.extend([(question, Answer::Unknown("it is no address that can be asked for".to_owned()))]),
        }
    }
    let workers = hosts.len().min(AT_ONCE);
    let todo = Mutex::new(hosts.into_values());
    let next = || todo.lock().unwrap_or_else(PoisonError::into_inner).next();
    let done = Mutex::new(answers);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(questions) = next() {
                    let answers = asker.ask_host(questions);
                    done.lock().unwrap_or_else(PoisonError::into_inner).extend(answers);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Everything that questions are asked with.
struct Asker {
    resolver: Arc<Resolver>,
    web: Web,
    api: Api,
    until: Instant,
}

impl Asker {
    fn new(network: &Network) -> Self {
        let resolver = Arc::new(Resolver::new(network.name_servers.clone()));
        Self {
            web: Web::new(Guard::new(Arc::clone(&resolver), network.private_hosts.clone())),
            api: Api::new(&resolver, &network.github_api, network.token.clone()),
            resolver,
            until: Instant::now() + network.limit,
        }
    }

    /// The host that a question goes to, or is about; `None` where it cannot be asked.
    fn host(&self, question: &Question) -> Option<String> {
        match question {
            Question::Mail(domain) => Some(domain.clone()).filter(|domain| domain.is_ascii()),
            Question::Page(url) => host_of(url),
            Question::PrivateReporting { .. } => host_of(self.api.base()),
        }
    }

    /// Asks one host, until it is clear that it gives no answers.
    fn ask_host(&self, questions: Vec<Question>) -> Vec<(Question, Answer)> {
        let mut enough = None;
        let mut answers = Vec::with_capacity(questions.len());
        for question in questions {
            let said = if enough.is_none() { Some(self.ask(&question)) } else { None };
            let answer = match said {
                Some(Said::Answer(answer)) => answer,
                Some(Said::Enough(why)) => Answer::Unknown(enough.insert(why).clone()),
                None => Answer::Unknown(enough.clone().unwrap_or_default()),
            };
            answers.push((question, answer));
        }
        answers
    }

    fn ask(&self, question: &Question) -> Said {
        let now = Instant::now();
        if now >= self.until {
            return Said::Enough("the time for all questions was up".to_owned());
        }
        let until = self.until.min(now + PATIENCE);
        match question {
            Question::Mail(domain) => match takes_mail(&self.resolver, domain, until) {
                Ok(answer) => Said::Answer(answer),
                Err(trouble) => Said::Enough(trouble.to_string()),
            },
            Question::Page(url) => self.web.page(url, until),
            Question::PrivateReporting { owner, name } => self.api.private_reporting(owner, name, until),
        }
    }
}

/// Whether the root of DNS has the last part of the name, and somebody may have registered it. Of names that are
/// reserved for examples, and of those in networks of their own such as `.onion`, DNS could only deny all.
fn is_worth_asking(question: &Question, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_known = || host.rsplit('.').next().is_some_and(tld::exist_case_insensitive);
    matches!(question, Question::PrivateReporting { .. }) || is_known() && !is_reserved_host(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown() {
        assert_eq!(format!("{:?}", Token::new("secret")), "Token");
    }

    #[test]
    fn what_cannot_be_asked_goes_nowhere() {
        // Nobody listens there: a question that went out would be answered with trouble.
        let network = Network {
            name_servers: vec![SocketAddr::from(([127, 0, 0, 1], 9))],
            github_api: "http://127.0.0.1:9".to_owned(),
            token: None,
            private_hosts: Vec::new(),
            limit: Duration::from_secs(5),
        };
        let mail = |domain: &str| Question::Mail(domain.to_owned());
        let page = |url: &str| Question::Page(url.to_owned());
        let reserved = ["widget.example", "a.invalid", "x.onion", "localhost", "nas.local", "127.0.0.1", "example.com"];
        let odd = [page("https://user:secret@acme-widget.dev/"), page("https:///x"), mail("bücher.de")];
        let of_host = |host: &&str| [mail(host), page(&format!("https://{host}/"))];
        let questions = reserved.iter().flat_map(of_host).chain(odd.clone()).collect();
        let unknown = Answer::Unknown("it is no address that can be asked for".to_owned());
        assert_eq!(ask(questions, &network), odd.into_iter().map(|question| (question, unknown.clone())).collect());
    }
}
