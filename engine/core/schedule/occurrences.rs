//! Occurrences one by one, in the order of time.

use super::rhythm::Spot;
use super::{Error, Key, MAX_IDLE, MAX_OCCURRENCES, Occurrence, Schedule, period};
use crate::calendar::first_instant;
use crate::model::schedule::Or;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// What happens in a span, in order: no two at one instant, none that lies outside.
#[derive(Clone, Debug)]
pub struct Occurrences<'a> {
    schedule: &'a Schedule,
    from: Timestamp,
    to: Option<Timestamp>,
    /// Where it stands. Absent: nothing was looked at yet.
    place: Option<Place>,
    spot: Option<Spot>,
    /// The place of the next time of the day.
    time: usize,
    last_day: Option<Date>,
    last_at: Option<Timestamp>,
    given: usize,
    has_ended: bool,
}

/// Where an iterator stands in a rhythm.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The number that is looked at next.
    next: i64,
    /// The first day of the span.
    first: Date,
    /// Its last day. Absent: it has none.
    end: Option<Date>,
}

impl Place {
    fn new(schedule: &Schedule, from: Timestamp, to: Option<Timestamp>) -> Result<Self, Error> {
        let first = first_day(&schedule.zone, from)?;
        let end = to.map(|to| last_day(&schedule.zone, to)).transpose()?;
        let rhythm = &schedule.rhythm;
        let on = rhythm.first_on(first)?;
        let next = match schedule.document.from {
            Some(from) => on.max(rhythm.first_meant(from)?),
            None => on,
        };
        Ok(Self { next, first, end })
    }
}

impl<'a> Occurrences<'a> {
    pub(super) const fn new(schedule: &'a Schedule, from: Timestamp, to: Option<Timestamp>) -> Self {
        Self {
            schedule,
            from,
            to,
            place: None,
            spot: None,
            time: 0,
            last_day: None,
            last_at: None,
            given: 0,
            has_ended: false,
        }
    }

    /// The next one. Absent: there is none.
    fn find(&mut self) -> Result<Option<Occurrence>, Error> {
        loop {
            let Some(spot) = self.spot else {
                let Some(spot) = self.day()? else { return Ok(None) };
                self.spot = Some(spot);
                self.time = 0;
                continue;
            };
            let Some(minutes) = self.schedule.times.get(self.time).copied() else {
                self.spot = None;
                continue;
            };
            self.time += 1;
            let wall = at_minutes(spot.day, minutes)?;
            let at = first_instant(&self.schedule.zone, wall)?;
            // Times that one gap swallows are one: the first of them.
            if at < self.from || self.last_at.is_some_and(|last| at <= last) {
                continue;
            }
            if self.to.is_some_and(|to| to <= at) {
                return Ok(None);
            }
            if self.given == MAX_OCCURRENCES {
                return Err(Error::TooMany);
            }
            self.given += 1;
            self.last_at = Some(at);
            return self.schedule.occurrence(spot, at, wall, minutes).map(Some);
        }
    }

    /// The next day on which something happens.
    fn day(&mut self) -> Result<Option<Spot>, Error> {
        let schedule = self.schedule;
        let (document, rhythm) = (&schedule.document, &schedule.rhythm);
        let place = match &mut self.place {
            Some(place) => place,
            none => none.insert(Place::new(schedule, self.from, self.to)?),
        };
        for _ in 0..MAX_IDLE {
            if document.until.is_some_and(|until| rhythm.earliest(place.next).is_ok_and(|day| day > until)) {
                return Ok(None);
            }
            if let Some(end) = place.end
                && rhythm.is_past(place.next, end)?
            {
                return Ok(None);
            }
            let spot = match rhythm.spot(place.next) {
                // It moves back into a year that is not described, and so out of the span.
                Err(Error::MissingYear { year, .. })
                    if rhythm.or == Some(Or::PreviousWorkday) && year < place.first.year() =>
                {
                    None
                }
                other => other?,
            };
            place.next += 1;
            let Some(spot) = spot else { continue };
            if document.until.is_some_and(|until| until < spot.meant) {
                return Ok(None);
            }
            // Several days may move to one; it is known by the first of them.
            let is_before = spot.day < place.first || self.last_day.is_some_and(|last| spot.day <= last);
            if is_before || document.from.is_some_and(|from| spot.meant < from) {
                continue;
            }
            self.last_day = Some(spot.day);
            return Ok(Some(spot));
        }
        Err(Error::TooFar)
    }
}

impl Iterator for Occurrences<'_> {
    type Item = Result<Occurrence, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let found = self.find().transpose();
        self.has_ended = !matches!(found, Some(Ok(_)));
        found
    }
}

impl Schedule {
    fn occurrence(
        &self,
        spot: Spot,
        at: Timestamp,
        wall: DateTime,
        minutes: u16,
    ) -> Result<Occurrence, Error> {
        let window = match spot.last {
            Some(last) => {
                let after = period::add_days(last, 1)?;
                let opens = first_instant(&self.zone, at_minutes(spot.day, 0)?)?;
                Some((opens, first_instant(&self.zone, at_minutes(after, 0)?)?))
            }
            None => None,
        };
        let provisional = match (&self.rhythm.calendar, spot.reach) {
            (Some(calendar), Some((a, b))) => calendar.provisional(a, b).into_iter().collect(),
            _ => Vec::new(),
        };
        Ok(Occurrence {
            at,
            wall,
            opens_at: window.map(|window| window.0),
            closes_at: window.map(|window| window.1),
            key: Key { schedule: self.name.clone(), unit: None, of: at_minutes(spot.of, minutes)? },
            meant: spot.meant,
            last_day: spot.last,
            provisional,
        })
    }
}

/// The first day on which the clock on the wall shows a time that is not before an instant. Where a gap swallows the end of
/// a day, that day's last times are the end of the gap.
fn first_day(zone: &TimeZone, from: Timestamp) -> Result<Date, Error> {
    let mut first = zone.to_datetime(from).date();
    loop {
        let before = period::add_days(first, -1)?;
        if first_instant(zone, before.to_datetime(Time::MAX))? < from {
            return Ok(first);
        }
        first = before;
    }
}

/// The last day on which the clock on the wall shows a time before an instant. Where the clock is set back over midnight,
/// the next day has begun once already.
fn last_day(zone: &TimeZone, to: Timestamp) -> Result<Date, Error> {
    let before = to.checked_sub(SignedDuration::from_nanos(1)).map_err(|_| Error::OutOfRange)?;
    let mut last = zone.to_datetime(before).date();
    loop {
        let after = period::add_days(last, 1)?;
        if to <= first_instant(zone, after.to_datetime(Time::midnight()))? {
            return Ok(last);
        }
        last = after;
    }
}

fn at_minutes(day: Date, minutes: u16) -> Result<DateTime, Error> {
    let hour = i8::try_from(minutes / 60).map_err(|_| Error::OutOfRange)?;
    let minute = i8::try_from(minutes % 60).map_err(|_| Error::OutOfRange)?;
    Ok(day.to_datetime(Time::new(hour, minute, 0, 0).map_err(|_| Error::OutOfRange)?))
}
