//! Shape faults: a tree against a JSON Schema (draft 2020-12), every fault at its bytes.

mod fault;
mod prune;

use jsonschema::Validator;
use serde_json::Value;

use super::{Code, Diagnostic, Key, Label, Node, Pointer};
use std::collections::BTreeSet;

pub(crate) use fault::date_meant;
pub use prune::prune;

/// Faults of one tree that are explained; the rest show once these are mended.
const FAULTS: usize = 500;

/// A shape fault, and which part of the tree is to blame.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What to tell the author.
    pub diagnostic: Diagnostic,
    /// The smallest part without which this fault is gone: an unknown key's entry, the value of a wrong type, the
    /// mapping that lacks a key.
    pub culprit: Pointer,
}

/// A compiled schema.
pub struct Shape {
    schema: Value,
    validator: Validator,
}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shape").finish_non_exhaustive()
    }
}

/// A schema that is none itself.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not valid: {0}")]
pub struct BadSchema(String);

impl Shape {
    /// Compiles a schema once for many documents.
    ///
    /// # Errors
    /// [`BadSchema`] if it is no valid schema.
    pub fn new(schema: Value) -> Result<Self, BadSchema> {
        let validator =
            jsonschema::draft202012::new(&schema).map_err(|error| BadSchema(error.to_string()))?;
        Ok(Self { schema, validator })
    }

    /// All faults of a tree, in the order of the text.
    pub fn faults(&self, node: &Node) -> Vec<Fault> {
        let json = node.to_json();
        let mut faults = Vec::new();
        for error in self.validator.iter_errors(&json).take(FAULTS) {
            fault::explain(&error, node, &json, &self.schema, &mut faults);
        }
        indents(&mut faults, node);
        faults.sort_by(|a, b| {
            let key = |f: &Fault| (f.diagnostic.span, f.diagnostic.code);
            key(a).cmp(&key(b))
        });
        faults.dedup_by(|a, b| a.diagnostic == b.diagnostic);
        faults
    }

    /// What to tell the author about the shape of a tree.
    pub fn check(&self, node: &Node) -> Vec<Diagnostic> {
        self.faults(node).into_iter().map(|fault| fault.diagnostic).collect()
    }

    /// The largest part of a tree whose shape is sound, so that its meaning can be checked: drops culprits until the
    /// rest validates. `None` if nothing is left.
    pub fn sound(&self, node: &Node) -> Option<Node> {
        prune::until_sound(self, node)
    }
}

/// Keys that are unknown where they stand because they line up with a key that is left empty: one fault, that says so.
fn indents(faults: &mut Vec<Fault>, root: &Node) {
    let unknown: BTreeSet<Pointer> = faults
        .iter()
        .filter(|fault| fault.diagnostic.code == Code::UnknownKey)
        .map(|fault| fault.culprit.clone())
        .collect();
    let mut emptied = BTreeSet::new();
    for fault in faults.iter_mut().filter(|fault| unknown.contains(&fault.culprit)) {
        let (Some(Key::Key(name)), Some(parent)) = (fault.culprit.last().cloned(), fault.culprit.parent())
        else {
            continue;
        };
        let entries = root.at(&parent).map_or(&[][..], Node::entries);
        let Some(place) = entries.iter().position(|entry| entry.name() == name) else { continue };
        let before = entries.iter().take(place).rev();
        let first = before.into_iter().find(|entry| !unknown.contains(&parent.key(entry.name())));
        let Some(empty) = first.filter(|entry| entry.value.is_null()) else { continue };
        if let Some(span) = fault.diagnostic.span {
            let lost =
                Diagnostic::new(Code::IndentLost, span).with("name", &name).with("parent", empty.name());
            fault.diagnostic = lost.related(empty.key.place(), Label::Because);
            emptied.insert(parent.key(empty.name()));
        }
    }
    faults.retain(|fault| fault.diagnostic.code != Code::WrongType || !emptied.contains(&fault.culprit));
}

/// Checks one tree against one schema; for many trees, keep a [`Shape`]. A schema that is none finds nothing.
pub fn check(node: &Node, schema: &Value) -> Vec<Diagnostic> {
    Shape::new(schema.clone()).map(|shape| shape.check(node)).unwrap_or_default()
}
