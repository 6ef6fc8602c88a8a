//! Days and hours in which something may act: what is reached outside of them waits for the next.

use super::{Calendar, DayKind, Error, zone};
use crate::model::calendar::TimeOfDay;
use crate::model::deadline::{Days, Only};
use jiff::Timestamp;

/// So many days are looked through for one that fits. No arrangement of a year leaves more between two of a kind.
const MOST_DAYS: usize = 800;

impl Days {
    /// Whether a day of this kind belongs to them.
    #[must_use]
    pub const fn has(self, kind: DayKind) -> bool {
        match self {
            Self::Workdays => kind.is_worked(),
            Self::RestDays => !kind.is_worked(),
            Self::Holidays => matches!(kind, DayKind::Holiday),
            Self::Weekends => matches!(kind, DayKind::Weekend),
            Self::MakeupWorkdays => matches!(kind, DayKind::MakeupWorkday),
        }
    }
}

impl Calendar {
    /// The first instant at or after another that lies within the days and hours.
    ///
    /// # Errors
    /// [`Error::MissingYear`]; [`Error::OutOfRange`] where no day fits for years.
    pub fn held(&self, at: Timestamp, only: &Only) -> Result<Timestamp, Error> {
        let from = only.from.map_or(0, TimeOfDay::minutes);
        let to = only.to.map_or(24 * 60, TimeOfDay::minutes);
        let mut date = self.date_at(at);
        for _ in 0..MOST_DAYS {
            let fits = only.days.is_empty() || {
                let kind = self.kind_of(date)?;
                only.days.iter().any(|days| days.has(kind))
            };
            if fits && at < zone::instant(&self.zone, date, to)? {
                return Ok(at.max(zone::instant(&self.zone, date, from)?));
            }
            date = date.tomorrow().map_err(|_| Error::OutOfRange)?;
        }
        Err(Error::OutOfRange)
    }
}
