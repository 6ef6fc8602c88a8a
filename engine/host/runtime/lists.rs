//! Lists: the cases that there are to be are opened and told what changed, page by page. What a case is told and what is
//! kept of it are one commit under an id that is the same at every try, so a page that comes again does nothing twice.

mod cursor;
mod tell;

pub use cursor::ListCursor;
pub use tell::Became;
pub(super) use tell::Keep;

use super::rules::Listed;
use super::{Failure, Inner, Request, Shown};
use crate::seal;
use crate::store::{ListEntry, ListFilter, MAX_PAGE};
use cursor::Place;
use docket_core::instance::{Actor, CaseId, Data, Hash, Words};
use docket_core::list::{Difference, Entry, Finding, Kept, List, compare};
use docket_core::step::RefusalCode;
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tell::Told;

/// How often an entry is looked at again because another node has told its case something meanwhile.
const LOOKS: u32 = 5;

/// A page of a sync that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Syncing {
    /// The list.
    pub list: String,
    /// Only say what a sync would find and do.
    pub dry_run: bool,
    /// Where the page before has ended. Absent: from the beginning.
    pub after: Option<ListCursor>,
    /// Whether the values of private fields are told.
    pub shown: Shown,
}

/// What one page of a sync has found and done.
#[derive(Clone, Debug, PartialEq)]
pub struct Synced {
    /// The edition of the list.
    pub edition: Hash,
    /// When.
    pub at: Timestamp,
    /// What was found, but for entries that are the same as before.
    pub found: Vec<Found>,
    /// How many entries were looked at, by what became of them.
    pub counts: Counts,
    /// Where the next page begins. Absent: this was the last.
    pub next: Option<ListCursor>,
}

/// Entries by what became of them; each counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// A case was opened.
    pub opened: u64,
    /// The case was told of a change.
    pub changed: u64,
    /// There is a change that the case is not told of.
    pub reported: u64,
    /// It is declared no more, since this sync.
    pub vanished: u64,
    /// It is declared again, and differs in nothing that its case does not know now.
    pub back: u64,
    /// Its case could not be opened, or did not take what it was to be told.
    pub refused: u64,
    /// Nothing has changed.
    pub same: u64,
    /// It is declared no more, as was known.
    pub gone: u64,
}

/// What was found of an entry, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The key of the entry.
    pub key: String,
    /// Its case. Absent: it has none yet.
    pub case: Option<CaseId>,
    /// What was found.
    pub finding: Finding,
    /// What became of it; in a dry run, what would.
    pub became: Became,
    /// What differs from what the case was told before.
    pub differences: Vec<Seen>,
}

/// A difference as it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Where in the entry; of a private field, the field.
    pub path: String,
    /// What the case was told. Absent: nothing.
    pub was: Option<Value>,
    /// What is declared. Absent: nothing.
    pub now: Option<Value>,
    /// The same in words.
    pub words: Words,
    /// Whether the case knows it now.
    pub is_told: bool,
}

/// A sync under way.
struct Sync<'a> {
    list: &'a List,
    who: Request,
    dry_run: bool,
    at: Timestamp,
}

/// A kept entry, open.
struct Known {
    kept: Kept,
    revision: u64,
}

