//! Numbers with a unit: "three (3) business days", "48-72 hours", "weekly".

use crate::markdown::{ClauseId, TextRange};
use crate::policy::facts::Unit;
use crate::policy::reading::Reading;
use crate::policy::vocabulary::{Concept, Hit, TokenKind};

use Concept as C;

/// The concepts of units.
pub(in crate::policy) const UNITS: &[Concept] = &[
    C::UnitMinute,
    C::UnitHour,
    C::UnitDay,
    C::UnitBusinessDay,
    C::UnitWeek,
    C::UnitFortnight,
    C::UnitMonth,
    C::UnitQuarter,
    C::UnitYear,
];

/// A number with a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quantity {
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) is_range: bool,
    pub(super) unit: Unit,
    /// Hours in one unit.
    pub(super) hours: u32,
    pub(super) business: bool,
    /// Whether it is a rhythm in one word.
    pub(super) is_rhythm: bool,
    /// Tokens.
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Hours in a unit: a day is 24, a week 168, a month 720, a quarter 2,160, a year 8,760.
fn unit_of(concept: Concept) -> Option<(Unit, u32, bool)> {
    Some(match concept {
        C::UnitMinute => (Unit::Minute, 0, false),
        C::UnitHour => (Unit::Hour, 1, false),
        C::UnitDay => (Unit::Day, 24, false),
        C::UnitBusinessDay => (Unit::Day, 24, true),
        C::UnitWeek => (Unit::Week, 168, false),
        C::UnitFortnight => (Unit::Week, 336, false),
        C::UnitMonth => (Unit::Month, 720, false),
        C::UnitQuarter => (Unit::Quarter, 2_160, false),
        C::UnitYear => (Unit::Year, 8_760, false),
        _ => return None,
    })
}

/// The quantities of a clause: each unit, with the number before it.
pub(super) fn quantities(reading: &Reading<'_>, clause: ClauseId) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    for hit in reading.hits(clause) {
        let Some((unit, hours, one_word)) = unit_of(hit.concept) else { continue };
        if let Some(quantity) = quantity(reading, clause, hit, unit, hours, one_word) {
            if found.iter().all(|old| old.end <= quantity.start) {
                found.push(quantity);
            }
        }
    }
    found
}

fn quantity(
    reading: &Reading<'_>,
    clause: ClauseId,
    unit_hit: &Hit,
    unit: Unit,
    hours: u32,
    one_word: bool,
) -> Option<Quantity> {
    // "Weekly" is a number and a unit in one, and a rhythm.
    let is_rhythm = unit_hit.value > 0 && reading.hits_of(clause, C::Every).any(|every| every.start == unit_hit.start);
    let first = reading.first_token(clause);
    let mut at = unit_hit.start;
    let mut end = unit_hit.end;
    let mut business = one_word;
    // "3 business days", "5 days (business)", "5 jours ouvrés".
    if let Some(hit) = reading.hits_of(clause, C::Business).find(|hit| hit.end == at) {
        at = hit.start;
        business = true;
    }
    if let Some(hit) = reading.hits_of(clause, C::Business).find(|hit| hit.start == end) {
        end = hit.end;
        business = true;
    }
    // "사흘", "半年": a number of units in one word.
    let (high, mut start) = match unit_hit.value {
        0 => number_before(reading, clause, first, at)?,
        count => (u32::from(count), at),
    };
    // "A 0-day" is a vulnerability.
    if high == 0 || is_date(reading, clause, unit_hit, high, start) || is_in_identifier(reading, start, unit_hit) {
        return None;
    }
    // "영업일 기준 3일": behind the number in one language, before it in another.
    if reading.is_cjk(clause) && reading.hits_of(clause, C::Business).any(|hit| hit.end == start) {
        business = true;
    }
    // "three (3) days": the two are one number.
    if let Some((_, same)) = bracketed(reading, clause, first, start) {
        start = same;
    }
    let mut low = high;
    let mut is_range = false;
    if let Some((number, from)) = range_start(reading, clause, first, start) {
        low = number;
        start = from;
        is_range = true;
    }
    // "A few days" is no definite time, nor is "a couple of days or a couple of weeks".
    let is_couple = |hit: &&Hit| {
        hit.end - hit.start > 2 && reading.document.str(reading.hit_text(hit)).to_ascii_lowercase().contains("couple")
    };
    if reading.hits_of(clause, C::Number).filter(is_couple).count() > 1 {
        return None;
    }
    if reading.hits_of(clause, C::Few).any(|hit| hit.start <= start && start < hit.end) {
        return None;
    }
    if low > high {
        low = high;
    }
    // "A day or two": the second number stands behind the unit, and has none of its own.
    let mut high = high;
    if let Some((more, behind)) = number_behind(reading, clause, end).filter(|&(more, _)| more > high && !is_range) {
        high = more;
        end = behind;
        is_range = true;
    }
    Some(Quantity { low, high, is_range, unit, hours, business, is_rhythm, start, end })
}

/// Whether a number and unit are part of a date: "2025年3月14日".
fn is_date(reading: &Reading<'_>, clause: ClauseId, unit: &Hit, count: u32, start: u32) -> bool {
    reading.is_cjk(clause)
        && match unit.concept {
            C::UnitYear => count >= 1_900,
            C::UnitDay => start > reading.first_token(clause) && matches!(reading.word(start - 1), "月" | "월"),
            _ => false,
        }
}

