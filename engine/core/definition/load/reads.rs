//! What workflows read of the cases of others, held against what those publish.

use super::Loaded;
use super::boards::sources;
use super::document::Document;
use crate::definition::report::Report;
use crate::definition::scenario::Workflows;
use crate::definition::types::of_column;
use crate::instance::BUILT_IN;
use crate::model::workflow as model;
use crate::script::Type;
use crate::source::{Code, Pointer, did_you_mean};

pub(super) fn take(documents: &[Document<model::Workflow>], known: &Workflows, loaded: &mut Loaded) {
    let reads = |document: &&Document<model::Workflow>| {
        let finds = document.model.iter().flat_map(|model| model.find.values());
        finds.into_iter().any(|find| find.workflow.is_some())
    };
    let reading: Vec<_> = documents.iter().filter(reads).collect();
    if reading.is_empty() {
        return;
    }
    let sources = sources(known, loaded);
    for document in reading {
        let mut report = Report::new(&loaded.sources, Some(&document.sound));
        let finds = document.model.iter().flat_map(|model| &model.find);
        for (name, find) in finds {
            let Some((workflow, source)) =
                find.workflow.as_ref().and_then(|workflow| Some((workflow, sources.get(workflow)?)))
            else {
                continue;
            };
            let at = Pointer::root().key("find").key(name).key("reads");
            for (column, read) in &find.reads {
                let (at, wanted) = (at.key(column), of_column(read.type_));
                match source.columns.get(column) {
                    None if BUILT_IN.contains(&column.as_str()) => {}
                    None => {
                        let meant = did_you_mean(column, source.columns.keys().map(String::as_str));
                        let fault = report.key(Code::NotPublished, &at).with("name", column);
                        report.add(fault.with("workflow", workflow).suggest(meant));
                    }
                    Some(there) if !takes(&wanted, there) => {
                        let fault = report.value(Code::WrongType, &at.key("type")).with("name", column);
                        report.add(fault.with("expected", there.name()).with("got", wanted.name()));
                    }
                    Some(_) => {}
                }
            }
        }
        report.without_echoes(&document.culprits);
        loaded.diagnostics.extend(report.finish());
    }
}

/// Whether every value of a published column is one of the type by which it is read.
fn takes(read: &Type, there: &Type) -> bool {
    match (read, there) {
        (_, Type::Any) => true,
        (Type::Text, _) => {
            matches!(there, Type::Text | Type::Enum(_) | Type::Unit | Type::Person | Type::Duration)
        }
        (Type::Decimal, Type::Integer) => true,
        _ => read == there,
    }
}
