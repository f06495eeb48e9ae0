//! The form of a kind's ids, from an example.

use crate::diagnostics::Code;
use crate::model::declared::IdForm;

use super::{Merge, Section};

impl<'a> Merge<'a> {
    pub(super) fn id_form(&mut self, section: Section<'a>) -> Option<IdForm> {
        let example = section.string("id")?;
        let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        let begins = example.text.starts_with(|c: char| c.is_ascii_alphabetic());
        if !begins || !example.text.split('-').all(is_part) {
            let message = format!("`{}` is not an example of an id", example.text);
            let hint =
                "an id begins with a letter, and has letters from A to Z, digits, points, and hyphens between them";
            self.fault(Code::MalformedValue, example.place, message, Some(hint.to_owned()));
            return None;
        }
        if !example.text.contains(|c: char| c.is_ascii_digit()) {
            let message = format!("`{}` has no digits, so that all ids would be the same", example.text);
            let hint = format!("write an example such as `{}-01`", example.text);
            self.fault(Code::UnsoundDeclaration, example.place, message, Some(hint));
            return None;
        }
        Some(IdForm { example: example.text.to_owned() })
    }
}