/// Whether a number and unit are characters of an identifier: "4D" of "C0A4D2".
fn is_in_identifier(reading: &Reading<'_>, start: u32, unit: &Hit) -> bool {
    let text = reading.document.text.as_str();
    let from = reading.token(start).text.start as usize;
    let to = reading.token(unit.end - 1).text.end as usize;
    let is_part = |c: char| c.is_ascii_alphanumeric();
    text[..from].ends_with(is_part) || text[to..].starts_with(is_part) || is_in_fingerprint(text, from, to)
}

/// Whether a range is one of the groups of a fingerprint: "4D" of "C0:4D:A2", "542D" of "1176 542D".
fn is_in_fingerprint(text: &str, from: usize, to: usize) -> bool {
    let own = &text[from..to];
    let is_hex = |group: &str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex(own) {
        return false;
    }
    let joints: &[char] = &[' ', ':'];
    let is_other = |c: char| !c.is_ascii_alphanumeric();
    let before = text[..from].trim_end_matches(joints).rsplit(is_other).next().unwrap_or_default();
    let behind = text[to..].trim_start_matches(joints).split(is_other).next().unwrap_or_default();
    [before, behind].into_iter().any(|group| {
        // "7d 14d" is a row of times, and "be 3d" two words.
        let is_time = group.strip_suffix(['d', 'D']).is_some_and(|count| count.bytes().all(|b| b.is_ascii_digit()));
        let is_word = group.bytes().all(|byte| byte.is_ascii_lowercase());
        group.len() == own.len() && is_hex(group) && !is_word && !is_time
    })
}

/// The number that ends before a token, stepping over a closing bracket: value and first token.
fn number_before(reading: &Reading<'_>, clause: ClauseId, first: u32, at: u32) -> Option<(u32, u32)> {
    let mut end = at;
    if end > first && is_stop(reading, end - 1, ")") {
        end -= 1;
    }
    let is_open = |start: u32| start > first && end < at && is_stop(reading, start - 1, "(");
    if end > first {
        if let TokenKind::Number(value) = reading.token(end - 1).kind {
            let start = end - 1;
            return Some((value, if is_open(start) { start - 1 } else { start }));
        }
    }
    let words = reading.hits_of(clause, C::Number).filter(|hit| hit.end == at);
    let word = words.max_by_key(|hit| hit.end - hit.start).map(|hit| (u32::from(hit.value), hit.start));
    let few = reading
        .hits_of(clause, C::Few)
        .filter(|hit| hit.end == at)
        .max_by_key(|hit| hit.end - hit.start)
        .map(|hit| (5, hit.start));
    word.or(few)
}

/// The number behind "or" that a unit before it counts: "or two" of "a day or two".
fn number_behind(reading: &Reading<'_>, clause: ClauseId, at: u32) -> Option<(u32, u32)> {
    let or = reading.hits_of(clause, C::RangeTo).find(|or| or.start == at)?;
    if !reading.document.str(reading.hit_text(or)).eq_ignore_ascii_case("or") {
        return None;
    }
    let number = reading.hits_of(clause, C::Number).find(|number| number.start == or.end)?;
    let next = reading.first_token(clause) + reading.tokens(clause).len() as u32;
    let counts = number.end < next && reading.token(number.end).kind != TokenKind::Stop;
    let is_article = number.value == 1;
    (!counts && !is_article).then_some((u32::from(number.value), number.end))
}

/// The number word before a bracketed number: "three" of "three (3)".
fn bracketed(reading: &Reading<'_>, clause: ClauseId, first: u32, start: u32) -> Option<(u32, u32)> {
    (start > first && is_stop(reading, start, "(")).then(|| number_before(reading, clause, first, start)).flatten()
}

pub(super) fn is_stop(reading: &Reading<'_>, token: u32, text: &str) -> bool {
    let token = reading.token(token);
    token.kind == TokenKind::Stop && reading.document.str(token.text) == text
}

/// Whether a token is a dash between words.
pub(super) fn is_dash(reading: &Reading<'_>, token: u32) -> bool {
    ["-", "–", "—"].into_iter().any(|dash| is_stop(reading, token, dash))
}

/// The first number of a range whose second one starts at `at`.
fn range_start(reading: &Reading<'_>, clause: ClauseId, first: u32, at: u32) -> Option<(u32, u32)> {
    if at == first {
        return None;
    }
    // "48-72": the hyphen joins, so that two numbers are neighbours.
    let previous = reading.token(at - 1);
    if let (TokenKind::Number(value), TokenKind::Number(_)) = (previous.kind, reading.token(at).kind) {
        let gap = reading.document.str(TextRange::new(previous.text.end, reading.token(at).text.start));
        return gap.contains('-').then_some((value, at - 1));
    }
    let is_dash = matches!(reading.document.str(previous.text), "-" | "–" | "—" | "~" | "～" | "/" | "〜");
    let between = if is_dash {
        Some(at - 1)
    } else {
        reading.hits_of(clause, C::RangeTo).find(|hit| hit.end == at).map(|hit| hit.start)
    }?;
    // "Section 9 or 90 days": the number of something else begins no range.
    let is_numbered =
        |number: u32| number > first && NUMBERED.contains(&reading.word(number - 1).to_lowercase().as_str());
    // "one or two weeks", "3 days to 5 days": a unit may stand between.
    let before = reading
        .hits(clause)
        .iter()
        .find(|hit| hit.end == between && unit_of(hit.concept).is_some())
        .map_or(between, |hit| hit.start);
    number_before(reading, clause, first, before).filter(|&(_, start)| !is_numbered(start))
}

/// What has a number that counts nothing.
const NUMBERED: &[&str] = &[
    "section",
    "sections",
    "clause",
    "chapter",
    "article",
    "paragraph",
    "step",
    "item",
    "level",
    "phase",
    "tier",
    "§",
];
