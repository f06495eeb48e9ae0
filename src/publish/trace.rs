//! Formats of a trace, for people and for programs.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::diagnostics::{Files, Place, visible};
use crate::meaning::trace::{Standing, Trace, Way};
use crate::merge::table;
use crate::model::{Item, Kind, markdown::escaped::for_readers};

/// The links of each item in one direction, by its id, with the item at their other end.
type Links<'t> = HashMap<&'t str, Vec<(&'t Way<'t>, &'t Item)>>;

#[derive(Default)]
struct Index<'t> {
    /// In the order of the trace.
    all: Vec<&'t Item>,
    items: HashMap<&'t str, &'t Item>,
    down: Links<'t>,
    up: Links<'t>,
}

impl<'t> Index<'t> {
    fn of(trace: &'t Trace<'t>) -> Self {
        let mut index = Self { all: trace.items.to_vec(), ..Self::default() };
        index.items.extend(trace.items.iter().map(|item| (item.id(), *item)));
        for way in &trace.links {
            if let [Some(from), Some(to)] = [way.from, way.to].map(|id| index.items.get(id).copied()) {
                index.down.entry(way.from).or_default().push((way, to));
                index.up.entry(way.to).or_default().push((way, from));
            }
        }
        index
    }
}

/// The links of an item with items of a kind.
fn with<'t>(links: &Links<'t>, id: &str, kind: Kind) -> impl Iterator<Item = (&'t Way<'t>, &'t Item)> {
    links.get(id).into_iter().flatten().copied().filter(move |(_, item)| item.kind() == kind)
}

/// Trees: for each of `ids`, what it rests on, and what rests on it.
pub fn text(trace: &Trace, ids: &[String], files: &Files) -> String {
    let index = Index::of(trace);
    let mut out = String::new();
    for id in ids {
        let Some(item) = index.items.get(id.as_str()) else { continue };
        let place = place(item).map(|place| {
            let line = files.line_column(place.file, place.range().start).line;
            format!("{}:{line}", visible::line(&files.get(place.file).path))
        });
        if !out.is_empty() {
            out.push('\n');
        }
        out += &format!("{}  {}\n", head(item), place.unwrap_or_default());
        for (words, links) in [("rests on", &index.down), ("what rests on it", &index.up)] {
            let mut tree = Tree { links, seen: HashSet::new(), out: String::new() };
            tree.branches(id, 2);
            if !tree.out.is_empty() {
                out += &format!("  {words}\n{}", tree.out);
            }
        }
    }
    out
}

fn title(item: &Item) -> &str {
    item.title().unwrap_or_default()
}

/// Where its id stands.
fn place(item: &Item) -> Option<Place> {
    item.id.as_ref().map(|id| id.place)
}

fn head(item: &Item) -> String {
    format!("{}  {}  {}", visible::line(item.id()), item.kind().as_str(), visible::line(title(item)))
}

struct Tree<'i, 't> {
    links: &'i Links<'t>,
    seen: HashSet<&'t str>,
    out: String,
}

impl Tree<'_, '_> {
    /// Writes the branches of an item. A branch that is already in the tree is not repeated.
    fn branches(&mut self, id: &str, depth: usize) {
        for (way, item) in self.links.get(id).into_iter().flatten() {
            let again = !self.seen.insert(item.id()) && self.links.contains_key(item.id());
            let standing = way.standing.as_ref().map(doubt).unwrap_or_default();
            let more = if again { "  (see above)" } else { "" };
            self.out += &format!("{}{}{standing}{more}\n", "  ".repeat(depth), head(item));
            if !again {
                self.branches(item.id(), depth + 1);
            }
        }
    }
}

fn doubt(standing: &Standing) -> String {
    match standing {
        Standing::Agreed => String::new(),
        Standing::Unreviewed => "  [unreviewed]".to_owned(),
        Standing::Suspect(causes) => format!("  [suspect: {}]", causes.join(", ")),
    }
}

