//! Serves the preview to the browser of this machine, and to nobody else.
//!
//! The server listens on the loopback address only. Another web page in the same browser could still ask it: so every address
//! begins with a random word, requests must name the server as their host (a foreign name that was made to point here does
//! not), and those that do something must come from its own page.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use tiny_http::{Method, Request, StatusCode};

use super::board::{Board, NoPicture};
use super::{Opener, Spot};

const INDEX: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");
const PAGES: &str = include_str!("page/pages.js");
const SCRIPT: &str = include_str!("page/script.js");

/// How many requests are answered at once, besides those that wait for news.
const WORKERS: usize = 4;
/// How long a waiting browser hears nothing at most; a closed one is noticed then.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest question that the page asks, in bytes.
const LARGEST_QUESTION: u64 = 4096;
/// What a page of the preview may load: its own parts, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Why the preview could not start.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A preview that is being served until the program ends.
pub struct Server {
    address: String,
}

struct Shared {
    board: Arc<Board>,
    opener: Box<dyn Opener>,
    port: u16,
    /// The random word, with slashes around it.
    root: String,
}

impl Server {
    /// Starts to serve a board, on a free port when none is named.
    ///
    /// # Errors
    /// When the port is taken, or the system gives no random bytes.
    pub fn start(board: Arc<Board>, opener: Box<dyn Opener>, port: Option<u16>) -> Result<Self, StartError> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
        let fail = |error: &dyn fmt::Display| StartError(format!("cannot serve on `{wanted}`: {error}"));
        let listener = TcpListener::bind(wanted).map_err(|error| fail(&error))?;
        let port = listener.local_addr().map_err(|error| fail(&error))?.port();
        let mut word = [0; 16];
        getrandom::fill(&mut word).map_err(|error| fail(&error))?;
        let root: String = word.iter().map(|byte| format!("{byte:02x}")).collect();
        let server = Arc::new(tiny_http::Server::from_listener(listener, None).map_err(|error| fail(&error))?);
        let address = format!("http://127.0.0.1:{port}/{root}/");
        let shared = Arc::new(Shared { board, opener, port, root: format!("/{root}/") });
        for _ in 0..WORKERS {
            let (server, shared) = (server.clone(), shared.clone());
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    // A browser that went away needs no answer.
                    let _gone = answer(request, &shared);
                }
            });
        }
        Ok(Self { address })
    }

    /// What the user opens in the browser.
    pub fn address(&self) -> &str {
        &self.address
    }
}

fn answer(mut request: Request, shared: &Arc<Shared>) -> io::Result<()> {
    let own = [format!("127.0.0.1:{}", shared.port), format!("localhost:{}", shared.port)];
    if header(&request, "Host").is_none_or(|host| !own.contains(&host)) {
        return send(request, plain(403, "this preview is for this machine only"));
    }
    let url = request.url().split('?').next().unwrap_or_default().to_owned();
    let Some(path) = url.strip_prefix(&shared.root) else {
        return send(request, plain(404, "open the address that `raportti watch --serve` printed"));
    };
    let path: Vec<&str> = path.split('/').collect();
    let method = request.method().clone();
    if method == Method::Post {
        let origin = header(&request, "Origin");
        if origin.is_some_and(|origin| !own.iter().any(|host| origin == format!("http://{host}"))) {
            return send(request, plain(403, "this preview answers its own page only"));
        }
        let mut body = Vec::new();
        request.as_reader().take(LARGEST_QUESTION).read_to_end(&mut body)?;
        return send(
            request,
            match path[..] {
                ["place"] => place(&body, shared),
                ["open"] => open(&body, shared),
                _ => plain(404, "there is no such question"),
            },
        );
    }
    if method != Method::Get {
        return send(request, plain(405, "only GET and POST are understood"));
    }
    if path == ["events"] {
        let board = shared.board.clone();
        std::thread::spawn(move || {
            // The browser closed its page.
            let _gone = tell_news(request, &board);
        });
        return Ok(());
    }
    send(
        request,
        match path[..] {
            [""] => of_type(INDEX, "text/html; charset=utf-8"),
            ["style.css"] => of_type(STYLE, "text/css; charset=utf-8"),
            ["pages.js"] => of_type(PAGES, "text/javascript; charset=utf-8"),
            ["script.js"] => of_type(SCRIPT, "text/javascript; charset=utf-8"),
            ["items"] => of_type(&*shared.board.items(), "application/json"),
            ["page", key, page, width] => match width.parse().map(|width| shared.board.png(key, page, width)) {
                Ok(Ok(picture)) => kept(of_type(picture, "image/png")),
                Ok(Err(NoPicture::NotDrawn)) => plain(500, "this page cannot be drawn"),
                Ok(Err(NoPicture::NoPage)) => plain(404, "this page has been set anew since"),
                Err(_) => plain(400, "a page is asked for with a width in pixels"),
            },
            ["text", key, page] => match shared.board.find(key, page) {
                Some((sheets, index)) => kept(of_json(&text(&sheets.shown.proof.lines(index)))),
                None => plain(404, "this page has been set anew since"),
            },
            _ => plain(404, "there is no such page"),
        },
    )
}

