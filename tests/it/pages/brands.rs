//! Proves that a colour of a report either keeps all that the theme demands, on a screen and on paper, or is refused with one that does.

use std::collections::BTreeMap;
use std::fs;

use lopdf::Document;
use raportti::build::Inputs;
use raportti::merge::brand::{Brand, Bytes, Deriver, Given, Pair, Press, Theme, hex};
use raportti::merge::tokens;
use raportti::model::Edition;
use raportti::rules::{Limits, Medium, Profile};
use raportti::typeset::theme;

use super::colours::{Colour, confusions, printed};
use crate::support::project::{Project, repository};
use crate::support::theme::{contrast, contrasts, pairs};
use crate::support::{pdf, spoken, x4};

/// What the built-in theme says.
fn read_theme() -> Theme {
    let inputs = Inputs::in_memory(Default::default());
    theme::read(inputs.written(), inputs.font_store().clone()).expect("the built-in theme is sound")
}

fn press() -> Press {
    let Medium::Paper(paper) = Limits::of(Edition::Print, None, &mut Vec::new()).medium else { unreachable!() };
    Press::of(&Profile::built_in().bytes, &paper).unwrap()
}

/// The tones of a colour, under its name.
type Derived = (String, Vec<(String, Pair)>);

/// Every colour of the theme with the tones of each, by its name.
fn all_colours(theme: &Theme, tones: &[(String, Pair)]) -> BTreeMap<String, Pair> {
    let mut all: BTreeMap<String, Pair> = theme.colours.iter().cloned().collect();
    all.extend(tones.iter().cloned());
    all
}

/// What tones break, by the measures of the tests of the theme.
fn faults(theme: &Theme, derived: &[Derived]) -> Vec<String> {
    let text = fs::read_to_string(repository().join("templates/theme.typ")).unwrap();
    let (contrasts, distinctions) = (contrasts(&text), pairs(&text, "distinctions"));
    let all: Vec<_> = derived.iter().map(|(_, tones)| all_colours(theme, tones)).collect();
    let inks = all
        .iter()
        .flatten()
        .map(|(name, pair)| (name.clone(), pair.print.map(|ink| (f64::from(ink) * 2.55).round() as u8)));
    // One conversion for all of them: to prepare it takes longer than to convert.
    let mut on_paper = printed(&inks.collect::<Vec<_>>()).into_iter();
    let mut found = Vec::new();
    for ((name, tones), all) in derived.iter().zip(&all) {
        let paper: BTreeMap<String, Colour> = on_paper.by_ref().take(all.len()).collect();
        let screen = all.iter().map(|(name, pair)| (name.clone(), pair.screen.map(|part| f64::from(part) / 255.0)));
        let mut fault = |fault: String| found.push(format!("{name}: {fault}"));
        for (medium, colours) in [("on a screen", screen.collect()), ("on paper", paper)] {
            for (one, other, least) in &contrasts {
                let ratio = contrast(colours[one], colours[other]);
                if ratio < *least {
                    fault(format!("`{one}` on `{other}` has {ratio:.2} {medium}"));
                }
            }
            for (one, other) in &distinctions {
                let confused = confusions(colours[one], colours[other]);
                confused.iter().for_each(|it| fault(format!("`{one}` and `{other}`: {it} {medium}")));
            }
        }
        // Small text in several inks with much black blurs, and no paper takes more ink.
        for (tone, pair) in tones {
            let [cyan, magenta, yellow, black] = pair.print.map(u32::from);
            let others = cyan + magenta + yellow;
            if others + black > 300 || black >= 60 && others >= 30 {
                fault(format!("`{tone}` has the inks {:?}", pair.print));
            }
        }
        // The program tells colours apart by the screen.
        for (one, pair) in all {
            let other = all.iter().find(|(_, other)| other.screen == pair.screen && other.print != pair.print);
            other.into_iter().for_each(|(other, _)| fault(format!("`{one}` and `{other}` are the same on a screen")));
        }
    }
    found
}

/// Colours of all hues, lightnesses and chromas, as HSL has them, which the code under test does not use.
fn sweep(hues: usize, lightnesses: &[f64], saturations: &[f64]) -> Vec<Bytes> {
    let mut colours = vec![[0, 0, 0], [17, 17, 17], [128, 128, 128], [255, 255, 255]];
    for hue in (0..360).step_by(hues) {
        for lightness in lightnesses {
            colours.extend(saturations.iter().map(|saturation| of_hsl(hue as f64, *saturation, *lightness)));
        }
    }
    colours
}

