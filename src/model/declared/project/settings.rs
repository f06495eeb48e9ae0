//! Whether the settings of a field go with its type, and with each other.

use crate::diagnostics::{Code, nearest};
use crate::model::declared::{Declaration, Field, Shape, Show, Type};
use crate::model::{decode, kind};

use super::{Merge, kinds::ITEM, sound::Fault};

/// The settings of one field, as they are checked. What the file does not mention is sound.
struct Settings<'s> {
    merge: &'s Merge<'s>,
    kind: &'s Declaration,
    field: &'s Field,
    found: &'s mut Vec<Fault>,
}

impl Merge<'_> {
    pub(super) fn check_field(&self, kind: &Declaration, field: &Field, found: &mut Vec<Fault>) {
        let mut settings = Settings { merge: self, kind, field, found };
        settings.links();
        settings.numbers();
        settings.words();
        settings.places();
        self.check_cases(kind, field, found);
    }
}

impl Settings<'_> {
    /// Reports what the file says under a key of the field, unless it holds.
    fn require(&mut self, holds: bool, key: &str, message: &str, hint: &str) {
        let paths = [&self.kind.key, ITEM].map(|kind| [kind, "fields", &self.field.key, key]);
        let path = paths.into_iter().find(|path| self.merge.root.find(path).is_some());
        if let Some(path) = path.filter(|_| !holds) {
            let path = path.map(str::to_owned).to_vec();
            self.found.push((Code::UnsoundDeclaration, path, message.to_owned(), Some(hint.to_owned())));
        }
    }

    fn links(&mut self) {
        let (field, back) = (self.field, self.field.back.as_ref());
        let is_link = field.types().any(|it| matches!(it, Type::Link(_)));
        let hint = "add `required = true`, or leave it out";
        self.require(field.required, "rule", "the rule complains of a field that need not be there", hint);
        self.require(field.required, "when", "the case asks for a field that need not be there", hint);
        let hint = "leave it out, or link to a kind with ids: `type = \"finding\"`";
        self.require(is_link || !field.rests_on, "rests_on", "only a link rests on something", hint);
        let has_back = back.is_some_and(|back| back.key.is_some());
        self.require(is_link || !has_back, "back", "only a link has a way back", hint);
        let both = field.trace.is_some() && back.is_some_and(|back| back.trace.is_some());
        let hint = "leave out one of the two";
        self.require(!both, "trace", "`trace` and `back.trace` say the same from two sides", hint);
    }

    fn numbers(&mut self) {
        let field = self.field;
        let is_number = field.types().any(Type::is_number);
        for limit in ["least", "most", "unit"] {
            let hint = "leave it out, or write `type = \"number\"`";
            self.require(is_number, limit, &format!("only a number has `{limit}`"), hint);
        }
        let in_order = field.least.zip(field.most).is_none_or(|(least, most)| least <= most);
        self.require(in_order, "least", "`least` is more than `most`", "exchange the two");
        let Some(first) = &field.not_before else { return };
        let is_dated = |it: &Field| matches!(it.shape, Shape::One(Type::Date | Type::Period));
        let is_date = |other: &&Field| other.used && is_dated(other) && is_dated(field) && other.key != field.key;
        let dates: Vec<&str> = self.kind.fields.iter().filter(is_date).map(|it| it.key.as_str()).collect();
        let message = format!("`{first}` is no date of {}", kind::with_article(&self.kind.key));
        let hint = nearest::hint(first, &dates).unwrap_or_else(|| "name a date of the same table".to_owned());
        self.require(dates.contains(&first.as_str()), "not_before", &message, &hint);
    }

    fn words(&mut self) {
        let field = self.field;
        let is_word = field.types().any(|it| matches!(it, Type::Word(_)));
        let hint = "leave it out, or give the field a vocabulary";
        self.require(is_word || !field.scale, "scale", "only a word is on a scale", hint);
        self.require(is_word || !field.status, "status", "only a word is a status", hint);
        let words = self.merge.words_of(field);
        let usual = field.usual.as_ref();
        if let Some(usual) = usual.and_then(toml::Value::as_str).filter(|_| is_word) {
            let known: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
            let hint = nearest::hint(usual, &known).unwrap_or_default();
            self.require(known.contains(&usual), "usual", &format!("`{usual}` is no word of the field"), &hint);
            return;
        }
        let fits = usual.is_some_and(|usual| decode::usual_fits(field, usual, &self.merge.declarations));
        let hint = "words, strings, numbers, and `true` or `false` can be usual values; the field must have that type";
        self.require(fits, "usual", "the field cannot have this usual value", hint);
    }

    fn places(&mut self) {
        let field = self.field;
        if let Shape::Through(through) = &field.shape {
            let leads = self.merge.declarations.ends(self.kind, &field.key).is_some();
            let message = format!("nothing has `{}` through `{through}`", field.key);
            let hint = "name a link, or a way back, to a kind that has this field";
            self.require(leads, "through", &message, hint);
        }
        if let Some(message) = misplaced(field) {
            let hint = "choose another place: `margin`, `text`, `facts`, `table` or `nowhere`";
            self.require(false, "show", message, hint);
        }
    }
}

/// Why a field cannot stand at its place on a card, if it cannot.
fn misplaced(field: &Field) -> Option<&'static str> {
    let texts = |it: &Type| matches!(it, Type::Plain | Type::Prose | Type::String | Type::Form(_) | Type::Translation);
    let is_text = field.types().all(texts) && !field.shape.is_list();
    let is_long = field.types().any(|it| matches!(it, Type::Prose | Type::Table(_)));
    match field.show {
        Show::Title if !is_text || field.shape == Shape::One(Type::Prose) => Some("only a plain text is a title"),
        Show::Body if !is_text => Some("only a text is the body of a card"),
        Show::Margin if is_long => Some("the margin has room for few words only"),
        _ => None,
    }
}
