//! What a step reads of other cases: rows that they publish, handed in by the host, all as of one instant before the step.

use super::aggregate;
use super::machine::{Event, Machine};
use super::{Fault, MAX_LIST, MAX_READ_ROWS, Need, Stop, Trace};
use crate::definition::{Find, PublishedRows};
use crate::instance::{Hash, Read, Row, patch};
use crate::model::workflow::Aggregate;
use crate::script::{self, ErrorKind, Script, Value};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the cases of some workflows published, as it all was at one instant.
#[derive(Clone, Debug)]
pub struct Snapshot {
    as_of: Timestamp,
    count: usize,
    /// The rows of each workflow that was asked for, the oldest case first.
    rows: BTreeMap<String, Vec<Row>>,
}

impl Snapshot {
    /// The rows that were read for [`Need::Rows`], in any order. Whoever finds more than [`MAX_READ_ROWS`] hands in one
    /// more than that and leaves the rest: the step stops at the limit.
    #[must_use]
    pub fn new(as_of: Timestamp, workflows: &BTreeSet<String>, mut rows: Vec<Row>) -> Self {
        rows.sort_by(|a, b| (a.opened_at, &a.id).cmp(&(b.opened_at, &b.id)));
        let count = rows.len();
        let mut by_workflow: BTreeMap<String, Vec<Row>> =
            workflows.iter().map(|workflow| (workflow.clone(), Vec::new())).collect();
        for row in rows {
            if let Some(rows) = by_workflow.get_mut(row.workflow.as_str()) {
                rows.push(row);
            }
        }
        Self { as_of, count, rows: by_workflow }
    }
}

/// What a step has read so far.
#[derive(Debug, Default)]
pub(super) struct Reads<'a> {
    /// What an earlier run of the same step has read: it stands in the log.
    known: &'a [Read],
    /// Which of them were asked for, and what was read anew.
    used: Vec<Read>,
    /// How many of `used` the trace tells of.
    told: usize,
    /// Why the step has no outcome. Whatever else it came to is void.
    stop: Option<Stop>,
    /// Nothing new is read: the case is only looked at.
    pub looks: bool,
}

impl<'a> Reads<'a> {
    /// Those of a step that may have been taken before.
    pub fn of(known: &'a [Read]) -> Self {
        Self { known, ..Self::default() }
    }

    /// Those of a machine that only looks.
    pub fn looking() -> Self {
        Self { looks: true, ..Self::default() }
    }

    pub const fn is_void(&self) -> bool {
        self.stop.is_some()
    }

    fn known(&mut self, find: &str, asked: &Hash) -> Option<Read> {
        let is = |read: &&Read| read.find == find && read.asked == *asked;
        if let Some(used) = self.used.iter().find(is) {
            return Some(used.clone());
        }
        let known = self.known.iter().find(is)?.clone();
        self.used.push(known.clone());
        Some(known)
    }
}

