//! Proves that unread output is dropped and counted, and that this is reported when somebody reads again.

use std::sync::mpsc::channel;

use raportti::bounds::terminal::MOST_WAITING;
use raportti::console::printer::Queue;
use raportti::diagnostics::print::shown::{Shown, Stream};

#[test]
fn dropped_texts_are_counted_and_reported() {
    let (starting, started) = channel();
    let (opening, opened) = channel::<()>();
    let (printing, printed) = channel();
    // The reader stops at the first text until the channel is closed.
    let mut queue = Queue::new(move |_, shown| {
        let _ended = starting.send(());
        let _closed = opened.recv();
        let _ended = printing.send(shown.as_str().to_owned());
    });
    let line = |number: usize| Shown::line(&number.to_string()).ended();
    queue.put(Stream::Output, &line(0));
    started.recv().unwrap();
    for number in 1..=MOST_WAITING + 2 {
        queue.put(Stream::Output, &line(number));
    }
    drop(opening);
    let read: Vec<String> = printed.iter().take(MOST_WAITING + 1).collect();
    let all: Vec<String> = (0..=MOST_WAITING).map(|number| format!("{number}\n")).collect();
    assert_eq!(read, all, "so many wait, beside the one that is being printed");
    queue.put(Stream::Output, &line(7));
    queue.put(Stream::Output, &line(8));
    let note = "note: the output was not read in time; dropped 2 texts\n";
    assert_eq!(printed.iter().take(3).collect::<Vec<_>>(), [note, "7\n", "8\n"]);
}
