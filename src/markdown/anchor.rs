//! The anchors that GitHub gives to headings.

use std::collections::BTreeMap;

/// Gives each heading its anchor, in document order; a repeated one gets a number.
#[derive(Debug, Default)]
pub struct Slugger {
    seen: BTreeMap<String, u32>,
}

impl Slugger {
    /// The anchor of the next heading, from its text.
    pub fn next(&mut self, heading: &str) -> String {
        let slug = slug(heading);
        if let Some(repeated) = self.seen.get_mut(&slug) {
            *repeated += 1;
            return format!("{slug}-{repeated}");
        }
        self.seen.insert(slug.clone(), 0);
        slug
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
        let mut slugger = Slugger::default();
        let anchors: Vec<_> = ["Scope", "scope", "Scope!"].into_iter().map(|heading| slugger.next(heading)).collect();
        assert_eq!(anchors, ["scope", "scope-1", "scope-2"]);
    }
}
