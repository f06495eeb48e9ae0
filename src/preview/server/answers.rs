//! Answers requests.

use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::bounds::preview as bounds;
use crate::preview::state::Listener;
use crate::preview::{Editor, PreviewState, Spot};
use crate::typeset::proof::Line;

use super::connections::Slot;

const INDEX: &str = include_str!("../page/index.html");
const STYLE: &str = include_str!("../page/style.css");
const PAGES: &str = include_str!("../page/pages.js");
const COMMENTS: &str = include_str!("../page/comments.js");
const SCRIPT: &str = include_str!("../page/script.js");

/// The longest time without an event, so that a browser notices a lost connection.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The page loads resources from this server only.
const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// State that all answers share.
pub struct Shared {
    pub state: Arc<PreviewState>,
    editor: Option<Editor>,
    /// The valid values of the header `Host`.
    hosts: [String; 2],
    /// The random token, with slashes around it.
    root: String,
    /// Permits for pages that wait for news.
    pub listeners: Arc<Semaphore>,
    /// Permits for images that are being rendered or wait for it.
    pub pictures: Arc<Semaphore>,
    /// Permits for images that are being rendered.
    renderers: Arc<Semaphore>,
}

pub type Answer = Response<Either<Full<Bytes>, Channel<Bytes>>>;

/// Why a request is not answered.
type Refusal = (StatusCode, &'static str);

impl Shared {
    /// `renderers` is the number of images that are rendered concurrently.
    pub fn new(state: Arc<PreviewState>, editor: Option<Editor>, port: u16, root: &str, renderers: usize) -> Self {
        Self {
            state,
            editor,
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            root: format!("/{root}/"),
            listeners: Arc::new(Semaphore::new(bounds::MOST_LISTENERS)),
            pictures: Arc::new(Semaphore::new(bounds::MOST_PICTURES)),
            renderers: Arc::new(Semaphore::new(renderers)),
        }
    }

    fn is_own_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    fn is_own_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_own_host(host))
    }
}

/// Answers one request of a connection.
pub async fn answer(request: Request<Incoming>, shared: Arc<Shared>, slot: Rc<Slot>) -> Answer {
    let path = match admit(&request, &shared) {
        Ok(path) => path.to_owned(),
        Err((status, words)) => return plain(status, words),
    };
    let path: Vec<&str> = path.split('/').collect();
    if *request.method() == Method::POST {
        let body = Limited::new(request.into_body(), bounds::LARGEST_QUESTION).collect();
        let body = match timeout(bounds::BODY_TIME, body).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(_)) => return plain(StatusCode::PAYLOAD_TOO_LARGE, "the request is too long"),
            Err(_) => return plain(StatusCode::REQUEST_TIMEOUT, "the request took too long"),
        };
        let _answering = slot.answering();
        return match path[..] {
            ["place"] => in_background(&shared, move |shared| place(&body, &shared.state)).await,
            ["open"] => in_background(&shared, move |shared| open(&body, shared.editor.as_ref())).await,
            _ => plain(StatusCode::NOT_FOUND, "unknown request"),
        };
    }
    if path == ["events"] {
        return events(&shared, &slot);
    }
    let _answering = slot.answering();
    get(&path, &shared).await
}

/// Checks that a request comes from a browser on this machine and from the preview's own page. Returns its path below the token.
fn admit<'r>(request: &'r Request<Incoming>, shared: &Shared) -> Result<&'r str, Refusal> {
    let refuse = |words| Err((StatusCode::FORBIDDEN, words));
    let headers = request.headers();
    let host = single(headers, &header::HOST).filter(|host| shared.is_own_host(host));
    // The request line may have a host, too (RFC 9112, 3.2.2).
    let authority = request.uri().authority().is_none_or(|authority| shared.is_own_host(authority.as_str()));
    if host.is_none() || !authority {
        return refuse("this preview is for this machine only");
    }
    let path = request.uri().path();
    if path.len() > bounds::LONGEST_PATH {
        return Err((StatusCode::URI_TOO_LONG, "the address is too long"));
    }
    if headers.contains_key(header::ORIGIN)
        && !single(headers, &header::ORIGIN).is_some_and(|origin| shared.is_own_origin(origin))
    {
        return refuse("this preview answers its own page only");
    }
    let Some(path) = path.strip_prefix(&shared.root) else {
        return Err((StatusCode::NOT_FOUND, "open the address that `raportti watch --serve` printed"));
    };
    // Fetch Metadata: refuse requests of other pages, but allow links from them to the preview.
    let from = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let followed = path.is_empty() && headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    if from.is_some_and(|from| from != b"same-origin" && from != b"none") && !followed {
        return refuse("this preview answers its own page only");
    }
    if ![Method::GET, Method::POST].contains(request.method()) {
        return Err((StatusCode::METHOD_NOT_ALLOWED, "only GET and POST are understood"));
    }
    Ok(path)
}

/// The value of a header that occurs exactly once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

async fn get(path: &[&str], shared: &Arc<Shared>) -> Answer {
    match *path {
        [""] => of_type(INDEX, "text/html; charset=utf-8"),
        ["style.css"] => of_type(STYLE, "text/css; charset=utf-8"),
        ["pages.js"] => of_type(PAGES, "text/javascript; charset=utf-8"),
        ["comments.js"] => of_type(COMMENTS, "text/javascript; charset=utf-8"),
        ["script.js"] => of_type(SCRIPT, "text/javascript; charset=utf-8"),
        ["editor"] => of_json(&json!({ "opens": shared.editor.is_some() })),
        ["items"] => {
            in_background(shared, |shared| of_type(shared.state.items().as_bytes().to_vec(), "application/json")).await
        }
        ["page", key, page, width] => match width.parse() {
            Ok(width) => picture(shared, key.to_owned(), page.to_owned(), width).await,
            Err(_) => plain(StatusCode::BAD_REQUEST, "the width must be a number of pixels"),
        },
        ["text", key, page] => {
            let (key, page) = (key.to_owned(), page.to_owned());
            in_background(shared, move |shared| match shared.state.find(&key, &page) {
                Some((pages, index)) => cacheable(of_json(&text(&pages.shown.proof.lines(index)))),
                None => outdated_page(),
            })
            .await
        }
        _ => plain(StatusCode::NOT_FOUND, "there is no page at this address"),
    }
}

