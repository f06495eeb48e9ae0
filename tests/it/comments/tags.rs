//! Proves that the tags of a PDF say which place a mark is on, where its page comes out otherwise and the words stand in several places.

use std::collections::BTreeSet;
use std::fs;

use lopdf::Document;
use raportti::bounds::printed::{DEEPEST_TAG, MOST_TAGS};
use raportti::comments::printed::{self, tags::Role, tags::Tags};
use serde_json::Value;

use crate::support::handwritten::pdf;
use crate::support::marked::{Wanted, marked, on};
use crate::support::project::Project;

/// A paragraph with more words before and behind a mark than are compared.
const SAME: &str = "The fleet was inspected twice in the year before, by the same people, in the same order and with the same list of questions as ever. Nobody asked the crews what they thought of it, although they had asked for that. Each of the seven vessels got a note with the date of its visit, and the notes were kept with the papers of the harbour.";
const MARKED: &str = "Nobody";

/// The audit with the same words under two headings.
fn project() -> Project {
    let project = Project::of_report("audit");
    let chapter = project.read("report/chapters/background.en.md");
    let (before, after) = chapter.split_once("## Why we audited it").unwrap();
    project.write(
        "report/chapters/background.en.md",
        format!("{before}{SAME}\n\n## Why we audited it\n\n{SAME}\n\nThen came the winter.\n\n{SAME}\n{after}"),
    );
    project
}

/// The PDF as a program with another look makes it.
fn in_another_look(project: &Project) -> Vec<u8> {
    project.write("templates/theme.typ", "#let sizes = (body: 10.6pt)\n");
    project.run(&["build", "--edition", "screen"]).must_succeed();
    fs::remove_dir_all(project.path().join("templates")).unwrap();
    let pdfs = project.pdfs();
    let pdf = pdfs.iter().find(|path| path.to_string_lossy().ends_with("-en.pdf")).unwrap();
    without_source(&fs::read(pdf).unwrap(), |_| {})
}

/// As a program saves it that drops attachments.
fn without_source(pdf: &[u8], change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).unwrap();
    let names = document.catalog().unwrap().get(b"Names").unwrap().clone();
    let mut names = document.dereference(&names).unwrap().1.as_dict().unwrap().clone();
    names.remove(b"EmbeddedFiles");
    let catalog = document.catalog_mut().unwrap();
    catalog.set("Names", names);
    catalog.remove(b"AF");
    change(&mut document);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn list(project: &Project, pdf: &[u8], wanted: &[Wanted]) -> (Vec<Value>, String) {
    project.write("marked.pdf", marked(pdf, wanted));
    let said = project.run(&["comments", "marked.pdf", "--from", ".", "--as", "json"]).must_succeed();
    (serde_json::from_str(&said.stdout).unwrap(), said.stderr)
}

/// The line of a file on which words stand for the n-th time.
fn line_of(project: &Project, path: &str, words: &str, nth: usize) -> usize {
    let text = project.read(path);
    let (at, _) = text.match_indices(words).nth(nth).unwrap();
    text[..at].matches('\n').count() + 1
}

/// Two of the same paragraphs stand under different headings, and the third under the heading of the second.
#[test]
fn tags_say_where_the_same_words_stand() {
    let project = project();
    let pdf = in_another_look(&project);
    let marks: Vec<Wanted> = ["one", "two", "three"]
        .iter()
        .enumerate()
        .map(|(skipped, text)| Wanted { skipped, ..on("Highlight", MARKED, "Maria", text) })
        .collect();
    let (told, notes) = list(&project, &pdf, &marks);
    assert!(notes.contains("their tags and words"), "{notes}");
    let chapter = "report/chapters/background.en.md";
    for (number, text) in ["one", "two", "three"].iter().enumerate() {
        let it = told.iter().find(|it| it["text"] == *text).unwrap();
        assert_eq!(
            (&it["words"], &it["file"], &it["matched"]),
            (&MARKED.into(), &chapter.into(), &"tags".into()),
            "{it:#}"
        );
        assert_eq!(it["line"], line_of(&project, chapter, MARKED, number), "{text}: {it:#}");
    }

    // Without tags nobody can tell, and the first one counts.
    let bare = without_source(&pdf, |document| _ = document.catalog_mut().unwrap().remove(b"StructTreeRoot"));
    let (told, notes) = list(&project, &bare, &marks);
    assert!(notes.contains("by their words"), "{notes}");
    for it in &told {
        assert_eq!(
            (&it["matched"], &it["line"]),
            (&"words".into(), &line_of(&project, chapter, MARKED, 0).into()),
            "{it:#}"
        );
    }
}

