//! The codes of all faults. A released code never changes its meaning.

use super::Severity;

/// What a fault is about: by this, when it is found and whether a report can set its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One file alone, whatever the state of the others.
    File,
    /// The project as a whole: without a remedy there is no PDF.
    Project,
    /// What the report says, not how it is written: its level can be set.
    Content,
    /// What has changed since a review: its level can be set.
    Review,
    /// Set pages: its level can be set.
    Page,
    /// Set pages that would break the standard that an edition promises: PDF/X-4, PDF/UA-1.
    Promise,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $severity:ident, $scope:ident;)+) => {
        /// The code of a diagnostic.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = include_str!(concat!("explanations/", $code, ".md"))] $name,)+
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

            pub fn scope(self) -> Scope {
                match self { $(Code::$name => Scope::$scope,)+ }
            }

            /// The page about the code: its meaning as the heading, then the explanation.
            fn page(self) -> (&'static str, &'static str) {
                let page = match self { $(Code::$name => include_str!(concat!("explanations/", $code, ".md")),)+ };
                let parts = page.strip_prefix("# ").and_then(|page| page.split_once("\n\n"));
                parts.expect("each page begins with a heading; a test reads them all")
            }
        }
    };
}

codes! {
    TomlSyntax = "toml-syntax", Error, File;
    NotUtf8 = "not-utf8", Error, File;
    UnfinishedMerge = "unfinished-merge", Error, Project;
    DirectionControl = "direction-control", Error, Content;
    ControlCharacter = "control-character", Error, Project;
    MissingFile = "missing-file", Error, Project;
    UnknownFile = "unknown-file", Error, File;
    UnfitFile = "unfit-file", Error, Project;
    TooLarge = "too-large", Error, Project;
    UnportableName = "unportable-name", Error, Project;
    DamagedFont = "damaged-font", Error, Project;
    UnknownKey = "unknown-key", Error, File;
    RightToLeft = "right-to-left", Error, File;
    MissingKey = "missing-key", Error, File;
    WrongType = "wrong-type", Error, File;
    UnknownWord = "unknown-word", Error, File;
    MalformedValue = "malformed-value", Error, File;
    MalformedId = "malformed-id", Error, File;
    UnknownType = "unknown-type", Error, File;
    TakenName = "taken-name", Error, File;
    UnsoundDeclaration = "unsound-declaration", Error, File;
    CircularDeclaration = "circular-declaration", Error, File;
    DuplicateId = "duplicate-id", Error, File;
    ReusedId = "reused-id", Error, Project;
    LostId = "lost-id", Error, Project;
    DanglingLink = "dangling-link", Error, Project;
    DanglingReference = "dangling-reference", Error, Project;
    FindingWithoutEvidence = "finding-without-evidence", Error, Content;
    ConclusionWithoutFinding = "conclusion-without-finding", Error, Content;
    RecommendationWithoutConclusion = "recommendation-without-conclusion", Error, Content;
    RecommendationWithoutAddressee = "recommendation-without-addressee", Error, Content;
    ActionWithoutResponsible = "action-without-responsible", Error, Content;
    EndBeforeStart = "end-before-start", Error, Content;
    RejectedWithoutReason = "rejected-without-reason", Error, Content;
    SourceWithoutAuthor = "source-without-author", Error, Content;
    SourceWithoutDate = "source-without-date", Error, Content;
    SourceNewerThanReport = "source-newer-than-report", Error, Content;
    UnclearCitation = "unclear-citation", Error, Content;
    FigureWithoutData = "figure-without-data", Error, Project;
    ImageColours = "image-colours", Error, Project;
    UnreadableImage = "unreadable-image", Error, Project;
    FigurePlacedTwice = "figure-placed-twice", Error, Project;
    UnknownPart = "unknown-part", Error, Project;
    IncompleteCover = "incomplete-cover", Error, Project;
    MissingPart = "missing-part", Error, Project;
    HeadingStructure = "heading-structure", Error, File;
    MarkdownNotAllowed = "markdown-not-allowed", Error, File;
    LostWords = "lost-words", Error, Project;
    TemplateRender = "template-render", Error, Project;
    Typst = "typst", Error, Project;
    TypstWarning = "typst-warning", Warning, Project;
    MissingGlyph = "missing-glyph", Error, Project;
    LowResolution = "low-resolution", Warning, Page;
    Hairline = "hairline", Error, Page;
    TooMuchInk = "too-much-ink", Error, Page;
    RichBlackText = "rich-black-text", Error, Page;
    SmallText = "small-text", Warning, Page;
    NotCmyk = "not-cmyk", Error, Promise;
    OutsideTrim = "outside-trim", Error, Page;
    OutsideSafeArea = "outside-safe-area", Warning, Page;
    CutText = "cut-text", Error, Page;
    Overfull = "overfull", Error, Page;
    EmptyPage = "empty-page", Warning, Page;
    LoneHeading = "lone-heading", Warning, Page;
    MoreThanOnePage = "more-than-one-page", Warning, Page;
    TableWithoutHeader = "table-without-header", Error, Promise;
    MissingLanguage = "missing-language", Error, Promise;
    LowContrast = "low-contrast", Error, Page;
    FollowUpWithoutStatus = "follow-up-without-status", Warning, Content;
    UnusedFinding = "unused-finding", Warning, Content;
    UnusedConclusion = "unused-conclusion", Warning, Content;
    UnusedSource = "unused-source", Warning, Content;
    AltWithoutMessage = "alt-without-message", Warning, Content;
    ThinFigure = "thin-figure", Warning, Content;
    UnplacedFigure = "unplaced-figure", Warning, Content;
    PackageWithoutRecommendation = "package-without-recommendation", Warning, Content;
    IndicatorWithoutBaseline = "indicator-without-baseline", Warning, Content;
    MissingTranslation = "missing-translation", Warning, Content;
    MissingChapterTranslation = "missing-chapter-translation", Warning, Content;
    UntranslatedText = "untranslated-text", Warning, Content;
    UntranslatedLabel = "untranslated-label", Warning, Content;
    UnreadTemplate = "unread-template", Warning, Content;
    OutdatedTemplate = "outdated-template", Warning, Content;
    StraightQuotes = "straight-quotes", Warning, Content;
    UnusedPattern = "unused-pattern", Warning, Content;
    LiteralMarkup = "literal-markup", Warning, Content;
    BareId = "bare-id", Warning, Content;
    HiddenComment = "hidden-comment", Warning, Content;
    AmbiguousName = "ambiguous-name", Warning, Content;
    UncitedFinding = "uncited-finding", Warning, Content;
    SuspectLink = "suspect-link", Warning, Review;
    UnreviewedLink = "unreviewed-link", Warning, Review;
    StaleTranslation = "stale-translation", Warning, Review;
    UnreviewedTranslation = "unreviewed-translation", Warning, Review;
    Comment = "comment", Warning, File;
    OpenComment = "open-comment", Warning, Content;
    NamedCommenter = "named-commenter", Error, Content;
    LockedCell = "locked-cell", Error, Project;
    ImportConflict = "import-conflict", Error, Project;
    NotReleasable = "not-releasable", Error, Project;
    UnusedAllowance = "unused-allowance", Warning, Content;
}

