//! A temporary folder, a clean environment, and a run in one snapshot.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A policy whose only channel is public.
pub(crate) const PUBLIC: &str =
    "# Security policy\n\nTo report a vulnerability, open an issue at <https://github.com/widget/widget/issues>.\n";

/// A policy with a private channel.
pub(crate) const PRIVATE: &str = "# Security policy\n\nReport vulnerabilities to <security@widget.example>.\n";

/// A configuration with one rule that looks at documents and the one that looks at folders.
pub(crate) const CONFIG: &str = "extends: []\nrules: { missing-private-channel: error, missing-policy: error }\n";

/// The formats of `lint`.
pub(crate) const FORMATS: &[&str] =
    &["full", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "markdown"];

/// A temporary folder to run in.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A repository with [`CONFIG`] and, as its policy, the text.
    pub(crate) fn repository(policy: &str) -> Self {
        Self::new().with(".git/HEAD", "ref: refs/heads/main\n").with(".secpol.yaml", CONFIG).with("SECURITY.md", policy)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Makes a folder.
    pub(crate) fn with_folder(self, path: &str) -> Self {
        fs::create_dir_all(self.path(path)).unwrap();
        self
    }

    /// Makes a symbolic link.
    #[cfg(unix)]
    pub(crate) fn with_link(self, path: &str, target: &str) -> Self {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, self.path(path)).unwrap();
        self
    }

    /// A path in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// A run of secpol in this folder.
    pub(crate) fn secpol<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_secpol"));
        command.args(args).current_dir(self.0.path()).env_clear();
        // What Windows needs to start a process at all.
        for name in ["SystemRoot", "PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        Run { command, stdin: Vec::new(), folder: self.0.path().canonicalize().unwrap() }
    }

    /// The same, with the arguments in one text.
    pub(crate) fn run(&self, args: &str) -> Ended {
        self.secpol(args.split_whitespace()).end()
    }
}

/// A run that has not begun.
pub(crate) struct Run {
    command: Command,
    stdin: Vec<u8>,
    folder: PathBuf,
}

impl Run {
    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives it standard input.
    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = Vec::from(bytes.as_ref());
        self
    }

    /// Runs elsewhere below the folder.
    pub(crate) fn inside(mut self, path: &str) -> Self {
        self.command.current_dir(self.folder.join(path));
        self
    }

    /// Runs it to its end.
    pub(crate) fn end(mut self) -> Ended {
        let mut child =
            self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A run that does not read its input closes it early.
        let _ = child.stdin.take().unwrap().write_all(&self.stdin);
        let output = child.wait_with_output().unwrap();
        Ended {
            code: output.status.code(),
            stdout: tidy(&output.stdout, &self.folder),
            stderr: tidy(&output.stderr, &self.folder),
        }
    }
}

/// A run that has ended; shown as code and both streams.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map_or("none".to_owned(), |code| code.to_string());
        write!(f, "exit code: {code}\n----- stdout -----\n{}----- stderr -----\n{}", self.stdout, self.stderr)
    }
}

/// Without what differs from one machine or version to the next, and with escape sequences made visible.
fn tidy(bytes: &[u8], folder: &Path) -> String {
    String::from_utf8(bytes.to_owned())
        .unwrap()
        .replace(&*folder.to_string_lossy(), "[FOLDER]")
        .replace(concat!("secpol ", env!("CARGO_PKG_VERSION")), "secpol [VERSION]")
        .replace(concat!("/v", env!("CARGO_PKG_VERSION"), "/"), "/v[VERSION]/")
        .replace("secpol.exe", "secpol")
        .replace('\u{1b}', "ESC")
}
