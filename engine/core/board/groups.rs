//! Rows to lines: which cases count, and which line each belongs to.

use super::cell::{Show, unit};
use super::fold::Size;
use super::publish::MAX_ROWS;
use super::{Board, Error};
use crate::instance::Row;
use crate::model::Text;
use crate::model::board::GroupBy;
use crate::organisation::Organisation;
use crate::script::{Context, ErrorKind, Script, Type, Value, from_json};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A row with the values of the columns that the board reads, and without the others.
pub(super) struct Case<'b> {
    row: Row,
    /// The columns, by name.
    named: &'b [&'b str],
    /// Their values, in that order.
    values: Box<[Value]>,
}

/// The cases of one line.
pub(super) struct Group<'r> {
    pub(super) key: String,
    pub(super) title: Text,
    /// The unit that it stands for. Absent: it stands for none.
    pub(super) unit: Option<String>,
    pub(super) place: Place,
    /// The oldest first.
    pub(super) cases: Vec<Case<'r>>,
}

/// Where a line stands among those that are not told apart by rank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Units, as the organisation orders them.
    Unit(usize),
    /// Cases, the oldest first.
    Case(usize),
    /// By size.
    Size(Size),
    /// By words.
    Word(String),
}

/// Asks expressions over cases and lines.
pub(super) struct Asker<'b> {
    pub(super) board: &'b Board,
    facts: Arc<dyn Context>,
    parameters: Value,
}

impl<'b> Asker<'b> {
    pub(super) fn new(board: &'b Board, organisation: &Arc<Organisation>, read_at: Timestamp) -> Self {
        let facts = Facts { now: read_at, zone: board.zone.clone(), organisation: organisation.clone() };
        let parameters = serde_json::Value::Object(board.parameters.clone());
        // Parameters are plain data, which is always a value.
        let parameters = from_json(&parameters, &Type::Any).unwrap_or(Value::UNIT);
        Self { board, facts: Arc::new(facts), parameters }
    }

    /// The value of an expression. Absent also where it cannot be computed because a value that it reads is absent: a
    /// comparison with nothing holds for neither side. Any other failure is one.
    pub(super) fn ask(
        &self,
        script: &Script,
        vars: &dyn Fn(&str) -> Option<Value>,
        place: &dyn Fn() -> String,
    ) -> Result<Value, Error> {
        let all = |name: &str| if name == "params" { Some(self.parameters.clone()) } else { vars(name) };
        let answer = self.board.engine.eval(script, &all, Some(&self.facts), None);
        let lacks = || script.reads().iter().any(|name| vars(name).is_some_and(|value| value.is_unit()));
        match answer {
            Err(error) if matches!(error.kind, ErrorKind::Fault(_)) && lacks() => Ok(Value::UNIT),
            answer => answer.map_err(|error| Error::Script { place: place(), message: error.to_string() }),
        }
    }

    /// Whether a condition holds. Without a condition it does; one over what is absent does not.
    pub(super) fn holds(
        &self,
        condition: Option<&Script>,
        vars: &dyn Fn(&str) -> Option<Value>,
        place: &dyn Fn() -> String,
    ) -> Result<bool, Error> {
        let Some(condition) = condition else { return Ok(true) };
        let message = || "a condition must be true or false".to_owned();
        let answer = self.ask(condition, vars, place)?;
        if answer.is_unit() {
            return Ok(false);
        }
        answer.as_bool().map_err(|_| Error::Script { place: place(), message: message() })
    }

    /// An expression over a case.
    pub(super) fn of_case(&self, script: &Script, case: &Case<'_>, key: &str) -> Result<Value, Error> {
        self.ask(script, &|name| case.variable(name), &|| format!("{key}: {}", case.row.id))
    }

    /// A condition over a case.
    pub(super) fn case_holds(
        &self,
        condition: Option<&Script>,
        case: &Case<'_>,
        key: &str,
    ) -> Result<bool, Error> {
        self.holds(condition, &|name| case.variable(name), &|| format!("{key}: {}", case.row.id))
    }
}

