//! Lists of a story: synced as on a server, one entry after the other.

use super::super::Happening;
use super::super::stage::{Became, Found, Opening, SOURCE, Synced, Syncing};
use super::Simulation;
use crate::instance::{Actor, CaseId, Cause, Data, Input, Source, Words};
use crate::list::{Difference, Entry, Finding, Kept, List, compare};
use crate::step::chain::{self, Numbers};
use crate::step::{Need, Options, Refusal, RefusalCode, Stop};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The verdict of an event that the case has no use for.
pub(super) const IGNORED: &str = "ignored";

/// What is kept of the entries of all lists, by list and key.
pub(super) type Lists = BTreeMap<String, BTreeMap<String, Known>>;

/// What is kept of an entry.
#[derive(Clone, Debug)]
pub(super) struct Known {
    kept: Kept,
    /// How often it was written: it is part of the ids of inputs, as on a server.
    revision: u64,
}

/// What came of telling a case.
enum Told {
    /// It knows this declaration now.
    Done(CaseId, Data),
    /// There is nothing by which it could be told.
    Reported,
    /// It was refused.
    Refused(Became),
}

/// A sync under way.
struct Sync<'a> {
    list: &'a List,
    actor: Actor,
    dry_run: bool,
}

impl Simulation {
    pub(super) fn sync_list(&mut self, syncing: Syncing) -> Synced {
        let Syncing { list, actor, dry_run } = syncing;
        let actor = actor.unwrap_or_else(|| Actor { id: format!("token:{SOURCE}"), through: None });
        let sync = Sync { list: &list, actor, dry_run };
        let mut synced = Synced { list: list.name.clone(), ..Synced::default() };
        for entry in &list.entries {
            let known = self.lists.get(&list.name).and_then(|kept| kept.get(&entry.key)).cloned();
            self.sync_entry(&sync, entry, known, &mut synced);
        }
        let declared: BTreeSet<&str> = list.entries.iter().map(|entry| entry.key.as_str()).collect();
        let kept = self.lists.get(&list.name).cloned().unwrap_or_default();
        for (_, known) in kept.into_iter().filter(|(key, _)| !declared.contains(key.as_str())) {
            self.sync_gone(&sync, known, &mut synced);
        }
        synced
    }

    fn sync_entry(&mut self, sync: &Sync<'_>, entry: &Entry, known: Option<Known>, synced: &mut Synced) {
        let finding = compare(Some(entry), known.as_ref().map(|known| &known.kept));
        let key = entry.key.clone();
        let (Some(mut known), Finding::Changed(differences) | Finding::Back(differences)) = (known, &finding)
        else {
            if finding == Finding::Opens {
                let told = self.open_entry(sync, entry);
                let (case, became) = match told {
                    Told::Refused(became) => (None, became),
                    Told::Done(case, _) => (Some(case).filter(|_| !sync.dry_run), Became::Opened),
                    Told::Reported => (None, Became::Opened),
                };
                synced.found.push(Found { key, case, became, differences: Vec::new() });
            } else {
                synced.same += 1;
            }
            return;
        };
        let is_back = known.kept.gone.is_some();
        if is_back && !sync.dry_run {
            // The flag goes, whatever becomes of the rest.
            self.note_entry(sync, &known, known.kept.declared.clone(), None);
            known.revision += 1;
        }
        let told = if differences.is_empty() {
            None
        } else {
            let change = sync.list.change(entry, &known.kept, differences);
            Some(match (&sync.list.changed, change) {
                (Some(event), Some(change)) => {
                    let what = (event.name.as_str(), change.data);
                    self.tell_entry(sync, &known, what, change.declared, None)
                }
                _ => Told::Reported,
            })
        };
        let knows = |difference: &Difference| match &told {
            Some(Told::Done(_, kept)) => kept.get(&difference.field) == entry.declared.get(&difference.field),
            _ => false,
        };
        let differences = differences.iter().map(|one| (one.words(), knows(one))).collect();
        let became = match told {
            Some(Told::Refused(became)) => became,
            _ if is_back => Became::Back,
            Some(Told::Reported) => Became::Reported,
            _ => Became::Changed,
        };
        synced.found.push(Found { key, case: Some(known.kept.case), became, differences });
    }

    fn sync_gone(&mut self, sync: &Sync<'_>, known: Known, synced: &mut Synced) {
        if compare(None, Some(&known.kept)) == Finding::Gone {
            synced.gone += 1;
            return;
        }
        let now = self.now;
        let declared = || known.kept.declared.clone();
        let told = match (&sync.list.vanished, sync.list.strike(&known.kept)) {
            (Some(event), Some(data)) => {
                self.tell_entry(sync, &known, (&event.name, data), declared(), Some(now))
            }
            _ => Told::Reported,
        };
        let ended = RefusalCode::Ended.word();
        let became = match told {
            // Of a case that has ended, nobody is there any more who could be told.
            Told::Refused(Became::Refused { code, why }) if code != ended => Became::Refused { code, why },
            Told::Done(..) => Became::Vanished,
            Told::Refused(_) | Told::Reported => {
                if !sync.dry_run {
                    self.note_entry(sync, &known, declared(), Some(now));
                }
                Became::Vanished
            }
        };
        let Kept { key, case, .. } = known.kept;
        synced.found.push(Found { key, case: Some(case), became, differences: Vec::new() });
    }

