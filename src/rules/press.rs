//! What `[print]` says, with the usual values for what it leaves out, and the profile of the press, checked.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, ProfileClass, ProfileText};

use crate::diagnostics::{Code, Diagnostic, Place, diagnostic::malformed};
use crate::files::{Tree, builtin};
use crate::model::typed::{Print, PrintPaper, Report};
use crate::model::{Edition, Placed, RgbImages, Text, Typed, Value, load::bundle};
use crate::rules::declared::number_or_usual;

/// The printing condition of the built-in profile.
const CONDITION: &str = "FOGRA39";

/// What the print edition is made for.
#[derive(Debug, Clone)]
pub struct Press {
    /// How far colour reaches over the trim, in mm.
    pub bleed: f64,
    /// How much wider the inner margin is than the outer one, in mm.
    pub binding: f64,
    /// Whether crop marks stand outside the bleed.
    pub marks: bool,
    /// The number of pages is a multiple of this.
    pub signature: u16,
    /// The spine of the cover, if that is a file of its own.
    pub spine: Option<Spine>,
    pub images: RgbImages,
    pub profile: Profile,
}

/// What says how wide the spine of a book is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spine {
    /// Its width in mm.
    Width(f64),
    /// How thick a leaf is, in mm.
    Leaf(f64),
}

/// The ICC profile of the press.
#[derive(Debug, Clone)]
pub struct Profile {
    pub bytes: Arc<[u8]>,
    /// The printing condition, as the registry of the ICC names it (`FOGRA39`).
    pub condition: String,
    /// What the profile calls itself.
    pub name: String,
}

impl Press {
    /// Whether images in other colours than CMYK are refused rather than converted.
    pub fn refuses_other_images(&self) -> bool {
        self.images == RgbImages::Refuse
    }

    /// The press of a report. Faults of `[print]`, and of a cover without what it needs, go to `diagnostics`; the usual value then stands in, so that all show. `tree` are
    /// the files of `report/`, among which the profile is.
    pub fn of(report: Option<Report>, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Press {
        let print = report.and_then(Report::print);
        let length = |key| number_or_usual(print.map(|print| print.0), Print::KIND, key);
        let signature = print.and_then(Print::signature).and_then(|pages| signature(pages, diagnostics));
        let profile = print.and_then(|print| Profile::of(print, tree, diagnostics));
        Press {
            bleed: length("bleed"),
            binding: length("binding"),
            marks: print.and_then(Print::marks).unwrap_or(true),
            signature: signature.unwrap_or(1),
            spine: report.filter(|report| report.has_cover_apart()).map(|report| spine(report, diagnostics)),
            images: print.and_then(Print::images).unwrap_or(RgbImages::Convert),
            profile: profile.unwrap_or_else(Profile::built_in),
        }
    }
}

/// The pages of a folded sheet, if there can be so many.
fn signature(Placed { value: pages, place }: Placed<u16>, diagnostics: &mut Vec<Diagnostic>) -> Option<u16> {
    if !pages.is_multiple_of(4) {
        let message = format!("a folded sheet cannot have {pages} pages");
        diagnostics.push(malformed(place, message, "ask the print shop; it is usually 4, 8, 16 or 32"));
    }
    ((4..=64).contains(&pages) && pages.is_multiple_of(4)).then_some(pages)
}

/// The spine of a report whose cover is a file of its own. Without one, none as wide as a spine stands in.
fn spine(report: Report, diagnostics: &mut Vec<Diagnostic>) -> Spine {
    let place = cover_place(report);
    let mut fault = |message: &str, hint: &str| {
        diagnostics.push(Diagnostic::new(Code::IncompleteCover, place, message).with_hint(hint));
    };
    let parts = report.parts();
    let is = |part: Option<&&Text>, name: &str| part.is_some_and(|part| part.value == name);
    if !is(parts.first(), "cover") || !is(parts.last(), "back-cover") {
        let message = "the edition `cover` needs a front and a back, and the report has not both";
        fault(message, "let `parts` begin with `\"cover\"` and end with `\"back-cover\"`");
    }
    let print = report.print();
    match (print.and_then(Print::spine), print.and_then(Print::paper)) {
        (Some(width), None) => Spine::Width(width.value),
        (None, Some(paper)) => {
            let volume = number_or_usual(Some(paper.0), PrintPaper::KIND, "volume");
            // Grams in a square metre times cubic centimetres in a gram are thousandths of a millimetre.
            Spine::Leaf(paper.weight().value * volume / 1000.0)
        }
        (None, None) => {
            let message = "nothing says how wide the spine of the edition `cover` is";
            fault(
                message,
                "ask the print shop for the paper, and write `paper = { weight = 115, volume = 0.9 }` into `[print]`; or its width: `spine = 4.5`",
            );
            Spine::Width(0.0)
        }
        (Some(width), Some(_)) => {
            let message = "`spine` and `paper` of `[print]` both say how wide the spine is";
            fault(message, "keep `spine` if the print shop named the width; otherwise `paper`");
            Spine::Width(width.value)
        }
    }
}

/// Where the report asks for a cover.
fn cover_place(report: Report) -> Place {
    let Some(Value::List(editions)) = report.0.get("editions") else { return report.place() };
    let asked = editions.iter().find_map(|edition| match edition {
        Value::Word(said) if Edition::from_word(said.means) == Some(Edition::Cover) => Some(said.place),
        _ => None,
    });
    asked.unwrap_or(report.place())
}

impl Profile {
    /// FOGRA39L, coated: offset on coated paper (ISO 12647-2:2004/Amd 1, paper types 1 and 2).
    pub fn built_in() -> Profile {
        let bytes: Arc<[u8]> = builtin::PROFILE.into();
        let name = checked(&bytes).expect("the built-in profile is one of a press");
        Profile { bytes, condition: CONDITION.to_owned(), name }
    }