impl<'b> Case<'b> {
    /// Reads the columns that the board names.
    fn read(board: &Board, named: &'b [&'b str], mut row: Row) -> Result<Self, Error> {
        let columns = std::mem::take(&mut row.columns);
        let values = named.iter().map(|name| {
            let Some((type_, json)) = board.types.get(*name).zip(columns.get(*name)) else {
                return Ok(Value::UNIT);
            };
            // A word that was declared when the row was written may be declared no longer.
            let type_ = if matches!(type_, Type::Enum(_)) { &Type::Text } else { type_ };
            from_json(json, type_).map_err(|error| Error::Row {
                case: row.id.to_string(),
                column: (*name).to_owned(),
                message: error.to_string(),
            })
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok(Self { row, named, values })
    }

    /// What an expression over the case may name. What the row lacks is absent.
    fn variable(&self, name: &str) -> Option<Value> {
        let own = || {
            let place = self.named.binary_search(&name).ok()?;
            self.values.get(place).cloned()
        };
        Some(self.row.built_in(name).or_else(own).unwrap_or(Value::UNIT))
    }
}

/// The lines of a board, with how many cases there are, and how many of them belong to no line.
pub(super) struct Grouped<'r> {
    pub(super) groups: Vec<Group<'r>>,
    pub(super) cases: usize,
    pub(super) without: usize,
}

/// Puts rows into lines. The order of the rows does not matter. `named`: [`named`] of the board.
pub(super) fn group<'b>(
    rows: impl Iterator<Item = Row>,
    named: &'b [&'b str],
    asker: &Asker<'b>,
    organisation: &Organisation,
) -> Result<Grouped<'b>, Error> {
    let board = asker.board;
    let mut cases = Vec::new();
    for (number, row) in rows.enumerate() {
        if number >= MAX_ROWS {
            return Err(Error::TooManyRows { limit: MAX_ROWS });
        }
        if !board.workflows().any(|workflow| row.workflow == workflow) {
            continue;
        }
        let case = Case::read(board, named, row)?;
        let mut counts = false;
        for (source, condition) in board.document.rows.iter().zip(&board.rows) {
            counts = counts
                || case.row.workflow == source.workflow
                    && asker.case_holds(condition.as_ref(), &case, "rows")?;
        }
        if counts {
            cases.push(case);
        }
    }
    cases.sort_unstable_by(|a, b| (a.row.opened_at, &a.row.id).cmp(&(b.row.opened_at, &b.row.id)));
    let units: BTreeMap<&str, usize> =
        organisation.units().enumerate().map(|(place, unit)| (unit.id.as_str(), place)).collect();
    let mut lines = Lines { board, organisation, units, groups: BTreeMap::new() };
    lines.every_unit();
    let (count, mut without) = (cases.len(), 0);
    for (number, case) in cases.into_iter().enumerate() {
        if !lines.take(case, number)? {
            without += 1;
        }
    }
    let mut groups: Vec<Group<'_>> = lines.groups.into_values().collect();
    groups.sort_by(|a, b| (&a.place, &a.key).cmp(&(&b.place, &b.key)));
    Ok(Grouped { groups, cases: count, without })
}

/// The published columns that expressions over cases name.
pub(super) fn named(board: &Board) -> Vec<&str> {
    let columns = board.columns.iter().flat_map(|column| {
        [&column.condition, &column.value, &column.of, &column.weight].into_iter().flatten()
    });
    let reads = board.rows.iter().flatten().chain(columns).flat_map(Script::reads).map(String::as_str);
    let group = board.document.group_by.as_ref().and_then(|group| group.column.as_deref());
    reads.chain(group).collect::<BTreeSet<_>>().into_iter().collect()
}

struct Lines<'r, 'o> {
    board: &'r Board,
    organisation: &'o Organisation,
    units: BTreeMap<&'o str, usize>,
    groups: BTreeMap<String, Group<'r>>,
}

