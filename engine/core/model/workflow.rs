//! A workflow document.

use super::actor::Actor;
use super::data::Field;
use super::deadline::{Deadline, Rung};
use super::event::{Event, Key, Number, Opens};
use super::family::{Children, Parent};
use super::obligation::Obligation;
use super::state::{State, Task, Transition};
use super::{Expression, Text};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A workflow: how one kind of case runs from its start to its end. The document is the root state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "docket workflow")]
pub struct Workflow {
    /// The version of the language; 1.
    pub language: u32,
    /// The name of the workflow, by which others refer to it.
    pub workflow: String,
    /// The day from which this version applies, by the date on which the start happened. Absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<String>,
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The law it carries out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The calendar that days are counted by.
    pub calendar: String,
    /// The named rule of day counting of the whole document.
    pub counting: String,
    /// The data field of type `unit` to which a case belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Who, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub actors: IndexMap<String, Actor>,
    /// The data of a case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub data: IndexMap<String, Field>,
    /// Numbers for people.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub numbers: IndexMap<String, Number>,
    /// What makes two cases the same.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub keys: IndexMap<String, Key>,
    /// Named values, computed when asked for.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub derive: IndexMap<String, Derived>,
    /// Aggregates over lists, children, registers and what other cases publish.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub find: IndexMap<String, Find>,
    /// Columns that boards, lists and other workflows may read, by name. Nothing else of a case is seen by them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(length(max = 100))]
    pub publish: IndexMap<String, Published>,
    /// Conditions that hold after every step; a step that breaks one is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invariants: Vec<Invariant>,
    /// The start of a case.
    #[serde(default)]
    pub opens: Opens,
    /// The events of a case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub events: IndexMap<String, Event>,
    /// Cases of other workflows that a case starts as its children, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub children: IndexMap<String, Children>,
    /// That a case is the child of another one. Absent: it stands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// Policies of escalation, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub escalations: IndexMap<String, Vec<Rung>>,
    /// Templates of documents that `issue` makes.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub documents: IndexMap<String, Template>,
    /// Templates of notices that `notify` sends.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub notices: IndexMap<String, Template>,
    /// What happens on events in every state.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub on: IndexMap<String, Transition>,
    /// Work for people during the whole case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tasks: IndexMap<String, Task>,
    /// Deadlines of the whole case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub deadlines: IndexMap<String, Deadline>,
    /// Duties that recur during the whole case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub obligations: IndexMap<String, Obligation>,
    /// The first state. Absent: the first one written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<String>,
    /// The states.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub states: IndexMap<String, State>,
}

/// A named value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The name shown in explanations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The expression.
    pub value: Expression,
}

/// A column that others may read. It is written when the case changes, and holds one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The name shown to people. Absent: the name of the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What it holds. Absent: what the expression is found to give.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_: Option<ColumnType>,
    /// The expression, over the data of the case. It may not read what is private.
    pub value: Expression,
}

/// What a published column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal number.
    Decimal,
    /// true or false.
    Bool,
    /// A calendar date.
    Date,
    /// A moment in time.
    Instant,
    /// A duration with its unit.
    Duration,
    /// A unit of the organisation, by its id.
    Unit,
    /// A person of the organisation, by id.
    Person,
}

/// An aggregate over one of the case's own lists, over its children, over the rows of a register, or over what the cases of
/// a workflow publish. Exactly one of `from`, `children`, `register` and `workflow` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// The name shown in explanations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The data field that holds the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The children, by their name under `children`: `item` has their `id`, `state`, `ended`, `failed`, and the fields that
    /// are read of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<String>,
    /// The register whose rows are looked through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// The workflow whose cases are looked through, by what they publish: as it stood when the step began, so it may be
    /// stale. `item` has their `id`, `state`, `unit`, `light`, `opened_at`, `due_at`, `ended`, and the columns of `reads`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// Published columns of that workflow that are read, with their types.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(length(max = 100))]
    pub reads: IndexMap<String, Column>,
    /// Which elements: a condition over `item`; over a register or a workflow its columns are names of their own too.
    /// Absent: all.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub where_: Option<Expression>,
    /// What is computed.
    pub give: Aggregate,
    /// What it is computed of: an expression over `item` (and the columns of the register or workflow). Not for `count` and `share`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Expression>,
}

/// A published column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it holds.
    #[serde(rename = "type")]
    pub type_: ColumnType,
}

/// What is computed of the elements found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// How many.
    #[default]
    Count,
    /// Their sum.
    Sum,
    /// Their mean, exact.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The part of all elements that they are, exact.
    Share,
    /// The values themselves.
    List,
}

impl Aggregate {
    /// The word of the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Min => "min",
            Self::Max => "max",
            Self::Share => "share",
            Self::List => "list",
        }
    }
}

/// A condition that holds after every step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invariant {
    /// What it protects, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The condition.
    pub check: Expression,
}

/// A template of a document or notice. `{field}` stands for a data field, `{number}` for the document's number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The heading.
    pub title: Text,
    /// The body.
    pub text: Text,
    /// For a document: the entry of `numbers` that it is numbered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// For a document: the data field that holds the unit which issues it. Absent: the unit of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For a document: a table below the text, with a row for each element of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<TemplateTable>,
    /// The article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
}

/// A table of a document: the elements of a list as they are when the document is issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateTable {
    /// The data field that holds the list: a list of records, not private.
    pub of: String,
    /// Fields of an element, one column each, under their titles. They may not be private.
    #[schemars(length(min = 1, max = 20))]
    pub columns: Vec<String>,
}
