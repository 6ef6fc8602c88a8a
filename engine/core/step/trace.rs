//! Why: what a step asked, saw and did, in order.

use crate::instance::NodeKey;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// One thing that happened within a step. Only [`Trace::Line`] is kept in the log; the rest is made again by
/// `explain`, which takes the step once more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Trace {
    /// A line that an author asked for.
    Line {
        /// The words.
        text: String,
    },
    /// An event begins to be processed.
    Event {
        /// Its name.
        name: String,
        /// Whether the case raised it by itself.
        internal: bool,
    },
    /// A guard was asked.
    Guard {
        /// The transition.
        transition: String,
        /// The script.
        script: String,
        /// What the variables were.
        saw: Vec<(String, String)>,
        /// The answer.
        answer: bool,
    },
    /// What other cases publish was read.
    Read {
        /// The aggregate.
        find: String,
        /// The workflow of the cases.
        workflow: String,
        /// The instant as of which it was read.
        as_of: Timestamp,
        /// How many rows were looked through.
        rows: u64,
        /// What it came to.
        value: String,
    },
    /// A window or limit was looked at.
    Window {
        /// The transition.
        transition: String,
        /// Until when it was open. Absent: it is a limit of times.
        until: Option<Timestamp>,
        /// Whether the event was in time.
        open: bool,
    },
    /// A transition was taken.
    Taken {
        /// The transition.
        transition: String,
        /// Its article.
        basis: Option<String>,
    },
    /// A state was left.
    Left {
        /// The state.
        node: NodeKey,
    },
    /// A state was entered.
    Entered {
        /// The state.
        node: NodeKey,
    },
    /// A clock was armed.
    Armed {
        /// The deadline.
        deadline: String,
        /// Since when it counts.
        from: Timestamp,
        /// How long.
        within: String,
        /// When it falls due. Absent: it stands still.
        due_at: Option<Timestamp>,
        /// Years of the calendar that are provisional.
        provisional: Vec<i16>,
        /// Its article.
        basis: Option<String>,
    },
    /// A clock was stopped, set going, or given more time.
    Clock {
        /// The deadline.
        deadline: String,
        /// What happened to it: `paused`, `resumed`, `extended by 30 days`.
        change: String,
        /// When it falls due now. Absent: it stands still.
        due_at: Option<Timestamp>,
    },
    /// A clock falls due at another instant, because its calendar has changed.
    Moved {
        /// The deadline.
        deadline: String,
        /// The calendar.
        calendar: String,
        /// When it fell due before. Absent: it stood still, or could not be counted.
        was: Option<Timestamp>,
        /// When it falls due now. Absent: as `was`.
        now: Option<Timestamp>,
    },
    /// A rung of a deadline was reached.
    Rung {
        /// The deadline.
        deadline: String,
        /// The place of the rung, from 1; 0 for the end of the time.
        rung: u16,
        /// The light it sets.
        light: Option<String>,
    },
    /// A rung waits until somebody is on duty.
    Held {
        /// The deadline.
        deadline: String,
        /// The place of the rung, from 1.
        rung: u16,
        /// The actors of whom nobody is on duty.
        #[serde(rename = "for")]
        for_: Vec<String>,
        /// Until when, as duty is planned now.
        until: Timestamp,
    },
    /// A rung asks people to acknowledge.
    Asked {
        /// The deadline.
        deadline: String,
        /// The place of the rung, from 1.
        rung: u16,
        /// Who is asked.
        to: Vec<String>,
        /// Until when. Absent: as long as the state lasts.
        until: Option<Timestamp>,
    },
    /// A person has acknowledged a rung.
    Acknowledged {
        /// The deadline.
        deadline: String,
        /// The place of the rung, from 1.
        rung: u16,
        /// Who.
        who: String,
        /// Who must still.
        missing: Vec<String>,
    },
    /// An actor was resolved.
    Actor {
        /// The actor.
        name: String,
        /// Who was found.
        found: Vec<String>,
        /// Why: the role, where the walk began and went, who was left out.
        why: String,
    },
    /// A task was opened.
    TaskOpened {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
        /// Who is invited.
        candidates: Vec<String>,
    },
    /// A task was closed.
    TaskClosed {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// People were told something.
    Told {
        /// The template, or the place.
        about: String,
        /// Who.
        to: Vec<String>,
    },
    /// A document was issued.
    Issued {
        /// Its name.
        document: String,
        /// Its number.
        number: Option<String>,
    },
    /// Duty was changed.
    Duty {
        /// The id of the change.
        change: String,
        /// What it is: `swap`, `leave`, and so on.
        what: String,
    },
    /// An event counted towards a duty that recurs.
    Fulfilled {
        /// The obligation.
        obligation: String,
        /// How often it was done in this period.
        done: u32,
        /// How often it must be.
        at_least: u32,
    },
    /// A period of a duty has ended.
    Period {
        /// The obligation.
        obligation: String,
        /// The day by which the period is called.
        period: Date,
        /// Whether too little was done.
        missed: bool,
        /// How many of the last periods were missed one after the other.
        in_a_row: u32,
    },
    /// Data changed.
    Changed {
        /// The field.
        field: String,
    },
    /// An error was raised as an event.
    Error {
        /// The event.
        event: String,
        /// What went wrong.
        message: String,
    },
}
