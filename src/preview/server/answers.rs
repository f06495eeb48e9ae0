//! From a request to its answer.

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
use crate::preview::state::{Listener, NoPicture};
use crate::preview::{Opened, Opener, PreviewState, Spot};
use crate::typeset::proof::Line;

use super::connections::Slot;

const INDEX: &str = include_str!("../page/index.html");
const STYLE: &str = include_str!("../page/style.css");
const PAGES: &str = include_str!("../page/pages.js");
const SCRIPT: &str = include_str!("../page/script.js");

/// How long an open page hears nothing at most, so that a lost connection is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A page of the preview loads its own parts, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// State that all answers share.
pub struct Shared {
    pub state: Arc<PreviewState>,
    /// `None` when there is no editor to open places in.
    opener: Option<Opener>,
    /// The server as requests may name it.
    hosts: [String; 2],
    /// The random word, with slashes around it.
    root: String,
    /// Places for open pages that wait for news.
    pub listeners: Arc<Semaphore>,
    /// Places for pictures that are drawn or wait for it.
    pub pictures: Arc<Semaphore>,
    /// Places for pictures that are drawn.
    pens: Arc<Semaphore>,
}

pub type Body = Either<Full<Bytes>, Channel<Bytes>>;

pub struct Answer {
    pub status: StatusCode,
    kind: &'static str,
    /// Its address names its content, so it need never be asked for again.
    lasting: bool,
    body: Bytes,
}

impl Shared {
    /// `pens` is how many pictures are drawn at once.
    pub fn new(state: Arc<PreviewState>, opener: Option<Opener>, port: u16, root: &str, pens: usize) -> Self {
        Self {
            state,
            opener,
            hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
            root: format!("/{root}/"),
            listeners: Arc::new(Semaphore::new(bounds::MOST_LISTENERS)),
            pictures: Arc::new(Semaphore::new(bounds::MOST_PICTURES)),
            pens: Arc::new(Semaphore::new(pens)),
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
pub async fn answer(request: Request<Incoming>, shared: Arc<Shared>, slot: Rc<Slot>) -> Response<Body> {
    let path = match admitted(&request, &shared) {
        Ok(path) => path.to_owned(),
        Err(refusal) => return response(refusal),
    };
    let path: Vec<&str> = path.split('/').collect();
    if *request.method() == Method::POST {
        let body = Limited::new(request.into_body(), bounds::LARGEST_QUESTION).collect();
        let body = match timeout(bounds::BODY_TIME, body).await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(_)) => return response(plain(StatusCode::PAYLOAD_TOO_LARGE, "no question is so long")),
            Err(_) => return response(plain(StatusCode::REQUEST_TIMEOUT, "the question did not come to its end")),
        };
        let _answering = slot.answering();
        return response(match path[..] {
            ["place"] => elsewhere(&shared, move |shared| place(&body, &shared.state)).await,
            ["open"] => elsewhere(&shared, move |shared| open(&body, shared.opener.as_ref())).await,
            _ => plain(StatusCode::NOT_FOUND, "there is no such question"),
        });
    }
    if path == ["events"] {
        return events(&shared, &slot);
    }
    let _answering = slot.answering();
    response(get(&path, &shared).await)
}

/// The path of a request below the random word.
///
/// # Errors
/// The refusal of a request that is not from the browser of this machine and the preview's own page.
fn admitted<'r>(request: &'r Request<Incoming>, shared: &Shared) -> Result<&'r str, Answer> {
    let refuse = |words| Err(plain(StatusCode::FORBIDDEN, words));
    let headers = request.headers();
    let host = only(headers, &header::HOST).filter(|host| shared.is_own_host(host));
    // A request may also name its host in its first line (RFC 9112, 3.2.2).
    let authority = request.uri().authority().is_none_or(|authority| shared.is_own_host(authority.as_str()));
    if host.is_none() || !authority {
        return refuse("this preview is for this machine only");
    }
    let path = request.uri().path();
    if path.len() > bounds::LONGEST_PATH {
        return Err(plain(StatusCode::URI_TOO_LONG, "no address of this preview is so long"));
    }
    if headers.contains_key(header::ORIGIN)
        && !only(headers, &header::ORIGIN).is_some_and(|origin| shared.is_own_origin(origin))
    {
        return refuse("this preview answers its own page only");
    }
    let Some(path) = path.strip_prefix(&shared.root) else {
        return Err(plain(StatusCode::NOT_FOUND, "open the address that `raportti watch --serve` printed"));
    };
    // Browsers say so when another page asks (Fetch Metadata). A link that leads here from another page may be followed.
    let from = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let followed = path.is_empty() && headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    if from.is_some_and(|from| from != b"same-origin" && from != b"none") && !followed {
        return refuse("this preview answers its own page only");
    }
    if ![Method::GET, Method::POST].contains(request.method()) {
        return Err(plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and POST are understood"));
    }
    Ok(path)
}

/// The value of a header that stands once, as text.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