/// One chain from a recommendation to a finding, with the ids beside it. Missing parts are empty.
struct Row<'t> {
    recommendation: Option<&'t Item>,
    conclusion: Option<&'t Item>,
    finding: Option<&'t Item>,
    packages: Vec<&'t str>,
    addressees: Vec<&'t str>,
    actions: Vec<&'t str>,
    sources: Vec<&'t str>,
    /// For each of the report's own kinds, the items of it that are linked with the chain, in either direction.
    own: Vec<Vec<&'t str>>,
    /// The review state of its links.
    review: String,
}

impl<'t> Row<'t> {
    /// A row of these items; `links` are those between them.
    fn of(index: &Index<'t>, items: [Option<&'t Item>; 3], links: impl Iterator<Item = &'t Way<'t>>) -> Self {
        let [recommendation, conclusion, finding] = items;
        let ids = |links, item: Option<&Item>, kind| -> Vec<&'t str> {
            item.map(|item| with(links, item.id(), kind).map(|(_, item)| item.id()).collect()).unwrap_or_default()
        };
        let evidence = finding.into_iter().flat_map(|finding| with(&index.down, finding.id(), Kind::SOURCE));
        let own = own_kinds(index).into_iter().map(|kind| linked(index, items, kind));
        let (own, ways): (Vec<Vec<&str>>, Vec<Vec<&Way>>) = own.map(|linked| linked.into_iter().unzip()).unzip();
        Self {
            recommendation,
            conclusion,
            finding,
            packages: ids(&index.up, recommendation, Kind::PACKAGE),
            addressees: ids(&index.up, recommendation, Kind::ACTOR),
            actions: ids(&index.up, recommendation, Kind::ACTION),
            sources: ids(&index.down, finding, Kind::SOURCE),
            own,
            review: review(links.chain(evidence.map(|(way, _)| way)).chain(ways.into_iter().flatten())),
        }
    }
}

/// The report's own kinds that have items, in the order of the items.
fn own_kinds(index: &Index) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for item in index.all.iter().filter(|item| item.declared.is_own()) {
        if !kinds.contains(&item.kind()) {
            kinds.push(item.kind());
        }
    }
    kinds
}

/// The items of a kind that are linked with these items, each once.
fn linked<'t>(index: &Index<'t>, items: [Option<&'t Item>; 3], kind: Kind) -> Vec<(&'t str, &'t Way<'t>)> {
    let mut found: Vec<(&str, &Way)> = Vec::new();
    for item in items.into_iter().flatten() {
        for (way, other) in with(&index.down, item.id(), kind).chain(with(&index.up, item.id(), kind)) {
            if found.iter().all(|(id, _)| *id != other.id()) {
                found.push((other.id(), way));
            }
        }
    }
    found
}

/// The review state of several links: the worst of theirs.
fn review<'t>(links: impl Iterator<Item = &'t Way<'t>>) -> String {
    let standings: Vec<&Standing> = links.filter_map(|way| way.standing.as_ref()).collect();
    let causes = standings.iter().filter_map(|standing| match standing {
        Standing::Suspect(causes) => Some(causes),
        _ => None,
    });
    let causes: BTreeSet<&str> = causes.flatten().map(String::as_str).collect();
    match standings.as_slice() {
        [] => String::new(),
        _ if !causes.is_empty() => format!("suspect: {}", causes.into_iter().collect::<Vec<_>>().join(", ")),
        all if all.contains(&&Standing::Unreviewed) => Standing::Unreviewed.word().to_owned(),
        _ => Standing::Agreed.word().to_owned(),
    }
}

/// A link of a chain and the item at its end. Missing parts are empty.
type Step<'t> = (Option<&'t Way<'t>>, Option<&'t Item>);

/// The links of an item down to items of a kind; without any, one row still shows the item.
fn below<'t>(index: &Index<'t>, item: Option<&'t Item>, kind: Kind) -> Vec<Step<'t>> {
    let links = item.into_iter().flat_map(|item| with(&index.down, item.id(), kind));
    let links: Vec<Step> = links.map(|(way, item)| (Some(way), Some(item))).collect();
    if links.is_empty() { vec![(None, None)] } else { links }
}

