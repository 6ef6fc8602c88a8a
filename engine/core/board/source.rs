//! What a board is compiled from, and what is stored of it.

use crate::calendar::Calendar;
use crate::instance::Data;
use crate::model::board::Document;
use crate::organisation::Organisation;
use crate::script::{Engine, Type};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The format of [`Closure`] that this version writes.
pub const FORMAT: u32 = 1;

/// Everything that decides what a board says of given rows, the world apart. Its text is what is stored and hashed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The format; 1.
    pub format: u32,
    /// The document.
    pub board: Document,
    /// The values of the parameters that it reads.
    pub parameters: Data,
}

/// What a workflow shows to boards.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// What it publishes, with the types.
    pub columns: BTreeMap<String, Type>,
    /// Fields and named values of a case, published or not.
    pub fields: BTreeSet<String>,
    /// Its states.
    pub states: Vec<String>,
}

impl Source {
    /// Keeps what another shows as well: the columns that both publish, and the names of either.
    pub fn meet(&mut self, other: &Self) {
        self.columns.retain(|name, type_| other.columns.get(name).is_some_and(|own| own.is_like(type_)));
        for (name, type_) in &mut self.columns {
            *type_ = other.columns.get(name).map_or(Type::Any, |own| type_.join(own));
        }
        self.fields.extend(other.fields.iter().cloned());
        self.states.extend(other.states.iter().cloned());
    }
}

/// What stands around a board.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Workflows by name.
    pub sources: &'a BTreeMap<String, Source>,
    /// Calendars by name.
    pub calendars: &'a BTreeMap<String, Arc<Calendar>>,
    /// Units, levels and attributes. Absent: nothing can be said of their names.
    pub organisation: Option<&'a Organisation>,
    /// The values of the parameters.
    pub parameters: &'a Data,
    /// The engine that knows the functions of boards.
    pub engine: &'a Arc<Engine>,
}
