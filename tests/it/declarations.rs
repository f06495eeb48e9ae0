//! Proves that the declarations of `src/model/kinds/` are valid, and that the documents generated from them are up to date.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use icu::locale::subtags::{Language, language};
use raportti::bounds::model::{LARGEST_PATTERN, MOST_FIELDS, MOST_KINDS, MOST_VOCABULARIES, MOST_WORDS};
use raportti::diagnostics::files::Files;
use raportti::files::read::Tree;
use raportti::files::reading;
use raportti::files::{Overlay, builtin};
use raportti::graph::{self, schema};
use raportti::meaning::Meaning;
use raportti::meaning::changes::Changes;
use raportti::meaning::review::Review;
use raportti::meaning::trace::Trace;
use raportti::merge::chapters::Chapters;
use raportti::merge::view;
use raportti::merge::{
    Brand, Emitter, Generated, GeneratedFiles, Input, attachments, changes, citations, labels, modules,
};
use raportti::model::choice::{Edition, Embed, FigureKind, Level, Opening, RgbImages, SourceKind};
use raportti::model::declared::project;
use raportti::model::declared::words::compile;
use raportti::model::declared::{Declaration, Declarations, Field, Is, Shape, Show, Type};
use raportti::model::item::Value;
use raportti::model::kind::Kind;
use raportti::model::load;
use raportti::model::typed::ACCESSORS;
use raportti::rules::items;
use raportti::rules::press::Press;

use crate::support::cells;
use crate::support::project::{files_below, files_in, repository};

#[test]
fn the_built_in_declarations_are_valid() {
    assert_eq!(faults(Declarations::built_in()), Vec::<String>::new());
}

/// Each of these invalid lines, added to the declarations alone, must be found.
#[test]
fn an_invalid_declaration_is_found() {
    let kind = |fields: &str| {
        format!(
            "[probe]\ndoc = \"A probe.\"\nfolder = \"probes\"\n[probe.fields.title]\ndoc = \"\"\ntype = \"plain\"\nshow = \"title\"\n{fields}"
        )
    };
    let field = |said: &str| kind(&format!("[probe.fields.own]\ndoc = \"\"\n{said}\n"));
    let planted = [
        (field(""), "has not one of `type`, `holds` and `through`"),
        (field("type = \"plain\"\nholds = \"cost\""), "has not one of"),
        (field("type = \"plane\""), "`plane` is no type"),
        (field("type = \"cost\""), "nothing can link to `cost`"),
        (field("holds = \"finding\""), "has a place of its own"),
        (field("type = \"plain\"\nrule = \"unused-finding\""), "a rule or a case without `required`"),
        (field("type = \"plain\"\nrequired = true\nrule = \"no-such-rule\""), "there is no rule `no-such-rule`"),
        (field("type = \"plain\"\nrests_on = true"), "only a link rests on something"),
        (field("type = \"plain\"\nback.key = \"x\""), "only a link has a way back"),
        (field("type = \"finding\"\ntrace = \"a\"\nback.trace = \"b\""), "says its trace from both sides"),
        (field("type = \"finding\"\nback.key = \"title\""), "templates would get `title` twice"),
        (field("type = \"finding\"\nback.key = \"x\"\nback.rule = \"unused-finding\""), "without `back.required`"),
        (field("type = \"plain\"\nleast = 1"), "only a number has limits"),
        (field("type = \"number\"\nleast = 2\nmost = 1"), "`least` is more than `most`"),
        (field("type = \"plain\"\nstatus = true"), "only a word is a status or on a scale"),
        (field("type = \"priority\"\nusual = \"urgent\""), "`urgent` is no word of it"),
        (field("type = \"date\"\nnot_before = \"title\""), "`title` is no date"),
        (field("type = \"plain\"\nkeys = \"rule\""), "`keys` without a star"),
        (field("through = \"title\""), "leads nowhere through `title`"),
        (field("type = \"plain\"\nrequired = true\nwhen = { nothing = true }"), "there is no `nothing`"),
        (field("type = \"plain\"\nshow = \"title\""), "has 2 titles"),
        (
            kind(
                "[other]\ndoc = \"\"\nfolder = \"probes\"\n[other.fields.title]\ndoc = \"\"\ntype = \"plain\"\nshow = \"title\"\n",
            ),
            "share the folder `probes`",
        ),
        (kind("[other]\ndoc = \"\"\n"), "nothing holds it"),
        (kind("[other]\ndoc = \"\"\nfolder = \"a\"\nfile = \"b\"\n"), "has a folder and a file"),
        (kind("[priority]\ndoc = \"\"\nfile = \"p.toml\"\n"), "two things are called `priority`"),
        (kind("[probe.columns]\nx = \"nothing\"\n"), "`nothing` leads nowhere"),
        (kind("").replace("folder =", "sort = \"nothing\"\nfolder ="), "`nothing` leads nowhere"),
        (kind("[probe.fields.a]\ndoc = \"\"\ntype = \"probe\"\nrests_on = true\n"), "rests on itself: probe → probe"),
    ];
    for (declared, expected) in planted {
        let found = match Declarations::with(&declared, "") {
            Ok(declarations) => faults(&declarations),
            Err(error) => vec![error],
        };
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}: {found:#?}\n{declared}");
    }
}

