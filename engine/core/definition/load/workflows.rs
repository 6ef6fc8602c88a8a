//! Workflow documents: compiled, and checked against all the rest.

use super::{Loaded, Read, Workflow, packs};
use crate::definition::check;
use crate::definition::closure::Closure;
use crate::definition::compile::{compile, declared};
use crate::definition::names::Names;
use crate::definition::report::Report;
use crate::definition::scenario::Workflows;
use crate::definition::types::Parameters;
use crate::instance::{Data, Hash};
use crate::script::Script;
use crate::source::{Code, Diagnostic, Label, Pointer, Span};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Compiles every workflow; what is known of each is for the scenarios.
pub(super) fn take(read: &Read, loaded: &mut Loaded) -> Workflows {
    let mut done: Vec<Workflow> = Vec::new();
    let mut all = Workflows::new();
    let mut versions: BTreeMap<(String, Option<String>), Span> = BTreeMap::new();
    let mut world = check::World::of(read.workflows.iter().map(|document| &document.tree), loaded);
    for model in read.workflows.iter().filter_map(|document| document.model.as_ref()) {
        world.families.entry(model.workflow.clone()).or_default().push(check::Family::of(model));
    }
    for document in &read.workflows {
        let Some(model) = &document.model else { continue };
        let pack = packs::covering(&loaded.packs, &document.path);
        let parameters = packs::values(pack);
        let empty = IndexMap::new();
        let types = Parameters::Declared(pack.map_or(&empty, |pack| &pack.model.parameters));
        let mut names = Names::of(model, Some(&document.tree));
        names.parameters = parameters.keys().cloned().collect();
        let declared = declared(model, types, &names);
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        let none = Hash::of(&[]);
        let (mut definition, scripts) = compile(model, &parameters, none, &names, &declared, &mut report);
        check::workflow(
            &check::Subject {
                model,
                names: &names,
                definition: &definition,
                scripts: &scripts,
                world: &world,
                whole: document.whole,
            },
            &mut declared.clone(),
            &mut report,
        );
        report.without_echoes(&document.culprits);
        if !document.readable {
            report.without_missing();
        }
        let version = (model.workflow.clone(), model.effective.clone());
        let at = Pointer::root().key("workflow");
        if let Some(place) = report.place(&at) {
            if let Some(first) = versions.get(&version) {
                let fault = report.value(Code::DuplicateName, &at).with("name", &model.workflow);
                report.add(fault.with("kind", "workflow").related(*first, Label::FirstHere));
            }
            versions.entry(version).or_insert(place);
        }
        let faults = report.finish();
        let sound = document.whole && !faults.iter().any(Diagnostic::is_error);
        loaded.diagnostics.extend(faults);
        let entry = all.entry(model.workflow.clone()).or_default();
        entry.names.join(names);
        entry.calendar.clone_from(&model.calendar);
        entry.parameters = pack.map(|pack| pack.model.parameters.clone()).unwrap_or_default();
        if !sound {
            continue;
        }
        let read: Vec<Script> = scripts.into_iter().map(|placed| placed.script).collect();
        definition.parameters = used(&read, parameters.clone());
        let closure = Closure::new(model.clone(), definition.parameters.clone()).text();
        definition.hash = Closure::hash(&closure);
        done.push(Workflow {
            path: document.path.clone(),
            pack: pack.map(|pack| pack.model.pack.clone()),
            definition: Arc::new(definition),
            model: model.clone(),
            closure,
            parameters,
            effective: model.effective.as_deref().and_then(|date| date.parse().ok()),
        });
    }
    loaded.workflows = done;
    all
}

/// The parameters that a definition reads. All of them, if a script uses `params` as a whole.
pub(super) fn used(scripts: &[Script], parameters: Data) -> Data {
    let mut read = BTreeSet::new();
    for path in scripts
        .iter()
        .flat_map(Script::paths)
        .filter(|path| path.first().is_some_and(|name| name == "params"))
    {
        match path.get(1) {
            Some(name) => read.insert(name.as_str()),
            None => return parameters,
        };
    }
    parameters
        .iter()
        .filter(|(name, _)| read.contains(name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
