//! Proves that no page begins or ends with what says little alone: the last lines of a card, one row of a timeline, one entry of the contents.

use crate::support::pdf;
use crate::support::project::Project;

/// The pages of the only PDF of a project.
fn pages(project: &Project) -> Vec<String> {
    project.run(&["build"]).must_succeed();
    pdf::texts_of_pages(&project.pdfs()[0])
}

fn page(pages: &[String], words: &str) -> usize {
    pages.iter().position(|page| page.contains(words)).unwrap_or_else(|| panic!("no `{words}`"))
}

/// `tests/reports/minimal` with these parts between the introduction and the sources.
fn with_parts(parts: &str) -> Project {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    let (head, _) = report.split_once("parts = ").unwrap();
    project.write("report/report.toml", format!("{head}parts = [\"cover\", {parts}, \"sources\"]\n"));
    project
}

/// Scope and evidence stood at the top of a page, away from their finding, and the last line of a conclusion alone.
#[test]
fn the_last_lines_of_a_card_are_not_alone() {
    let project = with_parts("\"introduction\", \"findings\", \"conclusions\"");
    let count = 90;
    for n in 1..=count {
        let text = format!("Begin{n}o. {}", "It is said as it was read. ".repeat(1 + n * 7 % 23));
        let lines = "A line.\n\n".repeat(n % 6);
        let condition = format!("{text}\n\n{lines}Last{n}o [@statistics2025].");
        let evidence = format!("[[evidence]]\nsource = \"statistics2025\"\nnote = \"Note{n}o.\"\n");
        let finding =
            format!("title = \"Visits\"\ncondition = '''\n{condition}\n'''\nscope = \"Scope{n}o.\"\n{evidence}");
        project.write(&format!("report/findings/F{n}.toml"), finding);
        let text = format!("{lines}{text}Before{n}o.\n\nEnd{n}o.");
        let conclusion = format!("title = \"Hours\"\ntext = '''\n{text}\n'''\nfindings = [\"F{n}\"]\n");
        project.write(&format!("report/conclusions/C{n}.toml"), conclusion);
    }
    let pages = pages(&project);
    let mut divided = 0;
    for n in 1..=count {
        let last = page(&pages, &format!("Last{n}o"));
        assert_eq!(page(&pages, &format!("Scope{n}o")), last, "the scope of `F{n}`");
        assert_eq!(page(&pages, &format!("Note{n}o")), last, "the evidence of `F{n}`");
        assert_eq!(page(&pages, &format!("End{n}o")), page(&pages, &format!("Before{n}o")), "the end of `C{n}`");
        let goes_on = page(&pages, &format!("Begin{n}o")) != last;
        // The head of a page that a card goes on to says which one it is.
        let name = format!("F{n}(continued)");
        let named: Vec<usize> =
            pages.iter().enumerate().filter(|(_, page)| page.contains(&name)).map(|(at, _)| at).collect();
        assert_eq!(named, if goes_on { vec![last] } else { vec![] }, "where `F{n}` goes on");
        divided += usize::from(goes_on);
    }
    assert!(divided > 5, "only {divided} findings go on to another page");
}

/// Whom a recommendation is addressed to was the last line of a page, and its reasons began the next one.
#[test]
fn addressees_stay_with_the_reasons() {
    let project = with_parts("\"introduction\", \"recommendations\"");
    let count = 60;
    for n in 1..=count {
        let text = "It is said as it was read. ".repeat(1 + n * 7 % 23);
        let recommendation = format!(
            "title = \"Hours\"\ntext = \"{text}\"\nrationale = \"Reason.\"\npackage = \"P1\"\nconclusions = [\"C1\"]\n\
             addressees = [\"municipality\"]\npriority = \"high\"\n"
        );
        project.write(&format!("report/recommendations/R{n}.toml"), recommendation);
    }
    let pages = pages(&project);
    let counts = |words: &str| pages.iter().map(|page| page.matches(words).count()).collect::<Vec<_>>();
    let reasons = counts("Reason.");
    assert_eq!(reasons.iter().sum::<usize>(), count);
    assert_eq!(counts("Addressedto"), reasons);
}

