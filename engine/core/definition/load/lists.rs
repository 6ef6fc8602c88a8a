//! List documents, each held against the workflow whose cases it opens.

use super::document::Document;
use super::{List, Loaded, Workflow, packs};
use crate::list::{self, Columns, Source};
use crate::model::event::Event;
use crate::model::list as model;
use crate::model::workflow;
use std::sync::Arc;

pub(super) fn take(documents: &[Document<model::Document>], loaded: &mut Loaded) {
    for document in documents {
        let Some(model) = document.model.as_ref().filter(|_| document.whole) else { continue };
        let versions = loaded.workflows.iter().filter(|one| one.model.workflow == model.workflow);
        let Some(workflow) = versions.max_by_key(|one| one.effective) else { continue };
        let columns = columns(workflow);
        let told = |tell: &Option<model::Tell>| {
            let name = &tell.as_ref()?.send;
            Some(event(name, workflow.model.events.get(name)?, &columns))
        };
        let (changed, vanished) = (told(&model.changed), told(&model.vanished));
        let (changed, vanished) = (changed.as_ref(), vanished.as_ref());
        let compiled = list::List::build(Source { document: model, columns: &columns, changed, vanished });
        let pack = packs::covering(&loaded.packs, &document.path);
        let pack = pack.map(|pack| pack.model.pack.clone());
        let (path, node) = (document.path.clone(), document.sound.clone());
        loaded.lists.push(List { path, pack, compiled: Arc::new(compiled), node });
    }
}

/// The fields that the start saves.
fn columns(workflow: &Workflow) -> Columns {
    let workflow::Workflow { opens, data, .. } = &workflow.model;
    let saved = opens.saves.iter().filter_map(|name| data.get_key_value(name));
    saved.map(|(name, field)| (name.clone(), field.clone())).collect()
}

/// An event with those of its fields that an entry has.
fn event(name: &str, event: &Event, columns: &Columns) -> list::Event {
    let fields = event.saves.iter().chain(event.data.keys());
    let takes = fields.filter(|field| columns.contains_key(*field)).cloned().collect();
    let needed = |field: &&String| {
        let field = event.data.get(*field).or_else(|| columns.get(*field));
        field.is_some_and(|field| !field.optional && field.default.is_none())
    };
    let takes: std::collections::BTreeSet<String> = takes;
    let needs = takes.iter().filter(needed).cloned().collect();
    list::Event { name: name.to_owned(), takes, needs }
}
