//! Any Markdown as a chapter and as a field: the Typst code has no syntax error, holds no code of the text, and every
//! byte of it maps to a place inside the file, on character boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use raportti::build::{Inputs, check};
use raportti::files::read::Tree;

fuzz_target!(|text: &str| {
    let mut report: Tree = include!("minimal.rs");
    report.insert("report/chapters/introduction.en.md".to_owned(), format!("# Introduction\n\n{text}").into_bytes());
    let field = format!("title = \"a\"\ntext = {}\nfindings = [\"F1\"]", toml::Value::from(text));
    report.insert("report/conclusions/C1.toml".to_owned(), field.into_bytes());
    let mut inputs = Inputs::in_memory(report);
    // One font is enough to look characters up, and loads faster.
    inputs.fonts.retain(|path, _| path.contains("SourceSerif4_400Regular.ttf"));
    let checked = check(&inputs, false);
    for (path, generated) in checked.ready.iter().flat_map(|ready| &ready.merged).flat_map(|merged| &merged.generated) {
        if path.ends_with(".typ") {
            let (errors, _) = typst_syntax::parse(&generated.text).errors_and_warnings();
            assert!(errors.is_empty(), "{path}: {errors:?}\n{}", generated.text);
        }
        for at in (0..generated.text.len()).filter(|at| generated.text.is_char_boundary(*at)) {
            if let Some(place) = generated.map.find(&(at..at + 1)) {
                let source = &checked.faults.files.get(place.file).text;
                let range = place.range();
                assert!(range.end <= source.len() && source.is_char_boundary(range.start), "{path}:{at} {range:?}");
            }
        }
    }
});
