//! Markdown as text for a terminal: the marks stay, and colour tells what they mean.

use owo_colors::OwoColorize as _;

/// Styles headings, code and emphasis; without `color` the text stays as it is.
pub(crate) fn styled(text: &str, color: bool) -> String {
    if !color {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut fence = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
            out.push_str(&line.dimmed().to_string());
        } else if fence {
            out.push_str(&line.cyan().to_string());
        } else if line.starts_with('#') {
            out.push_str(&line.bold().to_string());
        } else {
            code_spans(line, &mut out);
        }
        out.push('\n');
    }
    out
}

fn code_spans(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some((before, code, after)) = next_code(rest) {
        out.push_str(before);
        out.push_str(&code.cyan().to_string());
        rest = after;
    }
    out.push_str(rest);
}

/// The text before the next code span, the span with its marks, and the text behind it.
fn next_code(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('`')?;
    let end = start + 1 + text[start + 1..].find('`')? + 1;
    Some((&text[..start], &text[start..end], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_the_text_is_untouched() {
        let text = "# T\n\nsome `code`\n";
        assert_eq!(styled(text, false), text);
    }

    #[test]
    fn headings_and_code_are_told_apart() {
        let styled = styled("# T\nsome `code` and ` more\n```\nx\n```\n", true);
        assert!(
            styled.starts_with("\u{1b}[1m# T\u{1b}[0m\nsome \u{1b}[36m`code`\u{1b}[39m and ` more\n"),
            "{styled:?}"
        );
    }
}
