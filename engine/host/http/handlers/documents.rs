//! Documents that cases have issued: as JSON, as text, as a page that stands alone.

use super::super::body::Asking;
use super::super::caller::Caller;
use super::super::problem::{Code, Problem};
use super::super::server::Server;
use super::super::views::{DocumentHead, DocumentList, DocumentView};
use super::super::{lang, paper};
use super::{alone, case_id, seen};
use crate::tokens::Verb;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// `GET /v1/cases/{id}/documents`
pub async fn all(
    State(server): State<Server>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<DocumentList>, Problem> {
    caller.need(Verb::Read)?;
    let view = seen(&server, &caller, &case_id(&id)?).await?;
    Ok(Json(DocumentList { items: DocumentHead::all(&view.documents, lang::of(&headers)) }))
}

/// In which form a document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Json,
    Text,
    Html,
}

/// How a document is shown.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    format: Option<Form>,
}

/// `GET /v1/cases/{id}/documents/{n}`
pub async fn one(
    State(server): State<Server>,
    caller: Caller,
    Path((id, n)): Path<(String, String)>,
    headers: HeaderMap,
    Asking(asked): Asking<Shown>,
) -> Result<Response, Problem> {
    caller.need(Verb::Read)?;
    let case = case_id(&id)?;
    let view = seen(&server, &caller, &case).await?;
    let language = lang::of(&headers);
    let document = n.parse().ok().and_then(|n| DocumentView::of(&case, &view.documents, n, language));
    let document = document.ok_or_else(|| Problem::new(Code::NotFound, format!("documents/{n}")))?;
    let media = [("application/json", Form::Json), ("text/html", Form::Html), ("text/plain", Form::Text)];
    let mut answer = match asked.format.unwrap_or_else(|| lang::preferred(&headers, &media)) {
        Form::Json => Json(document).into_response(),
        Form::Text => alone("text/plain; charset=utf-8", language, paper::text(&document, language)),
        Form::Html => alone("text/html; charset=utf-8", language, paper::html(&document, language)),
    };
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    // It may hold what is for this reader only.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}
