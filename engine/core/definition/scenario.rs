//! Scenario documents: what they name exists.

use super::load::{Loaded, Scenario};
use crate::model::scenario as model;
use crate::source::Node;

pub(crate) fn take(documents: Vec<(String, model::Scenario, Node)>, loaded: &mut Loaded) {
    for (path, model, node) in documents {
        let org = beside(&path, &model.given.org);
        let csv = model
            .examples
            .as_ref()
            .and_then(|examples| examples.file.as_deref())
            .map(|file| beside(&path, file));
        loaded.scenarios.push(Scenario {
            org: loaded.orgs.iter().any(|known| known.path == org).then_some(org),
            csv: csv.filter(|csv| loaded.csv.contains_key(csv)),
            path,
            model,
            node,
        });
    }
}

/// A path written relative to a file.
pub(crate) fn beside(file: &str, relative: &str) -> String {
    let mut parts: Vec<&str> =
        file.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    for step in relative.split('/') {
        match step {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}
