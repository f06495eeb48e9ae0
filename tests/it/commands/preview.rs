//! Proves what the preview of `raportti watch --serve` answers, and that it refuses other pages and machines.

use std::io::{Read, Write};
use std::net::TcpStream;
#[cfg(target_os = "linux")]
use std::process::Command;

use serde_json::{Value, json};

use crate::support::browser::{Preview, ids, pixels};
use crate::support::project::Project;
use crate::support::watching::PATIENCE;

#[test]
fn a_click_leads_to_the_written_line() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let news = preview.news_of(|_| true);
    let written = |path: &str, words: &str| {
        let text = project.read(path);
        let line = text.lines().position(|line| line.contains(words)).unwrap();
        let before = text.lines().nth(line).unwrap().split_once(words).unwrap().0;
        (line + 1, before.chars().count() + 1)
    };
    let finding = project.read("report/findings/F1.toml");
    let title = finding.split_once("title = \"").unwrap().1.split('"').next().unwrap();
    let places = [("report/findings/F1.toml", title), ("report/chapters/introduction.en.md", "Introduction")];
    for (path, words) in places {
        let first = words.split(' ').next().unwrap();
        // The words are also in the contents; a click there leads to the same place.
        let place = preview.click(&news["editions"][0], first);
        assert_eq!(place["file"], path, "{place}");
        let (line, column) = written(path, first);
        assert_eq!(place["line"], line, "{place}");
        assert!(place["column"].as_u64().unwrap().abs_diff(column as u64) <= first.chars().count() as u64, "{place}");
    }
}

#[test]
fn only_changed_pages_are_sent_and_items_have_their_pages() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let before = preview.news_of(|_| true);
    project.write(
        "report/chapters/introduction.en.md",
        project.read("report/chapters/introduction.en.md") + "\nOne line more.\n",
    );
    let after = preview.news_of(|news| news["round"] != before["round"]);
    let (old, new) = (ids(&before["editions"][0]), ids(&after["editions"][0]));
    let changed = new.iter().filter(|id| !old.contains(id)).count();
    assert_eq!(changed, 1, "one line more changes one page of {}", new.len());
    let key = after["editions"][0]["key"].as_str().unwrap();
    let picture = preview.get(&format!("page/{key}/{}/480", new[0]));
    assert!(picture.head.contains("immutable"), "{}", picture.head);
    assert_eq!(pixels(&picture).0, 480);

    let list = preview.json("items");
    let item = list["items"].as_array().unwrap().iter().find(|item| item["id"] == "F1").unwrap().clone();
    assert_eq!((&item["kind"], &item["file"]), (&json!("finding"), &json!("report/findings/F1.toml")));
    assert!(list["places"][key]["F1"][0].as_u64().unwrap() < new.len() as u64, "{list}");

    project.edit("report/findings/F1.toml", "title = \"", "title = \"New ");
    let saved = preview.news_of(|news| news["round"] != after["round"]);
    assert_eq!(saved["saved"], json!(["F1"]), "the browser can go to what was saved");
}

/// Pages in view are rendered before they are requested: the current page, in the last requested size.
#[test]
fn a_page_in_view_is_sent_after_an_edit() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let news = preview.news_of(|_| true);
    let key = news["editions"][0]["key"].as_str().unwrap().to_owned();
    let picture = |preview: &Preview, page: &str| preview.get(&format!("page/{key}/{page}/480"));
    let old = ids(&news["editions"][0]);
    let before: Vec<_> = old.iter().map(|page| picture(&preview, page).bytes).collect();
    project.edit("report/findings/F1.toml", "title = \"", "title = \"New ");
    let edited = preview.news_of(|later| later["round"] != news["round"]);
    let new = ids(&edited["editions"][0]);
    let after: Vec<_> = new.iter().map(|page| picture(&preview, page)).collect();
    let mut later = Preview::of(&project, &[]);
    let fresh = ids(&later.news_of(|_| true)["editions"][0]);
    assert_eq!(fresh.len(), new.len());
    for (index, (after, page)) in after.iter().zip(&fresh).enumerate() {
        assert_eq!((after.status, pixels(after).0), (200, 480), "page {}", index + 1);
        assert!(
            after.bytes == picture(&later, page).bytes,
            "page {} is not as a start from nothing shows it",
            index + 1
        );
    }
    let changed = after.iter().filter(|after| !before.contains(&after.bytes)).count();
    assert!((1..new.len()).contains(&changed), "{changed} of {} pages show the edit", new.len());
}

