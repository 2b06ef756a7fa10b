//! See [`RULE`].

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span as Length, Timestamp};

use super::questions::quote;
use super::rule::rule;
use super::{Around, OptionSpec, OptionValue, RepositoryFindings};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::policy::is_address;
use crate::repository::{Field, SecurityTxt, VALID_DAYS};
use crate::source::{Source, Span};

const EXPIRY_NOTICE: OptionSpec =
    OptionSpec::count("expiry-notice", 30, "How many days before it expires a file is pointed out.");
const MAX_VALIDITY: OptionSpec = OptionSpec::limit(
    "max-validity",
    Some("398 days"),
    "The longest time from now that a file may be valid, or `off`.",
);

rule! {
    /// A `security.txt` of the repository is out of date, or not as RFC 9116 has it.
    ///
    /// ## Why it matters
    ///
    /// Researchers are told not to trust a file that has expired, and their tools skip one that
    /// they cannot parse.
    ///
    /// Looked at are `.well-known/security.txt` and `security.txt` in the root and in the folders
    /// that websites are published from: `public`, `static`, `docs`, `site`, `www`, `web`.
    ///
    /// ## Example
    ///
    /// ```text,fix,file=public/.well-known/security.txt
    /// Contact: security@widget.example
    /// Expires: 2025-06-30T22:00:00Z
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```text,file=public/.well-known/security.txt
    /// Contact: mailto:security@widget.example
    /// Expires: 2027-01-14T00:00:00Z
    /// ```
    ///
    /// ## Fix safety
    ///
    /// A bare address becomes a URI. A date that has passed is set to 364 days from today, which
    /// is true only if you have read the file. A signed file is yours to change, and to sign anew.
    ///
    /// ## Sources
    ///
    /// - RFC 9116, sections 2.5.3 (Contact), 2.5.4 (Encryption), 2.5.5 (Expires), 2.5.8
    ///   (Preferred-Languages), 3 (location)
    group: Repository,
    fix: Unsafe,
    options: [EXPIRY_NOTICE, MAX_VALIDITY],
    since: "0.1.0",
    check: Repository(check)
}

/// The fields that RFC 9116 and its registry know, in lower case.
const FIELDS: &[&str] = &[
    "acknowledgments",
    "canonical",
    "contact",
    "csaf",
    "encryption",
    "expires",
    "hiring",
    "policy",
    "preferred-languages",
    "bug-bounty",
];

fn check(around: &Around<'_>, findings: &mut RepositoryFindings) {
    for path in around.surroundings.security_txts() {
        let Some(source) = around.surroundings.source(&path) else { continue };
        let text = SecurityTxt::read(&source);
        // At the root, the name is also one for a policy in plain text.
        let is_policy = path == "security.txt" && text.all("contact").next().is_none();
        // A template is filled in later.
        let is_template = ["{{", "{%", "<%", "${"].iter().any(|mark| source.text().contains(mark));
        if is_policy || is_template {
            continue;
        }
        let mut push = |mut finding: Finding| {
            // An edit would break the signature.
            finding.fix.take_if(|_| text.is_signed);
            findings.push(&path, finding);
        };
        grammar(&source, &text, &mut push);
        for field in &text.fields {
            field_value(field).into_iter().for_each(&mut push);
        }
        if let Some(today) = around.settings.today {
            expiry(around, &text, today, &mut push);
        }
        if !path.ends_with(".well-known/security.txt") && path != "security.txt" {
            let message = "readers look for this file below `.well-known/`";
            push(
                Finding::new(Span::at(0), message, "move it to `.well-known/security.txt`").at_most(Severity::Warning),
            );
        }
    }
}

/// What is missing, given twice, or no field.
fn grammar(source: &Source, text: &SecurityTxt, push: &mut impl FnMut(Finding)) {
    let start = Span::at(source.body().start);
    if text.all("contact").next().is_none() {
        push(Finding::new(
            start,
            "this file names no contact, which is what it is for",
            "add a line `Contact: mailto:…`",
        ));
    }
    if text.all("expires").next().is_none() {
        let message = "this file does not say until when it holds, so nobody may rely on it";
        push(Finding::new(start, message, "add a line `Expires:` with a date within a year"));
    }
    for name in ["expires", "preferred-languages"] {
        let mut all = text.all(name);
        if let Some(first) = all.next() {
            for field in all {
                let message = format!("there may be one `{}` only", field.name);
                push(Finding::new(field.line, message, "delete all but one").also(first.line, "the first one"));
            }
        }
    }
    for line in &text.stray {
        let message = "this line is no field and no comment, so readers may reject the file";
        push(Finding::new(*line, message, "write `Name: value`, or put a `#` before it"));
    }
    for field in &text.fields {
        if !FIELDS.iter().any(|known| field.name.eq_ignore_ascii_case(known)) {
            let message = format!("readers do not know the field {}, and pass over it", quote(&field.name));
            push(Finding::new(field.line, message, "mind the spelling, or make it a comment").at_most(Severity::Info));
        }
    }
}

