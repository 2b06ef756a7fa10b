//! See [`RULE`].

use jiff::Span as Length;
use jiff::civil::Date;

use super::questions::quote;
use super::rule::rule;
use super::{Context, Findings, OptionSpec};
use crate::diagnostic::{Edit, Finding, Fix, Severity};
use crate::policy::{LastDay, Status, SupportedUntil, Version, VersionRow, VersionTable, Versions};
use crate::source::Span;

const NOTICE: OptionSpec =
    OptionSpec::count("notice", 0, "How many days before it the end of a version's support is pointed out.");

rule! {
    /// A version is said to be supported although its support has ended.
    ///
    /// ## Why it matters
    ///
    /// A date passes without anybody editing the text. Users who trust it run a version that gets
    /// no more fixes.
    ///
    /// A month, a quarter or a year lasts to its last day, and of a date that can be read two ways
    /// the later one counts. Of several columns with dates the latest one does. A version that is
    /// marked as unsupported long before its date is pointed out as well.
    ///
    /// ## Example
    ///
    /// ```markdown,fix
    /// # Security policy
    ///
    /// | Version | Supported | Until      |
    /// | ------- | --------- | ---------- |
    /// | 2.x     | yes       | 2027-12-31 |
    /// | 1.x     | yes       | 2024-12-31 |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Version 1.x is supported until June 2025, and version 2.x until June 2027.
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// | Version | Supported | Until      |
    /// | ------- | --------- | ---------- |
    /// | 2.x     | yes       | 2027-12-31 |
    /// | 1.x     | no        | 2024-12-31 |
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ```markdown
    /// # Security policy
    ///
    /// Version 2.x is supported until June 2027. Older versions get no fixes.
    ///
    /// Report vulnerabilities to <security@widget.example>.
    /// ```
    ///
    /// ## Fix safety
    ///
    /// The status is set to what the table says of other versions without fixes, or to the opposite
    /// of what is there. Look whether it is not the date that is wrong.
    ///
    /// ## Sources
    ///
    /// - OSPS Baseline, OSPS-DO-05.01
    /// - Regulation (EU) 2024/2847 (Cyber Resilience Act), Article 13 (19)
    group: Versions,
    fix: Unsafe,
    options: [NOTICE],
    since: "0.1.0",
    check: Document(check)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some(today) = context.today() else { return };
    for table in &context.policy.version_tables {
        let statuses = Statuses::of(table);
        for row in &table.rows {
            let Some(end) = row.end else { continue };
            let finding = match row.status {
                Status::Yes | Status::Limited if end.last < today => Some(ended(context, &statuses, row, end)),
                Status::Yes | Status::Limited if is_near(context, end, today) => Some(near(end)),
                Status::No if end.first > today && row.is_plain && statuses.has_newer(row) => Some(early(row, end)),
                _ => None,
            };
            if let Some(finding) = finding {
                findings.push(finding);
            }
        }
    }
    for until in context.policy.supported_until() {
        if until.day.last < today {
            findings.push(spoken_of(&until));
        } else if is_near(context, until.day, today) {
            findings.push(near(until.day));
        }
    }
}

/// Whether support ends within the days of notice.
fn is_near(context: &Context<'_>, end: LastDay, today: Date) -> bool {
    const MOST: u32 = 36_500;
    let notice = context.count(&RULE, &NOTICE).min(MOST);
    notice > 0 && end.last <= today.saturating_add(Length::new().days(i64::from(notice)))
}

/// What a table says of its versions, taken together.
struct Statuses<'t> {
    /// Whether the latest release is supported, whatever its number.
    has_latest: bool,
    /// Where the newest supported versions begin.
    newest: Option<Version>,
    /// A row that is marked as unsupported, and no more.
    unsupported: Option<&'t VersionRow>,
}

impl<'t> Statuses<'t> {
    fn of(table: &'t VersionTable) -> Self {
        let supported = || table.rows.iter().filter(|row| matches!(row.status, Status::Yes | Status::Limited));
        let is_plain_no = |row: &&VersionRow| row.status == Status::No && row.is_plain && !row.status_span.is_empty();
        Self {
            has_latest: supported().any(|row| row.versions == Versions::Latest),
            newest: supported().filter_map(from).max(),
            unsupported: table.rows.iter().find(is_plain_no),
        }
    }

    /// Whether newer versions than those of a row are supported: they may else not be out yet.
    fn has_newer(&self, row: &VersionRow) -> bool {
        self.has_latest || from(row).is_some_and(|own| self.newest.is_some_and(|newest| newest > own))
    }
}

