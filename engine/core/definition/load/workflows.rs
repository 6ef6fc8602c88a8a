//! Workflow documents: compiled, and checked against all the rest.

use super::adoption::{self, Piece};
use super::document::Document;
use super::registers::Known;
use super::{Loaded, Pack, Read, Workflow, packs};
use crate::definition::check;
use crate::definition::closure::Closure;
use crate::definition::compile::{compile, declared};
use crate::definition::names::Names;
use crate::definition::report::Report;
use crate::definition::scenario::Workflows;
use crate::definition::types::Parameters;
use crate::instance::{Data, Hash};
use crate::model::workflow as model;
use crate::script::Script;
use crate::source::{Code, Diagnostic, Label, Pointer, Sources, Span};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Compiles every workflow, and as it is published where that differs; what is known of each is for the scenarios.
pub(super) fn take(read: &Read, pieces: &[Piece], registers: Known, loaded: &mut Loaded) -> Workflows {
    let mut done: Vec<Workflow> = Vec::new();
    let mut all = Workflows::new();
    let mut versions: BTreeMap<(String, Option<String>), Span> = BTreeMap::new();
    let mut world =
        check::World::of(read.workflows.iter().map(|document| document.tree.as_ref()), registers, loaded);
    for model in read.workflows.iter().filter_map(|document| document.model.as_ref()) {
        world.families.entry(model.workflow.clone()).or_default().push(check::Family::of(model));
        world.published.entry(model.workflow.clone()).or_default().extend(model.publish.keys().cloned());
    }
    for document in &read.workflows {
        let Some(model) = &document.model else { continue };
        let pack = packs::covering(&loaded.packs, &document.path);
        let one = One { pack, world: &world, sources: &loaded.sources };
        let defaults = pack.map(|pack| packs::defaults(&pack.model)).unwrap_or_default();
        let values = pack.map(|pack| pack.values.clone()).unwrap_or_default();
        let own: Vec<&Piece> =
            pieces.iter().filter(|piece| pack.is_some_and(|pack| pack.path == piece.pack)).collect();
        let changed = adoption::with(document, &own);
        let names = Names::of(model, Some(&document.tree));
        let (mut workflow, mut faults) = one.read(document, (model, names.clone()), &defaults);
        if changed.is_some() || values != defaults {
            let document = changed.as_ref().unwrap_or(document);
            let model = document.model.as_ref().unwrap_or(model);
            let names = Names::of(model, Some(&document.tree));
            let (adopted, more) = one.read(document, (model, names), &values);
            let more: Vec<Diagnostic> = more.into_iter().filter(|fault| !faults.contains(fault)).collect();
            faults.extend(more);
            workflow = workflow.zip(adopted).map(|(published, adopted)| adopted.instead_of(published));
        }
        let twice = twice(document, model, &mut versions, loaded);
        let is_known_already = twice.is_some();
        faults.extend(twice);
        let entry = all.entry(model.workflow.clone()).or_default();
        entry.names.join(names);
        entry.calendar.clone_from(&model.calendar);
        entry.parameters = pack.map(|pack| pack.model.parameters.clone()).unwrap_or_default();
        loaded.diagnostics.extend(faults);
        done.extend(workflow.filter(|_| !is_known_already));
    }
    loaded.workflows = done;
    all
}

/// A second document for the same version.
fn twice(
    document: &Document<model::Workflow>,
    model: &model::Workflow,
    versions: &mut BTreeMap<(String, Option<String>), Span>,
    loaded: &Loaded,
) -> Option<Diagnostic> {
    let report = Report::new(&loaded.sources, Some(&document.sound));
    let at = Pointer::root().key("workflow");
    let place = report.place(&at)?;
    let version = (model.workflow.clone(), model.effective.clone());
    let Some(first) = versions.get(&version) else {
        versions.insert(version, place);
        return None;
    };
    let fault = report.value(Code::DuplicateName, &at).with("name", &model.workflow);
    Some(fault.with("kind", "workflow").related(*first, Label::FirstHere))
}

/// What one workflow is read with.
struct One<'a> {
    pack: Option<&'a Pack>,
    world: &'a check::World,
    sources: &'a Sources,
}

impl One<'_> {
    /// Compiles and checks a workflow with these values of its pack's parameters. Absent: something forbids running it.
    fn read(
        &self,
        document: &Document<model::Workflow>,
        (model, mut names): (&model::Workflow, Names),
        values: &Data,
    ) -> (Option<Workflow>, Vec<Diagnostic>) {
        let empty = IndexMap::new();
        let types = Parameters::Declared(self.pack.map_or(&empty, |pack| &pack.model.parameters));
        names.parameters = values.keys().cloned().collect();
        let declared = declared(model, types, &names).knowing(self.world.registers.columns.clone());
        let mut report = Report::new(self.sources, Some(&document.sound));
        let none = Hash::of(&[]);
        let (mut definition, scripts) = compile(model, values, none, &names, &declared, &mut report);
        check::workflow(
            &check::Subject {
                model,
                names: &names,
                declared: &declared,
                definition: &definition,
                scripts: &scripts,
                world: self.world,
                whole: document.whole,
            },
            &mut declared.clone(),
            &mut report,
        );
        report.without_echoes(&document.culprits);
        if !document.readable {
            report.without_missing();
        }
        let faults = report.finish();
        if !document.whole || faults.iter().any(Diagnostic::is_error) {
            return (None, faults);
        }
        let read: Vec<Script> = scripts.into_iter().map(|placed| placed.script).collect();
        definition.parameters = used(&read, values.clone());
        let closure = Closure::new(model.clone(), definition.parameters.clone()).text();
        definition.hash = Closure::hash(&closure);
        let workflow = Workflow {
            path: document.path.clone(),
            pack: self.pack.map(|pack| pack.model.pack.clone()),
            definition: Arc::new(definition),
            model: model.clone(),
            closure,
            parameters: values.clone(),
            effective: model.effective.as_deref().and_then(|date| date.parse().ok()),
            published: None,
        };
        (Some(workflow), faults)
    }
}

impl Workflow {
    /// This, as a place adopted what was published; what changes nothing is no other version.
    fn instead_of(mut self, published: Self) -> Self {
        if self.definition.hash != published.definition.hash {
            self.published = Some(Arc::new(published));
        }
        self
    }
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
