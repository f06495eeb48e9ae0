//! Text for a terminal. [`Shown`] escapes everything that is put into it; the only escape sequences are the colours of this
//! file. Nothing else in the program writes to the standard streams: `clippy.toml` bans the calls.

#![expect(clippy::disallowed_methods, reason = "this file is where the standard streams are used")]

use std::io::{self, IsTerminal, Write};
use std::ops::{Add, AddAssign};

use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::WriteStyle;

use crate::diagnostics::visible;

/// A stream that a user or another program reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Output,
    Error,
}

impl Stream {
    /// Whether the stream is a terminal with colours that the environment does not forbid.
    pub fn shows_colours(self) -> bool {
        let (is_terminal, choice) = match self {
            Stream::Output => (io::stdout().is_terminal(), anstream::AutoStream::choice(&io::stdout())),
            Stream::Error => (io::stderr().is_terminal(), anstream::AutoStream::choice(&io::stderr())),
        };
        is_terminal && choice != anstream::ColorChoice::Never
    }

    /// Whether both streams lead to one place, such as a terminal, or cannot be distinguished.
    #[cfg(unix)]
    pub fn are_one() -> bool {
        use std::os::fd::{AsFd, BorrowedFd};
        use std::os::unix::fs::MetadataExt;
        let place = |stream: BorrowedFd| {
            let file = std::fs::File::from(stream.try_clone_to_owned().ok()?).metadata().ok()?;
            Some((file.dev(), file.ino()))
        };
        let (output, error) = (io::stdout(), io::stderr());
        place(output.as_fd()) == place(error.as_fd())
    }

    #[cfg(not(unix))]
    pub fn are_one() -> bool {
        true
    }

    /// An error if the stream is not open for writing.
    pub fn check_open(self) -> io::Result<()> {
        #[cfg(unix)]
        if unwritable::is(self) {
            return Err(io::Error::other("it is closed, or open for reading only"));
        }
        Ok(())
    }

    /// Writes the whole text. A stream that is closed or full is an error.
    pub fn write(self, shown: &Shown) -> io::Result<()> {
        if !shown.is_empty() {
            self.check_open()?;
        }
        // The consoles of older Windows versions need `anstream` to understand colours.
        let mut stream: Box<dyn Write> = match self {
            Stream::Output => Box::new(anstream::AutoStream::always(io::stdout())),
            Stream::Error => Box::new(anstream::AutoStream::always(io::stderr())),
        };
        stream.write_all(shown.0.as_bytes()).and_then(|()| stream.flush())
    }
}

/// Streams that were not open for writing, checked before Rust's runtime starts: it replaces closed streams by `/dev/null`, and
/// ignores the error of a stream that is open for reading.
#[cfg(unix)]
mod unwritable {
    use std::io;
    use std::os::fd::AsFd;
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustix::fs::{OFlags, fcntl_getfl};

    use super::Stream;

    static OUTPUT: AtomicBool = AtomicBool::new(false);
    static ERROR: AtomicBool = AtomicBool::new(false);

    pub fn is(stream: Stream) -> bool {
        match stream {
            Stream::Output => &OUTPUT,
            Stream::Error => &ERROR,
        }
        .load(Ordering::Relaxed)
    }

    ctor_lite::ctor! {
        unsafe fn inspect() {
            let (output, error) = (io::stdout(), io::stderr());
            OUTPUT.store(!is_writable(output), Ordering::Relaxed);
            ERROR.store(!is_writable(error), Ordering::Relaxed);
        }
    }

    fn is_writable(stream: impl AsFd) -> bool {
        fcntl_getfl(stream).is_ok_and(|flags| flags.intersection(OFlags::RWMODE) != OFlags::RDONLY)
    }
}

/// How a word stands out, where there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Error,
    Warning,
    Note,
    Strong,
    Faint,
    Border,
    Added,
    Removed,
}

impl Style {
    /// Select Graphic Rendition (ECMA-48, 8.3.117).
    fn sequence(self) -> &'static str {
        match self {
            Style::Error => "\u{1b}[1;31m",
            Style::Warning => "\u{1b}[1;33m",
            Style::Note => "\u{1b}[1;36m",
            Style::Strong => "\u{1b}[1m",
            Style::Faint => "\u{1b}[2m",
            Style::Border => "\u{1b}[34m",
            Style::Added => "\u{1b}[32m",
            Style::Removed => "\u{1b}[31m",
        }
    }
}

const RESET: &str = "\u{1b}[0m";

/// Text that is safe to print: its only escape sequences are those of [`Style`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// A part of one line.
    pub fn line(text: &str) -> Self {
        Self(visible::line(text).into_owned())
    }

    /// Several lines. Escape text from outside with [`visible::line`] first, or its line breaks look like the program's.
    pub fn text(text: &str) -> Self {
        Self(visible::text(text).into_owned())
    }

    /// A table for a spreadsheet, which may begin with a byte order mark.
    pub fn table(csv: &str) -> Self {
        match csv.strip_prefix('\u{feff}') {
            Some(rest) => Self(format!("\u{feff}{}", visible::text(rest))),
            None => Self::text(csv),
        }
    }

    /// JSON of the same value.
    pub fn json(json: &str) -> Self {
        Self(visible::json(json).into_owned())
    }

    /// Help of the command line, which has only the program's own words.
    pub fn help(help: &clap::builder::StyledStr, coloured: bool) -> Self {
        Self(if coloured { help.ansi().to_string() } else { help.to_string() })
    }

    /// A styled part of one line.
    pub fn styled(style: Style, text: &str) -> Self {
        Self(format!("{}{}{RESET}", style.sequence(), visible::line(text)))
    }

    /// The text with a line end.
    pub fn ended(mut self) -> Self {
        self.0.push('\n');
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Add<&str> for Shown {
    type Output = Self;

    fn add(mut self, part: &str) -> Self {
        self.0 += &visible::line(part);
        self
    }
}

impl Add<Shown> for Shown {
    type Output = Self;

    fn add(mut self, part: Shown) -> Self {
        self.0 += &part.0;
        self
    }
}

impl AddAssign<Shown> for Shown {
    fn add_assign(&mut self, part: Shown) {
        self.0 += &part.0;
    }
}

/// A writer for codespan.
pub struct Canvas {
    shown: Shown,
    coloured: bool,
}

impl Canvas {
    pub fn new(coloured: bool) -> Self {
        Self { shown: Shown::default(), coloured }
    }

    /// The written text, with one line end.
    pub fn finish(self) -> Shown {
        Shown(self.shown.0.trim_end().to_owned()).ended()
    }

    fn set(&mut self, sequence: &str) -> io::Result<()> {
        if self.coloured {
            self.shown.0 += sequence;
        }
        Ok(())
    }
}

impl Write for Canvas {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.shown.0 += &visible::text(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn style_of(severity: Severity) -> Style {
    match severity {
        Severity::Bug | Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note | Severity::Help => Style::Note,
    }
}

impl WriteStyle for Canvas {
    fn set_header(&mut self, severity: Severity) -> io::Result<()> {
        self.set(style_of(severity).sequence())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.set(Style::Strong.sequence())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.set(Style::Border.sequence())
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.set(Style::Border.sequence())
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.set(Style::Border.sequence())
    }

    fn set_label(&mut self, severity: Severity, label: LabelStyle) -> io::Result<()> {
        self.set(match label {
            LabelStyle::Primary => style_of(severity).sequence(),
            LabelStyle::Secondary => Style::Border.sequence(),
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.set(RESET)
    }
}
