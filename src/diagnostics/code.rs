//! The codes of all faults. A released code never changes its meaning.

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $severity:ident;)+) => {
        /// The code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The name in kebab case, as printed and as used in `[rules]`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            /// The default severity, without `[rules]`.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)+ }
            }

            /// What the fault is, why it matters, a wrong and a right example: Markdown, without a heading.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => include_str!(concat!("explanations/", $code, ".md")),)+ }
            }

            /// The meaning in a sentence or two.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc, "\n",)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file is not valid TOML.
    TomlSyntax = "toml-syntax", Error;
    /// The file is not UTF-8 text.
    NotUtf8 = "not-utf8", Error;
    /// The file has an unresolved merge conflict.
    UnfinishedMerge = "unfinished-merge", Error;
    /// A text holds a character that changes the direction of writing, so the page would differ from the file.
    DirectionControl = "direction-control", Error;
    /// A text holds a character that no page can show, such as a control character.
    ControlCharacter = "control-character", Error;
    /// A file or folder that the report needs does not exist.
    MissingFile = "missing-file", Error;
    /// No language and no edition uses a file in the report's folder.
    UnknownFile = "unknown-file", Error;
    /// A file or folder of the project is a link, a pipe or a device, lies too deep, or has a name that is not UTF-8.
    UnfitFile = "unfit-file", Error;
    /// A file has too many bytes or rows, or the project has too many files.
    TooLarge = "too-large", Error;
    /// Some system cannot store a file with this name, or takes it for another file.
    UnportableName = "unportable-name", Error;
    /// A font file is cut off or damaged.
    DamagedFont = "damaged-font", Error;
    /// The file has a key that this kind of file does not have.
    UnknownKey = "unknown-key", Error;
    /// The file lacks a key that this kind of file must have.
    MissingKey = "missing-key", Error;
    /// A value has the wrong type.
    WrongType = "wrong-type", Error;
    /// A word is not in the vocabulary of its key.
    UnknownWord = "unknown-word", Error;
    /// A value has the right type, but the wrong form.
    MalformedValue = "malformed-value", Error;
    /// An id has the wrong form.
    MalformedId = "malformed-id", Error;
    /// Two things have the same id.
    DuplicateId = "duplicate-id", Error;
    /// Something has the id of a withdrawn item.
    ReusedId = "reused-id", Error;
    /// An id of an earlier version is missing but not withdrawn, or now names something of another kind.
    LostId = "lost-id", Error;
    /// A link names something that does not exist, was withdrawn, or is of the wrong kind.
    DanglingLink = "dangling-link", Error;
    /// The prose refers to something that does not exist.
    DanglingReference = "dangling-reference", Error;
    /// A finding has no evidence.
    FindingWithoutEvidence = "finding-without-evidence", Error;
    /// A conclusion rests on no finding.
    ConclusionWithoutFinding = "conclusion-without-finding", Error;
    /// A recommendation rests on no conclusion.
    RecommendationWithoutConclusion = "recommendation-without-conclusion", Error;
    /// A recommendation is addressed to nobody.
    RecommendationWithoutAddressee = "recommendation-without-addressee", Error;
    /// An action has nobody responsible for it.
    ActionWithoutResponsible = "action-without-responsible", Error;
    /// An action ends before it starts.
    EndBeforeStart = "end-before-start", Error;
    /// A recommendation was rejected without a reason.
    RejectedWithoutReason = "rejected-without-reason", Error;
    /// A source names neither an author nor a publisher.
    SourceWithoutAuthor = "source-without-author", Error;
    /// A source has no date, no year, and does not say that it is undated.
    SourceWithoutDate = "source-without-date", Error;
    /// A source is newer than the report that cites it.
    SourceNewerThanReport = "source-newer-than-report", Error;
    /// A citation is empty, or the same for two sources.
    UnclearCitation = "unclear-citation", Error;
    /// A figure lacks the data that its kind needs.
    FigureWithoutData = "figure-without-data", Error;
    /// An edition cannot use the colours of an image.
    ImageColours = "image-colours", Error;
    /// The image of a figure cannot be read.
    UnreadableImage = "unreadable-image", Error;
    /// A figure is placed more than once.
    FigurePlacedTwice = "figure-placed-twice", Error;
    /// A part of the report has neither a template nor a chapter.
    UnknownPart = "unknown-part", Error;
    /// The report cites sources, but none of its parts lists them.
    MissingPart = "missing-part", Error;
    /// A chapter's headings do not form a tree: no title, two titles, or a level is skipped.
    HeadingStructure = "heading-structure", Error;
    /// Prose uses something that is not allowed in its place, such as a heading in a field.
    MarkdownNotAllowed = "markdown-not-allowed", Error;
    /// Words of a text would be on no page, such as a cell without a column.
    LostWords = "lost-words", Error;
    /// A chapter or template could not be rendered by minijinja.
    TemplateRender = "template-render", Error;
    /// Typst could not set the report.
    Typst = "typst", Error;
    /// Typst warns about the report.
    TypstWarning = "typst-warning", Warning;
    /// No font of the project has a glyph for a character.
    MissingGlyph = "missing-glyph", Error;
    /// An image has too few pixels for its size on the page.
    LowResolution = "low-resolution", Warning;
    /// A line is thinner than a press can print.
    Hairline = "hairline", Error;
    /// A colour needs more ink than the paper can take.
    TooMuchInk = "too-much-ink", Error;
    /// Small black text is mixed from several inks.
    RichBlackText = "rich-black-text", Error;
    /// Text is too small to read.
    SmallText = "small-text", Warning;
    /// Something in the print edition has colours that are not inks.
    NotCmyk = "not-cmyk", Error;
    /// Text reaches over the edge of the page, where it is cut off.
    OutsideTrim = "outside-trim", Error;
    /// Text is so near to the edge of the paper that it may be cut.
    OutsideSafeArea = "outside-safe-area", Warning;
    /// Text is cut off, or hidden, by the box that it lies in.
    CutText = "cut-text", Error;
    /// Text does not fit: it is wider than its column, or overlaps other text.
    Overfull = "overfull", Error;
    /// A page is empty.
    EmptyPage = "empty-page", Warning;
    /// A heading is the last text on its page; its text begins on the next page.
    LoneHeading = "lone-heading", Warning;
    /// A table has no header, so a screen reader cannot name its columns.
    TableWithoutHeader = "table-without-header", Error;
    /// Text is set without a language, so it is pronounced, hyphenated and quoted as English.
    MissingLanguage = "missing-language", Error;
    /// Text has too little contrast with its background.
    LowContrast = "low-contrast", Error;
    /// No conclusion uses the finding.
    UnusedFinding = "unused-finding", Warning;
    /// No recommendation uses the conclusion.
    UnusedConclusion = "unused-conclusion", Warning;
    /// Nothing cites the source.
    UnusedSource = "unused-source", Warning;
    /// The alternative text of a figure does not give the figure's message.
    AltWithoutMessage = "alt-without-message", Warning;
    /// The figure is nowhere in the report.
    UnplacedFigure = "unplaced-figure", Warning;
    /// The package has no recommendation.
    PackageWithoutRecommendation = "package-without-recommendation", Warning;
    /// The indicator has no value for today.
    IndicatorWithoutBaseline = "indicator-without-baseline", Warning;
    /// A text is not translated; the PDF prints it in the source language, tagged as such.
    MissingTranslation = "missing-translation", Warning;
    /// A chapter is not translated; the PDF prints it in the source language, with a note.
    MissingChapterTranslation = "missing-chapter-translation", Warning;
    /// A text has a straight quote instead of the language's own marks.
    StraightQuotes = "straight-quotes", Warning;
    /// A pattern of files to leave out matches none.
    UnusedPattern = "unused-pattern", Warning;
    /// Unsupported markup is printed literally.
    LiteralMarkup = "literal-markup", Warning;
    /// A comment is not printed, but it travels inside the PDF's source.
    HiddenComment = "hidden-comment", Warning;
    /// The name of an author can be read in several ways: as one person, several people or an institution.
    AmbiguousName = "ambiguous-name", Warning;
    /// The condition of a finding cites no source, so it is unclear which sentence rests on which source.
    UncitedFinding = "uncited-finding", Warning;
    /// The target of the link, or something that it rests on, has changed since the review.
    SuspectLink = "suspect-link", Warning;
    /// Nobody has reviewed the link.
    UnreviewedLink = "unreviewed-link", Warning;
    /// The source text has changed since the translation was reviewed.
    StaleTranslation = "stale-translation", Warning;
    /// Nobody has compared the translation with its source text.
    UnreviewedTranslation = "unreviewed-translation", Warning;
    /// The report cannot be released as it is.
    NotReleasable = "not-releasable", Error;
    /// An item has an exception for a rule that it does not break.
    UnusedAllowance = "unused-allowance", Warning;
}

