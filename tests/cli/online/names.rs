//! Name servers of our own, on the loopback addresses: no test asks anybody else.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Codes of DNS.
pub(super) const A: u16 = 1;
pub(super) const AAAA: u16 = 28;
pub(super) const CNAME: u16 = 5;
pub(super) const MX: u16 = 15;
pub(super) const SERVFAIL: u8 = 2;
pub(super) const NXDOMAIN: u8 = 3;
pub(super) const REFUSED: u8 = 5;

/// How a name server answers one question.
#[derive(Clone)]
pub(super) enum Told {
    /// With these records of the name: their type and data.
    Records(Vec<(u16, Vec<u8>)>),
    /// With a code.
    Code(u8),
    /// Not at all.
    Nothing,
    /// With bytes that are no message.
    Garbage,
    /// First with forged denials, under another number and for another name, then with these records.
    AfterForged(Vec<(u16, Vec<u8>)>),
    /// With an answer that is cut off, and over a stream with these records.
    Cut(Vec<(u16, Vec<u8>)>),
    /// With an answer that is cut off, and over a stream with less than was announced, then nothing.
    CutTwice,
}

/// The data of a record: an address.
pub(super) fn address(address: [u8; 4]) -> (u16, Vec<u8>) {
    (A, address.to_vec())
}

/// The data of a record: a mail server, by its labels.
pub(super) fn mail_server(name: &str) -> (u16, Vec<u8>) {
    (MX, [vec![0, 10], labels(name)].concat())
}

/// A name in the form of DNS; the empty one is the root.
pub(super) fn labels(name: &str) -> Vec<u8> {
    let labels = name.split('.').filter(|label| !label.is_empty());
    let mut bytes: Vec<u8> = labels.flat_map(|label| [&[label.len() as u8], label.as_bytes()].concat()).collect();
    bytes.push(0);
    bytes
}

/// A name server.
pub(super) struct Names {
    pub(super) address: SocketAddr,
    asked: Arc<Mutex<Vec<(String, u16)>>>,
}

impl Names {
    /// Answers every question by a function of name and record type.
    pub(super) fn new(told: impl Fn(&str, u16) -> Told + Clone + Send + 'static) -> Self {
        let (udp, tcp) = sockets();
        let address = udp.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, by_stream) = (Arc::clone(&asked), told.clone());
        thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, from)) = udp.recv_from(&mut buffer) {
                let (name, kind) = question(&buffer[..length]);
                log.lock().unwrap().push((name.clone(), kind));
                for message in datagrams(&buffer[..length], &told(&name, kind)) {
                    udp.send_to(&message, from).unwrap();
                }
            }
        });
        thread::spawn(move || {
            for stream in tcp.incoming().flatten() {
                by_stream_of(stream, &by_stream);
            }
        });
        Self { address, asked }
    }

    /// Leads every name to the loopback address, and has no mail servers.
    pub(super) fn loopback() -> Self {
        Self::new(|_, kind| Told::Records(if kind == A { vec![address([127, 0, 0, 1])] } else { Vec::new() }))
    }

    /// What it was asked so far.
    pub(super) fn asked(&self) -> Vec<(String, u16)> {
        self.asked.lock().unwrap().clone()
    }
}

/// Sockets of both kinds at one address.
fn sockets() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
            return (udp, tcp);
        }
    }
}

/// Name and type of a question.
fn question(message: &[u8]) -> (String, u16) {
    let mut at = 12;
    let mut labels = Vec::new();
    while message[at] != 0 {
        let end = at + 1 + usize::from(message[at]);
        labels.push(String::from_utf8(message[at + 1..end].to_vec()).unwrap());
        at = end;
    }
    (labels.join("."), u16::from_be_bytes([message[at + 1], message[at + 2]]))
}

/// An answer to a query: the query itself, with flags, code and records. Names point at that of the question.
fn answer(query: &[u8], is_cut: bool, code: u8, records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut message = query.to_vec();
    message[2] = 0x81 | if is_cut { 2 } else { 0 };
    message[3] = 0x80 | code;
    message[7] = records.len() as u8;
    for (kind, data) in records {
        message.extend([0xc0, 12]);
        message.extend(kind.to_be_bytes());
        message.extend([0, 1, 0, 0, 0, 60]);
        message.extend((data.len() as u16).to_be_bytes());
        message.extend(data);
    }
    message
}

fn datagrams(query: &[u8], told: &Told) -> Vec<Vec<u8>> {
    match told {
        Told::Records(records) => vec![answer(query, false, 0, records)],
        Told::Code(code) => vec![answer(query, false, *code, &[])],
        Told::Nothing => Vec::new(),
        Told::Garbage => vec![b"?".repeat(300), Vec::new(), query[..7].to_vec()],
        Told::AfterForged(records) => {
            let denial = answer(query, false, NXDOMAIN, &[]);
            let mut numbered = denial.clone();
            numbered[1] ^= 1;
            let mut named = denial;
            named[13] ^= 1;
            vec![numbered, named, query.to_vec(), answer(query, false, 0, records)]
        }
        Told::Cut(_) | Told::CutTwice => vec![answer(query, true, 0, &[])],
    }
}

fn by_stream_of(mut stream: TcpStream, told: &impl Fn(&str, u16) -> Told) {
    let mut length = [0; 2];
    stream.read_exact(&mut length).unwrap();
    let mut query = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut query).unwrap();
    let (name, kind) = question(&query);
    match told(&name, kind) {
        Told::Cut(records) => {
            let answer = answer(&query, false, 0, &records);
            stream.write_all(&(answer.len() as u16).to_be_bytes()).unwrap();
            // In two parts, as large answers come.
            stream.write_all(&answer[..5]).unwrap();
            stream.flush().unwrap();
            stream.write_all(&answer[5..]).unwrap();
        }
        _ => {
            stream.write_all(&[0xff, 0xff, 1, 2, 3]).unwrap();
            thread::sleep(Duration::from_secs(60));
        }
    }
}
