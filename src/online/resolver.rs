//! Asks name servers: over UDP, and over TCP where an answer does not fit. Each question is asked once in a run.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Refusal;
use super::dns::{Kind, Reading, Reply, query, read};

/// How long to wait for one name server before the next, and how often all are asked.
const PATIENCE: Duration = Duration::from_secs(2);
const ROUNDS: usize = 2;

/// What UDP can carry.
const MAX_DATAGRAM: usize = 65_535;

/// Why there is no answer: the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// It is no name that can be asked for.
    #[error("it is no name that can be asked for")]
    NoName,
    /// Time was up.
    #[error("the name servers did not answer in time")]
    Silent,
    /// The servers cannot be reached, or refuse.
    #[error("the name servers could not tell")]
    Failed,
}

/// The addresses of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lookup {
    /// At least one.
    Found(Vec<IpAddr>),
    /// None, and why.
    Absent(Refusal),
}

/// Name servers, and what they said.
#[derive(Debug)]
pub(super) struct Resolver {
    servers: Vec<SocketAddr>,
    known: Mutex<BTreeMap<(String, Kind), Result<Reply, Trouble>>>,
}

impl Resolver {
    /// Will ask these servers, the first one first.
    pub(super) fn new(servers: Vec<SocketAddr>) -> Self {
        Self { servers, known: Mutex::default() }
    }

    /// The records of a name, which is in lower case, with or without a dot at its end.
    pub(super) fn ask(&self, name: &str, kind: Kind, until: Instant) -> Result<Reply, Trouble> {
        let name = name.strip_suffix('.').unwrap_or(name);
        let key = (name.to_owned(), kind);
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let answer = self.ask_servers(name, kind, until);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, answer.clone());
        answer
    }

    /// The addresses of a name. That there is none has to be said for both kinds: some name servers deny the name
    /// where it only lacks one of them.
    pub(super) fn addresses(&self, name: &str, until: Instant) -> Result<Lookup, Trouble> {
        let replies = [self.ask(name, Kind::A, until), self.ask(name, Kind::Aaaa, until)];
        let records = replies.iter().filter_map(|reply| match reply {
            Ok(Reply::Records(records)) => Some(&records.addresses),
            _ => None,
        });
        let addresses: Vec<IpAddr> = records.flatten().copied().collect();
        if !addresses.is_empty() {
            return Ok(Lookup::Found(addresses));
        }
        let [a, aaaa] = replies;
        let is_absent = a? == Reply::NoSuchName && aaaa? == Reply::NoSuchName;
        Ok(Lookup::Absent(if is_absent { Refusal::NoSuchName } else { Refusal::NoAddress }))
    }

    fn ask_servers(&self, name: &str, kind: Kind, until: Instant) -> Result<Reply, Trouble> {
        let mut trouble = Trouble::Silent;
        for server in self.servers.iter().cycle().take(ROUNDS * self.servers.len()) {
            let now = Instant::now();
            if now >= until {
                break;
            }
            match ask_one(*server, name, kind, until.min(now + PATIENCE)) {
                Ok(Some(reply)) => return Ok(reply),
                Ok(None) => return Err(Trouble::NoName),
                Err(error) => trouble = Trouble::from(&error),
            }
        }
        Err(trouble)
    }
}

impl From<&io::Error> for Trouble {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            // Systems differ in what they call the end of a socket's patience.
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::Silent,
            _ => Self::Failed,
        }
    }
}

/// Asks one server; `None` where there is no such name to ask for.
fn ask_one(server: SocketAddr, name: &str, kind: Kind, until: Instant) -> io::Result<Option<Reply>> {
    let id = random();
    let Some(message) = query(id, name, kind) else { return Ok(None) };
    match by_datagram(server, &message, until, |answer| read(answer, id, name, kind))? {
        Reading::Reply(reply) => Ok(Some(reply)),
        Reading::Cut => match read(&by_stream(server, &message, until)?, id, name, kind) {
            Reading::Reply(reply) => Ok(Some(reply)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        },
        Reading::Failed | Reading::NotOurs => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// A number that nobody can guess: the standard library seeds its hashes from the system.
fn random() -> u16 {
    RandomState::new().hash_one(0) as u16
}

/// Sends a datagram from a port of its own and takes the first one that answers it; others may be forged.
fn by_datagram(
    server: SocketAddr,
    message: &[u8],
    until: Instant,
    read: impl Fn(&[u8]) -> Reading,
) -> io::Result<Reading> {
    let here: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((here, 0))?;
    socket.connect(server)?;
    socket.send(message)?;
    let mut buffer = vec![0; MAX_DATAGRAM];
    loop {
        socket.set_read_timeout(Some(left(until)?))?;
        let length = socket.recv(&mut buffer)?;
        match read(&buffer[..length]) {
            Reading::NotOurs => {}
            reading => return Ok(reading),
        }
    }
}

/// The same over a stream, in which the length goes before each message (RFC 7766).
fn by_stream(server: SocketAddr, message: &[u8], until: Instant) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&server, left(until)?)?;
    stream.set_write_timeout(Some(left(until)?))?;
    let length = u16::try_from(message.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    stream.write_all(&[&length.to_be_bytes()[..], message].concat())?;
    let mut length = [0; 2];
    fill(&mut stream, &mut length, until)?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    fill(&mut stream, &mut answer, until)?;
    Ok(answer)
}

/// Fills a buffer; a server that sends byte by byte gets no more time for it.
fn fill(stream: &mut TcpStream, mut buffer: &mut [u8], until: Instant) -> io::Result<()> {
    while !buffer.is_empty() {
        stream.set_read_timeout(Some(left(until)?))?;
        let read = stream.read(buffer)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[read..];
    }
    Ok(())
}

/// The time that is left, which is never none: sockets take that for no limit.
fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}
