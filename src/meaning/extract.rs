//! What of a report concerns an addressee, or what an editor chose, with everything that it rests on.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostics::nearest;
use crate::graph::Graph;
use crate::graph::from_data::{self, Answer};
use crate::graph::ways::Ways;
use crate::model::typed::Figure;
use crate::model::{Declarations, FigureKind, Item, Kind, LinkOf, Type};

use super::condition;

/// What an extract is of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// What concerns this actor.
    pub addressee: Option<String>,
    /// These items.
    pub only: Vec<String>,
    /// Of all, or of what concerns the addressee, that for which this is true.
    pub condition: Option<String>,
}

/// Why a filter is none.
#[derive(Debug)]
pub struct WrongFilter {
    pub message: String,
    pub hint: Option<String>,
}

impl WrongFilter {
    fn new(message: String, hint: Option<String>) -> Self {
        Self { message, hint }
    }
}

/// The ids of what an extract has, those of tables inside its items among them.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub ids: BTreeSet<String>,
}

/// Kinds that extracts have for what refers to them, and never for themselves.
const BESIDE: [Kind; 7] =
    [Kind::ACTOR, Kind::SOURCE, Kind::FIGURE, Kind::PACKAGE, Kind::THEME, Kind::QUESTION, Kind::TERM];

/// The items that can be chosen.
fn choices(graph: &Graph) -> impl Iterator<Item = &Item> {
    graph.items().filter(|item| item.declared.printed && !BESIDE.contains(&item.kind()))
}

/// The actors that something concerns, in the order of the report.
pub fn addressees(graph: &Graph) -> Vec<&str> {
    let named: HashSet<&str> = choices(graph).flat_map(|item| item.links()).map(|it| it.link.id.as_str()).collect();
    graph.of(Kind::ACTOR).map(Item::id).filter(|id| named.contains(id)).collect()
}

/// What a filter chooses, with what that rests on. `questions` whether the extract shows the questions that its findings answer. Fails if the
/// filter names what there is not, or nothing is chosen.
pub fn select(graph: &Graph, filter: &Filter, questions: bool) -> Result<Selection, WrongFilter> {
    let ways = Ways::new(graph);
    let holders = holders(graph);
    let mut chosen: Vec<&Item> = match &filter.addressee {
        Some(actor) => concerning(graph, actor)?,
        None if filter.only.is_empty() => choices(graph).collect(),
        None => {
            let named = filter.only.iter().map(|id| named(graph, &holders, id));
            named.collect::<Result<_, _>>()?
        }
    };
    if let Some(wanted) = &filter.condition {
        chosen = holding(wanted, chosen, graph)?;
    }
    if chosen.is_empty() {
        let hint = "`raportti list KIND --where CONDITION` shows what a condition is true of";
        return Err(WrongFilter::new("the extract would have no item".to_owned(), Some(hint.to_owned())));
    }
    let walk = Walk { graph, ways: &ways, holders: &holders, chain: chain(graph.model.declarations), questions };
    Ok(Selection { ids: walk.all(chosen) })
}

/// The items that link to an actor.
fn concerning<'g>(graph: &'g Graph, actor: &str) -> Result<Vec<&'g Item>, WrongFilter> {
    if graph.kind(actor) != Some(Kind::ACTOR) {
        let known: Vec<&str> = graph.of(Kind::ACTOR).map(Item::id).collect();
        return Err(match graph.kind(actor) {
            Some(kind) => WrongFilter::new(
                format!("`{actor}` is {}, and `--for` takes an actor", kind.with_article()),
                Some(format!("for an extract of it write `--only {actor}`")),
            ),
            None => WrongFilter::new(format!("the report has no actor `{actor}`"), nearest::hint(actor, &known)),
        });
    }
    let found: Vec<&Item> = choices(graph).filter(|item| item.links().iter().any(|it| it.link.id == actor)).collect();
    if found.is_empty() {
        let message = format!("nothing in the report is addressed to `{actor}`, and no action names it");
        let known = addressees(graph).iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let hint = (!known.is_empty()).then(|| format!("there is something for {known}"));
        return Err(WrongFilter::new(message, hint));
    }
    Ok(found)
}

/// The item of an id; of a table inside an item, that item.
fn named<'g>(graph: &'g Graph, holders: &HashMap<&'g str, &'g str>, id: &str) -> Result<&'g Item, WrongFilter> {
    let own = holders.get(id).copied().unwrap_or(id);
    if let Some(item) = choices(graph).find(|item| item.id() == own) {
        return Ok(item);
    }
    let known: Vec<&str> = choices(graph).map(Item::id).chain(holders.keys().copied()).collect();
    Err(match graph.kind(id) {
        Some(Kind::ACTOR) => WrongFilter::new(
            format!("`{id}` is an actor, which no extract consists of"),
            Some(format!("for what concerns it write `--for {id}`")),
        ),
        Some(kind) => WrongFilter::new(
            format!("`{id}` is {}, which no extract consists of", kind.with_article()),
            Some("name findings, conclusions, recommendations, or items of the report's own kinds".to_owned()),
        ),
        None => WrongFilter::new(format!("the report has no `{id}`"), nearest::hint(id, &known)),
    })
}

