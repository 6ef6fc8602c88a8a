//! Which cases count, and which line each belongs to.

use super::*;
use crate::model::board::Colour;

const COUNT: &str = "columns: { n: { give: count } }";

#[test]
fn every_unit_of_a_level_has_a_line_and_cases_without_one_are_told() {
    let board = board(&format!("group_by: {{ level: community }}\n{COUNT}"));
    let rows = [
        case(1, "c1", "{}"),
        case(2, "c1", "{}"),
        case(3, "c3", "{}"),
        case(4, "s1", "{}"),
        case(5, "gone", "{}"),
    ];
    let snapshot = publish(&board, &rows);
    assert_eq!(ranks(&snapshot), ["c1:-", "c2:-", "c3:-", "c4:-"]);
    assert_eq!(values(&snapshot, "n"), ["2", "0", "1", "0"]);
    assert_eq!((snapshot.cases, snapshot.left.cases), (5, 2));
}

#[test]
fn a_level_is_found_by_walking_up_and_can_be_cut_to_a_part() {
    let streets = board(&format!("group_by: {{ level: street }}\n{COUNT}"));
    let rows = [case(1, "c1", "{}"), case(2, "s1", "{}"), case(3, "c3", "{}")];
    assert_eq!(values(&publish(&streets, &rows), "n"), ["2", "1"]);
    let within = board(&format!("group_by: {{ level: community, within: s1 }}\n{COUNT}"));
    let snapshot = publish(&within, &rows);
    assert_eq!(ranks(&snapshot), ["c1:-", "c2:-"]);
    assert_eq!(snapshot.left.cases, 2);
}

