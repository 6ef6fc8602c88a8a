//! Who: named once, used by name in `by`, `to`, approvals, rungs and notices.

use super::{Expression, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// People who can act on a case. Exactly one of `role`, `person` and `external` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// A role of the organisation, held by walking upward from the unit `at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where the walk for the role begins: an expression giving a unit. The unit of the case when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Expression>,
    /// An expression giving one person, or a list of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Expression>,
    /// A data field of type `party`, or a list of parties: people outside the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<String>,
    /// Who must not be chosen: data fields that hold persons, or other actors (recusal, four eyes).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}
