//! What a question is about: the rotation, the changes, the times.

use super::{Failure, Place};
use crate::cli::lang::pick;
use crate::cli::{Exit, check, out};
use crate::http::civil;
use docket_core::definition::Loaded;
use docket_core::rotation::{Change, Changes, Rotation, Rotations, View};
use docket_core::source::{Code, Lang, Limits, Sources, parse, render};
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// Rotations with the changes that were named.
pub(super) struct Asked<'a> {
    pub(super) place: &'a Place,
    pub(super) lang: Lang,
    pub(super) name: String,
    pub(super) rotations: Arc<Rotations>,
    pub(super) changes: Changes,
    /// The list as it was read.
    pub(super) list: Vec<Change>,
}

impl<'a> Asked<'a> {
    pub(super) fn open(place: &'a Place, lang: Lang) -> Result<Self, Exit> {
        let loaded = check::open(&place.paths, lang)?;
        let name = named(&loaded, place.rotation.as_deref(), lang)?;
        let found = loaded.rotations.iter().find(|known| known.model.rotation == name);
        let Some(rotations) = found.map(|found| found.compiled.clone()) else { return Err(Exit::Unloadable) };
        let list = match &place.changes {
            Some(path) => read(path, lang)?,
            None => Vec::new(),
        };
        let (changes, faults) = Changes::compile(list.clone(), &rotations);
        // One that is faulty is left out, which must be known before an answer is believed.
        for fault in faults {
            let words = fault.kind.text();
            out::complain(&format!("{}: {}", fault.change, pick(lang, words.zh(), words.en())));
        }
        Ok(Self { place, lang, name, rotations, changes, list })
    }

    pub(super) fn view(&self) -> View<'_> {
        self.rotations.view(&self.changes)
    }

    pub(super) fn unit(&self) -> Option<&str> {
        self.place.unit.as_deref()
    }

    pub(super) fn rotation(&self) -> Result<&Rotation, Failure> {
        let missing = || docket_core::rotation::Error::UnknownRotation(self.name.clone());
        self.rotations.get(&self.name).ok_or_else(|| missing().into())
    }

    /// The slots that are asked about.
    pub(super) fn slots(&self, slot: Option<&str>) -> Result<Vec<String>, Failure> {
        Ok(match slot {
            Some(slot) => vec![slot.to_owned()],
            None => self.rotation()?.slots().keys().cloned().collect(),
        })
    }

    /// A time on the clock of the rotation, or an instant. A day is its start, or its end where a span ends.
    pub(super) fn time(&self, text: &str, is_end: bool) -> Result<Timestamp, Failure> {
        civil::time(self.rotation()?.zone(), text, is_end).ok_or_else(|| Failure::Time(text.to_owned()))
    }

    /// An instant on the clock of the rotation.
    pub(super) fn wall(&self, at: Timestamp) -> String {
        match self.rotation() {
            Ok(rotation) => rotation.zone().to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string(),
            Err(_) => at.to_string(),
        }
    }

    /// The name of a person.
    pub(super) fn person(&self, id: &str) -> String {
        let known = self.rotations.organisation().person(id);
        known.map_or_else(|| id.to_owned(), |person| person.name.clone())
    }

    /// The names of people; a word for nobody.
    pub(super) fn people<T: AsRef<str>>(&self, ids: &[T]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.person(id.as_ref())).collect();
        if names.is_empty() {
            pick(self.lang, "（无人）", "(nobody)").to_owned()
        } else {
            names.join(pick(self.lang, "、", ", "))
        }
    }
}

/// The rotation that is meant. What only a year shows (holes, rests, fairness) may be asked about; other faults forbid it.
fn named(loaded: &Loaded, wanted: Option<&str>, lang: Lang) -> Result<String, Exit> {
    let of_a_year =
        [Code::DutyGap, Code::RestTooShort, Code::SamePerson, Code::UnfairDuty, Code::NeverOnDuty];
    let faults: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|fault| fault.is_error() && !of_a_year.contains(&fault.code))
        .cloned()
        .collect();
    if !faults.is_empty() {
        out::say(&render(&faults, &loaded.sources, lang, false));
        out::complain(pick(lang, "规则有错误，未予执行", "the rules have errors; nothing was run"));
        return Err(Exit::Unloadable);
    }
    let names: Vec<&str> = loaded.rotations.iter().map(|known| known.model.rotation.as_str()).collect();
    match (wanted, names.as_slice()) {
        (None, [one]) => Ok((*one).to_owned()),
        (Some(name), names) if names.contains(&name) => Ok(name.to_owned()),
        _ => {
            let known = names.join(", ");
            out::complain(&match lang {
                Lang::Zh => format!("请用 --rotation 写明排班；现有：{known}"),
                Lang::En => format!("name a rotation with --rotation; known: {known}"),
            });
            Err(Exit::Usage)
        }
    }
}

/// The changes of a file, read within the limits of any document.
fn read(path: &Path, lang: Lang) -> Result<Vec<Change>, Exit> {
    let shown = path.display().to_string();
    let limit = Limits::default().file_bytes;
    let bytes = match std::fs::read(path) {
        Ok(bytes) if bytes.len() <= limit => bytes,
        Ok(_) => {
            out::complain(&format!("{shown}: > {limit}"));
            return Err(Exit::Unloadable);
        }
        Err(error) => {
            out::complain(&format!("{shown}: {error}"));
            return Err(Exit::Unloadable);
        }
    };
    let mut sources = Sources::new();
    let parsed = parse(&mut sources, &shown, &bytes);
    if parsed.diagnostics.iter().any(docket_core::source::Diagnostic::is_error) {
        out::say(&render(&parsed.diagnostics, &sources, lang, false));
        return Err(Exit::Unloadable);
    }
    let json = parsed.node.map(|node| node.to_json()).unwrap_or_else(|| serde_json::json!([]));
    serde_json::from_value(json).map_err(|error| {
        out::complain(&format!("{shown}: {error}"));
        Exit::Unloadable
    })
}
