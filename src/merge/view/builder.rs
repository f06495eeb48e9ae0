//! Texts, dates and numbers of the data as values of the view, and the report's own fields.

use std::collections::HashMap;

use crate::diagnostics::files::Files;
use crate::graph::Graph;
use crate::merge::labels::Wording;
use crate::model::choice::Quantity;
use crate::model::records::Edition;
use crate::model::scalar::Date;
use crate::model::text::{Localized, Plain, Prose, Text};
use crate::rules::press::Press;

use super::*;

/// Turns values of the data into values of the view, in one language.
pub(super) struct Builder<'a> {
    pub(super) graph: &'a Graph,
    pub(super) files: &'a Files,
    pub(super) wording: &'a Wording,
    pub(super) edition: Edition,
    /// The items that name each source.
    pub(super) users: &'a HashMap<String, Vec<String>>,
}

impl Builder<'_> {
    pub(super) fn text(&self, language: icu::locale::subtags::Language, text: &Text) -> Words {
        let file = text.place.file;
        let map = text.map(self.files.get(file));
        Words { language, text: text.clone(), map }
    }

    pub(super) fn localized(&self, localized: &Localized) -> Words {
        let (language, text) = localized.get(self.wording.locale.language);
        self.text(language, text)
    }

    pub(super) fn words(&self, plain: &Plain) -> Words {
        self.localized(&plain.0)
    }

    pub(super) fn maybe(&self, plain: &Option<Plain>) -> Option<Words> {
        plain.as_ref().map(|plain| self.words(plain))
    }

    pub(super) fn all(&self, plain: &[Plain]) -> Vec<Words> {
        plain.iter().map(|plain| self.words(plain)).collect()
    }

    pub(super) fn prose(&self, prose: &Prose) -> ProseText {
        ProseText(self.localized(&prose.0))
    }

    pub(super) fn maybe_prose(&self, prose: &Option<Prose>) -> Option<ProseText> {
        prose.as_ref().map(|prose| self.prose(prose))
    }

    pub(super) fn name(&self, text: &Text) -> Name {
        Name(self.text(self.graph.source_language(), text))
    }

    pub(super) fn maybe_name(&self, text: &Option<Text>) -> Option<Name> {
        text.as_ref().map(|text| self.name(text))
    }

    pub(super) fn date(&self, date: Date) -> DateView {
        DateView {
            iso: format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
            short: self.wording.locale.short_date(date),
            long: self.wording.locale.long_date(date),
            ymd: date.ymd(),
        }
    }

    pub(super) fn quantity(&self, quantity: &Quantity) -> QuantityView {
        match quantity {
            Quantity::Number(number) => {
                QuantityView::Number(self.wording.locale.number_with(number.value, number.decimals))
            }
            Quantity::Words(words) => QuantityView::Words(self.words(words)),
        }
    }

    pub(super) fn report(&self, wordings: &[Wording], press: &Press, parts: &[PartView]) -> ReportOfEdition {
        let report = &self.graph.report;
        let describe = |wording: &Wording| {
            let description = Builder { wording, ..*self }.description();
            Sheet { language: wording.locale.language, description }
        };
        let common = ReportView {
            format: FORMAT,
            language: self.wording.locale.language.to_string(),
            region: self.wording.locale.region.clone(),
            source_language: self.graph.source_language().to_string(),
            changes: None,
            parts: parts.iter().map(|part| part.name.clone()).collect(),
            id: self.name(&report.id),
            version: self.name(&report.version),
            status: report.status.as_str().to_owned(),
            date: self.date(report.date),
            title: self.words(&report.title),
            subtitle: self.maybe(&report.subtitle),
            publisher: self.words(&report.publisher),
            authors: self.all(&report.authors),
            author_names: self.all(&report.authors).into_iter().map(Name).collect(),
            keywords: self.all(&report.keywords),
            keyword_names: self.all(&report.keywords).into_iter().map(Name).collect(),
            r#abstract: self.prose(&report.r#abstract),
            commissioner: self.maybe(&report.commissioner),
            funder: self.maybe(&report.funder),
            area: self.maybe(&report.area),
            timeframe: self.maybe(&report.timeframe),
            series: self.maybe(&report.series),
            isbn: self.maybe_name(&report.isbn),
            issn: self.maybe_name(&report.issn),
            urn: self.maybe_name(&report.urn),
            doi: self.maybe_name(&report.doi),
            licence: self.words(&report.licence),
            notice: self.prose(&report.notice),
            labels: self.wording.labels.clone(),
            descriptions: wordings.iter().map(describe).collect(),
            bibliography: crate::merge::project::BIBLIOGRAPHY.to_owned(),
        };
        // Whatever is for a screen is for the edition `changes`, too.
        let edition = if self.edition == Edition::Print { Edition::Print } else { Edition::Screen };
        let print = PrintView { bleed: press.bleed, binding: press.binding };
        let edition =
            EditionView { edition: edition.as_str().to_owned(), print: (edition == Edition::Print).then_some(print) };
        ReportOfEdition { common, edition }
    }

    pub(super) fn announcement(&self) -> AnnouncementView {
        let report = &self.graph.report;
        let own = report.announcement.as_ref();
        let named: Vec<String> = own.iter().flat_map(|own| &own.themes).map(|link| link.id.clone()).collect();
        let all = || report.theme.iter().map(|theme| theme.id.id.clone()).collect();
        AnnouncementView {
            address: own.and_then(|own| self.maybe_name(&own.address)),
            themes: if named.is_empty() { all() } else { named },
            lead: own.and_then(|own| self.maybe_prose(&own.lead)),
            thanks: own.and_then(|own| self.maybe_prose(&own.thanks)),
        }
    }

    fn description(&self) -> DescriptionView {
        let report = &self.graph.report;
        DescriptionView {
            language: self.wording.locale.language.to_string(),
            region: self.wording.locale.region.clone(),
            labels: self.wording.labels.clone(),
            date: self.date(report.date),
            title: self.words(&report.title),
            subtitle: self.maybe(&report.subtitle),
            publisher: self.words(&report.publisher),
            authors: self.all(&report.authors),
            keywords: self.all(&report.keywords),
            r#abstract: self.prose(&report.r#abstract),
            commissioner: self.maybe(&report.commissioner),
            funder: self.maybe(&report.funder),
            area: self.maybe(&report.area),
            timeframe: self.maybe(&report.timeframe),
            series: self.maybe(&report.series),
            licence: self.words(&report.licence),
        }
    }
}
