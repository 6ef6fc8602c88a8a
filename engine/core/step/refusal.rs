//! Refusals: an answer to the sender, of which nothing is kept.

use super::World;
use super::machine::{Event, Machine};
use super::payload::FieldFault;
use super::select::Closed;
use crate::definition::Definition;
use crate::instance::Instance;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;

/// Why an input is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// No workflow of this name.
    UnknownWorkflow,
    /// No case of this id.
    UnknownCase,
    /// The workflow has no event of this name.
    UnknownEvent,
    /// No active state takes the event.
    NotPossible,
    /// A transition names the event, but its guard does not hold.
    GuardFalse,
    /// The legal window has closed.
    WindowClosed,
    /// The transition was taken as often as it may be.
    AtMost,
    /// A request for this event waits for approval already.
    Pending,
    /// The sender is none of those who may.
    NotAllowed,
    /// Nobody is named as acting.
    NoActor,
    /// The payload has the wrong shape.
    BadPayload,
    /// Legal time is missing, not wanted, too early or in the future.
    BadLegalTime,
    /// The same id came with another body.
    OtherBody,
    /// The case has moved on since the expected version.
    StaleVersion,
    /// Another case holds the key.
    KeyTaken,
    /// A field that the payload saves is frozen now.
    Frozen,
    /// A condition that must always hold would break.
    Invariant,
    /// The case has ended.
    Ended,
    /// The task is not open any more.
    TaskGone,
    /// Somebody else holds the task.
    TaskTaken,
    /// The event does not complete the task.
    NotOfTask,
    /// The event is possible in several regions and names none.
    RegionNeeded,
    /// A named limit is passed.
    Limit,
    /// There is no such incident, or somebody has settled it.
    IncidentGone,
    /// What failed was a sender's own event: only the sender sends it again.
    NotRetryable,
    /// Duty cannot be changed so.
    DutyRefused,
    /// No board of this name.
    UnknownBoard,
    /// The board was never published under this number.
    UnknownPublication,
    /// No schedule of this name.
    UnknownSchedule,
    /// No list of this name.
    UnknownList,
    /// The list has changed since its sync began.
    ListChanged,
}

impl RefusalCode {
    /// Every code.
    pub const ALL: [Self; 31] = [
        Self::UnknownWorkflow,
        Self::UnknownCase,
        Self::UnknownEvent,
        Self::NotPossible,
        Self::GuardFalse,
        Self::WindowClosed,
        Self::AtMost,
        Self::Pending,
        Self::NotAllowed,
        Self::NoActor,
        Self::BadPayload,
        Self::BadLegalTime,
        Self::OtherBody,
        Self::StaleVersion,
        Self::KeyTaken,
        Self::Frozen,
        Self::Invariant,
        Self::Ended,
        Self::TaskGone,
        Self::TaskTaken,
        Self::NotOfTask,
        Self::RegionNeeded,
        Self::Limit,
        Self::IncidentGone,
        Self::NotRetryable,
        Self::DutyRefused,
        Self::UnknownBoard,
        Self::UnknownPublication,
        Self::UnknownSchedule,
        Self::UnknownList,
        Self::ListChanged,
    ];

    /// The word of the code, as scenarios and problems name it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::UnknownWorkflow => "unknown_workflow",
            Self::UnknownCase => "unknown_case",
            Self::UnknownEvent => "unknown_event",
            Self::NotPossible => "not_possible",
            Self::GuardFalse => "guard_false",
            Self::WindowClosed => "window_closed",
            Self::AtMost => "at_most",
            Self::Pending => "pending",
            Self::NotAllowed => "not_allowed",
            Self::NoActor => "no_actor",
            Self::BadPayload => "bad_payload",
            Self::BadLegalTime => "bad_legal_time",
            Self::OtherBody => "other_body",
            Self::StaleVersion => "stale_version",
            Self::KeyTaken => "key_taken",
            Self::Frozen => "frozen",
            Self::Invariant => "invariant",
            Self::Ended => "ended",
            Self::TaskGone => "task_gone",
            Self::TaskTaken => "task_taken",
            Self::NotOfTask => "not_of_task",
            Self::RegionNeeded => "region_needed",
            Self::Limit => "limit",
            Self::IncidentGone => "incident_gone",
            Self::NotRetryable => "not_retryable",
            Self::DutyRefused => "duty_refused",
            Self::UnknownBoard => "unknown_board",
            Self::UnknownPublication => "unknown_publication",
            Self::UnknownSchedule => "unknown_schedule",
            Self::UnknownList => "unknown_list",
            Self::ListChanged => "list_changed",
        }
    }

    /// The HTTP status that an integrator sees.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::UnknownWorkflow
            | Self::UnknownCase
            | Self::UnknownEvent
            | Self::UnknownBoard
            | Self::UnknownPublication
            | Self::UnknownSchedule
            | Self::UnknownList => 404,
            Self::NotAllowed | Self::NoActor => 403,
            Self::BadPayload | Self::BadLegalTime | Self::OtherBody | Self::RegionNeeded => 422,
            _ => 409,
        }
    }
}

