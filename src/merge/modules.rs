//! The Typst modules of the items, and the one that gathers them as the report.

use crate::model::{Declarations, Kind, declared::Show};

use super::view::{Collection, own_kinds};
use super::{Dict, Emit, Emitter, Generated, GeneratedFiles, Shown, View, marks::edition};

/// The module with the data that is the same in each edition of a report. Nearly all parts use only this.
pub const COMMON: &str = "/generated/common.typ";
/// Follows the fields of an item in its module: its id, once more.
const ITEM_END: &str = " + (id: ";

/// A module of the report's words, which may call the functions of the marks.
pub fn module(emitter: &mut Emitter, write: impl FnOnce(&mut Emitter)) -> Generated {
    emitter.apart(|emitter| {
        begin_module(emitter);
        write(emitter);
    })
}

fn begin_module(emitter: &mut Emitter) {
    if emitter.marks.is_some() {
        emitter.code(&format!("#import \"{}\": {}\n", edition::MODULE, edition::NAMES));
    }
}

/// Writes the modules of the items, [`COMMON`], which gathers them, and `report.typ`, which adds what depends on the edition.
pub fn write(view: &View, emitter: &mut Emitter, generated: &mut GeneratedFiles) {
    let mut imports = String::new();
    let mut entries = String::new();
    for collection in &view.collections {
        let name = collection.name();
        if collection.declared.folder.is_some() {
            write_items(collection, emitter, generated, &mut imports, &mut entries);
        } else {
            write_whole(name, &**collection, emitter, generated);
            imports.push_str(&format!("#import \"/generated/{name}.typ\": {name}\n"));
            entries.push_str(&format!("{name}: {name},\n"));
        }
    }
    // For files that may not import the report, since it imports them.
    let labels = view.report.common.get("labels").unwrap_or(&Shown::None);
    let decimal = emitter.locale(emitter.language).decimal_sign();
    let file = emitter.apart(|emitter| {
        write_variable("labels", labels, emitter);
        // Without pages nobody reads them.
        if let (true, Shown::Labels(words, foreign)) = (emitter.is_set, labels) {
            write_variable("printed", &Shown::Printed(words.clone(), foreign.clone()), emitter);
        }
        emitter.with_string("\n#let decimal-sign = ", &decimal, "\n");
    });
    generated.insert("/generated/labels.typ".to_owned(), file);
    let common = module(emitter, |emitter| {
        emitter.code(&imports);
        emitter.code("#import \"/generated/source-order.typ\": source-order\n#let report = ");
        view.report.common.emit(emitter);
        emitter.code(" + (\n");
        emitter.code(&entries);
        emitter.code("source-order: source-order,\n)\n");
    });
    generated.insert(COMMON.to_owned(), common);
    // Only the look imports the ids, so that its results stay cached when words of the report change.
    write_whole("ids", &ids(view), emitter, generated);
    write_whole("edition", &view.report.edition, emitter, generated);
    let report = module(emitter, |emitter| {
        emitter.code(&format!("#import \"{COMMON}\": report as common\n"));
        emitter.code("#import \"/generated/edition.typ\": edition\n#let report = common + edition\n");
    });
    generated.insert("/generated/report.typ".to_owned(), report);
}

/// The ids of a report, for templates that only point at items.
fn ids(view: &View) -> Dict {
    let of = |name| Shown::texts(view.items(name).iter().map(|(id, _)| id));
    // Without a place on the cards, actions are no targets of links.
    let recommendation = view.declarations.of(Kind::RECOMMENDATION);
    let has_actions = recommendation.field("action").is_some_and(|field| field.show != Show::Nowhere);
    let recommendations = view.items("recommendations").iter().filter(|_| has_actions);
    let actions = recommendations.flat_map(|(_, item)| item.dicts("actions")).map(|action| action.text("id"));
    let mut entries = vec![
        ("parts", Shown::texts(view.parts.iter().map(|part| &part.name))),
        ("findings", of("findings")),
        ("conclusions", of("conclusions")),
        ("recommendations", of("recommendations")),
        ("actions", Shown::List(actions.map(Shown::Text).collect())),
    ];
    // References print the id of a figure, so its caption has that in place of a number where the report gives such ids a form.
    let figure = view.declarations.of(Kind::FIGURE);
    entries.extend(figure.id.is_some().then_some(("figures_by_id", Shown::YesNo(true))));
    entries.extend(own_ids(view));
    Dict::of(entries)
}

