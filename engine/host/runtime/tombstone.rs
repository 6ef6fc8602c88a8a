//! Cases that never were: cancelled before they began, or whose start failed; and signs that lead to another case.

use super::draft::{Base, Noted};
use super::{Failure, Inner};
use crate::store::{CaseRow, Commit};
use docket_core::definition::{Chart, Definition, State};
use docket_core::instance::{CaseId, Data, Effect, Hash, Input, Instance, Message, Parent, Parked, Shared};
use docket_core::script;
use docket_core::step::World;
use std::sync::Arc;

/// The end of a case whose start failed.
pub(super) const FAILED: &str = "failed";
/// The end of a case that was cancelled.
pub(super) const CANCELLED: &str = "cancelled";
/// The end of a sign: the case is elsewhere.
const ELSEWHERE: &str = "elsewhere";
/// What a sign holds: the case that it leads to.
const CASE: &str = "case";

/// The definition of a case that has none.
fn vacancy() -> Hash {
    Hash::of(&[b"no definition"])
}

/// Whether a case has no definition.
pub(super) fn is_vacant(hash: &Hash) -> bool {
    *hash == vacancy()
}

/// Whether a row is no case, but a sign that leads to one.
pub(super) fn is_sign(row: &CaseRow) -> bool {
    is_vacant(&row.definition) && row.states == [ELSEWHERE]
}

/// A definition in which nothing can happen.
pub(super) fn vacant(workflow: &str) -> Definition {
    let mut chart = Chart { states: vec![State::default()], ..Chart::default() };
    chart.finish();
    Definition {
        hash: vacancy(),
        name: workflow.to_owned(),
        title: None,
        chart,
        scripts: Arc::new(script::Engine::new(script::Limits::default(), [])),
        fields: Default::default(),
        actors: Default::default(),
        events: Default::default(),
        opens: Default::default(),
        keys: Default::default(),
        numbers: Default::default(),
        derive: Default::default(),
        find: Default::default(),
        published: Default::default(),
        invariants: Vec::new(),
        deadlines: Vec::new(),
        shifts: Vec::new(),
        obligations: Vec::new(),
        children: Default::default(),
        parent: None,
        documents: Default::default(),
        notices: Default::default(),
        parameters: Data::new(),
        private: Default::default(),
        unit: None,
        calendar: String::new(),
        counting: String::new(),
        lenient_errors: false,
        prologue: Vec::new(),
    }
}

/// Whether a case never really was.
pub(super) fn never_was(holder: &Instance) -> bool {
    holder.ended.as_deref().is_some_and(|end| end == CANCELLED || end == FAILED)
}

/// The case that a sign leads to. Absent: it is a case itself.
pub(super) fn led(instance: &Instance) -> Option<CaseId> {
    if !is_vacant(&instance.definition) || instance.ended.as_deref() != Some(ELSEWHERE) {
        return None;
    }
    instance.data.get(CASE)?.as_str().map(CaseId::stored)
}

/// A case that ended before it began.
pub(super) struct Tombstone<'a> {
    pub id: &'a CaseId,
    pub workflow: &'a str,
    /// [`FAILED`] or [`CANCELLED`].
    pub ended: &'static str,
    /// Why, if that is an incident.
    pub why: Option<String>,
    /// Who waits for its end.
    pub parent: Option<Parent>,
    /// What came in.
    pub input: Input,
}

/// An id that leads to another case: one that a key gives, whose holder has an id of its own, or one of a case that was
/// to be started, whose key another holds.
pub(super) struct Sign<'a> {
    pub id: &'a CaseId,
    pub workflow: &'a str,
    /// The case that it leads to.
    pub to: &'a CaseId,
    /// Who waits for the case that did not begin.
    pub parent: Option<Parent>,
    /// What came in.
    pub input: Input,
}

impl Inner {
    /// The commit that puts up a sign. A parent hears that its child failed.
    pub(super) fn put_up(&self, sign: Sign<'_>, world: &World) -> Result<Commit, Failure> {
        let Sign { id, workflow, to, parent, input } = sign;
        let stone = Tombstone { id, workflow, ended: ELSEWHERE, why: None, parent, input };
        self.vacate(stone, Data::from_iter([(CASE.to_owned(), to.as_str().into())]), world)
    }

    /// The commit that leaves a tombstone. A parent hears that its child failed.
    pub(super) fn bury(&self, tombstone: Tombstone<'_>, world: &World) -> Result<Commit, Failure> {
        self.vacate(tombstone, Data::new(), world)
    }

    fn vacate(&self, tombstone: Tombstone<'_>, data: Data, world: &World) -> Result<Commit, Failure> {
        let Tombstone { id, workflow, ended, why, parent, mut input } = tombstone;
        let definition = vacant(workflow);
        let at = input.at;
        let mut instance = Instance::new(id.clone(), workflow, definition.hash.clone(), parent.clone(), at);
        instance.occurred_at = input.occurred_at.unwrap_or(at);
        (instance.version, instance.decided_version) = (1, 1);
        instance.ended = Some(ended.to_owned());
        data.into_iter().for_each(|(name, value)| instance.data.insert(name, value));
        if why.is_some() {
            instance.parked.push(Parked { version: 1, at, ..Parked::default() });
        }
        // What it would have begun with may be private, and there is no definition that says so.
        if let docket_core::instance::Cause::Start { data, .. } = &mut input.cause {
            data.clear();
        }
        let effects = parent.map(|parent| {
            // Why is for the operator, in the incident: what a parent sees must not depend on words.
            let message = Message::ChildEnded {
                state: None,
                data: Data::new(),
                shared: Shared::default(),
                goes_on: false,
                occurred_at: None,
            };
            Effect::Message { to: parent.id, message }
        });
        let noted = Noted {
            input,
            instance,
            verdict: if why.is_some() { "incident" } else { "accepted" },
            incident: why,
            effects: effects.into_iter().collect(),
            lines: Vec::new(),
        };
        Base { id, definition: &definition, sealer: None, world, held: None }.commit(vec![noted])
    }
}
