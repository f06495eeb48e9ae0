//! Prints beside the work of a program that runs for long.
//!
//! A terminal that is paused, or a pipe that nobody reads, takes 64 KiB and then no more. A direct write waits for
//! its reader, perhaps for ever. So output waits in a queue, and when that is full it is left out.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::bounds::terminal::MOST_WAITING;
use crate::diagnostics::many;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::typeset::thread;

use super::stream;

/// How long the end of a program waits for what is still to be printed.
const FAREWELL: Duration = Duration::from_millis(500);

/// The printer of this program, while it runs.
static RUNNING: Mutex<Option<Printer>> = Mutex::new(None);

/// Where both streams lead to one place, one queue keeps their order. Else each has its own, since one may be read and the other
/// not.
struct Printer {
    output: Queue,
    error: Option<Queue>,
}

struct Queue {
    waiting: SyncSender<(Stream, Shown)>,
    /// Closed when everything is printed.
    printed: Receiver<()>,
    /// How much was left out since something found room.
    left_out: usize,
}

/// From now on what is printed waits in a queue.
pub fn start() {
    let error = (!Stream::are_one()).then(Queue::new);
    *running() = Some(Printer { output: Queue::new(), error });
}

/// Prints what still waits, unless the reader has stopped; then everything is printed directly again.
pub fn stop() {
    let printer = running().take();
    let Some(Printer { output, error }) = printer else { return };
    let queues = [Some(output), error].into_iter().flatten();
    // None of them gets anything new before all of them are waited for.
    let printed: Vec<_> = queues.map(|Queue { printed, .. }| printed).collect();
    for printed in printed {
        // Either everything is printed, or the reader has stopped.
        let _either: Result<(), RecvTimeoutError> = printed.recv_timeout(FAREWELL);
    }
}

/// Writes to a stream: in the order of the queue while it runs, or else at once.
pub fn put(stream: Stream, shown: &Shown) {
    // The lock is not held while something is written, which may take for ever.
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
        Self { waiting, printed, left_out: 0 }
    }

    fn put(&mut self, stream: Stream, shown: &Shown) {
        if self.left_out > 0 {
            let texts = many(self.left_out, "text");
            let note = Shown::line(&format!("note: nobody read what is printed here, so {texts} were left out"));
            if self.waiting.try_send((stream, note.ended())).is_ok() {
                self.left_out = 0;
            }
        }
        if self.waiting.try_send((stream, shown.clone())).is_err() {
            self.left_out += 1;
        }
    }
}

fn running() -> MutexGuard<'static, Option<Printer>> {
    // Nothing panics while it is held.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_finds_no_room_is_counted_and_told() {
        let (waiting, queue) = mpsc::sync_channel(MOST_WAITING);
        let mut printed = Queue { waiting, printed: mpsc::channel().1, left_out: 0 };
        let line = |number: usize| Shown::line(&number.to_string()).ended();
        for number in 0..MOST_WAITING {
            printed.put(Stream::Output, &line(number));
        }
        assert_eq!(printed.left_out, 0);
        printed.put(Stream::Output, &line(MOST_WAITING));
        printed.put(Stream::Output, &line(MOST_WAITING));
        assert_eq!(printed.left_out, 2);
        let read = || queue.try_recv().unwrap().1;
        assert_eq!((read(), read()), (line(0), line(1)));
        printed.put(Stream::Output, &line(7));
        let last: Vec<_> = queue.try_iter().map(|(_, shown)| shown).skip(MOST_WAITING - 2).collect();
        let note = Shown::line("note: nobody read what is printed here, so 2 texts were left out").ended();
        assert_eq!(last, [note, line(7)]);
    }
}
