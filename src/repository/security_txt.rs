//! `security.txt`, RFC 9116: fields, comments, and the frame of a cleartext signature. Read leniently, each part with
//! its place, so that rules can say what breaks the grammar.

use crate::source::{Source, Span};

/// How many days a new file holds: less than a year, as RFC 9116 recommends in section 2.5.5.
pub const VALID_DAYS: i64 = 364;

/// What a `security.txt` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SecurityTxt {
    /// The fields, in their order.
    pub fields: Vec<Field>,
    /// Lines that are neither field nor comment.
    pub stray: Vec<Span>,
    /// Whether it is signed.
    pub is_signed: bool,
}

/// `Contact: mailto:security@widget.example`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As it is written; case makes no difference.
    pub name: String,
    /// Without surrounding space.
    pub value: String,
    /// The value, or where it would stand.
    pub span: Span,
    /// The line.
    pub line: Span,
}

impl SecurityTxt {
    /// Reads a file.
    pub fn read(source: &Source) -> Self {
        let text = source.text();
        let mut read = Self::default();
        let mut frame = Frame::Outside;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            match (&frame, line.trim_end()) {
                (Frame::Outside, "-----BEGIN PGP SIGNED MESSAGE-----") => {
                    read.is_signed = true;
                    frame = Frame::Header;
                }
                // Up to the empty line stand the names of digests.
                (Frame::Header, line) => frame = if line.is_empty() { Frame::Body } else { Frame::Header },
                (Frame::Body, "-----BEGIN PGP SIGNATURE-----") => frame = Frame::Signature,
                (Frame::Signature, _) => {}
                (Frame::Outside | Frame::Body, _) => {
                    // A signed line that begins with a dash has `- ` before it.
                    let escape = if matches!(frame, Frame::Body) && line.starts_with("- ") { 2 } else { 0 };
                    read.line(&line[escape..], at + escape);
                }
            }
        }
        read
    }

    fn line(&mut self, line: &str, at: usize) {
        if line.trim().is_empty() || line.starts_with('#') {
            return;
        }
        let whole = Span::new(at as u32, (at + line.trim_end().len()) as u32);
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| (33..=126).contains(&b) && b != b':');
        match line.split_once(':').filter(|(name, _)| is_name(name)) {
            Some((name, value)) => {
                let value_at = at + name.len() + 1 + (value.len() - value.trim_start().len());
                let value = value.trim();
                let span = Span::new(value_at as u32, (value_at + value.len()) as u32);
                self.fields.push(Field { name: name.to_owned(), value: value.to_owned(), span, line: whole });
            }
            None => self.stray.push(whole),
        }
    }

    /// The fields of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }
}

enum Frame {
    Outside,
    Header,
    Body,
    Signature,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, usize, bool) {
        let source = Source::new("security.txt", text);
        let read = SecurityTxt::read(&source);
        for field in &read.fields {
            assert_eq!(source.slice(field.span), field.value, "{text}");
        }
        let fields = read.fields.into_iter().map(|field| (field.name, field.value)).collect();
        (fields, read.stray.len(), read.is_signed)
    }

    fn field(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn fields_comments_and_line_ends_are_read() {
        let text = "# ours\r\nContact: mailto:a@widget.example\r\n\nexpires:2027-01-01T00:00:00Z  \n#\nContact:\n";
        let expected = vec![
            field("Contact", "mailto:a@widget.example"),
            field("expires", "2027-01-01T00:00:00Z"),
            field("Contact", ""),
        ];
        assert_eq!(read(text), (expected, 0, false));
    }

    #[test]
    fn a_signature_is_no_part_of_it() {
        let text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- -Odd: x\nContact: https://widget.example\n\
                    -----BEGIN PGP SIGNATURE-----\nVersion: 1\n\nabc\n-----END PGP SIGNATURE-----\n";
        assert_eq!(read(text), (vec![field("-Odd", "x"), field("Contact", "https://widget.example")], 0, true));
    }

    #[test]
    fn anything_else_is_stray() {
        assert_eq!(read("security@widget.example\nTwo words: x\n: y\n\u{1b}[2J\n"), (vec![], 4, false));
        assert_eq!(read(""), (vec![], 0, false));
    }
}