impl Code {
    /// The meaning in a sentence or two.
    pub fn meaning(self) -> &'static str {
        self.page().0
    }

    /// What the fault is, why it matters, a wrong and a right example: Markdown, without a heading.
    pub fn explanation(self) -> &'static str {
        self.page().1
    }

    /// Whether the fault is found on set pages only.
    pub fn is_of_pages(self) -> bool {
        matches!(self.scope(), Scope::Page | Scope::Promise)
    }

    /// Whether the code is a rule, so that a report can set its level. Faults that prevent a PDF stay errors.
    pub fn is_configurable(self) -> bool {
        matches!(self.scope(), Scope::Content | Scope::Review | Scope::Page)
    }

    /// The rules.
    pub fn configurable() -> impl Iterator<Item = Code> {
        Code::ALL.iter().copied().filter(|code| code.is_configurable())
    }

    /// The rules that `[[allow]]` of an item can name: those reported in the item's own file.
    pub fn allowable() -> impl Iterator<Item = Code> {
        let elsewhere = [
            Code::MissingChapterTranslation,
            Code::UntranslatedLabel,
            Code::UnreadTemplate,
            Code::OutdatedTemplate,
            Code::UnusedAllowance,
        ];
        Code::configurable().filter(move |code| !elsewhere.contains(code))
    }

    /// The code of this kebab-case name.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}
