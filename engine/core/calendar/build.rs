//! Documents to calendars: merged by name, inherited, compiled, all faults at once.

use super::fault::{Fault, FaultKind, Place};
use super::{Calendar, DayKind, Named, Status, days, hours};
use crate::model::Text;
use crate::model::calendar::{Amends, Counting, Day, Document, Hours, Week, Weekday, Window, Year};
use indexmap::IndexMap;
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

/// All calendars of a deployment, by name.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    by_name: BTreeMap<String, Calendar>,
}

impl Calendars {
    /// Compiles all documents together. What could be understood is returned with every fault that was found; nothing
    /// should be counted from it while there is one.
    #[must_use]
    pub fn build(documents: &[Document]) -> (Self, Vec<Fault>) {
        let mut faults = Faults(Vec::new());
        let mut own: IndexMap<&str, Layer> = IndexMap::new();
        for (index, document) in documents.iter().enumerate() {
            own.entry(document.calendar.as_str()).or_default().read(index, document, &mut faults);
        }
        own.values_mut().for_each(Layer::amend);
        let mut by_name = BTreeMap::new();
        for (name, layer) in &own {
            let whole = inherit(name, layer, &own, &mut faults);
            by_name.insert((*name).to_owned(), whole.compile(name, &mut faults));
        }
        (Self { by_name }, faults.0)
    }

    /// The calendar of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Calendar> {
        self.by_name.get(name)
    }

    /// All calendars, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Calendar> + '_ {
        self.by_name.values()
    }

    /// The SHA-256 over the versions of all calendars, in hexadecimal: part of the stamp of the world.
    #[must_use]
    pub fn version(&self) -> String {
        stamp(&self.iter().map(|calendar| (&calendar.name, &calendar.version)).collect::<Vec<_>>())
    }
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, kind: FaultKind, document: usize, pointer: impl Into<String>) {
        self.0.push(Fault { kind, at: Place { document, pointer: pointer.into() } });
    }
}

/// What the documents of one name say, before inheritance.
#[derive(Clone, Default, Serialize)]
struct Layer {
    #[serde(skip)]
    document: usize,
    #[serde(skip)]
    inherits: Option<(String, usize)>,
    #[serde(skip)]
    title: Option<Text>,
    zone: Option<String>,
    rest: Option<Vec<Weekday>>,
    hours: Option<[Vec<(u16, u16)>; 4]>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    weekdays: BTreeMap<Weekday, Vec<(u16, u16)>>,
    #[serde(skip)]
    written: Option<Hours>,
    years: BTreeMap<i16, KnownYear>,
    /// Years that correct others, until they are laid over them.
    #[serde(skip)]
    amendments: BTreeMap<i16, KnownYear>,
    countings: IndexMap<String, Counting>,
    /// Which document said something first: a key, or the pointer of a counting.
    #[serde(skip)]
    said: BTreeMap<String, usize>,
}

#[derive(Clone, Serialize)]
struct KnownYear {
    #[serde(skip)]
    document: usize,
    status: Status,
    days: BTreeMap<Date, Day>,
    #[serde(skip)]
    places: BTreeMap<Date, (usize, String)>,
    /// What it corrects, if it corrects what another layer says.
    #[serde(skip)]
    amends: Option<(Amends, usize)>,
    #[serde(skip)]
    basis: Option<String>,
    #[serde(skip)]
    source: Option<String>,
}

