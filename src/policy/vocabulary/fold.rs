//! Folding: what letters are the same to the vocabulary.

/// What a character is to the lexer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of a word, in its folded form.
    Letter(char),
    /// A word of its own: a CJK character, an emoji, a mark.
    Single(char),
    /// Part of a number.
    Digit(u8),
    /// Joins the words beside it: apostrophe, hyphen, underscore, quotation mark, invisible ones.
    Joint,
    /// Keeps phrases apart.
    Stop,
    /// White space.
    Space,
}

/// The class of a character. Case, diacritics of Latin letters and full-width forms are folded.
pub(super) fn class(c: char) -> Class {
    if let Ok(byte) = u8::try_from(c) {
        if byte.is_ascii() {
            return ascii_class(byte);
        }
    }
    match c {
        '\u{c0}'..='\u{24f}' => Class::Letter(latin(c)),
        '\u{400}'..='\u{52f}' => Class::Letter(match c.to_lowercase().next() {
            Some('ё') => 'е',
            Some(lower) => lower,
            None => c,
        }),
        '’'
        | '‘'
        | '“'
        | '”'
        | '„'
        | '«'
        | '»'
        | '\u{ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{fe00}'..='\u{fe0f}'
        | '「'
        | '」'
        | '『'
        | '』'
        | '《'
        | '》'
        | '‑'
        | '・' => Class::Joint,
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => Class::Space,
        '\u{ff10}'..='\u{ff19}' => Class::Digit((c as u32 - 0xff10) as u8),
        '\u{ff21}'..='\u{ff3a}' => Class::Letter(char::from(b'a' + (c as u32 - 0xff21) as u8)),
        '\u{ff41}'..='\u{ff5a}' => Class::Letter(char::from(b'a' + (c as u32 - 0xff41) as u8)),
        '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1ffff}' => Class::Single(c),
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2ffff}' => Class::Single(c),
        _ if c.is_alphabetic() => Class::Letter(c.to_lowercase().next().unwrap_or(c)),
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Stop,
    }
}

/// The class of an ASCII character.
#[inline]
pub(super) fn ascii_class(byte: u8) -> Class {
    static CLASSES: [Class; 128] = {
        let mut classes = [Class::Stop; 128];
        let mut byte = 0;
        while byte < classes.len() {
            classes[byte] = class_of_ascii(byte as u8);
            byte += 1;
        }
        classes
    };
    CLASSES[usize::from(byte & 0x7f)]
}

const fn class_of_ascii(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' => Class::Letter(byte as char),
        b'A'..=b'Z' => Class::Letter((byte | 0x20) as char),
        b' ' | b'\t' | b'\n' | b'\r' => Class::Space,
        b'0'..=b'9' => Class::Digit(byte - b'0'),
        b'\'' | b'_' | b'"' | b'`' | b'*' | b'-' => Class::Joint,
        _ => Class::Stop,
    }
}

/// A Latin letter without its diacritic, in lower case.
fn latin(c: char) -> char {
    let c = c.to_lowercase().next().unwrap_or(c);
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'š' | 'ś' | 'ş' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ğ' => 'g',
        'ł' => 'l',
        'ř' => 'r',
        'ť' => 't',
        'ď' | 'đ' => 'd',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_diacritics_fold() {
        for (c, folded) in [('É', 'e'), ('ñ', 'n'), ('Ё', 'е'), ('Ａ', 'a'), ('Z', 'z'), ('ß', 'ß')] {
            assert_eq!(class(c), Class::Letter(folded), "{c}");
        }
        assert_eq!(class('７'), Class::Digit(7));
        assert_eq!(class('漏'), Class::Single('漏'));
        assert_eq!(class('✅'), Class::Single('✅'));
        assert_eq!(class('’'), Class::Joint);
        assert_eq!(class(','), Class::Stop);
    }
}
