//! Runs hayagriva's driver over all citations of a language.

use std::collections::{BTreeSet, HashMap, HashSet};

use hayagriva::archive;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{IndependentStyle, Locale as CslLocale, LocaleCode};
use hayagriva::types::{Date, EntryType};
use hayagriva::{
    BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChild,
    ElemChildren, Entry, LocatorPayload, SpecificLocator, TransparentLocator, standalone_citation,
};
use icu::locale::subtags::Language;
use rayon::prelude::*;

use crate::merge::locale::Locale;
use crate::merge::{
    Citation, CiteForm, Generated,
    bibliography::{Entries, person},
};

use super::collapsed;
use super::foreign::Foreign;
use super::letters::{self, Share};
use super::names::{first_name, is_by_author};
use super::spelling::{drop_empty_brackets, spell};
use super::words::{mend_stops, plain};
use super::{order::Met, style::Style};

/// The locales of CSL that the driver asks for, with the terms that styles leave to the language: those of the codes, such as `fi-FI`,
/// those that they fall back to, and American English. Reading all locales would take longer than rendering.
fn locales(codes: impl Iterator<Item = String>) -> Vec<CslLocale> {
    let codes = codes.map(LocaleCode).flat_map(|code| code.fallback().into_iter().chain([code]));
    let starts: Vec<_> = codes.chain([LocaleCode::en_us()]).map(|code| start(&code)).collect();
    let files = archive::LOCALES.iter().filter(|file| starts.iter().any(|start| file[1..].starts_with(start)));
    files.map(|file| ciborium::from_reader(*file).expect("hayagriva's own locales can be read")).collect()
}

/// How the locale of a code begins in CBOR (RFC 8949), after the byte that opens the map: with its first pair.
fn start(LocaleCode(code): &LocaleCode) -> Vec<u8> {
    let mut start = Vec::new();
    for text in ["@xml:lang", code] {
        ciborium::into_writer(text, &mut start).expect("a text can be written to memory");
    }
    start
}

/// The key of a made-up source with a date, since hayagriva adds letters only if some citation shows a date. No id has a hyphen.
const DATED: &str = "-";

/// All citations of one language, and the list of sources.
pub struct Rendered {
    /// The distinct citations by the number of their first occurrence, and that number for each citation.
    citations: HashMap<usize, ElemChildren>,
    first: HashMap<usize, usize>,
    /// The list, in its order.
    pub list: Vec<Listed>,
    /// Whether citations are footnotes.
    pub as_notes: bool,
}

/// A source in the list.
pub struct Listed {
    pub id: String,
    /// Its label in the list, such as a number.
    pub label: Option<ElemChild>,
    pub words: ElemChildren,
    /// Its title, if that is in another language than the list.
    pub foreign: Option<Foreign>,
}

impl Rendered {
    /// The words of a citation.
    pub fn citation(&self, index: usize) -> &ElemChildren {
        &self.citations[&self.first[&index]]
    }

    pub fn listed(&self, id: &str) -> Option<&Listed> {
        self.list.iter().find(|listed| listed.id == id)
    }
}

/// Renders citations in the order in which they are met, and the list of all sources. `locale` gives that of a language; `edition` is the
/// language of the list.
/// Unless `whole`, terms that the style leaves to the language may be missing, which no fault depends on.
pub fn render<'l>(
    entries: &Entries,
    citations: &[Citation],
    met: &[Met],
    style: &Style,
    locale: &(dyn Fn(Language) -> &'l Locale + Sync),
    edition: Language,
    whole: bool,
) -> Rendered {
    let dated = dated();
    let code = &|language| locale(language).code();
    let by_id = entries.own.iter().map(|entry| (entry.key(), entry)).collect();
    let languages: BTreeSet<Language> = citations.iter().map(|citation| citation.language).chain([edition]).collect();
    let locales = if whole { locales(languages.into_iter().map(code)) } else { Vec::new() };
    let listed = (CiteForm::Aside, edition);
    let sources = Sources {
        citations,
        style,
        entries,
        dated: &dated,
        by_id,
        code,
        locale: locale(edition),
        listed,
        locales: &locales,
    };
    let order = sources.order(met);
    let (met, first) = distinct(citations, met, style);
    let groups = letters::groups(&order, style, || sources.without_letters(&order));
    let mut done = HashMap::new();
    let mut items: HashMap<String, BibliographyItem> = HashMap::new();
    let shares = letters::shares(&order, &groups, met, citations);
    let runs: Vec<Done> = shares.par_iter().map(|share| sources.run(share)).collect();
    for (share, (citations, list)) in shares.iter().zip(runs) {
        done.extend(citations);
        let wanted = list.into_iter().filter(|item| share.lists.contains(item.key.as_str()));
        items.extend(wanted.map(|item| (item.key.clone(), item)));
    }
    for (number, words) in &mut done {
        mend_stops(words);
        if citations[*number].form == CiteForm::Prose {
            drop_empty_brackets(words);
        }
        spell(words, locale(citations[*number].language), None);
    }
    let listed = order.iter().filter_map(|entry| {
        let mut item = items.remove(entry.key())?;
        mend_stops(&mut item.content);
        let foreign = Foreign::of(entry, edition);
        spell(&mut item.content, locale(edition), foreign.as_ref().map(|foreign| foreign.title.as_str()));
        Some(Listed { id: item.key, label: item.first_field, words: item.content, foreign })
    });
    let list = listed.collect();
    Rendered { citations: done, first, list, as_notes: style.notes }
}

