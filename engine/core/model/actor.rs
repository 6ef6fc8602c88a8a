//! Who: named once, used by name in `by`, `to`, approvals, rungs and notices.

use super::duty::Which;
use super::{Expression, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// People who can act on a case. Exactly one of `role`, `person`, `external`, `on_duty` and
/// `register` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// A role of the organisation, held by walking upward from the unit `at`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where the walk for the role or the roster begins: an expression giving a unit. The unit of the case when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Expression>,
    /// An expression giving one person, or a list of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Expression>,
    /// A data field of type `party`, or a list of parties: people outside the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<String>,
    /// A rotation: whoever is on duty, by the roster of the unit `at` or of the nearest one above that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_duty: Option<String>,
    /// The slot of the rotation. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Whether those on duty now are meant, or those who come on next. Absent: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Which>,
    /// A register: the people in `column` of the rows that `where` takes, in the order of the rows, nobody twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// Which rows of the register: a condition over their columns and the data fields; `item` is the row. Absent: all.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub where_: Option<Expression>,
    /// The column of the register that holds the person, or the list of persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Who must not be chosen: data fields that hold persons, or other actors (recusal, four eyes).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}

impl Actor {
    /// Whether it is whoever is on duty now.
    #[must_use]
    pub fn is_on_duty_now(&self) -> bool {
        self.on_duty.is_some() && self.shift.unwrap_or_default() == Which::Now
    }
}
