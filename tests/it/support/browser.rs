//! Sends requests to the preview of `raportti watch --serve`, like a browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::project::Project;
use super::watching::Watching;

/// A preview, and the news that it sends.
pub struct Preview {
    pub watching: Watching,
    pub host: String,
    pub root: String,
    pub news: BufReader<TcpStream>,
}

/// What the server answered.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Preview {
    pub fn of(project: &Project, options: &[&str]) -> Self {
        let watching = Watching::of(project, &[&["--serve"], options].concat());
        let line = watching.until("preview: ").pop().unwrap();
        let address = line.split_once("http://").unwrap().1;
        let (host, root) = address.split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET /{root}events HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        let (host, root) = (host.to_owned(), root.to_owned());
        Self { watching, host, root, news: BufReader::new(stream) }
    }

    /// Waits for news.
    pub fn next_news(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.news.read_line(&mut line).unwrap() > 0, "the preview went away");
            if let Some(news) = line.strip_prefix("data: ") {
                return serde_json::from_str(news).unwrap();
            }
        }
    }

    /// Waits for the end of a round whose event meets a condition.
    pub fn news_of(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let news = self.next_news();
            if news["busy"] == false && news["round"].as_u64() > Some(0) && fits(&news) {
                return news;
            }
        }
    }

    pub fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let host = if headers.contains("Host:") { String::new() } else { format!("Host: {}\r\n", self.host) };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let bytes = answer[head + 4..].to_vec();
        let (head, body) = (String::from_utf8_lossy(&answer[..head]), String::from_utf8_lossy(&bytes));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.into_owned(), body: body.into_owned(), bytes }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", &format!("/{}{path}", self.root), "", "")
    }

    pub fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path).body).unwrap()
    }

    /// Clicks into the first line of the pages that has these words.
    pub fn click(&self, edition: &Value, words: &str) -> Value {
        let key = edition["key"].as_str().unwrap();
        for page in ids(edition) {
            for line in self.json(&format!("text/{key}/{page}")).as_array().unwrap() {
                if line[0].as_str().unwrap().contains(words) {
                    let point = |n: usize| line[n].as_f64().unwrap();
                    let at = json!({ "key": key, "page": page, "x": point(2) + 3.0, "y": point(3) + point(5) / 2.0 });
                    let answer = self.ask("POST", &format!("/{}place", self.root), "", &at.to_string());
                    return serde_json::from_str(&answer.body).unwrap();
                }
            }
        }
        panic!("no page has `{words}`");
    }
}

/// The width and the height of a picture.
pub fn pixels(picture: &Answer) -> (u32, u32) {
    // A long answer comes in chunks, each after its length.
    let start = picture.bytes.windows(8).take(16).position(|eight| eight == b"\x89PNG\r\n\x1a\n");
    let start = start.unwrap_or_else(|| panic!("no PNG: {}", picture.head));
    let number = |at: usize| u32::from_be_bytes(picture.bytes[start + at..start + at + 4].try_into().unwrap());
    (number(16), number(20))
}

pub fn ids(edition: &Value) -> Vec<String> {
    edition["pages"].as_array().unwrap().iter().map(|page| page[0].as_str().unwrap().to_owned()).collect()
}
