//! A small invented ledger: tasks of four communities.

mod folds;
mod lines;
mod ranks;
mod render;
mod why;

use super::{Around, Board, Error, Occasion, Previous, Snapshot, Source};
use crate::calendar::{Calendar, Calendars};
use crate::definition::board_engine;
use crate::instance::{Data, Row};
use crate::model::board::Document;
use crate::model::org;
use crate::organisation::{self, Organisation};
use crate::script::Type;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static CALENDARS: LazyLock<BTreeMap<String, Arc<Calendar>>> = LazyLock::new(|| {
    let text = include_str!("../../../../rules/calendar/cn.calendar.yaml");
    let (calendars, faults) = Calendars::build(&[serde_yaml::from_str(text).unwrap()]);
    assert_eq!(faults, []);
    calendars.iter().map(|calendar| (calendar.name().to_owned(), Arc::new(calendar.clone()))).collect()
});

static ORGANISATION: LazyLock<Arc<Organisation>> = LazyLock::new(|| {
    let text = "
language: 1
org: district
levels: [district, street, community]
units:
  - { id: d, title: 东区, level: district }
  - { id: s1, title: 河街, level: street, parent: d }
  - { id: s2, title: 山街, level: street, parent: d }
  - { id: c1, title: 一社区, level: community, parent: s1, attributes: { class: 老旧 } }
  - { id: c2, title: 二社区, level: community, parent: s1, attributes: { class: 新建 } }
  - { id: c3, title: { zh: 三社区, en: Third }, level: community, parent: s2, attributes: { class: 老旧 } }
  - { id: c4, title: 四社区, level: community, parent: s2 }
  - { id: bureau, title: 住建局, kind: department, parent: d }
";
    let document: org::Document = serde_yaml::from_str(text).unwrap();
    let (organisation, faults) = Organisation::build(&[organisation::Source::from(&document)]);
    assert_eq!(faults, []);
    Arc::new(organisation)
});

fn sources() -> BTreeMap<String, Source> {
    let columns = [
        ("people", Type::Integer),
        ("score", Type::Decimal),
        ("rate", Type::Fraction),
        ("matter", Type::Text),
        ("place", Type::Unit),
        ("received", Type::Date),
    ];
    let source = Source {
        columns: columns.into_iter().map(|(name, type_)| (name.to_owned(), type_)).collect(),
        fields: ["people", "secret"].map(str::to_owned).into(),
        states: ["open", "closed"].map(str::to_owned).into(),
    };
    BTreeMap::from([("task".to_owned(), source)])
}

/// A board whose document goes on after its name, calendar and rows; a `rows` of its own replaces that.
fn board(rest: &str) -> Board {
    let rows = if rest.contains("rows:") { "" } else { "rows: [{ workflow: task }]\n" };
    let document: Document =
        serde_yaml::from_str(&format!("language: 1\nboard: ledger\ncalendar: cn\n{rows}{rest}"))
            .unwrap_or_else(|error| panic!("{error}\n{rest}"));
    let parameters: Data = serde_json::from_str(r#"{ "red": 2, "unused": 1 }"#).unwrap();
    let around = Around {
        sources: &sources(),
        calendars: &CALENDARS,
        organisation: Some(&ORGANISATION),
        parameters: &parameters,
        engine: &board_engine(),
    };
    let (board, faults) = Board::build(&document, around);
    assert!(faults.is_empty(), "{faults:?}");
    board.unwrap()
}

/// An instant on the wall clock of Shanghai.
fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

/// A case of a unit, opened at minute `n` of the first of September.
fn case(n: u32, unit: &str, columns: &str) -> Row {
    let row = serde_json::json!({
        "id": format!("task-{n:04}"),
        "workflow": "task",
        "state": "open",
        "unit": unit,
        "opened_at": at("2026-09-01T09:00").to_string(),
        "ended": false,
        "columns": serde_json::from_str::<Data>(columns).unwrap(),
    });
    let mut row: Row = serde_json::from_value(row).unwrap();
    row.opened_at = at(&format!("2026-09-01T{:02}:{:02}", n / 60, n % 60));
    row
}

fn occasion() -> Occasion<'static> {
    Occasion {
        organisation: &ORGANISATION,
        read_at: at("2026-09-30T09:00"),
        due_at: None,
        previous: None,
        corrects: None,
    }
}

fn publish(board: &Board, rows: &[Row]) -> Snapshot {
    board.publish(rows, &occasion()).unwrap()
}

/// The values of a column, line by line.
fn values(snapshot: &Snapshot, column: &str) -> Vec<String> {
    let place = snapshot.columns.iter().position(|head| head.name == column).unwrap();
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    snapshot.rows.iter().map(|line| text(&line.cells[place].value)).collect()
}

/// The keys of the lines with their ranks, in order.
fn ranks(snapshot: &Snapshot) -> Vec<String> {
    let rank = |rank: Option<u32>| rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
    snapshot.rows.iter().map(|line| format!("{}:{}", line.key, rank(line.rank))).collect()
}
