//! A definition: one version of a workflow, compiled.

use super::{Action, Block, Chart, Expr, SpanExpr, StateIx};
use crate::instance::{Data, Hash, Words};
use crate::model::event::{Happened, Taken, Unhandled};
use crate::model::workflow::Aggregate;
use crate::model::{self, Text};
use crate::script::{self, Script};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One version of a workflow, compiled.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The hash of what it was compiled from.
    pub hash: Hash,
    /// The name of the workflow.
    pub name: String,
    /// The name shown to people.
    pub title: Option<Text>,
    /// States and transitions.
    pub chart: Chart,
    /// The engine that runs its scripts.
    pub scripts: Arc<script::Engine>,
    /// Data fields.
    pub fields: IndexMap<String, FieldInfo>,
    /// Who.
    pub actors: IndexMap<String, Actor>,
    /// Events.
    pub events: IndexMap<String, Event>,
    /// The start.
    pub opens: Event,
    /// What makes two cases the same.
    pub keys: IndexMap<String, Key>,
    /// Numbers for people.
    pub numbers: IndexMap<String, NumberRule>,
    /// Named values.
    pub derive: IndexMap<String, DerivedValue>,
    /// Aggregates.
    pub find: IndexMap<String, Find>,
    /// Columns that others may read.
    pub published: IndexMap<String, Published>,
    /// Cases that it starts as its children.
    pub children: IndexMap<String, ChildrenRule>,
    /// That it is the child of another case.
    pub parent: Option<ParentRule>,
    /// Conditions that hold after every step.
    pub invariants: Vec<Invariant>,
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// Duty that states watch.
    pub shifts: Vec<ShiftRule>,
    /// Duties that recur.
    pub obligations: Vec<ObligationRule>,
    /// Templates of documents.
    pub documents: IndexMap<String, Template>,
    /// Templates of notices.
    pub notices: IndexMap<String, Template>,
    /// Values of the pack's parameters.
    pub parameters: Data,
    /// Names of fields and payload fields that are private.
    pub private: BTreeSet<String>,
    /// The field that holds the unit of a case.
    pub unit: Option<String>,
    /// The calendar.
    pub calendar: String,
    /// The counting rule of the document.
    pub counting: String,
    /// Whether errors of scripts become events of SCXML instead of faults. Only for conformance tests.
    pub lenient_errors: bool,
    /// Done once, before the first state is entered; an error ends its action, not the others.
    pub prologue: Block,
}

/// A data field, or a field of a payload.
#[derive(Clone, Debug)]
pub struct FieldInfo {
    /// What the author wrote.
    pub model: model::data::Field,
    /// Its type in scripts.
    pub type_: script::Type,
    /// The value before anything is saved.
    pub default: Option<Expr>,
}

/// Who.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The name shown to people.
    pub title: Option<Text>,
    /// The role.
    pub role: Option<String>,
    /// Where the walk begins. Absent: at the case's unit.
    pub at: Option<Script>,
    /// Persons.
    pub person: Option<Script>,
    /// The field that holds parties.
    pub external: Option<String>,
    /// The duty.
    pub duty: Option<DutyRule>,
    /// Rows of a register.
    pub rows: Option<RowsRule>,
    /// Fields or actors that are left out.
    pub except: Vec<String>,
}

/// People in a column of a register.
#[derive(Clone, Debug)]
pub struct RowsRule {
    /// The register.
    pub register: String,
    /// Which rows. Absent: all.
    pub condition: Option<Script>,
    /// The column that holds the person or persons.
    pub column: String,
}

/// A slot of a rotation.
#[derive(Clone, Debug)]
pub struct DutyRule {
    /// The rotation.
    pub rotation: String,
    /// The slot. Absent: the only one.
    pub slot: Option<String>,
    /// Whose turn it is, now or next.
    pub which: model::duty::Which,
}

/// Duty that a state watches.
#[derive(Clone, Debug)]
pub struct ShiftRule {
    /// Its name, unique in the definition: it raises `shift.<name>`, unless a task follows it.
    pub name: String,
    /// The rotation.
    pub rotation: String,
    /// The slot. Absent: the only one.
    pub slot: Option<String>,
    /// The unit. Absent: the case's.
    pub at: Option<Script>,
    /// The task that moves with it. Absent: none.
    pub follows: Option<Follow>,
}

/// A task that moves with whoever is on duty.
#[derive(Clone, Debug)]
pub struct Follow {
    /// The task.
    pub task: String,
    /// The actor that is on duty; its unit is that of the slot.
    pub actor: String,
}

/// A duty that recurs.
#[derive(Clone, Debug)]
pub struct ObligationRule {
    /// Its name, unique in the definition: it raises `<name>.missed`.
    pub name: String,
    /// What people see: its title, else the state's, else its name.
    pub title: Arc<Words>,
    /// The article.
    pub basis: Option<Text>,
    /// The period.
    pub every: model::obligation::Period,
    /// Actors who owe it.
    pub by: Vec<String>,
    /// The event that fulfils it.
    pub event: String,
    /// The same, as the task names it.
    pub does: Arc<[String]>,
    /// How often in every period.
    pub at_least: u32,
    /// Whether a first period counts that is not whole.
    pub first_counts: bool,
}

