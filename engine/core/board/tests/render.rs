//! What people and spreadsheets see.

use super::super::render::{csv, html, svg, text};
use super::*;
use crate::source::Lang;
use proptest::prelude::*;

const LEDGER: &str = "
title: { zh: 重点任务晒账榜, en: Ledger of key tasks }
text: { zh: 每月公布一次。, en: Published once a month. }
basis: 《重点任务督办办法（试行）》第8条
group_by: { level: community, title: { zh: 社区, en: community } }
columns:
  n: { title: { zh: 任务数, en: tasks }, give: count }
  done: { title: { zh: 办结率, en: done }, give: share, where: ended, percent: true, places: 1 }
  late: { title: { zh: 超期, en: late }, give: count, where: '!ended && due_at <= now()' }
  matters: { title: { zh: 事项, en: matters }, give: list, value: matter }
score: { value: '100 * done - 5 * late', places: 2 }
rank: { by: score, ties: [{ by: n }], minimum: 1, peers: { attribute: class, title: { zh: 小区类型, en: class } } }
lights:
  - { colour: red, icon: '▲', word: { zh: 挂红灯, en: red light }, when: 'late >= params.red', basis: 第12条 }
  - { colour: yellow, icon: '◆', word: { zh: 挂黄牌, en: yellow card }, when: 'late > 0' }
  - { colour: blue, icon: '●', word: { zh: 贴蓝签, en: blue tag } }
movement: true
";

fn rows() -> Vec<Row> {
    let mut rows = vec![
        case(1, "c1", r#"{ "matter": "电梯加装" }"#),
        case(2, "c1", r#"{ "matter": "停车<位>" }"#),
        case(3, "c2", r#"{ "matter": "=SUM(A1:A9)" }"#),
        case(4, "c3", r#"{ "matter": "屋面 & \"漏水\"" }"#),
        case(5, "c3", r#"{ "matter": "化粪池" }"#),
        case(6, "c3", r#"{ "matter": "路灯" }"#),
        case(7, "c9", "{}"),
    ];
    rows[0].ended = true;
    rows[3].ended = true;
    for late in [1, 4, 5] {
        rows[late].due_at = Some(at("2026-09-20T00:00"));
    }
    rows
}

fn snapshot() -> Snapshot {
    let board = board(LEDGER);
    let august = Occasion { read_at: at("2026-08-31T09:00"), ..occasion() };
    let before = board.publish(&rows()[..4], &august).unwrap();
    let previous = Previous { id: "ledger-2026-08", snapshot: &before };
    let due_at = Some(at("2026-09-30T08:30"));
    let corrects = Some("ledger-2026-09".to_owned());
    board.publish(&rows(), &Occasion { previous: Some(previous), due_at, corrects, ..occasion() }).unwrap()
}

#[test]
fn forms_of_a_ledger() {
    let snapshot = snapshot();
    for (lang, tag) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        insta::assert_snapshot!(format!("text_{tag}"), text(&snapshot, lang));
        insta::assert_snapshot!(format!("csv_{tag}"), csv(&snapshot, lang).replace('\r', "␍"));
        insta::assert_snapshot!(format!("html_{tag}"), html(&snapshot, lang));
    }
    insta::assert_snapshot!("svg_zh", svg(&snapshot, Lang::Zh));
    insta::assert_json_snapshot!("json", snapshot);
}

/// The width of a line in a terminal.
#[test]
fn lines_of_the_table_are_equally_wide() {
    let shown = text(&snapshot(), Lang::Zh);
    let lines: Vec<&str> = shown.lines().collect();
    let rules: Vec<&&str> = lines.iter().filter(|line| line.starts_with(['┌', '╞', '└', '│'])).collect();
    let width = unicode_width::UnicodeWidthStr::width(*rules[0]);
    assert!(rules.iter().all(|rule| unicode_width::UnicodeWidthStr::width(**rule) == width));
    // The last column of each row begins under its head, however wide what stands before is.
    let column = |line: &str, word: &str| {
        line.split_once(word).map(|(before, _)| unicode_width::UnicodeWidthStr::width(before))
    };
    let head = lines.iter().find_map(|line| column(line, "名次变化")).unwrap();
    assert!(lines.iter().filter(|line| line.contains("持平") || line.contains('↑')).all(|line| {
        let at = column(line, "持平").or_else(|| column(line, "↑")).unwrap();
        at == head
    }));
}

/// Whether markup is well formed: tags nest, attributes are quoted, `&` begins an entity.
fn well_formed(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((words, behind)) = rest.split_once('<') {
        for entity in words.split('&').skip(1) {
            assert!(
                ["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|known| entity.starts_with(known)),
                "{entity}"
            );
        }
        let (tag, after) = behind.split_once('>').expect("a tag ends");
        assert!(!tag.contains('<') && tag.matches('"').count() % 2 == 0, "{tag}");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.starts_with(['?', '!']) && !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert_eq!(open, [""; 0]);
}

#[test]
fn markup_stands_alone_and_is_well_formed() {
    let mut snapshot = snapshot();
    for evil in ["</text><script>alert(1)</script>", "\" onload=\"x", "a\u{0}b&c", "]]>", "<!--"] {
        snapshot.rows[0].title = evil.into();
        snapshot.title = evil.into();
        snapshot.legend[0].icon = evil.to_owned();
        for shown in [html(&snapshot, Lang::Zh), svg(&snapshot, Lang::Zh)] {
            well_formed(&shown);
            for foreign in ["<script", "src=", "href=", "url(", "@import", " onload=\"", "\u{0}"] {
                assert!(!shown.contains(foreign), "{foreign}: {shown}");
            }
        }
    }
}

#[test]
fn a_light_is_never_told_by_colour_alone() {
    let snapshot = snapshot();
    for shown in [text(&snapshot, Lang::Zh), html(&snapshot, Lang::Zh), svg(&snapshot, Lang::Zh)] {
        for told in ["▲ 挂红灯（红，第12条）", "◆ 挂黄牌（黄）", "● 贴蓝签（蓝）"]
        {
            assert!(shown.contains(told), "{told}: {shown}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn csv_reads_back_and_holds_no_formula(names in prop::collection::vec("(=|-|@|\t|\r|＝| +\\+|[a-z中,\"\n;' ]){0,6}", 1..5)) {
        let board = board("columns: { matter: { value: matter }, n: { value: people } }");
        let rows: Vec<Row> = (1u32..).zip(&names).map(|(n, name)| {
            case(n, "c1", &serde_json::json!({ "matter": name, "people": -3 }).to_string())
        }).collect();
        let shown = csv(&publish(&board, &rows), Lang::Zh);
        prop_assert_eq!(shown.chars().next(), Some('\u{feff}'));
        let mut reader = ::csv::ReaderBuilder::new().from_reader(shown.as_bytes());
        prop_assert_eq!(reader.headers().unwrap(), vec!["matter", "n"]);
        let read: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), names.len());
        for (record, name) in read.iter().zip(&names) {
            prop_assert!(!record[0].trim_start().starts_with(['=', '+', '-', '@', '＝']) && !record[0].starts_with(['\t', '\r', '\n']));
            let back = if record[0] == **name { &record[0] } else { record[0].strip_prefix('\'').unwrap() };
            prop_assert_eq!(back, name);
            prop_assert_eq!(&record[1], "-3");
        }
    }
}