/// A hostile request for an image that would not fit into memory gets a smaller one.
#[test]
fn pictures_have_a_largest_size() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let news = preview.news_of(|_| true);
    let (key, id) = (news["editions"][0]["key"].as_str().unwrap(), ids(&news["editions"][0]).remove(0));
    let (wide, high) = pixels(&preview.get(&format!("page/{key}/{id}/{}", u32::MAX)));
    assert!(wide > 4096 && u64::from(wide) * u64::from(high) < 33_000_000, "{wide} × {high}");
    assert_eq!(pixels(&preview.get(&format!("page/{key}/{id}/0"))).0, 1);
    for width in ["-1", "wide", "4294967296", ""] {
        assert_eq!(preview.get(&format!("page/{key}/{id}/{width}")).status, 400, "{width}");
    }
}

/// An edit of a title changes every PDF. The one that the browser shows must not wait for the others.
#[test]
fn the_pdf_in_view_is_set_first() {
    let project = Project::of_report("full");
    let mut preview = Preview::of(&project, &[]);
    let before = preview.news_of(|_| true);
    let editions = before["editions"].as_array().unwrap();
    let last = editions.last().unwrap();
    assert!(editions.len() > 1);
    assert_eq!(preview.get(&format!("page/{}/{}/100", last["key"].as_str().unwrap(), ids(last)[0])).status, 200);
    project.edit("report/report.toml", "date = 2026-01-15", "date = 2026-01-16");
    let changed = loop {
        let news = preview.next_news();
        let other = |(now, old): &(&Value, &Value)| now["pages"] != old["pages"];
        let changed: Vec<_> = news["editions"].as_array().unwrap().iter().zip(editions).filter(other).collect();
        if !changed.is_empty() {
            break changed.iter().map(|(now, _)| now["key"].clone()).collect::<Vec<_>>();
        }
    };
    // Several changes in a short time are sent as one.
    assert!(changed.contains(&last["key"]), "{changed:?} before {}", last["key"]);
}

#[test]
fn faults_show_over_the_last_good_pages() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let good = preview.news_of(|_| true);
    let text = project.read("report/findings/F1.toml");
    project.write("report/findings/F1.toml", text.replace("title = ", "titel = "));
    let faulty = preview.news_of(|news| news["round"] != good["round"]);
    assert_eq!(faulty["editions"], good["editions"], "the pages are as they were");
    let faults = faulty["faults"].as_array().unwrap();
    let unknown = faults.iter().find(|fault| fault["code"] == "unknown-key").unwrap();
    assert_eq!(unknown["file"], "report/findings/F1.toml");
    assert!(unknown["line"].as_u64().is_some() && unknown["column"].as_u64().is_some());
    project.write("report/findings/F1.toml", text);
    let mended = preview.news_of(|news| news["round"] != faulty["round"]);
    assert_eq!(mended["faults"], json!([]));
    assert_eq!(mended["editions"], good["editions"]);
}