/// Declarations of a report live as long as the process, so a watch that reads the same `model.toml` again must get the same ones.
#[test]
fn declarations_are_kept_by_their_text() {
    let minimal = reading::tree(&repository().join("tests/reports/minimal"), &["report"]).unwrap();
    let declarations = |text: &str| {
        let mut tree = minimal.clone();
        tree.insert("report/model.toml".to_owned(), text.as_bytes().to_vec());
        load::load(&tree, &mut Files::default(), &mut Vec::new()).unwrap().declarations
    };
    let field = "[finding.fields.remark]\nname.en = \"Remark\"\ntype = \"plain\"\n";
    assert!(std::ptr::eq(declarations(field), declarations(field)));
    assert!(!std::ptr::eq(declarations(field), declarations(&field.replace("plain", "prose"))));
    let without = load::load(&minimal, &mut Files::default(), &mut Vec::new()).unwrap().declarations;
    assert!(std::ptr::eq(without, Declarations::built_in()));
}

/// A pattern is bounded by its compiled size: the largest that fits is used, and one more is refused.
#[test]
fn a_pattern_is_bounded() {
    let fits = |count: usize| compile(&format!("a{{{count}}}")).is_ok();
    let (mut least, mut most) = (1, LARGEST_PATTERN);
    while least + 1 < most {
        let middle = usize::midpoint(least, most);
        if fits(middle) { least = middle } else { most = middle }
    }
    assert!(least > LARGEST_PATTERN / 100, "{least}");
    assert_eq!(compile(&format!("a{{{most}}}")).unwrap_err(), "it is too large");
}

/// What is reported of a `model.toml`.
fn faults_of_model(text: &str, languages: &[Language]) -> Vec<String> {
    let tree = Tree::from([(project::PATH.to_owned(), text.as_bytes().to_vec())]);
    let (mut files, mut found) = (Files::default(), Vec::new());
    project::read(&tree, languages, &mut files, &mut found).unwrap();
    found.into_iter().map(|fault| fault.message).collect()
}

/// A name is asked for in each language of the report, and may be there in others.
#[test]
fn names_are_asked_for_in_the_languages_of_the_report() {
    let [en, fi, sv] = [language!("en"), language!("fi"), language!("sv")];
    for (names, languages, missing) in [
        ("en = \"High\"", &[en][..], None),
        ("en = \"High\", sv = \"Hög\"", &[en], None),
        ("en = \"High\"", &[fi], Some("`fi`")),
        ("en = \"High\"", &[en, fi], Some("`fi`")),
        ("fi = \"Vakava\"", &[sv, en, fi], Some("`sv`, `en`")),
        ("fi = \"Vakava\", sv = \"Hög\"", &[fi, sv], None),
    ] {
        let said = missing.map(|missing| format!("the word `high` has no name in {missing}"));
        let found = faults_of_model(&format!("[vocabulary.severity]\nhigh = {{ {names} }}\n"), languages);
        assert_eq!(found, said.into_iter().collect::<Vec<_>>(), "{names} {languages:?}");
    }
}

/// The numbers of kinds, fields, vocabularies, forms and words that a report declares: one more than allowed is a fault, and what stands
/// behind it does not count.
#[test]
fn the_number_of_declarations_is_bounded() {
    let faults = |text: String| faults_of_model(&text, &[language!("en")]);
    let word = "w = { en = \"W\" }\n";
    for (most, what, head, each) in [
        (
            MOST_KINDS,
            "kinds",
            "",
            "[kN]\nfolder = \"fN\"\nname.en = \"K\"\n[kN.fields.t]\nname.en = \"T\"\ntype = \"plain\"\nshow = \"title\"\n",
        ),
        (MOST_FIELDS, "fields of `finding`", "", "[finding.fields.xN]\nname.en = \"X\"\ntype = \"plain\"\n"),
        (MOST_FIELDS, "fields of `item`", "", "[item.fields.xN]\nname.en = \"X\"\ntype = \"plain\"\n"),
        (MOST_VOCABULARIES, "vocabularies", "", "[vocabulary.vN]\nw = { en = \"W\" }\n"),
        (MOST_VOCABULARIES, "forms", "", "[form.oN]\nis = \"a form\"\npattern = \"a\"\nexample = \"a\"\n"),
        (MOST_WORDS, "words of `v`", "[vocabulary.v]\n", &word.replacen('w', "wN", 1)),
    ] {
        let text = |count: usize| (0..count).map(|n| each.replace('N', &n.to_string())).collect::<String>();
        assert!(faults(format!("{head}{}", text(most))).is_empty(), "{what}");
        let message = format!("there are {} {what}, and a report has at most {most}", most + 1);
        assert_eq!(faults(format!("{head}{}", text(most + 1))), [message]);
    }
}

/// The fields that link to a kind, each with its kind.
fn backs<'d>(
    declarations: &'d Declarations,
    kind: &'d Declaration,
) -> impl Iterator<Item = (&'d Declaration, &'d Field)> {
    let leads = move |it: &Type| matches!(it, Type::Link(id) if std::ptr::eq(declarations.kind(*id), kind));
    let all = declarations.kinds.iter().flat_map(|from| from.fields.iter().map(move |field| (from, field)));
    all.filter(move |(_, field)| field.types().any(leads))
}

#[test]
fn every_accessor_has_its_field_with_its_type() {
    let declarations = Declarations::built_in();
    for (kind, key, written) in ACCESSORS {
        let field = declarations.find(kind).and_then(|kind| kind.field(key));
        assert!(field.is_some_and(|field| fits(written, field)), "`{kind}.{key}` is no {written}");
    }
}