fn of_hsl(hue: f64, saturation: f64, lightness: f64) -> Bytes {
    let reach = saturation * f64::min(lightness, 1.0 - lightness);
    [0.0, 8.0, 4.0].map(|turn: f64| {
        let at = (turn + hue / 30.0) % 12.0;
        let part = lightness - reach * f64::min(at - 3.0, 9.0 - at).clamp(-1.0, 1.0);
        (part * 255.0).round() as u8
    })
}

#[test]
fn every_colour_keeps_the_demands_of_the_theme_or_is_refused() {
    let (right, refused) = check(&sweep(60, &[0.1, 0.22, 0.5, 0.8], &[0.8]));
    assert!(right > 10 && refused > 10, "{right} colours are right, {refused} were refused");
}

#[test]
#[ignore = "takes minutes: `.ci/full` runs it"]
fn every_colour_of_a_fine_sieve_keeps_the_demands_of_the_theme_or_is_refused() {
    let lightnesses = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.93];
    let (right, refused) = check(&sweep(10, &lightnesses, &[1.0, 0.75, 0.5, 0.25, 0.1]));
    assert!(right > 800 && refused > 800, "{right} colours are right, {refused} were refused");
}

/// How many colours are right, and how many are refused, each with a nearest one that is right. Fails for what is neither.
fn check(colours: &[Bytes]) -> (usize, usize) {
    let (theme, press) = (read_theme(), press());
    assert!(theme.demands.len() > 40 && theme.of_brand.len() >= 7, "the theme was not understood");
    let deriver = Deriver::new(&theme, &press);
    let tones = |screen| deriver.tones(Given { screen, print: None }, None);
    let (mut right, mut refused, mut derived) = (0, 0, Vec::new());
    for colour in colours {
        match tones(*colour) {
            Ok(tones) => {
                right += 1;
                assert_eq!(tones.iter().find(|(name, _)| name == "brand").unwrap().1.screen, *colour);
                derived.push((hex(*colour), tones));
            }
            Err(refusal) => {
                refused += 1;
                let nearest = deriver.nearest(*colour, |near| tones(near).is_ok());
                let nearest = nearest.unwrap_or_else(|| panic!("{} has no colour near it: {refusal:?}", hex(*colour)));
                derived.push((format!("near {}", hex(*colour)), tones(nearest).unwrap()));
            }
        }
    }
    let wrong = faults(&theme, &derived);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (right, refused)
}

/// A refusal is no whim: a colour that is as dark as the theme's own has tones, whatever its hue.
#[test]
fn dark_colours_of_every_hue_have_tones() {
    let (theme, press) = (read_theme(), press());
    let deriver = Deriver::new(&theme, &press);
    for hue in (0..360).step_by(45) {
        let colour = of_hsl(f64::from(hue), 0.7, 0.2);
        let tones = deriver.tones(Given { screen: colour, print: None }, None);
        assert!(tones.is_ok(), "{}: {tones:?}", hex(colour));
    }
}

#[test]
fn an_accent_must_be_readable_on_the_colour() {
    let (theme, press) = (read_theme(), press());
    let deriver = Deriver::new(&theme, &press);
    let brand = Given { screen: [0x7a, 0x1f, 0xa2], print: None };
    let accent = |screen| deriver.tones(brand, Some(Given { screen, print: None }));
    let refusal = accent([0x80, 0x40, 0x40]).unwrap_err();
    assert!(refusal.is_accent, "{refusal:?}");
    let nearest = deriver.nearest([0x80, 0x40, 0x40], |near| accent(near).is_ok()).unwrap();
    assert_eq!(faults(&theme, &[(hex(nearest), accent(nearest).unwrap())]), Vec::<String>::new());
}

/// A report in two editions with a brand.
fn branded(brand: &str) -> Project {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}editions = [\"screen\", \"print\"]\n\n[brand]\n{brand}\n"));
    project
}

/// A picture of one colour, half of which shines through where it has an alpha channel.
fn picture(width: u32, height: u32, colour: png::ColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    let pixel: &[u8] = if colour == png::ColorType::Rgba { &[120, 30, 160, 128] } else { &[120, 30, 160] };
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixel.repeat((width * height) as usize)).unwrap();
    writer.finish().unwrap();
    bytes
}

