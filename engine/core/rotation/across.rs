//! People who take part in several rotations: shifts that meet, and rests between them that are too short.

use super::{Name, Rotations};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// People who are named for each two rotations; of the others only their number is told.
pub const MAX_NAMED: usize = 10;

/// The shifts that people have in one rotation, of those who take part in others as well.
#[derive(Debug, Default)]
pub struct Served {
    /// The rest between two shifts, in seconds. Absent: none is asked for.
    pub rest: Option<i64>,
    /// From when until when, by person.
    pub shifts: BTreeMap<Name, Vec<(Timestamp, Timestamp)>>,
}

/// A person whose shifts in two rotations meet, or leave too little rest between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Across {
    /// The person.
    pub person: Name,
    /// The rotation of the earlier shift, as its place among those that were given.
    pub one: usize,
    /// The rotation of the later one.
    pub other: usize,
    /// When the earlier shift ends, the first time that this is so.
    pub from: Timestamp,
    /// When the later one begins: before `from`, if they meet.
    pub to: Timestamp,
    /// How often this is so.
    pub times: usize,
    /// For how many people of these two rotations it is so.
    pub people: usize,
}

impl Across {
    /// Whether the shifts meet.
    #[must_use]
    pub fn meet(&self) -> bool {
        self.to < self.from
    }
}

/// The people who take part in more than one rotation.
#[must_use]
pub fn shared(rotations: &Rotations) -> BTreeSet<Name> {
    let mut first: BTreeMap<&Name, usize> = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for (place, rotation) in rotations.iter().enumerate() {
        let rosters = rotation.rosters.values();
        for person in rosters.flat_map(|roster| roster.members.iter().flat_map(|members| members.people())) {
            if *first.entry(person).or_insert(place) != place {
                shared.insert(person.clone());
            }
        }
    }
    shared
}

/// What the shifts of people in several rotations show: for each two rotations the people with the earliest instants, at
/// most [`MAX_NAMED`].
#[must_use]
pub fn across(rotations: &[Served]) -> Vec<Across> {
    let mut people: BTreeMap<&Name, Vec<(Timestamp, Timestamp, usize)>> = BTreeMap::new();
    for (place, served) in rotations.iter().enumerate() {
        for (person, shifts) in &served.shifts {
            people.entry(person).or_default().extend(shifts.iter().map(|(from, to)| (*from, *to, place)));
        }
    }
    let rest = |place: usize| rotations.get(place).and_then(|served| served.rest).unwrap_or(0);
    let mut pairs: BTreeMap<(usize, usize), Vec<Across>> = BTreeMap::new();
    for (person, mut shifts) in people {
        shifts.sort_unstable();
        let mut found: BTreeMap<(usize, usize), Across> = BTreeMap::new();
        // The latest end so far, by rotation.
        let mut ends: BTreeMap<usize, Timestamp> = BTreeMap::new();
        for (from, to, place) in shifts {
            for (other, end) in ends.iter().filter(|(other, _)| **other != place) {
                let pause = from.as_second() - end.as_second();
                if pause >= rest(place).max(rest(*other)) {
                    continue;
                }
                let new = || Across {
                    person: person.clone(),
                    one: *other,
                    other: place,
                    from: *end,
                    to: from,
                    times: 0,
                    people: 0,
                };
                found.entry((place.min(*other), place.max(*other))).or_insert_with(new).times += 1;
            }
            let end = ends.entry(place).or_insert(to);
            *end = to.max(*end);
        }
        for (pair, across) in found {
            pairs.entry(pair).or_default().push(across);
        }
    }
    let named = pairs.into_values().flat_map(|mut all| {
        let people = all.len();
        all.sort_by_key(|across| across.to);
        all.truncate(MAX_NAMED);
        all.into_iter().map(move |across| Across { people, ..across })
    });
    named.collect()
}