impl Layer {
    fn read(&mut self, index: usize, document: &Document, faults: &mut Faults) {
        if self.years.is_empty() && self.zone.is_none() {
            self.document = index;
        }
        let said = &mut self.said;
        let mut once = |taken: bool, key: &'static str| {
            let first = *said.entry(key.to_owned()).or_insert(index);
            if taken {
                let name = key.to_owned();
                faults.add(FaultKind::SaidTwice { name, first }, index, format!("/{key}"));
            }
            !taken
        };
        if document.title.is_some() && self.title.is_none() {
            self.title.clone_from(&document.title);
        }
        if let Some(name) = &document.inherits
            && once(self.inherits.is_some(), "inherits")
        {
            self.inherits = Some((name.clone(), index));
        }
        // The same zone may be repeated, so that each file reads by itself.
        if let Some(zone) = &document.zone
            && once(self.zone.as_ref().is_some_and(|known| known != zone), "zone")
        {
            self.zone = Some(zone.clone());
        }
        if let Some(week) = &document.week
            && once(self.rest.as_ref().is_some_and(|known| known != &week.rest), "week")
        {
            self.rest = Some(week.rest.clone());
        }
        if let Some(written) = &document.hours
            && once(self.hours.is_some(), "hours")
        {
            let makeup = written.makeup_workday.as_ref().unwrap_or(&written.workday);
            let by_kind = [&written.workday, makeup, &written.weekend, &written.holiday];
            let names = ["workday", "makeup_workday", "weekend", "holiday"];
            let read = std::array::from_fn(|kind| {
                let (Some(windows), Some(name)) = (by_kind.get(kind), names.get(kind)) else {
                    return Vec::new();
                };
                // The windows of a working day are checked once, not again where they stand in for others.
                let silent = *name == "makeup_workday" && written.makeup_workday.is_none();
                read_windows(windows, name, index, (!silent).then_some(&mut *faults))
            });
            self.hours = Some(read);
            for (day, windows) in &written.weekdays {
                let kind = format!("weekdays/{}", day.word());
                self.weekdays.insert(*day, read_windows(windows, &kind, index, Some(&mut *faults)));
            }
            self.written = Some(written.clone());
        }
        for (name, counting) in &document.countings {
            if self.countings.contains_key(name) {
                let at = format!("/countings/{name}");
                let first = self.said.get(&at).copied().unwrap_or(index);
                faults.add(FaultKind::SaidTwice { name: name.clone(), first }, index, at);
            } else {
                self.said.insert(format!("/countings/{name}"), index);
                self.countings.insert(name.clone(), counting.clone());
            }
        }
        for (number, year) in &document.years {
            let at = format!("/years/{number}");
            if !(1..=9998).contains(number) {
                faults.add(FaultKind::NoYear(*number), index, at);
                continue;
            }
            let into = if year.amends.is_some() { &mut self.amendments } else { &mut self.years };
            if let Some(known) = into.get(number) {
                // One fault for the year, not one for each of its days.
                let first = known.document;
                faults.add(FaultKind::DuplicateYear { year: *number, first }, index, at);
            } else {
                into.insert(*number, KnownYear::read(*number, year, index, faults));
            }
        }
    }

    /// Lays the corrections over the years that the documents of this name describe. One that corrects an inherited year
    /// waits for it.
    fn amend(&mut self) {
        for (number, mut amendment) in std::mem::take(&mut self.amendments) {
            let year = match (self.years.remove(&number), amendment.amends.map(|(amends, _)| amends)) {
                (Some(known), Some(Amends::Days)) => known.corrected(&amendment),
                (Some(_), _) => {
                    amendment.amends = None;
                    amendment
                }
                (None, _) => amendment,
            };
            self.years.insert(number, year);
        }
    }

    /// Lays this layer over another.
    fn over(&self, mut below: Self) -> Self {
        below.document = self.document;
        below.title = self.title.clone().or(below.title);
        below.zone = self.zone.clone().or(below.zone);
        below.rest = self.rest.clone().or(below.rest);
        if self.hours.is_some() {
            below.hours.clone_from(&self.hours);
            below.weekdays.clone_from(&self.weekdays);
            below.written.clone_from(&self.written);
        }
        below.countings.extend(self.countings.clone());
        for (number, year) in &self.years {
            let amends = year.amends.map(|(amends, _)| amends);
            match below.years.get_mut(number) {
                Some(known) if amends == Some(Amends::Year) => {
                    *known = KnownYear { amends: None, ..year.clone() };
                }
                Some(known) => {
                    // What rests on an expected arrangement stays expected, whoever adds to it.
                    let status = known.status.max(year.status);
                    *known = KnownYear { status, ..known.clone().corrected(year) };
                }
                None => {
                    below.years.insert(*number, year.clone());
                }
            }
        }
        below
    }

    /// The one document that says all of it.
    fn document(&self, name: &str) -> Document {
        let year = |year: &KnownYear| Year {
            status: year.status,
            amends: None,
            source: year.source.clone(),
            basis: year.basis.clone(),
            days: year.days.values().cloned().collect(),
        };
        Document {
            language: 1,
            calendar: name.to_owned(),
            title: self.title.clone(),
            zone: self.zone.clone(),
            inherits: None,
            week: self.rest.clone().map(|rest| Week { rest }),
            hours: self.written.clone(),
            years: self.years.iter().map(|(number, known)| (*number, year(known))).collect(),
            countings: self.countings.clone(),
        }
    }

    fn compile(&self, name: &str, faults: &mut Faults) -> Calendar {
        let zone = match &self.zone {
            None => {
                faults.add(FaultKind::NoZone(name.to_owned()), self.document, "");
                TimeZone::UTC
            }
            // The bundled database, so that every machine gives the same answer.
            Some(zone) => TimeZoneDatabase::bundled().get(zone).unwrap_or_else(|_| {
                faults.add(FaultKind::UnknownZone(zone.clone()), self.document, "/zone");
                TimeZone::UTC
            }),
        };
        if self.rest.is_none() {
            faults.add(FaultKind::NoWeek(name.to_owned()), self.document, "");
        }
        let rest: BTreeSet<Weekday> = self.rest.iter().flatten().copied().collect();
        let mut named = BTreeMap::new();
        let mut years = Vec::with_capacity(self.years.len());
        for day in self.weekdays.keys().filter(|day| rest.contains(day)) {
            faults.add(
                FaultKind::HoursOfRest(day.word()),
                self.document,
                format!("/hours/weekdays/{}", day.word()),
            );
        }
        let mut by_date = BTreeMap::new();
        for (number, year) in &self.years {
            if let Some((_, document)) = year.amends {
                faults.add(FaultKind::NothingAmended(*number), document, format!("/years/{number}/amends"));
            }
            let mut days = Vec::with_capacity(366);
            let mut next = Date::new(*number, 1, 1).ok();
            while let Some(date) = next.filter(|date| date.year() == *number) {
                let plain = rest.contains(&Weekday::of(date));
                let plain = if plain { DayKind::Weekend } else { DayKind::Workday };
                let told = year.days.get(&date);
                let kind = told.map_or(plain, |day| day.kind);
                if kind == DayKind::MakeupWorkday
                    && plain == DayKind::Workday
                    && let Some((document, at)) = year.places.get(&date)
                {
                    faults.add(FaultKind::NothingMadeUp(date), *document, at.clone());
                }
                if let Some(day) = told {
                    named.insert(date, Named { name: day.name.clone(), statutory: day.statutory });
                    if let Some(hours) = &day.hours {
                        by_date.insert(date, read_windows(hours, "", 0, None));
                    }
                }
                days.push((date, kind));
                next = date.tomorrow().ok();
            }
            years.push((*number, days));
        }
        let [workday, makeup_workday, weekend, holiday] = self.hours.clone().unwrap_or_default();
        Calendar {
            name: name.to_owned(),
            title: self.title.clone(),
            zone,
            days: days::Days::new(years.into_iter()),
            statuses: self.years.iter().map(|(number, year)| (*number, year.status)).collect(),
            named,
            hours: hours::Hours {
                workday,
                makeup_workday,
                weekend,
                holiday,
                weekdays: self.weekdays.clone(),
                by_date,
            },
            countings: self.countings.clone(),
            version: stamp(&(name, self)),
            document: Arc::new(self.document(name)),
        }
    }
}

