//! Columns: what each gives, and what it needs for that.

use super::super::Column;
use super::{Build, Types, is_number};
use crate::model::board::Aggregate;
use crate::model::{self, Expression};
use crate::script::{Kind, Script, Type};
use crate::source::{Code, Pointer};

impl Build<'_> {
    pub(super) fn column(
        &mut self,
        name: &str,
        column: &model::board::Column,
        types: &Types,
    ) -> Option<Column> {
        let at = Pointer::root().key("columns").key(name);
        let reserved =
            matches!(name, "score" | "rank" | "ranked" | "cases" | "rank_before" | "light_before" | "params");
        let is_variable = self.around.engine.compile(name, Kind::Value);
        if reserved || !is_variable.is_ok_and(|script| script.reads().contains(name) && script.text() == name)
        {
            let wordlike = name.chars().all(|letter| letter == '_' || letter.is_alphanumeric());
            let code = if wordlike { Code::ReservedName } else { Code::BadName };
            self.coded_key(code, at.clone(), vec![("name", name.to_owned())]);
        }
        let give = match column.give {
            Some(give) => give,
            None if self.document.group_by.is_none() => Aggregate::First,
            None => {
                self.coded_key(Code::MissingKey, at, vec![("name", "give".to_owned())]);
                return None;
            }
        };
        self.fitting(give, column, &at);
        let guard = |build: &mut Self, text: &Option<Expression>, key: &str| {
            build.optional(text.as_ref(), Kind::Guard, &at.key(key), types).map(|(script, _)| script)
        };
        let condition = guard(self, &column.where_, "where");
        let of = guard(self, &column.of, "of");
        let weight = self.optional(column.weight.as_ref(), Kind::Value, &at.key("weight"), types);
        let value = self.optional(column.value.as_ref(), Kind::Value, &at.key("value"), types);
        let found = value.as_ref().map_or(Type::Any, |(_, found)| found.clone());
        let sizes = matches!(found, Type::Date | Type::Instant);
        let wants = match give {
            Aggregate::Count | Aggregate::Share | Aggregate::List | Aggregate::First => true,
            Aggregate::Min | Aggregate::Max => sizes || is_number(&found),
            _ => is_number(&found),
        };
        let not_addable = |type_: &Type| {
            let got = type_.name().to_owned();
            vec![("name", name.to_owned()), ("give", give.word().to_owned()), ("got", got)]
        };
        if !wants {
            self.coded(Code::NotAddable, at.key("value"), not_addable(&found));
        }
        if let Some((_, found)) = weight.as_ref().filter(|(_, found)| !is_number(found)) {
            self.coded(Code::NotAddable, at.key("weight"), not_addable(found));
        }
        let type_ = match give {
            Aggregate::Count => Type::Integer,
            Aggregate::Share
            | Aggregate::Mean
            | Aggregate::WeightedMean
            | Aggregate::TrimmedMean
            | Aggregate::Median => Type::Fraction,
            Aggregate::List => Type::list(found),
            Aggregate::Sum | Aggregate::Min | Aggregate::Max | Aggregate::First => found,
        };
        let script = |given: Option<(Script, Type)>| given.map(|(script, _)| script);
        let (value, weight) = (script(value), script(weight));
        Some(Column { name: name.to_owned(), give, condition, value, of, weight, trim: column.trim, type_ })
    }

    /// Keys that an aggregate needs, and those that say nothing beside it.
    fn fitting(&mut self, give: Aggregate, column: &model::board::Column, at: &Pointer) {
        let counts = matches!(give, Aggregate::Count | Aggregate::Share);
        for (key, given, takes) in [
            ("value", column.value.is_some(), !counts),
            ("of", column.of.is_some(), give == Aggregate::Share),
            ("weight", column.weight.is_some(), give == Aggregate::WeightedMean),
            ("trim", column.trim.is_some(), give == Aggregate::TrimmedMean),
        ] {
            if given && !takes {
                let with = vec![("name", key.to_owned()), ("give", give.word().to_owned())];
                self.coded_key(Code::NotForAggregate, at.key(key), with);
            }
            if takes && !given && key != "of" {
                self.coded_key(Code::MissingKey, at.clone(), vec![("name", key.to_owned())]);
            }
        }
    }
}
