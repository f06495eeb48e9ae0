//! What comes in: what editors wrote. What goes out: the report with every link resolved; a `Graph` exists only if every id is
//! unique and every link holds. This room must not know what a good report is, or how one is shown.

pub mod salvage;
pub mod schema;
pub mod withdrawn;

use std::collections::{BTreeMap, HashMap, HashSet};

use icu::locale::subtags::Language;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;
use crate::diagnostics::nearest;

use crate::model::image;
use crate::model::kind::{Kind, Target, natural_key};
use crate::model::load::{Chapter, Model};
use crate::model::records::*;
use crate::model::scalar::Link;
use withdrawn::Withdrawals;

/// Items of one kind in their natural order (`H2` before `H10`), found by id.
#[derive(Debug, Clone)]
pub struct Collection<T> {
    items: Vec<Item<T>>,
    index: HashMap<String, usize>,
}

impl<T> Collection<T> {
    fn new(mut items: Vec<Item<T>>) -> Self {
        items.sort_by_cached_key(|item| natural_key(&item.id));
        let index = items.iter().enumerate().map(|(index, item)| (item.id.clone(), index)).collect();
        Self { items, index }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Item<T>> {
        self.items.iter()
    }

    pub fn get(&self, id: &str) -> Option<&Item<T>> {
        self.index.get(id).map(|&index| &self.items[index])
    }
}

/// The whole report, linked.
#[derive(Debug, Clone)]
pub struct Graph {
    pub report: ReportFile,
    pub languages: Vec<Language>,
    pub sources: Collection<Source>,
    pub findings: Collection<Finding>,
    pub conclusions: Collection<Conclusion>,
    pub recommendations: Collection<Recommendation>,
    pub packages: Collection<Package>,
    pub actors: Collection<Actor>,
    pub figures: Collection<Figure>,
    pub questions: Vec<Question>,
    pub terms: Vec<Item<Term>>,
    pub chapters: Vec<Chapter>,
    pub images: HashSet<String>,
    /// Images whose ending stands for another format than they have.
    pub misnamed: BTreeMap<String, image::Format>,
    pub withdrawn: Withdrawals,
    kinds: Kinds,
    broken: HashSet<String>,
    conclusions_on: WayBack,
    recommendations_on: WayBack,
}

impl Graph {
    /// The language that the report is written in.
    pub fn source_language(&self) -> Language {
        self.languages[0]
    }

    /// What an id names, if anything.
    pub fn kind(&self, id: &str) -> Option<Kind> {
        self.kinds.get(id).map(|(kind, _)| *kind)
    }

    /// Where an id is declared.
    pub fn place(&self, id: &str) -> Option<Place> {
        self.kinds.get(id).map(|(_, place)| *place)
    }

    /// Whether an id belongs to a file that has faults of its own.
    pub fn is_broken(&self, id: &str) -> bool {
        self.broken.contains(id)
    }

    /// Every id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// Conclusions that rest on the finding, in their order.
    pub fn conclusions_on(&self, finding: &str) -> Vec<&Item<Conclusion>> {
        self.conclusions_on.get(finding).into_iter().flatten().map(|&index| &self.conclusions.items[index]).collect()
    }