/// What is wrong with the value of a field.
fn field_value(field: &Field) -> Option<Finding> {
    let name = field.name.to_ascii_lowercase();
    let value = field.value.as_str();
    let finding = |message: String, help: &str| {
        Some(Finding::new(if field.span.is_empty() { field.line } else { field.span }, message, help))
    };
    if value.is_empty() {
        return finding(format!("`{}` has no value", field.name), "fill it in, or delete the line");
    }
    match name.as_str() {
        "expires" if value.parse::<Timestamp>().is_err() => finding(
            format!("{} is no date that readers understand", quote(value)),
            "write it as `2027-06-30T22:00:00Z`",
        ),
        "encryption" if value.contains("BEGIN PGP") => finding(
            "a key does not belong here, only the way to it".to_owned(),
            "publish the key, and give its address",
        ),
        "contact" | "encryption" | "acknowledgments" | "policy" | "hiring" | "canonical" | "csaf" => {
            let lower = value.to_ascii_lowercase();
            if lower.starts_with("http://") {
                return finding(format!("{} is not encrypted, and has to be", quote(value)), "use `https://`");
            }
            let schemes: &[&str] = match name.as_str() {
                "contact" => &["https://", "mailto:", "tel:"],
                "encryption" => &["https://", "dns:", "openpgp4fpr:"],
                _ => &["https://"],
            };
            if is_uri(&lower) || schemes.iter().any(|scheme| lower.starts_with(scheme)) {
                return None;
            }
            let fix = (name == "contact" && is_address(value))
                .then(|| Fix::unsafe_("Make it a URI", vec![Edit::insert(field.span.start, "mailto:")]));
            let help = if fix.is_some() {
                "put `mailto:` before it"
            } else {
                "give a URI, such as `https://…` or `mailto:…`"
            };
            Some(finding(format!("{} is no URI, so tools cannot use it", quote(value)), help)?.maybe_fix(fix))
        }
        _ => None,
    }
}

/// Whether a text begins with a scheme.
fn is_uri(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty() && !text.contains(' '))
}

