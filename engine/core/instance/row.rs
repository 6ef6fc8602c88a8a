//! What others may read of a case: a row of published columns.

use super::{CaseId, Data};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The columns that every row has. No published column can have one of these names.
pub const BUILT_IN: [&str; 8] = ["id", "workflow", "state", "unit", "light", "opened_at", "due_at", "ended"];

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