/// The first row of a group stood at the foot of a page, and the next pages did not say what the bars mean.
#[test]
fn a_timeline_keeps_rows_of_a_group_together_and_repeats_its_key() {
    let steps = 0..12;
    let chapters: Vec<String> = steps.clone().map(|step| format!("\"c{step}\"")).collect();
    let project = with_parts(&format!("\"introduction\", {}", chapters.join(", ")));
    for step in steps.clone() {
        let filler = "A line of the text.\n\n".repeat(14 + step);
        project.write(
            &format!("report/chapters/c{step}.en.md"),
            format!("# Chapter\n\n{filler}See [@T{step}].\n\n![](T{step})\n"),
        );
        let figure =
            "title = \"Time\"\nkind = \"timeline\"\nalt = \"The actions of all packages, one after another.\"\n";
        project.write(&format!("report/figures/T{step}.toml"), figure);
    }
    for n in 1..=9 {
        project.write(
            &format!("report/packages/P{n}.toml"),
            format!("title = \"Package\"\norder = {n}\ngoal = \"Hours.\"\n"),
        );
        let priority = if n == 1 { "high" } else { "low" };
        let head = format!(
            "title = \"Keep the hours\"\ntext = \"As they are.\"\npackage = \"P{n}\"\nconclusions = [\"C1\"]\n\
             addressees = [\"municipality\"]\npriority = \"{priority}\"\n"
        );
        let action = |k| {
            format!(
                "[[action]]\nid = \"A{n}.{k}\"\ntext = \"Row{n}k{k}o\"\nresponsible = [\"municipality\"]\nstart = 2026-02-01\nend = 2026-06-30\n"
            )
        };
        let actions: String = (1..=4 + n % 3).map(action).collect();
        project.write(&format!("report/recommendations/R{n}.toml"), head + &actions);
    }
    let mut divided = 0;
    for page in pages(&project).iter().filter(|page| page.contains("k1o") || page.contains("k4o")) {
        assert!(page.contains("Otheractions"), "the key is not on {page}");
        // It has the signs of what follows: only the first package is important.
        let first = (1..=9).find(|n| page.contains(&format!("Row{n}k"))).unwrap();
        assert!(first > 1 || page.contains("Priority:high"), "the key lacks a sign on {page}");
        assert!(
            first < 3 || !page.contains("Priority:high") || page.contains("Row1k"),
            "the key has a sign of another page on {page}"
        );
        for n in 1..=9 {
            let count = page.matches(&format!("Row{n}k")).count();
            assert_ne!(count, 1, "one row of package {n} on {page}");
            divided += usize::from(0 < count && count < 4 + n % 3);
        }
    }
    assert!(divided > 5, "only {divided} groups go on to another page");
}

/// The title of a group stood at the foot of a page of the contents, and its last entry on the next page.
#[test]
fn the_contents_keep_a_title_with_two_entries_and_the_last_one_with_another() {
    let numbers = 1..=70;
    let chapters: Vec<String> = numbers.clone().map(|n| format!("\"c{n}\"")).collect();
    let project = with_parts(&format!("\"contents\", \"introduction\", {}", chapters.join(", ")));
    let report = project.read("report/report.toml");
    project.write(
        "report/report.toml",
        format!("{report}[layout]\nchapters = \"run-on\"\nparts = {{ introduction = \"page\" }}\n"),
    );
    let sections = |n: usize| n * 5 % 7;
    for n in numbers.clone() {
        let below: String = (1..=sections(n)).map(|k| format!("## Section{n}k{k}o\n\nFiller.\n\n")).collect();
        project.write(&format!("report/chapters/c{n}.en.md"), format!("# Chapter{n}o\n\nFiller.\n\n{below}"));
    }
    let pages = pages(&project);
    let begin = page(&pages, "Contents");
    let contents = &pages[begin..page(&pages, "Filler")];
    assert!(contents.len() > 3, "{} pages of contents", contents.len());
    let mut divided = 0;
    for n in numbers {
        let entry = |k| page(contents, &format!("Section{n}k{k}o"));
        let (title, count) = (page(contents, &format!("Chapter{n}o")), sections(n));
        for k in 1..=count.min(2) {
            assert_eq!(entry(k), title, "the title of chapter {n} is parted from entry {k}");
        }
        if count > 1 {
            assert_eq!(entry(count - 1), entry(count), "the last entry of chapter {n} is alone");
            divided += usize::from(entry(count) != title);
        }
    }
    assert!(divided > 0, "no group goes on to another page");
}
