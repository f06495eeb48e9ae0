//! Formats of a trace, for people and for programs.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::diagnostics::{Files, visible};
use crate::meaning::trace::{Item, Standing, Trace, Way};
use crate::merge::table;
use crate::model::{Kind, markdown::escaped::for_readers};

/// Links from and to each item, by id.
struct Index<'t> {
    trace: &'t Trace,
    items: HashMap<&'t str, &'t Item>,
    down: HashMap<&'t str, Vec<&'t Way>>,
    up: HashMap<&'t str, Vec<&'t Way>>,
}

impl<'t> Index<'t> {
    fn of(trace: &'t Trace) -> Self {
        let mut index = Self { trace, items: HashMap::new(), down: HashMap::new(), up: HashMap::new() };
        index.items.extend(trace.items.iter().map(|item| (item.id.as_str(), item)));
        for way in &trace.links {
            index.down.entry(&way.from).or_default().push(way);
            index.up.entry(&way.to).or_default().push(way);
        }
        index
    }

    fn is(&self, id: &str, kind: Kind) -> bool {
        self.items.get(id).is_some_and(|item| item.kind == kind)
    }

    /// The links from an item to items of a kind.
    fn down(&self, id: &str, kind: Kind) -> impl Iterator<Item = &'t Way> {
        let links = self.down.get(id).into_iter().flatten().copied();
        links.filter(move |way| self.is(&way.to, kind))
    }

    /// The links to an item from items of a kind.
    fn up(&self, id: &str, kind: Kind) -> impl Iterator<Item = &'t Way> {
        let links = self.up.get(id).into_iter().flatten().copied();
        links.filter(move |way| self.is(&way.from, kind))
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

/// One chain from a recommendation to a finding; missing parts are empty.
#[derive(Default)]
struct Row<'t> {
    recommendation: Option<&'t Item>,
    conclusion: Option<&'t Item>,
    finding: Option<&'t Item>,
    ways: Vec<&'t Way>,
}

/// Every chain from a recommendation down, and the conclusions and findings that nothing uses.
fn rows<'t>(index: &Index<'t>) -> Vec<Row<'t>> {
    // A row for each finding of a conclusion, with the link from the recommendation to the conclusion.
    let below = |recommendation: Option<&'t Item>, way: Option<&'t Way>, conclusion: &'t Item| {
        let start =
            Row { recommendation, conclusion: Some(conclusion), finding: None, ways: way.into_iter().collect() };
        let with = |below: &'t Way| {
            let ways = way.into_iter().chain([below]).collect();
            Row { finding: Some(index.items[below.to.as_str()]), ways, ..start }
        };
        let rows: Vec<Row> = index.down(&conclusion.id, Kind::FINDING).map(with).collect();
        if rows.is_empty() { vec![start] } else { rows }
    };
    let mut rows = Vec::new();
    for recommendation in index.trace.of_kind(Kind::RECOMMENDATION) {
        let before = rows.len();
        for way in index.down(&recommendation.id, Kind::CONCLUSION) {
            rows.extend(below(Some(recommendation), Some(way), index.items[way.to.as_str()]));
        }
        if rows.len() == before {
            rows.push(Row { recommendation: Some(recommendation), ..Row::default() });
        }
    }
    let is_unused = |item: &&Item, by: Kind| index.up(&item.id, by).next().is_none();
    let conclusions = index.trace.of_kind(Kind::CONCLUSION).filter(|item| is_unused(item, Kind::RECOMMENDATION));
    rows.extend(conclusions.flat_map(|conclusion| below(None, None, conclusion)));
    let findings = index.trace.of_kind(Kind::FINDING).filter(|item| is_unused(item, Kind::CONCLUSION));
    rows.extend(findings.map(|finding| Row { finding: Some(finding), ..Row::default() }));
    rows
}

/// The other ids of a row, and the review state of its links.
struct Facts {
    packages: Vec<String>,
    addressees: Vec<String>,
    actions: Vec<String>,
    sources: Vec<String>,
    standing: String,
}

fn facts(row: &Row, index: &Index) -> Facts {
    let above = |kind| {
        let ways = row.recommendation.into_iter().flat_map(|item| index.up(&item.id, kind));
        ways.map(|way| way.from.clone()).collect()
    };
    let evidence = row.finding.into_iter().flat_map(|finding| index.down(&finding.id, Kind::SOURCE));
    let evidence: Vec<&Way> = evidence.collect();
    let standings: Vec<&Standing> = row.ways.iter().chain(&evidence).filter_map(|way| way.standing.as_ref()).collect();
    let causes = standings.iter().filter_map(|standing| match standing {
        Standing::Suspect(causes) => Some(causes),
        _ => None,
    });
    let causes: BTreeSet<&str> = causes.flatten().map(String::as_str).collect();
    let standing = match standings.as_slice() {
        [] => String::new(),
        _ if !causes.is_empty() => format!("suspect: {}", causes.into_iter().collect::<Vec<_>>().join(", ")),
        all if all.contains(&&Standing::Unreviewed) => Standing::Unreviewed.word().to_owned(),
        _ => Standing::Agreed.word().to_owned(),
    };
    Facts {
        packages: above(Kind::PACKAGE),
        addressees: above(Kind::ACTOR),
        actions: above(Kind::ACTION),
        sources: evidence.iter().map(|way| way.to.clone()).collect(),
        standing,
    }
}

/// The matrix for spreadsheets: a line for each chain from a recommendation to a finding.
pub fn csv(trace: &Trace) -> String {
    let index = Index::of(trace);
    let id = |item: Option<&Item>| item.map(|item| item.id.clone()).unwrap_or_default();
    let title = |item: Option<&Item>| item.map(|item| item.title.clone()).unwrap_or_default();
    let line = |row: &Row| {
        let facts = facts(row, &index);
        vec![
            id(row.recommendation),
            title(row.recommendation),
            facts.packages.join(" "),
            facts.addressees.join(" "),
            facts.actions.join(" "),
            id(row.conclusion),
            title(row.conclusion),
            id(row.finding),
            title(row.finding),
            facts.sources.join(" "),
            facts.standing,
        ]
    };
    let headings = [
        "recommendation",
        "recommendation_title",
        "package",
        "addressees",
        "actions",
        "conclusion",
        "conclusion_title",
        "finding",
        "finding_title",
        "sources",
        "review",
    ];
    table::csv(&headings, rows(&index).iter().map(line).collect())
}

/// The matrix as a Markdown table.
pub fn markdown(trace: &Trace) -> String {
    let index = Index::of(trace);
    let item = |item: Option<&Item>| match item {
        Some(item) => format!("**{}** {}", item.id, for_readers(&item.title)),
        None => "–".to_owned(),
    };
    let ids = |ids: &[String]| if ids.is_empty() { "–".to_owned() } else { ids.join(", ") };
    let mut out = "| Recommendation | Conclusion | Finding | Sources | Actions | Package | Addressees | Review |\n\
                   | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for row in rows(&index) {
        let facts = facts(&row, &index);
        let cells = [
            item(row.recommendation),
            item(row.conclusion),
            item(row.finding),
            ids(&facts.sources),
            ids(&facts.actions),
            ids(&facts.packages),
            ids(&facts.addressees),
            if facts.standing.is_empty() { "–".to_owned() } else { facts.standing },
        ];
        out += &format!("| {} |\n", cells.join(" | "));
    }
    out
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
