//! Ranks and lights: what they name is there, and has a size.

use super::super::Column;
use super::{Build, is_number};
use crate::script::{Kind, Script, Type};
use crate::source::{Code, Pointer};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Build<'_> {
    pub(super) fn rank(&mut self, columns: &[Column], score: Option<&Type>) {
        let Some(rank) = &self.document.rank else { return };
        let at = Pointer::root().key("rank");
        self.ranked_by(&rank.by, at.key("by"), columns, score);
        for (place, tie) in rank.ties.iter().enumerate() {
            self.ranked_by(&tie.by, at.key("ties").index(place).key("by"), columns, score);
        }
        let Some(peers) = &rank.peers else { return };
        let at = at.key("peers");
        let given = [
            ("column", peers.column.is_some()),
            ("attribute", peers.attribute.is_some()),
            ("unit", peers.unit.is_some()),
        ];
        let given: Vec<&str> = given.into_iter().filter_map(|(key, given)| given.then_some(key)).collect();
        if given.len() != 1 {
            let with = vec![("got", given.join(", ")), ("known", "column, attribute, unit".to_owned())];
            self.coded_key(Code::ExactlyOneOf, at.clone(), with);
        }
        if let Some(name) = peers.column.as_ref().filter(|name| !self.document.columns.contains_key(*name)) {
            let known = self.document.columns.keys().cloned().collect();
            self.unknown(Code::UnknownColumn, at.key("column"), name, known);
        }
        if let (Some(name), Some(org)) = (&peers.attribute, self.around.organisation) {
            let known: BTreeSet<&String> = org.units().flat_map(|unit| unit.attributes.keys()).collect();
            if !known.contains(name) {
                let known = known.into_iter().cloned().collect();
                self.unknown(Code::UnknownAttribute, at.key("attribute"), name, known);
            }
        }
    }

    fn ranked_by(&mut self, name: &str, at: Pointer, columns: &[Column], score: Option<&Type>) {
        let found = if name == "score" && self.document.score.is_some() {
            // A fault of the score itself was told.
            score.map(|_| Type::Decimal).or(Some(Type::Any))
        } else {
            columns.iter().find(|column| column.name == name).map(|column| column.type_.clone())
        };
        match found {
            // A column that is written and could not be compiled was told.
            None if self.document.columns.contains_key(name) => {}
            None if name == "score" => self.coded(Code::MissingKey, at, vec![("name", name.to_owned())]),
            None => {
                let mut known: Vec<String> = self.document.columns.keys().cloned().collect();
                known.extend(self.document.score.as_ref().map(|_| "score".to_owned()));
                self.unknown(Code::UnknownColumn, at, name, known);
            }
            Some(found) if !is_number(&found) && !matches!(found, Type::Date | Type::Instant) => {
                let with = vec![("name", name.to_owned()), ("got", found.name().to_owned())];
                self.coded(Code::RankOverNothing, at, with);
            }
            Some(_) => {}
        }
    }

    pub(super) fn lights(&mut self, columns: &[Column], score: bool) -> Vec<Option<Script>> {
        let mut types = self.line_types(columns);
        if score {
            types.insert("score".to_owned(), Type::Fraction);
        }
        if self.document.rank.is_some() {
            types.insert("rank".to_owned(), Type::Integer);
            types.insert("ranked".to_owned(), Type::Integer);
        }
        if self.document.movement {
            let colours = self.document.lights.iter().map(|light| light.colour.word().to_owned());
            types.insert("rank_before".to_owned(), Type::Integer);
            types.insert("light_before".to_owned(), Type::Enum(colours.collect()));
        }
        let types = Arc::new(types);
        let (mut lights, mut words, mut always) = (Vec::new(), BTreeSet::new(), false);
        for (place, light) in self.document.lights.iter().enumerate() {
            let at = Pointer::root().key("lights").index(place);
            let colour = light.colour.word().to_owned();
            let blank = |text: &str| text.trim().is_empty();
            for (key, blank) in
                [("icon", blank(&light.icon)), ("word", blank(light.word.zh()) || blank(light.word.en()))]
            {
                if blank {
                    let with = vec![("name", key.to_owned()), ("colour", colour.clone())];
                    self.coded(Code::BlankLight, at.key(key), with);
                }
            }
            if !words.insert(&light.word) {
                let with = vec![("name", light.word.zh().to_owned()), ("kind", "light".to_owned())];
                self.coded(Code::DuplicateName, at.key("word"), with);
            }
            if always {
                self.coded_key(Code::LightAfterAlways, at.key("colour"), vec![("colour", colour)]);
            }
            always |= light.when.is_none();
            let when = self.optional(light.when.as_ref(), Kind::Guard, &at.key("when"), &types);
            lights.push(when.map(|(script, _)| script));
        }
        lights
    }
}