/// Where the versions of a row begin.
fn from(row: &VersionRow) -> Option<Version> {
    row.versions.ranges().first().map(|range| range.from)
}

fn ended(context: &Context<'_>, statuses: &Statuses<'_>, row: &VersionRow, end: LastDay) -> Finding {
    let message = format!("{} is marked as supported, and its support ended on {}", quote(&row.version), end.last);
    let finding =
        Finding::new(row.status_span, message, "mark it as unsupported, or set the date until which it gets fixes");
    if row.status_span.contains(end.span) {
        return finding;
    }
    let fix = unsupported(context, statuses, row).map(|edit| Fix::unsafe_("Mark it as unsupported", vec![edit]));
    finding.also(end.span, "the end of its support").maybe_fix(fix)
}

fn near(end: LastDay) -> Finding {
    let message = format!("support ends on {}", end.last);
    Finding::new(end.span, message, "say what users are to upgrade to, or set a later date").at_most(Severity::Info)
}

fn early(row: &VersionRow, end: LastDay) -> Finding {
    let message =
        format!("{} is marked as unsupported, and its support ends only on {}", quote(&row.version), end.last);
    let finding =
        Finding::new(row.status_span, message, "mark it as supported, or set the date on which support ended");
    finding.also(end.span, "the end of its support").at_most(Severity::Info)
}

fn spoken_of(until: &SupportedUntil) -> Finding {
    let message = format!("this support ended on {}, and the text speaks of it as if it went on", until.day.last);
    Finding::new(until.span, message, "say that these versions get no more fixes, or set a later date")
}

/// Statuses and their opposites, as policies write them.
const OPPOSITES: &[(&str, &str)] = &[
    ("✅", "❌"),
    ("✔️", "❌"),
    ("✔", "✖"),
    (":white_check_mark:", ":x:"),
    (":heavy_check_mark:", ":x:"),
    ("yes", "no"),
    ("Yes", "No"),
    ("YES", "NO"),
    ("true", "false"),
    ("supported", "unsupported"),
    ("Supported", "Unsupported"),
    ("Active", "Ended"),
    ("active", "ended"),
];

