//! Serves the preview to the browser of this machine only.
//!
//! The server listens on the loopback address only. Another web page in the same browser could still ask it: so every address
//! begins with a random word, requests must name the server as their host (a foreign name that was made to point here does
//! not), and a request that names its origin must come from the preview's own page.
//!
//! One thread reads and writes; what takes long is done on others. Whatever is asked has a bound: see `bounds::preview`.

mod answers;
mod connections;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::LocalSet;

use crate::bounds::preview as bounds;
use crate::build::Failure;
use crate::typeset::thread::STACK;

use super::{Opener, PreviewState};
use answers::{Shared, answer};
use connections::{Connections, Slot};

/// How long accepting rests when the system has no room for another connection.
const BREATH: Duration = Duration::from_millis(20);

/// How often the server looks for connections that are idle.
const LOOKS: Duration = Duration::from_secs(1);

/// Serves what the browser shows until the program ends, on a free port when none is named. Places open in an editor when there is an
/// `opener`. Returns the address that the user opens in the browser.
///
/// # Errors
/// When the port is taken, or the system gives no random bytes or no thread.
pub fn serve(state: Arc<PreviewState>, opener: Option<Opener>, port: Option<u16>) -> Result<String, Failure> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
    let fail = |error: &dyn fmt::Display| Failure::new(format!("cannot serve on `{wanted}`: {error}"));
    let listener = TcpListener::bind(wanted).map_err(|error| fail(&error))?;
    listener.set_nonblocking(true).map_err(|error| fail(&error))?;
    let port = listener.local_addr().map_err(|error| fail(&error))?.port();
    let mut word = [0; 16];
    getrandom::fill(&mut word).map_err(|error| fail(&error))?;
    let root: String = word.iter().map(|byte| format!("{byte:02x}")).collect();
    let address = format!("http://127.0.0.1:{port}/{root}/");
    let pens = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Requests for words or places do not wait until pictures are drawn.
        .max_blocking_threads(pens + 2)
        .thread_stack_size(STACK)
        .build()
        .map_err(|error| fail(&error))?;
    let run = move || {
        let shared = Arc::new(Shared::new(state, opener, port, &root, pens));
        // Returns only when the system takes the port away.
        let _ended = LocalSet::new().block_on(&runtime, accept(listener, shared));
    };
    std::thread::Builder::new()
        .name("preview".to_owned())
        .stack_size(STACK)
        .spawn(run)
        .map_err(|error| fail(&error))?;
    Ok(address)
}

/// Accepts connections for as long as the program runs.
async fn accept(listener: TcpListener, shared: Arc<Shared>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = Connections::new(bounds::MOST_CONNECTIONS);
    tokio::task::spawn_local(close_idle(connections.clone()));
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                if !is_of_one_connection(&error) {
                    // Files of the report may need the room, too, so that one that is open is given up for it.
                    connections.close_quiet(Duration::ZERO);
                    tokio::time::sleep(BREATH).await;
                }
                continue;
            }
        };
        if connections.room(bounds::ROOM_TIME).await {
            // News are short and urgent. Where the option cannot be set they come a little later.
            let _later = stream.set_nodelay(true);
            let slot = connections.open();
            let task = tokio::task::spawn_local(serve_one(stream, shared.clone(), slot.clone()));
            slot.served_by(task.abort_handle());
        }
    }
}

/// Whether only the connection that would have come is concerned, and not the system.
fn is_of_one_connection(error: &io::Error) -> bool {
    let kinds = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
    kinds.contains(&error.kind()) || error.kind() == ErrorKind::Interrupted
}

async fn close_idle(connections: Rc<Connections>) {
    loop {
        tokio::time::sleep(LOOKS).await;
        connections.close_idle(bounds::IDLE_TIME);
    }
}

/// Serves one connection until it ends.
async fn serve_one(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, shared: Arc<Shared>, slot: Rc<Slot>) {
    let service = service_fn(move |request| {
        let (shared, slot) = (shared.clone(), slot.clone());
        async move { Ok::<_, Infallible>(answer(request, shared, slot).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds::HEAD_TIME)
        .max_headers(bounds::MOST_HEADERS)
        .max_header_size(bounds::LONGEST_HEAD)
        .max_buf_size(2 * bounds::LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // A browser that went away needs no answer.
    let _gone = connection.await;
}