/// Whether the file has expired, will soon, or in many years only.
fn expiry(around: &Around<'_>, text: &SecurityTxt, today: Date, push: &mut impl FnMut(Finding)) {
    let Some(field) = text.all("expires").next() else { return };
    let Ok(moment) = field.value.parse::<Timestamp>() else { return };
    let day = moment.to_zoned(TimeZone::UTC).date();
    let days = |count: i64| today.saturating_add(Length::new().days(count));
    let notice = match around.settings.option(&RULE, &EXPIRY_NOTICE) {
        OptionValue::Count(count) => i64::from(count),
        _ => 0,
    };
    let longest = match around.settings.option(&RULE, &MAX_VALIDITY) {
        OptionValue::Limit(Some(limit)) => Some(i64::from(limit.hours / 24)),
        _ => None,
    };
    if day < today {
        let message = format!("this file expired on {day}, and readers are told not to trust it");
        let edit = Edit::replace(field.span, format!("{}T00:00:00Z", days(VALID_DAYS)));
        let fix = Fix::unsafe_("Set a date in a year", vec![edit]);
        push(Finding::new(field.span, message, "look through the file, and set a new date").fix(fix));
    } else if day <= days(notice.min(36_500)) {
        let message = format!("this file expires on {day}");
        push(Finding::new(field.span, message, "look through the file, and set a new date").at_most(Severity::Info));
    } else if longest.is_some_and(|longest| day > days(longest.min(36_500))) {
        let message = "this file claims to hold for more than a year, in which contacts change";
        push(Finding::new(field.span, message, "set a date within a year").at_most(Severity::Info));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::{findings_in, fires_in};

    const PATH: &str = ".well-known/security.txt";
    const CONTACT: &str = "Contact: mailto:security@widget.example\n";
    const EXPIRES: &str = "Expires: 2026-12-31T22:00:00Z\n";

    fn found(text: &str) -> Vec<String> {
        fires_in(&RULE, &[("SECURITY.md", "x"), (PATH, text)], &[])
    }

    #[test]
    fn what_breaks_the_grammar_is_reported() {
        for (text, words) in [
            (EXPIRES.to_owned(), "names no contact"),
            (CONTACT.to_owned(), "until when it holds"),
            (format!("{CONTACT}{EXPIRES}{EXPIRES}"), "may be one `Expires`"),
            (
                format!("{CONTACT}{EXPIRES}Preferred-Languages: en\nPreferred-Languages: de\n"),
                "one `Preferred-Languages`",
            ),
            (format!("{CONTACT}Expires: next year\n"), "no date"),
            (format!("{CONTACT}Expires: 2026-12-31\n"), "no date"),
            (format!("{CONTACT}Expires: Thu, 31 Dec 2026 18:37:07 -0800\n"), "no date"),
            (format!("Contact: security@widget.example\n{EXPIRES}"), "is no URI"),
            (format!("Contact: the team\n{EXPIRES}"), "is no URI"),
            (format!("Contact:\n{EXPIRES}"), "has no value"),
            (format!("{CONTACT}{EXPIRES}Policy: http://widget.example/p\n"), "is not encrypted"),
            (format!("{CONTACT}{EXPIRES}Encryption: -----BEGIN PGP PUBLIC KEY BLOCK-----\n"), "a key does not belong"),
            (format!("{CONTACT}{EXPIRES}Contakt: x\n"), "do not know the field"),
            (format!("{CONTACT}{EXPIRES}Thank you\n"), "no field and no comment"),
            (format!("{CONTACT}Expires: 2026-01-14T00:00:00Z\n"), "expired on 2026-01-14"),
            (format!("{CONTACT}Expires: 2026-02-01T00:00:00Z\n"), "expires on 2026-02-01"),
            (format!("{CONTACT}Expires: 2036-02-01T00:00:00Z\n"), "more than a year"),
        ] {
            let found = found(&text);
            assert!(found.len() == 1 && found[0].contains(words), "{text}: {found:?}");
        }
        let files = [("SECURITY.md", "x"), ("static/security.txt", &*format!("{CONTACT}{EXPIRES}"))];
        assert!(fires_in(&RULE, &files, &[])[0].contains("below `.well-known/`"));
    }

    #[test]
    fn valid_files_and_templates_are_fine() {
        for text in [
            format!("# ours\n{CONTACT}contact: https://widget.example/report\nContact: tel:+1-201-555-0123\n{EXPIRES}"),
            format!(
                "{CONTACT}{EXPIRES}Encryption: openpgp4fpr:5F2DE5521C63A801AB59CCB603D49DE44B29100F\nCSAF: https://widget.example/p.json\n"
            ),
            format!("{CONTACT}{EXPIRES}Encryption: dns:5d2d37ab76d47d36._openpgpkey.widget.example?type=OPENPGPKEY\n"),
            format!("{CONTACT}Expires: 2026-12-31t22:00:00+02:00\nPreferred-Languages: en, de\n"),
            format!(
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{CONTACT}{EXPIRES}-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
            ),
            "Contact: {{ contact }}\n".to_owned(),
        ] {
            assert_eq!(found(&text), Vec::<String>::new(), "{text}");
        }
        // At the root it may be the policy.
        assert_eq!(fires_in(&RULE, &[("security.txt", "Please write to us.\n")], &[]), Vec::<String>::new());
        let fixture = [("SECURITY.md", "x"), ("tests/.well-known/security.txt", "")];
        assert_eq!(fires_in(&RULE, &fixture, &[]), Vec::<String>::new());
    }

    #[test]
    fn a_signed_file_has_no_fix() {
        let has_fix = |text: &str| {
            let found = findings_in(&RULE, &[("SECURITY.md", "x"), (PATH, text)], &[]);
            assert_eq!(found.len(), 1, "{text}");
            found[0].1.fix.is_some()
        };
        let text = format!("{CONTACT}Expires: 2025-12-31T22:00:00Z\n");
        assert!(has_fix(&text));
        let signature = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n";
        assert!(!has_fix(&format!("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{text}{signature}")));
    }

    #[test]
    fn control_characters_are_quoted() {
        let found =
            findings_in(&RULE, &[("SECURITY.md", "x"), (PATH, &*format!("{CONTACT}{EXPIRES}\u{1b}[2J: x\n"))], &[]);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
