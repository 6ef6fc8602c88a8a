//! Around every request: its id, a place, a time limit, what a panic becomes, the problem's words, what is counted.

use super::lang;
use super::problem::{Code, Problem};
use super::server::Server;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

/// The header of a request's id.
pub const REQUEST_ID: &str = "x-request-id";
/// The longest id that a caller may give its request.
pub const MAX_ID: usize = 100;
/// What else is no error of the caller and no path of the table.
const ELSEWHERE: &str = "-";

/// Everything that stands around a handler.
pub async fn around(State(server): State<Server>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let language = lang::of(request.headers());
    let id = id_of(&request);
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let path = path.unwrap_or_else(|| ELSEWHERE.to_owned());
    let response = within(&server, &path, request, next).await;
    let mut response = match response.extensions().get::<Problem>() {
        Some(problem) => {
            let mut answer = problem.answer(language, Some(id.clone()));
            // What else the layers below said: which methods there are, for example.
            for (name, value) in response.headers() {
                if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
                    answer.headers_mut().insert(name, value.clone());
                }
            }
            answer
        }
        None => response,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    let labels = [("method", method.to_string()), ("path", path.clone()), ("status", status.to_string())];
    metrics::counter!("docket_http_requests_total", &labels).increment(1);
    metrics::histogram!("docket_http_request_seconds", "path" => path.clone()).record(took.as_secs_f64());
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, path, status, took_ms, request_id = id, "request");
    response
}

async fn within(server: &Server, path: &str, request: Request, next: Next) -> Response {
    let limits = server.limits();
    let limit = if path == super::operations::CLOCK { limits.clock } else { limits.request };
    // What says whether the process lives must be heard above all when there is too much to do.
    let place = server.place();
    if place.is_none() && path.starts_with(super::operations::API) {
        return Problem::new(Code::Overloaded, "").into_response();
    }
    let served = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(limit, served).await {
        Ok(Ok(response)) => response,
        // The hook has told where it was.
        Ok(Err(_)) => Problem::new(Code::Internal, "").into_response(),
        Err(_) => Problem::new(Code::Timeout, "").into_response(),
    }
}

fn id_of(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let fine = |id: &&str| !id.is_empty() && id.len() <= MAX_ID && id.chars().all(|c| c.is_ascii_graphic());
    given.filter(fine).map_or_else(made, str::to_owned)
}

fn made() -> String {
    let mut bytes = [0_u8; 8];
    // An id that is not random is still an id.
    let _ = getrandom::fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