/// Every chain from a recommendation down, over a conclusion or straight to a finding, and the conclusions and findings that nothing uses.
fn rows<'t>(trace: &'t Trace<'t>, index: &Index<'t>) -> Vec<Row<'t>> {
    let mut rows = Vec::new();
    let mut add = |recommendation, (first, conclusion): Step<'t>| {
        for (second, finding) in below(index, conclusion, Kind::FINDING) {
            rows.push(Row::of(index, [recommendation, conclusion, finding], first.into_iter().chain(second)));
        }
    };
    let mut straight = Vec::new();
    for recommendation in trace.of_kind(Kind::RECOMMENDATION) {
        let findings: Vec<_> = with(&index.down, recommendation.id(), Kind::FINDING).collect();
        let conclusions = below(index, Some(recommendation), Kind::CONCLUSION);
        // A recommendation that rests on findings alone has no row without one.
        let steps = conclusions.into_iter().filter(|(_, conclusion)| conclusion.is_some() || findings.is_empty());
        steps.for_each(|step| add(Some(recommendation), step));
        straight.extend(
            findings.into_iter().map(|(way, finding)| {
                Row::of(index, [Some(recommendation), None, Some(finding)], std::iter::once(way))
            }),
        );
    }
    let unused = |kind, by| trace.of_kind(kind).filter(move |item| with(&index.up, item.id(), by).next().is_none());
    unused(Kind::CONCLUSION, Kind::RECOMMENDATION).for_each(|conclusion| add(None, (None, Some(conclusion))));
    rows.append(&mut straight);
    let is_named = |finding: &&Item| with(&index.up, finding.id(), Kind::RECOMMENDATION).next().is_some();
    let findings = unused(Kind::FINDING, Kind::CONCLUSION).filter(|finding| !is_named(finding));
    rows.extend(findings.map(|finding| Row::of(index, [None, None, Some(finding)], std::iter::empty())));
    let shown: HashSet<&str> = rows.iter().flat_map(|row| row.own.iter().flatten().copied()).collect();
    let kinds = own_kinds(index);
    for item in index.all.iter().filter(|item| item.declared.is_own() && !shown.contains(item.id())) {
        let mut alone = Row::of(index, [None; 3], std::iter::empty());
        let column =
            kinds.iter().position(|kind| *kind == item.kind()).expect("the kind of an own item has its column");
        alone.own[column].push(item.id());
        rows.push(alone);
    }
    rows
}

