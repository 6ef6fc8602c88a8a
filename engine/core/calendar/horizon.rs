//! How far a calendar reaches: from which day on a term needs a year that is expected, or not described.

use super::{Calendar, Counting, Duration, Error, Status, due};
use jiff::civil::Date;

/// No term of law is longer: a search backward ends here.
const MOST_DAYS: usize = 366 * 12;

/// A term that does not always stay within the official years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The first day from which on the term needs the year.
    pub from: Date,
    /// The year.
    pub year: i16,
    /// [`Status::Provisional`]; absent: no document describes it.
    pub status: Option<Status>,
}

impl Calendar {
    /// The last day of the last year of a status, counted from the first described year on without a gap. For
    /// [`Status::Provisional`] official years count as well. Absent: the first year is not of that status.
    #[must_use]
    pub fn known_until(&self, status: Status) -> Option<Date> {
        let mut last: Option<i16> = None;
        for (year, known) in self.years() {
            if known > status || last.is_some_and(|last| last + 1 != year) {
                break;
            }
            last = Some(year);
        }
        Date::new(last?, 12, 31).ok()
    }

    /// From which day on a term needs a year that is not official. Absent: it needs no calendar, or no year is official.
    ///
    /// # Errors
    /// [`Error`], other than that a year is missing.
    pub fn crossing(&self, term: Duration, counting: Counting) -> Result<Option<Crossing>, Error> {
        let Some(last) = self.known_until(Status::Official) else { return Ok(None) };
        let mut first: Option<Crossing> = None;
        let mut from = last;
        for _ in 0..MOST_DAYS {
            let noon = super::zone::instant(&self.zone, from, 12 * 60)?;
            let found = match due(noon, term, counting, self) {
                Ok(due) => due.provisional.first().map(|year| Crossing {
                    from,
                    year: *year,
                    status: self.status(*year),
                }),
                Err(Error::MissingYear { year, .. }) => Some(Crossing { from, year, status: None }),
                Err(other) => return Err(other),
            };
            match found {
                Some(found) => first = Some(found),
                None => return Ok(first),
            }
            let Ok(before) = from.yesterday() else { break };
            from = before;
        }
        Ok(first)
    }
}
