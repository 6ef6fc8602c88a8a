//! The schema of each kind of document, from the types.

use crate::model::{
    Kind, board, calendar, list, org, pack, register, rotation, scenario, schedule, workflow,
};
use crate::source::Shape;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::sync::OnceLock;

/// The schema of each kind (JSON Schema, draft 2020-12), by the kind's word, in the order of the reference.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    Kind::ALL.into_iter().map(|kind| (kind.word(), schema(kind))).collect()
}

/// The schema of one kind.
#[must_use]
pub fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Pack => of::<pack::Pack>(),
        Kind::Workflow => of::<workflow::Workflow>(),
        Kind::Calendar => of::<calendar::Document>(),
        Kind::Org => of::<org::Document>(),
        Kind::Register => of::<register::Document>(),
        Kind::List => of::<list::Document>(),
        Kind::Rotation => of::<rotation::Document>(),
        Kind::Schedule => of::<schedule::Document>(),
        Kind::Board => of::<board::Document>(),
        Kind::Scenario => of::<scenario::Scenario>(),
    }
}

fn of<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value()
}

/// The compiled schema of a kind, made when the first document of it is read. A schema that is none checks nothing; the tests
/// see to it that there is none such.
pub(crate) fn shape(kind: Kind) -> Option<&'static Shape> {
    static SHAPES: [OnceLock<Option<Shape>>; Kind::ALL.len()] = [const { OnceLock::new() }; Kind::ALL.len()];
    let place = Kind::ALL.iter().position(|known| *known == kind)?;
    SHAPES.get(place)?.get_or_init(|| Shape::new(schema(kind)).ok()).as_ref()
}
