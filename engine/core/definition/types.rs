//! What scripts know of the types around them.

use super::names::{MISSED, lay_out, root_state};
use crate::instance::Data;
use crate::model;
use crate::model::data::Field;
use crate::model::event::Event;
use crate::model::pack::Parameter;
use crate::model::workflow::{ColumnType, Workflow};
use crate::script::{Type, Types};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The type of a field in scripts.
pub(crate) fn of_field(field: &Field) -> Type {
    Type::of_field(field)
}

/// The type of a published column in scripts.
pub(crate) const fn of_column(type_: ColumnType) -> Type {
    match type_ {
        ColumnType::Text => Type::Text,
        ColumnType::Integer => Type::Integer,
        ColumnType::Decimal => Type::Decimal,
        ColumnType::Bool => Type::Bool,
        ColumnType::Date => Type::Date,
        ColumnType::Instant => Type::Instant,
        ColumnType::Duration => Type::Duration,
        ColumnType::Unit => Type::Unit,
        ColumnType::Person => Type::Person,
    }
}

/// The types of the columns of registers, by the register's name.
pub(crate) type Columns = BTreeMap<String, Arc<BTreeMap<String, Type>>>;

/// A type with the columns of every row in it.
pub(crate) fn with_columns(type_: Type, columns: &Columns) -> Type {
    match type_ {
        Type::Row(register, None) => {
            let known = columns.get(&register).cloned();
            Type::Row(register, known)
        }
        Type::List(of) => Type::list(with_columns(*of, columns)),
        Type::Map(parts) => {
            Type::Map(parts.into_iter().map(|(name, part)| (name, with_columns(part, columns))).collect())
        }
        other => other,
    }
}

/// The type of a parameter in scripts.
pub(crate) fn of_parameter(parameter: &Parameter) -> Type {
    of_field(&Field { type_: parameter.type_, values: parameter.values.clone(), ..Field::default() })
}

/// Which event a script can see.
#[derive(Clone, Debug, Default)]
pub(crate) enum Sees {
    /// Some event, or none: nothing is known of it.
    #[default]
    Any,
    /// An event of this name.
    Event(String),
    /// None: the script runs before any event.
    Nothing,
}

/// What stands around one script.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    pub(crate) sees: Sees,
    /// Names of loops and regions, the innermost last.
    pub(crate) locals: Vec<(String, Type)>,
    /// The register whose columns are names of their own, where no other name stands before them.
    pub(crate) row: Option<String>,
    /// Columns of another workflow, in the same manner.
    pub(crate) columns: Option<Arc<BTreeMap<String, Type>>>,
}

impl Around {
    /// Around a script that sees an event.
    pub(crate) fn event(name: &str) -> Self {
        Self { sees: Sees::Event(name.to_owned()), ..Self::default() }
    }

    /// Around a script that looks at one row after another: as `item`, and its columns by their names.
    pub(crate) fn row_of(register: &str) -> Self {
        let inner = Self::default().with("item", Type::Row(register.to_owned(), None));
        Self { row: Some(register.to_owned()), ..inner }
    }

    /// Around a script that looks at what one case of another workflow publishes after another.
    pub(crate) fn published(workflow: &str, columns: &Arc<BTreeMap<String, Type>>) -> Self {
        let inner = Self::default().with("item", Type::Row(workflow.to_owned(), Some(columns.clone())));
        Self { columns: Some(columns.clone()), ..inner }
    }

    /// With one more name.
    pub(crate) fn with(&self, name: &str, type_: Type) -> Self {
        let mut inner = self.clone();
        inner.locals.push((name.to_owned(), type_));
        inner
    }

    /// With several more names.
    pub(crate) fn with_all(&self, names: &[(String, Type)]) -> Self {
        let mut inner = self.clone();
        inner.locals.extend(names.iter().cloned());
        inner
    }
}

/// The types of one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declared {
    variables: BTreeMap<String, Type>,
    events: BTreeMap<String, Type>,
    columns: Columns,
}

impl Declared {
    /// What a document declares. `unsure` are names of parts whose shape is at fault.
    pub(crate) fn of(model: &Workflow, parameters: Parameters<'_>, unsure: &[&[String]]) -> Self {
        let mut variables: BTreeMap<String, Type> = BTreeMap::new();
        for name in unsure.iter().copied().flatten() {
            variables.insert(name.clone(), Type::Any);
        }
        variables.extend(model.data.iter().map(|(name, field)| (name.clone(), of_field(field))));
        let params = match parameters {
            Parameters::Declared(declared) => {
                declared.iter().map(|(name, parameter)| (name.clone(), of_parameter(parameter))).collect()
            }
            Parameters::Values(values) => values.keys().map(|name| (name.clone(), Type::Any)).collect(),
        };
        variables.insert("params".to_owned(), Type::Map(params));
        variables.insert("id".to_owned(), Type::Text);
        variables.insert(
            "number".to_owned(),
            Type::Map(model.numbers.keys().map(|name| (name.clone(), Type::Text)).collect()),
        );
        let mut events: BTreeMap<String, Type> =
            model.events.iter().map(|(name, event)| (name.clone(), payload(event, model))).collect();
        let opens = Event { saves: model.opens.saves.clone(), ..Event::default() };
        events.insert("opens".to_owned(), payload(&opens, model));
        for state in lay_out(&root_state(model)) {
            let shifts = state.state.shifts.keys();
            events.extend(shifts.map(|name| (format!("shift.{name}"), handover())));
            let obligations = state.state.obligations.keys();
            events.extend(obligations.map(|name| (format!("{name}{MISSED}"), missed())));
        }
        Self { variables, events, columns: Columns::new() }
    }

