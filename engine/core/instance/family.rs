//! Other cases that a case knows.

use super::{CaseId, Data, NodeKey};
use serde::{Deserialize, Serialize};

/// A case that a state invoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Who it is.
    pub id: CaseId,
    /// The name of the invocation.
    pub name: String,
    /// Its workflow.
    pub workflow: String,
    /// The state that invoked it.
    pub node: NodeKey,
    /// The entry of that state.
    pub entry: u64,
}

/// What has changed of the fields that a case shares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// Fields with their new values.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub data: Data,
    /// Fields that were emptied. No document holds `null`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emptied: Vec<String>,
}

impl Shared {
    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.data.is_empty() && self.emptied.is_empty()
    }
}

/// A child that lives on its own, as far as its parent knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Who it is.
    pub id: CaseId,
    /// The name of the children that it is one of.
    pub name: String,
    /// Its state: the outermost of those that are active, or the one in which it ended. Absent: nothing is known yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What is read of its data.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub shared: Data,
    /// Whether it has ended.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
    /// Whether it ended because it could not go on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
}

/// Who waits for a case's end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The case.
    pub id: CaseId,
    /// What it shares with its children, when one of them starts; not kept.
    #[serde(default, skip_serializing_if = "Data::is_empty")]
    pub shared: Data,
}