impl Machine<'_> {
    /// The value of an aggregate over other cases. Absent: it cannot be had, and the step has no outcome.
    pub(super) fn read(
        &self,
        name: &str,
        (find, rows): (&Find, &PublishedRows),
        event: Option<&Event>,
        depth: u8,
    ) -> Option<Value> {
        let asked = self.asked(find, event, depth)?;
        let known = self.reads.borrow_mut().known(name, &asked);
        if let Some(known) = known {
            let broken =
                || self.void(Stop::Fault(Fault::Unfit(format!("what `{name}` came to cannot be read"))));
            return script::restore(&known.value).or_else(broken);
        }
        if self.reads.borrow().looks {
            return self.lack(format!("`{name}` is read of other cases only while an input is taken"));
        }
        let Some((snapshot, all)) =
            self.options.rows.and_then(|snapshot| Some((snapshot, snapshot.rows.get(&*rows.workflow)?)))
        else {
            // All of one step is read at once, so what was there already is asked for again.
            let before = self.options.rows.into_iter().flat_map(|snapshot| snapshot.rows.keys().cloned());
            let workflows = before.chain([rows.workflow.to_string()]).collect();
            return self.void(Stop::Needs(Need::Rows(workflows)));
        };
        if snapshot.count > MAX_READ_ROWS {
            let name = "rows read of other cases";
            return self.void(Stop::Fault(Fault::Limit { name, limit: MAX_READ_ROWS }));
        }
        let value = self.folded((find, rows), all, event, depth);
        let kept = value.and_then(|value| {
            let kept = script::keep(&value).map_err(|error| ErrorKind::Fault(error.to_string()))?;
            Ok((value, kept))
        });
        match kept {
            Ok((value, kept)) => {
                let rows = u64::try_from(all.len()).unwrap_or(u64::MAX);
                let (find, as_of) = (name.to_owned(), snapshot.as_of);
                self.reads.borrow_mut().used.push(Read { find, asked, as_of, rows, value: kept });
                Some(value)
            }
            Err(ErrorKind::Stopped) => self.void(Stop::Aborted),
            // No state can handle it: what was read then would not stand in the log.
            Err(why) => {
                let (place, message) = (format!("find.{name}"), why.to_string());
                self.void(Stop::Fault(Fault::Script { place, message }))
            }
        }
    }

    /// The rows that fit, made one value. The error says why that cannot be.
    fn folded(
        &self,
        (find, rows): (&Find, &PublishedRows),
        all: &[Row],
        event: Option<&Event>,
        depth: u8,
    ) -> Result<Value, ErrorKind> {
        let mut found = Vec::new();
        for row in all {
            let item = item(rows, row).map_err(ErrorKind::Fault)?;
            let keep = match &find.condition {
                None => true,
                Some(condition) => {
                    let answer = self.of_row(condition, &item, event, depth)?;
                    let no_answer = || format!("a condition must be true or false, this is {answer}");
                    !answer.is_unit() && answer.as_bool().map_err(|_| ErrorKind::Fault(no_answer()))?
                }
            };
            if !keep {
                continue;
            }
            let value = match &find.value {
                None => item,
                Some(value) => self.of_row(value, &item, event, depth)?,
            };
            // What is absent adds nothing.
            if !value.is_unit() || find.value.is_none() {
                found.push(value);
            }
        }
        if find.give == Aggregate::List && found.len() > MAX_LIST {
            let long = format!("a list of {} values is too long: at most {MAX_LIST}", found.len());
            return Err(ErrorKind::Fault(long));
        }
        let no_numbers = || ErrorKind::Fault("a sum needs numbers".to_owned());
        aggregate::fold(find.give, found, all.len()).ok_or_else(no_numbers)
    }

    /// The value of an expression over a row. Absent also where it cannot be computed because the row lacks what it reads:
    /// what another workflow leaves open is no fault of this case.
    fn of_row(
        &self,
        script: &Script,
        item: &Value,
        event: Option<&Event>,
        depth: u8,
    ) -> Result<Value, ErrorKind> {
        let row = item.read_lock::<script::Row>().map(|row| row.clone());
        let cell = |name: &str| row.as_ref().and_then(|row| row.cell(name)).cloned();
        let look = |name: &str| match name {
            "item" => Some(item.clone()),
            _ => self.variable(name, event, depth + 1).or_else(|| cell(name)),
        };
        let lacks = |name: &str| cell(name).is_some_and(|value| value.is_unit());
        match self.def.scripts.eval(script, &look, self.facts.as_ref(), self.options.stop) {
            Ok(value) => Ok(value),
            Err(error) if matches!(error.kind, ErrorKind::Fault(_)) && self.lacked.borrow().is_none() => {
                let mut read = script.paths().iter().filter_map(|path| match path.as_slice() {
                    [item, column, ..] if item == "item" => Some(column),
                    [column, ..] => Some(column),
                    [] => None,
                });
                if read.any(|column| lacks(column)) { Ok(Value::UNIT) } else { Err(error.kind) }
            }
            Err(error) => Err(self.lacked.take().map_or(error.kind, ErrorKind::Fault)),
        }
    }

    /// The hash of what an aggregate is asked with: all that decides it beside the rows.
    fn asked(&self, find: &Find, event: Option<&Event>, depth: u8) -> Option<Hash> {
        let mut with = serde_json::Map::new();
        let scripts = || find.condition.iter().chain(&find.value);
        for name in scripts().flat_map(Script::reads).filter(|name| *name != "item") {
            // What is no variable of the case is a column of the row.
            let Some(value) = self.variable(name, event, depth + 1) else { continue };
            let value = script::to_json(&value).ok()?;
            // Of an event only what is read: the rest of its payload may be private.
            for path in scripts().flat_map(Script::paths).filter(|path| path.first() == Some(name)) {
                let mut part = &value;
                // A row is its key, whichever of its cells is read.
                for step in path.iter().skip(1) {
                    match part {
                        Json::Object(fields) => part = fields.get(step).unwrap_or(&Json::Null),
                        _ => break,
                    }
                }
                with.insert(path.join("."), part.clone());
            }
        }
        if self.reads.borrow().is_void() {
            return None;
        }
        if scripts().any(Script::asks) {
            let active: Vec<String> = self.config.iter().map(|node| self.key(*node).to_string()).collect();
            let inst = &self.inst;
            // No variable has a name with a mark in it.
            with.insert(
                "$facts".to_owned(),
                json!([
                    self.judged_at,
                    active,
                    inst.times,
                    inst.happened,
                    inst.obligations,
                    inst.changes.len()
                ]),
            );
        }
        Some(Hash::of(&[&patch::canonical(&with.into())]))
    }

    /// Ends the step without an outcome.
    fn void(&self, stop: Stop) -> Option<Value> {
        self.reads.borrow_mut().stop.get_or_insert(stop);
        None
    }

    /// Why the step has no outcome, whatever it came to.
    pub(super) fn voided(&mut self) -> Option<Stop> {
        self.reads.get_mut().stop.take()
    }

    /// What was read, for the log.
    pub(super) fn take_reads(&mut self) -> Vec<Read> {
        std::mem::take(&mut self.reads.get_mut().used)
    }

    /// Tells the trace what was read since it was told last.
    pub(super) fn tell_reads(&mut self) {
        if !self.options.trace {
            return;
        }
        let reads = self.reads.get_mut();
        let new: Vec<Read> = reads.used.iter().skip(reads.told).cloned().collect();
        reads.told = reads.used.len();
        for read in new {
            let rows = self.def.find.get(&read.find).map(|find| &find.rows);
            let workflow = match rows {
                Some(crate::definition::Rows::Published(rows)) => rows.workflow.to_string(),
                _ => String::new(),
            };
            let value = script::restore(&read.value).and_then(|value| script::to_json(&value).ok());
            let value = value.unwrap_or_default().to_string();
            self.trace.push(Trace::Read {
                find: read.find,
                workflow,
                as_of: read.as_of,
                rows: read.rows,
                value,
            });
        }
    }
}

/// A row with the columns that are read.
fn item(rows: &PublishedRows, row: &Row) -> Result<Value, String> {
    let mut cells = script::Map::new();
    for (name, type_) in rows.columns.iter() {
        let value = match row.built_in(name) {
            Some(value) => value,
            None => match row.columns.get(name) {
                None => Value::UNIT,
                Some(json) => script::from_json(json, type_)
                    .map_err(|error| format!("`{name}` of {}: {error}", row.id))?,
            },
        };
        cells.insert(name.as_str().into(), value);
    }
    let (workflow, key): (Arc<str>, Arc<str>) = (rows.workflow.clone(), "id".into());
    Ok(script::Row::new(workflow, key, row.id.to_string(), cells).value())
}