/// Whether a field can only have what an accessor of a type of Rust expects.
fn fits(written: &str, field: &Field) -> bool {
    let declarations = Declarations::built_in();
    let written: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let inside = |outer: &str| written.strip_prefix(outer).and_then(|inner| inner.strip_suffix('>'));
    let is_one = matches!(field.shape, Shape::One(_));
    let is_list = field.shape.is_list() || field.or.as_ref().is_some_and(Shape::is_list);
    let (has_shape, inner) = match (inside("Option<"), inside("Vec<")) {
        (Some(inner), _) => (is_one, inner),
        (_, Some(inner)) => (is_list, inner),
        _ => (is_one && field.is_indispensable(), written.as_str()),
    };
    let kebab = |name: &str| {
        let words = name.chars().map(|c| if c.is_uppercase() { format!("-{}", c.to_lowercase()) } else { c.into() });
        words.collect::<String>().trim_start_matches('-').to_owned()
    };
    let has_type = |it: &Type| match inner {
        "&'iText" => matches!(it, Type::String | Type::Address | Type::File | Type::Csv | Type::Form(_)),
        "&'iLocalized" => matches!(it, Type::Plain | Type::Prose),
        "&'i[(Language,Text)]" => *it == Type::Translation,
        "&'iLink" => matches!(it, Type::Link(_)),
        "&'iId" => *it == Type::AnyId,
        "&'iItem" => matches!(it, Type::Table(_)),
        "&'staticstr" => matches!(it, Type::Word(_)),
        "Kind" => *it == Type::KindName,
        "Code" => *it == Type::RuleOfFile,
        "Date" => *it == Type::Date,
        "u16" | "Placed<u16>" => matches!(it, Type::Count | Type::Year),
        "Number" | "Placed<Number>" => *it == Type::Number,
        "bool" => *it == Type::YesNo,
        "Language" => *it == Type::Language,
        "Author<'i>" => *it == Type::Author,
        "Title<'i>" => *it == Type::Plain,
        name => match it {
            Type::Word(number) => declarations.vocabularies[*number].key == kebab(name),
            Type::Table(kind) => declarations.kind(*kind).key == kebab(name.trim_end_matches("<'i>")),
            _ => false,
        },
    };
    has_shape && field.types().any(has_type)
}

#[test]
fn kinds_and_words_that_the_program_knows_are_declared() {
    let declarations = Declarations::built_in();
    let declared: Vec<Kind> = declarations.with_ids().map(|kind| kind.kind()).collect();
    for kind in [
        Kind::SOURCE,
        Kind::FINDING,
        Kind::CONCLUSION,
        Kind::RECOMMENDATION,
        Kind::ACTION,
        Kind::PACKAGE,
        Kind::ACTOR,
        Kind::FIGURE,
        Kind::QUESTION,
        Kind::THEME,
    ] {
        assert!(declared.contains(&kind), "{kind:?}");
    }
    for (kind, has_fields) in [(Kind::TERM, true), (Kind::REPORT, true), (Kind::CHAPTER, false)] {
        assert_eq!(declarations.get(kind).is_some(), has_fields, "{kind:?}");
    }
    let words: [(&str, Vec<&str>); 7] = [
        ("figure-kind", FigureKind::WORDS.to_vec()),
        ("source-kind", SourceKind::WORDS.to_vec()),
        // A report cannot ask for the edition `changes`.
        ("edition", Edition::WORDS.iter().copied().filter(|word| *word != "changes").collect()),
        ("opening", Opening::WORDS.to_vec()),
        ("rgb-images", RgbImages::WORDS.to_vec()),
        ("embed", Embed::WORDS.to_vec()),
        ("level", Level::WORDS.to_vec()),
    ];
    for (key, words) in words {
        let vocabulary = declarations.vocabularies.iter().find(|vocabulary| vocabulary.key == key).unwrap();
        assert_eq!(vocabulary.words().collect::<Vec<_>>(), words, "{key}");
    }
}

