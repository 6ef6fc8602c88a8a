//! What the functions of scripts see.

use super::duty::Watchers;
use super::machine::Machine;
use super::vars::zone;
use crate::organisation::Organisation;
use crate::script::{self, Script, Value};
use jiff::Timestamp;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the functions of scripts see: frozen for one evaluation.
struct Facts {
    active: BTreeSet<String>,
    times: BTreeMap<SmolStr, u32>,
    happened: BTreeMap<SmolStr, Timestamp>,
    now: Timestamp,
    zone: jiff::tz::TimeZone,
    organisation: Arc<Organisation>,
    duty: Watchers,
    /// How often each duty was missed, in a row and in all.
    missed: BTreeMap<String, (u32, u32)>,
}

impl script::Context for Facts {
    fn call(&self, name: &str, args: &[Value]) -> Result<Value, String> {
        let text = |place: usize| -> Result<String, String> {
            args.get(place)
                .and_then(|value| value.clone().into_string().ok())
                .ok_or_else(|| format!("`{name}` needs a word as argument {}", place + 1))
        };
        let org = &self.organisation;
        let word = |found: Option<&String>| found.map_or(Value::UNIT, |text| Value::from(text.clone()));
        let id = |found: Option<&crate::model::org::Unit>| word(found.map(|unit| &unit.id));
        Ok(match name {
            "active" => Value::from(self.active.contains(&text(0)?)),
            "times" => Value::from(i64::from(self.times.get(text(0)?.as_str()).copied().unwrap_or(0))),
            "happened" => self.happened.get(text(0)?.as_str()).map_or(Value::UNIT, |at| Value::from(*at)),
            "missed" => Value::from(i64::from(self.missed.get(&text(0)?).map_or(0, |missed| missed.1))),
            "missed_in_a_row" => {
                Value::from(i64::from(self.missed.get(&text(0)?).map_or(0, |missed| missed.0)))
            }
            "now" => Value::from(self.now),
            "today" => Value::from(self.now.to_zoned_datetime(self.zone.clone()).date()),
            "date_of" => {
                let at = args.first().and_then(|value| value.clone().try_cast::<Timestamp>());
                let at = at.ok_or_else(|| "`date_of` needs an instant".to_owned())?;
                Value::from(at.to_zoned_datetime(self.zone.clone()).date())
            }
            "ancestor" => id(org.ancestor(&text(0)?, &text(1)?)),
            "parent" => id(org.parent(&text(0)?)),
            "level" => word(org.unit(&text(0)?).and_then(|unit| unit.level.as_ref())),
            "common_superior" => id(org.common_superior(&text(0)?, &text(1)?)),
            "holds" => {
                let found =
                    org.find_role(&text(1)?, &text(2)?, self.now.to_zoned_datetime(self.zone.clone()).date());
                let person = text(0)?;
                Value::from(found.is_some_and(|found| found.people.iter().any(|held| held.id == person)))
            }
            "on_duty" => {
                let found = self.duty.on_duty(&text(0)?, &text(1)?, &text(2)?, self.now);
                Value::from_array(found.into_iter().map(Value::from).collect())
            }
            other => {
                let unknown = || Err(format!("there is no function `{other}`"));
                return crate::definition::duration(other, args).unwrap_or_else(unknown);
            }
        })
    }
}

impl Machine<'_> {
    pub fn facts(&mut self, script: &Script) -> Option<Arc<dyn script::Context>> {
        // Derived values may ask the world too.
        let derived = |name: &String| self.def.derive.contains_key(name) || self.def.find.contains_key(name);
        let asks = script.asks() || script.reads().iter().any(derived);
        asks.then(|| self.facts_now())
    }

    fn facts_now(&mut self) -> Arc<dyn script::Context> {
        if let Some(facts) = &self.facts {
            return facts.clone();
        }
        let facts: Arc<dyn script::Context> = Arc::new(Facts {
            active: self.config.iter().map(|node| self.chart().state(node.state).id.clone()).collect(),
            times: self.inst.times.clone(),
            happened: self.inst.happened.clone(),
            now: self.judged_at,
            zone: zone(self.world, &self.def.calendar),
            organisation: self.world.organisation.clone(),
            duty: Watchers(self.duty().into_owned()),
            missed: self
                .inst
                .obligations
                .iter()
                .map(|(name, owed)| (name.clone(), (owed.in_a_row, owed.total)))
                .collect(),
        });
        self.facts = Some(facts.clone());
        facts
    }
}