/// A refusal, with what is possible instead.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    /// Why.
    pub code: RefusalCode,
    /// What the words of the refusal name.
    pub arguments: BTreeMap<&'static str, String>,
    /// Faults of the payload, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
    /// What is possible now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub possible: Vec<Possible>,
}

/// An event that is possible now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Possible {
    /// The event.
    pub event: String,
    /// The name shown to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<crate::model::Text>,
    /// Actors who may send it.
    pub by: Vec<String>,
    /// When its window closes. Absent: it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Refusal {
    /// A refusal without arguments.
    #[must_use]
    pub const fn new(code: RefusalCode) -> Self {
        Self { code, arguments: BTreeMap::new(), fields: Vec::new(), possible: Vec::new() }
    }

    /// The same with an argument for its words.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.insert(name, value.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code.word())?;
        for (name, value) in &self.arguments {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl Machine<'_> {
    /// The refusal of an event that nothing takes, by the most telling reason.
    pub fn refuse(&mut self, event: &Event, closed: &[Closed]) -> Refusal {
        let zone = super::vars::zone(self.world, &self.def.calendar);
        let rank = |reason: &Closed| match reason {
            Closed::Window(..) => 0,
            Closed::Often(..) => 1,
            Closed::Guard(_) => 2,
        };
        let refusal = match closed.iter().min_by_key(|reason| rank(reason)) {
            None => Refusal::new(RefusalCode::NotPossible),
            Some(Closed::Window(way, until)) => {
                // The last instant inside the window names the day that people know it by.
                let last = until
                    .checked_sub(jiff::SignedDuration::from_millis(1))
                    .unwrap_or(*until)
                    .to_zoned_datetime(zone);
                Refusal::new(RefusalCode::WindowClosed)
                    .with("transition", self.chart().transition(*way).id.clone())
                    .with("until", last.strftime("%Y-%m-%d %H:%M").to_string())
                    .with("basis", self.basis(*way))
            }
            Some(Closed::Often(way, limit)) => Refusal::new(RefusalCode::AtMost)
                .with("limit", limit.to_string())
                .with("basis", self.basis(*way)),
            Some(Closed::Guard(way)) => {
                let guard = self.chart().transition(*way).guard.as_ref();
                let saw = guard.map(|guard| self.saw(guard, Some(event))).unwrap_or_default();
                let saw: Vec<String> =
                    saw.into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
                Refusal::new(RefusalCode::GuardFalse)
                    .with("guard", guard.map(|guard| guard.text().to_owned()).unwrap_or_default())
                    .with("saw", saw.join(", "))
            }
        };
        let states: Vec<String> = self
            .config
            .iter()
            .filter(|node| self.is_leaf(**node))
            .map(|node| self.key(*node).to_string())
            .collect();
        refusal.with("event", event.name.clone()).with("states", states.join(", "))
    }

    fn basis(&self, way: u32) -> String {
        self.chart().transition(way).basis.as_ref().map(|basis| basis.zh().to_owned()).unwrap_or_default()
    }
}

pub(super) fn possible(def: &Definition, inst: &Instance, world: &World, now: Timestamp) -> Vec<Possible> {
    if inst.ended.is_some() {
        return Vec::new();
    }
    let mut machine = Machine::looking(def, inst, world, now);
    let mut found: Vec<Possible> = Vec::new();
    for (name, rule) in def.events.iter().filter(|(_, rule)| !rule.by.is_empty()) {
        let nodes: Vec<_> = machine.config.iter().copied().collect();
        for node in nodes {
            let ways = def.chart.state(node.state).transitions.iter();
            for way in ways.map(|ix| def.chart.transition(*ix)).filter(|way| way.matches(name)) {
                // A guard may depend on the payload, so it is not asked here; windows and limits are known now.
                if way.at_most.as_ref().is_some_and(|(name, limit)| {
                    inst.taken.get(&machine.place_of(name, node)).copied().unwrap_or(0) >= *limit
                }) {
                    continue;
                }
                let until = way.window.as_ref().and_then(|window| machine.window_until(window, node).ok());
                if until.is_some_and(|until| until <= now) || found.iter().any(|other| other.event == *name) {
                    continue;
                }
                let (event, title, by) = (name.clone(), rule.title.clone(), rule.by.clone());
                found.push(Possible { event, title, by, until });
            }
        }
    }
    found
}
