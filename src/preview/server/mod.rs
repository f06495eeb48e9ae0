//! Serves the preview to browsers on this machine only.
//!
//! The server listens on the loopback address only. Against other web pages in the same browser, every path begins with a random
//! token, requests must have this server as their host (against DNS rebinding), and an origin, if given, must be the preview's
//! own.
//!
//! One thread reads and writes; long work runs on others. All requests have limits: see `bounds::preview`.

mod answers;
pub mod connections;

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use crate::bounds::preview as bounds;
use crate::build::Failure;
use crate::files::digest;
use crate::typeset::thread::STACK;

use super::{Editor, PreviewState};
use answers::answer;
use connections::{Connections, Slot};

pub use answers::Shared;

/// How soon to accept again if the system has no resources for another connection.
const ACCEPT_RETRY: Duration = Duration::from_millis(20);

/// How often idle connections are closed.
pub const IDLE_CHECK: Duration = Duration::from_secs(1);

/// Serves the preview until the program ends, by default on a free port. Returns the address for the user. Fails if the port is in use,
/// or the system has no random bytes or no thread.
pub fn serve(state: Arc<PreviewState>, editor: Option<Editor>, port: Option<u16>) -> Result<String, Failure> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
    start(wanted, state, editor).map_err(|error| Failure::new(format!("cannot serve on `{wanted}`: {error}")))
}

fn start(wanted: SocketAddr, state: Arc<PreviewState>, editor: Option<Editor>) -> io::Result<String> {
    let listener = TcpListener::bind(wanted)?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    let mut word = [0; 16];
    getrandom::fill(&mut word)?;
    let root = digest::hexadecimal(&word);
    let address = format!("http://127.0.0.1:{port}/{root}/");
    let renderers = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Requests for words or places do not wait until pictures are drawn.
        .max_blocking_threads(renderers + 2)
        .thread_stack_size(STACK)
        .build()?;
    let run = move || {
        let shared = Arc::new(Shared::new(state, editor, port, &root, renderers));
        // Returns only if the system closes the port.
        let _ended = LocalSet::new().block_on(&runtime, accept(listener, shared));
    };
    std::thread::Builder::new().name("preview".to_owned()).stack_size(STACK).spawn(run)?;
    Ok(address)
}

/// Accepts connections for as long as the program runs.
async fn accept(listener: TcpListener, shared: Arc<Shared>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let server = Server::new(shared, bounds::MOST_CONNECTIONS);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // News are short and urgent; without this option they arrive a little later.
                let _later = stream.set_nodelay(true);
                server.serve(stream).await;
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(_) => {
                // Close a connection, since the report's files may need the file handle, too.
                server.connections.close_quiet(Duration::ZERO);
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

/// Whether an error of accepting concerns one connection only, not the system.
pub fn is_of_one_connection(error: &io::Error) -> bool {
    let kinds = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
    kinds.contains(&error.kind()) || error.kind() == ErrorKind::Interrupted
}

/// The server apart from its port: it serves any streams, in tasks of one [`LocalSet`].
pub struct Server {
    shared: Arc<Shared>,
    connections: Rc<Connections>,
}

impl Server {
    /// A server with at most this many connections. From now on, idle ones are closed.
    pub fn new(shared: Arc<Shared>, most: usize) -> Self {
        let connections = Connections::new(most);
        let all = connections.clone();
        spawn_local(async move {
            loop {
                tokio::time::sleep(IDLE_CHECK).await;
                all.close_idle(bounds::IDLE_TIME);
            }
        });
        Self { shared, connections }
    }

    /// Serves a connection in a task until it ends; `None` if there is no room for it.
    pub async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) -> Option<JoinHandle<()>> {
        if !self.connections.room(bounds::ROOM_TIME).await {
            return None;
        }
        let slot = self.connections.open();
        let task = spawn_local(serve_one(stream, self.shared.clone(), slot.clone()));
        slot.served_by(task.abort_handle());
        Some(task)
    }
}

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
    // An error means that the browser has gone.
    let _gone = connection.await;
}
