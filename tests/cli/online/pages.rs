//! Whether pages are there, and which are not asked for.

use super::names::{A, NXDOMAIN, Names, Told, address};
use super::web::{Page, Web, redirect, status};
use super::{by_page, online, outcome};
use crate::fixture::Folder;

/// What is found where a form is answered with this page.
fn page(page: Page, args: &str) -> (String, String) {
    let web = Web::new(move |_| page.clone());
    let args = format!("--private-host acme-widget.dev {args}");
    let (found, note) = outcome(&online(&by_page(&web, "/report"), &Names::loopback(), &args));
    let port = format!(":{}", web.port);
    (found.replace(&port, ""), note.replace(&port, ""))
}

#[test]
fn a_page_that_is_gone_is_a_finding() {
    for code in [404, 410] {
        let gone = format!("as of now, “http://acme-widget.dev/report” is gone: the server answers {code}");
        assert_eq!(page(status(code), ""), (gone, String::new()));
    }
    let names = Names::new(|_, _| Told::Code(NXDOMAIN));
    let web = Web::new(|_| status(200));
    let (found, _) = outcome(&online(&by_page(&web, "/"), &names, ""));
    assert!(found.ends_with("is gone: its host does not exist"), "{found}");
}

#[test]
fn a_page_that_is_there_is_fine() {
    let fine = (String::new(), String::new());
    assert_eq!(page(status(200), ""), fine);
    assert_eq!(page(Page::Endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "x"), ""), fine);
    let web = Web::new(|path| if path == "/old" { redirect("/new") } else { status(200) });
    let ended = online(&by_page(&web, "/old"), &Names::loopback(), "--private-host acme-widget.dev");
    assert_eq!((outcome(&ended), web.requests().len()), (fine, 2));
}

#[test]
fn trouble_with_pages_is_a_note() {
    let known = "it is not known whether http://acme-widget.dev/report is there: ";
    let answers = |code: u16| (status(code), format!("the server answers {code}"));
    for (told, why) in [
        answers(401),
        answers(403),
        answers(405),
        answers(500),
        answers(503),
        (status(429), "the server asks for fewer questions (429)".to_owned()),
        (redirect("/again"), "it redirects too often".to_owned()),
        (redirect("ftp://acme-widget.dev/"), "it is no address that can be asked for".to_owned()),
        (Page::HangUp, "the connection failed".to_owned()),
        (Page::Endless("", "nonsense"), "the server's answer cannot be read".to_owned()),
        (Page::Endless("HTTP/1.1 200 OK\r\n", "A: b\r\n"), "the server's answer cannot be read".to_owned()),
    ] {
        assert_eq!(page(told, ""), (String::new(), format!("{known}{why}")));
    }
    let slow = page(Page::Slow, "--online-limit 2");
    assert_eq!(slow, (String::new(), format!("{known}the server did not answer in time")));
}

#[test]
fn an_encrypted_page_needs_a_certificate() {
    let web = Web::new(|_| status(404));
    let text = format!(
        "# Security policy\n\nReport vulnerabilities in [our report form](https://acme-widget.dev:{}/report).\n",
        web.port
    );
    let folder = Folder::new().with("SECURITY.md", text);
    let (found, note) =
        outcome(&online(&folder, &Names::loopback(), "--private-host acme-widget.dev --online-limit 2"));
    assert_eq!(found, "");
    assert!(note.contains("it is not known whether https://acme-widget.dev"), "{note}");
}

#[test]
fn nothing_in_a_private_network_is_asked() {
    let private = "it is in a private network; name the host with --private-host to have it asked";
    let web = Web::new(|_| status(404));
    for answer in [[127, 0, 0, 1], [10, 0, 0, 1], [169, 254, 169, 254], [0, 0, 0, 0]] {
        let names =
            Names::new(move |_, kind| Told::Records(if kind == A { vec![address(answer)] } else { Vec::new() }));
        let (found, note) = outcome(&online(&by_page(&web, "/"), &names, ""));
        assert_eq!(found, "");
        assert!(note.ends_with(private), "{note}");
    }
    // Nor behind a redirect, by name or number.
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "other-widget.dev"] {
        let to = format!("http://{host}:{}/inside", web.port);
        let outside = Web::new(move |_| redirect(to.clone()));
        let folder = by_page(&outside, "/");
        let (found, note) = outcome(&online(&folder, &Names::loopback(), "--private-host acme-widget.dev"));
        assert_eq!((found.as_str(), outside.requests().len()), ("", 1));
        assert!(note.ends_with(private), "{host}: {note}");
    }
    assert_eq!(web.requests(), [""; 0]);
}

#[test]
fn a_host_that_does_not_answer_is_not_asked_again() {
    let web = Web::new(|_| Page::HangUp);
    let links: Vec<String> =
        (0..5).map(|nth| format!("- [key](http://acme-widget.dev:{}/{nth}.asc)\n", web.port)).collect();
    let folder = Folder::new().with("SECURITY.md", format!("# Security policy\n\n{}", links.concat()));
    let ended = online(&folder, &Names::loopback(), "--private-host acme-widget.dev");
    assert_eq!(ended.stderr.matches("is there: the connection failed").count(), 5, "{ended}");
    assert_eq!(web.requests().len(), 1);
}

#[test]
fn no_proxy_is_used() {
    let (web, proxy) = (Web::new(|_| status(404)), Web::new(|_| status(200)));
    let names = Names::loopback().address.to_string();
    let args = ["lint", "--isolated", "--online", "--resolver", &names, "--private-host", "acme-widget.dev"];
    let folder = by_page(&web, "/");
    let mut run = folder.secpol([&args[..], &["--fail-on", "never"]].concat());
    for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY"] {
        run = run.env(name, &format!("http://127.0.0.1:{}", proxy.port));
    }
    assert!(run.end().stdout.contains("the server answers 404"));
    assert_eq!(proxy.requests(), [""; 0]);
}