impl Code {
    /// Errors about what a report says, not how it is written: a report may set their level.
    const OF_SUBSTANCE: [Code; 12] = [
        // A text in two directions of writing needs such characters.
        Code::DirectionControl,
        Code::FindingWithoutEvidence,
        Code::ConclusionWithoutFinding,
        Code::RecommendationWithoutConclusion,
        Code::RecommendationWithoutAddressee,
        Code::ActionWithoutResponsible,
        Code::EndBeforeStart,
        Code::RejectedWithoutReason,
        Code::SourceWithoutAuthor,
        Code::SourceWithoutDate,
        Code::SourceNewerThanReport,
        Code::UnclearCitation,
    ];

    /// Found only on set pages; in the order of the enumeration.
    pub const OF_PAGES: [Code; 15] = [
        Code::LowResolution,
        Code::Hairline,
        Code::TooMuchInk,
        Code::RichBlackText,
        Code::SmallText,
        Code::NotCmyk,
        Code::OutsideTrim,
        Code::OutsideSafeArea,
        Code::CutText,
        Code::Overfull,
        Code::EmptyPage,
        Code::LoneHeading,
        Code::TableWithoutHeader,
        Code::MissingLanguage,
        Code::LowContrast,
    ];

    /// Found in one file alone, whatever the state of the others.
    pub const OF_ONE_FILE: [Code; 12] = [
        Code::TomlSyntax,
        Code::NotUtf8,
        Code::UnknownFile,
        Code::UnknownKey,
        Code::MissingKey,
        Code::WrongType,
        Code::UnknownWord,
        Code::MalformedValue,
        Code::MalformedId,
        Code::DuplicateId,
        Code::HeadingStructure,
        Code::MarkdownNotAllowed,
    ];

