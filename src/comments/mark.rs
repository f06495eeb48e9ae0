//! A mark that somebody made on a page of a PDF, whichever program wrote it (ISO 32000-1, 12.5.6).

/// What a marked PDF has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marked {
    /// In the order of the pages, and on a page in the order of its list. Replies, states and the second halves of pairs are in their mark.
    pub marks: Vec<Mark>,
    pub pages: Vec<MarkedPage>,
    /// The length of the first revision, in bytes, if other programs only appended to it; `None` if one of them wrote the whole file.
    /// It is what was published only if it can be built again.
    pub published: Option<usize>,
    /// What could not be read, in words.
    pub unread: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MarkedPage {
    /// The media box (ISO 32000-1, 14.11.2), in the coordinates of the file: upwards from its own origin.
    pub media: Area,
    /// The SHA-256 of its unpacked content. Pages may have been added, removed and moved since the PDF was published, and keep this. `None`
    /// if it cannot be unpacked.
    pub content: Option<String>,
}

/// A rectangle, in points. That of a mark is measured from the top left corner of the media box of its page, downwards, whatever the
/// page was cropped to or turned by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub key: Key,
    pub kind: Kind,
    /// The page, counted from 0, in [`Marked::pages`].
    pub page: usize,
    /// One for each marked part of a line, in the order of the file. They may be higher than their line and meet the next one. Of a
    /// caret, the one rectangle that it is drawn in: the place of insertion is the middle of its top edge, which is at the height of
    /// the line or up to half a line above its base.
    pub boxes: Vec<Area>,
    pub author: Option<String>,
    /// The last change, or else the creation.
    pub date: Option<Date>,
    /// What the mark says, without control characters; lines end with a line feed.
    pub text: String,
    /// The name of an attached file or of a stamp.
    pub name: Option<String>,
    /// Also the replies to replies, in the order of their dates.
    pub replies: Vec<Reply>,
    /// The last state that each person gave, in the order of their dates.
    pub reviews: Vec<Review>,
    pub proposal: Option<Proposal>,
}

impl Mark {
    /// The last state of a review that anybody gave.
    pub fn state(&self) -> Option<State> {
        self.reviews.last().map(|review| review.state)
    }
}

/// What a mark is called inside its file. The name that programs give it repeats on other pages and in other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub page: usize,
    /// The number of its object; `None` if it stands in the list of the page itself.
    pub object: Option<u32>,
    /// Its place in the list of the page.
    pub place: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Note,
    Highlight,
    Underline,
    StrikeOut,
    Squiggly,
    Caret,
    TextBox,
    Drawing,
    Stamp,
    Attachment,
}

impl Kind {
    /// The word for readers and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Highlight => "highlight",
            Self::Underline => "underline",
            Self::StrikeOut => "strike-out",
            Self::Squiggly => "squiggly",
            Self::Caret => "caret",
            Self::TextBox => "text box",
            Self::Drawing => "drawing",
            Self::Stamp => "stamp",
            Self::Attachment => "attachment",
        }
    }

    /// Whether it marks words, one box for each part of a line.
    pub fn is_over_words(self) -> bool {
        matches!(self, Self::Highlight | Self::Underline | Self::StrikeOut | Self::Squiggly)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub author: Option<String>,
    pub date: Option<Date>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub author: Option<String>,
    pub date: Option<Date>,
    pub state: State,
}

/// The states of the models `Review` and `Marked` (ISO 32000-1, 12.5.6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    None,
    Accepted,
    Rejected,
    Cancelled,
    Completed,
    Marked,
    Unmarked,
}

impl State {
    /// The word for readers and programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Completed => "completed",
            Self::Marked => "marked",
            Self::Unmarked => "unmarked",
        }
    }
}

/// A change that a mark proposes without further words: of the words in its boxes, or at the place of a caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    Delete,
    /// With the spaces at its ends, which belong to it.
    Insert(String),
    Replace(String),
}

/// A date of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// In ISO 8601, such as `2026-02-10T10:15:00+02:00`; without a zone if the file has none, since nothing says which it was.
    pub iso: String,
    /// Seconds from 1970-01-01, to order dates; one without a zone counts as UTC.
    pub seconds: i64,
}
