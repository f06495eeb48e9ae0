//! Prints in the background while a command such as `watch` runs.
//!
//! A paused terminal, or a pipe that nobody reads, blocks after 64 KiB, perhaps for ever. So output goes into a queue, and
//! when the queue is full it is dropped.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::bounds::terminal::MOST_WAITING;
use crate::diagnostics::many;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::typeset::thread;

use super::stream;

/// How long the end of the program waits for the queue.
const FLUSH_TIMEOUT: Duration = Duration::from_millis(500);

/// The running printer.
static PRINTER: Mutex<Option<Printer>> = Mutex::new(None);

/// If both streams lead to one place, one queue keeps their order. Otherwise each stream has its own, since one may be read and
/// the other not.
struct Printer {
    output: Queue,
    error: Option<Queue>,
}

struct Queue {
    waiting: SyncSender<(Stream, Shown)>,
    /// Closed when everything is printed.
    printed: Receiver<()>,
    /// How many texts were dropped since the queue last had room.
    dropped: usize,
}

/// Starts to print through the queue.
pub fn start() {
    let error = (!Stream::are_one()).then(Queue::new);
    *running() = Some(Printer { output: Queue::new(), error });
}

/// Prints what is left in the queue, unless the reader has stopped. From then on, prints directly again.
pub fn stop() {
    let printer = running().take();
    let Some(Printer { output, error }) = printer else { return };
    let queues = [Some(output), error].into_iter().flatten();
    // Collected first, so that every queue is closed before the first is waited for.
    let printed: Vec<_> = queues.map(|Queue { printed, .. }| printed).collect();
    for printed in printed {
        // Either everything is printed, or the reader has stopped.
        let _either: Result<(), RecvTimeoutError> = printed.recv_timeout(FLUSH_TIMEOUT);
    }
}

/// Writes to a stream: through the queue while the printer runs, else directly.
pub fn put(stream: Stream, shown: &Shown) {
    // The lock is not held during a write, which may block for ever.
    let is_queued = running().as_mut().map(|printer| printer.queue(stream).put(stream, shown)).is_some();
    if !is_queued {
        stream::write(stream, shown);
    }
}

impl Printer {
    fn queue(&mut self, stream: Stream) -> &mut Queue {
        match (stream, &mut self.error) {
            (Stream::Error, Some(error)) => error,
            _ => &mut self.output,
        }
    }
}

impl Queue {
    fn new() -> Self {
        let (waiting, queue) = mpsc::sync_channel::<(Stream, Shown)>(MOST_WAITING);
        let (printing, printed) = mpsc::channel::<()>();
        thread::spawn_free(move || {
            let _printing = printing;
            for (stream, shown) in queue {
                stream::write(stream, &shown);
            }
        });
        Self { waiting, printed, dropped: 0 }
    }

    fn put(&mut self, stream: Stream, shown: &Shown) {
        if self.dropped > 0 {
            let texts = many(self.dropped, "text");
            let note = Shown::line(&format!("note: the output was not read in time; dropped {texts}"));
            if self.waiting.try_send((stream, note.ended())).is_ok() {
                self.dropped = 0;
            }
        }
        if self.waiting.try_send((stream, shown.clone())).is_err() {
            self.dropped += 1;
        }
    }
}

fn running() -> MutexGuard<'static, Option<Printer>> {
    // Nothing panics while the lock is held.
    PRINTER.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dropped_texts_are_counted_and_reported() {
        let (waiting, queue) = mpsc::sync_channel(MOST_WAITING);
        let mut printed = Queue { waiting, printed: mpsc::channel().1, dropped: 0 };
        let line = |number: usize| Shown::line(&number.to_string()).ended();
        for number in 0..MOST_WAITING {
            printed.put(Stream::Output, &line(number));
        }
        assert_eq!(printed.dropped, 0);
        printed.put(Stream::Output, &line(MOST_WAITING));
        printed.put(Stream::Output, &line(MOST_WAITING));
        assert_eq!(printed.dropped, 2);
        let read = || queue.try_recv().unwrap().1;
        assert_eq!((read(), read()), (line(0), line(1)));
        printed.put(Stream::Output, &line(7));
        let last: Vec<_> = queue.try_iter().map(|(_, shown)| shown).skip(MOST_WAITING - 2).collect();
        let note = Shown::line("note: the output was not read in time; dropped 2 texts").ended();
        assert_eq!(last, [note, line(7)]);
    }
}
