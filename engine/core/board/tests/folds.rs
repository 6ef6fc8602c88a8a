//! Aggregates: exact, over what there is.

use super::*;
use crate::script::Fraction;
use proptest::prelude::*;

/// What one column gives of scores.
fn given(column: &str, scores: &[&str]) -> String {
    let board = board(&format!("group_by: {{ level: district }}\ncolumns: {{ x: {column} }}"));
    let rows: Vec<Row> = (0u32..)
        .zip(scores)
        .map(|(n, score)| {
            let columns =
                if score.is_empty() { "{}".to_owned() } else { format!(r#"{{ "score": "{score}" }}"#) };
            case(n, "c1", &columns)
        })
        .collect();
    values(&publish(&board, &rows), "x").concat()
}

#[test]
fn aggregates_are_exact_and_pass_over_what_is_absent() {
    let scores = ["3", "1", "", "0.1", "0.2"];
    assert_eq!(given("{ give: count }", &scores), "5");
    assert_eq!(given("{ give: sum, value: score }", &scores), "4.3");
    assert_eq!(given("{ give: mean, value: score }", &scores), "1.075");
    assert_eq!(given("{ give: mean, value: score }", &["1", "0", "1"]), "2/3");
    assert_eq!(given("{ give: min, value: score }", &scores), "0.1");
    assert_eq!(given("{ give: max, value: score }", &scores), "3");
    assert_eq!(given("{ give: median, value: score }", &scores), "0.6");
    assert_eq!(given("{ give: median, value: score }", &["3", "1", "7"]), "3");
    assert_eq!(given("{ give: first, value: score }", &["", "7", "8"]), "7");
    assert_eq!(given("{ give: list, value: score }", &["7", "", "8"]), r#"["7","8"]"#);
    assert_eq!(given("{ give: share, where: 'score > 1' }", &scores), "0.2");
    assert_eq!(given("{ give: share, where: 'score > 1', of: 'score >= 1' }", &scores), "0.5");
}

#[test]
fn of_nothing_there_is_a_sum_and_no_mean() {
    assert_eq!(given("{ give: sum, value: score }", &[]), "0");
    for give in ["mean", "median", "min", "max", "first"] {
        assert_eq!(given(&format!("{{ give: {give}, value: score }}"), &[""]), "null", "{give}");
    }
    assert_eq!(given("{ give: share, where: ended }", &[]), "null");
    assert_eq!(given("{ give: weighted_mean, value: score, weight: people }", &["5"]), "null");
}

#[test]
fn a_trimmed_mean_leaves_out_ends_when_there_are_enough() {
    let five = ["0", "60", "70", "80", "100"];
    assert_eq!(given("{ give: trimmed_mean, value: score, trim: { each_end: 1 } }", &five), "70");
    assert_eq!(given("{ give: trimmed_mean, value: score, trim: { each_end: 1, from: 6 } }", &five), "62");
    // Two from each end of four would leave nothing.
    assert_eq!(given("{ give: trimmed_mean, value: score, trim: { each_end: 2 } }", &five[..4]), "52.5");
}

#[test]
fn weights_count_and_may_not_be_negative() {
    let column = "group_by: { level: district }\ncolumns: { x: { give: weighted_mean, value: score, weight: people } }";
    let board = board(column);
    let rows = [
        case(1, "c1", r#"{ "score": "90", "people": 1 }"#),
        case(2, "c1", r#"{ "score": "60", "people": 2 }"#),
        case(3, "c1", r#"{ "score": "5" }"#),
    ];
    assert_eq!(values(&publish(&board, &rows), "x"), ["70"]);
    let wrong = board.publish(&[case(1, "c1", r#"{ "score": "90", "people": -1 }"#)], &occasion());
    assert_eq!(wrong, Err(Error::NegativeWeight("columns.x: d".to_owned())));
}

#[test]
fn what_cannot_be_computed_is_an_error_and_no_answer() {
    let board =
        board("group_by: { level: district }\ncolumns: { x: { give: sum, value: '1.0 / (score - score)' } }");
    let wrong = board.publish(&[case(1, "c1", r#"{ "score": "90" }"#)], &occasion()).unwrap_err();
    assert_eq!(wrong.to_string(), "columns.x: task-0001: division by zero");
    assert!(board.publish(&[case(1, "c1", r#"{ "score": "many" }"#)], &occasion()).is_err());
    assert_eq!(values(&publish(&board, &[case(1, "c1", "{}")]), "x"), ["0"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_trimmed_mean_lies_between_the_least_and_the_greatest(
        scores in prop::collection::vec(-10_000i64..10_000, 1..12),
        each in 1u32..4,
    ) {
        let texts: Vec<String> = scores.iter().map(|score| format!("{}.{:02}", score / 100, (score % 100).abs())).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let trimmed = given(&format!("{{ give: trimmed_mean, value: score, trim: {{ each_end: {each} }} }}"), &texts);
        let trimmed = Fraction::parse(&trimmed).unwrap();
        let all: Vec<Fraction> = texts.iter().map(|text| Fraction::parse(text).unwrap()).collect();
        prop_assert!(*all.iter().min().unwrap() <= trimmed && trimmed <= *all.iter().max().unwrap());
    }
}
