//! A scenario: a story of a case in virtual time, with what must be seen on the way.

mod board;
mod sync;

pub use board::{ExpectBoard, ExpectRow, Unranked};
pub use sync::{ExpectRefusal, ExpectSynced};

use super::{Expression, Text, Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `*.scenario.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket scenario")]
pub struct Scenario {
    /// The version of the language; 1.
    pub language: u32,
    /// What the story shows.
    pub scenario: Text,
    /// The workflow that it tells of.
    pub workflow: String,
    /// The article or source that demands what it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The world at the beginning.
    pub given: Given,
    /// What happens, line by line.
    pub steps: Vec<Line>,
    /// Rows that fill `${column}` in the steps; the story is played once for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examples: Option<Examples>,
    /// Conditions that hold after every line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<Expression>,
}

/// The world at the beginning of a story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The file of the organisation, beside the scenario.
    pub org: String,
    /// The moment at which the story begins.
    pub now: String,
    /// Parameters of the pack that differ from their defaults.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, Value>,
    /// Schedules that happen in this story while time passes, as on a server; all others stand still. What was due at the
    /// beginning or before does not happen. At one instant what is due in cases comes first, then schedules by name and unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<String>,
}

/// Rows of values for a story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// The rows themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<IndexMap<String, Value>>,
    /// A CSV file beside the scenario; its first line names the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// One line of a story: at most one thing that happens, and what must be seen after it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What this line is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The name of the case that this line is about. Absent: the first one started. A case that was
    /// invoked is `parent/invoke state`; a child is `parent/children/1`, by the order of the starts. A case that a schedule
    /// started is `stocktake/jia`, the latest of the unit `jia` (without units `stocktake`), or `stocktake/1`, by the order of
    /// the starts. The case of an entry of a list is `key-tasks/T01`, by its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Start a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Send this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    /// Let time pass: a duration, counted by the case's calendar, or an instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<String>,
    /// Let time pass until this deadline's next rung or end, or until the period of this obligation ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_for: Option<String>,
    /// Claim the task of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Give the task of this name back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Acknowledge what a rung of this deadline asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledge: Option<String>,
    /// Approve the request for this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approve: Option<String>,
    /// Refuse the request for this event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuse: Option<String>,
    /// Let the called service of this name answer with `data`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Publish this board, of the cases of the story as they are now. It may come before any case is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<String>,
    /// Sync this list: open the cases of its entries, and tell them what has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync: Option<String>,
    /// Only find what this sync would do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
    /// The list as this sync finds it, where it differs from its document: by the key of an entry the columns with other values
    /// (`null`: empty), a new entry with all it needs, or `null` for an entry that was taken out. It holds for this line only.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<String, Option<IndexMap<String, Value>>>,
    /// From here on this calendar document holds as well, a file beside the scenario: a year that becomes official, or a
    /// correction. It is not in force before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// Restart the engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<bool>,
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The payload.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Value>,
    /// When it happened, if that differs from when it is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<String>,
    /// The id of the event, to repeat it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The element that the event is about, in regions per element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What must be seen afterwards; what is not named is not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
    /// What must be seen afterwards, and nothing else: lists are complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<Expect>,
    /// The line must be refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// The start of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Another workflow than the scenario's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// The name by which later lines speak of this case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who starts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Its data.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Value>,
}

/// What must be seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// A state that is active (or the state in which the case ended).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// States that are active; in regions per element `state@element`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// Whether the case has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<bool>,
    /// Data fields, by value.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Value>,
    /// Conditions over the data, as in guards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Expression>,
    /// Open tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks: Option<Vec<ExpectTask>>,
    /// When deadlines fall due: the last day, or the instant. `paused` where the time stands still. Of an obligation: the last
    /// day of its period.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub due: IndexMap<String, String>,
    /// Deadlines that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timers: Option<Vec<String>>,
    /// The light that the case shows; `none` where no rung has set one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub light: Option<String>,
    /// People who were told something by this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notified: Option<Vec<String>>,
    /// Lines that were written into the log by this line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<Vec<String>>,
    /// The number for people, whichever of its numbers it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Documents issued so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<Vec<String>>,
    /// What became of the event: `accepted`, `ignored`, `deferred`, `awaiting_approval`, `repeated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Events that are possible now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible: Option<Vec<String>>,
    /// Who is on duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duty: Vec<ExpectDuty>,
    /// What a board says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<ExpectBoard>,
    /// What the sync of this line has found and done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced: Option<ExpectSynced>,
}

/// Who is on duty now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectDuty {
    /// The rotation.
    pub rotation: String,
    /// The unit. Absent: the rotation has one roster for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// The people, all of them; none means nobody.
    #[serde(default)]
    pub people: Vec<String>,
}

/// An open task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectTask {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A person who may do it, or its assignee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its assignee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
}

/// How a line is refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The code of the refusal.
    pub code: String,
    /// The HTTP status that an integrator sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// A part of what the refusal says, in either language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}
