//! Fields that the program knows by name, as accessors over items. A test compares each with the declarations.

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Place};
use crate::model::slot::{One, Slot, Typed};
use crate::model::{
    Author, Date, Edition, Embed, FigureKind, Id, Item, Kind, Level, Link, Localized, Number, Opening, Placed,
    RgbImages, SourceKind, Text, Title, Value,
};

/// Declares the accessors of a kind: the key of a field, and what stands there.
macro_rules! typed {
    ($($(#[doc = $doc:literal])+ $name:ident = $kind:literal { $($field:ident: $type:ty),* $(,)? })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy)]
            pub struct $name<'i>(pub &'i Item);

            impl<'i> Typed<'i> for $name<'i> {
                const KIND: &'static str = $kind;

                fn of(item: &'i Item) -> Self {
                    Self(item)
                }
            }

            impl<'i> One<'i> for $name<'i> {
                fn read(value: &'i Value) -> Option<Self> {
                    <&Item as One>::read(value).filter(|item| item.declared.key == $kind).map(Self)
                }
            }

            impl<'i> $name<'i> {
                /// Where it opens in its file.
                pub fn place(self) -> Place {
                    self.0.place
                }

                $(pub fn $field(self) -> $type {
                    Slot::read(self.0.get(stringify!($field)))
                })*
            }
        )+

        /// Each accessor: the kind, the key, and the type as Rust writes it. No report can change what stands in these fields.
        pub const ACCESSORS: &[(&str, &str, &str)] = &[$($(($kind, stringify!($field), stringify!($type)),)*)+];
    };
}

