//! What can be wrong with a calendar document, and why a question has no answer.

use super::Unit;
use jiff::civil::Date;

/// Why a question about time has no answer.
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
    /// Working hours are to be counted, but the calendar has no working windows.
    #[error("the calendar `{calendar}` has no working hours")]
    NoHours {
        /// The calendar.
        calendar: String,
    },
    /// The calendar has no rule of day counting of this name.
    #[error("the calendar `{calendar}` has no counting `{counting}`")]
    UnknownCounting {
        /// The calendar.
        calendar: String,
        /// The name that was asked for.
        counting: String,
    },
    /// A clock is extended in another unit than it was granted in.
    #[error("a clock granted in {} cannot be extended in {}", granted.word(2), added.word(2))]
    MixedUnits {
        /// The unit of the budget.
        granted: Unit,
        /// The unit of the extension.
        added: Unit,
    },
    /// A share of months or years: they differ in length.
    #[error("{} differ in length and have no shares; grant days, or name a time before the end", .0.word(2))]
    NoShare(Unit),
    /// The result lies beyond the years 1 to 9999, or a budget beyond what can be counted.
    #[error("the result lies outside the range of dates")]
    OutOfRange,
}

/// A fault of a calendar document, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub at: Place,
}

/// A place in one of the documents handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The index of the document in the list handed in.
    pub document: usize,
    /// The JSON pointer of the value, such as `/years/2026/days/3/date`.
    pub pointer: String,
}

/// What is wrong with a calendar document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// No time zone of this name.
    #[error("there is no time zone `{0}`")]
    UnknownZone(String),
    /// No document of the calendar names a zone. UTC is used to go on checking.
    #[error("the calendar `{0}` has no `zone`")]
    NoZone(String),
    /// No document of the calendar has a week. Every day counts as worked to go on checking.
    #[error("the calendar `{0}` has no `week`")]
    NoWeek(String),
    /// Two documents of one calendar say the same thing; the first is used.
    #[error("`{name}` is said by two documents of one calendar")]
    SaidTwice {
        /// What is said.
        name: String,
        /// The index of the document that said it first.
        first: usize,
    },
    /// Two documents of one calendar describe a year; the first is used.
    #[error("the year {year} is described by two documents of one calendar")]
    DuplicateYear {
        /// The year.
        year: i16,
        /// The index of the document that described it first.
        first: usize,
    },
    /// A year that no date can have.
    #[error("{0} is no year")]
    NoYear(i16),
    /// A date stands under another year; it is left out.
    #[error("{date} does not belong to the year {year}")]
    WrongYear {
        /// The date.
        date: Date,
        /// The year it stands under.
        year: i16,
    },
    /// A date stands twice in one year; the first is used.
    #[error("{0} is described twice")]
    DuplicateDay(Date),
    /// A make-up working day on a day that is worked anyhow.
    #[error("{0} is worked in a plain week and makes up for nothing")]
    NothingMadeUp(Date),
    /// A year is amended that nothing describes; it is left out.
    #[error("nothing describes the year {0} that is amended")]
    NothingAmended(i16),
    /// Hours for a day of the week that the plain week does not work; they are left out.
    #[error("`{0}` is a day of rest of the plain week: its hours are those of `weekend`")]
    HoursOfRest(&'static str),
    /// `inherits` names no calendar.
    #[error("there is no calendar `{0}`")]
    UnknownParent(String),
    /// `inherits` leads back to the calendar itself; it is left out.
    #[error("the calendar `{0}` inherits from itself")]
    InheritsItself(String),
    /// A working window ends before it begins, or touches the one before it; it is left out.
    #[error("working windows must ascend and not overlap")]
    BadWindow,
}
