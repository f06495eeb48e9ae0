//! The brand: that its images are there, that a logo can be seen where it stands, and that the field which the marking names is one
//! with words, which the report says.

use crate::diagnostics::{Code, Diagnostic, diagnostic::malformed, nearest};
use crate::model::typed::{Logo, Report};
use crate::model::{Declarations, Field, Model, Shape, Type, Typed};

use super::declared::number_or_usual;
use super::images::missing_file;

/// The maximum height of a logo on the cover, in mm.
pub fn logo_height(logo: Logo) -> f64 {
    number_or_usual(Some(logo.0), Logo::KIND, "height")
}

/// Checks the files of the logo and the cover, and where the logo stands.
pub fn check_images(model: &Model, faults: &mut Vec<Diagnostic>) {
    let Some(brand) = model.report().and_then(Report::brand) else { return };
    faults.extend(brand.images().into_iter().filter_map(|(image, _)| missing_file(image, model)));
    let logo = brand.logo().filter(|logo| logo.ground() == Some("cover") && logo.on().contains(&"head"));
    if let Some(logo) = logo {
        let message = "a logo for the colour of the cover would stand on paper at the top of each page";
        let hint = "take `\"head\"` out of `on`, or name a logo that can be seen on paper, without `ground`";
        faults.push(malformed(logo.place(), message, hint));
    }
}

/// Checks the field that the marking is the word of.
pub fn check(report: Report, declarations: &'static Declarations, faults: &mut Vec<Diagnostic>) {
    let Some(named) = report.brand().and_then(|brand| brand.classification()).map(|marking| marking.field()) else {
        return;
    };
    let (declared, name) = (report.0.declared, &named.value);
    let known: Vec<&str> = declared.fields.iter().filter(|field| has_word(field)).map(|it| it.key.as_str()).collect();
    let fields = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    faults.extend(match declared.field(name).filter(|field| field.used && !field.silent) {
        None => {
            let message = format!("the report has no field `{name}`");
            let hint = nearest::hint(name, &known);
            Some(Diagnostic::new(Code::UnknownWord, named.place, message).with_hints(hint))
        }
        Some(field) if !has_word(field) => {
            let hint = format!("name a field that holds one word of a vocabulary: {fields}");
            Some(malformed(named.place, format!("`{name}` has no words that could mark the pages"), hint))
        }
        Some(_) if report.0.get(name).is_none() => {
            let words = words_of(declared.field(name), declarations).join("`, `");
            let message = format!("the pages are marked with the word of `{name}`, which the report does not have");
            let hint = format!("write `{name} = \"…\"` above the tables of `report.toml`, with one of `{words}`");
            Some(Diagnostic::new(Code::MissingKey, named.place, message).with_hint(hint))
        }
        Some(_) => None,
    });
}

/// Whether a field holds one word of a vocabulary.
fn has_word(field: &Field) -> bool {
    field.used && !field.silent && matches!(field.shape, Shape::One(Type::Word(_)))
}

fn words_of(field: Option<&'static Field>, declarations: &'static Declarations) -> Vec<&'static str> {
    match field.map(|field| &field.shape) {
        Some(Shape::One(Type::Word(number))) => declarations.vocabularies[*number].words().collect(),
        _ => Vec::new(),
    }
}
