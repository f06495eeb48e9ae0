//! From the graph to the view: the sources, and how they are cited.

use crate::diagnostics::files::Place;
use crate::merge::citations::{CitationView, CiteForm, Filling, ListedView};
use crate::merge::emit::Keyed;
use crate::model::records::{Item, Source};

use super::builder::Builder;
use super::{SourceView, Words};

/// A citation of these sources, each perhaps with a locator.
pub(super) fn citation(
    items: impl IntoIterator<Item = (String, Option<Words>)>,
    form: CiteForm,
    place: Place,
) -> CitationView {
    CitationView { items: items.into_iter().collect(), form, place: Some(place) }
}

impl Builder<'_> {
    /// The sources in the order of a bibliography: by author, then by year and title.
    pub(super) fn sources(&self) -> Keyed<SourceView> {
        let mut sources: Vec<SourceView> = self.graph.sources.iter().map(|item| self.source(item)).collect();
        let author = |source: &SourceView| {
            let named = source.authors.first().or(source.publisher.as_ref());
            named.map_or(String::new(), |name| name.0.text.value.clone())
        };
        let year = |source: &SourceView| source.year.or(source.date.as_ref().map(|date| date.ymd.0));
        sources.sort_by(|a, b| {
            let locale = &self.wording.locale;
            locale
                .compare(&author(a), &author(b))
                .then_with(|| year(a).cmp(&year(b)))
                .then_with(|| locale.compare(&a.title.0.text.value, &b.title.0.text.value))
        });
        Keyed(sources.into_iter().map(|source| (source.id.clone(), source)).collect())
    }

    fn source(&self, Item { id, data, place }: &Item<Source>) -> SourceView {
        SourceView {
            id: id.clone(),
            kind: data.kind.as_str().to_owned(),
            title: self.name(&data.title),
            authors: data.author.0.iter().map(|author| self.name(&author.listed())).collect(),
            publisher: self.maybe_name(&data.publisher),
            date: data.date.map(|date| self.date(date)),
            year: data.year,
            undated: data.undated == Some(true),
            url: self.maybe_name(&data.url),
            accessed: data.accessed.map(|date| self.date(date)),
            n: data.n.map(|n| self.wording.locale.number(n as f64)),
            reliability: data.reliability.map(|degree| degree.as_str().to_owned()),
            limitations: self.maybe(&data.limitations),
            language: data.language.unwrap_or(self.graph.source_language()).to_string(),
            number: self.maybe_name(&data.number),
            isbn: self.maybe_name(&data.isbn),
            doi: self.maybe_name(&data.doi),
            location: self.maybe_name(&data.location),
            used_by: self.users.get(id).cloned().unwrap_or_default(),
            // Chapters are read only after the view is made, since they may print it.
            in_chapters: false,
            named: citation([(id.clone(), None)], CiteForm::Prose, *place),
            cited: citation([(id.clone(), None)], CiteForm::Aside, *place),
            entry: ListedView { filling: Filling::Entry(id.clone()), place: Some(data.title.place) },
            label: ListedView { filling: Filling::Label(id.clone()), place: Some(data.title.place) },
        }
    }
}