impl Inner {
    /// The list of a name.
    pub(super) fn list(&self, name: &str) -> Result<Arc<Listed>, Failure> {
        let loaded = self.loaded();
        let lists = &loaded.rules.lists;
        lists.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = lists.keys().map(String::as_str).collect();
            let meant = docket_core::source::did_you_mean(name, known.iter().copied()).unwrap_or_default();
            let arguments = [("list", name), ("known", &known.join(", ")), ("meant", &meant)];
            Failure::refused(RefusalCode::UnknownList, &arguments)
        })
    }

    /// One page of a sync.
    pub(super) async fn sync_list(&self, request: Request, wanted: Syncing) -> Result<Synced, Failure> {
        let listed = self.list(&wanted.list)?;
        let list = listed.compiled.as_ref();
        let place = match wanted.after {
            None => Place::Declared(0),
            Some(cursor) => cursor
                .place_in(&list.hash)
                .ok_or_else(|| Failure::refused(RefusalCode::ListChanged, &[("list", list.name.as_str())]))?,
        };
        // The log of each case says who asked; a token without a person stands for itself.
        let asker = || Actor { id: format!("token:{}", request.source), through: None };
        let who = Request { actor: Some(request.actor.clone().unwrap_or_else(asker)), ..request.clone() };
        let sync = Sync { list, who, dry_run: wanted.dry_run, at: self.store.now().await? };
        let (mut found, next) = match place {
            Place::Declared(from) => self.declared_page(&sync, from).await?,
            Place::Kept(after) => self.kept_page(&sync, &listed, after).await?,
        };
        let mut counts = Counts::default();
        found.iter().for_each(|one| counts.add(one));
        found.retain(|one| !matches!(one.finding, Finding::Same | Finding::Gone));
        if wanted.shown == Shown::Marked {
            self.mark(&sync, &mut found).await?;
        }
        let by = sync.who.actor.as_ref().map(|actor| actor.id.as_str()).unwrap_or_default();
        let Counts { opened, changed, vanished, back, refused, .. } = counts;
        if !wanted.dry_run && opened + changed + vanished + back + refused > 0 {
            tracing::info!(
                list = list.name,
                by,
                opened,
                changed,
                vanished,
                back,
                refused,
                "a list was synced"
            );
        }
        let next = next.map(|place| ListCursor::new(&list.hash, place));
        Ok(Synced { edition: list.hash.clone(), at: sync.at, found, counts, next })
    }

    /// The next entries that are declared.
    async fn declared_page(
        &self,
        sync: &Sync<'_>,
        from: usize,
    ) -> Result<(Vec<Found>, Option<Place>), Failure> {
        let limit = self.limits.list_page.clamp(1, MAX_PAGE) as usize;
        let entries: Vec<&Entry> = sync.list.entries.iter().skip(from).take(limit).collect();
        let next = if entries.len() < limit { Place::Kept(None) } else { Place::Declared(from + limit) };
        let keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
        let mut known = self.known(self.store.list_entries(&sync.list.name, &keys).await?).await?;
        let back: Vec<String> = known
            .values()
            .filter(|known| known.kept.gone.is_some())
            .map(|known| known.kept.key.clone())
            .collect();
        if !sync.dry_run && !back.is_empty() {
            self.store.flag_entries(&sync.list.name, &back, None, sync.at).await?;
            // Whoever took the flag away, the row was written once more.
            known
                .values_mut()
                .filter(|known| known.kept.gone.is_some())
                .for_each(|known| known.revision += 1);
        }
        let mut found = Vec::with_capacity(entries.len());
        for wave in waves(&entries) {
            let telling: Vec<_> =
                wave.iter().map(|entry| self.sync_entry(sync, entry, known.remove(&entry.key))).collect();
            let told: Vec<_> = stream::iter(telling).buffered(self.together()).collect().await;
            for one in told {
                found.push(one?);
            }
        }
        Ok((found, Some(next)))
    }

    /// The next entries that are kept: those among them that are declared no more.
    async fn kept_page(
        &self,
        sync: &Sync<'_>,
        listed: &Listed,
        after: Option<String>,
    ) -> Result<(Vec<Found>, Option<Place>), Failure> {
        let limit = self.limits.list_page.clamp(1, MAX_PAGE);
        let filter = ListFilter { list: sync.list.name.clone(), gone: None, after, limit };
        let rows = self.store.list_page(&filter).await?;
        let last = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.key.clone());
        let undeclared = rows.into_iter().filter(|row| !listed.declares(&row.key)).collect();
        let known = self.known(undeclared).await?;
        let telling: Vec<_> = known.into_values().map(|known| self.sync_gone(sync, known)).collect();
        let told: Vec<_> = stream::iter(telling).buffered(self.together()).collect().await;
        let (mut found, mut flags) = (Vec::new(), Vec::new());
        for one in told {
            let (one, is_to_be_flagged) = one?;
            flags.extend(is_to_be_flagged.then(|| one.key.clone()));
            found.push(one);
        }
        if !sync.dry_run && !flags.is_empty() {
            self.store.flag_entries(&sync.list.name, &flags, Some(sync.at), sync.at).await?;
        }
        Ok((found, last.map(|key| Place::Kept(Some(key)))))
    }

    /// In virtual time everything happens one after the other.
    fn together(&self) -> usize {
        if self.is_virtual { 1 } else { self.limits.list_together.max(1) }
    }

    async fn sync_entry(
        &self,
        sync: &Sync<'_>,
        entry: &Entry,
        mut known: Option<Known>,
    ) -> Result<Found, Failure> {
        for look in 0..LOOKS {
            self.breathe(look).await;
            if look > 0 {
                let keys = [entry.key.clone()];
                let rows = self.store.list_entries(&sync.list.name, &keys).await?;
                known = self.known(rows).await?.remove(&entry.key);
            }
            let finding = compare(Some(entry), known.as_ref().map(|known| &known.kept));
            let (case, told) = match (&finding, &known) {
                (Finding::Changed(differences) | Finding::Back(differences), Some(known)) => {
                    let told = self.tell_change(sync, entry, known, differences).await?;
                    (Some(known.kept.case.clone()), told)
                }
                (Finding::Opens, _) => self.open_entry(sync, entry).await?,
                (_, known) => (known.as_ref().map(|known| known.kept.case.clone()), Told::Nothing),
            };
            let knows = |difference: &Difference| match &told {
                Told::Done(kept) => kept.get(&difference.field) == entry.declared.get(&difference.field),
                _ => false,
            };
            let differences = match &finding {
                Finding::Changed(found) | Finding::Back(found) => {
                    found.iter().map(|one| Seen::of(one, knows(one))).collect()
                }
                _ => Vec::new(),
            };
            let (finding, became) = match told {
                Told::OtherFirst => continue,
                // Another node has done the same a moment ago.
                Told::Before => (Finding::Same, Became::Done),
                Told::Done(_) | Told::Nothing => (finding, Became::Done),
                Told::Reported => (finding, Became::Reported),
                Told::Refused { code, why } => (finding, Became::Refused { code, why }),
            };
            return Ok(Found { key: entry.key.clone(), case, finding, became, differences });
        }
        Err(Failure::Unavailable(format!("too many others sync `{}`", sync.list.name)))
    }

    /// An entry that is kept and not declared; and whether it is yet to be flagged.
    async fn sync_gone(&self, sync: &Sync<'_>, known: Known) -> Result<(Found, bool), Failure> {
        let finding = compare(None, Some(&known.kept));
        let told = match finding {
            Finding::Vanished => self.tell_gone(sync, &known).await?,
            _ => Told::Nothing,
        };
        let is_to_be_flagged = matches!(told, Told::Reported);
        let (finding, became) = match told {
            Told::Before | Told::OtherFirst => (Finding::Gone, Became::Done),
            Told::Done(_) | Told::Nothing => (finding, Became::Done),
            Told::Reported => (finding, Became::Reported),
            Told::Refused { code, why } => (finding, Became::Refused { code, why }),
        };
        let Kept { key, case, .. } = known.kept;
        let found = Found { key, case: Some(case), finding, became, differences: Vec::new() };
        Ok((found, is_to_be_flagged))
    }

    /// Opens what is kept, by key.
    async fn known(&self, rows: Vec<ListEntry>) -> Result<BTreeMap<String, Known>, Failure> {
        let cases: Vec<CaseId> = rows.iter().map(|row| row.case.clone()).collect();
        let keys = if cases.is_empty() { Vec::new() } else { self.store.case_keys(&cases).await? };
        let keys: BTreeMap<CaseId, Vec<u8>> = keys.into_iter().collect();
        let mut known = BTreeMap::new();
        for row in rows {
            let ListEntry { key, case, mut declared, gone_at, revision, .. } = row;
            if let Some(sealed) = keys.get(&case) {
                self.sealer.case(&case, sealed)?.open(&mut declared)?;
            }
            let Value::Object(declared) = declared else {
                return Err(Failure::Broken(format!("what is kept of the entry `{key}` is no declaration")));
            };
            let kept = Kept { key: key.clone(), case, declared, gone: gone_at };
            known.insert(key, Known { kept, revision });
        }
        Ok(known)
    }

    /// Marks values that are not everybody's.
    async fn mark(&self, sync: &Sync<'_>, found: &mut [Found]) -> Result<(), Failure> {
        if found.iter().all(|one| one.differences.is_empty()) {
            return Ok(());
        }
        let definition = self.version_at(&sync.list.workflow, sync.at).await?;
        let is_private = |field: &str| definition.as_ref().is_none_or(|one| one.is_private(field));
        for one in found {
            let (Finding::Changed(found) | Finding::Back(found)) = &mut one.finding else { continue };
            let mut told = BTreeSet::new();
            let seen = std::mem::take(&mut one.differences).into_iter().zip(found.iter());
            one.differences = seen
                .filter_map(|(seen, found)| match is_private(&found.field) {
                    false => Some(seen),
                    true => told.insert(found.field.clone()).then(|| seen.marked(&found.field)),
                })
                .collect();
            found.retain(|difference| !is_private(&difference.field));
        }
        Ok(())
    }
}

