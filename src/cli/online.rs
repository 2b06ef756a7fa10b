//! `--online`: what the network is asked about all policies of a run, and with which settings.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;
use std::{env, fs};

use super::lint::{Online, Read};
use super::targets::Text;
use crate::online::{GITHUB_API, Network, Token, ask};
use crate::rules::questions;

// How the network is asked.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Options with --online")]
pub(super) struct OnlineArgs {
    /// Ask this name server [default: those in /etc/resolv.conf]
    #[arg(long, value_name = "ADDRESS", requires = "online")]
    resolver: Option<NameServer>,

    /// Where GitHub's API is, for a repository on github.com
    #[arg(long, value_name = "URL", default_value = GITHUB_API, requires = "online")]
    github_api: BaseUrl,

    /// Ask this host although its address is not public, such as one of your own network
    #[arg(long, value_name = "HOST", value_delimiter = ',', requires = "online")]
    private_host: Vec<String>,

    /// Ask nothing more after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, requires = "online")]
    online_limit: u32,
}

/// `--resolver`: an address, with a port if that is not 53.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NameServer(SocketAddr);

impl FromStr for NameServer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let alone = || text.parse().map(|address: IpAddr| SocketAddr::new(address, DNS_PORT));
        text.parse().or_else(|_| alone()).map(Self).map_err(|_| "write an address: 9.9.9.9, 127.0.0.1:5353, [::1]:5353")
    }
}

/// `--github-api`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct BaseUrl(String);

impl FromStr for BaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_web = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
        if is_web { Ok(Self(text.to_owned())) } else { Err("write an address that begins with https://") }
    }
}

const DNS_PORT: u16 = 53;

/// Where systems but Windows name their name servers.
const RESOLV_CONF: &str = "/etc/resolv.conf";

impl OnlineArgs {
    /// The policies, and what the network says of all of them: only where it is to be asked are they read beforehand.
    pub(super) fn answered<'a>(
        &self,
        policies: impl Iterator<Item = Read<'a>> + 'a,
        is_online: bool,
    ) -> (Box<dyn Iterator<Item = Read<'a>> + 'a>, Online) {
        if !is_online {
            return (Box::new(policies), Online::default());
        }
        let policies: Vec<Read<'_>> = policies.collect();
        let online = self.ask(&policies);
        (Box::new(policies.into_iter()), online)
    }

    /// Asks all that the rules want to know about some policies.
    fn ask(&self, policies: &[Read<'_>]) -> Online {
        let mut asked = BTreeSet::new();
        for Read { target, configured, text } in policies {
            if let Ok(Text::Source(source)) = text {
                asked.extend(questions(source, &configured.settings, target.place()));
            }
        }
        let network = self.network();
        if network.name_servers.is_empty() && !asked.is_empty() {
            let why = "names no name server; name one with --resolver";
            return Online {
                note: Some(format!("the network was not asked: {RESOLV_CONF} {why}")),
                ..Online::default()
            };
        }
        Online { answers: ask(asked, &network), note: None }
    }

    fn network(&self) -> Network {
        let name_servers = match self.resolver {
            Some(NameServer(server)) => vec![server],
            None => fs::read_to_string(RESOLV_CONF).map(|text| name_servers(&text)).unwrap_or_default(),
        };
        // Only the environment says which token: a configuration, which somebody else may have written, could name any
        // of its variables.
        let token = ["GITHUB_TOKEN", "GH_TOKEN"].iter().filter_map(|name| env::var(name).ok());
        Network {
            name_servers,
            github_api: self.github_api.0.clone(),
            token: token.map(|token| token.trim().to_owned()).find(|token| !token.is_empty()).map(Token::new),
            private_hosts: self.private_host.clone(),
            limit: Duration::from_secs(self.online_limit.into()),
        }
    }
}

/// The name servers in the text of `/etc/resolv.conf`, of which systems ask the first three.
fn name_servers(text: &str) -> Vec<SocketAddr> {
    let address = |line: &str| {
        let mut words = line.split_whitespace();
        let word = words.next().filter(|word| *word == "nameserver").and_then(|_| words.next())?;
        word.parse().ok().map(|address: IpAddr| SocketAddr::new(address, DNS_PORT))
    };
    text.lines().filter_map(address).take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_are_read_as_the_system_does() {
        let text = "# by hand\nsearch widget.example\nnameserver 9.9.9.9\n nameserver\t2620:fe::fe # second\n\
            nameserver fe80::1%eth0\nnameserver\nnameserverx 1.1.1.1\noptions ndots:1\n";
        let expected: Vec<SocketAddr> = vec!["9.9.9.9:53".parse().unwrap(), "[2620:fe::fe]:53".parse().unwrap()];
        assert_eq!(name_servers(text), expected);
        assert_eq!(name_servers(&"nameserver 9.9.9.9\n".repeat(5)).len(), 3);
    }

    #[test]
    fn a_name_server_may_have_a_port() {
        for (text, server) in [("9.9.9.9", "9.9.9.9:53"), ("127.0.0.1:5353", "127.0.0.1:5353"), ("::1", "[::1]:53")] {
            assert_eq!(text.parse(), Ok(NameServer(server.parse().unwrap())));
        }
        assert!("dns.widget.example".parse::<NameServer>().is_err());
    }
}
