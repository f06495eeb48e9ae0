//! Proves the limits of the preview's server at their edges, over real connections, and that it answers only its own page.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use raportti::bounds::preview as bounds;
use raportti::preview::{self, PreviewState};

/// Much longer than an answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server with nothing to show.
struct Served {
    state: Arc<PreviewState>,
    host: String,
    root: String,
}

impl Served {
    fn new() -> Self {
        let state = Arc::new(PreviewState::default());
        let address = preview::serve(state.clone(), None, None).unwrap();
        let (host, root) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
        Self { state, host: host.to_owned(), root: format!("/{root}") }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes, and returns the answer. The server may close the connection before it has read everything.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        let _closed = stream.write_all(bytes);
        let mut answer = Vec::new();
        if let Err(error) = stream.read_to_end(&mut answer) {
            assert!(!matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "it was never closed");
        }
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status of the answer to a request with these lines after its host, and this body.
    fn ask(&self, method: &str, target: &str, more: &str, body: &str) -> u16 {
        let host = &self.host;
        let head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
        let answer = self.send((head + body).as_bytes());
        answer.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {answer}")).parse().unwrap()
    }

    fn get(&self, more: &str) -> u16 {
        self.ask("GET", &self.root, more, "")
    }

    /// A connection that receives events, and the head of its answer.
    fn listen(&self) -> (TcpStream, String) {
        let mut stream = self.connect();
        write!(stream, "GET {}events HTTP/1.1\r\nHost: {}\r\n\r\n", self.root, self.host).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        (stream, String::from_utf8(head).unwrap())
    }
}

#[test]
fn the_head_of_a_request_is_limited() {
    let served = Served::new();
    let bare = format!("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nX: \r\n\r\n", served.root, served.host);
    let of_length = |length: usize| format!("X: {}\r\n", "x".repeat(length - bare.len()));
    assert_eq!(served.get(&of_length(bounds::LONGEST_HEAD)), 200);
    assert_eq!(served.get(&of_length(bounds::LONGEST_HEAD + 1)), 431);
}

#[test]
fn the_headers_of_a_request_are_limited() {
    let served = Served::new();
    let of_number = |number: usize| "X: x\r\n".repeat(number - 2);
    assert_eq!(served.get(&of_number(bounds::MOST_HEADERS)), 200);
    assert_eq!(served.get(&of_number(bounds::MOST_HEADERS + 1)), 431);
}

#[test]
fn the_path_of_a_request_is_limited() {
    let served = Served::new();
    let of_length = |length: usize| format!("/{}", "x".repeat(length - 1));
    assert_eq!(served.ask("GET", &of_length(bounds::LONGEST_PATH), "", ""), 404);
    assert_eq!(served.ask("GET", &of_length(bounds::LONGEST_PATH + 1), "", ""), 414);
}

#[test]
fn the_body_of_a_request_is_limited() {
    let served = Served::new();
    let open = |length: usize| {
        let spot = r#"{"file":"a","line":1,"column":1}"#;
        let body = format!("{spot}{}", " ".repeat(length - spot.len()));
        served.ask("POST", &format!("{}open", served.root), &format!("Content-Length: {length}\r\n"), &body)
    };
    assert_eq!(open(bounds::LARGEST_QUESTION), 409, "the question was read, and there is no editor");
    assert_eq!(open(bounds::LARGEST_QUESTION + 1), 413);
}

/// Each open page has a connection for as long as it is open. These connections have a limit of their own, and a closed page frees its
/// connection.
#[test]
fn the_number_of_open_pages_is_limited() {
    let served = Served::new();
    let mut open: Vec<_> = (0..bounds::MOST_LISTENERS).map(|_| served.listen()).collect();
    assert!(open.iter().all(|(_, head)| head.starts_with("HTTP/1.1 200")));
    assert!(served.listen().1.starts_with("HTTP/1.1 503"));
    open.pop();
    while !served.listen().1.starts_with("HTTP/1.1 200") {}
}

#[test]
fn every_page_gets_each_event_once() {
    let served = Served::new();
    let news = |stream: &mut TcpStream| {
        let mut heard = String::new();
        while !heard.ends_with("\n\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            heard.push(char::from(byte[0]));
        }
        heard
    };
    let mut early = served.listen().0;
    served.state.begin(vec!["H1".to_owned()]);
    assert!(news(&mut early).contains(r#""saved":["H1"]"#));
    let mut late = served.listen().0;
    assert!(news(&mut late).contains(r#""saved":["H1"]"#), "a later page gets the current state");
    served.state.trouble(Some("no disk".to_owned()));
    assert!(news(&mut early).contains("no disk") && news(&mut late).contains("no disk"));
}

/// A client that keeps all connections open does not block others.
#[test]
fn idle_connections_make_room_for_others() {
    let served = Served::new();
    let silent: Vec<_> = (0..bounds::MOST_CONNECTIONS).map(|_| served.connect()).collect();
    let unfinished: Vec<_> = (0..bounds::MOST_CONNECTIONS)
        .map(|_| {
            let mut stream = served.connect();
            let (root, host) = (&served.root, &served.host);
            write!(stream, "POST {root}open HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(served.get(""), 200);
    // The first of them was closed without an answer.
    let closed = silent.into_iter().next().unwrap().read(&mut [0]);
    assert!(!matches!(closed, Ok(1..)), "{closed:?}");
    drop(unfinished);
}

#[test]
fn requests_of_other_pages_and_names_are_refused() {
    let served = Served::new();
    let own = format!("http://{}", served.host);
    for allowed in [
        String::new(),
        format!("Origin: {own}\r\n"),
        format!("Origin: {}\r\n", own.replace("127.0.0.1", "localhost")),
        "Sec-Fetch-Site: same-origin\r\n".to_owned(),
        "Sec-Fetch-Site: none\r\n".to_owned(),
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n".to_owned(),
    ] {
        assert_eq!(served.get(&allowed), 200, "{allowed}");
    }
    for refused in [
        "Origin: http://evil.example\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        format!("Origin: {own}0\r\n"),
        format!("Origin: https://{}\r\n", served.host),
        format!("Origin: {own}\r\nOrigin: {own}\r\n"),
        format!("Host: {}\r\n", served.host),
        "Host: evil.example\r\n".to_owned(),
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n".to_owned(),
        "Sec-Fetch-Site: same-site\r\n".to_owned(),
    ] {
        assert_eq!(served.get(&refused), 403, "{refused}");
    }
    let elsewhere = format!("http://evil.example{}", served.root);
    assert_eq!(served.ask("GET", &elsewhere, "", ""), 403);
    let without_host = served.send(format!("GET {} HTTP/1.0\r\n\r\n", served.root).as_bytes());
    assert!(without_host.starts_with("HTTP/1.0 403"), "{without_host}");
}
