//! Vocabularies whose words the program knows, which no report can replace. A test compares them with the declarations.

/// Declares such a vocabulary: an enum with the words that TOML uses.
macro_rules! vocabulary {
    ($(
        $(#[doc = $doc:literal])+
        pub enum $name:ident { $($(#[$word_meta:meta])* $variant:ident = $word:literal,)+ }
    )+) => { $(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$word_meta])* $variant,)+ }

        impl $name {
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    )+ };
}

vocabulary! {
    /// What kind a source is.
    pub enum SourceKind {
        Document = "document", Statistic = "statistic", Statute = "statute", Interview = "interview",
        Survey = "survey", Workshop = "workshop", Visit = "visit", Web = "web",
    }

    /// How a figure is drawn.
    pub enum FigureKind {
        Bar = "bar", Column = "column", Line = "line",
        /// Parts of a whole, side by side in one bar.
        SplitBar = "split-bar",
        /// A small chart for each series, all on one scale.
        SmallMultiples = "small-multiples",
        Timeline = "timeline",
        /// Events above one axis of time, and periods below it.
        Chronology = "chronology",
        MapOfLinks = "map-of-links", Image = "image", Table = "table",
        /// Made from the items of the report, as the following.
        Count = "count", Matrix = "matrix", List = "list",
    }

    /// What a PDF is made for.
    pub enum Edition {
        /// For reading and archiving: PDF/UA-1 and PDF/A-3a.
        Screen = "screen",
        /// For a print shop: PDF/X-4.
        Print = "print",
        /// The cover around a printed book, on a sheet of its own: PDF/X-4.
        Cover = "cover",
        /// For reviewers: the screen edition with marks at changes since an earlier release, so that no report can ask for it.
        Changes = "changes",
    }

    /// Where a chapter begins.
    pub enum Opening {
        /// On a new page.
        Page = "page",
        /// Below the end of the chapter before.
        RunOn = "run-on",
    }

    /// What happens to an image in RGB or grey when the report is printed.
    pub enum RgbImages {
        /// Its pixels are converted to the inks of the profile.
        Convert = "convert",
        /// It stops the build.
        Refuse = "refuse",
    }

    /// How much of its source a screen edition carries.
    pub enum Embed {
        /// The report, and whatever of the look is the project's own.
        All = "all",
        /// Nothing.
        None = "none",
    }

    /// What a rule of the report does: stop the build, warn, or nothing.
    pub enum Level { Error = "error", Warning = "warning", Off = "off", }
}

impl Edition {
    /// Whether it is for a press.
    pub fn is_printed(self) -> bool {
        matches!(self, Edition::Print | Edition::Cover)
    }
}

impl FigureKind {
    /// Whether it is drawn from the values of its rows.
    pub fn is_chart(self) -> bool {
        use FigureKind::{Bar, Column, Line, SmallMultiples, SplitBar};
        matches!(self, Bar | Column | Line | SplitBar | SmallMultiples)
    }

    /// Whether its rows are days and periods, which CSV has not.
    pub fn has_dates(self) -> bool {
        matches!(self, FigureKind::Timeline | FigureKind::Chronology)
    }

    /// Whether the rows of such a figure are made from the items of the report.
    pub fn is_from_data(self) -> bool {
        matches!(self, FigureKind::Count | FigureKind::Matrix | FigureKind::List)
    }
}
