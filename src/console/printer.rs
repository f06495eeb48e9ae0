//! Writes to the standard streams, and keeps the first error; in the background while a command such as `watch` runs.
//!
//! A paused terminal, or a pipe that nobody reads, blocks after 64 KiB, perhaps for ever. So output goes into a queue, and
//! when the queue is full it is dropped.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::bounds::terminal::MOST_WAITING;
use crate::diagnostics::many;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::typeset::thread;

/// How long the end of the program waits for the queue.
const FLUSH_TIMEOUT: Duration = Duration::from_millis(500);

/// While the printer runs, the queues of output and errors. If both streams lead to one place, one queue keeps their order. Otherwise
/// each stream has its own, since one may be read and the other not.
static QUEUES: Mutex<Vec<Queue>> = Mutex::new(Vec::new());

/// Texts that wait to be printed.
pub struct Queue {
    waiting: SyncSender<(Stream, Shown)>,
    /// Closed when everything is printed.
    printed: Receiver<()>,
    /// How many texts were dropped since the queue last had room.
    dropped: usize,
}

/// Starts to print through queues.
pub fn start() {
    let count = if Stream::are_one() { 1 } else { 2 };
    *queues() = std::iter::repeat_with(|| Queue::new(write)).take(count).collect();
}

/// Prints what is left in the queues, unless the reader has stopped. From then on, prints directly again.
pub fn stop() {
    let queues = std::mem::take(&mut *queues());
    // Collected first, so that every queue is closed before the first is waited for.
    let printed: Vec<_> = queues.into_iter().map(|Queue { printed, .. }| printed).collect();
    for printed in printed {
        // Either everything is printed, or the reader has stopped.
        let _either: Result<(), RecvTimeoutError> = printed.recv_timeout(FLUSH_TIMEOUT);
    }
}

/// Writes to a stream: through its queue while the printer runs, else directly.
pub fn put(stream: Stream, shown: &Shown) {
    // The lock is not held during a write, which may block for ever.
    let is_queued = {
        let mut queues = queues();
        let queue = if stream == Stream::Output { queues.first_mut() } else { queues.last_mut() };
        queue.map(|queue| queue.put(stream, shown)).is_some()
    };
    if !is_queued {
        write(stream, shown);
    }
}

impl Queue {
    /// A queue whose texts are printed by `write`, in a thread.
    pub fn new(mut write: impl FnMut(Stream, &Shown) + Send + 'static) -> Self {
        let (waiting, queue) = mpsc::sync_channel::<(Stream, Shown)>(MOST_WAITING);
        let (printing, printed) = mpsc::channel::<()>();
        thread::spawn_free(move || {
            let _printing = printing;
            queue.into_iter().for_each(|(stream, shown)| write(stream, &shown));
        });
        Self { waiting, printed, dropped: 0 }
    }

    /// Puts a text into the queue, or drops it if the queue is full. When there is room again, a note says how many were dropped.
    pub fn put(&mut self, stream: Stream, shown: &Shown) {
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

fn queues() -> MutexGuard<'static, Vec<Queue>> {
    // Nothing panics while the lock is held.
    QUEUES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The first error of a write.
static FIRST_ERROR: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes to a stream directly. A reader such as `head` may close it, which is no error. The first other error is kept for
/// [`take_error`], and the command goes on, since the rest of its work is still useful.
fn write(stream: Stream, shown: &Shown) {
    if let Err(error) = stream.write(shown)
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        keep_first(error);
    }
}

/// Records an error if the stream is closed: a child process would write to `/dev/null` instead, without notice.
pub fn lend(stream: Stream) {
    if let Err(error) = stream.check_open() {
        keep_first(error);
    }
}

fn keep_first(error: io::Error) {
    FIRST_ERROR.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
}

/// Takes the first error of a write.
pub fn take_error() -> Option<io::Error> {
    FIRST_ERROR.lock().unwrap_or_else(PoisonError::into_inner).take()
}