    fn open_entry(&mut self, sync: &Sync<'_>, entry: &Entry) -> Told {
        let (source, data) = (Source::List(sync.list.name.clone()), entry.declared.clone());
        let opening = Opening {
            id: format!("1/{}", entry.key),
            workflow: sync.list.workflow.clone(),
            actor: Some(sync.actor.clone()),
            occurred_at: None,
            data: data.clone(),
        };
        if sync.dry_run {
            return match self.rehearse_opening(opening, source) {
                Ok(()) => Told::Reported,
                Err(stop) => Told::Refused(refused(stop)),
            };
        }
        match self.open(opening, source) {
            Ok((_, IGNORED)) => Told::Refused(ignored()),
            Ok((case, _)) => {
                let kept =
                    Kept { key: entry.key.clone(), case: case.clone(), declared: Data::new(), gone: None };
                self.note_entry(sync, &Known { kept, revision: 0 }, data.clone(), None);
                Told::Done(case, data)
            }
            Err(stop) => Told::Refused(refused(stop)),
        }
    }

    /// Sends an event to the case of an entry. `declared` and `gone` are kept when it takes it.
    fn tell_entry(
        &mut self,
        sync: &Sync<'_>,
        known: &Known,
        (event, data): (&str, Data),
        declared: Data,
        gone: Option<Timestamp>,
    ) -> Told {
        let Kept { key, case, .. } = &known.kept;
        let cause = Cause::Event { name: event.to_owned(), data, task: None, region: None };
        let input = Input {
            id: format!("{}/{key}", known.revision + 1),
            source: Source::List(sync.list.name.clone()),
            at: self.now,
            occurred_at: None,
            actor: Some(sync.actor.clone()),
            cause: cause.clone(),
            numbers: BTreeMap::new(),
            reads: Vec::new(),
        };
        // What is ignored leaves nothing, so that the next sync can tell it again.
        match self.rehearse_event(case, &input) {
            Ok(IGNORED) => return Told::Refused(ignored()),
            Ok(_) if sync.dry_run => return Told::Done(case.clone(), declared),
            Err(stop) if sync.dry_run => return Told::Refused(refused(stop)),
            Ok(_) | Err(_) => {}
        }
        match self.bring(case, input) {
            Ok(_) => {
                self.note_entry(sync, known, declared.clone(), gone);
                Told::Done(case.clone(), declared)
            }
            Err(Stop::Refused(refusal)) => Told::Refused(refused(Stop::Refused(refusal))),
            Err(stop) => {
                self.happened.push_back(Happening::failed(case, self.now, &cause, stop.to_string()));
                Told::Refused(refused(stop))
            }
        }
    }

    /// Notes what the case of an entry was told, once more.
    fn note_entry(&mut self, sync: &Sync<'_>, known: &Known, declared: Data, gone: Option<Timestamp>) {
        let kept = Kept { declared, gone, ..known.kept.clone() };
        let known = Known { kept, revision: known.revision + 1 };
        self.lists.entry(sync.list.name.clone()).or_default().insert(known.kept.key.clone(), known);
    }

    /// Tries an event without keeping anything of it; its numbers are made up. Gives the verdict.
    pub(super) fn rehearse_event(&self, case: &CaseId, input: &Input) -> Result<&'static str, Stop> {
        let Some(living) = self.cases.get(case) else {
            return Err(Refusal::new(RefusalCode::UnknownCase).with("case", case.as_str()).into());
        };
        let (mut numbers, mut rows) = (Numbers::new(), None);
        loop {
            let options = Options { rows: rows.as_ref(), ..Options::default() };
            let taken = chain::take(
                &living.definition,
                &living.instance,
                input.clone(),
                &self.world,
                &numbers,
                options,
            );
            let (outcome, links) = match taken {
                Ok(chain) => (chain.outcome, chain.links),
                Err(stop) => (Err(stop), Vec::new()),
            };
            match outcome {
                Ok(place) => return Ok(links.get(place).map_or("accepted", |link| link.step.verdict.word())),
                Err(Stop::Needs(Need::Rows(workflows))) => rows = Some(self.snapshot(&workflows)),
                Err(Stop::Needs(Need::Number(scope))) => numbers.entry(scope).or_default().push(1),
                // More is due before it than one chain takes.
                Err(Stop::TimerFirst(_)) => return Ok("accepted"),
                Err(stop) => return Err(stop),
            }
        }
    }
}

fn ignored() -> Became {
    let why = Words {
        zh: "该事项当前的状态用不上这个事件".to_owned(),
        en: "the case has no use for the event in the state that it is in".to_owned(),
    };
    Became::Refused { code: IGNORED.to_owned(), why }
}

fn refused(stop: Stop) -> Became {
    match stop {
        Stop::Refused(refusal) => {
            Became::Refused { code: refusal.code.word().to_owned(), why: refusal.words() }
        }
        stop => {
            let why = Words { zh: format!("规则或数据有误：{stop}"), en: stop.to_string() };
            Became::Refused { code: "fault".to_owned(), why }
        }
    }
}
