//! Expressions, one by one and as the table in `fixtures/version-expressions.txt` has them.

use super::*;
use crate::markdown::Document;
use crate::policy::{Policy, Relation, Version};
use crate::repository::Release;
use crate::source::Source;

fn rows(text: &str) -> Vec<Versions> {
    let source = Source::new("SECURITY.md", text);
    let document = Document::parse(&source);
    let policy = Policy::read(&document);
    policy.version_tables.iter().flat_map(|table| &table.rows).map(|row| row.versions.clone()).collect()
}

fn read(version: &str) -> Versions {
    let text = format!("## Supported versions\n\n| Version | Supported |\n| --- | --- |\n| {version} | yes |\n");
    rows(&text).remove(0)
}

fn shown(versions: &Versions) -> String {
    let number = |version: Version| {
        let length = version.iter().rposition(|&number| number > 0).map_or(1, |last| last + 1);
        version[..length].iter().map(ToString::to_string).collect::<Vec<_>>().join(".")
    };
    match versions {
        Versions::Ranges(ranges) => {
            let range =
                |range: &VersionRange| format!("{}..{}", number(range.from), range.to.map(number).unwrap_or_default());
            ranges.iter().map(range).collect::<Vec<_>>().join(" ")
        }
        other => format!("{other:?}").to_lowercase(),
    }
}

#[test]
fn expressions_are_ranges() {
    for (text, expected) in [
        ("1.2.3", "1.2.3..1.2.4"),
        ("v1.2", "1.2..1.3"),
        ("1.2.x", "1.2..1.3"),
        ("1.X.X", "1..2"),
        ("`1.*`", "1..2"),
        ("< 2.0", "0..2"),
        ("<= 2.x.x", "0..3"),
        ("≥ 1.4", "1.4.."),
        ("> 1.0", "1.1.."),
        ("^1.2", "1.2..2"),
        ("^0.3.1", "0.3.1..0.4"),
        ("~> 1.2.3", "1.2.3..1.3"),
        ("~1.2", "1.2..1.3"),
        ("1.2 - 1.4", "1.2..1.5"),
        ("1.2–1.4", "1.2..1.5"),
        ("1.2 to 1.4", "1.2..1.5"),
        (">= 1.2, < 2.0", "1.2..2"),
        ("1.2+", "1.2.."),
        ("1.2 and later", "1.2.."),
        ("1.2 or newer versions", "1.2.."),
        ("1.2 and older", "0..1.3"),
        ("before 1.2", "0..1.2"),
        ("Versions prior to 1.2", "0..1.2"),
        ("up to 1.2", "0..1.3"),
        ("1.2, 1.4 / 1.6", "1.2..1.3 1.4..1.5 1.6..1.7"),
        ("1.2 and 1.3", "1.2..1.4"),
        ("2024.1", "2024.1..2024.2"),
        ("Version 3.x (LTS)", "3..4"),
        ("**4.0** LTS", "4..4.1"),
    ] {
        assert_eq!(shown(&read(text)), expected, "{text}");
    }
}

#[test]
fn words_are_places_and_the_rest() {
    for (text, expected) in [
        ("latest", "latest"),
        ("latest release", "latest"),
        ("main", "branch"),
        ("others", "rest"),
        ("all other versions", "rest"),
        ("older", "rest"),
        ("everything else", "rest"),
        ("\\*", "rest"),
        ("R2024b", "opaque"),
        ("1.0-preview", "opaque"),
        ("widget-core 1.0", "opaque"),
        ("1.2 - ", "opaque"),
        ("Jammy", "opaque"),
        ("2.latest", "opaque"),
        ("99999999999", "opaque"),
    ] {
        assert_eq!(shown(&read(text)), expected, "{text}");
    }
}

#[test]
fn sets_are_compared() {
    use Relation as R;
    for (one, other, expected) in [
        ("2.x", "1.x", R::Apart),
        ("< 2.0", ">= 2.0", R::Apart),
        ("> 1.0", "1.0.x", R::Apart),
        ("1.2", "1.2.x", R::Same),
        ("1.0", "1.0.0 - 1.0.x", R::Same),
        ("6.2.x", "< 7.2", R::Inside),
        ("<= 3.5", "<= 2.x.x", R::Around),
        ("1.x", "< 1.5", R::Partial),
    ] {
        assert_eq!(read(one).relation(&read(other)), Some(expected), "{one}, {other}");
    }
    assert_eq!(read("latest").relation(&read("1.x")), None);
}

