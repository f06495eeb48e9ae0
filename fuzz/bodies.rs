//! What each fuzz target does with its input. The tests run the same on some inputs, so that it keeps compiling and holding.

use std::path::Path;
use std::sync::OnceLock;

use raportti::build::{self, Checked, Inputs};
use raportti::diagnostics::files::Files;
use raportti::diagnostics::map;
use raportti::diagnostics::print::{self, Format};
use raportti::files::{Overlay, Tree, reading};
use raportti::model::load;

/// The files of the small report of the tests.
fn minimal() -> Tree {
    static FILES: OnceLock<Tree> = OnceLock::new();
    let read = || {
        let above =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("tests/reports/minimal"));
        let project = above.into_iter().find(|folder| folder.is_dir()).expect("the tests lie in a folder above");
        reading::tree(&project, &["report"]).expect("the small report can be read")
    };
    FILES.get_or_init(read).clone()
}

fn checked(report: Tree) -> Checked {
    let mut inputs = Inputs::in_memory(report);
    // One font is enough to look characters up, and loads faster.
    let mut fonts = Tree::clone(&inputs.fonts);
    fonts.retain(|path, _| path.contains("SourceSerif4_400Regular.ttf"));
    inputs.fonts = Overlay::new(Tree::new(), &fonts.into());
    build::check(&inputs, false)
}

/// Any tree of files: checking never panics and never hangs.
pub fn check(changes: Vec<(u8, String)>) {
    let mut report = minimal();
    let paths: Vec<String> = report.keys().cloned().collect();
    for (selector, content) in changes {
        let selector = usize::from(selector);
        let path = &paths[selector % paths.len()];
        match selector / paths.len() % 3 {
            0 => _ = report.insert(path.clone(), content.into_bytes()),
            1 => report.get_mut(path).into_iter().for_each(|file| file.extend(content.bytes())),
            _ => _ = report.remove(path),
        }
    }
    let faults = checked(report).faults;
    let _printed = print::print(&faults.diagnostics, &faults.files, Format::Human, true);
}

const PATHS: [&str; 10] = [
    "report/report.toml",
    "report/terms.toml",
    "report/questions.toml",
    "report/findings/H1.toml",
    "report/conclusions/J1.toml",
    "report/recommendations/S1.toml",
    "report/sources/a.toml",
    "report/figures/K1.toml",
    "report/figures/K1.csv",
    "report/actors/a.toml",
];

/// Any bytes as any file of TOML or CSV: no panic, and every complaint points into its file.
pub fn decode(data: &[u8]) {
    let Some((selector, content)) = data.split_first() else { return };
    let figure = "kind = \"bar\"\ntitle = \"a\"\nalt = \"b\"\ndata = \"K1.csv\"";
    let mut tree = Tree::new();
    tree.insert("report/report.toml".to_owned(), b"languages = [\"fi\", \"sv\"]".to_vec());
    tree.insert("report/figures/K1.toml".to_owned(), figure.as_bytes().to_vec());
    tree.insert(PATHS[usize::from(*selector) % PATHS.len()].to_owned(), content.to_vec());
    let mut files = Files::default();
    let mut diagnostics = Vec::new();
    let _model = load::load(&tree, &mut files, &mut diagnostics);
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Short] {
        let _printed = print::print(&diagnostics, &files, format, false);
    }
}

/// Any TOML string: each character of the value has a place inside the literal, on character boundaries, in order.
pub fn maps(text: &str) {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return;
    }
    let mut files = Files::default();
    let file = files.add("a.toml", text);
    for value in table.get_ref().values() {
        let Some(string) = value.get_ref().as_str() else { continue };
        let literal = value.span();
        let map = map::toml_string(file, text, literal.clone(), string);
        let mut last = literal.start;
        for (at, character) in string.char_indices() {
            let place = map.find(&(at..at + character.len_utf8())).expect("every character has a place");
            let range = place.range();
            assert!(literal.start <= range.start && range.end <= literal.end, "outside of the literal");
            assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end), "inside of a character");
            assert!(last <= range.start, "out of order");
            last = range.start;
            let written = &text[range];
            let is_same = written.starts_with('\\') || written == character.to_string() || written == "\r\n";
            assert!(is_same, "`{written}` is not `{character}`");
        }
    }
}

/// Any Markdown as a chapter and as a field: the Typst code has no syntax error, holds no code of the text, and every byte of it maps to
/// a place inside the file, on character boundaries.
pub fn markdown(text: &str) {
    let mut report = minimal();
    let chapter = report.keys().find(|path| path.ends_with(".md")).expect("the small report has a chapter").clone();
    report.insert(chapter, format!("# Title\n\n{text}").into_bytes());
    let field = format!("title = \"a\"\ntext = {}\nfindings = [\"H1\"]", toml::Value::from(text));
    report.insert("report/conclusions/J1.toml".to_owned(), field.into_bytes());
    let Checked { faults, ready } = checked(report);
    for (path, generated) in ready.iter().flat_map(|ready| &ready.merged).flat_map(|merged| &*merged.generated) {
        if path.ends_with(".typ") {
            let (errors, _) = typst::syntax::parse(&generated.text).errors_and_warnings();
            assert!(errors.is_empty(), "{path}: {errors:?}\n{}", generated.text);
        }
        for at in (0..generated.text.len()).filter(|at| generated.text.is_char_boundary(*at)) {
            if let Some(place) = generated.map.find(&(at..at + 1)) {
                let source = &faults.files.get(place.file).text;
                let range = place.range();
                assert!(range.end <= source.len() && source.is_char_boundary(range.start), "{path}:{at} {range:?}");
            }
        }
    }
}