/// Other web pages in the same browser, and other machines, must get nothing.
#[test]
fn only_the_browser_of_this_machine_is_answered() {
    let project = Project::of_report("minimal");
    let preview = Preview::of(&project, &[]);
    assert!(preview.host.starts_with("127.0.0.1:"));
    let index = preview.get("");
    assert_eq!(index.status, 200);
    assert!(index.head.contains("content-security-policy"), "{}", index.head);
    let root = format!("/{}", preview.root);
    assert_eq!(preview.ask("GET", "/", "", "").status, 404, "the random word is part of the address");
    assert_eq!(
        preview.ask("GET", &root, "Host: evil.example\r\n", "").status,
        403,
        "a name that was made to point here"
    );
    let open = format!("{root}open");
    let spot = json!({ "file": "report/report.toml", "line": 1, "column": 1 }).to_string();
    for origin in ["http://evil.example", "null"] {
        let origin = format!("Origin: {origin}\r\n");
        assert_eq!(preview.ask("POST", &open, &origin, &spot).status, 403, "{origin}");
        assert_eq!(preview.ask("GET", &format!("{root}items"), &origin, "").status, 403, "{origin}");
    }
    let from_elsewhere = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n";
    assert_eq!(preview.ask("GET", &format!("{root}items"), from_elsewhere, "").status, 403);
    assert_eq!(preview.ask("POST", &open, "", &spot).status, 409, "no editor is set");
    assert_eq!(preview.ask("DELETE", &root, "", "").status, 405);
    for path in ["page/en-screen/0", "page/en-screen/0/100", "../report/report.toml", "text/x/y", "nothing"] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
}

