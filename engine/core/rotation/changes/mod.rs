//! Changes of duty: data that is handed in, compiled to spans that are found by instant.

mod compile;
mod fault;
pub(super) mod index;
mod repay;

pub use fault::{ChangeFault, ChangeFaultKind};

use super::{Name, Rotations};
use index::Index;
use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A change of duty. Exactly one of `override`, `swap`, `leave`, `temporary` and `recorded` is present.
///
/// It holds from the moment it was approved: what was before stays as it was. Only `recorded`, which says what happened,
/// reaches back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Its name, by which explanations and refusals call it.
    pub id: String,
    /// The rotation. Absent: all of them, which only leave may say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<String>,
    /// The unit of the roster. Absent: the only one; of leave, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested: Option<Act>,
    /// Who agreed to it as the other side of a swap. A swap holds only when this is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Act>,
    /// Who decided it. Absent: it does not hold yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Act>,
    /// Who took it back: from then on it holds no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Act>,
    /// People added, removed or replaced.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub override_: Option<Override>,
    /// Two people exchange two shifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swap: Option<Exchange>,
    /// A person is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leave: Option<Leave>,
    /// A roster for a span: who is on duty in it, whatever layers and other changes say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temporary: Option<Stated>,
    /// Who was on duty: history, before everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Stated>,
}

/// Who did something, when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// The person.
    pub by: String,
    /// When.
    #[schemars(schema_with = "instant_schema")]
    pub at: Timestamp,
    /// The person in whose name. Absent: their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
}

/// People added to, removed from or replaced in a slot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Since when.
    #[schemars(schema_with = "instant_schema")]
    pub from: Timestamp,
    /// When it has ended.
    #[schemars(schema_with = "instant_schema")]
    pub to: Timestamp,
    /// Who is on duty as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    /// Who is not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
    /// Who stands in for whom, where that one would be on duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replace: Vec<Replace>,
}

/// One person stands in for another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// Who would be on duty.
    pub person: String,
    /// Who is.
    pub with: String,
}

/// Two people exchange two shifts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The shift of the one.
    pub a: Part,
    /// The shift of the other.
    pub b: Part,
}

/// A shift that a person gives away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Whose it is.
    pub person: String,
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Since when.
    #[schemars(schema_with = "instant_schema")]
    pub from: Timestamp,
    /// When it has ended.
    #[schemars(schema_with = "instant_schema")]
    pub to: Timestamp,
}

/// A person is away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// Who.
    pub person: String,
    /// Since when.
    #[schemars(schema_with = "instant_schema")]
    pub from: Timestamp,
    /// When they are back.
    #[schemars(schema_with = "instant_schema")]
    pub to: Timestamp,
    /// Who stands in. Absent: the next layer is asked, unless `repay` is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<String>,
    /// Whether the next in turn stands in, and is paid back: the one who was away takes a later turn of theirs.
    #[serde(default, skip_serializing_if = "is_false")]
    pub repay: bool,
}

/// Who is on duty in a span.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The slot. Absent: the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<String>,
    /// Since when.
    #[schemars(schema_with = "instant_schema")]
    pub from: Timestamp,
    /// When it has ended.
    #[schemars(schema_with = "instant_schema")]
    pub to: Timestamp,
    /// The people; none means nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

fn instant_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date-time", "examples": ["2026-02-17T08:30:00+08:00"] })
}

/// Changes, compiled for some rotations; they answer for no others.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    list: Arc<[Change]>,
    /// For each rotation, roster and slot, by their places.
    rotations: Vec<Vec<Vec<Index<Operation>>>>,
    leaves: IndexMap<Name, Index<Away>>,
}

/// What a change does to those on duty in a slot.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// Its place in the order of precedence, then of decisions: a later one sees what an earlier one made.
    pub(super) rank: Rank,
    pub(super) decided_at: Timestamp,
    /// The change, as its place in the list.
    pub(super) change: usize,
    pub(super) does: Does,
}

/// The order of precedence, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Leave,
    Override,
    Temporary,
    Recorded,
}

#[derive(Clone, Debug)]
pub(super) enum Does {
    Add(Name),
    Remove(Name),
    Replace(Name, Name),
    /// Each of the two becomes the other.
    Exchange(Name, Name),
    Set(Vec<Name>),
}

/// A person is away, within a layer.
#[derive(Clone, Debug)]
pub(super) struct Away {
    pub(super) change: usize,
    /// Absent: all rotations.
    pub(super) rotation: Option<String>,
    /// Absent: all units.
    pub(super) unit: Option<String>,
    pub(super) substitute: Option<Name>,
}

impl Changes {
    /// The changes, in the order in which they were given.
    #[must_use]
    pub fn list(&self) -> &[Change] {
        &self.list
    }

    /// Compiles changes for some rotations. Those that are faulty are left out, and said.
    #[must_use]
    pub fn compile(list: impl Into<Arc<[Change]>>, rotations: &Rotations) -> (Self, Vec<ChangeFault>) {
        compile::compile(list.into(), rotations)
    }

    pub(super) fn operations(
        &self,
        rotation: usize,
        roster: usize,
        slot: usize,
    ) -> Option<&Index<Operation>> {
        self.rotations.get(rotation)?.get(roster)?.get(slot).filter(|index| !index.is_empty())
    }

    pub(super) fn has_leaves(&self) -> bool {
        !self.leaves.is_empty()
    }

    pub(super) fn away(&self, person: &str) -> Option<&Index<Away>> {
        if self.leaves.is_empty() { None } else { self.leaves.get(person) }
    }
}

impl Change {
    /// Since when it holds. Absent: it is not decided, or a swap that the other side has not accepted.
    #[must_use]
    pub fn decided_at(&self) -> Option<Timestamp> {
        let approved = self.approved.as_ref()?.at;
        if self.swap.is_none() {
            return Some(approved);
        }
        Some(approved.max(self.accepted.as_ref()?.at))
    }

    /// The word for what it is; absent when it is not exactly one thing.
    #[must_use]
    pub fn word(&self) -> Option<&'static str> {
        let all = [
            self.override_.as_ref().map(|_| "override"),
            self.swap.as_ref().map(|_| "swap"),
            self.leave.as_ref().map(|_| "leave"),
            self.temporary.as_ref().map(|_| "temporary"),
            self.recorded.as_ref().map(|_| "recorded"),
        ];
        let mut words = all.into_iter().flatten();
        words.next().filter(|_| words.next().is_none())
    }
}
