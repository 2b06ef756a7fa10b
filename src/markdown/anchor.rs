//! The anchors that GitHub gives to headings.

use super::HeadingId;

/// The headings of a document by their anchors.
#[derive(Debug)]
pub struct Anchors(Vec<(String, HeadingId)>);

impl Anchors {
    /// The anchors of headings, in document order, from their texts; a repeated one gets a number.
    pub(super) fn new<'t>(headings: impl Iterator<Item = (HeadingId, &'t str)>) -> Self {
        let mut anchors: Vec<_> = headings.map(|(id, text)| (slug(text), id)).collect();
        anchors.sort_unstable();
        let mut first = 0;
        let mut has_repeated = false;
        for at in 1..anchors.len() {
            if anchors[at].0 == anchors[first].0 {
                has_repeated = true;
                let number = format!("-{}", at - first);
                anchors[at].0.push_str(&number);
            } else {
                first = at;
            }
        }
        if has_repeated {
            anchors.sort_unstable();
        }
        Self(anchors)
    }

    /// The heading that has an anchor, with that anchor.
    pub fn get(&self, anchor: &str) -> Option<(&str, HeadingId)> {
        let index = self.0.binary_search_by_key(&anchor, |(anchor, _)| anchor).ok()?;
        let (anchor, id) = &self.0[index];
        Some((anchor, *id))
    }

    /// Every anchor with its heading.
    pub fn iter(&self) -> impl Iterator<Item = (&str, HeadingId)> {
        self.0.iter().map(|(anchor, id)| (anchor.as_str(), *id))
    }
}

/// The anchor of a heading text, without a number: lower-case, letters, digits, marks, `-` and
/// `_` kept, a space made `-`, everything else dropped.
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            ' ' | '\n' => slug.push('-'),
            '-' | '_' => slug.push(c),
            _ if c.is_alphanumeric() || is_mark(c) => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// Combining marks, which GitHub keeps: the common blocks, and the variation selectors that an
/// emoji leaves behind.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20f0}' | '\u{3099}' | '\u{309a}'
        | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        for (heading, anchor) in [
            ("Reporting a Vulnerability", "reporting-a-vulnerability"),
            ("Supported `widget` versions", "supported-widget-versions"),
            ("What's in scope?", "whats-in-scope"),
            ("🔒 Security", "-security"),
            ("⚠️ Scope", "\u{fe0f}-scope"),
            (":lock: Security", "lock-security"),
            ("A & B", "a--b"),
            ("snake_case-and-more", "snake_case-and-more"),
            ("Политика безопасности", "политика-безопасности"),
            ("报告漏洞 / Reporting", "报告漏洞--reporting"),
            ("1. Scope", "1-scope"),
        ] {
            assert_eq!(slug(&heading.replace('`', "")), anchor);
        }
    }

    #[test]
    fn repeated_anchors_are_numbered() {
        let headings = ["Scope", "Help", "scope", "Scope!", "Scope 1"];
        let anchors = Anchors::new((0..).map(HeadingId).zip(headings));
        let anchors: Vec<_> = anchors.iter().map(|(anchor, id)| (anchor, id.0)).collect();
        assert_eq!(anchors, [("help", 1), ("scope", 0), ("scope-1", 2), ("scope-1", 4), ("scope-2", 3)]);
    }
}
