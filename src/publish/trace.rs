//! Formats of a trace, for people and for programs.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::diagnostics::{Files, visible};
use crate::meaning::trace::{Item, Standing, Trace, Way};
use crate::merge::table;
use crate::model::{Kind, markdown::escaped::for_readers};

/// The items, and the links from and to each, by id.
#[derive(Default)]
struct Index<'t> {
    items: HashMap<&'t str, &'t Item>,
    down: HashMap<&'t str, Vec<&'t Way>>,
    up: HashMap<&'t str, Vec<&'t Way>>,
}

impl<'t> Index<'t> {
    fn of(trace: &'t Trace) -> Self {
        let mut index = Self::default();
        index.items.extend(trace.items.iter().map(|item| (item.id.as_str(), item)));
        for way in &trace.links {
            index.down.entry(&way.from).or_default().push(way);
            index.up.entry(&way.to).or_default().push(way);
        }
        index
    }

    /// The links from an item to items of a kind.
    fn down(&self, id: &str, kind: Kind) -> impl Iterator<Item = &'t Way> {
        let links = self.down.get(id).into_iter().flatten().copied();
        links.filter(move |way| self.items.get(way.to.as_str()).is_some_and(|item| item.kind == kind))
    }

    /// The links to an item from items of a kind.
    fn up(&self, id: &str, kind: Kind) -> impl Iterator<Item = &'t Way> {
        let links = self.up.get(id).into_iter().flatten().copied();
        links.filter(move |way| self.items.get(way.from.as_str()).is_some_and(|item| item.kind == kind))
    }
}

/// Trees: for each of `ids`, what it rests on, and what rests on it.
pub fn text(trace: &Trace, ids: &[String], files: &Files) -> String {
    let index = Index::of(trace);
    let mut out = String::new();
    for id in ids {
        let Some(item) = index.items.get(id.as_str()) else { continue };
        let place = item.place.map(|place| {
            let line = files.line_column(place.file, place.range().start).line;
            format!("{}:{line}", visible::line(&files.get(place.file).path))
        });
        if !out.is_empty() {
            out.push('\n');
        }
        out += &format!("{}  {}\n", head(item), place.unwrap_or_default());
        for (words, links, other) in [
            ("rests on", &index.down, (|way| &way.to) as fn(&Way) -> &String),
            ("what rests on it", &index.up, |way| &way.from),
        ] {
            let mut tree = Tree { index: &index, links, other, seen: HashSet::new(), out: String::new() };
            tree.branches(id, 2);
            if !tree.out.is_empty() {
                out += &format!("  {words}\n{}", tree.out);
            }
        }
    }
    out
}

fn head(item: &Item) -> String {
    format!("{}  {}  {}", visible::line(&item.id), item.kind.as_str(), visible::line(&item.title))
}

struct Tree<'i, 't> {
    index: &'i Index<'t>,
    links: &'i HashMap<&'t str, Vec<&'t Way>>,
    other: fn(&Way) -> &String,
    seen: HashSet<&'t str>,
    out: String,
}

impl<'t> Tree<'_, 't> {
    /// Writes the branches of an item. A branch that is already in the tree is not repeated.
    fn branches(&mut self, id: &str, depth: usize) {
        let links = self.links;
        for way in links.get(id).into_iter().flatten() {
            let Some(&item) = self.index.items.get((self.other)(way).as_str()) else { continue };
            let again = !self.seen.insert(&item.id) && links.contains_key(item.id.as_str());
            let standing = way.standing.as_ref().map(doubt).unwrap_or_default();
            let more = if again { "  (see above)" } else { "" };
            self.out += &format!("{}{}{standing}{more}\n", "  ".repeat(depth), head(item));
            if !again {
                self.branches(&item.id, depth + 1);
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
    /// The review state of its links.
    review: String,
}

impl<'t> Row<'t> {
    /// A row of these items; `links` are those between them.
    fn of(index: &Index<'t>, items: [Option<&'t Item>; 3], links: impl Iterator<Item = &'t Way>) -> Self {
        let [recommendation, conclusion, finding] = items;
        let above = |kind| {
            let ways = recommendation.into_iter().flat_map(|item| index.up(&item.id, kind));
            ways.map(|way| way.from.as_str()).collect()
        };
        let evidence = finding.into_iter().flat_map(|finding| index.down(&finding.id, Kind::SOURCE));
        let evidence: Vec<&Way> = evidence.collect();
        Self {
            recommendation,
            conclusion,
            finding,
            packages: above(Kind::PACKAGE),
            addressees: above(Kind::ACTOR),
            actions: above(Kind::ACTION),
            sources: evidence.iter().map(|way| way.to.as_str()).collect(),
            review: review(links.chain(evidence)),
        }
    }
}

/// The review state of several links: the worst of theirs.
fn review<'t>(links: impl Iterator<Item = &'t Way>) -> String {
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

/// Every chain from a recommendation down, and the conclusions and findings that nothing uses.
fn rows<'t>(trace: &'t Trace) -> Vec<Row<'t>> {
    let index = Index::of(trace);
    let item = |id: &str| Some(index.items[id]);
    // A row for each finding of a conclusion, with the link from the recommendation to the conclusion.
    let below = |recommendation: Option<&'t Item>, way: Option<&'t Way>, conclusion: &'t Item| {
        let with = |below: Option<&'t Way>| {
            let finding = below.and_then(|way| item(&way.to));
            Row::of(&index, [recommendation, Some(conclusion), finding], way.into_iter().chain(below))
        };
        let rows: Vec<Row> = index.down(&conclusion.id, Kind::FINDING).map(|way| with(Some(way))).collect();
        if rows.is_empty() { vec![with(None)] } else { rows }
    };
    let mut rows = Vec::new();
    for recommendation in trace.of_kind(Kind::RECOMMENDATION) {
        let before = rows.len();
        for way in index.down(&recommendation.id, Kind::CONCLUSION) {
            rows.extend(below(Some(recommendation), Some(way), index.items[way.to.as_str()]));
        }
        if rows.len() == before {
            rows.push(Row::of(&index, [Some(recommendation), None, None], std::iter::empty()));
        }
    }
    let is_unused = |item: &&Item, by: Kind| index.up(&item.id, by).next().is_none();
    let conclusions = trace.of_kind(Kind::CONCLUSION).filter(|item| is_unused(item, Kind::RECOMMENDATION));
    rows.extend(conclusions.flat_map(|conclusion| below(None, None, conclusion)));
    let findings = trace.of_kind(Kind::FINDING).filter(|item| is_unused(item, Kind::CONCLUSION));
    rows.extend(findings.map(|finding| Row::of(&index, [None, None, Some(finding)], std::iter::empty())));
    rows
}

