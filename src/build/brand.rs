//! The brand of a report: its tokens, checked against the theme in use, the press and the fonts.

use crate::diagnostics::{Code, Diagnostic, Files};
use crate::merge::brand::{self, Brand, Ground, Tone, named_faces};
use crate::merge::tokens::MODULE;
use crate::model::typed::{self, Report};
use crate::model::{Edition, load};
use crate::rules::{Limits, Medium, Press};
use crate::typeset::{families, theme};

use super::Inputs;

/// How templates read the logo and the cover.
const READ: &str = "at(\"brand\"";

/// The keys that change tokens.
const TOKENS: [&str; 3] = ["colour", "accent", "faces"];

/// The tokens of a report; faults go to `diagnostics`. Few reports have a brand; for the others no theme is evaluated.
pub fn of(
    report: Option<Report>,
    inputs: &Inputs,
    press: &Press,
    print: &Limits,
    diagnostics: &mut Vec<Diagnostic>,
) -> Brand {
    let Some(brand) = report.and_then(Report::brand) else { return Brand::default() };
    diagnostics.extend(unread(brand, inputs));
    let is_asked = TOKENS.iter().any(|key| brand.0.get(key).is_some());
    let Medium::Paper(paper) = &print.medium else { return Brand::default() };
    if !is_asked {
        return Brand::default();
    }
    let theme = theme::read(inputs.written(), inputs.font_store().clone());
    let weights = theme.as_ref().map(|theme| theme.weights.as_slice()).unwrap_or_default();
    let faces = named_faces(brand);
    let faces: Vec<_> = faces.iter().map(|(face, family)| (*face, family.value.as_str(), family.place)).collect();
    diagnostics.extend(families::of_brand(&faces, weights, &inputs.payload().font_files, inputs.font_store()));
    Brand::of(brand, Ground { theme: theme.as_ref(), profile: &press.profile, paper }, diagnostics)
}

/// The tones of a project's report, for those who design: none where its colour is refused, which `check` reports. `None` for a report that
/// names no colour, or cannot be read.
pub fn tones(inputs: &Inputs) -> Option<Vec<Tone>> {
    let mut told = Vec::new();
    let model = load::load(&inputs.report, &mut Files::default(), &mut told)?;
    let report = model.report()?;
    let asked = report.brand()?;
    ["colour", "accent"].iter().find(|key| asked.0.get(key).is_some())?;
    let press = Press::of(Some(report), &inputs.report, &mut told);
    let print = Limits::of(Edition::Print, report.preflight(), &mut told);
    let found = of(Some(report), inputs, &press, &print, &mut told);
    let theme = theme::read(inputs.written(), inputs.font_store().clone())?;
    Some(brand::tones(&found.colours, &theme))
}

/// The first part of the brand that the templates in use do not show.
fn unread(brand: typed::Brand, inputs: &Inputs) -> Option<Diagnostic> {
    let templates = inputs.payload().templates.clone();
    let names = |word: &str| {
        let mut texts = templates.iter().filter(|(path, _)| path.ends_with(".typ") || path.ends_with(".j2"));
        texts.any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(word))
    };
    let tokens = TOKENS.map(|key| (key, MODULE));
    let all = tokens.into_iter().chain([("logo", READ), ("cover", READ)]);
    let mut unread = all.filter(|(key, word)| brand.0.get(key).is_some() && !names(word));
    unread.next().map(|(key, word)| {
        let message = format!("the templates of this project do not show `{key}` of `[brand]`");
        let hint = format!("none of them reads `{word}`: see `docs/templates.md`, or delete the key");
        Diagnostic::new(Code::TypstWarning, brand.place(), message).with_hint(hint)
    })
}
