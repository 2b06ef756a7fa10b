//! Whether domains take mail.

use super::names::{A, AAAA, CNAME, MX, NXDOMAIN, Names, REFUSED, SERVFAIL, Told, address, labels, mail_server};
use super::{BY_MAIL, online, outcome};
use crate::fixture::Folder;

/// What is found in a policy with an address, and what is noted.
fn mail(told: impl Fn(&str, u16) -> Told + Clone + Send + 'static, args: &str) -> (String, String) {
    outcome(&online(&Folder::new().with("SECURITY.md", BY_MAIL), &Names::new(told), args))
}

#[test]
fn a_domain_that_takes_mail_is_fine() {
    let fine = (String::new(), String::new());
    assert_eq!(mail(|_, _| Told::Records(vec![mail_server("mx.acme-widget.dev"), mail_server("")]), ""), fine);
    // Without a mail server, the address takes the mail.
    let only = |wanted: u16, data: Vec<u8>| {
        move |_: &str, kind: u16| Told::Records(if kind == wanted { vec![(kind, data.clone())] } else { Vec::new() })
    };
    assert_eq!(mail(only(A, vec![192, 0, 2, 1]), ""), fine);
    assert_eq!(mail(only(AAAA, vec![32; 16]), ""), fine);
    // Some name servers deny the name where it lacks the record.
    let denied = |_: &str, kind: u16| match kind {
        A => Told::Records(vec![address([192, 0, 2, 1])]),
        _ => Told::Code(NXDOMAIN),
    };
    assert_eq!(mail(denied, ""), fine);
    let large = |_: &str, _: u16| Told::Cut((0..20).map(|_| mail_server("mx.acme-widget.dev")).collect());
    assert_eq!(mail(large, ""), fine);
}

#[test]
fn a_domain_that_takes_no_mail_is_a_finding() {
    let found = |told: Told| {
        let (found, note) = mail(move |_, kind| if kind == MX { told.clone() } else { Told::Records(vec![]) }, "");
        assert_eq!(note, "");
        found
    };
    let domain = "as of now, the domain acme-widget.dev";
    let end = "so that reports to it come back";
    let null = format!("{domain} declares that it takes no mail, {end}");
    assert_eq!(found(Told::Records(vec![mail_server("")])), null);
    assert_eq!(found(Told::Cut(vec![mail_server("")])), null);
    assert_eq!(found(Told::AfterForged(vec![mail_server("")])), null);
    assert_eq!(found(Told::Records(vec![])), format!("{domain} has no mail server, {end}"));
    // Nothing is an address of the domain that is one of another name.
    assert_eq!(found(Told::Records(vec![(CNAME, labels("other.dev"))])), format!("{domain} has no mail server, {end}"));
    let (found, _) = mail(|_, _| Told::Code(NXDOMAIN), "");
    assert_eq!(found, format!("{domain} does not exist, {end}"));
}

#[test]
fn trouble_with_name_servers_is_a_note() {
    let known = "it is not known whether acme-widget.dev takes mail: ";
    let (could_not, not_in_time) = ("the name servers could not tell", "the name servers did not answer in time");
    for (told, args, why) in [
        (Told::Code(SERVFAIL), "", could_not),
        (Told::Code(REFUSED), "", could_not),
        (Told::Nothing, "--online-limit 1", not_in_time),
        (Told::Garbage, "--online-limit 1", not_in_time),
        (Told::CutTwice, "--online-limit 1", not_in_time),
    ] {
        let (found, note) = mail(move |_, _| told.clone(), args);
        assert_eq!((found, note), (String::new(), format!("{known}{why}")));
    }
    // One that does not listen.
    let folder = Folder::new().with("SECURITY.md", BY_MAIL);
    let ended =
        folder.run("lint --isolated --select undeliverable-contact --online --resolver 127.0.0.1:9 --online-limit 1");
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{ended}");
    assert!(ended.stderr.contains(known), "{ended}");
}

#[test]
fn forged_answers_are_passed_over() {
    let told = |_: &str, kind: u16| match kind {
        MX => Told::AfterForged(vec![mail_server("mx.acme-widget.dev")]),
        _ => Told::Code(NXDOMAIN),
    };
    assert_eq!(mail(told, ""), (String::new(), String::new()));
}