/// What a template prints, in a table that is made from the items: the tags name its figure.
#[test]
fn tags_name_the_item_of_words_that_nobody_wrote() {
    let project = project();
    let pdf = in_another_look(&project);
    let (told, _) = list(&project, &pdf, &[on("Highlight", "F-05, F-06", "Maria", "Two?")]);
    assert_eq!((&told[0]["item"], &told[0]["matched"]), (&"Fig5".into(), &"tags".into()), "{told:#?}");
}

/// A PDF of one page, whose structure has these objects from 4 on, the root first.
fn tagged(objects: &[String]) -> Option<Tags> {
    let first = [
        "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 4 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ];
    let objects: Vec<String> = first.into_iter().map(str::to_owned).chain(objects.iter().cloned()).collect();
    printed::read_with_tags(&pdf(&objects, 1), &BTreeSet::new()).unwrap().tags
}

/// The role of the first piece of content.
fn role(tags: &Tags) -> Option<Role> {
    tags.of(0, [0].into_iter()).map(|tag| tag.role())
}

#[test]
fn elements_are_read_to_a_depth_and_a_number() {
    let deep = |count: usize| {
        let root = "<</K 5 0 R>>".to_owned();
        let inner = (0..count).map(|number| match number + 1 {
            last if last == count => "<</S/P/Pg 3 0 R/K 0>>".to_owned(),
            number => format!("<</S/Div/K[{} 0 R]>>", number + 5),
        });
        tagged(&[root].into_iter().chain(inner).collect::<Vec<_>>()).as_ref().and_then(role)
    };
    assert_eq!(deep(DEEPEST_TAG), Some(Role::Text));
    assert_eq!(deep(DEEPEST_TAG + 1), None);
    let wide = |count: usize| {
        tagged(&["<</K 5 0 R>>".to_owned(), format!("<</S/P/Pg 3 0 R/K[{}]>>", "0 ".repeat(count))]).is_some()
    };
    assert!(wide(MOST_TAGS - 1));
    assert!(!wide(MOST_TAGS));
    // Each element has all of them inside.
    let all: String = (0..2_000).map(|number| format!("{} 0 R ", number + 6)).collect();
    let ring = ["<</K 5 0 R>>".to_owned(), format!("[{all}]")].into_iter();
    let ring: Vec<String> = ring.chain((0..2_000).map(|_| "<</S/Div/K 5 0 R>>".to_owned())).collect();
    assert!(tagged(&ring).is_none());
    assert!(tagged(&["<</K 4 0 R/S/P>>".to_owned()]).as_ref().and_then(role).is_none());
}

#[test]
fn names_of_roles_lead_to_standard_ones() {
    let mapped = |steps: usize| {
        let map: String = (0..steps).map(|step| format!("/X{step}/X{}", step + 1)).collect();
        let map = map.replace(&format!("/X{steps}"), "/H2");
        tagged(&[format!("<</K 5 0 R/RoleMap<<{map}>>>>"), "<</S/X0/Pg 3 0 R/K<</MCID 0>>>>".to_owned()])
    };
    assert_eq!(mapped(DEEPEST_TAG).as_ref().and_then(role), Some(Role::Heading));
    assert_eq!(mapped(DEEPEST_TAG + 1).as_ref().and_then(role), Some(Role::Text));
    let ring = tagged(&["<</K 5 0 R/RoleMap<</A/B/B/A>>>>".to_owned(), "<</S/A/Pg 3 0 R/K 0>>".to_owned()]);
    assert_eq!(ring.as_ref().and_then(role), Some(Role::Text));
}
