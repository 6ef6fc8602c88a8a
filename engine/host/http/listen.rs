//! Connections: taken, bounded, and ended when the server is stopped.

use super::{Server, app};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// How long to wait when the system has no connection to give, for want of open files for example.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves until `stop` is ready; then takes no more, and waits for what is under way, no longer than the limit.
///
/// # Errors
/// None so far: what goes wrong with a connection ends that connection.
pub async fn serve(
    listener: TcpListener,
    server: Server,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    // Somebody who begins a request and never ends its head keeps a connection no longer than this.
    http.timer(TokioTimer::new()).header_read_timeout(server.limits().head);
    let service = TowerToHyperService::new(app(&server));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let stream = tokio::select! {
            biased;
            () = &mut stop => break,
            stream = next(&listener) => stream,
        };
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service.clone()));
        tokio::spawn(async move {
            // A client that goes away is no fault of the server's.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(server.limits().drain, open.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way when the time to finish them was over");
    }
    Ok(())
}

/// The next connection. What fails is the client's affair, or is tried again.
async fn next(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are short; they shall not wait for more.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_the_clients(error: &io::Error) -> bool {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
