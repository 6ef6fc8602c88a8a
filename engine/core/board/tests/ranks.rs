//! Ranks: 1, 2, 2, 4.

use super::super::Unranked;
use super::*;
use proptest::prelude::*;

const GROUP: &str = "group_by: { level: community }\ncolumns:\n  n: { give: count }\n  x: { give: sum, value: score }\n  y: { give: mean, value: people }\n";

fn scored(scores: &[(&str, &str)]) -> Vec<Row> {
    let one =
        |(n, (unit, score)): (u32, &(&str, &str))| case(n, unit, &format!(r#"{{ "score": "{score}" }}"#));
    (1u32..).zip(scores).map(one).collect()
}

#[test]
fn equals_share_a_rank_and_the_next_is_counted_on() {
    let board = board(&format!("{GROUP}rank: {{ by: x }}"));
    let rows = scored(&[("c1", "5"), ("c2", "9"), ("c3", "5.0"), ("c4", "1")]);
    assert_eq!(ranks(&publish(&board, &rows)), ["c2:1", "c1:2", "c3:2", "c4:4"]);
}

#[test]
fn the_least_can_come_first_and_ties_are_broken() {
    let board = board(&format!(
        "{GROUP}rank: {{ by: x, order: ascending, ties: [{{ by: n }}, {{ by: y, order: ascending }}] }}"
    ));
    let rows = scored(&[("c1", "5"), ("c2", "9"), ("c3", "2"), ("c3", "3"), ("c4", "5")]);
    assert_eq!(ranks(&publish(&board, &rows)), ["c3:1", "c1:2", "c4:2", "c2:4"]);
}

#[test]
fn few_cases_and_no_value_are_shown_and_say_so() {
    let board = board(&format!("{GROUP}rank: {{ by: y, minimum: 2 }}"));
    let rows = [
        case(1, "c1", r#"{ "people": 3 }"#),
        case(2, "c1", r#"{ "people": 4 }"#),
        case(3, "c2", r#"{ "people": 9 }"#),
        case(4, "c3", "{}"),
        case(5, "c3", "{}"),
    ];
    let snapshot = publish(&board, &rows);
    assert_eq!(ranks(&snapshot), ["c1:1", "c2:-", "c3:-", "c4:-"]);
    let why: Vec<_> = snapshot.rows.iter().map(|line| line.unranked).collect();
    assert_eq!(why, [None, Some(Unranked::TooFew), Some(Unranked::NoValue), Some(Unranked::TooFew)]);
}

#[test]
fn only_like_units_compete() {
    let classes = board(&format!("{GROUP}rank: {{ by: x, peers: {{ attribute: class }} }}"));
    let rows = scored(&[("c1", "5"), ("c2", "1"), ("c3", "9"), ("c4", "100")]);
    let snapshot = publish(&classes, &rows);
    assert_eq!(ranks(&snapshot), ["c2:1", "c3:1", "c1:2", "c4:-"]);
    assert_eq!(snapshot.rows[3].unranked, Some(Unranked::NoPeers));
    let streets = board(&format!("{GROUP}rank: {{ by: x, peers: {{ unit: parent }} }}"));
    assert_eq!(ranks(&publish(&streets, &rows)), ["c4:1", "c3:2", "c1:1", "c2:2"]);
}

#[test]
fn top_and_bottom_are_published_with_those_who_share_the_last_rank() {
    let rows = scored(&[("c1", "5"), ("c2", "9"), ("c3", "5"), ("c4", "1")]);
    let top = publish(&board(&format!("{GROUP}rank: {{ by: x, top: 2 }}")), &rows);
    assert_eq!((ranks(&top), top.left.ranked), (["c2:1", "c1:2", "c3:2"].map(str::to_owned).to_vec(), 1));
    let both = publish(&board(&format!("{GROUP}rank: {{ by: x, top: 1, bottom: 1 }}")), &rows);
    assert_eq!((ranks(&both), both.left.ranked), (["c2:1", "c4:4"].map(str::to_owned).to_vec(), 2));
}

#[test]
fn a_score_is_exact_and_absent_where_it_lacks_a_value() {
    let board = board(
        "group_by: { level: community }\ncolumns: { done: { give: share, where: ended, percent: true, places: 1 } }\nscore: { value: '100 * done', places: 2 }\nrank: { by: score }",
    );
    let mut rows = scored(&[("c1", "1"), ("c1", "1"), ("c1", "1"), ("c2", "1")]);
    rows[0].ended = true;
    let snapshot = publish(&board, &rows);
    assert_eq!(ranks(&snapshot), ["c1:1", "c2:2", "c3:-", "c4:-"]);
    assert_eq!(values(&snapshot, "score"), ["100/3", "0", "null", "null"]);
    let shown: Vec<_> = snapshot.rows[0].cells.iter().map(|cell| cell.shown.zh()).collect();
    assert_eq!(shown, ["33.3%", "33.33"]);
}

/// What stands in the rows of a line that competes: units, small scores, so that ties are many.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0usize..4, -3i64..4, 0i64..3), 0..14).prop_map(|all| {
        let units = ["c1", "c2", "c3", "c4"];
        (1u32..)
            .zip(all)
            .map(|(n, (unit, score, people))| {
                case(n, units[unit], &format!(r#"{{ "score": "{score}", "people": {people} }}"#))
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_does_not_matter(all in rows(), seed in any::<u64>()) {
        let board = board(&format!("{GROUP}  l: {{ give: list, value: score }}\nrank: {{ by: x, ties: [{{ by: y }}], peers: {{ unit: parent }}, minimum: 1 }}"));
        let mut shuffled = all.clone();
        shuffled.sort_by_key(|row| crate::instance::Hash::of(&[&seed.to_be_bytes(), row.id.as_str().as_bytes()]));
        prop_assert_eq!(publish(&board, &all), publish(&board, &shuffled));
    }

    #[test]
    fn a_rank_is_one_more_than_the_number_of_better_peers(all in rows()) {
        let board = board(&format!("{GROUP}rank: {{ by: x, ties: [{{ by: n, order: ascending }}], peers: {{ unit: parent }}, minimum: 1 }}"));
        let snapshot = publish(&board, &all);
        let key = |line: &super::super::Line| {
            let number = |place: usize| -> i64 {
                let value = &line.cells[place].value;
                value.as_i64().unwrap()
            };
            (number(1), -number(0))
        };
        let ranked: Vec<_> = snapshot.rows.iter().filter(|line| line.rank.is_some()).collect();
        for one in &ranked {
            let peers = || ranked.iter().filter(|other| other.peers == one.peers);
            let better = peers().filter(|other| key(other) > key(one)).count();
            prop_assert_eq!(one.rank, Some(u32::try_from(better + 1).unwrap()));
            for other in peers() {
                prop_assert_eq!(key(one) == key(other), one.rank == other.rank);
            }
        }
        let few = snapshot.rows.iter().filter(|line| line.rank.is_none());
        prop_assert!(few.clone().all(|line| line.cases == 0 && line.unranked == Some(Unranked::TooFew)));
    }
}