/// Puts the table's own word for unsupported into a row, in the width of the old one as far as that goes.
fn unsupported(context: &Context<'_>, statuses: &Statuses<'_>, row: &VersionRow) -> Option<Edit> {
    let shown = |span: Span| context.source().slice(span).trim();
    let old = shown(row.status_span);
    let opposite = || OPPOSITES.iter().find(|(yes, _)| *yes == old).map(|&(_, no)| no);
    let new = statuses.unsupported.map(|other| shown(other.status_span)).or_else(opposite)?;
    let missing = old.chars().count().saturating_sub(new.chars().count());
    Some(Edit::replace(row.status_span, format!("{new}{}", " ".repeat(missing))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::rules::tests::set;
    use crate::rules::{Settings, lint};
    use crate::source::Source;

    fn found(text: &str, options: &[(&str, &str)]) -> Vec<Diagnostic> {
        let mut settings = Settings::none();
        settings.set_severity(&RULE, Some(Severity::Error));
        settings.today = Some(date(2026, 1, 15));
        for (name, value) in options {
            set(&mut settings, &RULE, name, value);
        }
        lint(&Source::new("SECURITY.md", text), &settings).diagnostics
    }

    fn messages(text: &str) -> Vec<String> {
        found(text, &[]).into_iter().map(|found| found.message).collect()
    }

    /// A table of versions, with a newer one that is supported.
    fn table(head: &str, row: &str) -> String {
        let columns = head.matches('|').count();
        let (rule, rest) = ("--- |".repeat(columns), " |".repeat(columns.saturating_sub(2)));
        format!("## Supported versions\n\n| Version | {head}\n| --- |{rule}\n| 9.x | yes |{rest}\n| 1.x | {row}\n")
    }

    #[test]
    fn dates_in_every_form_are_compared_with_today() {
        for cell in [
            "2025-12-31",
            "2025-12",
            "12/2025",
            "2025",
            "Q4 2025",
            "31 December 2025",
            "December 31, 2025",
            "Dec 2025",
            "31.12.2025",
            "12/31/2025",
            "03/04/2025",
            "Until 2025-12-31",
            "2025/12/31",
            "~ December 2025 (planned)",
            "2024-01-01 – 2025-12-31",
        ] {
            let found = messages(&table("Supported | End of life |", &format!("✅ | {cell} |")));
            assert!(found.len() == 1 && found[0].contains("“1.x” is marked as supported"), "{cell}: {found:?}");
        }
    }

    #[test]
    fn what_is_to_come_is_open_or_is_no_date_is_fine() {
        for cell in [
            "2026-01-15",
            "2026-01",
            "2026",
            "Q1 2026",
            "TBD",
            "—",
            "",
            "when 3.0 is out",
            "6 months after 3.0",
            "2025.1",
            "at least 2025-06",
            "02/03/2026",
            "3.0",
            "2025-02-30",
            "2025-06 (extended until 2027-06)",
            "ongoing",
        ] {
            let text = table("Supported | End of life |", &format!("✅ | {cell} |"));
            assert_eq!(messages(&text), [""; 0], "{cell}");
        }
    }

    #[test]
    fn headers_of_other_dates_are_fine() {
        for head in [
            "Released",
            "Release date",
            "Date",
            "End of active support",
            "Active support until",
            "Bug fixes until",
            "Since",
        ] {
            assert_eq!(messages(&table(&format!("Supported | {head} |"), "yes | 2020-01-01 |")), [""; 0], "{head}");
        }
    }

    #[test]
    fn headers_of_the_end_are_known() {
        for head in [
            "EOL",
            "End of Life",
            "End of support",
            "Until",
            "Supported until",
            "Security support until",
            "Support ends",
            "Maintenance ends",
            "Security until",
        ] {
            assert_eq!(messages(&table(&format!("Supported | {head} |"), "yes | 2020-01-01 |")).len(), 1, "{head}");
        }
        for (text, head, row) in [
            (
                "Bitte melden Sie Schwachstellen an uns und nicht öffentlich.",
                "Version | Unterstützt | Unterstützt bis",
                "ja",
            ),
            ("Veuillez signaler les vulnérabilités à notre équipe.", "Version | Prise en charge | Fin de vie", "oui"),
            (
                "Por favor, informe de las vulnerabilidades a nuestro equipo.",
                "Versión | Soporte | Fin de soporte",
                "sí",
            ),
            ("Por favor, relate as vulnerabilidades para a nossa equipe.", "Versão | Suporte | Fim do suporte", "sim"),
            ("Пожалуйста, сообщайте об уязвимостях нашей команде.", "Версия | Поддержка | Окончание поддержки", "да"),
            ("脆弱性は非公開で報告してください。", "バージョン | サポート | サポート終了日", "はい"),
            ("취약점은 비공개로 신고해 주세요.", "버전 | 지원 여부 | 지원 종료일", "예"),
            ("请私下报告漏洞。", "版本 | 支持 | 支持截止", "是"),
            ("請私下回報漏洞。", "版本 | 支援 | 支援截止", "是"),
        ] {
            let text = format!(
                "{text}\n\n| {head} |\n| --- | --- | --- |\n| 9.x | ✅ | 2030-01-01 |\n| 1.x | {row} | 2020-01-01 |\n"
            );
            assert_eq!(messages(&text).len(), 1, "{text}");
        }
    }

    #[test]
    fn the_latest_of_several_ends_counts() {
        let head = "Supported | Active support until | Security support until |";
        assert_eq!(messages(&table(head, "yes | 2024-01-01 | 2027-01-01 |")), [""; 0]);
        assert_eq!(messages(&table(head, "yes | 2024-01-01 | TBD |")), [""; 0]);
        assert_eq!(messages(&table(head, "yes | 2024-01-01 | 2025-01-01 |")).len(), 1);
    }

    #[test]
    fn the_status_may_hold_the_date() {
        for cell in [
            "✅ until 2025-06-30",
            "Yes (until June 2025)",
            "Security fixes only until 2025-06",
            "supported through Q2 2025",
        ] {
            let found = found(&table("Supported |", &format!("{cell} |")), &[]);
            assert!(found.len() == 1 && found[0].fix.is_none(), "{cell}: {found:#?}");
        }
        for cell in [
            "✅ until 2027-06-30",
            "yes, since 2020-01-01",
            "✅ (released 2020-01-01)",
            "yes, at least until 2025-06",
            "no, ended 2020-01-01",
        ] {
            assert_eq!(messages(&table("Supported |", &format!("{cell} |"))), [""; 0], "{cell}");
        }
    }

    #[test]
    fn an_early_end_is_pointed_out() {
        let head = "Supported | End of life |";
        let early = found(&table(head, "no | 2027-06-30 |"), &[]);
        assert_eq!((early.len(), early[0].severity), (1, Severity::Info));
        for row in ["deprecated | 2027-06-30 |", "no | 2025-06-30 |", "not yet released | 2027-06-30 |", "no | TBD |"] {
            assert_eq!(messages(&table(head, row)), [""; 0], "{row}");
        }
        // Not out yet.
        assert_eq!(messages(&table(head, "yes | 2027-06-30 |\n| 10.x | no | 2030-01-01 |")), [""; 0]);
    }

    #[test]
    fn sentences_are_held_against_today() {
        for text in [
            "Version 2.x is supported until 30 June 2025.",
            "2.x receives security fixes until June 2025.",
            "The 2.x series is maintained through 2025-06-30.",
            "We support version 2 until the end of June 2025.",
            "- **2.x**: supported until 2025-06-30",
            "Support for version 2.x ends on 2025-06-30.",
            "Version 2.x wird bis zum 30. Juni 2025 unterstützt.",
            "La version 2.x est prise en charge jusqu'au 30 juin 2025.",
            "La versión 2.x tiene soporte hasta el 30 de junio de 2025.",
            "A versão 2.x tem suporte até 30 de junho de 2025.",
            "Версия 2.x поддерживается до 30 июня 2025.",
            "バージョン 2.x は2025年6月30日までサポートされます。",
            "버전 2.x는 2025년 6월 30일까지 지원됩니다.",
            "版本 2.x 支持至 2025年6月30日。",
        ] {
            let found = messages(&format!("{text}\n"));
            assert!(found.len() == 1 && found[0].contains("ended on 2025-06-30"), "{text}: {found:?}");
        }
    }

    #[test]
    fn other_sentences_are_fine() {
        for text in [
            "Version 2.x is supported until 30 June 2027.",
            "Version 2.x was supported until 30 June 2025.",
            "Version 2.x is no longer supported since June 2025.",
            "Version 2.x is supported until at least June 2025.",
            "Version 2.x is supported until 2025.",
            "Version 2.x reached its end of life on 2025-06-30.",
            "Python 3.8 is supported until October 2024.",
            "Version 2.x is supported until 3.0 is released.",
            "Version 2.x is supported until 2025.1.",
            "Version 2.x is supported from 2020-01-01.",
            "If you run 2.x, it is supported until 2025-06-30.",
            "Please do not disclose anything about version 2.x until 30 June 2025.",
            "Version 2.x wurde bis zum 30. Juni 2025 unterstützt.",
            "La version 2.x était prise en charge jusqu'au 30 juin 2025.",
        ] {
            let found = messages(&format!("# Security\n\n## Supported versions\n\n{text}\n"));
            assert_eq!(found, [""; 0], "{text}");
        }
        for text in [
            "We build on Fedora 41, which is supported until 2025-06-30.",
            "Node.js 18 is maintained until April 2025.",
        ] {
            assert_eq!(messages(&format!("{text}\n")), [""; 0], "{text}");
        }
        assert_eq!(messages("Our bug bounty is supported until 2025-06-30.\n"), [""; 0]);
        assert_eq!(messages("## Python versions\n\nVersion 3.8 is supported until 2024-10-07.\n"), [""; 0]);
    }

    #[test]
    fn an_end_that_is_near_is_told_on_demand() {
        let text = table("Supported | Until |", "yes | 2026-02-01 |");
        assert_eq!(found(&text, &[]), []);
        let near = found(&text, &[("notice", "30")]);
        assert_eq!((near.len(), near[0].severity), (1, Severity::Info));
        assert_eq!(found(&text, &[("notice", "7")]), []);
        let sentence = "Version 2.x is supported until 2026-02-01.\n";
        assert_eq!(found(sentence, &[("notice", "30")]).len(), 1);
    }

    #[test]
    fn the_status_is_written_as_the_table_writes_it() {
        for (row, mended) in [
            ("✅ | 2025-01-01 |", Some("| 1.x | ❌ | 2025-01-01 |")),
            (":white_check_mark: | 2025-01-01 |", Some("| 1.x | :x:                | 2025-01-01 |")),
            ("yes | 2025-01-01 |\n| 0.x | unsupported | 2020-01-01 |", Some("| 1.x | unsupported | 2025-01-01 |")),
            ("security fixes | 2025-01-01 |", None),
        ] {
            let text = table("Supported | Until |", row);
            let fix = found(&text, &[]).remove(0).fix.map(|fix| fix.apply(&text));
            assert_eq!(fix.is_some(), mended.is_some(), "{row}");
            assert!(fix.is_none_or(|text| text.contains(mended.unwrap_or_default())), "{row}");
        }
    }

    #[test]
    fn without_a_day_nothing_is_judged() {
        let mut settings = Settings::none();
        settings.set_severity(&RULE, Some(Severity::Error));
        let text = table("Supported | Until |", "yes | 2020-01-01 |");
        assert_eq!(lint(&Source::new("SECURITY.md", text), &settings).diagnostics, []);
    }
}