/// The page gets its answers whatever other clients do. Not on macOS, where a program may not have so many connections.
#[cfg(not(target_os = "macos"))]
#[test]
fn other_clients_do_not_delay_the_page() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let news = preview.news_of(|_| true);
    let (key, id) = (news["editions"][0]["key"].as_str().unwrap().to_owned(), ids(&news["editions"][0]).remove(0));
    let answers = |preview: &Preview| {
        assert_eq!(preview.get("").status, 200);
        assert_eq!(preview.get(&format!("page/{key}/{id}/100")).status, 200);
    };
    let connect = || TcpStream::connect(&preview.host).unwrap();
    // The server may close a connection before it has read everything.
    let send = |bytes: &[u8]| {
        let mut stream = connect();
        let _refused = stream.write_all(bytes);
        stream
    };
    let idle: Vec<_> = (0..200).map(|_| connect()).collect();
    answers(&preview);
    let (host, root) = (&preview.host, &preview.root);
    let question = format!("POST /{root}open HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000000\r\n\r\n");
    let unfinished: Vec<_> = (0..6).map(|_| send(question.as_bytes())).collect();
    answers(&preview);
    let junk = send(&(0..=255).cycle().take(1 << 16).collect::<Vec<u8>>());
    let headers = send(format!("GET /{root} HTTP/1.1\r\n{}", "X: x\r\n".repeat(1 << 18)).as_bytes());
    answers(&preview);
    drop((idle, unfinished, junk, headers));
    let request = format!("GET /{root} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let many: Vec<_> = (0..500).map(|_| send(request.as_bytes())).collect();
    answers(&preview);
    for mut one in many {
        let mut answer = String::new();
        one.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let mut line = connect();
    let part = vec![b'x'; 1 << 20];
    let taken = line.write_all(b"GET /").and_then(|()| (0..600).try_for_each(|_| line.write_all(&part)));
    assert!(taken.is_err(), "a request line of 600 MiB was taken");
    answers(&preview);
    // Events still arrive.
    project.edit("report/findings/F1.toml", "title = \"", "title = \"New ");
    preview.news_of(|later| later["round"] != news["round"]);
}

/// The system refuses another connection when the program has the maximum number of files open.
#[cfg(target_os = "linux")]
#[test]
fn the_preview_goes_on_when_the_system_has_no_room() {
    let project = Project::of_report("minimal");
    let mut preview = Preview::of(&project, &[]);
    let news = preview.news_of(|_| true);
    let limit = |files: &str| {
        let pid = preview.watching.pid().to_string();
        let ran = Command::new("prlimit").args(["--pid", &pid, &format!("--nofile={files}")]).status();
        ran.is_ok_and(|status| status.success())
    };
    if !limit("40:") {
        return;
    }
    let connections: Vec<_> = (0..100).map(|_| TcpStream::connect(&preview.host).unwrap()).collect();
    assert_eq!(preview.get("").status, 200);
    drop(connections);
    project.edit("report/findings/F1.toml", "title = \"", "title = \"New ");
    preview.news_of(|later| later["round"] != news["round"]);
}

/// The name of a file is one argument of the editor's command, never shell syntax.
#[cfg(unix)]
#[test]
fn only_the_editor_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::of_report("minimal");
    let names = ["$(touch x).toml", "`touch x`.toml", "a; touch x.toml", "-x \"' {line}.toml"];
    for name in names {
        project.write(&format!("other/{name}"), "x");
    }
    project.write("editor", "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > opened.part && mv opened.part opened\n");
    let editor = project.path().join("editor");
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    let preview =
        Preview::of(&project, &["--editor", &format!("{} --at {{line}}:{{column}} {{file}}", editor.display())]);
    assert_eq!(preview.json("editor"), json!({ "opens": true }));
    for name in names {
        let spot = json!({ "file": format!("other/{name}"), "line": 3, "column": 7 }).to_string();
        assert_eq!(preview.ask("POST", &format!("/{}open", preview.root), "", &spot).status, 200);
        let opened = project.path().join("opened");
        let began = std::time::Instant::now();
        while !opened.exists() {
            assert!(began.elapsed() < PATIENCE, "the editor never ran");
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let whole = project.path().canonicalize().unwrap().join("other").join(name);
        assert_eq!(project.read("opened"), format!("3\n--at\n3:7\n{}\n", whole.display()));
        project.delete("opened");
    }
    assert!(!project.path().join("x").exists() && !project.path().join("other/x").exists());
}

/// In the address for an editor, file names are percent-encoded.
#[test]
fn a_name_is_only_a_name_in_an_address() {
    let project = Project::of_report("minimal");
    project.write("other/$(touch x) & #y?.toml", "x");
    let preview = Preview::of(&project, &["--editor", "editor://open?url={file}&line={line}"]);
    let spot = json!({ "file": "other/$(touch x) & #y?.toml", "line": 3, "column": 7 }).to_string();
    let answer = preview.ask("POST", &format!("/{}open", preview.root), "", &spot);
    let address: Value = serde_json::from_str(&answer.body).unwrap();
    let address = address["address"].as_str().unwrap();
    assert!(address.starts_with("editor://open?url=/") && address.ends_with("&line=3"), "{address}");
    let file = address.split_once("url=").unwrap().1.rsplit_once("&line").unwrap().0;
    assert!(!file.contains(['&', '#', '?', ' ', '"', '<']), "{address}");
}

/// The list shows what needs a review; `review` in another terminal removes it.
#[test]
fn items_list_what_needs_a_review() {
    let project = Project::of_report("full");
    project.run(&["review", "--all"]).must_succeed();
    let mut preview = Preview::of(&project, &["--lang", "en"]);
    preview.news_of(|_| true);
    let doubts = |preview: &Preview, id: &str| {
        let list = preview.json("items");
        let item = list["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap().clone();
        item["doubts"].clone()
    };
    assert_eq!(doubts(&preview, "C1"), json!([]));
    project.edit("report/findings/F2.toml", "Another finding", "Otherwise");
    let suspect = |news: &Value| news["faults"].as_array().unwrap().iter().any(|it| it["code"] == "suspect-link");
    preview.news_of(suspect);
    assert_eq!(doubts(&preview, "C1"), json!(["suspect link"]));
    assert_eq!(doubts(&preview, "R1"), json!(["suspect link"]));
    assert_eq!(doubts(&preview, "F2"), json!(["stale translation"]));
    project.run(&["review", "--all"]).must_succeed();
    preview.news_of(|news| !suspect(news));
    assert_eq!(doubts(&preview, "C1"), json!([]));
}