/// Builds both PDFs, checks each by its standard, and that a screen reader says each alternative text once.
fn must_say_once(project: &Project, alternatives: &[&str]) {
    project.run(&["build"]).must_succeed();
    let screen = project.path().join("build/small-en.pdf");
    pdf::must_be_accessible_and_archivable(&screen);
    let print = project.path().join("build/small-en-print.pdf");
    assert_eq!(x4::complaints(&Document::load(&print).unwrap()), Vec::<String>::new());
    let spoken: String = spoken::blocks(&screen).into_iter().map(|block| block.text + "\n").collect();
    for alternative in alternatives {
        assert_eq!(spoken.matches(alternative).count(), 1, "{alternative}: {spoken}");
    }
}

#[test]
fn a_drawn_logo_is_spoken_on_the_cover_and_printed_in_inks() {
    let project = branded(
        "colour = { screen = \"#3a2a7a\", print = [91, 93, 13, 17] }\n\
         cover = \"plain\"\n\
         logo = { image = \"logo.svg\", alt = \"Town of Testbury\", on = [\"cover\", \"head\"] }",
    );
    project.write(
        "report/logo.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><circle cx=\"9\" cy=\"9\" r=\"8\" fill=\"#3a2a7a\"/>\
         <path d=\"M20 5 Q25 0 30 5 T38 9\" stroke=\"#808080\" fill=\"none\"/></svg>",
    );
    must_say_once(&project, &["Town of Testbury"]);
    // On the second page the colour stands in the logo at the top, too: with its own inks, which are written as bytes.
    let print = Document::load(project.path().join("build/small-en-print.pdf")).unwrap();
    let content = print.get_page_content(print.get_pages()[&2]);
    let content = String::from_utf8_lossy(&content);
    let logo = content.split(" c ").next().unwrap();
    assert!(logo.contains("0.9098039 0.92941177 0.12941177 0.16862746 k"), "{content}");
    assert!(!content.contains(" rg") && !content.contains(" scn"), "{content}");
}

#[test]
fn a_logo_and_a_cover_of_pixels_are_printed() {
    let project = branded(
        "logo = { image = \"logo.png\", alt = \"Town of Testbury\", height = 5 }\n\
         cover = { image = \"cover.png\", alt = \"The library in winter\" }\n",
    );
    project.write("report/logo.png", picture(200, 100, png::ColorType::Rgba));
    project.write("report/cover.png", picture(40, 40, png::ColorType::Rgb));
    must_say_once(&project, &["Town of Testbury", "The library in winter"]);
    // The cover has far too few pixels for its size, and the logo enough of them.
    let told = project.run(&["build", "--edition", "print", "--force"]).transcript();
    assert_eq!(told.matches("low-resolution").count(), 1, "{told}");
    assert!(told.contains("cover = { image"), "{told}");
}

/// The report's faces stand over those of the project's theme, which stand over those of the program.
#[test]
fn a_code_face_of_the_report_stands_over_that_of_the_theme() {
    let project = Project::of_report("minimal");
    project.write("report/chapters/introduction.en.md", "# Introduction\n\n```\nlet words = 1;\n```\n");
    project.write("templates/theme.typ", "#let faces = (code: \"Source Serif 4\")\n");
    let has_face = || {
        project.run(&["build"]).must_succeed();
        let document = Document::load(project.path().join("build/small-en.pdf")).unwrap();
        let fonts = document.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"BaseFont").ok());
        let names: Vec<String> =
            fonts.filter_map(|name| Some(String::from_utf8_lossy(name.as_name().ok()?).into_owned())).collect();
        names.iter().any(|name| name.contains("SourceCodePro"))
    };
    assert!(!has_face(), "the face of the theme is not used");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}\n[brand]\nfaces = {{ code = \"Source Code Pro\" }}\n"));
    assert!(has_face(), "the face of the report is not used");
}

/// Without a brand nothing lies over the theme, so that pages are those of the theme.
#[test]
fn a_report_without_a_brand_has_the_tokens_of_the_theme() {
    assert_eq!(tokens::module(&Brand::default()).text, "#let colours = (:)\n#let faces = (:)\n");
}
