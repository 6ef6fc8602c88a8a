//! The first input of a case.

use super::machine::{Event, Machine};
use super::payload::Origin;
use super::{Fault, Options, Step, Stop, Trace, Verdict, World};
use crate::definition::{Definition, Key};
use crate::instance::{CaseId, Cause, Data, Input, Instance, Parent};
use std::sync::Arc;

pub(super) fn start(
    def: &Definition,
    id: CaseId,
    input: &Input,
    world: &World,
    options: Options<'_>,
) -> Result<Step, Stop> {
    let Cause::Start { data, parent } = &input.cause else {
        return Err(Stop::Fault(Fault::Unfit("the first input of a case is its start".to_owned())));
    };
    let known = parent.as_ref().map(|parent| Parent { id: parent.id.clone(), shared: Data::new() });
    let instance = Instance::new(id, &def.name, def.hash.clone(), known, input.at);
    let mut machine = Machine::new(def, instance, world, input.at, input, options)?;
    if let Err(stop) = machine.open(input, parent.as_ref(), data).and_then(|()| machine.settle()) {
        return Err(machine.untaken(stop));
    }
    machine.finish(input, Verdict::Accepted, None)
}

impl Machine<'_> {
    fn open(&mut self, input: &Input, parent: Option<&Parent>, data: &Data) -> Result<(), Stop> {
        self.answers = true;
        let rule = &self.def.opens;
        self.set_defaults()?;
        let data = if self.def.lenient_errors {
            data.clone()
        } else {
            let data = self.inherit(parent, data)?;
            let mut data = self.payload("opens", rule, &data, Origin::of(input))?;
            self.identify(rule, &mut data);
            data
        };
        let occurred_at =
            if self.def.lenient_errors { self.now } else { self.legal_time_of("opens", rule, input)? };
        self.inst.occurred_at = occurred_at;
        let opens = Event {
            name: "opens".to_owned(),
            data: data.clone(),
            internal: false,
            actor: input.actor.clone(),
            occurred_at,
            ..Event::default()
        };
        // SCXML: no event is seen before the first one.
        self.event = (!self.def.lenient_errors).then(|| Arc::new(opens));
        self.note(|| Trace::Event { name: "opens".to_owned(), internal: false });
        for (field, value) in data {
            self.inst.data.insert(field, value);
        }
        // The role of an actor may depend on what the start brings (the place), so it is asked after saving.
        self.may(input, "opens", &rule.by)?;
        if !self.def.lenient_errors {
            self.inst.happened.insert("opens".into(), occurred_at);
            self.give_numbers(None)?;
        }
        let root = super::nodes::Node::new(self.chart(), 0, None);
        for action in &self.def.prologue {
            self.block(std::slice::from_ref(action), root)?;
        }
        let entry = self.initial_entry()?;
        self.enter(&entry)
    }
}

/// The text of a key's value in a start's data. Absent: a field of the key is missing, so there is no key.
#[must_use]
pub fn key_text(key: &Key, data: &Data) -> Option<String> {
    let mut parts = Vec::new();
    for path in &key.of {
        let (first, rest) = path.split_first()?;
        let mut value = data.get(first)?;
        for step in rest {
            value = value.get(step)?;
        }
        parts.push(value.clone());
    }
    serde_json::to_string(&parts).ok()
}