/// The proof that a field is declared in one place: one more word, one more text and one more link of a finding, in a scratch
/// declaration, show everywhere.
#[test]
fn a_field_a_link_and_a_word_are_declared_in_one_place() {
    const KINDS: &str = r#"
[finding.columns]
severity = "severity"
owner = "owner"

[finding.fields.severity]
doc = "How grave it is."
name.en = "Severity"
type = "severity"
required = true

[finding.fields.remark]
doc = "A remark."
name.en = "Remark"
type = "plain"

[finding.fields.owner]
doc = "Whose it is."
name.en = "Owner"
type = "actor"
rests_on = true
trace = "owned by"
back.key = "owns"
"#;
    const WORDS: &str = "[vocabulary.severity]\ngrave = { en = \"Very grave\" }\nslight = { en = \"Slight\" }\n";
    let declarations: &'static Declarations = Box::leak(Box::new(Declarations::with(KINDS, WORDS).unwrap()));
    assert_eq!(faults(declarations), Vec::<String>::new());

    let minimal = reading::tree(&repository().join("tests/reports/minimal"), &["report"]).unwrap();
    let path = minimal.keys().find(|path| path.starts_with("report/findings/")).unwrap().clone();
    let finding = String::from_utf8(minimal[&path].clone()).unwrap();
    let with = |lines: &str| {
        let mut tree = minimal.clone();
        tree.insert(path.clone(), format!("{lines}\n{finding}").into_bytes());
        tree
    };
    let actor = minimal.keys().find_map(|path| path.strip_prefix("report/actors/")?.strip_suffix(".toml")).unwrap();
    let actor = actor.split('-').next().unwrap();
    let said = |severity: &str, remark: &str| {
        with(&format!("severity = \"{severity}\"\nremark = \"{remark}\"\nowner = \"{actor}\""))
    };

    // Refused when wrong.
    let complaints = |tree: &Tree| -> Vec<String> {
        let mut diagnostics = Vec::new();
        let model = load::load_as(declarations, tree, &mut Files::default(), &mut diagnostics).unwrap();
        graph::link(&model, &mut diagnostics);
        diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    };
    assert!(complaints(&minimal).contains(&"the key `severity` is missing".to_owned()), "{:?}", complaints(&minimal));
    assert!(complaints(&said("huge", "x")).contains(&"unknown word `huge`".to_owned()));
    let dangling = with("severity = \"grave\"\nowner = \"nobody\"");
    assert!(complaints(&dangling).contains(&"there is no `nobody`; expected an actor".to_owned()));

    // A required list without a rule of its own is also reported if it is missing.
    let readers = "[finding.fields.readers]\ndoc = \"\"\ntype = [\"actor\"]\nrequired = true\n";
    let asking: &'static Declarations = Box::leak(Box::new(Declarations::with(readers, "").unwrap()));
    let (mut files, mut asked) = (Files::default(), Vec::new());
    let model = load::load_as(asking, &minimal, &mut files, &mut asked).unwrap();
    items::check(&model, &mut asked);
    let message = "the key `readers` is missing or empty";
    assert!(asked.iter().any(|diagnostic| diagnostic.message == message), "{asked:?}");

    // Decoded, linked, and linked back.
    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let tree = said("grave", "Look at it");
    let model = load::load_as(declarations, &tree, &mut files, &mut diagnostics).unwrap();
    let graph = graph::link(&model, &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let id = path.trim_start_matches("report/findings/").split(['-', '.']).next().unwrap();
    assert!(matches!(graph.get(id).unwrap().get("severity"), Some(Value::Word(said)) if said.word == "grave"));
    assert_eq!(graph.back(actor, "owns"), [id]);

    // In the schema.
    let schemas = schema::files(&schema::Context::of(&model));
    let (_, _, schema) = schemas.iter().find(|(name, ..)| name == "finding").unwrap();
    assert_eq!(schema["properties"]["severity"]["enum"], serde_json::json!(["grave", "slight"]));
    assert_eq!(schema["properties"]["owner"]["enum"][0], actor);
    assert!(schema["properties"]["remark"]["anyOf"].is_array());
    assert!(schema["required"].as_array().unwrap().contains(&"severity".into()));

    // In the view, and so in the JSON; and in the CSV.
    let wording =
        labels::read(&builtin::look(), graph.source_language(), None, &mut Files::default(), &mut Vec::new()).unwrap();
    let press = Press::of(None, &tree, &mut Vec::new());
    let templates = builtin::templates();
    let input =
        Input { graph: &graph, templates, wordings: &[], wording: &wording, press: &press, brand: &Brand::default() };
    let view = view::build(input, &files, Edition::Screen, Vec::new());
    let contents: BTreeMap<String, String> = attachments::contents(&view).into_iter().collect();
    let json: serde_json::Value = serde_json::from_str(&contents["/generated/attachments/report.json"]).unwrap();
    let shown = &json["findings"][id];
    assert_eq!([&shown["severity"], &shown["remark"], &shown["owner"]], ["grave", "Look at it", actor]);
    assert_eq!(json["actors"][actor]["owns"], serde_json::json!([id]));
    let csv = &contents["/generated/attachments/findings.csv"];
    assert!(csv.lines().next().unwrap().ends_with(",severity,owner"), "{csv}");
    assert!(csv.contains(&format!(",grave,{actor}")), "{csv}");

    // In the review lock and the trace.
    let meaning = Meaning::of(&graph, &files, &tree);
    let review = Review::of(&graph, &meaning, None);
    assert!(review.links.iter().any(|reviewed| reviewed.link.name() == format!("{id}:{actor}")));
    let trace = Trace::of(&graph, &review);
    assert!(trace.links.iter().any(|way| way.from == id && way.to == actor && way.relation == "owned by"));

    // In the differences, for programs and for readers.
    let other = said("slight", "Look away");
    let mut files_of_other = Files::default();
    let other_model = load::load_as(declarations, &other, &mut files_of_other, &mut Vec::new()).unwrap();
    let new = Meaning::of_model(&other_model, &files_of_other, &other);
    let changes = Changes::between(&meaning, &new);
    assert_eq!(changes.entries.len(), 1);
    let spare = labels::read(
        &builtin::look(),
        Language::try_from_str("en").unwrap(),
        None,
        &mut Files::default(),
        &mut Vec::new(),
    )
    .unwrap();
    let output = changes::markdown(&new, Some(&changes), &spare, builtin::templates(), &mut Files::default()).unwrap();
    assert!(
        output.contains("Severity: Very grave") && output.contains("Slight") && output.contains("Remark"),
        "{output}"
    );
}

/// A kind that is only declared is loaded, linked, compared and traced, and templates get it as a collection.
#[test]
fn a_kind_is_declared_in_one_place() {
    const KIND: &str = r#"
[asset]
doc = "A thing that findings are about."
name.en = "Asset"
plural.en = "Assets"
folder = "assets"

[asset.fields.title]
doc = "Its name."
name.en = "Title"
type = "plain"
required = true
show = "title"

[asset.fields.context]
doc = "A field with the name of a keyword of Typst."
name.en = "Context"
type = "plain"

[asset.fields.findings]
doc = "The findings about it."
name.en = "Findings"
type = ["finding"]
trace = "about"
back.key = "assets"
"#;
    let declarations: &'static Declarations = Box::leak(Box::new(Declarations::with(KIND, "").unwrap()));
    assert_eq!(faults(declarations), Vec::<String>::new());
    let minimal = reading::tree(&repository().join("tests/reports/minimal"), &["report"]).unwrap();
    let mut tree = minimal.clone();
    tree.insert(
        "report/assets/A9.toml".to_owned(),
        b"title = \"Reading room\"\ncontext = \"Town\"\nfindings = [\"F1\"]".to_vec(),
    );

    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let model = load::load_as(declarations, &tree, &mut files, &mut diagnostics).unwrap();
    let graph = graph::link(&model, &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!(graph.back("F1", "assets"), ["A9"]);

    let wording =
        labels::read(&builtin::look(), graph.languages()[0], None, &mut Files::default(), &mut Vec::new()).unwrap();
    let press = Press::of(None, &tree, &mut Vec::new());
    let templates = builtin::templates();
    let input = Input {
        graph: &graph,
        templates,
        wordings: std::slice::from_ref(&wording),
        wording: &wording,
        press: &press,
        brand: &Brand::default(),
    };
    let view = view::build(input, &files, Edition::Screen, Vec::new());
    let shown = |collection: &str, id: &str| serde_json::to_value(view.item(collection, id)).unwrap();
    assert_eq!(shown("assets", "A9")["title"], "Reading room");
    assert_eq!(shown("findings", "F1")["assets"], serde_json::json!(["A9"]));
    let mut emitter = Emitter {
        input,
        files: &files,
        chapters: &Chapters::default(),
        language: graph.languages()[0],
        speaking: graph.languages()[0],
        citing: citations::citing(builtin::templates()),
        is_set: true,
        on_paper: false,
        marks: None,
        shows_marks: false,
        diagnostics: Vec::new(),
        references: Default::default(),
        file: Generated::default(),
    };
    let mut generated = GeneratedFiles::default();
    modules::write(&view, &mut emitter, &mut generated);
    let module = &generated["/generated/assets/A9.typ"].text;
    assert!(module.contains("\"context\": "), "{module}");
    let (errors, _) = typst::syntax::parse(module).errors_and_warnings();
    assert!(errors.is_empty(), "{errors:?}\n{module}");

    let meaning = Meaning::of(&graph, &files, &tree);
    let trace = Trace::of(&graph, &Review::of(&graph, &meaning, None));
    assert!(trace.links.iter().any(|way| way.from == "A9" && way.to == "F1" && way.relation == "about"));
    let mut files_before = Files::default();
    let model_before = load::load_as(declarations, &minimal, &mut files_before, &mut Vec::new()).unwrap();
    let before = Meaning::of_model(&model_before, &files_before, &minimal);
    let changes = Changes::between(&before, &meaning);
    assert_eq!(changes.entries.len(), 1);
}

/// A card shows a new field under its declared name, unless the labels have a name for it.
#[test]
fn a_field_without_a_label_has_its_declared_name() {
    let word = |templates: &Tree, language: &str| {
        let language = Language::try_from_str(language).unwrap();
        let look = Overlay::new(templates.clone(), builtin::templates());
        let wording = labels::read(&look, language, None, &mut Files::default(), &mut Vec::new()).unwrap();
        wording.word(&["finding", "cause"]).unwrap().to_owned()
    };
    let replaced = |line: &str| {
        let mut templates = Tree::clone(builtin::templates());
        let words = templates.get_mut("templates/labels/fi.toml").unwrap();
        let text = String::from_utf8(std::mem::take(words)).unwrap();
        assert!(text.contains("cause = \"Syy\"\n"));
        *words = text.replace("cause = \"Syy\"\n", line).into_bytes();
        word(&templates, "fi")
    };
    assert_eq!([replaced(""), replaced("cause = \"Miksi\"\n")], ["Syy", "Miksi"]);
    // In a language without a declared name it is the English one.
    let mut templates = Tree::clone(builtin::templates());
    let words = String::from_utf8(templates["templates/labels/en.toml"].clone()).unwrap();
    let words = words.replace("locale = \"en-GB\"", "locale = \"is-IS\"").replace("cause = \"Cause\"\n", "");
    templates.insert("templates/labels/is.toml".to_owned(), words.into_bytes());
    assert_eq!(word(&templates, "is"), "Cause");
}

/// A list of changes names fields, kinds and words in the report's language.
#[test]
fn fields_kinds_and_words_of_differences_have_names_in_each_language() {
    let declarations = Declarations::built_in();
    let mut lacking = Vec::new();
    let mut ask = |what: String, names: &BTreeMap<String, String>| {
        let missing = ["en", "fi", "sv"].iter().filter(|language| !names.contains_key(**language));
        lacking.extend(missing.map(|language| format!("{what} in {language}")));
    };
    let mut output = 0;
    let mut waiting: Vec<&Declaration> = declarations.kinds.iter().filter(|kind| has_own_place(kind)).collect();
    waiting.extend(["theme", "term", "person", "institution"].iter().filter_map(|key| declarations.find(key)));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while let Some(kind) = waiting.pop() {
        if !seen.insert(&kind.key) {
            continue;
        }
        for field in kind.fields.iter().filter(|field| field.is_written() && !field.silent && field.key != "*") {
            ask(format!("`{}.{}`", kind.key, field.key), &field.name);
            output += 1;
            let tables = field.types().filter_map(|it| if let Type::Table(id) = it { Some(*id) } else { None });
            waiting.extend(tables.map(|id| declarations.kind(id)));
        }
    }
    let sections = ["report", "theme", "question", "term"].map(|key| declarations.find(key).unwrap());
    let items = declarations.kinds.iter().filter(|kind| kind.folder.is_some());
    items.chain(sections).for_each(|kind| ask(format!("several of `{}`", kind.key), &kind.plural));
    assert_eq!(lacking, Vec::<String>::new());
    assert!(output > 120, "{output}");
}

/// The faults of declarations.
fn faults(declarations: &Declarations) -> Vec<String> {
    let mut faults = Vec::new();
    let names =
        declarations.kinds.iter().map(|kind| &kind.key).chain(declarations.vocabularies.iter().map(|it| &it.key));
    let mut names: Vec<&str> =
        names.chain(declarations.forms.iter().map(|form| &form.key)).map(String::as_str).collect();
    faults.extend(
        names.iter().filter(|name| Type::named(name).is_some()).map(|name| format!("two things are called `{name}`")),
    );
    names.sort_unstable();
    faults.extend(
        names.windows(2).filter(|two| two[0] == two[1]).map(|two| format!("two things are called `{}`", two[0])),
    );
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for kind in declarations.kinds.iter() {
        if let Some(folder) = &kind.folder
            && !folders.insert(folder)
        {
            faults.push(format!("two kinds share the folder `{folder}`"));
        }
        let of_kind = of_kind(declarations, kind);
        faults.extend(of_kind.into_iter().map(|fault| format!("{}: {fault}", kind.key)));
        for field in &kind.fields {
            let of_field = of_field(declarations, kind, field);
            faults.extend(of_field.into_iter().map(|fault| format!("{}.{}: {fault}", kind.key, field.key)));
        }
    }
    faults.extend(circles(declarations));
    faults
}

fn of_kind(declarations: &Declarations, kind: &Declaration) -> Vec<String> {
    let mut faults = Vec::new();
    let held = declarations.holders(kind).next().is_some() || ["person", "institution"].contains(&kind.key.as_str());
    if !has_own_place(kind) && !held {
        faults.push("stands nowhere: it has no folder and no file, and nothing holds it".to_owned());
    }
    let titles = kind.fields.iter().filter(|field| field.show == Show::Title).count();
    if titles > 1 || kind.has_ids && titles == 0 {
        faults.push(format!("has {titles} titles"));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let backs: BTreeSet<&str> =
        backs(declarations, kind).filter_map(|(_, field)| field.back.as_ref()?.key.as_deref()).collect();
    for name in kind.fields.iter().map(|field| field.view.as_deref().unwrap_or(&field.key)).chain(backs) {
        if !seen.insert(name) {
            faults.push(format!("templates would get `{name}` twice"));
        }
    }
    let columns = kind.columns.iter().flat_map(|(_, ways)| ways);
    for way in kind.group.iter().chain(&kind.sort).chain(&kind.state).chain(columns) {
        if ends(declarations, kind, way).is_none() {
            faults.push(format!("`{way}` leads nowhere"));
        }
    }
    faults
}

/// Whether items of a kind have files of their own, or are one.
fn has_own_place(kind: &Declaration) -> bool {
    kind.folder.is_some() || kind.file.is_some() || kind.beside.is_some()
}

fn of_field(declarations: &Declarations, kind: &Declaration, field: &Field) -> Vec<String> {
    let mut faults = Vec::new();
    let mut require = |holds: bool, fault: &str| faults.extend((!holds).then(|| fault.to_owned()));
    let types: Vec<&Type> = field.types().collect();
    let is_link = types.iter().any(|it| matches!(it, Type::Link(_)));
    let is_number = types.iter().any(|it| it.is_number());
    let words: Vec<&str> = types
        .iter()
        .filter_map(|it| if let Type::Word(number) = it { Some(&declarations.vocabularies[*number]) } else { None })
        .flat_map(|vocabulary| vocabulary.words())
        .collect();
    require(field.required || (field.rule.is_none() && field.when.is_empty()), "a rule or a case without `required`");
    require(is_link || !field.rests_on, "only a link rests on something");
    let back = field.back.as_ref();
    require(is_link || back.is_none_or(|back| back.key.is_none()), "only a link has a way back");
    require(back.is_none_or(|back| back.required || back.rule.is_none()), "`back.rule` without `back.required`");
    let both = field.trace.is_some() && back.is_some_and(|back| back.trace.is_some());
    require(!both, "says its trace from both sides");
    require(is_number || (field.least.is_none() && field.most.is_none()), "only a number has limits");
    require(field.least.zip(field.most).is_none_or(|(least, most)| least <= most), "`least` is more than `most`");
    require(!words.is_empty() || !(field.status || field.scale), "only a word is a status or on a scale");
    require(field.keys.is_none() || field.key == "*", "`keys` without a star");
    let tables = |it: &&&Type| matches!(it, Type::Table(id) if has_own_place(declarations.kind(*id)));
    require(!types.iter().any(|it| tables(&it)), "what has a place of its own cannot stand inside");
    if let Some(word) = field.usual.as_ref().and_then(toml::Value::as_str) {
        require(words.contains(&word), &format!("`{word}` is no word of it"));
    }
    if let Some(first) = &field.not_before {
        let is_date =
            kind.field(first).is_some_and(|first| matches!(first.shape, Shape::One(Type::Date | Type::Period)));
        require(is_date, &format!("`{first}` is no date"));
    }
    if let Shape::Through(through) = &field.shape {
        let way = format!("{through}.{}", field.key);
        require(ends(declarations, kind, &way).is_some(), &format!("leads nowhere through `{through}`"));
    }
    for (path, is) in field.when.iter().flatten() {
        let (around, key) = path.rsplit_once('.').unwrap_or((&kind.key, path));
        let other = declarations.kinds.iter().find(|kind| kind.key == around).and_then(|kind| kind.field(key));
        require(other.is_some(), &format!("there is no `{path}`"));
        if let (Some(other), Is::OneOf(wanted)) = (other, is) {
            let known = matches!(other.shape, Shape::One(Type::Word(number))
                if wanted.iter().all(|word| declarations.vocabularies[number].words().any(|known| known == word)));
            require(known, &format!("`{path}` has no such word"));
        }
    }
    faults
}

/// The kinds that a way such as `evidence.source` leads to, none when it ends at a value; `None` when it leads nowhere.
fn ends<'d>(declarations: &'d Declarations, kind: &'d Declaration, way: &str) -> Option<Vec<&'d Declaration>> {
    let mut kinds = vec![kind];
    for key in way.split('.') {
        let next: Option<Vec<Vec<&Declaration>>> = kinds.iter().map(|kind| step(declarations, kind, key)).collect();
        kinds = next.filter(|next| !next.is_empty())?.into_iter().flatten().collect();
    }
    Some(kinds)
}

fn step<'d>(declarations: &'d Declarations, kind: &'d Declaration, key: &str) -> Option<Vec<&'d Declaration>> {
    if key == "id" && kind.has_ids {
        return Some(Vec::new());
    }
    let leads = |field: &&Field| field.back.as_ref().is_some_and(|back| back.key.as_deref() == Some(key));
    let backs: Vec<&Declaration> =
        backs(declarations, kind).filter(|(_, field)| leads(field)).map(|(from, _)| declarations.owner(from)).collect();
    if !backs.is_empty() {
        return Some(backs);
    }
    if let Some(holder) = declarations.holders(kind).find(|holder| holder.key == key) {
        return Some(vec![holder]);
    }
    let field = kind.field(key)?;
    if let Shape::Through(through) = &field.shape {
        return ends(declarations, kind, &format!("{through}.{key}"));
    }
    let kinds = field.types().filter_map(|it| match it {
        Type::Link(kind) | Type::Table(kind) => Some(declarations.kind(*kind)),
        _ => None,
    });
    Some(kinds.collect())
}

/// Kinds that rest on themselves. A review of such an item would depend on itself.
fn circles(declarations: &Declarations) -> Vec<String> {
    let mut steps: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for kind in declarations.kinds.iter() {
        let links = kind.fields.iter().filter(|field| field.rests_on).flat_map(Field::types);
        let targets = links.filter_map(|it| if let Type::Link(to) = it { Some(declarations.kind(*to)) } else { None });
        steps.entry(&declarations.owner(kind).key).or_default().extend(targets.map(|kind| kind.key.as_str()));
    }
    fn walk<'d>(path: &mut Vec<&'d str>, steps: &BTreeMap<&'d str, BTreeSet<&'d str>>, found: &mut Vec<String>) {
        for next in steps.get(path[path.len() - 1]).into_iter().flatten() {
            if *next == path[0] {
                found.push(format!("rests on itself: {} → {next}", path.join(" → ")));
            } else if !path.contains(next) {
                path.push(next);
                walk(path, steps, found);
                path.pop();
            }
        }
    }
    let mut found = Vec::new();
    steps.keys().for_each(|kind| walk(&mut vec![kind], &steps, &mut found));
    found
}

/// The tables of keys in `docs/data.md` are generated from the declarations; `INSTA_UPDATE=always cargo test` updates them.
#[test]
fn the_tables_of_keys_are_those_of_the_declarations() {
    let path = repository().join("docs/data.md");
    let written = fs::read_to_string(&path).unwrap();
    let mut made = String::new();
    let mut tables = 0;
    let mut lines = written.lines();
    while let Some(line) = lines.next() {
        made += &format!("{line}\n");
        let Some(kind) = line.strip_prefix("<!-- keys of ").and_then(|line| line.strip_suffix(" -->")) else {
            continue;
        };
        made += &format!("\n{}\n<!-- end of keys -->\n", table(Declarations::built_in(), kind));
        lines.by_ref().find(|line| *line == "<!-- end of keys -->").expect("a table of keys has an end");
        tables += 1;
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &made).unwrap();
    }
    assert!(
        written == made || fs::read_to_string(&path).unwrap() == made,
        "a table of `docs/data.md` is not what is declared"
    );
    // Every kind that is written has its table, but for those of one or two keys that the text tells of.
    assert!(tables >= 20, "{tables}");
}

/// The table of the keys of a kind.
fn table(declarations: &'static Declarations, kind: &str) -> String {
    let kind = declarations
        .kinds
        .iter()
        .find(|known| known.key == kind)
        .unwrap_or_else(|| panic!("there is no kind `{kind}`"));
    let mut out = "| key | must be | value | |\n|---|---|---|---|\n".to_owned();
    for field in kind.fields.iter().filter(|field| field.is_written()) {
        let cells = [key(declarations, field), need(field), value(declarations, field), remarks(field)];
        out += &format!("| {} |\n", cells.map(|cell| table_cell(&cell)).join(" | "));
    }
    out
}

/// A line of Markdown as a cell of a table. GitHub divides a row into cells before it reads what is in them: a bar without a backslash ends
/// its cell also in code, and each backslash before a bar is taken away.
fn table_cell(markdown: &str) -> String {
    markdown.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The row of `joints` had a bar in its code, which ended the cell on a web page.
#[test]
fn a_cell_of_a_table_holds_bars_backslashes_and_lines() {
    for (markdown, shown) in [
        ("a line: `innovaatio|eko`", "a line: ‹innovaatio|eko›"),
        ("`a\\|b`", "‹a\\|b›"),
        ("a \\| b", "a | b"),
        ("`C:\\x` and\n\n| more |", "‹C:\\x› and | more |"),
    ] {
        let table = format!("| key | value |\n|---|---|\n| {} | last |\n", table_cell(markdown));
        assert_eq!(cells::rows(&table)[1], [shown, "last"], "{table}");
    }
}

/// What a row has too much is not on a web page.
#[test]
fn no_table_of_the_documents_loses_a_cell() {
    use raportti::model::{Setting, markdown::parse_with_remarks};
    let root = repository();
    let in_docs = files_below(&root.join("docs")).into_iter();
    let at_root = files_in(root).into_iter();
    let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let pages: Vec<PathBuf> = in_docs.chain(at_root).filter(is_page).collect();
    assert!(pages.len() > 30, "{pages:?}");
    let lost = pages.iter().flat_map(|path| {
        let text = fs::read_to_string(path).unwrap();
        let (_, remarks) = parse_with_remarks(&text, Setting::Chapter);
        let surplus = remarks.into_iter().filter(|remark| remark.message.contains("more cells"));
        surplus.map(|remark| format!("{}: {}", path.display(), &text[remark.range])).collect::<Vec<_>>()
    });
    assert_eq!(lost.collect::<Vec<_>>(), Vec::<String>::new());
}

/// A key as TOML has it: a table or a list of tables in its brackets.
fn key(declarations: &'static Declarations, field: &Field) -> String {
    match &field.shape {
        Shape::One(Type::Table(_)) => format!("`[{}]`", field.key),
        Shape::List(Type::Table(kind)) if declarations.kind(*kind).has_ids || field.or.is_none() => {
            format!("`[[{}]]`", field.key)
        }
        Shape::List(Type::Table(_)) => format!("`[[{0}]]` or `{0}`", field.key),
        _ => format!("`{}`", field.key),
    }
}

fn need(field: &Field) -> String {
    let list = matches!(field.shape, Shape::List(_)) || matches!(field.or, Some(Shape::List(_)));
    let case = |case: &BTreeMap<String, Is>| {
        let (there, not): (Vec<_>, Vec<_>) = case.iter().partition(|(_, is)| **is != Is::There(false));
        let words = |words: &[String]| format!("`{}`", words.join("`, `"));
        let there = there.into_iter().map(|(path, is)| match is {
            Is::OneOf(wanted) => format!("when `{path}` is {}", words(wanted)),
            Is::There(_) => format!("with `{path}`"),
        });
        let not: Vec<String> = not.into_iter().map(|(path, _)| format!("`{path}`")).collect();
        let not = (!not.is_empty()).then(|| format!("without {}", not.join(" and ")));
        there.chain(not).collect::<Vec<_>>().join(" and ")
    };
    match (field.required, field.when.is_empty()) {
        (false, _) => String::new(),
        (true, true) if list => "at least one".to_owned(),
        (true, true) if !field.unless.is_empty() => {
            let cases = field.unless.iter().map(|unless| case(unless).trim_start_matches("when ").to_owned());
            format!("yes, unless {}", cases.collect::<Vec<_>>().join(", or "))
        }
        (true, true) => "yes".to_owned(),
        (true, false) => field.when.iter().map(case).collect::<Vec<_>>().join(", or "),
    }
}

fn value(declarations: &'static Declarations, field: &Field) -> String {
    let own = match &field.shape {
        Shape::One(it) => one(declarations, it),
        Shape::List(Type::Table(_)) => "tables".to_owned(),
        Shape::List(it @ Type::Word(_)) => format!("list of: {}", one(declarations, it)),
        Shape::List(Type::Link(kind)) => format!("list of ids of {}", declarations.kind(*kind).collection),
        Shape::List(it) => format!("list of {}", one(declarations, it)),
        Shape::Through(_) => String::new(),
    };
    match &field.or {
        None => own,
        Some(Shape::List(_)) => format!("{own}, or a list of such"),
        Some(Shape::One(it)) => format!("{own}, or {}", one(declarations, it)),
        Some(Shape::Through(_)) => own,
    }
}

fn one(declarations: &'static Declarations, it: &Type) -> String {
    match it {
        Type::Word(number) => {
            let words: Vec<String> =
                declarations.vocabularies[*number].words().map(|word| format!("`{word}`")).collect();
            words.join(", ")
        }
        Type::Form(number) => declarations.forms[*number].is.clone(),
        Type::Link(kind) => format!("id of {}", declarations.kind(*kind).kind().with_article()),
        Type::Table(_) => "table".to_owned(),
        Type::Csv => "the name of a CSV file".to_owned(),
        Type::YesNo => "`true` or `false`".to_owned(),
        Type::KindName => {
            let kinds = declarations.kinds.iter().filter(|kind| kind.has_ids);
            kinds.map(|kind| format!("`{}`", kind.key)).collect::<Vec<_>>().join(", ")
        }
        Type::RuleOfFile => "rule of a file".to_owned(),
        other => {
            let name = format!("{other:?}");
            let begins = name.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at).chain([name.len()]);
            let begins: Vec<usize> = begins.collect();
            let words = begins.windows(2).map(|word| name[word[0]..word[1]].to_lowercase());
            words.collect::<Vec<_>>().join(" ")
        }
    }
}

fn remarks(field: &Field) -> String {
    let space = |unit: &String| if unit.starts_with(':') { unit.clone() } else { format!(" {unit}") };
    let unit = field.unit.as_ref().map(space).unwrap_or_default();
    let limits = field.least.zip(field.most).map(|(least, most)| format!("From {least} to {most}{unit}."));
    let usual = field.usual.as_ref().map(|usual| match usual {
        toml::Value::String(word) => format!("`{word}` when missing."),
        toml::Value::Boolean(flag) => format!("`{flag}` when missing."),
        other => format!("{other}{unit} when missing."),
    });
    [Some(field.doc.clone()), limits, usual].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
