//! One pack's `uses`: the pack that is meant, its version, the values that are set.

use super::{Found, Known, Setting, own_name, pieces, place, related, unread};
use crate::definition::load::{Loaded, Read, fits};
use crate::definition::report::Report;
use crate::model::Text;
use crate::model::pack::{Parameter, Use};
use crate::source::{Code, Label, Pointer};
use semver::{Version, VersionReq};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// One use of one pack.
pub(super) struct Used<'a, 'r> {
    /// The pack that uses.
    pub(super) by: &'a Known<'r>,
    /// The pack that is used.
    pub(super) pack: &'a Known<'r>,
    /// The path of the use.
    pub(super) at: &'a Pointer,
    pub(super) read: &'a Read,
    pub(super) loaded: &'a Loaded,
}

pub(super) fn check(
    by: &Known<'_>,
    by_name: &BTreeMap<&str, &Known<'_>>,
    read: &Read,
    loaded: &Loaded,
    found: &mut Found,
    report: &mut Report<'_>,
) {
    for (name, one) in &by.model.uses {
        let at = &Pointer::root().key("uses").key(name);
        let wanted = one.version.parse::<VersionReq>();
        if wanted.is_err() {
            let fault = report.value(Code::BadVersion, &at.key("version")).with("got", &one.version);
            report.add(fault.with("kind", "requirement"));
        }
        let Some(pack) = by_name.get(name.as_str()) else {
            // A pack with faults of its own is there all the same.
            let mut trees = read.packs.iter().filter_map(|document| own_name(&document.tree, "pack"));
            if !unread("pack.yaml", &read.packs, loaded) && !trees.any(|known| known == name) {
                report.unknown_key(Code::UnknownPack, at, name, by_name.keys().copied());
            }
            continue;
        };
        let used = Used { by, pack, at, read, loaded };
        if let (Ok(wanted), Ok(version)) = (wanted, pack.model.version.parse::<Version>())
            && !wanted.matches(&version)
        {
            let fault = report.value(Code::VersionNotMet, &at.key("version")).with("name", name);
            let fault = fault.with("wanted", &one.version).with("got", version);
            let there = place(pack, &Pointer::root().key("version"), loaded);
            report.add(related(fault, there, Label::DefinedHere));
        }
        used.values(one, found, report);
        pieces::check(&used, one, found, report);
    }
}

impl Used<'_, '_> {
    fn values(&self, one: &Use, found: &mut Found, report: &mut Report<'_>) {
        let declared = &self.pack.model.parameters;
        for (name, value) in &one.set {
            let at = self.at.key("set").key(name);
            let Some(parameter) = declared.get(name) else {
                if self.pack.document.whole {
                    report.unknown_key(
                        Code::UnknownParameter,
                        &at,
                        name,
                        declared.keys().map(String::as_str),
                    );
                }
                continue;
            };
            if self.fits(name, &value.0, parameter, &at, report) {
                self.set(name, &value.0, parameter, &at, found, report);
            }
        }
    }

    /// Where in the used pack a key of a parameter stands.
    fn declared(&self, name: &str, key: &str) -> Option<crate::source::Span> {
        place(self.pack, &Pointer::root().key("parameters").key(name).key(key), self.loaded)
    }

    /// Whether a value may be set. A bound that is passed is told with the article that sets it.
    fn fits(
        &self,
        name: &str,
        value: &Json,
        parameter: &Parameter,
        at: &Pointer,
        report: &mut Report<'_>,
    ) -> bool {
        let Err(code) = fits::fits(value, parameter) else { return true };
        let Some((bound, limit)) = fits::passed(value, parameter) else {
            if code != Code::BadParameter {
                fits::check(name, value, parameter, at, report);
            }
            return false;
        };
        let key = match bound {
            "units" if parameter.max.is_none() => "min",
            "units" => "max",
            other => other,
        };
        let source = parameter.basis.as_ref().or(parameter.source.as_ref());
        let fault = report.value(Code::SetOutsideBounds, at).with("name", name);
        let fault = fault.with("got", fits::shown(value)).with("bound", bound).with("limit", limit);
        let fault = fault
            .with("basis", source.map_or("未写明", Text::zh))
            .with("basis_en", source.map_or("not said", Text::en));
        report.add(related(fault, self.declared(name, key), Label::DefinedHere));
        false
    }

    fn set(
        &self,
        name: &str,
        value: &Json,
        parameter: &Parameter,
        at: &Pointer,
        found: &mut Found,
        report: &mut Report<'_>,
    ) {
        let Some(written) = report.place(at) else { return };
        let (pack, by) = (self.pack.model.pack.clone(), self.by.model.pack.clone());
        let setting = Setting {
            pack: pack.clone(),
            name: name.to_owned(),
            value: value.clone(),
            declared: parameter.clone(),
            by,
            place: written,
        };
        if setting.is_default() {
            let fault = report.value(Code::SetToDefault, at).with("name", name);
            let fault = fault.with("got", fits::shown(value));
            report.add(related(fault, self.declared(name, "default"), Label::DefinedHere));
        }
        let key = (pack.clone(), name.to_owned());
        match found.settings.get(&key) {
            Some(first) if !fits::same(&first.value, value, parameter.type_) => {
                let fault = report.value(Code::SetTwice, at).with("name", name).with("pack", pack);
                let fault = fault.with("got", fits::shown(&first.value)).with("other", fits::shown(value));
                report.add(fault.related(first.place, Label::FirstHere));
            }
            Some(_) => {}
            None => drop(found.settings.insert(key, setting)),
        }
    }
}
