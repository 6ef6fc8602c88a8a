//! The only HTTP and JSON views; problems after RFC 9457.

pub mod ask;
mod body;
mod caller;
pub mod civil;
mod fields;
mod guard;
mod handlers;
mod json;
mod lang;
mod listen;
pub mod openapi;
mod operations;
pub mod paper;
pub mod problem;
mod problem_words;
mod server;
pub mod views;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;

pub use fields::instant;
pub use listen::serve;
pub use operations::{Operation, all as operations};
pub use server::{Limits, Server};
pub use views::PublishedBoard;

/// Everything that is served.
pub fn app(server: &Server) -> Router {
    let routes = operations::all()
        .into_iter()
        .fold(Router::new(), |router, operation| router.route(operation.path, operation.route));
    routes
        .fallback(handlers::about::nowhere)
        .method_not_allowed_fallback(handlers::about::other_method)
        .layer(DefaultBodyLimit::max(server.limits().body))
        .layer(from_fn_with_state(server.clone(), guard::around))
        .with_state(server.clone())
}