    /// The profile that `[print]` names; `None` when it names none that can be used.
    fn of(print: Print, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Option<Profile> {
        match (print.icc(), print.condition()) {
            (Some(icc), Some(condition)) => Profile::read(icc, &condition.value, tree, diagnostics),
            (None, Some(condition)) if condition.value != CONDITION => {
                let message = format!("there is no profile for the printing condition `{}`", condition.value);
                let hint = "put the profile of the print shop into `report/` and name it: `icc = \"…\"`";
                diagnostics.push(Diagnostic::new(Code::MissingKey, condition.place, message).with_hint(hint));
                None
            }
            _ => None,
        }
    }

    fn read(icc: &Text, condition: &str, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Option<Profile> {
        let path = format!("report/{}", icc.value);
        let Some(bytes) = tree.get(&path) else {
            let missing = Diagnostic::missing_file("report/", &icc.value, icc.place, bundle::nameable(tree));
            diagnostics.push(missing.with_hint("name the profile relative to `report/`"));
            return None;
        };
        let name = checked(bytes).map_err(|reason| {
            let message = format!("`{path}` cannot be the profile of a press: {reason}");
            diagnostics.push(malformed(icc.place, message, "ask the print shop for the ICC profile of its output"));
        });
        Some(Profile { bytes: bytes.as_slice().into(), condition: condition.to_owned(), name: name.ok()? })
    }
}

/// What a profile calls itself, or why it cannot be that of an output intent (PDF/X-4, ISO 15930-7, 6.2.4): one of an output device
/// (class `prtr`), in CMYK, with tables to and from the inks, without which no colour could be converted or shown.
fn checked(bytes: &[u8]) -> Result<String, String> {
    if bytes.get(36..40) != Some(b"acsp") {
        return Err("it is not an ICC profile".to_owned());
    }
    let profile = ColorProfile::new_from_slice(bytes).map_err(|error| format!("it is damaged ({error})"))?;
    if profile.profile_class != ProfileClass::OutputDevice {
        return Err("it does not describe a printer (its class is not `prtr`)".to_owned());
    }
    if profile.color_space != DataColorSpace::Cmyk {
        return Err("its colours are not CMYK".to_owned());
    }
    if profile.lut_a_to_b_perceptual.is_none() || profile.lut_b_to_a_perceptual.is_none() {
        return Err("it lacks the table from the inks to colours (`A2B0`) or the one back (`B2A0`)".to_owned());
    }
    let name = match &profile.description {
        Some(ProfileText::PlainString(name)) => name.clone(),
        Some(ProfileText::Localizable(names)) => names.first().map_or(String::new(), |name| name.value.clone()),
        Some(ProfileText::Description(description)) => description.ascii_string.clone(),
        None => String::new(),
    };
    Ok(name.trim_matches(['\0', ' ']).to_owned())
}
