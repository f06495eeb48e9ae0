//! Proves the targets and alternative texts of links, which the program looks up after the layout.

use crate::support::pdf;
use crate::support::project::Project;

/// A report whose only chapter ends with this Typst code.
fn report(code: &str) -> Project {
    let project = Project::of_report("minimal");
    let part = format!(
        "#import \"../components/chapter-body.typ\": plain-chapter\n\
         #let part(report, chapter) = {{\n  plain-chapter(report, chapter)\n{code}\n}}\n"
    );
    project.copy_templates();
    project.write("templates/parts/chapter.typ", part);
    project
}

fn links(code: &str) -> Vec<(String, String)> {
    let project = report(code);
    project.run(&["build"]).must_succeed();
    pdf::links_with_targets(&project.pdfs()[0])
}

fn must_have(links: &[(String, String)], says: &str, leads_to: &str) {
    assert!(links.contains(&(says.to_owned(), leads_to.to_owned())), "`{says}` to `{leads_to}`: {links:#?}");
}

#[test]
fn every_kind_of_link_has_its_target_and_its_text() {
    let found = links(
        "[#block[Place]<place>]\n\
         link(label(\"F1\"))[finding]\n\
         link(label(\"source-statistics2025\"))[source]\n\
         link(<place>)[place]\n\
         text(lang: \"fi\", link(<place>)[paikka])\n\
         context link(query(<place>).first().location())[same place]\n\
         link((page: 2, x: 0pt, y: 0pt))[page]\n\
         link(\"https://example.org/x\")[elsewhere]\n\
         link(\"mailto:team@example.org\")[mail]",
    );
    must_have(&found, "Finding F1", "F1");
    must_have(&found, "Source Testbury (2025)", "statistics2025");
    let place = found.iter().find(|(says, _)| says.starts_with("sivu ")).expect("a place without a name is a page");
    let number = place.0.trim_start_matches("sivu ");
    assert_eq!(place.1, format!("page {number}"));
    let same = (format!("page {number}"), place.1.clone());
    assert_eq!(found.iter().filter(|link| **link == same).count(), 2, "by its label and by its location: {found:#?}");
    must_have(&found, "page 2", "page 2");
    must_have(&found, "https://example.org/x", "https://example.org/x");
    must_have(&found, "Email team@example.org", "mailto:team@example.org");
}

/// During layout the placeholder of a link begins with U+0000. A real link that begins with it is not mistaken for a placeholder.
#[test]
fn no_link_is_mistaken_for_another() {
    let found = links("link(\"\\u{0}F1\")[x]");
    assert!(found.iter().any(|(_, leads_to)| leads_to == "\0F1"), "{found:#?}");
}

/// A label that only templates use may have any characters.
#[test]
fn a_label_may_have_any_characters() {
    let found = links("[#block[Place]#label(\"a b:\\\"ä\\u{0}/\\\\\")]\nlink(label(\"a b:\\\"ä\\u{0}/\\\\\"))[x]");
    assert!(found.iter().any(|(says, leads_to)| says == leads_to), "{found:#?}");
}

/// An unknown label gives Typst's own error at its place, though links are looked up after the layout. `check` cannot find it.
#[test]
fn a_link_to_no_label_or_to_two_is_an_error_at_its_place() {
    let nowhere = "label `<nowhere>` does not exist in the document";
    let twice = "label `<twice>` occurs multiple times in the document";
    for (code, message, column) in [
        ("link(<nowhere>)[x]", nowhere, 1),
        ("[#metadata(1)<twice> #metadata(2)<twice>]; link(<twice>)[x]", twice, 44),
        ("context link(<nowhere>)[x]", nowhere, 9),
        ("if false { link(<twice>)[x] }; [#show link: it => text(it); #link(<nowhere>)[x]]", nowhere, 62),
    ] {
        let run = report(code).run(&["build", "--quiet"]);
        assert_eq!(run.code, 1);
        let place = format!("error[typst]: {message}\n  ┌─ templates/parts/chapter.typ:4:{column}\n");
        assert!(run.stderr.starts_with(&place), "{code}: {}", run.transcript());
        assert!(run.stderr.ends_with("1 error in 1 file\n"), "{}", run.transcript());
    }
}