impl<'r> Lines<'r, '_> {
    /// A unit without a case is a fact, too.
    fn every_unit(&mut self) {
        let board = self.board;
        let Some(GroupBy { level: Some(level), within, .. }) = &board.document.group_by else { return };
        for one in self.organisation.units_at(level) {
            if self.is_within(&one.id, within.as_deref()) {
                self.groups.insert(one.id.clone(), self.of_unit(&one.id));
            }
        }
    }

    fn is_within(&self, unit: &str, within: Option<&str>) -> bool {
        within.is_none_or(|root| self.organisation.is_within(unit, root))
    }

    fn of_unit(&self, id: &str) -> Group<'r> {
        let place = self.units.get(id).copied();
        Group {
            key: id.to_owned(),
            title: unit(id, self.organisation),
            unit: Some(id.to_owned()),
            place: place.map_or_else(|| Place::Word(id.to_owned()), Place::Unit),
            cases: Vec::new(),
        }
    }

    /// Puts a case into the line of a unit; false if there is no line for it.
    fn put(&mut self, unit: &str, case: Case<'r>) -> bool {
        let within = self.board.document.group_by.as_ref().and_then(|by| by.within.as_deref());
        if !self.is_within(unit, within) {
            return false;
        }
        if let Some(group) = self.groups.get_mut(unit) {
            group.cases.push(case);
        } else {
            let mut group = self.of_unit(unit);
            group.cases.push(case);
            self.groups.insert(unit.to_owned(), group);
        }
        true
    }

    /// Puts a case into its line; false if it belongs to none.
    fn take(&mut self, case: Case<'r>, number: usize) -> Result<bool, Error> {
        let board = self.board;
        let Some(by) = &board.document.group_by else {
            let key = case.row.id.to_string();
            let title = Text::Plain(key.clone());
            let (unit, place) = (case.row.unit.clone(), Place::Case(number));
            self.groups.insert(key.clone(), Group { key, title, unit, place, cases: vec![case] });
            return Ok(true);
        };
        if let (Some(level), None) = (&by.level, &by.column) {
            let unit = case.row.unit.as_deref().and_then(|unit| self.organisation.ancestor(unit, level));
            return Ok(unit.is_some_and(|unit| self.put(&unit.id, case)));
        }
        let column = by.column.as_deref().unwrap_or("unit");
        let value = case.variable(column).unwrap_or(Value::UNIT);
        let type_ = board.types.get(column).unwrap_or(&Type::Any);
        if value.is_unit() {
            return Ok(false);
        }
        let id = value.clone().into_string().ok().filter(|_| *type_ == Type::Unit || by.level.is_some());
        if let Some(id) = id {
            let id = match &by.level {
                None => Some(id),
                Some(level) => self.organisation.ancestor(&id, level).map(|unit| unit.id.clone()),
            };
            return Ok(id.is_some_and(|id| self.put(&id, case)));
        }
        let zone = &board.zone;
        let show = Show { type_, places: None, percent: false, zone, organisation: self.organisation };
        let cell = show.cell(&value, "group_by")?;
        let key = cell.value.as_str().map_or_else(|| cell.value.to_string(), str::to_owned);
        let place = Size::of(&value).map_or_else(|| Place::Word(key.clone()), Place::Size);
        let group = Group { key: key.clone(), title: cell.shown, unit: None, place, cases: Vec::new() };
        self.groups.entry(key).or_insert(group).cases.push(case);
        Ok(true)
    }
}

/// What the functions of a board see.
struct Facts {
    now: Timestamp,
    zone: TimeZone,
    organisation: Arc<Organisation>,
}

impl Context for Facts {
    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let text = |place: usize| -> Result<String, String> {
            let given = args.get(place).and_then(|value| value.clone().into_string().ok());
            given.ok_or_else(|| format!("`{name}` needs a word as argument {}", place + 1))
        };
        let absent = args.first().is_some_and(Value::is_unit);
        let org = &self.organisation;
        let id = |found: Option<&crate::organisation::Unit>| {
            found.map_or(Value::UNIT, |unit| Value::from(unit.id.clone()))
        };
        Ok(match name {
            "now" => Value::from(self.now),
            "today" => Value::from(self.zone.to_datetime(self.now).date()),
            // Of what is absent, these are absent, too.
            _ if absent => Value::UNIT,
            "date_of" => {
                let at = args.first().and_then(|value| value.clone().try_cast::<Timestamp>());
                let at = at.ok_or_else(|| "`date_of` needs an instant".to_owned())?;
                Value::from(self.zone.to_datetime(at).date())
            }
            "ancestor" => id(org.ancestor(&text(0)?, &text(1)?)),
            "parent" => id(org.parent(&text(0)?)),
            "level" => {
                let level = org.unit(&text(0)?).and_then(|unit| unit.level.clone());
                level.map_or(Value::UNIT, Value::from)
            }
            other => return Err(format!("there is no function `{other}`")),
        })
    }
}