async fn get(path: &[&str], shared: &Arc<Shared>) -> Answer {
    match *path {
        [""] => of_type(INDEX, "text/html; charset=utf-8"),
        ["style.css"] => of_type(STYLE, "text/css; charset=utf-8"),
        ["pages.js"] => of_type(PAGES, "text/javascript; charset=utf-8"),
        ["script.js"] => of_type(SCRIPT, "text/javascript; charset=utf-8"),
        ["editor"] => of_json(&json!({ "opens": shared.opener.is_some() })),
        ["items"] => {
            elsewhere(shared, |shared| of_type(shared.state.items().as_bytes().to_vec(), "application/json")).await
        }
        ["page", key, page, width] => match width.parse() {
            Ok(width) => picture(shared, key.to_owned(), page.to_owned(), width).await,
            Err(_) => plain(StatusCode::BAD_REQUEST, "a page is asked for with a width in pixels"),
        },
        ["text", key, page] => {
            let (key, page) = (key.to_owned(), page.to_owned());
            elsewhere(shared, move |shared| match shared.state.find(&key, &page) {
                Some((pages, index)) => kept(of_json(&text(&pages.shown.proof.lines(index)))),
                None => set_anew(),
            })
            .await
        }
        _ => plain(StatusCode::NOT_FOUND, "there is no such page"),
    }
}

/// A picture of a page, when it is its turn to be drawn.
pub async fn picture(shared: &Arc<Shared>, key: String, page: String, width: u32) -> Answer {
    let Ok(place) = shared.pictures.clone().try_acquire_owned() else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "too many pictures are being drawn; ask again");
    };
    let pen = shared.pens.clone().acquire_owned().await;
    elsewhere(shared, move |shared| {
        // Both are held until it is drawn, also when the browser has gone.
        let _held = (place, pen);
        match shared.state.png(&key, &page, width) {
            Ok(picture) => kept(of_type(picture, "image/png")),
            Err(NoPicture::NotDrawn) => plain(StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be drawn"),
            Err(NoPicture::NoPage) => set_anew(),
        }
    })
    .await
}

/// Does on another thread what would hold up everybody else on this one.
async fn elsewhere(shared: &Arc<Shared>, work: impl FnOnce(&Shared) -> Answer + Send + 'static) -> Answer {
    let shared = shared.clone();
    let failed = |_| plain(StatusCode::INTERNAL_SERVER_ERROR, "this is a fault of the program");
    tokio::task::spawn_blocking(move || work(&shared)).await.unwrap_or_else(failed)
}

/// Sends news as they come, as server-sent events.
fn events(shared: &Shared, slot: &Rc<Slot>) -> Response<Body> {
    let Ok(place) = shared.listeners.clone().try_acquire_owned() else {
        return response(plain(StatusCode::SERVICE_UNAVAILABLE, "too many pages of this preview are open"));
    };
    let (sender, body) = Channel::new(1);
    let told = tell_news(shared.state.listen(), sender, Rc::downgrade(slot));
    slot.brings_news(tokio::task::spawn_local(told).abort_handle(), place);
    let head = of_type(Bytes::new(), "text/event-stream");
    response(head).map(|_| Either::Right(body))
}

/// Tells news until the connection is closed, and closes it when they are not taken.
async fn tell_news(mut listener: Listener, mut sender: Sender<Bytes>, slot: Weak<Slot>) {
    loop {
        let words = match timeout(HEARTBEAT, listener.wait()).await {
            Ok(()) => format!("data: {}\n\n", listener.news()),
            Err(_) => ": still here\n\n".to_owned(),
        };
        let taken = timeout(bounds::NEWS_TIME, sender.send_data(words.into())).await;
        if !matches!(taken, Ok(Ok(()))) {
            slot.upgrade().iter().for_each(|slot| slot.close());
            return;
        }
    }
}

fn response(Answer { status, kind, lasting, body }: Answer) -> Response<Body> {
    let cache = if lasting { "private, max-age=3600, immutable" } else { "no-store" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, cache),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    let mut response = Response::new(Either::Left(Full::new(body)));
    *response.status_mut() = status;
    let headers = headers.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value)));
    response.headers_mut().extend(headers);
    response
}

fn of_type(body: impl Into<Bytes>, kind: &'static str) -> Answer {
    Answer { status: StatusCode::OK, kind, lasting: false, body: body.into() }
}

fn kept(answer: Answer) -> Answer {
    Answer { lasting: true, ..answer }
}

fn of_json(value: &serde_json::Value) -> Answer {
    of_type(value.to_string(), "application/json")
}

fn plain(status: StatusCode, words: impl Into<Bytes>) -> Answer {
    Answer { status, ..of_type(words, "text/plain; charset=utf-8") }
}

fn set_anew() -> Answer {
    plain(StatusCode::NOT_FOUND, "this page has been set anew since")
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
        return plain(StatusCode::BAD_REQUEST, "this is no point on a page");
    };
    let Some((pages, index)) = state.find(&click.key, &click.page) else { return set_anew() };
    let Some(place) = pages.shown.proof.place(index, click.x, click.y) else {
        return of_json(&serde_json::Value::Null);
    };
    let files = &pages.shown.proof.files;
    let at = files.line_column(place.file, place.range().start);
    of_json(&json!({
        "file": files.get(place.file).path,
        "line": at.line,
        "column": at.column,
        "words": files.line(place).trim(),
    }))
}

fn open(body: &[u8], opener: Option<&Opener>) -> Answer {
    let Ok(spot) = serde_json::from_slice::<Spot>(body) else {
        return plain(StatusCode::BAD_REQUEST, "this is no place in a file");
    };
    let Some(open) = opener else { return plain(StatusCode::CONFLICT, "no editor is set") };
    match open(&spot) {
        Ok(Opened::Started) => of_json(&json!({})),
        Ok(Opened::Address(address)) => of_json(&json!({ "address": address })),
        Err(words) => plain(StatusCode::CONFLICT, words),
    }
}
