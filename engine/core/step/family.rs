//! Children that live on their own, and the parent: what each sees of the other travels as messages.

use super::machine::{Event, Machine};
use super::{Fault, MAX_CHILDREN, Stop, Verdict};
use crate::definition::Chart;
use crate::instance::{CaseId, Data, Effect, Input, Instance, Message, Parent, Part, Shared, Source};
use crate::script::{self, Type, Value};

/// The outermost of the active states within the whole; the one in which the case ended.
fn state(chart: &Chart, inst: &Instance) -> Option<String> {
    let outermost = |id: &str| chart.by_id.get(id).is_some_and(|ix| chart.state(*ix).parent == Some(0));
    let active = inst.active.keys().find(|key| outermost(&key.state)).map(|key| key.state.to_string());
    active.or_else(|| inst.ended.clone())
}

/// What has changed of some fields since another state of the case. Without one, all that hold a value.
fn changed(share: &[String], before: Option<&Instance>, now: &Instance) -> Shared {
    let mut shared = Shared::default();
    for field in share.iter().filter(|field| before.is_none_or(|old| !now.data.is_same(&old.data, field))) {
        match now.data.get(field) {
            Some(value) => drop(shared.data.insert(field.clone(), value.clone())),
            None if before.is_some() => shared.emptied.push(field.clone()),
            None => {}
        }
    }
    shared
}

impl Part {
    /// Takes what a child says of itself; returns what of it is new, as the payload of an event. Absent: nothing is.
    fn learn(&mut self, word: Option<&str>, shared: &Shared, reads: impl Fn(&str) -> bool) -> Option<Data> {
        let mut data = Data::new();
        for (field, value) in shared.data.iter().filter(|(field, _)| reads(field)) {
            if self.shared.get(field) != Some(value) {
                self.shared.insert(field.clone(), value.clone());
                data.insert(field.clone(), value.clone());
            }
        }
        let gone = shared.emptied.iter().filter(|field| self.shared.remove(field.as_str()).is_some()).count();
        let moved = word.is_some() && self.state.as_deref() != word;
        if moved {
            self.state = word.map(str::to_owned);
        }
        (moved || gone > 0 || !data.is_empty()).then_some(data)
    }
}

