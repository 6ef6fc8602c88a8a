//! What can be wrong with a schedule, and why a question has no answer.

use super::{MAX_IDLE, MAX_OCCURRENCES};
use crate::calendar;
use crate::model::Text;

/// Why a question about a schedule has no answer.
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
    /// Working days are asked for, and the schedule names no calendar.
    #[error("the schedule `{0}` names no calendar, so working days are not known")]
    NoCalendar(String),
    /// More occurrences than are listed at once ([`MAX_OCCURRENCES`]).
    #[error("more than {MAX_OCCURRENCES} occurrences; ask for a shorter span")]
    TooMany,
    /// More days or periods without an occurrence than are looked through ([`MAX_IDLE`]).
    #[error("no occurrence among the next {MAX_IDLE} days or periods")]
    TooFar,
    /// The result lies beyond the years that can be counted.
    #[error("the result lies outside the range of dates")]
    OutOfRange,
}

impl Error {
    /// The reason in words.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            Self::MissingYear { calendar, year } => {
                format!("日历“{calendar}”没有 {year} 年的安排，无法确定哪天上班")
            }
            Self::NoCalendar(name) => format!("日程“{name}”没有写日历，无法确定哪天上班"),
            Self::TooMany => format!("超过 {MAX_OCCURRENCES} 次：请缩短时间范围"),
            Self::TooFar => format!("往后 {MAX_IDLE} 天（或时段）里一次也没有"),
            Self::OutOfRange => "超出了能计算的年份".to_owned(),
        };
        Text::Localised { zh: Some(zh), en: Some(self.to_string()) }
    }
}

impl From<calendar::Error> for Error {
    fn from(error: calendar::Error) -> Self {
        match error {
            calendar::Error::MissingYear { calendar, year } => Self::MissingYear { calendar, year },
            _ => Self::OutOfRange,
        }
    }
}

/// A fault of a schedule document, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The JSON pointer of the value, such as `/on/dates/days`.
    pub pointer: String,
}

/// What is wrong with a schedule document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// There is no calendar of this name.
    UnknownCalendar(String),
    /// Working days are asked for, and no calendar is named.
    NoCalendar,
    /// Neither a zone nor a calendar is named.
    NoZone,
    /// There is no time zone of this name.
    UnknownZone(String),
    /// Not exactly one rhythm: the keys that are written.
    NotOneRhythm(Vec<&'static str>),
    /// It can never happen.
    Never(Never),
    /// A day that some of the months lack, and nothing says what happens then.
    ShortMonths(i8),
    /// A key that changes nothing here.
    SaysNothing(&'static str),
    /// Something is named twice: what (`time`, `day`, `month`), and which.
    Twice(&'static str, String),
    /// `24:00` as a time: it is 00:00 of the next day.
    EndOfDay,
    /// A window that is not counted in days or working days, or is too long.
    WindowLength(String),
    /// A lateness that is not counted in minutes, hours, days or working days.
    LateUnit(String),
    /// The year in which it begins is not described by the calendar.
    MissingYear {
        /// The calendar.
        calendar: String,
        /// The year.
        year: i16,
    },
}

/// Why something can never happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {
    /// A list of days is empty.
    Empty,
    /// No month that is named has such a day.
    NoSuchDay,
    /// The last day lies before the first.
    Span,
    /// No period has so many days.
    Beyond,
    /// Nothing was found in all years that the calendar describes, or in the span.
    Searched,
}

impl Never {
    /// The word by which the words of the fault are chosen.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoSuchDay => "no_such_day",
            Self::Span => "span",
            Self::Beyond => "beyond",
            Self::Searched => "searched",
        }
    }
}
