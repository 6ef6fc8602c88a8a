use super::{document, kinds, rows, table, town};
use crate::model::data::Type;
use crate::register::{Fault, FaultKind, MAX_ROWS, Misfit, Place, Register, Registers, Source};
use crate::script::{Rows, Value};
use jiff::civil::date;

const COLUMNS: &str = "{ code: { type: text }, days: { type: duration }, since: { type: date, optional: true }, \
     who: { type: list, of: person, optional: true }, fee: { type: money, optional: true, max: 100 } }";

/// What stands at a place of a table.
fn at<'t>(text: &'t str, fault: &Fault) -> (u64, &'t str) {
    match &fault.at {
        Place::Table { line, start, end } => (*line, text.get(*start..*end).unwrap()),
        Place::Document(_) => panic!("{fault:?} lies in the document"),
    }
}

#[test]
fn rows_keep_their_order_and_their_types() {
    let (register, faults) =
        table(COLUMNS, "code,days,since,who\n007,5 workdays,2026-05-01,li；li\nA,1 days,,\n");
    assert_eq!(faults, []);
    assert_eq!(register.rows().map(|row| row.key()).collect::<Vec<_>>(), ["007", "A"]);
    let row = register.row("007").unwrap();
    let since = row.cell("since").unwrap().clone();
    assert_eq!(since.cast::<jiff::civil::Date>(), date(2026, 5, 1));
    assert_eq!(row.cell("who").unwrap().clone().into_array().unwrap().len(), 2);
    assert!(register.row("A").unwrap().cell("since").unwrap().is_unit());
}

