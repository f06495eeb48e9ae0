//! Whether a reader can tell from a citation which source it means.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::graph::Graph;
use crate::merge::{Citation, CiteForm, Filling, GeneratedFiles};
use crate::model::typed::Source;

use super::{render::Rendered, style::Style, words::plain};

/// Faults of sources whose citation is empty or the same as that of another source.
pub fn find(
    generated: &GeneratedFiles,
    citations: &[Citation],
    rendered: &Rendered,
    graph: &Graph,
    style: &Style,
) -> Vec<Diagnostic> {
    let mut known: HashMap<String, (&str, Place)> = HashMap::new();
    let mut found = Vec::new();
    for id in rendered.list.iter().map(|listed| listed.id.as_str()) {
        let (Some(item), Some(words)) = (graph.get(id), own_citation(id, generated, citations, rendered)) else {
            continue;
        };
        let place = Source(item).title().source().place;
        if !words.chars().any(char::is_alphanumeric) {
            let message = format!("the citation style has no words for the source `{id}`");
            let hint = "give it an author, a title and a year, or let `templates/sources.csl` say what stands for what is missing";
            found.push(Diagnostic::new(Code::UnclearCitation, place, message).with_hint(hint));
        } else if let Some((other, there)) = known.get(&words) {
            let message = format!("the sources `{other}` and `{id}` are both cited as `{words}`");
            let hint = if style.csl.citation.disambiguate_add_year_suffix {
                "give one of them a date, or another author"
            } else {
                "let the style tell them apart: `disambiguate-add-year-suffix=\"true\"` in `templates/sources.csl`"
            };
            let fault = Diagnostic::new(Code::UnclearCitation, place, message);
            found.push(fault.with_related(*there, "the other source").with_hint(hint));
        } else {
            known.insert(words, (id, place));
        }
    }
    found
}

/// How a source is cited by itself.
fn own_citation(id: &str, generated: &GeneratedFiles, citations: &[Citation], rendered: &Rendered) -> Option<String> {
    let file = generated.get(&format!("/generated/sources/{id}.typ"))?;
    file.gaps.iter().find_map(|gap| match gap.filling {
        Filling::Citation(index) if citations[index].form == CiteForm::Aside => Some(plain(rendered.citation(index))),
        _ => None,
    })
}
