//! States and transitions.

use super::action::Action;
use super::data::is_false;
use super::deadline::Deadline;
use super::duty::Shift;
use super::obligation::Obligation;
use super::{Expression, Span, Text, Value};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A state. It may hold states of its own (`states`), or parallel `regions`, each a state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The name shown to people; the key itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What goes on here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The article that knows this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// Work for people while the state lasts. Its name is the state's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// Several pieces of work, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub tasks: IndexMap<String, Task>,
    /// A deadline. Its name is the state's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    /// Several deadlines, by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub deadlines: IndexMap<String, Deadline>,
    /// Duty that is watched, by name: `shift.<name>` is raised whenever the people on duty change.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub shifts: IndexMap<String, Shift>,
    /// Duties that recur while the state lasts, by name: `<name>.missed` is raised for every period that ends without.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub obligations: IndexMap<String, Obligation>,
    /// What happens on events, by event.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub on: IndexMap<String, Transition>,
    /// What happens by itself as soon as its guard holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub always: Option<Transition>,
    /// What happens when the states or regions inside have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_done: Option<Transition>,
    /// Done on entering.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<Action>,
    /// Done on leaving.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exit: Vec<Action>,
    /// The state inside that is entered first. Absent: the first one written. For `history`: where to go when nothing is remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<String>,
    /// States inside this one; one of them is active.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub states: IndexMap<String, State>,
    /// Parallel regions inside this one; all of them are active.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub regions: IndexMap<String, State>,
    /// One region for each element of a list, each the single region written under `regions`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_each: Option<ForEach>,
    /// When the regions together count as done. Absent: when all have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_when: Option<CompleteWhen>,
    /// Remembers where its parent was: `shallow` the state directly inside, `deep` all the way down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// Another workflow that runs while this state lasts, and ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoke: Option<Invoke>,
    /// Data fields that nobody may change while this state lasts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub freezes: Vec<String>,
    /// Whether the case (or the region, or the parent state) ends here.
    #[serde(default, rename = "final", skip_serializing_if = "is_false")]
    pub final_: bool,
    /// With `final`: what the ended workflow gives to the case that invoked it.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub gives: IndexMap<String, Value>,
}

/// What happens on an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// The state to go to. Absent: stay, and only act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Only if this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Expression>,
    /// What to do on the way.
    #[serde(default, rename = "do", skip_serializing_if = "Vec::is_empty")]
    pub do_: Vec<Action>,
    /// The legal window: how long the event is possible, counted like a deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// What the window is counted from: an event, or a data field. Absent: when the state was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// How the window's last day rolls: `none`, `next_workday`, or `=expression`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<String>,
    /// The named rule of day counting of the window. Absent: the document's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counting: Option<String>,
    /// How often it may be taken in the life of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// Whether the state is left and entered again when `to` lies inside it or is itself.
    #[serde(default, skip_serializing_if = "is_false")]
    pub restart: bool,
    /// Alternatives of one event: the first whose guard holds is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choose: Vec<Alternative>,
}

/// One alternative of a transition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The name shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The article that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Text>,
    /// Only if this holds. Absent: otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Expression>,
    /// The state to go to. Absent: stay, and only act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What to do on the way.
    #[serde(default, rename = "do", skip_serializing_if = "Vec::is_empty")]
    pub do_: Vec<Action>,
}

/// Work for people. Completing it means sending one of its events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The name shown to people. Absent: the state's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Actors who are invited. A single person found becomes the assignee.
    pub to: Vec<String>,
    /// Events that complete the task.
    pub does: Vec<String>,
    /// One task for each person found, instead of one for all.
    #[serde(default, skip_serializing_if = "is_false")]
    pub each: bool,
    /// The task moves with whoever is on duty: at each change it is offered to those who are on duty then. Only where `to`
    /// names an actor that is on duty now. A task that was handed to others moves no more.
    #[serde(default, skip_serializing_if = "is_false")]
    pub follow: bool,
}

/// One region for each element of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForEach {
    /// A data field of type list; at most 64 elements.
    pub list: String,
    /// The name of the element inside the region. Absent: `item`.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub as_: Option<String>,
    /// What an empty list means.
    #[serde(default)]
    pub if_empty: EmptyList,
}

/// What an empty list of regions means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmptyList {
    /// An error.
    #[default]
    Error,
    /// Nothing to do: done at once.
    Done,
}

/// When parallel regions together count as done. Exactly one of its keys is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteWhen {
    /// `all` or `any` of the regions have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<super::event::Need>,
    /// At least so many of the regions have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// A condition; `ended` is the number of regions that have ended, `regions` the number of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
}

/// How much a history state remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// The state directly inside.
    Shallow,
    /// The states all the way down.
    Deep,
}

/// A workflow that runs while a state lasts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Invoke {
    /// The workflow.
    pub workflow: String,
    /// Its data.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<String, Value>,
    /// What happens when it has ended; `event.data` holds what it gives, `event.state` the state it ended in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_done: Option<Transition>,
    /// What happens when it cannot go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_failed: Option<Transition>,
}
