//! A trace in the forms in which people and programs read it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::diagnostics::files::Files;
use crate::diagnostics::visible;
use crate::meaning::trace::{Item, Standing, Trace, Way};
use crate::merge::table;
use crate::model::kind::Kind;

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

/// As trees: for each of `ids` what it stands on, and what stands on it.
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
            ("stands on", &index.down, (|way| &way.to) as fn(&Way) -> &String),
            ("what stands on it", &index.up, |way| &way.from),
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
    /// The branches of an item. One that stands elsewhere in the tree already is not followed again.
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

/// One way from a recommendation to a finding; what is missing on it is empty.
struct Row<'t> {
    recommendation: Option<&'t Item>,
    conclusion: Option<&'t Item>,
    finding: Option<&'t Item>,
    ways: Vec<&'t Way>,
}

/// Every way from a recommendation down, and what no recommendation or conclusion uses.
fn rows<'t>(index: &Index<'t>) -> Vec<Row<'t>> {
    let mut rows = Vec::new();
    let findings = |conclusion: &'t Item| -> Vec<(Option<&'t Item>, Option<&'t Way>)> {
        let found: Vec<_> = index
            .down(&conclusion.id, Kind::FINDING)
            .map(|way| (index.items.get(way.to.as_str()).copied(), Some(way)))
            .collect();
        if found.is_empty() { vec![(None, None)] } else { found }
    };
    for recommendation in index.trace.of_kind(Kind::RECOMMENDATION) {
        let before = rows.len();
        for way in index.down(&recommendation.id, Kind::CONCLUSION) {
            let conclusion = index.items[way.to.as_str()];
            for (finding, below) in findings(conclusion) {
                let ways = std::iter::once(way).chain(below).collect();
                rows.push(Row { recommendation: Some(recommendation), conclusion: Some(conclusion), finding, ways });
            }
        }
        if rows.len() == before {
            rows.push(Row { recommendation: Some(recommendation), conclusion: None, finding: None, ways: Vec::new() });
        }
    }
    for conclusion in index.trace.of_kind(Kind::CONCLUSION) {
        if index.up(&conclusion.id, Kind::RECOMMENDATION).next().is_none() {
            for (finding, below) in findings(conclusion) {
                let ways = below.into_iter().collect();
                rows.push(Row { recommendation: None, conclusion: Some(conclusion), finding, ways });
            }
        }
    }
    for finding in index.trace.of_kind(Kind::FINDING) {
        if index.up(&finding.id, Kind::CONCLUSION).next().is_none() {
            rows.push(Row { recommendation: None, conclusion: None, finding: Some(finding), ways: Vec::new() });
        }
    }
    rows
}

/// The ids that a row shows beside its items, and how its links stand.
struct Facts {
    packages: Vec<String>,
    addressees: Vec<String>,
    actions: Vec<String>,
    sources: Vec<String>,
    standing: String,
}

fn facts(row: &Row, index: &Index) -> Facts {
    let ids =
        |ways: &mut dyn Iterator<Item = &Way>, end: fn(&Way) -> &String| ways.map(|way| end(way).clone()).collect();
    let above = |kind| match row.recommendation {
        Some(item) => ids(&mut index.up(&item.id, kind), |way| &way.from),
        None => Vec::new(),
    };
    let evidence: Vec<&Way> =
        row.finding.into_iter().flat_map(|finding| index.down(&finding.id, Kind::SOURCE)).collect();
    let all: Vec<&Standing> = row.ways.iter().chain(&evidence).filter_map(|way| way.standing.as_ref()).collect();
    let suspect: BTreeSet<&String> = all
        .iter()
        .filter_map(|standing| match standing {
            Standing::Suspect(causes) => Some(causes),
            _ => None,
        })
        .flatten()
        .collect();
    let standing = if !suspect.is_empty() {
        let names: Vec<&str> = suspect.into_iter().map(String::as_str).collect();
        format!("suspect: {}", names.join(", "))
    } else if all.contains(&&Standing::Unreviewed) {
        "unreviewed".to_owned()
    } else if all.is_empty() {
        String::new()
    } else {
        "agreed".to_owned()
    };
    Facts {
        packages: above(Kind::PACKAGE),
        addressees: above(Kind::ACTOR),
        actions: above(Kind::ACTION),
        sources: evidence.iter().map(|way| way.to.clone()).collect(),
        standing,
    }
}

/// The matrix for a spreadsheet: a line for each way from a recommendation to a finding.
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

/// The matrix for a text.
pub fn markdown(trace: &Trace) -> String {
    let index = Index::of(trace);
    let item = |item: Option<&Item>| match item {
        Some(item) => format!("**{}** {}", item.id, plain(&item.title)),
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

/// A text in which Markdown finds no marks.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if "\\`*_[]<>&|~$#!".contains(character) {
            out.push('\\');
        }
        out.push(if character.is_control() { ' ' } else { character });
    }
    out
}

#[derive(Serialize)]
struct Document<'t> {
    /// Raised when a program that reads it would misread it.
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

/// A graph for Graphviz, in which suspect links are dashed and say so.
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

/// A string of the language DOT.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
