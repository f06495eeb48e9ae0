//! What `[brand]` shows: the logo, the cover, and the marking on every page.

use crate::model::typed::{Brand, Report};
use crate::model::{Localized, Number, Text, Value};
use crate::rules::{Press, brand::logo_height};

use super::builder::Builder;
use super::{Dict, Picture, Shown};

impl Builder<'_> {
    /// The logo and the cover, where the report says something of them.
    pub(super) fn brand(&self, press: &Press) -> Option<Shown> {
        let brand = self.graph.report().brand()?;
        let logo = self.logo(brand).map(|logo| ("logo", Shown::Dict(logo)));
        let cover = self.cover(brand, press).map(|cover| ("cover", Shown::Dict(cover)));
        let entries: Vec<_> = logo.into_iter().chain(cover).collect();
        (!entries.is_empty()).then(|| Shown::Dict(Dict::of(entries)))
    }

    fn logo(&self, brand: Brand) -> Option<Dict> {
        let logo = brand.logo()?;
        let mut entries = self.picture(logo.image(), logo.print_image(), logo.alt());
        let words =
            |words: Vec<&str>| Shown::List(words.into_iter().map(|word| Shown::Text(word.to_owned())).collect());
        let on = logo.on();
        entries.extend([
            ("height", millimetres(logo_height(logo))),
            ("on", words(if on.is_empty() { vec!["cover"] } else { on })),
            ("ground", Shown::Text(logo.ground().unwrap_or("paper").to_owned())),
        ]);
        Some(Dict::of(entries))
    }

    fn cover(&self, brand: Brand, press: &Press) -> Option<Dict> {
        if let Some(Value::Word(said)) = brand.0.get("cover") {
            return Some(Dict::of(vec![("kind", Shown::Text(said.word.to_owned()))]));
        }
        let cover = brand.cover()?;
        let mut entries = self.picture(cover.image(), cover.print_image(), cover.alt());
        entries.extend([("kind", Shown::Text("image".to_owned())), ("bleed", millimetres(press.bleed))]);
        Some(Dict::of(entries))
    }

    /// An image of this edition, with its alternative text.
    fn picture(&self, image: &Text, print: Option<&Text>, alt: &Localized) -> Vec<(&'static str, Shown)> {
        let file = print.filter(|_| self.edition.is_printed()).unwrap_or(image);
        let own = format!("report/{}", file.value);
        let format = self.graph.model.misnamed.get(&own).copied();
        let picture = Picture { path: format!("/{own}"), format, place: file.place };
        vec![("picture", Shown::Picture(Some(picture))), ("alt", Shown::Name(self.localized(alt)))]
    }

    /// The marking on every page: its words and, if it is the word of a field, the tone of that.
    pub(super) fn classification(&self) -> Option<Shown> {
        let Report(report) = self.graph.report();
        let brand = self.graph.report().brand()?;
        if let Some(words) = brand.marking() {
            return Some(Shown::Dict(Dict::of(vec![
                ("value", Shown::Words(self.localized(words))),
                ("tone", Shown::None),
            ])));
        }
        let field = report.declared.field(&brand.classification()?.field().value)?;
        match report.get(&field.key) {
            Some(Value::Word(said)) => Some(Shown::Dict(Dict::of(self.word(field, *said)))),
            _ => None,
        }
    }
}

fn millimetres(value: f64) -> Shown {
    Shown::Amount(Number { value, decimals: 0 })
}
