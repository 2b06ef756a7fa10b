//! What standard output and standard error can show.

use std::env;
use std::io::{self, IsTerminal as _};

use anstream::AutoStream;
use anstream::stream::{AsLockedWrite, RawStream};

use crate::report::Style;

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set; `CLICOLOR_FORCE` colours elsewhere too
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// Where nothing says how wide lines may be, and at most.
const WIDTH: usize = 80;
const WIDEST: usize = 120;
const NARROWEST: usize = 40;

/// Both streams, and how each may look.
#[derive(Debug)]
pub(crate) struct Terminal {
    pub(crate) out: Style,
    pub(crate) err: Style,
}

impl Terminal {
    /// Looks at each stream by itself: findings go to one, what is said about the run to the other.
    pub(crate) fn new(color: Color) -> Self {
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let width = width();
        let style = |terminal: bool, unicode: bool, links: bool| {
            let color = colored(color, terminal);
            Style { color, unicode, links: color && links, width }
        };
        Self {
            out: style(
                out,
                supports_unicode::on(supports_unicode::Stream::Stdout),
                supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            ),
            err: style(err, supports_unicode::on(supports_unicode::Stream::Stderr), false),
        }
    }

    /// Standard output, which is written to as a whole.
    pub(crate) fn stdout(&self) -> impl io::Write {
        stream(io::stdout().lock(), self.out)
    }

    /// Standard error.
    pub(crate) fn stderr(&self) -> impl io::Write {
        stream(io::stderr().lock(), self.err)
    }
}

/// The stream, which on old Windows consoles has escape sequences turned into calls.
fn stream<S: RawStream + AsLockedWrite>(raw: S, style: Style) -> impl io::Write {
    io::BufWriter::new(if style.color { AutoStream::always(raw) } else { AutoStream::never(raw) })
}

fn colored(color: Color, terminal: bool) -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if set("CLICOLOR_FORCE") && env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        Color::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

fn width() -> usize {
    let asked = env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    let seen = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    asked.or_else(seen).filter(|&width| width > 0).unwrap_or(WIDTH).clamp(NARROWEST, WIDEST)
}
