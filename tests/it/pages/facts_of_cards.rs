//! Proves that the facts of a card leave no hole beside or below them, and that its last facts are not parted.

use std::path::Path;

use crate::support::lines::{Run, runs_of_pages};
use crate::support::pdf;
use crate::support::project::Project;

/// Where the text column begins, in pt: the left margin, the margin column and the gutter.
const TEXT: f64 = (22.0 + 37.0 + 6.0) / 25.4 * 72.0;
/// The greatest distance of the lines of a card, in pt: from the heading to what stands below it.
const APART: f64 = 40.0;
const LONG: &str = "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N with words of this and that, of which there are more than \
                    the margin has room for in six lines";

/// The facts of a card and how many sentences its text has.
type Shape = ([&'static str; 3], usize);

const SHAPES: [Shape; 9] = [
    (["short", "short", "short"], 1),
    (["short", "short", "short"], 12),
    ([LONG, "short", "short"], 1),
    ([LONG, "short", "short"], 4),
    (["short", LONG, "short"], 1),
    (["short", "short", LONG], 1),
    ([LONG, LONG, "short"], 1),
    ([LONG, LONG, LONG], 1),
    ([LONG, LONG, LONG], 30),
];

/// Three facts of a kind, in the margin of its cards.
fn facts_of(kind: &str) -> String {
    let fact = |n| {
        format!("[{kind}.fields.m{n}]\ndoc = \"A fact.\"\nname.en = \"Fact\"\ntype = \"plain\"\nshow = \"margin\"\n")
    };
    (1..=3).map(fact).collect()
}

/// `tests/reports/minimal` with a card of each shape for findings, conclusions, recommendations and own items.
fn project([findings, conclusions, recommendations, assets]: [&[Shape]; 4]) -> Project {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    let (head, _) = report.split_once("parts = ").unwrap();
    let parts = "parts = [\"cover\", \"introduction\", \"findings\", \"conclusions\", \"recommendations\", \"assets\", \"sources\"]";
    project.write("report/report.toml", format!("{head}{parts}\n"));
    // Each card stands on one page as a whole.
    project.write("templates/theme.typ", "#let page-size = (height: 900mm)\n");
    let asset = "[asset]\ndoc = \"A thing.\"\nname.en = \"Asset\"\nplural.en = \"Assets\"\nfolder = \"assets\"\n\
                 [asset.fields.name]\ndoc = \"Its name.\"\nname.en = \"Name\"\ntype = \"plain\"\nrequired = true\nshow = \"title\"\n\
                 [asset.fields.about]\ndoc = \"What it is for.\"\nname.en = \"About\"\ntype = \"prose\"\nshow = \"body\"\n";
    let kinds = ["finding", "conclusion", "recommendation", "asset"];
    project.write("report/model.toml", asset.to_owned() + &kinds.map(facts_of).concat());
    let cards = |shapes: &[Shape], write: &dyn Fn(usize, &str, &str)| {
        for (n, (facts, sentences)) in shapes.iter().enumerate() {
            let text = format!("Begin{} end.", " and it goes on with some more words".repeat(*sentences));
            let facts = facts
                .iter()
                .enumerate()
                .filter(|(_, fact)| !fact.is_empty())
                .map(|(n, fact)| format!("m{} = \"{fact}\"\n", n + 1));
            write(n + 1, &text, &facts.collect::<String>());
        }
    };
    cards(findings, &|n, text, facts| {
        let evidence = "[[evidence]]\nsource = \"statistics2025\"\n";
        let cited = text.replace(" end.", " [@statistics2025] end.");
        let finding = format!("title = \"Card F{n}.\"\ncondition = \"{cited}\"\n{facts}{evidence}");
        project.write(&format!("report/findings/F{n}.toml"), finding);
    });
    cards(conclusions, &|n, text, facts| {
        let conclusion = format!("title = \"Card C{n}.\"\ntext = \"{text}\"\nfindings = [\"F1\"]\n{facts}");
        project.write(&format!("report/conclusions/C{n}.toml"), conclusion);
    });
    cards(recommendations, &|n, text, facts| {
        let of = "package = \"P1\"\nconclusions = [\"C1\"]\naddressees = [\"municipality\"]\npriority = \"high\"\n";
        let recommendation = format!("title = \"Card R{n}.\"\ntext = \"{text}\"\n{of}{facts}");
        project.write(&format!("report/recommendations/R{n}.toml"), recommendation);
    });
    cards(assets, &|n, text, facts| {
        let asset = format!("name = \"Card X{n}.\"\nabout = \"{text}\"\n{facts}");
        project.write(&format!("report/assets/X{n}.toml"), asset);
    });
    project
}

/// The heights of the lines of a card, from its title to the end of its text: in the text column, and in the margin.
fn columns(pages: &[Vec<Run>], id: &str) -> (Vec<f64>, Vec<f64>) {
    let letters = |run: &Run| run.text.split_whitespace().collect::<String>();
    let is_title = |run: &&Run| letters(run).contains(&format!("Card{id}.")) && run.x >= TEXT - 1.0;
    let page = pages.iter().rfind(|page| page.iter().any(|run| is_title(&run)));
    let page = page.unwrap_or_else(|| panic!("no page has the card of `{id}`"));
    let top = page.iter().find(is_title).unwrap().y;
    let ends = page.iter().filter(|run| run.y < top && letters(run).ends_with("end.")).map(|run| run.y);
    let end = ends.max_by(f64::total_cmp).unwrap_or_else(|| panic!("the text of `{id}` goes on to another page"));
    let next = page.iter().filter(|run| run.y < end && letters(run).starts_with("Card")).map(|run| run.y);
    let next = next.max_by(f64::total_cmp).unwrap_or(0.0);
    let heights = |belongs: &dyn Fn(&Run) -> bool, low: f64| {
        let mut all: Vec<f64> = page.iter().filter(|run| belongs(run)).map(|run| run.y).collect();
        all.retain(|y| *y <= top + 0.1 && *y >= low - 0.1);
        all.sort_by(|a, b| b.total_cmp(a));
        all
    };
    let margin = |run: &Run| run.x < TEXT - 1.0 && ["short", "lines"].iter().any(|word| run.text.contains(word));
    (heights(&|run| run.x >= TEXT - 1.0, end), heights(&margin, next + 1.0))
}

/// `counts` are those of findings, conclusions, recommendations and own items.
fn must_have_no_hole(path: &Path, counts: [usize; 4]) {
    let pages = runs_of_pages(path);
    let kinds = ["F", "C", "R", "X"].iter().zip(counts);
    for id in kinds.flat_map(|(kind, count)| (1..=count).map(move |n| format!("{kind}{n}"))) {
        let (text, margin) = columns(&pages, &id);
        for pair in text.windows(2) {
            assert!(pair[0] - pair[1] < APART, "`{id}` has a hole of {:.0} pt beside its facts", pair[0] - pair[1]);
        }
        let (end, low) = (text.last().unwrap(), margin.last().copied().unwrap_or(f64::MAX));
        assert!(low > end - APART, "the facts of `{id}` end {:.0} pt below its text", end - low);
    }
}

/// How often words stand in the facts of all cards.
fn facts_with(words: &str) -> usize {
    4 * SHAPES.iter().flat_map(|(facts, _)| facts).filter(|fact| fact.ends_with(words)).count()
}

/// A vector of four lines in the margin stood above short facts, beside which there was a hole, and the text began below it.
#[test]
fn facts_leave_no_hole_on_a_card_of_any_kind() {
    let project = project([&SHAPES; 4]);
    project.run(&["build"]).must_succeed();
    let path = &project.pdfs()[0];
    let text = pdf::text(path);
    for words in ["short", "in six lines"] {
        assert_eq!(text.matches(&pdf::without_breaks(words)).count(), facts_with(words), "`{words}`");
    }
    must_have_no_hole(path, [SHAPES.len(); 4]);
    // A card of a project that does not say what stands beside what: each one decides for itself.
    let (card, own) = ("templates/components/conclusion.typ", "#let own-facts-and-text(");
    project.run(&["look", "take", "components/conclusion.typ"]).must_succeed();
    project.write(
        card,
        project.read(card).replace("#let facts-and-text(", own).replace("..facts-and-text", "..own-facts-and-text"),
    );
    project.run(&["build"]).must_succeed();
    must_have_no_hole(&project.pdfs()[0], [SHAPES.len(); 4]);
}

/// On one page facts stood beside the text of one card and above that of the next, by the length of each.
#[test]
fn facts_of_a_kind_stand_in_one_place() {
    let (three, two) = (["short", "short", "short"], ["short", "short", ""]);
    let shapes: [&[Shape]; 4] = [
        &[(three, 20), (three, 25), (three, 35)],
        &[(two, 1), (two, 35), (two, 2)],
        &[(three, 35), ([LONG, "short", "short"], 35), (three, 1)],
        &[(three, 35), (three, 1)],
    ];
    let project = project(shapes);
    project.run(&["build"]).must_succeed();
    let path = &project.pdfs()[0];
    let pages = runs_of_pages(path);
    let place = |id: &str| {
        let letters = |run: &Run| run.text.split_whitespace().collect::<String>();
        let is_title = |run: &&Run| letters(run).contains(&format!("Card{id}.")) && run.x >= TEXT - 1.0;
        let page = pages.iter().rfind(|page| page.iter().any(|run| is_title(&run))).unwrap();
        let top = page.iter().find(is_title).unwrap().y;
        let below = |words: &str| {
            let mut found: Vec<&Run> = page.iter().filter(|run| run.y < top && run.text.contains(words)).collect();
            found.sort_by(|a, b| b.y.total_cmp(&a.y));
            found
        };
        let (facts, text) = (below("short"), below("Begin")[0].y);
        let is_row = (facts[0].y - facts[1].y).abs() < 1.0;
        match (facts[0].y > text + 1.0, facts[0].x < TEXT - 1.0) {
            (true, _) if is_row => "row",
            (true, false) => "lines",
            (false, true) => "margin",
            _ => panic!("the facts of `{id}` are at {:?}, and its text at {text}", facts[0]),
        }
    };
    for (kind, count, wanted) in [("F", 3, "margin"), ("C", 3, "row"), ("R", 3, "lines"), ("X", 2, "row")] {
        let places: Vec<&str> = (1..=count).map(|n| place(&format!("{kind}{n}"))).collect();
        assert_eq!(places, vec![wanted; count], "{kind}");
    }
    must_have_no_hole(path, shapes.map(<[Shape]>::len));
}

/// The follow-up of a recommendation stood at the top of a page, away from what it follows.
#[test]
fn the_last_facts_of_a_recommendation_stay_with_what_is_above_them() {
    let project = Project::of_report("minimal");
    project.write(
        "report/model.toml",
        "[recommendation.fields.owner]\ndoc = \"Who answers for it.\"\nname.en = \"Owner\"\ntype = \"plain\"\nshow = \"facts\"\n",
    );
    let count = 95;
    for n in 1..=count {
        let text = "It is kept as it is. ".repeat(1 + n * 7 % 23);
        let head = format!(
            "title = \"Keep the hours\"\ntext = \"{text}\"\npackage = \"P1\"\nconclusions = [\"C1\"]\naddressees = [\"municipality\"]\n\
             priority = \"high\"\nowner = \"Owner{n}o\"\n"
        );
        let response = format!("[response]\nposition = \"accepted\"\ndate = 2026-01-02\nreason = \"Answer{n}o.\"\n");
        let action = |k| {
            format!(
                "[[action]]\nid = \"A{n}.{k}\"\ntext = \"Step{n}o{k}.\"\nresponsible = [\"municipality\"]\nstart = 2026-02-01\nend = 2026-06-30\n"
            )
        };
        let note = format!("[[follow_up]]\ndate = 2026-01-12\nstatus = \"in-progress\"\nnote = \"Note{n}o.\"\n");
        let recommendation = format!("{head}{response}{}{}{note}", action(1), action(2));
        project.write(&format!("report/recommendations/R{n}.toml"), recommendation);
    }
    project.run(&["build"]).must_succeed();
    let pages = pdf::texts_of_pages(&project.pdfs()[0]);
    let page =
        |words: String| pages.iter().position(|page| page.contains(&words)).unwrap_or_else(|| panic!("no `{words}`"));
    let mut parted = 0;
    for n in 1..=count {
        assert_eq!(page(format!("Answer{n}o.")), page(format!("Step{n}o1.")), "the response of `R{n}`");
        let last = page(format!("Step{n}o2."));
        assert_eq!(page(format!("Note{n}o.")), last, "the follow-up of `R{n}`");
        assert_eq!(page(format!("Owner{n}o")), last, "the facts of `R{n}`");
        parted += usize::from(page(format!("Step{n}o1.")) != last);
    }
    assert!(parted > 0, "a page ends between the actions of a card");
}
