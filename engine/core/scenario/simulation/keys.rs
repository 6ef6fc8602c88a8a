//! Keys of cases that other cases start.

use super::Simulation;
use crate::definition::Definition;
use crate::instance::{CaseId, Cause, IdKey, Input};
use crate::model::event::Taken;
use crate::step::{self, Refusal, RefusalCode, Stop};
use std::sync::Arc;

impl Simulation {
    /// The case that an id made of a key leads to.
    pub(super) fn led<'s>(&'s self, keyed: &'s CaseId) -> &'s CaseId {
        self.holders.get(keyed).unwrap_or(keyed)
    }

    /// Begins a case that another one starts, if no other holds its key. False: another does, and it was told what the
    /// declaration says.
    pub(super) fn begin_by_case(
        &mut self,
        definition: &Arc<Definition>,
        id: &CaseId,
        input: &Input,
    ) -> Result<bool, Stop> {
        let data = step::brought(definition, &input.cause);
        let mut generation = 0;
        let mut claimed = None;
        while let Some((key, keyed)) = step::keyed(&IdKey::STORIES, definition, &data, generation) {
            let holder = self.led(&keyed);
            let Some(living) = self.cases.get(holder) else {
                claimed = Some(keyed);
                break;
            };
            if step::is_free(definition, key, &living.instance) {
                generation += 1;
                continue;
            }
            let holder = holder.clone();
            if key.taken == Taken::Refuse {
                return Err(Refusal::new(RefusalCode::KeyTaken).with("case", holder.as_str()).into());
            }
            // It is judged as a start first.
            self.rehearse(definition, id, input)?;
            if let (Taken::Raise, Some(name), Cause::Start { data, .. }) =
                (key.taken, key.event.clone(), &input.cause)
            {
                let cause = Cause::Event { name, data: data.clone(), task: None, region: None };
                self.hand(&holder, Input { cause, ..input.clone() });
            }
            return Ok(false);
        }
        self.begin(definition, id.clone(), input.clone())?;
        self.holders.extend(claimed.map(|keyed| (keyed, id.clone())));
        Ok(true)
    }
}