/// What every run of the driver needs.
struct Sources<'e> {
    citations: &'e [Citation],
    style: &'e Style,
    entries: &'e Entries,
    dated: &'e Entry,
    by_id: HashMap<&'e str, &'e Entry>,
    code: &'e (dyn Fn(Language) -> String + Sync),
    /// How the list writes.
    locale: &'e Locale,
    /// How the list cites a source: beside what it proves, in its own language.
    listed: Way,
    locales: &'e [CslLocale],
}

/// The form and the language of a citation.
type Way = (CiteForm, Language);

/// The citations of a run by their numbers, and its list.
type Done = (HashMap<usize, ElemChildren>, Vec<BibliographyItem>);

impl<'e> Sources<'e> {
    /// Runs the driver over a share of the citations.
    fn run(&self, share: &Share<'e>) -> Done {
        let mut done = self.run_apart(share, &HashSet::new());
        // A style may collapse sources of one author to their years, which leaves nothing or a letter of one without a year.
        let that = |have: fn(&ElemChildren) -> bool| {
            let citations = done.0.iter().filter(|(_, words)| have(words));
            citations.map(|(citation, _)| *citation).collect::<HashSet<usize>>()
        };
        let (empty, lettered) = (that(collapsed::lacks_words), that(collapsed::has_lone_letter));
        if empty.is_empty() && lettered.is_empty() {
            return done;
        }
        let mut apart = self.run_apart(share, &empty.union(&lettered).copied().collect());
        for citation in lettered.difference(&empty) {
            if let (Some(mut words), Some(whole)) = (done.0.remove(citation), apart.0.get_mut(citation)) {
                collapsed::with_years(&mut words, whole);
                *whole = words;
            }
        }
        apart
    }

    /// The same; sources of the citations in `apart` are not collapsed.
    fn run_apart(&self, share: &Share<'e>, apart: &HashSet<usize>) -> Done {
        let Self { citations, style, .. } = self;
        let mut driver = BibliographyDriver::new();
        let mut hidden = self.hidden(&share.order);
        // Letters follow the order in which the driver meets sources: hidden citations of all sources come first, in the order of the list.
        let letters = style.csl.citation.disambiguate_add_year_suffix;
        let before = if letters { hidden.len() } else { 0 };
        if letters {
            hidden.drain(..).for_each(|request| driver.citation(request));
        }
        let mut at = Vec::new();
        for (met, index) in share.met.iter().zip(before..) {
            let csl = match met {
                Met::Citation(citation) => {
                    at.push((*citation, index));
                    let worded = citations[*citation].items.iter().any(|item| item.before.is_some());
                    match (worded, apart.contains(citation)) {
                        (true, _) => &style.as_written,
                        (false, true) => &style.apart,
                        (false, false) => &style.csl,
                    }
                }
                Met::Source(_) => &style.csl,
            };
            driver.citation(self.request(met, csl));
        }
        hidden.into_iter().for_each(|request| driver.citation(request));
        let mut rendered = driver.finish(self.list(&style.csl));
        let take =
            |(citation, index): (usize, usize)| (citation, std::mem::take(&mut rendered.citations[index].citation));
        let done = at.into_iter().map(take).collect();
        (done, rendered.bibliography.map(|list| list.items).unwrap_or_default())
    }

