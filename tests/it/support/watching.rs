//! Runs `raportti watch`, and waits for its output.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::project::{Project, raportti};

/// Much longer than a round takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// Long enough to notice a round that must not happen.
pub const PEACE: Duration = Duration::from_millis(1500);

/// A running `raportti watch`, ended with the test.
pub struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    /// Starts to watch. Reads standard output and standard error as one stream.
    pub fn of(project: &Project, options: &[&str]) -> Self {
        let mut command = raportti();
        command.arg("watch").args(options).current_dir(project.path()).env_remove("VISUAL");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    // The test may have ended.
                    let _ended = sender.send(line);
                }
            });
        }
        Self { child, lines }
    }

    /// Starts to watch, and waits until the first PDFs are finished.
    pub fn settled(project: &Project, options: &[&str]) -> Self {
        let watching = Self::of(project, options);
        watching.until("packed");
        watching
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The output up to the first line with these words.
    pub fn until(&self, words: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => seen.push(line),
                Err(_) => panic!("`{words}` never came, but {seen:#?}"),
            }
            if seen.last().unwrap().contains(words) {
                return seen;
            }
        }
    }

    /// Waits until lines with each of these words were printed, in any order.
    pub fn until_all(&self, words: &[&str]) {
        let mut seen = self.until("");
        while let Some(missing) = words.iter().find(|words| !seen.iter().any(|line| line.contains(**words))) {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => seen.push(line),
                Err(_) => panic!("`{missing}` never came, but {seen:#?}"),
            }
        }
    }

    /// The output during a time in which there should be none.
    pub fn in_peace(&self) -> Vec<String> {
        std::thread::sleep(PEACE);
        // Packing files after a round is not a round.
        self.lines.try_iter().filter(|line| !line.starts_with("packed")).collect()
    }

    /// Ends the program like Ctrl-C. Returns how it ended.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> Option<i32> {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