/// An event, or the start.
#[derive(Clone, Debug, Default)]
pub struct Event {
    /// The name shown to people.
    pub title: Option<Text>,
    /// Actors who may send it.
    pub by: Vec<String>,
    /// Fields that its payload carries and saves.
    pub saves: Vec<String>,
    /// Those of them that an event may leave out.
    pub may_omit: Vec<String>,
    /// Other fields of its payload.
    pub data: IndexMap<String, FieldInfo>,
    /// Whether legal time comes with it.
    pub happened: Happened,
    /// How far back legal time may lie.
    pub backdate: Option<SpanExpr>,
    /// What must be approved.
    pub approval: Option<Approval>,
    /// What becomes of it where nothing takes it.
    pub unhandled: Unhandled,
    /// The article.
    pub basis: Option<Text>,
}

/// An approval.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Actors who approve.
    pub by: Vec<String>,
    /// Whether all of them must.
    pub all: bool,
    /// How long they have.
    pub within: Option<SpanExpr>,
}

/// What makes two cases the same.
#[derive(Clone, Debug)]
pub struct Key {
    /// Paths of data fields.
    pub of: Vec<Vec<String>>,
    /// The state in which it becomes free.
    pub until: Option<StateIx>,
    /// What happens to a start whose key is taken.
    pub taken: Taken,
    /// The event raised then.
    pub event: Option<String>,
}

/// A number for people.
#[derive(Clone, Debug)]
pub struct NumberRule {
    /// The text.
    pub text: String,
    /// What separates sequences.
    pub per: Vec<String>,
    /// The event it is given with. Absent: the start.
    pub on: Option<String>,
}

/// A named value.
#[derive(Clone, Debug)]
pub struct DerivedValue {
    /// The name shown in explanations.
    pub title: Option<Text>,
    /// The expression.
    pub value: Script,
}

/// What an aggregate looks through.
#[derive(Clone, Debug)]
pub enum Rows {
    /// The elements of a list, by its field.
    List(String),
    /// The children of a name.
    Children(String),
    /// The rows of a register.
    Register(String),
    /// What the cases of a workflow publish.
    Published(PublishedRows),
}

/// Rows of another workflow that are read.
#[derive(Clone, Debug)]
pub struct PublishedRows {
    /// The workflow.
    pub workflow: Arc<str>,
    /// The columns that are read with their types, those that every row has among them.
    pub columns: Arc<BTreeMap<String, script::Type>>,
}

/// Cases that a case starts as its children.
#[derive(Clone, Debug)]
pub struct ChildrenRule {
    /// The name shown to people.
    pub title: Option<Text>,
    /// Fields that they see.
    pub share: Vec<String>,
    /// Fields of theirs that are seen, with their types.
    pub reads: IndexMap<String, script::Type>,
}

/// That a case is the child of another one.
#[derive(Clone, Debug)]
pub struct ParentRule {
    /// Fields that the parent sees.
    pub share: Vec<String>,
    /// Fields that follow the parent's.
    pub takes: Vec<String>,
}

/// An aggregate.
#[derive(Clone, Debug)]
pub struct Find {
    /// What it looks through.
    pub rows: Rows,
    /// Which elements.
    pub condition: Option<Script>,
    /// What is computed.
    pub give: Aggregate,
    /// What it is computed of.
    pub value: Option<Script>,
}

/// A column that others may read.
#[derive(Clone, Debug)]
pub struct Published {
    /// The name shown to people.
    pub title: Option<Text>,
    /// What it holds: as declared, else as the expression is found to give.
    pub type_: script::Type,
    /// What the expression is found to give. It depends on the document alone, so that a stored definition gives the same.
    pub found: script::Type,
    /// The expression.
    pub value: Script,
}

/// A condition that holds after every step.
#[derive(Clone, Debug)]
pub struct Invariant {
    /// What it protects.
    pub title: Option<Text>,
    /// The condition.
    pub check: Script,
    /// Whether it reads data fields and nothing else, so that it changes only with them.
    pub of_fields: bool,
}

/// What time is counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// When the latest event of this name happened.
    Event(String),
    /// A data field.
    Field(String),
}

/// How a last day rolls.
#[derive(Clone, Debug)]
pub enum Roll {
    /// As written: whether it rolls to the next working day.
    Fixed(bool),
    /// An expression giving `none` or `next_workday`.
    Script(Script),
}

/// A deadline.
#[derive(Clone, Debug)]
pub struct Deadline {
    /// Its name, unique in the definition.
    pub name: String,
    /// The state it belongs to.
    pub state: StateIx,
    /// How long.
    pub within: Option<SpanExpr>,
    /// Or when.
    pub at_time: Option<Script>,
    /// What it is counted from. Absent: since the state was entered.
    pub from: Option<From>,
    /// States during which the time stands still.
    pub stops_in: Vec<StateIx>,
    /// States that share the time. Empty: it runs from the entry of its own state on.
    pub runs_in: Vec<StateIx>,
    /// How its last day rolls. Absent: as the counting rule says.
    pub roll: Option<Roll>,
    /// The counting rule.
    pub counting: String,
    /// The rungs of its escalation.
    pub rungs: Vec<Rung>,
    /// Whether the end of the time has a transition of its own.
    pub ends: bool,
    /// The name shown to people.
    pub title: Option<Text>,
    /// The article.
    pub basis: Option<Text>,
}