    /// The citation of each source by itself, without letters.
    fn without_letters(&self, order: &[&'e Entry]) -> Vec<String> {
        let alone = |entry| standalone_citation(self.cite([(entry, None)], self.listed, false, &self.style.csl));
        order.iter().map(|entry| plain(&alone(entry))).collect()
    }

    /// A citation for the driver: sources with their locators. A `hidden` one shows nothing, but counts for letters and the list.
    fn cite(
        &self,
        sources: impl IntoIterator<Item = (&'e Entry, Option<String>)>,
        (form, language): Way,
        hidden: bool,
        csl: &'e IndependentStyle,
    ) -> CitationRequest<'e, Entry> {
        let purpose = (form == CiteForm::Prose).then_some(CitePurpose::Prose);
        let items = sources.into_iter().map(|(entry, locator)| {
            let locator = locator.map(|locator| {
                SpecificLocator(Locator::Custom, LocatorPayload::Transparent(TransparentLocator::new(locator)))
            });
            CitationItem::new(entry, locator, None, hidden, purpose)
        });
        CitationRequest::new(items.collect(), csl, Some(LocaleCode((self.code)(language))), self.locales, None)
    }

    /// The request to the driver for a citation.
    fn request(&self, met: &Met, csl: &'e IndependentStyle) -> CitationRequest<'e, Entry> {
        match met {
            Met::Citation(index) => {
                let Citation { items, form, language } = &self.citations[*index];
                let sources = items.iter().map(|item| {
                    (self.by_id[item.source.as_str()], item.locator.as_ref().map(|locator| locator.text.clone()))
                });
                self.cite(sources, (*form, *language), false, csl)
            }
            Met::Source(id) => self.cite([(self.by_id[*id], None)], self.listed, true, csl),
        }
    }

    fn list(&self, csl: &'e IndependentStyle) -> BibliographyRequest<'e> {
        let locale = Some(LocaleCode((self.code)(self.listed.1)));
        BibliographyRequest { style: csl, locale, locale_files: self.locales }
    }

    /// The sources in the order of the list: as the style sorts them, or else in the order of reading, with uncited ones at the end.
    fn order(&self, met: &[Met]) -> Vec<&'e Entry> {
        let own = &self.entries.own;
        if self.style.order_alone.bibliography.as_ref().is_some_and(|bibliography| bibliography.sort.is_some()) {
            let mut order = self.sorted(own);
            // The driver counts words such as “van” in the names of authors, also where the language does not.
            let locale = self.locale;
            if locale.has_silent_parts() && is_by_author(&self.style.order_alone) {
                order.sort_by(|a, b| locale.compare(&first_name(a), &first_name(b)));
            }
            let first = self.entries.first.as_ref().filter(|_| self.style.csl.citation.disambiguate_add_year_suffix);
            if let Some(first) = first {
                letters::order_alike(&mut order, &self.sorted(first));
            }
            return order;
        }
        let cited = met.iter().flat_map(|met| met.sources(self.citations));
        let mut seen = HashSet::new();
        let all = cited.chain(own.iter().map(Entry::key)).filter(|id| seen.insert(id.to_string()));
        all.map(|id| self.by_id[id]).collect()
    }

    /// The sources as the style sorts these entries of them.
    fn sorted(&self, entries: &'e [Entry]) -> Vec<&'e Entry> {
        let csl = &self.style.order_alone;
        let mut driver = BibliographyDriver::new();
        for entry in entries {
            driver.citation(self.cite([(entry, None)], self.listed, true, csl));
        }
        let list = driver.finish(self.list(csl)).bibliography.map(|list| list.items).unwrap_or_default();
        list.iter().filter_map(|item| self.by_id.get(item.key.as_str()).copied()).collect()
    }

    /// Hidden citations of every source in each form and language in use, so that its letter is the same in all of them.
    fn hidden(&self, order: &[&'e Entry]) -> Vec<CitationRequest<'e, Entry>> {
        let mut ways = vec![self.listed];
        if self.style.csl.citation.disambiguate_add_year_suffix {
            for Citation { form, language, .. } in self.citations {
                if !ways.contains(&(*form, *language)) {
                    ways.push((*form, *language));
                }
            }
        }
        let hidden = |entry, way| self.cite([(entry, None)], way, true, &self.style.csl);
        let all = ways.iter().flat_map(|way| order.iter().map(|entry| hidden(*entry, *way)));
        all.chain([hidden(self.dated, self.listed)]).collect()
    }
}

/// The source of the key [`DATED`].
fn dated() -> Entry {
    let mut entry = Entry::new(DATED, EntryType::Report);
    entry.set_authors(vec![person("\u{10ffff}", None)]);
    entry.set_date(Date::from_year(1));
    entry
}

/// The distinct citations, and the number of the first occurrence of each. If citations depend on earlier ones, all are distinct.
fn distinct<'a>(citations: &[Citation], met: &[Met<'a>], style: &Style) -> (Vec<Met<'a>>, HashMap<usize, usize>) {
    let (mut distinct, mut first) = (Vec::new(), HashMap::new());
    let mut known: HashMap<Key, usize> = HashMap::new();
    let mut named = HashSet::new();
    for met in met {
        let is_first = match met {
            Met::Citation(index) => {
                let like = *known.entry(key(&citations[*index])).or_insert(*index);
                let like = if style.by_position { *index } else { like };
                first.insert(*index, like);
                like == *index
            }
            Met::Source(id) => named.insert(*id),
        };
        distinct.extend(is_first.then_some(*met));
    }
    (distinct, first)
}

type Key<'c> = (CiteForm, Language, Vec<(&'c str, Option<String>, Option<String>)>);

fn key(citation: &Citation) -> Key<'_> {
    let text = |code: &Option<Generated>| code.as_ref().map(|code| code.text.clone());
    let items = citation.items.iter();
    let items = items.map(|item| (item.source.as_str(), text(&item.before), text(&item.locator)));
    (citation.form, citation.language, items.collect())
}
