//! How long the server waits for others.

use std::time::Duration;

use crate::bounds::preview as bounds;

#[derive(Clone, Copy)]
pub struct Times {
    pub head: Duration,
    pub body: Duration,
    pub idle: Duration,
    pub news: Duration,
}

pub const TIMES: Times =
    Times { head: bounds::HEAD_TIME, body: bounds::BODY_TIME, idle: bounds::IDLE_TIME, news: bounds::NEWS_TIME };

#[cfg(test)]
mod tests {
    //! The times themselves, by a clock that goes on only when nobody has anything to do: no test waits.

    use std::rc::Rc;
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::task::{LocalSet, spawn_local};
    use tokio::time::{sleep, timeout};

    use super::super::answers::Shared;
    use super::super::connections::Connections;
    use super::super::{close_idle, serve};
    use super::*;
    use crate::bounds::preview::{BODY_TIME, HEAD_TIME, IDLE_TIME};
    use crate::preview::{Opened, Opener, Spot};

    /// So much before and after a time, timers have not gone off, or have.
    const MOMENT: Duration = Duration::from_millis(5);
    /// The server looks so often for connections that are idle.
    const LOOKS: Duration = Duration::from_secs(1);

    struct NoEditor;

    impl Opener for NoEditor {
        fn opens(&self) -> bool {
            false
        }
        fn open(&self, _: &Spot) -> Result<Opened, String> {
            Err("no editor is set".to_owned())
        }
    }

    /// Sends something to a server, of whose answers only so many bytes find room until they are read, and looks before and after a
    /// time whether the connection has ended.
    fn ends_at(sent: &str, room: usize, time: Duration, leeway: Duration) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let test = async {
            let shared = Rc::new(Shared::new(Arc::default(), Box::new(NoEditor), 1, "root", 2, TIMES));
            let connections = Connections::new(1);
            spawn_local(close_idle(connections.clone(), TIMES.idle));
            let (mut client, server) = duplex(room);
            let slot = connections.open();
            let served = spawn_local(serve(server, shared, slot.clone(), TIMES));
            slot.served_by(served.abort_handle());
            drop(slot);
            timeout(MOMENT, client.write_all(sent.as_bytes())).await.unwrap().unwrap();
            sleep(time - 2 * MOMENT).await;
            assert!(!served.is_finished(), "it ended too soon");
            sleep(leeway + 3 * MOMENT).await;
            assert!(served.is_finished(), "it did not end");
            read(&mut client).await
        };
        let answer = LocalSet::new().block_on(&runtime, test);
        assert!(!answer.contains(" 200 ") || answer.len() == room, "{answer}");
    }

    async fn read(client: &mut DuplexStream) -> String {
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answer
    }

    const GET: &str = "GET /root/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n";

    #[test]
    fn the_head_of_a_request_has_its_time() {
        for sent in ["", &GET[..9], GET] {
            ends_at(sent, 1 << 16, HEAD_TIME, Duration::ZERO);
        }
    }

    #[test]
    fn a_body_has_its_time() {
        let sent = "POST /root/open HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 100\r\n\r\n{";
        ends_at(sent, 1 << 16, BODY_TIME, Duration::ZERO);
    }

    /// An answer that nobody takes is given up.
    #[test]
    fn a_connection_is_idle_for_a_time() {
        ends_at(&format!("{GET}\r\n"), 100, IDLE_TIME, LOOKS);
    }
}
