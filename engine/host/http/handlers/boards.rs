//! Boards: published, listed, shown in the form that is asked for.

use super::super::ask;
use super::super::body::{Asked, Asking, Conditions};
use super::super::caller::Caller;
use super::super::lang;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{BoardList, BoardView, PublicationHead, PublicationHeads, PublishedBoard};
use super::{alone, request};
use crate::runtime::{Published, Publishing};
use crate::store::{SnapshotFilter, SnapshotRow};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_core::board::{Board, render};
use docket_core::source::Lang;
use serde::Deserialize;

/// The word in place of a number for the last publication.
const LATEST: &str = "latest";

/// `GET /v1/boards`
pub async fn all(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Json<BoardList>, Problem> {
    caller.need(Verb::Read)?;
    let language = lang::of(&headers);
    let mut items = Vec::new();
    for (name, board) in &server.runtime().rules().boards {
        let latest = page(&server, name, None, 1).await?.pop();
        items.push(view(name, board, latest.map(head), language));
    }
    Ok(Json(BoardList { items }))
}

fn view(name: &str, board: &Board, latest: Option<PublicationHead>, language: Lang) -> BoardView {
    let title = board.document().title.as_ref();
    BoardView {
        board: name.to_owned(),
        title: title.map_or_else(|| name.to_owned(), |title| lang::text(title, language)),
        workflows: board.workflows().map(str::to_owned).collect(),
        latest,
    }
}

fn head(row: SnapshotRow) -> PublicationHead {
    let SnapshotRow { number, snapshot } = row;
    PublicationHead {
        number,
        read_at: snapshot.read_at,
        due_at: snapshot.due_at,
        corrects: snapshot.corrects,
    }
}

/// `POST /v1/boards/{board}/publications`
pub async fn publish(
    State(server): State<Server>,
    caller: Caller,
    Path(board): Path<String>,
    conditions: Conditions,
    Asked(asked): Asked<ask::Publish>,
) -> Result<Response, Problem> {
    caller.need(Verb::Publish)?;
    // It shows every unit, and is everybody's.
    caller.need_everything()?;
    let actor = caller.actor(None)?;
    let request = request(&caller, conditions.id, actor, None, None);
    let wanted = Publishing { board: board.clone(), due_at: None, corrects: asked.corrects };
    let published = server.runtime().publish_board(request, wanted).await?;
    let status = if published.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let place = format!("/v1/boards/{board}/publications/{}", published.number);
    Ok((status, [(header::LOCATION, place)], Json(whole(published))).into_response())
}

fn whole(published: Published) -> PublishedBoard {
    PublishedBoard { number: published.number, published: published.snapshot }
}

/// Which publications.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    before: Option<u64>,
    limit: Option<u32>,
}

/// `GET /v1/boards/{board}/publications`
pub async fn publications(
    State(server): State<Server>,
    caller: Caller,
    Path(board): Path<String>,
    Asking(asked): Asking<Page>,
) -> Result<Json<PublicationHeads>, Problem> {
    caller.need(Verb::Read)?;
    let limit = super::lists::limit(&server, asked.limit);
    let rows = page(&server, &board, asked.before, limit).await?;
    if rows.is_empty() {
        server.runtime().board(&board)?;
    }
    let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.number);
    Ok(Json(PublicationHeads { items: rows.into_iter().map(head).collect(), next }))
}

async fn page(
    server: &Server,
    board: &str,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<SnapshotRow>, Problem> {
    let filter = SnapshotFilter { board: board.to_owned(), before, limit };
    Ok(server.store().snapshots(&filter).await?)
}

/// In which form a publication is shown.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    #[default]
    Json,
    Csv,
    Text,
    Html,
    Svg,
}

/// How a publication is shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    #[serde(default)]
    format: Form,
}

/// `GET /v1/boards/{board}/publications/{number}`
pub async fn one(
    State(server): State<Server>,
    caller: Caller,
    Path((board, number)): Path<(String, String)>,
    headers: HeaderMap,
    Asking(asked): Asking<Shown>,
) -> Result<Response, Problem> {
    caller.need(Verb::Read)?;
    let number = match number.as_str() {
        LATEST => None,
        text => Some(text.parse().map_err(|_| Problem::new(Code::BadQuery, "number"))?),
    };
    let published = server.runtime().published_board(&board, number).await?;
    Ok(shown(published, asked.format, lang::of(&headers)))
}

fn shown(published: Published, form: Form, language: Lang) -> Response {
    let snapshot = &published.snapshot;
    let (media, text) = match form {
        Form::Json => return Json(whole(published)).into_response(),
        Form::Csv => ("text/csv; charset=utf-8", render::csv(snapshot, language)),
        Form::Text => ("text/plain; charset=utf-8", render::text(snapshot, language)),
        Form::Html => ("text/html; charset=utf-8", render::html(snapshot, language)),
        Form::Svg => ("image/svg+xml", render::svg(snapshot, language)),
    };
    alone(media, language, text)
}
