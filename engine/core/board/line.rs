//! One line: what its columns give, and its score.

use super::cell::Show;
use super::fold::{fold, share, weighted};
use super::groups::{Asker, Case, Group};
use super::{Board, Cell, Column, Error};
use crate::model::board::Aggregate;
use crate::organisation::Organisation;
use crate::script::{Fraction, Type, Value};
use std::collections::BTreeMap;

/// A line that is being made.
pub(super) struct Draft<'g, 'r> {
    pub(super) group: &'g Group<'r>,
    /// What expressions over the line may name.
    pub(super) values: BTreeMap<String, Value>,
    pub(super) cells: Vec<Cell>,
}

impl Draft<'_, '_> {
    /// The value of a column or of the score.
    pub(super) fn value(&self, name: &str) -> Value {
        self.values.get(name).cloned().unwrap_or(Value::UNIT)
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }
}

/// Computes the columns and the score of a line.
pub(super) fn draft<'g, 'r>(
    group: &'g Group<'r>,
    asker: &Asker<'_>,
    organisation: &Organisation,
) -> Result<Draft<'g, 'r>, Error> {
    let board = asker.board;
    let mut draft = Draft { group, values: BTreeMap::new(), cells: Vec::new() };
    for column in &board.columns {
        let place = format!("columns.{}: {}", column.name, group.key);
        let value = compute(column, &group.cases, asker, &place)?;
        let written = board.document.columns.get(&column.name);
        let show = Show {
            type_: &column.type_,
            places: written.and_then(|column| column.places),
            percent: written.is_some_and(|column| column.percent),
            zone: &board.zone,
            organisation,
        };
        draft.cells.push(show.cell(&value, &place)?);
        draft.set(&column.name, value);
    }
    draft.set("cases", super::fold::whole(group.cases.len()));
    score(&mut draft, asker, organisation)?;
    Ok(draft)
}

fn compute(column: &Column, cases: &[Case<'_>], asker: &Asker<'_>, place: &str) -> Result<Value, Error> {
    let key = format!("columns.{}", column.name);
    let mut of = 0;
    let mut found: Vec<&Case<'_>> = Vec::new();
    for case in cases {
        if !asker.case_holds(column.of.as_ref(), case, &key)? {
            continue;
        }
        of += 1;
        if asker.case_holds(column.condition.as_ref(), case, &key)? {
            found.push(case);
        }
    }
    if column.give == Aggregate::Share {
        return Ok(share(found.len(), of));
    }
    let Some(script) = &column.value else { return Ok(super::fold::whole(found.len())) };
    let values = found.iter().map(|case| asker.of_case(script, case, &key)).collect::<Result<Vec<_>, _>>()?;
    match &column.weight {
        Some(weight) => {
            let weights = found.iter().map(|case| asker.of_case(weight, case, &key));
            let weights = weights.collect::<Result<Vec<_>, _>>()?;
            weighted(&values.into_iter().zip(weights).collect::<Vec<_>>(), place)
        }
        None => fold(column.give, values, column.trim, place),
    }
}

/// The score. A line that lacks a value which it needs has none.
fn score(draft: &mut Draft<'_, '_>, asker: &Asker<'_>, organisation: &Organisation) -> Result<(), Error> {
    let board: &Board = asker.board;
    let Some((script, written)) = board.score.as_ref().zip(board.document.score.as_ref()) else {
        return Ok(());
    };
    let place = format!("score: {}", draft.group.key);
    let value = asker.ask(script, &|name| draft.values.get(name).cloned(), &|| place.clone())?;
    if !value.is_unit() && Fraction::of(&value).is_none() {
        let message = "a score must be a number".to_owned();
        return Err(Error::Script { place, message });
    }
    let (places, percent, zone) = (written.places, written.percent, &board.zone);
    let show = Show { type_: &Type::Any, places, percent, zone, organisation };
    draft.cells.push(show.cell(&value, &place)?);
    draft.set("score", value);
    Ok(())
}
