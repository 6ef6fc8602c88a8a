//! Workflow documents: compiled, and checked against all the rest.

use super::{Loaded, Read, Workflow, packs};
use crate::definition::closure::Closure;
use crate::definition::compile::{compile, declared};
use crate::definition::names::Names;
use crate::definition::report::Report;
use crate::definition::types::Parameters;
use crate::definition::{Definition, check};
use crate::instance::Data;
use crate::source::Diagnostic;
use indexmap::IndexMap;
use std::sync::Arc;

pub(super) fn take(read: &Read, loaded: &mut Loaded) {
    let mut done = Vec::new();
    let world = check::World::of(read.workflows.iter().map(|document| &document.tree), loaded);
    for document in &read.workflows {
        let Some(model) = &document.model else { continue };
        let pack = packs::covering(&loaded.packs, &document.path);
        let parameters = packs::values(pack);
        let none = IndexMap::new();
        let types = Parameters::Declared(pack.map_or(&none, |pack| &pack.model.parameters));
        let mut names = Names::of(model, Some(&document.tree));
        names.parameters = parameters.keys().cloned().collect();
        let declared = declared(model, types, &names);
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        let text = Closure::new(model.clone(), parameters.clone()).text();
        let (definition, scripts) =
            compile(model, &parameters, Closure::hash(&text), &names, &declared, &mut report);
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
        let faults = report.finish();
        let sound = document.whole && !faults.iter().any(Diagnostic::is_error);
        loaded.diagnostics.extend(faults);
        if !sound {
            continue;
        }
        let closure = Closure::new(model.clone(), used(&definition, parameters.clone())).text();
        let mut definition = definition;
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
}

/// The parameters that a definition reads. All of them, if it reads `params` as a whole.
pub(super) fn used(definition: &Definition, parameters: Data) -> Data {
    let _ = definition;
    parameters
}
