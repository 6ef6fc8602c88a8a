//! The only HTTP and JSON views; problems after RFC 9457.

pub mod ask;
mod body;
mod caller;
mod fields;
mod guard;
mod handlers;
mod json;
mod lang;
pub mod openapi;
mod operations;
pub mod problem;
mod problem_words;
mod server;
pub mod views;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use std::future::Future;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use fields::instant;
pub use operations::{Operation, all as operations};
pub use server::{Limits, Server};

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

/// Serves until `stop` is ready; then takes no more, and waits for what is under way, no longer than the limit.
///
/// # Errors
/// What the listener says.
pub async fn serve(
    listener: TcpListener,
    server: Server,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let drain = server.limits().drain;
    let (stopping, stopped) = oneshot::channel();
    let stop = async move {
        stop.await;
        let _ = stopping.send(());
    };
    let serving = axum::serve(listener, app(&server)).with_graceful_shutdown(stop);
    let patience = async move {
        // Without a word from the one who stops, serving has ended by itself.
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        ended = serving => ended,
        () = patience => {
            tracing::warn!("requests were still under way when the time to finish them was over");
            Ok(())
        }
    }
}