    /// Recommendations that rest on the conclusion, in their order.
    pub fn recommendations_on(&self, conclusion: &str) -> Vec<&Item<Recommendation>> {
        let indices = self.recommendations_on.get(conclusion).into_iter().flatten();
        indices.map(|&index| &self.recommendations.items[index]).collect()
    }
}

/// Where the items stand that link to an id: links point one way, and this is the way back.
type WayBack = HashMap<String, Vec<usize>>;

fn way_back<T, U>(collection: &Collection<T>, links: fn(&T) -> &[Link<U>]) -> WayBack {
    let mut way_back = WayBack::new();
    for (index, item) in collection.items.iter().enumerate() {
        for link in links(&item.data) {
            let back = way_back.entry(link.id.clone()).or_default();
            if back.last() != Some(&index) {
                back.push(index);
            }
        }
    }
    way_back
}

/// What each id names, and where it is declared.
pub type Kinds = HashMap<String, (Kind, Place)>;

/// The ids of a model. Of two things with one id the first counts.
pub fn kinds(model: &Model) -> Kinds {
    let mut unseen = Vec::new();
    let mut linker = Linker::of(model, &mut unseen);
    linker.declare_all(model);
    linker.kinds
}

/// Resolves every link of the model.
///
/// # Errors
/// Duplicate ids and links to nothing or to another kind go to `diagnostics`; with any of them, or with files that had
/// faults of their own, there is no graph.
pub fn link(model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Option<Graph> {
    let before = diagnostics.len();
    let mut linker = Linker::of(model, diagnostics);
    linker.declare_all(model);
    linker.check_all(model);
    let kinds = linker.kinds;
    withdrawn::check(model, &kinds, diagnostics);
    let whole = model.broken.is_empty() && model.questions.is_some() && model.withdrawn.is_some();
    if diagnostics.len() > before || !whole {
        return None;
    }
    assemble(model, kinds)
}

/// The graph of a model whose links hold.
pub(super) fn assemble(model: &Model, kinds: Kinds) -> Option<Graph> {
    let conclusions = Collection::new(model.conclusions.clone());
    let recommendations = Collection::new(model.recommendations.clone());
    Some(Graph {
        conclusions_on: way_back(&conclusions, |conclusion| &conclusion.findings),
        recommendations_on: way_back(&recommendations, |recommendation| &recommendation.conclusions),
        report: model.report.clone()?,
        languages: model.languages.clone(),
        sources: Collection::new(model.sources.clone()),
        findings: Collection::new(model.findings.clone()),
        conclusions,
        recommendations,
        packages: Collection::new(model.packages.clone()),
        actors: Collection::new(model.actors.clone()),
        figures: Collection::new(model.figures.clone()),
        questions: model.questions.clone().unwrap_or_default(),
        terms: model.terms.clone(),
        chapters: model.chapters.clone(),
        images: model.images.clone(),
        misnamed: model.misnamed.clone(),
        withdrawn: Withdrawals::of(model),
        kinds,
        broken: model.broken.clone(),
    })
}

struct Linker<'a> {
    kinds: Kinds,
    withdrawn: Withdrawals,
    broken: &'a HashSet<String>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Linker<'a> {
    fn of(model: &'a Model, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { kinds: Kinds::new(), withdrawn: Withdrawals::of(model), broken: &model.broken, diagnostics }
    }

    fn declare_all(&mut self, model: &Model) {
        self.declare_items(&model.sources);
        self.declare_items(&model.findings);
        self.declare_items(&model.conclusions);
        self.declare_items(&model.recommendations);
        self.declare_items(&model.packages);
        self.declare_items(&model.actors);
        self.declare_items(&model.figures);
        for action in model.recommendations.iter().flat_map(|item| &item.data.action) {
            self.declare(&action.id.id, Kind::Action, action.id.place);
        }
        for question in model.questions.iter().flatten() {
            self.declare(&question.id.id, Kind::Question, question.id.place);
        }
        for theme in model.report.iter().flat_map(|report| &report.theme) {
            self.declare(&theme.id.id, Kind::Theme, theme.id.place);
        }
    }

    fn declare_items<T: Target>(&mut self, items: &[Item<T>]) {
        for item in items {
            self.declare(&item.id, T::KIND, item.place);
        }
    }

    fn declare(&mut self, id: &str, kind: Kind, place: Place) {
        if let Some(&(other, first)) = self.kinds.get(id) {
            let message = format!("the id `{id}` is taken");
            self.diagnostics.push(
                Diagnostic::new(Code::DuplicateId, place, message)
                    .with_related(first, format!("{} has it already", other.with_article()))
                    .with_hint(
                        "ids are unique over all kinds, and that of a file ends at the first hyphen of its name; give one of the \
                         two another id",
                    ),
            );
        } else {
            self.diagnostics.extend(self.withdrawn.get(id).map(|entry| withdrawn::reused(entry, kind, place)));
            self.kinds.insert(id.to_owned(), (kind, place));
        }
    }

    fn check_all(&mut self, model: &Model) {
        for Item { data: finding, .. } in &model.findings {
            for evidence in &finding.evidence {
                self.check(&evidence.source);
            }
            if model.questions.is_some() {
                self.check_each(finding.question.iter());
            }
            // Themes stand in `report.toml`; when that is broken, nobody can tell which exist.
            if model.report.is_some() {
                self.check_each(finding.theme.iter());
            }
            self.check_each(&finding.figures);
        }
        for Item { data: conclusion, .. } in &model.conclusions {
            self.check_each(&conclusion.findings);
        }
        for Item { data: recommendation, .. } in &model.recommendations {
            self.check(&recommendation.package);
            self.check_each(&recommendation.conclusions);
            self.check_each(&recommendation.addressees);
            for action in &recommendation.action {
                self.check_each(&action.responsible);
                self.check_each(&action.partners);
            }
            self.check_each(recommendation.indicator.iter().filter_map(|indicator| indicator.source.as_ref()));
            self.check_each(recommendation.follow_up.iter().flat_map(|follow_up| &follow_up.evidence));
        }
        for Item { data: figure, .. } in &model.figures {
            self.check_each(&figure.source.0);
        }
        let announcement = model.report.as_ref().and_then(|report| report.announcement.as_ref());
        self.check_each(announcement.into_iter().flat_map(|announcement| &announcement.themes));
        for (kind, id, place) in &model.loose_links {
            let unknowable = match kind {
                Kind::Theme => model.report.is_none(),
                Kind::Question => model.questions.is_none(),
                _ => false,
            };
            if !unknowable {
                self.check_loose(*kind, id, *place);
            }
        }
    }

    fn check_each<'l, T: Target + 'l>(&mut self, links: impl IntoIterator<Item = &'l Link<T>>) {
        for link in links {
            self.check(link);
        }
    }

    fn check<T: Target>(&mut self, link: &Link<T>) {
        self.check_loose(T::KIND, &link.id, link.place);
    }

    fn check_loose(&mut self, wanted_kind: Kind, id: &str, at: Place) {
        if self.broken.contains(id) {
            return;
        }
        let wanted = wanted_kind.with_article();
        match self.kinds.get(id) {
            Some((kind, _)) if *kind == wanted_kind => {}
            Some((kind, place)) => {
                let message = format!("expected {wanted}, but `{}` is {}", id, kind.with_article());
                self.diagnostics.push(
                    Diagnostic::new(Code::DanglingLink, at, message)
                        .with_related(*place, format!("`{}` is declared here", id)),
                );
            }
            None if self.withdrawn.get(id).is_some() => {
                self.diagnostics.extend(withdrawn::linked(&self.withdrawn, id, wanted_kind, at));
            }
            None => {
                let message = format!("there is no `{}`; expected {wanted}", id);
                let mut diagnostic = Diagnostic::new(Code::DanglingLink, at, message);
                let candidates = self.kinds.iter().filter(|(_, (kind, _))| *kind == wanted_kind);
                let mut candidates: Vec<&str> = candidates.map(|(id, _)| id.as_str()).collect();
                candidates.sort_unstable();
                if let Some(near) = nearest::nearest(id, candidates) {
                    diagnostic = diagnostic
                        .with_related(self.kinds[near].1, format!("`{near}` is here"))
                        .with_hint(format!("did you mean `{near}`?"));
                }
                self.diagnostics.push(diagnostic);
            }
        }
    }
}
