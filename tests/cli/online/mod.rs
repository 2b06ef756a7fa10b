//! `--online`: what is asked of whom, and what comes of the answers.

mod github;
mod mail;
mod names;
mod pages;
mod web;

use crate::fixture::{Ended, Folder};
use names::{A, AAAA, NXDOMAIN, Names, Told};
use web::{Web, status};

/// A policy with an address on a domain that could be real.
const BY_MAIL: &str = "# Security policy\n\nReport vulnerabilities to <security@acme-widget.dev>.\n";

/// Lints with the rules that ask the network, and nobody but these servers to ask.
fn online(folder: &Folder, names: &Names, args: &str) -> Ended {
    folder.run(&format!(
        "lint --isolated --select undeliverable-contact,private-reporting-disabled --output-format concise \
         --online --resolver {} {args}",
        names.address
    ))
}

/// The finding behind its place, and the note behind its path; empty where there is none.
fn outcome(ended: &Ended) -> (String, String) {
    let after = |text: &str, mark: &str| text.split_once(mark).map_or("", |(_, rest)| rest).trim().to_owned();
    let note = ended.stderr.lines().find(|line| line.starts_with("note: ")).unwrap_or_default();
    assert_eq!(ended.code, Some(0), "warnings and notes do not make a run fail: {ended}");
    (after(&ended.stdout, "] "), after(note, ".md: "))
}

/// A policy with a form at this path of a server.
fn by_page(web: &Web, path: &str) -> Folder {
    let text = format!(
        "# Security policy\n\nReport vulnerabilities in [our report form](http://acme-widget.dev:{}{path}).\n",
        web.port
    );
    Folder::new().with("SECURITY.md", text)
}

#[test]
fn everything_is_asked_once_in_a_run_and_a_few_hosts_at_a_time() {
    let web = Web::new(|path| status(if path == "/gone" { 404 } else { 200 }));
    let mut folder = Folder::new();
    let mut expected = Vec::new();
    for nth in 0..12 {
        let host = format!("http://h{}.acme-widget.dev:{}", nth % 6, web.port);
        let path = format!("all/p{nth:02}/SECURITY.md");
        let text = format!("# Security policy\n\nReport vulnerabilities in [our report form]({host}/gone).\n");
        folder = folder.with(&path, text);
        let place = format!("{path}:3:27: warning[undeliverable-contact]");
        expected.push(format!("{place} as of now, “{host}/gone” is gone: the server answers 404"));
    }
    let hosts: Vec<String> = (0..6).map(|nth| format!("h{nth}.acme-widget.dev")).collect();
    let names = Names::loopback();
    let ended = online(&folder, &names, &format!("all --private-host {}", hosts.join(",")));
    let messages: Vec<&str> = ended.stdout.lines().map(str::trim_end).collect();
    assert_eq!(messages, expected, "{ended}");
    assert_eq!(web.requests().len(), 6);
    assert!((1..=4).contains(&web.most_at_once()), "{} at once", web.most_at_once());
    let mut asked = names.asked();
    asked.sort();
    let once: Vec<(String, u16)> = hosts.iter().flat_map(|host| [(host.clone(), A), (host.clone(), AAAA)]).collect();
    assert_eq!(asked, once);
}

/// The severity at which a dead address is found, or nothing.
fn severity(config: &str, args: &str) -> Option<String> {
    let names = Names::new(|_, _| Told::Code(NXDOMAIN));
    let folder = Folder::new().with(".git/HEAD", "").with(".secpol.yaml", config).with("SECURITY.md", BY_MAIL);
    let ended = folder
        .run(&format!("lint --output-format concise --fail-on never --online --resolver {} {args}", names.address));
    let found = ended.stdout.lines().find(|line| line.contains("[undeliverable-contact]"));
    assert_eq!(found.is_none(), names.asked().is_empty(), "what is off is not asked: {ended}");
    found.map(|line| line.split(' ').nth(1).unwrap().split('[').next().unwrap().to_owned())
}

#[test]
fn the_rules_are_warnings_unless_something_says_otherwise() {
    let warning = Some("warning".to_owned());
    let error = Some("error".to_owned());
    assert_eq!(severity("extends: recommended\n", ""), warning);
    assert_eq!(severity("extends: minimal\n", "--select undeliverable-contact"), warning);
    assert_eq!(severity("extends: strict\n", ""), error);
    assert_eq!(severity("extends: recommended\n", "--ruleset strict"), error);
    assert_eq!(severity("rules: { undeliverable-contact: error }\n", ""), error);
    assert_eq!(severity("rules: { undeliverable-contact: off }\n", ""), None);
    assert_eq!(severity("rules: { undeliverable-contact: { ignore: [acme-widget.dev] } }\n", ""), None);
    assert_eq!(severity("extends: recommended\n", "--ignore undeliverable-contact"), None);
    assert_eq!(severity("extends: recommended\n", "--select missing-scope"), None);
}

#[test]
fn without_the_flag_the_rules_find_nothing_and_say_so_when_named() {
    let folder = Folder::new().with("SECURITY.md", BY_MAIL);
    let ended = folder.run("lint --isolated --select undeliverable-contact");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended}");
    let note = "note: undeliverable-contact needs the network, which is not asked without --online\n";
    assert!(ended.stderr.contains(note), "{ended}");
    let ended = folder.run("lint --isolated --ruleset strict --output-format concise");
    assert!(!ended.stdout.contains("undeliverable") && !ended.stderr.contains("note:"), "{ended}");
    let page = folder.run("explain undeliverable-contact").stdout;
    assert!(page.contains("Runs with `--online` only, as a warning where nothing says otherwise."), "{page}");
}

#[test]
fn the_flag_is_in_the_effective_configuration() {
    let folder = Folder::new().with("SECURITY.md", BY_MAIL);
    let row = |args: &str| {
        let ended = folder.run(&format!("config --isolated {args}"));
        let line = ended.stdout.lines().find(|line| line.contains("undeliverable-contact")).map(str::to_owned);
        line.unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("--online"), ["undeliverable-contact", "warning", "--online"]);
    assert!(!row("").contains(&"warning".to_owned()));
}

#[test]
fn its_options_need_the_flag() {
    for args in ["--resolver 127.0.0.1", "--github-api https://x", "--private-host x", "--online-limit 1"] {
        let ended = Folder::new().run(&format!("lint {args}"));
        assert_eq!(ended.code, Some(2), "{ended}");
        assert!(ended.stderr.contains("--online"), "{ended}");
    }
}

#[test]
fn a_policy_on_standard_input_and_one_that_is_mended_are_asked_about_too() {
    let names = Names::new(|_, _| Told::Code(NXDOMAIN));
    let folder =
        Folder::new().with("SECURITY.md", BY_MAIL.replace("<security@acme-widget.dev>", "`security@acme-widget.dev`"));
    let args = format!("lint --isolated --online --resolver {} --output-format concise --fail-on never", names.address);
    let args: Vec<&str> = args.split(' ').collect();
    let ended = folder.secpol([&args[..], &["-"]].concat()).stdin(BY_MAIL).end();
    assert!(ended.stdout.contains("<stdin>:3:27: warning[undeliverable-contact]"), "{ended}");
    let ended = folder.secpol([&args[..], &["--unsafe-fixes"]].concat()).end();
    assert!(ended.stdout.contains("warning[undeliverable-contact]"), "{ended}");
}
