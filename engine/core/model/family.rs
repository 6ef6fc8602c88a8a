//! Cases and their children: what they let each other see.

use super::Text;
use super::data::Field;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cases of another workflow that this one starts as its children, with `start: { child: <name> }`. They live on their own
/// and do not end with a state. `child.changed.<name>` is raised when the state of one, or a field of it that is read
/// here, has changed; `child.ended.<name>` when it has ended; `child.failed.<name>` when it cannot go on. `event.child` is
/// its id, `event.state` its state, and the fields stand beside them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Children {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The workflow of the children, whose `parent` names this one.
    pub workflow: String,
    /// Data fields of this case that its children see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub share: Vec<String>,
    /// Fields of the children that are seen here, with their types; each of them stands under `share` there.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub reads: IndexMap<String, Field>,
}

/// That cases of this workflow are children of another one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// The workflow of the parent, whose `children` name this one.
    pub workflow: String,
    /// Data fields of this case that its parent sees, beside its state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub share: Vec<String>,
    /// Data fields that follow the parent's of the same name: set when the case starts, and with every `parent.changed`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<String>,
}