impl KnownYear {
    fn read(number: i16, year: &crate::model::calendar::Year, document: usize, faults: &mut Faults) -> Self {
        let (mut days, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (index, day) in year.days.iter().enumerate() {
            let at = format!("/years/{number}/days/{index}/date");
            if day.date.year() != number {
                faults.add(FaultKind::WrongYear { date: day.date, year: number }, document, at);
                continue;
            }
            match days.entry(day.date) {
                Entry::Occupied(_) => faults.add(FaultKind::DuplicateDay(day.date), document, at),
                Entry::Vacant(free) => {
                    free.insert(day.clone());
                    places.insert(day.date, (document, at));
                    if let Some(hours) = &day.hours {
                        read_windows_at(
                            hours,
                            &format!("/years/{number}/days/{index}/hours"),
                            document,
                            Some(&mut *faults),
                        );
                    }
                }
            }
        }
        let (basis, source) = (year.basis.clone(), year.source.clone());
        let amends = year.amends.map(|amends| (amends, document));
        Self { document, status: year.status, days, places, amends, basis, source }
    }

    /// The year with the days of another laid over it.
    fn corrected(mut self, by: &Self) -> Self {
        self.status = by.status;
        self.days.extend(by.days.clone());
        self.places.extend(by.places.clone());
        self.basis = by.basis.clone().or(self.basis);
        self.source = by.source.clone().or(self.source);
        self
    }
}

/// A layer with all it inherits. A circle is cut where it closes.
fn inherit(name: &str, layer: &Layer, own: &IndexMap<&str, Layer>, faults: &mut Faults) -> Layer {
    let mut chain = vec![layer];
    let mut seen = BTreeSet::from([name]);
    let mut lowest = layer;
    while let Some((parent, document)) = &lowest.inherits {
        let Some(found) = own.get(parent.as_str()) else {
            // Told once, by the calendar that writes it.
            if chain.len() == 1 {
                faults.add(FaultKind::UnknownParent(parent.clone()), *document, "/inherits");
            }
            break;
        };
        if !seen.insert(parent.as_str()) {
            if parent == name {
                faults.add(FaultKind::InheritsItself(name.to_owned()), *document, "/inherits");
            }
            break;
        }
        chain.push(found);
        lowest = found;
    }
    chain.into_iter().rev().fold(Layer::default(), |below, layer| layer.over(below))
}

fn read_windows(
    windows: &[Window],
    kind: &str,
    document: usize,
    faults: Option<&mut Faults>,
) -> Vec<(u16, u16)> {
    read_windows_at(windows, &format!("/hours/{kind}"), document, faults)
}

fn read_windows_at(
    windows: &[Window],
    at: &str,
    document: usize,
    mut faults: Option<&mut Faults>,
) -> Vec<(u16, u16)> {
    let mut read: Vec<(u16, u16)> = Vec::with_capacity(windows.len());
    for (index, window) in windows.iter().enumerate() {
        let (from, to) = (window.from.minutes(), window.to.minutes());
        if to <= from || read.last().is_some_and(|(_, end)| from < *end) {
            if let Some(faults) = faults.as_mut() {
                faults.add(FaultKind::BadWindow, document, format!("{at}/{index}"));
            }
        } else {
            read.push((from, to));
        }
    }
    read
}

/// The SHA-256 of a value's JSON, whose maps are ordered, in hexadecimal.
fn stamp<T: Serialize>(value: &T) -> String {
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    Sha256::digest(&bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
