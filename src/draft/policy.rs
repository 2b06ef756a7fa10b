//! The text of a policy: one sentence a line, and no section that has nothing to say.

use super::questions::SCOPE;
use super::{Answers, Frame, SafeHarbor};
use crate::repository::Forge;

/// Writes a policy, in Markdown.
pub fn policy(frame: &Frame, answers: &Answers) -> String {
    let mut text = Text::default();
    text.block("# Security policy");
    if frame.demands.date {
        text.block(format!("Last updated: {}", frame.today));
    }
    versions(answers, &mut text);
    reporting(frame, answers, &mut text);
    times(frame, answers, &mut text);
    disclosure(frame, answers, &mut text);
    scope(frame, answers, &mut text);
    safe_harbor(answers, &mut text);
    text.0
}

/// Blocks with an empty line between them.
#[derive(Default)]
struct Text(String);

impl Text {
    fn block(&mut self, block: impl AsRef<str>) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(block.as_ref());
        self.0.push('\n');
    }

    /// Adds sentences, each on a line of its own.
    fn sentences<const N: usize>(&mut self, sentences: [Option<String>; N]) {
        let lines: Vec<String> = sentences.into_iter().flatten().collect();
        if !lines.is_empty() {
            self.block(lines.join("\n"));
        }
    }
}

fn sentence(is_wanted: bool, words: &str) -> Option<String> {
    is_wanted.then(|| words.to_owned())
}

fn versions(answers: &Answers, text: &mut Text) {
    if answers.versions.is_none() && answers.until.is_none() {
        return;
    }
    text.block("## Supported versions");
    if let Some(versions) = &answers.versions {
        text.block(versions.table());
    }
    if let Some(until) = answers.until {
        text.block(format!("Supported versions get security fixes until {} at least.", until.words()));
    }
}

fn reporting(frame: &Frame, answers: &Answers, text: &mut Text) {
    let demands = &frame.demands;
    text.block("## Reporting a vulnerability");
    if demands.warning {
        text.block(format!("Please do not report vulnerabilities in {}.", public_places(frame)));
    }
    let key = answers.key.as_ref().map(|key| {
        let fingerprint =
            key.fingerprint.as_ref().map(|digits| format!(", fingerprint `{digits}`")).unwrap_or_default();
        format!("If you can, encrypt your e-mail with [our OpenPGP key]({}){fingerprint}.", key.url)
    });
    let is_open = demands.encryption && answers.key.is_none() && answers.has_email() && !answers.has_form();
    let no_key = "We have no OpenPGP key: if your report must not travel unencrypted, first ask us for another way.";
    let key = key.or_else(|| sentence(is_open, no_key));
    match &answers.contacts[..] {
        [only] => text.sentences([Some(format!("To report a vulnerability, please {}.", only.sentence())), key]),
        ways => {
            text.block("To report a vulnerability, please use one of these ways, the first one if you can:");
            let items: Vec<String> = ways.iter().map(|way| format!("- {}", way.sentence())).collect();
            text.block(items.join("\n"));
            text.sentences([key]);
        }
    }
    if demands.fallback {
        text.block(fallback(frame, answers));
    }
    text.sentences([sentence(
        demands.anonymity,
        "You may send your report anonymously: we do not require your name or any other personal information.",
    )]);
    text.sentences([sentence(
        demands.contents,
        "Please include the affected version, the steps that reproduce the problem, and the impact that you expect.",
    )]);
}

/// Where readers of this forge would put a report otherwise.
fn public_places(frame: &Frame) -> &'static str {
    match frame.project.forge() {
        Some(Forge::GitHub) => "public issues, discussions or pull requests",
        Some(Forge::GitLab) => "public issues or merge requests",
        Some(Forge::Forgejo | Forge::Gitea | Forge::Bitbucket) => "public issues or pull requests",
        Some(Forge::SourceHut) => "public tickets or on public mailing lists",
        None => "public issues or forums",
    }
}

