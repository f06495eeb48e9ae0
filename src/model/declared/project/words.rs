//! Vocabularies and forms of a report. One of a built-in name takes its place.

use crate::bounds::model::{MOST_VOCABULARIES, MOST_WORDS};
use crate::diagnostics::{Code, nearest};
use crate::model::declared::{Form, Tone, Vocabulary, Word, words};
use crate::model::languages;

use super::{Merge, Name, Section};

/// The vocabularies and forms of which the program knows every word and string.
const FIXED: [&str; 11] = [
    "figure-kind",
    "matrix-cells",
    "status",
    "edition",
    "rgb-images",
    "embed",
    "level",
    "cvss-rating",
    "cover-kind",
    "logo-place",
    "logo-ground",
];
const FIXED_FORMS: [&str; 3] = ["report-id", "version", "rgb-colour"];
/// The vocabularies of which the program must know what each word means.
const WITH_MEANINGS: [&str; 1] = ["source-kind"];

impl<'a> Merge<'a> {
    pub(super) fn words(&mut self) {
        let (vocabularies, forms) = (self.root.section("vocabulary"), self.root.section("form"));
        let vocabularies = vocabularies.into_iter().flat_map(Section::sections);
        for (name, section) in self.at_most(MOST_VOCABULARIES, "vocabularies", vocabularies) {
            if self.is_free(name, "the name of a vocabulary", |merge| merge.vocabulary_number(name.text).is_some()) {
                self.vocabulary(name, section);
            }
        }
        for (name, section) in self.at_most(MOST_VOCABULARIES, "forms", forms.into_iter().flat_map(Section::sections)) {
            if self.is_free(name, "the name of a form", |merge| merge.form_number(name.text).is_some()) {
                self.form(name, section);
            }
        }
    }

    pub(super) fn vocabulary_number(&self, key: &str) -> Option<usize> {
        self.declarations.vocabularies.iter().position(|vocabulary| vocabulary.key == key)
    }

    pub(super) fn form_number(&self, key: &str) -> Option<usize> {
        self.declarations.forms.iter().position(|form| form.key == key)
    }

    fn vocabulary(&mut self, name: Name<'a>, section: Section<'a>) {
        if FIXED.contains(&name.text) {
            let message = format!("the program knows every word of `{}`, so a report cannot replace it", name.text);
            let hint = "give the vocabulary another name";
            return self.fault(Code::TakenName, name.place, message, Some(hint.to_owned()));
        }
        let built_in = self.built_in.vocabularies.iter().find(|vocabulary| vocabulary.key == name.text);
        let mut words = Vec::new();
        for (key, own) in self.at_most(MOST_WORDS, &format!("words of `{}`", name.text), section.sections()) {
            let hint = "use small letters from a to z, digits and hyphens";
            if self.is_well_formed(key, "a word of a vocabulary", &['-'], hint) {
                words.push(self.word(key, own, built_in));
            }
        }
        if words.is_empty() {
            if section.table.is_empty() {
                let message = format!("the vocabulary `{}` has no word", name.text);
                let hint = "give it words, the highest first: `high = { en = \"High\" }`";
                self.fault(Code::UnsoundDeclaration, name.place, message, Some(hint.to_owned()));
            }
            if built_in.is_some() {
                return;
            }
        }
        let vocabulary = Vocabulary { key: name.text.to_owned(), words };
        match self.vocabulary_number(name.text) {
            Some(number) => self.declarations.vocabularies[number] = vocabulary,
            None => self.declarations.vocabularies.push(vocabulary),
        }
    }

