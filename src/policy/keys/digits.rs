//! Hexadecimal digits in a text, in groups or in one piece.

/// Whether a text is one whole fingerprint and nothing else.
pub(crate) fn is_fingerprint(text: &str) -> bool {
    let text = text.trim_start_matches("0x");
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    matches!(digits, 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit() || b" :\n".contains(&b))
}

/// Hexadecimal digits in a row, perhaps in groups.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In upper case.
    pub(super) digits: String,
    /// Whether `0x` stands before them.
    is_marked: bool,
    is_lower: bool,
}

impl Run {
    /// Whether it can be a fingerprint or an id. Short ones need more: `is_named` says whether "key" or "id" stands
    /// before it.
    pub(super) fn may_be_key(&self, is_named: impl Fn() -> bool) -> bool {
        let letters = self.digits.bytes().filter(u8::is_ascii_alphabetic).count();
        let numbers = self.digits.len() - letters;
        let is_mixed = letters > 0 && numbers * 4 >= self.digits.len();
        match self.digits.len() {
            8 => self.is_marked || numbers > 0 && letters > 0 && (!self.is_lower || is_named()),
            16 => self.is_marked || is_mixed,
            20..=80 => is_mixed,
            _ => false,
        }
    }
}

/// A word of letters and digits.
struct Word {
    start: usize,
    end: usize,
}

/// Letters that are taken for digits when a fingerprint is copied by eye.
pub(super) fn is_look_alike(byte: u8) -> bool {
    matches!(byte, b'O' | b'o' | b'l' | b'I')
}

/// The runs of a text.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let is_hexish = |word: &Word| {
        let word = &bytes[word.start..word.end];
        word.iter().all(|&b| b.is_ascii_hexdigit() || is_look_alike(b)) && word.iter().any(u8::is_ascii_hexdigit)
    };
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut first = Word { ..words[at] };
        let is_marked =
            text[first.start..first.end].starts_with("0x") || text[first.start..first.end].starts_with("0X");
        first.start += if is_marked { 2 } else { 0 };
        if first.start == first.end || !is_hexish(&first) {
            at += 1;
            continue;
        }
        let length = first.end - first.start;
        let mut behind = at + 1;
        let mut is_lower = case(&bytes[first.start..first.end]);
        while let Some(word) = words.get(behind).filter(|_| matches!(length, 2 | 4 | 5 | 8 | 10)) {
            let group = &bytes[word.start..word.end];
            let own = case(group);
            let is_apart =
                text[words[behind - 1].end..word.start].chars().all(|c| c.is_whitespace() || c == ':' || c == '\u{a0}');
            let is_group = group.len() == length || group.len() <= length + 1 && group.iter().any(u8::is_ascii_digit);
            let fits = is_lower.is_none() || own.is_none() || own == is_lower;
            if !(is_apart && is_group && fits && is_hexish(word)) {
                break;
            }
            is_lower = is_lower.or(own);
            behind += 1;
        }
        let count = behind - at;
        let is_grouped = count >= 4;
        let last = if is_grouped { &words[behind - 1] } else { &first };
        let digits: String = if is_grouped {
            let rest = words[at + 1..behind].iter().map(|word| &text[word.start..word.end]);
            std::iter::once(&text[first.start..first.end]).chain(rest).collect()
        } else {
            text[first.start..first.end].to_owned()
        };
        let hex = digits.bytes().filter(u8::is_ascii_hexdigit).count();
        // A word of a language has more than a slip or two.
        if hex + 2 >= digits.len() && digits.len() >= 8 {
            let start = if is_marked { first.start - 2 } else { first.start };
            let is_lower = is_lower == Some(true);
            found.push(Run { start, end: last.end, digits: digits.to_ascii_uppercase(), is_marked, is_lower });
        }
        at = if is_grouped { behind } else { at + 1 };
    }
    found
}

/// Whether the letters are small; `None` where there are none, or both.
fn case(word: &[u8]) -> Option<bool> {
    let lower = word.iter().any(u8::is_ascii_lowercase);
    let upper = word.iter().any(u8::is_ascii_uppercase);
    (lower != upper).then_some(lower)
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '_' || c == '-', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Word { start: from, end: at });
                start = None;
            }
            _ => {}
        }
    }
    words
}