#[test]
fn words_of_other_languages_bound_versions_too() {
    let japanese = "## サポート対象のバージョン\n\n次のバージョンにセキュリティ修正を提供します。\n\n\
                    | バージョン | サポート |\n| --- | --- |\n| 1.2 以降 | はい |\n| 1.0 未満 | いいえ |\n\
                    | その他 | いいえ |\n";
    let german = "## Unterstützte Versionen\n\nDiese Versionen erhalten Sicherheitsupdates, alle anderen nicht.\n\n\
                  | Version | Unterstützt |\n| --- | --- |\n| 1.2 und neuer | ja |\n| älter als 1.0 | nein |\n\
                  | alle anderen | nein |\n";
    for text in [japanese, german] {
        let shown: Vec<String> = rows(text).iter().map(shown).collect();
        assert_eq!(shown, ["1.2..", "0..1", "rest"], "{text}");
    }
}

/// What an expression is read as in a document of a language: heading, sentence, header, status.
fn read_in(language: &str, expression: &str) -> Option<Versions> {
    let (heading, sentence, header, yes) = match language {
        "de" => (
            "Unterstützte Versionen",
            "Diese Versionen erhalten von uns Sicherheitsupdates.",
            "Version | Unterstützt",
            "ja",
        ),
        "fr" => (
            "Versions prises en charge",
            "Ces versions reçoivent des correctifs de sécurité.",
            "Version | Prise en charge",
            "oui",
        ),
        "es" => (
            "Versiones compatibles",
            "Las siguientes versiones del proyecto reciben actualizaciones de seguridad y son mantenidas por el equipo.",
            "Versión | Compatible",
            "sí",
        ),
        "pt" => (
            "Versões suportadas",
            "As seguintes versões do projeto recebem atualizações de segurança e são mantidas pela equipe.",
            "Versão | Suportada",
            "sim",
        ),
        "ru" => ("Поддерживаемые версии", "Эти версии получают исправления безопасности.", "Версия | Поддержка", "да"),
        "ja" => (
            "サポート対象のバージョン",
            "次のバージョンにセキュリティ修正を提供します。",
            "バージョン | サポート",
            "はい",
        ),
        "ko" => ("지원되는 버전", "다음 버전에 보안 업데이트를 제공합니다.", "버전 | 지원", "예"),
        "zh-Hans" => ("支持的版本", "以下版本会收到安全更新。", "版本 | 支持", "是"),
        "zh-Hant" => ("支援的版本", "以下版本會收到安全更新。", "版本 | 支援", "是"),
        _ => ("Supported versions", "These versions receive security updates.", "Version | Supported", "yes"),
    };
    let text = format!("## {heading}\n\n{sentence}\n\n| {header} |\n| --- | --- |\n| {expression} | {yes} |\n");
    rows(&text).pop()
}

/// The rows of `fixtures/version-expressions.txt`, each with its line.
fn expressions() -> Vec<(String, [String; 4])> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/version-expressions.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let columns = |line: &str| -> Vec<String> {
        line.split("  ").map(str::trim).filter(|column| !column.is_empty()).map(str::to_owned).collect()
    };
    lines.map(|line| (line.to_owned(), columns(line).try_into().expect("four columns"))).collect()
}

#[test]
fn the_table_of_expressions_holds() {
    let expressions = expressions();
    let mut wrong = Vec::new();
    for (line, [expression, ecosystem, release, verdict]) in &expressions {
        let Some(versions) = read_in(ecosystem, expression) else {
            wrong.push(format!("{line}: no table"));
            continue;
        };
        let found = match (&versions, Release::parse(release)) {
            (Versions::Ranges(_), Some(release)) if versions.hold(release.numbers) => "covered",
            (Versions::Ranges(_), Some(_)) => "outside",
            (Versions::Ranges(_), None) => "numbers",
            (Versions::Latest, _) => "latest",
            (Versions::Branch, _) => "branch",
            (Versions::Rest, _) => "rest",
            (Versions::Opaque, _) => "unread",
        };
        if found != verdict {
            wrong.push(format!("{line}: {found}, {}", shown(&versions)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(expressions.len() > 300, "{}", expressions.len());
}

#[test]
fn cargo_itself_says_what_the_table_says() {
    let mut compared = 0;
    for (line, [expression, ecosystem, release, verdict]) in expressions() {
        // A bare number is a caret to Cargo, and a series to people.
        let is_requirement = ecosystem == "cargo" && !expression.starts_with(|c: char| c.is_ascii_digit());
        let requirement = semver::VersionReq::parse(&expression).ok().filter(|_| is_requirement);
        if let (Some(requirement), Ok(release)) = (requirement, semver::Version::parse(&release)) {
            assert_eq!(requirement.matches(&release), verdict == "covered", "{line}");
            compared += 1;
        }
    }
    assert!(compared >= 30, "{compared}");
}
