//! Duty.

use jiff::Timestamp;
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($fields:tt)* })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
            pub struct $name { $($fields)* }
        )+
    };
}

views! {
    /// The rotations that the caller may see.
    RotationList {
        /// In the order of the documents.
        pub items: Vec<RotationView>,
    }

    /// A rotation.
    RotationView {
        /// Its name.
        pub name: String,
        /// Its name for people.
        pub title: String,
        /// The zone of its civil times.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub zone: Option<String>,
        /// The units it has a roster for, as far as the caller may see them; none where it names none.
        pub units: Vec<String>,
        /// What a shift needs.
        pub slots: Vec<SlotView>,
    }

    /// A slot of a rotation.
    SlotView {
        /// Its name.
        pub name: String,
        /// Its name for people.
        pub title: String,
        /// How many people at once.
        pub count: u32,
    }

    /// Who is on duty.
    OnDuty {
        /// The rotation.
        pub rotation: String,
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The instant that was asked about.
        #[schemars(with = "String")]
        pub at: Timestamp,
        /// Slot by slot.
        pub slots: Vec<DutySlot>,
    }

    /// Who fills a slot.
    DutySlot {
        /// The slot.
        pub slot: String,
        /// Who is on duty; none: nobody.
        pub people: Vec<PersonOnDuty>,
        /// The turn that decides. Absent: no layer had anybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub turn: Option<DutyTurn>,
        /// The ids of the changes that mattered, the weakest first.
        pub changes: Vec<String>,
        /// Whose duty it is instead. Absent: it is this unit's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub above: Option<DutyStandIn>,
    }

    /// A person on duty.
    PersonOnDuty {
        /// Their id.
        pub id: String,
        /// Their name.
        pub name: String,
    }

    /// A turn of a layer.
    DutyTurn {
        /// The layer.
        pub layer: String,
        /// Its number: 0 begins when the layer starts.
        pub number: i64,
    }

    /// A unit above whose duty stands in.
    DutyStandIn {
        /// The unit.
        pub unit: String,
        /// Its rotation.
        pub rotation: String,
        /// The slot that was asked there.
        pub slot: String,
        /// The units that were asked, from the first above to the one of the answer.
        pub walked: Vec<String>,
    }

    /// Why somebody is on duty.
    DutyReasons {
        /// Slot by slot.
        pub items: Vec<DutyReason>,
    }

    /// Why a slot is filled as it is.
    DutyReason {
        /// The rotation.
        pub rotation: String,
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The slot.
        pub slot: String,
        /// The instant that was asked about.
        #[schemars(with = "String")]
        pub at: Timestamp,
        /// Who is on duty; none: nobody.
        pub people: Vec<PersonOnDuty>,
        /// Since when for this reason, on the clock of the rotation.
        #[schemars(with = "String")]
        pub from: DateTime,
        /// Until when.
        #[schemars(with = "String")]
        pub to: DateTime,
        /// The turn that decides. Absent: no layer had anybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub turn: Option<DutyTurn>,
        /// The ids of the changes that mattered, the weakest first.
        pub changes: Vec<String>,
        /// The edition of the rotation files that was asked. Absent: they were never edited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub edition: Option<DutyEdition>,
        /// The reason in words, line by line.
        pub lines: Vec<String>,
    }

    /// The rotation files as they were from one edit to the next.
    DutyEdition {
        /// The SHA-256 of all of them, in hexadecimal.
        pub version: String,
        /// Since when it was in force, on the clock of the rotation. Absent: from the beginning.
        #[schemars(with = "Option<String>")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub since: Option<DateTime>,
        /// Until when. Absent: it is.
        #[schemars(with = "Option<String>")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub until: Option<DateTime>,
    }

    /// A schedule.
    DutySchedule {
        /// The rotation.
        pub rotation: String,
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// Since when.
        #[schemars(with = "String")]
        pub from: Timestamp,
        /// Until when.
        #[schemars(with = "String")]
        pub to: Timestamp,
        /// Slot by slot.
        pub slots: Vec<SlotSchedule>,
    }

    /// The schedule of a slot.
    SlotSchedule {
        /// The slot.
        pub slot: String,
        /// Stretches that fill the span, ascending; those without anybody included.
        pub shifts: Vec<DutyShift>,
    }

    /// A stretch of a schedule.
    DutyShift {
        /// Its first instant.
        #[schemars(with = "String")]
        pub from: Timestamp,
        /// The first instant after it.
        #[schemars(with = "String")]
        pub to: Timestamp,
        /// Who is on duty; none: nobody.
        pub people: Vec<PersonOnDuty>,
        /// The turn that decides. Absent: no layer had anybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub turn: Option<DutyTurn>,
        /// The ids of the changes that mattered, the weakest first.
        pub changes: Vec<String>,
        /// Whose duty it is instead. Absent: it is this unit's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub above: Option<DutyStandIn>,
    }

    /// What falls on whom in a year.
    DutyFairness {
        /// The rotation.
        pub rotation: String,
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The year.
        pub year: i16,
        /// Slot by slot.
        pub ledgers: Vec<DutyLedger>,
    }

    /// The ledger of a slot.
    DutyLedger {
        /// The slot.
        pub slot: String,
        /// Those who take part, also where nothing fell on them, and those who stood in.
        pub people: Vec<PersonTally>,
    }

    /// What fell on a person.
    PersonTally {
        /// Their id.
        pub id: String,
        /// Their name.
        pub name: String,
        /// Whether they took part during the whole year: only they are compared.
        pub throughout: bool,
        /// What fell on them.
        pub tally: DutyTally,
    }

    /// Duties by kind of day, each counted on the day on which it opens; one that goes on counts each day again.
    DutyTally {
        /// On a statutory holiday.
        pub statutory: u32,
        /// On another day of an arranged holiday.
        pub holiday: u32,
        /// On a day of rest of the plain week.
        pub weekend: u32,
        /// On a day of rest that is worked.
        pub makeup_workday: u32,
        /// On a plain working day.
        pub workday: u32,
        /// Of all these, by night.
        pub night: u32,
        /// Shifts, however long.
        pub turns: u32,
        /// Minutes on duty.
        pub minutes: i64,
    }

    /// The proof that slots are filled in the hours of service, or the holes.
    DutyCoverage {
        /// The rotation.
        pub rotation: String,
        /// Since when.
        #[schemars(with = "String")]
        pub from: Timestamp,
        /// Until when.
        #[schemars(with = "String")]
        pub to: Timestamp,
        /// How many slots of units were looked at.
        pub rosters: usize,
        /// The seconds of service that were looked at.
        pub service_seconds: i64,
        /// Whether there is no hole that nobody fills.
        pub whole: bool,
        /// Whether every slot is filled by its own roster.
        pub own: bool,
        /// The holes.
        pub holes: Vec<DutyHole>,
    }

    /// A stretch of service in which too few are on duty.
    DutyHole {
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The slot.
        pub slot: String,
        /// Its first instant.
        #[schemars(with = "String")]
        pub from: Timestamp,
        /// The first instant after it.
        #[schemars(with = "String")]
        pub to: Timestamp,
        /// Who is on duty nevertheless.
        pub people: Vec<PersonOnDuty>,
        /// How many are missing.
        pub missing: usize,
        /// Whose duty fills it. Absent: nobody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub above: Option<DutyStandIn>,
    }

    /// What a change would do.
    DutyPreview {
        /// The change.
        pub change: String,
        /// Which duty moves from whom to whom, ascending.
        pub moves: Vec<DutyMove>,
        /// How the ledgers of the year in which it begins would differ.
        pub fairness: Vec<DutyShifted>,
    }

    /// Duty that moves.
    DutyMove {
        /// The rotation.
        pub rotation: String,
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The slot.
        pub slot: String,
        /// Since when, on the clock of the rotation.
        #[schemars(with = "String")]
        pub from: DateTime,
        /// Until when.
        #[schemars(with = "String")]
        pub to: DateTime,
        /// Who is on duty as it stands.
        pub before: Vec<PersonOnDuty>,
        /// Who would be.
        pub after: Vec<PersonOnDuty>,
    }

    /// How one person's ledger would differ.
    DutyShifted {
        /// The unit. Absent: the rotation names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The slot.
        pub slot: String,
        /// The person.
        pub person: PersonOnDuty,
        /// What falls on them as it stands.
        pub before: DutyTally,
        /// What would.
        pub after: DutyTally,
    }
}

impl From<docket_core::rotation::Tally> for DutyTally {
    fn from(tally: docket_core::rotation::Tally) -> Self {
        Self {
            statutory: tally.statutory,
            holiday: tally.holiday,
            weekend: tally.weekend,
            makeup_workday: tally.makeup_workday,
            workday: tally.workday,
            night: tally.night,
            turns: tally.turns,
            minutes: tally.minutes,
        }
    }
}