#[test]
fn lines_can_share_a_column_and_are_in_its_order() {
    let matters = board(&format!("group_by: {{ column: matter }}\n{COUNT}"));
    let rows = [
        case(1, "c1", r#"{ "matter": "电梯" }"#),
        case(2, "c1", r#"{ "matter": "停车" }"#),
        case(3, "c1", "{}"),
    ];
    let snapshot = publish(&matters, &rows);
    assert_eq!(ranks(&snapshot), ["停车:-", "电梯:-"]);
    assert_eq!(snapshot.left.cases, 1);
    let people = board(&format!("group_by: {{ column: people }}\n{COUNT}"));
    let rows = [case(1, "c1", r#"{ "people": 10 }"#), case(2, "c1", r#"{ "people": 9 }"#)];
    assert_eq!(ranks(&publish(&people, &rows)), ["9:-", "10:-"]);
    let places = board(&format!("group_by: {{ column: place }}\n{COUNT}"));
    let rows = [case(1, "c1", r#"{ "place": "c2" }"#), case(2, "c1", r#"{ "place": "bureau" }"#)];
    let snapshot = publish(&places, &rows);
    assert_eq!(snapshot.rows.iter().map(|line| line.title.zh()).collect::<Vec<_>>(), ["二社区", "住建局"]);
}

#[test]
fn without_groups_each_case_is_a_line_the_oldest_first() {
    let board = board(
        "columns: { matter: { value: matter }, place: { value: unit }, late: { value: 'due_at < now()' }, days: { value: 'days_between(date_of(opened_at), today())' } }",
    );
    let mut rows = [case(9, "c3", r#"{ "matter": "电梯" }"#), case(2, "c1", "{}")];
    rows[0].due_at = Some(at("2026-09-20T00:00"));
    let snapshot = publish(&board, &rows);
    assert_eq!(ranks(&snapshot), ["task-0002:-", "task-0009:-"]);
    assert_eq!(values(&snapshot, "matter"), ["null", "电梯"]);
    assert_eq!(values(&snapshot, "late"), ["null", "true"]);
    assert_eq!(values(&snapshot, "days"), ["29", "29"]);
    assert_eq!(snapshot.rows[1].cells[1].shown.en(), "Third");
    assert!(snapshot.lines.is_none());
}

#[test]
fn conditions_choose_rows_and_hold_not_of_what_is_absent() {
    let board = board(
        "rows: [{ workflow: task, where: 'due_at < now()' }]\ngroup_by: { level: district }\ncolumns: { n: { give: count }, no: { give: count, where: '!(people > 5)' } }",
    );
    let mut rows = [case(1, "c1", r#"{ "people": 3 }"#), case(2, "c1", "{}"), case(3, "c1", "{}")];
    rows[0].due_at = Some(at("2026-09-20T00:00"));
    rows[1].due_at = Some(at("2026-09-20T00:00"));
    let snapshot = publish(&board, &rows);
    assert_eq!(
        (values(&snapshot, "n").concat(), values(&snapshot, "no").concat()),
        ("2".to_owned(), "1".to_owned())
    );
}

#[test]
fn rows_of_other_workflows_are_passed_over() {
    let board = board(&format!("group_by: {{ level: district }}\n{COUNT}"));
    let mut other = case(1, "c1", r#"{ "score": "a word" }"#);
    other.workflow = "other".into();
    assert_eq!(publish(&board, &[other]).cases, 0);
}

#[test]
fn a_closure_holds_the_parameters_that_are_read_and_its_hash_follows_it() {
    let lights = "lights: [{ colour: red, icon: '▲', word: 红灯, when: 'n >= params.red' }]";
    let with = board(&format!("group_by: {{ level: district }}\n{COUNT}\n{lights}"));
    assert!(with.closure().contains(r#""parameters":{"red":2}"#), "{}", with.closure());
    let without = board(&format!("group_by: {{ level: district }}\n{COUNT}"));
    assert!(without.closure().contains(r#""parameters":{}"#));
    assert_ne!(with.hash(), without.hash());
    let lit = |rows: &[Row]| publish(&with, rows).rows[0].light;
    assert_eq!(lit(&[case(1, "c1", "{}")]), None);
    assert_eq!(lit(&[case(1, "c1", "{}"), case(2, "c1", "{}")]), Some(0));
}

#[test]
fn movement_is_told_against_the_same_rules_only() {
    let text = "group_by: { level: community }\ncolumns: { n: { give: count } }\nrank: { by: n }\nmovement: true\nlights:\n  - { colour: red, icon: '▲', word: 连续垫底, when: 'rank_before == 3 && rank == 3 && light_before == \"yellow\"' }\n  - { colour: yellow, icon: '◆', word: 垫底, when: 'rank == 3' }";
    let same = board(text);
    let before = publish(&same, &[case(1, "c1", "{}"), case(2, "c1", "{}"), case(3, "c2", "{}")]);
    let rows = [case(1, "c1", "{}"), case(2, "c2", "{}"), case(3, "c2", "{}")];
    let previous = Previous { id: "p-1", snapshot: &before };
    let after = same.publish(&rows, &Occasion { previous: Some(previous), ..occasion() }).unwrap();
    assert_eq!(ranks(&after), ["c2:1", "c1:2", "c3:3", "c4:3"]);
    let rose: Vec<_> = after.rows.iter().map(|line| line.movement.as_ref().unwrap().rose).collect();
    assert_eq!(rose, [Some(1), Some(-1), Some(0), Some(0)]);
    let change = &after.rows[0].movement.as_ref().unwrap().columns["n"];
    assert_eq!(change.value, 1);
    // Yellow at the end last time, and there again.
    let lit = |line: usize| after.rows[line].light.map(|place| after.legend[place].colour);
    assert_eq!([lit(0), lit(2)], [None, Some(Colour::Red)]);
    assert_eq!(after.since.as_ref().unwrap().id, "p-1");
    let other = board(&text.replace("rank: { by: n }", "rank: { by: n, order: ascending }"));
    let changed = other.publish(&rows, &Occasion { previous: Some(previous), ..occasion() }).unwrap();
    assert!(
        changed.rules_changed
            && changed.since.is_none()
            && changed.rows.iter().all(|line| line.movement.is_none())
    );
}

#[test]
fn what_was_left_out_before_is_not_called_new() {
    let text = "group_by: { column: matter }\ncolumns: { n: { give: count } }\nrank: { by: n, top: 1 }\nmovement: true";
    let board = board(text);
    let matter = |n: u32, matter: &str| case(n, "c1", &format!(r#"{{ "matter": "{matter}" }}"#));
    let before = publish(&board, &[matter(1, "a"), matter(2, "a"), matter(3, "b")]);
    assert_eq!((ranks(&before), before.left.ranked), (vec!["a:1".to_owned()], 1));
    let previous = Previous { id: "p-1", snapshot: &before };
    let rows = [matter(1, "b"), matter(2, "b"), matter(3, "a")];
    let after = board.publish(&rows, &Occasion { previous: Some(previous), ..occasion() }).unwrap();
    assert!(after.rows[0].movement.is_none());
    let all = publish(&board, &[matter(1, "a")]);
    let previous = Previous { id: "p-1", snapshot: &all };
    let after = board.publish(&rows, &Occasion { previous: Some(previous), ..occasion() }).unwrap();
    assert!(after.rows[0].movement.as_ref().unwrap().new);
}

#[test]
fn a_snapshot_reads_back_as_it_was_written() {
    let board = board(
        "group_by: { level: community }\ncolumns: { x: { give: mean, value: score } }\nrank: { by: x }",
    );
    let rows = [case(1, "c1", r#"{ "score": "1" }"#), case(2, "c1", r#"{ "score": "0" }"#)];
    let occasion = Occasion { corrects: Some("p-0".to_owned()), ..occasion() };
    let snapshot = board.publish(&rows, &occasion).unwrap();
    let text = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), snapshot);
    assert_eq!(snapshot.corrects.as_deref(), Some("p-0"));
    assert_eq!(&snapshot.definition, board.hash());
}

#[test]
fn more_rows_than_the_limit_are_refused() {
    let board = board(&format!("group_by: {{ level: district }}\n{COUNT}"));
    let rows = vec![case(1, "c1", "{}"); super::super::MAX_ROWS + 1];
    assert!(matches!(board.publish(&rows, &occasion()), Err(Error::TooManyRows { .. })));
}
