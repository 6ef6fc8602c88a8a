//! Why a line stands where it does.

use super::*;
use crate::source::Lang;

const RULES: &str = "group_by: { level: community }\ncolumns:\n  n: { give: count, title: { zh: 件数, en: cases } }\n  x: { give: sum, value: score, title: { zh: 得分, en: points } }\nlights:\n  - { colour: red, icon: '▲', word: { zh: 偏低, en: low }, when: x < params.red && n > 1 }\n  - { colour: green, icon: '●', word: { zh: 良好, en: good } }\n";

fn rows() -> Vec<Row> {
    let scores = [("c1", "5"), ("c2", "5"), ("c3", "0.5"), ("c3", "1"), ("c4", "9")];
    let one =
        |(n, (unit, score)): (u32, &(&str, &str))| case(n, unit, &format!(r#"{{ "score": "{score}" }}"#));
    (1u32..).zip(&scores).map(one).collect()
}

#[test]
fn a_rank_names_who_shares_it_and_a_light_what_it_saw() {
    let board = board(&format!("{RULES}rank: {{ by: x }}"));
    let snapshot = publish(&board, &rows());
    let why = |key: &str, lang: Lang| board.why(&snapshot, key, lang).unwrap();
    assert_eq!(
        why("c1", Lang::Zh),
        [
            "第 2 名，共 4 个参加排名：得分 5；排在前面的有 1 个（得分更高，或相同而后项占先）；并列：二社区",
            "● 良好：其余的灯都不适用"
        ]
    );
    assert_eq!(
        why("c3", Lang::En),
        [
            "rank 4 of 4: points 1.50; 3 come before it (points higher, or equal and ahead in what decides next)",
            "▲ low: x < params.red && n > 1 holds (n = 2, params.red = 2, x = 1.50)",
        ]
    );
    assert_eq!(board.why(&snapshot, "c9", Lang::Zh), None);
}

#[test]
fn a_line_without_a_rank_says_why() {
    let board = board(&format!("{RULES}rank: {{ by: x, minimum: 2, peers: {{ attribute: class }} }}"));
    let snapshot = publish(&board, &rows());
    let why = |key: &str| board.why(&snapshot, key, Lang::Zh).unwrap().remove(0);
    assert_eq!(why("c1"), "不排名：只有 1 件，不足 2 件");
    assert!(why("c3").starts_with("第 1 名，共 1 个参加排名"), "{}", why("c3"));
}

#[test]
fn of_a_cut_board_the_number_of_others_is_not_told() {
    let board = board(&format!("{RULES}rank: {{ by: x, top: 1 }}"));
    let why = board.why(&publish(&board, &rows()), "c4", Lang::En).unwrap().remove(0);
    assert!(why.starts_with("rank 1: points 9"), "{why}");
}

#[test]
fn a_light_of_other_rules_is_not_explained() {
    let snapshot = publish(&board(&format!("{RULES}rank: {{ by: x }}")), &rows());
    let changed = board(&format!("{RULES}rank: {{ by: n }}"));
    let why = changed.why(&snapshot, "c4", Lang::Zh).unwrap();
    assert!(why[0].contains("得分 9") && why[1].contains("规则在这次公布之后改过"), "{why:?}");
}