/// A column of the matrix: its heading, and its cell in a row.
type Column = (&'static str, fn(&Row) -> String);

/// The matrix for spreadsheets: a line for each chain from a recommendation to a finding.
pub fn csv(trace: &Trace) -> String {
    fn id(item: Option<&Item>) -> String {
        item.map(|item| item.id.clone()).unwrap_or_default()
    }
    fn title(item: Option<&Item>) -> String {
        item.map(|item| item.title.clone()).unwrap_or_default()
    }
    let columns: [Column; 11] = [
        ("recommendation", |row| id(row.recommendation)),
        ("recommendation_title", |row| title(row.recommendation)),
        ("package", |row| row.packages.join(" ")),
        ("addressees", |row| row.addressees.join(" ")),
        ("actions", |row| row.actions.join(" ")),
        ("conclusion", |row| id(row.conclusion)),
        ("conclusion_title", |row| title(row.conclusion)),
        ("finding", |row| id(row.finding)),
        ("finding_title", |row| title(row.finding)),
        ("sources", |row| row.sources.join(" ")),
        ("review", |row| row.review.clone()),
    ];
    let cells = |row: &Row| columns.iter().map(|(_, cell)| cell(row)).collect();
    table::csv(&columns.map(|(heading, _)| heading), rows(trace).iter().map(cells).collect())
}

/// The matrix as a Markdown table.
pub fn markdown(trace: &Trace) -> String {
    fn item(item: Option<&Item>) -> String {
        item.map(|item| format!("**{}** {}", item.id, for_readers(&item.title))).unwrap_or_default()
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
    let line = |cells: [String; 8]| format!("| {} |\n", cells.join(" | "));
    let or_dash = |cell: String| if cell.is_empty() { "–".to_owned() } else { cell };
    let head = columns.map(|(heading, _)| heading.to_owned());
    let rows = rows(trace).into_iter().map(|row| line(columns.map(|(_, cell)| or_dash(cell(&row)))));
    [line(head), line(columns.map(|_| "---".to_owned()))].into_iter().chain(rows).collect()
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
        id: &item.id,
        kind: item.kind.as_str(),
        title: &item.title,
        file: item.place.map(|place| files.get(place.file).path.as_str()),
        line: item.place.map(|place| files.line_column(place.file, place.range().start).line),
    });
    let links = trace.links.iter().map(|way| LinkRecord {
        from: &way.from,
        to: &way.to,
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
        out += &format!("  {} [label = {}]\n", quoted(&item.id), quoted(&format!("{}\n{}", item.id, item.title)));
    }
    for way in &trace.links {
        let look = match &way.standing {
            Some(standing @ Standing::Suspect(_)) => format!(" [style = dashed, label = {}]", quoted(standing.word())),
            Some(standing @ Standing::Unreviewed) => format!(" [style = dotted, label = {}]", quoted(standing.word())),
            _ => String::new(),
        };
        out += &format!("  {} -> {}{look}\n", quoted(&way.from), quoted(&way.to));
    }
    out + "}\n"
}

/// A string in the DOT language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
