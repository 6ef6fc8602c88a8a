//! Lists: what is declared and kept, and the sync that holds one against the other.

use super::super::ask;
use super::super::body::{Asked, Asking};
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::{Code, Problem, Wrong};
use super::super::server::Server;
use super::super::views::{
    DifferenceView, EntryList, EntryView, FoundView, ListView, Lists, SyncCounts, SyncView,
};
use super::request;
use crate::runtime::{Became, Counts, Found, ListCursor, Listed, Shown, Synced, Syncing};
use crate::seal;
use crate::store::{CaseFilter, CaseRow, ListCount, ListEntry, ListFilter};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use docket_core::instance::{CaseId, Words};
use docket_core::list::Finding;
use docket_core::source::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `GET /v1/lists`
pub async fn all(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<Lists>, Problem> {
    caller.need(Verb::Read)?;
    let language = lang::of(&headers);
    let counts = server.store().list_counts().await?;
    let mut kept: BTreeMap<String, ListCount> =
        counts.into_iter().map(|count| (count.list.clone(), count)).collect();
    let rules = server.runtime().rules();
    let declared =
        rules.lists.iter().map(|(name, listed)| view(name, Some(listed), kept.remove(name), language));
    let mut items: Vec<ListView> = declared.collect();
    // What was kept stays, also when its rules are gone.
    items.extend(kept.into_iter().map(|(name, count)| view(&name, None, Some(count), language)));
    Ok(Json(Lists { items }))
}

fn view(
    name: &str,
    listed: Option<&std::sync::Arc<Listed>>,
    count: Option<ListCount>,
    language: Lang,
) -> ListView {
    let list = listed.map(|listed| &listed.compiled);
    let title = list.and_then(|list| list.title.as_ref());
    ListView {
        list: name.to_owned(),
        title: title.map_or_else(|| name.to_owned(), |title| lang::text(title, language)),
        workflow: list.map(|list| list.workflow.clone()),
        declared: list.map(|list| list.entries.len() as u64),
        edition: list.map(|list| list.hash.to_string()),
        kept: count.as_ref().map_or(0, |count| count.kept),
        gone: count.as_ref().map_or(0, |count| count.gone),
    }
}

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    gone: Option<bool>,
    after: Option<String>,
    limit: Option<u32>,
}

/// `GET /v1/lists/{list}`
pub async fn one(
    State(server): State<Server>,
    caller: Caller,
    Path(list): Path<String>,
    Asking(asked): Asking<Page>,
) -> Result<Json<EntryList>, Problem> {
    caller.need(Verb::Read)?;
    let units = caller.units(None, &server.world().organisation)?;
    let limit = super::lists::limit(&server, asked.limit);
    let filter = ListFilter { list: list.clone(), gone: asked.gone, after: asked.after, limit };
    let rows = server.store().list_page(&filter).await?;
    if rows.is_empty() {
        // What was kept stays, also when its rules are gone.
        server.runtime().list(&list)?;
    }
    let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.key.clone());
    let ids = rows.iter().map(|row| row.case.clone()).collect();
    let filter = CaseFilter { ids: Some(ids), units, limit, ..CaseFilter::default() };
    let cases = server.store().search(&filter).await?;
    let cases: BTreeMap<CaseId, CaseRow> = cases.into_iter().map(|row| (row.id.clone(), row)).collect();
    let items = rows.into_iter().filter_map(|row| cases.get(&row.case).map(|case| entry(row, case)));
    Ok(Json(EntryList { items: items.collect(), next }))
}

fn entry(row: ListEntry, case: &CaseRow) -> EntryView {
    EntryView {
        key: row.key,
        case: row.case.to_string(),
        unit: case.unit.clone(),
        states: case.states.clone(),
        ended: case.ended,
        declared: seal::shown(row.declared),
        gone_at: row.gone_at,
        at: row.at,
    }
}

/// `POST /v1/lists/{list}/sync`
pub async fn sync(
    State(server): State<Server>,
    caller: Caller,
    Path(list): Path<String>,
    headers: HeaderMap,
    Asked(asked): Asked<ask::Sync>,
) -> Result<Json<SyncView>, Problem> {
    caller.need(Verb::Sync)?;
    // A list is of no unit: its cases may belong to any.
    caller.need_everything()?;
    let actor = caller.actor(asked.by)?;
    let after =
        asked.after.map(|text| text.parse::<ListCursor>().map_err(|_| no_cursor(&text))).transpose()?;
    let shown = if caller.may(Verb::Private) { Shown::Open } else { Shown::Marked };
    let request = request(&caller, None, actor, None, None);
    let wanted = Syncing { list: list.clone(), dry_run: asked.dry_run, after, shown };
    let synced = server.runtime().sync_list(request, wanted).await?;
    Ok(Json(told(list, asked.dry_run, synced, lang::of(&headers))))
}

fn no_cursor(text: &str) -> Problem {
    let expected = Words {
        zh: "上一页答复中的 next，原样带回".to_owned(),
        en: "the `next` of the page before, as it was".to_owned(),
    };
    let got = Some(Words::same(text.chars().take(50).collect::<String>()));
    let wrong = Wrong { field: "after".to_owned(), expected, got, did_you_mean: None };
    Problem::of_fields(Code::BadRequest, vec![wrong])
}

fn told(list: String, dry_run: bool, synced: Synced, language: Lang) -> SyncView {
    let Counts { opened, changed, reported, vanished, back, refused, same, gone } = synced.counts;
    SyncView {
        list,
        edition: synced.edition.to_string(),
        dry_run,
        at: synced.at,
        counts: SyncCounts { opened, changed, reported, vanished, back, refused, same, gone },
        found: synced.found.into_iter().map(|found| self::found(found, language)).collect(),
        next: synced.next.map(|next| next.to_string()),
    }
}

fn found(found: Found, language: Lang) -> FoundView {
    let finding = match found.finding {
        Finding::Opens => "opened",
        Finding::Changed(_) => "changed",
        Finding::Vanished => "vanished",
        Finding::Back(_) => "back",
        Finding::Same => "same",
        Finding::Gone => "gone",
    };
    let (became, code, why) = match found.became {
        Became::Done => ("done", None, None),
        Became::Reported => ("reported", None, None),
        Became::Refused { code, why } => ("refused", Some(code.to_owned()), Some(lang::pick(&why, language))),
    };
    let differences = found.differences.into_iter().map(|one| DifferenceView {
        says: lang::pick(&one.words, language),
        path: one.path,
        was: one.was,
        now: one.now,
        told: one.is_told,
    });
    FoundView {
        key: found.key,
        case: found.case.map(|case| case.to_string()),
        finding: finding.to_owned(),
        became: became.to_owned(),
        code,
        why,
        differences: differences.collect(),
    }
}
