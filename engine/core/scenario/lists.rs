//! A line that syncs a list, and what must have come of it.

use super::play::{Fault, Teller};
use super::report::What;
use super::stage::{Became, Found, Stage, Synced, Syncing};
use crate::instance::{Actor, Words};
use crate::list::Amendments;
use crate::model::scenario::{ExpectRefusal, ExpectSynced, Line};

type Checked = Result<(), Box<Fault>>;

impl Teller<'_> {
    /// Syncs a list. The cases of its entries are known by their keys from now on: `key-tasks/T01`.
    pub(super) fn syncs(
        &mut self,
        name: &str,
        line: &Line,
        actor: Option<Actor>,
        stage: &mut dyn Stage,
    ) -> Checked {
        let fault = || Fault::new(What::Synced).about(name);
        let Some(list) = self.story.lists.get(name) else {
            let (zh, en) = (format!("没有名为 {name} 的清单"), format!("there is no list `{name}`"));
            return fault().said(Words { zh, en }).boxed();
        };
        let mut list = list.clone();
        if !line.with.is_empty() {
            let amendments: Amendments = line
                .with
                .iter()
                .map(|(key, changes)| (key.clone(), changes.as_ref().map(super::line::data)))
                .collect();
            let amended = list.amended(&amendments);
            list = amended.map_err(|why| Box::new(fault().got(why.to_string())))?.into();
        }
        let dry_run = line.dry_run == Some(true);
        let synced = stage.sync(Syncing { list, actor, dry_run });
        let synced = synced.map_err(|why| Box::new(fault().got(why)))?;
        for Found { key, case, .. } in &synced.found {
            if let Some(case) = case {
                self.names.insert(format!("{name}/{key}"), case.clone());
            }
        }
        self.synced = Some(synced);
        Ok(())
    }
}

/// A refusal that the line does not expect is a fault, as that of an event.
pub(super) fn none_refused(teller: &Teller<'_>, line: &Line) -> Checked {
    let Some(synced) = &teller.synced else { return Ok(()) };
    let expected = line.expect.iter().chain(&line.exactly).filter_map(|expect| expect.synced.as_ref());
    if expected.into_iter().any(|expect| expect.refused.is_some()) {
        return Ok(());
    }
    part(synced, "refused", Some(&Vec::new()), true)
}

/// Holds a sync against what must have come of it.
pub(super) fn check(teller: &Teller<'_>, expected: &ExpectSynced, exactly: bool) -> Checked {
    let Some(synced) = &teller.synced else {
        let (zh, en) = ("这一步没有同步清单".to_owned(), "this line syncs no list".to_owned());
        return Fault::new(What::Synced).said(Words { zh, en }).boxed();
    };
    for (name, wanted) in [
        ("opened", &expected.opened),
        ("changed", &expected.changed),
        ("reported", &expected.reported),
        ("vanished", &expected.vanished),
        ("back", &expected.back),
    ] {
        part(synced, name, wanted.as_ref(), exactly)?;
    }
    if let Some(refused) = &expected.refused {
        let keys: Vec<String> = refused.iter().map(|refused| refused.key.clone()).collect();
        part(synced, "refused", Some(&keys), exactly)?;
        refused.iter().try_for_each(|refused| refusal(synced, refused))?;
    }
    for (name, wanted, got) in [("same", expected.same, synced.same), ("gone", expected.gone, synced.gone)] {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != got) {
            let fault = fault(synced, name).because(differences(synced));
            return fault.expected(wanted.to_string()).got(got.to_string()).boxed();
        }
    }
    Ok(())
}

/// The entries of which the same became. `exactly`: there is no other, also where none is named.
fn part(synced: &Synced, name: &str, wanted: Option<&Vec<String>>, exactly: bool) -> Checked {
    let none = Vec::new();
    let Some(wanted) = wanted.or(exactly.then_some(&none)) else { return Ok(()) };
    let found = || synced.found.iter().filter(|found| found.became.word() == name);
    let is_there = |key: &String| found().any(|found| found.key == *key);
    let complete = !exactly && !wanted.is_empty() || found().count() == wanted.len();
    if wanted.iter().all(is_there) && complete {
        return Ok(());
    }
    let said = |lang: fn(&Words) -> &str| {
        let all = found().map(|found| match &found.became {
            Became::Refused { code, why } => format!("{} ({code}: {})", found.key, lang(why)),
            _ => found.key.clone(),
        });
        let all = all.collect::<Vec<_>>().join(", ");
        if all.is_empty() { "—".to_owned() } else { all }
    };
    let got = Words { zh: said(|words| &words.zh), en: said(|words| &words.en) };
    let expected = if wanted.is_empty() { "—".to_owned() } else { wanted.join(", ") };
    fault(synced, name).expected(expected).said(got).because(differences(synced)).boxed()
}

fn refusal(synced: &Synced, wanted: &ExpectRefusal) -> Checked {
    let found = synced.found.iter().find(|found| found.key == wanted.key);
    let Some(Became::Refused { code, why }) = found.map(|found| &found.became) else { return Ok(()) };
    let got = || Words { zh: format!("{code}：{}", why.zh), en: format!("{code}: {}", why.en) };
    let fault = || fault(synced, &format!("refused {}", wanted.key)).said(got());
    if let Some(wanted) = wanted.code.as_ref().filter(|wanted| *wanted != code) {
        return fault().expected(wanted).boxed();
    }
    match &wanted.says {
        Some(says) if !why.zh.contains(says) && !why.en.contains(says) => fault().expected(says).boxed(),
        _ => Ok(()),
    }
}

fn fault(synced: &Synced, part: &str) -> Fault {
    Fault::new(What::Synced).about(format!("{} {part}", synced.list))
}

/// What differs in each entry that has changed.
fn differences(synced: &Synced) -> Vec<Words> {
    let all = synced.found.iter().flat_map(|found| found.differences.iter().map(move |one| (found, one)));
    let said = all.map(|(Found { key, .. }, (words, is_told))| {
        let (zh, en) =
            if *is_told { ("", "") } else { ("（案件不知道）", " (the case does not know)") };
        Words { zh: format!("{key} {}{zh}", words.zh), en: format!("{key} {}{en}", words.en) }
    });
    said.collect()
}