/// When a rung is reached.
#[derive(Clone, Debug)]
pub enum RungAt {
    /// At a share of the time, in per cent.
    Share(u32),
    /// At the end of the time.
    Due,
    /// So long before the end.
    Before(SpanExpr),
    /// So long after the end.
    After(SpanExpr),
}

/// A rung.
#[derive(Clone, Debug)]
pub struct Rung {
    /// When.
    pub at: RungAt,
    /// The light from here on.
    pub light: Option<String>,
    /// Asked when it is reached: whether it acts. Absent: always.
    pub when: Option<Script>,
    /// When it may act. Absent: at any time.
    pub only: Option<model::deadline::Only>,
    /// Who must acknowledge it.
    pub acknowledge: Option<Acknowledge>,
    /// That it acts again: how long after the time before, and how often in all.
    pub repeat: Option<(SpanExpr, u32)>,
    /// What is done.
    pub actions: Block,
    /// What to do when nobody is found.
    pub if_empty: model::deadline::IfEmpty,
    /// Actors who are found together and of whom some are on duty: where it is to be held, it waits for all of these.
    pub awaits: Vec<Vec<String>>,
    /// The name shown to people.
    pub title: Option<Text>,
}

/// Who must acknowledge a rung.
#[derive(Clone, Debug)]
pub struct Acknowledge {
    /// Actors who are asked.
    pub by: Vec<String>,
    /// Whether all of them must.
    pub all: bool,
    /// How long they have. Absent: as long as the state lasts.
    pub within: Option<SpanExpr>,
    /// Whether silence brings the next rung.
    pub next: bool,
}

/// Work for people.
#[derive(Clone, Debug)]
pub struct TaskRule {
    /// Its name.
    pub name: String,
    /// What people see: its title, else the state's, else its name.
    pub title: Arc<Words>,
    /// Actors who are invited.
    pub to: Vec<String>,
    /// Events that complete it.
    pub does: Arc<[String]>,
    /// One for each person.
    pub each: bool,
    /// Whether it moves with whoever is on duty.
    pub follow: bool,
}

/// When regions count as done.
#[derive(Clone, Debug, Default)]
pub enum Complete {
    /// When all have ended.
    #[default]
    All,
    /// When one has ended.
    Any,
    /// When so many have ended.
    AtLeast(u32),
    /// When this holds.
    Condition(Script),
}

/// A template of a document or notice.
#[derive(Clone, Debug)]
pub struct Template {
    /// The heading.
    pub title: Text,
    /// The body.
    pub text: Text,
    /// The entry of `numbers` it is numbered by.
    pub number: Option<String>,
    /// The field that holds the unit which issues it. Absent: the unit of the case.
    pub unit: Option<String>,
    /// The table below the text. Absent: none.
    pub table: Option<model::workflow::TemplateTable>,
}

impl Definition {
    /// Whether the payload field or data field is private.
    #[must_use]
    pub fn is_private(&self, field: &str) -> bool {
        self.private.contains(field)
    }

    /// A deadline and its place, by name.
    #[must_use]
    pub fn deadline(&self, name: &str) -> Option<&Deadline> {
        self.deadlines.iter().find(|deadline| deadline.name == name)
    }

    /// Whether its cases may be due at another time when duty is changed: states watch it, tasks follow it, rungs wait for it.
    #[must_use]
    pub fn watches_duty(&self) -> bool {
        let mut rungs = self.deadlines.iter().flat_map(|deadline| &deadline.rungs);
        !self.shifts.is_empty() || rungs.any(|rung| !rung.awaits.is_empty())
    }

    /// A duty that recurs, by name.
    #[must_use]
    pub fn obligation(&self, name: &str) -> Option<&ObligationRule> {
        self.obligations.iter().find(|rule| rule.name == name)
    }

    /// Workflows whose published rows its steps may ask for.
    pub fn read_workflows(&self) -> impl Iterator<Item = &str> {
        self.find.values().filter_map(|find| match &find.rows {
            Rows::Published(rows) => Some(&*rows.workflow),
            _ => None,
        })
    }

    /// Every block of actions with the state that it belongs to.
    pub fn blocks(&self) -> impl Iterator<Item = (StateIx, &[Action])> {
        let states = self.chart.states.iter().enumerate().flat_map(|(ix, state)| {
            state.entry.iter().chain(&state.exit).map(move |block| (ix as StateIx, block.as_slice()))
        });
        let ways = self.chart.transitions.iter().map(|way| (way.source, way.actions.as_slice()));
        let rungs = self.deadlines.iter().flat_map(|deadline| {
            deadline.rungs.iter().map(move |rung| (deadline.state, rung.actions.as_slice()))
        });
        states.chain(ways).chain(rungs)
    }
}
