//! How far a sync has come.

use docket_core::instance::Hash;
use std::fmt;
use std::str::FromStr;

/// Where the next page of a sync begins, in the edition of the list with which the sync began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCursor {
    edition: String,
    place: Place,
}

/// A place in a sync: first the entries that are declared, then those that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The entry of this number, from 0, in the order of a sync.
    Declared(usize),
    /// What is kept under keys beyond this one. Absent: all that is kept.
    Kept(Option<String>),
}

impl ListCursor {
    pub(super) fn new(edition: &Hash, place: Place) -> Self {
        Self { edition: edition.short().to_owned(), place }
    }

    /// The place, if the list is still the same.
    pub(super) fn place_in(self, edition: &Hash) -> Option<Place> {
        (self.edition == edition.short()).then_some(self.place)
    }
}

impl fmt::Display for ListCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Declared(number) => write!(f, "{}.d.{number}", self.edition),
            Place::Kept(key) => write!(f, "{}.k.{}", self.edition, key.as_deref().unwrap_or_default()),
        }
    }
}

/// The text is none that a cursor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCursor;

impl FromStr for ListCursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let mut parts = text.splitn(3, '.');
        let (Some(edition), Some(kind), Some(place)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoCursor);
        };
        let place = match kind {
            "d" => Place::Declared(place.parse().map_err(|_| NoCursor)?),
            "k" => Place::Kept(Some(place.to_owned()).filter(|key| !key.is_empty())),
            _ => return Err(NoCursor),
        };
        Ok(Self { edition: edition.to_owned(), place })
    }
}
