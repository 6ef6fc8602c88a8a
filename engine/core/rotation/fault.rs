//! What can be wrong with a rotation, and why a question has no answer.

use crate::calendar;
use jiff::Timestamp;

/// Why a question about duty has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No document describes the year. Nothing is guessed.
    #[error("the calendar `{calendar}` does not describe the year {year}")]
    MissingYear {
        /// The calendar.
        calendar: String,
        /// The first year that was needed and is missing.
        year: i16,
    },
    /// There is no such rotation.
    #[error("there is no rotation `{0}`")]
    UnknownRotation(String),
    /// The rotation has no roster for this unit.
    #[error("the rotation `{rotation}` has no roster for the unit `{unit}`")]
    UnknownUnit {
        /// The rotation.
        rotation: String,
        /// The unit.
        unit: String,
    },
    /// The rotation has rosters for many units, and none was named.
    #[error("the rotation `{0}` has a roster for each of many units: name one")]
    UnitNeeded(String),
    /// The rotation has no such slot.
    #[error("the rotation `{rotation}` has no slot `{slot}`")]
    UnknownSlot {
        /// The rotation.
        rotation: String,
        /// The slot.
        slot: String,
    },
    /// The kinds of day are asked for, and the rotation names no calendar.
    #[error("the rotation `{0}` names no calendar, so the kinds of day are not known")]
    NoCalendar(String),
    /// The documents were edited since, and the edition of that time is not kept in memory.
    #[error("how the rotations were before {since} is not kept in memory")]
    NotKept {
        /// Since when it is kept.
        since: Timestamp,
    },
    /// A longer span than is laid out at once.
    #[error("a span of at most {0} days can be asked for at once")]
    TooLong(i64),
    /// The result lies beyond the years that can be counted.
    #[error("the result lies outside the range of dates")]
    OutOfRange,
}

impl From<calendar::Error> for Error {
    fn from(error: calendar::Error) -> Self {
        match error {
            calendar::Error::MissingYear { calendar, year } => Self::MissingYear { calendar, year },
            _ => Self::OutOfRange,
        }
    }
}

/// A fault of a rotation document, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The document, as its place among those that were given.
    pub document: usize,
    /// The path inside the document, such as `/layers/0/start`; empty for the whole.
    pub pointer: String,
}

/// What is wrong with a rotation document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// Two rotations of one name; the first is used.
    #[error("the rotation `{0}` stands twice")]
    Duplicate(String),
    /// A calendar that does not exist.
    #[error("there is no calendar `{0}`")]
    UnknownCalendar(String),
    /// Kinds of day are named, and no calendar.
    #[error("kinds of day need a calendar")]
    NoCalendar,
    /// Neither a zone nor a calendar.
    #[error("there is neither a zone nor a calendar")]
    NoZone,
    /// A zone that does not exist.
    #[error("there is no time zone `{0}`")]
    UnknownZone(String),
    /// A unit that does not exist.
    #[error("there is no unit `{0}`")]
    UnknownUnit(String),
    /// A level that does not exist.
    #[error("there is no level `{0}`")]
    UnknownLevel(String),
    /// A role that does not exist.
    #[error("there is no role `{0}`")]
    UnknownRole(String),
    /// A person who does not exist.
    #[error("there is no person `{0}`")]
    UnknownPerson(String),
    /// A slot that the rotation does not have.
    #[error("there is no slot `{0}`")]
    UnknownSlot(String),
    /// A layer does not say which of several slots it fills.
    #[error("the layer does not say which slot it fills")]
    NoSlot,
    /// A rotation that does not exist.
    #[error("there is no rotation `{0}`")]
    UnknownRotation(String),
    /// Nobody can take a turn.
    #[error("nobody can take a turn of `{slot}`")]
    EmptyPool {
        /// The slot.
        slot: String,
        /// The unit; empty where none is named.
        unit: String,
        /// For how many units this is so.
        units: usize,
    },
    /// Fewer people than must be on duty at once.
    #[error("{got} people for {count} at once")]
    TooFew {
        /// The slot.
        slot: String,
        /// The unit; empty where none is named.
        unit: String,
        /// How many are there.
        got: usize,
        /// How many are needed at once.
        count: u32,
    },
    /// A participant is outside the pool, or lacks a qualification.
    #[error("`{person}` cannot fill `{slot}`: {missing}")]
    NotEligible {
        /// The person.
        person: String,
        /// The slot.
        slot: String,
        /// The role or the qualification that is missing.
        missing: String,
    },
    /// A length of turns that does not go with the way of advancing.
    #[error("turns that advance by {advance} are not counted in {unit}")]
    UnitsMix {
        /// How the layer advances.
        advance: &'static str,
        /// The unit that was written.
        unit: &'static str,
    },
    /// Something ends when or before it begins, or lasts no time.
    #[error("it ends before it begins")]
    ZeroLength,
    /// Windows of one restriction overlap.
    #[error("two windows overlap")]
    WindowsOverlap,
    /// A restriction that admits no day.
    #[error("no day fits")]
    NoDay,
    /// Rests are minutes or hours.
    #[error("a rest is counted in minutes or hours")]
    RestUnit(String),
    /// Two temporary rosters at one time.
    #[error("the temporary rosters `{0}` and `{1}` overlap")]
    TemporariesOverlap(String, String),
    /// A year that is needed is missing.
    #[error("the calendar `{calendar}` does not describe the year {year}")]
    MissingYear {
        /// The calendar.
        calendar: String,
        /// The year.
        year: i16,
    },
}
