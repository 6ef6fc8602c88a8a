mod documents;
mod properties;

use super::{Fault, FaultKind, Register, Source};
use crate::model::register::Document;
use crate::organisation::Organisation;

fn document(yaml: &str) -> Document {
    serde_yaml::from_str(yaml).unwrap()
}

fn town() -> Organisation {
    let document: crate::model::org::Document = serde_yaml::from_str(
        "{ language: 1, org: town, levels: [district, street], units: [{ id: d, level: district }, { id: s, level: street, \
         parent: d }], people: [{ id: li, name: 李 }] }",
    )
    .unwrap();
    Organisation::build(&[(&document).into()]).0
}

/// The register of a document with these rows, as YAML.
fn rows(columns: &str, rows: &str) -> (Register, Vec<Fault>) {
    let text = format!("{{ language: 1, register: r, key: code, columns: {columns}, rows: {rows} }}");
    let document = document(&text);
    Register::build(Source { document: &document, table: None }, Some(&town()))
}

/// The register of a document with this table.
fn table(columns: &str, text: &str) -> (Register, Vec<Fault>) {
    let document =
        document(&format!("{{ language: 1, register: r, key: code, columns: {columns}, file: r.csv }}"));
    Register::build(Source { document: &document, table: Some(text) }, Some(&town()))
}

fn kinds(faults: Vec<Fault>) -> Vec<FaultKind> {
    faults.into_iter().map(|fault| fault.kind).collect()
}
