//! Proves the server's limits on time and connections, over streams in memory with a paused clock, so that no test waits.
//! Tests over real connections are in `server.rs`.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use raportti::bounds::preview::{BODY_TIME, HEAD_TIME, IDLE_TIME, MOST_LISTENERS, MOST_PICTURES, NEWS_TIME, ROOM_TIME};
use raportti::preview::server::connections::{Connections, QUIET_TIME, Slot};
use raportti::preview::server::{IDLE_CHECK, Server, Shared, is_of_one_connection};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::{JoinHandle, LocalSet, spawn_local, yield_now};
use tokio::time::{Instant, sleep, timeout};

/// This long before its time a timer has not fired, and this long after it, it has.
const MOMENT: Duration = Duration::from_millis(5);

const GET: &str = "GET /root/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n";

fn shared() -> Arc<Shared> {
    Arc::new(Shared::new(Arc::default(), None, 1, "root", 2))
}

fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    LocalSet::new().block_on(&runtime, test)
}

/// Sends a request to a server; only `room` bytes of its answers are buffered until they are read.
async fn send(shared: Arc<Shared>, sent: &str, room: usize) -> (DuplexStream, JoinHandle<()>) {
    let (mut client, server) = duplex(room);
    let served = Server::new(shared, 1).serve(server).await.unwrap();
    timeout(MOMENT, client.write_all(sent.as_bytes())).await.unwrap().unwrap();
    (client, served)
}

/// Sends a request, and checks that the connection ends at `time`.
fn ends_at(sent: &str, room: usize, time: Duration, leeway: Duration) {
    let answer = run(async {
        let (mut client, served) = send(shared(), sent, room).await;
        sleep(time - 2 * MOMENT).await;
        assert!(!served.is_finished(), "it ended too soon");
        sleep(leeway + 3 * MOMENT).await;
        assert!(served.is_finished(), "it did not end");
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answer
    });
    assert!(!answer.contains(" 200 ") || answer.len() == room, "{answer}");
}

#[test]
fn the_head_of_a_request_must_come_in_time() {
    for sent in ["", &GET[..9], GET] {
        ends_at(sent, 1 << 16, HEAD_TIME, Duration::ZERO);
    }
}

#[test]
fn a_body_must_come_in_time() {
    let sent = "POST /root/open HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 100\r\n\r\n{";
    ends_at(sent, 1 << 16, BODY_TIME, Duration::ZERO);
}

/// A connection whose answer is not read is closed.
#[test]
fn an_idle_connection_is_closed_after_a_time() {
    ends_at(&format!("{GET}\r\n"), 100, IDLE_TIME, IDLE_CHECK);
}

/// A page that does not read its events loses its connection. The second event is never sent, since nobody reads the first.
#[test]
fn a_page_that_reads_no_events_is_dropped_after_a_time() {
    run(async {
        let shared = shared();
        let free = || shared.listeners.available_permits();
        let (_client, served) = send(shared.clone(), &format!("{GET}\r\n").replace("root/", "root/events"), 100).await;
        for words in ["one", "two", "three"] {
            // More than the server buffers for a reader.
            shared.state.trouble(Some(words.repeat(1 << 16)));
            for _ in 0..9 {
                yield_now().await;
            }
        }
        sleep(NEWS_TIME - MOMENT).await;
        assert!(!served.is_finished() && free() == MOST_LISTENERS - 1, "it ended too soon");
        sleep(2 * MOMENT).await;
        assert!(served.is_finished() && free() == MOST_LISTENERS, "it did not end");
    });
}

#[test]
fn the_number_of_waiting_pictures_is_limited() {
    let shared = shared();
    let request = GET.replace("/root/", "/root/page/fi-screen/0/100") + "Connection: close\r\n\r\n";
    let status = || {
        run(async {
            let (mut client, _) = send(shared.clone(), &request, 1 << 16).await;
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.unwrap();
            answer.split(' ').nth(1).map(str::to_owned)
        })
    };
    let mut waiting: Vec<_> = (1..MOST_PICTURES).map(|_| shared.pictures.try_acquire().unwrap()).collect();
    assert_eq!(status().as_deref(), Some("404"), "it was its turn, and there is no such page");
    waiting.push(shared.pictures.try_acquire().unwrap());
    assert_eq!(status().as_deref(), Some("503"));
}

/// The server stopped accepting connections after one was aborted before it was accepted.
#[test]
fn accepting_goes_on_after_a_failed_connection() {
    for kind in [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::Interrupted] {
        assert!(is_of_one_connection(&kind.into()), "{kind}");
    }
    #[cfg(unix)]
    for system in [23, 24] {
        assert!(!is_of_one_connection(&Error::from_raw_os_error(system)), "ENFILE and EMFILE");
    }
}

#[test]
fn the_quietest_connection_is_closed_and_no_busy_one() {
    run(async {
        let connections = Connections::new(3);
        let serve = |slot: &Slot| {
            let task = spawn_local(std::future::pending::<()>());
            slot.served_by(task.abort_handle());
            task
        };
        let slots: Vec<_> = (0..3).map(|_| connections.open()).collect();
        let tasks: Vec<_> = slots.iter().map(|slot| serve(slot)).collect();
        let are_closed = async || {
            yield_now().await;
            tasks.iter().map(JoinHandle::is_finished).collect::<Vec<_>>()
        };
        let busy = slots[0].answering();
        assert!(connections.close_quiet(Duration::ZERO));
        assert_eq!(are_closed().await, [false, true, false]);
        assert!(!connections.close_quiet(Duration::MAX), "it was not quiet for that long");
        connections.close_idle(Duration::ZERO);
        assert_eq!(are_closed().await, [false, true, true]);
        drop(busy);
        assert!(connections.close_quiet(Duration::ZERO), "it was answered");
    });
}

#[test]
fn an_ended_connection_makes_room() {
    run(async {
        let connections = Connections::new(1);
        let slot = connections.open();
        let busy = slot.answering();
        let began = Instant::now();
        assert!(
            !connections.room(QUIET_TIME / 2).await && began.elapsed() >= QUIET_TIME / 2,
            "it waits for its patience"
        );
        drop(busy);
        spawn_local(async move { drop(slot) });
        assert!(connections.room(ROOM_TIME).await, "a connection that ends makes room for the one that waits");

        let connections = Connections::new(2);
        let slots = [connections.open(), connections.open()];
        let busy: Vec<_> = slots.iter().map(|slot| slot.answering()).collect();
        assert!(!connections.room(QUIET_TIME / 2).await, "all are busy");
        drop(busy);
        let [first, _second] = slots;
        drop(first);
        assert!(connections.room(QUIET_TIME / 2).await);
    });
}