    /// Resolved by a review.
    pub const OF_REVIEW: [Code; 4] =
        [Code::SuspectLink, Code::UnreviewedLink, Code::StaleTranslation, Code::UnreviewedTranslation];

    /// Faults of pages that would break the standard that an edition promises: PDF/X-4, PDF/UA-1.
    const PROMISED: [Code; 3] = [Code::NotCmyk, Code::TableWithoutHeader, Code::MissingLanguage];

    /// The rules: codes whose level a report can set. Faults that prevent a PDF stay errors.
    pub fn configurable() -> impl Iterator<Item = Code> {
        let is_warning = |code: &Code| code.severity() == Severity::Warning && *code != Code::TypstWarning;
        let of_pages = |code: &Code| Code::OF_PAGES.contains(code) && !Code::PROMISED.contains(code);
        let is_rule = move |code: &Code| is_warning(code) || Code::OF_SUBSTANCE.contains(code) || of_pages(code);
        Code::ALL.iter().copied().filter(is_rule)
    }

    /// Whether a report can set the level of the code.
    pub fn is_configurable(self) -> bool {
        Code::configurable().any(|code| code == self)
    }

    /// The rules that `[[allow]]` of an item can name: those reported in the item's own file.
    pub fn allowable() -> impl Iterator<Item = Code> {
        let elsewhere = [Code::MissingChapterTranslation, Code::UnusedAllowance];
        Code::configurable().filter(move |code| !elsewhere.contains(code))
    }

    /// The code of this kebab-case name.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}
