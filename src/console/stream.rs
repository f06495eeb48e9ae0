//! The standard streams, and whether what went to them is lost.

use std::io;
use std::sync::{Mutex, PoisonError};

use crate::diagnostics::print::shown::{Shown, Stream};

/// Why a part of the output is lost, if any is.
static LOST: Mutex<Option<io::Error>> = Mutex::new(None);

/// Writes to a stream at once. A reader that has read enough, such as `head`, closes it, which is no fault. Any other error is
/// remembered for [`lost`]: the command goes on, since the rest of its work is still worth doing.
pub fn write(stream: Stream, shown: &Shown) {
    if let Err(error) = stream.write(shown)
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        lose(error);
    }
}

/// Remembers that what a child process will write to a stream is lost, where this process was not given one: the child gets
/// `/dev/null` instead, and does not know.
pub fn lend(stream: Stream) {
    if let Err(error) = stream.check_open() {
        lose(error);
    }
}

fn lose(error: io::Error) {
    LOST.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
}

/// Takes the first reason why output was lost.
pub fn lost() -> Option<io::Error> {
    LOST.lock().unwrap_or_else(PoisonError::into_inner).take()
}
