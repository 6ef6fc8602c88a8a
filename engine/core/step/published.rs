//! What others may read of a case.

use super::machine::Machine;
use super::{Fault, World, due, light};
use crate::definition::{Definition, StateIx};
use crate::instance::{Data, Instance, Row};
use crate::script::from_json;
use jiff::Timestamp;

/// The row of a case: what every case shows, and what its workflow publishes. It is no part of a step, so that a case that
/// nobody reads costs nothing.
///
/// # Errors
/// A column whose expression fails or gives a value of another type, or a clock that cannot be computed.
pub fn published(def: &Definition, inst: &Instance, world: &World, now: Timestamp) -> Result<Row, Fault> {
    let mut columns = Data::new();
    let mut machine = Machine::looking(def, inst, world, now);
    for (name, column) in &def.published {
        let fault = |message: String| Fault::Script { place: format!("publish.{name}"), message };
        let value = machine.eval(&column.value, None).map_err(|error| fault(error.to_string()))?;
        let value = crate::script::to_json(&value).map_err(|error| fault(error.to_string()))?;
        from_json(&value, &column.type_).map(drop).map_err(|error| fault(error.to_string()))?;
        if !value.is_null() {
            columns.insert(name.clone(), value);
        }
    }
    let mut due_at: Option<Timestamp> = None;
    for name in inst.clocks.keys() {
        let at = due(def, inst, name, world)?.map(|due| due.at);
        due_at = [due_at, at].into_iter().flatten().min();
    }
    Ok(Row {
        id: inst.id.clone(),
        workflow: inst.workflow.clone(),
        state: inst.ended.clone().or_else(|| around_all(def, inst)),
        unit: inst.unit.clone(),
        light: light(def, inst, world, now)?,
        opened_at: inst.occurred_at,
        due_at,
        ended: inst.ended.is_some(),
        columns,
    })
}

/// The innermost state that holds all that is active. Absent: only the document does.
fn around_all(def: &Definition, inst: &Instance) -> Option<String> {
    let chart = &def.chart;
    let active: Vec<StateIx> = inst
        .active
        .keys()
        .filter_map(|key| chart.by_id.get(key.state.as_str()).copied())
        .filter(|ix| *ix != 0)
        .collect();
    let holds = |outer: StateIx| {
        active.iter().all(|ix| *ix == outer || chart.inside(*ix, outer) || chart.inside(outer, *ix))
    };
    let around = active.iter().copied().filter(|ix| holds(*ix)).max_by_key(|ix| chart.upward(*ix).count())?;
    Some(chart.state(around).id.clone())
}