    fn word(&mut self, key: Name<'a>, own: Section<'a>, built_in: Option<&Vocabulary>) -> Word {
        let mut name = super::super::Names::new();
        for (other, value) in own.entries() {
            if ["tone", "means"].contains(&other.text) {
            } else if self.is_language(other.text) {
                name.extend(value.get_ref().as_str().map(|text| (other.text.to_owned(), text.to_owned())));
            } else {
                let known: Vec<&str> =
                    ["tone", "means"].into_iter().chain(self.languages.iter().take(3).map(|it| it.as_str())).collect();
                let mistyped = nearest::nearest(other.text, ["tone", "means"]).is_some();
                let message = match languages::is_written_as_one(other.text) && !mistyped {
                    true => languages::not_of_the_report(other.text),
                    false => format!("unknown key `{}`", other.text),
                };
                self.fault(Code::UnknownKey, other.place, message, nearest::hint(other.text, &known));
            }
        }
        self.check_name(&format!("the word `{}`", key.text), &name, "", key.place);
        let means = self.meaning(key, own, built_in);
        let tone = own.string("tone").and_then(|tone| Tone::from_word(tone.text));
        Word { key: key.text.to_owned(), tone, means, name }
    }

    /// The built-in word that a word of a report stands for.
    fn meaning(&mut self, key: Name, own: Section<'a>, built_in: Option<&Vocabulary>) -> Option<String> {
        let means = own.string("means");
        let Some(built_in) = built_in else {
            if let Some(means) = means {
                let message = format!("no rule asks for `{}`, since this vocabulary is no built-in one", means.text);
                self.fault(Code::UnsoundDeclaration, means.place, message, Some("leave `means` out".to_owned()));
            }
            return None;
        };
        let known: Vec<&str> = built_in.words().collect();
        match means {
            Some(means) if known.contains(&means.text) => Some(means.text.to_owned()),
            Some(means) => {
                let message = format!("unknown word `{}`", means.text);
                self.fault(Code::UnknownWord, means.place, message, nearest::hint(means.text, &known));
                known.first().filter(|_| WITH_MEANINGS.contains(&built_in.key.as_str())).map(|word| (*word).to_owned())
            }
            None if WITH_MEANINGS.contains(&built_in.key.as_str()) && !known.contains(&key.text) => {
                let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
                let message = format!("the program must know which built-in word `{}` stands for", key.text);
                let hint = format!("add `means` with one of {}", known.join(", "));
                self.fault(Code::UnsoundDeclaration, key.place, message, Some(hint));
                built_in.words().next().map(str::to_owned)
            }
            None => None,
        }
    }

    fn form(&mut self, name: Name<'a>, section: Section<'a>) {
        if FIXED_FORMS.contains(&name.text) {
            let message = format!("the program reads what has the form `{}`, so a report cannot replace it", name.text);
            return self.fault(Code::TakenName, name.place, message, Some("give the form another name".to_owned()));
        }
        let text = |key: &str| section.string(key).map(|it| it.text.to_owned()).unwrap_or_default();
        let (pattern, example) = (text("pattern"), text("example"));
        match words::compile(&pattern) {
            Err(fault) => {
                let place = self.at(&["form", name.text, "pattern"]);
                let message = format!("the pattern cannot be used: {fault}");
                let hint = "it is a regular expression for the whole string, without look-around and back references";
                self.fault(Code::MalformedValue, place, message, Some(hint.to_owned()));
            }
            Ok(compiled) if section.has("pattern") && section.has("example") && !compiled.is_match(&example) => {
                let place = self.at(&["form", name.text, "example"]);
                let message = format!("the example `{example}` does not have the form");
                let hint = format!("the whole of it must match the pattern `{pattern}`");
                self.fault(Code::UnsoundDeclaration, place, message, Some(hint));
            }
            Ok(_) => {}
        }
        let hint = section.string("hint").map_or_else(|| format!("write it as `{example}`"), |it| it.text.to_owned());
        let form =
            Form { key: name.text.to_owned(), is: text("is"), pattern, example, hint, compiled: Default::default() };
        match self.form_number(name.text) {
            Some(number) => self.declarations.forms[number] = form,
            None => self.declarations.forms.push(form),
        }
    }
}