/// A column of the matrix: its heading, and its cell in a row.
type Column = (&'static str, fn(&Row) -> String);

/// The matrix for spreadsheets: a line for each chain from a recommendation to a finding.
pub fn csv(trace: &Trace) -> String {
    fn id(item: Option<&Item>) -> String {
        item.map(|item| item.id().to_owned()).unwrap_or_default()
    }
    fn titled(item: Option<&Item>) -> String {
        item.map(title).unwrap_or_default().to_owned()
    }
    let columns: [Column; 11] = [
        ("recommendation", |row| id(row.recommendation)),
        ("recommendation_title", |row| titled(row.recommendation)),
        ("package", |row| row.packages.join(" ")),
        ("addressees", |row| row.addressees.join(" ")),
        ("actions", |row| row.actions.join(" ")),
        ("conclusion", |row| id(row.conclusion)),
        ("conclusion_title", |row| titled(row.conclusion)),
        ("finding", |row| id(row.finding)),
        ("finding_title", |row| titled(row.finding)),
        ("sources", |row| row.sources.join(" ")),
        ("review", |row| row.review.clone()),
    ];
    let index = Index::of(trace);
    let own = own_kinds(&index);
    let headings: Vec<&str> =
        columns.iter().map(|(heading, _)| *heading).chain(own.iter().map(|it| it.as_str())).collect();
    let cells = |row: &Row| {
        let own = row.own.iter().map(|ids| ids.join(" "));
        columns.iter().map(|(_, cell)| cell(row)).chain(own).collect()
    };
    table::csv(&headings, rows(trace, &index).iter().map(cells).collect())
}

/// The matrix as a Markdown table.
pub fn markdown(trace: &Trace) -> String {
    fn item(item: Option<&Item>) -> String {
        item.map(|item| format!("**{}** {}", item.id(), for_readers(title(item)))).unwrap_or_default()
    }
    let columns: [Column; 8] = [
        ("Recommendation", |row| item(row.recommendation)),
        ("Conclusion", |row| item(row.conclusion)),
        ("Finding", |row| item(row.finding)),
        ("Sources", |row| row.sources.join(", ")),
        ("Actions", |row| row.actions.join(", ")),
        ("Package", |row| row.packages.join(", ")),
        ("Addressees", |row| row.addressees.join(", ")),
        ("Review", |row| row.review.clone()),
    ];
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let or_dash = |cell: String| if cell.is_empty() { "–".to_owned() } else { cell };
    let index = Index::of(trace);
    let own = own_kinds(&index).into_iter().map(|kind| first_large(kind.as_str()));
    let head: Vec<String> = columns.iter().map(|(heading, _)| (*heading).to_owned()).chain(own).collect();
    let under = line(vec!["---".to_owned(); head.len()]);
    let rows = rows(trace, &index).into_iter().map(|row| {
        let own = row.own.iter().map(|ids| ids.join(", "));
        line(columns.iter().map(|(_, cell)| cell(&row)).chain(own).map(or_dash).collect())
    });
    [line(head), under].into_iter().chain(rows).collect()
}

/// A key as a heading: `asset` as `Asset`.
fn first_large(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[derive(Serialize)]
struct Document<'t> {
    /// Raised with every breaking change.
    format: u32,
    items: Vec<ItemRecord<'t>>,
    links: Vec<LinkRecord<'t>>,
}

#[derive(Serialize)]
struct ItemRecord<'t> {
    id: &'t str,
    kind: &'t str,
    title: &'t str,
    file: Option<&'t str>,
    line: Option<usize>,
}

#[derive(Serialize)]
struct LinkRecord<'t> {
    from: &'t str,
    to: &'t str,
    relation: &'t str,
    /// `agreed`, `suspect` or `unreviewed`.
    review: Option<&'t str>,
    /// The changed links that make it suspect.
    because: &'t [String],
}

/// Items and links for programs.
pub fn json(trace: &Trace, files: &Files) -> String {
    let items = trace.items.iter().map(|item| ItemRecord {
        id: item.id(),
        kind: item.kind().as_str(),
        title: title(item),
        file: place(item).map(|place| files.get(place.file).path.as_str()),
        line: place(item).map(|place| files.line_column(place.file, place.range().start).line),
    });
    let links = trace.links.iter().map(|way| LinkRecord {
        from: way.from,
        to: way.to,
        relation: way.relation,
        review: way.standing.as_ref().map(Standing::word),
        because: match &way.standing {
            Some(Standing::Suspect(causes)) => causes,
            _ => &[],
        },
    });
    let document = Document { format: 1, items: items.collect(), links: links.collect() };
    serde_json::to_string_pretty(&document).expect("strings and numbers are JSON") + "\n"
}

/// A graph for Graphviz, with suspect links dashed and unreviewed links dotted.
pub fn dot(trace: &Trace) -> String {
    let mut out = "digraph trace {\n  rankdir = RL\n  node [shape = box, fontname = \"sans-serif\"]\n".to_owned();
    for item in &trace.items {
        out += &format!("  {} [label = {}]\n", quoted(item.id()), quoted(&format!("{}\n{}", item.id(), title(item))));
    }
    for way in &trace.links {
        let look = match &way.standing {
            Some(standing @ Standing::Suspect(_)) => format!(" [style = dashed, label = {}]", quoted(standing.word())),
            Some(standing @ Standing::Unreviewed) => format!(" [style = dotted, label = {}]", quoted(standing.word())),
            _ => String::new(),
        };
        out += &format!("  {} -> {}{look}\n", quoted(way.from), quoted(way.to));
    }
    out + "}\n"
}

/// A string in the DOT language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
