//! Scripts held against declared types.

use super::compile::{Kind, Script};
use super::engine::{Engine, nearest};
use super::finding::{Finding, FindingKind};
use super::infer::Walk;
use super::scan::{length_at, offset_of};
use super::types::{Type, Types};
use rhai::Position;

/// What a check found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Every fault, in the order of the text.
    pub findings: Vec<Finding>,
    /// The type of the result; `Any` where it is not known.
    pub result: Type,
}

impl Engine {
    /// Holds a script against the declared types of what it reads: unknown names, comparisons of unlike types, enums
    /// against words they never hold, whole numbers divided by `/`, conditions that are no conditions.
    ///
    /// A script whose comparisons are all proven is evaluated faster from here on, so the values it meets must be of
    /// the types that `types` declares.
    #[must_use]
    pub fn check(&self, script: &Script, types: &dyn Types) -> Checked {
        let mut walk = Walk::new(self, script.text(), types);
        let result = walk.block(script.ast().statements());
        script.set_certain(walk.certain && walk.findings.is_empty());
        let mut findings = walk.into_findings();
        if script.kind() == Kind::Guard && !matches!(result, Type::Any | Type::Bool) {
            let kind = FindingKind::NotBool { got: result.name().to_owned() };
            findings.push(Finding { offset: 0, length: script.text().len(), kind });
        }
        findings.sort_by_key(|finding| finding.offset);
        findings.dedup();
        Checked { findings, result }
    }
}

impl Walk<'_> {
    pub(super) fn report(&mut self, position: Position, kind: FindingKind) {
        let offset = offset_of(self.text, position).unwrap_or(0);
        let length = length_at(self.text, offset);
        self.findings.push(Finding { offset, length, kind });
    }

    /// A variable's type; an unknown one is reported, with a word of `words` as the first suggestion.
    pub(super) fn variable(&mut self, name: &str, position: Position, words: &[String]) -> Type {
        if let Some((_, local)) = self.locals.iter().rev().find(|(local, _)| local == name) {
            return local.clone();
        }
        if let Some(known) = self.types.variable(name) {
            self.certain &= self.types.is_certain(name);
            return known;
        }
        let suggestion = if words.iter().any(|word| word == name) {
            Some(format!("\"{name}\""))
        } else {
            let names = self.types.names();
            let locals = self.locals.iter().map(|(local, _)| local.as_str());
            nearest(name, names.iter().map(String::as_str).chain(locals))
        };
        self.report(position, FindingKind::UnknownVariable { name: name.to_owned(), suggestion });
        Type::Any
    }

    /// The type of a property.
    pub(super) fn property(&mut self, of: &Type, path: &str, name: &str, position: Position) -> Type {
        let known = match of {
            Type::Any | Type::Unit | Type::Person => return Type::Any,
            Type::Map(properties) => match properties.get(name) {
                Some(known) => return known.clone(),
                None => nearest(name, properties.keys().map(String::as_str)),
            },
            Type::Row(_, columns) => {
                // A register may change while a case runs: what a cell holds then is proven by nothing.
                self.certain = false;
                match columns.as_ref().map(|columns| (columns.get(name), columns)) {
                    None => return Type::Any,
                    Some((Some(known), _)) => return known.clone(),
                    Some((None, columns)) => nearest(name, columns.keys().map(String::as_str)),
                }
            }
            _ => None,
        };
        let (of, name) = (path.to_owned(), name.to_owned());
        self.report(position, FindingKind::UnknownProperty { of, name, suggestion: known });
        Type::Any
    }

    /// Whether a word may be a value of an enum.
    pub(super) fn word(&mut self, declared: &Type, word: &str, position: Position) {
        if let Type::Enum(values) = declared
            && !values.iter().any(|value| value == word)
        {
            let suggestion = nearest(word, values.iter().map(String::as_str));
            let (word, values) = (word.to_owned(), values.clone());
            self.report(position, FindingKind::NotOneOf { word, values, suggestion });
        }
    }

    pub(super) fn unlike(&mut self, operator: &str, left: &Type, right: &Type, position: Position) {
        let kind = FindingKind::UnlikeTypes {
            operator: operator.to_owned(),
            left: left.name().to_owned(),
            right: right.name().to_owned(),
        };
        self.report(position, kind);
    }

    /// Something that must be true or false.
    pub(super) fn condition(&mut self, found: &Type, position: Position) {
        if !matches!(found, Type::Any | Type::Bool) {
            self.report(position, FindingKind::NotBool { got: found.name().to_owned() });
        }
    }
}
