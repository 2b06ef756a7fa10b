//! Whether a page is there. It is asked for as a browser would, because some servers deny all other methods, and nothing
//! of what follows the status is read.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver as Addresses};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::ask::Said;
use super::public::is_public;
use super::resolver::{Lookup, Resolver, Trouble};
use super::{Answer, Refusal};

/// So many redirects are followed.
const REDIRECTS: u32 = 5;

/// Looking up a name never takes longer, whatever the client allows.
const LONGEST_LOOKUP: Duration = Duration::from_secs(10);

/// The status line and headers may be as long as this, in bytes.
const MAX_HEADERS: usize = 32 << 10;

/// Gives a client the addresses of a host, before each connection and thus behind every redirect: those of the public
/// internet alone, unless the user named the host.
#[derive(Debug)]
pub(super) struct Guard {
    resolver: Arc<Resolver>,
    private_hosts: Vec<String>,
}

/// Why a client is given no address.
#[derive(Debug, Clone, Copy, thiserror::Error)]
enum Denied {
    #[error("there is none")]
    Absent(Refusal),
    #[error(transparent)]
    Trouble(Trouble),
    #[error("it is in a private network; name the host with --private-host to have it asked")]
    Private,
}

impl Guard {
    pub(super) fn new(resolver: Arc<Resolver>, private_hosts: Vec<String>) -> Self {
        Self { resolver, private_hosts }
    }

    fn addresses(&self, host: &str, until: Instant) -> Result<Vec<IpAddr>, Denied> {
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let mut found = match host.parse() {
            Ok(address) => vec![address],
            Err(_) => match self.resolver.addresses(&host, until).map_err(Denied::Trouble)? {
                Lookup::Found(addresses) => addresses,
                Lookup::Absent(refusal) => return Err(Denied::Absent(refusal)),
            },
        };
        if !self.private_hosts.iter().any(|private| private.eq_ignore_ascii_case(&host)) {
            found.retain(|address| is_public(*address));
        }
        if found.is_empty() { Err(Denied::Private) } else { Ok(found) }
    }
}

impl Addresses for Guard {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
        let until = Instant::now() + (*timeout.after).min(LONGEST_LOOKUP);
        let found = self.addresses(uri.host().unwrap_or_default(), until);
        let mut addresses = self.empty();
        // The client keeps room for so many.
        for address in found.map_err(|denied| ureq::Error::Other(Box::new(denied)))?.into_iter().take(16) {
            addresses.push(SocketAddr::new(address, port));
        }
        Ok(addresses)
    }
}

/// A client that follows at most so many redirects. It uses no proxy: one would look up names by itself, and reach
/// what the guard keeps out.
pub(super) fn client(guard: Guard, redirects: u32) -> Agent {
    let config = Agent::config_builder()
        .user_agent(format!("secpol/{} (+{})", crate::VERSION, crate::REPOSITORY))
        .http_status_as_error(false)
        .proxy(None)
        .max_redirects(redirects)
        .max_redirects_will_error(redirects > 0)
        .max_response_header_size(MAX_HEADERS)
        .build();
    Agent::with_parts(config, DefaultConnector::default(), guard)
}

/// Asks for pages.
pub(super) struct Web {
    client: Agent,
}

impl Web {
    pub(super) fn new(guard: Guard) -> Self {
        Self { client: client(guard, REDIRECTS) }
    }

    /// Whether a page is there.
    pub(super) fn page(&self, url: &str, until: Instant) -> Said {
        let time = until.saturating_duration_since(Instant::now());
        let request = self.client.get(encoded(url)).config().timeout_global(Some(time)).build();
        let status = match request.call() {
            Ok(response) => response.status().as_u16(),
            Err(error) => return trouble(&error),
        };
        match status {
            200..=299 => Said::Answer(Answer::Yes),
            404 | 410 => Said::Answer(Answer::No(Refusal::Gone(status))),
            429 => Said::Enough("the server asks for fewer questions (429)".to_owned()),
            _ => Said::Answer(Answer::Unknown(format!("the server answers {status}"))),
        }
    }
}

/// What went wrong, in words of our own: those of a server reach nobody.
pub(super) fn trouble(error: &ureq::Error) -> Said {
    let why = match error {
        ureq::Error::Other(other) => match other.downcast_ref::<Denied>() {
            Some(Denied::Absent(refusal)) => return Said::Answer(Answer::No(*refusal)),
            Some(denied) => return Said::Enough(denied.to_string()),
            None => "the connection failed",
        },
        ureq::Error::TooManyRedirects => return unknown("it redirects too often"),
        ureq::Error::RedirectFailed => return unknown("it redirects to nowhere"),
        ureq::Error::Http(_) | ureq::Error::BadUri(_) => return unknown("it is no address that can be asked for"),
        ureq::Error::Timeout(_) => "the server did not answer in time",
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => "the server has no certificate that can be trusted",
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            "the server has no certificate that can be trusted"
        }
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => "the connection failed",
        _ => "the server's answer cannot be read",
    };
    Said::Enough(why.to_owned())
}

fn unknown(why: &str) -> Said {
    Said::Answer(Answer::Unknown(why.to_owned()))
}

/// The host of an address that can be asked for. One with a name and password is not: they would be sent along.
pub(super) fn host_of(url: &str) -> Option<String> {
    let uri: Uri = encoded(url).parse().ok()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    let has_user = uri.authority()?.as_str().contains('@');
    uri.host().filter(|host| is_web && !has_user && !host.is_empty()).map(str::to_ascii_lowercase)
}

/// The address as browsers send it, where it is written with other letters.
fn encoded(url: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let bytes =
        url.bytes().map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_those_that_can_be_asked() {
        for (url, host) in [
            ("https://Acme-Widget.dev/a?b#c", Some("acme-widget.dev")),
            ("HTTP://acme-widget.dev:8080", Some("acme-widget.dev")),
            ("https://acme-widget.dev/größe und {mehr}", Some("acme-widget.dev")),
            ("http://[::1]/", Some("[::1]")),
            ("https://user@acme-widget.dev/", None),
            ("https://user:pass@acme-widget.dev/", None),
            ("ftp://acme-widget.dev/", None),
            ("file:///etc/passwd", None),
            ("/security", None),
            ("https://bücher.de/", None),
        ] {
            assert_eq!(host_of(url).as_deref(), host, "{url}");
        }
    }

    #[test]
    fn addresses_in_private_networks_are_given_only_for_hosts_that_were_named() {
        let resolver = Arc::new(Resolver::new(Vec::new()));
        let guard = Guard::new(resolver, vec!["10.0.0.7".to_owned()]);
        let found = |host: &str| guard.addresses(host, Instant::now()).map_err(|denied| denied.to_string());
        assert_eq!(found("9.9.9.9"), Ok(vec!["9.9.9.9".parse().unwrap()]));
        assert_eq!(found("10.0.0.7"), Ok(vec!["10.0.0.7".parse().unwrap()]));
        for host in ["127.0.0.1", "10.0.0.8", "[::1]", "[::ffff:10.0.0.7]", "169.254.169.254"] {
            assert!(found(host).is_err_and(|why| why.contains("private network")), "{host}");
        }
    }
}