/// Those of the items for which a condition is true. It can name the fields of one kind or of several, and each kind must have all of them that
/// it is asked for; kinds that lack them have no such item.
fn holding<'g>(wanted: &str, items: Vec<&'g Item>, graph: &'g Graph) -> Result<Vec<&'g Item>, WrongFilter> {
    let mut kept = Vec::new();
    let (mut understood, mut wrong) = (false, None);
    for declared in graph.model.declarations.kinds.iter() {
        let own: Vec<&Item> = items.iter().copied().filter(|item| std::ptr::eq(item.declared, declared)).collect();
        if own.is_empty() {
            continue;
        }
        match condition::holding(wanted, declared, own, graph) {
            Ok(found) => {
                understood = true;
                kept.extend(found);
            }
            // What a kind lacks says less than a mistake in what it has.
            Err(error) if wrong.is_none() || !error.is_of_key => wrong = Some(error),
            Err(_) => {}
        }
    }
    match wrong.filter(|_| !understood) {
        Some(error) => Err(WrongFilter::new(error.message, error.hint)),
        None => Ok(kept),
    }
}

/// The item with a file that each table with an id lies in.
fn holders(graph: &Graph) -> HashMap<&str, &str> {
    graph.items().flat_map(|item| item.held().into_iter().map(|(_, held)| (held.id(), item.id()))).collect()
}

/// The kinds whose items rest on others, or others on them. Sources and figures are what they rest on in the end.
fn chain(declarations: &'static Declarations) -> HashSet<Kind> {
    let mut kinds = HashSet::new();
    for kind in declarations.kinds.iter() {
        for field in kind.fields.iter().filter(|field| field.rests_on) {
            kinds.insert(declarations.owner(kind).kind());
            kinds.extend(field.types().filter_map(|it| match it {
                Type::Link(to) => Some(declarations.kind(*to).kind()),
                _ => None,
            }));
        }
    }
    kinds.retain(|kind| !BESIDE.contains(kind));
    kinds
}

/// The way from what was chosen to all that belongs to it.
struct Walk<'w, 'g> {
    graph: &'g Graph,
    ways: &'w Ways<'g>,
    holders: &'w HashMap<&'g str, &'g str>,
    chain: HashSet<Kind>,
    questions: bool,
}

impl<'g> Walk<'_, 'g> {
    fn all(&self, chosen: Vec<&'g Item>) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        let mut waiting = chosen;
        while let Some(item) = waiting.pop() {
            if !ids.insert(item.id().to_owned()) {
                continue;
            }
            ids.extend(item.held().into_iter().map(|(_, held)| held.id().to_owned()));
            let links = item.links().into_iter().filter(|link| self.follows(link));
            waiting.extend(links.filter_map(|it| {
                let id = it.link.id.as_str();
                self.ways.item(self.holders.get(id).copied().unwrap_or(id))
            }));
        }
        ids
    }

    /// Whether a link leads to something that belongs to the item: what it rests on, and what is there for it alone, such as its package, its
    /// figures and the actors that it names. A link to another item of the chain that says something else is a reference.
    fn follows(&self, LinkOf { field, link, .. }: &LinkOf) -> bool {
        let kind = self.graph.kind(&link.id).unwrap_or(link.kind);
        match kind {
            Kind::QUESTION => self.questions,
            kind if self.chain.contains(&kind) => field.rests_on,
            _ => true,
        }
    }
}

impl Selection {
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Adds what texts refer to: sources that they cite, and figures that stand in them.
    pub fn add<'i>(&mut self, ids: impl IntoIterator<Item = &'i str>, graph: &Graph) {
        for id in ids {
            self.ids.insert(id.to_owned());
            let sources = graph.get(id).into_iter().flat_map(Item::links).filter(|it| it.link.kind == Kind::SOURCE);
            self.ids.extend(sources.map(|it| it.link.id.clone()));
        }
    }

    /// Takes out figures that would say something of items that are left out: those that are made from items which are not all there.
    pub fn without_partial_figures(&mut self, graph: &Graph) {
        let ways = Ways::new(graph);
        let figures = graph.all::<Figure>().filter(|figure| self.has(figure.0.id()));
        let partial = figures.filter(|figure| !self.is_whole(*figure, &ways, graph));
        let partial: Vec<String> = partial.map(|figure| figure.0.id().to_owned()).collect();
        self.ids.retain(|id| !partial.contains(id));
    }

    fn is_whole<'g>(&self, figure: Figure<'g>, ways: &Ways<'g>, graph: &'g Graph) -> bool {
        let has_all = |kinds: &[Kind]| kinds.iter().all(|kind| graph.of(*kind).all(|item| self.has(item.id())));
        match figure.kind() {
            kind if kind.is_from_data() => Answer::of(figure, ways, graph).is_some_and(|answer| {
                let groups = answer.table.rows.iter().chain(&answer.table.columns);
                let grouped = groups.filter_map(|it| if let from_data::Group::Id(id) = it { Some(id) } else { None });
                answer.items.iter().all(|item| self.has(item.id())) && grouped.into_iter().all(|id| self.has(id))
            }),
            FigureKind::Timeline if figure.data().is_empty() => has_all(&[Kind::RECOMMENDATION]),
            FigureKind::MapOfLinks => choices(graph).all(|item| self.has(item.id())),
            _ => true,
        }
    }
}
