//! How the print edition is printed: what `[print]` says, with the usual values for what it leaves out, and the profile of
//! the press, checked.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, ProfileClass, ProfileText};

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;

use crate::files::builtin;
use crate::files::read::Tree;
use crate::model::choice::RgbImages;
use crate::model::scalar::{Number, Placed};
use crate::model::text::Text;
use crate::model::typed::Print;

/// The usual bleed, in mm.
const BLEED: f64 = 3.0;
/// By how much the inner margin is usually wider than the outer one, in mm.
const BINDING: f64 = 6.0;
/// The most that either may be, in mm: more is a slip of the pen.
const MOST_BLEED: f64 = 20.0;
const MOST_BINDING: f64 = 40.0;
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
    pub images: RgbImages,
    pub profile: Profile,
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

    /// The press of a report. Faults of `[print]` go to `diagnostics`; the usual value then stands in, so that all show.
    ///
    /// `tree` are the files of `report/`, among which the profile is.
    pub fn of(print: Option<Print>, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Press {
        let Some(print) = print else { return Press::usual() };
        let usual = Press::usual();
        let mut length = |length: Option<Placed<Number>>, most: f64, usual: f64| {
            let Some(Placed { value: Number { value: millimetres, .. }, place }) = length else { return usual };
            if !(0.0..=most).contains(&millimetres) {
                let message = format!("{millimetres} mm is not between 0 and {most} mm");
                diagnostics.push(Diagnostic::new(Code::MalformedValue, place, message));
                return usual;
            }
            millimetres
        };
        let bleed = length(print.bleed(), MOST_BLEED, usual.bleed);
        let binding = length(print.binding(), MOST_BINDING, usual.binding);
        let signature = match print.signature() {
            None => usual.signature,
            Some(Placed { value: pages @ (4..=64), .. }) if pages % 4 == 0 => pages,
            Some(Placed { value: pages, place }) => {
                let message = format!("a folded sheet cannot have {pages} pages");
                let hint = "ask the print shop; it is usually 4, 8, 16 or 32";
                diagnostics.push(Diagnostic::new(Code::MalformedValue, place, message).with_hint(hint));
                usual.signature
            }
        };
        let profile = match (print.icc(), print.condition()) {
            (Some(icc), Some(condition)) => Profile::read(icc, &condition.value, tree, diagnostics),
            (Some(icc), None) => {
                let message = format!("nobody says which printing condition `{}` describes", icc.value);
                let hint = "name it as the print shop does, such as `condition = \"FOGRA51\"`";
                diagnostics.push(Diagnostic::new(Code::MissingKey, icc.place, message).with_hint(hint));
                None
            }
            (None, Some(condition)) if condition.value != CONDITION => {
                let message = format!("there is no profile for the printing condition `{}`", condition.value);
                let hint = "put the profile of the print shop into `report/` and name it: `icc = \"…\"`";
                diagnostics.push(Diagnostic::new(Code::MissingKey, condition.place, message).with_hint(hint));
                None
            }
            (None, _) => None,
        };
        Press {
            bleed,
            binding,
            marks: print.marks().unwrap_or(usual.marks),
            signature,
            images: print.images().unwrap_or(usual.images),
            profile: profile.unwrap_or(usual.profile),
        }
    }

    /// What holds where `[print]` says nothing.
    fn usual() -> Press {
        Press {
            bleed: BLEED,
            binding: BINDING,
            marks: true,
            signature: 1,
            images: RgbImages::Convert,
            profile: Profile::built_in(),
        }
    }
}

impl Profile {
    /// FOGRA39L, coated: offset on coated paper (ISO 12647-2:2004/Amd 1, paper types 1 and 2).
    pub fn built_in() -> Profile {
        let bytes: Arc<[u8]> = builtin::PROFILE.into();
        let name = checked(&bytes).expect("the built-in profile is one of a press");
        Profile { bytes, condition: CONDITION.to_owned(), name }
    }

    fn read(icc: &Text, condition: &str, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Option<Profile> {
        let mut fault = |code, message: String, hint: &str| {
            let place: Place = icc.place;
            diagnostics.push(Diagnostic::new(code, place, message).with_hint(hint));
        };
        let path = format!("report/{}", icc.value);
        let Some(bytes) = tree.get(&path) else {
            let known = tree.keys().map(String::as_str);
            let missing = Diagnostic::missing_file("report/", &icc.value, icc.place, known);
            diagnostics.push(missing.with_hint("name the profile relative to `report/`"));
            return None;
        };
        match checked(bytes) {
            Ok(name) => Some(Profile { bytes: bytes.as_slice().into(), condition: condition.to_owned(), name }),
            Err(reason) => {
                let message = format!("`{path}` cannot be the profile of a press: {reason}");
                fault(Code::MalformedValue, message, "ask the print shop for the ICC profile of its output");
                None
            }
        }
    }
}

/// Checks what PDF/X-4 asks of an output intent's profile (ISO 15930-7, 6.2.4): an output device's (class `prtr`), in CMYK.
/// To and from the inks it needs its tables, or no colour could be converted or shown.
///
/// Returns what the profile calls itself, or why it is none.
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