/// The ids of kinds that the report declares, each kind with the part that shows it; and the kinds whose items stand inside others.
fn own_ids(view: &View) -> Option<(&'static str, Shown)> {
    let built_in = Declarations::built_in();
    let own =
        view.declarations.kinds.iter().filter(|kind| kind.used && kind.has_ids && built_in.find(&kind.key).is_none());
    let promoted = own_kinds(view.declarations).filter(|kind| built_in.find(&kind.key).is_some());
    let kinds = own.chain(promoted).map(|kind| {
        let part = view.parts.iter().find(|part| part.collection.as_deref() == Some(&kind.collection));
        Shown::Dict(Dict::of(vec![
            ("kind", Shown::Text(kind.key.clone())),
            ("part", part.map_or(Shown::None, |part| Shown::Text(part.name.clone()))),
            ("ids", Shown::texts(view.items(&kind.collection).iter().map(|(id, _)| id))),
        ]))
    });
    let kinds: Vec<Shown> = kinds.collect();
    (!kinds.is_empty()).then_some(("own", Shown::List(kinds)))
}

/// Writes one module for each item, so that an edit touches one.
fn write_items(
    collection: &Collection,
    emitter: &mut Emitter,
    generated: &mut GeneratedFiles,
    imports: &mut String,
    entries: &mut String,
) {
    let name = collection.name();
    entries.push_str(&format!("{name}: ({}", if collection.items.is_empty() { ":" } else { "" }));
    let modules = emitter.each_apart(&collection.items, |(id, item), emitter| {
        let is_new = emitter.marks.is_some_and(|marks| marks.is_new(id));
        begin_module(emitter);
        emitter.code("#let item = ");
        item.emit(emitter);
        emitter.code(if is_new { " + (added: true)" } else { "" });
        emitter.with_string(ITEM_END, id, ")\n");
    });
    for (index, ((id, _), file)) in collection.items.iter().zip(modules).enumerate() {
        generated.insert(format!("/generated/{name}/{id}.typ"), file);
        imports.push_str(&format!("#import \"/generated/{name}/{id}.typ\": item as {name}-{index}\n"));
        // Ids are ASCII letters, digits and points, so they need no escaping.
        entries.push_str(&format!("\"{id}\": {name}-{index}, "));
    }
    entries.push_str("),\n");
}

/// Writes one module for a whole collection of small items.
fn write_whole(name: &str, value: &dyn Emit, emitter: &mut Emitter, generated: &mut GeneratedFiles) {
    let file = module(emitter, |emitter| write_variable(name, value, emitter));
    generated.insert(format!("/generated/{name}.typ"), file);
}

/// Writes a variable with a value.
pub fn write_variable(name: &str, value: &dyn Emit, emitter: &mut Emitter) {
    emitter.code(&format!("#let {name} = "));
    value.emit(emitter);
    emitter.code("\n");
}

/// The module of `borrower` with the data of `lender`: an item with its own id and the fields of another.
pub fn lend_data(lender: &Generated, borrower: &Generated) -> Generated {
    let split = |module: &Generated| module.text.rfind(ITEM_END).expect("a module of an item ends with its id");
    let text = lender.text[..split(lender)].to_owned() + &borrower.text[split(borrower)..];
    Generated { text, map: lender.map.clone(), gaps: Vec::new() }
}