struct Answer {
    status: u16,
    kind: &'static str,
    /// Its address names its content, so it need never be asked for again.
    lasting: bool,
    body: Vec<u8>,
}

/// Sends an answer and ends the connection. The server's pool gives a connection to a thread that may just have got another
/// one, and there it would wait for as long as the browser keeps that other one open.
fn send(request: Request, Answer { status, kind, lasting, body }: Answer) -> io::Result<()> {
    let cache = if lasting { "Cache-Control: private, max-age=3600, immutable\r\n" } else { "" };
    let reason = StatusCode(status).default_reason_phrase();
    let head = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n{cache}\
         Content-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nX-Frame-Options: DENY\r\n\r\n",
        body.len()
    );
    let mut writer = request.into_writer();
    writer.write_all(head.as_bytes())?;
    writer.write_all(&body)?;
    writer.flush()
}

fn of_type(body: impl Into<Vec<u8>>, kind: &'static str) -> Answer {
    Answer { status: 200, kind, lasting: false, body: body.into() }
}

fn kept(answer: Answer) -> Answer {
    Answer { lasting: true, ..answer }
}

fn of_json(value: &serde_json::Value) -> Answer {
    of_type(value.to_string(), "application/json")
}

fn plain(status: u16, words: &str) -> Answer {
    Answer { status, ..of_type(words, "text/plain; charset=utf-8") }
}

fn header(request: &Request, name: &'static str) -> Option<String> {
    let header = request.headers().iter().find(|header| header.field.equiv(name))?;
    Some(header.value.as_str().to_ascii_lowercase())
}

/// Sends news as they come, as server-sent events.
fn tell_news(request: Request, board: &Board) -> io::Result<()> {
    let mut writer = request.into_writer();
    writer.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\r\n",
    )?;
    writer.flush()?;
    let _listening = board.listen();
    let mut seen = 0;
    loop {
        match board.news_after(seen, PATIENCE) {
            Some((number, news)) => {
                seen = number;
                writer.write_all(format!("data: {news}\n\n").as_bytes())?;
            }
            None => writer.write_all(b": still here\n\n")?,
        }
        writer.flush()?;
    }
}

fn text(lines: &[crate::typeset::proof::Line]) -> serde_json::Value {
    let round = |points: f64| (points * 100.0).round() / 100.0;
    let line = |line: &crate::typeset::proof::Line| {
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

fn place(body: &[u8], shared: &Shared) -> Answer {
    let Ok(click) = serde_json::from_slice::<Click>(body) else { return plain(400, "this is no point on a page") };
    let Some((sheets, index)) = shared.board.find(&click.key, &click.page) else {
        return plain(404, "this page has been set anew since");
    };
    let Some(place) = sheets.shown.proof.place(index, click.x, click.y) else {
        return of_json(&serde_json::Value::Null);
    };
    let files = &sheets.shown.proof.files;
    let at = files.line_column(place.file, place.range().start);
    let spot = Spot { file: files.get(place.file).path.clone(), line: at.line, column: at.column };
    of_json(&json!({
        "file": spot.file,
        "line": spot.line,
        "column": spot.column,
        "words": files.line(place).trim(),
        "address": shared.opener.address(&spot),
        "opens": shared.opener.opens(),
    }))
}

fn open(body: &[u8], shared: &Shared) -> Answer {
    let Ok(spot) = serde_json::from_slice::<Spot>(body) else { return plain(400, "this is no place in a file") };
    match shared.opener.open(&spot) {
        Ok(()) => of_json(&json!({ "opened": true })),
        Err(words) => plain(409, &words),
    }
}