#[test]
fn every_fault_of_a_table_names_its_cell() {
    let text = "\u{feff}code, days ,who,colour\r\n\r\nA,５天,li,\r\n\"A\",1 days,\"nobody\",x\r\n,1 days,,\r\nB,,,,\r\n";
    let (register, faults) = table(COLUMNS, text);
    assert_eq!(register.rows().len(), 0, "a row with a fault is left out");
    let told: Vec<_> = faults.iter().map(|fault| (at(text, fault), &fault.kind)).collect();
    let cell = |column: &str, misfit, got: &str| FaultKind::Cell {
        column: column.to_owned(),
        misfit,
        got: got.to_owned(),
        type_: "text",
    };
    let expected = [
        ((1, "colour"), FaultKind::UnknownHeader("colour".to_owned())),
        ((3, "５天"), cell("days", Misfit::Duration, "５天")),
        ((4, "\"nobody\""), cell("who", Misfit::Person, "nobody")),
        (
            (4, "\"A\""),
            FaultKind::DuplicateRow {
                key: "A".to_owned(),
                first: Place::Table { line: 3, start: 29, end: 30 },
            },
        ),
        ((5, ""), FaultKind::Empty("code".to_owned())),
        ((6, ""), FaultKind::TooManyCells),
        ((6, ""), FaultKind::Empty("days".to_owned())),
    ];
    let expected: Vec<_> = expected.iter().map(|(place, kind)| (*place, kind)).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_key_stands_once() {
    let text = "code,days\nA,1 days\nB,1 days\nA,2 days\n";
    let (register, faults) = table(COLUMNS, text);
    let first = Place::Table { line: 2, start: 10, end: 11 };
    assert_eq!(at(text, &faults[0]), (4, "A"));
    assert_eq!(kinds(faults), [FaultKind::DuplicateRow { key: "A".to_owned(), first }]);
    assert_eq!(register.rows().len(), 2);
}

#[test]
fn faults_of_the_document_have_pointers() {
    let (_, faults) =
        rows(COLUMNS, "[{ code: 7, days: 1 days }, { code: A, day: 1 days, days: 3 days, fee: 100.01 }]");
    let places: Vec<_> = faults.iter().map(|fault| fault.at.clone()).collect();
    let pointers = ["/rows/0/code", "/rows/1/day", "/rows/1/fee"];
    assert_eq!(places, pointers.map(|pointer| Place::Document(pointer.to_owned())));
    assert!(matches!(&faults[0].kind, FaultKind::Cell { misfit: Misfit::Type, type_: "integer", .. }));
    assert_eq!(faults[1].kind, FaultKind::UnknownColumn("day".to_owned()));
    assert!(matches!(&faults[2].kind, FaultKind::Cell { misfit: Misfit::Range, .. }));
}

#[test]
fn columns_are_checked_before_rows() {
    let (_, faults) = rows(
        "{ code: { type: integer }, kind: { type: enum }, who: { type: list }, file: { type: file }, \
         all: { type: list, of: record } }",
        "[]",
    );
    let expected = [
        FaultKind::ColumnLacks("values"),
        FaultKind::ColumnLacks("of"),
        FaultKind::ColumnType(Type::File),
        FaultKind::ColumnType(Type::Record),
        FaultKind::KeyType("code".to_owned(), Type::Integer),
    ];
    assert_eq!(kinds(faults), expected);
}

#[test]
fn rows_stand_in_one_place() {
    let both = document(
        "{ language: 1, register: r, key: code, columns: { code: { type: text } }, rows: [], file: r.csv }",
    );
    let neither = document("{ language: 1, register: r, key: code, columns: { code: { type: text } } }");
    for (document, given) in [(both, true), (neither, false)] {
        let (_, faults) = Register::build(Source { document: &document, table: None }, None);
        assert_eq!(kinds(faults), [FaultKind::RowsOrFile(given)]);
    }
}

#[test]
fn a_table_that_is_not_utf8_is_not_read() {
    let text = String::from_utf8_lossy(b"code,days\nA,1 days\n\xd0\xd5,1 days\n").into_owned();
    let (register, faults) = table(COLUMNS, &text);
    assert_eq!(at(&text, &faults[0]), (3, "\u{fffd}"));
    assert_eq!((kinds(faults), register.rows().len()), (vec![FaultKind::NotUtf8], 0));
}

#[test]
fn a_register_has_so_many_rows_at_most() {
    let mut text = "code,days\n".to_owned();
    (0..=MAX_ROWS).for_each(|row| text.push_str(&format!("{row},1 days\n")));
    let (register, faults) = table(COLUMNS, &text);
    assert_eq!(at(&text, &faults[0]).0, MAX_ROWS as u64 + 2);
    assert_eq!((kinds(faults), register.rows().len()), (vec![FaultKind::TooManyRows], MAX_ROWS));
}

#[test]
fn without_an_organisation_any_word_is_a_person() {
    let document = document(
        "{ language: 1, register: r, key: who, columns: { who: { type: person } }, rows: [{ who: nobody }] }",
    );
    let source = Source { document: &document, table: None };
    assert_eq!(Register::build(source, None).1, []);
    assert_eq!(Register::build(source, Some(&town())).1.len(), 1);
}

#[test]
fn the_version_follows_what_rows_say_and_their_order() {
    let version = |rows: &str| super::rows(COLUMNS, rows).0.version().to_owned();
    let one = "{ code: A, days: 1 days }";
    let two = "{ code: B, days: 1 days }";
    let first = version(&format!("[{one}, {two}]"));
    assert_eq!(first, version(&format!("[{{ days: 1 days, code: A }}, {two}]")));
    assert_ne!(first, version(&format!("[{two}, {one}]")));
    assert_ne!(first, version(&format!("[{one}, {{ code: B, days: 2 days }}]")));
}

#[test]
fn a_row_that_is_gone_knows_its_key_only() {
    let mut registers = Registers::default();
    registers.add(rows(COLUMNS, "[{ code: A, days: 1 days }]").0);
    let text = |value: Result<Value, String>| value.map(|value| value.to_string());
    let (there, gone, none) = (registers.row("r", "A"), registers.row("r", "B"), registers.row("q", "A"));
    assert_eq!(text(there.get("days")), Ok("1 day".to_owned()));
    assert_eq!(text(gone.get("code")), Ok("B".to_owned()));
    assert_eq!(text(gone.get("days")), Err("the register `r` has no row `B` now".to_owned()));
    assert_eq!(text(there.get("day")), Err("the register `r` has no column `day`".to_owned()));
    assert_eq!(text(none.get("code")), Err("there is no register `q` now".to_owned()));
}