    /// With the columns of registers.
    pub(crate) fn knowing(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// Whether a name is a variable wherever a script of the document stands.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.variables.contains_key(name) || matches!(name, "event" | "item")
    }

    /// Sets what is known of a derived value.
    pub(crate) fn derive(&mut self, name: &str, type_: Type) {
        self.variables.insert(name.to_owned(), type_);
    }

    /// The types that one script sees.
    pub(crate) fn around<'a>(&'a self, around: &'a Around) -> impl Types + 'a {
        Seen { declared: self, around }
    }
}

/// Where the parameters' types come from.
#[derive(Clone, Copy)]
pub(crate) enum Parameters<'a> {
    /// The pack.
    Declared(&'a IndexMap<String, Parameter>),
    /// A stored definition, which has only their values.
    Values(&'a Data),
}

fn payload(event: &Event, model: &model::workflow::Workflow) -> Type {
    let mut data: BTreeMap<String, Type> = BTreeMap::new();
    for name in &event.saves {
        data.insert(name.clone(), model.data.get(name).map_or(Type::Any, of_field));
    }
    data.extend(event.data.iter().map(|(name, field)| (name.clone(), of_field(field))));
    let mut all = data.clone();
    all.insert("name".to_owned(), Type::Text);
    all.insert("by".to_owned(), Type::Person);
    all.insert("at".to_owned(), Type::Instant);
    all.insert("data".to_owned(), Type::Map(data));
    Type::Map(all)
}

/// What a change of the people on duty carries.
fn handover() -> Type {
    let people = || Type::list(Type::Person);
    raised([("outgoing", people()), ("incoming", people())])
}

/// What the miss of a duty that recurs carries.
fn missed() -> Type {
    raised(["period", "done", "in_a_row", "total", "people"].map(|name| (name, of_missed(name))))
}

fn of_missed(name: &str) -> Type {
    match name {
        "period" => Type::Date,
        "people" => Type::list(Type::Person),
        _ => Type::Integer,
    }
}

/// The type of a value that an event of the engine's own carries.
pub(crate) fn engine_type(event: &str, name: &str) -> Type {
    if event.ends_with(MISSED) { of_missed(name) } else { Type::Any }
}

fn raised<const N: usize>(data: [(&str, Type); N]) -> Type {
    let data = data.map(|(name, type_)| (name.to_owned(), type_));
    let mut all = BTreeMap::from(data.clone());
    all.insert("name".to_owned(), Type::Text);
    all.insert("by".to_owned(), Type::Person);
    all.insert("at".to_owned(), Type::Instant);
    all.insert("data".to_owned(), Type::Map(BTreeMap::from(data)));
    Type::Map(all)
}

struct Seen<'a> {
    declared: &'a Declared,
    around: &'a Around,
}

impl Seen<'_> {
    fn columns(&self) -> Option<&BTreeMap<String, Type>> {
        let own = self.around.columns.as_ref();
        own.or_else(|| self.declared.columns.get(self.around.row.as_ref()?)).map(Arc::as_ref)
    }

    /// A name that stands before the columns of a row.
    fn named(&self, name: &str) -> Option<Type> {
        if let Some((_, type_)) = self.around.locals.iter().rev().find(|(local, _)| local == name) {
            return Some(type_.clone());
        }
        if name == "event" {
            return match &self.around.sees {
                Sees::Any => Some(Type::Any),
                Sees::Event(event) => Some(self.declared.events.get(event).cloned().unwrap_or(Type::Any)),
                Sees::Nothing => None,
            };
        }
        self.declared.variables.get(name).cloned()
    }
}

impl Types for Seen<'_> {
    fn variable(&self, name: &str) -> Option<Type> {
        if let Some(named) = self.named(name) {
            return Some(with_columns(named, &self.declared.columns));
        }
        match (&self.around.row, self.columns()) {
            // Nothing is known of the register: any name may be a column of it.
            (Some(_), None) => Some(Type::Any),
            (_, columns) => columns?.get(name).cloned(),
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.declared.variables.keys().cloned().collect();
        names.extend(self.around.locals.iter().map(|(name, _)| name.clone()));
        names.extend(self.columns().into_iter().flat_map(BTreeMap::keys).cloned());
        if !matches!(self.around.sees, Sees::Nothing) {
            names.push("event".to_owned());
        }
        names
    }

    fn is_certain(&self, name: &str) -> bool {
        // A register may change while a case runs.
        self.around.row.is_none() || self.named(name).is_some()
    }

    fn may_assign(&self, name: &str) -> bool {
        let reserved = matches!(name, "event" | "params" | "id" | "number");
        !reserved && !self.around.locals.iter().any(|(local, _)| local == name)
    }
}
