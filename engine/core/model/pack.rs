//! A pack: a folder of documents with a version and parameters.

use super::data::Type;
use super::deadline::Rung;
use super::workflow::Template;
use super::{Expression, Text, Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `pack.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket pack")]
pub struct Pack {
    /// The version of the language; 1.
    pub language: u32,
    /// The name of the pack.
    pub pack: String,
    /// The version of the pack, `1.2.0`.
    pub version: String,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Values that a place may set; read as `params.<name>`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parameters: IndexMap<String, Parameter>,
    /// Other packs that this one adopts, by their names: a version that will do, values of their parameters, pieces in words
    /// of one's own. Their documents stay as they are.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub uses: IndexMap<String, Use>,
    /// What must hold of the organisation, by name; looked at over every organisation that is loaded.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub findings: IndexMap<String, Finding>,
}

/// How another pack is adopted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// The versions of it that will do, as Cargo writes them: `^0.1`, `~1.4`, `>=1.2, <3`.
    pub version: String,
    /// Values of its parameters, within the bounds that it declares. Absent: its defaults.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<String, Value>,
    /// Pieces of its workflows that are written anew, by workflow. Everything else stays its own.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub replace: IndexMap<String, Pieces>,
}

/// Pieces of one workflow that are written anew, each whole and under the name that it has there. They are checked as if they
/// stood in the workflow, and see its actors, data and parameters.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    /// Policies of escalation, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub escalations: IndexMap<String, Vec<Rung>>,
    /// Templates of documents, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub documents: IndexMap<String, Template>,
    /// Templates of notices, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub notices: IndexMap<String, Template>,
}

/// Something that must hold of each unit of a level, or of each holder of a role. Where it does not, that is told at the unit
/// or post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What it is called, shown to people. Absent: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article or source that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// What to do where it does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// What it is asked of.
    pub for_each: Subjects,
    /// The condition. It sees `unit`, `params` and, for each holder of a role, `person`.
    pub check: Expression,
    /// How much it matters. Absent: a warning.
    #[serde(default)]
    pub severity: Severity,
}

/// What a finding is asked of. Exactly one of its keys is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subjects {
    /// Each unit of this level, as `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Each post that gives this role: its holder as `person`, its unit as `unit`. Posts with a last day are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// To be put right; nothing is held up.
    #[default]
    Warning,
}

/// A value that a place may set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it holds.
    #[serde(rename = "type")]
    pub type_: Type,
    /// The value unless set otherwise.
    pub default: Option<Value>,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article that sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// Where the value comes from, when no article sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// The least value: a number, or a duration of the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Value>,
    /// The greatest value: a number, or a duration of the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Value>,
    /// The words that a parameter of type `enum` may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}
