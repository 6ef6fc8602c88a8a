//! What requests ask.

use super::fields::Fields;
use super::problem::Problem;
use docket_core::instance::Data;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request's body.
pub trait Body: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// A problem with every fault of every field.
    fn read(body: Value) -> Result<Self, Problem>;
}

/// Opens a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The workflow.
    pub workflow: String,
    /// The data it brings.
    #[serde(default)]
    pub data: Data,
    /// When it happened, if that was before now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub happened: Option<Timestamp>,
    /// Who acts. Absent: the person of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Sends an event to a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// The event.
    pub event: String,
    /// Its payload.
    #[serde(default)]
    pub data: Data,
    /// The task that is completed by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The element it is about, where a state has a region for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// When it happened, if that was before now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub happened: Option<Timestamp>,
    /// Who acts. Absent: the person of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Refuse it if the case has moved on since this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
}

/// Completes a task with one of the events that it does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// The event: one of those that the task `does`.
    pub event: String,
    /// Its payload.
    #[serde(default)]
    pub data: Data,
    /// When it happened, if that was before now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub happened: Option<Timestamp>,
    /// Who acts. Absent: the person of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Refuse it if the case has moved on since this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
}

/// Claims or releases a task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Who acts. Absent: the person of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Refuse it if the case has moved on since this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
}

/// Approves or refuses a request; has what failed taken again, or drops it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who acts. Absent: the person of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Refuse it if the case has moved on since this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
}

/// Publishes a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The number of the publication that this one corrects. Absent: of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
}

/// Syncs one page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sync {
    /// Only say what a sync would find and do.
    #[serde(default)]
    pub dry_run: bool,
    /// The `next` of the page before. Absent: from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Who asks for it. Absent: the person of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Moves a virtual clock forward.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetClock {
    /// To this instant.
    #[schemars(with = "String")]
    pub to: Timestamp,
}

/// Makes a token.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// Its name; vouches for event ids.
    pub name: String,
    /// Who acts with it. Absent: it belongs to a system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// What it may do: start, send, read, private, tasks, publish, sync, operate, admin, act_for.
    pub verbs: Vec<String>,
    /// The unit whose subtree it may see. Absent: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// When it ends. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub expires_at: Option<Timestamp>,
}

/// An event as CloudEvents 1.0 writes it, in structured mode. Extensions pass unread.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: String,
    /// Its id: with `source`, the same as an `Idempotency-Key`.
    pub id: String,
    /// Where it comes from.
    pub source: String,
    /// The event.
    #[serde(rename = "type")]
    pub type_: String,
    /// When it happened, where the event takes such a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub time: Option<Timestamp>,
    /// Its payload.
    #[serde(default)]
    pub data: Data,
}

macro_rules! body {
    ($type:ty, $fields:ident, $read:expr) => {
        impl Body for $type {
            fn read(body: Value) -> Result<Self, Problem> {
                let mut $fields = Fields::of(body)?;
                let read = $read;
                $fields.finish()?;
                Ok(read)
            }
        }
    };
}

body!(
    Start,
    f,
    Start {
        workflow: f.needed("workflow"),
        data: f.object("data"),
        happened: f.instant("happened"),
        by: f.text("by"),
    }
);
body!(
    Send,
    f,
    Send {
        event: f.needed("event"),
        data: f.object("data"),
        task: f.text("task"),
        region: f.text("region"),
        happened: f.instant("happened"),
        by: f.text("by"),
        expected_version: f.number("expected_version"),
    }
);
body!(
    Complete,
    f,
    Complete {
        event: f.needed("event"),
        data: f.object("data"),
        happened: f.instant("happened"),
        by: f.text("by"),
        expected_version: f.number("expected_version"),
    }
);
body!(Publish, f, Publish { corrects: f.number("corrects") });
body!(Sync, f, Sync { dry_run: f.flag("dry_run"), after: f.words("after"), by: f.text("by") });
body!(Act, f, Act { by: f.text("by"), expected_version: f.number("expected_version") });
body!(
    Decide,
    f,
    Decide { reason: f.words("reason"), by: f.text("by"), expected_version: f.number("expected_version") }
);
body!(
    NewToken,
    f,
    NewToken {
        name: f.needed("name"),
        person: f.text("person"),
        verbs: f.texts("verbs"),
        unit: f.text("unit"),
        expires_at: f.instant("expires_at"),
    }
);

impl Body for SetClock {
    fn read(body: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body)?;
        let to = fields.instant_needed("to");
        fields.finish()?;
        Ok(Self { to })
    }
}

impl Body for CloudEvent {
    fn read(body: Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body)?;
        let event = Self {
            specversion: fields.needed("specversion"),
            id: fields.needed("id"),
            source: fields.needed("source"),
            type_: fields.needed("type"),
            time: fields.instant("time"),
            data: fields.object("data"),
        };
        if event.specversion != "1.0" {
            fields.refuse("specversion", "1.0", &event.specversion);
        }
        fields.finish_open()?;
        Ok(event)
    }
}
