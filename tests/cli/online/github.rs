//! Whether repositories take private reports, and where a token goes.

use std::sync::{Arc, OnceLock};

use super::names::Names;
use super::web::{Page, Web, json, redirect, status};
use super::{online, outcome};
use crate::fixture::Folder;

/// A policy with the private form of a repository on GitHub.
const BY_FORM: &str = "# Security policy\n\n\
    Report vulnerabilities in [the form](https://github.com/acme/widget/security/advisories/new).\n";

/// What is found where GitHub's API answers with this page, and how often it was asked.
fn form(page: Page, args: &str) -> (String, String, usize) {
    let api = Web::new(move |_| page.clone());
    let folder = Folder::new().with("SECURITY.md", BY_FORM);
    let args = format!("--github-api http://127.0.0.1:{} {args}", api.port);
    let (found, note) = outcome(&online(&folder, &Names::loopback(), &args));
    (found, note, api.requests().len())
}

#[test]
fn private_reporting_that_is_off_is_a_finding() {
    let off = "as of now, private reporting is off for acme/widget, so that reporters find no form".to_owned();
    assert_eq!(form(json("{\"enabled\": false}"), ""), (off, String::new(), 1));
    assert_eq!(form(json("{\"enabled\": true, \"more\": 1}"), ""), (String::new(), String::new(), 1));
}

#[test]
fn trouble_with_the_api_is_a_note() {
    let known = "it is not known whether acme/widget takes private reports: ";
    let limit = "GitHub takes no more questions for now; with a token in GITHUB_TOKEN it takes more";
    for (told, why) in [
        (status(404), "GitHub shows no such repository"),
        (status(401), "GitHub does not accept the token"),
        (status(403), limit),
        (status(429), limit),
        (status(500), "GitHub answers 500"),
        (redirect("https://acme-widget.dev/"), "GitHub answers 302"),
        (json("{}"), "GitHub's answer cannot be read"),
        (json("<html>"), "GitHub's answer cannot be read"),
        (Page::Endless("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "[["), "GitHub's answer cannot be read"),
        (Page::HangUp, "the connection failed"),
    ] {
        assert_eq!(form(told, ""), (String::new(), format!("{known}{why}"), 1));
    }
    let slow = form(Page::Slow, "--online-limit 2");
    assert_eq!(slow, (String::new(), format!("{known}the server did not answer in time"), 1));
}

#[test]
fn a_renamed_repository_is_found_behind_a_redirect() {
    let port = Arc::new(OnceLock::new());
    let own = Arc::clone(&port);
    let api = Web::new(move |path| match path {
        "/repositories/1" => json("{\"enabled\": false}"),
        _ => redirect(format!("http://127.0.0.1:{}/repositories/1", own.get().unwrap())),
    });
    port.set(api.port).unwrap();
    let folder = Folder::new().with("SECURITY.md", BY_FORM);
    let args = format!("--github-api http://127.0.0.1:{}", api.port);
    let (found, _) = outcome(&online(&folder, &Names::loopback(), &args));
    assert!(found.contains("private reporting is off"), "{found}");
}

#[test]
fn a_token_goes_to_the_api_and_nowhere_else() {
    let pages = Web::new(|_| status(200));
    let elsewhere = format!("http://acme-widget.dev:{}/stolen", pages.port);
    let api = Web::new(move |_| redirect(elsewhere.clone()));
    let text = format!(
        "{BY_FORM}\nOr report vulnerabilities in [our report form](http://acme-widget.dev:{}/report).\n",
        pages.port
    );
    let folder = Folder::new().with("SECURITY.md", text);
    for (variable, token) in [("GITHUB_TOKEN", "s3cret"), ("GH_TOKEN", "s3cret"), ("GITHUB_TOKEN", "bad\ns3cret")] {
        let ended = folder
            .secpol([
                "lint",
                "--isolated",
                "--ruleset",
                "strict",
                "-v",
                "--online",
                "--output-format",
                "json",
                "--private-host",
                "acme-widget.dev",
                "--fail-on",
                "never",
                "--resolver",
                &Names::loopback().address.to_string(),
                "--github-api",
                &format!("http://127.0.0.1:{}", api.port),
            ])
            .env(variable, token)
            .end();
        assert_eq!(ended.code, Some(0), "{ended}");
        assert!(!ended.stdout.contains("s3cret") && !ended.stderr.contains("s3cret"), "{ended}");
    }
    let header = "authorization: bearer s3cret\r\n";
    let of_api = api.requests();
    // What cannot be a header is not sent at all.
    assert_eq!(of_api.len(), 2, "{of_api:?}");
    assert!(of_api.iter().all(|request| request.to_lowercase().contains(header)), "{of_api:?}");
    let of_pages = pages.requests();
    assert_eq!(of_pages.len(), 3, "{of_pages:?}");
    assert!(of_pages.iter().all(|request| request.starts_with("GET /report ")), "{of_pages:?}");
    assert!(!of_pages.concat().contains("s3cret"), "{of_pages:?}");
    let agent = format!("user-agent: secpol/{} (+https://github.com/secpol/secpol)\r\n", env!("CARGO_PKG_VERSION"));
    assert!(of_pages.iter().all(|request| request.to_lowercase().contains(&agent)), "{of_pages:?}");
}

#[test]
fn without_a_token_none_is_sent() {
    let api = Web::new(|_| json("{\"enabled\": true}"));
    let folder = Folder::new().with("SECURITY.md", BY_FORM);
    online(&folder, &Names::loopback(), &format!("--github-api http://127.0.0.1:{}", api.port));
    let request = api.requests().concat();
    assert!(request.starts_with("GET /repos/acme/widget/private-vulnerability-reporting HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_lowercase().contains("authorization"), "{request}");
}
