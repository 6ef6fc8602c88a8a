//! What a document declares beside its states.

use super::Compiler;
use crate::definition::types::{Around, Sees, of_column, of_field};
use crate::definition::{
    Actor, Definition, DerivedValue, DutyRule, Event, FieldInfo, Find, Invariant, Key, NumberRule,
    PublishedRows, Rows, RowsRule, Template, compiled,
};
use crate::instance::{BUILT_IN, Hash, of_built_in};
use crate::model::data::{Field, Type};
use crate::model::event::{Approval, Need};
use crate::model::{self, workflow};
use crate::script::Kind;
use crate::source::{Code, Pointer};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Compiler<'_, '_> {
    /// Puts the definition together.
    pub(super) fn document(&mut self, hash: Hash) -> Definition {
        let model = self.model;
        let top = Pointer::root();
        let fields = self.fields(&model.data, &top.key("data"));
        let mut private: BTreeSet<String> = BTreeSet::new();
        model.data.iter().for_each(|(name, field)| private_names(name, field, &mut private));
        for event in model.events.values() {
            event.data.iter().for_each(|(name, field)| private_names(name, field, &mut private));
        }
        let actors = model
            .actors
            .iter()
            .map(|(name, actor)| (name.clone(), self.actor(actor, &top.key("actors").key(name))))
            .collect();
        let events = model
            .events
            .iter()
            .map(|(name, event)| (name.clone(), self.event(name, event, &top.key("events").key(name))))
            .collect();
        let opens = self.opens(&top.key("opens"));
        let keys = model
            .keys
            .iter()
            .map(|(name, key)| (name.clone(), self.key(key, &top.key("keys").key(name))))
            .collect();
        let numbers = model
            .numbers
            .iter()
            .map(|(name, number)| {
                let rule =
                    NumberRule { text: number.text.clone(), per: number.per.clone(), on: number.on.clone() };
                (name.clone(), rule)
            })
            .collect();
        let derive = self.derive(&top.key("derive"));
        let find = self.find(&top.key("find"));
        let published = self.published(&top.key("publish"));
        let invariants = self.invariants(&top.key("invariants"));
        Definition {
            hash,
            name: model.workflow.clone(),
            title: model.title.clone(),
            chart: std::mem::take(&mut self.chart),
            scripts: self.engine.clone(),
            fields,
            actors,
            events,
            opens,
            keys,
            numbers,
            derive,
            find,
            published,
            children: self.children(),
            parent: self.parent(),
            invariants,
            deadlines: std::mem::take(&mut self.deadlines),
            shifts: std::mem::take(&mut self.shifts),
            obligations: std::mem::take(&mut self.obligations),
            documents: model.documents.iter().map(template).collect(),
            notices: model.notices.iter().map(template).collect(),
            parameters: self.parameters.clone(),
            private,
            unit: model.unit.clone(),
            calendar: model.calendar.clone(),
            counting: model.counting.clone(),
            lenient_errors: false,
            prologue: Vec::new(),
        }
    }

    fn fields(&mut self, fields: &IndexMap<String, Field>, at: &Pointer) -> IndexMap<String, FieldInfo> {
        let around = Around { sees: Sees::Nothing, ..Around::default() };
        fields
            .iter()
            .map(|(name, field)| {
                let at = at.key(name).key("default");
                let default = field.default.as_ref().map(|default| self.value(default, &at, &around));
                (name.clone(), FieldInfo { model: field.clone(), type_: of_field(field), default })
            })
            .collect()
    }

    fn actor(&mut self, actor: &model::actor::Actor, at: &Pointer) -> Actor {
        let around = Around::default();
        Actor {
            title: actor.title.clone(),
            role: actor.role.clone(),
            at: actor.at.as_ref().and_then(|unit| self.bare(unit, Kind::Value, &at.key("at"), &around)),
            person: actor
                .person
                .as_ref()
                .and_then(|who| self.bare(who, Kind::Value, &at.key("person"), &around)),
            external: actor.external.clone(),
            duty: actor.on_duty.as_ref().map(|rotation| DutyRule {
                rotation: rotation.clone(),
                slot: actor.slot.clone(),
                which: actor.shift.unwrap_or_default(),
            }),
            rows: self.rows(actor, at),
            except: actor.except.clone(),
        }
    }

    fn rows(&mut self, actor: &model::actor::Actor, at: &Pointer) -> Option<RowsRule> {
        let register = actor.register.clone()?;
        let around = Around::row_of(&register);
        let condition = actor.where_.as_ref();
        let condition = condition.and_then(|text| self.guard(text, &at.key("where"), &around));
        Some(RowsRule { register, condition, column: actor.column.clone()? })
    }

    fn event(&mut self, name: &str, event: &model::event::Event, at: &Pointer) -> Event {
        let around = Around::event(name);
        Event {
            title: event.title.clone(),
            by: event.by.clone(),
            saves: event.saves.clone(),
            may_omit: event.may_omit.clone(),
            data: self.fields(&event.data, &at.key("data")),
            happened: event.happened,
            backdate: event.backdate.as_ref().and_then(|span| self.span(span, &at.key("backdate"), &around)),
            approval: event
                .approval
                .as_ref()
                .map(|approval| self.approval(approval, &at.key("approval"), &around)),
            unhandled: event.when_unhandled,
            basis: event.basis.clone(),
        }
    }

    fn approval(&mut self, approval: &Approval, at: &Pointer, around: &Around) -> compiled::Approval {
        compiled::Approval {
            by: approval.by.clone(),
            all: approval.need == Need::All,
            within: approval.within.as_ref().and_then(|span| self.span(span, &at.key("within"), around)),
        }
    }

    fn opens(&mut self, at: &Pointer) -> Event {
        let opens = &self.model.opens;
        Event {
            by: opens.by.clone(),
            saves: opens.saves.clone(),
            may_omit: Vec::new(),
            happened: opens.happened,
            backdate: opens
                .backdate
                .as_ref()
                .and_then(|span| self.span(span, &at.key("backdate"), &Around::default())),
            ..Event::default()
        }
    }

    fn key(&mut self, key: &model::event::Key, at: &Pointer) -> Key {
        Key {
            of: key.of.iter().map(|path| path.split('.').map(str::to_owned).collect()).collect(),
            until: key.until.as_deref().and_then(|state| self.state(state, &at.key("until"))),
            taken: key.taken,
            event: key.event.clone(),
        }
    }

    fn derive(&mut self, at: &Pointer) -> IndexMap<String, DerivedValue> {
        let mut all = IndexMap::new();
        for (name, derived) in &self.model.derive {
            let from = self.scripts.len();
            let value =
                self.bare(&derived.value, Kind::Value, &at.key(name).key("value"), &Around::default());
            if let Some(value) = value {
                if let Some(placed) = self.scripts.get_mut(from) {
                    placed.derives = Some(name.clone());
                }
                all.insert(name.clone(), DerivedValue { title: derived.title.clone(), value });
            }
        }
        all
    }

    fn find(&mut self, at: &Pointer) -> IndexMap<String, Find> {
        let mut all = IndexMap::new();
        for (name, find) in &self.model.find {
            let at = at.key(name);
            let given = [
                ("from", &find.from),
                ("children", &find.children),
                ("register", &find.register),
                ("workflow", &find.workflow),
            ];
            let given: Vec<_> =
                given.into_iter().filter_map(|(key, name)| Some((key, name.as_ref()?))).collect();
            let (rows, around) = match given.as_slice() {
                [("from", list)] => {
                    self.field(list, &at.key("from"));
                    (Rows::List((*list).clone()), Around::default().with("item", self.element(list)))
                }
                [("children", name)] => {
                    let item = self.child(name, &at.key("children"));
                    (Rows::Children((*name).clone()), Around::default().with("item", item))
                }
                [("workflow", workflow)] => {
                    let rows = published_rows(workflow, find);
                    let around = Around::published(workflow, &rows.columns);
                    (Rows::Published(rows), around)
                }
                [(_, register)] => (Rows::Register((*register).clone()), Around::row_of(register)),
                several => {
                    let got: Vec<&str> = several.iter().map(|(key, _)| *key).collect();
                    let fault = self.report.key(Code::ExactlyOneOf, &at).with("got", got.join(", "));
                    self.report.add(fault.with("known", "from, children, register, workflow"));
                    continue;
                }
            };
            let condition = find.where_.as_ref();
            let condition = condition.and_then(|text| self.guard(text, &at.key("where"), &around));
            let value = find.value.as_ref();
            let value = value.and_then(|text| self.bare(text, Kind::Value, &at.key("value"), &around));
            all.insert(name.clone(), Find { rows, condition, give: find.give, value });
        }
        all
    }

    fn invariants(&mut self, at: &Pointer) -> Vec<Invariant> {
        let mut all = Vec::new();
        for (place, invariant) in self.model.invariants.iter().enumerate() {
            let check = self.guard(&invariant.check, &at.index(place).key("check"), &Around::default());
            all.extend(check.map(|check| {
                // What a row holds may change while the field that names it does not.
                let of_field =
                    |name: &String| self.model.data.get(name).is_some_and(|field| !holds_rows(field));
                let of_fields = !check.asks() && check.reads().iter().all(of_field);
                Invariant { title: invariant.title.clone(), check, of_fields }
            }));
        }
        all
    }
}

