//! Which language a section is written in, by script and stop words.

use super::vocabulary::{Language, Tables, Token, TokenKind};
use crate::markdown::Document;

use Language as L;

/// The fewest words that tell the language of a section; a shorter one has that of the document.
const FEWEST_WORDS: u32 = 12;

/// The least share of stop words, in per cent, of a text in a language that is read.
const LEAST_SHARE: u32 = 8;

/// The fewest Chinese characters of a section that is Chinese in a Japanese document.
const MOST_TERSE: u32 = 60;

/// Counts of what tells the language.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    words: u32,
    cyrillic: u32,
    han: u32,
    kana: u32,
    hangul: u32,
    stopwords: [u32; Language::ALL.len()],
}

impl Counts {
    /// Counts a token; `text` is the whole text where some of it is not ASCII.
    fn add(&mut self, token: &Token, text: Option<&str>, tables: &Tables) {
        if token.kind != TokenKind::Word {
            return;
        }
        self.words += 1;
        let mut languages = tables.stopword_languages(token);
        while languages != 0 {
            self.stopwords[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
        match text.and_then(|text| text[token.text.start as usize..].chars().next()) {
            Some('\u{400}'..='\u{52f}') => self.cyrillic += 1,
            Some('\u{3040}'..='\u{30ff}') => self.kana += 1,
            Some('\u{ac00}'..='\u{d7af}') => self.hangul += 1,
            Some('\u{3400}'..='\u{9fff}') => self.han += 1,
            _ => {}
        }
    }

    fn merge(&mut self, other: &Self) {
        self.words += other.words;
        self.cyrillic += other.cyrillic;
        self.han += other.han;
        self.kana += other.kana;
        self.hangul += other.hangul;
        self.stopwords.iter_mut().zip(other.stopwords).for_each(|(all, some)| *all += some);
    }

    /// Whether a short text may as well be in `other`, by its stop words.
    fn is_near_tie(&self, language: Language, other: Language) -> bool {
        let stopwords = |language: Language| self.stopwords[language as usize];
        self.words < FEWEST_WORDS * 3 && stopwords(other) > 0 && stopwords(other) + 1 >= stopwords(language)
    }

    /// The language, where the counts tell one.
    fn language(&self) -> Option<Language> {
        let most = |count: u32| count * 10 > self.words * 3;
        let stopwords = |language: Language| self.stopwords[language as usize];
        if self.words < FEWEST_WORDS {
            return None;
        }
        if most(self.hangul) {
            return Some(L::Korean);
        }
        if most(self.kana + self.han) && self.kana * 10 > self.han {
            return Some(L::Japanese);
        }
        if most(self.han) {
            let is_traditional = stopwords(L::ChineseTraditional) > stopwords(L::ChineseSimplified);
            if stopwords(L::ChineseTraditional) + stopwords(L::ChineseSimplified) == 0 {
                return None;
            }
            return Some(if is_traditional { L::ChineseTraditional } else { L::ChineseSimplified });
        }
        if most(self.cyrillic) {
            return Some(if stopwords(L::Russian) >= stopwords(L::Other) { L::Russian } else { L::Other });
        }
        // Of equals the first, which is English.
        let best =
            Language::ALL.iter().copied().max_by_key(|&language| (stopwords(language), std::cmp::Reverse(language)))?;
        let is_plain = stopwords(best) * 100 >= self.words * LEAST_SHARE;
        if is_plain { Some(best) } else { None }
    }
}

/// The language of the document, and of each section.
pub(super) fn read_languages(
    document: &Document<'_>,
    tokens: &[Token],
    clauses: &[(u32, u32)],
    tables: &Tables,
) -> (Language, Vec<Language>) {
    let text = Some(document.text.as_str()).filter(|text| !text.is_ascii());
    let mut counts = vec![Counts::default(); document.sections.len()];
    for (clause, &(start, end)) in document.clauses.iter().zip(clauses) {
        let section = document.block(clause.block).section.0 as usize;
        tokens[start as usize..end as usize].iter().for_each(|token| counts[section].add(token, text, tables));
    }
    let mut all = Counts::default();
    for section in &counts {
        all.merge(section);
    }
    // A few words in a script that is read, or none at all, are taken for English.
    let whole = all.language().unwrap_or_else(|| match all.words {
        _ if all.han * 10 > all.words * 3 => L::ChineseSimplified,
        words if words < FEWEST_WORDS * 3 => short_language(&all),
        _ => L::Other,
    });
    let sections = counts.iter().map(|counts| match counts.language() {
        // A near tie in a short section goes to the language of the document.
        Some(language) if language != whole && counts.is_near_tie(language, whole) => whole,
        // A list without kana in a Japanese document is Japanese.
        Some(L::ChineseSimplified | L::ChineseTraditional) if whole == L::Japanese && counts.han < MOST_TERSE => whole,
        language => language.unwrap_or(whole),
    });
    let sections = sections.collect();
    (whole, sections)
}

/// The language of a very short document.
fn short_language(counts: &Counts) -> Language {
    // One stop word is too little where the script says nothing: many languages share it.
    let has_script = counts.cyrillic + counts.han + counts.kana + counts.hangul > 0;
    if !has_script && counts.stopwords.iter().all(|&count| count < 2) {
        return L::English;
    }
    let enlarged = Counts { words: counts.words.max(FEWEST_WORDS), ..*counts };
    enlarged.language().unwrap_or(L::English)
}

#[cfg(test)]
mod tests {
    use crate::markdown::Document;
    use crate::policy::Policy;
    use crate::source::Source;

    fn language(text: &str) -> &'static str {
        let source = Source::new("t.md", text);
        let document = Document::parse(&source);
        Policy::read(&document).language.tag()
    }

    #[test]
    fn the_language_is_told_by_script_and_stop_words() {
        for (text, tag) in [
            ("Please report vulnerabilities to the address below, and we will answer within a week.", "en"),
            ("请不要在公开的议题中报告安全漏洞。请发送邮件给我们，我们会在三天内回复。", "zh-Hans"),
            ("請不要在公開的議題中回報安全漏洞。請寄信給我們，我們會在三天內回覆。", "zh-Hant"),
            ("脆弱性を公開のイシューで報告しないでください。メールでお知らせください。", "ja"),
            ("공개 이슈에 취약점을 올리지 마세요. 이메일로 알려 주시면 사흘 안에 답변드립니다.", "ko"),
            ("Мы просим вас не сообщать об уязвимостях в публичных задачах, а написать нам на почту.", "ru"),
            ("Mail.", "en"),
            ("", "en"),
        ] {
            assert_eq!(language(text), tag, "{text}");
        }
    }
}
