//! What the expressions of a schedule know when it happens.

use crate::definition::functions::finding_engine;
use crate::definition::load::findings::{World, unit_of};
use crate::definition::{Definition, Expr};
use crate::instance::{Data, Instance};
use crate::organisation::Organisation;
use crate::schedule::Occurrence;
use crate::script::{Context, Error, Map, Script, Type, Value, from_json};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the expressions of a schedule know when it happens once.
pub struct Known<'a> {
    /// What is known of the occurrence: [`Known::of`].
    pub occurrence: &'a Data,
    /// The unit that it happens for. Absent: it is not for a unit.
    pub unit: Option<&'a str>,
    /// The parameters of its pack.
    pub parameters: &'a Data,
    /// What the functions look at.
    pub organisation: &'a Arc<Organisation>,
}

impl Known<'_> {
    /// What expressions know of an occurrence, to be kept with it: a calendar that changes later changes nothing of it.
    #[must_use]
    pub fn of(occurrence: &Occurrence) -> Data {
        let mut known = Data::new();
        let mut put = |name: &str, value: Json| known.insert(name.to_owned(), value);
        put("at", json!(occurrence.at));
        put("date", json!(occurrence.wall.date()));
        put("of", json!(occurrence.key.of.date()));
        if let Some(opens_at) = occurrence.opens_at {
            put("opens_at", json!(opens_at));
        }
        if let Some(closes_at) = occurrence.closes_at {
            put("closes_at", json!(closes_at));
        }
        if let Some(last_day) = occurrence.last_day {
            put("last_day", json!(last_day));
        }
        known
    }

    /// What goes along with a start or an event; what is absent is left out.
    ///
    /// # Errors
    /// The first expression that has no value.
    pub fn data(&self, fields: &[(String, Expr)]) -> Result<Data, Error> {
        Expr::data(fields, &|script| {
            let vars = |name: &str| self.variable(script, name);
            finding_engine().eval(script, &vars, Some(&self.context()), None)
        })
    }

    /// Whether a case is meant.
    ///
    /// # Errors
    /// The condition has no value.
    pub fn holds(&self, condition: &Script, case: (&Definition, &Instance)) -> Result<bool, Error> {
        let vars = |name: &str| match name {
            "item" => Some(item(condition, case)),
            "states" => Some(states(case)),
            name => self.variable(condition, name),
        };
        finding_engine().eval_bool(condition, &vars, Some(&self.context()), None)
    }

    fn context(&self) -> Arc<dyn Context> {
        Arc::new(World::new(self.organisation.clone()))
    }

    fn variable(&self, script: &Script, name: &str) -> Option<Value> {
        match name {
            "occurrence" => {
                let (instant, date) = (Type::Instant, Type::Date);
                let types = BTreeMap::from(
                    [
                        ("at", &instant),
                        ("date", &date),
                        ("of", &date),
                        ("opens_at", &instant),
                        ("closes_at", &instant),
                        ("last_day", &date),
                    ]
                    .map(|(name, type_)| (name.to_owned(), type_.clone())),
                );
                from_json(&Json::Object(self.occurrence.clone()), &Type::Map(types)).ok()
            }
            "unit" => Some(unit_of(script, self.organisation.unit(self.unit?)?)),
            "params" => from_json(&Json::Object(self.parameters.clone()), &Type::Any).ok(),
            _ => None,
        }
    }
}

/// The names of the active states of a case, each once: those that hold others are active with them. Of a case that has
/// ended: the state that it ended in.
fn states((definition, instance): (&Definition, &Instance)) -> Value {
    let root = definition.chart.states.first().map_or("", |root| root.id.as_str());
    let active = instance.active.keys().map(|node| &*node.state).filter(|state| *state != root);
    let names: BTreeSet<&str> = active.chain(instance.ended.as_deref()).collect();
    names.into_iter().map(|name| Value::from(name.to_owned())).collect::<Vec<_>>().into()
}

/// The fields of a case; those that another version of its workflow has are absent.
fn item(condition: &Script, (definition, instance): (&Definition, &Instance)) -> Value {
    let mut map = Map::new();
    for path in condition.paths() {
        if let [root, name, ..] = path.as_slice()
            && root == "item"
        {
            map.insert(name.as_str().into(), Value::UNIT);
        }
    }
    for (name, field) in &definition.fields {
        let value = instance.data.get(name).and_then(|value| from_json(value, &field.type_).ok());
        map.insert(name.as_str().into(), value.unwrap_or(Value::UNIT));
    }
    Value::from(map)
}
