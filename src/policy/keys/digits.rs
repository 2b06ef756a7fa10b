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

/// A word of hexadecimal digits, and letters that look like some.
struct Word {
    /// Behind a mark.
    start: usize,
    end: usize,
    /// Whether `0x` stands before it.
    is_marked: bool,
}

/// The length of `0x`.
const MARK: usize = 2;

/// Letters that are taken for digits when a fingerprint is copied by eye.
pub(super) fn is_look_alike(byte: u8) -> bool {
    matches!(byte, b'O' | b'o' | b'l' | b'I')
}

/// The runs of a text.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let words = hexish_words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let first = &words[at];
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
            if !(is_apart && is_group && fits && !word.is_marked) {
                break;
            }
            is_lower = is_lower.or(own);
            behind += 1;
        }
        let is_grouped = behind - at >= 4;
        let group = &words[at..if is_grouped { behind } else { at + 1 }];
        let digits = || group.iter().flat_map(|word| &bytes[word.start..word.end]);
        let (count, hex) = (digits().count(), digits().filter(|digit| digit.is_ascii_hexdigit()).count());
        // A word of a language has more than a slip or two.
        if hex + 2 >= count && count >= 8 {
            found.push(Run {
                start: first.start - if first.is_marked { MARK } else { 0 },
                end: group.last().map_or(first.end, |last| last.end),
                digits: digits().map(|digit| char::from(digit.to_ascii_uppercase())).collect(),
                is_marked: first.is_marked,
                is_lower: is_lower == Some(true),
            });
        }
        at += group.len();
    }
    found
}

/// Whether the letters are small; `None` where there are none, or both.
fn case(word: &[u8]) -> Option<bool> {
    let lower = word.iter().any(u8::is_ascii_lowercase);
    let upper = word.iter().any(u8::is_ascii_uppercase);
    (lower != upper).then_some(lower)
}

/// The words that may be digits of a key; most words of a text cannot.
fn hexish_words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let mark = if matches!(rest, [b'0', b'x' | b'X', ..]) { MARK } else { 0 };
        let length = rest[mark..].iter().take_while(|&&b| b.is_ascii_hexdigit() || is_look_alike(b)).count();
        let (start, end) = (at + mark, at + mark + length);
        at = word_end(text, end);
        if at == end && bytes[start..end].iter().any(u8::is_ascii_hexdigit) {
            words.push(Word { start, end, is_marked: mark > 0 });
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    words
}

/// Where the word ends that a place is in.
fn word_end(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.as_bytes()[at..].iter();
        at += rest.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        match text[at..].chars().next() {
            Some(c) if !c.is_ascii() && c.is_alphanumeric() => at += c.len_utf8(),
            _ => return at,
        }
    }
}