typed! {
    /// `report.toml`.
    Report = "report" {
        id: &'i Text,
        version: &'i Text,
        date: Date,
        status: &'static str,
        languages: Vec<Language>,
        title: &'i Localized,
        authors: Vec<&'i Localized>,
        keywords: Vec<&'i Localized>,
        parts: Vec<&'i Text>,
        editions: Vec<Edition>,
        address: Option<&'i Text>,
        brand: Option<Brand<'i>>,
        layout: Option<Layout<'i>>,
        print: Option<Print<'i>>,
        bundle: Option<Bundle<'i>>,
        extract: Option<Extract<'i>>,
        preflight: Option<Preflight<'i>>,
        comments: Option<PrintedComments<'i>>,
        limits: Option<SizeLimits<'i>>,
        theme: Vec<Theme<'i>>,
        announcement: Option<Announcement<'i>>,
        rules: Option<Rules<'i>>,
    }
    /// `[announcement]`.
    Announcement = "announcement" {
        address: Option<&'i Text>,
        themes: Vec<&'i Link>,
        lead: Option<&'i Localized>,
        thanks: Option<&'i Localized>,
    }
    /// `[brand]`.
    Brand = "brand" {
        colour: Option<BrandColour<'i>>,
        accent: Option<BrandColour<'i>>,
        logo: Option<Logo<'i>>,
        cover: Option<CoverImage<'i>>,
        faces: Option<Faces<'i>>,
        classification: Option<Classification<'i>>,
    }
    /// A colour with its inks.
    BrandColour = "brand-colour" { screen: &'i Text, print: Vec<Placed<Number>> }
    /// The logo.
    Logo = "logo" {
        image: &'i Text,
        print_image: Option<&'i Text>,
        alt: &'i Localized,
        on: Vec<&'static str>,
        ground: Option<&'static str>,
    }
    /// An image on the cover.
    CoverImage = "cover-image" { image: &'i Text, print_image: Option<&'i Text>, alt: &'i Localized }
    /// The families of the type.
    Faces = "faces" { body: Option<&'i Text>, display: Option<&'i Text>, code: Option<&'i Text> }
    /// A marking that is the word of a field.
    Classification = "classification" { field: &'i Text }
    /// `[layout]`.
    Layout = "layout" { chapters: Option<Opening>, parts: Option<PartOpenings<'i>> }
    /// `[layout.parts]`.
    PartOpenings = "part-openings" {}
    /// `[print]`.
    Print = "print" {
        marks: Option<bool>,
        signature: Option<Placed<u16>>,
        spine: Option<Number>,
        paper: Option<PrintPaper<'i>>,
        images: Option<RgbImages>,
        icc: Option<&'i Text>,
        condition: Option<&'i Text>,
    }
    /// The paper of the pages inside.
    PrintPaper = "print-paper" { weight: Number }
    /// `[bundle]`.
    Bundle = "bundle" { embed: Option<Embed>, leave_out: Vec<&'i Text> }
    /// `[comments]` of `report.toml`.
    PrintedComments = "printed-comments" { anonymous: Option<bool> }
    /// `[extract]`.
    Extract = "extract" { titles: Option<bool>, parts: Vec<&'i Text> }
    /// `[preflight]`.
    Preflight = "preflight" { screen: Option<&'i Item>, print: Option<&'i Item> }
    /// `[limits]`.
    SizeLimits = "size-limits" { rows: Option<Placed<u16>> }
    /// `[rules]`.
    Rules = "rules" {}
    /// `[[allow]]`.
    Allow = "allow" { rule: Code, chapter: Option<&'i Text> }
    /// `[[theme]]`.
    Theme = "theme" { title: &'i Localized }
    /// What is the case.
    Finding = "finding" {
        condition: &'i Localized,
        evidence: Vec<Evidence<'i>>,
        figures: Vec<&'i Link>,
    }
    /// What shows a finding.
    Evidence = "evidence" { source: Option<&'i Link>, figure: Option<&'i Link>, file: Option<&'i Text> }
    /// A chart, a picture or a table.
    Figure = "figure" {
        kind: FigureKind,
        title: &'i Localized,
        alt: Option<&'i Localized>,
        source: Vec<&'i Link>,
        credit: Option<&'i Localized>,
        unit: Option<&'i Localized>,
        series: Vec<&'i Localized>,
        columns: Vec<&'i Localized>,
        rest: Option<&'i Localized>,
        file: Option<&'i Text>,
        print_file: Option<&'i Text>,
        width: Option<Placed<Number>>,
        turn: Option<bool>,
        column_widths: Vec<Placed<Number>>,
        data: Vec<Row<'i>>,
        of: Option<Kind>,
        by: Option<&'i Text>,
        stacked_by: Option<&'i Text>,
        rows_by: Option<&'i Text>,
        columns_by: Option<&'i Text>,
        fields: Vec<&'i Text>,
        sort: Vec<&'i Text>,
        reversed: Option<bool>,
        total: Vec<&'i Text>,
    }
    /// A row of a figure's data.
    Row = "row" {
        value: Vec<Number>,
        whole: Option<Placed<Number>>,
        text: Vec<&'i Localized>,
    }
    /// What findings stand on.
    Source = "source" {
        kind: SourceKind,
        title: Title<'i>,
        author: Vec<Author<'i>>,
        publisher: Option<&'i Text>,
        date: Option<Date>,
        year: Option<u16>,
        undated: Option<bool>,
        url: Option<&'i Text>,
        accessed: Option<Date>,
        language: Option<Language>,
        number: Option<&'i Text>,
        container: Option<&'i Text>,
        pages: Option<&'i Text>,
        short: Option<&'i Text>,
        isbn: Option<&'i Text>,
        doi: Option<&'i Text>,
        location: Option<&'i Text>,
    }
    /// An abbreviation or a term.
    Term = "term" {
        term: Option<&'i [(Language, Text)]>,
        expansion: Option<&'i Localized>,
        joints: Option<&'i [(Language, Text)]>,
    }
    /// What an earlier version had.
    Withdrawn = "withdrawn" {
        id: &'i Id,
        kind: Kind,
        version: &'i Text,
        title: &'i Localized,
        replaced_by: Vec<&'i Id>,
    }
    /// A file of comments.
    Comments = "comments" { comment: Vec<Comment<'i>> }
    /// What somebody said of the report.
    Comment = "comment" {
        state: Option<&'static str>,
        answer: Option<&'i Localized>,
        answered_by: Option<&'i Text>,
        item: Option<&'i Text>,
        field: Option<&'i Text>,
        language: Option<Language>,
        words: Option<&'i Text>,
        text: Option<&'i Text>,
        proposal: Option<&'static str>,
        proposed: Option<&'i Text>,
        author: Option<&'i Text>,
        date: Option<Date>,
        time: Option<&'i Text>,
        kind: Option<&'static str>,
        page: Option<u16>,
        version: Option<&'i Text>,
        reply: Vec<CommentReply<'i>>,
        key: Option<&'i Text>,
    }
    /// A reply to a comment.
    CommentReply = "comment-reply" {
        text: Option<&'i Text>,
        review: Option<&'i Text>,
        author: Option<&'i Text>,
        date: Option<Date>,
    }
}

impl Comment<'_> {
    /// Whether nobody has decided on it yet.
    pub fn is_open(self) -> bool {
        self.state().is_none_or(|state| state == "open")
    }
}

impl Report<'_> {
    /// The editions that the report asks for.
    pub fn asked_editions(self) -> Vec<Edition> {
        let asked = self.editions();
        if asked.is_empty() { vec![Edition::Screen] } else { asked }
    }

    /// Whether the cover is a file of its own. The print edition then has the pages inside of it.
    pub fn has_cover_apart(self) -> bool {
        self.asked_editions().contains(&Edition::Cover)
    }
}

impl<'i> Brand<'i> {
    /// The files of the logo and of the cover, each with whether it is for the screen and whether it is for print.
    pub fn images(self) -> Vec<(&'i Text, [bool; 2])> {
        let logo = self.logo().map(|logo| (logo.image(), logo.print_image()));
        let cover = self.cover().map(|cover| (cover.image(), cover.print_image()));
        let each = |(image, print): (_, Option<_>)| {
            [Some((image, [true, print.is_none()])), print.map(|print| (print, [false, true]))]
        };
        logo.into_iter().chain(cover).flat_map(each).flatten().collect()
    }

    /// The words of the marking, unless it is the word of a field.
    pub fn marking(self) -> Option<&'i Localized> {
        match self.0.get("classification") {
            Some(Value::Plain(words)) => Some(words),
            _ => None,
        }
    }
}

impl<'i> Layout<'i> {
    /// How single parts begin, by their names.
    pub fn openings(self) -> Vec<(&'i Id, Opening)> {
        let Some(Value::Entries(entries)) = self.parts().and_then(|parts| parts.0.get("*")) else { return Vec::new() };
        entries.iter().filter_map(|(part, opening)| Some((part, One::read(opening)?))).collect()
    }

    /// How a part begins.
    pub fn opening(self, part: &str) -> Opening {
        let own = self.openings().into_iter().find(|(name, _)| name.id == part);
        own.map(|(_, opening)| opening).or(self.chapters()).unwrap_or(Opening::Page)
    }
}

impl Rules<'_> {
    /// The rules that the report gives a level.
    pub fn levels(self) -> Vec<(Code, Level)> {
        let Some(Value::Entries(entries)) = self.0.get("*") else { return Vec::new() };
        let level = |(rule, level): &(Id, Value)| match level {
            Value::Word(said) => Some((Code::from_name(&rule.id)?, Level::from_word(said.means)?)),
            _ => None,
        };
        entries.iter().filter_map(level).collect()
    }
}

impl<'i> Figure<'i> {
    /// Which items a figure from the data shows: ways from the item, each with the values of which one must be there.
    pub fn only_where(self) -> Vec<(&'i Id, Vec<&'i Text>)> {
        let Some(Value::Item(table)) = self.0.get("where") else { return Vec::new() };
        let Some(Value::Entries(entries)) = table.get("*") else { return Vec::new() };
        entries.iter().map(|(way, values)| (way, Slot::read(Some(values)))).collect()
    }

    /// Whether a matrix shows numbers in its cells in place of ids.
    pub fn shows_counts(self) -> bool {
        matches!(self.0.get("cells"), Some(Value::Word(said)) if said.is("counts"))
    }

    /// The CSV file that its rows are in, before they are read.
    pub fn csv(self) -> Option<&'i Text> {
        match self.0.get("data") {
            Some(Value::String(name)) => Some(name),
            _ => None,
        }
    }
}