/// The image of a page; waits for a free renderer.
async fn picture(shared: &Arc<Shared>, key: String, page: String, width: u32) -> Answer {
    let Ok(place) = shared.pictures.clone().try_acquire_owned() else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "too many images are being rendered; try again");
    };
    let renderer = shared.renderers.clone().acquire_owned().await;
    in_background(shared, move |shared| {
        // Held until the image is rendered, even if the browser has gone.
        let _held = (place, renderer);
        let Some((pages, index)) = shared.state.view(&key, &page, width) else { return outdated_page() };
        match pages.png((index, width)) {
            Some(picture) => cacheable(of_type(picture, "image/png")),
            None => plain(StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be rendered"),
        }
    })
    .await
}

/// Runs work on another thread that would block this one.
async fn in_background(shared: &Arc<Shared>, work: impl FnOnce(&Shared) -> Answer + Send + 'static) -> Answer {
    let shared = shared.clone();
    let failed = |_| plain(StatusCode::INTERNAL_SERVER_ERROR, "this is a bug of the program");
    tokio::task::spawn_blocking(move || work(&shared)).await.unwrap_or_else(failed)
}

/// Answers with server-sent events.
fn events(shared: &Shared, slot: &Rc<Slot>) -> Answer {
    let Ok(place) = shared.listeners.clone().try_acquire_owned() else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "too many pages of this preview are open");
    };
    let (sender, body) = Channel::new(1);
    let sending = send_news(shared.state.listen(), sender, Rc::downgrade(slot));
    slot.start_events(tokio::task::spawn_local(sending).abort_handle(), place);
    of_type("", "text/event-stream").map(|_| Either::Right(body))
}

/// Sends news until the connection is closed. Closes it if the browser does not read them.
async fn send_news(mut listener: Listener, mut sender: Sender<Bytes>, slot: Weak<Slot>) {
    loop {
        let words = match timeout(HEARTBEAT, listener.wait()).await {
            Ok(()) => format!("data: {}\n\n", listener.news()),
            Err(_) => ": heartbeat\n\n".to_owned(),
        };
        let taken = timeout(bounds::NEWS_TIME, sender.send_data(words.into())).await;
        if !matches!(taken, Ok(Ok(()))) {
            slot.upgrade().iter().for_each(|slot| slot.close());
            return;
        }
    }
}

fn of_type(body: impl Into<Bytes>, kind: &'static str) -> Answer {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    let mut answer = Response::new(Either::Left(Full::new(body.into())));
    answer.headers_mut().extend(headers.map(|(name, value)| (name, HeaderValue::from_static(value))));
    answer
}

/// For addresses that contain the hash of their content, so that browsers may cache it.
fn cacheable(mut answer: Answer) -> Answer {
    let value = HeaderValue::from_static("private, max-age=3600, immutable");
    answer.headers_mut().insert(header::CACHE_CONTROL, value);
    answer
}

fn of_json(value: &serde_json::Value) -> Answer {
    of_type(value.to_string(), "application/json")
}

fn plain(status: StatusCode, words: impl Into<Bytes>) -> Answer {
    let mut answer = of_type(words, "text/plain; charset=utf-8");
    *answer.status_mut() = status;
    answer
}

fn outdated_page() -> Answer {
    plain(StatusCode::NOT_FOUND, "this page has been replaced since")
}

fn text(lines: &[Line]) -> serde_json::Value {
    let round = |points: f64| (points * 100.0).round() / 100.0;
    let line = |line: &Line| {
        json!([line.text, line.language, round(line.x), round(line.y), round(line.width), round(line.height)])
    };
    lines.iter().map(line).collect()
}

/// A point on a page, in points from its upper left corner.
#[derive(Deserialize)]
struct Click {
    key: String,
    page: String,
    x: f64,
    y: f64,
}

fn place(body: &[u8], state: &PreviewState) -> Answer {
    let Ok(click) = serde_json::from_slice::<Click>(body) else {
        return plain(StatusCode::BAD_REQUEST, "this is not a point on a page");
    };
    let Some((pages, index)) = state.find(&click.key, &click.page) else { return outdated_page() };
    let files = &pages.shown.proof.files;
    let spot = pages.shown.proof.place(index, click.x, click.y).map(|place| {
        let (file, words) = (&files.get(place.file).path, files.line(place).trim());
        let at = files.line_column(place.file, place.range().start);
        json!({ "file": file, "line": at.line, "column": at.column, "words": words })
    });
    of_json(&spot.into())
}

fn open(body: &[u8], editor: Option<&Editor>) -> Answer {
    let Ok(spot) = serde_json::from_slice::<Spot>(body) else {
        return plain(StatusCode::BAD_REQUEST, "this is not a place in a file");
    };
    let Some(editor) = editor else { return plain(StatusCode::CONFLICT, "no editor is set") };
    match editor.open(&spot) {
        Ok(None) => of_json(&json!({})),
        Ok(Some(address)) => of_json(&json!({ "address": address })),
        Err(words) => plain(StatusCode::CONFLICT, words),
    }
}