/// What is read of the cases of a workflow: the columns that are declared, and those that every row has.
fn published_rows(workflow: &str, find: &workflow::Find) -> PublishedRows {
    let own = find.reads.iter().map(|(name, column)| (name.clone(), of_column(column.type_)));
    let all = own.chain(BUILT_IN.map(|name| (name.to_owned(), of_built_in(name))));
    PublishedRows { workflow: workflow.into(), columns: Arc::new(all.collect()) }
}

fn template((name, template): (&String, &workflow::Template)) -> (String, Template) {
    let made = Template {
        title: template.title.clone(),
        text: template.text.clone(),
        number: template.number.clone(),
        unit: template.unit.clone(),
        table: template.table.clone(),
    };
    (name.clone(), made)
}

/// Whether a value of the field is a row, or holds some.
fn holds_rows(field: &Field) -> bool {
    let row = Type::Row;
    field.type_ == row || field.of == Some(row) || field.fields.values().any(holds_rows)
}

/// Sealing works on whole fields: a private part makes the field private.
fn holds_private(field: &Field) -> bool {
    field.private || field.fields.values().any(holds_private)
}

fn private_names(name: &str, field: &Field, all: &mut BTreeSet<String>) {
    if holds_private(field) {
        all.insert(name.to_owned());
    }
    for (name, inner) in &field.fields {
        private_names(name, inner, all);
    }
}
