//! `--security-txt` and `--insights`: what the policy says, for programs.

use std::io::Write;

use jiff::civil::Date;

use super::closing::list;
use super::{Home, Output, Stop};
use crate::draft::{Project, Site, expiry, insights, security_txt};
use crate::markdown::Document;
use crate::policy::Policy;
use crate::repository::{EntryKind, join, split};
use crate::source::Source;

// Files that repeat the policy.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Files that repeat the policy")]
pub(super) struct FileArgs {
    /// Write a security.txt (RFC 9116) that says what the policy says
    #[arg(long, group = "files")]
    security_txt: bool,

    /// Write the part on vulnerability reporting of security-insights.yml (OpenSSF Security Insights 2)
    #[arg(long, group = "files", conflicts_with = "security_txt")]
    insights: bool,

    /// The page that shows the policy, where the forge does not tell
    #[arg(long, value_name = "URL", requires = "files", value_parser = page)]
    policy_url: Option<String>,

    /// Where security.txt will be found
    #[arg(long, value_name = "URL", requires = "security_txt", value_parser = page)]
    canonical: Option<String>,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    SecurityTxt,
    Insights,
}

impl FileArgs {
    /// The file that was asked for.
    pub(super) fn file(&self) -> Option<File> {
        self.security_txt.then_some(File::SecurityTxt).or_else(|| self.insights.then_some(File::Insights))
    }
}

fn page(text: &str) -> Result<String, &'static str> {
    let is_page = text.starts_with("https://") && text.chars().all(|c| c.is_ascii_graphic());
    is_page.then(|| text.to_owned()).ok_or("write an address that begins with `https://`")
}

/// Names of a file that an insights file would stand beside.
const INSIGHTS: &[&str] = &["security-insights.yml", "security-insights.yaml"];

/// Writes the file, from the policy that the forge shows.
pub(super) fn write(
    file: File,
    args: &FileArgs,
    output: &Output<'_>,
    home: &Home,
    project: &Project,
    today: Date,
    err: &mut impl Write,
) -> Result<(), Stop> {
    let (policy_path, source) = policy(home)?;
    if let Some(found) = existing(file, home).filter(|_| !output.to_stdout) {
        let stop = Stop::because(format!("{} is there already; nothing was written", home.surroundings.shown(&found)));
        return Err(stop.help("`secpol lint` holds it against the policy; --stdout prints a draft"));
    }
    let path = place(file, home, split(&policy_path).0);
    let policy_url = args.policy_url.clone().or_else(|| project.policy_page(&policy_path));
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    let site = Site { policy_url: policy_url.as_deref(), canonical: args.canonical.as_deref(), today };
    let text = match file {
        File::SecurityTxt => security_txt(&policy, project, site),
        File::Insights => insights(&policy, project, &path, policy_url.as_deref(), today),
    };
    let text = text.ok_or_else(|| {
        Stop::because(format!("{} names no private way to report that a program could use", source.path()))
            .help("add an e-mail address, or the https:// address of a form")
    })?;
    output.put(home, &path, &text, err)?;
    let mut tasks = Vec::new();
    if policy_url.is_none() {
        tasks.push("say where the policy is shown: --policy-url".to_owned());
    }
    match file {
        File::SecurityTxt => {
            tasks.push("publish it on your website, as /.well-known/security.txt over https".to_owned());
            let day = expiry(today);
            tasks.push(format!("look it through and set a new date before {day}; `secpol lint` says so in time"));
        }
        File::Insights => {
            let told =
                if project.address.is_some() { "" } else { "`header.url`, `project.name`, `project.repositories`, " };
            tasks.push(format!(
                "add {told}`project.administrators` and the section `repository`: the schema requires them, and no policy \
                 tells them"
            ));
        }
    }
    writeln!(err, "\nLeft to do:")?;
    list(&tasks, output.terminal.err.width, err)?;
    Ok(())
}

/// The policy that the forge shows, and its path.
fn policy(home: &Home) -> Result<(String, Source), Stop> {
    let Some(policy) = home.surroundings.policies().effective() else {
        return Err(Stop::because("there is no policy to take this from").help("`secpol init` writes one"));
    };
    let shown = home.surroundings.shown(&policy.path);
    if !policy.is_markdown {
        return Err(Stop::because(format!("{shown}: is not Markdown")));
    }
    let source = home.surroundings.source(&policy.path);
    Ok((policy.path.clone(), source.ok_or_else(|| Stop::because(format!("{shown}: cannot be read")))?))
}

/// A file of that kind that is there.
fn existing(file: File, home: &Home) -> Option<String> {
    match file {
        File::SecurityTxt => home.surroundings.security_txts().into_iter().next(),
        File::Insights => ["", ".github", ".gitlab"].into_iter().find_map(|folder| {
            let is_folder = folder.is_empty() || home.surroundings.entry(folder).is_some();
            let entries = home.surroundings.list(if is_folder { folder } else { "" });
            let found =
                entries.iter().find(|entry| INSIGHTS.iter().any(|name| entry.name.eq_ignore_ascii_case(name)))?;
            Some(join(folder, &found.name))
        }),
    }
}

/// Where a new one goes: `security.txt` to the folder of a website that has its like, insights beside the policy.
fn place(file: File, home: &Home, policy_folder: &str) -> String {
    match file {
        File::SecurityTxt => {
            let is_known = |root: &&str| {
                let entry = home.surroundings.entry(&join(root, ".well-known"));
                entry.is_some_and(|entry| entry.kind == EntryKind::Folder)
            };
            let root = home.surroundings.web_roots().find(is_known).unwrap_or_default();
            join(root, ".well-known/security.txt")
        }
        File::Insights => join(if policy_folder == ".github" { policy_folder } else { "" }, INSIGHTS[0]),
    }
}