/// Entries that may be looked at together: none of them stands above another.
fn waves<'a, 'b>(entries: &'a [&'b Entry]) -> Vec<&'a [&'b Entry]> {
    let (mut waves, mut begin) = (Vec::new(), 0);
    let mut keys = BTreeSet::new();
    for (place, entry) in entries.iter().enumerate() {
        if entry.parent.as_ref().is_some_and(|parent| keys.contains(parent.as_str())) {
            waves.extend(entries.get(begin..place));
            begin = place;
            keys.clear();
        }
        keys.insert(entry.key.as_str());
    }
    waves.extend(entries.get(begin..));
    waves
}

impl Counts {
    fn add(&mut self, found: &Found) {
        let count = match (&found.finding, &found.became) {
            (_, Became::Refused { .. }) => &mut self.refused,
            (Finding::Opens, _) => &mut self.opened,
            (Finding::Changed(_), Became::Done) => &mut self.changed,
            (Finding::Changed(_), Became::Reported) => &mut self.reported,
            (Finding::Vanished, _) => &mut self.vanished,
            (Finding::Back(_), _) => &mut self.back,
            (Finding::Same, _) => &mut self.same,
            (Finding::Gone, _) => &mut self.gone,
        };
        *count += 1;
    }
}

impl Seen {
    fn of(difference: &Difference, is_told: bool) -> Self {
        let Difference { path, was, now, .. } = difference.clone();
        Self { path, was, now, words: difference.words(), is_told }
    }

    fn marked(self, field: &str) -> Self {
        let words = Words {
            zh: format!("{field}：有变动，内容不公开"),
            en: format!("{field}: changed (private)"),
        };
        let (was, now) = (self.was.map(|_| seal::mark()), self.now.map(|_| seal::mark()));
        Self { path: field.to_owned(), was, now, words, is_told: self.is_told }
    }
}

/// What is kept of an entry, for its event.
fn declaration(data: &Data) -> Value {
    Value::Object(data.clone())
}
