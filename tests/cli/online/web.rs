//! Web servers of our own, on the loopback addresses.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How a web server answers.
#[derive(Clone)]
pub(super) enum Page {
    /// With a status, headers and a body.
    Answer(u16, Vec<String>, String),
    /// With bytes that come again and again.
    Endless(&'static str, &'static str),
    /// With a header that goes on by one byte a moment.
    Slow,
    /// By hanging up.
    HangUp,
}

/// An answer with a status alone.
pub(super) fn status(status: u16) -> Page {
    Page::Answer(status, Vec::new(), String::new())
}

/// A redirect.
pub(super) fn redirect(to: impl Into<String>) -> Page {
    Page::Answer(302, vec![format!("Location: {}", to.into())], String::new())
}

/// An answer in JSON.
pub(super) fn json(text: &str) -> Page {
    Page::Answer(200, vec!["Content-Type: application/json".to_owned()], text.to_owned())
}

/// What a web server saw.
#[derive(Default)]
struct Seen {
    requests: Vec<String>,
    open: usize,
    most_open: usize,
}

/// A web server.
pub(super) struct Web {
    pub(super) port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Web {
    /// Answers every request by a function of its path.
    pub(super) fn new(page: impl Fn(&str) -> Page + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let log = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (page, log) = (page.clone(), Arc::clone(&log));
                thread::spawn(move || serve(stream, &page, &log));
            }
        });
        Self { port, seen }
    }

    /// The requests so far, with their headers.
    pub(super) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// The most requests that were answered at a time.
    pub(super) fn most_at_once(&self) -> usize {
        self.seen.lock().unwrap().most_open
    }
}

/// Answers one request; what the client no longer wants is no failure.
fn serve(mut stream: TcpStream, page: &impl Fn(&str) -> Page, log: &Mutex<Seen>) -> Option<()> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let request = String::from_utf8(request).ok()?;
    let path = request.split(' ').nth(1)?.to_owned();
    {
        let mut seen = log.lock().unwrap();
        seen.requests.push(request);
        seen.open += 1;
        seen.most_open = seen.most_open.max(seen.open);
    }
    // Long enough for requests that are made at the same time to meet here.
    thread::sleep(Duration::from_millis(30));
    log.lock().unwrap().open -= 1;
    match page(&path) {
        Page::Answer(status, headers, body) => {
            let headers: Vec<String> = headers.iter().map(|header| format!("{header}\r\n")).collect();
            let headers = headers.concat();
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all(format!("{head}{body}").as_bytes()).ok()
        }
        Page::Endless(first, again) => {
            stream.write_all(first.as_bytes()).ok()?;
            loop {
                stream.write_all(again.repeat(100).as_bytes()).ok()?;
            }
        }
        Page::Slow => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nA: ").ok()?;
            loop {
                stream.write_all(b"b").ok()?;
                thread::sleep(Duration::from_millis(100));
            }
        }
        Page::HangUp => Some(()),
    }
}
