use super::{rows, table};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const COLUMNS: &str = "{ code: { type: text }, note: { type: text, optional: true }, n: { type: integer, optional: true }, \
     fee: { type: decimal, optional: true }, open: { type: bool, optional: true }, on: { type: date, optional: true }, \
     days: { type: duration, optional: true }, tags: { type: list, of: text, optional: true } }";

/// A text whose blanks at the ends no table would keep, and which a list would not part.
fn any_text() -> impl Strategy<Value = String> {
    "[a-z人\",；'：\n#0-9 ]{1,8}".prop_map(|text| text.replace('；', "x").trim().to_owned())
}

fn any_cells() -> impl Strategy<Value = Vec<(&'static str, Json)>> {
    let optional = |one: BoxedStrategy<Json>| proptest::option::of(one);
    (
        optional(any_text().prop_map(Json::from).boxed()),
        optional(any::<i64>().prop_map(Json::from).boxed()),
        optional(
            (any::<i32>(), 0_u32..6)
                .prop_map(|(n, scale)| rust_decimal::Decimal::new(n.into(), scale).to_string().into())
                .boxed(),
        ),
        optional(any::<bool>().prop_map(Json::from).boxed()),
        optional((1_i8..13, 1_i8..29).prop_map(|(m, d)| format!("2026-{m:02}-{d:02}").into()).boxed()),
        optional((1_u32..400).prop_map(|n| format!("{n} workdays").into()).boxed()),
        optional(proptest::collection::vec("[a-z人]{1,3}", 1..4).prop_map(|tags| json!(tags)).boxed()),
    )
        .prop_map(|(note, n, fee, open, on, days, tags)| {
            let named = [
                ("note", note),
                ("n", n),
                ("fee", fee),
                ("open", open),
                ("on", on),
                ("days", days),
                ("tags", tags),
            ];
            named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
        })
}

/// A cell as a spreadsheet writes it.
fn written(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Bool(truth) => truth.to_string().to_uppercase(),
        Json::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    }
}

proptest! {
    #[test]
    fn a_register_is_the_same_from_a_document_and_from_a_table(
        all in proptest::collection::vec(any_cells(), 0..8),
        mark in any::<bool>(),
    ) {
        let names = ["code", "note", "n", "fee", "open", "on", "days", "tags"];
        let mut csv = csv::Writer::from_writer(if mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() });
        csv.write_record(names).unwrap();
        let mut list = Vec::new();
        for (place, cells) in all.iter().enumerate() {
            let mut row = serde_json::Map::from_iter([("code".to_owned(), format!("k{place}").into())]);
            row.extend(cells.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
            csv.write_record(names.map(|name| row.get(name).map(written).unwrap_or_default())).unwrap();
            list.push(Json::Object(row));
        }
        let csv = String::from_utf8(csv.into_inner().unwrap()).unwrap();
        let (from_table, faults) = table(COLUMNS, &csv);
        prop_assert_eq!(faults, []);
        let (from_rows, faults) = rows(COLUMNS, &Json::Array(list).to_string());
        prop_assert_eq!(faults, []);
        prop_assert_eq!(from_table.rows().len(), all.len());
        prop_assert_eq!(from_table.version(), from_rows.version());
        for row in from_rows.rows() {
            let other = from_table.row(row.key()).unwrap();
            for name in names {
                let shown = |row: &crate::script::Row| format!("{:?}", row.cell(name));
                prop_assert_eq!(shown(row), shown(other));
            }
        }
    }

    #[test]
    fn no_table_stops_the_reader(text in "[a,\"\n\r;１ \u{feff}]{0,60}") {
        let text = format!("code,n\n{text}");
        let (register, faults) = table(COLUMNS, &text);
        for fault in faults {
            if let super::super::Place::Table { start, end, .. } = fault.at {
                prop_assert!(text.get(start..end).is_some(), "{start}..{end} of {text:?}");
            }
        }
        prop_assert!(register.rows().all(|row| !row.key().is_empty()));
    }
}
