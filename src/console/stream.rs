//! The standard streams, and the first error of writing to them.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::diagnostics::print::shown::{Shown, Stream};

/// The first error of a write.
static FIRST_ERROR: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes to a stream directly. A reader such as `head` may close it, which is no error. The first other error is kept for
/// [`take_error`], and the command goes on, since the rest of its work is still useful.
pub fn write(stream: Stream, shown: &Shown) {
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