/// What to do when the contact does not answer.
fn fallback(frame: &Frame, answers: &Answers) -> String {
    match (&answers.contacts[..], frame.project.new_issue()) {
        ([_, _, ..], _) => "If you do not hear from us, please try another of these ways.".to_owned(),
        (_, Some(url)) => format!(
            "If that fails or you do not hear from us, ask for another contact in an [issue]({url}), and give no details of \
             the vulnerability there."
        ),
        (_, None) => {
            "If you do not hear from us, please write again: your first message may not have reached us.".to_owned()
        }
    }
}

fn times(frame: &Frame, answers: &Answers, text: &mut Text) {
    let of_report = |time: String| format!("within {time} of your report");
    let rows = [
        ("Acknowledgement", answers.acknowledgement.map(|time| of_report(time.to_string()))),
        (
            "Assessment",
            answers.assessment.map(|time| {
                format!(
                    "{}, you hear whether we can confirm the vulnerability, and how severe it is",
                    of_report(time.to_string())
                )
            }),
        ),
        (
            "Updates",
            match answers.updates {
                Some(time) => Some(format!("at least every {time} until the vulnerability is resolved")),
                None => sentence(
                    frame.demands.updates,
                    "we keep you informed of our progress until the vulnerability is resolved",
                ),
            },
        ),
        ("Fix", answers.resolution.map(|time| of_report(time.to_string()))),
    ];
    let rows: Vec<String> =
        rows.into_iter().filter_map(|(name, row)| Some(format!("- **{name}:** {}.", row?))).collect();
    if !rows.is_empty() {
        text.block("## What to expect");
        text.block(rows.join("\n"));
    }
}

fn disclosure(frame: &Frame, answers: &Answers, text: &mut Text) {
    let demands = &frame.demands;
    let is_wanted = demands.advisories || demands.identifiers || demands.credit || demands.process;
    if answers.disclosure.is_none() && !is_wanted {
        return;
    }
    text.block("## Disclosure");
    let date = answers.disclosure.map(|time| {
        format!(
            "We prepare the fix in private and agree with you on a date for publication, at most {time} after your report."
        )
    });
    let silence = sentence(date.is_some(), "Please keep the vulnerability confidential until then.");
    let (name, url) = frame.project.advisories();
    let place = url.map_or_else(|| name.to_owned(), |url| format!("[{name}]({url})"));
    let verb = if name == "security advisory" { "publish a" } else { "announce the vulnerability in the" };
    let identifier = if demands.identifiers { ", with a CVE identifier that we request" } else { "" };
    let credit = if demands.credit { ", and credit you in it unless you prefer not to be named" } else { "" };
    let credit = if name == "release notes" { credit.replace(" in it", " there") } else { credit.to_owned() };
    let advisory = format!("Together with the fixed release we {verb} {place}{identifier}{credit}.");
    text.sentences([date, silence, Some(advisory)]);
}

fn scope(frame: &Frame, answers: &Answers, text: &mut Text) {
    if !frame.demands.scope && answers.scope.is_none() {
        return;
    }
    let scope = answers.scope.as_deref().unwrap_or(SCOPE);
    text.block("## Scope");
    text.sentences([
        Some(format!("In scope is {scope}.")),
        Some("Out of scope are vulnerabilities of dependencies, unless our use of them is the cause.".to_owned()),
    ]);
    text.sentences([
        sentence(frame.demands.testing, "Please test on installations and accounts of your own only."),
        sentence(frame.demands.testing, "Denial of service, social engineering and physical attacks are not allowed."),
        sentence(
            frame.demands.testing,
            "If you come across personal data, stop there, tell us, and neither keep the data nor pass them on.",
        ),
    ]);
}

fn safe_harbor(answers: &Answers, text: &mut Text) {
    let promise = match answers.safe_harbor {
        SafeHarbor::None => return,
        SafeHarbor::Partial => {
            "If you act in good faith and keep to this policy, we consider your research authorised and will not take legal \
             action against you."
        }
        SafeHarbor::Full => {
            "If you act in good faith and keep to this policy:\n\n\
             - we consider your research authorised under laws against break-in, such as the Computer Fraud and Abuse Act;\n\
             - we consider it exempt from laws against circumvention, such as the Digital Millennium Copyright Act;\n\
             - we consider it exempt from what our terms of service and acceptable use policies say to the contrary;\n\
             - we will not take legal action against you, nor support that of others."
        }
    };
    text.block("## Safe harbor");
    text.block(promise);
}
