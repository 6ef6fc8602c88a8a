//! What others may read of a case: a row of published columns.

use super::{CaseId, Data};
use crate::script::{Type, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The columns that every row has. No published column can have one of these names.
pub const BUILT_IN: [&str; 8] = ["id", "workflow", "state", "unit", "light", "opened_at", "due_at", "ended"];

/// What one of [`BUILT_IN`] holds.
#[must_use]
pub fn of_built_in(name: &str) -> Type {
    match name {
        "opened_at" | "due_at" => Type::Instant,
        "ended" => Type::Bool,
        "unit" => Type::Unit,
        _ => Type::Text,
    }
}

/// What others may read of a case, as of its last input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The case.
    pub id: CaseId,
    /// Its workflow.
    pub workflow: SmolStr,
    /// The innermost state that holds all that is active; the one in which it ended. Absent: the document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The unit that it belongs to. Absent: to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its light. Absent: none is lit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// When its start happened.
    pub opened_at: Timestamp,
    /// When the first of its running clocks falls due. Absent: none runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Whether it has ended.
    pub ended: bool,
    /// What its workflow publishes, by name; what is absent is left out.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub columns: Data,
}

impl Row {
    /// The value of a column that every row has. Absent: `name` is none of [`BUILT_IN`].
    #[must_use]
    pub fn built_in(&self, name: &str) -> Option<Value> {
        let text = |text: Option<&String>| text.map_or(Value::UNIT, |text| Value::from(text.clone()));
        Some(match name {
            "id" => Value::from(self.id.to_string()),
            "workflow" => Value::from(self.workflow.to_string()),
            "state" => text(self.state.as_ref()),
            "unit" => text(self.unit.as_ref()),
            "light" => text(self.light.as_ref()),
            "opened_at" => Value::from(self.opened_at),
            "due_at" => self.due_at.map_or(Value::UNIT, Value::from),
            "ended" => Value::from(self.ended),
            _ => return None,
        })
    }
}