impl Machine<'_> {
    /// Makes a case that this step starts one of its children.
    pub fn adopt(&mut self, name: &str, id: &CaseId) -> Result<Parent, Stop> {
        if self.inst.parts.len() >= MAX_CHILDREN {
            return Err(Stop::Fault(Fault::Limit { name: "children", limit: MAX_CHILDREN }));
        }
        let number = self.inst.parts.values().filter(|part| part.name == name).count() + 1;
        let part = Part {
            id: id.clone(),
            name: name.to_owned(),
            state: None,
            shared: Data::new(),
            ended: false,
            failed: false,
        };
        self.inst.parts.insert(format!("{name}/{number:04}"), part);
        // What it shares is put in at the end of the step, when it is known.
        Ok(Parent { id: self.inst.id.clone(), shared: Data::new() })
    }

    /// Takes what a child says of itself.
    pub fn child_changed(
        &mut self,
        input: &Input,
        child: &CaseId,
        word: &str,
        shared: &Shared,
    ) -> Result<Verdict, Stop> {
        let Some((part, name, new)) = self.learn(child, Some(word), shared) else {
            return Ok(Verdict::Ignored);
        };
        let (Some(data), false) = (new, part.ended) else { return Ok(Verdict::Ignored) };
        self.hear(input, &format!("child.changed.{name}"), &part, data)
    }

    /// Takes the end of a child, or that it cannot go on.
    pub fn part_ended(
        &mut self,
        input: &Input,
        child: &CaseId,
        word: Option<&str>,
        given: &Data,
        shared: &Shared,
        goes_on: bool,
    ) -> Result<Verdict, Stop> {
        let failed = word.is_none();
        let word = if goes_on { None } else { Some(word.unwrap_or("failed")) };
        let Some((mut part, name, _)) = self.learn(child, word, shared) else { return Ok(Verdict::Ignored) };
        if part.ended {
            return Ok(Verdict::Ignored);
        }
        if !goes_on {
            (part.ended, part.failed) = (true, failed);
            if let Some(known) = self.inst.parts.values_mut().find(|known| known.id == *child) {
                (known.ended, known.failed) = (true, failed);
            }
        }
        let mut data = given.clone();
        data.extend(part.shared.clone());
        let event = if failed { "failed" } else { "ended" };
        self.hear(input, &format!("child.{event}.{name}"), &part, data)
    }

    fn learn(
        &mut self,
        child: &CaseId,
        word: Option<&str>,
        shared: &Shared,
    ) -> Option<(Part, String, Option<Data>)> {
        let part = self.inst.parts.values_mut().find(|part| part.id == *child)?;
        let name = part.name.clone();
        let rule = self.def.children.get(&name);
        let new = part.learn(word, shared, |field| rule.is_some_and(|rule| rule.reads.contains_key(field)));
        Some((part.clone(), name, new))
    }

    /// Raises what a child has brought about. It is kept even where no state takes the event.
    fn hear(&mut self, input: &Input, name: &str, part: &Part, mut data: Data) -> Result<Verdict, Stop> {
        data.insert("child".to_owned(), part.id.as_str().into());
        if let Some(state) = &part.state {
            data.insert("state".to_owned(), state.clone().into());
        }
        self.take_inner(self.news_of(input, name.to_owned(), data))?;
        Ok(Verdict::Accepted)
    }

    fn news_of(&self, input: &Input, name: String, data: Data) -> Event {
        Event {
            name,
            data,
            internal: true,
            occurred_at: input.occurred_at.unwrap_or(self.now).min(self.now),
            ..Event::default()
        }
    }

    /// Takes what the parent shares: fields that follow it are saved, then `parent.changed` is raised.
    pub fn parent_changed(&mut self, input: &Input, shared: &Shared) -> Result<Verdict, Stop> {
        let parent = self.inst.parent.as_ref().map(|parent| Source::Case(parent.id.clone()));
        if parent.as_ref() != Some(&input.source) {
            return Ok(Verdict::Ignored);
        }
        let def = self.def;
        for field in def.parent.iter().flat_map(|rule| &rule.takes) {
            let gone = shared.emptied.contains(field);
            let value = shared.data.get(field).cloned().or(gone.then_some(serde_json::Value::Null));
            if let Some(value) = value.filter(|value| self.inst.data.get(field) != Some(value)) {
                self.assign(field, value, "parent")?;
            }
        }
        let event = self.news_of(input, "parent.changed".to_owned(), shared.data.clone());
        self.take_inner(event)?;
        Ok(Verdict::Accepted)
    }

    /// The data of a start, with what follows the parent's.
    pub fn inherit(&mut self, parent: Option<&Parent>, data: &Data) -> Result<Data, Stop> {
        let mut data = data.clone();
        let (Some(rule), Some(parent)) = (&self.def.parent, parent) else { return Ok(data) };
        for field in &rule.takes {
            let Some(value) = parent.shared.get(field) else { continue };
            data.entry(field.clone()).or_insert_with(|| value.clone());
            self.assign(field, value.clone(), "parent")?;
        }
        Ok(data)
    }

    /// Tells the parent and the children, at the end of the step, what has changed of what they see. What is the same as
    /// before is not told, so that no message goes round.
    pub fn tell_family(&mut self, before: Option<&Instance>) {
        let def = self.def;
        if let (Some(rule), Some(parent)) = (&def.parent, &self.inst.parent) {
            let news = changed(&rule.share, before, &self.inst);
            let word = state(&def.chart, &self.inst);
            let moved = before.is_none_or(|before| state(&def.chart, before) != word);
            if self.inst.ended.is_some() {
                for effect in &mut self.effects {
                    if let Effect::Message { message: Message::ChildEnded { shared, .. }, .. } = effect {
                        shared.clone_from(&news);
                    }
                }
            } else if let Some(state) = word.filter(|_| moved || !news.is_empty()) {
                let occurred_at = self.legal_time();
                let message = Message::ChildChanged { state, shared: news, occurred_at };
                self.effects.push(Effect::Message { to: parent.id.clone(), message });
            }
        }
        for (name, rule) in &def.children {
            let news = changed(&rule.share, before, &self.inst);
            let all = changed(&rule.share, None, &self.inst).data;
            let mut told = Vec::new();
            for (key, part) in self.inst.parts.iter().filter(|(_, part)| part.name == *name && !part.ended) {
                let is_new = before.is_none_or(|before| !before.parts.contains_key(key));
                for effect in self.effects.iter_mut().filter(|_| is_new) {
                    if let Effect::Message { to, message: Message::Start { parent: Some(parent), .. } } =
                        effect
                        && *to == part.id
                    {
                        parent.shared.clone_from(&all);
                    }
                }
                if !is_new && !news.is_empty() {
                    told.push(part.id.clone());
                }
            }
            let occurred_at = self.legal_time();
            self.effects.extend(told.into_iter().map(|to| {
                let message = Message::ParentChanged { shared: news.clone(), occurred_at };
                Effect::Message { to, message }
            }));
        }
    }

    /// A child as an aggregate sees it: a field that it has not said is absent.
    pub fn part(&self, part: &Part) -> Value {
        let mut item = script::Map::new();
        for (name, type_) in self.def.children.get(&part.name).iter().flat_map(|rule| &rule.reads) {
            let value = part
                .shared
                .get(name)
                .and_then(|value| script::from_json_with(value, type_, &*self.world.registers).ok());
            item.insert(name.as_str().into(), value.unwrap_or(Value::UNIT));
        }
        let text = |text: Option<&str>| text.map_or(Value::UNIT, |text| Value::from(text.to_owned()));
        item.insert("id".into(), text(Some(part.id.as_str())));
        item.insert("state".into(), text(part.state.as_deref()));
        item.insert("ended".into(), Value::from(part.ended));
        item.insert("failed".into(), Value::from(part.failed));
        Value::from_map(item)
    }

    /// The type of a value that an event of the engine's own carries.
    pub fn carried(&self, event: &str, name: &str) -> Type {
        let of_parent = || {
            let takes = self.def.parent.as_ref().filter(|_| event == "parent.changed")?.takes.iter();
            takes.into_iter().find(|field| *field == name).and_then(|_| self.def.fields.get(name))
        };
        let of_child = || {
            let children = event.strip_prefix("child.")?.split_once('.')?.1;
            self.def.children.get(children)?.reads.get(name).cloned()
        };
        of_child()
            .or_else(|| of_parent().map(|field| field.type_.clone()))
            .unwrap_or_else(|| crate::definition::engine_type(event, name))
    }
}
