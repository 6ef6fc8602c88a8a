//! Columns that others may read, with their types.

use super::Compiler;
use crate::definition::Published;
use crate::definition::types::{Around, Declared, Parameters, Sees, of_column};
use crate::model::workflow::Aggregate;
use crate::script::{Kind, Type};
use crate::source::Pointer;
use indexmap::IndexMap;

impl Compiler<'_, '_> {
    pub(super) fn published(&mut self, at: &Pointer) -> IndexMap<String, Published> {
        let mut all = IndexMap::new();
        if self.model.publish.is_empty() {
            return all;
        }
        let around = Around { sees: Sees::Nothing, ..Around::default() };
        let types = self.types_alone();
        for (name, column) in &self.model.publish {
            let value = self.bare(&column.value, Kind::Value, &at.key(name).key("value"), &around);
            all.extend(value.map(|value| {
                let found = match self.engine.check(&value, &types.around(&around)).result {
                    // A row is written as its key.
                    Type::Row(..) => Type::Text,
                    found => found,
                };
                let type_ = column.type_.map_or_else(|| found.clone(), of_column);
                (name.clone(), Published { title: column.title.clone(), type_, found, value })
            }));
        }
        all
    }

    /// The types as the document alone tells them: a stored definition knows no more of its parameters than their values.
    fn types_alone(&self) -> Declared {
        let unsure: [&[String]; 2] = [&self.names.fields, &self.names.derived];
        let mut types = Declared::of(self.model, Parameters::Values(self.parameters), &unsure);
        for (name, find) in &self.model.find {
            match find.give {
                Aggregate::Count => types.derive(name, Type::Integer),
                Aggregate::Share => types.derive(name, Type::Fraction),
                _ => {}
            }
        }
        let derives = self.scripts.iter().filter_map(|placed| Some((placed.derives.as_ref()?, placed)));
        for (name, placed) in derives {
            let result = self.engine.check(&placed.script, &types.around(&placed.around)).result;
            types.derive(name, result);
        }
        types
    }
}
