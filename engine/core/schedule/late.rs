//! How late something may still run.

use super::rhythm::Rhythm;
use super::{Error, Occurrence, Schedule, period};
use crate::calendar::{Unit, first_instant};
use crate::model::schedule::Missed;
use jiff::{SignedDuration, Timestamp};

impl Schedule {
    /// The last instant at which an occurrence that was missed still runs. Absent: it runs however late it is.
    ///
    /// Days and working days end at the same time of the day as they began.
    ///
    /// # Errors
    /// [`Error`], most often that a year is missing.
    pub fn runs_until(&self, occurrence: &Occurrence) -> Result<Option<Timestamp>, Error> {
        if self.document.missed == Missed::Skip {
            return Ok(Some(occurrence.at));
        }
        let Some(late) = self.document.run_late_within else { return Ok(None) };
        let wall = occurrence.wall;
        let day = match late.unit {
            Unit::Minutes | Unit::Hours => {
                let minutes = i64::from(late.count) * if late.unit == Unit::Hours { 60 } else { 1 };
                let end = occurrence.at.checked_add(SignedDuration::from_mins(minutes));
                return end.map(Some).map_err(|_| Error::OutOfRange);
            }
            Unit::Workdays => {
                let Rhythm { calendar: Some(calendar), .. } = &self.rhythm else {
                    return Err(Error::NoCalendar(self.name().to_owned()));
                };
                let count = i32::try_from(late.count).map_err(|_| Error::OutOfRange)?;
                calendar.add_workdays(wall.date(), count)?
            }
            _ => period::add_days(wall.date(), i64::from(late.count))?,
        };
        Ok(Some(first_instant(&self.zone, day.to_datetime(wall.time()))?))
    }
}
